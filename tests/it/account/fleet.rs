//! How a poll merges into the fleet, and what is read lazily.

use std::sync::Arc;

use trackside::account::fleet::{Fleet, Seen};
use trackside::account::history::RecordKind;
use trackside::api::{Priority, RunnerList};
use trackside::domain::{
    AccountId, Label, Moment, Release, Runner, RunnerId, RunnerKey, Setting, Severity, Status, Version,
};

use crate::support::fixtures::{With, fleet, numbered, runner};
use crate::support::harness::{at, list, loaded};

fn names(fleet: &Fleet) -> Vec<&str> {
    fleet.rows().iter().map(|row| row.runner.name.raw()).collect()
}

/// An entry as a list may have it: id, name and status, nothing else.
fn bare(name: &str, status: &str) -> Runner {
    Runner { status: Some(Status::parse(status)), ..Runner::new(&format!("id-{name}"), name) }
}

#[test]
fn the_header_counts_the_fleet() {
    let counts = *loaded(fleet()).counts();
    assert_eq!(counts.runners, 20);
    let of = Status::DOCUMENTED.map(|status| (status.label().to_owned(), counts.of(&status)));
    let told = [
        ("Running", 12),
        ("Pending", 1),
        ("Pausing", 1),
        ("Paused", 2),
        ("Stopping", 1),
        ("Stopped", 1),
        ("Unknown", 1),
    ];
    assert_eq!(of, told.map(|(label, number)| (label.to_owned(), number)));
    assert_eq!(counts.other, 1);
    assert_eq!((counts.updates, counts.unsupported), (5, 2));
    assert_eq!(counts.of_severity(Severity::InMotion), 3);
}

#[test]
fn the_very_same_list_changes_nothing() {
    let polled = list(fleet());
    let mut fleet = Fleet::new(AccountId::FIRST);
    let generation = fleet.generation();
    fleet.take(&polled, at(0), at(0));
    assert_ne!(fleet.generation(), generation);
    let generation = fleet.generation();
    assert_eq!(fleet.take(&polled, at(10), at(10)), []);
    assert_eq!(fleet.generation(), generation);
}

#[test]
fn an_equal_list_in_other_allocations_is_no_change_of_any_runner() {
    let mut fleet = loaded(numbered(5));
    fleet.take(&list(numbered(5)), at(10), at(10));
    assert!(fleet.rows().iter().all(|row| row.change.is_none()));
}

/// When and what the latest change of the runner called `name` was, and how many things more.
fn change_of(fleet: &Fleet, name: &str) -> Option<(Moment, RecordKind, usize)> {
    let row = fleet.rows().iter().find(|row| row.runner.name.raw() == name).unwrap();
    row.change.as_ref().map(|change| (change.at, change.kind.clone(), change.others))
}

#[test]
fn a_change_of_status_is_remembered_with_what_it_was() {
    let mut fleet = loaded(vec![runner("a"), runner("b")]);
    fleet.take(&list(vec![runner("a").status("pausing"), runner("b")]), at(10), at(10));
    let change = fleet.rows()[0].status_change.as_ref().unwrap();
    assert_eq!((change.at, change.from.clone()), (at(10), Status::Running));
    assert!(fleet.rows()[1].change.is_none() && fleet.rows()[1].status_change.is_none());
    // A poll that brings something else keeps since when the status is what it is.
    fleet.take(&list(vec![runner("a").status("pausing").version("9"), runner("b")]), at(20), at(20));
    assert_eq!(fleet.rows()[0].status_change.as_ref().unwrap().at, at(10));
    assert_eq!(fleet.rows()[0].change.as_ref().unwrap().at, at(20));
}

