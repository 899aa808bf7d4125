//! What is kept of an operation, and what another run of the program makes of that.

use trackside::account::operation::policy::Goal;
use trackside::account::operation::record::{OperationId, OperationRecord, Stage, StepRecord};
use trackside::account::operation::{Decision, Doubt, Operation, Outcome, State, Step, Trouble};
use trackside::domain::{Action, RunnerId};

use super::{Rig, key_of, minutes, refused, seen, subject};
use crate::support::harness::at;

/// What the next record has, a letter for each step's stage.
fn news(rig: &mut Rig) -> Option<Vec<(usize, &'static str)>> {
    let word = |step: &StepRecord| match &step.stage {
        Stage::Waiting => "waiting",
        Stage::Noted => "noted",
        Stage::Accepted => "accepted",
        Stage::Ended(_) => "ended",
    };
    let record = rig.operation.take_record(rig.now)?;
    assert!(record.steps.iter().all(|step| step.at == rig.now.wall));
    Some(record.steps.iter().map(|step| (step.number, word(step))).collect())
}

/// A record with these stages of runners `a`, `b`, `c`…, kept by a run that ended.
fn kept(action: Action, stages: Vec<Stage>) -> (OperationRecord, Rig) {
    let names: String = ('a'..='z').take(stages.len()).collect();
    let mut rig = Rig::of(action, &names, |policy| policy.at_a_time = 2);
    rig.operation.id = OperationId::from_kept("20261123T140300Z-4711-1");
    let mut record = rig.operation.take_record(rig.now).unwrap();
    for (step, stage) in record.steps.iter_mut().zip(stages) {
        step.stage = stage;
    }
    rig.now = at(7_200);
    (record, rig)
}

fn resumed(action: Action, stages: Vec<Stage>) -> Rig {
    let (record, rig) = kept(action, stages);
    Rig::of_record(&record, &rig)
}

#[test]
fn each_step_that_is_different_is_handed_over_once() {
    let mut rig = Rig::restart("abc", |_| {});
    assert_eq!(news(&mut rig), Some(vec![(0, "waiting"), (1, "waiting"), (2, "waiting")]));
    assert_eq!(news(&mut rig), None);
    rig.is_disk_slow = true;
    rig.tick();
    assert_eq!(news(&mut rig), Some(vec![(0, "noted")]));
    rig.noted(0);
    rig.accept("a");
    assert_eq!(news(&mut rig), Some(vec![(0, "accepted")]));
    rig.reads("a", "RRR");
    assert_eq!(news(&mut rig), None, "nothing was seen");
    rig.reads("a", "SRR");
    assert_eq!(news(&mut rig), Some(vec![(0, "ended"), (1, "noted")]));
    rig.decide(Decision::End);
    assert_eq!(news(&mut rig), Some(vec![(1, "ended"), (2, "ended")]));
    rig.wait(5);
    assert_eq!(news(&mut rig), None);
}

#[test]
fn what_is_kept_says_whose_it_is() {
    let mut rig = Rig::restart("ab", |policy| policy.goal = Goal::Updated);
    rig.operation.id = OperationId::new(at(0).wall, 4711, 3);
    let record = rig.operation.take_record(at(9)).unwrap();
    assert_eq!(record.id.to_string(), "20261123T140300Z-4711-3");
    assert_eq!(OperationId::from_kept(record.id.as_str()), record.id);
    assert_eq!((record.action, record.policy, record.started), (Action::Restart, rig.operation.policy, at(0).wall));
    assert_eq!((record.ended, record.is_under_way(), record.progress()), (None, true, (0, 2)));
    let step = record.step_of(&RunnerId::new("id-b")).unwrap();
    assert_eq!((step.number, step.name.raw(), step.at), (1, "b", at(9).wall));
    assert_eq!(record.step_of(&RunnerId::new("id-z")), None);
    rig.tick().restarts("a").answer("b", Err(refused()));
    let record = rig.operation.take_record(rig.now).unwrap();
    assert_eq!((record.ended, record.is_under_way(), record.progress()), (Some(rig.now.wall), false, (2, 2)));
}

#[test]
fn what_another_run_began_halts_and_sends_nothing_on_its_own() {
    let refusal = Stage::Ended(Outcome::Refused(refused()));
    let stages = vec![refusal, Stage::Noted, Stage::Accepted, Stage::Waiting, Stage::Waiting];
    let (record, before) = kept(Action::Restart, stages);
    let mut rig = Rig::of_record(&record, &before);

    assert_eq!((&rig.operation.id, rig.operation.action), (&record.id, record.action));
    assert_eq!(rig.operation.started.wall, record.started, "the yes was then");
    assert_eq!(rig.trouble(), Some(("c".to_owned(), Trouble::Interrupted)));
    assert_eq!(rig.outcome("a"), Some(&Outcome::Refused(refused())));
    assert_eq!(rig.outcome("b"), Some(&Outcome::Unknown(Doubt::Lost)), "it may have been sent");
    let told = rig.operation.take_record(rig.now).unwrap();
    assert_eq!(told.steps.len(), 5, "all of it is kept anew");
    assert_eq!(told.steps[1].stage, Stage::Ended(Outcome::Unknown(Doubt::Lost)));
    assert_eq!(told.started, record.started);
    rig.tick().wait(3_600).reads("c", "RR");
    assert!(rig.is_back("c"), "it is watched meanwhile");
    assert_eq!((rig.sent(), rig.trouble().unwrap().1), (String::new(), Trouble::Interrupted));
    rig.decide(Decision::GoOn);
    assert_eq!(rig.sent(), "de", "and never to one that may have had it");
    rig.restarts("d").restarts("e");
    assert!(!rig.operation.is_under_way());
}

