//! [`Fleet`]: the last good list, how a poll merges into it, and the details read lazily.
//!
//! Rows are kept in [`Runner::name_order`]. A runner that a list lacks keeps its row, until reading it by its id has told
//! that it is gone. Nothing here knows a screen, a clock or the network.

mod absence;
mod counts;
mod details;
mod lost;
mod row;
mod serves;

use std::collections::HashMap;
use std::sync::Arc;

use crate::account::history::RecordKind;
use crate::api::Priority;
use crate::api::reading::{MAX_RUNNERS, RunnerList};
use crate::domain::{AccountId, Moment, Named, Names, Runner, RunnerId, RunnerKey};

pub use absence::{Absence, LOOK_UPS_PER_LIST, READ_AGAIN_FROM};
pub use counts::Counts;
pub use details::LOOK_UP;
use lost::Lost;
pub use lost::{Companions, TOGETHER};
use row::{Details, is_at_work};
pub use row::{LastChange, NewSecret, Row, StatusChange};
pub use serves::RowWork;

/// Names, of runners that are gone and those given up among them, are forgotten from this many for each row on, counting
/// at least these rows.
const NAMES_PER_ROW: usize = 8;
const FEW_ROWS: usize = 100;

/// What happened to a runner, as two readings of it tell.
#[derive(Clone, PartialEq, Debug)]
pub struct Seen {
    /// The runner that is different, as it is now, or as it was last.
    pub runner: Arc<Runner>,
    /// What is different.
    pub kind: RecordKind,
}

/// A row, and where it stands.
#[derive(Clone, Copy)]
pub struct Listed<'a> {
    /// The row.
    pub row: &'a Row,
    /// Index into the rows of its account's fleet.
    pub index: u32,
}

/// The runners, as the last good list had them.
#[derive(Clone, PartialEq, Debug)]
pub struct Fleet {
    /// Whose runners they are.
    account: AccountId,
    rows: Vec<Row>,
    /// Where each runner stands in `rows`.
    index_by_id: HashMap<RunnerId, usize>,
    counts: Counts,
    /// Whose status is Unknown, by platform.
    lost: Lost,
    /// Grows with every change of the rows, so that what is derived from them knows when to be worked out again.
    generation: u64,
    /// Grows when rows come, go, or get other places or names.
    layout: u64,
    /// Entries of the last list that had no id.
    unreadable: usize,
    /// Whether the last list was cut because it was too long.
    is_cut: bool,
    /// How many entries the last list lacked of those that it said there are.
    short_by: u64,
    /// Whether runners of the last list were left out because there are as many rows as are kept.
    is_crowded: bool,
    /// When the newest whole list was asked for, and when it came; `None` before one was ever read to its end.
    listed: Option<(Moment, Moment)>,
    /// Rows that the newest list lacks.
    absent: usize,
    /// Whether the newest list lacks so many more than the one before that it is to be read again.
    wants_list_again: bool,
    /// Runners that may still be looked up before the next list.
    look_ups_left: usize,
    /// Whose details are being read, and how urgently.
    details_under_way: HashMap<RunnerId, Priority>,
    /// Rows that lack a column and whose details were not read yet.
    lacking: usize,
    /// Rows whose details are newer than the list and say otherwise.
    newer_than_list: usize,
    /// Whose name can be taken for whose, also of runners that are gone.
    names: Names,
}

impl Fleet {
    /// The fleet of `account` before anything is known of it.
    pub fn new(account: AccountId) -> Self {
        Self {
            account,
            rows: Vec::new(),
            index_by_id: HashMap::new(),
            counts: Counts::default(),
            lost: Lost::default(),
            generation: 0,
            layout: 0,
            unreadable: 0,
            is_cut: false,
            short_by: 0,
            is_crowded: false,
            listed: None,
            absent: 0,
            wants_list_again: false,
            look_ups_left: 0,
            details_under_way: HashMap::new(),
            lacking: 0,
            newer_than_list: 0,
            names: Names::default(),
        }
    }

    /// The rows, in name order.
    pub fn rows(&self) -> &[Row] {
        &self.rows
    }

