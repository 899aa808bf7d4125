//! [`Pauses`]: for how long 429s hold everything back.

use std::time::Duration;

use tokio::time::Instant;

/// The first pause after a 429 that does not say how long; it doubles while 429s go on.
const PAUSE_WHEN_NOT_TOLD: Duration = Duration::from_secs(5);

/// No pause doubles beyond this by itself.
const MAX_DOUBLED_PAUSE: Duration = Duration::from_secs(60);

/// The longest time that one 429 holds requests back for, whatever it asks: a nonsensical `Retry-After` must not stop
/// the program for a day, and after ten minutes another 429 says so if it was meant.
pub const MAX_PAUSE: Duration = Duration::from_secs(600);

/// The pauses that 429s have asked for.
pub(super) struct Pauses {
    shortest: Duration,
    /// Until when the last one holds everything back.
    until: Option<Instant>,
    /// How many there were.
    count: u64,
    /// How many of the last ones no other answer came between.
    in_a_row: u32,
}

impl Pauses {
    /// None yet, and none ever shorter than `shortest`.
    pub(super) fn new(shortest: Duration) -> Self {
        Self { shortest, until: None, count: 0, in_a_row: 0 }
    }

    /// How many there were.
    pub(super) fn count(&self) -> u64 {
        self.count
    }

    /// Until when the one at `now` lasts, if there is one.
    pub(super) fn until(&self, now: Instant) -> Option<Instant> {
        self.until.filter(|&until| until > now)
    }

    /// Takes a 429 to a request that passed when there had been `count` pauses. Answers with how long to wait before the
    /// next try, as [`super::Gate::refused`] says.
    pub(super) fn begin(&mut self, count: u64, asked: Option<Duration>, now: Instant) -> Duration {
        if count == self.count {
            self.count += 1;
            self.in_a_row += 1;
        }
        let least = self.doubled(self.shortest);
        let wanted = asked.unwrap_or_else(|| self.doubled(PAUSE_WHEN_NOT_TOLD)).max(least);
        self.until = self.until.max(Some(now + wanted.min(MAX_PAUSE)));
        let held_for = self.until.map_or(Duration::ZERO, |until| until - now);
        wanted.max(held_for)
    }

    /// Takes another answer to a request that passed when there had been `count` pauses.
    pub(super) fn end_row(&mut self, count: u64) {
        if count == self.count {
            self.in_a_row = 0;
        }
    }

    fn doubled(&self, pause: Duration) -> Duration {
        let factor = 1 << self.in_a_row.saturating_sub(1).min(16);
        pause.saturating_mul(factor).min(MAX_DOUBLED_PAUSE)
    }
}
