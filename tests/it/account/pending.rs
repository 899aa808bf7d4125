//! What was sent and is not reported yet: what replaces what, what ends it, and when it is read.

use std::time::Duration;

use trackside::account::pending::{Pending, PendingChange, REPORTED_WITHIN, Stage};
use trackside::domain::{
    AllowListChange, Change, Moment, ProjectId, RunnerCommand, RunnerId, Setting, SettingChange, VersionTrack,
};

use crate::support::fixtures::{With, runner};

fn at(seconds: u64) -> Moment {
    at_ms(seconds * 1000)
}

fn at_ms(milliseconds: u64) -> Moment {
    Moment::start("2026-11-23T14:03:00Z".parse().unwrap()).plus(Duration::from_millis(milliseconds))
}

fn id(name: &str) -> RunnerId {
    RunnerId::new(&format!("id-{name}"))
}

fn auto_update(on: bool) -> Change {
    Change::Setting(SettingChange::AutoUpdate(on))
}

fn stable() -> Change {
    Change::Setting(SettingChange::Track(VersionTrack::Stable))
}

fn changes_of<'a>(pending: &'a Pending, id: &'a RunnerId) -> Vec<&'a Change> {
    pending.of(id).map(|change| &change.change).collect()
}

fn ids(changes: &[PendingChange]) -> Vec<u64> {
    changes.iter().map(|change| change.ticket).collect()
}

#[test]
fn a_change_of_the_same_thing_replaces_an_older_one_that_was_answered_and_nothing_else() {
    let mut pending = Pending::default();
    let a = id("a");
    let first = pending.send(a.clone(), auto_update(true), REPORTED_WITHIN, at(0));
    pending.answered(first, Some(Stage::Accepted));
    pending.send(a.clone(), stable(), REPORTED_WITHIN, at(1));
    pending.send(id("b"), auto_update(true), REPORTED_WITHIN, at(2));
    pending.send(a.clone(), Change::Command(RunnerCommand::Pause), REPORTED_WITHIN, at(3));
    pending.send(a.clone(), auto_update(false), REPORTED_WITHIN, at(4));
    assert_eq!(changes_of(&pending, &a), [&stable(), &Change::Command(RunnerCommand::Pause), &auto_update(false)]);
    assert_eq!(changes_of(&pending, &id("b")), [&auto_update(true)]);
    // Nobody waits for the older one any more.
    assert_eq!(pending.answered(first, Some(Stage::Accepted)), None);
    assert_eq!(pending.answered(first, None), None);
    assert_eq!(changes_of(&pending, &a).len(), 3);
}

#[test]
fn the_answer_to_an_older_one_for_the_same_thing_is_told_and_ends_it() {
    for stage in [Some(Stage::Accepted), Some(Stage::Unanswered), None] {
        let mut pending = Pending::default();
        let a = id("a");
        let first = pending.send(a.clone(), auto_update(true), REPORTED_WITHIN, at(0));
        let last = pending.send(a.clone(), auto_update(false), REPORTED_WITHIN, at(4));
        assert_eq!(changes_of(&pending, &a), [&auto_update(true), &auto_update(false)], "neither was answered");
        let newest = pending.setting(&a, Setting::AutoUpdate).map(|(change, _)| change.ticket);
        assert_eq!(newest, Some(last));
        let answered = pending.answered(first, stage).expect("somebody waits for it");
        assert_eq!((answered.ticket, answered.change), (first, auto_update(true)));
        assert_eq!(changes_of(&pending, &a), [&auto_update(false)], "what was asked for last counts");
        assert_eq!(pending.answered(last, stage).map(|change| change.ticket), Some(last));
    }
}

#[test]
fn the_last_command_counts_and_allow_list_changes_are_the_same_thing_only_when_they_are_equal() {
    let remove = |project: &str| Change::AllowList(AllowListChange::RemoveProject(ProjectId::new(project)));
    let sent = [
        Change::Command(RunnerCommand::Restart),
        Change::Command(RunnerCommand::Pause),
        remove("p1"),
        remove("p2"),
        Change::Remove,
    ];
    let mut pending = Pending::default();
    let a = id("a");
    for change in sent.iter().chain(&sent) {
        let ticket = pending.send(a.clone(), change.clone(), REPORTED_WITHIN, at(0));
        pending.answered(ticket, Some(Stage::Accepted));
    }
    assert_eq!(changes_of(&pending, &a), sent[1..].iter().collect::<Vec<_>>());
}

#[test]
fn an_answer_moves_the_wish_on_and_a_refusal_ends_it() {
    let mut pending = Pending::default();
    let a = id("a");
    let tickets = [auto_update(true), stable(), Change::Remove]
        .map(|change| pending.send(a.clone(), change, REPORTED_WITHIN, at(1)));
    assert!(pending.of(&a).all(|change| change.stage == Stage::Waiting && change.sent == at(1)));
    assert_eq!(pending.departed(tickets[0], at(4)).unwrap().stage, Stage::Sent);
    assert_eq!(pending.of(&a).next().unwrap().sent, at(4), "counted from when it left");
    assert_eq!(pending.departed(tickets[0], at(5)), None, "it left once");
    let accepted = pending.answered(tickets[0], Some(Stage::Accepted)).unwrap();
    assert_eq!((accepted.change, accepted.stage), (auto_update(true), Stage::Accepted));
    assert_eq!(pending.answered(tickets[1], Some(Stage::Unanswered)).unwrap().stage, Stage::Unanswered);
    let refused = pending.answered(tickets[2], None).unwrap();
    assert_eq!((refused.change, refused.id.clone()), (Change::Remove, a.clone()));
    assert_eq!(pending.answered(tickets[2], None), None, "it has ended");
    let stages: Vec<Stage> = pending.of(&a).map(|change| change.stage).collect();
    assert_eq!(stages, [Stage::Accepted, Stage::Unanswered]);
}

