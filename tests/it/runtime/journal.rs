//! The journal: what is in its file and who can read that, what is told when it cannot be written, and what is read back.

use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use jiff::Timestamp;
use jiff::tz::{Offset, TimeZone};
use tokio::runtime::Handle;
use tokio::sync::mpsc;
use trackside::domain::{JournalEntry, Label, OperationStep, RunnerId};
use trackside::runtime::JournalLocation;
use trackside::runtime::journal::{Account, Author, Journal, JournalWriter, Notice};
use trackside::runtime::tasks::{Service, TaskEnd, Tasks};

/// A journal with its task, and what it tells.
struct Rig {
    journal: Journal,
    writer: JournalWriter,
    news: mpsc::Receiver<Notice>,
    _tasks: Tasks<Service>,
}

impl Rig {
    fn start(place: JournalLocation) -> Self {
        Self::start_of(place, prod())
    }

    fn start_of(place: JournalLocation, account: Account) -> Self {
        let (sender, news) = mpsc::channel(16);
        let mut tasks = Tasks::new(Handle::current());
        let mut journal = Journal::new(place, TimeZone::fixed(Offset::constant(1)), sender);
        journal.start(&mut tasks);
        let writer = journal.writer().of(&Arc::new(account));
        Self { journal, writer, news, _tasks: tasks }
    }

    /// What is read back. Everything that was to be written before is.
    async fn read(&mut self) -> Result<Vec<String>, String> {
        self.journal.read();
        let Some(Notice::Read(read)) = self.news.recv().await else { panic!("something else came first") };
        let lines = read.map_err(|reason| reason.to_string())?;
        Ok(lines.iter().map(ToString::to_string).collect())
    }

    async fn failure(&mut self) -> String {
        match self.news.recv().await.unwrap() {
            Notice::Failed(reason) => reason.to_string(),
            other => panic!("{other:?}"),
        }
    }
}

fn author() -> Author {
    Author { user: "ops".to_owned(), host: "jump-1".to_owned() }
}

fn prod() -> Account {
    Account { profile: Some("prod".to_owned()), id: None, api: Some("https://eu1.api.example/dpc".to_owned()) }
}

fn in_file(path: &Path) -> JournalLocation {
    JournalLocation::File { path: Some(path.to_owned()), author: author() }
}

fn entry(name: &str, outcome: &str) -> JournalEntry {
    JournalEntry {
        at: "2026-11-23T13:03:11.5Z".parse::<Timestamp>().unwrap(),
        runner: RunnerId::new("7f-1"),
        name: Label::from(name),
        action: "restart it".to_owned(),
        request: "run-1".to_owned(),
        outcome: Some(outcome.to_owned()),
        step: None,
    }
}

fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().permissions().mode() & 0o7777
}

/// A folder, and a journal's path in it whose own folders are missing.
fn folder() -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("state/trackside/journal.jsonl");
    (folder, path)
}

#[tokio::test]
async fn the_file_comes_with_the_first_entry_and_only_its_owner_can_read_it() {
    let (folder, path) = folder();
    let mut rig = Rig::start(in_file(&path));
    assert_eq!(rig.read().await, Ok(vec![]));
    assert!(!folder.path().join("state").exists(), "nothing was done yet");
    rig.writer.write(entry("finance-azure", "accepted"));
    rig.writer.write(entry("finance-azure", "not done: it said \"no\""));
    rig.read().await.unwrap();
    let line = r#"{"time":"2026-11-23T13:03:11.500Z","profile":"prod","account":null,"api":"https://eu1.api.example/dpc","user":"ops","host":"jump-1","runner":"7f-1","name":"finance-azure","action":"restart it","outcome":"#;
    let end = r#","request":"run-1"}"#;
    let expected = format!("{line}\"accepted\"{end}\n{line}\"not done: it said \\\"no\\\"\"{end}\n");
    assert_eq!(fs::read_to_string(&path).unwrap(), expected);
    assert_eq!(mode(&path), 0o600);
    assert_eq!(mode(path.parent().unwrap()), 0o700);
    assert_eq!(mode(&folder.path().join("state")), 0o700);
}

#[tokio::test]
async fn a_journal_that_others_could_get_at_is_taken_from_them() {
    let (_folder, path) = folder();
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(&path, "").unwrap();
    let open_up = |mode| fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
    open_up(0o666);
    let mut rig = Rig::start(in_file(&path));
    rig.read().await.unwrap();
    assert_eq!(mode(&path), 0o600, "at the start");
    for opened in [0o644, 0o606, 0o620, 0o601] {
        open_up(opened);
        rig.writer.write(entry("finance-azure", "accepted"));
        rig.read().await.unwrap();
        assert_eq!(mode(&path), 0o600, "{opened:o}, with a line");
    }
    // Where nothing is written, nothing of the file is changed.
    open_up(0o644);
    let mut reader = Rig::start(JournalLocation::ReadOnly { path: Some(path.clone()) });
    assert_eq!(reader.read().await.unwrap().len(), 4);
    assert_eq!(mode(&path), 0o644);
}

