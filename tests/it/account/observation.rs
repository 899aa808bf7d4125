//! What an account hands over to be kept: lists and whether they are one watch, readings, what was done, what was tested.

use std::sync::Arc;

use jiff::SignedDuration;
use trackside::account::observation::{Listing, Observation};
use trackside::account::{Account, News};
use trackside::api::RunnerList;
use trackside::domain::{AccountId, Change, JournalNote, Label, Moment, Runner, RunnerCommand, RunnerId};

use crate::support::fixtures::{With, problem, runner};
use crate::support::harness::{at, list, profile};

fn account() -> Account {
    Account::new(AccountId::FIRST, profile(10, true), 0, at(0))
}

fn read(account: &mut Account, now: Moment, runners: Vec<Runner>) -> Listing {
    read_list(account, now, Arc::new(list(runners)))
}

fn read_list(account: &mut Account, now: Moment, list: Arc<RunnerList>) -> Listing {
    account.tick(now);
    account.update(News::PollStarted);
    account.update(News::RunnersPolled(list));
    let observed = account.take_observations();
    let mut lists = observed.into_iter().filter_map(|observation| match observation {
        Observation::Listed(listing) => Some(listing),
        _ => None,
    });
    lists.next().unwrap()
}

#[test]
fn nothing_is_collected_where_no_history_is_kept() {
    let mut account = Account::new(AccountId::FIRST, profile(10, false), 0, at(0));
    account.update(News::PollStarted);
    account.update(News::RunnersPolled(Arc::new(list(vec![runner("a")]))));
    assert_eq!(account.take_observations(), []);
}

#[test]
fn lists_within_reach_are_one_watch_and_rows_come_when_one_is_different() {
    let mut account = account();
    let first = read(&mut account, at(0), vec![runner("a"), runner("b")]);
    assert_eq!((first.at, first.since, first.is_whole), (at(0).wall, None, true));
    assert_eq!(first.reach, at(0).wall - SignedDuration::from_secs(80), "twice the interval and a minute");
    assert_eq!(first.rows.unwrap().len(), 2);
    // As the poller has it: what did not change is the same allocation.
    let again = Arc::new(RunnerList {
        runners: account.fleet().rows().iter().map(|row| Arc::clone(&row.runner)).collect(),
        ..RunnerList::default()
    });
    let same = read_list(&mut account, at(10), again);
    assert_eq!((same.since, same.rows), (Some(at(0).wall), None));
    let other = read(&mut account, at(90), vec![runner("a").status("paused"), runner("b")]);
    assert_eq!((other.since, other.rows.is_some()), (Some(at(10).wall), true), "80 s later");
    let late = read(&mut account, at(171), vec![runner("a"), runner("b")]);
    assert_eq!(late.since, None, "81 s later");
}

#[test]
fn a_clock_that_jumps_and_a_machine_that_slept_end_the_watch() {
    for wall in [-3_600, 3_600, 20] {
        let mut account = account();
        read(&mut account, at(0), vec![runner("a")]);
        let jumped = Moment { wall: at(10).wall + SignedDuration::from_secs(wall), ..at(10) };
        assert_eq!(read(&mut account, jumped, vec![runner("a")]).since, None, "{wall}");
    }
}

#[test]
fn a_runner_that_is_looked_up_is_missing_and_one_that_is_gone_is_gone() {
    let mut account = account();
    read(&mut account, at(0), vec![runner("a"), runner("b")]);
    let listing = read(&mut account, at(10), vec![runner("a")]);
    assert_eq!(listing.rows.unwrap().len(), 1);
    assert_eq!(listing.missing, [RunnerId::new("id-b")]);
    let error = trackside::api::ApiError {
        call: "read the runner",
        cause: trackside::api::Cause::NotFound(problem(404, "Not Found")),
    };
    account.update(News::DetailsRead { id: RunnerId::new("id-b"), outcome: Err(error) });
    let gone = Observation::Gone { at: at(10).wall, runner: RunnerId::new("id-b") };
    assert_eq!(account.take_observations(), [gone]);
}

#[test]
fn a_reading_is_handed_over_where_it_is_different() {
    let mut account = account();
    read(&mut account, at(0), vec![runner("a")]);
    let mut details = |runner: Runner| {
        account.update(News::DetailsRead { id: runner.id.clone(), outcome: Ok(Box::new(runner)) });
        account.take_observations()
    };
    assert_eq!(details(runner("a")), []);
    let paused = runner("a").status("paused");
    assert_eq!(details(paused.clone()), [Observation::Read { at: at(0).wall, runner: Arc::new(paused) }]);
}

#[test]
fn what_is_held_still_is_not_watched() {
    let mut account = account();
    read(&mut account, at(0), vec![runner("a")]);
    account.set_frozen(true);
    account.tick(at(10));
    account.update(News::RunnersPolled(Arc::new(list(vec![runner("a").status("paused")]))));
    assert_eq!(account.take_observations(), []);
    account.set_frozen(false);
    assert_eq!(read(&mut account, at(100), vec![runner("a")]).since, None);
}

#[test]
fn what_is_done_from_here_is_handed_over_and_what_is_seen_is_not_twice() {
    let mut account = account();
    read(&mut account, at(0), vec![runner("a")]);
    let note = JournalNote { name: Label::from("a"), action: "pause".to_owned(), may_be_missing: false, step: None };
    account.change(&RunnerId::new("id-a"), Change::Command(RunnerCommand::Pause), note);
    let observed = account.take_observations();
    assert!(matches!(&observed[..], [Observation::Done { kind, .. }] if !kind.is_seen()), "{observed:?}");
    account.tick(at(10));
    account.update(News::PollStarted);
    account.update(News::RunnersPolled(Arc::new(list(vec![runner("a").status("paused")]))));
    let observed = account.take_observations();
    assert!(
        observed.iter().all(|observation| !matches!(observation, Observation::Done { kind, .. } if kind.is_seen()))
    );
    assert_eq!(account.take_observations(), [], "each once");
}
