//! What looks back, on, or elsewhere: the arguments of `history`, `events`, `watch` and `test`, and what they come to.

use std::ffi::OsString;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

use super::output::{ColorChoice, HistoryForm, TextOrJson, form};
use super::rows::{query, runner, time};
use crate::account::table::Query;
use crate::domain::{Endpoint, Port};
use crate::options::UsageError;
use crate::options::completion::Completes;
use crate::options::given::shown;

/// How far back is looked where nothing is said.
const A_DAY: Duration = Duration::from_secs(24 * 3_600);
/// The days that the control plane keeps audit events for.
const MOST_DAYS: u16 = 90;

/// `trackside history`.
#[derive(Debug)]
pub struct HistoryOptions {
    /// A name or an id; of all runners where there is none.
    pub runner: Option<String>,
    /// How far back.
    pub since: Duration,
    /// In which form.
    pub output: HistoryForm,
    /// Whether it has colours.
    pub color: ColorChoice,
}

/// `trackside events`.
#[derive(Debug)]
pub struct EventsOptions {
    since: Duration,
    /// How many days are asked for, so that all of that time is among them: 1 to 90.
    pub days: u16,
    /// In which form.
    pub output: TextOrJson,
    /// Whether it has colours.
    pub color: ColorChoice,
}

impl EventsOptions {
    /// From when on events are told of.
    pub fn from(&self, now: Timestamp) -> Timestamp {
        let since = SignedDuration::try_from(self.since).unwrap_or(SignedDuration::MAX);
        now.checked_sub(since).unwrap_or(Timestamp::MIN)
    }
}

/// `trackside watch`.
#[derive(Debug)]
pub struct WatchOptions {
    /// Whose changes.
    pub query: Query,
}

/// `trackside test`.
#[derive(Debug)]
pub struct TestOptions {
    /// The host.
    pub endpoint: Endpoint,
    /// The port.
    pub port: Port,
    /// Names or ids of runners; this machine where there are none.
    pub from: Vec<String>,
}

#[derive(clap::Args)]
#[command(next_help_heading = "History")]
pub(super) struct History {
    /// A runner's name or id; all runners if not given
    #[arg(value_name = "RUNNER", help_heading = "History", display_order = 0, add = Completes::Runner)]
    runner: Option<OsString>,
    /// How far back, as in 90m, 24h, 7d; 24h if not given
    #[arg(long, value_name = "TIME")]
    since: Option<OsString>,
    /// Form of the output: text, json, csv
    #[arg(short = 'o', long, value_name = "FORM", add = Completes::One(|| Completes::names(&HistoryForm::ALL)))]
    output: Option<OsString>,
    /// Colours in a text: auto, always, never
    #[arg(long, value_name = "WHEN", add = Completes::One(|| Completes::names(&ColorChoice::ALL)))]
    color: Option<OsString>,
}

impl History {
    pub(super) fn options(self) -> Result<HistoryOptions, UsageError> {
        Ok(HistoryOptions {
            runner: self.runner.map(runner).transpose()?,
            since: since(self.since)?,
            output: form(self.output, &HistoryForm::ALL)?,
            color: ColorChoice::read(self.color)?,
        })
    }
}

#[derive(clap::Args)]
#[command(next_help_heading = "Events")]
pub(super) struct Events {
    /// How far back, as in 90m, 24h, 7d, up to 90d; 24h if not given
    #[arg(long, value_name = "TIME")]
    since: Option<OsString>,
    /// Form of the output: text, json
    #[arg(short = 'o', long, value_name = "FORM", add = Completes::One(|| Completes::names(&TextOrJson::ALL)))]
    output: Option<OsString>,
    /// Colours in a text: auto, always, never
    #[arg(long, value_name = "WHEN", add = Completes::One(|| Completes::names(&ColorChoice::ALL)))]
    color: Option<OsString>,
}

impl Events {
    pub(super) fn options(self) -> Result<EventsOptions, UsageError> {
        let since = since(self.since)?;
        let days = u16::try_from(since.as_secs().div_ceil(A_DAY.as_secs())).unwrap_or(u16::MAX);
        if days > MOST_DAYS {
            return Err(UsageError::about(
                "--since",
                "the control plane keeps audit events for 90 days; give 90d or less",
            ));
        }
        Ok(EventsOptions {
            since,
            days,
            output: form(self.output, &TextOrJson::ALL)?,
            color: ColorChoice::read(self.color)?,
        })
    }
}

fn since(given: Option<OsString>) -> Result<Duration, UsageError> {
    given.map_or(Ok(A_DAY), |given| time("--since", given))
}

#[derive(clap::Args)]
#[command(next_help_heading = "Watch")]
pub(super) struct Watch {
    /// Whose changes, as in the dashboard's filter; all if not given
    #[arg(value_name = "FILTER", help_heading = "Watch", display_order = 0)]
    filter: Vec<OsString>,
}

impl Watch {
    pub(super) fn options(self) -> Result<WatchOptions, UsageError> {
        Ok(WatchOptions { query: query(self.filter)? })
    }
}

#[derive(clap::Args)]
#[command(next_help_heading = "Test")]
pub(super) struct Test {
    /// What to connect to: a host name or an IP address, a colon and a port; an IPv6 address in brackets
    #[arg(value_name = "HOST:PORT", help_heading = "Test", display_order = 0, required = true)]
    target: OsString,
    /// Names or ids of the runners that try, with commas between; this machine if not given
    #[arg(long, value_name = "RUNNER[,RUNNER]", add = Completes::Runner)]
    from: Vec<OsString>,
}

impl Test {
    pub(super) fn options(self) -> Result<TestOptions, UsageError> {
        const NAME: &str = "HOST:PORT";
        let target = self.target.into_string().map_err(|_| UsageError::about(NAME, "not valid UTF-8"))?;
        let Some((host, port)) = target.rsplit_once(':') else {
            return Err(UsageError::about(NAME, format_args!("{} has no port; write host:443", shown(&target))));
        };
        let refused = |reason: String| UsageError::about(NAME, format_args!("{}: {reason}", shown(&target)));
        let endpoint = Endpoint::parse(host).map_err(|fault| refused(fault.to_string()))?;
        let port = Port::parse(port).map_err(|fault| refused(fault.to_string()))?;
        let mut from = Vec::new();
        for given in self.from {
            let names = given.into_string().map_err(|_| UsageError::about("--from", "not valid UTF-8"))?;
            if names.split(',').any(|name| name.trim().is_empty()) {
                return Err(UsageError::about("--from", "an empty name names no runner"));
            }
            from.extend(names.split(',').map(str::to_owned));
        }
        Ok(TestOptions { endpoint, port, from })
    }
}
