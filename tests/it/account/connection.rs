//! Which state of the link is named, when several are true.

use std::time::Duration;

use trackside::account::connection::{Connection, LinkState};
use trackside::api::{Cause, Problem};
use trackside::domain::Moment;

use crate::support::fixtures::{SECOND, error, server_failed, unreachable};

fn start() -> Moment {
    Moment::start("2026-11-23T14:03:00Z".parse().unwrap())
}

fn at(seconds: u32) -> Moment {
    start().plus(SECOND * seconds)
}

fn new() -> Connection {
    Connection::new(SECOND * 10, start())
}

fn live() -> Connection {
    let mut link = new();
    link.poll_started(start());
    link.poll_succeeded(start());
    link
}

#[test]
fn it_connects_until_something_is_read() {
    let mut link = new();
    assert_eq!(link.state(at(2)), LinkState::Connecting { since: SECOND * 2 });
    link.poll_started(at(2));
    assert_eq!(link.state(at(3)), LinkState::Connecting { since: SECOND * 3 });
    link.poll_progressed(100, Some(300), at(3));
    assert_eq!(link.state(at(3)), LinkState::Refreshing { read: 100, total: Some(300) });
    link.poll_succeeded(at(3));
    assert_eq!(link.state(at(4)), LinkState::Live { age: SECOND, in_view: None });
}

#[test]
fn a_poll_is_named_only_when_it_takes_long() {
    let mut link = live();
    link.poll_started(at(10));
    assert_eq!(link.state(at(12)), LinkState::Live { age: SECOND * 12, in_view: None });
    assert_eq!(link.state(at(13)), LinkState::Slow { since: SECOND * 3 });
    link.poll_progressed(100, None, at(13));
    assert_eq!(link.state(at(13)), LinkState::Refreshing { read: 100, total: None });
}

#[test]
fn a_poll_of_which_nothing_comes_is_said_to_have_no_answer_before_its_time_limit() {
    let mut link = live();
    link.poll_started(at(10));
    assert_eq!(link.state(at(19)), LinkState::Slow { since: SECOND * 9 });
    assert_eq!(link.state(at(20)), LinkState::Silent { since: SECOND * 10 });
    // A page is an answer, and silence begins anew.
    link.poll_progressed(100, Some(300), at(21));
    assert_eq!(link.state(at(30)), LinkState::Refreshing { read: 100, total: Some(300) });
    assert_eq!(link.state(at(33)), LinkState::Silent { since: SECOND * 12 });
    link.poll_succeeded(at(34));
    assert_eq!(link.state(at(34)), LinkState::Live { age: Duration::ZERO, in_view: None });
    // The first poll too: a connection that is made says nothing of what is behind it.
    let mut link = new();
    link.poll_started(at(0));
    assert_eq!(link.state(at(12)), LinkState::Silent { since: SECOND * 12 });
}

#[test]
fn a_failure_names_age_reason_and_the_next_try() {
    let mut link = live();
    link.poll_started(at(10));
    link.poll_failed(server_failed(), SECOND * 8, at(11));
    let failed = server_failed();
    assert_eq!(link.state(at(13)), LinkState::Stale { age: Some(SECOND * 13), error: &failed, retry_in: SECOND * 6 });
    link.poll_started(at(19));
    assert_eq!(
        link.state(at(20)),
        LinkState::Stale { age: Some(SECOND * 20), error: &failed, retry_in: Duration::ZERO }
    );
}

#[test]
fn offline_counts_from_the_first_failure_not_the_latest() {
    let mut link = live();
    link.poll_failed(unreachable(), SECOND * 2, at(10));
    link.poll_failed(unreachable(), SECOND * 4, at(12));
    let error = unreachable();
    assert_eq!(link.state(at(13)), LinkState::Offline { since: SECOND * 3, error: &error, retry_in: SECOND * 3 });
}

#[test]
fn what_the_operator_must_mend_comes_before_everything() {
    let refused = error(Cause::SignedOut(Problem::default()));
    let mut link = live();
    link.set_frozen(true, at(1));
    link.rate_limited(Some(SECOND * 60), at(1));
    link.poll_failed(refused.clone(), SECOND * 60, at(1));
    assert_eq!(link.state(at(2)), LinkState::SignedOut { error: &refused, retry_in: SECOND * 59 });
}

#[test]
fn the_rate_limit_is_named_until_it_is_over() {
    let mut link = live();
    link.rate_limited(Some(SECOND * 20), at(1));
    assert_eq!(link.state(at(2)), LinkState::RateLimited { wait: SECOND * 19, age: None });
    assert_eq!(link.state(at(21)), LinkState::Live { age: SECOND * 21, in_view: None });
    link.rate_limited(Some(SECOND * 20), at(22));
    link.rate_limited(None, at(23));
    assert!(matches!(link.state(at(23)), LinkState::Live { .. }));
}

#[test]
fn waiting_for_the_rate_limit_names_the_age_of_rows_that_are_overdue() {
    let mut link = live();
    link.rate_limited(Some(SECOND * 20), at(10));
    assert_eq!(link.state(at(12)), LinkState::RateLimited { wait: SECOND * 18, age: Some(SECOND * 12) });
}

#[test]
fn frozen_is_named_with_the_trouble_behind_it() {
    let mut link = live();
    link.set_frozen(true, at(5));
    assert_eq!(link.state(at(65)), LinkState::Frozen { since: SECOND * 60, error: None });
    link.poll_failed(server_failed(), SECOND * 8, at(65));
    let failed = server_failed();
    assert_eq!(link.state(at(65)), LinkState::Frozen { since: SECOND * 60, error: Some(&failed) });
    link.poll_succeeded(at(66));
    link.set_frozen(false, at(66));
    assert!(matches!(link.state(at(66)), LinkState::Live { .. }));
}

#[test]
fn a_wall_clock_that_jumps_makes_no_age_negative() {
    let mut link = live();
    link.poll_succeeded(at(10));
    let jumped = Moment { wall: "1999-01-01T00:00:00Z".parse().unwrap(), ..at(12) };
    assert_eq!(link.state(jumped), LinkState::Live { age: SECOND * 2, in_view: None });
}
