//! [`Reading`]: a whole list from its pages, within limits, sharing what did not change with the list before.
//!
//! It takes the pages in their order and knows neither time nor network: whoever reads decides when, from where, and how many of
//! them at a time.

use std::collections::{HashMap, HashSet};
use std::ops::Range;
use std::sync::Arc;

use super::client::ControlPlane;
use super::error::ApiError;
use super::known_page::{Fingerprint, KnownPage, PageRead};
use super::priority::Priority;
use crate::domain::{Runner, RunnerId};

/// Runners that are read and kept at the most: guards the memory against a list without an end, whatever its pages.
pub const MAX_RUNNERS: usize = 50_000;

/// Pages read at the most: guards against a list without an end.
pub const MAX_PAGES: u32 = 500;
/// Bytes of all pages of a list that are taken at the most, as the answers came: how long a page is the service decides.
pub const MAX_LIST_BYTES: usize = 64 * 1024 * 1024;

/// Where runners are read, page by page.
pub trait RunnerSource: Send + Sync + 'static {
    /// Reads one page, counted from 0. An answer that is `known` need not be read again.
    fn page(&self, page: u32, known: Option<Fingerprint>) -> impl Future<Output = Result<PageRead, ApiError>> + Send;
}

impl RunnerSource for ControlPlane {
    async fn page(&self, page: u32, known: Option<Fingerprint>) -> Result<PageRead, ApiError> {
        self.runners_unless(known, page, Priority::List).await
    }
}

/// A list of runners in [`Runner::name_order`], each id once.
///
/// Runners that did not change since the list before are the very same allocation, so that comparing two lists
/// costs a pointer comparison per runner.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct RunnerList {
    /// Those that could be read, in the order said above.
    pub runners: Vec<Arc<Runner>>,
    /// The page, counted from 0, that each of [`RunnerList::runners`] was on. Empty where that is not told.
    pub pages: Vec<u16>,
    /// Its pages, in their order, as they are recognised when they come again. Empty where that is not told.
    pub known: Vec<Arc<KnownPage>>,
    /// Entries that could not be read because they had no id.
    pub unreadable: usize,
    /// Whether reading stopped at a limit, not at the end of the list: of its pages, its bytes or [`MAX_RUNNERS`].
    pub is_cut: bool,
    /// How many entries the list lacks of those that its last page says there are; 0 where it was cut, or does not say.
    pub short_by: u64,
}

impl RunnerList {
    /// Whether it says nothing of the runners that are not in it.
    pub fn is_partial(&self) -> bool {
        self.is_cut || self.short_by > 0
    }

    /// The page that a runner was on, found by its entry in the list; `None` where it is not there under that name.
    pub fn page_of(&self, entry: &Runner) -> Option<u16> {
        let index = self.runners.binary_search_by(|listed| listed.name_order(entry)).ok()?;
        self.pages.get(index).copied()
    }
}

/// How far a poll has come.
#[derive(Clone, PartialEq, Debug)]
pub struct Progress {
    /// Runners read so far.
    pub read: usize,
    /// How many there are, as the control plane says; it may be wrong.
    pub total: Option<u64>,
    /// On the first load, what there is so far, in name order: rows appear page by page.
    pub so_far: Option<Arc<RunnerList>>,
}

/// The list that was read last, for the next one to be compared with.
#[derive(Default)]
pub struct LastList {
    list: Arc<RunnerList>,
    by_id: HashMap<RunnerId, Arc<Runner>>,
}

impl LastList {
    /// What a page's answer was recognised by; `None` where there was no such page.
    pub fn fingerprint(&self, page: u32) -> Option<Fingerprint> {
        self.page(page)?.fingerprint()
    }

    fn page(&self, page: u32) -> Option<&Arc<KnownPage>> {
        self.list.known.get(usize::try_from(page).ok()?)
    }

    /// Keeps `list` for the next comparison, or where every page was the same goes on with the one before; the very same list stays
    /// the very same allocation.
    pub fn keep(&mut self, list: Option<RunnerList>) -> Arc<RunnerList> {
        let Some(list) = list else { return Arc::clone(&self.list) };
        let same_runners = list.runners.len() == self.list.runners.len()
            && list.runners.iter().zip(&self.list.runners).all(|(new, old)| Arc::ptr_eq(new, old));
        if !same_runners {
            self.by_id = list.runners.iter().map(|runner| (runner.id.clone(), Arc::clone(runner))).collect();
        }
        self.list = Arc::new(list);
        Arc::clone(&self.list)
    }

    /// `runner` as it is kept already, where it is the same; else at least with the id that is kept: whatever is remembered of a
    /// runner holds on to it.
    fn share(&self, mut runner: Runner) -> Arc<Runner> {
        match self.by_id.get(&runner.id) {
            Some(kept) if **kept == runner => Arc::clone(kept),
            Some(kept) => {
                runner.id = kept.id.clone();
                Arc::new(runner)
            }
            None => Arc::new(runner),
        }
    }
}

