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
    is_closed: bool,
}

/// What is to be done next.
pub(super) struct Turn {
    /// Questions, oldest first.
    pub(super) queries: VecDeque<(u64, Query)>,
    /// Whether the backlog is to be written.
    pub(super) is_write_due: bool,
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

    pub(super) fn close(&self) {
        self.lock().is_closed = true;
        self.changed.notify_one();
    }

    pub(super) fn is_closed(&self) -> bool {
        self.lock().is_closed
    }

    /// Waits for something to do: a question, the end, entries so long after the first of them, but not before `not_before`,
    /// or `until`.
    pub(super) fn next(&self, batch: Duration, not_before: Option<Instant>, until: Instant) -> Turn {
        let mut state = self.lock();
        loop {
            let now = Instant::now();
            let write_at = state.since.map(|since| not_before.map_or(since + batch, |at| at.max(since + batch)));
            let is_write_due = write_at.is_some_and(|at| at <= now);
            if is_write_due || state.is_closed || !state.queries.is_empty() || until <= now {
                let queries = std::mem::take(&mut state.queries);
                return Turn { queries, is_write_due, is_closed: state.is_closed };
            }
            let wait = write_at.map_or(until, |at| at.min(until)).saturating_duration_since(now);
            let waited = self.changed.wait_timeout(state, wait);
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