#[test]
fn whatever_changes_is_the_latest_change_and_is_named() {
    let renamed = Runner { name: Label::from("a2"), ..runner("a") };
    let track = RecordKind::Setting { setting: Setting::Track, from: "Current".to_owned(), to: "Stable".to_owned() };
    let name = RecordKind::Setting { setting: Setting::Name, from: "a".to_owned(), to: "a2".to_owned() };
    let status = RecordKind::Status { from: Status::Running, to: Status::Paused };
    let version = RecordKind::Version { from: Some(Version::new("11.214.0")), to: Version::new("9") };
    let off = RecordKind::Setting { setting: Setting::AutoUpdate, from: "on".to_owned(), to: "off".to_owned() };
    let restricted = RecordKind::Setting { setting: Setting::Restriction, from: "off".to_owned(), to: "on".to_owned() };
    let described =
        RecordKind::Setting { setting: Setting::Description, from: "EU nightly loads".to_owned(), to: "UK".to_owned() };
    let table: [(Runner, RecordKind, usize); 9] = [
        (runner("a").status("paused"), status.clone(), 0),
        (runner("a").offline(), RecordKind::Connected(false), 0),
        (runner("a").version("9"), version.clone(), 0),
        (renamed, name, 0),
        (runner("a").described("UK"), described, 0),
        (runner("a").stable(), track, 0),
        (Runner { auto_update: Some(false), ..runner("a") }, off, 0),
        (Runner { restricted: Some(true), ..runner("a") }, restricted, 0),
        // Of several things the one that counts most.
        (runner("a").status("paused").version("9").stable(), status, 2),
    ];
    for (now, kind, others) in table {
        let mut fleet = loaded(vec![runner("a")]);
        let name = now.name.raw().to_owned();
        fleet.take(&list(vec![now]), at(10), at(10));
        assert_eq!(change_of(&fleet, &name), Some((at(10), kind, others)));
    }
}

#[test]
fn what_was_not_told_before_is_no_change() {
    let mut fleet = loaded(vec![bare("a", "running")]);
    fleet.take(&list(vec![runner("a")]), at(10), at(10));
    assert_eq!(change_of(&fleet, "a"), None);
}

#[test]
fn who_went_unknown_within_minutes_on_the_same_platform_went_together() {
    let on_azure = |name: &str| runner(name).on("azure", "aks");
    let fleet_with = |lost: &[&str]| {
        let status = |entry: Runner| if lost.contains(&entry.name.raw()) { entry.status("unknown") } else { entry };
        let aws = ["a", "b", "c", "d"].map(runner);
        list(aws.into_iter().chain([on_azure("x"), on_azure("y").status("unknown")]).map(status).collect())
    };
    let mut fleet = Fleet::new(AccountId::FIRST);
    fleet.take(&fleet_with(&[]), at(0), at(0));
    fleet.take(&fleet_with(&["a"]), at(10), at(10));
    fleet.take(&fleet_with(&["a", "b", "x"]), at(200), at(200));
    fleet.take(&fleet_with(&["a", "b", "x", "c"]), at(490), at(490));
    let with = |name: &str| {
        let row = fleet.rows().iter().find(|row| row.runner.name.raw() == name).unwrap();
        let companions = fleet.companions(row)?;
        let names: Vec<&str> = companions.first(3).iter().map(|row| row.runner.name.raw()).collect();
        assert_eq!(companions.count(), names.len(), "{name}");
        Some(names)
    };
    assert_eq!(with("a"), Some(vec!["b"]), "c went eight minutes later");
    assert_eq!(with("b"), Some(vec!["a", "c"]));
    assert_eq!(with("c"), Some(vec!["b"]));
    assert_eq!(with("d"), None, "it is Running");
    assert_eq!(with("x"), Some(vec![]), "another platform, and y was not seen to go");
    assert_eq!(with("y"), Some(vec![]));
}

#[test]
fn of_many_companions_the_first_are_named_and_all_are_counted() {
    let mut fleet = loaded(numbered(500));
    let lost = numbered(500).into_iter().map(|runner| runner.status("unknown")).collect();
    fleet.take(&list(lost), at(10), at(10));
    let companions = fleet.companions(&fleet.rows()[1]).unwrap();
    let names: Vec<&str> = companions.first(3).iter().map(|row| row.runner.name.raw()).collect();
    assert_eq!((companions.count(), names), (499, vec!["runner-00000", "runner-00002", "runner-00003"]));
}

#[test]
fn a_runner_added_later_is_a_change_and_one_of_the_first_list_is_not() {
    let mut fleet = loaded(vec![runner("b")]);
    fleet.take(&list(vec![runner("a"), runner("b"), runner("c")]), at(10), at(10));
    let changed: Vec<bool> = fleet.rows().iter().map(|row| row.change.is_some()).collect();
    assert_eq!((names(&fleet), changed), (vec!["a", "b", "c"], vec![true, false, true]));
}

