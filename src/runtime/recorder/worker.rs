//! The thread that keeps the store: batches, faults and their end, questions, and what is too old.

use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use jiff::{SignedDuration, Timestamp};
use tokio::sync::mpsc;

use super::inbox::{Due, Flush, Inbox};
use super::{Answer, Found, KeptAccount, Notice, Query, RecorderSetup, StoreLocation, Timing};
use crate::domain::{AccountId, Label};
use crate::files::private;
use crate::store::{Store, StoreFault, Views};

/// Between two looks for what is too old.
const PRUNE_EVERY: Duration = Duration::from_secs(3_600);
/// Before the first such look: the start has better things to do.
const PRUNE_AFTER: Duration = Duration::from_secs(20);
/// Between two steps, for whoever else wants the file.
const PRUNE_PAUSE: Duration = Duration::from_millis(100);

pub(super) struct Worker {
    setup: RecorderSetup,
    inbox: Arc<Inbox>,
    notices: mpsc::Sender<Notice>,
    store: Option<Store>,
    /// What the store that was open before had seen.
    views: Views,
    /// What is wrong, and since when.
    fault: Option<(StoreFault, Instant)>,
    /// What was told of that.
    told: Option<StoreFault>,
    is_clock_told: bool,
    /// Whether the file that was open is no longer there.
    is_replaced: bool,
    retry_at: Option<Instant>,
    prune_at: Instant,
    /// When to look for damage, where that was not done since the store was opened.
    check_at: Option<Instant>,
    is_opening_told: bool,
}

impl Worker {
    pub(super) fn new(setup: RecorderSetup, inbox: Arc<Inbox>, notices: mpsc::Sender<Notice>) -> Self {
        Self {
            is_opening_told: setup.has_screen,
            setup,
            inbox,
            notices,
            store: None,
            views: Views::default(),
            fault: None,
            told: None,
            is_clock_told: false,
            is_replaced: false,
            retry_at: None,
            prune_at: Instant::now() + PRUNE_AFTER,
            check_at: None,
        }
    }

    /// Works until the inbox is closed and what was in it is written, as far as it can be. Says whether all of it is.
    pub(super) fn run(mut self) -> bool {
        if let Err(fault) = self.open() {
            self.failed(fault);
        }
        loop {
            let turn = self.inbox.next(self.due());
            if turn.is_flush_due && !turn.is_closed {
                self.flush();
            }
            for (ticket, query) in turn.queries {
                let outcome = self.answer(query);
                self.tell(Notice::Answered(Answer { ticket, outcome }));
            }
            if turn.is_closed {
                return self.finish();
            }
            if turn.is_write_due {
                // What is wrong is told, and it is tried again.
                let _ = self.write();
            }
            if self.check_at.is_some_and(|at| at <= Instant::now()) {
                self.check();
            }
            if self.prune_at <= Instant::now() {
                self.prune();
            }
        }
    }

    fn timing(&self) -> Timing {
        self.setup.timing
    }

    fn due(&self) -> Due {
        // Something else that is wrong may not be any more, and who waits for an answer gets one at once.
        let flush_at = self.retry_at.filter(|_| matches!(self.fault, Some((StoreFault::Locked, _))));
        let until = self.check_at.map_or(self.prune_at, |at| at.min(self.prune_at));
        Due { batch: self.timing().batch, retry_at: self.retry_at, flush_at, until }
    }

    /// The last batch. Another program that holds the file is waited for, but not long. Says whether nothing is left.
    fn finish(mut self) -> bool {
        let give_up = Instant::now() + self.timing().last_batch;
        while let Err(fault) = self.write() {
            if fault != StoreFault::Locked || Instant::now() >= give_up {
                return false;
            }
            thread::sleep(self.timing().retry_locked.min(Duration::from_millis(50)));
        }
        match self.fault {
            None | Some((StoreFault::Locked, _)) => true,
            // There was nothing to write, but nothing could have been written either.
            Some(_) => self.open().is_ok(),
        }
    }

    /// Writes what waits so that it survives a loss of power, and answers those who wait for that. While another program holds
    /// the file they wait on, but not long.
    fn flush(&mut self) {
        let waiting = self.inbox.flushes();
        let outcome = self.write().and_then(|()| self.sync());
        let is_locked = outcome == Err(StoreFault::Locked);
        let limit = self.timing().flush;
        let is_over = |flush: &&Flush| !is_locked || flush.since.elapsed() >= limit;
        for Flush { ticket, .. } in waiting.iter().take_while(is_over) {
            self.inbox.end_flushes(1);
            self.tell(Notice::Flushed { ticket: *ticket, outcome: outcome.clone() });
        }
    }

    fn sync(&mut self) -> Result<(), StoreFault> {
        let outcome = self.open().and_then(Store::sync);
        match &outcome {
            Ok(()) => self.succeeded(),
            // What was written before is in no file any more. The next entry begins one.
            Err(StoreFault::Replaced) => {
                self.shut();
                self.is_replaced = true;
            }
            Err(fault) => self.failed(fault.clone()),
        }
        outcome
    }

