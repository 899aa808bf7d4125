//! The file: earlier versions, newer ones, those of others, and those that go while they are open.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use rusqlite::Connection;
use trackside::account::observation::Observation;
use trackside::account::operation::record::{OperationRecord, Stage, StepRecord};
use trackside::account::operation::{OperationId, Policy};
use trackside::domain::{AccountId, Action, Label, RunnerId};
use trackside::store::schema::statements_of;
use trackside::store::{Choice, Entry, Store, StoreFault};

use super::rig::{Watcher, at, file, identity, open};
use crate::support::fixtures::{With, runner};
use crate::support::patience::wait_for;

fn version_of(path: &Path) -> i64 {
    Connection::open(path).unwrap().query_row("PRAGMA user_version", [], |row| row.get(0)).unwrap()
}

/// Everything in the folder, byte for byte.
fn bytes(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let mut all: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap())
        .map(|entry| (entry.file_name().into_string().unwrap(), fs::read(entry.path()).unwrap()))
        .collect();
    all.sort();
    all
}

#[track_caller]
fn assert_refused_and_left(folder: &Path, path: &Path, expected: &StoreFault) {
    let before = bytes(folder);
    assert_eq!(Store::open(path, &[identity()]).err().as_ref(), Some(expected));
    assert_eq!(bytes(folder), before, "it is left as it is");
}

/// One runner to restart, under way.
fn operation() -> OperationRecord {
    let step =
        StepRecord { number: 0, runner: RunnerId::new("id-a"), name: Label::from("a"), stage: Stage::Noted, at: at(0) };
    OperationRecord {
        id: OperationId::new(at(0), 1, 1),
        action: Action::Restart,
        policy: Policy::of(Action::Restart),
        started: at(0),
        ended: None,
        steps: vec![step],
    }
}

#[test]
fn a_file_of_each_earlier_version_becomes_one_of_this_with_all_that_is_in_it() {
    for version in 1..4 {
        let (_folder, path) = file();
        let old = Connection::open(&path).unwrap();
        old.execute_batch(&statements_of(version)).unwrap();
        old.execute_batch(
            "INSERT INTO accounts VALUES (1, '', 'prod', 'https://eu1.api.example/dpc');
             INSERT INTO runners VALUES (1, 1, 'id-a', 'a', 'Running', 1, '11.214.0', 'Current', 1, 0, 0, 1763906400000);
             INSERT INTO records VALUES (7, 1, 1, 1763906400000, NULL, 'status', NULL, 'Paused', 'Running');
             INSERT INTO watched VALUES (1, 1763906300000, 1763906400000);",
        )
        .unwrap();
        if version == 3 {
            old.execute("INSERT INTO visits VALUES (1, 1, 1763906300000, 1763906400000, NULL)", []).unwrap();
        }
        drop(old);
        let mut watcher = Watcher::of(&path);
        let before = Some("2025-11-23T14:00:00Z".parse().unwrap());
        assert_eq!(watcher.store.last_visit(AccountId::FIRST), Ok(before), "whoever watched was at a screen");
        assert_eq!(watcher.events().len(), 1);
        assert_eq!(watcher.events()[0].number, 7);
        watcher.list(0, &[runner("a").status("unknown")]);
        assert!(watcher.told()[1].starts_with("0 a: Running > Unknown unseen since"), "{:?}", watcher.told());
        // And what came with later versions works.
        watcher.store.write(&[Entry::Chosen(Choice::View, "prod".to_owned())], at(0)).unwrap();
        assert_eq!(watcher.store.operations(AccountId::FIRST, 10), Ok(vec![]));
        watcher.observe(0, Observation::Operated(operation())).unwrap();
        assert_eq!(watcher.store.operations(AccountId::FIRST, 10).unwrap()[0].record, operation());
        drop(watcher);
        assert_eq!(version_of(&path), 4, "from version {version}");
        assert_eq!(open(&path).choice(Choice::View), Ok(Some("prod".to_owned())));
    }
}

/// Programs, not threads: SQLite's locks are those of a process.
#[test]
fn programs_that_open_a_file_first_at_the_same_time_make_it_once() {
    const NAME: &str = "store::files::programs_that_open_a_file_first_at_the_same_time_make_it_once";
    const FILE: &str = "TRACKSIDE_TEST_FILE";
    if let Some(path) = std::env::var_os(FILE) {
        wait_for("the file is free", || match Store::open(Path::new(&path), &[identity()]) {
            Err(StoreFault::Locked) => None,
            other => Some(other.unwrap()),
        });
        return;
    }
    for _ in 0..5 {
        let (_folder, path) = file();
        let start = |_| {
            let mut program = Command::new(std::env::current_exe().unwrap());
            program.args(["--exact", NAME]).env(FILE, &path).stdout(Stdio::null()).spawn().unwrap()
        };
        let programs: Vec<_> = (0..4).map(start).collect();
        for mut program in programs {
            assert!(program.wait().unwrap().success());
        }
        assert_eq!(version_of(&path), 4);
        open(&path);
    }
}

