//! [`Operation`]: several pieces of work that are begun in their order, a few at a time, and end exactly once each.
//!
//! It is a value: it sends nothing, reads no clock and knows no screen. Its owner hands out the turns with
//! [`Operation::tick`], sends what was begun, and hands back every answer by its ticket. A panel is a view of it; closing
//! the panel ends nothing.
//!
//! ```text
//! mod.rs      turns, policy, outcomes: whatever the work is
//! action.rs   one action for several runners
//! ```
//!
//! The tests of connectivity, in [`super::connectivity`], are such operations too.

mod action;

use crate::api::{ApiError, Cause};
use crate::domain::Moment;

pub use action::{ActionOnSeveral, Rule, Subject};

/// How an operation goes on. What else will decide that (a deadline, a pause between two, when to wait) belongs here.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Policy {
    /// Items under way at the same time, at the most; at least 1.
    pub at_a_time: usize,
    /// Whether nothing more is begun once an item has failed.
    pub stops_at_failure: bool,
}

/// Several pieces of work `W`, each of which comes to a `T` where all is well.
#[derive(Clone, PartialEq, Debug)]
pub struct Operation<W, T> {
    items: Vec<Item<W, T>>,
    policy: Policy,
    is_stopped: bool,
}

/// One piece of work.
#[derive(Clone, PartialEq, Debug)]
pub struct Item<W, T> {
    /// What is to be done.
    pub work: W,
    stage: Stage<T>,
}

/// How far an item is.
#[derive(Clone, PartialEq, Debug)]
pub enum Stage<T> {
    /// Its turn is still to come.
    Waiting,
    /// It was begun, and has no answer yet.
    UnderWay {
        /// Its request's.
        ticket: u64,
        /// When it was begun.
        since: Moment,
    },
    /// It has ended.
    Ended(Outcome<T>),
}

/// How an item ended.
#[derive(Clone, PartialEq, Debug)]
pub enum Outcome<T> {
    /// It was carried out: of a change, that the control plane took it.
    Done(T),
    /// It was not carried out, as the control plane says.
    Refused(ApiError),
    /// No answer came that tells: it may have been carried out.
    Unanswered(ApiError),
    /// Nothing was sent, and nobody wanted that.
    NotSent(ApiError),
    /// It was not to be done when its turn came, or before.
    LeftOut(LeftOut),
    /// The operator, or the failure of another item, ended it before it was sent, or before its answer came.
    Stopped,
}

/// Why an item is left out.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum LeftOut {
    /// The control plane has no such runner any more.
    Gone,
    /// The runner does not allow it now, for this reason of the domain's tables.
    NotAllowed(&'static str),
    /// The runner is not what was confirmed any more, as the domain's rule for that says.
    Outdated(String),
    /// The same was asked of the runner by another way since the operation began.
    AskedMeanwhile,
    /// Another command to the runner has no answer yet.
    AnotherUnanswered,
}

impl<T> Outcome<T> {
    /// What an answer comes to.
    pub fn of(answer: Result<T, ApiError>) -> Self {
        match answer {
            Ok(value) => Self::Done(value),
            Err(error) if error.is_unanswered() => Self::Unanswered(error),
            Err(error) if error.cause == Cause::TakenBack => Self::Stopped,
            Err(error) if error.is_not_sent() => Self::NotSent(error),
            Err(error) => Self::Refused(error),
        }
    }

    /// Whether something went wrong, so that the operator may want the rest to stop.
    pub fn is_failure(&self) -> bool {
        match self {
            Self::Refused(_) | Self::Unanswered(_) | Self::NotSent(_) => true,
            Self::Done(_) | Self::LeftOut(_) | Self::Stopped => false,
        }
    }
}

impl<W, T> Item<W, T> {
    /// Work whose turn is to come.
    pub fn new(work: W) -> Self {
        Self { work, stage: Stage::Waiting }
    }

    /// Work that is left out from the beginning.
    pub fn left_out(work: W, why: LeftOut) -> Self {
        Self { work, stage: Stage::Ended(Outcome::LeftOut(why)) }
    }

    /// How far it is.
    pub fn stage(&self) -> &Stage<T> {
        &self.stage
    }

    /// How it ended; `None` until it has.
    pub fn outcome(&self) -> Option<&Outcome<T>> {
        if let Stage::Ended(outcome) = &self.stage { Some(outcome) } else { None }
    }

    /// The request that it waits for.
    pub fn ticket(&self) -> Option<u64> {
        if let Stage::UnderWay { ticket, .. } = self.stage { Some(ticket) } else { None }
    }

