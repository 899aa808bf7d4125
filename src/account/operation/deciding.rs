//! When an operation halts, and what the operator then decides.

use super::policy::Goal;
use super::step::{Outcome, Step};
use super::{Look, Operation, Order};
use crate::domain::{Moment, Status};

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

    /// Why it halted, if it did and there is still something to decide.
    pub fn halt(&self) -> Option<Halt> {
        if let State::Halted(halt) = self.state { Some(halt).filter(|_| self.is_under_way()) } else { None }
    }

    /// Whether turns still begin.
    pub(super) fn is_sending(&self) -> bool {
        self.state == State::Running
    }

    /// Whether a decision means something now.
    pub fn can(&self, decision: Decision) -> bool {
        match decision {
            Decision::WaitOn => {
                let is_watched = |halt: Halt| matches!(self.items[halt.index].step, Step::Watching(_));
                self.halt().is_some_and(is_watched) && self.is_claimed()
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

    /// While the control plane could not be read nobody could see whether a runner is back: that time does not count.
    pub(super) fn allow_for_outage(&mut self, now: Moment) {
        let Some(since) = self.unreadable_since.take() else { return };
        for item in &mut self.items {
            if let Step::Watching(watch) = &mut item.step {
                let lost = now.since(if watch.since.mono > since.mono { &watch.since } else { &since });
                watch.until = watch.until.plus(lost);
                watch.unseen_since = watch.unseen_since.plus(lost);
            }
        }
    }

    /// Whether one that is watched is gone, or should have been back, or seen away, by now.
    pub(super) fn judge(&mut self, now: Moment, look: &impl Look) {
        let watched: Vec<usize> = self.watched().collect();
        for index in watched {
            let (action, goal) = (self.action, self.policy.goal);
            let is_halt_here = self.halt().is_some_and(|halt| halt.index == index);
            let Step::Watching(watch) = &self.items[index].step else { continue };
            if look.runner(&self.items[index].subject.key).is_none() {
                // It may have gone before the answer came, or while no program watched.
                let key = self.items[index].subject.key.clone();
                self.gone(&key, now);
            } else if now.mono >= watch.until.mono {
                if self.state == State::Ending {
                    self.end_item(index, Outcome::NotBack { status: self.status_of(index, look) }, now);
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
            Decision::End => return self.end(now, look),
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
        // One that another run of the program waited for is watched on.
        if halt.trouble != Trouble::Interrupted {
            self.leave(halt, now, look);
        }
    }

    /// The runner it halted at is waited for no longer.
    fn leave(&mut self, Halt { index, trouble, .. }: Halt, now: Moment, look: &impl Look) {
        let Step::Watching(watch) = &self.items[index].step else { return };
        let outcome = if trouble == Trouble::NotSeenAway && !watch.was_away {
            Outcome::NotSeenAway { after: now.since(&watch.since) }
        } else {
            Outcome::NotBack { status: self.status_of(index, look) }
        };
        self.end_item(index, outcome, now);
    }

    fn status_of(&self, index: usize, look: &impl Look) -> Option<Status> {
        look.runner(&self.items[index].subject.key).and_then(|(runner, _)| runner.status.clone())
    }

    fn end(&mut self, now: Moment, look: &impl Look) -> Vec<Order> {
        if self.state == State::Ending {
            for index in self.watched().collect::<Vec<_>>() {
                self.end_item(index, Outcome::Unwatched, now);
            }
            return Vec::new();
        }
        // One that it halted at was waited for long enough; but not one that another run of the program waited for.
        let halted = self.halt().filter(|halt| halt.trouble != Trouble::Interrupted);
        self.state = State::Ending;
        if let Some(halt) = halted {
            self.leave(halt, now, look);
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
}
