//! The recorder: batches and the last of them, what is told of a file that cannot be written, and that nobody waits for it.

mod faults;
mod flush;
mod kill;
mod operations;

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use jiff::{SignedDuration, Timestamp};
use tokio::runtime::Handle;
use tokio::sync::mpsc;
use trackside::account::history::RecordKind;
use trackside::account::observation::{Listing, Observation};
use trackside::domain::timeline::{Cell, Window};
use trackside::domain::{AccountId, Change, Intent, Runner, RunnerCommand, RunnerId, SettingChange, Status};
use trackside::runtime::recorder::backlog::Backlog;
use trackside::runtime::recorder::{
    Answer, Found, KeptAccount, Notice, Query, Recorder, RecorderSetup, StoreLocation, Timing,
};
use trackside::runtime::tasks::{Service, Tasks};
use trackside::store::{Choice, Entry, Identity, Store, StoreFault};

use crate::support::fixtures::{With, numbered, runner};
use crate::support::patience::{LIMIT, wait_for, wait_until};

const QUICK: Timing = Timing {
    batch: Duration::from_millis(20),
    check: Duration::from_millis(40),
    retry_locked: Duration::from_millis(20),
    retry: Duration::from_millis(100),
    patience: Duration::from_millis(300),
    flush: Duration::from_millis(400),
    last_batch: Duration::from_millis(300),
    closing: Duration::from_millis(900),
};

/// A recorder with its thread, and what it tells.
struct Rig {
    recorder: Recorder,
    notices: mpsc::Receiver<Notice>,
    _tasks: Tasks<Service>,
}

fn setup(location: StoreLocation, days: Option<u16>, timing: Timing) -> RecorderSetup {
    RecorderSetup { location, accounts: vec![KeptAccount { identity: identity(), days }], timing, has_screen: true }
}

fn identity() -> Identity {
    Identity { account: Some("acc-1".to_owned()), profile: None, api: "https://eu1.api.example/dpc".to_owned() }
}

impl Rig {
    fn start(setup: RecorderSetup) -> Self {
        let (sender, notices) = mpsc::channel(64);
        let mut tasks = Tasks::new(Handle::current());
        let mut recorder = Recorder::new(setup, sender);
        recorder.start(&mut tasks);
        Self { recorder, notices, _tasks: tasks }
    }

    fn in_file(path: &Path) -> Self {
        Self::start(setup(StoreLocation::File { path: Some(path.to_owned()) }, Some(90), QUICK))
    }

    /// Keeps that something of this number was asked for.
    fn note(&self, number: usize) {
        self.recorder.keep(numbered_entry(number));
    }

    async fn next(&mut self) -> Notice {
        tokio::time::timeout(LIMIT, self.notices.recv()).await.unwrap().unwrap()
    }

    async fn ask(&mut self, query: Query) -> Result<Found, StoreFault> {
        self.recorder.ask(7, query);
        match self.next().await {
            Notice::Answered(Answer { ticket: 7, outcome }) => outcome,
            other => panic!("{other:?}"),
        }
    }

    /// Has everything written now, and waits for the answer.
    async fn flush(&mut self, number: u64) -> Result<(), StoreFault> {
        assert!(self.recorder.flush(number));
        match self.next().await {
            Notice::Flushed { ticket, outcome } if ticket == number => outcome,
            other => panic!("{other:?}"),
        }
    }

    /// Ends it; everything is told by then.
    async fn end(mut self) -> Vec<Notice> {
        self.recorder.close().await;
        let mut told = Vec::new();
        while let Ok(notice) = self.notices.try_recv() {
            told.push(notice);
        }
        told
    }
}

fn numbered_entry(number: usize) -> Entry {
    let kind = RecordKind::Asked(Intent::Change(Change::Setting(SettingChange::Name(number.to_string()))));
    let done = Observation::Done { at: Timestamp::now(), runner: RunnerId::new("id-a"), kind };
    Entry::Observed(AccountId::FIRST, done)
}

