//! Work for several runners: the question about an action, what a yes begins, and what is said of it wherever its panel
//! is. An operation belongs to the account: it goes on while its panel is closed, and the footer says so.

use super::{App, ask};
use crate::account::Request;
use crate::account::operation::{ActionOnSeveral, LeftOut};
use crate::api::ApiError;
use crate::domain::{Action, Named, RunnerId};
use crate::text::words::counted;
use crate::tui::command::Command;
use crate::tui::effect::Effect;
use crate::tui::keymap::{self, Binding};
use crate::tui::overlay::Overlay;
use crate::tui::screens::bulk::{self, panel};
use crate::tui::screens::parts::under_way;
use crate::tui::ui::hints::hints;
use crate::tui::ui::painter::pieces_width;
use crate::tui::ui::{Piece, Role};

impl App {
    /// Opens the question about an action for several runners; not while another such action is under way.
    pub(super) fn ask_about_several(&mut self, action: Action, ids: Vec<RunnerId>) -> Vec<Effect> {
        if let Some(operation) = self.operation.as_ref().filter(|operation| operation.is_under_way()) {
            let (label, runners) = (operation.action.label(), counted(operation.items().len(), "runner"));
            let key = self.key_of_operation().unwrap_or_default();
            self.notify(format!("{label} of {runners} is still under way. {key} shows how far."));
            return Vec::new();
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

    /// After a list, or after one that could not be read: the question about several follows it.
    pub(super) fn follow_bulk(&mut self, failure: Option<&ApiError>) {
        let (fleet, is_read_only, asked) = (&self.fleet, self.setting.read_only, self.poll_asked);
        let Some(state) = self.overlays.iter_mut().find_map(Overlay::bulk_mut) else { return };
        let action = state.action;
        let known = |id: &RunnerId| bulk::Known {
            left_out: LeftOut::of(action, id, fleet, is_read_only),
            named: fleet.find(id).map(|row| fleet.named(&row.runner)),
        };
        match failure {
            None => {
                state.list_came(asked, known);
                state.follow(known);
            }
            Some(error) => state.list_failed(error.cause.to_string(), known),
        }
    }

    /// A runner is gone: the question about several follows that.
    pub(super) fn bulk_follows(&mut self) {
        let (fleet, is_read_only) = (&self.fleet, self.setting.read_only);
        let Some(state) = self.overlays.iter_mut().find_map(Overlay::bulk_mut) else { return };
        let action = state.action;
        state.follow(|id| bulk::Known {
            left_out: LeftOut::of(action, id, fleet, is_read_only),
            named: fleet.find(id).map(|row| fleet.named(&row.runner)),
        });
    }

    /// Begins what was confirmed for several runners, and shows its panel.
    pub(super) fn begin_operation(&mut self, mut operation: ActionOnSeveral) -> Vec<Effect> {
        operation.may_be_missing = self.is_journal_trouble_shown();
        self.operation = Some(operation);
        self.overlays.push(Overlay::Operation(panel::State::default()));
        self.list.clear_marks();
        self.tick_operation()
    }

    /// Sends the request of the next runner whose turn it is.
    fn tick_operation(&mut self) -> Vec<Effect> {
        let Some(mut operation) = self.operation.take() else { return Vec::new() };
        let mut effects = Vec::new();
        let (rules, may_be_missing) = (operation.clone(), operation.may_be_missing);
        operation.tick(self.now, |subject, change| {
            if let Some(why) = rules.left_out(subject, &self.fleet, &self.asked, self.setting.read_only) {
                return Err(why);
            }
            let (ticket, effect) = self.send_noted(&subject.id, change, may_be_missing);
            effects.push(effect);
            Ok(ticket)
        });
        self.operation = Some(operation);
        effects
    }

    /// Sends no more, and takes back what is on its way.
    pub(super) fn stop_operation(&mut self) -> Vec<Effect> {
        let tickets = self.operation.as_mut().and_then(ActionOnSeveral::stop);
        tickets.into_iter().flatten().map(|ticket| ask(Request::TakeBack(ticket))).collect()
    }

    /// Takes the answer to one of several requests, and sends the next. `None` where it was not one of them.
    pub(super) fn operation_answered(&mut self, ticket: u64, answer: &Result<(), ApiError>) -> Option<Vec<Effect>> {
        let is_one = self.operation.as_mut().is_some_and(|operation| operation.answered(ticket, answer.clone()));
        is_one.then(|| self.tick_operation())
    }

    /// Whether the panel is open, whatever lies over it.
    pub(super) fn shows_operation(&self) -> bool {
        self.overlays.iter().any(|overlay| matches!(overlay, Overlay::Operation(_)))
    }

    /// Says what the operation came to, where it has ended and nobody sees its panel.
    pub(super) fn tell_end_of_operation(&mut self) {
        let Some(operation) = self.operation.as_ref().filter(|operation| !operation.is_under_way()) else { return };
        if self.shows_operation() {
            return;
        }
        let key = self.key_of_operation().unwrap_or_default();
        let words = format!("{}. {key} shows each runner.", panel::summary(operation));
        self.notify_until_key(words);
    }

    /// Says what the tests came to that have ended while their form was closed.
    pub(super) fn tell_end_of_tests(&mut self) {
        let is_shown = self.overlays.iter().any(|overlay| matches!(overlay, Overlay::Connectivity));
        let Some(round) = self.tests.round().filter(|round| !round.is_under_way() && !is_shown) else { return };
        let key = self.key_of_operation().unwrap_or_default();
        let words = format!("{}. {key} shows the results.", under_way::tests_in_words(round));
        self.notify(words);
    }

    /// Opens the panel of what is under way, or the form of the tests that are; else of what has ended last.
    pub(super) fn open_operation(&mut self) {
        let is_acting = self.operation.as_ref().is_some_and(ActionOnSeveral::is_under_way);
        let is_first = is_acting || !self.tests.is_under_way();
        if self.operation.is_some() && is_first {
            self.overlays.push(Overlay::Operation(panel::State::default()));
        } else if self.tests.round().is_some() {
            self.overlays.push(Overlay::Connectivity);
        } else {
            self.notify("Nothing is under way for several runners.");
        }
    }

    /// The key that opens the panel, where keys go; with overlays on top there is none.
    fn key_of_operation(&self) -> Option<String> {
        let screen = if self.detail.is_some() { keymap::Context::Details } else { keymap::Context::List };
        keymap::key(screen, Command::OpenOperation).map(|key| key.to_string())
    }

    /// The footer of the list and the details: the keys that work now, and what is under way where that is not shown.
    pub(super) fn footer(&self, hint: impl Fn(&Binding) -> Option<&'static str>) -> Vec<Piece> {
        let under_way = self.under_way_pieces();
        let taken = u16::try_from(pieces_width(&under_way)).unwrap_or(u16::MAX);
        let mut line = hints(self.context(), self.area.width.saturating_sub(taken), hint);
        line.extend(under_way);
        line
    }

    fn under_way_pieces(&self) -> Vec<Piece> {
        let operation = self.operation.as_ref().filter(|operation| operation.is_under_way());
        let operation = operation.filter(|_| !self.shows_operation());
        let is_form_open = self.overlays.iter().any(|overlay| matches!(overlay, Overlay::Connectivity));
        let round = self.tests.round().filter(|round| round.is_under_way() && !is_form_open);
        let Some(words) = under_way::in_words(operation, round, self.area.width, self.now, self.setting.theme.symbols)
        else {
            return Vec::new();
        };
        let mut pieces = vec![Piece::plain(" ")];
        let key = self.key_of_operation().filter(|_| self.overlays.is_empty());
        pieces.extend(key.map(|key| Piece::new(format!("{key} "), Role::Key)));
        pieces.push(Piece::new(words, Role::InMotion));
        pieces
    }
}
