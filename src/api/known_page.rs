//! [`KnownPage`]: a page of the list of runners that was read before. Where its answer comes once more, word for word, nothing
//! of it is read again: of a large fleet nearly every page is the same as a moment ago.

use std::hash::{BuildHasher, RandomState};
use std::sync::{Arc, LazyLock};

use super::page::Page;
use crate::domain::Runner;

/// What an answer is recognised by: a number that depends on all of it, and on what had to be hidden in it. Two answers that differ
/// have the same one in one of 2^64 cases, and nobody outside this process can tell which.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Fingerprint(u64);

impl Fingerprint {
    /// Of the body of an answer, and of how many secrets were known when it was read.
    pub(super) fn of(body: &[u8], secrets: usize) -> Self {
        // The same for the life of the process.
        static KEYS: LazyLock<RandomState> = LazyLock::new(RandomState::new);
        Self(KEYS.hash_one((body, secrets)))
    }
}

/// What came of asking for a page.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum PageRead {
    /// The answer is, word for word, the one that was named when it was asked for.
    Same,
    /// Any other.
    Other {
        /// What it says.
        page: Page<Runner>,
        /// What it is recognised by, should it come again; `None` where it cannot be.
        fingerprint: Option<Fingerprint>,
    },
}

impl From<Page<Runner>> for PageRead {
    /// An answer that is not recognised when it comes again.
    fn from(page: Page<Runner>) -> Self {
        Self::Other { page, fingerprint: None }
    }
}

/// A page, and what its answer is recognised by.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct KnownPage {
    page: Page<Arc<Runner>>,
    fingerprint: Option<Fingerprint>,
}

impl KnownPage {
    /// Keeps a page that was read. `share` answers with what is to be kept of each runner: one that is the same as one that is kept
    /// already need not be kept twice.
    pub fn new(page: Page<Runner>, fingerprint: Option<Fingerprint>, share: impl FnMut(Runner) -> Arc<Runner>) -> Self {
        let Page { entries, total, is_last, unreadable, bytes } = page;
        // Collected, they would stay in the room that the runners had, which is fifty times as large.
        let mut shared = Vec::with_capacity(entries.len());
        shared.extend(entries.into_iter().map(share));
        Self { page: Page { entries: shared, total, is_last, unreadable, bytes }, fingerprint }
    }

    /// What it says.
    pub fn page(&self) -> &Page<Arc<Runner>> {
        &self.page
    }

    /// What to name when it is asked for again.
    pub fn fingerprint(&self) -> Option<Fingerprint> {
        self.fingerprint
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_takes_no_more_room_than_its_entries_need() {
        let entries = (0..100).map(|number| Runner::new(&number.to_string(), "runner")).collect();
        let page = Page { entries, total: None, is_last: true, unreadable: 0, bytes: 0 };
        assert_eq!(KnownPage::new(page, None, Arc::new).page().entries.capacity(), 100);
    }
}
