//! What entries of the list lack is read by id: of each account a few runners at a time, and with the list no more than half of its
//! rate limit, as everything that is read without being asked for.

use std::collections::{HashSet, VecDeque};
use std::time::Duration;

use tokio::time::{Instant, timeout_at};

use super::{Session, Stopped};
use crate::account::fleet::Row;
use crate::account::table::{Query, Sight};
use crate::account::{Happened, Merged, Profile, Request};
use crate::api::{ApiError, Cause, Priority, RateLimit};
use crate::cli::reason::reason;
use crate::domain::{AccountId, Facts, RunnerId, RunnerKey};

/// For so long it is read where nothing is said, and for so long a request counts for the rate limit.
pub(in crate::cli) const MINUTE: Duration = Duration::from_secs(60);
/// Runners of an account that are read at a time.
const AT_A_TIME: usize = 4;
/// Runners on a page of the list.
const PAGE: usize = 100;

/// What has to be known of runners.
pub(in crate::cli) struct Wanted<'a> {
    /// Which of them count.
    pub(in crate::cli) query: &'a Query,
    /// What of those.
    pub(in crate::cli) facts: Facts,
}

impl Wanted<'_> {
    fn lacks(&self, row: &Row, sight: Sight) -> bool {
        let counts = !self.query.keeps_out(row, sight);
        let may_count = || row.lacks(self.query.facts()) && self.query.is_undecided(row, sight);
        counts && (row.lacks(self.facts) || may_count())
    }
}

impl Session {
    /// Reads what is `wanted` of runners and the list lacks, `until` then at the longest. Answers with those that were not read, of
    /// which the list is all that is known; where there was a reason, that is said.
    ///
    /// # Errors
    ///
    /// A signal came.
    pub(in crate::cli) async fn fill_in(
        &mut self,
        wanted: &Wanted<'_>,
        until: Instant,
    ) -> Result<HashSet<RunnerKey>, Stopped> {
        let mut fillings = self.fillings(wanted);
        for filling in &fillings {
            // Another list would take of the same half, and move what is being looked at.
            self.feed.links.perform(filling.account, Request::PausePolling);
        }
        loop {
            for filling in &mut fillings {
                while let Some(id) = filling.next(Instant::now()) {
                    self.ask(filling.account, |account| account.read_runner(&id, Priority::List));
                }
            }
            if fillings.iter().all(|filling| filling.is_over(until)) {
                break;
            }
            let Ok(step) = timeout_at(until, self.step()).await else { break };
            let (id, happened) = step?;
            let Some(filling) = fillings.iter_mut().find(|filling| filling.account == id) else { continue };
            for happened in happened {
                let Happened::DetailsRead { id: runner, outcome } = happened else { continue };
                if let Some(error) = filling.took(runner, outcome) {
                    self.say_of(id, &format!("Details of runners cannot be read: {}.", reason(&error)));
                }
            }
        }
        Ok(fillings.into_iter().flat_map(Filling::not_read).collect())
    }

    fn fillings(&self, wanted: &Wanted) -> Vec<Filling> {
        let mut fillings: Vec<Filling> = Vec::new();
        let sight = self.sight();
        for listed in Merged::default().rows(&self.accounts) {
            let (id, row) = (listed.row.account, listed.row);
            let is_read = !self.failed.contains(&id);
            if !is_read || !wanted.lacks(row, sight) {
                continue;
            }
            let runner = row.runner.id.clone();
            if let Some(filling) = fillings.iter_mut().find(|filling| filling.account == id) {
                filling.waiting.push_back(runner);
            } else {
                let size = self.accounts.get(id).map_or(0, |account| account.fleet().rows().len());
                fillings.push(Filling::new(id, runner, Allowance::beside_list(self.accounts.profile(id), size)));
            }
        }
        fillings
    }
}

/// What is read of an account.
struct Filling {
    account: AccountId,
    waiting: VecDeque<RunnerId>,
    under_way: HashSet<RunnerId>,
    failed: Vec<RunnerId>,
    allowance: Allowance,
}

impl Filling {
    fn new(account: AccountId, first: RunnerId, allowance: Allowance) -> Self {
        let waiting = VecDeque::from([first]);
        Self { account, waiting, under_way: HashSet::new(), failed: Vec::new(), allowance }
    }

    /// Whom to read now, if anybody. It counts as under way from now on.
    fn next(&mut self, now: Instant) -> Option<RunnerId> {
        if self.under_way.len() >= AT_A_TIME || self.allowance.opens_at().is_some_and(|at| at > now) {
            return None;
        }
        let id = self.waiting.pop_front()?;
        self.allowance.passes.push_back(now);
        self.under_way.insert(id.clone());
        Some(id)
    }

