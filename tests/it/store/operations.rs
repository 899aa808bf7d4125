//! Operations: every step comes back as it was kept, and each is one program's to go on with.

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use jiff::Timestamp;
use proptest::prelude::*;
use trackside::account::observation::Observation;
use trackside::account::operation::policy::Goal;
use trackside::account::operation::record::{OperationRecord, Stage, StepRecord};
use trackside::account::operation::{Back, Busy, Doubt, LeftOut, OperationId, Outcome, Policy};
use trackside::api::{ApiError, Cause, Problem};
use trackside::domain::{AccountId, Action, Label, RunnerId, Status, Version};
use trackside::store::{Entry, Identity, KeptOperation, Owner, Store, Written};

use super::rig::{at, file, identity, open, seconds};
use crate::support::fixtures::hostile_names;
use crate::support::patience::wait_for;

const DAY: i64 = 86_400;

/// A record of steps, each with its number.
fn record(id: &str, steps: &[(usize, Stage)]) -> OperationRecord {
    let step = |(number, stage): &(usize, Stage)| StepRecord {
        number: *number,
        runner: RunnerId::new(&format!("id-{number}")),
        name: Label::from(format!("runner {number}")),
        stage: stage.clone(),
        at: at(i64::try_from(*number).unwrap()),
    };
    OperationRecord {
        id: OperationId::from_kept(id),
        action: Action::Restart,
        policy: Policy::of(Action::Restart),
        started: at(0),
        ended: None,
        steps: steps.iter().map(step).collect(),
    }
}

fn ended(record: OperationRecord, seconds: i64) -> OperationRecord {
    OperationRecord { ended: Some(at(seconds)), ..record }
}

fn write(store: &mut Store, record: &OperationRecord) -> Written {
    write_at(store, record, at(0))
}

fn write_at(store: &mut Store, record: &OperationRecord, now: Timestamp) -> Written {
    let entry = Entry::Observed(AccountId::FIRST, Observation::Operated(record.clone()));
    store.write(&[entry], now).unwrap()
}

fn operations(store: &Store) -> Vec<KeptOperation> {
    store.operations(AccountId::FIRST, usize::MAX).unwrap()
}

/// Whose the only operation is.
fn owner(store: &Store) -> Owner {
    let [operation] = &operations(store)[..] else { panic!("not one operation") };
    operation.owner
}

/// The stages of the newest operation.
fn stages(store: &Store) -> Vec<Stage> {
    operations(store)[0].record.steps.iter().map(|step| step.stage.clone()).collect()
}

/// The lock files beside a store.
fn locks(path: &Path) -> Vec<std::path::PathBuf> {
    let files = fs::read_dir(path.parent().unwrap()).unwrap().map(|file| file.unwrap().path());
    files.filter(|file| file.extension().is_some_and(|extension| extension == "lock")).collect()
}

#[test]
fn of_each_record_only_what_is_different_is_written_and_all_is_read() {
    let mut store = Store::in_memory(&[identity()]).unwrap();
    write(&mut store, &record("one", &[(0, Stage::Waiting), (1, Stage::Waiting), (2, Stage::Waiting)]));
    write(&mut store, &record("one", &[(0, Stage::Noted)]));
    write(&mut store, &record("one", &[(0, Stage::Accepted)]));
    write(&mut store, &record("one", &[(1, Stage::Noted)]));
    assert_eq!(stages(&store), [Stage::Accepted, Stage::Noted, Stage::Waiting]);
    assert_eq!(owner(&store), Owner::ThisProgram, "nobody else is there");
    let not_started = Stage::Ended(Outcome::NotStarted);
    let last: Vec<_> = (0..3).map(|number| (number, not_started.clone())).collect();
    write(&mut store, &ended(record("one", &last), 60));
    write(&mut store, &record("two", &[(0, Stage::Waiting)]));
    let [two, one] = &operations(&store)[..] else { panic!("not two") };
    assert_eq!((two.record.id.as_str(), one.record.id.as_str()), ("two", "one"), "newest first");
    assert_eq!((two.record.ended, one.record.ended), (None, Some(at(60))));
    assert_eq!((two.owner, one.owner), (Owner::ThisProgram, Owner::Nobody));
    assert_eq!(stages(&store), [Stage::Waiting]);
    assert_eq!(store.operations(AccountId::FIRST, 1).unwrap().len(), 1);
}

