//! Strips and differences: worst status wins, and what nobody watched is blank.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use trackside::account::difference::differences;
use trackside::account::history::RecordKind;
use trackside::domain::timeline::{Cell, Strip, Window};
use trackside::domain::{AccountId, Runner, RunnerId, Status};

use super::rig::{Watcher, at, file, tell};
use crate::support::fixtures::{With, runner};

fn window(from: i64, to: i64, cells: usize) -> Window {
    Window { from: at(from), to: at(to), cells }
}

fn strip(watcher: &Watcher, id: &str, window: &Window) -> Strip {
    watcher.store.timeline(AccountId::FIRST, &[RunnerId::new(id)], window).unwrap().remove(0)
}

/// A letter a cell: its status, `_` where there was no such runner, `?` where none was told, a blank where nobody watched.
fn letters(strip: &Strip) -> String {
    let letter = |cell: &Cell| match cell {
        Cell::Unwatched => ' ',
        Cell::Absent => '_',
        Cell::NotTold => '?',
        Cell::Status(Status::Paused) => 'p',
        Cell::Status(status) => status.label().chars().next().unwrap(),
    };
    strip.cells.iter().map(letter).collect()
}

#[test]
fn the_worst_status_of_a_cell_wins_and_gaps_are_blank() {
    let (_folder, path) = file();
    let mut watcher = Watcher::of(&path);
    let a = |status: &str| [runner("a").status(status)];
    watcher.list(0, &a("running"));
    watcher.list(10, &a("unknown"));
    watcher.list(13, &a("running"));
    watcher.list(60, &a("paused"));
    drop(watcher);
    let mut watcher = Watcher::of(&path);
    watcher.list(200, &a("running"));
    watcher.list(240, &a("running"));
    let shown = strip(&watcher, "id-a", &window(0, 300, 30));
    assert_eq!(letters(&shown), "RURRRRp             RRRRR     ");
    assert_eq!(shown.watched.as_secs(), 100);
    assert_eq!(shown.serving.as_secs(), 97, "all but three seconds as Unknown");
    assert_eq!(letters(&strip(&watcher, "id-a", &window(0, 300, 3))), "U R");
    assert_eq!(letters(&strip(&watcher, "id-a", &window(20, 40, 2))), "RR", "from before the window");
    assert_eq!(letters(&strip(&watcher, "id-a", &window(300, 400, 4))), "    ");
    assert_eq!(letters(&strip(&watcher, "id-x", &window(0, 300, 3))), "   ", "nothing is known of it");
    assert_eq!(strip(&watcher, "id-x", &window(0, 300, 3)).serving_share(), None);
    assert_eq!(letters(&strip(&watcher, "id-a", &window(0, 300, 0))), "");
}

#[test]
fn a_runner_is_absent_before_it_appears_and_after_it_vanishes() {
    let mut watcher = Watcher::in_memory();
    watcher.list(0, &[runner("b")]);
    watcher.list(30, &[runner("b"), runner("a").status("pending")]);
    watcher.list(40, &[runner("b"), runner("a")]);
    watcher.list(50, &[runner("b"), runner("a").offline()]);
    watcher.gone(60, "id-a");
    watcher.list(90, &[runner("b")]);
    let shown = strip(&watcher, "id-a", &window(0, 90, 9));
    assert_eq!(letters(&shown), "___PRR___");
    assert_eq!((shown.watched.as_secs(), shown.serving.as_secs()), (30, 10), "cut off, it does not serve");
    // Only the end of it is in the window.
    assert_eq!(letters(&strip(&watcher, "id-a", &window(55, 90, 7))), "R______");
    // Its status is not told.
    watcher.list(100, &[runner("b"), Runner::new("id-c", "c")]);
    watcher.list(110, &[runner("b"), Runner::new("id-c", "c")]);
    assert_eq!(letters(&strip(&watcher, "id-c", &window(80, 110, 3))), "__?");
}

#[test]
fn a_look_is_a_look_although_it_takes_no_time() {
    let mut watcher = Watcher::in_memory();
    watcher.list(25, &[runner("a").status("paused")]);
    let shown = strip(&watcher, "id-a", &window(0, 50, 5));
    assert_eq!(letters(&shown), "  p  ");
    assert!(shown.watched < Duration::from_millis(1));
}

#[test]
fn what_is_different_since_somebody_watched_is_one_difference_for_each_runner() {
    let (_folder, path) = file();
    let mut watcher = Watcher::of(&path);
    let first = [runner("a"), runner("b"), runner("c"), runner("gone")];
    watcher.list(0, &first);
    watcher.list(10, &first);
    drop(watcher);
    let mut watcher = Watcher::of(&path);
    watcher.list(1_000, &[runner("a").status("unknown").version("12"), runner("b"), runner("c"), runner("new")]);
    let later = [runner("a").status("paused").version("12"), runner("b").status("paused"), runner("c"), runner("new")];
    watcher.list(1_010, &later);
    watcher.list(1_020, &[later[0].clone(), runner("b"), runner("c").offline(), runner("new")]);
    let since = watcher.store.last_visit(AccountId::FIRST).unwrap().unwrap();
    assert_eq!(since, at(10));
    let found = differences(&watcher.store.events_since(AccountId::FIRST, since).unwrap());
    let shown: Vec<(&str, usize)> =
        found.iter().map(|difference| (difference.name.raw(), difference.kinds.len())).collect();
    assert_eq!(shown, [("a", 2), ("new", 1), ("gone", 1), ("c", 1)], "b is what it was");
    assert_eq!(found[0].kinds[0], RecordKind::Status { from: Status::Running, to: Status::Paused });
    assert_eq!(found[1].kinds, [RecordKind::Appeared(Some(Status::Running))]);
    assert_eq!(found[2].kinds, [RecordKind::Vanished]);
    assert_eq!(found[3].kinds, [RecordKind::Connected(false)]);
}

#[test]
fn events_come_newest_first_a_page_at_a_time() {
    let mut watcher = Watcher::in_memory();
    for step in 0..6 {
        let status = if step % 2 == 0 { "running" } else { "paused" };
        watcher.list(step * 10, &[runner("a").status(status)]);
    }
    let mut before = None;
    let mut shown = Vec::new();
    loop {
        let page = watcher.store.events(AccountId::FIRST, before, 2).unwrap();
        let Some(last) = page.last() else { break };
        before = Some(last.number);
        shown.extend(page.iter().map(tell));
    }
    assert_eq!(
        shown,
        [50, 40, 30, 20, 10].map(|at| {
            let turned = if at % 20 == 0 { "Paused > Running" } else { "Running > Paused" };
            format!("{at} a: {turned}")
        })
    );
}

#[test]
fn a_window_may_be_as_long_as_time() {
    let mut watcher = Watcher::in_memory();
    watcher.list(0, &[runner("a")]);
    let whole = Window { from: Timestamp::MIN, to: Timestamp::MAX, cells: 10 };
    assert_eq!(letters(&strip(&watcher, "id-a", &whole)).trim(), "R");
    let backwards = Window { from: at(10), to: at(10) - SignedDuration::from_secs(20), cells: 3 };
    assert_eq!(letters(&strip(&watcher, "id-a", &backwards)), "   ");
}
