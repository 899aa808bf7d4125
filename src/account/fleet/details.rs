//! What is read of single runners, and of some, between two whole lists: whose turn it is, and what the answers change.

use std::sync::Arc;

use super::row::Details;
use super::{Fleet, Row, Seen};
use crate::account::history::RecordKind;
use crate::api::Priority;
use crate::domain::{Moment, Runner, RunnerId};

/// Details are read for at most this many runners at a time: one, so that a read shares the poll's connection.
const DETAILS_AT_A_TIME: usize = 1;

/// As urgent as the list, of which it tells what that left open. In the background it would wait behind a list that takes half of the
/// rate limit by itself, and the row would be missing for minutes.
pub const LOOK_UP: Priority = Priority::List;

impl Fleet {
    /// Notes that a runner's details are being read from now on, as urgently as that. Says whether they were not before,
    /// or less urgently: only then is there something to ask.
    pub fn start_details(&mut self, id: &RunnerId, priority: Priority) -> bool {
        let is_new = self.details_under_way.get(id).is_none_or(|&under_way| under_way < priority);
        if is_new {
            self.details_under_way.insert(id.clone(), priority);
        }
        is_new
    }

    /// What was read of a runner is not taken.
    pub fn end_details(&mut self, id: &RunnerId) {
        self.details_under_way.remove(id);
    }

    /// Whose details to read next, if anybody's: a runner that the list lacks, those that wait longest first; of the
    /// `visible` rows (indices into [`Fleet::rows`]) the first that lacks a column; else the row that the operator rests on, also when only the preview lacks something; else,
    /// when `and_rest`, any row of the fleet; and how urgently. It counts as under way from now on.
    pub fn next_details(
        &mut self,
        visible: impl IntoIterator<Item = usize>,
        resting: Option<usize>,
        and_rest: bool,
    ) -> Option<(RunnerId, Priority)> {
        if let Some(id) = self.next_look_up() {
            return Some((id, LOOK_UP));
        }
        if !self.may_read_details() {
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
        let next = next.map(|id| (id, Priority::Background));
        self.details_under_way.extend(next.clone());
        next
    }

    /// Whom to look up next, if anybody: a runner that the list lacks, those that wait longest first. Only the answer tells
    /// whether it is gone. It counts as under way from now on.
    pub fn next_look_up(&mut self) -> Option<RunnerId> {
        let id = self.next_missing().filter(|_| self.may_look_up())?.runner.id.clone();
        self.look_ups_left -= 1;
        self.details_under_way.insert(id.clone(), LOOK_UP);
        Some(id)
    }

    fn may_read_details(&self) -> bool {
        // Those in view have a pace of their own.
        self.under_way(|priority| priority != Priority::InView) < DETAILS_AT_A_TIME && self.is_complete()
    }

    /// A reading in the background is no reason to wait: that one waits behind the list for as long as the list takes what the rate
    /// limit lets through.
    fn may_look_up(&self) -> bool {
        self.under_way(|priority| priority >= LOOK_UP) < DETAILS_AT_A_TIME && self.is_complete()
    }

    fn under_way(&self, counts: impl Fn(Priority) -> bool) -> usize {
        self.details_under_way.values().filter(|priority| counts(**priority)).count()
    }

    /// The runner to look up next, while there are any and some may be.
    fn next_missing(&self) -> Option<&Row> {
        let (_, came) = self.listed.filter(|_| self.look_ups_left > 0 && self.absent > 0)?;
        let missing = self.rows.iter().filter_map(|row| Some((row, row.absence()?)));
        let due = missing.filter(|(_, absence)| absence.is_due(came));
        due.min_by_key(|(_, absence)| absence.turn()).map(|(row, _)| row)
    }

    /// Takes the answer that there is no such runner. One that the newest list lacks is gone with it; one that the list
    /// has stays until a list was asked for since. Answers with what is different.
    pub fn take_not_found(&mut self, id: &RunnerId, now: Moment) -> Vec<Seen> {
        let seen = self.take_details(id, None, true, now);
        let Some(&index) = self.index_by_id.get(id) else { return seen };
        if self.rows[index].absence.is_none() {
            self.rows[index].not_found = Some(now.mono);
            return seen;
        }
        let runner = self.rows.remove(index).runner;
        self.index_rows();
        self.rows_changed();
        vec![Seen { runner, kind: RecordKind::Vanished }]
    }

    /// Takes entries of the list that were asked for at `asked`, between two whole lists: they are newer than the list. Who has no row
    /// gets none. Answers with what is different.
    pub fn take_entries(&mut self, entries: &[Arc<Runner>], asked: Moment, now: Moment) -> Vec<Seen> {
        let (mut seen, mut renamed, mut is_other) = (Vec::new(), Vec::new(), false);
        for entry in entries {
            let Some(&index) = self.index_by_id.get(&entry.id) else { continue };
            let row = &mut self.rows[index];
            is_other |= row.absence.as_mut().is_some_and(|absence| absence.looked_up(true, now));
            let before = Arc::clone(&row.runner);
            let (told, has_changed) = row.take_entry(entry, asked, now);
            if before.name != row.runner.name {
                renamed.push(Arc::clone(&row.runner));
            }
            is_other |= has_changed;
            seen.extend(told);
        }
        self.note_names(&renamed);
        if is_other {
            self.rows_changed();
        }
        seen
    }

    /// No details are being read any more: nobody answers.
    pub fn end_all_details(&mut self) {
        self.details_under_way.clear();
    }

    /// Takes details that were asked for; they are newer than the list. Without them (`None`) the row may be tried
    /// again after the next good poll, unless `is_final`. A runner that is gone meanwhile is no matter. Answers with
    /// what is different.
    pub fn take_details(&mut self, id: &RunnerId, details: Option<&Runner>, is_final: bool, now: Moment) -> Vec<Seen> {
        self.details_under_way.remove(id);
        let Some(&index) = self.index_by_id.get(id) else { return Vec::new() };
        let row = &mut self.rows[index];
        let is_other = row.absence.as_mut().is_some_and(|absence| absence.looked_up(details.is_some(), now));
        let Some(details) = details else {
            self.lacking -= usize::from(row.wants_details());
            row.details = if is_final { Details::Settled } else { Details::Failed };
            if is_other {
                self.rows_changed();
            }
            return Vec::new();
        };
        let was_incomplete = row.is_incomplete();
        let is_renamed = row.runner.name != details.name;
        let (seen, changed) = row.take_details(details, now);
        if is_renamed {
            let runner = Arc::clone(&self.rows[index].runner);
            self.note_names(&[runner]);
        }
        if was_incomplete || changed || is_other {
            self.rows_changed();
        }
        seen
    }
}
