//! What is done with a runner in whose environments something runs.

use std::time::Duration;

use trackside::account::operation::{Busy, Decision, LeftOut, Order, Outcome, Step};
use trackside::domain::Runs;

use super::{Rig, key_of, minutes, refused};

fn seen(count: usize) -> Runs {
    Runs::Seen { count, is_at_least: false }
}

/// Two of which the first has its turn with this read of what runs; on the second nothing is seen to run.
fn rig(busy: Busy, runs: Option<Runs>) -> Rig {
    let mut rig = Rig::restart("ab", |policy| policy.busy = busy);
    if let Some(runs) = runs {
        rig.world.runs.insert(key_of("a"), (runs, rig.now));
    }
    rig.world.runs.insert(key_of("b"), (Runs::NotReadable, rig.now));
    rig.tick();
    rig
}

fn reads_runs(rig: &mut Rig, runs: Runs) {
    rig.world.runs.insert(key_of("a"), (runs, rig.now));
    rig.tick();
}

fn left_out(rig: &Rig) -> Option<&LeftOut> {
    if let Some(Outcome::LeftOut(why)) = rig.outcome("a") { Some(why) } else { None }
}

#[test]
fn what_is_done_at_once() {
    let wait = Busy::Wait(minutes(10));
    let busy = Some(LeftOut::Busy(3));
    for (policy, runs, sent, why) in [
        (Busy::GoOn, Some(seen(3)), "a", None),
        (Busy::GoOn, None, "a", None),
        (Busy::GoOn, Some(Runs::Unread), "a", None),
        (wait, Some(seen(0)), "a", None),
        (wait, Some(Runs::NotReadable), "a", None),
        (wait, Some(seen(3)), "", None),
        (wait, Some(Runs::Unread), "", None),
        (wait, None, "", None),
        (Busy::LeaveOut, Some(seen(0)), "a", None),
        (Busy::LeaveOut, Some(Runs::NotReadable), "a", None),
        (Busy::LeaveOut, Some(seen(3)), "b", busy.clone()),
        (Busy::LeaveOut, Some(Runs::Unread), "", None),
        (Busy::LeaveOut, None, "", None),
        (Busy::Wait(Duration::ZERO), Some(seen(3)), "b", busy),
    ] {
        let rig = rig(policy, runs);
        assert_eq!((rig.sent().as_str(), left_out(&rig)), (sent, why.as_ref()), "{policy:?} {runs:?}");
        let reads = rig.orders.contains(&Order::ReadRuns);
        assert_eq!(reads, sent.is_empty(), "{policy:?} {runs:?}");
    }
}

#[test]
fn it_waits_until_none_is_seen() {
    let mut rig = rig(Busy::Wait(minutes(10)), Some(seen(3)));
    assert!(matches!(rig.step("a"), Step::Idle { runs: Some(3), .. }));
    rig.wait(60);
    reads_runs(&mut rig, seen(1));
    assert!(matches!(rig.step("a"), Step::Idle { runs: Some(1), .. }));
    rig.wait(60);
    assert_eq!(rig.sent(), "", "its turn is waited for");
    reads_runs(&mut rig, seen(0));
    assert_eq!(rig.sent(), "a");
}

#[test]
fn it_waits_no_longer_than_the_limit() {
    let mut rig = rig(Busy::Wait(minutes(10)), Some(seen(3)));
    for _ in 0..29 {
        rig.wait(20);
        reads_runs(&mut rig, seen(2));
    }
    assert_eq!((rig.sent().as_str(), left_out(&rig)), ("", None));
    rig.wait(20);
    assert_eq!((rig.sent().as_str(), left_out(&rig)), ("b", Some(&LeftOut::Busy(2))));
}

#[test]
fn what_is_never_read_leaves_it_out_after_the_limit_and_a_minute_at_least() {
    for (policy, limit) in
        [(Busy::Wait(minutes(10)), 600), (Busy::Wait(Duration::from_secs(30)), 60), (Busy::LeaveOut, 60)]
    {
        for runs in [None, Some(Runs::Unread)] {
            let mut rig = rig(policy, runs);
            rig.wait(limit - 1);
            assert_eq!(left_out(&rig), None);
            rig.wait(1);
            assert_eq!((rig.sent().as_str(), left_out(&rig)), ("b", Some(&LeftOut::RunsUnread)), "{policy:?} {runs:?}");
        }
    }
}

#[test]
fn what_was_read_before_its_turn_counts_for_a_few_seconds() {
    for (age, sent) in [(15, "a"), (16, "")] {
        let mut rig = Rig::restart("a", |policy| policy.busy = Busy::LeaveOut);
        rig.world.runs.insert(key_of("a"), (seen(0), rig.now));
        rig.wait(age);
        assert_eq!(rig.sent(), sent, "{age} s ago");
    }
}

#[test]
fn what_runs_is_read_every_twenty_seconds() {
    let mut rig = rig(Busy::Wait(minutes(10)), Some(seen(3)));
    let mut at = Vec::new();
    for second in 1..=60 {
        rig.orders.clear();
        rig.wait(1);
        if rig.orders.contains(&Order::ReadRuns) {
            at.push(second);
        }
    }
    assert_eq!(at, [20, 40, 60]);
}

#[test]
fn what_was_read_before_a_halt_does_not_count_after_it() {
    for is_halt in [true, false] {
        let mut rig = Rig::restart("abc", |policy| {
            (policy.at_a_time, policy.busy) = (2, Busy::Wait(minutes(30)));
        });
        rig.world.runs.insert(key_of("b"), (Runs::NotReadable, rig.now));
        rig.tick();
        assert_eq!(rig.sent(), "b");
        // No run is seen any more just when nothing may be sent.
        if is_halt {
            rig.answer("b", Err(refused()));
        } else {
            rig.world.is_unreadable = true;
        }
        reads_runs(&mut rig, seen(0));
        rig.wait(1).wait(40 * 60);
        assert_eq!(rig.sent(), "b");
        rig.world.is_unreadable = false;
        rig.orders.clear();
        if is_halt {
            rig.decide(Decision::GoOn);
        } else {
            rig.tick();
        }
        assert_eq!((rig.sent().as_str(), left_out(&rig)), ("b", None), "that was read long ago");
        assert!(rig.orders.contains(&Order::ReadRuns));
        rig.wait(5);
        reads_runs(&mut rig, seen(0));
        assert!(rig.sent().starts_with("ba"), "{}", rig.sent());
    }
}

#[test]
fn one_that_may_not_be_asked_any_more_once_its_runs_have_ended_is_left_out() {
    let mut rig = rig(Busy::Wait(minutes(10)), Some(seen(3)));
    rig.world.left_out.insert(key_of("a"), LeftOut::Gone);
    rig.wait(20);
    reads_runs(&mut rig, seen(0));
    assert_eq!((rig.sent().as_str(), left_out(&rig)), ("b", Some(&LeftOut::Gone)));
}

#[test]
fn an_end_leaves_one_that_waits_unsent() {
    let mut rig = rig(Busy::Wait(minutes(10)), Some(seen(3)));
    rig.decide(Decision::End);
    reads_runs(&mut rig, seen(0));
    assert_eq!((rig.sent().as_str(), rig.outcome("a")), ("", Some(&Outcome::NotStarted)));
    assert!(!rig.operation.is_under_way());
}
