//! Actions: from the popup or a key to a question about the right runner, or about several, and from its answer to
//! requests.

use super::App;
use crate::api::{ApiError, Priority};
use crate::domain::{Action, Asking, Confirmed, Intent, Moment, Named, Runner, RunnerId};
use crate::tui::command::Command;
use crate::tui::effect::Effect;
use crate::tui::overlay::Overlay;
use crate::tui::screens::bulk::Progress;
use crate::tui::screens::marked::Marked;
use crate::tui::screens::parts::applies::Applies;
use crate::tui::screens::{actions, bulk, journal, marked, question, typed};

impl App {
    /// The runners that an action is for: the open one, else those that are marked, else the selected one.
    pub(super) fn subjects(&self) -> Vec<RunnerId> {
        match &self.detail {
            Some(detail) => vec![detail.id().clone()],
            None if self.list.marks().is_empty() => self.list.selected().cloned().into_iter().collect(),
            None => self.list.marked_in_order(self.account.fleet()),
        }
    }

    /// Takes a command that opens the popup or asks for an action. `None` where it is none.
    pub(super) fn command_for_action(&mut self, command: Command) -> Option<Vec<Effect>> {
        // To look at a runner is to look at the one under the bar, whatever is marked.
        if command == Command::Act(Action::Details) {
            let id = self.list.selected().cloned();
            return Some(id.map_or_else(Vec::new, |id| self.open_details(&id)));
        }
        let ids = self.subjects();
        let is_for_marks = command == Command::OpenActions || self.action_of(command, &ids).is_some();
        if is_for_marks && let Some(marked) = self.hidden_marks() {
            self.overlays.push(Overlay::Marked(marked::State::new(command, marked)));
            return Some(Vec::new());
        }
        self.command_for(command, ids)
    }

    /// Does what a command asks for with these runners. `None` where it is no command for runners.
    pub(super) fn command_for(&mut self, command: Command, ids: Vec<RunnerId>) -> Option<Vec<Effect>> {
        if command == Command::OpenActions {
            if !ids.is_empty() {
                self.overlays.push(Overlay::Actions(actions::State::new(ids)));
            }
            return Some(Vec::new());
        }
        let action = self.action_of(command, &ids)?;
        Some(if ids.is_empty() { Vec::new() } else { self.act(action, ids) })
    }

    fn action_of(&self, command: Command, ids: &[RunnerId]) -> Option<Action> {
        let Command::Act(action) = command else { return None };
        Some(action.meant(&self.runners(ids), self.config.read_only))
    }

    /// Whom an action could be for, where the list has marks that it does not show.
    fn hidden_marks(&self) -> Option<Marked> {
        if self.detail.is_some() || self.list.hidden_marks() == 0 {
            return None;
        }
        let with_name = |id: &RunnerId| (id.clone(), self.account.named(id).to_string());
        let (shown, hidden) = self.list.marks_by_view(self.account.fleet());
        Some(Marked {
            shown,
            hidden: hidden.iter().map(with_name).collect(),
            under_bar: self.list.selected().map(with_name),
            hidden_by: self.list.narrowed_by(),
        })
    }

    /// The runners of `ids` that are still there.
    pub(super) fn runners(&self, ids: &[RunnerId]) -> Vec<&Runner> {
        ids.iter().filter_map(|id| self.account.fleet().find(id)).map(|row| &*row.runner).collect()
    }

    pub(super) fn act(&mut self, action: Action, ids: Vec<RunnerId>) -> Vec<Effect> {
        if let Applies::No(reason) = self.action_applies(action, &ids) {
            return self.refuse(reason);
        }
        let [id] = ids.as_slice() else { return self.act_on_several(action, ids) };
        let Some(row) = self.account.fleet().find(id) else { return Vec::new() };
        let runner = row.runner.clone();
        match (action, action.asking()) {
            (Action::Details, _) => {
                return if self.detail.is_some() { Vec::new() } else { self.open_details(&runner.id) };
            }
            (Action::TestConnectivity, _) => return self.open_connectivity(ids),
            (_, Asking::TypedName) => {
                let named = self.account.fleet().named(&runner);
                self.overlays.push(Overlay::Typed(typed::State::new(typed::Subject::Removal, &runner, named)));
            }
            _ => {
                let Some(change) = action.change() else { return Vec::new() };
                let named = self.account.fleet().named(&runner);
                let label = format!("yes, {}", action.label().to_lowercase());
                self.overlays.push(Overlay::Question(question::State::after_reading(&runner, named, &label, change)));
            }
        }
        self.read_again(&runner.id);
        Vec::new()
    }

    /// Reads a runner before something is asked about it, and who depends on it, if that is not known.
    pub(super) fn read_again(&mut self, id: &RunnerId) {
        self.account.read_runner(id, Priority::Operator);
        self.account.read_work_if_due();
    }

