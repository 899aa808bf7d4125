//! Work for several runners: the question about an action, what a yes begins, and what is said of it wherever its panel
//! is. An operation belongs to the account: it goes on while its panel is closed, and the footer says so.

use super::App;
use crate::account::Account;
use crate::account::operation::{Decision, Item, LeftOut, Operation, OperationId, Outcome, Step, Subject};
use crate::account::pending::PendingChange;
use crate::api::ApiError;
use crate::domain::{AccountId, Action, Moment, Named, RunnerKey};
use crate::store::Owner;
use crate::tui::command::Command;
use crate::tui::effect::Effect;
use crate::tui::keymap::{Binding, Context, clause};
use crate::tui::overlay::Overlay;
use crate::tui::screens::bulk::{self, list, panel, results};
use crate::tui::screens::leaving;
use crate::tui::screens::parts::instruction::{Leaving, Then};
use crate::tui::screens::parts::under_way;
use crate::tui::screens::parts::wording::noun;
use crate::tui::ui::hints::hints;
use crate::tui::ui::painter::pieces_width;
use crate::tui::ui::{Piece, Role};

impl App {
    /// Opens the question about an action for several runners.
    pub(super) fn ask_about_several(&mut self, action: Action, keys: Vec<RunnerKey>) {
        let Some(account) = keys.first().and_then(|key| self.accounts.get_mut(key.account)) else { return };
        // One reading of the list in place of one for each runner, also where the list is held still.
        account.poll_now();
        account.ask_work();
        let id = account.id();
        let with_name = |key: RunnerKey| {
            let named = self.accounts.named(&key);
            (key, named)
        };
        let items: Vec<(RunnerKey, Named)> = keys.into_iter().map(with_name).collect();
        self.overlays.push(Overlay::Bulk(bulk::State::new(action, items, self.now)));
        self.ask_operations(id);
        self.follow_questions();
    }

    /// Asks about the runners of the next account, if an action was asked for those of several. Says whether there is one.
    pub(super) fn ask_next_plan(&mut self) -> bool {
        let Some((action, keys)) = self.next_plans.pop_front() else { return false };
        self.ask_about_several(action, keys);
        true
    }

    /// The question about the runners of one account was left: those that were to follow are not asked.
    pub(super) fn drop_next_plans(&mut self) {
        let dropped = std::mem::take(&mut self.next_plans);
        let names: Vec<&str> = dropped.iter().map(|(_, keys)| self.accounts.label(keys[0].account)).collect();
        if !names.is_empty() {
            self.notify(format!("Not asked for {} either.", names.join(", ")));
        }
    }

    /// The operations under way, in the order of the accounts.
    pub(super) fn operations_under_way(&self) -> impl Iterator<Item = (AccountId, &Operation)> {
        let all = self.accounts.iter().filter_map(|account| Some((account.id(), account.operation()?)));
        all.filter(|(_, operation)| operation.is_under_way())
    }

    /// A list that was asked for then came: the question about several may have waited for it.
    pub(super) fn bulk_list_came(&mut self, account: AccountId, asked: Moment) {
        self.with_bulk(account, |state, known| state.list_came(asked, known));
    }

    /// The list could not be read: the question about several says so.
    pub(super) fn bulk_list_failed(&mut self, account: AccountId, error: &ApiError) {
        self.with_bulk(account, |state, known| state.list_failed(error.cause.to_string(), known));
    }

    /// The rows may be different: the question about several follows them.
    pub(super) fn bulk_follows(&mut self, account: AccountId) {
        self.with_bulk(account, |state, known| state.follow(known));
    }

