//! How long ago the latest change of a runner is, as the list's column and the summary write it.

use std::time::Duration;

use crate::text::words::span;

/// Changed within this time, a row is marked as new to the eye.
const FRESH_FOR: Duration = Duration::from_secs(60);

/// Whether a change is so fresh that its row is marked.
pub fn is_fresh(age: Duration) -> bool {
    age < FRESH_FOR
}

/// How long ago, to the minute: `<1m`, `3m`, `2h`.
pub fn age(age: Duration) -> String {
    if is_fresh(age) { "<1m".to_owned() } else { span(age) }
}