#[tokio::test]
async fn without_a_profile_there_is_none_in_the_line() {
    let (_folder, path) = folder();
    let mut rig = Rig::start_of(in_file(&path), Account::default());
    rig.writer.write(entry(" ", "accepted"));
    assert_eq!(rig.read().await.unwrap(), ["23 Nov 2026 14:03:11  7f-1  restart it: accepted"]);
    assert!(fs::read_to_string(&path).unwrap().contains(r#","profile":null,"#));
}

#[tokio::test]
async fn runners_of_one_name_are_told_apart() {
    let (_folder, path) = folder();
    let mut rig = Rig::start(in_file(&path));
    let of = |runner: &str, name: &str| JournalEntry { runner: RunnerId::new(runner), ..entry(name, "accepted") };
    for (runner, name) in [("6d0f3a52-1", "ingest"), ("9c44e100-2", "Ingest"), ("6d0f3a52-1", "other")] {
        rig.writer.write(of(runner, name));
    }
    let lines = rig.read().await.unwrap();
    for (line, name) in lines.iter().zip(["other (prod", "Ingest (9c44e100) (prod", "ingest (6d0f3a52) (prod"]) {
        assert!(line.contains(&format!("  {name}")), "{lines:?}");
    }
}

#[tokio::test]
async fn what_cannot_be_written_is_told_before_anything_is_done() {
    let folder = tempfile::tempdir().unwrap();
    let place = |name: &str| folder.path().join(name);
    fs::write(place("file"), "").unwrap();
    fs::write(place("real"), "").unwrap();
    symlink(place("real"), place("link")).unwrap();
    symlink(place("missing"), place("dangling")).unwrap();
    rustix::fs::mknodat(
        rustix::fs::CWD,
        place("pipe"),
        rustix::fs::FileType::Fifo,
        rustix::fs::Mode::RUSR | rustix::fs::Mode::WUSR,
        0,
    )
    .unwrap();
    for (path, reason) in [
        (place("file/trackside/journal.jsonl"), "/file is not a folder"),
        (PathBuf::from("/dev/null/trackside/journal.jsonl"), "/dev/null is not a folder"),
        (place("link"), "is a symbolic link"),
        (place("dangling"), "is a symbolic link"),
        (place("pipe"), "not a file"),
        (folder.path().to_owned(), "Is a directory (os error 21)"),
    ] {
        let mut rig = Rig::start(in_file(&path));
        let failure = rig.failure().await;
        assert!(failure.starts_with(&format!("{}: ", path.display())) && failure.ends_with(reason), "{failure}");
        // It is said once: the next that comes is what was read, or why that cannot be.
        rig.writer.write(entry("a", "accepted"));
        let read = rig.read().await.unwrap();
        let kept = "a (prod, eu1.api.example)  restart it: accepted  (could not be written to the file)";
        assert!(read.last().unwrap().ends_with(kept), "{read:?}");
        assert!(read.len() == 1 || read[0].starts_with("The file cannot be read: "), "{read:?}");
    }
    assert_eq!(fs::read(place("real")).unwrap(), b"", "nothing was written through a link");
    assert!(!place("missing").exists());
}

#[tokio::test]
async fn a_folder_that_may_not_be_written_to_is_told() {
    if rustix::process::geteuid().is_root() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o500)).unwrap();
    let mut rig = Rig::start(in_file(&folder.path().join("trackside/journal.jsonl")));
    assert!(rig.failure().await.ends_with("Permission denied (os error 13)"));
}

#[tokio::test]
async fn without_a_home_it_cannot_be_kept() {
    let reason = "there is no home folder";
    let mut rig = Rig::start(JournalLocation::File { path: None, author: author() });
    assert_eq!(rig.failure().await, reason);
    assert_eq!(rig.read().await, Err(reason.to_owned()));
}