    fn with_bulk(
        &mut self,
        account: AccountId,
        change: impl FnOnce(&mut bulk::State, &dyn Fn(&RunnerKey) -> bulk::Known),
    ) {
        let account = self.accounts.of(account);
        let (fleet, is_read_only) = (account.fleet(), account.is_read_only());
        let of_account = |state: &&mut bulk::State| state.account() == account.id();
        let Some(state) = self.overlays.iter_mut().filter_map(Overlay::bulk_mut).find(of_account) else { return };
        let action = state.action;
        change(state, &|key| {
            let row = fleet.at(key);
            bulk::Known {
                left_out: LeftOut::of_several(action, row, is_read_only),
                named: row.map(|row| fleet.named(&row.runner)),
                serves: account.served_by(key),
                load: account.load_of(key),
            }
        });
    }

    /// Begins what was confirmed for several runners, and shows its panel in the place of the question. Answered with yes, that
    /// does not end the questions that are to follow.
    pub(super) fn begin_operation(&mut self, mut operation: Operation) {
        self.overlays.pop_if(|top| matches!(top, Overlay::Bulk(_)));
        operation.may_be_missing = self.is_journal_trouble_shown();
        let Some(id) = operation.items().first().map(|item| item.subject.key.account) else { return };
        let Some(account) = self.accounts.get_mut(id) else { return };
        let happened = account.begin(operation);
        let effects = self.react(id, happened);
        self.outbox.extend(effects);
        self.list.clear_marks_of(id);
        // The panel of what has begun comes with the last question; the footer tells of it until then.
        if !self.ask_next_plan() {
            self.overlays.push(Overlay::Operation(panel::State::of(id, None)));
        }
    }

    /// Whether the panel is open, whatever lies over it.
    pub(super) fn shows_operation(&self, account: AccountId) -> bool {
        let is_it = |state: &panel::State| state.account == account && state.of.is_none();
        self.overlays.iter().any(|overlay| matches!(overlay, Overlay::Operation(state) if is_it(state)))
    }

    /// Takes what the operator decided about the operation of an account.
    pub(super) fn decide(&mut self, id: AccountId, decision: Decision) {
        let Some(account) = self.accounts.get_mut(id) else { return };
        let happened = account.decide(decision);
        let effects = self.react(id, happened);
        self.outbox.extend(effects);
    }

    /// Quits; while operations are under way only once it was asked what becomes of them.
    pub(super) fn quit(&mut self, keep_frame: bool) -> Vec<Effect> {
        if self.operations_under_way().next().is_none() || self.after_operations.is_some() {
            return vec![Effect::Quit { keep_frame }];
        }
        self.ask_to_leave(Then::Quit { keep_frame });
        Vec::new()
    }

    /// Asks what becomes of the operations that `then` would end.
    pub(super) fn ask_to_leave(&mut self, then: Then) {
        if !self.overlays.iter().any(|overlay| matches!(overlay, Overlay::Leaving(_))) {
            self.overlays.push(Overlay::Leaving(leaving::State::new(then)));
        }
    }

    /// An operation has ended: where the others have, too, and all is seen to be well, what was to come after them comes; else
    /// the program stays as it is and says what is not.
    fn go_on_after_operations(&mut self) {
        let under_way: Vec<AccountId> = self.operations_under_way().map(|(id, _)| id).collect();
        let waits = |then: &Then| under_way.iter().any(|id| then.closes(*id));
        self.overlays.retain(|overlay| !matches!(overlay, Overlay::Leaving(state) if !waits(state.then())));
        if self.after_operations.as_ref().is_none_or(waits) {
            return;
        }
        let Some(then) = self.after_operations.take() else { return };
        let is_open = |outcome: &Outcome| outcome.may_have_arrived() && !outcome.is_good();
        let left = {
            let accounts = self.accounts.iter().filter(|account| then.closes(account.id()));
            let mut items = accounts.filter_map(Account::operation).flat_map(Operation::items);
            items.find(|item| item.outcome().is_some_and(is_open)).map(|item| item.subject.clone())
        };
        let Some(Subject { key, named, .. }) = left else {
            let effects = self.carry_out(then);
            return self.outbox.extend(effects);
        };
        if !self.shows_operation(key.account) {
            self.overlays.push(Overlay::Operation(panel::State::of(key.account, None)));
        }
        let not = match then {
            Then::Quit { .. } => "Not quitting",
            Then::Open(_) => "Not switching",
        };
        self.tell_until_key(Some(key.account), format!("{not}: {named} was not seen back."));
    }

