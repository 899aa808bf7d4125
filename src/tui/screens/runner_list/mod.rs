//! The runner list: which runners are shown, in which order, which is selected, and which part is in the window.
//!
//! The selection is a [`RunnerKey`]; the position of the bar and the window are worked out from it whenever data,
//! order or filter change. The rules, in this order:
//!
//! 1. A runner that stays shown stays selected.
//! 2. If it is shown no longer, the next one after it in the order before that is still shown is selected, else the
//!    nearest before it.
//! 3. When the rows change, the selected row keeps its line on the screen as far as the list's ends allow.
//! 4. When the operator moves, the window moves only as far as the selection needs.
//! 5. While a filter is typed, rules 1 and 2 start from the runner that was selected before the first character, so
//!    that taking characters back, or leaving with Esc, leads back to it.
//! 6. Until the first list is complete and the operator has not moved, the bar stays on the first row.
//! 7. Sorting goes to the first row: whoever sorts asks what comes first; where that is read only then, the bar goes there
//!    once it is known, unless it was moved. While the order is Changed or Runs, a window at the top stays there, so that
//!    what changes next is in view; the bar stays with its runner.

mod arranged;
pub mod column_chooser;
pub mod columns;
mod events_below;
mod history;
pub mod instead;
mod marks;
mod names;
mod narrowing;
mod places;
pub mod plan;
pub mod sort_picker;
mod status;
pub mod summary;
mod table;
mod timeline;
mod typing;
mod view;
pub mod view_picker;
mod window;

use std::collections::HashSet;
use std::time::Duration;

use tui_input::InputRequest;

use crate::account::fleet::Row;
use crate::account::table::{Column, Columns, Sight, SortOrder};
use crate::account::{Accounts, Merged};
use crate::domain::{AccountId, Label, Moment, RunnerId, RunnerKey};
use crate::tui::command::Command;
use crate::tui::screens::parts::kept::strips::Span;
use crate::tui::ui::layout::{ListLayout, ListWishes};
use arranged::Said;
use columns::{Longest, Placed};
use marks::Marks;
use narrowing::Narrowing;
use plan::Room;
use typing::Typing;

pub use narrowing::Nothing;

pub use view::{Scene, view};

/// A row of the list in its order.
#[derive(Clone, PartialEq, Debug)]
struct Shown {
    /// Index into the rows of its account's fleet, valid for the generation it was worked out for.
    row: u32,
    key: RunnerKey,
}

/// The selection before a filter was typed, and the order it stood in.
#[derive(Clone, PartialEq, Debug)]
struct Anchor {
    selected: Option<RunnerKey>,
    cursor: usize,
    shown: Vec<Shown>,
}

/// What is shown of the fleet, in which order, which row is selected and which are marked.
#[derive(Clone, Debug, Default)]
pub struct State {
    narrowing: Narrowing,
    typing: Typing,
    /// The time since the program's start, as of the last tick.
    now: Duration,
    order: SortOrder,
    columns: Columns,
    /// What the config file or a view says of filter, order and columns.
    said: Said,
    /// Whether nothing is known of any row by which they could be sorted so.
    is_order_blank: bool,
    wishes: ListWishes,
    /// The time that strips in place of the columns show, while they do; and that they showed last.
    timeline: Option<Span>,
    last_span: Span,
    /// What passes filter and switch, in order.
    shown: Vec<Shown>,
    /// The order of the rows that all else starts from.
    merged: Merged,
    /// The generation of the accounts that `shown` was worked out for.
    generation: u64,
    /// Grows whenever `shown` is worked out.
    edition: u64,
    /// Cells of the longest names, as far as the table cares.
    longest: Longest,
    /// `None` is the first row, whichever that is.
    selected: Option<RunnerKey>,
    /// While a filter is typed: where the selection started from.
    anchor: Option<Anchor>,
    /// Position of the selection in `shown`; 0 when nothing is shown.
    cursor: usize,
    /// Position in `shown` of the window's first row.
    top: usize,
    /// Rows in the window.
    page: usize,
    marks: Marks,
}