    fn is_waiting(&self) -> bool {
        matches!(self.stage, Stage::Waiting)
    }
}

impl<W, T> Operation<W, T> {
    /// An operation of which nothing is begun yet.
    pub fn new(items: Vec<Item<W, T>>, policy: Policy) -> Self {
        Self { items, policy, is_stopped: false }
    }

    /// All items, in the order of their turns.
    pub fn items(&self) -> &[Item<W, T>] {
        &self.items
    }

    /// Items whose turn is still to come.
    pub fn waiting(&self) -> usize {
        self.items.iter().filter(|item| item.is_waiting()).count()
    }

    /// The items that wait for an answer.
    pub fn under_way(&self) -> impl Iterator<Item = &Item<W, T>> {
        self.items.iter().filter(|item| item.ticket().is_some())
    }

    /// The first item that waits for an answer, and since when.
    pub fn current(&self) -> Option<(&W, Moment)> {
        self.items.iter().find_map(|item| match item.stage {
            Stage::UnderWay { since, .. } => Some((&item.work, since)),
            Stage::Waiting | Stage::Ended(_) => None,
        })
    }

    /// Items that have their answer, and items that were not left out or stopped.
    pub fn progress(&self) -> (usize, usize) {
        let counts = |item: &&Item<W, T>| !matches!(item.outcome(), Some(Outcome::LeftOut(_) | Outcome::Stopped));
        let asked = || self.items.iter().filter(counts);
        (asked().filter(|item| item.outcome().is_some()).count(), asked().count())
    }

    /// Whether every item has ended.
    pub fn is_over(&self) -> bool {
        self.items.iter().all(|item| item.outcome().is_some())
    }

    /// Hands out the turns that are due `now`: `begin` has an item's request sent and answers with its ticket, or says why
    /// the item is left out. To be called once the operation begins and whenever something happened to it; where no turn
    /// is due it does nothing.
    pub fn tick(&mut self, now: Moment, mut begin: impl FnMut(&W) -> Result<u64, LeftOut>) {
        let mut room = self.policy.at_a_time.saturating_sub(self.under_way().count());
        for item in self.items.iter_mut().filter(|item| item.is_waiting()) {
            if room == 0 {
                break;
            }
            item.stage = match begin(&item.work) {
                Ok(ticket) => {
                    room -= 1;
                    Stage::UnderWay { ticket, since: now }
                }
                Err(why) => Stage::Ended(Outcome::LeftOut(why)),
            };
        }
    }

    /// The item that waits for this request; `None` for a ticket of another, and once it was answered or given up.
    pub fn waits_for(&self, ticket: u64) -> Option<&Item<W, T>> {
        self.items.iter().find(|item| item.ticket() == Some(ticket))
    }

    /// Takes what a request came to. Says whether an item waited for it. The next turn is handed out by `tick`.
    pub fn ended(&mut self, ticket: u64, outcome: Outcome<T>) -> bool {
        let Some(item) = self.items.iter_mut().find(|item| item.ticket() == Some(ticket)) else { return false };
        let stops = outcome.is_failure() && self.policy.stops_at_failure;
        item.stage = Stage::Ended(outcome);
        if stops {
            self.end_waiting();
        }
        true
    }

    /// Whether a stop would stop something.
    pub fn can_stop(&self) -> bool {
        !self.is_stopped && !self.is_over()
    }

    /// Begins nothing more. Answers with the requests under way, which the caller takes back where it can; each is still
    /// waited for, as it may have left. The second time, and at the end, there is nothing to stop: `None`.
    pub fn stop(&mut self) -> Option<Vec<u64>> {
        if !self.can_stop() {
            return None;
        }
        self.is_stopped = true;
        self.end_waiting();
        Some(self.under_way().filter_map(Item::ticket).collect())
    }

    /// Begins nothing more, and waits for nothing more: for work that changes nothing. Answers with the requests that
    /// were under way.
    pub fn give_up(&mut self) -> Vec<u64> {
        let tickets: Vec<u64> = self.under_way().filter_map(Item::ticket).collect();
        self.is_stopped = true;
        for item in self.items.iter_mut().filter(|item| item.outcome().is_none()) {
            item.stage = Stage::Ended(Outcome::Stopped);
        }
        tickets
    }

    fn end_waiting(&mut self) {
        for item in self.items.iter_mut().filter(|item| item.is_waiting()) {
            item.stage = Stage::Ended(Outcome::Stopped);
        }
    }
}
