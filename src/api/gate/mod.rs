//! [`Gate`]: what every request of the process passes first. It keeps to the rate limit, lets the most urgent request
//! pass first, and holds all of them back after a 429.

mod budget;
mod line;
mod pause;

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::{Notify, watch};
use tokio::time::{Instant, sleep_until};

use super::priority::Priority;
use budget::Budget;
use line::{Line, Ticket};
use pause::Pauses;

pub use pause::MAX_PAUSE;

/// The gate. Of the requests that wait the most urgent passes first ([`Priority`]), as far as the [`Budget`] lets it; one
/// that has waited for a minute passes next, so that nothing waits for ever.
pub(super) struct Gate {
    state: Mutex<State>,
    /// Tells all who wait that somebody has left the line.
    moved: Notify,
    held: watch::Sender<Option<Instant>>,
}

struct State {
    line: Line,
    budget: Budget,
    pauses: Pauses,
}

/// That a request may be sent: what its answer says counts for the gate as it was when the request passed.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pass {
    /// How many pauses there had been.
    pauses: u64,
}

/// What a request finds at the gate.
enum Turn {
    Now(Pass),
    /// Nobody may pass before then.
    At(Instant),
    /// Another one passes now.
    Behind,
}

impl Gate {
    /// A gate for `per_minute` requests in any 60 s, where 0 counts as 1, that is never closed for less than
    /// `shortest_pause`.
    pub(super) fn new(per_minute: u32, shortest_pause: Duration) -> Self {
        let (budget, pauses) = (Budget::new(per_minute), Pauses::new(shortest_pause));
        Self {
            state: Mutex::new(State { line: Line::default(), budget, pauses }),
            moved: Notify::new(),
            held: watch::Sender::new(None),
        }
    }

    /// Until when requests are held back: by a pause, or by the limit while the operator or the list waits for it. What
    /// fills in is spread out on purpose, and nobody need know.
    ///
    /// `None` while requests pass. A moment in the past means the same: nothing came to the gate since.
    pub(super) fn subscribe(&self) -> watch::Receiver<Option<Instant>> {
        self.held.subscribe()
    }

    /// Waits until a request may be sent, and counts it. Dropping the future gives the place up.
    pub(super) async fn pass(&self, priority: Priority) -> Pass {
        let waiting = Waiting::take(self, priority);
        loop {
            // Before looking: what moves from here on is not missed.
            let moved = self.moved.notified();
            let turn = self.turn(waiting.ticket);
            if !matches!(turn, Turn::Now(_)) {
                self.publish(&self.state());
            }
            match turn {
                Turn::Now(pass) => return pass,
                Turn::Behind => moved.await,
                // In a loop, because there may be a pause, or a longer one, meanwhile, or somebody more urgent.
                Turn::At(until) => tokio::select! {
                    () = sleep_until(until) => {}
                    () = moved => {}
                },
            }
        }
    }

    /// A 429 to the request that had this pass: holds every request back, and answers with for how long not to try again.
    /// A pause that ends later stays.
    ///
    /// That is as long as `asked`, or a few seconds where nothing that makes sense was asked; but at least the shortest
    /// pause, doubled with each time that waiting did not help. Requests are held back for ten minutes of it at the most.
    /// Those that were on their way together count once.
    pub(super) fn refused(&self, pass: Pass, asked: Option<Duration>) -> Duration {
        let mut state = self.state();
        let wait = state.pauses.begin(pass.pauses, asked, Instant::now());
        self.publish(&state);
        wait
    }

    /// Another answer to the request that had this pass: the control plane takes requests again.
    pub(super) fn answered(&self, pass: Pass) {
        self.state().pauses.end_row(pass.pauses);
    }

    /// Counts the request if its turn has come, or says when to ask again.
    fn turn(&self, ticket: Ticket) -> Turn {
        let now = Instant::now();
        let mut state = self.state();
        match state.next(now) {
            Ok(first) if first == ticket => {
                state.budget.count(ticket.priority, now);
                state.line.pass(ticket, now);
                Turn::Now(Pass { pauses: state.pauses.count() })
            }
            Ok(_) => Turn::Behind,
            Err(until) => Turn::At(until),
        }
    }

    fn publish(&self, state: &State) {
        let held = state.held_until(Instant::now());
        self.held.send_if_modified(|shown| {
            let changes = *shown != held;
            *shown = held;
            changes
        });
    }

    /// A panic elsewhere leaves plain data behind, so a poisoned lock is no reason to stop.
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    /// Who may pass now, or when the next one may. Only to be asked while somebody waits.
    fn next(&self, now: Instant) -> Result<Ticket, Instant> {
        if let Some(until) = self.pauses.until(now) {
            return Err(until);
        }
        let mut soonest = now + budget::WINDOW;
        for first in self.line.firsts(now, self.budget.patience()) {
            let is_overdue = first.overdue_at <= now;
            let priority = if is_overdue { Priority::Operator } else { first.ticket.priority };
            match self.budget.opens_at(priority, now) {
                None => return Ok(first.ticket),
                Some(at) if is_overdue => soonest = soonest.min(at),
                Some(at) => soonest = soonest.min(at).min(first.overdue_at),
            }
        }
        Err(soonest)
    }

    fn held_until(&self, now: Instant) -> Option<Instant> {
        let urgent = self.line.most_urgent().filter(|&priority| priority >= Priority::List);
        self.pauses.until(now).or_else(|| self.budget.opens_at(urgent?, now))
    }
}

/// A place in the line, given up however the request's future ends.
struct Waiting<'a> {
    gate: &'a Gate,
    ticket: Ticket,
}

impl<'a> Waiting<'a> {
    fn take(gate: &'a Gate, priority: Priority) -> Self {
        Self { gate, ticket: gate.state().line.join(priority, Instant::now()) }
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        let mut state = self.gate.state();
        state.line.leave(self.ticket);
        self.gate.publish(&state);
        drop(state);
        self.gate.moved.notify_waiters();
    }
}

#[cfg(test)]
mod tests;
