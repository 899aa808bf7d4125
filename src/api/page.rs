//! [`Page`] and [`TokenPage`], and the rule that tells the last page of a list from the others.

/// Entries asked for with each request for a page: the documented maximum.
pub(super) const PAGE_SIZE: u32 = 100;

/// One page of a list: of runners, projects or environments.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Page<T> {
    /// The page's entries, in the order of the answer.
    pub entries: Vec<T>,
    /// How many entries the whole list has, where the answer says so and does not contradict itself. For showing
    /// progress only: [`Page::is_last`] says where the list ends.
    pub total: Option<u64>,
    /// Whether no page follows.
    pub is_last: bool,
    /// Entries that were left out because they lack what they are known by: an id, an environment's name. Where it is
    /// every one of them there is no page, but an error.
    pub unreadable: usize,
    /// Bytes of the answer that it came in, decompressed.
    pub bytes: usize,
}

/// Some entries of a list that has a token for the rest in place of pages.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TokenPage<T> {
    /// The entries, in the order of the answer.
    pub entries: Vec<T>,
    /// What to ask for the rest with; `None` where there are no more.
    pub more: Option<String>,
    /// Entries that were left out because they lack what they are known by.
    pub unreadable: usize,
    /// Bytes of the answer that it came in, decompressed.
    pub bytes: usize,
}

/// What an answer says of its place in the list.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Extent {
    /// The page asked for, from 0.
    pub(super) page: u32,
    /// Entries in the answer, readable or not.
    pub(super) count: usize,
    /// The page size as answered, which may be another than the one asked for.
    pub(super) size: Option<u64>,
    /// The length of the whole list as answered.
    pub(super) total: Option<u64>,
}

impl Extent {
    /// Whether no page follows: the page is empty, or shorter than the size answered, or ends exactly where the
    /// total says.
    ///
    /// Documented examples show `size: 0, total: 0` next to an entry, so a size of 0 says nothing and only an empty
    /// page ends such a list. A total that is less than what was already seen is not believed either.
    pub(super) fn is_last(&self) -> bool {
        let size = self.page_size();
        self.count == 0 || (size > 0 && (self.count() < size || self.total == Some(self.seen())))
    }

    /// Why a page with `readable` entries is none that tells of its list, if it does not: it has entries, and nothing can
    /// be made of any; or its list is said to have some, and it begins with none.
    pub(super) fn doubt(&self, readable: usize) -> Option<String> {
        match (self.count, self.total) {
            (1.., _) if readable == 0 => Some(format!("a page of {}, none readable", entries(self.count()))),
            (0, Some(total @ 1..)) if self.page == 0 => Some(format!("a list of {} without an entry", entries(total))),
            _ => None,
        }
    }

    /// The total, unless it contradicts the entries seen so far.
    pub(super) fn believable_total(&self) -> Option<u64> {
        self.total.filter(|&total| total >= self.seen())
    }

    /// Where no size came, the one asked for is taken.
    fn page_size(&self) -> u64 {
        self.size.unwrap_or(u64::from(PAGE_SIZE))
    }

    /// Entries up to the end of this page.
    fn seen(&self) -> u64 {
        u64::from(self.page).saturating_mul(self.page_size()).saturating_add(self.count())
    }

    fn count(&self) -> u64 {
        u64::try_from(self.count).unwrap_or(u64::MAX)
    }
}

fn entries(number: u64) -> String {
    if number == 1 { "1 entry".to_owned() } else { format!("{number} entries") }
}
