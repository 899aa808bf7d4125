//! [`Budget`]: how many requests of which priority may be sent in a minute, and when the next one may.

use std::collections::VecDeque;
use std::time::Duration;

use tokio::time::Instant;

use crate::api::{Priority, RateLimit};

/// The span in which at most the limit's number of requests may pass: a sliding window, so bursts are allowed and
/// the limit still holds in *any* minute.
pub(super) const WINDOW: Duration = Duration::from_secs(60);

/// The requests of the last minute, against what is allowed.
///
/// What the operator waits for may use the whole limit. The list leaves a tenth of it to the operator. What fills in and
/// what watches is spread evenly over half of the limit, so that no burst of it ever stands in the way, and waits while
/// all requests of the last minute come to more than that half: a list of any length then finds the other one.
pub(super) struct Budget {
    limit: RateLimit,
    /// When the last requests passed, oldest first: never more than the limit.
    passes: VecDeque<Instant>,
    /// When the last one passed that is neither the operator's nor the list's.
    last_spread: Option<Instant>,
}

impl Budget {
    /// For `per_minute` requests in any 60 s, where 0 counts as 1.
    pub(super) fn new(per_minute: u32) -> Self {
        let limit = RateLimit::per_minute(per_minute);
        Self { limit, passes: VecDeque::new(), last_spread: None }
    }

    /// When a request of this priority may pass, if that is later than `now`.
    pub(super) fn opens_at(&self, priority: Priority, now: Instant) -> Option<Instant> {
        let spread = self.last_spread.filter(|_| is_spread(priority)).map(|last| last + self.spacing());
        self.slot(self.share(priority)).max(spread).filter(|&at| at > now)
    }

    /// Counts a request that passes now.
    pub(super) fn count(&mut self, priority: Priority, now: Instant) {
        while self.passes.len() >= self.share(Priority::Operator) {
            self.passes.pop_front();
        }
        self.passes.push_back(now);
        if is_spread(priority) {
            self.last_spread = Some(now);
        }
    }

    /// How long a request waits at the most for more urgent ones, before it passes as if it were the operator's.
    pub(super) fn patience(&self) -> Duration {
        WINDOW.max(self.spacing())
    }

    /// From when on fewer than `share` requests have passed within the last minute.
    fn slot(&self, share: usize) -> Option<Instant> {
        let oldest = self.passes.len().checked_sub(share).and_then(|index| self.passes.get(index));
        oldest.map(|&pass| pass + WINDOW)
    }

    /// How many requests of all priorities have to have passed within a minute for this one to wait.
    fn share(&self, priority: Priority) -> usize {
        let share = match priority {
            Priority::Operator => self.limit.all(),
            Priority::List | Priority::InView => self.limit.for_lists(),
            Priority::Watching | Priority::Background => self.limit.for_polls(),
        };
        usize::try_from(share).unwrap_or(usize::MAX)
    }

    /// Between two requests that are spread over half of the limit.
    fn spacing(&self) -> Duration {
        2 * WINDOW / self.limit.all()
    }
}

