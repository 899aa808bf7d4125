//! [`Narrowing`]: what lets runners through to the list: the filter and the problems switch; and what is said of them where
//! they let nothing through.

use std::time::Duration;

use tui_input::InputRequest;

use crate::account::fleet::Listed;
use crate::account::table::filter::LONGEST;
use crate::account::table::{Query, Sight};
use crate::domain::Label;
use crate::tui::ui::field::Field;

/// The filter and the problems switch.
#[derive(Clone, Debug)]
pub(super) struct Narrowing {
    filter: Field,
    /// The filter when its field was opened.
    filter_before: Field,
    query: Query,
    is_typed: bool,
    problems_only: bool,
    /// What of the filter cannot be meant so, as of the rows that were looked at last.
    doubt: Option<String>,
    /// When time alone lets other runners through.
    due: Option<Duration>,
    /// Set while nothing is let through.
    nothing: Option<Nothing>,
}

impl Default for Narrowing {
    fn default() -> Self {
        Self {
            filter: Field::new(LONGEST),
            filter_before: Field::new(LONGEST),
            query: Query::default(),
            is_typed: false,
            problems_only: false,
            doubt: None,
            due: None,
            nothing: None,
        }
    }
}

/// Why nothing is let through.
#[derive(Clone, PartialEq, Debug)]
pub struct Nothing {
    /// Each term of the filter, safe to draw, with the number of runners that it lets through alone.
    pub alone: Vec<(String, usize)>,
    /// Runners that the filter alone lets through, without the problems switch.
    pub without_switch: usize,
    /// Whether the filter is one word that stands nowhere.
    pub is_one_word: bool,
}

impl Narrowing {
    /// Whether it may hide runners.
    pub(super) fn is_on(&self) -> bool {
        self.problems_only || self.has_filter()
    }

    pub(super) fn has_filter(&self) -> bool {
        !self.filter.value().trim().is_empty()
    }

    pub(super) fn is_problems_only(&self) -> bool {
        self.problems_only
    }

    pub(super) fn toggle_problems(&mut self) {
        self.problems_only = !self.problems_only;
    }

    /// Whether the filter's field is open.
    pub(super) fn is_typed(&self) -> bool {
        self.is_typed
    }

    pub(super) fn field(&self) -> &Field {
        &self.filter
    }

    pub(super) fn query(&self) -> &Query {
        &self.query
    }

    /// The filter as typed, in a form that may be drawn.
    pub(super) fn label(&self) -> Label {
        Label::from(self.filter.value().trim())
    }

    /// Whether the filter asks for something of the work on the runners.
    pub(super) fn is_of_work(&self) -> bool {
        self.query.is_of_work()
    }

    pub(super) fn doubt(&self) -> Option<&str> {
        self.doubt.as_deref()
    }

    pub(super) fn nothing(&self) -> Option<&Nothing> {
        self.nothing.as_ref()
    }

    /// What hides rows, as it stands in a sentence.
    pub(super) fn in_words(&self) -> &'static str {
        match (self.has_filter(), self.problems_only) {
            (false, _) => "the problems switch",
            (true, false) => "the filter",
            (true, true) => "the filter and the problems switch",
        }
    }

    pub(super) fn open(&mut self) {
        self.is_typed = true;
        self.filter_before = self.filter.clone();
    }

    pub(super) fn accept(&mut self) {
        self.is_typed = false;
    }

    /// Leaves the field with the filter as it was.
    pub(super) fn cancel(&mut self) {
        self.is_typed = false;
        self.filter = std::mem::take(&mut self.filter_before);
        self.query = Query::parse(self.filter.value());
    }

    /// One thing at a time: what was typed last goes first.
    pub(super) fn clear(&mut self) {
        if !self.has_filter() {
            self.problems_only = false;
        }
        self.filter.clear();
        self.query = Query::default();
    }

    /// Lets through what this filter does, problems or not.
    pub(super) fn set(&mut self, filter: &str) {
        self.clear();
        self.problems_only = false;
        self.filter.paste(filter);
        self.query = Query::parse(self.filter.value());
    }

    pub(super) fn edit(&mut self, request: InputRequest) {
        self.filter.edit(request);
        self.query = Query::parse(self.filter.value());
    }

    pub(super) fn paste(&mut self, text: &str) {
        self.filter.paste(text);
        self.query = Query::parse(self.filter.value());
    }

    /// Puts a filter in the field in the place of what is there; the problems switch stays.
    pub(super) fn put(&mut self, filter: &str) {
        self.filter.set(filter);
        self.query = Query::parse(self.filter.value());
    }

    /// Puts `text` in the place of what stands before the cursor from the byte `start` on.
    pub(super) fn complete(&mut self, start: usize, text: &str) {
        self.filter.replace_before_cursor(start, text);
        self.query = Query::parse(self.filter.value());
    }

    /// Whether other runners than those that were let through last are by `now`, as time went on.
    pub(super) fn is_due(&self, now: Duration) -> bool {
        self.due.is_some_and(|due| due <= now)
    }

    /// The indices of the rows that are let through.
    pub(super) fn passing(&mut self, rows: &[Listed], sight: Sight) -> Vec<u32> {
        let by_filter = |listed: &Listed| self.query.is_empty() || self.query.matches(listed.row, sight);
        let by_switch = |listed: &Listed| !self.problems_only || listed.row.is_problem();
        let passes = |listed: &Listed| by_switch(listed) && by_filter(listed);
        let passing = (0u32..).zip(rows).filter(|(_, listed)| passes(listed));
        let passing: Vec<u32> = passing.map(|(index, _)| index).collect();
        self.nothing = (passing.is_empty() && !self.query.is_empty()).then(|| Nothing {
            alone: self.query.alone(rows, sight),
            without_switch: rows.iter().filter(|row| by_filter(row)).count(),
            is_one_word: self.query.is_one_word(),
        });
        self.doubt = self.query.doubt(rows, sight);
        self.due = self.query.due(rows, sight.now);
        passing
    }
}
