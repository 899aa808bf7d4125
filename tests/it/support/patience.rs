//! [`Patience`]: the limit of a loop that waits for something, so that a test that waits in vain fails and says so.

use std::time::{Duration, Instant};

/// Longer than anything that is waited for takes on a busy machine.
const LIMIT: Duration = Duration::from_secs(60);
/// More turns than anything needs.
const TURNS: usize = 1_000_000;

/// How often and how long a loop may go on.
pub(crate) struct Patience {
    what: &'static str,
    began: Instant,
    turns: usize,
}

impl Patience {
    /// For a loop that waits until `what`, as the rest of "it was waited too long until …".
    pub(crate) fn until(what: &'static str) -> Self {
        Self { what, began: Instant::now(), turns: 0 }
    }

    /// Called in each turn.
    #[track_caller]
    pub(crate) fn turn(&mut self) {
        self.turns += 1;
        let is_over = self.turns > TURNS || self.began.elapsed() > LIMIT;
        assert!(!is_over, "it was waited too long until {} ({} turns)", self.what, self.turns);
    }
}
