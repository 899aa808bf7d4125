//! [`InView`]: the rows that the operator sees, read by themselves where the whole list takes longer than they may be old.
//!
//! A large list is read less often than was asked for, so that half of the rate limit is left. What is on the screen is then read in
//! between: the pages that several of the rows are on, and each other row by its id. A row that is on another page by now is read by
//! its id, until the next whole list tells where it is. Nothing here moves a row or adds one.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::time::Duration;

use super::connection::LinkState;
use super::{Account, Happened, Request};
use crate::api::{ApiError, Cause, KnownPage, PageRead, Priority, RateLimit, RunnerList};
use crate::domain::{Moment, RunnerId};

/// Requests for the rows in view that may be under way at a time.
const AT_A_TIME: usize = 4;
/// Between two looks at the clock: what is due before the next one is read now.
const TICK: Duration = Duration::from_secs(1);
const MINUTE: Duration = Duration::from_secs(60);

/// What is read at once.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
enum Target {
    /// A page of the list, counted from 0.
    Page(u16),
    /// One runner.
    Runner(RunnerId),
}

/// When a row was asked for and read, by itself.
#[derive(Clone, Copy, Debug, Default)]
struct Readings {
    /// When it was asked for last.
    asked: Option<Moment>,
    /// When that was asked for which it shows by now.
    read: Option<Moment>,
}

/// What is being read.
#[derive(Clone, Debug)]
struct UnderWay {
    target: Target,
    /// When it was asked for.
    asked: Moment,
    /// The page as it was read before, where it is one.
    known: Option<Arc<KnownPage>>,
}

/// The rows in view, and how fresh they are.
#[derive(Clone, Debug, Default)]
pub(super) struct InView {
    /// From the top. Empty while the whole list is fresh enough.
    ids: Vec<RunnerId>,
    /// The newest whole list, for its pages.
    list: Arc<RunnerList>,
    readings: HashMap<RunnerId, Readings>,
    under_way: Vec<UnderWay>,
    /// Pages that were read since that list, where they were others.
    pages: HashMap<u16, Arc<KnownPage>>,
    /// Runners that were not on the page that they had been on.
    strays: HashSet<RunnerId>,
    /// When the next request may be made, in the time since the start.
    next_request: Duration,
    /// Requests a minute that the poller was told to leave for them.
    left: u32,
}

impl InView {
    /// A whole list came that was asked for at `asked`: it tells where every runner is.
    pub(super) fn follow_list(&mut self, list: &Arc<RunnerList>, asked: Moment) {
        self.list = Arc::clone(list);
        self.strays.clear();
        self.pages.clear();
        let is_newer = |of: &Readings| of.asked.into_iter().chain(of.read).any(|at| at.mono > asked.mono);
        self.readings.retain(|_, of| is_newer(of));
    }

    /// A runner was read that was asked for at `asked`, by whomever. Says whether it was asked for here.
    pub(super) fn runner_read(&mut self, id: &RunnerId, asked: Moment, is_told: bool) -> bool {
        if is_told && self.ids.contains(id) {
            self.note(id, asked);
        }
        let number = self.under_way.len();
        self.under_way.retain(|of| !matches!(&of.target, Target::Runner(of) if of == id));
        self.under_way.len() < number
    }

    /// A page was answered; `None` where nobody asked for it.
    fn page_answered(&mut self, page: u16) -> Option<UnderWay> {
        let index = self.under_way.iter().position(|of| of.target == Target::Page(page))?;
        Some(self.under_way.swap_remove(index))
    }

    /// A page as it was read last.
    fn known(&self, page: u16) -> Option<&Arc<KnownPage>> {
        self.pages.get(&page).or_else(|| self.list.known.get(usize::from(page)))
    }

    fn note(&mut self, id: &RunnerId, asked: Moment) {
        self.readings.entry(id.clone()).or_default().read = Some(asked);
    }

    /// How old the oldest of them is, where `listed` is when the newest whole list was asked for; `None` where there is none.
    fn age(&self, listed: Moment, now: Moment) -> Option<Duration> {
        self.ids.iter().map(|id| now.since(&self.read_at(id, listed))).max()
    }

