//! Operations: what is kept of one survives whoever began it, and nobody takes it from a program that goes on with it.

use std::io::{BufRead, BufReader, Write};
use std::os::unix::process::ExitStatusExt;
use std::process::{Command, Stdio};
use std::thread;

use rusqlite::TransactionBehavior;
use trackside::account::operation::record::{OperationRecord, Stage, StepRecord};
use trackside::account::operation::{OperationId, Outcome, Policy};
use trackside::domain::{Action, Label};
use trackside::store::{KeptOperation, Owner};

use super::*;

/// Steps of an operation over runners of these numbers.
fn record(steps: &[(usize, Stage)]) -> OperationRecord {
    let step = |(number, stage): &(usize, Stage)| StepRecord {
        number: *number,
        runner: RunnerId::new(&format!("id-{number}")),
        name: Label::from(format!("runner {number}")),
        stage: stage.clone(),
        at: now_as_kept(),
    };
    OperationRecord {
        id: OperationId::from_kept("20261123T140300Z-4711-1"),
        action: Action::Restart,
        policy: Policy::of(Action::Restart),
        started: now_as_kept(),
        ended: None,
        steps: steps.iter().map(step).collect(),
    }
}

fn entry(record: OperationRecord) -> Entry {
    Entry::Observed(AccountId::FIRST, Observation::Operated(record))
}

const QUERY: Query = Query::Operations { account: AccountId::FIRST, most: 10 };

impl Rig {
    async fn operation(&mut self) -> KeptOperation {
        let Ok(Found::Operations(operations)) = self.ask(QUERY).await else { panic!("another answer") };
        let [operation] = &operations[..] else { panic!("not one: {operations:?}") };
        operation.clone()
    }
}

fn stages(operation: &KeptOperation) -> Vec<Stage> {
    operation.record.steps.iter().map(|step| step.stage.clone()).collect()
}

fn is_locked(path: &Path) -> bool {
    let files = fs::read_dir(path.parent().unwrap()).unwrap();
    files.map(|file| file.unwrap().file_name()).any(|name| name.to_str().unwrap().starts_with("operations-"))
}

#[tokio::test]
async fn what_is_kept_of_an_operation_is_asked_for() {
    let mut rig = Rig::start(setup(StoreLocation::Memory, Some(90), QUICK));
    assert_eq!(rig.ask(QUERY).await, Ok(Found::Operations(vec![])));
    rig.recorder.keep(entry(record(&[(0, Stage::Waiting), (1, Stage::Waiting)])));
    rig.recorder.keep(entry(record(&[(0, Stage::Noted)])));
    assert_eq!(rig.flush(1).await, Ok(()));
    let kept = rig.operation().await;
    assert_eq!((kept.owner, stages(&kept)), (Owner::ThisProgram, vec![Stage::Noted, Stage::Waiting]));
    assert_eq!(rig.end().await, []);
}

const KILLED: &str = "runtime::recorder::operations::what_a_killed_program_began_is_nobodys_with_all_that_was_flushed";
const FILE: &str = "TRACKSIDE_TEST_FILE";