    /// Writes what waits. Where it cannot, that is told, and all of it waits on.
    fn write(&mut self) -> Result<(), StoreFault> {
        let entries = self.inbox.take();
        if entries.is_empty() {
            return Ok(());
        }
        let outcome = self.open().and_then(|store| store.write(&entries, Timestamp::now()));
        match outcome {
            Ok(written) => {
                self.succeeded();
                if written.clock_was_set_back && !self.is_clock_told {
                    self.tell(Notice::ClockSetBack);
                }
                self.is_clock_told = written.clock_was_set_back;
                for (account, operation) in written.elsewhere {
                    self.tell(Notice::Elsewhere { account, operation });
                }
                Ok(())
            }
            Err(StoreFault::Replaced) if self.store.is_some() => {
                self.inbox.put_back(entries);
                self.shut();
                self.is_replaced = true;
                self.write()
            }
            Err(fault) => {
                self.inbox.put_back(entries);
                self.failed(fault.clone());
                Err(fault)
            }
        }
    }

    /// The store, opened if it is not.
    fn open(&mut self) -> Result<&mut Store, StoreFault> {
        let store = if let Some(store) = self.store.take() {
            store
        } else {
            let store = open(&self.setup)?;
            let mut store = if self.setup.has_screen { store } else { store.without_screen() };
            let was_damaged = matches!(self.fault, Some((StoreFault::Damaged, _)));
            self.check_at = if was_damaged || self.timing().check.is_zero() {
                store.check()?;
                None
            } else {
                Some(Instant::now() + self.timing().check)
            };
            store.take_views(std::mem::take(&mut self.views));
            if !std::mem::replace(&mut self.is_opening_told, true) {
                self.tell(Notice::Opened);
            }
            store
        };
        Ok(self.store.insert(store))
    }

    /// Looks for damage where nothing has read or written lately: it would be told only once that is too late.
    fn check(&mut self) {
        self.check_at = None;
        match self.store.as_ref().map(Store::check) {
            Some(Err(StoreFault::Locked)) => self.check_at = Some(Instant::now() + self.timing().retry),
            Some(Err(fault)) => self.failed(fault),
            Some(Ok(())) | None => {}
        }
    }

    /// Closes the store; what it has seen is compared with the next.
    fn shut(&mut self) {
        if let Some(store) = self.store.take() {
            self.views = store.into_views();
        }
    }

    fn succeeded(&mut self) {
        self.fault = None;
        self.retry_at = None;
        let merged = self.inbox.take_merged();
        if std::mem::take(&mut self.is_replaced) {
            self.tell(Notice::BegunAnew);
        }
        if self.told.take().is_some() || merged > 0 {
            self.tell(Notice::Restored { merged });
        }
    }

    fn failed(&mut self, fault: StoreFault) {
        let is_locked = fault == StoreFault::Locked;
        if !is_locked {
            // The next try looks at the file anew.
            self.shut();
        }
        let now = Instant::now();
        let timing = self.timing();
        let since = self.fault.as_ref().map_or(now, |(_, since)| *since);
        self.retry_at = Some(now + if is_locked { timing.retry_locked } else { timing.retry });
        // That another program is at it for a moment is no news.
        let is_news = !is_locked || now.duration_since(since) >= timing.patience;
        if is_news && self.told.as_ref() != Some(&fault) {
            self.tell(Notice::Failed(fault.clone()));
            self.told = Some(fault.clone());
        }
        self.fault = Some((fault, since));
    }

    fn answer(&mut self, query: Query) -> Result<Found, StoreFault> {
        query.answered_by(self.open()?)
    }

    /// Takes one step of what is too old, of each account.
    fn prune(&mut self) {
        let now = Timestamp::now();
        let accounts = self.setup.accounts.clone();
        let mut is_more = false;
        for (index, KeptAccount { days, .. }) in accounts.iter().enumerate() {
            let Some(days) = days else { continue };
            let age = SignedDuration::from_hours(24 * i64::from(*days));
            let (Ok(index), Ok(limit)) = (u8::try_from(index), now.checked_sub(age)) else { continue };
            // What goes wrong with the file shows when something is written.
            let Some(store) = &mut self.store else { continue };
            is_more |= store.prune(AccountId(index), limit).unwrap_or(false);
        }
        self.prune_at = Instant::now() + if is_more { PRUNE_PAUSE } else { PRUNE_EVERY };
    }

    fn tell(&self, notice: Notice) {
        // The loop is gone only when the program ends; what is to be written is written all the same.
        if !self.inbox.is_closed() {
            let _ = self.notices.blocking_send(notice);
        }
    }
}

fn open(setup: &RecorderSetup) -> Result<Store, StoreFault> {
    let identities: Vec<_> = setup.accounts.iter().map(|account| account.identity.clone()).collect();
    let path = match &setup.location {
        StoreLocation::Memory => return Store::in_memory(&identities),
        StoreLocation::File { path: None } => return Err(StoreFault::Other(Label::from("there is no home folder"))),
        StoreLocation::File { path: Some(path) } => path,
    };
    private::create(path)?;
    let store = Store::open(path, &identities)?;
    // Only now: the file is ours.
    for suffix in ["", "-wal", "-shm"] {
        let mut name = path.clone().into_os_string();
        name.push(suffix);
        private::take_from_others(name.as_ref())?;
    }
    Ok(store)
}
