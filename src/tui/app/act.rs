//! Actions: from the popup or a key to a question about the right runner. About several runners it is in `operation.rs`.

use super::App;
use crate::api::Priority;
use crate::domain::{AccountId, Action, Asking, Runner, RunnerKey};
use crate::tui::command::Command;
use crate::tui::effect::Effect;
use crate::tui::overlay::Overlay;
use crate::tui::screens::marked::Marked;
use crate::tui::screens::parts::applies::{self, Applies};
use crate::tui::screens::{actions, journal, marked, question, typed};

impl App {
    /// The runners that an action is for: the open one, else those that are marked, else the selected one.
    pub(super) fn subjects(&self) -> Vec<RunnerKey> {
        match &self.detail {
            Some(detail) => vec![detail.key().clone()],
            None if self.list.marks().is_empty() => self.list.selected().cloned().into_iter().collect(),
            None => self.list.marked_in_order(&self.accounts),
        }
    }

    /// Takes a command that opens the popup or asks for an action. `None` where it is none.
    pub(super) fn command_for_action(&mut self, command: Command) -> Option<Vec<Effect>> {
        // To look at a runner is to look at the one under the bar, whatever is marked.
        if command == Command::Act(Action::Details) {
            let key = self.list.selected().cloned();
            return Some(key.map_or_else(Vec::new, |key| self.open_details(&key)));
        }
        let keys = self.subjects();
        let is_for_marks = command == Command::OpenActions || self.action_of(command, &keys).is_some();
        if is_for_marks && let Some(marked) = self.hidden_marks() {
            self.overlays.push(Overlay::Marked(marked::State::new(command, marked)));
            return Some(Vec::new());
        }
        self.command_for(command, keys)
    }

    /// Does what a command asks for with these runners. `None` where it is no command for runners.
    pub(super) fn command_for(&mut self, command: Command, keys: Vec<RunnerKey>) -> Option<Vec<Effect>> {
        if command == Command::OpenActions {
            if !keys.is_empty() {
                self.overlays.push(Overlay::Actions(actions::State::new(keys)));
            }
            return Some(Vec::new());
        }
        let action = self.action_of(command, &keys)?;
        Some(if keys.is_empty() { Vec::new() } else { self.act(action, keys) })
    }

    fn action_of(&self, command: Command, keys: &[RunnerKey]) -> Option<Action> {
        let Command::Act(action) = command else { return None };
        Some(action.meant(&self.runners(keys), self.accounts.are_read_only(keys)))
    }

    /// Whom an action could be for, where the list has marks that it does not show.
    fn hidden_marks(&self) -> Option<Marked> {
        if self.detail.is_some() || self.list.hidden_marks() == 0 {
            return None;
        }
        let with_name = |key: &RunnerKey| {
            let named = self.accounts.named(key);
            let several = self.accounts.are_several();
            (
                key.clone(),
                if several { format!("{named} ({})", self.accounts.label(key.account)) } else { named.to_string() },
            )
        };
        let (shown, hidden) = self.list.marks_by_view(&self.accounts);
        Some(Marked {
            shown,
            hidden: hidden.iter().map(with_name).collect(),
            under_bar: self.list.selected().map(with_name),
            hidden_by: self.list.narrowed_by(),
        })
    }

    /// The runners of `ids` that are still there.
    pub(super) fn runners(&self, keys: &[RunnerKey]) -> Vec<&Runner> {
        keys.iter().filter_map(|key| self.accounts.at(key)).map(|row| &*row.runner).collect()
    }

    pub(super) fn act(&mut self, action: Action, keys: Vec<RunnerKey>) -> Vec<Effect> {
        if let Applies::No(reason) = self.action_applies(action, &keys) {
            let account = applies::refusing_account(action, &keys, &self.overlay_scene());
            return self.refuse(account, reason);
        }
        let [key] = keys.as_slice() else { return self.act_on_several(action, keys) };
        let Some(row) = self.accounts.at(key) else { return Vec::new() };
        let runner = row.runner.clone();
        let named = self.accounts.named(key);
        match (action, action.asking()) {
            (Action::Details, _) => {
                return if self.detail.is_some() { Vec::new() } else { self.open_details(key) };
            }
            (Action::TestConnectivity, _) => return self.open_connectivity(keys),
            (_, Asking::TypedName) => {
                self.overlays.push(Overlay::Typed(typed::State::new(
                    typed::Subject::Removal,
                    key.clone(),
                    &runner,
                    named,
                )));
            }
            _ => {
                let Some(change) = action.change() else { return Vec::new() };
                let state = question::State::after_reading(key.clone(), &runner, named, change);
                self.overlays.push(Overlay::Question(state));
            }
        }
        self.read_again(key);
        self.follow_questions();
        Vec::new()
    }

    /// Reads a runner before something is asked about it, what runs there, and who depends on it if that is not known.
    pub(super) fn read_again(&mut self, key: &RunnerKey) {
        if let Some(account) = self.accounts.get_mut(key.account) {
            account.read_runner(&key.id, Priority::Operator);
            account.ask_work();
        }
        self.ask_operations(key.account);
    }

    /// The store is asked again for the operations of an account.
    pub(super) fn ask_operations(&mut self, account: AccountId) {
        if let Some(kept) = self.stored.get_mut(account) {
            kept.operations.ask();
        }
    }

    fn act_on_several(&mut self, action: Action, keys: Vec<RunnerKey>) -> Vec<Effect> {
        if action == Action::TestConnectivity {
            return self.open_connectivity(keys);
        }
        // One plan for each account, one question after the other.
        self.next_plans = by_account(keys).into_iter().map(|keys| (action, keys)).collect();
        self.ask_next_plan();
        Vec::new()
    }

    /// Opens the journal, empty until it has been read.
    pub(super) fn open_journal(&mut self) -> Vec<Effect> {
        self.overlays.push(Overlay::Journal(journal::State::default()));
        vec![Effect::ReadJournal]
    }
}

/// The runners of each account, in their order, the accounts in that of their first runners.
fn by_account(keys: Vec<RunnerKey>) -> Vec<Vec<RunnerKey>> {
    let mut groups: Vec<Vec<RunnerKey>> = Vec::new();
    for key in keys {
        match groups.iter_mut().find(|group| group[0].account == key.account) {
            Some(group) => group.push(key),
            None => groups.push(vec![key]),
        }
    }
    groups
}
