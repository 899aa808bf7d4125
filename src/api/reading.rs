//! [`Reading`]: a whole list from its pages, within limits, sharing what did not change with the list before.
//!
//! It asks for pages one after the other and knows neither time nor network: whoever reads decides when and from where.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::client::ControlPlane;
use super::error::ApiError;
use super::page::Page;
use crate::domain::{Runner, RunnerId};

/// Runners that are read and kept at the most: guards the memory against a list without an end, whatever its pages.
pub const MAX_RUNNERS: usize = 50_000;

/// Pages read at the most: guards against a list without an end.
pub const MAX_PAGES: u32 = 500;
/// Bytes of all pages of a list that are taken at the most, as the answers came: how long a page is the service decides.
pub const MAX_LIST_BYTES: usize = 64 * 1024 * 1024;

/// Where runners are read, page by page.
pub trait RunnerSource: Send + Sync + 'static {
    /// Reads one page, counted from 0.
    fn page(&self, page: u32) -> impl Future<Output = Result<Page<Runner>, ApiError>> + Send;
}

impl RunnerSource for ControlPlane {
    async fn page(&self, page: u32) -> Result<Page<Runner>, ApiError> {
        self.runners(page).await
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
    /// Keeps `list` for the next comparison; the very same list stays the very same allocation.
    pub fn keep(&mut self, list: RunnerList) -> Arc<RunnerList> {
        let is_same = list.runners.len() == self.list.runners.len()
            && list.unreadable == self.list.unreadable
            && list.is_cut == self.list.is_cut
            && list.short_by == self.list.short_by
            && list.runners.iter().zip(&self.list.runners).all(|(new, old)| Arc::ptr_eq(new, old));
        if !is_same {
            self.by_id = list.runners.iter().map(|runner| (runner.id.clone(), Arc::clone(runner))).collect();
            self.list = Arc::new(list);
        }
        Arc::clone(&self.list)
    }
}

/// A list that is being read.
pub struct Reading<'a> {
    last: &'a LastList,
    list: RunnerList,
    /// Of the answers that were taken.
    bytes: usize,
    seen: HashSet<RunnerId>,
    pages: u32,
    /// How many entries there are, as the last page says.
    total: Option<u64>,
    is_done: bool,
}

impl<'a> Reading<'a> {
    /// A reading that has not begun, after the one that gave `last`.
    pub fn after(last: &'a LastList) -> Self {
        Self {
            last,
            list: RunnerList::default(),
            bytes: 0,
            seen: HashSet::new(),
            pages: 0,
            total: None,
            is_done: false,
        }
    }

    /// The page to be read next, counted from 0; `None` at the end, or at a limit.
    pub fn next_page(&self) -> Option<u32> {
        (!self.is_done).then_some(self.pages)
    }

    /// How many pages were asked for.
    pub fn pages(&self) -> u32 {
        self.pages
    }

    /// How many runners were read.
    pub fn read(&self) -> usize {
        self.list.runners.len()
    }

    /// Takes the page that was asked for. A runner that was on an earlier one already is left out; a page without any new
    /// one ends the list, whatever it says of further ones.
    pub fn take(&mut self, page: Page<Runner>) {
        self.pages += 1;
        self.bytes = self.bytes.saturating_add(page.bytes);
        if self.bytes > MAX_LIST_BYTES {
            self.cut();
            return;
        }
        let (before, is_last) = (self.read(), page.is_last);
        self.total = page.total;
        self.list.unreadable += page.unreadable;
        for runner in page.entries {
            if self.seen.contains(&runner.id) {
                continue;
            }
            if self.read() == MAX_RUNNERS {
                self.cut();
                break;
            }
            self.seen.insert(runner.id.clone());
            let shared = self.last.by_id.get(&runner.id).filter(|old| ***old == runner).map(Arc::clone);
            self.list.runners.push(shared.unwrap_or_else(|| Arc::new(runner)));
        }
        if is_last || self.read() == before {
            self.is_done = true;
        } else if self.pages == MAX_PAGES {
            self.cut();
        }
    }

    fn cut(&mut self) {
        self.list.is_cut = true;
        self.is_done = true;
    }

    /// What there is so far, in order.
    pub fn so_far(&mut self) -> RunnerList {
        sort(&mut self.list.runners);
        self.list.clone()
    }

    /// The list, in order.
    pub fn finish(mut self) -> RunnerList {
        sort(&mut self.list.runners);
        if !self.list.is_cut {
            let came = u64::try_from(self.read().saturating_add(self.list.unreadable)).unwrap_or(u64::MAX);
            self.list.short_by = self.total.map_or(0, |total| total.saturating_sub(came));
        }
        self.list
    }
}

fn sort(runners: &mut [Arc<Runner>]) {
    runners.sort_by(|left, right| left.name_order(right));
}