/// The numbers in a file, oldest first.
fn numbers(path: &Path) -> Vec<usize> {
    let store = Store::open(path, &[identity()]).unwrap();
    let events = store.events(AccountId::FIRST, None, usize::MAX).unwrap();
    let number = |kind: &RecordKind| match kind {
        RecordKind::Asked(Intent::Change(Change::Setting(SettingChange::Name(number)))) => number.parse().ok(),
        _ => None,
    };
    events.iter().rev().filter_map(|event| number(&event.kind)).collect()
}

fn listing(at: Timestamp, since: Option<Timestamp>, runners: Vec<Runner>) -> Entry {
    let rows: Vec<Arc<Runner>> = runners.into_iter().map(Arc::new).collect();
    let listing = Listing {
        asked: at,
        at,
        since,
        reach: at - SignedDuration::from_secs(80),
        rows: Some(rows.into()),
        missing: Vec::new(),
        is_whole: true,
    };
    Entry::Observed(AccountId::FIRST, Observation::Listed(listing))
}

fn file() -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("state/trackside/history.sqlite3");
    (folder, path)
}

/// Now, to the millisecond.
fn now_as_kept() -> Timestamp {
    Timestamp::from_millisecond(Timestamp::now().as_millisecond()).unwrap()
}

/// Another program's view of a file; `None` before there is one.
fn other_program(path: &Path) -> Option<rusqlite::Connection> {
    rusqlite::Connection::open_with_flags(path, rusqlite::OpenFlags::SQLITE_OPEN_READ_WRITE).ok()
}

/// How many records another program sees.
fn records(path: &Path) -> i64 {
    let count =
        |other: rusqlite::Connection| other.query_row("SELECT count(*) FROM records", [], |row| row.get(0)).ok();
    other_program(path).and_then(count).unwrap_or(0)
}

fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().permissions().mode() & 0o7777
}

#[tokio::test]
async fn what_is_kept_is_in_the_file_by_the_end_and_only_its_owner_can_read_it() {
    let (folder, path) = file();
    let rig = Rig::start(setup(StoreLocation::File { path: Some(path.clone()) }, Some(90), Timing::default()));
    for number in 0..100 {
        rig.note(number);
    }
    assert_eq!(rig.end().await, [], "the last batch is not waited for");
    assert_eq!(numbers(&path), (0..100).collect::<Vec<_>>());
    assert_eq!(mode(&path), 0o600);
    for made in ["state", "state/trackside"] {
        assert_eq!(mode(&folder.path().join(made)), 0o700);
    }
}

#[tokio::test]
async fn a_file_that_others_could_get_at_is_taken_from_them_with_its_logs() {
    let (_folder, path) = file();
    Rig::in_file(&path).end().await;
    fs::set_permissions(&path, fs::Permissions::from_mode(0o664)).unwrap();
    let mut rig = Rig::in_file(&path);
    rig.note(1);
    rig.ask(Query::Choices).await.unwrap();
    for suffix in ["", "-wal", "-shm"] {
        let path = PathBuf::from(format!("{}{suffix}", path.display()));
        assert_eq!(mode(&path), 0o600, "{suffix}");
    }
    rig.end().await;
}

#[tokio::test]
async fn a_change_is_in_the_file_within_a_second() {
    let (_folder, path) = file();
    let mut rig = Rig::start(setup(StoreLocation::File { path: Some(path.clone()) }, Some(90), Timing::default()));
    rig.ask(Query::Choices).await.unwrap();
    let began = Instant::now();
    rig.note(1);
    wait_until("it is written", || records(&path) == 1);
    let took = began.elapsed();
    assert!(took >= Duration::from_millis(400), "in batches, not at once: {took:?}");
    assert!(took < Duration::from_secs(1), "{took:?}");
    rig.end().await;
}

#[tokio::test]
async fn with_no_history_there_is_no_file_and_no_thread() {
    let (folder, path) = file();
    let rig = Rig::start(setup(StoreLocation::File { path: Some(path) }, None, QUICK));
    rig.note(1);
    rig.recorder.keep(Entry::Chosen(Choice::Sort, "name".to_owned()));
    rig.recorder.ask(1, Query::Choices);
    assert!(!rig.recorder.keeps(AccountId::FIRST));
    assert_eq!(rig.end().await, []);
    assert!(!folder.path().join("state").exists());
}

