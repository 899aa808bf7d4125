//! Whose turn is next, and when its request may be sent.

use std::time::Duration;

use super::policy::Busy;
use super::step::{Before, Outcome, Step};
use super::{Held, Item, LeftOut, Look, Operation, Order, SOON, plan, step};
use crate::domain::{Moment, Runs, Status};

/// What was read of that counts for so long when a runner's turn begins: for the question it was read just before.
const RUNS_COUNT_FOR: Duration = Duration::from_secs(15);
/// Between two readings of what runs, while a runner waits for its end.
const READ_RUNS_EVERY: Duration = Duration::from_secs(20);

impl Operation {
    /// When the next turn may begin, where that is later than `now` only because of the pause between two.
    pub fn rests_until(&self, now: Moment) -> Option<Moment> {
        let is_next = self.is_sending() && self.items.iter().any(|item| matches!(item.step, Step::Waiting));
        self.pause_until(now).filter(|_| is_next)
    }

    fn pause_until(&self, now: Moment) -> Option<Moment> {
        let until = self.rests_since?.plus(self.policy.pause);
        (until.mono > now.mono).then_some(until)
    }

    /// What the next turn waits for beside the pause, where it does.
    pub fn held_by(&self) -> Option<Held> {
        self.held_by
    }

    /// Notes what the next turn waits for.
    pub(super) fn note_held(&mut self, look: &impl Look) {
        let is_next = self.is_sending() && self.items.iter().any(|item| item.step.is_unsent());
        let away = || self.items.iter().position(|item| is_away_again(item, look)).map(Held::AwayAgain);
        self.held_by = if look.is_readable() { away() } else { Some(Held::Unreadable) }.filter(|_| is_next);
    }

    /// Nothing may be sent now: what is known of the runs grows old, and has to be read again before anything is.
    pub(super) fn hold_turns(&mut self, now: Moment) {
        for item in &mut self.items {
            if let Step::Idle { since, .. } = &mut item.step {
                *since = now;
            }
        }
    }

    /// Begins the turns that are due, and goes on with those that wait for the end of runs.
    pub(super) fn begin_turns(&mut self, now: Moment, look: &impl Look, orders: &mut Vec<Order>) {
        for index in 0..self.items.len() {
            if matches!(self.items[index].step, Step::Idle { .. }) {
                self.wait_for_runs(index, now, look, orders);
            }
        }
        while self.pause_until(now).is_none() && self.has_room(look) {
            let Some(index) = self.next_in_turn(look) else { break };
            if let Some(why) = look.left_out(self.rule(), &self.items[index].subject) {
                self.items[index].go_to(Step::Ended(Outcome::LeftOut(why)), now);
            } else if self.policy.busy == Busy::GoOn {
                self.items[index].go_to(Step::Noting { since: now }, now);
                orders.push(Order::Note(index));
            } else {
                self.items[index].go_to(Step::Idle { since: now, runs: None }, now);
                self.wait_for_runs(index, now, look, orders);
            }
        }
    }

    /// Whether one more may have its turn. Runners that came back count again once they are reported away.
    fn has_room(&self, look: &impl Look) -> bool {
        self.items.iter().filter(|item| has_turn(item) || is_away_again(item, look)).count() < self.policy.at_a_time
    }

    /// The next runner whose turn may begin: the first that serves nobody in common with those whose turn it is, or that are
    /// away again.
    fn next_in_turn(&self, look: &impl Look) -> Option<usize> {
        let active: Vec<&Item> = self.items.iter().filter(|item| has_turn(item) || is_away_again(item, look)).collect();
        self.items.iter().position(|item| matches!(item.step, Step::Waiting) && is_apart(item, &active))
    }

    /// Whether a request to the runner at `index`, whose turn it is, may be sent as far as the others go: since its turn began
    /// one of them may have come to its end, or have gone away again.
    fn may_leave(&self, index: usize, now: Moment, look: &impl Look) -> bool {
        let others = self.items.iter().enumerate().filter(|(other, _)| *other != index).map(|(_, item)| item);
        let away: Vec<&Item> = others.filter(|item| item.step.is_under_way() || is_away_again(item, look)).collect();
        self.pause_until(now).is_none() && away.len() < self.policy.at_a_time && is_apart(&self.items[index], &away)
    }

