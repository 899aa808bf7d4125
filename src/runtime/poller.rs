//! [`Poller`]: reads the list page by page at an interval, and reports what came of it.
//!
//! Generic over [`RunnerSource`], so that it knows no HTTP and is tested under paused time. Each list is compared with the
//! one before off the event loop ([`crate::api::reading`]): unchanged runners stay the same allocation, and the list is
//! handed over in name order, so that merging 20,000 runners into the state costs the loop next to nothing.

use crate::account::News;
use std::sync::Arc;
use std::time::Duration;

use futures_util::stream::{self, StreamExt};
use tokio::sync::{mpsc, watch};
use tokio::time::Instant;

use crate::api::reading::{LastList, Reading, RunnerSource};
use crate::api::{ApiError, Cause, Fingerprint, MAX_PAUSE, PageRead, Progress, RateLimit, RunnerList};

/// The first wait after a failed poll; it doubles from there.
pub const FIRST_RETRY_WAIT: Duration = Duration::from_secs(2);
/// The longest wait after failed polls, and the wait after a refusal that only a person can cure.
pub const MAX_RETRY_WAIT: Duration = Duration::from_secs(60);
const MINUTE: Duration = Duration::from_secs(60);
/// Pages of the first list that are read at a time.
const FIRST_PAGES_AT_A_TIME: usize = 4;
/// On the first load, rows are handed over at most this often.
const PARTIAL_EVERY: Duration = Duration::from_millis(100);
/// On later polls, progress is told from this age of the poll on, and at most this often.
const PROGRESS_EVERY: Duration = Duration::from_secs(1);

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
    /// What of that half is left for the rows in view, where the list is so large that they are read by themselves.
    pub for_view_per_minute: u32,
}

impl Pace {
    /// The interval for a list of this many pages.
    fn interval(self, pages: u32) -> Duration {
        let half = self.half();
        let polite = |share: u32| MINUTE * pages / share;
        if polite(half) <= self.refresh {
            return self.refresh;
        }
        polite(half.saturating_sub(self.for_view_per_minute).max(1))
    }

    /// How long so many pages that came to nothing have to be paid for, so that a list of which one page always fails takes no more
    /// than its half of the limit.
    fn after_failure(self, pages: u32) -> Duration {
        MINUTE * pages / self.half()
    }

    fn half(self) -> u32 {
        RateLimit::per_minute(self.requests_per_minute).for_polls()
    }
}

/// Reads the list again and again until its orders' sender is gone.
pub struct Poller<S> {
    source: Arc<S>,
    news: mpsc::Sender<News>,
    orders: mpsc::Receiver<Order>,
    pace: watch::Receiver<Pace>,
    /// For the jitter of retries.
    random: fastrand::Rng,
    last: LastList,
    has_loaded: bool,
    interval: Duration,
    failures: u32,
    /// Pages of the poll under way, or of the last one, that were taken.
    pages: u32,
}

/// When the progress of a poll was told.
struct Reports {
    poll_began: Instant,
    last: Option<Instant>,
}

