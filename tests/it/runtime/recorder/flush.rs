//! Whoever must not go on before something is on the disk: it is written at once, and whatever happens there is an answer.

use rusqlite::{Connection, TransactionBehavior};

use super::*;

#[tokio::test]
async fn what_is_flushed_is_written_at_once_with_all_that_was_kept_before() {
    let (_folder, path) = file();
    let mut rig = Rig::start(setup(StoreLocation::File { path: Some(path.clone()) }, Some(90), Timing::default()));
    rig.ask(Query::Choices).await.unwrap();
    for round in 0..5 {
        let began = Instant::now();
        rig.note(2 * round);
        rig.note(2 * round + 1);
        assert_eq!(rig.flush(7).await, Ok(()));
        let took = began.elapsed();
        assert!(took < Duration::from_millis(400), "it does not wait for the batch: {took:?}");
        assert_eq!(numbers_seen(&path), (0..2 * round + 2).collect::<Vec<_>>());
    }
    assert_eq!(rig.end().await, []);
}

/// The numbers in a file that is open elsewhere.
fn numbers_seen(path: &Path) -> Vec<usize> {
    let other = other_program(path).unwrap();
    let mut values = other.prepare("SELECT value FROM records ORDER BY number").unwrap();
    let values = values.query_map([], |row| row.get::<_, String>(0)).unwrap();
    values.map(|value| value.unwrap().parse().unwrap()).collect()
}

#[tokio::test]
async fn each_that_waits_is_answered_once_in_its_turn() {
    let mut rig = Rig::start(setup(StoreLocation::Memory, Some(90), QUICK));
    for ticket in 0..20 {
        rig.note(1);
        assert!(rig.recorder.flush(ticket));
    }
    for expected in 0..20 {
        assert_eq!(rig.next().await, Notice::Flushed { ticket: expected, outcome: Ok(()) });
    }
    assert_eq!(rig.end().await, []);
}

/// The log is what is synced: it grows by a commit, whatever was written before, and also when nothing waits.
#[test]
fn what_was_written_before_is_synced_too_by_a_commit_of_its_own() {
    let (_folder, path) = file();
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(&path, "").unwrap();
    let mut store = Store::open(&path, &[identity()]).unwrap();
    store.write(&[numbered_entry(1)], Timestamp::now()).unwrap();
    let log = || fs::metadata(format!("{}-wal", path.display())).unwrap().len();
    let before = log();
    store.sync().unwrap();
    assert!(log() > before);
    drop(store);
    Store::open(&path, &[identity()]).expect("it is a file of the same version");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn while_another_program_holds_the_file_it_is_waited_for_but_not_long() {
    let (_folder, path) = file();
    let patience = Duration::from_secs(60);
    let location = StoreLocation::File { path: Some(path.clone()) };
    let mut rig = Rig::start(setup(location, Some(90), Timing { patience, ..Timing::default() }));
    rig.note(0);
    rig.ask(Query::Choices).await.unwrap();
    let mut other = Connection::open(&path).unwrap();
    for (number, is_let_go) in [(1, false), (2, true)] {
        let held = other.transaction_with_behavior(TransactionBehavior::Immediate).unwrap();
        rig.note(number);
        let began = Instant::now();
        if is_let_go {
            let lets_go = async {
                tokio::time::sleep(Duration::from_millis(700)).await;
                drop(held);
            };
            assert_eq!(tokio::join!(rig.flush(2), lets_go).0, Ok(()));
        } else {
            assert_eq!(rig.flush(1).await, Err(StoreFault::Locked));
            assert!(began.elapsed() > Duration::from_secs(1), "it is waited for: {:?}", began.elapsed());
            drop(held);
        }
        assert!(began.elapsed() < Duration::from_secs(2), "but not long: {:?}", began.elapsed());
    }
    drop(other);
    assert_eq!(rig.end().await, [], "it is no news");
    assert_eq!(numbers(&path), [0, 1, 2], "and nothing is lost");
}

#[tokio::test]
async fn what_cannot_be_written_is_answered_at_once() {
    let (_folder, path) = file();
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(&path, "somebody's notes").unwrap();
    let location = StoreLocation::File { path: Some(path) };
    // A try an hour later is no answer.
    let mut rig = Rig::start(setup(location, Some(90), Timing { retry: Duration::from_secs(3_600), ..QUICK }));
    assert_eq!(rig.next().await, Notice::Failed(StoreFault::Foreign));
    rig.note(0);
    for ticket in 0..2 {
        assert_eq!(rig.flush(ticket).await, Err(StoreFault::Foreign));
    }
    assert_eq!(rig.end().await, [], "what is wrong was told");
}

#[tokio::test]
async fn what_is_in_a_file_that_was_deleted_is_not_on_the_disk() {
    let (_folder, path) = file();
    let mut rig = Rig::in_file(&path);
    rig.note(0);
    assert_eq!(rig.flush(0).await, Ok(()));
    fs::remove_file(&path).unwrap();
    assert_eq!(rig.flush(1).await, Err(StoreFault::Replaced));
    rig.note(1);
    assert!(rig.recorder.flush(2));
    assert_eq!(rig.next().await, Notice::BegunAnew);
    assert_eq!(rig.next().await, Notice::Flushed { ticket: 2, outcome: Ok(()) });
    assert_eq!(rig.end().await, []);
    assert_eq!(numbers(&path), [1]);
}

#[tokio::test]
async fn where_nothing_is_kept_or_nobody_keeps_it_there_is_nothing_to_wait_for() {
    let mut rig = Rig::start(setup(StoreLocation::Memory, None, QUICK));
    assert!(!rig.recorder.flush(1), "nothing is kept");
    rig = Rig::start(setup(StoreLocation::Memory, Some(90), QUICK));
    assert_eq!(rig.flush(2).await, Ok(()));
    rig.recorder.close().await;
    assert!(!rig.recorder.flush(3), "it has ended");
    let (sender, _notices) = mpsc::channel(1);
    let recorder = Recorder::new(setup(StoreLocation::Memory, Some(90), QUICK), sender);
    assert!(!recorder.flush(4), "it was not started");
}