#[test]
fn operations_of_two_accounts_may_have_one_name() {
    let other = Identity { profile: Some("test".to_owned()), ..identity() };
    let mut store = Store::in_memory(&[identity(), other]).unwrap();
    for account in 0..2 {
        let steps = vec![(0, Stage::Waiting); usize::from(account) + 1];
        let steps: Vec<_> = steps.into_iter().enumerate().map(|(number, (_, stage))| (number, stage)).collect();
        let entry = Entry::Observed(AccountId(account), Observation::Operated(record("one", &steps)));
        assert_eq!(store.write(&[entry], at(0)).unwrap().elsewhere, []);
    }
    for account in 0..2 {
        let operations = store.operations(AccountId(account), 5).unwrap();
        assert_eq!((operations.len(), operations[0].record.steps.len()), (1, usize::from(account) + 1));
    }
}

#[test]
fn one_under_way_is_its_programs_until_that_has_ended() {
    let (_folder, path) = file();
    let (mut one, mut other) = (open(&path), open(&path));
    write(&mut one, &record("one", &[(0, Stage::Waiting), (1, Stage::Waiting)]));
    assert_eq!((owner(&one), owner(&other)), (Owner::ThisProgram, Owner::Another));
    let [lock] = &locks(&path)[..] else { panic!("not one lock") };
    assert_eq!(fs::metadata(lock).unwrap().permissions().mode() & 0o7777, 0o600);
    // The other does not get it, whatever it writes; and is told.
    let written = write(&mut other, &record("one", &[(1, Stage::Noted)]));
    assert_eq!(written.elsewhere, [(AccountId::FIRST, OperationId::from_kept("one"))]);
    assert_eq!(stages(&one), [Stage::Waiting, Stage::Waiting]);
    assert_eq!((owner(&one), owner(&other)), (Owner::ThisProgram, Owner::Another));
    assert_eq!(locks(&path).len(), 1, "who holds nothing has no lock");
    // The first ends without having ended it.
    write(&mut one, &record("one", &[(0, Stage::Noted)]));
    drop(one);
    assert_eq!(owner(&other), Owner::Nobody);
    assert_eq!(locks(&path), [] as [&Path; 0]);
    // Now the other may go on with it; a third may not.
    assert_eq!(write(&mut other, &record("one", &[(1, Stage::Noted)])).elsewhere, []);
    let mut third = open(&path);
    assert_eq!((owner(&other), owner(&third)), (Owner::ThisProgram, Owner::Another));
    assert_eq!(write(&mut third, &record("one", &[(1, Stage::Accepted)])).elsewhere.len(), 1);
    assert_eq!(stages(&third), [Stage::Noted, Stage::Noted]);
    // What has ended is nobody's, and nothing is left beside the store.
    let lost = Stage::Ended(Outcome::Unknown(Doubt::Lost));
    write(&mut other, &ended(record("one", &[(0, lost.clone()), (1, lost.clone())]), 60));
    assert_eq!((owner(&other), owner(&third)), (Owner::Nobody, Owner::Nobody));
    assert_eq!(locks(&path), [] as [&Path; 0]);
    // Nobody begins it again.
    assert_eq!(write(&mut third, &record("one", &[(0, Stage::Waiting)])).elsewhere.len(), 1);
    assert_eq!(stages(&third), [lost.clone(), lost]);
    assert_eq!(locks(&path), [] as [&Path; 0]);
}