#[test]
fn what_a_decision_means_for_what_another_run_began() {
    let stages = || vec![Stage::Accepted, Stage::Accepted, Stage::Waiting];
    let mut rig = resumed(Action::Restart, stages());
    rig.tick().decide(Decision::GoOn);
    assert_eq!((rig.operation.state(), rig.sent()), (State::Running, String::new()), "it is watched on");
    rig.reads("a", "RR");
    assert_eq!(rig.sent(), "c");

    // Nobody has waited for them yet.
    let mut rig = resumed(Action::Restart, stages());
    rig.tick().decide(Decision::End);
    assert!(["a", "b"].iter().all(|name| matches!(rig.step(name), Step::Watching(_))));
    rig.reads("a", "RR").reads("b", "RR");
    assert!(rig.is_back("a") && rig.is_back("b"));
    assert_eq!((rig.outcome("c"), rig.operation.is_under_way()), (Some(&Outcome::NotStarted), false));
}

#[test]
fn one_that_was_taken_need_not_be_seen_away_again() {
    for (action, readings, is_back) in [
        (Action::Restart, "RR", true),
        (Action::Restart, "R", false),
        (Action::Restart, "SR", false),
        (Action::Restart, "PP", true),
        (Action::Restart, "PR", true),
        (Action::Restart, "OO", false),
        (Action::Pause, "PP", true),
        (Action::Pause, "RR", false),
        (Action::Resume, "RR", true),
        (Action::Remove, "RR", false),
    ] {
        let mut rig = resumed(action, vec![Stage::Accepted]);
        rig.tick().reads("a", readings);
        assert_eq!(rig.is_back("a"), is_back, "{action:?} {readings}");
    }
    let mut rig = resumed(Action::Restart, vec![Stage::Accepted, Stage::Waiting]);
    rig.tick().reads("a", "S").decide(Decision::WaitOn).wait(899);
    assert_eq!(rig.trouble(), None, "it has all its time once more");
    rig.wait(1);
    assert_eq!(rig.trouble(), Some(("a".to_owned(), Trouble::NotBack)));
}

#[test]
fn one_that_is_gone_when_the_program_starts_again_is_gone() {
    let (record, mut before) = kept(Action::Remove, vec![Stage::Accepted]);
    before.world.runners.remove(&key_of("a"));
    let mut rig = Rig::of_record(&record, &before);
    rig.tick();
    assert!(matches!(rig.outcome("a"), Some(Outcome::Gone { .. })), "{:?}", rig.step("a"));
}

#[test]
fn what_had_ended_stays_as_it_was_and_asks_nothing() {
    for stages in [vec![Stage::Ended(Outcome::Unwatched)], vec![Stage::Noted]] {
        let mut rig = resumed(Action::Restart, stages.clone());
        assert_eq!((rig.operation.is_under_way(), rig.trouble()), (false, None));
        rig.tick();
        assert_eq!(rig.operation.take_record(rig.now).unwrap().ended, Some(rig.now.wall), "{stages:?}");
    }
}

#[test]
fn a_run_that_ends_twice_sends_nothing_twice() {
    let mut rig = Rig::restart("abc", |policy| policy.at_a_time = 2);
    rig.tick().accept("a");
    let mut rig = rig.resumed();
    rig.tick().reads("a", "RR").decide(Decision::GoOn);
    assert_eq!(rig.sent(), "c", "of b it is not known");
    rig.wait(minutes(1).as_secs()).accept("c");
    // All of it is what was kept before, and what is different since.
    let record = rig.operation.take_record(rig.now).unwrap();
    let numbers: Vec<usize> = record.steps.iter().map(|step| step.number).collect();
    assert_eq!(numbers, [0, 1, 2]);
    let mut rig = Rig::of_record(&record, &rig);
    rig.world.runners.insert(key_of("c"), seen("c", 'S'));
    rig.tick().decide(Decision::WaitOn).reads("c", "RR").wait(3_600);
    assert_eq!(rig.sent(), "");
    assert!(!rig.operation.is_under_way());
}

#[test]
fn nothing_is_sent_until_it_is_known_that_this_run_alone_goes_on() {
    let (record, before) = kept(Action::Restart, vec![Stage::Accepted, Stage::Waiting]);
    let mut rig = Rig::of_record(&record, &before);
    let of_this_run = rig.operation.clone();
    rig.operation = Operation::resumed(&record, rig.now, |step| subject(step.name.raw()));
    for decision in [Decision::WaitOn, Decision::GoOn] {
        assert!(!rig.operation.is_claimed() && !rig.operation.can(decision), "{decision:?}");
        assert!(of_this_run.is_claimed() && of_this_run.can(decision), "{decision:?}");
        rig.tick().decide(decision).reads("a", "RR");
        assert_eq!(rig.sent(), "");
    }
    rig.operation.claim();
    rig.decide(Decision::GoOn);
    assert_eq!(rig.sent(), "b");
}

#[test]
fn a_record_from_elsewhere_may_ask_for_no_more_than_there_may_be() {
    let (mut record, _) = kept(Action::Restart, vec![Stage::Waiting]);
    record.policy.at_a_time = 0;
    assert_eq!(Operation::resumed(&record, at(0), |_| subject("a")).policy.at_a_time, 1);
    record.policy.at_a_time = 1_000;
    assert_eq!(Operation::resumed(&record, at(0), |_| subject("a")).policy.at_a_time, 5);
}
