//! [`Kept`]: what the store has told so far of an account, and what it was asked and has not answered yet. It asks when it is told that
//! something is on the screen; a screen draws what there is, and never waits.
//!
//! ```text
//! last_time.rs   what is different from when somebody was last at a screen
//! events.rs      events, newest first, page by page
//! event_line.rs  an event in one line
//! runner.rs      the strip and the events of the runner that is looked at
//! strips.rs      what runners were like by time: those in view first
//! operations.rs  operations of earlier runs, and of other tracksides
//! strip.rs       a strip as it is drawn
//! stored.rs      all of it, of each account that is open
//! ```

pub mod event_line;
pub mod events;
pub mod last_time;
pub mod operations;
pub mod runner;
mod stored;
pub mod strip;
pub mod strips;

use std::time::Duration;

use crate::domain::{AccountId, Moment, RunnerId};
use crate::runtime::recorder::{Answer, Found, Query};
use crate::store::Choice;
use events::Events;
use last_time::LastTime;
use operations::Operations;
use runner::OneRunner;
pub use stored::Stored;
use strips::Strips;

/// What was handed over for keeping is in the file by then: a batch takes half as long.
const WRITTEN_AFTER: Duration = Duration::from_secs(1);

/// What the store told, as far as it was asked.
#[derive(Clone, Debug)]
pub struct Kept {
    is_on: bool,
    /// What is different from the last time.
    pub last_time: LastTime,
    /// What happened.
    pub events: Events,
    /// What the store has of operations.
    pub operations: Operations,
    /// What the runners of the list were like.
    pub strips: Strips,
    /// What the runner that is looked at was like, and what happened to it.
    pub runner: OneRunner,
    choices: Choices,
    /// Since when the store has something more to tell.
    news_since: Option<Moment>,
    asks: Asks,
    /// Tickets begin behind this.
    tickets: u64,
}

/// What the operator chose last, as far as the store told.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
enum Choices {
    #[default]
    Unasked,
    Asked(u64),
    Told,
}

/// Questions on their way out, each with its ticket.
#[derive(Clone, Debug)]
pub(super) struct Asks {
    account: AccountId,
    last_ticket: u64,
    outbox: Vec<(u64, Query)>,
}

impl Asks {
    /// Asks; answers with the ticket that the answer will have.
    fn ask(&mut self, query: impl FnOnce(AccountId) -> Query) -> u64 {
        self.last_ticket += 1;
        self.outbox.push((self.last_ticket, query(self.account)));
        self.last_ticket
    }
}

/// What an answer is for beyond what is drawn from here.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Told {
    /// Nothing.
    Nothing,
    /// What the operator chose last.
    Choices(Vec<(Choice, String)>),
    /// The operations, as they are in [`Kept::operations`] by now.
    Operations,
}

/// What of it is on the screen.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Shown {
    /// Whether events are.
    pub events: bool,
    /// Whether older events than those that are known would be.
    pub older_events: bool,
    /// The runners whose strips are, and those around them.
    pub strips: Option<strips::Wanted>,
    /// The runner whose pane or Activity is.
    pub runner: Option<RunnerId>,
}

impl Kept {
    /// Nothing is known of `account` yet; nothing ever is unless `is_on`. Questions have tickets behind `tickets`.
    pub fn new(account: AccountId, is_on: bool, tickets: u64) -> Self {
        Self {
            is_on,
            last_time: LastTime::default(),
            events: Events::default(),
            operations: Operations::default(),
            strips: Strips::default(),
            runner: OneRunner::default(),
            choices: Choices::default(),
            news_since: None,
            asks: Asks { account, last_ticket: tickets, outbox: Vec::new() },
            tickets,
        }
    }

    /// The account that it is of.
    pub fn account(&self) -> AccountId {
        self.asks.account
    }

    /// Whether both are of one account since it was opened.
    pub fn is_as_new_as(&self, other: &Self) -> bool {
        (self.account(), self.tickets) == (other.account(), other.tickets)
    }

    /// Whether the answer with this ticket is to a question that was asked here.
    pub fn asked(&self, ticket: u64) -> bool {
        self.tickets < ticket && ticket <= self.asks.last_ticket
    }

    /// Whether anything is kept.
    pub fn is_on(&self) -> bool {
        self.is_on
    }

    /// Something was handed over for keeping.
    pub fn has_news(&mut self, now: Moment) {
        self.news_since.get_or_insert(now);
    }

    /// Asks for what is on the screen and is not known, or may be different by now.
    pub fn follow(&mut self, shown: &Shown, now: Moment) {
        if !self.is_on {
            return;
        }
        if self.news_since.is_some_and(|since| now.since(&since) >= WRITTEN_AFTER) {
            self.news_since = None;
            self.events.is_stale = true;
            self.strips.is_stale = true;
            self.runner.is_stale = true;
        }
        if self.choices == Choices::Unasked {
            self.choices = Choices::Asked(self.asks.ask(|_| Query::Choices));
        }
        self.operations.follow(&mut self.asks);
        self.last_time.follow(now, WRITTEN_AFTER, &mut self.asks);
        if shown.events {
            self.events.follow(shown.older_events, &mut self.asks);
        }
        if let Some(wanted) = &shown.strips {
            self.strips.follow(wanted, now.wall, &mut self.asks);
        }
        if let Some(runner) = &shown.runner {
            self.runner.follow(runner, now.wall, &mut self.asks);
        }
    }

    /// The store is asked again what is different from the last time.
    pub fn ask_last_time(&mut self) {
        if self.is_on {
            self.last_time.ask(&mut self.asks);
        }
    }

    /// Takes an answer; one that nobody waits for is dropped. Answers with what whoever holds this is to follow.
    pub fn take(&mut self, answer: Answer, now: Moment) -> Told {
        let Answer { ticket, outcome } = answer;
        if self.choices == Choices::Asked(ticket) {
            self.choices = Choices::Told;
            // What cannot be read is as if nothing had been chosen.
            return if let Ok(Found::Choices(choices)) = outcome { Told::Choices(choices) } else { Told::Nothing };
        }
        if self.operations.take(ticket, &outcome) {
            return Told::Operations;
        }
        if self.last_time.waits_for(ticket) {
            self.last_time.take(outcome);
        } else if self.events.waits_for(ticket) {
            self.events.take(outcome);
        } else if self.strips.waits_for(ticket) {
            self.strips.take(outcome);
        } else if self.runner.waits_for(ticket) {
            self.runner.take(ticket, outcome, now.wall, &mut self.asks);
        }
        Told::Nothing
    }

    /// What the store is to be asked, each once.
    pub fn take_queries(&mut self) -> Vec<(u64, Query)> {
        std::mem::take(&mut self.asks.outbox)
    }
}

/// What an answer has that is not what was asked for: nothing, as no recorder gives such.
fn other(found: &Found) {
    debug_assert!(false, "an answer to another question: {found:?}");
}
