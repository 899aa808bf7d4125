//! How many are away at a time, and which of them never together.

use std::time::Duration;

use trackside::account::operation::{Busy, Decision, Held, Order, Policy, Step, plan};
use trackside::domain::{Action, Runs};

use super::{Rig, key_of, plain, seen, serving};

const NONE: Runs = Runs::Seen { count: 0, is_at_least: false };
const SOME: Runs = Runs::Seen { count: 3, is_at_least: false };

#[test]
fn no_more_are_away_than_at_a_time() {
    for (at_a_time, first) in
        [(0, "a"), (1, "a"), (2, "ab"), (3, "abc"), (4, "abcd"), (5, "abcde"), (6, "abcde"), (99, "abcde")]
    {
        let mut rig = Rig::restart("abcdefg", |policy| policy.at_a_time = at_a_time);
        rig.tick();
        assert_eq!(rig.sent(), first, "{at_a_time} at a time");
        rig.wait(5);
        assert_eq!(rig.sent(), first, "nothing is due until one is back");
        for name in ["a", "b", "c", "d", "e", "f", "g"] {
            rig.restarts(name);
        }
        assert_eq!(rig.sent(), "abcdefg", "in their order");
        assert!(!rig.operation.is_under_way());
    }
}

#[test]
fn two_that_serve_one_project_are_never_away_together() {
    let policy = Policy { at_a_time: 3, ..plain(Action::Restart) };
    let rig = |subjects| Rig::new(Action::Restart, subjects, policy);
    let mut one = rig(vec![
        serving("a", Some(&["x", "y"])),
        serving("b", Some(&["y"])),
        serving("c", Some(&["z"])),
        serving("d", Some(&["z", "x"])),
        serving("e", Some(&[])),
    ]);
    one.tick();
    assert_eq!(one.sent(), "ace", "one that serves nobody is in nobody's way");
    one.restarts("a");
    assert_eq!(one.sent(), "aceb", "d serves with c");
    one.restarts("c");
    assert_eq!(one.sent(), "acebd");
    // Of whom it is not known whom it serves, it is alone.
    let mut one =
        rig(vec![serving("a", None), serving("b", Some(&[])), serving("c", None), serving("d", Some(&["x"]))]);
    one.tick();
    assert_eq!(one.sent(), "a");
    one.restarts("a");
    assert_eq!(one.sent(), "abd");
    one.restarts("b");
    assert_eq!(one.sent(), "abd");
    one.restarts("d");
    assert_eq!(one.sent(), "abdc");
}

#[test]
fn who_is_kept_apart() {
    for (one, other, are) in [
        (Some(vec!["x"]), Some(vec!["x"]), true),
        (Some(vec!["x", "y"]), Some(vec!["z", "y"]), true),
        (Some(vec!["x"]), Some(vec!["y"]), false),
        (Some(vec![]), Some(vec![]), false),
        (None, Some(vec![]), true),
        (Some(vec!["x"]), None, true),
        (None, None, true),
    ] {
        let (one, other) = (serving("a", one.as_deref()), serving("b", other.as_deref()));
        assert_eq!(plan::are_kept_apart(&one, &other), are, "{one:?} {other:?}");
        assert_eq!(plan::are_kept_apart(&other, &one), are);
    }
}

#[test]
fn fewest_runs_first_then_fewest_environments_then_as_they_stood_and_who_is_left_out_last() {
    let load = |name: &&str| match *name {
        "idle" | "idle too" => (false, (0, 1)),
        "default of many" => (false, (0, 9)),
        "left out" => (true, (0, 0)),
        _ => (false, (4, 0)),
    };
    let order = plan::in_order(vec!["busy", "left out", "default of many", "idle", "busy too", "idle too"], load);
    assert_eq!(order, ["idle", "idle too", "default of many", "busy", "busy too", "left out"]);
    assert_eq!(plan::in_order(Vec::<&str>::new(), load), [""; 0]);
}

