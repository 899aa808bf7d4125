//! What was seen and done: bounded, newest first, and told only from what was told.

use std::time::Duration;

use trackside::account::history::{History, Record, RecordKind, course, differences};
use trackside::api::Cause;
use trackside::domain::timeline::{self, Course, Presence, Step, Watched};
use trackside::domain::{
    Change, Intent, Label, Moment, Release, Runner, RunnerCommand, RunnerId, Setting, Status, Version,
};

use crate::support::fixtures::{With, runner};

fn at(seconds: u64) -> Moment {
    Moment::start("2026-11-23T14:03:00Z".parse().unwrap()).plus(Duration::from_secs(seconds))
}

fn id(name: &str) -> RunnerId {
    RunnerId::new(name)
}

fn records<'a>(history: &'a History, id: &'a RunnerId) -> Vec<&'a Record> {
    history.of(id).collect()
}

fn pause() -> Intent {
    Intent::Change(Change::Command(RunnerCommand::Pause))
}

fn turned(from: Status, to: Status) -> RecordKind {
    RecordKind::Status { from, to }
}

fn setting(setting: Setting, from: &str, to: &str) -> RecordKind {
    RecordKind::Setting { setting, from: from.to_owned(), to: to.to_owned() }
}

#[test]
fn a_runners_events_come_newest_first_each_with_a_number_of_its_own() {
    let mut history = History::default();
    history.add(id("a"), at(1), RecordKind::Asked(pause()));
    history.add(id("b"), at(2), RecordKind::Vanished);
    history.add(id("a"), at(3), RecordKind::Connected(false));
    let a = id("a");
    let records: Vec<(u64, Moment, &RecordKind)> =
        history.of(&a).map(|record| (record.number, record.at, &record.kind)).collect();
    assert_eq!(records, [(2, at(3), &RecordKind::Connected(false)), (0, at(1), &RecordKind::Asked(pause()))]);
    assert_eq!(history.of(&id("c")).count(), 0);
}

#[test]
fn the_oldest_events_go_when_there_are_too_many_and_numbers_go_on() {
    let mut history = History::default();
    history.add(id("old"), at(0), RecordKind::Vanished);
    for second in 1..8_192 {
        history.add(id("a"), at(second), RecordKind::Vanished);
    }
    assert_eq!(history.of(&id("old")).count(), 1, "there is room for 8,192");
    history.add(id("a"), at(8_192), RecordKind::Vanished);
    history.add(id("a"), at(8_193), RecordKind::Vanished);
    assert_eq!(history.of(&id("old")).count(), 0);
    let a = id("a");
    let numbers: Vec<u64> = history.of(&a).map(|record| record.number).collect();
    assert_eq!(numbers, (2..=8_193).rev().collect::<Vec<_>>());
}

#[test]
fn that_something_was_asked_is_remembered_however_much_happens_since() {
    let mut history = History::default();
    let restart = Intent::Change(Change::Command(RunnerCommand::Restart));
    let not_sent = |intent| RecordKind::NotSent { intent, cause: Box::new(Cause::TakenBack) };
    history.add(id("a"), at(0), RecordKind::Vanished);
    history.add(id("a"), at(0), RecordKind::Asked(pause()));
    history.add(id("a"), at(0), RecordKind::Asked(restart.clone()));
    history.add(id("a"), at(0), not_sent(restart.clone()));
    for second in 1..20_000 {
        history.add(id("b"), at(second), RecordKind::Vanished);
    }
    assert_eq!(history.of(&id("a")).count(), 0);
    assert!(history.was_asked(&id("a"), &pause(), 1));
    assert!(!history.was_asked(&id("a"), &pause(), 2), "that was before");
    assert!(!history.was_asked(&id("a"), &restart, 0), "it was not sent");
    assert!(!history.was_asked(&id("b"), &pause(), 0));
    history.add(id("a"), at(20_000), not_sent(pause()));
    assert!(!history.was_asked(&id("a"), &pause(), 0));
}

/// There may be thousands of records, and one for each row of a large fleet.
#[test]
fn a_record_is_small() {
    assert!(size_of::<Record>() <= 144, "{}", size_of::<Record>());
}

fn step(seconds: u64, was: Presence, is: Presence) -> Step {
    Step { at: at(seconds).wall, change: timeline::Change::Presence { was, is } }
}

fn here(status: &Status) -> Presence {
    Presence::Here(Some(status.clone()))
}

