//! Actions: from the popup or a key to a question about the right runner, or about several, and from its answer to
//! requests.

use super::applies::Applies;
use super::{App, JournalTrouble, Overlay, ask, read_details_of};
use crate::account::Request;
use crate::api::{ApiError, Priority, curl};
use crate::domain::{Action, Asking, Change, Circumstances, Confirmed, Label, Named, Runner, RunnerId};
use crate::tui::command::Command;
use crate::tui::effect::Effect;
use crate::tui::screens::bulk::Progress;
use crate::tui::screens::marked::Marked;
use crate::tui::screens::parts::absence;
use crate::tui::screens::parts::scroll::Scroll;
use crate::tui::screens::typed::Deed;
use crate::tui::screens::{actions, bulk, journal, marked, question, request, typed};
use crate::tui::ui::Role;

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
    fn command_for(&mut self, command: Command, ids: Vec<RunnerId>) -> Option<Vec<Effect>> {
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

    /// Takes a command while the question about hidden marks is on top.
    pub(super) fn command_in_marked(&mut self, command: Command) -> Vec<Effect> {
        let is_in_a_row = matches!(command, Command::Up | Command::Down) && self.is_move_in_a_row();
        let Some(Overlay::Marked(state)) = self.overlays.last_mut() else { return Vec::new() };
        if is_in_a_row {
            state.focus_first();
            return Vec::new();
        }
        if state.update(command) || command != Command::Choose {
            return Vec::new();
        }
        let (command, ids) = (state.command, state.choice());
        self.overlays.pop();
        self.command_for(command, ids).unwrap_or_default()
    }

    /// The runners of `ids` that are still there.
    pub(super) fn runners(&self, ids: &[RunnerId]) -> Vec<&Runner> {
        ids.iter().filter_map(|id| self.fleet.find(id)).map(|row| &*row.runner).collect()
    }

    /// Of the runners that the popup was opened for, those that did not vanish; all of them where none is left.
    pub(super) fn still_there(&self, ids: Vec<RunnerId>) -> Vec<RunnerId> {
        let left: Vec<RunnerId> = ids.iter().filter(|id| self.fleet.find(id).is_some()).cloned().collect();
        if left.is_empty() { ids } else { left }
    }

    /// Takes a command while the popup is on top.
    pub(super) fn command_in_actions(&mut self, command: Command) -> Vec<Effect> {
        let Some(Overlay::Actions(state)) = self.overlays.last_mut() else { return Vec::new() };
        if state.update(command) {
            return Vec::new();
        }
        let (ids, choice) = (state.ids.clone(), state.choice());
        let ids = self.still_there(ids);
        let action = match command {
            Command::Choose | Command::ShowRequest => Some(choice),
            other => self.action_of(other, &ids),
        };
        match action {
            Some(action) if command == Command::ShowRequest => {
                self.show_request(action.change(), &ids);
                Vec::new()
            }
            Some(action) => {
                self.overlays.pop();
                self.act(action, ids)
            }
            None => Vec::new(),
        }
    }

    fn act(&mut self, action: Action, ids: Vec<RunnerId>) -> Vec<Effect> {
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
                self.overlays.push(Overlay::Typed(typed::State::new(Deed::Remove, &runner, named)));
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

    /// A runner was read again: what is asked about it can be answered from here on.
    pub(super) fn was_read_again(&mut self, id: &RunnerId, outcome: &Result<(), ApiError>) {
        let failure = outcome.as_ref().err().map(|error| error.cause.to_string());
        for overlay in &mut self.overlays {
            match overlay {
                Overlay::Question(state) if state.id == *id => state.was_read(failure.clone()),
                Overlay::Typed(state) if state.id == *id => state.was_read(failure.clone()),
                _ => {}
            }
        }
    }

    /// The fleet may have changed: what is asked about a runner follows it, and what was answered before.
    pub(super) fn follow_questions(&mut self) {
        self.take_back_outdated();
        let known = |id: &RunnerId| self.fleet.find(id).map(|row| (&*row.runner, self.fleet.named(&row.runner)));
        for overlay in &mut self.overlays {
            match overlay {
                Overlay::Question(state) => state.follow(known(&state.id)),
                Overlay::Typed(state) => state.follow(known(&state.id)),
                _ => {}
            }
        }
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
        let (page, last) = self.scroll_limits();
        let Some(Overlay::Bulk(state)) = self.overlays.last_mut() else { return Vec::new() };
        if state.is_hasty(command) || state.scroll.take(command, page, last) {
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
        let asked = self.overlays.iter().find_map(|overlay| match overlay {
            Overlay::Bulk(state) => state.items().iter().find(|item| item.id == *id),
            _ => None,
        });
        let confirmed = Confirmed::of(runner, asked?.named.clone());
        confirmed.objection(None, Some((runner, &self.fleet.named(runner))))
    }

    pub(super) fn bulk_mut(&mut self) -> Option<&mut bulk::State> {
        self.overlays.iter_mut().find_map(|overlay| match overlay {
            Overlay::Bulk(state) => Some(state),
            _ => None,
        })
    }

    /// Takes the answer to one of several requests, and sends the next. `None` where it was not one of them.
    pub(super) fn bulk_answered(&mut self, ticket: u64, outcome: &Result<(), ApiError>) -> Option<Vec<Effect>> {
        let is_one = self.bulk_mut().is_some_and(|state| state.answered(ticket, outcome));
        is_one.then(|| self.send_next())
    }

    /// What must be said before an action for several runners.
    pub(super) fn bulk_warnings(&self, state: &bulk::State) -> Vec<(String, Role)> {
        let mut said: Vec<(String, Role)> = self.journal_words().into_iter().collect();
        let missing: Vec<&str> = state.items().iter().filter_map(|item| self.missing_name(&item.id)).collect();
        if !missing.is_empty() {
            let words = format!("Missing from the list, and not found since: {}.", missing.join(", "));
            said.push((words, Role::Attention));
        }
        let waiting = state.items().iter().filter(|item| item.progress == Progress::Waiting);
        let ids: Vec<RunnerId> = waiting.map(|item| item.id.clone()).collect();
        let of_each: Vec<Vec<String>> = self
            .runners(&ids)
            .into_iter()
            .map(|runner| state.action.warnings(runner, &self.circumstances(None)))
            .collect();
        let (first, others) = of_each.split_first().map_or((&[][..], &[][..]), |(first, others)| (&first[..], others));
        // What is true of each; what is true of one stands beside its name.
        let common = first.iter().filter(|words| others.iter().all(|other| other.contains(words)));
        said.extend(common.map(|words| (words.clone(), Role::Text)));
        said
    }

    /// Environments of which a runner is the default, for beside its name; `None` where that is not known.
    pub(super) fn dependents(&self, id: &RunnerId) -> Option<usize> {
        let (usage, row) = (self.usage.value()?, self.fleet.find(id)?);
        Some(usage.defaults_of(&row.runner).count())
    }

    /// That nothing is written down, before something is done.
    pub(super) fn journal_words(&self) -> Option<(String, Role)> {
        let JournalTrouble { reason, .. } = self.journal_trouble.as_ref()?;
        Some((format!("This will not be in the journal, which cannot be written: {reason}"), Role::Attention))
    }

    /// What must be said first of one runner: that nothing is written down, that the list lacks it.
    pub(super) fn first_words(&self, id: &RunnerId) -> Vec<(String, Role)> {
        let absence = self.fleet.find(id).and_then(|row| row.absence);
        let missing = absence.map(|absence| format!("{}.", absence::words(absence, &self.setting.zone)));
        self.journal_words().into_iter().chain(missing.map(|words| (words, Role::Attention))).collect()
    }

    fn missing_name(&self, id: &RunnerId) -> Option<&str> {
        self.fleet.find(id).filter(|row| row.is_missing()).map(|row| row.runner.name.safe())
    }

    /// What the warnings are worked out from, besides the runner.
    pub(super) fn circumstances<'a>(&'a self, pause_ends: Option<&'a str>) -> Circumstances<'a> {
        Circumstances { usage: self.usage.value(), pause_ends }
    }

    /// Opens the journal.
    pub(super) fn open_journal(&mut self) -> Vec<Effect> {
        self.overlays.push(Overlay::Journal(journal::State::default()));
        vec![Effect::ReadJournal]
    }

    /// Takes the journal, if somebody still waits for it.
    pub(super) fn journal_read(&mut self, outcome: Result<Vec<Label>, Label>) {
        for overlay in &mut self.overlays {
            if let Overlay::Journal(state) = overlay {
                state.entries = Some(outcome);
                return;
            }
        }
    }

    fn show_request(&mut self, change: Option<Change>, ids: &[RunnerId]) {
        let Some(change) = change.filter(|_| !ids.is_empty()) else {
            self.notify("this sends no change");
            return;
        };
        let commands: Vec<String> = ids.iter().map(|id| curl(self.setting.api.as_ref(), id, &change)).collect();
        let state = request::State { command: commands.join("\n"), scroll: Scroll::default() };
        self.overlays.push(Overlay::Request(state));
    }

    /// Shows the request of the question on top.
    pub(super) fn show_request_of_question(&mut self) {
        let (id, change) = match self.overlays.last() {
            Some(Overlay::Question(state)) => (state.id.clone(), state.change()),
            Some(Overlay::Typed(state)) if state.deed == Deed::Remove => (state.id.clone(), Some(Change::Remove)),
            _ => return self.notify("its request holds no more than the runner's id"),
        };
        self.show_request(change, &[id]);
    }
}