impl State {
    /// How the list is laid out.
    pub fn wishes(&self) -> ListWishes {
        self.wishes
    }

    /// The time that strips in place of the columns show; `None` while the columns are shown.
    pub fn timeline(&self) -> Option<Span> {
        self.timeline
    }

    /// Whether the filter's field is open.
    pub fn is_filtering(&self) -> bool {
        self.narrowing.is_typed()
    }

    /// Whether the operator sees less than the whole fleet because of a filter or the problems switch.
    pub fn is_narrowed(&self) -> bool {
        self.narrowing.is_on()
    }

    /// The filter as typed, in a form that may be drawn.
    pub fn filter_label(&self) -> Label {
        self.narrowing.label()
    }

    /// What of the filter cannot be meant so, in a line.
    pub fn doubt(&self) -> Option<&str> {
        self.narrowing.doubt()
    }

    /// Whether the list, laid out so, shows something of the work on the runners, filters or sorts by it.
    pub fn asks_for_work(&self, layout: &ListLayout) -> bool {
        let is_column = |placed: &Placed| placed.column == Column::Runs;
        self.order.column == Column::Runs || self.narrowing.is_of_work() || self.plan(layout).iter().any(is_column)
    }

    /// The columns of the list, laid out so. Those that it is sorted by, or filtered by in their order, are among them.
    pub fn plan(&self, layout: &ListLayout) -> Vec<Placed> {
        let wanted: Vec<Column> = self.narrowing.query().ordered_columns().chain([self.order.column]).collect();
        plan::plan(Room {
            width: layout.rows.width,
            all: self.wishes.all_columns,
            longest: self.longest,
            columns: &self.columns,
            wanted: &wanted,
        })
    }

    /// Why the filter lets nothing through, where it does not.
    pub fn nothing(&self) -> Option<&Nothing> {
        self.narrowing.nothing()
    }

    /// Whether only problems are shown.
    pub fn is_problems_only(&self) -> bool {
        self.narrowing.is_problems_only()
    }

    /// The order of the rows.
    pub fn order(&self) -> SortOrder {
        self.order
    }

    /// The selected runner; `None` when nothing is shown.
    pub fn selected(&self) -> Option<&RunnerKey> {
        self.shown.get(self.cursor).map(|shown| &shown.key)
    }

