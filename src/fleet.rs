//! [`Fleet`]: the last good list, how a poll merges into it, and the details read lazily.
//!
//! Rows are kept in [`Runner::name_order`]. Nothing here knows a screen, a clock or the network.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use crate::clock::Moment;
use crate::domain::{Runner, RunnerId, Status};
use crate::message::RunnerList;

/// Details are read for at most this many runners at a time: one, so that a read shares the poll's connection.
const DETAILS_AT_A_TIME: usize = 1;

/// A runner in the list, with what trackside knows beyond the list entry.
#[derive(Clone, PartialEq, Debug)]
pub struct Row {
    /// The entry as the list had it.
    listed: Arc<Runner>,
    /// The entry, completed with details where it lacked something and they have been read.
    pub runner: Arc<Runner>,
    /// The latest change of status or connection that trackside saw, if it saw one.
    pub change: Option<Change>,
    details: Details,
}

/// A change of status or connection, as trackside saw it between two polls.
#[derive(Clone, PartialEq, Debug)]
pub struct Change {
    /// When the poll that showed it was read.
    pub at: Moment,
    /// What it was before; `None` when the status had not been told, or when the runner is new to the list.
    pub from: Option<Status>,
}

/// What became of reading a row's details.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Details {
    /// Not asked for since the entry last changed.
    Unread,
    /// Read since the entry last changed, or refused in a way that trying again will not cure.
    Settled,
    /// A try failed; the next good poll allows another.
    Failed,
}

/// The fleet's numbers for the header.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
#[expect(missing_docs, reason = "each counts what its name says")]
pub struct Counts {
    pub runners: usize,
    pub running: usize,
    pub pending: usize,
    pub pausing: usize,
    pub paused: usize,
    pub stopping: usize,
    pub stopped: usize,
    pub unknown: usize,
    /// Unlisted status words, and runners whose status was not told.
    pub other: usize,
    pub updates: usize,
    pub unsupported: usize,
    /// Rows that lack a column, and whose details were not read yet or could not be.
    pub unread: usize,
}

/// The runners, as the last good list had them.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Fleet {
    rows: Vec<Row>,
    counts: Counts,
    /// Grows with every change of the rows, so that what is derived from them knows when to be worked out again.
    generation: u64,
    /// Whether a list was ever read to its end.
    is_complete: bool,
    /// Entries of the last list that had no id.
    unreadable: usize,
    /// Whether the last list was cut at the page limit.
    is_cut: bool,
    details_under_way: HashSet<RunnerId>,
    /// Rows that lack a column and whose details were not read yet.
    lacking: usize,
}

impl Fleet {
    /// The rows, in name order.
    pub fn rows(&self) -> &[Row] {
        &self.rows
    }

    /// The row of a runner, found by id.
    pub fn find(&self, id: &RunnerId) -> Option<&Row> {
        self.rows.iter().find(|row| row.runner.id == *id)
    }

    /// The header's numbers.
    pub fn counts(&self) -> &Counts {
        &self.counts
    }

    /// A number that is different after every change of the rows.
    pub fn generation(&self) -> u64 {
        self.generation
    }

    /// Whether a list was ever read to its end.
    pub fn is_complete(&self) -> bool {
        self.is_complete
    }

    /// Entries of the last list that were left out because they had no id.
    pub fn unreadable(&self) -> usize {
        self.unreadable
    }

    /// Whether the last list was longer than trackside reads.
    pub fn is_cut(&self) -> bool {
        self.is_cut
    }

    /// Shows what a first load has read so far. Once a list was complete, partial ones change nothing.
    pub fn take_partial(&mut self, list: &RunnerList, now: Moment) {
        if !self.is_complete {
            self.merge(list, now);
        }
    }

    /// Replaces the list in one step. Says whether anything visible changed.
    pub fn take(&mut self, list: &RunnerList, now: Moment) -> bool {
        let changed = self.merge(list, now);
        self.is_complete = true;
        for row in self.rows.iter_mut().filter(|row| row.details == Details::Failed) {
            row.details = Details::Unread;
            self.lacking += usize::from(row.wants_details());
        }
        changed
    }

    fn merge(&mut self, list: &RunnerList, now: Moment) -> bool {
        let same_rows = self.rows.len() == list.runners.len()
            && self.rows.iter().zip(&list.runners).all(|(row, listed)| Arc::ptr_eq(&row.listed, listed));
        let same = same_rows && self.unreadable == list.unreadable && self.is_cut == list.is_cut;
        if same {
            return false;
        }
        self.unreadable = list.unreadable;
        self.is_cut = list.is_cut;
        if !same_rows {
            self.replace_rows(&list.runners, now);
        }
        self.rows_changed();
        true
    }

    /// Walks the old rows and the new list side by side: both are in name order, so that nearly every runner meets
    /// itself without a look-up. Only what was renamed, added or removed goes through the map.
    fn replace_rows(&mut self, listed: &[Arc<Runner>], now: Moment) {
        let seen_before = self.is_complete;
        let mut old = std::mem::take(&mut self.rows).into_iter().peekable();
        let mut apart: HashMap<RunnerId, Row> = HashMap::new();
        let mut rows: Vec<Option<Row>> = Vec::with_capacity(listed.len());
        for entry in listed {
            while let Some(row) = old.next_if(|row| row.listed.id != entry.id && row.listed.name_order(entry).is_lt()) {
                apart.insert(row.listed.id.clone(), row);
            }
            rows.push(old.next_if(|row| row.listed.id == entry.id));
        }
        apart.extend(old.map(|row| (row.listed.id.clone(), row)));
        self.rows = rows
            .into_iter()
            .zip(listed)
            .map(|(row, entry)| match row.or_else(|| apart.remove(&entry.id)) {
                Some(row) => row.followed_by(entry, now),
                None => Row::new(entry, seen_before.then_some(Change { at: now, from: None })),
            })
            .collect();
    }

