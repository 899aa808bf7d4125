//! Values read on demand: what is kept, how old it is, and when it is due.

use std::time::Duration;

use trackside::account::remote::Remote;
use trackside::domain::Moment;

use crate::support::fixtures::{server_failed, unreachable};

const LIMIT: Duration = Duration::from_secs(60);

fn at(seconds: u64) -> Moment {
    Moment::start("2026-11-23T14:03:00Z".parse().unwrap()).plus(Duration::from_secs(seconds))
}

fn read(value: u8, now: Moment) -> Remote<u8> {
    let mut remote = Remote::default();
    remote.start();
    remote.finish(Ok(value), now);
    remote
}

#[test]
fn nothing_was_read_at_first_and_it_is_due() {
    let remote = Remote::<u8>::default();
    assert_eq!((remote.value(), remote.age(at(9)), remote.error()), (None, None, None));
    assert!(!remote.is_loading());
    assert!(remote.is_due(at(0), LIMIT));
}

#[test]
fn it_is_asked_for_once_at_a_time() {
    let mut remote = Remote::default();
    assert!(remote.start());
    assert!(!remote.start(), "it is being read");
    assert!(remote.is_loading() && !remote.is_due(at(1000), LIMIT));
    remote.finish(Ok(1), at(1));
    assert!(!remote.is_loading());
    assert!(remote.start());
    remote.give_up();
    assert!(!remote.is_loading());
    assert!(remote.start());
}

#[test]
fn a_value_has_an_age_and_is_due_when_it_reaches_the_limit() {
    let remote = read(7, at(10));
    assert_eq!((remote.value(), remote.age(at(13))), (Some(&7), Some(Duration::from_secs(3))));
    assert_eq!(remote.age(at(5)), Some(Duration::ZERO), "never negative");
    assert!(!remote.is_due(at(69), LIMIT));
    assert!(remote.is_due(at(70), LIMIT));
}

#[test]
fn a_failure_keeps_the_value_before_and_a_success_takes_the_failure_away() {
    let mut remote = read(7, at(10));
    remote.start();
    assert_eq!(remote.value(), Some(&7), "also while it is read again");
    remote.finish(Err(unreachable()), at(20));
    assert_eq!((remote.value(), remote.error()), (Some(&7), Some(&unreachable())));
    assert_eq!(remote.age(at(20)), Some(Duration::from_secs(10)), "the value's age, not the failure's");
    remote.finish(Err(server_failed()), at(21));
    assert_eq!(remote.error(), Some(&server_failed()));
    remote.start();
    assert_eq!(remote.error(), Some(&server_failed()), "until something better comes");
    remote.finish(Ok(8), at(30));
    assert_eq!((remote.value(), remote.error(), remote.age(at(30))), (Some(&8), None, Some(Duration::ZERO)));
}

#[test]
fn progress_shows_what_there_is_and_goes_on() {
    let mut remote = Remote::default();
    remote.start();
    remote.progress(1, at(1));
    assert_eq!((remote.value(), remote.is_loading()), (Some(&1), true));
    remote.progress(2, at(2));
    remote.finish(Err(unreachable()), at(3));
    assert_eq!((remote.value(), remote.error(), remote.is_loading()), (Some(&2), Some(&unreachable()), false));
}

#[test]
fn giving_up_keeps_value_and_failure() {
    let mut remote = read(7, at(1));
    remote.finish(Err(unreachable()), at(2));
    remote.start();
    remote.give_up();
    assert_eq!((remote.value(), remote.error()), (Some(&7), Some(&unreachable())));
}
