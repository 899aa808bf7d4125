//! What changes something, and what waits: the arguments of `pause`, `resume`, `restart` and `wait`, and what they come to.

use std::ffi::OsString;
use std::time::Duration;

use super::rows::{runner, time};
use crate::domain::{Action, Status, Version};
use crate::options::UsageError;
use crate::options::completion::Completes;
use crate::options::given::Given;

/// `trackside pause`, `resume` and `restart`.
#[derive(Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of its own")]
pub struct ActOptions {
    /// What is done.
    pub action: Action,
    /// To whom: names or ids, each once.
    pub runners: Vec<String>,
    /// Whether nobody is asked.
    pub is_confirmed: bool,
    /// Whether it is waited for until each is back.
    pub waits: bool,
    /// For how long. `None`: as long as the dashboard offers first.
    pub timeout: Option<Duration>,
    /// Whether runners in whose environments something runs are not waited for.
    pub is_even_if_busy: bool,
    /// Whether nothing is sent, and what would be is printed.
    pub is_dry: bool,
}

/// `trackside wait`.
#[derive(Debug)]
pub struct WaitOptions {
    /// A name or an id.
    pub runner: String,
    /// For what.
    pub goal: WaitGoal,
    /// For how long. `None`: until a signal.
    pub timeout: Option<Duration>,
}

/// What is waited for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum WaitGoal {
    /// This status; of Running, connected as well.
    Status(Status),
    /// There is no such runner any more.
    Gone,
    /// It reports this version.
    Version(Version),
}

#[derive(clap::Args)]
#[command(next_help_heading = "Action")]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of its own")]
pub(super) struct Act {
    /// Names or ids of runners; of several one has its turn after another, each seen back before the next
    #[arg(value_name = "RUNNER", help_heading = "Action", display_order = 0, required = true, add = Completes::Runner)]
    runners: Vec<OsString>,
    /// Ask nobody: needed where standard input or error is no terminal
    #[arg(short = 'y', long)]
    yes: bool,
    /// Wait until the runner reports what was asked for; several are waited for in any case
    #[arg(long)]
    wait: bool,
    /// How long each runner is waited for, as in 90s, 15m, 2h; 15m if not given
    #[arg(long, value_name = "TIME")]
    timeout: Option<OsString>,
    /// Of several: do not wait for pipelines that run in environments that default to the runner
    #[arg(long)]
    even_if_busy: bool,
    /// Send nothing; print the plan and the requests
    #[arg(long)]
    dry_run: bool,
}

impl Act {
    pub(super) fn options(self, action: Action) -> Result<ActOptions, UsageError> {
        let mut runners: Vec<String> = Vec::new();
        for given in self.runners {
            let runner = runner(given)?;
            if !runners.contains(&runner) {
                runners.push(runner);
            }
        }
        Ok(ActOptions {
            action,
            runners,
            is_confirmed: self.yes,
            waits: self.wait,
            timeout: self.timeout.map(|given| time("--timeout", given)).transpose()?,
            is_even_if_busy: self.even_if_busy,
            is_dry: self.dry_run,
        })
    }
}

#[derive(clap::Args)]
#[command(next_help_heading = "Wait")]
pub(super) struct Wait {
    /// A runner's name or id
    #[arg(value_name = "RUNNER", help_heading = "Wait", display_order = 0, required = true, add = Completes::Runner)]
    runner: OsString,
    /// What to wait for: running, paused, stopped, gone, version=V
    #[arg(long = "for", value_name = "WHAT", required = true, add = Completes::One(goals))]
    goal: OsString,
    /// How long at the most, as in 90s, 15m, 2h; until a signal if not given
    #[arg(long, value_name = "TIME")]
    timeout: Option<OsString>,
}

/// What can be waited for, as it is asked for; a version is for whoever knows one.
fn goals() -> Vec<String> {
    ["running", "paused", "stopped", "gone", "version="].map(str::to_owned).into()
}

impl Wait {
    pub(super) fn options(self) -> Result<WaitOptions, UsageError> {
        let goal = Given::new("--for", self.goal).read("one of running, paused, stopped, gone, version=V", |text| {
            Some(match text {
                "running" => WaitGoal::Status(Status::Running),
                "paused" => WaitGoal::Status(Status::Paused),
                "stopped" => WaitGoal::Status(Status::Stopped),
                "gone" => WaitGoal::Gone,
                other => {
                    WaitGoal::Version(Version::new(other.strip_prefix("version=").filter(|text| !text.is_empty())?))
                }
            })
        })?;
        Ok(WaitOptions {
            runner: runner(self.runner)?,
            goal,
            timeout: self.timeout.map(|given| time("--timeout", given)).transpose()?,
        })
    }
}
