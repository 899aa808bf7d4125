//! The rows of several accounts in one order, which is kept while no row comes, goes or changes places.

use std::sync::Arc;
use std::time::Duration;

use proptest::collection::vec;
use proptest::prelude::*;
use trackside::account::fleet::Listed;
use trackside::account::{Accounts, Merged, News, Profile};
use trackside::api::Cause;
use trackside::domain::{AccountId, Label, Runner, RunnerId, RunnerKey};

use crate::support::fixtures::{With, error, problem, runner};
use crate::support::harness::{at, list};

const ACCOUNTS: u8 = 3;

/// What may happen to an account.
#[derive(Clone, Debug)]
enum Step {
    /// A list comes of runners with these ids, names and statuses.
    List(u8, Vec<(u8, u8, bool)>),
    /// A runner is read, and has another name.
    Details(u8, u8, u8),
    Gone(u8, u8),
    Fails(u8),
    Close(u8),
    Open(u8),
}

fn step() -> impl Strategy<Value = Step> {
    let (account, id, name) = (0..ACCOUNTS, 0..12u8, 0..6u8);
    prop_oneof![
        6 => (account.clone(), vec((id.clone(), name.clone(), any::<bool>()), 0..10)).prop_map(|(of, runners)| Step::List(of, runners)),
        2 => (account.clone(), id.clone(), name).prop_map(|(of, id, name)| Step::Details(of, id, name)),
        1 => (account.clone(), id).prop_map(|(of, id)| Step::Gone(of, id)),
        1 => account.clone().prop_map(Step::Fails),
        1 => account.clone().prop_map(Step::Close),
        2 => account.prop_map(Step::Open),
    ]
}

/// Accounts have their own ids up to 5, and all of them those from there on.
fn of(account: u8, id: u8, name: u8) -> Runner {
    let id = if id < 6 { format!("id-{account}-{id}") } else { format!("id-{id}") };
    let name = ["a", "A", "b2", "b10", "é", "z"][usize::from(name)];
    Runner { id: RunnerId::new(&id), name: Label::from(name), ..runner(name) }
}

fn take(accounts: &mut Accounts, step: Step) {
    let mut news = |of: u8, news: News| {
        if let Some(account) = accounts.get_mut(AccountId(of)) {
            account.update(news);
        }
    };
    match step {
        Step::List(account, runners) => {
            let mut taken = Vec::new();
            let runners = runners.into_iter().filter(|(id, ..)| {
                let is_new = !taken.contains(id);
                taken.push(*id);
                is_new
            });
            let status = |is_paused| if is_paused { "paused" } else { "running" };
            let runners = runners.map(|(id, name, is_paused)| of(account, id, name).status(status(is_paused)));
            let runners = runners.collect();
            news(account, News::PollStarted);
            news(account, News::RunnersPolled(Arc::new(list(runners))));
            accounts.compare(AccountId(account));
        }
        Step::Details(account, id, name) => {
            let runner = of(account, id, name);
            news(account, News::DetailsRead { id: runner.id.clone(), outcome: Ok(Box::new(runner)) });
        }
        Step::Gone(account, id) => {
            let outcome = Err(error(Cause::NotFound(problem(404, "Not Found"))));
            news(account, News::DetailsRead { id: of(account, id, 0).id, outcome });
        }
        Step::Fails(account) => {
            let error = error(Cause::Forbidden(problem(403, "Forbidden")));
            news(account, News::PollFailed { error, retry_in: Duration::from_secs(1) });
        }
        Step::Close(account) if accounts.number() > 1 => accounts.close(AccountId(account)),
        Step::Close(_) => {}
        Step::Open(account) => accounts.open(AccountId(account), at(0)),
    }
}

fn keys(rows: &[Listed]) -> Vec<(RunnerKey, u32)> {
    rows.iter().map(|listed| (listed.row.key(), listed.index)).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_order_that_was_kept_is_the_one_that_is_worked_out_anew(steps in vec(step(), 1..40)) {
        let profiles = [(); ACCOUNTS as usize].map(|()| Arc::new(Profile::default()));
        let mut accounts = Accounts::new(&profiles, ACCOUNTS.into(), 1, at(0));
        let mut kept = Merged::default();
        for step in steps {
            take(&mut accounts, step.clone());
            let fresh = keys(&Merged::default().rows(&accounts));
            prop_assert_eq!(keys(&kept.rows(&accounts)), fresh.clone(), "after {:?}", step);
            let mut sorted = fresh.clone();
            let name = |key: &RunnerKey| accounts.get(key.account).unwrap().fleet().listed_as(&key.id).unwrap().clone();
            sorted.sort_by(|(one, _), (other, _)| name(one).name_order(&name(other)).then(one.account.cmp(&other.account)));
            prop_assert_eq!(fresh, sorted);
        }
    }
}
