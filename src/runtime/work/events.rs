//! The audit events of some days, newest first.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};

use super::WorkSource;
use crate::api::ApiError;
use crate::domain::Events;

/// Pages that are read at the most: a busy account has many. 100 events each.
pub const MAX_PAGES: u32 = 50;

/// Reads the events of the last `days`, as of `now`.
pub async fn read<S: WorkSource>(source: &S, days: u16, now: Timestamp) -> Result<Arc<Events>, ApiError> {
    let from = now.saturating_sub(SignedDuration::from_hours(24 * i64::from(days))).unwrap_or(Timestamp::MIN);
    let mut events = Events { days, is_cut: true, events: Vec::new() };
    for page in 0..MAX_PAGES {
        let answer = source.events(from, now, page).await?;
        events.events.extend(answer.entries);
        if answer.is_last {
            events.is_cut = false;
            break;
        }
    }
    events.sort();
    Ok(Arc::new(events))
}