impl<S: RunnerSource> Poller<S> {
    /// A poller that has not polled yet. Each of its polls looks at `pace` anew. `random` decides the jitter, so that a seeded one is repeatable.
    pub fn new(
        source: Arc<S>,
        news: mpsc::Sender<News>,
        orders: mpsc::Receiver<Order>,
        pace: watch::Receiver<Pace>,
        random: fastrand::Rng,
    ) -> Self {
        let interval = pace.borrow().refresh;
        Self {
            source,
            news,
            orders,
            pace,
            random,
            last: LastList::default(),
            has_loaded: false,
            interval,
            failures: 0,
            pages: 0,
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
        self.news.send(News::PollStarted).await.ok()?;
        match self.poll().await {
            Ok((list, pages)) => {
                self.failures = 0;
                self.has_loaded = true;
                let interval = self.pace.borrow().interval(pages);
                self.set_interval(interval).await?;
                self.news.send(News::RunnersPolled(list)).await.ok()?;
                Some(self.interval)
            }
            Err(error) => {
                let paid = self.pace.borrow().after_failure(self.pages);
                let retry_in = self.retry_wait(&error).max(paid);
                tracing::warn!(%error, retry_in_s = retry_in.as_secs(), "poll failed");
                self.news.send(News::PollFailed { error, retry_in }).await.ok()?;
                Some(retry_in)
            }
        }
    }

    async fn set_interval(&mut self, interval: Duration) -> Option<()> {
        if interval != self.interval {
            self.interval = interval;
            self.news.send(News::PollIntervalSet(interval)).await.ok()?;
        }
        Some(())
    }

    /// 2 s, doubling to 60 s, with full jitter; as long as asked after a rate limit, but no longer than requests are held back for it; the longest where only a
    /// person can help.
    fn retry_wait(&mut self, error: &ApiError) -> Duration {
        let doublings = self.failures.min(10);
        self.failures = self.failures.saturating_add(1);
        match &error.cause {
            Cause::RateLimited(wait) => (*wait).min(MAX_PAUSE),
            Cause::SignedOut(_) | Cause::Forbidden(_) => MAX_RETRY_WAIT,
            _ => {
                let ceiling = FIRST_RETRY_WAIT.saturating_mul(1 << doublings).min(MAX_RETRY_WAIT);
                ceiling.mul_f64(self.random.f64())
            }
        }
    }

    /// Reads every page: the first one alone, which tells how many there are; the others, while nothing is shown yet, several at a
    /// time. Later on one after the other: nobody waits for them, and they share a connection. Answers with the list, and how
    /// many pages it took.
    async fn poll(&mut self) -> Result<(Arc<RunnerList>, u32), ApiError> {
        self.pages = 0;
        let mut reading = Reading::after(&self.last);
        let mut reports = Reports { poll_began: Instant::now(), last: None };
        reading.take(self.source.page(0, self.last.fingerprint(0)).await?);
        self.pages = reading.pages();
        let at_once = if self.has_loaded { 1 } else { FIRST_PAGES_AT_A_TIME };
        while reading.next_page().is_some() {
            self.report_progress(&mut reading, &mut reports).await;
            let (source, last) = (&*self.source, &self.last);
            let read = |page| read_page(source, page, last.fingerprint(page));
            let mut pages = stream::iter(reading.pages_ahead()).map(read).buffered(at_once);
            while let Some(page) = pages.next().await {
                reading.take(page?);
                self.pages = reading.pages();
                if reading.next_page().is_none() {
                    // What is asked for beyond the end is given up.
                    break;
                }
                self.report_progress(&mut reading, &mut reports).await;
            }
        }
        let (pages, list) = (reading.pages(), reading.finish());
        Ok((self.last.keep(list), pages))
    }

    async fn report_progress(&self, reading: &mut Reading<'_>, reports: &mut Reports) {
        let now = Instant::now();
        let every = if self.has_loaded { PROGRESS_EVERY } else { PARTIAL_EVERY };
        // The first page of the first load is shown at once; everything else in its time.
        let is_due = match reports.last {
            None => !self.has_loaded || now - reports.poll_began >= every,
            Some(last) => now - last >= every,
        };
        if is_due {
            reports.last = Some(now);
            let so_far = (!self.has_loaded).then(|| Arc::new(reading.so_far()));
            let progress = Progress { read: reading.read(), total: reading.total(), so_far };
            // Nobody listening ends the poller at the next message that must arrive.
            let _ = self.news.send(News::PollProgressed(progress)).await;
        }
    }
}

/// A page after the first. One of many that fails is read once more before all the others are lost with it; not where it was
/// refused.
async fn read_page<S: RunnerSource>(source: &S, page: u32, known: Option<Fingerprint>) -> Result<PageRead, ApiError> {
    match source.page(page, known).await {
        Err(error) if !is_refusal(&error.cause) => {
            tracing::debug!(%error, page, "page is read once more");
            source.page(page, known).await
        }
        outcome => outcome,
    }
}

/// Whether a request was refused for a reason that holds for every other one as well.
fn is_refusal(cause: &Cause) -> bool {
    matches!(cause, Cause::SignedOut(_) | Cause::Forbidden(_) | Cause::RateLimited(_))
}