#[tokio::test]
async fn each_question_is_answered_from_what_was_kept() {
    let mut rig = Rig::start(setup(StoreLocation::Memory, Some(90), QUICK));
    let then = now_as_kept() - SignedDuration::from_secs(100);
    rig.recorder.keep(listing(then, None, vec![runner("a"), runner("b")]));
    let at = then + SignedDuration::from_secs(10);
    rig.recorder.keep(listing(at, Some(then), vec![runner("a").status("paused"), runner("b")]));
    rig.recorder.keep(Entry::Chosen(Choice::Sort, "name".to_owned()));
    let intent = Intent::Change(Change::Command(RunnerCommand::Resume));
    let done = Observation::Done { at, runner: RunnerId::new("id-a"), kind: RecordKind::Asked(intent.clone()) };
    rig.recorder.keep(Entry::Observed(AccountId::FIRST, done));
    let account = AccountId::FIRST;
    let events = Query::Events { account, before: None, most: 10 };
    wait_until("all of it is kept", || {
        // The store is in memory: only it can tell.
        rig.recorder.ask(1, events.clone());
        let answer = wait_for("an answer", || rig.notices.try_recv().ok());
        let Notice::Answered(Answer { outcome: Ok(Found::Events(events)), .. }) = answer else { panic!("{answer:?}") };
        events.len() == 2
    });
    let window = Window { from: then, to: then + SignedDuration::from_secs(20), cells: 2 };
    let runners = vec![RunnerId::new("id-b"), RunnerId::new("id-a")];
    let Ok(Found::Timeline(strips)) = rig.ask(Query::Timeline { account, runners, window }).await else {
        panic!("another answer")
    };
    assert_eq!(strips[0].1.cells, [Cell::Status(Status::Running), Cell::Status(Status::Running)]);
    assert_eq!(strips[1].1.cells, [Cell::Status(Status::Running), Cell::Status(Status::Paused)]);
    let of_b = Query::EventsOf { account, runner: RunnerId::new("id-b"), before: None, most: 10 };
    assert_eq!(rig.ask(of_b).await, Ok(Found::Events(vec![])));
    let nothing = Found::Differences { since: None, differences: vec![] };
    assert_eq!(rig.ask(Query::Differences { account }).await, Ok(nothing));
    assert_eq!(rig.ask(Query::Tests { account, most: 1 }).await, Ok(Found::Tests(vec![])));
    let choices = Found::Choices(vec![(Choice::Sort, "name".to_owned())]);
    assert_eq!(rig.ask(Query::Choices).await, Ok(choices));
    rig.end().await;
}

#[test]
fn what_waits_is_bounded_and_what_is_merged_is_counted() {
    let mut backlog = Backlog::default();
    let at = Timestamp::now();
    for _ in 0..100 {
        backlog.push(listing(at, None, numbered(20_000)));
    }
    assert_eq!((backlog.len(), backlog.take_merged()), (100, 75), "25 lists with their rows");
    let entries = backlog.take();
    let rows = |entry: &Entry| match entry {
        Entry::Observed(_, Observation::Listed(listing)) => listing.rows.as_ref().map_or(0, |rows| rows.len()),
        _ => 0,
    };
    assert_eq!(entries.iter().map(rows).sum::<usize>(), 500_000);
    assert_eq!(rows(entries.last().unwrap()), 20_000, "the newest says how it is");
    backlog.push(listing(at, None, numbered(20_000)));
    backlog.put_back(entries);
    assert_eq!((backlog.len(), backlog.take_merged()), (101, 1));
    let mut backlog = Backlog::default();
    for number in 0..10_005 {
        backlog.push(numbered_entry(number));
    }
    assert_eq!((backlog.len(), backlog.take_merged()), (10_000, 5));
    let Entry::Observed(_, Observation::Done { kind, .. }) = &backlog.take()[0] else { panic!("another entry") };
    assert!(format!("{kind:?}").contains("\"5\""), "the oldest go: {kind:?}");
}

