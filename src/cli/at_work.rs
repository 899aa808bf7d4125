//! What runs on the runners that something is to be done to: read before the plan, for its order and for the question; as the dashboard
//! reads it, but waited for only so long.

use std::time::Duration;

use tokio::time::{Instant, timeout_at};

use super::reason::reason;
use super::session::{Session, Stopped};
use crate::account::Account;
use crate::account::operation::Subject;
use crate::account::work::Told;
use crate::api::calls;
use crate::domain::{AccountId, Runner};
use crate::text::work_words::{self, Of};

/// How long it is waited for.
const WAIT: Duration = Duration::from_secs(5);

/// Reads what runs in these accounts. What is not known after a while is not waited for.
///
/// # Errors
///
/// A signal came.
pub(super) async fn read(session: &mut Session, accounts: &[AccountId]) -> Result<(), Stopped> {
    for id in accounts {
        session.ask(*id, Account::ask_work);
    }
    let until = Instant::now() + WAIT;
    while accounts.iter().any(|id| is_being_read(session, *id)) {
        match timeout_at(until, session.step()).await {
            Ok(step) => drop(step?),
            Err(_) => break,
        }
    }
    Ok(())
}

fn is_being_read(session: &Session, id: AccountId) -> bool {
    let work = session.accounts.get(id).map(Account::work);
    work.is_some_and(|work| work.remote().is_loading() || work.running().is_loading())
}

/// What is known of what runs on runners of one account.
pub(super) fn told<'a>(session: &'a Session, account: &'a Account, subjects: &[&Subject]) -> Told<'a> {
    let rows = subjects.iter().filter_map(|subject| session.accounts.at(&subject.key));
    let runners: Vec<&Runner> = rows.map(|row| &*row.runner).collect();
    account.work().told(&runners, session.now().wall)
}

/// The same in words.
pub(super) fn words(account: &Account, told: Told, number: usize) -> String {
    let of = if number > 1 { Of::Several } else { Of::One };
    match told {
        Told::Unreadable(why) => format!("What runs cannot be read: {}", why.clause(reason)),
        Told::NotRead => "What runs is not known: the projects were not read".to_owned(),
        Told::UnderWay => "What runs is not known yet".to_owned(),
        Told::Streaming(facts) => work_words::streaming(&facts),
        Told::Facts(facts) => work_words::sentence(&facts, of, account.work().refusal(calls::LIST_SCHEDULES).is_some()),
    }
}
