//! Work for several runners: the question about an action, what a yes begins, and what is said of it wherever its panel
//! is. An operation belongs to the account: it goes on while its panel is closed, and the footer says so.

use super::App;
use crate::account::operation::{Decision, Item, LeftOut, Operation, OperationId, Outcome, Step};
use crate::account::pending::PendingChange;
use crate::api::ApiError;
use crate::domain::{Action, Moment, Named, RunnerKey, Runs};
use crate::store::Owner;
use crate::tui::command::Command;
use crate::tui::effect::Effect;
use crate::tui::keymap::{self, Binding, clause};
use crate::tui::overlay::Overlay;
use crate::tui::screens::bulk::{self, list, panel, results};
use crate::tui::screens::leaving;
use crate::tui::screens::parts::instruction::Leaving;
use crate::tui::screens::parts::under_way;
use crate::tui::screens::parts::wording::noun;
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
        self.kept.operations.ask();
        self.follow_questions();
    }

    fn operation_under_way(&self) -> Option<&Operation> {
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
        let (fleet, is_read_only) = (self.account.fleet(), self.account.is_read_only());
        let Some(state) = self.overlays.iter_mut().find_map(Overlay::bulk_mut) else { return };
        let (action, account) = (state.action, &self.account);
        change(state, &|key| {
            let row = fleet.at(key);
            let defaults = row.and_then(|row| account.work().defaults_of(&row.runner));
            let runs = row.map(|row| account.work().runs(&row.runner));
            bulk::Known {
                left_out: LeftOut::of(action, row, is_read_only),
                named: row.map(|row| fleet.named(&row.runner)),
                serves: account.served_by(key),
                load: (
                    if let Some(Runs::Seen { count, .. }) = runs { count } else { 0 },
                    defaults.map_or(0, |defaults| defaults.len()),
                ),
            }
        });
    }

    /// Begins what was confirmed for several runners, and shows its panel.
    pub(super) fn begin_operation(&mut self, mut operation: Operation) {
        operation.may_be_missing = self.is_journal_trouble_shown();
        let happened = self.account.begin(operation);
        let effects = self.react(happened);
        self.outbox.extend(effects);
        self.overlays.push(Overlay::Operation(panel::State::default()));
        self.list.clear_marks();
    }

    /// Whether the panel is open, whatever lies over it.
    pub(super) fn shows_operation(&self) -> bool {
        self.overlays.iter().any(|overlay| matches!(overlay, Overlay::Operation(state) if state.of.is_none()))
    }

    /// Takes what the operator decided about the operation.
    pub(super) fn decide(&mut self, decision: Decision) {
        let happened = self.account.decide(decision);
        let effects = self.react(happened);
        self.outbox.extend(effects);
    }

    /// Quits; while an operation is under way only once it was asked what becomes of that.
    pub(super) fn quit(&mut self, keep_frame: bool) -> Vec<Effect> {
        if self.operation_under_way().is_none() || self.leaves_after_operation.is_some() {
            return vec![Effect::Quit { keep_frame }];
        }
        if !self.overlays.iter().any(|overlay| matches!(overlay, Overlay::Leaving(_))) {
            self.overlays.push(Overlay::Leaving(leaving::State::new(keep_frame)));
        }
        Vec::new()
    }

    /// The operation has ended: the program ends too, where that was to be and all is seen to be well; else it stays and says
    /// what is not.
    fn leave_after_operation(&mut self) {
        self.overlays.retain(|overlay| !matches!(overlay, Overlay::Leaving(_)));
        let Some(keep_frame) = self.leaves_after_operation.take() else { return };
        let is_open = |outcome: &Outcome| outcome.may_have_arrived() && !outcome.is_good();
        let items = self.account.operation().map(Operation::items).unwrap_or_default();
        let left = items.iter().find(|item| item.outcome().is_some_and(is_open)).map(|item| item.subject.named.clone());
        match left {
            None => self.outbox.push(Effect::Quit { keep_frame }),
            Some(named) => {
                if !self.shows_operation() {
                    self.overlays.push(Overlay::Operation(panel::State::default()));
                }
                self.notify_until_key(format!("Not quitting: {named} was not seen back."));
            }
        }
    }

    /// What becomes of the operation is answered.
    pub(super) fn leave(&mut self, answer: Leaving, keep_frame: bool) -> Vec<Effect> {
        match answer {
            Leaving::Stay => Vec::new(),
            Leaving::Now => vec![Effect::Quit { keep_frame }],
            Leaving::AfterThis => {
                self.leaves_after_operation = Some(keep_frame);
                self.decide(Decision::End);
                if self.operation_under_way().is_some() {
                    let again = clause(keymap::key(self.context(), Command::Quit), " {} quits now.");
                    self.notify_until_key(format!(
                        "Nothing more is sent. Quits once the asked runners are back.{again}"
                    ));
                }
                Vec::new()
            }
        }
    }

    /// Whether a change was sent by the operation that is under way, or was last: its panel and its end tell of it.
    pub(super) fn is_of_operation(&self, pending: &PendingChange) -> bool {
        let key = RunnerKey::new(self.account.id(), pending.id.clone());
        let Some(operation) = self.account.operation() else { return false };
        let is_sent = |item: &Item| {
            matches!(item.step(), Step::Watching(_)) || item.outcome().is_some_and(Outcome::may_have_arrived)
        };
        operation.action.change().as_ref() == Some(&pending.change) && operation.item_of(&key).is_some_and(is_sent)
    }

    /// The operation sends nothing more until somebody decides: says so, wherever the panel is.
    pub(super) fn operation_halted(&mut self) {
        let Some(operation) = self.account.operation() else { return };
        let Some(halt) = operation.halt() else { return };
        let reason = panel::trouble_words(halt.trouble, &operation.items()[halt.index]);
        let message = format!("{} halted. {reason}", noun(operation.action));
        self.outbox.push(Effect::Alert(message.clone()));
        if !self.shows_operation() {
            let key = self.key_of_operation().map(|key| format!(" Press {key} to decide.")).unwrap_or_default();
            self.notify_until_key(format!("{message}{key}"));
        }
    }

    /// The operation has ended: says what it came to, where nobody sees its panel.
    pub(super) fn operation_ended(&mut self) {
        let Some(operation) = self.account.operation() else { return };
        let summary = results::summary(operation);
        self.outbox.push(Effect::Alert(format!("{summary}.")));
        if !self.shows_operation() {
            let links = self.removed.links.join(" ");
            let clean_up = if links.is_empty() { links } else { format!(" Clean up at {links}") };
            let key = self.key_of_operation().map(|key| format!(" {key} shows each runner.")).unwrap_or_default();
            self.notify_until_key(format!("{summary}.{clean_up}{key}"));
        }
        self.leave_after_operation();
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

    /// Opens the panel of what is under way, or the form of the tests that are or were last; else, and from the panel, the list
    /// of all operations.
    pub(super) fn open_operation(&mut self) {
        let (operation, tests) = (self.account.operation(), self.account.tests());
        let is_panel_open = self.overlays.last().is_some_and(|top| matches!(top, Overlay::Operation(_)));
        let is_under_way = operation.is_some_and(Operation::is_under_way);
        let are_tests_last = tests.round().is_some_and(|round| {
            operation.is_none_or(|operation| round.is_under_way() || round.started.mono > operation.started.mono)
        });
        if is_under_way && !is_panel_open {
            self.overlays.push(Overlay::Operation(panel::State::default()));
        } else if are_tests_last && !is_panel_open {
            self.overlays.push(Overlay::Connectivity);
        } else {
            // The list leads back to it.
            self.overlays.pop_if(|top| matches!(top, Overlay::Operation(_)));
            self.kept.operations.ask();
            self.overlays.push(Overlay::Operations(list::State::default()));
        }
    }

    /// Shows what became of an operation.
    pub(super) fn show_operation(&mut self, id: OperationId) {
        let is_current = self.account.operation().is_some_and(|operation| operation.id == id);
        let of = (!is_current).then_some(id);
        self.overlays.push(Overlay::Operation(panel::State::of(of)));
    }

    /// Takes on an operation that was interrupted: nothing is sent before the operator says so.
    pub(super) fn resume_operation(&mut self, id: &OperationId) {
        if self.account.is_read_only() {
            return self.show_operation(id.clone());
        }
        if let Some(reason) = self.account.operation().and_then(under_way::refusal) {
            return self.notify(reason);
        }
        let Some(record) = self.kept.operations.find(id).map(|kept| kept.record.clone()) else { return };
        let happened = self.account.resume(&record);
        self.overlays.retain(|overlay| !matches!(overlay, Overlay::Operations(_)));
        self.overlays.push(Overlay::Operation(panel::State::default()));
        let effects = self.react(happened);
        self.outbox.extend(effects);
    }

    /// The store told of operations: one that was taken on is this program's or is not, and at the start those that were
    /// interrupted are offered.
    pub(super) fn operations_told(&mut self) {
        if let Some(id) = self.unclaimed_operation() {
            match self.kept.operations.find(&id).map(|kept| kept.owner) {
                Some(Owner::ThisProgram) => self.account.claim_operation(),
                Some(Owner::Another) => self.operation_is_elsewhere(),
                // What was handed over is not written yet.
                Some(Owner::Nobody) | None => {}
            }
        }
        if std::mem::replace(&mut self.were_interrupted_offered, true) {
            return;
        }
        let interrupted = self.kept.operations.interrupted().next();
        if let Some(message) = interrupted.map(|kept| list::interrupted_message(&kept.record)) {
            let key = self.key_of_operation().map(|key| format!(" {key} shows it.")).unwrap_or_default();
            let message = format!("{message}{key}");
            if self.overlays.is_empty() && self.detail.is_none() {
                self.overlays.push(Overlay::Operations(list::State::default()));
            }
            self.notify_until_key(message);
        }
    }

    /// Another trackside goes on with the operation that was taken on.
    pub(super) fn operation_is_elsewhere(&mut self) {
        if self.unclaimed_operation().is_none() {
            // It was this program's until now: it sends no more.
            self.decide(Decision::End);
            self.notify_until_key("Another trackside continues this operation. Nothing more is sent.".to_owned());
        } else {
            self.account.give_up_operation();
            self.overlays.retain(|overlay| !matches!(overlay, Overlay::Operation(_)));
            self.notify_until_key("Another trackside continues this operation.".to_owned());
        }
    }

    fn unclaimed_operation(&self) -> Option<OperationId> {
        self.account.operation().filter(|operation| !operation.is_claimed()).map(|operation| operation.id.clone())
    }

    /// Asks again who goes on with an operation that was taken on, until that is known; and what others do, while that is shown.
    pub(super) fn follow_operations(&mut self) {
        let is_list_open = self.overlays.iter().any(|overlay| matches!(overlay, Overlay::Operations(_)));
        if is_list_open || self.unclaimed_operation().is_some() {
            self.kept.operations.ask();
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