#[test]
fn a_renamed_runner_keeps_what_is_known_of_it() {
    let mut fleet = loaded(vec![runner("a"), runner("b"), runner("c")]);
    fleet.take(&list(vec![runner("a").status("pausing"), runner("b"), runner("c")]), at(10), at(10));
    let renamed = Runner { name: Label::from("z"), ..runner("a").status("pausing") };
    fleet.take(&list(vec![renamed, runner("b"), runner("c")]), at(20), at(20));
    assert_eq!(names(&fleet), ["b", "c", "z"]);
    assert_eq!(fleet.rows()[2].status_change.as_ref().unwrap().at, at(10));
    assert_eq!(fleet.rows()[2].change.as_ref().unwrap().at, at(20));
}

#[test]
fn two_runners_of_one_name_are_two_runners() {
    let twin = Runner { id: RunnerId::new("other"), ..runner("a") };
    let mut fleet = loaded(vec![runner("a"), twin.clone()]);
    assert_eq!(fleet.rows().len(), 2);
    fleet.take(&list(vec![runner("a"), twin.status("paused")]), at(10), at(10));
    let paused: Vec<&str> = fleet
        .rows()
        .iter()
        .filter(|row| row.runner.status == Some(Status::Paused))
        .map(|row| row.runner.id.as_str())
        .collect();
    assert_eq!(paused, ["other"]);
}

#[test]
fn partial_lists_count_only_until_a_list_was_complete() {
    let mut fleet = Fleet::new(AccountId::FIRST);
    fleet.take_partial(&list(numbered(2)), at(0));
    assert_eq!((fleet.rows().len(), fleet.is_complete()), (2, false));
    fleet.take(&list(numbered(3)), at(1), at(1));
    fleet.take_partial(&list(numbered(1)), at(2));
    assert_eq!((fleet.rows().len(), fleet.is_complete()), (3, true));
}

#[test]
fn rows_of_a_first_load_are_not_changes() {
    let mut fleet = Fleet::new(AccountId::FIRST);
    fleet.take_partial(&list(numbered(2)), at(0));
    fleet.take(&list(numbered(4)), at(1), at(1));
    assert!(fleet.rows().iter().all(|row| row.change.is_none()));
}

#[test]
fn entries_left_out_and_a_cut_list_are_kept_for_the_screen() {
    let mut fleet = Fleet::new(AccountId::FIRST);
    fleet.take(&RunnerList { unreadable: 2, is_cut: true, ..list(numbered(1)) }, at(0), at(0));
    assert_eq!((fleet.unreadable(), fleet.is_cut()), (2, true));
}

#[test]
fn details_are_read_for_visible_rows_first_then_for_the_preview_then_for_the_rest() {
    let complete_but_undescribed = Runner { description: None, ..runner("d") };
    let mut fleet = loaded(vec![bare("a", "running"), bare("b", "running"), runner("c"), complete_but_undescribed]);
    let id = |name: &str| Some((RunnerId::new(&format!("id-{name}")), Priority::Background));
    assert_eq!(fleet.next_details([1, 2], Some(3), true), id("b"));
    assert_eq!(fleet.next_details([1, 2], Some(3), true), None, "one at a time");
    fleet.take_details(&RunnerId::new("id-b"), Some(&runner("b")), false, at(0));
    assert_eq!(fleet.next_details([1, 2], Some(3), true), id("d"));
    fleet.take_details(&RunnerId::new("id-d"), Some(&runner("d")), false, at(0));
    assert_eq!(fleet.next_details([1, 2], Some(3), false), None);
    assert_eq!(fleet.next_details([1, 2], Some(3), true), id("a"));
}

#[test]
fn details_under_way_are_asked_for_again_only_more_urgently() {
    let mut fleet = loaded(vec![bare("a", "running")]);
    let (a, _) = fleet.next_details([0], None, true).unwrap();
    for (priority, is_new) in [
        (Priority::Background, false),
        (Priority::Watching, true),
        (Priority::Background, false),
        (Priority::Operator, true),
        (Priority::Operator, false),
    ] {
        assert_eq!(fleet.start_details(&a, priority), is_new, "{priority:?}");
    }
    fleet.take_details(&a, Some(&runner("a")), false, at(1));
    assert!(fleet.start_details(&a, Priority::Watching), "after an answer");
}

