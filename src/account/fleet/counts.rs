//! [`Counts`]: the fleet's numbers.

use super::Row;
use crate::domain::Status;

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
    /// Rows that the newest list lacks, and that were not found by their id since.
    pub missing: usize,
    /// Rows that lack a column, and whose details were not read yet or could not be.
    pub unread: usize,
}

impl Counts {
    pub(super) fn of(rows: &[Row]) -> Self {
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
            counts.missing += usize::from(row.is_missing());
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