#[test]
fn one_that_was_left_is_taken_on_even_where_no_step_is_different() {
    let (_folder, path) = file();
    let mut one = open(&path);
    write(&mut one, &record("one", &[(0, Stage::Waiting)]));
    drop(one);
    let (mut two, three) = (open(&path), open(&path));
    assert_eq!((owner(&two), owner(&three)), (Owner::Nobody, Owner::Nobody));
    assert_eq!(write(&mut two, &record("one", &[])).elsewhere, []);
    assert_eq!((owner(&two), owner(&three)), (Owner::ThisProgram, Owner::Another));
    assert_eq!(stages(&three), [Stage::Waiting]);
}

#[test]
fn a_program_has_one_lock_for_all_that_it_does() {
    let (_folder, path) = file();
    let mut store = open(&path);
    for id in ["one", "two", "three"] {
        write(&mut store, &record(id, &[(0, Stage::Waiting)]));
        assert_eq!(locks(&path).len(), 1);
    }
    let over = |id: &str| ended(record(id, &[(0, Stage::Ended(Outcome::NotStarted))]), 60);
    write(&mut store, &over("one"));
    write(&mut store, &over("three"));
    assert_eq!(locks(&path).len(), 1);
    write(&mut store, &over("two"));
    assert_eq!(locks(&path).len(), 0);
    // All of one batch.
    let entries = [record("four", &[(0, Stage::Waiting)]), over("four")];
    let entries = entries.map(|record| Entry::Observed(AccountId::FIRST, Observation::Operated(record)));
    store.write(&entries, at(0)).unwrap();
    assert_eq!((operations(&store).len(), locks(&path).len()), (4, 0));
}

#[test]
fn what_a_killed_program_leaves_behind_is_taken_away_and_what_others_hold_is_not() {
    let (folder, path) = file();
    let inside = |name: &str| folder.path().join(name);
    for name in ["operations-1-2.lock", "operations-3-4.lock", "record-5.lock"] {
        fs::write(inside(name), "7\n").unwrap();
    }
    let held = fs::File::open(inside("operations-3-4.lock")).unwrap();
    held.lock().unwrap();
    let asking = fs::File::open(inside("operations-1-2.lock")).unwrap();
    asking.lock_shared().unwrap();
    let mut store = open(&path);
    write(&mut store, &record("one", &[(0, Stage::Waiting)]));
    assert_eq!(locks(&path).len(), 3, "one was left behind, and its own is there");
    assert!(!inside("operations-1-2.lock").exists());
    drop(store);
    assert_eq!(locks(&path).len(), 2);
    assert_eq!(fs::read_to_string(inside("operations-3-4.lock")).unwrap(), "7\n");
}

/// Programs, not threads, each of which makes a lock while the others look for what was left behind.
#[test]
fn of_programs_that_take_on_one_that_was_left_at_the_same_time_one_gets_it() {
    const NAME: &str = "store::operations::of_programs_that_take_on_one_that_was_left_at_the_same_time_one_gets_it";
    const FILE: &str = "TRACKSIDE_TEST_FILE";
    if let Some(path) = std::env::var_os(FILE) {
        let store = || Store::open(Path::new(&path), &[identity()]);
        let mut store = wait_for("the file is free", || store().ok());
        let entry = Entry::Observed(AccountId::FIRST, Observation::Operated(record("one", &[])));
        let written = wait_for("the file is free", || store.write(std::slice::from_ref(&entry), at(0)).ok());
        let answer = if written.elsewhere.is_empty() { "it is mine" } else { "it is anothers" };
        writeln!(std::io::stdout(), "{answer}").unwrap();
        // As long as the others need.
        std::io::stdin().read_line(&mut String::new()).unwrap();
        return;
    }
    for _ in 0..8 {
        let (_folder, path) = file();
        let mut first = open(&path);
        write(&mut first, &record("one", &[(0, Stage::Waiting)]));
        drop(first);
        let start = || {
            let mut program = Command::new(std::env::current_exe().unwrap());
            program.args(["--exact", NAME, "--nocapture"]).env(FILE, &path);
            program.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap()
        };
        let mut programs: Vec<_> = (0..4).map(|_| start()).collect();
        let answer = |program: &mut Child| {
            let lines = BufReader::new(program.stdout.as_mut().unwrap()).lines();
            lines.map_while(Result::ok).find(|line| line.contains("it is ")).unwrap()
        };
        let answers: Vec<String> = programs.iter_mut().map(answer).collect();
        let winners = answers.iter().filter(|answer| answer.contains("mine")).count();
        assert_eq!((winners, owner(&open(&path))), (1, Owner::Another), "{answers:?}");
        for program in &mut programs {
            drop(program.stdin.take());
            assert!(program.wait().unwrap().success());
        }
        assert_eq!((owner(&open(&path)), locks(&path).len()), (Owner::Nobody, 0));
    }
}

