//! [`Line`]: the requests that wait at the gate, and whose turn it is.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use tokio::time::Instant;

use crate::api::Priority;

/// A place in the line.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Ticket {
    pub(super) priority: Priority,
    /// Grows from one ticket to the next.
    number: u64,
}

/// The first of its priority, as it stands in the line now.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct First {
    pub(super) ticket: Ticket,
    /// From when on it has waited too long, and passes as if it were the operator's.
    pub(super) overdue_at: Instant,
}

/// Everybody who waits, the most urgent first.
#[derive(Default)]
pub(super) struct Line {
    next_number: u64,
    waiting: BTreeMap<Priority, Waiting>,
}

/// Those of one priority, first come, first served; never empty.
struct Waiting {
    numbers: BTreeSet<u64>,
    /// Since when one of them has waited and none has passed.
    since: Instant,
}

impl Line {
    /// Takes a place at the end of its priority.
    pub(super) fn join(&mut self, priority: Priority, now: Instant) -> Ticket {
        let number = self.next_number;
        self.next_number += 1;
        let waiting = self.waiting.entry(priority).or_insert(Waiting { numbers: BTreeSet::new(), since: now });
        waiting.numbers.insert(number);
        Ticket { priority, number }
    }

    /// Gives a place up that may be gone already.
    pub(super) fn leave(&mut self, ticket: Ticket) {
        if let Some(waiting) = self.waiting.get_mut(&ticket.priority) {
            waiting.numbers.remove(&ticket.number);
            if waiting.numbers.is_empty() {
                self.waiting.remove(&ticket.priority);
            }
        }
    }

    /// Notes that this one passes now.
    pub(super) fn pass(&mut self, ticket: Ticket, now: Instant) {
        if let Some(waiting) = self.waiting.get_mut(&ticket.priority) {
            waiting.since = now;
        }
        self.leave(ticket);
    }

    /// The most urgent priority of those that wait.
    pub(super) fn most_urgent(&self) -> Option<Priority> {
        self.waiting.keys().next_back().copied()
    }

    /// The first of each priority, in the order in which they are to pass: those that have waited longer than `patience`
    /// before the others, the longest first; and then by priority.
    pub(super) fn firsts(&self, now: Instant, patience: Duration) -> Vec<First> {
        let of = |(&priority, waiting): (&Priority, &Waiting)| {
            let number = *waiting.numbers.first()?;
            Some(First { ticket: Ticket { priority, number }, overdue_at: waiting.since + patience })
        };
        let mut firsts: Vec<_> = self.waiting.iter().rev().filter_map(of).collect();
        // Stable: what is not overdue keeps its order.
        firsts.sort_by_key(|first| if first.overdue_at <= now { (0, Some(first.overdue_at)) } else { (1, None) });
        firsts
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use Priority::{Background, List, Operator, Watching};

    const PATIENCE: Duration = Duration::from_secs(60);

    fn order(line: &Line, now: Instant) -> Vec<Ticket> {
        line.firsts(now, PATIENCE).into_iter().map(|first| first.ticket).collect()
    }

    #[test]
    fn the_most_urgent_is_first_and_of_equals_the_one_that_came_first() {
        let (mut line, now) = (Line::default(), Instant::now());
        assert_eq!((line.most_urgent(), order(&line, now)), (None, Vec::new()));
        let [background, watching, list, operator, second] =
            [Background, Watching, List, Operator, Operator].map(|priority| line.join(priority, now));
        assert_eq!(order(&line, now), [operator, list, watching, background]);
        line.pass(operator, now);
        assert_eq!(order(&line, now), [second, list, watching, background]);
        line.leave(second);
        line.leave(list);
        line.leave(list);
        assert_eq!((line.most_urgent(), order(&line, now)), (Some(Watching), vec![watching, background]));
    }

    #[test]
    fn who_has_waited_too_long_comes_first_and_once() {
        let (mut line, start) = (Line::default(), Instant::now());
        let [background, next] = [Background, Background].map(|priority| line.join(priority, start));
        let list = line.join(List, start + PATIENCE / 2);
        let late = start + PATIENCE;
        let operator = line.join(Operator, late);
        assert_eq!(order(&line, late), [background, operator, list]);
        line.pass(background, late);
        assert_eq!(order(&line, late), [operator, list, next]);
        // Those that wait longest before the others.
        assert_eq!(order(&line, late + PATIENCE), [list, operator, next]);
    }
}
