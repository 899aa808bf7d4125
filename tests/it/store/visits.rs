//! When somebody was last at a screen: not when a program without one watched, and not this run.

use trackside::account::difference::differences;
use trackside::account::observation::Observation;
use trackside::domain::{AccountId, RunnerId};
use trackside::store::Store;

use super::rig::{Watcher, at, file, open, seconds};
use crate::support::fixtures::{With, runner};

fn last(store: &Store) -> Option<i64> {
    store.last_visit(AccountId::FIRST).unwrap().map(seconds)
}

/// The names of the runners that are different since somebody was last there.
fn different(store: &Store) -> Vec<String> {
    let since = store.last_visit(AccountId::FIRST).unwrap().unwrap();
    let found = differences(&store.events_since(AccountId::FIRST, since).unwrap());
    found.iter().map(|difference| difference.name.raw().to_owned()).collect()
}

/// A program that has no screen.
fn recorder(path: &std::path::Path) -> Watcher {
    let mut watcher = Watcher::of(path);
    watcher.store = watcher.store.without_screen();
    watcher
}

#[test]
fn a_restart_within_one_watch_tells_nothing_that_the_run_before_showed() {
    let (_folder, path) = file();
    let mut first = Watcher::of(&path);
    assert_eq!(last(&first.store), None);
    first.list(0, &[runner("a"), runner("b")]);
    assert_eq!(last(&first.store), None, "nobody was there before the first run");
    first.list(30, &[runner("a").status("paused"), runner("b")]);
    // Killed, and started again before the next list was due: one watch for the timeline.
    drop(first);
    let mut second = Watcher::of(&path);
    assert_eq!(last(&second.store), Some(30));
    second.list(60, &[runner("a").status("paused"), runner("b").status("unknown")]);
    assert_eq!(second.watched(), [(0, 60)]);
    assert_eq!(last(&second.store), Some(30));
    assert_eq!(different(&second.store), ["b"]);
    second.list(90, &[runner("a").status("paused"), runner("b").status("unknown")]);
    assert_eq!(last(&second.store), Some(30), "it stays until the end of the run");
}

#[test]
fn what_was_read_after_the_last_list_was_seen_too() {
    let (_folder, path) = file();
    let mut first = Watcher::of(&path);
    first.list(0, &[runner("a"), runner("b"), runner("c")]);
    first.read(10, runner("a").status("paused"));
    first.gone(12, "id-c");
    drop(first);
    let mut second = Watcher::of(&path);
    second.list(500, &[runner("a").status("paused"), runner("b").status("paused")]);
    assert_eq!(last(&second.store), Some(12));
    assert_eq!(different(&second.store), ["b"]);
}

#[test]
fn a_watch_without_a_screen_is_no_visit() {
    let (_folder, path) = file();
    let mut first = Watcher::of(&path);
    first.list(0, &[runner("a"), runner("b")]);
    drop(first);
    let mut recorder = recorder(&path);
    recorder.list(20, &[runner("a"), runner("b")]);
    recorder.list(50, &[runner("a").status("paused"), runner("b").status("unknown")]);
    recorder.list(80, &[runner("a").status("paused"), runner("b")]);
    assert_eq!(last(&recorder.store), Some(0));
    let mut second = Watcher::of(&path);
    second.list(90, &[runner("a").status("paused"), runner("b")]);
    recorder.list(100, &[runner("a").status("paused"), runner("b")]);
    assert_eq!(last(&second.store), Some(0));
    assert_eq!(different(&second.store), ["a"], "b is what it was");
    assert!(second.told().iter().all(|told| !told.contains("unseen")), "it was watched: {:?}", second.told());
}

#[test]
fn a_screen_that_is_still_open_counts_until_its_last_list_and_what_it_shows_later_changes_nothing() {
    let (_folder, path) = file();
    let mut one = Watcher::of(&path);
    one.list(0, &[runner("a")]);
    one.list(30, &[runner("a")]);
    let mut other = Watcher::of(&path);
    other.list(40, &[runner("a").status("paused")]);
    one.list(60, &[runner("a").status("paused")]);
    other.list(70, &[runner("a").status("paused")]);
    assert_eq!((last(&one.store), last(&other.store)), (None, Some(30)));
    assert_eq!(different(&other.store), ["a"]);
}

#[test]
fn a_visit_goes_on_in_the_file_that_is_opened_again_and_begins_in_another() {
    let (_folder, path) = file();
    let mut watcher = Watcher::of(&path);
    watcher.list(0, &[runner("a")]);
    drop(watcher);
    let mut watcher = Watcher::of(&path);
    watcher.list(100, &[runner("a")]);
    let views = watcher.store.into_views();
    let mut again = open(&path);
    again.take_views(views);
    let gone = Observation::Gone { at: at(110), runner: RunnerId::new("id-a") };
    again.write(&[trackside::store::Entry::Observed(AccountId::FIRST, gone.clone())], at(110)).unwrap();
    assert_eq!(last(&again), Some(0));
    let (_other_folder, other_path) = file();
    let mut other = open(&other_path);
    other.take_views(again.into_views());
    other.write(&[trackside::store::Entry::Observed(AccountId::FIRST, gone)], at(110)).unwrap();
    assert_eq!(last(&other), None, "nothing is known of another file");
}

#[test]
fn visits_that_are_too_old_go() {
    let (_folder, path) = file();
    for run in [0, 1_000, 2_000] {
        Watcher::of(&path).list(run, &[runner("a")]);
    }
    let mut store = open(&path);
    while store.prune(AccountId::FIRST, at(1_500)).unwrap() {}
    drop(store);
    let left = rusqlite::Connection::open(&path).unwrap();
    let count: i64 = left.query_row("SELECT count(*) FROM visits", [], |row| row.get(0)).unwrap();
    assert_eq!((count, last(&open(&path))), (1, Some(2_000)));
}
