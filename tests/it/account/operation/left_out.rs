//! Who is left out when the turn comes, and why.

use std::time::Duration;

use trackside::account::fleet::Fleet;
use trackside::account::history::{History, RecordKind};
use trackside::account::operation::{LeftOut, Operation, Outcome, Policy, Rule};
use trackside::account::pending::{Pending, Stage};
use trackside::api::Cause;
use trackside::domain::{Action, Change, Intent, Runner, RunnerCommand, RunnerId, SettingChange};

use super::{Rig, key_of, plain, subject};
use crate::support::fixtures::{With, runner};
use crate::support::harness::{at, loaded};

const MINUTE: Duration = Duration::from_secs(60);

fn rule() -> Rule {
    Operation::new(Action::Restart, vec![(subject("a"), None)], plain(Action::Restart), at(0)).rule()
}

fn restart() -> Change {
    Change::Command(RunnerCommand::Restart)
}

fn pause() -> Change {
    Change::Command(RunnerCommand::Pause)
}

#[test]
fn one_that_is_left_out_takes_no_turn() {
    let subjects = vec![(subject("a"), Some(LeftOut::NotAllowed("no".to_owned()))), (subject("b"), None)];
    let mut rig = Rig::restart("abcd", |policy| policy.at_a_time = 2);
    rig.operation = Operation::new(Action::Restart, subjects.clone(), plain(Action::Restart), at(0));
    rig.tick();
    assert_eq!(rig.sent(), "b");
    assert_eq!(rig.outcome("a"), Some(&Outcome::LeftOut(LeftOut::NotAllowed("no".to_owned()))));
    assert_eq!(rig.operation.to_send(), [key_of("b")]);

    let mut rig = Rig::restart("abcd", |policy| policy.at_a_time = 2);
    rig.world.left_out.insert(key_of("a"), LeftOut::Gone);
    rig.world.left_out.insert(key_of("c"), LeftOut::AskedMeanwhile);
    rig.tick();
    assert_eq!(rig.sent(), "bd", "the turns of others come at once");
    assert_eq!(rig.outcome("a"), Some(&Outcome::LeftOut(LeftOut::Gone)));
    assert_eq!(rig.operation.rests_until(rig.now), None);
}

#[test]
fn why_a_runner_is_left_out() {
    let left_out =
        |runners, pending: &Pending| rule().left_out(&subject("a"), &loaded(runners), pending, &History::default());
    let nothing = Pending::default();
    let namesake = Runner { id: RunnerId::new("id-other"), ..runner("a") };
    let renamed = Runner { id: RunnerId::new("id-a"), ..runner("b") };
    assert_eq!(left_out(vec![runner("a")], &nothing), None);
    assert_eq!(left_out(vec![runner("b")], &nothing), Some(LeftOut::Gone));
    let stopping = left_out(vec![runner("a").status("stopping")], &nothing);
    assert!(matches!(stopping, Some(LeftOut::NotAllowed(reason)) if reason.contains("Stopping")));
    assert!(matches!(left_out(vec![renamed], &nothing), Some(LeftOut::Outdated(_))));
    assert!(matches!(left_out(vec![runner("a"), namesake], &nothing), Some(LeftOut::Outdated(_))));
    // Another command that has no answer yet, of this runner.
    let sent = |name: &str, change| {
        let mut pending = Pending::default();
        pending.send(RunnerId::new(&format!("id-{name}")), change, MINUTE, at(0));
        pending
    };
    let auto_update = Change::Setting(SettingChange::AutoUpdate(true));
    for (name, change, expected) in [
        ("a", pause(), Some(LeftOut::AnotherUnanswered)),
        ("a", Change::Remove, Some(LeftOut::AnotherUnanswered)),
        ("b", restart(), None),
        ("a", auto_update, None),
    ] {
        assert_eq!(left_out(vec![runner("a")], &sent(name, change.clone())), expected, "{name} {change:?}");
    }
    let mut answered = sent("a", restart());
    answered.answered(1, Some(Stage::Accepted));
    assert_eq!(left_out(vec![runner("a")], &answered), None);
}

#[test]
fn what_is_left_out_from_the_beginning() {
    let fleet: Fleet = loaded(vec![runner("a"), runner("b").status("stopping")]);
    let of = |name, is_read_only| LeftOut::of(Action::Restart, fleet.at(&key_of(name)), is_read_only);
    assert_eq!(of("a", false), None);
    assert!(matches!(of("a", true), Some(LeftOut::NotAllowed(_))));
    assert!(matches!(of("b", false), Some(LeftOut::NotAllowed(_))));
    assert_eq!(of("c", false), Some(LeftOut::Gone));
}

#[test]
fn the_same_by_another_way_counts_unless_it_came_to_nothing() {
    let asked = |change| RecordKind::Asked(Intent::Change(change));
    let reported = || RecordKind::Reported { intent: Intent::Change(restart()), after: Duration::from_secs(1) };
    let refused =
        || RecordKind::Refused { intent: Intent::Change(restart()), cause: Box::new(Cause::TimedOut(Duration::ZERO)) };
    for (records, is_left_out) in [
        (vec![asked(restart())], true),
        (vec![asked(restart()), reported()], true),
        (vec![asked(restart()), refused(), asked(restart())], true),
        (vec![asked(pause())], false),
        (vec![asked(restart()), refused()], false),
        (vec![], false),
    ] {
        let mut history = History::default();
        for (second, kind) in records.iter().enumerate() {
            history.add(RunnerId::new("id-a"), at(u32::try_from(second).unwrap()), kind.clone());
        }
        let found = rule().left_out(&subject("a"), &loaded(vec![runner("a")]), &Pending::default(), &history);
        assert_eq!(found, is_left_out.then_some(LeftOut::AskedMeanwhile), "{records:?}");
    }
}

#[test]
fn each_action_has_its_policy() {
    for action in [Action::Restart, Action::Pause, Action::Resume, Action::Remove] {
        let operation = Operation::new(action, vec![(subject("a"), None)], Policy::of(action), at(0));
        assert_eq!((operation.policy, operation.action), (Policy::of(action), action));
    }
}
