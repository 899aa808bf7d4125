//! When an operation halts, and what the operator then decides.

use super::policy::Goal;
use super::step::{Outcome, Step};
use super::{Look, Operation, Order};
use crate::domain::Moment;

/// Whether more is sent.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum State {
    /// One turn follows the other.
    Running,
    /// Nothing more is sent until the operator decides.
    Halted(Halt),
    /// Nothing more is ever sent; what was is still watched.
    Ending,
}

/// Why it halted.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Halt {
    /// The item that it is about.
    pub index: usize,
    /// What is wrong.
    pub trouble: Trouble,
    /// Since when.
    pub since: Moment,
}

/// What is wrong with a runner, so that nothing more is sent.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Trouble {
    /// It is not back in time.
    NotBack,
    /// Its restart was not seen.
    NotSeenAway,
    /// Its request was refused.
    Refused,
    /// Its request was not sent.
    NotSent,
    /// It is not known whether its request arrived.
    Unknown,
    /// The program that sent the request ended; this one goes on only when told.
    Interrupted,
}

/// What the operator decides about an operation.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Decision {
    /// The runner it halted at is waited for once more as long.
    WaitOn,
    /// The runner it halted at is left as it is, and the next one's turn comes.
    GoOn,
    /// Nothing more is sent; what was is still watched. The second time nothing is watched either.
    End,
}

impl Operation {
    /// Whether more is sent.
    pub fn state(&self) -> State {
        self.state
    }

    /// Why it halted, if it did.
    pub fn halt(&self) -> Option<Halt> {
        if let State::Halted(halt) = self.state { Some(halt) } else { None }
    }

    /// Whether turns still begin.
    pub(super) fn is_sending(&self) -> bool {
        self.state == State::Running
    }

    /// Whether a decision means something now.
    pub fn can(&self, decision: Decision) -> bool {
        match decision {
            Decision::WaitOn => {
                self.halt().is_some_and(|halt| matches!(self.items[halt.index].step, Step::Watching(_)))
            }
            Decision::GoOn => self.halt().is_some() && self.is_claimed(),
            Decision::End => self.is_under_way() && (self.state != State::Ending || self.watched().next().is_some()),
        }
    }

    fn watched(&self) -> impl Iterator<Item = usize> {
        let watched = |(index, item): (usize, &super::Item)| matches!(item.step, Step::Watching(_)).then_some(index);
        self.items.iter().enumerate().filter_map(watched)
    }

    pub(super) fn halt_at(&mut self, index: usize, trouble: Trouble, now: Moment) {
        // The first trouble is the one that is asked about; and one that ends sends nothing in any case.
        if self.is_sending() {
            self.state = State::Halted(Halt { index, trouble, since: now });
        }
    }

    /// Whether one that is watched should have been back, or seen away, by now.
    pub(super) fn judge(&mut self, now: Moment, look: &impl Look) {
        let watched: Vec<usize> = self.watched().collect();
        for index in watched {
            let (action, goal) = (self.action, self.policy.goal);
            let is_halt_here = self.halt().is_some_and(|halt| halt.index == index);
            let Step::Watching(watch) = &self.items[index].step else { continue };
            if now.mono >= watch.until.mono {
                if self.state == State::Ending {
                    let status =
                        look.runner(&self.items[index].subject.key).and_then(|(runner, _)| runner.status.clone());
                    self.end_item(index, Outcome::NotBack { status }, now);
                } else if !is_halt_here {
                    self.halt_at(index, Trouble::NotBack, now);
                }
            } else if watch.is_unseen(action, now) && !is_halt_here {
                if goal == Goal::SeenOrNot || self.state == State::Ending {
                    let after = now.since(&watch.since);
                    self.end_item(index, Outcome::NotSeenAway { after }, now);
                } else {
                    self.halt_at(index, Trouble::NotSeenAway, now);
                }
            }
        }
    }

    /// Takes what the operator decided. Answers with what is to be done.
    pub fn decide(&mut self, decision: Decision, now: Moment, look: &impl Look) -> Vec<Order> {
        if !self.can(decision) {
            return Vec::new();
        }
        match decision {
            Decision::WaitOn => self.wait_on(now),
            Decision::GoOn => self.go_on(now, look),
            Decision::End => return self.end(now),
        }
        Vec::new()
    }

    fn wait_on(&mut self, now: Moment) {
        let Some(halt) = self.halt() else { return };
        if let Step::Watching(watch) = &mut self.items[halt.index].step {
            watch.unseen_since = now;
            watch.until = now.plus(self.policy.deadline);
        }
        self.state = State::Running;
    }

    fn go_on(&mut self, now: Moment, look: &impl Look) {
        let Some(halt) = self.halt() else { return };
        self.state = State::Running;
        if let Step::Watching(watch) = &self.items[halt.index].step {
            let after = now.since(&watch.since);
            let outcome = if halt.trouble == Trouble::NotSeenAway {
                Outcome::NotSeenAway { after }
            } else {
                let runner = look.runner(&self.items[halt.index].subject.key);
                Outcome::NotBack { status: runner.and_then(|(runner, _)| runner.status.clone()) }
            };
            self.end_item(halt.index, outcome, now);
        }
    }

    fn end(&mut self, now: Moment) -> Vec<Order> {
        if self.state == State::Ending {
            for index in self.watched().collect::<Vec<_>>() {
                self.end_item(index, Outcome::Unwatched, now);
            }
            return Vec::new();
        }
        // One that it halted at was waited for long enough.
        let halted = self.halt();
        self.state = State::Ending;
        if let Some(halt) = halted.filter(|halt| matches!(self.items[halt.index].step, Step::Watching(_))) {
            let outcome = match halt.trouble {
                Trouble::NotSeenAway => Outcome::NotSeenAway { after: now.since(&self.watch_of(halt.index)) },
                _ => Outcome::Unwatched,
            };
            self.end_item(halt.index, outcome, now);
        }
        let mut orders = Vec::new();
        for item in &mut self.items {
            match item.step {
                Step::Waiting | Step::Idle { .. } | Step::Noting { .. } => {
                    item.go_to(Step::Ended(Outcome::NotStarted), now);
                }
                Step::Sending { ticket, .. } => orders.push(Order::TakeBack(ticket)),
                Step::Watching(_) | Step::Ended(_) => {}
            }
        }
        orders
    }

    fn watch_of(&self, index: usize) -> Moment {
        if let Step::Watching(watch) = &self.items[index].step { watch.since } else { self.started }
    }
}
