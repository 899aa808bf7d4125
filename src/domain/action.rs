//! [`Action`]: what the vendor's menu offers for a runner, when it can be asked for, and how it is asked about.
//!
//! One table decides for menu, keys and hints. It only greys out: the control plane has the last word, and a status may
//! have changed since it was read. What must be said before is in [`super::warning`].

use super::change::Change;
use super::command::RunnerCommand;
use super::runner::Runner;
use super::setting::{READ_ONLY, Setting};
use super::status::Status;

/// Why no test is offered in a program that only reads: it changes nothing, but a runner carries it out.
const READ_ONLY_TEST: &str = "trackside runs read-only: no runner is told to do anything";

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
    /// End a pause.
    Resume,
    /// Remove its definition.
    Remove,
}

/// Whether an action can be asked for.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Availability {
    /// It can.
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
            Self::YesNo => Some("asks first"),
            Self::TypedName => Some("type the name to confirm"),
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

impl Action {
    /// Every action, in the order of the vendor's menu.
    pub const ALL: [Self; 6] =
        [Self::Details, Self::TestConnectivity, Self::Restart, Self::Pause, Self::Resume, Self::Remove];

    /// The vendor's label.
    pub fn label(self) -> &'static str {
        match self {
            Self::Details => "Runner details",
            Self::TestConnectivity => "Test connectivity",
            Self::Restart => "Restart",
            Self::Pause => "Pause",
            Self::Resume => "Resume",
            Self::Remove => "Remove",
        }
    }

    /// What is asked before. The vendor's page has the pause typed; here only what cannot be undone is.
    pub fn asking(self) -> Asking {
        match self {
            Self::Details | Self::TestConnectivity => Asking::None,
            Self::Restart | Self::Pause | Self::Resume => Asking::YesNo,
            Self::Remove => Asking::TypedName,
        }
    }

    /// The action that sends this change; `None` for a change that is none of the menu's.
    pub fn of(change: &Change) -> Option<Self> {
        Self::ALL.into_iter().find(|action| action.change().as_ref() == Some(change))
    }

    /// What is sent when it is confirmed; `None` where it sends no change.
    pub fn change(self) -> Option<Change> {
        match self {
            Self::Details | Self::TestConnectivity => None,
            Self::Restart => Some(Change::Command(RunnerCommand::Restart)),
            Self::Pause => Some(Change::Command(RunnerCommand::Pause)),
            Self::Resume => Some(Change::Command(RunnerCommand::Resume)),
            Self::Remove => Some(Change::Remove),
        }
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
            self.refused_by_status(runner)
        };
        reason.map_or(Availability::Enabled, Availability::Disabled)
    }

    /// Only "test when Running" and "resume from Paused" are documented, and that a runner that is not connected gets no
    /// command; the rest is assumed. A status that is not told, or not known, blocks no command. Remove is offered in every
    /// status, as on the vendor's page: a refusal is the control plane's, and what speaks against it is said before.
    fn refused_by_status(self, runner: &Runner) -> Option<&'static str> {
        use Status::{Other, Paused, Pausing, Pending, Running, Stopped, Stopping, Unknown};
        let status = runner.status.as_ref();
        match self {
            Self::Details | Self::Remove => None,
            Self::TestConnectivity => (status != Some(&Running)).then_some("only a running runner can be tested"),
            Self::Restart => match status? {
                Unknown | Paused if runner.connected == Some(false) => {
                    Some("not connected: it cannot receive commands")
                }
                Running | Unknown | Paused | Other(_) => None,
                Pending => Some("it has not connected yet: deploy it first"),
                Stopping => Some("it is stopping: wait until it has stopped"),
                Stopped => Some("it has stopped: start it at its provider"),
                Pausing => Some("it is pausing: wait for Paused, or resume it"),
            },
            Self::Pause => match status? {
                Running | Other(_) => None,
                Pausing => Some("it is pausing already"),
                Paused => Some("it is paused already"),
                Pending | Unknown | Stopping | Stopped => Some("only a running runner can be paused"),
            },
            Self::Resume => match status? {
                Pausing | Paused | Other(_) => None,
                Pending | Running | Unknown | Stopping | Stopped => Some("only a paused runner can be resumed"),
            },
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
