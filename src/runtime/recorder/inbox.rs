//! [`Inbox`]: between whoever has something to keep or to ask, who never waits, and the thread that keeps it.

use std::collections::VecDeque;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use super::Query;
use super::backlog::Backlog;
use crate::store::Entry;

/// What was handed over and not taken yet. Its lock is held for a moment only, never while something is written.
#[derive(Debug, Default)]
pub(super) struct Inbox {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Debug, Default)]
struct State {
    backlog: Backlog,
    /// When the oldest entry of the backlog came.
    since: Option<Instant>,
    queries: VecDeque<(u64, Query)>,
    /// Those who wait until everything is written, oldest first. One stays until it is answered.
    flushes: VecDeque<Flush>,
    /// Whether a thread is there to answer.
    is_served: bool,
    is_closed: bool,
}

/// Somebody waits until everything that was handed over before is written.
#[derive(Clone, Copy, Debug)]
pub(super) struct Flush {
    pub(super) ticket: u64,
    pub(super) since: Instant,
}

/// When what is to be done, at the latest.
#[derive(Clone, Copy, Debug)]
pub(super) struct Due {
    /// From an entry until it is written.
    pub(super) batch: Duration,
    /// Not before this entries are written.
    pub(super) retry_at: Option<Instant>,
    /// Not before this they are where somebody waits for that.
    pub(super) flush_at: Option<Instant>,
    /// When there is something to do in any case.
    pub(super) until: Instant,
}

/// What is to be done next.
pub(super) struct Turn {
    /// Questions, oldest first.
    pub(super) queries: VecDeque<(u64, Query)>,
    /// Whether the backlog is to be written.
    pub(super) is_write_due: bool,
    /// Whether somebody waits for that.
    pub(super) is_flush_due: bool,
    /// Whether nothing more comes.
    pub(super) is_closed: bool,
}

impl Inbox {
    pub(super) fn keep(&self, entry: Entry) {
        let mut state = self.lock();
        state.since.get_or_insert_with(Instant::now);
        state.backlog.push(entry);
        drop(state);
        self.changed.notify_one();
    }

    pub(super) fn ask(&self, ticket: u64, query: Query) {
        self.lock().queries.push_back((ticket, query));
        self.changed.notify_one();
    }

    /// Says whether it will be answered.
    pub(super) fn flush(&self, ticket: u64) -> bool {
        let mut state = self.lock();
        if !state.is_served || state.is_closed {
            return false;
        }
        state.flushes.push_back(Flush { ticket, since: Instant::now() });
        drop(state);
        self.changed.notify_one();
        true
    }

    /// A thread comes.
    pub(super) fn serve(&self) {
        self.lock().is_served = true;
    }

    /// The thread goes. Answers with those who wait for it.
    pub(super) fn leave(&self) -> Vec<Flush> {
        let mut state = self.lock();
        state.is_served = false;
        std::mem::take(&mut state.flushes).into()
    }

    /// Those who wait until everything is written.
    pub(super) fn flushes(&self) -> Vec<Flush> {
        self.lock().flushes.iter().copied().collect()
    }

    /// The first so many of them have their answer.
    pub(super) fn end_flushes(&self, count: usize) {
        self.lock().flushes.drain(..count);
    }

    pub(super) fn close(&self) {
        self.lock().is_closed = true;
        self.changed.notify_one();
    }

    pub(super) fn is_closed(&self) -> bool {
        self.lock().is_closed
    }

    /// Waits for something to do: a question, the end, somebody who waits until everything is written, entries so long after
    /// the first of them, or the time for something else.
    pub(super) fn next(&self, due: Due) -> Turn {
        let mut state = self.lock();
        loop {
            let now = Instant::now();
            let batch_at = state.since.map(|since| since + due.batch);
            let write_at = batch_at.map(|at| due.retry_at.map_or(at, |retry| retry.max(at)));
            let flush_at =
                state.flushes.front().map(|flush| due.flush_at.map_or(flush.since, |at| at.max(flush.since)));
            let [is_write_due, is_flush_due] = [write_at, flush_at].map(|at| at.is_some_and(|at| at <= now));
            let is_asked = !state.queries.is_empty() || is_flush_due || state.is_closed;
            if is_write_due || is_asked || due.until <= now {
                let queries = std::mem::take(&mut state.queries);
                return Turn { queries, is_write_due, is_flush_due, is_closed: state.is_closed };
            }
            let next = [write_at, flush_at].into_iter().flatten().fold(due.until, Instant::min);
            let waited = self.changed.wait_timeout(state, next.saturating_duration_since(now));
            state = waited.unwrap_or_else(PoisonError::into_inner).0;
        }
    }

    pub(super) fn take(&self) -> Vec<Entry> {
        let mut state = self.lock();
        state.since = None;
        state.backlog.take()
    }

    pub(super) fn put_back(&self, entries: Vec<Entry>) {
        let mut state = self.lock();
        state.since.get_or_insert_with(Instant::now);
        state.backlog.put_back(entries);
    }

    pub(super) fn take_merged(&self) -> usize {
        self.lock().backlog.take_merged()
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_waits_for_a_thread_that_goes_is_handed_back_and_nobody_waits_for_none() {
        let inbox = Inbox::default();
        assert!(!inbox.flush(1), "no thread has come");
        inbox.serve();
        assert!(inbox.flush(2) && inbox.flush(3));
        inbox.end_flushes(1);
        assert_eq!(inbox.leave().iter().map(|flush| flush.ticket).collect::<Vec<_>>(), [3]);
        assert!(!inbox.flush(4) && inbox.leave().is_empty());
        inbox.serve();
        assert!(inbox.flush(5), "another thread");
        inbox.close();
        assert!(!inbox.flush(6));
    }
}