#[test]
fn details_fill_what_the_entry_lacks_and_stay_until_the_entry_changes() {
    let mut fleet = loaded(vec![bare("a", "running")]);
    fleet.next_details([0], None, true);
    fleet.take_details(&RunnerId::new("id-a"), Some(&runner("a").version("1.2.3")), false, at(1));
    let shown = |fleet: &Fleet| Arc::clone(&fleet.rows()[0].runner);
    assert_eq!(shown(&fleet).status, Some(Status::Running));
    assert_eq!(shown(&fleet).release.version.as_ref().unwrap().label(), "1.2.3");
    // The same entry: nothing to read again.
    fleet.take(&list(vec![bare("a", "running")]), at(10), at(10));
    assert_eq!(fleet.next_details([0], Some(0), true), None);
    assert_eq!(shown(&fleet).release.version.as_ref().unwrap().label(), "1.2.3");
    // Another entry: read again, and meanwhile what was known stays on screen.
    fleet.take(&list(vec![bare("a", "stopped")]), at(20), at(20));
    assert_eq!(shown(&fleet).release.version.as_ref().unwrap().label(), "1.2.3");
    assert_eq!(fleet.next_details([0], Some(0), true), Some((RunnerId::new("id-a"), Priority::Background)));
}

#[test]
fn details_that_failed_are_tried_again_after_a_good_poll_and_refused_ones_are_not() {
    let polled = list(vec![bare("a", "running"), bare("b", "running")]);
    let mut fleet = Fleet::new(AccountId::FIRST);
    fleet.take(&polled, at(0), at(0));
    fleet.next_details([0], None, true);
    fleet.take_details(&RunnerId::new("id-a"), None, false, at(0));
    fleet.next_details([1], None, true);
    fleet.take_details(&RunnerId::new("id-b"), None, true, at(0));
    assert_eq!(fleet.next_details([0, 1], Some(0), true), None);
    fleet.take(&polled, at(10), at(10));
    assert_eq!(fleet.next_details([0, 1], Some(0), true), Some((RunnerId::new("id-a"), Priority::Background)));
    fleet.take_details(&RunnerId::new("id-a"), Some(&runner("a")), false, at(0));
    assert_eq!(fleet.next_details([0, 1], Some(0), true), None);
}

#[test]
fn details_of_a_hosted_runner_are_never_read() {
    let hosted = Runner { release: Release::default(), description: None, ..runner("h").on("matillion", "hosted") };
    let mut fleet = loaded(vec![hosted, bare("u", "running").on("moonbase", "crater")]);
    assert_eq!(fleet.next_details([0, 1], Some(0), true), None);
}

#[test]
fn an_answer_for_a_runner_that_is_gone_is_no_matter() {
    let mut fleet = loaded(vec![bare("a", "running"), bare("b", "running")]);
    fleet.next_details([0], None, true);
    fleet.take(&list(vec![bare("b", "running")]), at(10), at(10));
    fleet.take_not_found(&RunnerId::new("id-a"), at(10));
    fleet.take_details(&RunnerId::new("id-a"), Some(&runner("a")), false, at(10));
    assert_eq!(names(&fleet), ["b"]);
    assert_eq!(fleet.next_details([0], None, true), Some((RunnerId::new("id-b"), Priority::Background)));
}

#[test]
fn the_end_of_a_pause_goes_with_the_pause() {
    let mut fleet = loaded(vec![bare("a", "paused")]);
    fleet.next_details([0], None, true);
    let details = Runner { paused_until: Some("2026-11-23T15:00:00Z".parse().unwrap()), ..runner("a") };
    fleet.take_details(&RunnerId::new("id-a"), Some(&details), false, at(0));
    assert!(fleet.rows()[0].runner.paused_until.is_some());
    fleet.take(&list(vec![bare("a", "running")]), at(10), at(10));
    assert!(fleet.rows()[0].runner.paused_until.is_none());
}

/// What was seen, as runner and record.
fn told(seen: &[Seen]) -> Vec<(&str, &RecordKind)> {
    seen.iter().map(|seen| (seen.runner.id.as_str(), &seen.kind)).collect()
}

fn paused(from: Status) -> RecordKind {
    RecordKind::Status { from, to: Status::Paused }
}