#[test]
fn a_name_that_is_none_of_a_lock_is_nobodys() {
    let (folder, path) = file();
    fs::write(folder.path().join("x.lock"), "").unwrap();
    let held = fs::File::open(folder.path().join("x.lock")).unwrap();
    held.lock().unwrap();
    let mut store = open(&path);
    write(&mut store, &record("one", &[(0, Stage::Waiting)]));
    drop(store);
    for name in ["../x", "", "/x", "a b"] {
        let other = rusqlite::Connection::open(&path).unwrap();
        other.execute("UPDATE operations SET owner = ?1", [name]).unwrap();
        drop(other);
        assert_eq!(owner(&open(&path)), Owner::Nobody, "{name:?}");
    }
    assert!(folder.path().join("x.lock").exists());
}

#[test]
fn it_goes_along_to_the_next_file_whole_and_stays_this_programs() {
    let (folder, path) = file();
    let mut store = open(&path);
    write(&mut store, &record("one", &[(0, Stage::Waiting), (1, Stage::Waiting)]));
    write(&mut store, &record("one", &[(0, Stage::Accepted)]));
    for is_replaced in [false, true] {
        if is_replaced {
            fs::rename(&path, folder.path().join("away")).unwrap();
            fs::write(&path, "").unwrap();
        }
        let views = std::mem::replace(&mut store, Store::in_memory(&[identity()]).unwrap()).into_views();
        assert_eq!(locks(&path).len(), 1, "nobody may have it between two openings");
        store = open(&path);
        store.take_views(views);
        write(&mut store, &record("one", &[(1, Stage::Noted)]));
        assert_eq!(stages(&store), [Stage::Accepted, Stage::Noted]);
        assert_eq!((owner(&store), owner(&open(&path))), (Owner::ThisProgram, Owner::Another));
    }
}

#[test]
fn a_lock_that_somebody_deletes_is_made_anew_with_the_next_step() {
    let (_folder, path) = file();
    let mut store = open(&path);
    write(&mut store, &record("one", &[(0, Stage::Waiting)]));
    fs::remove_file(&locks(&path)[0]).unwrap();
    assert_eq!(owner(&store), Owner::ThisProgram);
    write(&mut store, &record("one", &[(0, Stage::Noted)]));
    assert_eq!((owner(&store), owner(&open(&path))), (Owner::ThisProgram, Owner::Another));
    drop(store);
    assert_eq!(locks(&path), [] as [&Path; 0]);
}

#[test]
fn those_that_have_ended_go_when_they_are_too_old_and_no_other() {
    let mut store = Store::in_memory(&[identity()]).unwrap();
    let over = Stage::Ended(Outcome::NotStarted);
    for day in 0..40 {
        let steps: Vec<_> = (0..50).map(|number| (number, over.clone())).collect();
        let began = OperationRecord { started: at(day * DAY), ..record(&day.to_string(), &steps) };
        let record = if day % 10 == 0 { began } else { ended(began, day * DAY + 60) };
        write_at(&mut store, &record, at(day * DAY));
    }
    let mut rounds = 0;
    while store.prune(AccountId::FIRST, at(30 * DAY)).unwrap() {
        rounds += 1;
        assert!(rounds < 10, "it has no end");
    }
    assert!(rounds > 1, "in small steps");
    let kept = operations(&store);
    let days: Vec<i64> = kept.iter().map(|operation| seconds(operation.record.started) / DAY).collect();
    let expected: Vec<i64> = (30..40).rev().chain([20, 10, 0]).collect();
    assert_eq!(days, expected, "what is under way stays");
    assert!(kept.iter().all(|operation| operation.record.steps.len() == 50));
}

