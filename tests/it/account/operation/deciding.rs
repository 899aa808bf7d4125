//! When an operation halts, and what a decision then leads to.

use std::time::Duration;

use trackside::account::operation::policy::Goal;
use trackside::account::operation::{Decision, Order, Outcome, State, Step, Trouble};
use trackside::domain::{Action, Status};

use super::{Rig, minutes, ticket};

/// The first of three was sent and taken, and is as it was.
fn unseen(goal: Goal) -> Rig {
    let mut rig = Rig::restart("abc", |policy| policy.goal = goal);
    rig.tick().accept("a").reads("a", "R");
    rig
}

/// The first of three is away, and too late.
fn too_late() -> Rig {
    let mut rig = Rig::restart("abc", |_| {});
    rig.tick().accept("a").reads("a", "S").wait(15 * 60);
    assert_eq!(rig.trouble(), Some(("a".to_owned(), Trouble::NotBack)));
    rig
}

fn not_back(word: &str) -> Outcome {
    Outcome::NotBack { status: Some(Status::parse(word)) }
}

#[test]
fn a_restart_that_is_not_seen_halts_after_five_minutes() {
    let mut rig = unseen(Goal::Seen);
    rig.wait(298).reads("a", "R");
    assert_eq!(
        (rig.now.since(&rig.operation.started), rig.trouble()),
        (minutes(5), Some(("a".to_owned(), Trouble::NotSeenAway)))
    );
    let mut rig = unseen(Goal::Seen);
    rig.wait(298);
    assert_eq!(rig.trouble(), None);
    // One that is seen away has all its time.
    rig.reads("a", "S").wait(60);
    assert_eq!(rig.trouble(), None);
}

#[test]
fn what_becomes_of_a_restart_that_was_not_seen() {
    let halted = || {
        let mut rig = unseen(Goal::Seen);
        rig.wait(299);
        assert_eq!(rig.trouble().unwrap().1, Trouble::NotSeenAway);
        rig
    };
    let mut rig = halted();
    rig.decide(Decision::WaitOn);
    assert_eq!((rig.operation.state(), rig.sent()), (State::Running, "a".to_owned()));
    rig.reads("a", "R").wait(298);
    assert_eq!(rig.trouble(), None, "it is waited for once more as long");
    rig.wait(1);
    assert_eq!(rig.trouble().unwrap().1, Trouble::NotSeenAway);
    let mut rig = halted();
    rig.decide(Decision::WaitOn).reads("a", "SRR");
    assert!(rig.is_back("a"));
    assert_eq!(rig.sent(), "ab");

    let mut rig = halted();
    rig.decide(Decision::GoOn);
    assert_eq!(rig.outcome("a"), Some(&Outcome::NotSeenAway { after: minutes(5) }));
    assert_eq!(rig.sent(), "ab");

    let mut rig = halted();
    rig.decide(Decision::End);
    assert_eq!(rig.outcome("a"), Some(&Outcome::NotSeenAway { after: minutes(5) }));
    assert_eq!((rig.outcome("b"), rig.outcome("c")), (Some(&Outcome::NotStarted), Some(&Outcome::NotStarted)));

    // It is watched meanwhile, and what is seen then is told.
    for decision in [Decision::GoOn, Decision::End] {
        let mut rig = halted();
        rig.reads("a", "S").decide(decision);
        assert_eq!(rig.outcome("a"), Some(&not_back("stopped")), "{decision:?}");
    }
    let mut rig = halted();
    rig.reads("a", "SRR");
    assert!(rig.is_back("a"));
    assert_eq!(rig.sent(), "a", "who is asked decides");
    rig.decide(Decision::GoOn);
    assert_eq!(rig.sent(), "ab");
}

#[test]
fn a_restart_that_need_not_be_seen_goes_on_after_five_minutes() {
    let mut rig = unseen(Goal::SeenOrNot);
    rig.wait(298);
    assert_eq!(rig.sent(), "a");
    rig.wait(1);
    assert_eq!(rig.outcome("a"), Some(&Outcome::NotSeenAway { after: minutes(5) }));
    assert_eq!((rig.sent(), rig.trouble()), ("ab".to_owned(), None));
    // Never read is not the same as never away.
    let mut rig = Rig::restart("ab", |policy| policy.goal = Goal::SeenOrNot);
    rig.tick().accept("a").wait(600);
    assert_eq!((rig.sent(), rig.outcome("a")), ("a".to_owned(), None));
}

#[test]
fn one_that_is_not_back_in_time_halts_whatever_is_done_to_it() {
    for (action, readings) in [
        (Action::Restart, "SSS"),
        (Action::Restart, "SRS"),
        (Action::Pause, "ppp"),
        (Action::Resume, "PPP"),
        (Action::Remove, "RRR"),
    ] {
        let mut rig = Rig::of(action, "ab", |policy| policy.deadline = minutes(30));
        rig.tick().accept("a").reads("a", readings).wait(30 * 60 - 4);
        assert_eq!(rig.trouble(), None, "{action:?} {readings}");
        rig.wait(1);
        assert_eq!(rig.trouble(), Some(("a".to_owned(), Trouble::NotBack)), "{action:?} {readings}");
        assert_eq!(rig.sent(), "a");
    }
}