    /// The rows with their indices.
    pub fn listed(&self) -> impl Iterator<Item = Listed<'_>> {
        (0..).zip(&self.rows).map(|(index, row)| Listed { row, index })
    }

    /// The row of a runner, found by id.
    pub fn find(&self, id: &RunnerId) -> Option<&Row> {
        self.rows.get(*self.index_by_id.get(id)?)
    }

    /// The row of a runner, found by its key; none of another account's.
    pub fn at(&self, key: &RunnerKey) -> Option<&Row> {
        if key.account == self.account { self.find(&key.id) } else { None }
    }

    /// A runner's name for a sentence, with the beginning of its id where another has, or had, a name that can be taken
    /// for it, or may have: not every runner was read. Also for one that is gone.
    pub fn named(&self, runner: &Runner) -> Named {
        let are_all_known = self.is_complete() && !self.is_cut() && self.unreadable == 0;
        self.names.named(runner, are_all_known)
    }

    /// How many runners are in which status, kept up to date with the rows.
    pub fn counts(&self) -> &Counts {
        &self.counts
    }

    /// Who else of the same platform is Unknown since the same minutes; `None` for a runner whose status is another.
    pub fn companions(&self, row: &Row) -> Option<Companions<'_>> {
        self.lost.companions(*self.index_by_id.get(&row.runner.id)?, &self.rows)
    }

    /// A number that is different after every change of the rows.
    pub fn generation(&self) -> u64 {
        self.generation
    }

    /// A number that is different whenever rows came, went, or have other places or names.
    pub fn layout(&self) -> u64 {
        self.layout
    }

    /// When the newest whole list was asked for; `None` before one was ever read to its end.
    pub fn asked(&self) -> Option<Moment> {
        self.listed.map(|(asked, _)| asked)
    }

    /// A runner as the newest list that had it has it.
    pub fn listed_as(&self, id: &RunnerId) -> Option<&Runner> {
        self.find(id).map(|row| &*row.listed)
    }

    /// Whether a list was ever read to its end.
    pub fn is_complete(&self) -> bool {
        self.listed.is_some()
    }

    /// Entries of the last list that were left out because they had no id.
    pub fn unreadable(&self) -> usize {
        self.unreadable
    }

    /// Whether the last list was longer than trackside reads.
    pub fn is_cut(&self) -> bool {
        self.is_cut || self.is_crowded
    }

    /// How many runners the last list lacked of those that it said there are; 0 where it was cut.
    pub fn short_by(&self) -> usize {
        usize::try_from(self.short_by).unwrap_or(usize::MAX)
    }

    /// Whether the newest list lacks so many runners that it is to be read again before any of them is looked up.
    pub fn wants_list_again(&self) -> bool {
        self.wants_list_again
    }

    /// Shows what a first load has read so far. Once a list was complete, partial ones change nothing; before that, what
    /// one lacks stays, because a first load that failed begins anew.
    pub fn take_partial(&mut self, list: &RunnerList, now: Moment) {
        if !self.is_complete() {
            self.merge(list, now, now, false);
        }
    }

    /// Takes the list, which was asked for at `asked`, in one step. Answers with what is different. A runner that it lacks
    /// stays and is looked up, unless it was already found to be gone.
    pub fn take(&mut self, list: &RunnerList, asked: Moment, now: Moment) -> Vec<Seen> {
        let absent_before = self.absent;
        let seen = self.merge(list, asked, now, true);
        self.listed = Some((asked, now));
        let is_suspect = self.absent >= absent_before + READ_AGAIN_FROM;
        self.wants_list_again = is_suspect && !self.wants_list_again;
        self.look_ups_left = if self.wants_list_again { 0 } else { LOOK_UPS_PER_LIST };
        for row in self.rows.iter_mut().filter(|row| row.details == Details::Failed) {
            row.details = Details::Unread;
            self.lacking += usize::from(row.wants_details());
        }
        seen
    }

    fn merge(&mut self, list: &RunnerList, asked: Moment, now: Moment, is_whole: bool) -> Vec<Seen> {
        let listed_before = self.rows.iter().filter(|row| row.absence.is_none());
        let same_rows = self.rows.len() - self.absent == list.runners.len()
            && listed_before.zip(&list.runners).all(|(row, listed)| Arc::ptr_eq(&row.listed, listed));
        let same_rows = same_rows && self.newer_than_list == 0 && !self.is_crowded;
        // Another length that the list says it has may say something else of the rows that it lacks.
        let same_rows = same_rows && self.is_cut == list.is_cut && self.short_by == list.short_by;
        let same = same_rows && self.unreadable == list.unreadable;
        if same {
            return Vec::new();
        }
        self.unreadable = list.unreadable;
        self.is_cut = list.is_cut;
        self.short_by = list.short_by;
        let seen = if same_rows { Vec::new() } else { self.replace_rows(list, asked, now, is_whole) };
        self.rows_changed();
        seen
    }

    /// Walks the old rows and the new list side by side: both are in name order, so that nearly every runner meets
    /// itself without a look-up. Only what was renamed, added or is missing goes through the map.
    fn replace_rows(&mut self, list: &RunnerList, asked: Moment, now: Moment, is_whole: bool) -> Vec<Seen> {
        let listed = &list.runners;
        let seen_before = self.is_complete();
        let Met { known, unlisted, are_in_place } = meet(std::mem::take(&mut self.rows), listed);
        let mut seen = Vec::new();
        let (gone, mut unlisted): (Vec<Row>, Vec<Row>) =
            unlisted.into_iter().partition(|row| is_whole && row.is_known_to_be_gone(self.listed));
        seen.extend(gone.into_iter().map(|row| Seen { runner: row.runner, kind: RecordKind::Vanished }));
        // What is there already has its place before what is new.
        let kept = unlisted.len() + known.iter().flatten().count();
        let mut room = MAX_RUNNERS.saturating_sub(kept);
        self.is_crowded = known.len() - known.iter().flatten().count() > room;
        self.rows = Vec::with_capacity(listed.len() + unlisted.len());
        let (mut named, mut is_relisted) = (Vec::new(), false);
        for (row, entry) in known.into_iter().zip(listed) {
            if let Some(row) = row {
                let before = Arc::clone(&row.runner);
                is_relisted |= row.listed.name != entry.name;
                let row = row.followed_by(entry, asked, now, &mut seen);
                if before.name != row.runner.name {
                    named.push(Arc::clone(&row.runner));
                }
                self.rows.push(row);
            } else if room > 0 {
                room -= 1;
                named.push(Arc::clone(entry));
                self.rows.push(Row::new(self.account, entry, now, seen_before, &mut seen));
            }
        }
        if is_whole {
            for row in &mut unlisted {
                row.absence
                    .get_or_insert_with(|| Box::new(Absence::new(now, list.is_partial())))
                    .goes_on(list.is_partial());
            }
        }
        if !unlisted.is_empty() {
            self.rows.extend(unlisted);
            self.rows.sort_by(Row::name_order);
        }
        if is_relisted || !(are_in_place || self.are_where_they_were()) {
            self.index_rows();
        }
        self.note_names(&named);
        seen
    }

    fn are_where_they_were(&self) -> bool {
        let is_where_it_was = |(index, row): (usize, &Row)| self.index_by_id.get(&row.runner.id) == Some(&index);
        self.rows.len() == self.index_by_id.len() && self.rows.iter().enumerate().all(is_where_it_was)
    }

    fn index_rows(&mut self) {
        self.layout += 1;
        self.index_by_id = self.rows.iter().enumerate().map(|(index, row)| (row.runner.id.clone(), index)).collect();
    }

    fn note_names(&mut self, runners: &[Arc<Runner>]) {
        self.names.note(runners.iter().map(|runner| (runner.name.raw(), &runner.id)));
        if self.names.len() > NAMES_PER_ROW * (self.rows.len() + FEW_ROWS) {
            self.names = Names::default();
            self.names.note(self.rows.iter().map(|row| (row.runner.name.raw(), &row.runner.id)));
        }
    }

    fn rows_changed(&mut self) {
        self.generation += 1;
        self.counts = Counts::of_rows(self.rows.iter());
        self.lost = Lost::of_rows(&self.rows);
        self.lacking = self.rows.iter().filter(|row| row.wants_details()).count();
        self.newer_than_list = self.rows.iter().filter(|row| row.newer_than_list.is_some()).count();
        self.absent = self.rows.iter().filter(|row| row.absence.is_some()).count();
    }

    /// Notes that a runner's secret was regenerated: its row is marked until the runner is seen at work again.
    pub fn expect_new_secret(&mut self, id: &RunnerId) {
        if let Some(row) = self.index_by_id.get(id).and_then(|index| self.rows.get_mut(*index)) {
            let is_at_work = is_at_work(&row.runner);
            row.new_secret = Some(if is_at_work { NewSecret::Fresh } else { NewSecret::Awaited });
        }
    }
}

