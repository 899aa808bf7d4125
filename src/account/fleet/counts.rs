//! [`Counts`]: the fleet's numbers.

use super::Row;
use crate::domain::{Severity, Status};

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
    /// Rows at which an operator should look: what the problems switch shows.
    pub problems: usize,
    /// Rows that the newest list lacks, and that were not found by their id since.
    pub missing: usize,
    /// Rows that lack a column, and whose details were not read yet or could not be.
    pub unread: usize,
}

impl Counts {
    /// Counts these rows.
    pub fn of_rows<'a>(rows: impl Iterator<Item = &'a Row>) -> Self {
        let mut counts = Self::default();
        for row in rows {
            counts.runners += 1;
            match row.runner.status.as_ref().and_then(index_of) {
                Some(index) => counts.by_status[index] += 1,
                None => counts.other += 1,
            }
            counts.updates += usize::from(row.runner.release.has_update());
            counts.missing += usize::from(row.is_missing());
            counts.unread += usize::from(row.is_incomplete());
            counts.problems += usize::from(row.is_problem());
            counts.unsupported += usize::from(row.runner.release.is_out_of_support());
        }
        counts
    }

    /// Counts those of another fleet, too.
    pub fn add(&mut self, other: &Self) {
        self.runners += other.runners;
        for (number, more) in self.by_status.iter_mut().zip(other.by_status) {
            *number += more;
        }
        self.other += other.other;
        self.updates += other.updates;
        self.unsupported += other.unsupported;
        self.problems += other.problems;
        self.missing += other.missing;
        self.unread += other.unread;
    }

    /// Runners with this status; of an unlisted one those of all unlisted ones, and of those that tell none.
    pub fn of(&self, status: &Status) -> usize {
        index_of(status).map_or(self.other, |index| self.by_status[index])
    }

    /// Runners whose documented status calls for this.
    pub fn of_severity(&self, severity: Severity) -> usize {
        Status::DOCUMENTED.iter().filter(|status| status.severity() == severity).map(|status| self.of(status)).sum()
    }
}

fn index_of(status: &Status) -> Option<usize> {
    Status::DOCUMENTED.iter().position(|documented| documented == status)
}