/// A list that is being read.
pub struct Reading<'a> {
    last: &'a LastList,
    /// What was read, each with its page.
    entries: Vec<(Arc<Runner>, u16)>,
    unreadable: usize,
    is_cut: bool,
    /// Of the answers that were taken.
    bytes: usize,
    seen: HashSet<RunnerId>,
    pages: u32,
    known: Vec<Arc<KnownPage>>,
    /// Entries of the first page: how long a page is the service decides.
    page_size: usize,
    /// How many entries there are, as the last page says.
    total: Option<u64>,
    is_done: bool,
}

impl<'a> Reading<'a> {
    /// A reading that has not begun, after the one that gave `last`.
    pub fn after(last: &'a LastList) -> Self {
        Self {
            last,
            entries: Vec::new(),
            unreadable: 0,
            is_cut: false,
            bytes: 0,
            seen: HashSet::new(),
            pages: 0,
            known: Vec::new(),
            page_size: 0,
            total: None,
            is_done: false,
        }
    }

    /// The page to be read next, counted from 0; `None` at the end, or at a limit.
    pub fn next_page(&self) -> Option<u32> {
        (!self.is_done).then_some(self.pages)
    }

    /// How many pages were taken.
    pub fn pages(&self) -> u32 {
        self.pages
    }

    /// The pages that may be asked for by now, as numbers from [`Reading::next_page`] on: as many as there are by the total that
    /// was told, or where it told none, or there are more than it says, the next one alone. Empty at the end.
    pub fn pages_ahead(&self) -> Range<u32> {
        let Some(next) = self.next_page() else { return 0..0 };
        let told = self.total.unwrap_or_default().div_ceil(u64::try_from(self.page_size).unwrap_or(u64::MAX).max(1));
        let told = u32::try_from(told).unwrap_or(u32::MAX).min(MAX_PAGES);
        next..told.max(next + 1)
    }

    /// How many runners were read.
    pub fn read(&self) -> usize {
        self.entries.len()
    }

    /// How many there are, as the last page says.
    pub fn total(&self) -> Option<u64> {
        self.total
    }

    /// Takes the page that comes next. A runner that was on an earlier one already is left out; a page without any new
    /// one ends the list, whatever it says of further ones.
    pub fn take(&mut self, read: PageRead) {
        let number = u16::try_from(self.pages).unwrap_or(u16::MAX);
        let known = match read {
            // Nobody is told so of a page that was not named.
            PageRead::Same => self.last.page(self.pages).map(Arc::clone),
            PageRead::Other { page, fingerprint } => {
                let known = KnownPage::new(page, fingerprint, |runner| self.last.share(runner));
                let same = self.last.page(self.pages).filter(|last| ***last == known).map(Arc::clone);
                Some(same.unwrap_or_else(|| Arc::new(known)))
            }
        };
        let Some(known) = known else { return };
        let page = known.page();
        if self.pages == 0 {
            self.page_size = page.entries.len() + page.unreadable;
        }
        self.pages += 1;
        self.known.push(Arc::clone(&known));
        self.bytes = self.bytes.saturating_add(page.bytes);
        if self.bytes > MAX_LIST_BYTES {
            self.cut();
            return;
        }
        let before = self.read();
        self.total = page.total;
        self.unreadable += page.unreadable;
        for runner in &page.entries {
            if self.seen.contains(&runner.id) {
                continue;
            }
            if self.read() == MAX_RUNNERS {
                self.cut();
                break;
            }
            self.seen.insert(runner.id.clone());
            self.entries.push((Arc::clone(runner), number));
        }
        if page.is_last || self.read() == before {
            self.is_done = true;
        } else if self.pages == MAX_PAGES {
            self.cut();
        }
    }

    fn cut(&mut self) {
        self.is_cut = true;
        self.is_done = true;
    }

    /// What there is so far, in order, without its pages.
    pub fn so_far(&mut self) -> RunnerList {
        sort(&mut self.entries);
        RunnerList {
            runners: self.entries.iter().map(|(runner, _)| Arc::clone(runner)).collect(),
            pages: Vec::new(),
            known: Vec::new(),
            unreadable: self.unreadable,
            is_cut: self.is_cut,
            short_by: 0,
        }
    }

    /// The list, in order; `None` where each of its pages is the same as of the last one.
    pub fn finish(mut self) -> Option<RunnerList> {
        let is_same = |(one, other): (&Arc<KnownPage>, &Arc<KnownPage>)| Arc::ptr_eq(one, other);
        if self.known.len() == self.last.list.known.len() && self.known.iter().zip(&self.last.list.known).all(is_same) {
            return None;
        }
        sort(&mut self.entries);
        let came = u64::try_from(self.read().saturating_add(self.unreadable)).unwrap_or(u64::MAX);
        let lacks = self.total.map_or(0, |total| total.saturating_sub(came));
        let (runners, pages) = self.entries.into_iter().unzip();
        Some(RunnerList {
            runners,
            pages,
            known: self.known,
            unreadable: self.unreadable,
            is_cut: self.is_cut,
            short_by: if self.is_cut { 0 } else { lacks },
        })
    }
}

fn sort(entries: &mut [(Arc<Runner>, u16)]) {
    entries.sort_by(|(left, _), (right, _)| left.name_order(right));
}
