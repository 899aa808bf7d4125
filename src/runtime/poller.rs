//! [`Poller`]: reads the list page by page at an interval, and reports what came of it.
//!
//! Generic over [`RunnerSource`], so that it knows no HTTP and is tested under paused time. Each list is compared with the
//! one before off the event loop ([`crate::api::reading`]): unchanged runners stay the same allocation, and the list is
//! handed over in name order, so that merging 20,000 runners into the state costs the loop next to nothing.

use crate::account::News;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::mpsc;
use tokio::time::Instant;

use crate::api::reading::{LastList, Reading, RunnerSource};
use crate::api::{ApiError, Cause, MAX_PAUSE, Progress, RunnerList};

/// The first wait after a failed poll; it doubles from there.
pub const FIRST_RETRY_WAIT: Duration = Duration::from_secs(2);
/// The longest wait after failed polls, and the wait after a refusal that only a person can cure.
pub const MAX_RETRY_WAIT: Duration = Duration::from_secs(60);
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
    news: mpsc::Sender<News>,
    orders: mpsc::Receiver<Order>,
    pace: Pace,
    /// For the jitter of retries.
    random: fastrand::Rng,
    last: LastList,
    has_loaded: bool,
    interval: Duration,
    failures: u32,
}

/// When the progress of a poll was told.
struct Reports {
    poll_began: Instant,
    last: Option<Instant>,
}

impl<S: RunnerSource> Poller<S> {
    /// A poller that has not polled yet. `random` decides the jitter, so that a seeded one is repeatable.
    pub fn new(
        source: Arc<S>,
        news: mpsc::Sender<News>,
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
            last: LastList::default(),
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
        self.news.send(News::PollStarted).await.ok()?;
        match self.poll().await {
            Ok((list, pages)) => {
                self.failures = 0;
                self.has_loaded = true;
                self.set_interval(self.pace.interval(pages)).await?;
                self.news.send(News::RunnersPolled(list)).await.ok()?;
                Some(self.interval)
            }
            Err(error) => {
                let retry_in = self.retry_wait(&error);
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

    /// Reads every page. Answers with the list, and how many pages it took.
    async fn poll(&mut self) -> Result<(Arc<RunnerList>, u32), ApiError> {
        let mut reading = Reading::after(&self.last);
        let mut reports = Reports { poll_began: Instant::now(), last: None };
        while let Some(page) = reading.next_page() {
            let answer = self.source.page(page).await?;
            let total = answer.total;
            reading.take(answer);
            if reading.next_page().is_some() {
                self.report_progress(&mut reading, total, &mut reports).await;
            }
        }
        let (pages, list) = (reading.pages(), reading.finish());
        Ok((self.last.keep(list), pages))
    }

    async fn report_progress(&self, reading: &mut Reading<'_>, total: Option<u64>, reports: &mut Reports) {
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
            let progress = Progress { read: reading.read(), total, so_far };
            // Nobody listening ends the poller at the next message that must arrive.
            let _ = self.news.send(News::PollProgressed(progress)).await;
        }
    }
}