#[test]
fn one_that_was_back_and_goes_away_again_holds_the_next_turn() {
    for (letter, holds) in [
        ('S', true),
        ('G', true),
        ('U', true),
        ('N', true),
        ('O', true),
        ('M', true),
        ('R', false),
        ('P', false),
        ('?', false),
    ] {
        let mut rig = Rig::restart("abc", |policy| policy.pause = Duration::from_secs(30));
        rig.tick().restarts("a");
        rig.world.runners.insert(key_of("a"), seen("a", letter));
        rig.wait(60);
        assert_eq!(rig.sent(), if holds { "a" } else { "ab" }, "{letter}");
        assert_eq!(rig.orders.contains(&Order::Note(1)), !holds, "{letter}: nothing is written down in vain");
        assert_eq!(rig.operation.held_by(), holds.then_some(Held::AwayAgain(0)));
        rig.world.runners.insert(key_of("a"), seen("a", 'R'));
        rig.wait(1);
        assert_eq!(rig.sent(), "ab");
    }
    // One that is gone is not waited for, nor one that served nobody before.
    let mut rig = Rig::restart("ab", |policy| policy.pause = Duration::from_secs(30));
    rig.tick().restarts("a");
    rig.world.runners.remove(&key_of("a"));
    rig.wait(30);
    assert_eq!(rig.sent(), "ab");
    let mut rig = Rig::restart("ab", |policy| policy.pause = Duration::from_secs(30));
    rig.world.runners.insert(key_of("a"), seen("a", 'P'));
    rig.tick().accept("a").reads("a", "SPP");
    rig.world.runners.insert(key_of("a"), seen("a", 'Q'));
    rig.wait(30);
    assert_eq!(rig.sent(), "ab");
}

#[test]
fn one_away_again_holds_only_those_that_it_has_to_with_two_at_a_time() {
    let policy = Policy { at_a_time: 2, pause: Duration::from_secs(5), ..plain(Action::Restart) };
    let subjects = vec![
        serving("a", Some(&["x"])),
        serving("b", Some(&["x", "y"])),
        serving("c", Some(&["z"])),
        serving("d", Some(&["v"])),
    ];
    let mut rig = Rig::new(Action::Restart, subjects, policy);
    rig.tick().restarts("a").restarts("c");
    rig.world.runners.insert(key_of("a"), seen("a", 'S'));
    rig.wait(5);
    assert_eq!(rig.sent(), "acd", "b serves with a, which is away");
    rig.restarts("d").wait(60);
    assert_eq!(rig.sent(), "acd");
    rig.world.runners.insert(key_of("a"), seen("a", 'R'));
    rig.wait(1);
    assert_eq!(rig.sent(), "acdb");
}

#[test]
fn a_restart_that_was_not_seen_holds_the_next_turn_if_it_comes_after_all() {
    let mut rig = Rig::restart("abc", |policy| policy.pause = Duration::from_secs(30));
    rig.tick().accept("a").reads("a", "R").wait(300).decide(Decision::GoOn);
    rig.world.runners.insert(key_of("a"), seen("a", 'S'));
    rig.wait(60);
    assert_eq!(rig.sent(), "a");
    rig.world.runners.insert(key_of("a"), seen("a", 'R'));
    rig.wait(1);
    assert_eq!(rig.sent(), "ab");
    // One that was left as it is, away, is not waited for.
    let mut rig = Rig::restart("abc", |_| {});
    rig.tick().accept("a").reads("a", "S").wait(900).decide(Decision::GoOn);
    assert_eq!(rig.sent(), "ab");
}

#[test]
fn one_that_waits_for_the_end_of_runs_is_held_as_one_that_did_not_begin() {
    let mut rig = Rig::restart("abc", |policy| {
        policy.busy = Busy::Wait(Duration::from_secs(1_800));
        policy.pause = Duration::from_secs(5);
    });
    for (name, runs) in [("a", NONE), ("b", SOME), ("c", NONE)] {
        rig.world.runs.insert(key_of(name), (runs, rig.now));
    }
    rig.tick().restarts("a").wait(10);
    assert!(matches!(rig.step("b"), Step::Idle { .. }));
    // The first goes away again; then the runs of the second end.
    rig.world.runners.insert(key_of("a"), seen("a", 'S'));
    rig.world.runs.insert(key_of("b"), (NONE, rig.now));
    rig.wait(1);
    assert_eq!(rig.sent(), "a");
    // What is held longer is read again.
    rig.wait(120);
    rig.world.runners.insert(key_of("a"), seen("a", 'R'));
    rig.wait(1);
    assert_eq!(rig.sent(), "a", "what was read is two minutes old");
    rig.world.runs.insert(key_of("b"), (NONE, rig.now));
    rig.tick();
    assert_eq!(rig.sent(), "ab");

    // The pause between two is its, too.
    let mut rig = Rig::restart("ab", |policy| {
        policy.busy = Busy::Wait(Duration::from_secs(1_800));
        (policy.at_a_time, policy.pause) = (2, Duration::from_secs(30));
    });
    for (name, runs) in [("a", NONE), ("b", SOME)] {
        rig.world.runs.insert(key_of(name), (runs, rig.now));
    }
    rig.tick().restarts("a");
    rig.world.runs.insert(key_of("b"), (NONE, rig.now));
    rig.wait(29);
    assert_eq!(rig.sent(), "a");
    rig.wait(1);
    assert_eq!(rig.sent(), "ab");
}
