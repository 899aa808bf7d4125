//! How a poll merges into the fleet, and what is read lazily.

use std::sync::Arc;

use trackside::clock::Moment;
use trackside::domain::{Label, Release, Runner, RunnerId, Status};
use trackside::fleet::Fleet;
use trackside::message::RunnerList;

use crate::support::fixtures::{SECOND, With, fleet, numbered, runner};
use crate::support::harness::list;

fn at(seconds: u32) -> Moment {
    Moment::start("2026-11-23T14:03:00Z".parse().unwrap()).plus(SECOND * seconds)
}

fn loaded(runners: Vec<Runner>) -> Fleet {
    let mut fleet = Fleet::default();
    fleet.take(&list(runners), at(0), at(0));
    fleet
}

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
    assert_eq!(
        (
            counts.running,
            counts.pending,
            counts.pausing,
            counts.paused,
            counts.stopping,
            counts.stopped,
            counts.unknown,
            counts.other
        ),
        (12, 1, 1, 2, 1, 1, 1, 1)
    );
    assert_eq!((counts.updates, counts.unsupported), (5, 2));
    assert_eq!(counts.in_motion(), 3);
}

#[test]
fn the_very_same_list_changes_nothing() {
    let polled = list(fleet());
    let mut fleet = Fleet::default();
    let generation = fleet.generation();
    fleet.take(&polled, at(0), at(0));
    assert_ne!(fleet.generation(), generation);
    let generation = fleet.generation();
    let generation = fleet.generation();
    fleet.take(&polled, at(10), at(10));
    assert_eq!(fleet.generation(), generation);
    assert_eq!(fleet.generation(), generation);
}

#[test]
fn an_equal_list_in_other_allocations_is_no_change_of_any_runner() {
    let mut fleet = loaded(numbered(5));
    fleet.take(&list(numbered(5)), at(10), at(10));
    assert!(fleet.rows().iter().all(|row| row.change.is_none()));
}

#[test]
fn a_change_of_status_is_remembered_with_what_it_was() {
    let mut fleet = loaded(vec![runner("a"), runner("b")]);
    fleet.take(&list(vec![runner("a").status("pausing"), runner("b")]), at(10), at(10));
    let change = fleet.rows()[0].change.as_ref().unwrap();
    assert_eq!((change.at, change.from.clone()), (at(10), Some(Status::Running)));
    assert!(fleet.rows()[1].change.is_none());
    // A poll that brings something else keeps it.
    fleet.take(&list(vec![runner("a").status("pausing").version("9"), runner("b")]), at(20), at(20));
    assert_eq!(fleet.rows()[0].change.as_ref().unwrap().at, at(10));
}

#[test]
fn a_lost_connection_is_a_change() {
    let mut fleet = loaded(vec![runner("a")]);
    fleet.take(&list(vec![runner("a").offline()]), at(10), at(10));
    assert_eq!(fleet.rows()[0].change.as_ref().unwrap().at, at(10));
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
    assert_eq!(fleet.rows()[2].change.as_ref().unwrap().at, at(10));
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
    let mut fleet = Fleet::default();
    fleet.take_partial(&list(numbered(2)), at(0));
    assert_eq!((fleet.rows().len(), fleet.is_complete()), (2, false));
    fleet.take(&list(numbered(3)), at(1), at(1));
    fleet.take_partial(&list(numbered(1)), at(2));
    assert_eq!((fleet.rows().len(), fleet.is_complete()), (3, true));
}

#[test]
fn rows_of_a_first_load_are_not_changes() {
    let mut fleet = Fleet::default();
    fleet.take_partial(&list(numbered(2)), at(0));
    fleet.take(&list(numbered(4)), at(1), at(1));
    assert!(fleet.rows().iter().all(|row| row.change.is_none()));
}

#[test]
fn entries_left_out_and_a_cut_list_are_kept_for_the_screen() {
    let mut fleet = Fleet::default();
    fleet.take(&RunnerList { unreadable: 2, is_cut: true, ..list(numbered(1)) }, at(0), at(0));
    assert_eq!((fleet.unreadable(), fleet.is_cut()), (2, true));
}

#[test]
fn details_are_read_for_visible_rows_first_then_for_the_preview_then_for_the_rest() {
    let complete_but_undescribed = Runner { description: None, ..runner("d") };
    let mut fleet = loaded(vec![bare("a", "running"), bare("b", "running"), runner("c"), complete_but_undescribed]);
    let id = |name: &str| Some(RunnerId::new(&format!("id-{name}")));
    assert_eq!(fleet.next_details([1, 2], Some(3), true), id("b"));
    assert_eq!(fleet.next_details([1, 2], Some(3), true), None, "one at a time");
    fleet.take_details(&RunnerId::new("id-b"), Some(&runner("b")), false, at(0));
    assert_eq!(fleet.next_details([1, 2], Some(3), true), id("d"));
    fleet.take_details(&RunnerId::new("id-d"), Some(&runner("d")), false, at(0));
    assert_eq!(fleet.next_details([1, 2], Some(3), false), None);
    assert_eq!(fleet.next_details([1, 2], Some(3), true), id("a"));
}

#[test]
fn details_fill_what_the_entry_lacks_and_stay_until_the_entry_changes() {
    let mut fleet = loaded(vec![bare("a", "running")]);
    fleet.next_details([0], None, true);
    let details = runner("a").status("paused").version("1.2.3");
    fleet.take_details(&RunnerId::new("id-a"), Some(&details), false, at(0));
    let shown = |fleet: &Fleet| Arc::clone(&fleet.rows()[0].runner);
    assert_eq!(shown(&fleet).status, Some(Status::Running), "the list's own word stands");
    assert_eq!(shown(&fleet).release.version.as_ref().unwrap().label(), "1.2.3");
    // The same entry: nothing to read again.
    fleet.take(&list(vec![bare("a", "running")]), at(10), at(10));
    assert_eq!(fleet.next_details([0], Some(0), true), None);
    assert_eq!(shown(&fleet).release.version.as_ref().unwrap().label(), "1.2.3");
    // Another entry: read again, and meanwhile what was known stays on screen.
    fleet.take(&list(vec![bare("a", "stopped")]), at(20), at(20));
    assert_eq!(shown(&fleet).release.version.as_ref().unwrap().label(), "1.2.3");
    assert_eq!(fleet.next_details([0], Some(0), true), Some(RunnerId::new("id-a")));
}

#[test]
fn details_that_failed_are_tried_again_after_a_good_poll_and_refused_ones_are_not() {
    let polled = list(vec![bare("a", "running"), bare("b", "running")]);
    let mut fleet = Fleet::default();
    fleet.take(&polled, at(0), at(0));
    fleet.next_details([0], None, true);
    fleet.take_details(&RunnerId::new("id-a"), None, false, at(0));
    fleet.next_details([1], None, true);
    fleet.take_details(&RunnerId::new("id-b"), None, true, at(0));
    assert_eq!(fleet.next_details([0, 1], Some(0), true), None);
    fleet.take(&polled, at(10), at(10));
    assert_eq!(fleet.next_details([0, 1], Some(0), true), Some(RunnerId::new("id-a")));
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
    fleet.take_details(&RunnerId::new("id-a"), Some(&runner("a")), false, at(0));
    assert_eq!(names(&fleet), ["b"]);
    assert_eq!(fleet.next_details([0], None, true), Some(RunnerId::new("id-b")));
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
