//! [`Action`]: what the vendor's menu offers for a runner, when it can be asked for, and how it is asked about.
//!
//! One table ([`Action`]'s entries) decides for menu, keys and hints. It only greys out: the control plane has the last word, and a status may
//! have changed since it was read. What must be said before is in [`super::warning`].

use super::change::Change;
use super::runner::Runner;
use super::setting::{READ_ONLY, Setting};
use super::status::Status;

/// Why no test is offered in a program that only reads: it changes nothing, but a runner carries it out.
const READ_ONLY_TEST: &str = "Read-only: tests from a runner are off";

/// Up to this many runners are acted on with one key; of more the number is typed, whatever the action.
pub const MAX_WITH_ONE_KEY: usize = 5;

/// An entry of the vendor's menu ("Manage runners").
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Action {
    /// Show what is known of it.
    Details,
    /// Try an outbound connection.
    TestConnectivity,
    /// Replace its instances, one graceful stop each.
    Restart,
    /// Finish what is running, and queue what is new.
    Pause,
    /// End a pause, or one that is beginning; what was queued starts.
    Resume,
    /// Remove its definition; what runs at the cloud provider stays.
    Remove,
}

/// A command to a runner ("Trigger an agent command"). Success means that it was received; what becomes of it shows in
/// the runner's status. There is no command to stop a runner: that is done at its cloud provider.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum RunnerCommand {
    /// Start its service anew.
    Restart,
    /// Finish what is running and queue what is new. The control plane decides how long the pause lasts.
    Pause,
    /// End a pause, or one that is beginning; what was queued starts.
    Resume,
}

/// Whether an action can be asked for.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Availability {
    /// It can, as far as is known: the control plane has the last word.
    Enabled,
    /// It cannot, with the reason in a short clause.
    Disabled(&'static str),
}

/// What the operator is asked for before something is sent.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Asking {
    /// Nothing: it only shows something, or has a form of its own.
    None,
    /// Yes or no, with no as the answer that needs no choice: it can be undone.
    YesNo,
    /// The runner's name, typed in full: it cannot be undone.
    TypedName,
}

impl Asking {
    /// What a menu says beside the action; `None` where nothing is asked.
    pub fn hint(self) -> Option<&'static str> {
        match self {
            Self::None => None,
            Self::YesNo => Some("Asks first"),
            Self::TypedName => Some("Type the name to confirm"),
        }
    }
}

impl Availability {
    /// Whether it can be asked for.
    pub fn is_enabled(self) -> bool {
        self == Self::Enabled
    }

    /// Why it cannot be asked for; `None` where it can.
    pub fn reason(self) -> Option<&'static str> {
        match self {
            Self::Enabled => None,
            Self::Disabled(reason) => Some(reason),
        }
    }
}

impl RunnerCommand {
    /// Whether `runner` reports what the command leads to: a pause is there at Paused, a resume once the runner is neither
    /// paused nor pausing any more, and a restart when it is back at work, or at its pause, after it was seen away
    /// (`has_left`); one that is too quick to be seen is never told from none.
    pub fn is_reported_by(self, runner: &Runner, has_left: bool) -> bool {
        use Status::{Paused, Pausing, Running};
        match self {
            Self::Restart => {
                has_left && runner.connected != Some(false) && matches!(runner.status, Some(Running | Paused))
            }
            Self::Pause => runner.status == Some(Paused),
            Self::Resume => runner.status.as_ref().is_some_and(|status| !matches!(status, Paused | Pausing)),
        }
    }
}

/// All that makes an action: the one value from which menu, keys, questions and requests are made.
struct Entry {
    /// The label of the vendor's menu.
    label: &'static str,
    /// The action that the key is bound to; another one where one key asks for whichever of two is possible.
    key: Action,
    /// What is asked before it.
    asking: Asking,
    /// The change that is sent, with the words for it that follow "to"; `None` where none is.
    sends: Option<(Change, &'static str)>,
    /// Why a runner's status does not allow it; `None` where it does.
    refused_by_status: fn(&Runner) -> Option<Reason>,
}

/// Why a runner's status does not allow an action.
#[derive(Clone, Copy)]
struct Reason {
    /// For a menu in a narrow window, at most 14 cells.
    short: &'static str,
    /// In full.
    full: &'static str,
}

#[expect(clippy::unnecessary_wraps, reason = "the table's rules answer with one or none")]
const fn reason(short: &'static str, full: &'static str) -> Option<Reason> {
    Some(Reason { short, full })
}

impl Action {
    /// Every action, in the order of the vendor's menu.
    pub const ALL: [Self; 6] =
        [Self::Details, Self::TestConnectivity, Self::Restart, Self::Pause, Self::Resume, Self::Remove];

