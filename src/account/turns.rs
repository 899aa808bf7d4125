//! [`Turns`]: several pieces of work that are begun in their order, a few at a time, and end exactly once each: the tests of
//! connectivity, which change nothing.
//!
//! It is a value: it sends nothing, reads no clock and knows no screen. Its owner hands out the turns with
//! [`Turns::tick`], sends what was begun, and hands back every answer by its ticket.

use super::operation::LeftOut;
use crate::domain::Moment;

/// Several pieces of work `W`, each of which comes to a `T` where all is well.
#[derive(Clone, PartialEq, Debug)]
pub struct Turns<W, T> {
    items: Vec<Item<W, T>>,
    at_a_time: usize,
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
    /// It has its answer, whatever that is.
    Done(T),
    /// It was not to be done when its turn came.
    LeftOut(LeftOut),
    /// Nobody waits for its answer any more, or it was never begun.
    Stopped,
}

impl<W, T> Item<W, T> {
    /// Work whose turn is to come.
    pub fn new(work: W) -> Self {
        Self { work, stage: Stage::Waiting }
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

impl<W, T> Turns<W, T> {
    /// Work of which nothing is begun yet.
    pub fn new(items: Vec<Item<W, T>>, at_a_time: usize) -> Self {
        Self { items, at_a_time }
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
        let mut room = self.at_a_time.saturating_sub(self.under_way().count());
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
        item.stage = Stage::Ended(outcome);
        true
    }

    /// Begins nothing more, and waits for nothing more: for work that changes nothing. Answers with the requests that
    /// were under way.
    pub fn give_up(&mut self) -> Vec<u64> {
        let tickets: Vec<u64> = self.under_way().filter_map(Item::ticket).collect();
        for item in self.items.iter_mut().filter(|item| item.outcome().is_none()) {
            item.stage = Stage::Ended(Outcome::Stopped);
        }
        tickets
    }
}