fn is_spread(priority: Priority) -> bool {
    match priority {
        Priority::Background | Priority::InView | Priority::Watching => true,
        Priority::List | Priority::Operator => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use Priority::{Background, List, Operator, Watching};

    const SECOND: Duration = Duration::from_secs(1);

    /// When each of `count` requests of one priority passes that all want to at once, in milliseconds from `start`.
    fn times(budget: &mut Budget, priority: Priority, start: Instant, count: usize) -> Vec<u128> {
        let mut now = start;
        let mut times = Vec::new();
        for _ in 0..count {
            now = budget.opens_at(priority, now).unwrap_or(now);
            budget.count(priority, now);
            times.push((now - start).as_millis());
        }
        times
    }

    #[test]
    fn the_operator_has_the_whole_limit_in_a_burst() {
        let start = Instant::now();
        assert_eq!(times(&mut Budget::new(3), Operator, start, 7), [0, 0, 0, 60_000, 60_000, 60_000, 120_000]);
        assert_eq!(
            times(&mut Budget::new(0), Operator, start, 2),
            [0, 60_000],
            "a limit of zero still lets one through"
        );
    }

    #[test]
    fn the_list_leaves_a_tenth_to_the_operator() {
        let start = Instant::now();
        for (limit, most) in [(500, 450), (20, 18), (10, 9), (4, 3), (2, 1)] {
            let mut budget = Budget::new(limit);
            assert!(times(&mut budget, List, start, most).iter().all(|&at| at == 0), "{limit}");
            assert_eq!(budget.opens_at(List, start), Some(start + WINDOW), "{limit}");
            assert_eq!(budget.opens_at(Operator, start), None, "{limit}");
        }
        assert_eq!(Budget::new(1).opens_at(List, start), None, "a limit of one has nothing to leave");
    }

    #[test]
    fn what_fills_in_and_what_watches_share_half_of_the_limit_evenly_spread() {
        let start = Instant::now();
        for priorities in [[Background, Background], [Watching, Watching], [Background, Watching]] {
            let mut budget = Budget::new(500);
            let mut now = start;
            for number in 0..1000 {
                let priority = priorities[number % 2];
                now = budget.opens_at(priority, now).unwrap_or(now);
                budget.count(priority, now);
                assert_eq!(now - start, Duration::from_millis(240) * u32::try_from(number).unwrap());
            }
        }
    }

    #[test]
    fn they_wait_while_half_of_the_limit_is_used_by_whomever() {
        let start = Instant::now();
        for other in [List, Operator] {
            let mut budget = Budget::new(500);
            times(&mut budget, other, start, 249);
            assert_eq!(times(&mut budget, Background, start + SECOND, 2), [0, 59_000]);
        }
        // With the shortest list every ten seconds the rest of the half is theirs.
        let mut budget = Budget::new(500);
        let (mut now, mut spread) = (start, 0);
        for second in 0..600 {
            if second % 10 == 0 {
                times(&mut budget, List, start + SECOND * second, 10);
            }
            while now < start + SECOND * (second + 1) {
                now = budget.opens_at(Background, now).unwrap_or(now);
                budget.count(Background, now);
                spread += 1;
            }
        }
        assert!((1850..=2000).contains(&spread), "{spread} in ten minutes");
    }

    #[test]
    fn beside_a_list_that_takes_its_half_what_is_as_urgent_passes_and_what_fills_in_waits() {
        let start = Instant::now();
        let mut budget = Budget::new(500);
        // 41 pages every ten seconds.
        for second in (0..60).step_by(10) {
            times(&mut budget, List, start + SECOND * second, 41);
        }
        let now = start + SECOND * 59;
        assert!(times(&mut budget, List, now, 20).iter().all(|&at| at == 0), "runners that the list lacks");
        assert!(budget.opens_at(Background, now).is_some_and(|at| at > now));
        assert_eq!(budget.opens_at(Priority::InView, now), None, "rows in view have a part that the list leaves");
    }

    #[test]
    fn never_more_than_the_limit_in_any_minute_however_they_come() {
        let start = Instant::now();
        let gaps = [0, 7, 1, 0, 0, 31, 0, 0, 12, 0, 0, 0, 3, 59, 0, 0, 0, 0, 0, 0, 1, 60, 0, 0];
        let priorities = [Operator, List, Background, Operator, Watching, List, Operator];
        let (mut budget, mut now, mut times) = (Budget::new(5), start, Vec::new());
        for (gap, priority) in gaps.into_iter().zip(priorities.into_iter().cycle()) {
            now += SECOND * gap;
            now = budget.opens_at(priority, now).unwrap_or(now);
            budget.count(priority, now);
            times.push(now);
        }
        for (first, sixth) in times.iter().zip(times.iter().skip(5)) {
            assert!(*sixth >= *first + WINDOW, "six requests between {first:?} and {sixth:?}");
        }
        assert!(budget.passes.len() <= 5, "no more are remembered than count");
    }
}