    /// The row of the selected runner.
    pub fn selected_row<'a>(&self, accounts: &'a Accounts) -> Option<&'a Row> {
        let shown = self.shown.get(self.cursor)?;
        accounts.row(shown.key.account, shown.row)
    }

    /// Index into the rows of `account` of the selected runner, if the runner is one of its.
    pub fn selected_of(&self, account: AccountId) -> Option<usize> {
        let selected = self.shown.get(self.cursor).filter(|shown| shown.key.account == account);
        selected.map(|shown| shown.row as usize)
    }

    /// Indices into the rows of `account` of those in the window, from the top.
    pub fn visible_of(&self, account: AccountId) -> impl Iterator<Item = usize> {
        self.visible().filter(move |shown| shown.key.account == account).map(|shown| shown.row as usize)
    }

    /// The runners in the window, from the top.
    pub fn visible_keys(&self) -> impl Iterator<Item = &RunnerKey> {
        self.visible().map(|shown| &shown.key)
    }

    /// The runners of `account` in the window, from the top.
    pub fn visible_ids_of(&self, account: AccountId) -> impl Iterator<Item = &RunnerId> + Clone {
        self.visible().filter(move |shown| shown.key.account == account).map(|shown| &shown.key.id)
    }

    fn visible(&self) -> impl Iterator<Item = &Shown> + Clone {
        self.shown.iter().skip(self.top).take(self.page)
    }

    /// Ids of all rows that are shown, in order; for tests of the selection rules.
    pub fn shown_ids(&self) -> impl Iterator<Item = &RunnerKey> {
        self.shown.iter().map(|shown| &shown.key)
    }

    /// Takes a command that the list knows. Says whether it did.
    pub fn update(&mut self, command: Command, accounts: &Accounts) -> bool {
        let is_known = self.take(command, accounts);
        if is_known && !matches!(command, Command::ToggleMark | Command::MarkRange | Command::MarkAll) {
            self.extend_range();
        }
        is_known
    }

    fn take(&mut self, command: Command, accounts: &Accounts) -> bool {
        self.typing.commanded(command);
        match command {
            Command::ToggleMark => self.toggle_mark(),
            Command::MarkRange => self.toggle_range(),
            Command::MarkAll => self.marks.toggle_all(self.shown.iter().map(|shown| &shown.key)),
            Command::ClearFilter if self.is_marking() => self.marks.end_range(),
            Command::ClearFilter if !self.marks.keys().is_empty() => self.clear_marks(),
            Command::Up => self.move_to(self.cursor.saturating_sub(1)),
            Command::Down => self.move_to(self.cursor.saturating_add(1)),
            Command::PageUp => self.move_page(false),
            Command::PageDown => self.move_page(true),
            Command::Top => self.move_to(0),
            Command::Bottom => self.move_to(usize::MAX),
            Command::OpenFilter => self.narrowing.open(),
            Command::CancelFilter => self.cancel_filter(accounts),
            Command::EarlierFilter => self.earlier_filter(accounts),
            Command::LaterFilter => self.later_filter(accounts),
            Command::Complete | Command::CompleteBack => self.complete(command == Command::Complete, accounts),
            Command::AcceptFilter => {
                self.keep_filter();
                self.narrowing.accept();
                self.anchor = None;
            }
            Command::ClearFilter => {
                self.narrowing.clear();
                self.rework(accounts);
            }
            Command::ToggleProblems => {
                self.narrowing.toggle_problems();
                self.rework(accounts);
            }
            Command::InvertSort => self.sort(self.order.inverted(), accounts),
            Command::SortByColumn(number) => return self.sort_by(number, accounts),
            Command::ToggleTimeline => {
                self.timeline = if self.timeline.is_some() { None } else { Some(self.last_span) };
            }
            Command::LongerSpan | Command::ShorterSpan => self.change_span(command == Command::LongerSpan),
            Command::ToggleCompact => self.wishes.compact = !self.wishes.compact,
            Command::ToggleAllColumns => self.wishes.all_columns = !self.wishes.all_columns,
            _ => return false,
        }
        true
    }

    fn change_span(&mut self, is_longer: bool) {
        if let Some(span) = self.timeline.and_then(|span| span.next(is_longer)) {
            self.timeline = Some(span);
            self.last_span = span;
        }
    }

    /// Edits the filter's text.
    pub fn edit_filter(&mut self, request: InputRequest, accounts: &Accounts) {
        self.set_anchor();
        self.typing.edited();
        self.narrowing.edit(request);
        self.rework(accounts);
    }

    /// Puts pasted text into the filter.
    pub fn paste_filter(&mut self, text: &str, accounts: &Accounts) {
        self.set_anchor();
        self.typing.edited();
        self.narrowing.paste(text);
        self.rework(accounts);
    }

    /// Sorts by the column with this number, counted from 1; by the same again, the other way. Says whether there is one.
    pub fn sort_by(&mut self, number: u8, accounts: &Accounts) -> bool {
        let column = usize::from(number).checked_sub(1).and_then(|index| Column::ALL.get(index));
        if let Some(column) = column {
            self.sort(self.order.chosen(*column), accounts);
        }
        column.is_some()
    }

    /// Sorts as was chosen in an earlier run.
    pub fn restore_order(&mut self, order: SortOrder, accounts: &Accounts) {
        if order != self.order {
            self.sort(order, accounts);
        }
    }

    fn sort(&mut self, order: SortOrder, accounts: &Accounts) {
        self.order = order;
        self.rework(accounts);
        self.move_to(0);
    }

    /// Moves the bar to a runner, if it is shown.
    pub fn select(&mut self, key: &RunnerKey) {
        if let Some(position) = self.position_of(key) {
            self.move_to(position);
        }
    }

    /// Takes the time: what is asked of it may hold for other runners by now.
    pub fn tick(&mut self, now: Moment, accounts: &Accounts) {
        self.now = now.mono;
        if self.narrowing.is_due(self.now) {
            self.rework(accounts);
        }
    }

    /// Works out again what is shown, if rows changed since the last time.
    pub fn follow(&mut self, accounts: &Accounts) {
        if self.generation != accounts.generation() {
            if !self.marks.keys().is_empty() {
                self.marks.retain(|key| accounts.shows(key));
            }
            self.rework(accounts);
        }
    }

    /// From here on the selection is a runner, no longer "the first row": the first list is complete.
    pub fn settle_selection(&mut self) {
        if self.selected.is_none() {
            self.selected = self.selected().cloned();
        }
    }

    fn set_anchor(&mut self) {
        if self.anchor.is_none() {
            self.anchor =
                Some(Anchor { selected: self.selected.clone(), cursor: self.cursor, shown: self.shown.clone() });
        }
    }

    fn cancel_filter(&mut self, accounts: &Accounts) {
        self.narrowing.cancel();
        self.rework(accounts);
        self.anchor = None;
    }

    fn rework(&mut self, accounts: &Accounts) {
        let rows = self.merged.rows(accounts);
        let was_blank = std::mem::replace(&mut self.is_order_blank, self.order.is_blank(&rows));
        let goes_to_first = was_blank && !self.is_order_blank && self.cursor == 0;
        let sight = sight(accounts, self.now);
        let mut indices = self.narrowing.passing(&rows, sight);
        self.order.sort(&mut indices, &rows);
        let shown = indices.into_iter().map(|index| &rows[index as usize]);
        let shown = shown.map(|listed| Shown { row: listed.index, key: listed.row.key() }).collect();
        let before = std::mem::replace(&mut self.shown, shown);
        self.generation = accounts.generation();
        self.edition += 1;
        self.longest = plan::longest(&rows, accounts);
        self.reselect(&before);
        if goes_to_first {
            self.move_to(0);
        }
    }

    /// Rules 1 to 3 and 5 to 7 of the module's documentation.
    fn reselect(&mut self, before: &[Shown]) {
        let line = self.cursor.saturating_sub(self.top);
        let anchor = self.anchor.take();
        let (start, order, at) = match &anchor {
            Some(anchor) => (anchor.selected.as_ref(), anchor.shown.as_slice(), anchor.cursor),
            None => (self.selected.as_ref(), before, self.cursor),
        };
        let found = start.and_then(|key| self.position_of(key).or_else(|| self.neighbour_position(order, at)));
        let follows_first_row = start.is_none();
        self.cursor = found.unwrap_or(0);
        // An empty list forgets nobody: whoever was selected is again when the filter lets it through.
        if let Some(shown) = self.shown.get(self.cursor).filter(|_| !follows_first_row) {
            self.selected = Some(shown.key.clone());
        }
        self.anchor = anchor;
        let stays_at_top = matches!(self.order.column, Column::Changed | Column::Runs) && self.top == 0;
        self.top = if stays_at_top { 0 } else { self.cursor.saturating_sub(line) };
        self.keep_selection_in_window();
    }

    fn position_of(&self, key: &RunnerKey) -> Option<usize> {
        // Mostly it is where it was.
        if self.shown.get(self.cursor).is_some_and(|shown| shown.key == *key) {
            return Some(self.cursor);
        }
        self.shown.iter().position(|shown| shown.key == *key)
    }

    /// The position of the first after `at` in the order `before` that is still shown, else of the nearest before.
    fn neighbour_position(&self, before: &[Shown], at: usize) -> Option<usize> {
        let still_shown: HashSet<&RunnerKey> = self.shown.iter().map(|shown| &shown.key).collect();
        let at = at.min(before.len());
        let after = before[at..].iter();
        let ahead = before[..at].iter().rev();
        let neighbour = after.chain(ahead).find(|shown| still_shown.contains(&shown.key))?;
        self.position_of(&neighbour.key)
    }
}

/// What the rows of these accounts are looked at with.
fn sight(accounts: &Accounts, now: Duration) -> Sight<'_> {
    Sight { now, profiles: accounts.profiles(), names_accounts: accounts.are_several() }
}