    fn act_on_several(&mut self, action: Action, ids: Vec<RunnerId>) -> Vec<Effect> {
        if action == Action::TestConnectivity {
            return self.open_connectivity(ids);
        }
        let with_name = |id: RunnerId| {
            let named = self.account.named(&id);
            (id, named)
        };
        let items: Vec<(RunnerId, Named)> = ids.into_iter().map(with_name).collect();
        self.overlays.push(Overlay::Bulk(bulk::State::new(action, items, self.now)));
        // One reading of the list in place of one for each runner, also where the list is held still.
        self.account.poll_now();
        self.account.read_work_if_due();
        Vec::new()
    }

    /// What a question about several has to know of one.
    fn known_of(&self, action: Action, id: &RunnerId) -> bulk::Known {
        let named = self.account.fleet().find(id).map(|row| self.account.fleet().named(&row.runner));
        bulk::Known { refusal: self.reason(action, id), named }
    }

    /// Why a runner is left out of an action for several.
    fn reason(&self, action: Action, id: &RunnerId) -> Option<String> {
        match self.account.fleet().find(id) {
            Some(row) => action.availability(&row.runner, self.config.read_only).reason().map(str::to_owned),
            None => Some("gone".to_owned()),
        }
    }

    /// A list that was asked for then came: the question about several may have waited for it.
    pub(super) fn bulk_list_came(&mut self, asked: Moment) {
        self.with_bulk(|state, known| state.list_came(asked, known));
    }

    /// The list could not be read: the question about several says so.
    pub(super) fn bulk_list_failed(&mut self, error: &ApiError) {
        self.with_bulk(|state, known| state.list_failed(error.cause.to_string(), known));
    }

    /// The rows may be different: the question about several follows them.
    pub(super) fn bulk_follows(&mut self) {
        self.with_bulk(|state, known| state.follow(known));
    }

    fn with_bulk(&mut self, change: impl FnOnce(&mut bulk::State, &dyn Fn(&RunnerId) -> bulk::Known)) {
        let Some(mut state) = self.bulk_mut().map(|state| state.clone()) else { return };
        let action = state.action;
        change(&mut state, &|id| self.known_of(action, id));
        if let Some(kept) = self.bulk_mut() {
            *kept = state;
        }
    }

    /// Takes a command while an action for several runners is on top.
    pub(super) fn command_in_bulk(&mut self, command: Command) -> Vec<Effect> {
        let window = self.window_on_top();
        let Some(Overlay::Bulk(state)) = self.overlays.last_mut() else { return Vec::new() };
        if state.is_hasty(command) || state.scroll.take(command, window) {
            return Vec::new();
        }
        if command == Command::ShowRequest {
            let (change, ids) = (state.action.change(), state.to_send());
            self.show_request(change, &ids);
            return Vec::new();
        }
        if !state.update(command, self.now) {
            return Vec::new();
        }
        self.list.clear_marks();
        self.send_next();
        Vec::new()
    }

    /// Sends the request of the next runner whose turn it is; one that does not allow it any more is left out.
    fn send_next(&mut self) {
        loop {
            let Some(state) = self.bulk_mut() else { return };
            let action = state.action;
            let (Some(id), Some(change)) = (state.take_turn(), action.change()) else { return };
            if let Some(reason) = self.reason(action, &id).or_else(|| self.unlike_asked(&id)) {
                if let Some(state) = self.bulk_mut() {
                    state.note(&id, Progress::LeftOut(reason));
                }
                continue;
            }
            let ticket = self.send(&id, change);
            if let Some(state) = self.bulk_mut() {
                state.note(&id, Progress::Sending(ticket));
            }
            return;
        }
    }

    /// That a runner is not told from the others any more by what stood in the question about several.
    fn unlike_asked(&self, id: &RunnerId) -> Option<String> {
        let runner = &self.account.fleet().find(id)?.runner;
        let bulk = self.overlays.iter().find_map(Overlay::bulk)?;
        let asked = bulk.items().iter().find(|item| item.id == *id);
        let confirmed = Confirmed::of(runner, asked?.named.clone());
        confirmed.objection(&Intent::NewSecret, Some((runner, &self.account.fleet().named(runner))))
    }

    pub(super) fn bulk_mut(&mut self) -> Option<&mut bulk::State> {
        self.overlays.iter_mut().find_map(Overlay::bulk_mut)
    }

    /// Takes the answer to one of several requests, and sends the next. Says whether it was one of them.
    pub(super) fn bulk_answered(&mut self, ticket: u64, outcome: &Result<(), ApiError>) -> bool {
        let is_one = self.bulk_mut().is_some_and(|state| state.answered(ticket, outcome));
        if is_one {
            self.send_next();
        }
        is_one
    }

    /// Opens the journal, empty until it has been read.
    pub(super) fn open_journal(&mut self) -> Vec<Effect> {
        self.overlays.push(Overlay::Journal(journal::State::default()));
        vec![Effect::ReadJournal]
    }
}
