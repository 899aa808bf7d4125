//! [`Poller`]: reads the list page by page at an interval, and reports what came of it.
//!
//! Generic over [`RunnerSource`], so that it knows no HTTP and is tested under paused time. It compares each list
//! with the one before, off the event loop: unchanged runners stay the same allocation, and the list is handed over
//! in name order, so that merging 20,000 runners into the state costs the loop next to nothing.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::mpsc;
use tokio::time::Instant;

use crate::api::{ApiError, Cause, Page};
use crate::domain::{Runner, RunnerId};
use crate::message::{MOST_RUNNERS, Message, Progress, RunnerList};

/// The first wait after a failed poll; it doubles from there.
pub const FIRST_RETRY: Duration = Duration::from_secs(2);
/// The longest wait after failed polls, and the wait after a refusal that only a person can cure.
pub const LONGEST_RETRY: Duration = Duration::from_secs(60);
/// Pages read at the most: guards against a list without an end.
pub const PAGE_LIMIT: u32 = 500;
/// Bytes of all pages of a list that are taken at the most, as the answers came: how long a page is the service decides.
pub const MOST_BYTES: usize = 64 * 1024 * 1024;
/// On the first load, rows are handed over at most this often.
const PARTIAL_EVERY: Duration = Duration::from_millis(100);
/// On later polls, progress is told from this age of the poll on, and at most this often.
const PROGRESS_EVERY: Duration = Duration::from_secs(1);

/// Where the poller reads runners.
pub trait RunnerSource: Send + Sync + 'static {
    /// Reads one page, counted from 0.
    fn page(&self, page: u32) -> impl Future<Output = Result<Page<Runner>, ApiError>> + Send;
}

/// What the loop may ask of the poller.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Order {
    /// Poll now, and at the interval from then on. A poll that is under way is answer enough.
    Now,
    /// No polls until told otherwise.
    Pause,
    /// Poll now, and at the interval again.
    Resume,
}

/// How often to poll.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Pace {
    /// The interval the operator asked for.
    pub refresh: Duration,
    /// Requests per minute that the account allows; polls use at most half of them.
    pub requests_per_minute: u32,
}

impl Pace {
    /// The interval for a list of this many pages.
    fn interval(self, pages: u32) -> Duration {
        let polite = Duration::from_secs(120) * pages / self.requests_per_minute.max(1);
        self.refresh.max(polite)
    }
}

/// Reads the list again and again until its orders' sender is gone.
pub struct Poller<S> {
    source: Arc<S>,
    news: mpsc::Sender<Message>,
    orders: mpsc::Receiver<Order>,
    pace: Pace,
    /// For the jitter of retries.
    random: fastrand::Rng,
    last: Arc<RunnerList>,
    known: HashMap<RunnerId, Arc<Runner>>,
    has_loaded: bool,
    interval: Duration,
    failures: u32,
}

impl<S: RunnerSource> Poller<S> {
    /// A poller that has not polled yet. `random` decides the jitter, so that a seeded one is repeatable.
    pub fn new(
        source: Arc<S>,
        news: mpsc::Sender<Message>,
        orders: mpsc::Receiver<Order>,
        pace: Pace,
        random: fastrand::Rng,
    ) -> Self {
        Self {
            source,
            news,
            orders,
            pace,
            random,
            last: Arc::default(),
            known: HashMap::new(),
            has_loaded: false,
            interval: pace.refresh,
            failures: 0,
        }
    }

    /// Polls at once and then at the interval, until nobody gives orders or takes news any more.
    pub async fn run(mut self) {
        let mut due = Some(Instant::now());
        loop {
            let order = match due {
                Some(due) => tokio::select! {
                    order = self.orders.recv() => order,
                    () = tokio::time::sleep_until(due) => Some(Order::Now),
                },
                None => self.orders.recv().await,
            };
            match order {
                None => return,
                Some(Order::Pause) => {
                    due = None;
                    continue;
                }
                Some(Order::Now | Order::Resume) => {}
            }
            let is_paused = due.is_none() && order == Some(Order::Now);
            let Some(wait) = self.poll_and_report().await else { return };
            due = (!is_paused).then(|| Instant::now() + wait);
            self.take_orders_given_meanwhile(&mut due);
        }
    }

    /// Orders that came while a poll was under way: that poll answers `Now`; pausing counts from now on.
    fn take_orders_given_meanwhile(&mut self, due: &mut Option<Instant>) {
        while let Ok(order) = self.orders.try_recv() {
            match order {
                Order::Now => {}
                Order::Pause => *due = None,
                Order::Resume => *due = Some(Instant::now()),
            }
        }
    }

    /// One poll with its news; answers with the wait until the next, or `None` when nobody listens.
    async fn poll_and_report(&mut self) -> Option<Duration> {
        self.news.send(Message::PollStarted).await.ok()?;
        match self.poll().await {
            Ok((list, pages)) => {
                self.failures = 0;
                self.has_loaded = true;
                self.set_interval(self.pace.interval(pages)).await?;
                self.news.send(Message::RunnersPolled(list)).await.ok()?;
                Some(self.interval)
            }
            Err(error) => {
                let retry_in = self.retry_wait(&error);
                tracing::warn!(%error, retry_in_s = retry_in.as_secs(), "poll failed");
                self.news.send(Message::PollFailed { error, retry_in }).await.ok()?;
                Some(retry_in)
            }
        }
    }