#[test]
fn the_course_of_a_runner_is_made_of_its_records_and_of_what_it_is() {
    let mut history = History::default();
    let (a, now_is) = (id("a"), runner("a").status("paused").offline());
    let quiet = Course { steps: Vec::new(), presence: here(&Status::Paused), connected: Some(false) };
    assert_eq!(course(&records(&history, &a), &now_is), quiet);
    history.add(a.clone(), at(10), turned(Status::Running, Status::Pausing));
    history.add(a.clone(), at(11), RecordKind::Asked(pause()));
    history.add(a.clone(), at(12), RecordKind::Connected(false));
    history.add(id("b"), at(15), turned(Status::Running, Status::Unknown));
    history.add(a.clone(), at(20), turned(Status::Pausing, Status::Paused));
    let steps = vec![
        step(10, here(&Status::Running), here(&Status::Pausing)),
        Step { at: at(12).wall, change: timeline::Change::Connected(false) },
        step(20, here(&Status::Pausing), here(&Status::Paused)),
    ];
    assert_eq!(course(&records(&history, &a), &now_is), Course { steps, ..quiet });
}

#[test]
fn a_runner_that_came_back_was_away_in_between() {
    let mut history = History::default();
    let a = id("a");
    history.add(a.clone(), at(10), turned(Status::Running, Status::Stopped));
    history.add(a.clone(), at(20), RecordKind::Vanished);
    history.add(a.clone(), at(30), RecordKind::Appeared(Some(Status::Pending)));
    history.add(a.clone(), at(40), turned(Status::Pending, Status::Running));
    let steps = [
        step(10, here(&Status::Running), here(&Status::Stopped)),
        step(20, here(&Status::Stopped), Presence::Absent),
        step(30, Presence::Absent, here(&Status::Pending)),
        step(40, here(&Status::Pending), here(&Status::Running)),
    ];
    assert_eq!(course(&records(&history, &a), &runner("a")).steps, steps);
}

#[test]
fn each_difference_between_two_readings_is_told() {
    let base = runner("a");
    let renamed = Runner { name: Label::from("b"), ..base.clone() };
    for (new, expected) in [
        (base.clone(), vec![]),
        (base.clone().status("paused"), vec![turned(Status::Running, Status::Paused)]),
        (base.clone().status("odd"), vec![turned(Status::Running, Status::parse("odd"))]),
        (base.clone().offline(), vec![RecordKind::Connected(false)]),
        (
            base.clone().version("12"),
            vec![RecordKind::Version { from: Some(Version::new("11.214.0")), to: Version::new("12") }],
        ),
        (renamed, vec![setting(Setting::Name, "a", "b")]),
        (base.clone().described("x\u{1b}"), vec![setting(Setting::Description, "EU nightly loads", "x^[")]),
        (base.clone().described(""), vec![setting(Setting::Description, "EU nightly loads", "")]),
        (base.clone().stable(), vec![setting(Setting::Track, "Current", "Stable")]),
        (Runner { auto_update: Some(false), ..base.clone() }, vec![setting(Setting::AutoUpdate, "on", "off")]),
        (Runner { restricted: Some(true), ..base.clone() }, vec![setting(Setting::Restriction, "off", "on")]),
        (
            base.clone().status("paused").offline().stable(),
            vec![
                turned(Status::Running, Status::Paused),
                RecordKind::Connected(false),
                setting(Setting::Track, "Current", "Stable"),
            ],
        ),
    ] {
        assert_eq!(differences(&base, &new), expected);
    }
}

#[test]
fn what_is_not_told_is_no_difference() {
    let (full, bare) = (runner("a"), Runner::new("id-a", "a"));
    assert_eq!(differences(&full, &bare), []);
    assert_eq!(differences(&bare, &full), [], "neither is what is told for the first time");
}

#[test]
fn a_first_version_is_news_of_a_runner_whose_track_was_known() {
    let waiting = Runner { release: Release { version: None, ..runner("a").release }, ..runner("a") };
    let first = RecordKind::Version { from: None, to: Version::new("11.214.0") };
    assert_eq!(differences(&waiting, &runner("a")), [first]);
    assert_eq!(differences(&runner("a"), &waiting), [], "a version no longer told is none");
}

#[test]
fn lists_that_follow_each_other_are_one_time_in_which_somebody_looked() {
    let mut history = History::default();
    let watched = |since: u64, until: u64| Watched { since: at(since).wall, until: at(until).wall };
    assert_eq!(history.watched(), []);
    history.look(at(10).wall, false);
    assert_eq!(history.watched(), [watched(10, 10)]);
    history.look(at(20).wall, true);
    history.look(at(30).wall, true);
    history.look(at(900).wall, false);
    assert_eq!(history.watched(), [watched(10, 30), watched(900, 900)]);
    // The clock was set back: no time is watched twice.
    history.look(at(25).wall, false);
    assert_eq!(history.watched(), [watched(10, 25), watched(25, 25)]);
}

#[test]
fn times_in_which_somebody_looked_are_bounded() {
    let mut history = History::default();
    for second in 0..1_010 {
        history.look(at(100 * second).wall, false);
    }
    assert_eq!(history.watched().len(), 1_000);
    assert_eq!(history.watched().last().map(|watched| watched.since), Some(at(100_900).wall));
}
