//! [`Patience`]: the limit of a loop that waits for something, so that a test that waits in vain fails and says so.
//! [`wait_for`] and its like: such a loop for a state that tells nobody when it changes, the only place that pauses.

use std::time::{Duration, Instant};

/// Longer than anything that is waited for takes on a busy machine.
pub(crate) const LIMIT: Duration = Duration::from_secs(60);
/// More turns than anything needs.
const TURNS: usize = 1_000_000;
/// Between two looks, so that what is waited for has the processor.
const PAUSE: Duration = Duration::from_millis(1);

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
        self.turn_or(String::new);
    }

    /// The same, and the failure says what there is `instead`.
    #[track_caller]
    fn turn_or(&mut self, instead: impl Fn() -> String) {
        self.turns += 1;
        let is_over = self.turns > TURNS || self.began.elapsed() > LIMIT;
        assert!(!is_over, "it was waited too long until {} ({} turns)\n{}", self.what, self.turns, instead());
    }
}

/// Looks until there is something: what `look` answers with.
#[track_caller]
pub(crate) fn wait_for<T>(what: &'static str, mut look: impl FnMut() -> Option<T>) -> T {
    let mut found = None;
    wait_until_or(
        what,
        || {
            found = look();
            found.is_some()
        },
        String::new,
    );
    found.expect("it was waited for")
}

/// Looks until `is_so`.
#[track_caller]
pub(crate) fn wait_until(what: &'static str, is_so: impl FnMut() -> bool) {
    wait_until_or(what, is_so, String::new);
}

/// The same, and the failure says what there is `instead`.
#[track_caller]
pub(crate) fn wait_until_or(what: &'static str, mut is_so: impl FnMut() -> bool, instead: impl Fn() -> String) {
    let mut patience = Patience::until(what);
    while !is_so() {
        patience.turn_or(&instead);
        std::thread::sleep(PAUSE);
    }
}
