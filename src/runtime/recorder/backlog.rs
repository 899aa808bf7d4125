//! [`Backlog`]: what waits to be written. Bounded, however long the file cannot be: whoever hands something over never waits.
//! What no longer has a place of its own is merged with what came after it, and counted.

use std::collections::VecDeque;

use crate::account::Observation;
use crate::store::Entry;

/// Rows of lists that are held at the most, 8 bytes each: the runners themselves are shared. With 20,000 runners that is
/// 25 lists that differ, with 50 it is 10,000.
const MAX_ROWS: usize = 500_000;
/// Entries that are held at the most.
const MAX_ENTRIES: usize = 10_000;

/// What waits to be written, oldest first.
#[derive(Debug, Default)]
pub struct Backlog {
    entries: VecDeque<Entry>,
    rows: usize,
    merged: usize,
}

impl Backlog {
    /// Adds an entry.
    pub fn push(&mut self, entry: Entry) {
        self.rows += rows(&entry);
        self.entries.push_back(entry);
        self.shorten();
    }

    /// Takes everything.
    pub fn take(&mut self) -> Vec<Entry> {
        self.rows = 0;
        std::mem::take(&mut self.entries).into()
    }

    /// Puts back what could not be written, before what came since.
    pub fn put_back(&mut self, entries: Vec<Entry>) {
        self.rows += entries.iter().map(rows).sum::<usize>();
        for entry in entries.into_iter().rev() {
            self.entries.push_front(entry);
        }
        self.shorten();
    }

    /// Whether nothing waits.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// How many entries wait.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// How many entries were merged with later ones since the last call, so that what they alone had is missing.
    pub fn take_merged(&mut self) -> usize {
        std::mem::take(&mut self.merged)
    }

    /// What is too much goes, the oldest first: the next list of the same account says how it all ended.
    fn shorten(&mut self) {
        while self.rows > MAX_ROWS {
            let Some(index) = self.entries.iter().position(|entry| rows(entry) > 0) else { return };
            // The watch stays, and the runners that differed are found to differ in the next list.
            if !self.has_later_rows(index) {
                return;
            }
            if let Entry::Observed(_, Observation::Listed(listing)) = &mut self.entries[index] {
                self.rows -= listing.rows.take().map_or(0, |rows| rows.len());
                listing.missing.clear();
                self.merged += 1;
            }
        }
        while self.entries.len() > MAX_ENTRIES {
            // The steps of an operation are told once, and are few.
            let index = self.entries.iter().position(|entry| !is_operation(entry)).unwrap_or_default();
            if let Some(entry) = self.entries.remove(index) {
                self.rows -= rows(&entry);
                self.merged += 1;
            }
        }
    }

    fn has_later_rows(&self, index: usize) -> bool {
        let account = account(&self.entries[index]);
        self.entries.iter().skip(index + 1).any(|entry| self::account(entry) == account && rows(entry) > 0)
    }
}

fn is_operation(entry: &Entry) -> bool {
    matches!(entry, Entry::Observed(_, Observation::Operated(_)))
}

fn account(entry: &Entry) -> Option<crate::domain::AccountId> {
    if let Entry::Observed(account, _) = entry { Some(*account) } else { None }
}

fn rows(entry: &Entry) -> usize {
    match entry {
        Entry::Observed(_, Observation::Listed(listing)) => listing.rows.as_ref().map_or(0, |rows| rows.len()),
        Entry::Observed(..) | Entry::Chosen(..) => 0,
    }
}