#[tokio::test]
async fn what_could_not_be_written_is_written_once_it_can_be() {
    let (folder, path) = folder();
    let state = folder.path().join("state");
    let mut rig = Rig::start(in_file(&path));
    rig.read().await.unwrap();
    fs::write(&state, "").unwrap();
    rig.writer.write(entry("first", "accepted"));
    assert!(rig.failure().await.ends_with("Not a directory (os error 20)"));
    rig.writer.write(entry("second", "accepted"));
    let read = rig.read().await.unwrap();
    assert!(
        read.len() == 2 && read.iter().all(|line| line.ends_with("(could not be written to the file)")),
        "{read:?}"
    );
    fs::remove_file(&state).unwrap();
    rig.writer.write(entry("third", "accepted"));
    assert_eq!(rig.news.recv().await, Some(Notice::Restored));
    let read = rig.read().await.unwrap();
    assert_eq!(read.len(), 3, "{read:?}");
    assert!(read.iter().all(|line| !line.contains("could not be written")), "{read:?}");
    assert!(read[0].contains("third") && read[1].contains("second") && read[2].contains("first"), "{read:?}");
    // Now it is news again.
    fs::remove_dir_all(&state).unwrap();
    fs::write(&state, "").unwrap();
    rig.writer.write(entry("fourth", "accepted"));
    rig.failure().await;
    fs::remove_file(&state).unwrap();
    rig.journal.close().await;
    assert!(fs::read_to_string(&path).unwrap().contains("fourth"), "the end tries once more");
}

#[tokio::test]
async fn what_is_about_to_be_done_is_kept_or_refused() {
    let (folder, path) = folder();
    let state = folder.path().join("state");
    let mut rig = Rig::start(in_file(&path));
    let intent = |name: &str| JournalEntry { outcome: None, request: format!("run-{name}"), ..entry(name, "") };
    assert_eq!(rig.writer.intend(intent("first"), false).await, Ok(()));
    assert!(fs::read_to_string(&path).unwrap().contains("about to be sent"), "it is in the file by then");
    fs::rename(&state, folder.path().join("away")).unwrap();
    fs::write(&state, "").unwrap();
    let reason = rig.writer.intend(intent("second"), false).await.unwrap_err();
    assert!(reason.raw().ends_with("Not a directory (os error 20)"), "{reason}");
    rig.failure().await;
    assert_eq!(rig.writer.intend(intent("third"), true).await, Ok(()));
    fs::remove_file(&state).unwrap();
    fs::rename(folder.path().join("away"), &state).unwrap();
    rig.journal.close().await;
    let text = fs::read_to_string(&path).unwrap();
    assert!(text.contains("first") && text.contains("third") && !text.contains("second"), "{text}");
}

#[tokio::test]
async fn a_line_without_an_outcome_is_shown_until_that_is_there() {
    let (_folder, path) = folder();
    let mut rig = Rig::start(in_file(&path));
    let about = |outcome: Option<&str>| JournalEntry { outcome: outcome.map(str::to_owned), ..entry("a", "") };
    rig.writer.intend(about(None), false).await.unwrap();
    let words = "23 Nov 2026 14:03:11  a (prod, eu1.api.example)  restart it: ";
    let open = format!("{words}no outcome was written down, the request may have arrived");
    assert_eq!(rig.read().await.unwrap(), [open.as_str()]);
    rig.writer.write(about(Some("accepted")));
    assert_eq!(rig.read().await.unwrap(), [format!("{words}accepted")]);
    // Of another request nothing is known by that.
    let other = JournalEntry { request: "run-2".to_owned(), ..about(None) };
    rig.writer.intend(other, false).await.unwrap();
    assert_eq!(rig.read().await.unwrap(), [open, format!("{words}accepted")]);
}

