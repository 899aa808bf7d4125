//! [`Change`]: everything that an operator can do to a runner and that answers with no more than yes or no.

use super::action::{Action, RunnerCommand};
use super::allow_list::{AllowListChange, ProjectId};
use super::runner::Runner;
use super::setting::{Setting, SettingChange};
use super::text::Label;
use super::usage::Usage;

/// One change of one runner, sent once: whether it arrived before a connection broke is not known.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Change {
    /// Change one setting ("Update an agent"); the others stay.
    Setting(SettingChange),
    /// Change who may use it while it is restricted.
    AllowList(AllowListChange),
    /// Tell it to do something.
    Command(RunnerCommand),
    /// Remove its definition; possible only while it is Stopped, Pending or Unknown. Nothing at the cloud provider is
    /// deleted.
    Remove,
}

impl Change {
    /// What it does, in words that follow "to", safe to draw: `turn auto update on`. Projects are named as far as `usage`
    /// knows them.
    pub fn phrase(&self, usage: Option<&Usage>) -> String {
        match self {
            Self::Setting(change) => match change {
                SettingChange::Name(_) => format!("rename the runner to {}", change.value()),
                SettingChange::Description(_) => format!("change the description to {}", change.value()),
                SettingChange::AutoUpdate(_) => format!("turn auto update {}", change.value()),
                SettingChange::Track(_) => format!("put the runner on {}", change.value()),
                SettingChange::Restricted(true) => "restrict the runner to its allow list".to_owned(),
                SettingChange::Restricted(false) => "let every project use the runner".to_owned(),
            },
            Self::AllowList(change) => of_allow_list(change, usage),
            Self::Command(_) | Self::Remove => Action::of(self).and_then(Action::phrase).unwrap_or_default().to_owned(),
        }
    }
}

/// What the operator wants of a runner: whatever is confirmed, written down and sent once.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Intent {
    /// A change, whose answer is no more than yes or no.
    Change(Change),
    /// A new client secret, whose answer is the new pair. The old secret is dead at once.
    NewSecret,
}

impl Intent {
    /// The vendor's label of what it is.
    pub fn label(&self) -> &'static str {
        match self {
            Self::Change(change) => change.label(),
            Self::NewSecret => "Regenerate",
        }
    }

    /// What it does, in words that follow "to", safe to draw; see [`Change::phrase`].
    pub fn phrase(&self, usage: Option<&Usage>) -> String {
        match self {
            Self::Change(change) => change.phrase(usage),
            Self::NewSecret => "regenerate the credentials".to_owned(),
        }
    }

    /// Why it does not apply to `runner` as that is now; `None` where it does.
    pub fn refusal(&self, runner: &Runner, is_read_only: bool) -> Option<&'static str> {
        match self {
            Self::Change(change) => change.refusal(runner, is_read_only),
            Self::NewSecret => Setting::refusal_of_regeneration(runner, is_read_only),
        }
    }
}

fn of_allow_list(change: &AllowListChange, usage: Option<&Usage>) -> String {
    let name = |id: &ProjectId| usage.map_or_else(|| id.label(), |usage| usage.name_of(id));
    match change {
        AllowListChange::Add(entry) => match &entry.environments {
            None => format!("add {} with all environments", name(&entry.id)),
            Some(names) => {
                let names: Vec<_> = names.iter().map(Label::safe).collect();
                format!("add {} of {}", names.join(", "), name(&entry.id))
            }
        },
        AllowListChange::RemoveProject(id) => format!("remove the project {}", name(id)),
        AllowListChange::RemoveEnvironment(id, environment) => format!("remove {environment} of {}", name(id)),
        AllowListChange::Clear => "empty the allow list".to_owned(),
    }
}