fn words() -> impl Strategy<Value = String> {
    prop_oneof![3 => "[a-z:]{0,12}", 1 => prop::sample::select(hostile_names())]
}

fn times() -> impl Strategy<Value = Duration> {
    (0..100_000_000_u64).prop_map(Duration::from_millis)
}

fn statuses() -> impl Strategy<Value = Option<Status>> {
    let words =
        prop::sample::select(vec!["RUNNING", "STOPPED", "PAUSED", "PENDING", "UNKNOWN", "STOPPING", "PAUSING", "ODD"]);
    prop::option::of(words.prop_map(Status::parse))
}

fn versions() -> impl Strategy<Value = Option<Version>> {
    prop::option::of("[0-9.]{1,9}".prop_map(Version::new))
}

fn errors() -> impl Strategy<Value = ApiError> {
    let words = || "[a-z ]{1,20}".prop_map(Label::from);
    let problem = || {
        (100..600_u16, words()).prop_map(|(status, words)| Problem { status, title: Some(words), ..Problem::default() })
    };
    let causes = prop_oneof![
        words().prop_map(Cause::NotSent),
        Just(Cause::TakenBack),
        words().prop_map(Cause::Unreachable),
        words().prop_map(Cause::NoAnswer),
        words().prop_map(Cause::NotUnderstood),
        times().prop_map(Cause::TimedOut),
        times().prop_map(Cause::RateLimited),
        any::<u32>().prop_map(|bytes| Cause::TooLarge(bytes.into())),
        problem().prop_map(Cause::SignedOut),
        problem().prop_map(Cause::Forbidden),
        problem().prop_map(Cause::NotFound),
        problem().prop_map(Cause::Refused),
        problem().prop_map(Cause::Server),
    ];
    causes.prop_map(|cause| ApiError { call: "restart the runner", cause })
}

fn left_out() -> impl Strategy<Value = LeftOut> {
    prop_oneof![
        Just(LeftOut::Gone),
        words().prop_map(LeftOut::NotAllowed),
        words().prop_map(LeftOut::Outdated),
        Just(LeftOut::AskedMeanwhile),
        Just(LeftOut::AnotherUnanswered),
        any::<u32>().prop_map(|count| LeftOut::Busy(count as usize)),
        Just(LeftOut::RunsUnread),
    ]
}

fn outcomes() -> impl Strategy<Value = Outcome> {
    let back = (times(), statuses(), versions(), versions(), any::<bool>());
    let back =
        back.prop_map(|(after, status, version, wanted, was_away)| Back { after, status, version, wanted, was_away });
    prop_oneof![
        back.prop_map(Outcome::Back),
        times().prop_map(|after| Outcome::Gone { after }),
        statuses().prop_map(|status| Outcome::NotBack { status }),
        times().prop_map(|after| Outcome::NotSeenAway { after }),
        errors().prop_map(Outcome::Refused),
        errors().prop_map(Outcome::NotSent),
        errors().prop_map(|error| Outcome::Unknown(Doubt::Unanswered(error))),
        Just(Outcome::Unknown(Doubt::Lost)),
        left_out().prop_map(Outcome::LeftOut),
        Just(Outcome::NotStarted),
        Just(Outcome::Unwatched),
    ]
}