/// Begins an operation, says so once its first step is on the disk, and goes on until it is killed.
async fn operate(path: &Path) {
    let location = StoreLocation::File { path: Some(path.to_owned()) };
    let mut rig = Rig::start(setup(location, Some(90), Timing::default()));
    rig.recorder.keep(entry(record(&[(0, Stage::Waiting), (1, Stage::Waiting)])));
    rig.recorder.keep(entry(record(&[(0, Stage::Noted)])));
    assert_eq!(rig.flush(1).await, Ok(()));
    let mut stdout = std::io::stdout();
    writeln!(stdout, "noted").unwrap();
    for number in 0.. {
        rig.note(number);
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

#[tokio::test]
async fn what_a_killed_program_began_is_nobodys_with_all_that_was_flushed() {
    if let Some(path) = std::env::var_os(FILE) {
        return operate(Path::new(&path)).await;
    }
    for after in [0, 300] {
        let (_folder, path) = file();
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", KILLED, "--nocapture"])
            .env(FILE, &path)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        assert!(lines.any(|line| line.unwrap().ends_with("noted")));
        let mut rig = Rig::in_file(&path);
        assert_eq!(rig.operation().await.owner, Owner::Another);
        thread::sleep(Duration::from_millis(after));
        child.kill().unwrap();
        assert_eq!(child.wait().unwrap().signal(), Some(9), "it worked until it was killed");
        let kept = rig.operation().await;
        assert_eq!((kept.owner, stages(&kept)), (Owner::Nobody, vec![Stage::Noted, Stage::Waiting]));
        // Whoever goes on with it has it from then on.
        rig.recorder.keep(entry(record(&[])));
        assert_eq!(rig.flush(1).await, Ok(()));
        assert_eq!(rig.operation().await.owner, Owner::ThisProgram);
        assert!(is_locked(&path));
        assert_eq!(rig.end().await, []);
        assert!(!is_locked(&path), "nothing is left beside the file");
    }
}

#[tokio::test]
async fn whoever_writes_to_anothers_is_told_before_anything_is_said_to_be_on_the_disk() {
    let (_folder, path) = file();
    let (mut one, mut other) = (Rig::in_file(&path), Rig::in_file(&path));
    one.recorder.keep(entry(record(&[(0, Stage::Waiting)])));
    assert_eq!(one.flush(1).await, Ok(()));
    other.recorder.keep(entry(record(&[(0, Stage::Noted)])));
    assert!(other.recorder.flush(2));
    let operation = record(&[]).id;
    assert_eq!(other.next().await, Notice::Elsewhere { account: AccountId::FIRST, operation });
    assert_eq!(other.next().await, Notice::Flushed { ticket: 2, outcome: Ok(()) });
    assert_eq!(stages(&one.operation().await), [Stage::Waiting]);
    assert_eq!((one.operation().await.owner, other.operation().await.owner), (Owner::ThisProgram, Owner::Another));
    assert_eq!(one.end().await, []);
    assert_eq!(other.operation().await.owner, Owner::Nobody, "its program has ended");
    assert_eq!(other.end().await, []);
}

/// A store is shut and opened again meanwhile.
#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn it_stays_this_programs_whatever_is_wrong_with_the_file() {
    let (folder, path) = file();
    let mut rig = Rig::in_file(&path);
    rig.recorder.keep(entry(record(&[(0, Stage::Waiting), (1, Stage::Waiting)])));
    assert_eq!(rig.flush(1).await, Ok(()));
    let mut other = other_program(&path).unwrap();
    let held = other.transaction_with_behavior(TransactionBehavior::Immediate).unwrap();
    rig.recorder.keep(entry(record(&[(0, Stage::Noted)])));
    assert_eq!(rig.flush(2).await, Err(StoreFault::Locked));
    assert!(is_locked(&path));
    drop(held);
    drop(other);
    assert_eq!(rig.flush(3).await, Ok(()));
    // Another file takes its place: all of the operation goes along, and is nobody else's.
    for name in ["history.sqlite3", "history.sqlite3-wal", "history.sqlite3-shm"] {
        fs::rename(path.with_file_name(name), folder.path().join(name)).unwrap();
    }
    rig.recorder.keep(entry(record(&[(1, Stage::Noted)])));
    assert!(rig.recorder.flush(4));
    wait_until("it is written", || {
        matches!(rig.notices.try_recv(), Ok(Notice::Flushed { ticket: 4, outcome: Ok(()) }))
    });
    let kept = rig.operation().await;
    assert_eq!((kept.owner, stages(&kept)), (Owner::ThisProgram, vec![Stage::Noted, Stage::Noted]));
    let ended = (0..2).map(|number| (number, Stage::Ended(Outcome::NotStarted))).collect::<Vec<_>>();
    rig.recorder.keep(entry(OperationRecord { ended: Some(now_as_kept()), ..record(&ended) }));
    assert_eq!(rig.flush(5).await, Ok(()));
    assert_eq!(rig.operation().await.owner, Owner::Nobody);
    assert!(!is_locked(&path));
    rig.end().await;
}

#[test]
fn of_what_waits_the_steps_of_an_operation_go_last() {
    let mut backlog = Backlog::default();
    backlog.push(entry(record(&[(0, Stage::Waiting)])));
    for number in 0..10_005 {
        backlog.push(numbered_entry(number));
    }
    assert_eq!((backlog.len(), backlog.take_merged()), (10_000, 6));
    assert!(matches!(backlog.take()[0], Entry::Observed(_, Observation::Operated(_))));
}
