//! After a change: the runner is read until it shows, its answer may be lost, and nothing is ever sent twice.

use trackside::account::{News, Request};
use trackside::api::Priority;
use trackside::domain::{AccountId, AllowList, AllowListChange, SettingChange};
use trackside::tui::effect::Effect;

use super::*;
use crate::support::details::project;
use crate::support::fixtures::SECOND;

const READ: fn() -> Effect = || Effect::Account(AccountId::FIRST, Request::ReadDetails(id(), Priority::Watching));

/// A change of the usual runner's auto update, accepted.
fn accepted() -> Harness {
    let mut harness = opened().keys("uy").answered(Ok(()));
    harness.effects();
    harness
}

fn read_list(list: AllowList) -> Message {
    Message::Account(AccountId::FIRST, News::AllowListRead { id: id(), outcome: Ok(list) })
}

fn off(runner: Runner) -> Runner {
    Runner { auto_update: Some(false), ..runner }
}

#[test]
fn an_accepted_change_shows_beside_the_report_until_the_report_has_it() {
    let harness = accepted();
    assert_does_not_say(&harness, "Turn off auto update of");
    assert_says(&harness, "Auto update change requested. Waiting for the control plane to report it.");
    let harness = harness.after(SECOND * 3).keys("<pgdn>");
    assert_says(&harness, "Auto update           On");
    assert_says(&harness, "Requested off 3s ago, not reported yet");
    let harness = harness.details(id().as_str(), off);
    assert_says(&harness, "Auto update change finished");
    let harness = harness.keys("<up>");
    assert_says(&harness, "Auto update           Off");
    assert_does_not_say(&harness, "Requested");
    assert_says(&harness.keys("7"), "14:03:03  Finished after 3s: Auto update off");
}

#[test]
fn what_the_list_reports_ends_the_waiting_too() {
    let harness = accepted().after(SECOND * 4).fleet(with_usual(off));
    assert_says(&harness, "Auto update change finished");
}

#[test]
fn while_it_is_waited_for_the_runner_is_read_every_two_seconds() {
    let mut harness = opened().keys("uy").answered(Ok(()));
    let asked = harness.effects();
    assert_eq!(asked[2..], [READ()], "at once after the answer");
    harness = harness.details(id().as_str(), |row| row);
    let mut reads = Vec::new();
    for second in 1..=70 {
        harness = harness.after(SECOND);
        for effect in harness.effects() {
            assert_eq!(effect, READ());
            reads.push(second);
            harness = harness.details(id().as_str(), |row| row);
        }
    }
    let expected: Vec<i32> = (1..60).step_by(2).collect();
    assert_eq!(reads, expected, "for a minute");
}

#[test]
fn a_reading_that_takes_its_time_is_not_asked_for_twice() {
    let mut harness = opened().keys("uy").answered(Ok(()));
    assert_eq!(harness.effects()[2..], [READ()]);
    for _ in 0..30 {
        harness = harness.after(SECOND);
    }
    assert_eq!(harness.effects(), vec![]);

    let mut harness = with_allow_list().keys("Ey").answered(Ok(()));
    assert_eq!(harness.effects()[1..], [Effect::Account(AccountId::FIRST, Request::ReadAllowList(id()))]);
    for _ in 0..30 {
        harness = harness.after(SECOND);
    }
    harness = harness.keys("<esc>").after(SECOND).keys("<enter>5");
    assert!(
        !harness.effects().contains(&Effect::Account(AccountId::FIRST, Request::ReadAllowList(id()))),
        "nor by opening the tab anew"
    );
    let mut harness = harness.send(read_list(allow_list())).after(SECOND * 2);
    assert_eq!(harness.effects(), [Effect::Account(AccountId::FIRST, Request::ReadAllowList(id()))]);
}

#[test]
fn two_changes_of_an_allow_list_are_waited_for_with_one_reading() {
    let mut harness = with_allow_list().keys("j-y").answered(Ok(())).keys("gg");
    harness.effects();
    let mut harness = harness.send(read_list(allow_list())).keys("jjj-y").answered(Ok(()));
    harness.effects();
    harness = harness.send(read_list(allow_list())).after(SECOND * 2);
    assert_eq!(harness.effects(), [Effect::Account(AccountId::FIRST, Request::ReadAllowList(id()))]);
    let harness = harness.send(read_list(AllowList::default()));
    let text = harness.keys("7").text();
    assert_eq!(text.matches("Finished after").count(), 2, "{text}");
}

#[test]
fn after_a_minute_it_is_said_that_it_is_still_not_reported() {
    let harness = accepted().after(SECOND * 59);
    assert_does_not_say(&harness, "still not reported");
    let mut harness = harness.details(id().as_str(), |row| row).after(SECOND);
    assert_says(&harness, "Auto update change: not reported within 60 s");
    harness.effects();
    harness = harness.after(SECOND * 60);
    assert_eq!(harness.effects(), vec![], "and it is read no more on its own");
    let harness = harness.keys("<pgdn>");
    assert_says(&harness, "Requested off 2m ago, still not reported");
    assert_says(&harness.keys("7"), "Failed: Auto update off (not reported within 60 s)");
}