    /// What becomes of the operations under way is answered.
    pub(super) fn leave(&mut self, answer: Leaving, then: Then) -> Vec<Effect> {
        match answer {
            Leaving::Stay => Vec::new(),
            Leaving::Now => self.carry_out(then),
            Leaving::AfterThis => {
                let ids: Vec<AccountId> = self.operations_under_way().map(|(id, _)| id).collect();
                let ids: Vec<AccountId> = ids.into_iter().filter(|id| then.closes(*id)).collect();
                let what = match then {
                    Then::Quit { .. } => "Quits",
                    Then::Open(_) => "Switches",
                };
                self.after_operations = Some(then);
                for id in ids {
                    self.decide(id, Decision::End);
                }
                if let Some(then) = &self.after_operations {
                    let now = matches!(then, Then::Quit { .. })
                        .then(|| self.config.keymap.key(self.context(), Command::Quit));
                    let again = clause(now.flatten(), " {} quits now.");
                    self.tell_until_key(
                        None,
                        format!("Nothing more is sent. {what} once the asked runners are back.{again}"),
                    );
                }
                Vec::new()
            }
        }
    }

    /// Does what was to come after the operations.
    fn carry_out(&mut self, then: Then) -> Vec<Effect> {
        match then {
            Then::Quit { keep_frame } => vec![Effect::Quit { keep_frame }],
            Then::Open(ids) => self.switch_to(&ids),
        }
    }

    /// Whether a change was sent by the operation that is under way, or was last: its panel and its end tell of it.
    pub(super) fn is_of_operation(&self, account: AccountId, pending: &PendingChange) -> bool {
        let key = RunnerKey::new(account, pending.id.clone());
        let Some(operation) = self.accounts.of(account).operation() else { return false };
        let is_sent = |item: &Item| {
            matches!(item.step(), Step::Watching(_)) || item.outcome().is_some_and(Outcome::may_have_arrived)
        };
        operation.action.change().as_ref() == Some(&pending.change) && operation.item_of(&key).is_some_and(is_sent)
    }

    /// The operation sends nothing more until somebody decides: says so, wherever the panel is.
    pub(super) fn operation_halted(&mut self, account: AccountId) {
        let Some(operation) = self.accounts.of(account).operation() else { return };
        let Some(halt) = operation.halt() else { return };
        let reason = panel::trouble_words(halt.trouble, &operation.items()[halt.index]);
        let message = format!("{} halted. {reason}", noun(operation.action));
        self.alert(account, &message);
        if !self.shows_operation(account) {
            let key = self.key_of_operation().map(|key| format!(" Press {key} to decide.")).unwrap_or_default();
            self.tell_until_key(Some(account), format!("{message}{key}"));
        }
    }

    /// The operation has ended: says what it came to, where nobody sees its panel.
    pub(super) fn operation_ended(&mut self, account: AccountId) {
        let Some(operation) = self.accounts.of(account).operation() else { return };
        let summary = results::summary(operation);
        self.alert(account, &format!("{summary}."));
        if !self.shows_operation(account) {
            let links = self.removed.links.join(" ");
            let clean_up = if links.is_empty() { links } else { format!(" Clean up at {links}") };
            let key = self.key_of_operation().map(|key| format!(" {key} shows each runner.")).unwrap_or_default();
            self.tell_until_key(Some(account), format!("{summary}.{clean_up}{key}"));
        }
        self.go_on_after_operations();
    }

