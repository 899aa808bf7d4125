//! [`Clock`]: the one place where a face reads the time; from there on it is a value.

use jiff::Timestamp;
use tokio::time::Instant;

use crate::domain::Moment;

/// Both clocks, since the start.
#[derive(Clone, Copy, Debug)]
pub struct Clock {
    started: Instant,
}

impl Clock {
    /// Starts now.
    pub fn start() -> Self {
        Self { started: Instant::now() }
    }

    /// The time.
    pub fn now(&self) -> Moment {
        Moment { mono: self.started.elapsed(), wall: Timestamp::now() }
    }

    /// When it will be that time, for whoever waits.
    pub fn when(&self, moment: &Moment) -> Instant {
        self.started + moment.mono
    }
}
