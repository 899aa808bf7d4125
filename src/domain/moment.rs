//! [`Moment`]: a reading of both clocks, taken by the runtime and passed into the state as a value.
//!
//! Nothing in this part reads a clock. Ages and deadlines use the monotonic half, so that a wall
//! clock that jumps makes no age negative and no wait endless; the wall half is only for times of day.

use std::time::Duration;

use jiff::Timestamp;

/// One reading of the clocks.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Moment {
    /// Time since the program started; never goes back.
    pub mono: Duration,
    /// The wall clock, which may jump.
    pub wall: Timestamp,
}

impl Moment {
    /// The start of the program, at the wall time `wall`.
    pub fn start(wall: Timestamp) -> Self {
        Self { mono: Duration::ZERO, wall }
    }

    /// Time from `earlier` to `self`; zero if `earlier` is later.
    pub fn since(&self, earlier: &Self) -> Duration {
        self.mono.saturating_sub(earlier.mono)
    }

    /// `self`, `by` later on both clocks.
    #[must_use]
    pub fn plus(&self, by: Duration) -> Self {
        let wall = jiff::SignedDuration::try_from(by)
            .ok()
            .and_then(|by| self.wall.checked_add(by).ok())
            .unwrap_or(Timestamp::MAX);
        Self { mono: self.mono.saturating_add(by), wall }
    }
}