#[test]
fn what_becomes_of_one_that_is_not_back_in_time() {
    let mut rig = too_late();
    rig.decide(Decision::WaitOn).reads("a", "S").wait(15 * 60 - 2);
    assert_eq!(rig.trouble(), None);
    rig.wait(1);
    assert_eq!(rig.trouble(), Some(("a".to_owned(), Trouble::NotBack)));
    rig.decide(Decision::WaitOn).reads("a", "RR");
    assert!(rig.is_back("a"));
    assert_eq!(rig.sent(), "ab");

    let mut rig = too_late();
    rig.decide(Decision::GoOn);
    assert_eq!(rig.outcome("a"), Some(&not_back("stopped")));
    assert_eq!((rig.sent(), rig.operation.state()), ("ab".to_owned(), State::Running));

    let mut rig = too_late();
    rig.decide(Decision::End);
    assert_eq!(rig.outcome("a"), Some(&not_back("stopped")));
    assert_eq!((rig.sent(), rig.operation.is_under_way()), ("a".to_owned(), false));
}

#[test]
fn an_end_watches_what_was_sent_and_sends_no_more() {
    let mut rig = Rig::restart("abcde", |policy| policy.at_a_time = 3);
    rig.tick().accept("a").reads("a", "S");
    rig.accept("b").reads("b", "R");
    assert_eq!(rig.sent(), "abc");
    rig.orders.clear();
    rig.decide(Decision::End);
    assert_eq!(rig.operation.state(), State::Ending);
    assert!(rig.orders.contains(&Order::TakeBack(ticket(2))), "{:?}", rig.orders);
    assert_eq!((rig.outcome("d"), rig.outcome("e")), (Some(&Outcome::NotStarted), Some(&Outcome::NotStarted)));
    // It was too late to take it back.
    rig.accept("c").reads("c", "SRR").reads("a", "S").wait(300);
    assert!(rig.is_back("c"));
    assert!(matches!(rig.outcome("b"), Some(Outcome::NotSeenAway { .. })), "nobody is asked any more");
    rig.wait(15 * 60);
    assert_eq!(rig.outcome("a"), Some(&not_back("stopped")));
    assert_eq!((rig.sent(), rig.operation.is_under_way(), rig.trouble()), ("abc".to_owned(), false, None));
    assert!(!rig.operation.can(Decision::End));
}

#[test]
fn a_second_end_watches_no_longer() {
    let mut rig = Rig::restart("abc", |policy| policy.at_a_time = 2);
    rig.tick().accept("a").decide(Decision::End);
    assert!(rig.operation.can(Decision::End));
    rig.decide(Decision::End);
    assert_eq!(rig.outcome("a"), Some(&Outcome::Unwatched));
    assert!(matches!(rig.step("b"), Step::Sending { .. }), "its answer is still waited for");
    assert!(!rig.operation.can(Decision::End), "there is nothing to stop");
    rig.accept("b");
    assert!(rig.operation.can(Decision::End));
    rig.decide(Decision::End);
    assert!(!rig.operation.is_under_way());
    assert_eq!(rig.sent(), "ab");
}

#[test]
fn a_decision_without_a_question_means_nothing() {
    let mut rig = unseen(Goal::Seen);
    for decision in [Decision::WaitOn, Decision::GoOn] {
        assert!(!rig.operation.can(decision));
        let before = rig.operation.clone();
        rig.decide(decision);
        assert_eq!(rig.operation, before);
    }
    rig.decide(Decision::End).decide(Decision::GoOn).decide(Decision::WaitOn);
    assert_eq!(rig.operation.state(), State::Ending);
    // Nor does one once all has ended.
    let mut rig = too_late();
    rig.decide(Decision::GoOn).restarts("b").restarts("c");
    assert!(!rig.operation.is_under_way() && !rig.operation.can(Decision::End));
}

#[test]
fn while_nothing_can_be_read_nothing_is_sent_and_no_time_passes() {
    let mut rig = Rig::restart("abc", |_| {});
    rig.world.is_unreadable = true;
    rig.wait(60);
    assert_eq!(rig.sent(), "");
    rig.world.is_unreadable = false;
    rig.tick().accept("a").reads("a", "S");
    rig.world.is_unreadable = true;
    rig.tick().wait(3_600).wait(3_600);
    assert_eq!(rig.trouble(), None);
    // Nor is it too late the moment that it can be read again.
    rig.world.is_unreadable = false;
    rig.reads("a", "RR");
    assert!(rig.is_back("a"));
    assert_eq!(rig.sent(), "ab");
    rig.accept("b").reads("b", "R").wait(240);
    rig.world.is_unreadable = true;
    rig.tick().wait(600);
    rig.world.is_unreadable = false;
    rig.wait(1);
    assert_eq!(rig.trouble(), None, "nobody looked whether it was away");
    rig.reads("b", "R").wait(120);
    assert_eq!(rig.trouble(), Some(("b".to_owned(), Trouble::NotSeenAway)));
}

#[test]
fn a_pause_follows_what_was_sent_and_nothing_else() {
    let halfway = |policy: &mut trackside::account::operation::Policy| policy.pause = Duration::from_secs(30);
    let mut rig = Rig::restart("abc", halfway);
    rig.tick().restarts("a");
    let until = rig.operation.rests_until(rig.now).unwrap();
    assert_eq!(until.since(&rig.now), Duration::from_secs(30));
    rig.wait(29);
    assert_eq!(rig.sent(), "a");
    rig.wait(1);
    assert_eq!((rig.sent(), rig.operation.rests_until(rig.now)), ("ab".to_owned(), None));
    // Nothing was done to one that was refused.
    let mut rig = Rig::restart("abc", |policy| {
        halfway(policy);
        policy.stops_at_refusal = false;
    });
    rig.tick().answer("a", Err(super::refused()));
    assert_eq!(rig.sent(), "ab");
    rig.restarts("b").wait(30).restarts("c");
    assert_eq!(rig.operation.rests_until(rig.now), None, "nobody is next");
}