    /// Whether nothing can be read any more until then.
    fn is_over(&self, until: Instant) -> bool {
        let is_left = !self.waiting.is_empty() && self.allowance.opens_at().is_none_or(|at| at < until);
        self.under_way.is_empty() && !is_left
    }

    /// Takes an answer. Answers with why there was none, the first time.
    fn took(&mut self, id: RunnerId, outcome: Result<(), ApiError>) -> Option<ApiError> {
        if !self.under_way.remove(&id) {
            return None;
        }
        let error = outcome.err()?;
        let is_first = self.failed.is_empty();
        self.failed.push(id);
        if is_of_all(&error.cause) {
            self.failed.extend(self.waiting.drain(..));
        }
        is_first.then_some(error)
    }

    fn not_read(self) -> impl Iterator<Item = RunnerKey> {
        let ids = self.waiting.into_iter().chain(self.under_way).chain(self.failed);
        ids.map(move |id| RunnerKey::new(self.account, id))
    }
}

/// Whether a cause is that of every other runner as well.
fn is_of_all(cause: &Cause) -> bool {
    matches!(cause, Cause::SignedOut(_) | Cause::Forbidden(_) | Cause::RateLimited(_) | Cause::Unreachable(_))
}

/// How many requests there may be in any minute.
struct Allowance {
    most: usize,
    /// When there were any, the oldest first.
    passes: VecDeque<Instant>,
}

impl Allowance {
    /// Half of the account's limit, of which a list of so many runners was just read.
    fn beside_list(profile: &Profile, runners: usize) -> Self {
        let half = RateLimit::per_minute(profile.requests_per_minute).for_polls();
        let most = usize::try_from(half).unwrap_or(usize::MAX);
        let pages = runners.div_ceil(PAGE).min(most);
        Self { most, passes: std::iter::repeat_n(Instant::now(), pages).collect() }
    }

    /// From when on there may be another one. `None`: there may be at any time.
    fn opens_at(&self) -> Option<Instant> {
        let oldest = self.passes.len().checked_sub(self.most)?;
        self.passes.get(oldest).map(|pass| *pass + MINUTE)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Label;

    fn filling(count: usize, most: usize) -> Filling {
        let allowance = Allowance { most, passes: VecDeque::new() };
        let mut filling = Filling::new(AccountId::FIRST, RunnerId::new("r-0"), allowance);
        filling.waiting.extend((1..count).map(|number| RunnerId::new(&format!("r-{number}"))));
        filling
    }

    fn error(cause: Cause) -> ApiError {
        ApiError { call: "read the runner", cause }
    }

    #[test]
    fn a_few_are_read_at_a_time_and_each_answer_makes_room() {
        let (mut filling, now) = (filling(6, 100), Instant::now());
        let first: Vec<RunnerId> = std::iter::from_fn(|| filling.next(now)).collect();
        assert_eq!(first.len(), AT_A_TIME);
        assert_eq!(filling.took(first[0].clone(), Ok(())), None);
        assert!(filling.next(now).is_some() && filling.next(now).is_none());
        assert!(!filling.is_over(now));
        assert_eq!(filling.not_read().count(), 5);
    }

    #[test]
    fn what_the_rate_limit_lets_through_is_read_and_the_rest_only_where_there_is_time() {
        let (mut filling, now) = (filling(5, 2), Instant::now());
        for _ in 0..2 {
            let id = filling.next(now).unwrap();
            filling.took(id, Ok(()));
        }
        assert_eq!(filling.next(now), None, "half of the limit is used");
        assert!(filling.is_over(now + MINUTE) && !filling.is_over(now + 2 * MINUTE));
        assert!(filling.next(now + MINUTE).is_some());
    }

    #[test]
    fn the_list_takes_its_part_of_the_half() {
        let profile = Profile { requests_per_minute: 20, ..Profile::default() };
        let lasts = |runners| {
            let allowance = Allowance::beside_list(&profile, runners);
            allowance.most - allowance.passes.len()
        };
        assert_eq!([lasts(1), lasts(100), lasts(101), lasts(5_000)], [9, 9, 8, 0]);
    }

    #[test]
    fn a_reason_is_told_once_and_one_that_holds_for_all_ends_it() {
        let (mut filling, now) = (filling(9, 100), Instant::now());
        let ids: Vec<RunnerId> = std::iter::from_fn(|| filling.next(now)).collect();
        let gone = || error(Cause::NoAnswer(Label::from("it broke")));
        assert!(filling.took(ids[0].clone(), Err(gone())).is_some());
        assert!(filling.took(ids[1].clone(), Err(gone())).is_none());
        assert!(filling.next(now).is_some(), "others may well be read");
        filling.took(ids[2].clone(), Err(error(Cause::Unreachable(Label::from("refused")))));
        assert_eq!(filling.next(now), None);
        assert_eq!(filling.not_read().count(), 9);
    }
}
