//! [`Fleet`]: the last good list, how a poll merges into it, and the details read lazily.
//!
//! Rows are kept in [`Runner::name_order`]. Nothing here knows a screen, a clock or the network.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use crate::activity::{What, differences};
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
    /// When trackside first saw the runner.
    pub first_seen: Moment,
    /// Whether its secret was regenerated from here, and it was not seen at work with the new one yet.
    pub new_secret: Option<NewSecret>,
    details: Details,
    /// When the details were read that `runner` follows although the list says otherwise; the next list that was
    /// asked for later counts again.
    newer_than_list: Option<Moment>,
}

/// How far a runner with a regenerated secret is, as its status tells.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum NewSecret {
    /// It still looks as before: the control plane has not noticed yet that it is cut off.
    Fresh,
    /// It was seen out of work; once it is Running and connected again, the new secret has been stored.
    Awaited,
}

/// What happened to a runner, as two readings of it tell.
#[derive(Clone, PartialEq, Debug)]
pub struct Seen {
    /// The runner.
    pub id: RunnerId,
    /// What is different.
    pub what: What,
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
    /// Where each runner stands in `rows`.
    places: HashMap<RunnerId, usize>,
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
    /// Rows whose details are newer than the list and say otherwise.
    newer_than_list: usize,
}

impl Fleet {
    /// The rows, in name order.
    pub fn rows(&self) -> &[Row] {
        &self.rows
    }

    /// The row of a runner, found by id.
    pub fn find(&self, id: &RunnerId) -> Option<&Row> {
        self.rows.get(*self.places.get(id)?)
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
            self.merge(list, now, now);
        }
    }

    /// Replaces the list, which was asked for at `asked`, in one step. Answers with what is different.
    pub fn take(&mut self, list: &RunnerList, asked: Moment, now: Moment) -> Vec<Seen> {
        let seen = self.merge(list, asked, now);
        self.is_complete = true;
        for row in self.rows.iter_mut().filter(|row| row.details == Details::Failed) {
            row.details = Details::Unread;
            self.lacking += usize::from(row.wants_details());
        }
        seen
    }

    fn merge(&mut self, list: &RunnerList, asked: Moment, now: Moment) -> Vec<Seen> {
        let same_rows = self.rows.len() == list.runners.len()
            && self.rows.iter().zip(&list.runners).all(|(row, listed)| Arc::ptr_eq(&row.listed, listed));
        let same_rows = same_rows && self.newer_than_list == 0;
        let same = same_rows && self.unreadable == list.unreadable && self.is_cut == list.is_cut;
        if same {
            return Vec::new();
        }
        self.unreadable = list.unreadable;
        self.is_cut = list.is_cut;
        let seen = if same_rows { Vec::new() } else { self.replace_rows(&list.runners, asked, now) };
        self.rows_changed();
        seen
    }

    /// Walks the old rows and the new list side by side: both are in name order, so that nearly every runner meets
    /// itself without a look-up. Only what was renamed, added or removed goes through the map.
    fn replace_rows(&mut self, listed: &[Arc<Runner>], asked: Moment, now: Moment) -> Vec<Seen> {
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
        let mut seen = Vec::new();
        self.rows = rows
            .into_iter()
            .zip(listed)
            .map(|(row, entry)| match row.or_else(|| apart.remove(&entry.id)) {
                Some(row) => row.followed_by(entry, asked, now, &mut seen),
                None => Row::new(entry, now, seen_before, &mut seen),
            })
            .collect();
        self.places = self.rows.iter().enumerate().map(|(place, row)| (row.runner.id.clone(), place)).collect();
        let mut gone: Vec<RunnerId> = apart.into_keys().collect();
        gone.sort();
        seen.extend(gone.into_iter().map(|id| Seen { id, what: What::Vanished }));
        seen
    }

    fn rows_changed(&mut self) {
        self.generation += 1;
        self.counts = Counts::of(&self.rows);
        self.lacking = self.rows.iter().filter(|row| row.wants_details()).count();
        self.newer_than_list = self.rows.iter().filter(|row| row.newer_than_list.is_some()).count();
    }

    /// Notes that a runner's details are being read from now on. Says whether they were not before: only then is
    /// there something to ask.
    pub fn start_details(&mut self, id: &RunnerId) -> bool {
        self.details_under_way.insert(id.clone())
    }

    /// Waits no longer for details whose answer will not come.
    pub fn forget_details(&mut self) {
        self.details_under_way.clear();
    }

    /// Notes that a runner's secret was regenerated: its row is marked until the runner is seen at work again.
    pub fn expect_new_secret(&mut self, id: &RunnerId) {
        if let Some(row) = self.places.get(id).and_then(|place| self.rows.get_mut(*place)) {
            let is_at_work = is_at_work(&row.runner);
            row.new_secret = Some(if is_at_work { NewSecret::Fresh } else { NewSecret::Awaited });
        }
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

    /// Takes details that were asked for; they are newer than the list. Without them (`None`) the row may be tried
    /// again after the next good poll, unless `is_final`. A runner that is gone meanwhile is no matter. Answers with
    /// what is different.
    pub fn take_details(&mut self, id: &RunnerId, details: Option<&Runner>, is_final: bool, now: Moment) -> Vec<Seen> {
        self.details_under_way.remove(id);
        let Some(&index) = self.places.get(id) else { return Vec::new() };
        let row = &mut self.rows[index];
        let Some(details) = details else {
            self.lacking -= usize::from(row.wants_details());
            row.details = if is_final { Details::Settled } else { Details::Failed };
            return Vec::new();
        };
        let was_incomplete = row.is_incomplete();
        let (seen, changed) = row.take_details(details, now);
        if was_incomplete || changed {
            self.rows_changed();
        }
        seen
    }
}

