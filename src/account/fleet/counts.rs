//! [`Counts`]: the fleet's numbers.

use super::Row;
use crate::domain::{Mood, Status};

/// The fleet's numbers for the header.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
#[expect(missing_docs, reason = "each counts what its name says")]
pub struct Counts {
    pub runners: usize,
    /// In the order of [`Status::DOCUMENTED`].
    by_status: [usize; Status::DOCUMENTED.len()],
    /// Unlisted status words, and runners whose status was not told.
    pub other: usize,
    pub updates: usize,
    pub unsupported: usize,
    /// Rows that the newest list lacks, and that were not found by their id since.
    pub missing: usize,
    /// Rows that lack a column, and whose details were not read yet or could not be.
    pub unread: usize,
}

impl Counts {
    pub(super) fn of_rows(rows: &[Row]) -> Self {
        let mut counts = Self { runners: rows.len(), ..Self::default() };
        for row in rows {
            match row.runner.status.as_ref().and_then(place) {
                Some(place) => counts.by_status[place] += 1,
                None => counts.other += 1,
            }
            counts.updates += usize::from(row.runner.release.has_update());
            counts.missing += usize::from(row.is_missing());
            counts.unread += usize::from(row.is_incomplete());
            counts.unsupported += usize::from(row.runner.release.is_out_of_support());
        }
        counts
    }

    /// Runners with this status; of an unlisted one those of all unlisted ones, and of those that tell none.
    pub fn of(&self, status: &Status) -> usize {
        place(status).map_or(self.other, |place| self.by_status[place])
    }

    /// Runners whose documented status calls for this.
    pub fn of_mood(&self, mood: Mood) -> usize {
        Status::DOCUMENTED.iter().filter(|status| status.mood() == mood).map(|status| self.of(status)).sum()
    }
}

fn place(status: &Status) -> Option<usize> {
    Status::DOCUMENTED.iter().position(|documented| documented == status)
}
