//! [`Scene`]: what dialogs are worked out from and drawn with.

use std::collections::VecDeque;

use jiff::tz::TimeZone;
use ratatui::layout::Rect;

use crate::account::Accounts;
use crate::account::connectivity::{Known, Tests};
use crate::account::fleet::{Fleet, Row};
use crate::account::guided::Guided;
use crate::account::history::History;
use crate::account::operation::record::OperationRecord;
use crate::account::operation::{Operation, Outcome, Step};
use crate::account::pending::{self, Pending, PendingChange};
use crate::account::work::Work;
use crate::domain::{AccountId, Action, AllowList, Change, Label, Moment, Named, Runner, RunnerKey, Usage};
use crate::text::words::counted;
use crate::tui::command::Command;
use crate::tui::keymap::{Context, Keymap, clause};
use crate::tui::screens::parts::absence;
use crate::tui::screens::parts::kept::{Kept, Stored};
use crate::tui::screens::parts::pane::Surroundings;
use crate::tui::screens::parts::wording::noun;
use crate::tui::ui::{Role, Symbols, layout, popup};

/// What is known while a dialog is open, and how it is drawn.
#[derive(Clone, Copy)]
pub struct Scene<'a> {
    /// The accounts that are open.
    pub accounts: &'a Accounts,
    /// What the store told of each.
    pub stored: &'a Stored,
    /// The account that it is about, whose all the following is.
    pub account: AccountId,
    /// The runners as they are now.
    pub fleet: &'a Fleet,
    /// The account's projects, and who depends on a runner.
    pub work: &'a Work,
    /// What was seen and done.
    pub history: &'a History,
    /// What the store told.
    pub kept: &'a Kept,
    /// The action for several runners that is under way, or was last.
    pub operation: Option<&'a Operation>,
    /// Those before it, newest first.
    pub earlier_operations: &'a VecDeque<Operation>,
    /// Checklists of single runners.
    pub guided: &'a [Guided],
    /// What was asked for and is not reported yet.
    pub pending: &'a Pending,
    /// The tests of connectivity under way, and those before.
    pub tests: &'a Tests,
    /// The runner whose details are open below, if any is.
    pub open: Option<Open<'a>>,
    /// Why the journal cannot be written, if it cannot.
    pub journal_trouble: Option<&'a Label>,
    /// Whether nothing may be changed from here.
    pub read_only: bool,
    /// The time as of the last reading of the clocks.
    pub now: Moment,
    /// The operator's time zone.
    pub zone: &'a TimeZone,
    /// The theme's glyphs.
    pub symbols: &'a Symbols,
    /// The keys that count.
    pub keymap: &'a Keymap,
    /// The whole frame, from which a popup's room follows.
    pub area: Rect,
}

/// What the open details alone know.
#[derive(Clone, Copy)]
pub struct Open<'a> {
    /// The runner.
    pub key: &'a RunnerKey,
    /// Whether it is gone.
    pub is_gone: bool,
    /// Its allow list, if it was read.
    pub allow_list: Option<&'a AllowList>,
}

impl<'a> Scene<'a> {
    /// Cells for the content of a popup that wants `width`.
    pub fn room(&self, width: u16) -> u16 {
        // Over the whole screen only the cell that says that there is more is kept.
        let edges = if self.is_whole_screen_popup() { 1 } else { 4 };
        width.min(self.area.width.saturating_sub(edges))
    }

    /// Cells for the title of a question whose content is `width` cells wide: the name of the account stands beside it.
    pub fn title_room(&self, width: usize) -> usize {
        let others = self.accounts.others(self.account);
        width.saturating_sub(popup::cells_of_name(self.label(), &others, width, self.symbols.ellipsis) + 3)
    }

    /// Whether popups take the whole screen.
    pub fn is_whole_screen_popup(&self) -> bool {
        layout::is_whole_screen_popup(self.area)
    }