fn status_of(fleet: &Fleet) -> Option<Status> {
    fleet.rows()[0].runner.status.clone()
}

#[test]
fn details_are_newer_than_the_list_until_one_that_was_asked_for_later() {
    let a = RunnerId::new("id-a");
    let running = list(vec![runner("a")]);
    let mut fleet = Fleet::new(AccountId::FIRST);
    fleet.take(&running, at(0), at(0));
    fleet.take_details(&a, Some(&runner("a").status("paused")), false, at(5));
    assert_eq!(status_of(&fleet), Some(Status::Paused));
    assert_eq!(fleet.counts().of(&Status::Paused), 1, "the header counts what is shown");
    // On its way when the details were read: the very same entries, equal ones, and others.
    assert_eq!(fleet.take(&running, at(4), at(6)), []);
    assert_eq!(fleet.take(&list(vec![runner("a")]), at(4), at(6)), []);
    assert_eq!(fleet.take(&list(vec![runner("a").status("pausing")]), at(4), at(6)), []);
    assert_eq!(status_of(&fleet), Some(Status::Paused));
    // Asked for later, it counts, also where it says what it said before.
    let seen = fleet.take(&running, at(5), at(7));
    assert_eq!(told(&seen), [("id-a", &RecordKind::Status { from: Status::Paused, to: Status::Running })]);
    assert_eq!((status_of(&fleet), fleet.counts().of(&Status::Running)), (Some(Status::Running), 1));
    assert_eq!(fleet.take(&running, at(8), at(8)), []);
}

#[test]
fn details_that_the_next_list_confirms_are_no_second_news() {
    let a = RunnerId::new("id-a");
    let mut fleet = loaded(vec![runner("a")]);
    let seen = fleet.take_details(&a, Some(&runner("a").status("paused")), false, at(5));
    assert_eq!(told(&seen), [("id-a", &paused(Status::Running))]);
    assert_eq!(fleet.rows()[0].change.as_ref().unwrap().at, at(5));
    assert_eq!(fleet.take(&list(vec![runner("a").status("paused")]), at(10), at(11)), []);
    assert_eq!(fleet.rows()[0].change.as_ref().unwrap().at, at(5), "it changed when it was seen first");
}

#[test]
fn details_that_agree_with_the_list_again_end_their_precedence() {
    let a = RunnerId::new("id-a");
    let mut fleet = loaded(vec![runner("a")]);
    fleet.take_details(&a, Some(&runner("a").status("paused")), false, at(5));
    fleet.take_details(&a, Some(&runner("a")), false, at(7));
    assert_eq!(status_of(&fleet), Some(Status::Running));
    // Asked for before the details were read, but the details no longer say otherwise.
    fleet.take(&list(vec![runner("a").status("stopped")]), at(6), at(8));
    assert_eq!(status_of(&fleet), Some(Status::Stopped));
}

#[test]
fn newer_details_of_one_runner_hold_up_no_other() {
    let mut fleet = loaded(vec![runner("a"), runner("b")]);
    fleet.take_details(&RunnerId::new("id-a"), Some(&runner("a").status("paused")), false, at(5));
    let later = list(vec![runner("a"), runner("b").status("unknown"), runner("c")]);
    let seen = fleet.take(&later, at(4), at(6));
    let unknown = RecordKind::Status { from: Status::Running, to: Status::Unknown };
    assert_eq!(told(&seen), [("id-b", &unknown), ("id-c", &RecordKind::Appeared(Some(Status::Running)))]);
    assert_eq!(status_of(&fleet), Some(Status::Paused));
}

#[test]
fn the_end_of_a_pause_is_what_the_details_say_last() {
    let a = RunnerId::new("id-a");
    let end = |text: &str| Some(text.parse().unwrap());
    let until = |time| Runner { paused_until: time, ..runner("a").status("paused") };
    let mut fleet = loaded(vec![bare("a", "paused")]);
    fleet.take_details(&a, Some(&until(end("2026-11-23T15:00:00Z"))), false, at(1));
    assert_eq!(fleet.rows()[0].runner.paused_until, end("2026-11-23T15:00:00Z"));
    fleet.take_details(&a, Some(&runner("a")), false, at(2));
    assert_eq!(fleet.rows()[0].runner.paused_until, None, "it was resumed");
}

