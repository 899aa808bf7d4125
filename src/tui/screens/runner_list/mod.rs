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

pub mod columns;
mod events_below;
pub mod filter;
pub mod instead;
mod marks;
mod narrowing;
pub mod order;
pub mod plan;
pub mod sort_picker;
pub mod summary;
mod timeline;
mod view;
mod window;

use std::collections::HashSet;
use std::time::Duration;

use tui_input::InputRequest;

use crate::account::fleet::Fleet;
use crate::domain::{Label, Moment, RunnerKey};
use crate::tui::command::Command;
use crate::tui::screens::parts::kept::strips::Span;
use crate::tui::ui::layout::{ListLayout, ListWishes};
use columns::{COLUMNS, Column, Placed};
use marks::Marks;
use narrowing::Narrowing;
use order::SortOrder;
use plan::Room;

pub use narrowing::Nothing;

pub use view::{Scene, view};

/// A row of the list in its order.
#[derive(Clone, PartialEq, Debug)]
struct Shown {
    /// Index into [`Fleet::rows`], valid for the generation it was worked out for.
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
    /// The time since the program's start, as of the last tick.
    now: Duration,
    order: SortOrder,
    /// Whether nothing is known of any row by which they could be sorted so.
    is_order_blank: bool,
    wishes: ListWishes,
    /// The time that strips in place of the columns show, while they do; and that they showed last.
    timeline: Option<Span>,
    last_span: Span,
    /// What passes filter and switch, in order.
    shown: Vec<Shown>,
    /// The fleet's generation that `shown` was worked out for.
    generation: u64,
    /// Cells of the fleet's longest name, as far as the table cares.
    longest_name: u16,
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
            longest_name: self.longest_name,
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

    /// Index into [`Fleet::rows`] of the selected runner.
    pub fn selected_row(&self) -> Option<usize> {
        self.shown.get(self.cursor).map(|shown| shown.row as usize)
    }

    /// Indices into [`Fleet::rows`] of the rows in the window, from the top.
    pub fn visible_rows(&self) -> impl Iterator<Item = usize> {
        self.shown.iter().skip(self.top).take(self.page).map(|shown| shown.row as usize)
    }

    /// Ids of all rows that are shown, in order; for tests of the selection rules.
    pub fn shown_ids(&self) -> impl Iterator<Item = &RunnerKey> {
        self.shown.iter().map(|shown| &shown.key)
    }

    /// The runners that are marked.
    pub fn marks(&self) -> &HashSet<RunnerKey> {
        self.marks.keys()
    }

    /// Whether a range is being marked.
    pub fn is_marking(&self) -> bool {
        self.marks.is_ranging()
    }

    /// The runners that are marked, those that are shown first, each part in its order.
    pub fn marked_in_order(&self, fleet: &Fleet) -> Vec<RunnerKey> {
        let (mut keys, hidden) = self.marks_by_view(fleet);
        keys.extend(hidden);
        keys
    }

    /// The runners that are marked and shown, and those that are marked and hidden, each part in its order.
    pub fn marks_by_view(&self, fleet: &Fleet) -> (Vec<RunnerKey>, Vec<RunnerKey>) {
        let shown = self.shown.iter().map(|shown| &shown.key);
        let shown: Vec<RunnerKey> = shown.filter(|key| self.marks.contains(key)).cloned().collect();
        let seen: HashSet<&RunnerKey> = shown.iter().collect();
        let all = fleet.rows().iter().map(|row| fleet.key_of(row));
        let hidden = all.filter(|key| self.marks.contains(key) && !seen.contains(key)).collect();
        (shown, hidden)
    }