#[tokio::test]
async fn lines_of_older_versions_are_read_and_accounts_told_apart() {
    let (_folder, path) = folder();
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    let line = |rest: &str| {
        format!(
            r#"{{"time":"2026-11-23T13:03:11.500Z",{rest}"user":"0","host":"h","runner":"r","name":"a","action":"pause it","outcome":"accepted"}}"#
        )
    };
    let lines = [
        line(r#""profile":null,"#),
        line(r#""profile":"prod","#),
        line(r#""profile":null,"account":"acc-1","api":"https://us1.api.example/dpc","#),
    ];
    fs::write(&path, lines.join("\n") + "\n").unwrap();
    let mut rig = Rig::start(in_file(&path));
    let words = |account: &str| format!("23 Nov 2026 14:03:11  a{account}  pause it: accepted");
    let expected = [words(" (acc-1, us1.api.example)"), words(" (prod)"), words("")];
    assert_eq!(rig.read().await.unwrap(), expected);
}

#[tokio::test]
async fn a_step_of_an_operation_names_it_and_every_line_names_the_account_and_its_address() {
    let (_folder, path) = folder();
    let mut rig = Rig::start_of(in_file(&path), Account { id: Some("acc-1".to_owned()), ..prod() });
    let step = OperationStep { operation: "op-1".to_owned(), number: 3, of: 12 };
    rig.writer.intend(JournalEntry { outcome: None, step: Some(step.clone()), ..entry("a", "") }, false).await.unwrap();
    let words = "23 Nov 2026 14:03:11  a (prod, acc-1, eu1.api.example)  restart it";
    let open = "no outcome was written down, the request may have arrived";
    assert_eq!(rig.read().await.unwrap(), [format!("{words}, step 3 of 12: {open}")]);
    rig.writer.write(JournalEntry { step: Some(step), ..entry("a", "accepted") });
    rig.writer.write(JournalEntry { request: "run-2".to_owned(), ..entry("a", "accepted") });
    assert_eq!(
        rig.read().await.unwrap(),
        [format!("{words}: accepted"), format!("{words}, step 3 of 12: accepted")],
        "the other request is a step of nothing"
    );
    let text = fs::read_to_string(&path).unwrap();
    let ends: Vec<&str> = text.lines().map(|line| line.split_once(r#","request":"#).unwrap().1).collect();
    let step = r#""run-1","operation":"op-1","step":3,"steps":12}"#;
    assert_eq!(ends, [step, step, r#""run-2"}"#]);
    for line in text.lines() {
        assert!(line.contains(r#","account":"acc-1","api":"https://eu1.api.example/dpc","user":"ops","#), "{line}");
    }
}

#[tokio::test]
async fn a_step_that_cannot_be_read_leaves_the_line_as_it_is() {
    let (_folder, path) = folder();
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    let line = |step: &str| {
        format!(
            r#"{{"time":"2026-11-23T13:03:11.500Z","runner":"r","name":"a","action":"restart","outcome":"accepted","request":"1"{step}}}"#
        )
    };
    let broken =
        ["", r#","operation":"op","step":3"#, r#","operation":"op","step":"3","steps":-1"#, r#","step":3,"steps":4"#];
    fs::write(&path, broken.map(line).join("\n") + "\n").unwrap();
    let mut rig = Rig::start(in_file(&path));
    assert_eq!(rig.read().await.unwrap(), ["23 Nov 2026 14:03:11  a  restart: accepted"; 4]);
}

#[test]
fn whoever_runs_it_has_a_name() {
    let author = Author::here();
    assert!(!author.user.is_empty() && author.user.parse::<u32>().is_err(), "{}", author.user);
}

#[tokio::test]
async fn a_hostile_name_stays_on_its_line_and_cannot_act_on_a_terminal() {
    let (_folder, path) = folder();
    let mut rig = Rig::start(in_file(&path));
    let names = ["a\nb\r\n", "\u{1b}]52;c;eA==\u{7}", "\u{9b}2J\u{7f}", "x\u{202e}y\u{2028}z", "\"}\\", "漢é\u{e0001}"];
    for name in names {
        rig.writer.write(entry(name, "accepted"));
    }
    let read = rig.read().await.unwrap();
    let text = fs::read_to_string(&path).unwrap();
    let lines: Vec<&str> = text.split_terminator('\n').collect();
    assert_eq!(lines.len(), names.len());
    for (line, name) in lines.iter().zip(names) {
        assert_eq!(trackside::domain::text::make_safe(line), *line, "{line:?}");
        let value: serde_json::Value = serde_json::from_str(line).unwrap();
        assert_eq!(value["name"], name);
    }
    assert_eq!(read[0], "23 Nov 2026 14:03:11  漢é<U+E0001> (prod, eu1.api.example)  restart it: accepted");
    assert_eq!(read[5], "23 Nov 2026 14:03:11  a^Jb^M^J (prod, eu1.api.example)  restart it: accepted");
}

#[tokio::test]
async fn a_long_value_is_cut() {
    let (_folder, path) = folder();
    let mut rig = Rig::start(in_file(&path));
    rig.writer.write(entry(&"é".repeat(100_000), "accepted"));
    rig.read().await.unwrap();
    let value: serde_json::Value = serde_json::from_str(&fs::read_to_string(&path).unwrap()).unwrap();
    assert_eq!(value["name"], format!("{}…", "é".repeat(999)));
}

#[tokio::test]
async fn the_newest_500_are_read_newest_first() {
    let (_folder, path) = folder();
    let mut rig = Rig::start(in_file(&path));
    rig.writer.write(entry("seed", "accepted"));
    rig.read().await.unwrap();
    let line = fs::read_to_string(&path).unwrap();
    let lines: String = (0..700).map(|number| line.replace("seed", &format!("runner-{number}"))).collect();
    fs::write(&path, lines).unwrap();
    let read = rig.read().await.unwrap();
    assert_eq!(read.len(), 500);
    assert_eq!(read[0], "23 Nov 2026 14:03:11  runner-699 (prod, eu1.api.example)  restart it: accepted");
    assert_eq!(read[499], "23 Nov 2026 14:03:11  runner-200 (prod, eu1.api.example)  restart it: accepted");
}

#[tokio::test]
async fn no_more_than_the_last_mebibyte_is_read() {
    const TAIL: usize = 1024 * 1024;
    let (_folder, path) = folder();
    let mut rig = Rig::start(in_file(&path));
    rig.writer.write(entry("last", "accepted"));
    rig.read().await.unwrap();
    let line = fs::read_to_string(&path).unwrap();
    let last = "23 Nov 2026 14:03:11  last (prod, eu1.api.example)  restart it: accepted";
    // The line before reaches over the edge, begins just behind it, or ends just before it.
    for (before, expected) in [(TAIL * 3, 1), (TAIL - line.len(), 1), (TAIL - line.len() - 1, 2), (10, 2)] {
        fs::write(&path, format!("{line}{}\n{line}", "x".repeat(before))).unwrap();
        let read = rig.read().await.unwrap();
        assert_eq!(read.iter().filter(|shown| *shown != last).count(), expected - 1, "{before}");
        assert_eq!(read[0], last, "{before}");
    }
}

#[tokio::test]
async fn a_broken_line_is_shown_and_takes_no_other_with_it() {
    let (_folder, path) = folder();
    let mut rig = Rig::start(in_file(&path));
    rig.writer.write(entry("first", "accepted"));
    rig.read().await.unwrap();
    let mut bytes = fs::read(&path).unwrap();
    bytes.extend_from_slice(b"{\"time\":1}\n\xff\x1b[2J\n\n[1]\n{\"time\":\"2026-11");
    fs::write(&path, bytes).unwrap();
    rig.writer.write(entry("second", "accepted"));
    assert_eq!(
        rig.read().await.unwrap(),
        [
            "23 Nov 2026 14:03:11  second (prod, eu1.api.example)  restart it: accepted",
            "Not a line of the journal: {\"time\":\"2026-11",
            "Not a line of the journal: [1]",
            "Not a line of the journal: \u{fffd}^[[2J",
            "Not a line of the journal: {\"time\":1}",
            "23 Nov 2026 14:03:11  first (prod, eu1.api.example)  restart it: accepted",
        ]
    );
}

#[tokio::test]
async fn the_demo_keeps_it_in_memory() {
    let mut rig = Rig::start_of(JournalLocation::Memory, Account::default());
    for number in 0..501 {
        rig.writer.write(entry(&format!("runner-{number}"), "accepted"));
    }
    let read = rig.read().await.unwrap();
    assert_eq!(read.len(), 500);
    assert_eq!(read[0], "23 Nov 2026 14:03:11  runner-500  restart it: accepted");
    assert_eq!(read[499], "23 Nov 2026 14:03:11  runner-1  restart it: accepted");
}

#[tokio::test]
async fn while_read_only_it_is_read_and_not_written() {
    let (folder, path) = folder();
    let mut writing = Rig::start(in_file(&path));
    writing.writer.write(entry("a", "accepted"));
    writing.read().await.unwrap();
    let before = fs::read(&path).unwrap();
    let mut rig = Rig::start(JournalLocation::ReadOnly { path: Some(path.clone()) });
    rig.writer.write(entry("b", "accepted"));
    assert_eq!(rig.read().await.unwrap(), ["23 Nov 2026 14:03:11  a (prod, eu1.api.example)  restart it: accepted"]);
    assert_eq!(fs::read(&path).unwrap(), before);
    // Nor is it a trouble that it could not be.
    let mut rig = Rig::start(JournalLocation::ReadOnly { path: Some(folder.path().join("none")) });
    assert_eq!(rig.read().await, Ok(vec![]));
}

#[tokio::test]
async fn the_end_waits_for_what_is_still_to_be_written() {
    let (_folder, path) = folder();
    let (sender, _unread) = mpsc::channel(1);
    let mut tasks = Tasks::new(Handle::current());
    let mut journal = Journal::new(in_file(&path), TimeZone::UTC, sender);
    journal.start(&mut tasks);
    for number in 0..20 {
        journal.writer().write(entry(&format!("runner-{number}"), "accepted"));
    }
    journal.close().await;
    assert_eq!(fs::read_to_string(&path).unwrap().lines().count(), 20);
    assert!(matches!(tasks.next_end().await, Some(TaskEnd::Done)));
    assert_eq!(Service::Journal.label(), "Keeping the journal");
}
