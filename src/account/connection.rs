//! [`Connection`]: the state of the link to the control plane, with a name for the header.
//!
//! Fed by the poller's messages; [`Connection::state`] is a pure function of what was fed and of the time, and
//! the one place that decides which state is named when several are true.

use std::time::Duration;

use crate::api::{ApiError, Cause};
use crate::domain::{Label, Moment};

/// A poll that takes longer than this is named slow, or shows how far it is.
const SLOW_AFTER: Duration = Duration::from_secs(3);

/// A poll of which nothing came for this long is said to have no answer: whether the service is slow or the connection
/// dead, behind a proxy that still takes data, cannot be told from here; and either is worth a look before the request's
/// time limit, which a slow service may need.
const SILENT_AFTER: Duration = Duration::from_secs(10);

/// What is known of the link.
#[derive(Clone, PartialEq, Debug)]
pub struct Connection {
    /// How often the list is to be read.
    refresh: Duration,
    /// How often it is read: not as often where it is large.
    interval: Duration,
    last_good: Option<Moment>,
    polling_since: Option<Moment>,
    /// When the poll under way began, or last brought a page.
    heard: Option<Moment>,
    progress: Option<(usize, Option<u64>)>,
    failure: Option<Failure>,
    limited_until: Option<Moment>,
    frozen_since: Option<Moment>,
    started: Moment,
    /// Why nothing is read at all.
    not_opened: Option<Label>,
    /// Why its secret could not be read again, the last time that it was asked for.
    secret_unread: Option<Label>,
}

/// Why the last try failed, and when the next one comes.
#[derive(Clone, PartialEq, Debug)]
struct Failure {
    error: ApiError,
    first: Moment,
    next_try: Moment,
}

/// What the header says. Durations are ages or waits as of the moment asked for.
#[derive(Clone, PartialEq, Debug)]
pub enum LinkState<'a> {
    /// Nothing is read until it is opened again: its secret, its certificates or its client could not be had.
    NotOpened {
        /// Why, in a line that names what to mend.
        reason: &'a Label,
    },
    /// The credentials were refused; what the refusal said.
    SignedOut {
        /// What the control plane said.
        error: &'a ApiError,
        /// Until the next try.
        retry_in: Duration,
    },
    /// Requests wait for the rate limit.
    RateLimited {
        /// Until requests go on.
        wait: Duration,
        /// Age of the rows, once it is more than the interval.
        age: Option<Duration>,
    },
    /// The control plane answers, but not with a list; the rows are this old (`None`: there never were any).
    Stale {
        /// Age of the rows.
        age: Option<Duration>,
        /// What the latest poll ended with.
        error: &'a ApiError,
        /// Until the next try; zero while one is under way.
        retry_in: Duration,
    },
    /// The control plane cannot be reached.
    Offline {
        /// For how long by now.
        since: Duration,
        /// What the latest poll ended with.
        error: &'a ApiError,
        /// Until the next try; zero while one is under way.
        retry_in: Duration,
    },
    /// The operator asked for a still screen.
    Frozen {
        /// For how long by now.
        since: Duration,
        /// Why the latest poll failed, if it did.
        error: Option<&'a ApiError>,
    },
    /// No answer yet, since the start.
    Connecting {
        /// For how long by now.
        since: Duration,
    },
    /// A list of several pages is being read.
    Refreshing {
        /// Runners read so far.
        read: usize,
        /// How many there are, if told.
        total: Option<u64>,
    },
    /// A poll is under way, and nothing has come of it for long.
    Silent {
        /// For how long by now.
        since: Duration,
    },
    /// A poll takes long.
    Slow {
        /// How long it has been running.
        since: Duration,
    },
    /// The latest poll succeeded, and none is under way for long.
    Live {
        /// Age of the rows; of all of them, where those in view are younger.
        age: Duration,
        /// Age of the rows in view, where they are read by themselves.
        in_view: Option<Duration>,
    },
}

impl Connection {
    /// A link that has not been tried yet; the list is to be read this often.
    pub fn new(interval: Duration, now: Moment) -> Self {
        Self {
            refresh: interval,
            interval,
            last_good: None,
            polling_since: None,
            heard: None,
            progress: None,
            failure: None,
            limited_until: None,
            frozen_since: None,
            started: now,
            not_opened: None,
            secret_unread: None,
        }
    }

    /// The list will be read this often.
    pub fn set_interval(&mut self, interval: Duration) {
        self.interval = interval;
    }

    /// Whether the list is so large that it is read less often than it was to be.
    pub fn is_in_parts(&self) -> bool {
        self.interval > self.refresh
    }

    /// How often the list is read.
    pub fn interval(&self) -> Duration {
        self.interval
    }

    /// A poll began at `now`: how long it takes is counted from here.
    pub fn poll_started(&mut self, now: Moment) {
        self.polling_since = Some(now);
        self.heard = Some(now);
        self.progress = None;
    }

    /// A poll has come this far.
    pub fn poll_progressed(&mut self, read: usize, total: Option<u64>, now: Moment) {
        self.heard = Some(now);
        self.progress = Some((read, total));
    }

    /// A poll ended with a list at `now`: a failure before it is forgotten.
    pub fn poll_succeeded(&mut self, now: Moment) {
        self.polling_since = None;
        self.progress = None;
        self.failure = None;
        self.last_good = Some(now);
    }

