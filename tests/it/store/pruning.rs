//! What is too old goes, in steps, and nothing else does.

use trackside::domain::AccountId;

use super::rig::{Watcher, at, file};
use crate::support::fixtures::{With, numbered, runner};

const DAY: i64 = 86_400;

#[test]
fn what_is_older_goes_in_small_steps_and_the_rest_is_told_as_before() {
    let mut watcher = Watcher::in_memory();
    for day in 0..20 {
        let status = if day % 2 == 0 { "running" } else { "paused" };
        let mut runners: Vec<_> = numbered(100).into_iter().map(|runner| runner.status(status)).collect();
        if day < 3 {
            runners.push(runner("short-lived"));
        }
        watcher.list(day * DAY, &runners);
        watcher.list(day * DAY + 10, &runners);
        if day == 2 {
            watcher.gone(day * DAY + 20, "id-short-lived");
        }
    }
    let all = watcher.told();
    let limit = at(10 * DAY);
    let mut steps = 0;
    while watcher.store.prune(AccountId::FIRST, limit).unwrap() {
        steps += 1;
        assert!(steps < 20, "it has no end");
    }
    assert!(steps >= 2, "900 records take more than one step");
    let is_kept = |line: &&String| line.split(' ').next().unwrap().parse::<i64>().unwrap() >= 10 * DAY;
    let kept: Vec<&String> = all.iter().filter(is_kept).collect();
    assert_eq!(watcher.told().iter().collect::<Vec<_>>(), kept);
    assert_eq!(watcher.watched()[0], (10 * DAY, 10 * DAY + 10));
    // Another day adds no more than itself: what is known of each runner has stayed.
    let runners: Vec<_> = numbered(100).into_iter().map(|runner| runner.status("paused")).collect();
    watcher.list(20 * DAY, &runners);
    assert_eq!(watcher.told().len(), kept.len());
}

#[test]
fn the_file_gives_back_the_room() {
    let (_folder, path) = file();
    let mut watcher = Watcher::of(&path);
    for step in 0..60 {
        let status = if step % 2 == 0 { "running" } else { "paused" };
        let runners: Vec<_> = numbered(200).into_iter().map(|runner| runner.status(status)).collect();
        watcher.list(step * 10, &runners);
    }
    let pages = || {
        let connection = rusqlite::Connection::open(&path).unwrap();
        connection.query_row("PRAGMA page_count", [], |row| row.get::<_, i64>(0)).unwrap()
    };
    let before = pages();
    while watcher.store.prune(AccountId::FIRST, at(100_000)).unwrap() {}
    for _ in 0..40 {
        watcher.store.prune(AccountId::FIRST, at(100_000)).unwrap();
    }
    assert!(pages() < before / 3, "{before} before, {} after", pages());
}
