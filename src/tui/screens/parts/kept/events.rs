//! [`Events`]: what happened to the runners of an account, newest first, read page by page.

use super::{Asks, other};
use crate::account::difference::Event;
use crate::runtime::recorder::{Found, Query};
use crate::store::StoreFault;

/// Events of a page.
const PAGE: usize = 200;
/// More than these are not held: who looks for older ones has a filter, or the file.
const MOST: usize = 5_000;

/// What happened, as far as it was read.
#[derive(Clone, Debug, Default)]
pub struct Events {
    /// Newest first.
    read: Vec<Event>,
    /// Whether there are none before the last one.
    is_whole: bool,
    /// Whether there may be newer ones than the first.
    pub(super) is_stale: bool,
    /// Whether anything was read.
    is_read: bool,
    /// What was asked for: the newest page, or the one before a number.
    asked: Option<(u64, Option<u64>)>,
    fault: Option<StoreFault>,
}

impl Events {
    /// Newest first, as far as they were read.
    pub fn newest_first(&self) -> &[Event] {
        &self.read
    }

    /// Whether anything was read yet.
    pub fn is_read(&self) -> bool {
        self.is_read
    }

    /// Whether there are none before the last one.
    pub fn is_whole(&self) -> bool {
        self.is_whole
    }

    /// Whether as many are held as ever are.
    pub fn is_full(&self) -> bool {
        self.read.len() >= MOST
    }

    /// Why they could not be read the last time.
    pub fn fault(&self) -> Option<&StoreFault> {
        self.fault.as_ref()
    }

    pub(super) fn follow(&mut self, wants_older: bool, asks: &mut Asks) {
        if self.asked.is_some() {
            return;
        }
        let before = if !self.is_read || self.is_stale {
            self.is_stale = false;
            None
        } else if wants_older && !self.is_whole && !self.is_full() && self.fault.is_none() {
            self.read.last().map(|event| event.number)
        } else {
            return;
        };
        let ticket = asks.ask(|account| Query::Events { account, before, most: PAGE });
        self.asked = Some((ticket, before));
    }

    pub(super) fn waits_for(&self, ticket: u64) -> bool {
        self.asked.is_some_and(|(asked, _)| asked == ticket)
    }

    pub(super) fn take(&mut self, outcome: Result<Found, StoreFault>) {
        let before = self.asked.take().and_then(|(_, before)| before);
        self.is_read = true;
        let page = match outcome {
            Ok(Found::Events(page)) => page,
            Ok(found) => return other(&found),
            Err(fault) => {
                self.fault = Some(fault);
                return;
            }
        };
        self.fault = None;
        // A page with one that cannot be read any more is shorter; the next one tells that it was not the last.
        let is_last = page.is_empty();
        if before.is_some() {
            self.is_whole |= is_last;
            self.read.extend(page);
            return;
        }
        let known = self.read.first().map(|event| event.number);
        let joins = known.is_some_and(|known| page.iter().any(|event| event.number <= known));
        if joins {
            let newer = page.into_iter().filter(|event| Some(event.number) > known);
            self.read.splice(..0, newer.collect::<Vec<_>>());
            self.read.truncate(MOST);
        } else {
            self.is_whole = is_last;
            self.read = page;
        }
    }
}
