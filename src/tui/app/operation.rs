//! Work for several runners: the question about an action, what a yes begins, and what is said of it wherever its panel
//! is. An operation belongs to the account: it goes on while its panel is closed, and the footer says so.

use super::App;
use crate::account::operation::{ActionOnSeveral, LeftOut};
use crate::api::ApiError;
use crate::domain::{Action, Moment, Named, RunnerKey};
use crate::tui::command::Command;
use crate::tui::keymap::{self, Binding};
use crate::tui::overlay::Overlay;
use crate::tui::screens::bulk::{self, panel};
use crate::tui::screens::parts::under_way;
use crate::tui::ui::hints::hints;
use crate::tui::ui::painter::pieces_width;
use crate::tui::ui::{Piece, Role};

impl App {
    /// Opens the question about an action for several runners.
    pub(super) fn ask_about_several(&mut self, action: Action, keys: Vec<RunnerKey>) {
        let with_name = |key: RunnerKey| {
            let named = self.account.named(&key.id);
            (key, named)
        };
        let items: Vec<(RunnerKey, Named)> = keys.into_iter().map(with_name).collect();
        self.overlays.push(Overlay::Bulk(bulk::State::new(action, items, self.now)));
        // One reading of the list in place of one for each runner, also where the list is held still.
        self.account.poll_now();
        self.account.ask_work();
        self.follow_questions();
    }

    fn operation_under_way(&self) -> Option<&ActionOnSeveral> {
        self.account.operation().filter(|operation| operation.is_under_way())
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

    fn with_bulk(&mut self, change: impl FnOnce(&mut bulk::State, &dyn Fn(&RunnerKey) -> bulk::Known)) {
        let (fleet, is_read_only) = (self.account.fleet(), self.config.read_only);
        let Some(state) = self.overlays.iter_mut().find_map(Overlay::bulk_mut) else { return };
        let action = state.action;
        change(state, &|key| bulk::Known {
            left_out: LeftOut::of(action, fleet.at(key), is_read_only),
            named: fleet.at(key).map(|row| fleet.named(&row.runner)),
        });
    }

    /// Begins what was confirmed for several runners, and shows its panel.
    pub(super) fn begin_operation(&mut self, mut operation: ActionOnSeveral) {
        operation.may_be_missing = self.is_journal_trouble_shown();
        self.account.begin(operation);
        self.overlays.push(Overlay::Operation(panel::State::default()));
        self.list.clear_marks();
    }

    /// Whether the panel is open, whatever lies over it.
    pub(super) fn shows_operation(&self) -> bool {
        self.overlays.iter().any(|overlay| matches!(overlay, Overlay::Operation(_)))
    }

    /// Says what the operation came to, where it has ended and nobody sees its panel.
    pub(super) fn tell_end_of_operation(&mut self) {
        let Some(operation) = self.account.operation().filter(|operation| !operation.is_under_way()) else { return };
        if self.shows_operation() {
            return;
        }
        let key = self.key_of_operation().unwrap_or_default();
        let message = format!("{}. {key} shows each runner.", panel::summary(operation));
        self.notify_until_key(message);
    }

    /// Says what the tests came to that have ended while their form was closed.
    pub(super) fn tell_end_of_tests(&mut self) {
        let is_shown = self.overlays.iter().any(|overlay| matches!(overlay, Overlay::Connectivity));
        let Some(round) = self.account.tests().round().filter(|round| !round.is_under_way() && !is_shown) else {
            return;
        };
        let key = self.key_of_operation().unwrap_or_default();
        let message = format!("{}. {key} shows the results.", under_way::tests_in_words(round));
        self.notify(message);
    }

    /// Opens the panel of what is under way, or the form of the tests that are; else of what has ended last.
    pub(super) fn open_operation(&mut self) {
        let (operation, tests) = (self.account.operation(), self.account.tests());
        let is_later = |operation: &ActionOnSeveral| {
            let is_later = tests.round().is_none_or(|round| round.started.mono <= operation.started.mono);
            operation.is_under_way() || (!tests.is_under_way() && is_later)
        };
        if operation.is_some_and(is_later) {
            self.overlays.push(Overlay::Operation(panel::State::default()));
        } else if self.account.tests().round().is_some() {
            self.overlays.push(Overlay::Connectivity);
        } else {
            self.notify("No action on marked runners and no test has begun yet.");
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
        // Where text is typed, its keys are few and needed.
        if self.context().takes_text() {
            return Vec::new();
        }
        let operation = self.operation_under_way().filter(|_| !self.shows_operation());
        let is_form_open = self.overlays.iter().any(|overlay| matches!(overlay, Overlay::Connectivity));
        let round = self.account.tests().round().filter(|round| round.is_under_way() && !is_form_open);
        let Some(message) = under_way::in_words(operation, round, self.area.width, self.now, self.config.theme.symbols)
        else {
            return Vec::new();
        };
        let mut pieces = vec![Piece::plain(" ")];
        let key = self.key_of_operation().filter(|_| self.overlays.is_empty());
        pieces.extend(key.map(|key| Piece::new(format!("{key} "), Role::Key)));
        pieces.push(Piece::new(message, Role::InMotion));
        pieces
    }
}
