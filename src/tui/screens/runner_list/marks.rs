//! [`Marks`]: which runners are marked, and the range that is being marked.

use std::collections::HashSet;

use super::State;
use crate::account::Accounts;
use crate::account::fleet::Row;
use crate::domain::{AccountId, RunnerKey};

/// The runners that are marked, also those that are not shown.
#[derive(Clone, Debug, Default)]
pub(super) struct Marks {
    keys: HashSet<RunnerKey>,
    range: Option<Range>,
}

/// A range from where it began to the bar, wherever that is by now.
#[derive(Clone, Debug)]
struct Range {
    start: RunnerKey,
    /// What was marked before.
    before: HashSet<RunnerKey>,
}

impl Marks {
    pub(super) fn keys(&self) -> &HashSet<RunnerKey> {
        &self.keys
    }

    pub(super) fn contains(&self, key: &RunnerKey) -> bool {
        self.keys.contains(key)
    }

    /// Whether a range is being marked.
    pub(super) fn is_ranging(&self) -> bool {
        self.range.is_some()
    }

    /// Leaves what is marked at that.
    pub(super) fn end_range(&mut self) {
        self.range = None;
    }

    /// Takes all marks away, and ends a range.
    pub(super) fn clear(&mut self) {
        *self = Self::default();
    }

    /// Marks a runner, or takes its mark away.
    pub(super) fn toggle(&mut self, key: RunnerKey) {
        if !self.keys.remove(&key) {
            self.keys.insert(key);
        }
        self.end_range();
    }

    /// Begins a range at the runner under the bar, or ends one.
    pub(super) fn toggle_range(&mut self, selected: Option<&RunnerKey>) {
        self.range = match self.range.take() {
            Some(_) => None,
            None => selected.map(|key| Range { start: key.clone(), before: self.keys.clone() }),
        };
    }

    /// While a range is marked, it goes from where it began to the `cursor` in what is `shown`.
    pub(super) fn extend_range<'a>(&mut self, shown: impl Iterator<Item = &'a RunnerKey> + Clone, cursor: usize) {
        let Some(range) = &self.range else { return };
        let Some(start) = shown.clone().position(|key| *key == range.start) else { return };
        let (from, to) = (start.min(cursor), start.max(cursor));
        self.keys.clone_from(&range.before);
        self.keys.extend(shown.take(to + 1).skip(from).cloned());
    }

    /// Marks everything that is shown, or nothing of it where all of it was.
    pub(super) fn toggle_all<'a>(&mut self, shown: impl Iterator<Item = &'a RunnerKey> + Clone) {
        self.end_range();
        if shown.clone().all(|key| self.keys.contains(key)) {
            for key in shown {
                self.keys.remove(key);
            }
        } else {
            self.keys.extend(shown.cloned());
        }
    }

    /// Forgets runners that are not there any more. A range that lost its beginning stays as it is.
    pub(super) fn retain(&mut self, is_there: impl Fn(&RunnerKey) -> bool) {
        self.keys.retain(|key| is_there(key));
        if let Some(range) = &mut self.range {
            range.before.retain(|key| is_there(key));
        }
        self.range.take_if(|range| !is_there(&range.start));
    }
}

impl State {
    /// The runners that are marked.
    pub fn marks(&self) -> &HashSet<RunnerKey> {
        self.marks.keys()
    }

    /// Whether a range is being marked.
    pub fn is_marking(&self) -> bool {
        self.marks.is_ranging()
    }

    /// The runners that are marked, those that are shown first, each part in its order.
    pub fn marked_in_order(&self, accounts: &Accounts) -> Vec<RunnerKey> {
        let (mut keys, hidden) = self.marks_by_view(accounts);
        keys.extend(hidden);
        keys
    }

    /// The runners that are marked and shown, and those that are marked and hidden, each part in its order.
    pub fn marks_by_view(&self, accounts: &Accounts) -> (Vec<RunnerKey>, Vec<RunnerKey>) {
        let shown = self.shown.iter().map(|shown| &shown.key);
        let shown: Vec<RunnerKey> = shown.filter(|key| self.marks.contains(key)).cloned().collect();
        let seen: HashSet<&RunnerKey> = shown.iter().collect();
        let hidden = self.marks.keys().iter().filter(|key| !seen.contains(key));
        let rows = hidden.filter_map(|key| accounts.at(key));
        let mut rows: Vec<&Row> = rows.collect();
        rows.sort_by(|one, other| one.name_order(other).then(one.account.cmp(&other.account)));
        let hidden = rows.into_iter().map(Row::key).collect();
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

    /// Takes the marks of an account's runners away.
    pub fn clear_marks_of(&mut self, account: AccountId) {
        self.marks.retain(|key| key.account != account);
    }

    pub(super) fn toggle_mark(&mut self) {
        if let Some(key) = self.selected().cloned() {
            self.marks.toggle(key);
            self.move_to(self.cursor + 1);
        }
    }

    /// Marks from the bar on, or leaves what is marked at that.
    pub(super) fn toggle_range(&mut self) {
        self.marks.toggle_range(self.shown.get(self.cursor).map(|shown| &shown.key));
        self.extend_range();
    }

    pub(super) fn extend_range(&mut self) {
        self.marks.extend_range(self.shown.iter().map(|shown| &shown.key), self.cursor);
    }
}
