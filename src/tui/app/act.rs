//! Actions: from the popup or a key to a question about the right runner, or about several, and from its answer to
//! requests.

use super::applies::Applies;
use super::{App, ask, read_details_of};
use crate::account::Request;
use crate::api::{ApiError, Priority};
use crate::domain::{Action, Asking, Confirmed, Named, Runner, RunnerId};
use crate::tui::command::Command;
use crate::tui::effect::Effect;
use crate::tui::overlay::Overlay;
use crate::tui::screens::bulk::Progress;
use crate::tui::screens::marked::Marked;
use crate::tui::screens::{actions, bulk, journal, marked, question, typed};

impl App {
    /// The runners that an action is for: the open one, else those that are marked, else the selected one.
    pub(super) fn subjects(&self) -> Vec<RunnerId> {
        match &self.detail {
            Some(detail) => vec![detail.id().clone()],
            None if self.list.marks().is_empty() => self.list.selected().cloned().into_iter().collect(),
            None => self.list.marked_in_order(&self.fleet),
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
        Some(action.meant(&self.runners(ids), self.setting.read_only))
    }

    /// Whom an action could be for, where the list has marks that it does not show.
    fn hidden_marks(&self) -> Option<Marked> {
        if self.detail.is_some() || self.list.hidden_marks() == 0 {
            return None;
        }
        let with_name = |id: &RunnerId| (id.clone(), self.named(id).to_string());
        let (shown, hidden) = self.list.marks_by_view(&self.fleet);
        Some(Marked {
            shown,
            hidden: hidden.iter().map(with_name).collect(),
            under_bar: self.list.selected().map(with_name),
            hidden_by: self.list.narrowed_by(),
        })
    }

    /// The runners of `ids` that are still there.
    pub(super) fn runners(&self, ids: &[RunnerId]) -> Vec<&Runner> {
        ids.iter().filter_map(|id| self.fleet.find(id)).map(|row| &*row.runner).collect()
    }

    pub(super) fn act(&mut self, action: Action, ids: Vec<RunnerId>) -> Vec<Effect> {
        if let Applies::No(reason) = self.action_applies(action, &ids) {
            return self.refuse(reason);
        }
        let [id] = ids.as_slice() else { return self.act_on_several(action, ids) };
        let Some(row) = self.fleet.find(id) else { return Vec::new() };
        let runner = row.runner.clone();
        match (action, action.asking()) {
            (Action::Details, _) => {
                return if self.detail.is_some() { Vec::new() } else { self.open_details(&runner.id) };
            }
            (Action::TestConnectivity, _) => return self.open_connectivity(ids),
            (_, Asking::TypedName) => {
                let named = self.fleet.named(&runner);
                self.overlays.push(Overlay::Typed(typed::State::new(typed::Subject::Removal, &runner, named)));
            }
            _ => {
                let Some(change) = action.change() else { return Vec::new() };
                let named = self.fleet.named(&runner);
                let label = format!("yes, {}", action.label().to_lowercase());
                self.overlays.push(Overlay::Question(question::State::after_reading(&runner, named, &label, change)));
            }
        }
        self.read_again(&runner.id)
    }

    /// Reads a runner before something is asked about it, and who depends on it, if that is not known.
    pub(super) fn read_again(&mut self, id: &RunnerId) -> Vec<Effect> {
        let mut effects: Vec<Effect> = read_details_of(&mut self.fleet, id, Priority::Operator).into_iter().collect();
        effects.extend(self.usage.read_if_due(self.now).map(ask));
        effects
    }

    fn act_on_several(&mut self, action: Action, ids: Vec<RunnerId>) -> Vec<Effect> {
        if action == Action::TestConnectivity {
            return self.open_connectivity(ids);
        }
        let with_name = |id: RunnerId| {
            let named = self.named(&id);
            (id, named)
        };
        let items: Vec<(RunnerId, Named)> = ids.into_iter().map(with_name).collect();
        self.overlays.push(Overlay::Bulk(bulk::State::new(action, items, self.now)));
        // One reading of the list in place of one for each runner, also where the list is held still.
        self.awaits_asked_poll = self.connection.is_frozen();
        let mut effects = vec![ask(Request::PollNow)];
        effects.extend(self.usage.read_if_due(self.now).map(ask));
        effects
    }

    /// What a question about several has to know of one.
    fn known_of(&self, action: Action, id: &RunnerId) -> bulk::Known {
        let named = self.fleet.find(id).map(|row| self.fleet.named(&row.runner));
        bulk::Known { refusal: self.reason(action, id), named }
    }

    /// Why a runner is left out of an action for several.
    fn reason(&self, action: Action, id: &RunnerId) -> Option<String> {
        match self.fleet.find(id) {
            Some(row) => action.availability(&row.runner, self.setting.read_only).reason().map(str::to_owned),
            None => Some("gone".to_owned()),
        }
    }

    /// After a list, or after one that could not be read: the question about several follows it.
    pub(super) fn follow_bulk(&mut self, failure: Option<&ApiError>) {
        let asked = self.poll_asked;
        let Some(place) = self.overlays.iter().position(|overlay| matches!(overlay, Overlay::Bulk(_))) else { return };
        let Overlay::Bulk(mut state) = self.overlays[place].clone() else { return };
        let action = state.action;
        match failure {
            None => {
                state.list_came(asked, |id| self.known_of(action, id));
                state.follow(|id| self.known_of(action, id));
            }
            Some(error) => state.list_failed(error.cause.to_string(), |id| self.known_of(action, id)),
        }
        self.overlays[place] = Overlay::Bulk(state);
    }

    /// A runner is gone: the question about several follows that.
    pub(super) fn bulk_follows(&mut self) {
        let Some(place) = self.overlays.iter().position(|overlay| matches!(overlay, Overlay::Bulk(_))) else { return };
        let Overlay::Bulk(mut state) = self.overlays[place].clone() else { return };
        let action = state.action;
        state.follow(|id| self.known_of(action, id));
        self.overlays[place] = Overlay::Bulk(state);
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
        self.send_next()
    }

    /// Sends the request of the next runner whose turn it is; one that does not allow it any more is left out.
    fn send_next(&mut self) -> Vec<Effect> {
        loop {
            let Some(state) = self.bulk_mut() else { return Vec::new() };
            let action = state.action;
            let (Some(id), Some(change)) = (state.take_turn(), action.change()) else { return Vec::new() };
            if let Some(reason) = self.reason(action, &id).or_else(|| self.unlike_asked(&id)) {
                if let Some(state) = self.bulk_mut() {
                    state.note(&id, Progress::LeftOut(reason));
                }
                continue;
            }
            let (ticket, effect) = self.send(&id, change);
            if let Some(state) = self.bulk_mut() {
                state.note(&id, Progress::Sending(ticket));
            }
            return vec![effect];
        }
    }

    /// That a runner is not told from the others any more by what stood in the question about several.
    fn unlike_asked(&self, id: &RunnerId) -> Option<String> {
        let runner = &self.fleet.find(id)?.runner;
        let bulk = self.overlays.iter().find_map(Overlay::bulk)?;
        let asked = bulk.items().iter().find(|item| item.id == *id);
        let confirmed = Confirmed::of(runner, asked?.named.clone());
        confirmed.objection(None, Some((runner, &self.fleet.named(runner))))
    }

    pub(super) fn bulk_mut(&mut self) -> Option<&mut bulk::State> {
        self.overlays.iter_mut().find_map(Overlay::bulk_mut)
    }

    /// Takes the answer to one of several requests, and sends the next. `None` where it was not one of them.
    pub(super) fn bulk_answered(&mut self, ticket: u64, outcome: &Result<(), ApiError>) -> Option<Vec<Effect>> {
        let is_one = self.bulk_mut().is_some_and(|state| state.answered(ticket, outcome));
        is_one.then(|| self.send_next())
    }

    /// Opens the journal, empty until it has been read.
    pub(super) fn open_journal(&mut self) -> Vec<Effect> {
        self.overlays.push(Overlay::Journal(journal::State::default()));
        vec![Effect::ReadJournal]
    }
}
