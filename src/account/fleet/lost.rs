//! [`Lost`]: the runners whose status is Unknown, by platform and by when they were seen to go. Kept, so that a frame that
//! says who went with whom costs the same for any fleet.

use std::collections::HashMap;
use std::time::Duration;

use super::Row;
use crate::domain::{Platform, Status};

/// Runners that go further apart than this did not go together: five minutes, so that a cause which takes its time, such
/// as connections that time out one after the other, still shows as one. trackside's own rule.
pub const TOGETHER: Duration = Duration::from_secs(300);

/// The Unknown runners of each platform.
#[derive(Clone, PartialEq, Debug, Default)]
pub(super) struct Lost(HashMap<Platform, OfPlatform>);

/// Indices into the rows they were worked out from.
#[derive(Clone, PartialEq, Debug, Default)]
struct OfPlatform {
    /// Those that were seen to go, with when, the earliest first.
    seen: Vec<(Duration, usize)>,
    /// Those that were Unknown when trackside saw them first.
    from_start: Vec<usize>,
}

/// The other Unknown runners of a platform that belong together.
#[derive(Clone, Copy, Debug)]
pub struct Companions<'a> {
    rows: &'a [Row],
    /// The runner that was asked about, by its index.
    but: usize,
    of: Of<'a>,
}

#[derive(Clone, Copy, Debug)]
enum Of<'a> {
    Seen(&'a [(Duration, usize)]),
    FromStart(&'a [usize]),
}

impl Lost {
    pub(super) fn of_rows(rows: &[Row]) -> Self {
        let mut lost = Self::default();
        for (index, row) in rows.iter().enumerate().filter(|(_, row)| is_lost(row)) {
            let platform = &row.runner.platform;
            // A clone for each platform, not for each runner.
            if !lost.0.contains_key(platform) {
                lost.0.insert(platform.clone(), OfPlatform::default());
            }
            let Some(of_platform) = lost.0.get_mut(platform) else { continue };
            match &row.status_change {
                Some(change) => of_platform.seen.push((change.at.mono, index)),
                None => of_platform.from_start.push(index),
            }
        }
        for of_platform in lost.0.values_mut() {
            of_platform.seen.sort_by_key(|(at, _)| *at);
        }
        lost
    }

    /// Those of the row at `index`.
    pub(super) fn companions<'a>(&'a self, index: usize, rows: &'a [Row]) -> Option<Companions<'a>> {
        let row = rows.get(index).filter(|row| is_lost(row))?;
        let of_platform = self.0.get(&row.runner.platform)?;
        let of = if let Some(change) = &row.status_change {
            let (earliest, latest) = (change.at.mono.saturating_sub(TOGETHER), change.at.mono.saturating_add(TOGETHER));
            let begin = of_platform.seen.partition_point(|(at, _)| *at < earliest);
            let end = of_platform.seen.partition_point(|(at, _)| *at <= latest);
            Of::Seen(&of_platform.seen[begin..end])
        } else {
            Of::FromStart(&of_platform.from_start)
        };
        Some(Companions { rows, but: index, of })
    }
}

impl<'a> Companions<'a> {
    /// How many there are.
    pub fn count(&self) -> usize {
        let all = match self.of {
            Of::Seen(seen) => seen.len(),
            Of::FromStart(indices) => indices.len(),
        };
        all.saturating_sub(1)
    }

    /// The first of them, the earliest first, at most `limit`.
    pub fn first(&self, limit: usize) -> Vec<&'a Row> {
        let but = self.but;
        let row = |index: usize| self.rows.get(index).filter(|_| index != but);
        match self.of {
            Of::Seen(seen) => seen.iter().filter_map(|(_, index)| row(*index)).take(limit).collect(),
            Of::FromStart(indices) => indices.iter().filter_map(|index| row(*index)).take(limit).collect(),
        }
    }
}

fn is_lost(row: &Row) -> bool {
    row.runner.status == Some(Status::Unknown)
}