    /// What hides rows, as it stands in a sentence.
    pub fn narrowed_by(&self) -> &'static str {
        self.narrowing.in_words()
    }

    /// Marked runners that the filter or the problems switch hides.
    pub fn hidden_marks(&self) -> usize {
        self.marks.keys().len() - self.shown.iter().filter(|shown| self.marks.contains(&shown.key)).count()
    }

    /// Takes all marks away, also from runners that are not shown, and ends a range.
    pub fn clear_marks(&mut self) {
        self.marks.clear();
    }

    fn toggle_mark(&mut self) {
        if let Some(key) = self.selected().cloned() {
            self.marks.toggle(key);
            self.move_to(self.cursor + 1);
        }
    }

    /// Marks from the bar on, or leaves what is marked at that.
    fn toggle_range(&mut self) {
        self.marks.toggle_range(self.shown.get(self.cursor).map(|shown| &shown.key));
        self.extend_range();
    }

    fn extend_range(&mut self) {
        self.marks.extend_range(self.shown.iter().map(|shown| &shown.key), self.cursor);
    }

    /// Takes a command that the list knows. Says whether it did.
    pub fn update(&mut self, command: Command, fleet: &Fleet) -> bool {
        let is_known = self.take(command, fleet);
        if is_known && !matches!(command, Command::ToggleMark | Command::MarkRange | Command::MarkAll) {
            self.extend_range();
        }
        is_known
    }

    fn take(&mut self, command: Command, fleet: &Fleet) -> bool {
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
            Command::CancelFilter => self.cancel_filter(fleet),
            Command::AcceptFilter => {
                self.narrowing.accept();
                self.anchor = None;
            }
            Command::ClearFilter => {
                self.narrowing.clear();
                self.rework(fleet);
            }
            Command::ToggleProblems => {
                self.narrowing.toggle_problems();
                self.rework(fleet);
            }
            Command::InvertSort => self.sort(self.order.inverted(), fleet),
            Command::SortByColumn(number) => return self.sort_by(number, fleet),
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
    pub fn edit_filter(&mut self, request: InputRequest, fleet: &Fleet) {
        self.set_anchor();
        self.narrowing.edit(request);
        self.rework(fleet);
    }

    /// Puts pasted text into the filter.
    pub fn paste_filter(&mut self, text: &str, fleet: &Fleet) {
        self.set_anchor();
        self.narrowing.paste(text);
        self.rework(fleet);
    }

    /// Sorts by the column with this number, counted from 1; by the same again, the other way. Says whether there is one.
    pub fn sort_by(&mut self, number: u8, fleet: &Fleet) -> bool {
        let column = usize::from(number).checked_sub(1).and_then(|index| COLUMNS.get(index));
        if let Some(column) = column {
            self.sort(self.order.chosen(column.column), fleet);
        }
        column.is_some()
    }

    /// Sorts as was chosen in an earlier run.
    pub fn restore_order(&mut self, order: SortOrder, fleet: &Fleet) {
        if order != self.order {
            self.sort(order, fleet);
        }
    }

    fn sort(&mut self, order: SortOrder, fleet: &Fleet) {
        self.order = order;
        self.rework(fleet);
        self.move_to(0);
    }

    /// Moves the bar to a runner, if it is shown.
    pub fn select(&mut self, key: &RunnerKey) {
        if let Some(position) = self.position_of(key) {
            self.move_to(position);
        }
    }

    /// Takes the time: what is asked of it may hold for other runners by now.
    pub fn tick(&mut self, now: Moment, fleet: &Fleet) {
        self.now = now.mono;
        if self.narrowing.is_due(self.now) {
            self.rework(fleet);
        }
    }

    /// Works out again what is shown, if the fleet changed since the last time.
    pub fn follow(&mut self, fleet: &Fleet) {
        if self.generation != fleet.generation() {
            if !self.marks.keys().is_empty() {
                self.marks.retain(|key| fleet.at(key).is_some());
            }
            self.rework(fleet);
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

    fn cancel_filter(&mut self, fleet: &Fleet) {
        self.narrowing.cancel();
        self.rework(fleet);
        self.anchor = None;
    }

    fn rework(&mut self, fleet: &Fleet) {
        let rows = fleet.rows();
        let was_blank = std::mem::replace(&mut self.is_order_blank, self.order.is_blank(rows));
        let goes_to_first = was_blank && !self.is_order_blank && self.cursor == 0;
        let mut indices = self.narrowing.passing(rows, self.now);
        self.order.sort(&mut indices, rows);
        let shown = indices.into_iter().map(|row| Shown { row, key: fleet.key_of(&rows[row as usize]) }).collect();
        let before = std::mem::replace(&mut self.shown, shown);
        self.generation = fleet.generation();
        self.longest_name = plan::longest_name(rows.iter());
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