    fn rows_changed(&mut self) {
        self.generation += 1;
        self.counts = Counts::of(&self.rows);
        self.lacking = self.rows.iter().filter(|row| row.wants_details()).count();
    }

    /// Whose details to read next, if anybody's: of the `visible` rows (indices into [`Fleet::rows`]) the first that
    /// lacks a column; else the row that the operator rests on, also when only the preview lacks something; else,
    /// when `and_rest`, any row of the fleet. It counts as under way from now on.
    pub fn next_details(
        &mut self,
        visible: impl IntoIterator<Item = usize>,
        resting: Option<usize>,
        and_rest: bool,
    ) -> Option<RunnerId> {
        if self.details_under_way.len() >= DETAILS_AT_A_TIME || !self.is_complete {
            return None;
        }
        let row_at = |index: usize| self.rows.get(index);
        let next = visible
            .into_iter()
            .filter_map(row_at)
            .find(|row| row.wants_details())
            .or_else(|| resting.and_then(row_at).filter(|row| row.wants_preview_details()))
            .or_else(
                || if and_rest && self.lacking > 0 { self.rows.iter().find(|row| row.wants_details()) } else { None },
            )
            .map(|row| row.runner.id.clone());
        self.details_under_way.extend(next.clone());
        next
    }

    /// Takes details that were asked for. Without them (`None`) the row may be tried again after the next good
    /// poll, unless `is_final`. A runner that is gone meanwhile is no matter.
    pub fn take_details(&mut self, id: &RunnerId, details: Option<&Runner>, is_final: bool) {
        self.details_under_way.remove(id);
        let Some(index) = self.rows.iter().position(|row| row.runner.id == *id) else { return };
        let row = &mut self.rows[index];
        self.lacking -= usize::from(row.wants_details());
        match details {
            Some(details) => {
                row.details = Details::Settled;
                let filled = row.listed.filled_from(details);
                let was_incomplete = row.listed.lacks_a_column();
                if was_incomplete || filled != *row.runner {
                    row.runner = Arc::new(filled);
                    self.rows_changed();
                }
            }
            None => row.details = if is_final { Details::Settled } else { Details::Failed },
        }
    }
}

impl Row {
    fn new(entry: &Arc<Runner>, change: Option<Change>) -> Self {
        Self { listed: Arc::clone(entry), runner: Arc::clone(entry), change, details: Details::Unread }
    }

    /// Whether what it lacks may still come: its details were not read yet, or could not be read.
    pub fn is_incomplete(&self) -> bool {
        self.details != Details::Settled && self.listed.lacks_a_column()
    }

    fn wants_details(&self) -> bool {
        self.details == Details::Unread && self.listed.lacks_a_column()
    }

    fn wants_preview_details(&self) -> bool {
        let lacks = self.listed.lacks_a_column() || self.listed.description.is_none();
        self.details == Details::Unread && lacks && self.listed.withheld_reason().is_none()
    }

    /// The row after a poll that listed `entry` for the same id.
    fn followed_by(mut self, entry: &Arc<Runner>, now: Moment) -> Self {
        if Arc::ptr_eq(&self.listed, entry) || *self.listed == **entry {
            return self;
        }
        if self.listed.status != entry.status || self.listed.is_offline() != entry.is_offline() {
            self.change = Some(Change { at: now, from: self.runner.status.clone() });
        }
        // What the details had told stays on screen until they are read again; but what a list entry omits may
        // have changed with it, and a pause that ended has no end any more.
        let mut filled = entry.filled_from(&self.runner);
        if !matches!(filled.status, Some(Status::Paused | Status::Pausing)) {
            filled.paused_until = entry.paused_until;
        }
        self.runner = if filled == **entry { Arc::clone(entry) } else { Arc::new(filled) };
        self.listed = Arc::clone(entry);
        self.details = Details::Unread;
        self
    }
}

impl Counts {
    fn of(rows: &[Row]) -> Self {
        let mut counts = Self { runners: rows.len(), ..Self::default() };
        for row in rows {
            let of_status = match row.runner.status {
                Some(Status::Running) => &mut counts.running,
                Some(Status::Pending) => &mut counts.pending,
                Some(Status::Pausing) => &mut counts.pausing,
                Some(Status::Paused) => &mut counts.paused,
                Some(Status::Stopping) => &mut counts.stopping,
                Some(Status::Stopped) => &mut counts.stopped,
                Some(Status::Unknown) => &mut counts.unknown,
                Some(Status::Other(_)) | None => &mut counts.other,
            };
            *of_status += 1;
            counts.updates += usize::from(row.runner.release.has_update());
            counts.unread += usize::from(row.is_incomplete());
            counts.unsupported += usize::from(row.runner.release.is_out_of_support());
        }
        counts
    }

    /// Runners whose status will change by itself.
    pub fn in_motion(&self) -> usize {
        self.pending + self.pausing + self.stopping
    }
}