    /// A poll failed; the next one comes in `retry_in`.
    pub fn poll_failed(&mut self, error: ApiError, retry_in: Duration, now: Moment) {
        let first = self.failure.as_ref().map_or(now, |failure| failure.first);
        self.polling_since = None;
        self.progress = None;
        self.failure = Some(Failure { error, first, next_try: now.plus(retry_in) });
    }

    /// Requests are held back for `wait`, or go on.
    pub fn rate_limited(&mut self, wait: Option<Duration>, now: Moment) {
        self.limited_until = wait.map(|wait| now.plus(wait));
    }

    /// It could not be opened, for this reason.
    pub fn not_opened(&mut self, reason: Label) {
        self.not_opened = Some(reason);
    }

    /// Its secret was read again; or was not, for this reason.
    pub fn secret_read(&mut self, unread: Option<Label>) {
        self.secret_unread = unread;
    }

    /// Why its secret could not be read again.
    pub fn secret_unread(&self) -> Option<&Label> {
        self.secret_unread.as_ref()
    }

    /// The rows are those of the link before, with their age.
    pub fn follow_on(&mut self, before: &Self) {
        self.last_good = before.last_good;
    }

    /// The operator wants the screen still, or live again.
    pub fn set_frozen(&mut self, frozen: bool, now: Moment) {
        self.frozen_since = frozen.then_some(now);
    }

    /// Whether the screen is held still.
    pub fn is_frozen(&self) -> bool {
        self.frozen_since.is_some()
    }

    /// Whether the last poll failed.
    pub fn is_failing(&self) -> bool {
        self.failure.is_some()
    }

    /// Whether nothing is read: the last poll failed, or it could not be opened.
    pub fn is_down(&self) -> bool {
        self.failure.is_some() || self.not_opened.is_some()
    }

    /// Why the last poll failed, if it did.
    pub fn error(&self) -> Option<&ApiError> {
        self.failure.as_ref().map(|failure| &failure.error)
    }

    /// Why the last poll failed, if it did, and how long until the next one: zero while that is under way.
    pub fn failed(&self, now: Moment) -> Option<(&ApiError, Duration)> {
        self.failure.as_ref().map(|failure| (&failure.error, self.retry_in(failure, now)))
    }

    /// When the newest whole list came; `None` before the first one.
    pub fn last_read(&self) -> Option<Moment> {
        self.last_good
    }

    /// Age of the newest whole list.
    pub fn age(&self, now: Moment) -> Option<Duration> {
        self.last_good.map(|then| now.since(&then))
    }

    /// The state to name, by precedence: what the operator must mend first, then trouble, then what goes on.
    pub fn state(&self, now: Moment) -> LinkState<'_> {
        if let Some(reason) = &self.not_opened {
            return LinkState::NotOpened { reason };
        }
        if let Some(failure) = &self.failure
            && matches!(failure.error.cause, Cause::SignedOut(_))
        {
            return LinkState::SignedOut { error: &failure.error, retry_in: self.retry_in(failure, now) };
        }
        if let Some(until) = self.limited_until.filter(|until| until.since(&now) > Duration::ZERO) {
            let age = self.age(now).filter(|age| *age > self.interval);
            return LinkState::RateLimited { wait: until.since(&now), age };
        }
        // Before trouble: a frozen screen is not tried again by itself, and the rows are held on purpose.
        if let Some(since) = self.frozen_since {
            return LinkState::Frozen { since: now.since(&since), error: self.error() };
        }
        if let Some(failure) = &self.failure {
            return self.trouble(failure, now);
        }
        self.progress_state(now)
    }

    fn trouble<'a>(&'a self, failure: &'a Failure, now: Moment) -> LinkState<'a> {
        let error = &failure.error;
        let retry_in = self.retry_in(failure, now);
        match error.cause {
            Cause::Unreachable(_) | Cause::NoAnswer(_) => {
                LinkState::Offline { since: now.since(&failure.first), error, retry_in }
            }
            _ => LinkState::Stale { age: self.age(now), error, retry_in },
        }
    }

    fn retry_in(&self, failure: &Failure, now: Moment) -> Duration {
        if self.polling_since.is_some() { Duration::ZERO } else { failure.next_try.since(&now) }
    }

    fn progress_state(&self, now: Moment) -> LinkState<'_> {
        let silence = self.polling_since.and(self.heard).map(|heard| now.since(&heard));
        if let Some(since) = silence.filter(|silence| *silence >= SILENT_AFTER) {
            return LinkState::Silent { since };
        }
        let poll_time = self.polling_since.map(|since| now.since(&since));
        let Some(last_good) = self.last_good else {
            return match self.progress {
                Some((read, total)) => LinkState::Refreshing { read, total },
                None => LinkState::Connecting { since: now.since(&self.started) },
            };
        };
        match (poll_time.filter(|time| *time >= SLOW_AFTER), self.progress) {
            // It takes its time each time, and the rows in view are read meanwhile.
            (Some(_), Some(_)) if self.is_in_parts() => Self::live(last_good, now),
            (Some(_), Some((read, total))) => LinkState::Refreshing { read, total },
            (Some(since), None) => LinkState::Slow { since },
            (None, _) => Self::live(last_good, now),
        }
    }

    fn live(last_good: Moment, now: Moment) -> LinkState<'static> {
        LinkState::Live { age: now.since(&last_good), in_view: None }
    }
}