fn policies() -> impl Strategy<Value = Policy> {
    let busy = prop_oneof![times().prop_map(Busy::Wait), Just(Busy::GoOn), Just(Busy::LeaveOut)];
    let goals = prop::sample::select(vec![Goal::Seen, Goal::SeenOrNot, Goal::Updated]);
    (1..6_usize, times(), times(), busy, any::<bool>(), goals).prop_map(
        |(at_a_time, deadline, pause, busy, stops_at_refusal, goal)| Policy {
            at_a_time,
            deadline,
            pause,
            busy,
            stops_at_refusal,
            goal,
        },
    )
}

fn records() -> impl Strategy<Value = OperationRecord> {
    let stage = prop_oneof![
        1 => Just(Stage::Waiting),
        1 => Just(Stage::Noted),
        1 => Just(Stage::Accepted),
        6 => outcomes().prop_map(Stage::Ended),
    ];
    let step = (words(), words(), stage, 0..100_000_i64);
    let actions = prop::sample::select(vec![Action::Restart, Action::Pause, Action::Resume, Action::Remove]);
    let steps = prop::collection::vec(step, 1..8);
    (actions, policies(), prop::option::of(0..1_000_000_i64), steps).prop_map(|(action, policy, ended, steps)| {
        let step = |(number, (id, name, stage, seconds)): (usize, (String, String, Stage, i64))| StepRecord {
            number,
            runner: RunnerId::new(&id),
            name: Label::from(name),
            stage,
            at: at(seconds),
        };
        let steps = steps.into_iter().enumerate().map(step).collect();
        let id = OperationId::new(at(0), 4_711, 1);
        OperationRecord { id, action, policy, started: at(0), ended: ended.map(at), steps }
    })
}

/// A text as it is kept.
fn kept(text: &str) -> String {
    Label::from(text).safe().chars().take(1_000).collect()
}

/// A record as it comes back: texts are safe to print, and of what went wrong there is the kind.
fn as_kept(record: &OperationRecord) -> OperationRecord {
    let mut kept_record = record.clone();
    for step in &mut kept_record.steps {
        step.runner = RunnerId::new(Label::from(step.runner.as_str()).safe());
        step.name = Label::from(kept(step.name.raw()));
        if let Stage::Ended(outcome) = &mut step.stage {
            match outcome {
                Outcome::Refused(error) | Outcome::NotSent(error) | Outcome::Unknown(Doubt::Unanswered(error)) => {
                    *error = ApiError { call: "act on the runner", cause: cause_as_kept(&error.cause) };
                }
                Outcome::LeftOut(LeftOut::NotAllowed(reason) | LeftOut::Outdated(reason)) => *reason = kept(reason),
                _ => {}
            }
        }
    }
    kept_record
}

fn cause_as_kept(cause: &Cause) -> Cause {
    let problem = |problem: &Problem| Problem { status: problem.status, ..Problem::default() };
    match cause {
        Cause::NotSent(_) => Cause::NotSent(Label::from("not sent")),
        Cause::Unreachable(_) => Cause::Unreachable(Label::from("unreachable")),
        Cause::NoAnswer(_) => Cause::NoAnswer(Label::from("no answer")),
        Cause::NotUnderstood(_) => Cause::NotUnderstood(Label::from("unreadable")),
        Cause::SignedOut(of) => Cause::SignedOut(problem(of)),
        Cause::Forbidden(of) => Cause::Forbidden(problem(of)),
        Cause::NotFound(of) => Cause::NotFound(problem(of)),
        Cause::Refused(of) => Cause::Refused(problem(of)),
        Cause::Server(of) => Cause::Server(problem(of)),
        Cause::TakenBack | Cause::TimedOut(_) | Cause::RateLimited(_) | Cause::TooLarge(_) => cause.clone(),
    }
}

proptest! {
    #[test]
    fn whatever_an_operation_comes_to_comes_back(record in records()) {
        let mut store = Store::in_memory(&[identity()]).unwrap();
        write(&mut store, &record);
        let owner = if record.ended.is_some() { Owner::Nobody } else { Owner::ThisProgram };
        prop_assert_eq!(operations(&store), [KeptOperation { record: as_kept(&record), owner }]);
    }
}