#[test]
fn runners_appear_only_after_a_first_complete_list_and_vanish_once_they_are_looked_up() {
    let mut fleet = Fleet::new(AccountId::FIRST);
    fleet.take_partial(&list(vec![runner("a")]), at(0));
    assert_eq!(fleet.take(&list(vec![runner("a"), runner("d"), runner("e")]), at(1), at(1)), []);
    let seen = fleet.take(&list(vec![runner("b").status("pending"), runner("c"), runner("e")]), at(2), at(2));
    assert_eq!(
        told(&seen),
        [
            ("id-b", &RecordKind::Appeared(Some(Status::Pending))),
            ("id-c", &RecordKind::Appeared(Some(Status::Running))),
        ]
    );
    assert_eq!(names(&fleet), ["a", "b", "c", "d", "e"], "what a list lacks may be there all the same");
    for gone in ["id-a", "id-d"] {
        let seen = fleet.take_not_found(&RunnerId::new(gone), at(2));
        assert_eq!(told(&seen), [(gone, &RecordKind::Vanished)]);
    }
    assert_eq!(names(&fleet), ["b", "c", "e"]);
    let seen = fleet.take(&list(vec![bare("a", "running"), Runner::new("id-z", "z")]), at(3), at(3));
    let appeared = [("id-a", &RecordKind::Appeared(Some(Status::Running))), ("id-z", &RecordKind::Appeared(None))];
    assert_eq!(told(&seen)[..2], appeared, "one that comes back is new");
    assert_eq!(fleet.take(&list(vec![]), at(4), at(4)), []);
    assert_eq!(names(&fleet).len(), 5, "nor does an empty list tell that anybody is gone");
}

#[test]
fn a_poll_tells_each_difference_of_each_runner() {
    let mut fleet = loaded(vec![runner("a"), runner("b"), runner("c")]);
    let renamed = Runner { name: Label::from("z"), ..runner("a") };
    let changed = runner("b").status("paused").offline().version("12").stable();
    let seen = fleet.take(&list(vec![renamed, changed, runner("c")]), at(1), at(1));
    let setting =
        |setting, from: &str, to: &str| RecordKind::Setting { setting, from: from.to_owned(), to: to.to_owned() };
    assert_eq!(
        told(&seen),
        [
            ("id-b", &paused(Status::Running)),
            ("id-b", &RecordKind::Connected(false)),
            ("id-b", &RecordKind::Version { from: Some(Version::new("11.214.0")), to: Version::new("12") }),
            ("id-b", &setting(Setting::Track, "Current", "Stable")),
            ("id-a", &setting(Setting::Name, "a", "z")),
        ]
    );
}

#[test]
fn what_details_tell_for_the_first_time_is_no_difference() {
    let mut fleet = loaded(vec![bare("a", "running")]);
    assert_eq!(fleet.take_details(&RunnerId::new("id-a"), Some(&runner("a")), false, at(1)), []);
    let stable = runner("a").stable();
    let seen = fleet.take_details(&RunnerId::new("id-a"), Some(&stable), false, at(2));
    let track = RecordKind::Setting { setting: Setting::Track, from: "Current".to_owned(), to: "Stable".to_owned() };
    assert_eq!(told(&seen), [("id-a", &track)]);
    assert_eq!(fleet.take_details(&RunnerId::new("id-a"), Some(&stable), false, at(3)), []);
    assert_eq!(fleet.take_details(&RunnerId::new("gone"), Some(&stable), false, at(3)), []);
    assert_eq!(fleet.take_details(&RunnerId::new("id-a"), None, false, at(4)), []);
}

#[test]
fn a_row_is_found_by_the_key_of_its_own_account_alone() {
    let mut fleet = Fleet::new(AccountId(1));
    fleet.take(&list(vec![runner("a")]), at(0), at(0));
    let row = fleet.find(&RunnerId::new("id-a")).expect("the runner");
    let own = row.key();
    assert_eq!(own, RunnerKey::new(AccountId(1), RunnerId::new("id-a")));
    assert_eq!(fleet.at(&own).map(|row| &row.runner.id), Some(&own.id));
    assert_eq!(fleet.at(&RunnerKey { account: AccountId::FIRST, ..own }), None, "another account's has the same id");
}