#[test]
fn what_is_reported_late_is_done_all_the_same() {
    let harness = accepted().after(SECOND * 90).details(id().as_str(), off).keys("<pgdn>");
    assert_does_not_say(&harness, "Requested");
    assert_says(&harness.keys("7"), "Finished after 1m: Auto update off");
}

#[test]
fn what_got_no_answer_is_read_and_never_sent_again_by_itself() {
    for keys in ["uy", "<enter><ctrl-u>EU 1<enter>y"] {
        let mut harness = opened().keys(keys);
        assert_eq!(changes(&mut harness).len(), 1);
        let mut harness = opened().keys(keys).answered(Err(no_answer()));
        assert_eq!(harness.effects()[2..], [READ()], "the runner is read at once");
        assert_says(&harness, "No answer came. The request may have arrived or not.");
        let mut reads = 0;
        for second in 0..200 {
            harness = harness.after(SECOND).details(id().as_str(), |row| row);
            if second % 10 == 0 {
                harness = harness.fleet(runners());
            }
            for effect in harness.effects() {
                // After a poll as what the operator has open.
                let of_open = Effect::Account(AccountId::FIRST, Request::ReadDetails(id(), Priority::Operator));
                let is_of_work = matches!(effect, Effect::Account(_, Request::ReadWork(_)));
                assert!(effect == READ() || effect == of_open || is_of_work, "nothing but reading: {effect:?}");
                reads += 1;
            }
        }
        assert!(reads >= 30, "{reads} readings in the first minute and with each poll");
    }
}

#[test]
fn what_got_no_answer_may_have_been_done() {
    let harness = opened().keys("<enter><ctrl-u>EU 1<enter>y").answered(Err(no_answer()));
    assert_says(&harness, "│ EU 1 ");
    let mut harness =
        harness.after(SECOND * 2).details(id().as_str(), |row| Runner { name: Label::from("EU 1"), ..row });
    harness.effects();
    harness = harness.keys("<enter>");
    assert_eq!(changes(&mut harness), vec![], "it arrived: there is nothing left to send");
    assert_says(&harness, "No change to save. Nothing was sent.");
    let text = harness.keys("7").text();
    assert!(text.contains("No answer, may have arrived: Runner name EU 1"), "{text}");
    assert!(text.contains("Finished after 2s: Runner name EU 1") && !text.contains("Failed"), "{text}");
}

#[test]
fn what_got_no_answer_can_be_sent_again_by_hand_and_is_waited_for_once() {
    let mut harness = opened().keys("uy").answered(Err(no_answer()));
    harness.effects();
    let mut harness = harness.after(SECOND).keys("y");
    assert_eq!(changes(&mut harness), [(id(), Change::Setting(SettingChange::AutoUpdate(false)))]);
    let harness = harness.keys("<esc><pgdn>");
    let text = harness.text();
    assert_eq!(text.matches("Requesting off").count(), 1, "{text}");
    assert!(!text.contains("may have arrived"), "{text}");
}

#[test]
fn a_refused_change_is_waited_for_no_longer() {
    let mut harness = opened().keys("uy").answered(Err(refused("enableAutoUpdates: no")));
    assert_eq!(harness.effects().len(), 2, "no runner is read");
    harness = harness.keys("<esc>").after(SECOND * 5);
    assert_eq!(harness.effects(), vec![]);
    assert_does_not_say(&harness.keys("<pgdn>"), "asked");
}

#[test]
fn an_allow_list_is_waited_for_also_when_nobody_looks_at_it() {
    let mut harness = with_allow_list().keys("Ey").answered(Ok(())).keys("<esc>");
    assert_eq!(changes(&mut harness), [(id(), Change::AllowList(AllowListChange::Clear))]);
    harness = harness.send(read_list(allow_list())).after(SECOND * 2);
    assert_eq!(harness.effects(), [Effect::Account(AccountId::FIRST, Request::ReadAllowList(id()))]);
    let harness = harness.send(read_list(AllowList::default())).keys("<enter>7");
    assert_says(&harness, "Finished after 2s: Empty the allow list");
}

#[test]
fn a_removed_entry_is_waited_for_until_the_list_lacks_it() {
    let harness = with_allow_list().keys("j-y").answered(Ok(())).after(SECOND * 2).send(read_list(allow_list()));
    assert_says(&harness, "Requested 2s ago, not in the list yet: remove the project");
    let mut list = allow_list();
    list.projects.retain(|entry| entry.id != project(1, "").id);
    let harness = harness.after(SECOND * 2).send(read_list(list));
    assert_says(&harness, "Allow list change finished");
    assert_does_not_say(&harness, "Requested");
}

#[test]
fn changes_of_two_runners_are_told_apart() {
    let mut harness = opened().keys("uy").answered(Ok(()));
    harness.effects();
    let harness = harness.keys("JJuy").answered(Ok(()));
    let harness = harness.keys("<pgdn>");
    assert_says(&harness, "Requested off");
    let harness = harness.details("id-wh-load", off).keys("7");
    assert_says(&harness, "Finished after 0s: Auto update off");
    let harness = harness.keys("KK");
    assert_eq!(shown_runner(&harness), NAME);
    assert_does_not_say(&harness, "Finished after");
    assert_says(&harness.keys("1<pgdn>"), "Requested off");
}