    fn read_at(&self, id: &RunnerId, listed: Moment) -> Moment {
        let read = self.readings.get(id).and_then(|of| of.read);
        read.filter(|read| read.mono > listed.mono).unwrap_or(listed)
    }

    /// Those that will be older than `refresh` when the clock is looked at again, the oldest first; of those that are alike, from
    /// the top.
    fn due(&self, refresh: Duration, listed: Moment, now: Moment) -> Vec<&RunnerId> {
        let is_old = |at: &Moment| now.since(at) + TICK >= refresh;
        let is_due = |id: &&RunnerId| {
            let asked = self.readings.get(*id).and_then(|of| of.asked);
            is_old(&self.read_at(id, listed)) && asked.is_none_or(|asked| is_old(&asked))
        };
        let mut due: Vec<&RunnerId> = self.ids.iter().filter(is_due).collect();
        due.sort_by_key(|id| self.read_at(id, listed).mono);
        due
    }
}

impl Account {
    /// Whether the whole list takes longer than rows on the screen may be old, so that these are read by themselves.
    pub fn reads_in_view(&self) -> bool {
        self.fleet.is_complete() && self.connection.is_in_parts() && self.in_view_limit() > 0
    }

    /// Requests a minute for the rows in view at the most.
    fn in_view_limit(&self) -> u32 {
        RateLimit::per_minute(self.profile.requests_per_minute).for_view()
    }