    /// Goes on with a runner whose turn it is once nothing is seen to run in its environments.
    fn wait_for_runs(&mut self, index: usize, now: Moment, look: &impl Look, orders: &mut Vec<Order>) {
        let (rule, may_leave) = (self.rule(), self.may_leave(index, now, look));
        let item = &mut self.items[index];
        let Step::Idle { since, .. } = item.step else { return };
        let waited = now.since(&since);
        let found = look.runs(&item.subject.key, now);
        let counts_for = waited.clamp(RUNS_COUNT_FOR, SOON);
        let found = found.filter(|(_, age)| *age <= counts_for).map(|(runs, _)| runs);
        let limit = if let Busy::Wait(limit) = self.policy.busy { limit } else { Duration::ZERO };
        let is_asked = self.runs_asked.is_some_and(|asked| now.since(&asked) < READ_RUNS_EVERY);
        let next = match found {
            // What cannot be read keeps nobody waiting: the question said so.
            Some(Runs::Seen { count: 0, .. } | Runs::NotReadable) if may_leave => {
                match look.left_out(rule, &item.subject) {
                    Some(why) => Step::Ended(Outcome::LeftOut(why)),
                    None => Step::Noting { since: now },
                }
            }
            Some(Runs::Seen { count: count @ 1.., .. }) if waited >= limit => {
                Step::Ended(Outcome::LeftOut(LeftOut::Busy(count)))
            }
            // After a machine slept, they are read once more first.
            Some(Runs::Unread) | None if waited >= limit.max(SOON) && is_asked => {
                Step::Ended(Outcome::LeftOut(LeftOut::RunsUnread))
            }
            found => {
                if let Some(Runs::Seen { count, .. }) = found {
                    item.step = Step::Idle { since, runs: Some(count) };
                }
                if self.runs_asked.is_none_or(|asked| now.since(&asked) >= READ_RUNS_EVERY || asked.mono < since.mono) {
                    self.runs_asked = Some(now);
                    orders.push(Order::ReadRuns);
                }
                return;
            }
        };
        let is_next = matches!(next, Step::Noting { .. });
        item.go_to(next, now);
        if is_next {
            orders.push(Order::Note(index));
        }
    }

    /// That an item's request is about to be sent is on disk. What is to be done now: it is sent, unless that is no longer
    /// wanted or the runner no longer allows it. Where it may not be sent just now its turn comes again.
    pub fn noted(&mut self, index: usize, now: Moment, look: &impl Look) -> Option<Order> {
        if !matches!(self.items.get(index)?.step, Step::Noting { .. }) {
            return None;
        }
        let may_leave = self.is_sending() && look.is_readable() && self.may_leave(index, now, look);
        let rule = self.rule();
        let item = &mut self.items[index];
        if !may_leave {
            item.begun = None;
            item.go_to(Step::Waiting, now);
        } else if let Some(why) = look.left_out(rule, &item.subject) {
            item.go_to(Step::Ended(Outcome::LeftOut(why)), now);
        } else {
            let runner = look.runner(&item.subject.key);
            item.before = runner.map(|(runner, _)| Before::of(runner)).unwrap_or_default();
            return Some(Order::Send(index));
        }
        None
    }

    /// An item's request was handed over, with this ticket.
    pub fn sent(&mut self, index: usize, ticket: u64, now: Moment) {
        if let Some(item) = self.items.get_mut(index) {
            item.go_to(Step::Sending { ticket, since: now, has_left: false }, now);
        }
    }

    /// A request has left, or is back and waits again.
    pub fn note_left(&mut self, ticket: u64, is_out: bool, now: Moment) {
        let Some(index) = self.index_of(ticket) else { return };
        if let Step::Sending { has_left, since, .. } = &mut self.items[index].step {
            *has_left = is_out;
            if is_out {
                *since = now;
            }
        }
    }
}

fn has_turn(item: &Item) -> bool {
    item.step.is_under_way() || matches!(item.step, Step::Idle { .. })
}

fn is_apart(item: &Item, others: &[&Item]) -> bool {
    others.iter().all(|other| !plan::are_kept_apart(&item.subject, &other.subject))
}

/// Whether a runner that counted as back, or as never away, is reported away.
fn is_away_again(item: &Item, look: &impl Look) -> bool {
    let was_at_work = match item.outcome() {
        Some(Outcome::Back(back)) => back.status == Some(Status::Running),
        Some(Outcome::NotSeenAway { .. }) => true,
        _ => false,
    };
    was_at_work && look.runner(&item.subject.key).is_some_and(|(runner, is_missing)| step::is_away(runner, is_missing))
}