#[test]
fn a_file_of_a_newer_trackside_is_refused_and_left_as_it_is() {
    let (folder, path) = file();
    drop(open(&path));
    let newer = Connection::open(&path).unwrap();
    newer.execute_batch("PRAGMA user_version = 9").unwrap();
    drop(newer);
    assert_refused_and_left(folder.path(), &path, &StoreFault::Newer(9));
    assert_eq!(
        StoreFault::Newer(9).to_string(),
        "a newer trackside made the file (version 9), which was left as it is"
    );
}

#[test]
fn a_newer_version_that_is_only_in_the_log_yet_is_found_too() {
    let (_folder, path) = file();
    drop(open(&path));
    let newer = Connection::open(&path).unwrap();
    newer.execute_batch("PRAGMA user_version = 9").unwrap();
    let before = fs::read(&path).unwrap();
    assert_eq!(Store::open(&path, &[identity()]).err(), Some(StoreFault::Newer(9)));
    assert_eq!(fs::read(&path).unwrap(), before);
}

#[test]
fn files_of_others_are_refused_and_left_as_they_are() {
    let (folder, path) = file();
    for content in ["not a database at all", "x", "SQLite format 3\0 and no more"] {
        fs::write(&path, content).unwrap();
        assert_refused_and_left(folder.path(), &path, &StoreFault::Foreign);
    }
    for statements in ["CREATE TABLE a (b)", "CREATE TABLE a (b); PRAGMA user_version = 1; PRAGMA application_id = 5"] {
        fs::remove_file(&path).unwrap();
        let other = Connection::open(&path).unwrap();
        other.execute_batch(statements).unwrap();
        drop(other);
        assert_refused_and_left(folder.path(), &path, &StoreFault::Foreign);
    }
    // One that is open at its owner's, with a log beside it.
    fs::remove_file(&path).unwrap();
    let other = Connection::open(&path).unwrap();
    other.execute_batch("PRAGMA journal_mode = WAL; CREATE TABLE a (b); INSERT INTO a VALUES (1)").unwrap();
    assert_refused_and_left(folder.path(), &path, &StoreFault::Foreign);
}

#[test]
fn a_damaged_file_is_a_fault_and_no_panic() {
    let (_folder, path) = file();
    let mut watcher = Watcher::of(&path);
    for step in 0..50 {
        watcher.list(step * 10, &[runner("a").status(if step % 2 == 0 { "running" } else { "paused" })]);
    }
    drop(watcher);
    let mut content = fs::read(&path).unwrap();
    for byte in &mut content[4_096..] {
        *byte ^= 0x55;
    }
    fs::write(&path, content).unwrap();
    let faults: Vec<_> = Store::open(&path, &[identity()])
        .map_or_else(|fault| vec![fault], |store| store.events(AccountId::FIRST, None, 10).err().into_iter().collect());
    assert_eq!(faults, [StoreFault::Damaged]);
}

#[test]
fn a_file_that_goes_while_it_is_open_is_noticed_and_what_takes_its_place_is_left_alone() {
    for is_replaced in [false, true] {
        let (folder, path) = file();
        let mut watcher = Watcher::of(&path);
        watcher.list(0, &[runner("a")]);
        let away = folder.path().join("away");
        fs::rename(&path, &away).unwrap();
        let mut newcomer = None;
        if is_replaced {
            // Another trackside begins one of its own, with logs of the same names.
            for suffix in ["-wal", "-shm"] {
                fs::remove_file(folder.path().join(format!("history.sqlite3{suffix}"))).unwrap();
            }
            fs::write(&path, "").unwrap();
            let mut other = Watcher::of(&path);
            other.list(5, &[runner("b")]);
            newcomer = Some(other);
        }
        let listing = watcher.listing(10, &[runner("a").status("paused")]);
        let written = watcher.observe(10, Observation::Listed(listing));
        assert_eq!(written, Err(StoreFault::Replaced));
        drop(watcher);
        if let Some(mut other) = newcomer {
            other.list(15, &[runner("b").status("paused")]);
            drop(other);
            assert_eq!(Watcher::of(&path).told(), ["15 b: Running > Paused"]);
        }
    }
}

#[test]
fn what_was_seen_goes_along_to_the_next_file() {
    let (_folder, path) = file();
    let mut watcher = Watcher::of(&path);
    watcher.list(0, &[runner("a"), runner("b")]);
    fs::remove_file(&path).unwrap();
    fs::write(&path, "").unwrap();
    let views = std::mem::replace(&mut watcher.store, Store::in_memory(&[identity()]).unwrap()).into_views();
    watcher.store = open(&path);
    watcher.store.take_views(views);
    // The list is the same as before, and all of it is new to the file.
    watcher.list(10, &[runner("a"), runner("b")]);
    watcher.list(20, &[runner("a"), runner("b").status("paused")]);
    assert_eq!(watcher.told(), ["20 b: Running > Paused"]);
}