    /// What a pane about one of the runners is worked out from, where keys go to `context`.
    pub fn surroundings(&self, context: Context) -> Surroundings<'a> {
        let Self { fleet, work, kept, now, zone, symbols, keymap, .. } = *self;
        let account = self.accounts.are_several().then(|| self.label());
        Surroundings { account, fleet, work, kept, context, now, zone, symbols, keymap }
    }

    /// A runner, as it is now; `None` where it is gone.
    pub fn runner(&self, key: &RunnerKey) -> Option<&'a Runner> {
        self.accounts.at(key).map(|row| &*row.runner)
    }

    /// The runners of `ids` that are still there.
    pub fn runners(&self, keys: &[RunnerKey]) -> Vec<&'a Runner> {
        keys.iter().filter_map(|key| self.runner(key)).collect()
    }

    /// The account that it is about, in a sentence.
    pub fn label(&self) -> &'a str {
        self.accounts.label(self.account)
    }

    /// Whether nothing may be changed in a runner's account.
    pub fn is_read_only(&self, key: &RunnerKey) -> bool {
        self.accounts.are_read_only([key])
    }

    /// What the key of an action asks for with these runners.
    pub fn meant(&self, action: Action, keys: &[RunnerKey]) -> Action {
        action.meant(&self.runners(keys), self.accounts.are_read_only(keys))
    }

    /// How a runner is named now.
    pub fn named(&self, runner: &Runner) -> Named {
        self.fleet.named(runner)
    }

    /// Why an action is not possible for a runner now, if it is not; none for one that is gone.
    pub fn refusal(&self, action: Action, key: &RunnerKey) -> Option<&'static str> {
        action.availability(self.runner(key)?, self.is_read_only(key)).reason()
    }

    /// What is looked up when a test's turn comes.
    pub fn known(&self) -> Known<'a> {
        Known { fleet: self.fleet, is_read_only: self.read_only, now: self.now }
    }

    /// The account's projects, as far as they were read.
    pub fn usage(&self) -> Option<&'a Usage> {
        self.work.value()
    }

    /// The allow list of a runner, if its details are open and the list was read.
    pub fn allow_list(&self, key: &RunnerKey) -> Option<&'a AllowList> {
        self.open.filter(|open| open.key == key)?.allow_list
    }

    /// Whether a runner's details are open and say that it is gone.
    pub fn is_told_gone(&self, key: &RunnerKey) -> bool {
        self.open.is_some_and(|open| open.key == key && open.is_gone)
    }

    /// That nothing is written down, before something is done.
    pub fn journal_message(&self) -> Option<(String, Role)> {
        let reason = self.journal_trouble?;
        Some((format!("This will not be in the journal, which cannot be written: {reason}"), Role::Attention))
    }

    /// A change that was asked of a runner, has left, and is not reported yet.
    pub fn asked(&self, key: &RunnerKey, change: &Change) -> Option<&'a PendingChange> {
        let is_it =
            |pending: &&PendingChange| pending.id == key.id && pending.change == *change && !pending.stage.is_open();
        self.pending.changes().find(is_it)
    }

    /// That a yes to a command would be the second one, where the first is not reported yet.
    pub fn repeat_message(&self, key: &RunnerKey, change: &Change) -> Option<(String, Role)> {
        let asked = self.asked(key, change).filter(|_| matches!(change, Change::Command(_)))?;
        let before = match asked.stage {
            pending::Stage::Unanswered => "May already have arrived",
            _ => "Already requested",
        };
        let yes = clause(self.keymap.character(Context::Question, Command::Yes), "{}");
        let message = format!("{before}: {yes} sends a second {}.", change.label().to_lowercase());
        Some((message, Role::Attention))
    }

    /// The checklist of a runner, if it has one.
    pub fn guided_of(&self, key: &RunnerKey) -> Option<&'a Guided> {
        self.guided.iter().find(|guided| guided.key == *key)
    }

    /// What must be said first of one runner: that nothing is written down, that the list lacks it, that something else is
    /// to be asked of it.
    pub fn first_messages(&self, key: &RunnerKey) -> Vec<(String, Role)> {
        let missing = self.fleet.at(key).and_then(Row::absence);
        let missing = missing.map(|absence| format!("{}.", absence::message(absence, self.zone)));
        let stage = self.operation.filter(|operation| operation.is_under_way()).and_then(|operation| {
            let of = format!("{} of {}", noun(operation.action), counted(operation.items().len(), "runner"));
            match operation.item_of(key)?.step() {
                Step::Waiting | Step::Idle { .. } => {
                    Some(format!("This runner waits for its turn in another action: {of}."))
                }
                Step::Noting { .. } | Step::Sending { .. } => {
                    Some(format!("Another action is sending to this runner: {of}."))
                }
                Step::Watching(_) => Some(format!("Another action has asked this runner: {of}.")),
                Step::Ended(Outcome::Unknown(_)) => Some(format!("Another action may have asked this runner: {of}.")),
                Step::Ended(outcome) if outcome.may_have_arrived() => {
                    Some(format!("Another action has asked this runner: {of}."))
                }
                Step::Ended(_) => None,
            }
        });
        let elsewhere = self.kept.operations.elsewhere(&key.id).map(|kept| {
            let OperationRecord { action, steps, .. } = &kept.record;
            let of = format!("{} of {}", noun(*action), counted(steps.len(), "runner"));
            format!("Another trackside acts on this runner: {of}.")
        });
        let attention = missing.into_iter().chain(stage).chain(elsewhere).map(|message| (message, Role::Attention));
        self.journal_message().into_iter().chain(attention).collect()
    }
}
