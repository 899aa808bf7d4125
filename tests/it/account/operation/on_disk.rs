//! That nothing is sent before it is on disk that it is going to be.

use std::time::Duration;

use trackside::account::operation::record::Stage;
use trackside::account::operation::{Decision, LeftOut, Order, Outcome, Policy, Step};
use trackside::domain::Action;

use super::{Rig, key_of, plain, refused, seen, serving};

/// Two at a time, with a disk that takes its time.
fn slow(names: &str) -> Rig {
    let mut rig = Rig::restart(names, |policy| policy.at_a_time = 2);
    rig.is_disk_slow = true;
    rig.tick();
    rig
}

/// What is kept of the first runner, where that is news.
fn kept(rig: &mut Rig) -> Option<Stage> {
    let record = rig.operation.take_record(rig.now)?;
    record.steps.into_iter().find(|step| step.number == 0).map(|step| step.stage)
}

#[test]
fn a_request_is_sent_once_its_intent_is_on_disk() {
    let mut rig = slow("abc");
    assert_eq!(rig.orders, [Order::Note(0), Order::Note(1)]);
    assert_eq!(kept(&mut rig), Some(Stage::Noted), "what is to be kept is known before anything is sent");
    rig.wait(60);
    assert_eq!((rig.orders.len(), rig.sent()), (2, String::new()));
    rig.noted(1);
    assert_eq!((rig.orders[2..].to_vec(), rig.sent()), (vec![Order::Send(1)], "b".to_owned()));
    rig.noted(1);
    assert_eq!(rig.sent(), "b", "once");
    rig.noted(7);
    rig.noted(2);
    assert_eq!(rig.sent(), "b", "nobody waits for that");
    rig.noted(0);
    assert_eq!(rig.sent(), "ba");
}

#[test]
fn nothing_is_sent_that_is_on_disk_too_late() {
    let mut rig = slow("abc");
    rig.decide(Decision::End);
    rig.noted(0);
    assert_eq!((rig.sent().as_str(), rig.outcome("a")), ("", Some(&Outcome::NotStarted)));
    assert!(!rig.operation.is_under_way());

    let mut rig = slow("abc");
    rig.world.left_out.insert(key_of("a"), LeftOut::AnotherUnanswered);
    rig.noted(0);
    assert_eq!((rig.sent().as_str(), rig.outcome("a")), ("", Some(&Outcome::LeftOut(LeftOut::AnotherUnanswered))));
}

#[test]
fn what_may_not_be_sent_just_now_waits_for_its_turn_again() {
    // It halted meanwhile.
    let mut rig = slow("abc");
    rig.noted(1);
    rig.answer("b", Err(refused()));
    kept(&mut rig);
    rig.noted(0);
    assert_eq!((rig.sent().as_str(), rig.step("a")), ("b", &Step::Waiting));
    assert_eq!(kept(&mut rig), Some(Stage::Waiting), "nothing was sent");
    rig.decide(Decision::GoOn);
    assert_eq!(kept(&mut rig), Some(Stage::Noted));
    rig.noted(0);
    assert_eq!(rig.sent(), "ba");
    // The control plane went away.
    let mut rig = slow("abc");
    rig.world.is_unreadable = true;
    rig.noted(0);
    assert_eq!((rig.sent().as_str(), rig.step("a")), ("", &Step::Waiting));
    rig.world.is_unreadable = false;
    rig.wait(1).noted(0);
    assert_eq!(rig.sent(), "a");
    // One that was back went away again.
    let mut rig = slow("abc");
    rig.noted(0);
    rig.noted(1);
    rig.restarts("a");
    assert!(matches!(rig.step("c"), Step::Noting { .. }));
    rig.world.runners.insert(key_of("a"), seen("a", 'S'));
    rig.noted(2);
    assert_eq!((rig.sent().as_str(), rig.step("c")), ("ab", &Step::Waiting));
    rig.world.runners.insert(key_of("a"), seen("a", 'R'));
    rig.tick().noted(2);
    assert_eq!(rig.sent(), "abc");
}

#[test]
fn what_is_on_disk_waits_for_those_that_it_is_kept_apart_from_and_for_the_pause() {
    let policy = Policy { at_a_time: 3, ..plain(Action::Restart) };
    let subjects = vec![serving("a", Some(&["x"])), serving("b", Some(&["x"]))];
    let mut rig = Rig::new(Action::Restart, subjects, policy);
    rig.tick().accept("a");
    rig.is_disk_slow = true;
    rig.reads("a", "SRR");
    assert!(matches!(rig.step("b"), Step::Noting { .. }));
    rig.world.runners.insert(key_of("a"), seen("a", 'S'));
    rig.noted(1);
    assert_eq!((rig.sent().as_str(), rig.step("b")), ("a", &Step::Waiting), "it serves with one that went away again");

    let mut rig = Rig::restart("ab", |policy| (policy.at_a_time, policy.pause) = (2, Duration::from_secs(30)));
    rig.is_disk_slow = true;
    rig.tick().noted(0);
    rig.restarts("a").noted(1);
    assert_eq!((rig.sent().as_str(), rig.step("b")), ("a", &Step::Waiting), "the first has just ended");
    rig.wait(30).noted(1);
    assert_eq!(rig.sent(), "ab");
}

#[test]
fn a_step_knows_when_it_began_and_ended() {
    let mut rig = slow("abc");
    let began = rig.now;
    assert_eq!(rig.operation.items()[0].times(), (Some(began), None));
    assert_eq!(rig.operation.items()[2].times(), (None, None));
    rig.wait(5).noted(0);
    rig.restarts("a");
    assert_eq!(rig.operation.items()[0].times(), (Some(began), Some(rig.now)));
}
