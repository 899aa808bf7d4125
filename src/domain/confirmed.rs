//! [`Confirmed`]: what the operator saw of a runner when a change of it was confirmed, and whether that is still so.

use super::change::{Change, Intent};
use super::names::Named;
use super::runner::Runner;
use super::setting::SettingChange;
use super::status::Status;
use super::text::Label;

/// What the operator saw of a runner.
#[derive(Clone, PartialEq, Debug)]
pub struct Confirmed {
    named: Named,
    status: Option<Status>,
    description: Option<Label>,
}

impl Confirmed {
    /// What is seen of `runner`, which is named so.
    pub fn of(runner: &Runner, named: Named) -> Self {
        Self { named, status: runner.status.clone(), description: runner.description.clone() }
    }

    /// Why `intent`, which was confirmed, must not be sent to the runner as it is `now`, and is named: its question would be
    /// asked anew, or refused. `now` is `None` where the runner is gone.
    pub fn objection(&self, intent: &Intent, now: Option<(&Runner, &Named)>) -> Option<String> {
        let Some((runner, named)) = now else { return Some("the runner is gone".to_owned()) };
        if self.named.name() != named.name() {
            return Some(format!("renamed to {named} since then"));
        }
        if !self.named.still_tells(named) {
            return Some("another runner has a name like this one now".to_owned());
        }
        if let Some(reason) = intent.refusal(runner, false) {
            return Some(reason.to_owned());
        }
        match intent {
            Intent::Change(Change::Remove) if runner.status != self.status => not_removable(runner),
            Intent::Change(Change::Setting(SettingChange::Description(_)))
                if runner.description != self.description =>
            {
                Some("the description was changed since then".to_owned())
            }
            _ => None,
        }
    }
}

/// Why the control plane would refuse to remove such a runner: that is possible only while it is Stopped, Pending or
/// Unknown ("Remove a runner"). A status that is not known speaks against nothing.
pub fn not_removable(runner: &Runner) -> Option<String> {
    let status = runner.status.as_ref()?;
    let is_at_work = matches!(status, Status::Running | Status::Pausing | Status::Paused | Status::Stopping);
    is_at_work.then(|| format!("the runner is {} now", status.label()))
}