    /// The table, a value for each. The vendor's page has the pause typed; here only what cannot be undone is. Only "test
    /// when Running" and "resume from Paused" are documented, and that a runner that is not connected gets no command; the
    /// rest is assumed. A status that is not told, or not known, blocks no command. Remove is offered in every status, as on
    /// the vendor's page: a refusal is the control plane's, and what speaks against it is said before.
    fn entry(self) -> Entry {
        let always = |_: &Runner| None;
        match self {
            Self::Details => Entry {
                label: "Runner details",
                key: Self::Details,
                asking: Asking::None,
                sends: None,
                refused_by_status: always,
            },
            Self::TestConnectivity => Entry {
                label: "Test connectivity",
                key: Self::TestConnectivity,
                asking: Asking::None,
                sends: None,
                refused_by_status: |runner| {
                    let is_running = runner.status == Some(Status::Running);
                    if is_running { None } else { reason("Not Running", "Only a Running runner can test connections") }
                },
            },
            Self::Restart => Entry {
                label: "Restart",
                key: Self::Restart,
                asking: Asking::YesNo,
                sends: Some((Change::Command(RunnerCommand::Restart), "restart")),
                refused_by_status: no_restart,
            },
            Self::Pause => Entry {
                label: "Pause",
                key: Self::Pause,
                asking: Asking::YesNo,
                sends: Some((Change::Command(RunnerCommand::Pause), "pause")),
                refused_by_status: no_pause,
            },
            Self::Resume => Entry {
                label: "Resume",
                key: Self::Pause,
                asking: Asking::YesNo,
                sends: Some((Change::Command(RunnerCommand::Resume), "resume")),
                refused_by_status: no_resumption,
            },
            Self::Remove => Entry {
                label: "Remove",
                key: Self::Remove,
                asking: Asking::TypedName,
                sends: Some((Change::Remove, "remove")),
                refused_by_status: always,
            },
        }
    }

    /// The label of the vendor's menu ("Manage runners").
    pub fn label(self) -> &'static str {
        self.entry().label
    }

    /// The action that its key is bound to in the table of keys: pause and resume share one.
    #[must_use]
    pub fn key(self) -> Self {
        self.entry().key
    }

    /// What its key asks for with `runners`: of the actions that share the key the first that is possible for any of them,
    /// and the first where none is.
    #[must_use]
    pub fn meant(self, runners: &[&Runner], is_read_only: bool) -> Self {
        let can = |action: &Self| runners.iter().any(|runner| action.availability(runner, is_read_only).is_enabled());
        let key = self.key();
        Self::ALL.into_iter().filter(|action| action.key() == key).find(can).unwrap_or(key)
    }

    /// What is asked before.
    pub fn asking(self) -> Asking {
        self.entry().asking
    }

    /// The action that sends this change; `None` for a change that is none of the menu's.
    pub fn of(change: &Change) -> Option<Self> {
        Self::ALL.into_iter().find(|action| action.change().as_ref() == Some(change))
    }

    /// What is sent when it is confirmed; `None` where it sends no change.
    pub fn change(self) -> Option<Change> {
        self.entry().sends.map(|(change, _)| change)
    }

    /// What is sent, in words that follow "to"; `None` where it sends no change.
    pub fn phrase(self) -> Option<&'static str> {
        self.entry().sends.map(|(_, words)| words)
    }

    /// Whether it can be asked for. A reason that no waiting changes comes first: hosted runners and unknown platforms,
    /// then read-only, then the status.
    pub fn availability(self, runner: &Runner, is_read_only: bool) -> Availability {
        let reason = if self == Self::Details {
            None
        } else if let Some(reason) = runner.withheld_reason() {
            Some(reason)
        } else if is_read_only {
            Some(if self == Self::TestConnectivity { READ_ONLY_TEST } else { READ_ONLY })
        } else {
            (self.entry().refused_by_status)(runner).map(|reason| reason.full)
        };
        reason.map_or(Availability::Enabled, Availability::Disabled)
    }
}

impl Action {
    /// The reason of [`Action::availability`] for a menu in a narrow window, where the runner's status is the reason.
    pub fn short_reason(self, runner: &Runner) -> Option<&'static str> {
        (self.entry().refused_by_status)(runner).map(|reason| reason.short)
    }
}

fn no_restart(runner: &Runner) -> Option<Reason> {
    match runner.status.as_ref()? {
        Status::Unknown | Status::Paused if runner.connected == Some(false) => {
            reason("Not connected", "Not connected. Start the runner's service")
        }
        Status::Running | Status::Unknown | Status::Paused | Status::Other(_) => None,
        Status::Pending => reason("Not deployed", "Never connected. Deploy the runner first"),
        Status::Stopping => reason("Stopping", "Stopping. Wait for Stopped"),
        Status::Stopped => reason("Stopped", "Stopped. Start the service at the provider"),
        Status::Pausing => reason("Pausing", "Pausing. Wait for Paused, or resume"),
    }
}

fn no_pause(runner: &Runner) -> Option<Reason> {
    match runner.status.as_ref()? {
        Status::Running | Status::Other(_) => None,
        Status::Pausing => reason("Pausing", "Already pausing. Wait for Paused, or resume"),
        Status::Paused => reason("Already paused", "Already paused. Resume ends the pause"),
        Status::Pending | Status::Unknown | Status::Stopping | Status::Stopped => {
            reason("Not Running", "Only a Running runner can be paused")
        }
    }
}

fn no_resumption(runner: &Runner) -> Option<Reason> {
    match runner.status.as_ref()? {
        Status::Pausing | Status::Paused | Status::Other(_) => None,
        Status::Pending | Status::Running | Status::Unknown | Status::Stopping | Status::Stopped => {
            reason("Not paused", "Only a paused runner can be resumed")
        }
    }
}

impl Change {
    /// The vendor's label of what it is.
    pub fn label(&self) -> &'static str {
        match self {
            Self::Setting(change) => change.setting().label(),
            Self::AllowList(_) => Setting::AllowList.label(),
            Self::Command(_) | Self::Remove => Action::of(self).map_or("", Action::label),
        }
    }

    /// Why it does not apply to `runner` as that is now; `None` where it does.
    pub fn refusal(&self, runner: &Runner, is_read_only: bool) -> Option<&'static str> {
        match self {
            Self::Setting(change) => change.setting().refusal(runner, is_read_only),
            Self::AllowList(_) => Setting::AllowList.refusal(runner, is_read_only),
            Self::Command(_) | Self::Remove => Action::of(self)?.availability(runner, is_read_only).reason(),
        }
    }
}
