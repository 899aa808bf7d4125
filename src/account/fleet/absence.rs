//! [`Absence`]: a runner that the newest list lacks, and what reading it by id has told since.
//!
//! The list is read page by page. A runner that is removed between two pages moves all that follow, so that the one at
//! the border is on neither page: what a list lacks may be there all the same. Only an answer about the runner itself
//! says that it is gone.

use crate::domain::Moment;

/// This many runners that go missing at once are rather a list that went wrong: it is read again before any is looked up.
pub const READ_AGAIN_FROM: usize = 100;

/// Runners looked up between two lists at the most: with a list every 10 s a quarter of the account's 500 requests a
/// minute.
pub const LOOK_UPS_PER_LIST: usize = 20;

/// Since when a runner is missing from the list, and how looking it up went.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Absence {
    /// When the first list came that lacked it.
    pub since: Moment,
    /// Whether each list that lacked it says nothing of the runners it lacks: it was cut, or shorter than it says.
    is_explained: bool,
    /// When it was looked up last, and whether it was found; `None` before the first time. A failure says nothing.
    looked_up: Option<(Moment, bool)>,
}

impl Absence {
    /// Missing from the list that came now; `is_explained` where that says nothing of the runners it lacks.
    pub(super) fn new(now: Moment, is_explained: bool) -> Self {
        Self { since: now, is_explained, looked_up: None }
    }

    /// Another list came that lacks it.
    pub(super) fn goes_on(&mut self, is_explained: bool) {
        self.is_explained &= is_explained;
    }

    /// Whether the lists that lack it say nothing of the runners they lack, so that nothing follows for this one.
    pub fn is_explained(&self) -> bool {
        self.is_explained
    }

    /// Whether it was found by its id when it was looked up last: what is told of it is as good as of any other.
    pub fn is_found(&self) -> bool {
        matches!(self.looked_up, Some((_, true)))
    }

    /// Whether what the runner reports may not be so any more: lists that tell of it lack it, and it was not found since.
    pub fn is_missing(&self) -> bool {
        !self.is_found() && !self.is_explained
    }

    /// Whether it could not be looked up.
    pub fn has_failed(&self) -> bool {
        matches!(self.looked_up, Some((_, false)))
    }

    /// Whether it was not looked up since the list that came at `listed`.
    pub(super) fn is_due(&self, listed: Moment) -> bool {
        self.looked_up.is_none_or(|(at, _)| at.mono < listed.mono)
    }

    /// When it was looked up last, to take the others first.
    pub(super) fn turn(&self) -> Option<std::time::Duration> {
        self.looked_up.map(|(at, _)| at.mono)
    }

    /// Notes how looking it up went. Says whether that is different from the last time.
    pub(super) fn looked_up(&mut self, is_found: bool, now: Moment) -> bool {
        let before = self.looked_up.replace((now, is_found));
        before.map(|(_, was_found)| was_found) != Some(is_found)
    }
}