    /// Says what the tests came to that have ended while their form was closed.
    pub(super) fn tell_end_of_tests(&mut self, account: AccountId) {
        let is_open = self.overlays.iter().any(|overlay| matches!(overlay, Overlay::Connectivity));
        let is_shown = is_open && self.connectivity.account() == account;
        let Some(round) = self.accounts.of(account).tests().round().filter(|round| !round.is_under_way() && !is_shown)
        else {
            return;
        };
        let key = self.key_of_operation().map(|key| format!(" {key} shows the results.")).unwrap_or_default();
        let message = format!("{}.{key}", under_way::tests_in_words(round));
        self.tell(account, message);
    }

    /// Opens the panel of what is under way, or the form of the tests that are or were last; else, and from the panel, the list
    /// of all operations.
    pub(super) fn open_operation(&mut self) {
        let is_panel_open = self.overlays.last().is_some_and(|top| matches!(top, Overlay::Operation(_)));
        let under_way: Vec<AccountId> = self.operations_under_way().map(|(id, _)| id).collect();
        // Of several that are under way the list shows how far each is.
        let only = if let [id] = under_way.as_slice() { Some(*id).filter(|_| !is_panel_open) } else { None };
        let are_several_under_way = under_way.len() > 1;
        let account = self.accounts.of(self.connectivity.account());
        let are_tests_last = account.tests().round().is_some_and(|round| {
            let mut operations = self.accounts.iter().filter_map(Account::operation);
            round.is_under_way() || operations.all(|operation| round.started.mono > operation.started.mono)
        });
        if let Some(id) = only {
            self.overlays.push(Overlay::Operation(panel::State::of(id, None)));
        } else if are_tests_last && !is_panel_open && !are_several_under_way {
            self.overlays.push(Overlay::Connectivity);
        } else {
            // The list leads back to it.
            self.overlays.pop_if(|top| matches!(top, Overlay::Operation(_)));
            self.stored.iter_mut().for_each(|kept| kept.operations.ask());
            self.overlays.push(Overlay::Operations(list::State::default()));
        }
    }

    /// Shows what became of an operation.
    pub(super) fn show_operation(&mut self, account: AccountId, id: OperationId) {
        let is_current = self.accounts.of(account).operation().is_some_and(|operation| operation.id == id);
        let of = (!is_current).then_some(id);
        self.overlays.push(Overlay::Operation(panel::State::of(account, of)));
    }

    /// Takes on an operation that was interrupted: nothing is sent before the operator says so.
    pub(super) fn resume_operation(&mut self, account: AccountId, id: &OperationId) {
        let Some(record) = self.stored.of(account).operations.find(id).map(|kept| kept.record.clone()) else { return };
        let Some(resuming) = self.accounts.get_mut(account) else { return };
        if resuming.is_read_only() {
            return self.show_operation(account, id.clone());
        }
        if let Some(reason) =
            resuming.operation().and_then(|operation| under_way::refusal(operation, &self.config.keymap))
        {
            return self.tell(account, reason);
        }
        let happened = resuming.resume(&record);
        self.overlays.retain(|overlay| !matches!(overlay, Overlay::Operations(_)));
        self.overlays.push(Overlay::Operation(panel::State::of(account, None)));
        let effects = self.react(account, happened);
        self.outbox.extend(effects);
    }

    /// The store told of operations: one that was taken on is this program's or is not, and at the start those that were
    /// interrupted are offered.
    pub(super) fn operations_told(&mut self, account: AccountId) {
        if let Some(id) = self.unclaimed_operation(account) {
            match self.stored.of(account).operations.find(&id).map(|kept| kept.owner) {
                Some(Owner::ThisProgram) => {
                    if let Some(account) = self.accounts.get_mut(account) {
                        account.claim_operation();
                    }
                }
                Some(Owner::Another) => self.operation_is_elsewhere(account),
                // What was handed over is not written yet.
                Some(Owner::Nobody) | None => {}
            }
        }
        if !self.were_interrupted_offered.insert(account) {
            return;
        }
        let current = self.accounts.of(account).operation().map(|operation| &operation.id);
        let interrupted = self.stored.of(account).operations.interrupted(current).next();
        if let Some(message) = interrupted.map(|kept| list::interrupted_message(&kept.record)) {
            let key = self.key_of_operation().map(|key| format!(" {key} shows the runners.")).unwrap_or_default();
            let message = format!("{message}{key}");
            if self.overlays.is_empty() && self.detail.is_none() {
                self.overlays.push(Overlay::Operations(list::State::default()));
            }
            self.tell_until_key(Some(account), message);
        }
    }