impl Row {
    fn new(entry: &Arc<Runner>, now: Moment, is_news: bool, seen: &mut Vec<Seen>) -> Self {
        if is_news {
            seen.push(Seen { id: entry.id.clone(), what: What::Appeared(entry.status.clone()) });
        }
        Self {
            listed: Arc::clone(entry),
            runner: Arc::clone(entry),
            change: is_news.then_some(Change { at: now, from: None }),
            first_seen: now,
            new_secret: None,
            details: Details::Unread,
            newer_than_list: None,
        }
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

    /// The row after a poll, asked for at `asked`, that listed `entry` for the same id.
    fn followed_by(mut self, entry: &Arc<Runner>, asked: Moment, now: Moment, seen: &mut Vec<Seen>) -> Self {
        let is_same = Arc::ptr_eq(&self.listed, entry) || *self.listed == **entry;
        if is_same && self.newer_than_list.is_none() {
            return self;
        }
        if !is_same {
            self.listed = Arc::clone(entry);
            self.details = Details::Unread;
        }
        // The list was on its way already when the details were read.
        if self.newer_than_list.is_some_and(|read| read.mono > asked.mono) {
            return self;
        }
        self.newer_than_list = None;
        // What the details had told stays on screen until they are read again; but what a list entry omits may
        // have changed with it, and a pause that ended has no end any more.
        let mut filled = entry.filled_from(&self.runner);
        if !matches!(filled.status, Some(Status::Paused | Status::Pausing)) {
            filled.paused_until = entry.paused_until;
        }
        let runner = if filled == **entry { Arc::clone(entry) } else { Arc::new(filled) };
        seen.extend(self.become_runner(runner, now));
        self
    }

    /// Takes details. Answers with what is different, and whether anything is.
    fn take_details(&mut self, details: &Runner, now: Moment) -> (Vec<Seen>, bool) {
        self.details = Details::Settled;
        let mut fresh = details.filled_from(&self.runner);
        // Told only while it is paused.
        fresh.paused_until = details.paused_until;
        let says_otherwise = self.listed.filled_from(&fresh) != fresh;
        let was_newer = std::mem::replace(&mut self.newer_than_list, says_otherwise.then_some(now)).is_some();
        if fresh == *self.runner {
            return (Vec::new(), was_newer != says_otherwise);
        }
        (self.become_runner(Arc::new(fresh), now), true)
    }

    fn become_runner(&mut self, runner: Arc<Runner>, now: Moment) -> Vec<Seen> {
        let old = std::mem::replace(&mut self.runner, runner);
        let told_before = old.status.is_some();
        if (told_before && old.status != self.runner.status) || old.is_offline() != self.runner.is_offline() {
            self.change = Some(Change { at: now, from: old.status.clone() });
        }
        let is_at_work = is_at_work(&self.runner);
        self.new_secret = match self.new_secret {
            Some(NewSecret::Fresh) if !is_at_work => Some(NewSecret::Awaited),
            Some(NewSecret::Awaited) if is_at_work => None,
            other => other,
        };
        let id = &self.runner.id;
        differences(&old, &self.runner).into_iter().map(|what| Seen { id: id.clone(), what }).collect()
    }
}

fn is_at_work(runner: &Runner) -> bool {
    runner.status == Some(Status::Running) && runner.connected != Some(false)
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