    async fn set_interval(&mut self, interval: Duration) -> Option<()> {
        if interval != self.interval {
            self.interval = interval;
            self.news.send(Message::PollIntervalSet(interval)).await.ok()?;
        }
        Some(())
    }

    /// 2 s, doubling to 60 s, with full jitter; as long as asked after a rate limit; the longest where only a
    /// person can help.
    fn retry_wait(&mut self, error: &ApiError) -> Duration {
        let doublings = self.failures.min(10);
        self.failures = self.failures.saturating_add(1);
        match &error.cause {
            Cause::RateLimited(wait) => *wait,
            Cause::SignedOut(_) | Cause::Forbidden(_) => LONGEST_RETRY,
            _ => {
                let ceiling = FIRST_RETRY.saturating_mul(1 << doublings).min(LONGEST_RETRY);
                ceiling.mul_f64(self.random.f64())
            }
        }
    }

    /// Reads every page. Answers with the list, and how many pages it took.
    async fn poll(&mut self) -> Result<(Arc<RunnerList>, u32), ApiError> {
        let mut reading = Reading::new();
        for page in 0..PAGE_LIMIT {
            let answer = self.source.page(page).await?;
            if !reading.has_room_for(&answer) {
                reading.list.is_cut = true;
                return Ok((self.remember(reading.finish()), page + 1));
            }
            let total = answer.total;
            let is_last = answer.is_last;
            let had_new = reading.take(answer, &self.known);
            if is_last || !had_new || reading.list.is_cut {
                return Ok((self.remember(reading.finish()), page + 1));
            }
            self.report_progress(&mut reading, total).await;
        }
        reading.list.is_cut = true;
        Ok((self.remember(reading.finish()), PAGE_LIMIT))
    }

    /// Keeps the list for the next comparison; the very same list stays the very same allocation.
    fn remember(&mut self, list: RunnerList) -> Arc<RunnerList> {
        let is_same = list.runners.len() == self.last.runners.len()
            && list.unreadable == self.last.unreadable
            && list.is_cut == self.last.is_cut
            && list.runners.iter().zip(&self.last.runners).all(|(new, old)| Arc::ptr_eq(new, old));
        if !is_same {
            self.known = list.runners.iter().map(|runner| (runner.id.clone(), Arc::clone(runner))).collect();
            self.last = Arc::new(list);
        }
        Arc::clone(&self.last)
    }

    async fn report_progress(&self, reading: &mut Reading, total: Option<u64>) {
        let now = Instant::now();
        let every = if self.has_loaded { PROGRESS_EVERY } else { PARTIAL_EVERY };
        // The first page of the first load is shown at once; everything else in its time.
        let is_due = match reading.last_report {
            None => !self.has_loaded || now - reading.started >= every,
            Some(last) => now - last >= every,
        };
        if is_due {
            reading.last_report = Some(now);
            let so_far = (!self.has_loaded).then(|| Arc::new(reading.so_far()));
            let progress = Progress { read: reading.list.runners.len(), total, so_far };
            // Nobody listening ends the poller at the next message that must arrive.
            let _ = self.news.send(Message::PollProgressed(progress)).await;
        }
    }
}

/// A list that is being read.
struct Reading {
    list: RunnerList,
    /// Of the answers that were taken.
    bytes: usize,
    seen: HashSet<RunnerId>,
    started: Instant,
    last_report: Option<Instant>,
}

impl Reading {
    fn new() -> Self {
        Self { list: RunnerList::default(), bytes: 0, seen: HashSet::new(), started: Instant::now(), last_report: None }
    }

    fn has_room_for(&self, page: &Page<Runner>) -> bool {
        self.bytes.saturating_add(page.bytes) <= MOST_BYTES
    }

    /// Takes a page over; a runner that was on an earlier page already is left out, and one that is too many cuts the
    /// list. Says whether any was taken.
    fn take(&mut self, page: Page<Runner>, known: &HashMap<RunnerId, Arc<Runner>>) -> bool {
        let before = self.list.runners.len();
        self.list.unreadable += page.unreadable;
        self.bytes += page.bytes;
        for runner in page.entries {
            if self.seen.contains(&runner.id) {
                continue;
            }
            if self.list.runners.len() == MOST_RUNNERS {
                self.list.is_cut = true;
                break;
            }
            self.seen.insert(runner.id.clone());
            let shared = known.get(&runner.id).filter(|old| ***old == runner).map(Arc::clone);
            self.list.runners.push(shared.unwrap_or_else(|| Arc::new(runner)));
        }
        self.list.runners.len() > before
    }

    fn so_far(&mut self) -> RunnerList {
        sort(&mut self.list.runners);
        self.list.clone()
    }

    fn finish(mut self) -> RunnerList {
        sort(&mut self.list.runners);
        self.list
    }
}

fn sort(runners: &mut [Arc<Runner>]) {
    runners.sort_by(|left, right| left.name_order(right));
}
