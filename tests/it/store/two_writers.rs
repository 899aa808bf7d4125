//! Two programs that watch the same account: each change once, and who saw it last is right.

use trackside::account::observation::Observation;

use super::rig::{Watcher, at, file};
use crate::support::fixtures::{With, runner};

#[test]
fn two_that_see_the_same_write_it_once_and_their_watches_are_one() {
    let (_folder, path) = file();
    let (mut one, mut other) = (Watcher::of(&path), Watcher::of(&path));
    let (before, after) = ([runner("a")], [runner("a").status("paused")]);
    one.list(0, &before);
    other.list(4, &before);
    one.list(10, &before);
    other.list(14, &after);
    one.list(20, &after);
    other.list(24, &after);
    assert_eq!(one.told(), ["14 a: Running > Paused"]);
    assert_eq!(one.watched(), [(0, 24)]);
    drop(one);
    other.list(34, &before);
    assert_eq!(other.told()[1..], ["34 a: Paused > Running"]);
    assert_eq!(other.watched(), [(0, 34)]);
}

#[test]
fn what_only_the_other_saw_is_put_right_by_who_did_not_see_it() {
    let (_folder, path) = file();
    let (mut one, mut other) = (Watcher::of(&path), Watcher::of(&path));
    one.list(0, &[runner("a")]);
    other.list(1, &[runner("a")]);
    one.list(10, &[runner("a").status("paused")]);
    drop(one);
    // Resumed before the other looked: its own lists are all the same.
    other.list(11, &[runner("a")]);
    other.list(21, &[runner("a")]);
    assert_eq!(other.told(), ["10 a: Running > Paused", "11 a: Paused > Running"]);
}

#[test]
fn a_list_that_was_asked_for_before_says_nothing_of_what_was_seen_since() {
    let (_folder, path) = file();
    let (mut one, mut other) = (Watcher::of(&path), Watcher::of(&path));
    one.list(0, &[runner("a"), runner("b")]);
    other.list(1, &[runner("a"), runner("b")]);
    one.list(10, &[runner("a").status("paused"), runner("b")]);
    // It took its time: a was still Running when it was put together, b is Unknown since.
    let mut late = other.listing(12, &[runner("a"), runner("b").status("unknown")]);
    late.asked = at(9);
    other.observe(12, Observation::Listed(late)).unwrap();
    assert_eq!(other.told(), ["10 a: Running > Paused", "12 b: Running > Unknown"]);
    // With the next one it is settled who is right.
    other.list(22, &[runner("a"), runner("b").status("unknown")]);
    assert_eq!(other.told()[2..], ["22 a: Paused > Running"]);
}

#[test]
fn a_clock_that_was_set_back_stops_nothing_and_is_told() {
    let (_folder, path) = file();
    let mut watcher = Watcher::of(&path);
    watcher.list(3_600, &[runner("a")]);
    watcher.list(3_610, &[runner("a").status("paused")]);
    drop(watcher);
    let mut watcher = Watcher::of(&path);
    let listing = watcher.listing(0, &[runner("a")]);
    let written = watcher.observe(0, Observation::Listed(listing)).unwrap();
    assert!(written.clock_was_set_back);
    watcher.list(10, &[runner("a").status("unknown")]);
    assert_eq!(
        watcher.told(),
        ["3610 a: Running > Paused", "0 a: Paused > Running", "10 a: Running > Unknown"],
        "in the order in which they came"
    );
    assert_eq!(watcher.watched(), [(0, 10), (3_600, 3_610)]);
}

#[test]
fn what_the_other_wrote_is_looked_at_with_the_next_list_whatever_comes_before() {
    let (_folder, path) = file();
    let (mut one, mut other) = (Watcher::of(&path), Watcher::of(&path));
    let both = [runner("a"), runner("b")];
    one.list(0, &both);
    other.list(1, &both);
    one.list(10, &[runner("a").status("paused"), runner("b")]);
    // It writes something that says nothing of a.
    other.gone(11, "id-b");
    other.list(12, &[runner("a")]);
    assert_eq!(other.told(), ["10 a: Running > Paused", "11 b: gone", "12 a: Paused > Running"]);
}