    /// The link, with how old the rows in view are where they are read by themselves.
    pub fn link(&self, now: Moment) -> LinkState<'_> {
        let mut state = self.connection.state(now);
        if let LinkState::Live { age, in_view } = &mut state
            && self.reads_in_view()
            && let Some(listed) = self.fleet.asked()
        {
            *age = now.since(&listed);
            *in_view = self.in_view.age(listed, now);
        }
        state
    }

    /// Notes which rows the operator sees, from the top. Cheap where they are the same, or are not read by themselves: may be
    /// called after each key.
    pub fn show<'a>(&mut self, ids: impl Iterator<Item = &'a RunnerId> + Clone) {
        if !self.reads_in_view() {
            self.in_view.ids.clear();
        } else if !self.in_view.ids.iter().eq(ids.clone()) {
            self.in_view.ids = ids.cloned().collect();
        }
    }

    /// Reads the rows in view that are about to be older than they may be, as far as their part of the rate limit goes; none while the list
    /// is held still or cannot be read. To be called once the operator rests, and then at least once a second.
    pub fn read_in_view(&mut self) {
        self.share_with_view();
        if !self.reads_in_view() || self.connection.is_failing() || self.connection.is_frozen() {
            return;
        }
        let Some(listed) = self.fleet.asked() else { return };
        let due: Vec<RunnerId> =
            self.in_view.due(self.profile.refresh, listed, self.now).into_iter().cloned().collect();
        for target in self.targets(&due) {
            if self.in_view.under_way.len() >= AT_A_TIME || self.in_view.next_request >= self.now.mono + TICK {
                return;
            }
            self.read_target(target);
        }
    }

    /// What has to be read for these of the rows in view, in their order: a page where others of the rows in view are on it as well, or
    /// where there is nothing to be read of one runner; else the runner.
    fn targets(&self, ids: &[RunnerId]) -> Vec<Target> {
        let mut on_page: HashMap<u16, usize> = HashMap::new();
        for page in self.in_view.ids.iter().filter_map(|id| self.page_of(id)) {
            *on_page.entry(page).or_default() += 1;
        }
        let target = |id: &RunnerId| {
            let is_withheld = self.fleet.find(id)?.runner.withheld_reason().is_some();
            match self.page_of(id) {
                Some(page) if is_withheld || on_page.get(&page).is_some_and(|number| *number > 1) => {
                    Some(Target::Page(page))
                }
                _ if is_withheld => None,
                _ => Some(Target::Runner(id.clone())),
            }
        };
        let mut met = HashSet::new();
        ids.iter().filter_map(target).filter(|target| met.insert(target.clone())).collect()
    }

    /// The page that the newest list had a runner on, as far as it may still be there.
    fn page_of(&self, id: &RunnerId) -> Option<u16> {
        let is_stray = self.in_view.strays.contains(id);
        self.fleet.listed_as(id).filter(|_| !is_stray).and_then(|entry| self.in_view.list.page_of(entry))
    }

    fn read_target(&mut self, target: Target) {
        let mut known = None;
        match &target {
            Target::Page(page) => {
                if self.in_view.under_way.iter().any(|of| of.target == target) {
                    return;
                }
                known = self.in_view.known(*page).map(Arc::clone);
                let fingerprint = known.as_ref().and_then(|known| known.fingerprint());
                self.requests.push(Request::ReadPage { page: *page, known: fingerprint });
                let on_page: Vec<RunnerId> =
                    self.in_view.ids.iter().filter(|id| self.page_of(id) == Some(*page)).cloned().collect();
                self.note_asked(&on_page);
            }
            Target::Runner(id) => {
                self.note_asked(std::slice::from_ref(id));
                if !self.fleet.start_details(id, Priority::InView) {
                    return;
                }
                self.ask_details(id.clone(), Priority::InView);
            }
        }
        self.in_view.under_way.push(UnderWay { target, asked: self.now, known });
        let spacing = MINUTE / self.in_view_limit().max(1);
        self.in_view.next_request = self.in_view.next_request.max(self.now.mono) + spacing;
    }

    fn note_asked(&mut self, ids: &[RunnerId]) {
        for id in ids {
            self.in_view.readings.entry(id.clone()).or_default().asked = Some(self.now);
        }
    }

    /// Lets the poller leave as much of the rate limit as the rows in view need.
    fn share_with_view(&mut self) {
        let needed = if self.reads_in_view() {
            let every = self.profile.refresh.saturating_sub(TICK).max(TICK);
            let requests = u32::try_from(self.targets(&self.in_view.ids).len()).unwrap_or(u32::MAX);
            let a_minute = (MINUTE * requests).as_millis().div_ceil(every.as_millis());
            u32::try_from(a_minute).unwrap_or(u32::MAX).min(self.in_view_limit())
        } else {
            0
        };
        if std::mem::replace(&mut self.in_view.left, needed) != needed {
            self.requests.push(Request::LeaveForView(needed));
        }
    }

    /// Rows in view could not be read. Where that says something of the link, the list tells how it is, now and not a minute later.
    pub(super) fn look_at_link(&mut self, error: &ApiError) {
        let is_of_link = matches!(error.cause, Cause::Unreachable(_) | Cause::NoAnswer(_));
        if is_of_link && !self.connection.is_failing() && !self.connection.is_frozen() {
            self.requests.push(Request::PollNow);
        }
    }

    /// Takes a page of the list, read for the rows in view.
    pub(super) fn page_read(&mut self, page: u16, outcome: Result<PageRead, ApiError>) -> Vec<Happened> {
        let Some(UnderWay { asked, known, .. }) = self.in_view.page_answered(page) else { return Vec::new() };
        if let Err(error) = &outcome {
            self.look_at_link(error);
        }
        let Some(read) = outcome.ok().filter(|_| !self.connection.is_frozen()) else { return Vec::new() };
        let known = match read {
            PageRead::Same => known,
            PageRead::Other { page: other, fingerprint } => {
                let other = Arc::new(KnownPage::new(other, fingerprint, Arc::new));
                self.in_view.pages.insert(page, Arc::clone(&other));
                Some(other)
            }
        };
        let Some(known) = known else { return Vec::new() };
        let entries = &known.page().entries;
        let told: HashSet<&RunnerId> = entries.iter().map(|entry| &entry.id).collect();
        for id in self.in_view.ids.clone() {
            if told.contains(&id) {
                self.in_view.note(&id, asked);
            } else if self.page_of(&id) == Some(page) {
                // It is read by its id, and at once.
                self.in_view.readings.entry(id.clone()).or_default().asked = None;
                self.in_view.strays.insert(id);
            }
        }
        self.rows_read(entries, asked)
    }
}