/// What is different since then is asked for of the last dashboard, whoever recorded meanwhile.
#[tokio::test]
async fn a_recorder_without_a_screen_is_nobodys_visit() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("history.sqlite3");
    let account = AccountId::FIRST;
    let list = |at: Timestamp| {
        let rows = Some(vec![Arc::new(runner("a"))].into());
        let reach = at - Duration::from_secs(80);
        let listing = Listing { asked: at, at, since: None, reach, rows, missing: Vec::new(), is_whole: true };
        Entry::Observed(account, Observation::Listed(listing))
    };
    let now = Timestamp::from_millisecond(Timestamp::now().as_millisecond()).unwrap();
    let [first, second] = [20, 10].map(|minutes| now - Duration::from_secs(60 * minutes));
    for (at, has_screen) in [(first, true), (second, false)] {
        let location = StoreLocation::File { path: Some(path.clone()) };
        let rig = Rig::start(RecorderSetup { has_screen, ..setup(location, Some(90), QUICK) });
        rig.recorder.keep(list(at));
        rig.end().await;
    }
    let mut rig = Rig::in_file(&path);
    let found = rig.ask(Query::Differences { account }).await;
    assert_eq!(found, Ok(Found::Differences { since: Some(first), differences: vec![] }));
}

/// Two accounts that can be opened, of which these many days are kept.
fn two(path: &Path, days: [Option<u16>; 2]) -> RecorderSetup {
    let identities = ["acc-1", "acc-2"].map(|id| Identity { account: Some(id.to_owned()), ..identity() });
    let accounts = identities.into_iter().zip(days).map(|(identity, days)| KeptAccount { identity, days }).collect();
    RecorderSetup { accounts, ..setup(StoreLocation::File { path: Some(path.to_owned()) }, None, QUICK) }
}

#[tokio::test]
async fn an_account_that_is_not_open_leaves_no_trace_and_each_that_is_has_its_own_visit() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("trackside/history.sqlite3");
    let mut tasks = Tasks::new(Handle::current());
    let (mut recorder, _notices) = Recorder::started(two(&path, [Some(90), Some(90)]), 1, &mut tasks);
    let ask = |question: &str| -> Vec<String> {
        let file = rusqlite::Connection::open(&path).unwrap();
        // There are no tables at first.
        let Ok(mut statement) = file.prepare(question) else { return Vec::new() };
        statement.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
    };
    let kept = || {
        ["visits", "watched"].map(|table| {
            ask(&format!(
                "SELECT accounts.account FROM {table} JOIN accounts ON accounts.id = {table}.account ORDER BY 1"
            ))
        })
    };
    let list = |account| {
        let Entry::Observed(_, observation) = listing(Timestamp::now(), None, vec![runner("a")]) else {
            unreachable!()
        };
        Entry::Observed(AccountId(account), observation)
    };
    recorder.keep(list(0));
    wait_until("it is written", || path.exists() && !ask("SELECT name FROM runners").is_empty());
    assert_eq!(ask("SELECT account FROM accounts"), ["acc-1"]);
    assert_eq!(kept(), [["acc-1"], ["acc-1"]]);
    recorder.open(AccountId(1), &mut tasks);
    recorder.keep(list(1));
    assert!(recorder.close().await);
    assert_eq!(kept(), [["acc-1", "acc-2"], ["acc-1", "acc-2"]]);
}

#[tokio::test]
async fn there_is_no_file_before_an_account_is_open_of_which_something_is_kept() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("trackside/history.sqlite3");
    let mut tasks = Tasks::new(Handle::current());
    let (mut recorder, _notices) = Recorder::started(two(&path, [None, Some(90)]), 1, &mut tasks);
    recorder.keep(numbered_entry(1));
    assert!(!recorder.flush(1), "nobody would answer");
    assert!(!path.exists());
    recorder.open(AccountId(1), &mut tasks);
    wait_until("the file is there", || path.exists());
    assert!(recorder.close().await);
}
