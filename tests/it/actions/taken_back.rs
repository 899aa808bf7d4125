//! What was answered with yes and waits, while its runner becomes another than the one that was asked about: it is taken
//! back, whatever dialog it came from.

use trackside::account::Request;
use trackside::domain::{AccountId, Label};

use super::*;

/// The request that is asked to be taken back, if one is.
fn taken_back(harness: &mut Harness) -> Vec<u64> {
    let of = |effect: Effect| match effect {
        Effect::Account(AccountId::FIRST, Request::TakeBack(ticket)) => Some(ticket),
        _ => None,
    };
    harness.effects().into_iter().filter_map(of).collect()
}

/// The answer to a request that came back in time, or not.
fn answer(harness: Harness, ticket: u64, outcome: Result<(), Cause>) -> Harness {
    let outcome = outcome.map_err(|cause| ApiError { call: "change the runner", cause });
    harness.news(News::Changed { ticket, id: id(), outcome })
}

fn waiting(keys: &str, status: &str) -> Harness {
    let mut harness = match keys {
        "<ctrl-d>" => enter_twice(asked_about(status, keys).keys(NAME)),
        _ => asked_about(status, keys).keys("y"),
    };
    assert_eq!(changes(&mut harness).len(), 1);
    harness
}

fn named(name: &str, status: &str) -> Runner {
    Runner { name: Label::from(name), ..in_status(status) }
}

fn twin() -> Runner {
    Runner { id: RunnerId::new("id-twin"), ..in_status("stopped") }
}

/// What becomes of the runner, and why its request is not sent.
fn cases() -> Vec<(&'static str, &'static str, Vec<Runner>, &'static str)> {
    let renamed = "Not sent: renamed to billing since then.";
    let alike = "Not sent: another runner has a name like this one now.";
    let mut cases = vec![
        ("<ctrl-d>", "stopped", vec![in_status("running")], "Not sent: the runner is Running now."),
        ("r", "running", vec![in_status("stopping")], "Not sent: Stopping. Wait for Stopped."),
        ("p", "running", vec![in_status("stopped")], "Not sent: Only a Running runner can be paused."),
    ];
    for (keys, status) in [("<ctrl-d>", "stopped"), ("r", "running"), ("p", "paused"), ("<enter>u", "running")] {
        cases.push((keys, status, vec![named("billing", status)], renamed));
        cases.push((keys, status, vec![in_status(status), twin()], alike));
    }
    cases
}

#[test]
fn what_waits_is_taken_back_once_its_question_would_be_asked_anew_or_refused() {
    for (keys, status, after, told) in cases() {
        let mut harness = waiting(keys, status).fleet(after.clone());
        assert_eq!(taken_back(&mut harness), [1], "{keys}: {told}");
        assert_tells(&harness, "The runner has changed: the request is being taken back.");
        assert_does_not_say(&harness, "starts anew");
        // Once.
        harness = harness.fleet(after.clone());
        assert!(taken_back(&mut harness).is_empty(), "{keys}: {told}");
        let mut in_time = answer(harness.clone(), 1, Err(Cause::TakenBack));
        assert_tells(&in_time, told);
        in_time = in_time.after(SECOND * 100);
        assert_eq!(changes(&mut in_time), vec![]);
        // Too late: what is told follows the answer.
        let too_late = harness.news(News::Departed(1));
        assert_says(&too_late, "Sent. Waiting for the answer.");
        assert_says(&answer(too_late, 1, Ok(())), "requested. Waiting for ");
    }
}

#[test]
fn what_has_left_is_not_taken_back_until_a_401_brings_it_back() {
    for (keys, status, after, told) in cases() {
        let mut harness = waiting(keys, status).news(News::Departed(1)).fleet(after);
        assert!(taken_back(&mut harness).is_empty(), "{keys}: {told}");
        let mut harness = harness.news(News::CameBack(1));
        assert_eq!(taken_back(&mut harness), [1], "{keys}: {told}");
        assert_tells(&answer(harness, 1, Err(Cause::TakenBack)), told);
    }
}

#[test]
fn what_does_not_touch_the_question_takes_nothing_back() {
    for (keys, status) in [("<ctrl-d>", "stopped"), ("r", "running"), ("p", "paused"), ("<enter>u", "running")] {
        let other = Runner { description: Some(Label::from("another")), ..in_status(status) }.version("9.9");
        let mut harness = waiting(keys, status).fleet(vec![other, runner("another")]);
        assert!(taken_back(&mut harness).is_empty(), "{keys}");
    }
    // A removal may find it stopped in another way.
    let mut harness = waiting("<ctrl-d>", "stopped").fleet(vec![in_status("unknown")]);
    assert!(taken_back(&mut harness).is_empty());
}

#[test]
fn a_runner_that_is_gone_gets_nothing() {
    for (keys, status) in [("<ctrl-d>", "stopped"), ("r", "running")] {
        let mut harness = waiting(keys, status).gone(id().as_str()).only(vec![runner("another")]);
        assert_eq!(taken_back(&mut harness), [1], "{keys}");
        assert_tells(&answer(harness, 1, Err(Cause::TakenBack)), "not sent to maia-prod-eu-1: the runner is gone");
    }
}

#[test]
fn a_new_secret_goes_to_nobody_else() {
    let harness = asked_about("running", "<enter>4R").details(id().as_str(), |row| row);
    let mut harness = enter_twice(harness.keys(NAME));
    let ticket = harness.effects().into_iter().find_map(|effect| match effect {
        Effect::Account(AccountId::FIRST, Request::RefreshCredentials { ticket, .. }) => Some(ticket),
        _ => None,
    });
    let ticket = ticket.expect("a new secret was asked for");
    harness = harness.fleet(vec![in_status("running"), twin()]);
    assert_eq!(taken_back(&mut harness), [ticket]);
    let outcome = Err(ApiError { call: "refresh the credentials", cause: Cause::TakenBack });
    let harness = harness.news(News::CredentialsRead { ticket, id: id(), outcome });
    assert_tells(&harness, "Not sent: another runner has a name like this one now.");
}
