//! What tells that a runner is back.

use std::time::Duration;

use trackside::account::operation::policy::{Goal, UNSEEN_AFTER};
use trackside::account::operation::{Back, Order, Outcome, Step};
use trackside::domain::{Action, Status};

use super::{OLD, Rig, key_of, seen, version};

/// One runner whose request was taken; it was like that.
fn taken(action: Action, before: char, goal: Goal) -> Rig {
    let mut rig = Rig::of(action, "a", |policy| policy.goal = goal);
    rig.world.runners.insert(key_of("a"), seen("a", before));
    rig.tick().accept("a");
    rig
}

fn back(rig: &Rig) -> &Back {
    if let Some(Outcome::Back(back)) = rig.outcome("a") { back } else { panic!("{:?}", rig.step("a")) }
}

#[test]
fn readings_that_make_a_runner_back() {
    for (action, before, readings, is_back) in [
        // Seen away, then at work in two readings in a row.
        (Action::Restart, 'R', "SRR", true),
        (Action::Restart, 'R', "GSSNRR", true),
        (Action::Restart, 'R', "URR", true),
        (Action::Restart, 'R', "NRR", true),
        (Action::Restart, 'R', "ORR", true),
        (Action::Restart, 'R', "MRR", true),
        (Action::Restart, 'R', "SCC", true),
        (Action::Restart, 'R', "SR", false),
        (Action::Restart, 'R', "SRSR", false),
        (Action::Restart, 'R', "SRSRR", true),
        (Action::Restart, 'R', "SRMR", false),
        (Action::Restart, 'R', "SROR", false),
        (Action::Restart, 'R', "SR?R", false),
        (Action::Restart, 'R', "SPP", false),
        (Action::Restart, 'R', "SMM", false),
        (Action::Restart, 'R', "SOO", false),
        // Not seen away: it may be as it was.
        (Action::Restart, 'R', "RRRRRR", false),
        (Action::Restart, 'R', "RRR?RR", false),
        (Action::Restart, 'R', "C-RR", false),
        // Another version is another process, and a word that is not known is another status; a pause is not.
        (Action::Restart, 'R', "VV", true),
        (Action::Restart, 'R', "V", false),
        (Action::Restart, 'R', "VR", true),
        (Action::Restart, 'R', "XRR", true),
        (Action::Restart, 'R', "XX", false),
        (Action::Restart, 'R', "pPRR", false),
        // A version that was not told before is no other one.
        (Action::Restart, '-', "RRR", false),
        (Action::Restart, '-', "-RRVV", true),
        // A paused runner stays paused, unless its pause ends meanwhile.
        (Action::Restart, 'P', "PPP", false),
        (Action::Restart, 'P', "SPP", true),
        (Action::Restart, 'P', "QPP", true),
        (Action::Restart, 'P', "QQQ", false),
        (Action::Restart, 'P', "SPSP", false),
        (Action::Restart, 'P', "SRR", true),
        (Action::Pause, 'R', "PP", true),
        (Action::Pause, 'R', "pP", false),
        (Action::Pause, 'R', "pRPpP", false),
        (Action::Pause, 'R', "ppPP", true),
        (Action::Pause, 'R', "RRSS", false),
        (Action::Resume, 'P', "RR", true),
        (Action::Resume, 'P', "PR", false),
        (Action::Resume, 'P', "SS", true),
        (Action::Resume, 'P', "UU", true),
        (Action::Resume, 'P', "RpR??", false),
        (Action::Resume, 'P', "MM", false),
        // What is to be removed is never back, whatever it reports: it is gone, or not yet.
        (Action::Remove, 'R', "RRRR", false),
        (Action::Remove, 'R', "SMRR", false),
    ] {
        let mut rig = taken(action, before, Goal::Seen);
        rig.reads("a", readings);
        assert_eq!(rig.is_back("a"), is_back, "{action:?} of {before}: {readings}: {:?}", rig.step("a"));
        assert_eq!(rig.operation.is_under_way(), !is_back);
    }
}

#[test]
fn what_is_told_of_one_that_is_back() {
    let mut rig = taken(Action::Restart, 'R', Goal::Seen);
    rig.reads("a", "RSVV");
    let expected = Back {
        after: Duration::from_secs(4),
        status: Some(Status::Running),
        version: Some(version("11.300.0")),
        wanted: None,
        was_away: true,
    };
    assert_eq!(back(&rig), &expected);
    let mut rig = taken(Action::Resume, 'P', Goal::Seen);
    rig.reads("a", "RR");
    assert!(!back(&rig).was_away, "a resume takes nobody away");
}

