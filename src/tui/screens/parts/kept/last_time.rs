//! [`LastTime`]: what is different from when somebody was last at a screen, before this run.

use std::time::Duration;

use jiff::Timestamp;

use super::{Asks, other};
use crate::account::difference::Difference;
use crate::account::history::RecordKind;
use crate::domain::Moment;
use crate::runtime::recorder::{Found, Query};
use crate::store::StoreFault;

/// What the store told of the last time.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Told {
    /// When somebody was last at a screen. `None`: nobody ever was.
    pub since: Option<Timestamp>,
    /// What is different.
    pub differences: Vec<Difference>,
}

/// What is different from the last time, as far as that is known.
#[derive(Clone, Debug, Default)]
pub struct LastTime {
    /// Whether the first list of this run came.
    has_begun: bool,
    /// Whether the second one came: a runner is known to be gone when two lack it.
    is_confirmed: bool,
    /// What came then is to be asked for.
    ask_after: Option<Moment>,
    ticket: Option<u64>,
    told: Option<Result<Told, StoreFault>>,
    is_said: bool,
    /// How many were gone when it was said.
    said_gone: usize,
}

impl LastTime {
    /// A list came. What is different is known with the first, and who is gone with the second; later ones change nothing.
    pub fn list_came(&mut self, now: Moment) {
        if !self.is_confirmed {
            self.ask_after = Some(now);
        }
        self.is_confirmed = self.has_begun;
        self.has_begun = true;
    }

    /// What was told; `None` until it was.
    pub fn told(&self) -> Option<&Result<Told, StoreFault>> {
        self.told.as_ref()
    }

    /// What is to be said of it at the start, until that was said.
    pub fn unsaid(&self) -> Option<&Told> {
        self.told.as_ref().and_then(|told| told.as_ref().ok()).filter(|_| !self.is_said)
    }

    /// It was said.
    pub fn said(&mut self) {
        self.is_said = true;
        self.said_gone = self.gone();
    }

    fn gone(&self) -> usize {
        let is_gone = |one: &&Difference| one.kinds.contains(&RecordKind::Vanished);
        let told = self.told.as_ref().and_then(|told| told.as_ref().ok());
        told.map_or(0, |told| told.differences.iter().filter(is_gone).count())
    }

    /// Asks once the list is in the file.
    pub(super) fn follow(&mut self, now: Moment, written_after: Duration, asks: &mut Asks) {
        if self.ask_after.is_some_and(|came| now.since(&came) >= written_after) {
            self.ask_after = None;
            self.ask(asks);
        }
    }

    /// Asks, unless that is under way.
    pub(super) fn ask(&mut self, asks: &mut Asks) {
        if self.has_begun && self.ticket.is_none() {
            self.ticket = Some(asks.ask(|account| Query::Differences { account }));
        }
    }

    pub(super) fn waits_for(&self, ticket: u64) -> bool {
        self.ticket == Some(ticket)
    }

    pub(super) fn take(&mut self, outcome: Result<Found, StoreFault>) {
        self.ticket = None;
        self.told = Some(match outcome {
            Ok(Found::Differences { since, differences }) => Ok(Told { since, differences }),
            Ok(found) => return other(&found),
            Err(fault) => Err(fault),
        });
        self.is_said &= self.gone() <= self.said_gone;
    }
}