#[test]
fn the_wish_for_a_setting_is_found_by_runner_and_setting() {
    let mut pending = Pending::default();
    let a = id("a");
    pending.send(a.clone(), Change::Command(RunnerCommand::Restart), REPORTED_WITHIN, at(0));
    pending.send(a.clone(), stable(), REPORTED_WITHIN, at(0));
    let (asked, change) = pending.setting(&a, Setting::Track).unwrap();
    assert_eq!((&asked.change, change), (&stable(), &SettingChange::Track(VersionTrack::Stable)));
    assert_eq!(pending.setting(&a, Setting::AutoUpdate), None);
    assert_eq!(pending.setting(&id("b"), Setting::Track), None);
}

#[test]
fn a_setting_ends_with_its_report_but_not_before_its_answer() {
    let mut pending = Pending::default();
    let (a, told) = (id("a"), runner("a").stable());
    let ticket = pending.send(a.clone(), stable(), REPORTED_WITHIN, at(0));
    let command = pending.send(a.clone(), Change::Command(RunnerCommand::Pause), REPORTED_WITHIN, at(0));
    pending.answered(command, Some(Stage::Accepted));
    assert_eq!(pending.reported(&told), [], "an old report may say the same");
    pending.answered(ticket, Some(Stage::Accepted));
    assert_eq!(pending.reported(&runner("a")), []);
    assert_eq!(pending.reported(&runner("b").stable()), [], "another runner's report");
    assert_eq!(ids(&pending.reported(&told)), [ticket]);
    assert_eq!(pending.reported(&told), [], "once");
    assert_eq!(changes_of(&pending, &a), [&Change::Command(RunnerCommand::Pause)]);
}

#[test]
fn a_late_report_ends_an_unanswered_and_an_overdue_wish_too() {
    let mut pending = Pending::default();
    let unanswered = pending.send(id("a"), stable(), REPORTED_WITHIN, at(0));
    pending.answered(unanswered, Some(Stage::Unanswered));
    assert_eq!(ids(&pending.reported(&runner("a").stable())), [unanswered]);
    let overdue = pending.send(id("a"), stable(), REPORTED_WITHIN, at(0));
    pending.answered(overdue, Some(Stage::Accepted));
    pending.expire(at(60));
    assert_eq!(ids(&pending.reported(&runner("a").stable())), [overdue]);
}

#[test]
fn taking_out_leaves_the_rest_in_order() {
    let mut pending = Pending::default();
    let sent = [stable(), Change::Remove, auto_update(true), Change::Command(RunnerCommand::Pause)];
    let tickets = sent.map(|change| pending.send(id("a"), change, REPORTED_WITHIN, at(0)));
    let settings = pending.take_where(|change| matches!(change.change, Change::Setting(_)));
    assert_eq!(ids(&settings), [tickets[0], tickets[2]]);
    assert_eq!(changes_of(&pending, &id("a")), [&Change::Remove, &Change::Command(RunnerCommand::Pause)]);
}

#[test]
fn after_a_minute_an_answered_wish_is_overdue_and_that_is_said_once() {
    let mut pending = Pending::default();
    let accepted = pending.send(id("a"), stable(), REPORTED_WITHIN, at(0));
    pending.answered(accepted, Some(Stage::Accepted));
    let unanswered = pending.send(id("b"), stable(), REPORTED_WITHIN, at(10));
    pending.answered(unanswered, Some(Stage::Unanswered));
    let on_its_way = pending.send(id("c"), stable(), REPORTED_WITHIN, at(0));
    assert_eq!(pending.expire(at_ms(59_999)), []);
    let overdue = pending.expire(at(60));
    assert_eq!((ids(&overdue), overdue[0].stage), (vec![accepted], Stage::Overdue));
    assert_eq!(pending.expire(at(61)), []);
    assert_eq!(ids(&pending.expire(at(500))), [unanswered]);
    assert_eq!(pending.expire(at(1000)), []);
    // A request has a time limit of its own; what is under way is not overdue.
    assert_eq!(pending.of(&id("c")).map(|change| change.stage).collect::<Vec<_>>(), [Stage::Waiting]);
    pending.answered(on_its_way, Some(Stage::Accepted));
    assert_eq!(ids(&pending.expire(at(1001))), [on_its_way], "counted from the sending");
}

#[test]
fn runners_with_something_to_wait_for_are_read_every_two_seconds() {
    let mut pending = Pending::default();
    assert!(pending.due_reads(at(0)).is_empty());
    let (a, b) = (id("a"), id("b"));
    let first = pending.send(a.clone(), stable(), REPORTED_WITHIN, at(0));
    assert!(pending.due_reads(at(0)).is_empty(), "not before the answer");
    pending.answered(first, Some(Stage::Accepted));
    assert_eq!(pending.due_reads(at(0)), std::slice::from_ref(&a));
    assert!(pending.due_reads(at_ms(1_999)).is_empty());
    let second = pending.send(b.clone(), stable(), REPORTED_WITHIN, at(1));
    pending.answered(second, Some(Stage::Unanswered));
    // Not pending twice for one runner, wherever its changes stand among the others.
    let third = pending.send(a.clone(), auto_update(false), REPORTED_WITHIN, at(1));
    pending.answered(third, Some(Stage::Accepted));
    assert_eq!(pending.due_reads(at(2)), [a.clone(), b.clone()]);
    assert!(pending.due_reads(at(3)).is_empty());
    pending.expire(at(60));
    assert_eq!(pending.due_reads(at(60)), [b.clone(), a.clone()], "what is overdue is left to the polls");
    pending.expire(at(61));
    assert!(pending.due_reads(at(62)).is_empty());
}