/// Rows beside the list that they follow.
struct Met {
    /// For each entry of the list the row of its runner, where there is one.
    known: Vec<Option<Row>>,
    /// The rows of runners that it lacks.
    unlisted: Vec<Row>,
    /// Whether each row met its runner where it stands: nobody came, went or moved.
    are_in_place: bool,
}

fn meet(rows: Vec<Row>, listed: &[Arc<Runner>]) -> Met {
    let mut old = rows.into_iter().peekable();
    let mut apart: HashMap<RunnerId, Row> = HashMap::new();
    let mut known: Vec<Option<Row>> = Vec::with_capacity(listed.len());
    for entry in listed {
        while let Some(row) = old.next_if(|row| row.listed.id != entry.id && row.listed.name_order(entry).is_lt()) {
            apart.insert(row.listed.id.clone(), row);
        }
        known.push(old.next_if(|row| row.listed.id == entry.id));
    }
    apart.extend(old.map(|row| (row.listed.id.clone(), row)));
    let are_in_place = apart.is_empty() && known.iter().all(Option::is_some);
    if !apart.is_empty() {
        for (row, entry) in known.iter_mut().zip(listed).filter(|(row, _)| row.is_none()) {
            *row = apart.remove(&entry.id);
        }
    }
    let mut unlisted: Vec<Row> = apart.into_values().collect();
    unlisted.sort_by(|one, other| one.listed.id.cmp(&other.listed.id));
    Met { known, unlisted, are_in_place }
}