#[test]
fn readings_from_before_do_not_count() {
    let mut rig = Rig::restart("a", |_| {});
    rig.tick();
    let before = rig.now;
    rig.now = rig.now.plus(Duration::from_secs(10));
    rig.operation.note_left(100, true, rig.now);
    rig.accept("a");
    // Asked for before the request had left.
    rig.reads_asked("a", 'S', before);
    rig.reads("a", "RR");
    assert!(!rig.is_back("a"), "{:?}", rig.step("a"));
    // Asked for before it was seen away: it shows the runner as it was.
    let asked = rig.now;
    rig.reads("a", "S").reads_asked("a", 'R', asked);
    rig.reads("a", "R");
    assert!(!rig.is_back("a"), "{:?}", rig.step("a"));
    rig.reads("a", "R");
    assert!(rig.is_back("a"));
}

#[test]
fn readings_while_the_answer_is_awaited_are_not_lost() {
    // The answer may take its time; what the runner was like counts as of the sending.
    for (before, readings, after) in [('R', "S", "RR"), ('R', "V", "VV"), ('P', "S", "PP"), ('P', "SP", "PP")] {
        let mut rig = Rig::restart("a", |_| {});
        rig.world.runners.insert(key_of("a"), seen("a", before));
        rig.tick().reads("a", readings).accept("a").reads("a", after);
        assert!(rig.is_back("a"), "{before} {readings} {after}: {:?}", rig.step("a"));
    }
}

#[test]
fn an_update_says_which_version_was_to_come() {
    for (goal, readings, wanted) in [
        (Goal::Seen, "SVV", None),
        (Goal::SeenOrNot, "SVV", None),
        (Goal::Updated, "SVV", Some(version(OLD))),
        (Goal::Updated, "S--", Some(version(OLD))),
        (Goal::Updated, "SRR", None),
    ] {
        // The newest is what the runners of these tests report at first.
        let mut rig = taken(Action::Restart, 'R', goal);
        rig.reads("a", readings);
        assert_eq!(back(&rig).wanted, wanted, "{goal:?} {readings}");
        assert_eq!(rig.outcome("a").unwrap().is_good(), wanted.is_none());
    }
}

#[test]
fn gone_is_what_a_removal_is_for_and_a_trouble_for_all_else() {
    for action in [Action::Restart, Action::Pause, Action::Resume, Action::Remove] {
        let mut rig = Rig::of(action, "ab", |_| {});
        rig.tick().accept("a").reads("a", "M").gone("a");
        if action == Action::Remove {
            assert_eq!(rig.outcome("a"), Some(&Outcome::Gone { after: Duration::from_secs(1) }));
            assert!(rig.outcome("a").unwrap().is_good());
            assert_eq!(rig.sent(), "ab");
        } else {
            assert_eq!(rig.outcome("a"), Some(&Outcome::NotBack { status: None }), "{action:?}");
            assert_eq!(rig.sent(), "a");
            assert!(rig.trouble().is_some());
        }
    }
}

#[test]
fn a_runner_that_is_gone_before_the_answer_is_gone_after_it() {
    let mut rig = Rig::of(Action::Remove, "ab", |_| {});
    rig.tick().gone("a");
    assert!(matches!(rig.step("a"), Step::Sending { .. }));
    rig.accept("a");
    assert!(matches!(rig.outcome("a"), Some(Outcome::Gone { .. })), "{:?}", rig.step("a"));
}

#[test]
fn a_runner_is_read_every_two_seconds_and_less_often_after_a_minute() {
    let mut rig = taken(Action::Restart, 'R', Goal::Seen);
    let mut read_after = Vec::new();
    let mut last = rig.now;
    for _ in 0..90 {
        rig.orders.clear();
        rig.wait(1);
        if rig.orders.contains(&Order::Read(0)) {
            read_after.push(rig.now.since(&last).as_secs());
            last = rig.now;
            rig.reads_asked("a", 'R', last);
        }
    }
    assert_eq!(read_after[..5], [1, 2, 2, 2, 2]);
    assert_eq!(read_after[read_after.len() - 4..], [5, 5, 5, 5]);
    assert!(UNSEEN_AFTER > Duration::from_secs(90));
}