    /// Another trackside goes on with the operation that was taken on.
    pub(super) fn operation_is_elsewhere(&mut self, id: AccountId) {
        if self.unclaimed_operation(id).is_none() {
            // It was this program's until now: it sends no more.
            self.decide(id, Decision::End);
            self.tell_until_key(Some(id), "Another trackside continues this operation. Nothing more is sent.");
        } else {
            if let Some(account) = self.accounts.get_mut(id) {
                account.give_up_operation();
            }
            let is_its = |overlay: &Overlay| matches!(overlay, Overlay::Operation(state) if state.account == id);
            self.overlays.retain(|overlay| !is_its(overlay));
            self.tell_until_key(Some(id), "Another trackside continues this operation.");
        }
    }

    fn unclaimed_operation(&self, id: AccountId) -> Option<OperationId> {
        let operation = self.accounts.get(id)?.operation()?;
        (!operation.is_claimed()).then(|| operation.id.clone())
    }

    /// Asks again who goes on with an operation that was taken on, until that is known; and what others do, while that is shown.
    pub(super) fn follow_operations(&mut self) {
        let is_list_open = self.overlays.iter().any(|overlay| matches!(overlay, Overlay::Operations(_)));
        let ids: Vec<AccountId> = self.accounts.iter().map(Account::id).collect();
        for id in ids {
            if is_list_open || self.unclaimed_operation(id).is_some() {
                self.ask_operations(id);
            }
        }
    }

    /// The key that opens the panel, where keys go; with overlays on top there is none.
    fn key_of_operation(&self) -> Option<String> {
        let screen = if self.detail.is_some() { Context::Details } else { Context::List };
        self.config.keymap.key(screen, Command::OpenOperation).map(|key| key.to_string())
    }

    /// The footer of the list and the details: the keys that work now, and what is under way where that is not shown.
    pub(super) fn footer(&self, hint: impl Fn(&Binding) -> Option<&'static str>) -> Vec<Piece> {
        let under_way = self.under_way_pieces();
        let taken = u16::try_from(pieces_width(&under_way)).unwrap_or(u16::MAX);
        let mut line = hints(&self.config.keymap, self.context(), self.area.width.saturating_sub(taken), hint);
        line.extend(under_way);
        line
    }

    fn under_way_pieces(&self) -> Vec<Piece> {
        // Where text is typed, its keys are few and needed.
        if self.context().takes_text() {
            return Vec::new();
        }
        let is_form_open = self.overlays.iter().any(|overlay| matches!(overlay, Overlay::Connectivity));
        let mut operations = self.operations_under_way().filter(|(id, _)| !self.shows_operation(*id));
        let operation = operations.next().map(|(_, operation)| operation);
        let more = operations.count();
        let mut rounds = self.accounts.iter().filter_map(|account| Some((account.id(), account.tests().round()?)));
        let is_shown = |id: AccountId| is_form_open && self.connectivity.account() == id;
        let round = rounds.find(|(id, round)| round.is_under_way() && !is_shown(*id)).map(|(_, round)| round);
        let (width, symbols) = (self.area.width, self.config.theme.symbols);
        let Some(message) = under_way::in_words((operation, more), round, width, self.now, symbols) else {
            return Vec::new();
        };
        let mut pieces = vec![Piece::plain(" ")];
        let key = self.key_of_operation().filter(|_| self.overlays.is_empty());
        pieces.extend(key.map(|key| Piece::new(format!("{key} "), Role::Key)));
        pieces.push(Piece::new(message, Role::InMotion));
        pieces
    }
}
