//! [`Strip`]: the next 24 hours as cells, in the operator's zone.

use jiff::civil::Time;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, ToSpan};

use super::upcoming::Upcoming;

/// The cells from the one that holds the beginning of the span to the one that holds its end.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Strip {
    /// Oldest first. 24 hours from the middle of a cell on touch one cell more than 24 hours of cells.
    pub cells: Vec<StripCell>,
    /// How long each is.
    pub length: SignedDuration,
}

/// One cell.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct StripCell {
    /// Where it begins.
    pub from: Timestamp,
    /// What the operator's clock shows then. Where the clock is changed an hour is missing, or is there twice.
    pub local: Time,
    /// Known starts in it.
    pub starts: usize,
    /// Whether there may be more.
    pub is_at_least: bool,
}

impl Strip {
    /// The span of `upcoming` in cells of so many minutes, 1 to 60, which begin at whole hours of `zone`.
    pub fn new(upcoming: &Upcoming<'_>, zone: &TimeZone, minutes: i64) -> Self {
        let length = SignedDuration::from_mins(minutes.clamp(1, 60));
        let mut cells = Vec::new();
        let mut from = beginning(upcoming.from, zone, length);
        let mut starts = upcoming.starts.iter().peekable();
        while from < upcoming.until {
            let Ok(until) = from.checked_add(length) else { break };
            let mut count = 0;
            while starts.next_if(|start| start.at < until).is_some() {
                count += 1;
            }
            let local = zone.to_datetime(from).time();
            cells.push(StripCell {
                from,
                local,
                starts: count,
                is_at_least: upcoming.known_until < until.min(upcoming.until),
            });
            from = until;
        }
        // A start at the very end of the span.
        if let Some(last) = cells.last_mut() {
            last.starts += starts.count();
        }
        Self { cells, length }
    }
}

/// The last beginning of a cell that is not after `from`.
fn beginning(from: Timestamp, zone: &TimeZone, length: SignedDuration) -> Timestamp {
    let local = zone.to_datetime(from);
    let into_hour = SignedDuration::from_mins(i64::from(local.minute()))
        + SignedDuration::from_secs(i64::from(local.second()))
        + SignedDuration::from_nanos(i64::from(local.subsec_nanosecond()));
    let into_cell = i64::try_from(into_hour.as_nanos() % length.as_nanos()).unwrap_or(0);
    from.checked_sub(into_cell.nanoseconds()).unwrap_or(from)
}
