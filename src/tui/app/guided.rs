//! Checklists of single runners: opened by a key, and told of wherever they are.

use super::App;
use crate::account::guided::Goal;
use crate::domain::RunnerKey;
use crate::text::words::countdown;
use crate::tui::command::Command;
use crate::tui::keymap::{Context, clause};
use crate::tui::overlay::Overlay;
use crate::tui::screens::guided;

impl App {
    /// Shows the checklist that takes the runner under the bar, or the open one, out of work; the one that it has, if it has one.
    pub(super) fn open_drain(&mut self) {
        let subject = match &self.detail {
            Some(detail) => Some(detail.key().clone()),
            None => self.list.selected().cloned(),
        };
        let Some(subject) = subject else { return };
        let goal = self.of(&subject).guided_of(&subject).map_or(Goal::Drain, |guided| guided.goal);
        self.open_guided(&subject, goal);
    }

    /// Begins a runner's checklist, unless it has this one, and shows it.
    pub(super) fn open_guided(&mut self, subject: &RunnerKey, goal: Goal) {
        let reason = self.accounts.at(subject).and_then(|row| row.runner.withheld_reason());
        if let Some(reason) = reason.filter(|_| self.of(subject).guided_of(subject).is_none()) {
            return self.tell(subject.account, format!("{reason}."));
        }
        let Some(account) = self.accounts.get_mut(subject.account) else { return };
        account.guide(subject, goal);
        account.ask_work();
        self.overlays.push(Overlay::Guided(guided::State::new(subject.clone())));
    }

    /// A step of a checklist was done: says so, where it is not on the screen.
    pub(super) fn guided_went_on(&mut self, subject: &RunnerKey) {
        let is_shown = |overlay: &Overlay| matches!(overlay, Overlay::Guided(state) if state.key == *subject);
        let Some(guided) = self.of(subject).guided_of(subject) else { return };
        let message = guided::progress(guided);
        self.alert(subject.account, &message);
        if !self.overlays.iter().any(is_shown) {
            self.tell_until_key(Some(subject.account), message);
        }
    }

    /// A pause ends soon.
    pub(super) fn pause_ends_soon(&mut self, subject: &RunnerKey) {
        let Some(guided) = self.of(subject).guided_of(subject) else { return };
        let left = guided.pause_left(self.now).unwrap_or_default();
        let message = format!("The pause of {} ends in {}.", guided.named, countdown(left));
        self.alert(subject.account, &message);
        let more = clause(self.config.keymap.key(Context::List, Command::OpenDrain), " {} shows what is left to do.");
        self.tell_until_key(Some(subject.account), format!("{message}{more}"));
    }
}
