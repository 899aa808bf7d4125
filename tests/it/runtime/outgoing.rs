//! Requests that change something, from the operator's yes to what is written down of them: over real HTTP, with a journal
//! in a file.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use trackside::account::News;

use futures_util::future::join_all;
use jiff::tz::TimeZone;
use serde_json::{Value, json};
use tokio::runtime::Handle;
use tokio::sync::{SetOnce, mpsc};
use trackside::api::{ApiError, Cause, Client, Settings, SharedClient};
use trackside::domain::{Change, Endpoint, JournalNote, Label, OperationStep, Origin, Port, RunnerCommand};

use trackside::runtime::JournalLocation;
use trackside::runtime::journal::{Author, Journal, Notice};
use trackside::runtime::performer::{Performer, Task};
use trackside::runtime::tasks::{Service, Tasks};

use crate::api::{TOKEN_PATH, api_requests, id, settings, signing_in};
use crate::support::http::{Reply, Request, Server};

const RESTART: Change = Change::Command(RunnerCommand::Restart);

/// A performer and a journal, each as in the program.
struct Rig {
    performer: Performer,
    tasks: Tasks<Task>,
    client: SharedClient,
    news: mpsc::Receiver<News>,
    notices: mpsc::Receiver<Notice>,
    journal: Journal,
    folder: tempfile::TempDir,
    _journal_tasks: Tasks<Service>,
}

impl Rig {
    fn unconnected() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let author = Author { user: "ops".to_owned(), host: "jump-1".to_owned() };
        let kept = JournalLocation::File { path: Some(path_in(folder.path())), author };
        let (sender, news) = mpsc::channel(64);
        let mut journal_tasks = Tasks::new(Handle::current());
        let (notice_sender, notices) = mpsc::channel(64);
        let mut journal = Journal::new(kept, TimeZone::UTC, notice_sender);
        journal.start(&mut journal_tasks);
        let client = SharedClient::new(SetOnce::new());
        let performer = Performer::new(Arc::clone(&client), sender, journal.writer());
        let tasks = Tasks::new(Handle::current());
        Self { performer, tasks, client, news, notices, journal, folder, _journal_tasks: journal_tasks }
    }

    fn with(settings: Settings) -> Self {
        let rig = Self::unconnected();
        rig.client.set(Client::new(settings, false).unwrap()).unwrap();
        rig
    }

    fn new(server: &Server) -> Self {
        Self::with(settings(server))
    }

    fn ask(&mut self, change: Change) {
        self.ask_knowing(change, false);
    }

    fn ask_knowing(&mut self, change: Change, may_be_missing: bool) {
        let note = JournalNote { name: "ingest".into(), action: change.phrase(None), may_be_missing, step: None };
        self.performer.change((7, id("r-1")), change, (note, Duration::ZERO), &mut self.tasks);
    }

    async fn departed(&mut self) {
        while self.news.recv().await.unwrap() != News::Departed(7) {}
    }

    /// What became of the change.
    async fn outcome(&mut self) -> Result<(), ApiError> {
        loop {
            if let News::Changed { ticket: 7, outcome, .. } = self.news.recv().await.unwrap() {
                return outcome;
            }
        }
    }

    fn journal_path(&self) -> PathBuf {
        path_in(self.folder.path())
    }

    /// The outcomes in the journal's file, in order, once everything that was to be written is.
    async fn outcomes(&mut self) -> Vec<String> {
        self.news.close();
        self.journal.close().await;
        outcomes_in(&self.journal_path())
    }
}

fn path_in(folder: &Path) -> PathBuf {
    folder.join("state/trackside/journal.jsonl")
}

fn outcomes_in(path: &Path) -> Vec<String> {
    let text = fs::read_to_string(path).unwrap_or_default();
    let outcome = |line: &str| -> String {
        let line: Value = serde_json::from_str(line).unwrap();
        assert_eq!((&line["name"], &line["user"]), (&json!("ingest"), &json!("ops")));
        line["outcome"].as_str().unwrap().to_owned()
    };
    text.lines().map(outcome).collect()
}

fn runner(status: &str, name: &str) -> Reply {
    let runner = json!({
        "agentId": "r-1", "name": name, "agentStatus": status, "connected": true, "cloudProvider": "aws",
        "deployment": "fargate", "agentType": "data_productivity_cloud",
    });
    Reply::json(200, runner.to_string())
}

fn changes(server: &Server) -> Vec<String> {
    api_requests(server).iter().filter(|request| request.method != "GET").map(Request::line).collect()
}

#[tokio::test]
async fn its_line_is_on_the_disk_when_the_request_arrives_and_its_outcome_is_the_second() {
    for (reply, outcome) in [
        (Reply::status(202), "accepted"),
        (Reply::json(409, r#"{"title":"Conflict"}"#), "not done: Conflict (409)"),
        (Reply::reset(), "not answered: the connection broke"),
        (Reply::status(429).with("retry-after", "20"), "not sent: rate limit reached, wait 20 s"),
        (Reply::status(429).with("retry-after", "86400"), "not sent: rate limit reached, wait 24 h"),
        (
            Reply::status(429).with("retry-after", "999999999999999999999"),
            "not sent: rate limit reached, wait more than a year",
        ),
    ] {
        let found = Arc::new(Mutex::new(Vec::new()));
        let mut rig = Rig::unconnected();
        let (path, seen) = (rig.journal_path(), Arc::clone(&found));
        let server = signing_in(move |_| {
            seen.lock().unwrap().extend(outcomes_in(&path));
            reply.clone()
        })
        .await;
        rig.client.set(Client::new(settings(&server), false).unwrap()).unwrap();
        rig.ask(RESTART);
        let _ = rig.outcome().await;
        assert_eq!(*found.lock().unwrap(), ["about to be sent"]);
        assert_eq!(rig.outcomes().await, ["about to be sent", outcome]);
        assert_eq!(changes(&server).len(), 1);
    }
}

/// Where a request can wait, as servers and settings that make it wait there for good.
async fn waiting_places() -> Vec<(&'static str, Server, Settings)> {
    let usual = || signing_in(|_| Reply::status(202));
    let busy = Server::start(|_| Reply::status(429).with("retry-after", "300")).await;
    let mute = Server::start(|_| Reply::silence()).await;
    let (limited, unreachable) = (usual().await, usual().await);
    let with_limit = Settings { rate_limit_per_minute: 1, ..settings(&limited) };
    // The token takes the only place.
    let nowhere = Settings { connect_timeout: Duration::from_secs(60), ..settings(&unreachable) };
    let of = |server: &Server| settings(server);
    let (of_busy, of_mute) = (of(&busy), of(&mute));
    vec![
        ("a 429", busy, of_busy),
        ("a token", mute, of_mute),
        ("the limiter", limited, with_limit),
        ("a connection", unreachable, nowhere),
    ]
}

#[tokio::test]
async fn wherever_it_waits_it_can_be_taken_back_and_is_never_sent() {
    for (place, server, mut settings) in waiting_places().await {
        let (address, _held) = crate::api::black_hole().await;
        if place == "a connection" {
            settings.api = trackside::api::BaseUrl::parse(&format!("http://{address}/dpc")).unwrap();
        }
        let mut rig = Rig::with(settings);
        rig.ask(RESTART);
        server.until(|seen| seen.requests == 1).await;
        rig.performer.take_back(7);
        let error = rig.outcome().await.unwrap_err();
        assert_eq!((&error.cause, error.is_unanswered()), (&Cause::TakenBack, false), "{place}");
        assert_eq!(rig.outcomes().await, ["not sent: taken back in time"], "{place}");
        assert_eq!(changes(&server).len(), 0, "{place}");
    }
    // And before there is a client to send it with.
    let mut rig = Rig::unconnected();
    rig.ask(RESTART);
    rig.performer.take_back(7);
    assert_eq!(rig.outcome().await.unwrap_err().cause, Cause::TakenBack);
}

#[tokio::test]
async fn at_the_end_of_the_program_nothing_that_waits_is_sent_and_the_journal_says_so() {
    for (place, server, settings) in waiting_places().await {
        if place == "a connection" {
            continue;
        }
        let mut rig = Rig::with(settings);
        rig.ask(RESTART);
        server.until(|seen| seen.requests == 1).await;
        rig.performer.close();
        assert_eq!(rig.outcome().await.unwrap_err().cause, Cause::TakenBack, "{place}");
        assert_eq!(rig.outcomes().await, ["not sent: trackside ended first"], "{place}");
        assert_eq!(changes(&server).len(), 0, "{place}");
    }
}

#[tokio::test]
async fn what_has_left_cannot_be_taken_back_and_its_answer_is_told() {
    let server = signing_in(|_| Reply::silence()).await;
    let mut rig = Rig::with(Settings { request_timeout: Duration::from_secs(2), ..settings(&server) });
    rig.ask(RESTART);
    rig.departed().await;
    server.until(|seen| seen.requests == 2).await;
    rig.performer.take_back(7);
    assert!(rig.outcome().await.unwrap_err().is_unanswered());
    assert_eq!(rig.outcomes().await, ["about to be sent", "not answered: no whole answer within 2 s"]);

    let mut rig = Rig::new(&server);
    rig.ask(RESTART);
    server.until(|seen| seen.requests == 4).await;
    rig.performer.close();
    assert_eq!(rig.outcomes().await, ["about to be sent", "sent; trackside ended before the answer"]);
}

#[tokio::test]
async fn without_its_line_on_the_disk_nothing_leaves_but_for_who_was_told() {
    let server = signing_in(|_| Reply::status(202)).await;
    let broken = |rig: &Rig| fs::write(rig.folder.path().join("state"), "").unwrap();
    let mut rig = Rig::new(&server);
    broken(&rig);
    rig.ask(RESTART);
    let error = rig.outcome().await.unwrap_err();
    assert!(
        matches!(&error.cause, Cause::NotSent(reason)
        if reason.raw().starts_with("the journal cannot be written (")),
        "{error:?}"
    );
    assert_eq!(changes(&server).len(), 0);

    let mut rig = Rig::new(&server);
    broken(&rig);
    rig.ask_knowing(RESTART, true);
    assert_eq!(rig.outcome().await, Ok(()));
    assert_eq!(changes(&server).len(), 1);
    // Both lines are there to be read, and in the file once that can be written.
    rig.journal.read();
    let read = loop {
        if let Notice::Read(read) = rig.notices.recv().await.unwrap() {
            break read.unwrap();
        }
    };
    let [line] = read.as_slice() else { panic!("{read:?}") };
    assert!(line.raw().ends_with("restart: accepted  (could not be written to the file)"), "{line}");
    fs::remove_file(rig.folder.path().join("state")).unwrap();
    assert_eq!(rig.outcomes().await, ["about to be sent", "accepted"]);
}

/// A control plane whose token comes after a wait that is longer than what was seen counts for, and that knows the runner
/// as `reply` says.
async fn slow_to_sign_in(reply: Reply) -> Server {
    let is_first = Mutex::new(true);
    Server::start(move |request| match (request.path(), request.method.as_str()) {
        (TOKEN_PATH, _) if std::mem::take(&mut *is_first.lock().unwrap()) => {
            Reply::status(429).with("retry-after", "6")
        }
        (TOKEN_PATH, _) => Reply::json(200, r#"{"access_token":"token-1","expires_in":1800}"#),
        (_, "GET") => reply.clone(),
        _ => Reply::json(202, r#"{"result":"SUCCESS"}"#),
    })
    .await
}

#[tokio::test]
async fn after_a_long_wait_the_runner_is_read_again_and_the_table_asked() {
    const READ: &str = "GET /dpc/v1/agents/r-1";
    const POST: &str = "POST /dpc/v1/agents/r-1/commands";
    const DELETE: &str = "DELETE /dpc/v1/agents/r-1";
    let gone = || Reply::json(404, r#"{"title":"Not Found"}"#);
    let table = [
        (RESTART, runner("running", "ingest"), Ok(POST)),
        (RESTART, runner("running", "renamed"), Err("the runner is called renamed now")),
        (RESTART, runner("stopping", "ingest"), Err("Stopping. Wait for Stopped")),
        (RESTART, gone(), Err("the runner is gone")),
        (RESTART, Reply::json(403, "{}"), Err("the runner could not be read again (Forbidden (403))")),
        (Change::Remove, runner("stopped", "ingest"), Ok(DELETE)),
        (Change::Remove, runner("stopped", "other"), Err("the runner is called other now")),
        (Change::Remove, runner("running", "ingest"), Err("the runner is Running now")),
    ];
    let cases = table.into_iter().map(async |(change, reply, expected)| {
        let server = slow_to_sign_in(reply).await;
        let mut rig = Rig::new(&server);
        rig.ask(change.clone());
        let outcome = rig.outcome().await;
        let lines: Vec<_> = api_requests(&server).iter().map(Request::line).collect();
        match expected {
            Ok(line) => {
                assert_eq!(outcome, Ok(()), "{change:?}");
                assert_eq!(lines, [READ, line]);
                assert_eq!(rig.outcomes().await, ["about to be sent", "accepted"]);
            }
            Err(reason) => {
                assert_eq!(outcome.unwrap_err().cause, Cause::NotSent(Label::from(reason)));
                assert_eq!(lines, [READ]);
                assert_eq!(rig.outcomes().await, [format!("not sent: {reason}")]);
            }
        }
    });
    join_all(cases).await;
}

/// A control plane that answers the first change with 401, and then gives no new token.
async fn refusing_the_token() -> Server {
    let tokens = Mutex::new(0);
    Server::start(move |request| {
        let mut tokens = tokens.lock().unwrap();
        match request.path() {
            TOKEN_PATH if *tokens == 0 => {
                *tokens = 1;
                Reply::json(200, r#"{"access_token":"token-1","expires_in":1800}"#)
            }
            TOKEN_PATH => Reply::silence(),
            _ => Reply::status(401),
        }
    })
    .await
}

#[tokio::test]
async fn after_a_401_it_waits_again_and_can_be_taken_back() {
    let name = Change::Setting(trackside::domain::SettingChange::Name("EU 1".to_owned()));
    for ends in [false, true] {
        for change in [RESTART, Change::Remove, name.clone()] {
            let server = refusing_the_token().await;
            let mut rig = Rig::new(&server);
            rig.ask(change);
            rig.departed().await;
            assert_eq!(rig.news.recv().await, Some(News::CameBack(7)));
            let told = if ends {
                rig.performer.close();
                "not sent: trackside ended first"
            } else {
                rig.performer.take_back(7);
                "not sent: taken back in time"
            };
            assert_eq!(rig.outcome().await.unwrap_err().cause, Cause::TakenBack);
            assert_eq!(rig.outcomes().await, ["about to be sent", told]);
            assert_eq!(changes(&server).len(), 1);
        }
    }
}

/// A control plane whose first answer is a 429 for a second, and that knows the runner as `reply` says.
async fn briefly_busy(reply: Reply) -> Server {
    let is_first = Mutex::new(true);
    Server::start(move |request| match (request.path(), request.method.as_str()) {
        (TOKEN_PATH, _) if std::mem::take(&mut *is_first.lock().unwrap()) => {
            Reply::status(429).with("retry-after", "1")
        }
        (TOKEN_PATH, _) => Reply::json(200, r#"{"access_token":"token-1","expires_in":1800}"#),
        (_, "GET") => reply.clone(),
        _ => Reply::json(200, r#"{"clientId":"a","clientSecret":"canary-9"}"#),
    })
    .await
}

#[tokio::test]
async fn what_cannot_be_undone_is_read_again_after_any_pause_and_once() {
    const READ: &str = "GET /dpc/v1/agents/r-1";
    let lines = |server: &Server| api_requests(server).iter().map(Request::line).collect::<Vec<_>>();
    let table = [
        (Change::Remove, "ingest", Ok(&[READ, "DELETE /dpc/v1/agents/r-1"][..])),
        (Change::Remove, "billing", Err("the runner is called billing now")),
        (RESTART, "ingest", Ok(&["POST /dpc/v1/agents/r-1/commands"][..])),
    ];
    for (change, name, expected) in table {
        let server = briefly_busy(runner("unknown", name)).await;
        let mut rig = Rig::new(&server);
        rig.ask(change);
        let outcome = rig.outcome().await;
        match expected {
            Ok(expected) => {
                outcome.unwrap();
                assert_eq!(lines(&server), expected);
            }
            Err(reason) => {
                assert_eq!(outcome.unwrap_err().cause, Cause::NotSent(Label::from(reason)));
                assert_eq!(lines(&server), [READ]);
            }
        }
    }
    let server = briefly_busy(runner("running", "billing")).await;
    let mut rig = Rig::new(&server);
    let note = JournalNote {
        name: "ingest".into(),
        action: "regenerate the credentials".to_owned(),
        may_be_missing: false,
        step: None,
    };
    rig.performer.refresh_credentials((7, id("r-1")), note, &mut rig.tasks);
    while !matches!(rig.news.recv().await, Some(News::CredentialsRead { outcome: Err(_), .. })) {}
    assert_eq!(lines(&server), [READ]);
    assert_eq!(rig.outcomes().await, ["not sent: the runner is called billing now"]);
}

/// What came of a connectivity test from the runner.
async fn tested(rig: &mut Rig) -> Result<(), ApiError> {
    loop {
        if let News::ConnectivityTested { outcome, .. } = rig.news.recv().await.unwrap() {
            return outcome.map(drop);
        }
    }
}

fn test_from_runner(rig: &mut Rig) {
    let target = (Endpoint::parse("db.example").unwrap(), Port::parse("5432").unwrap());
    rig.performer.test_connectivity(3, Origin::Runner(id("r-1")), target, &mut rig.tasks);
}

fn with_path(server: &Server) -> Settings {
    Settings { connectivity_path: Some("/v1/agents/{agentId}/test".to_owned()), ..settings(server) }
}

#[tokio::test]
async fn a_connectivity_test_that_waited_is_sent_only_to_a_running_runner() {
    let paused = async {
        let server = slow_to_sign_in(runner("paused", "ingest")).await;
        let mut rig = Rig::with(with_path(&server));
        test_from_runner(&mut rig);
        let error = tested(&mut rig).await.unwrap_err();
        assert_eq!(error.cause, Cause::NotSent(Label::from("Only a Running runner can test connections")));
        assert_eq!(changes(&server).len(), 0);
    };
    let running = async {
        let server = slow_to_sign_in(runner("running", "ingest")).await;
        let mut rig = Rig::with(with_path(&server));
        test_from_runner(&mut rig);
        tested(&mut rig).await.unwrap();
        assert_eq!(changes(&server), ["POST /dpc/v1/agents/r-1/test"]);
    };
    tokio::join!(paused, running);
}

#[tokio::test]
async fn a_connectivity_test_that_waits_is_not_sent_after_it_was_given_up_nor_after_the_end() {
    for ends in [false, true] {
        let server = Server::start(|_| Reply::status(429).with("retry-after", "300")).await;
        let mut rig = Rig::with(with_path(&server));
        test_from_runner(&mut rig);
        server.until(|seen| seen.requests == 1).await;
        if ends {
            rig.performer.close();
        } else {
            rig.performer.stop_test(3);
        }
        while rig.tasks.next_end().await.is_some() {}
        assert_eq!(changes(&server), ["POST /oauth/dpc/token"; 0]);
    }
}

#[tokio::test]
async fn a_new_secret_is_asked_for_by_the_same_rules() {
    let note = || JournalNote {
        name: "ingest".into(),
        action: "regenerate the credentials".to_owned(),
        may_be_missing: false,
        step: None,
    };
    let server = Server::start(|_| Reply::status(429).with("retry-after", "300")).await;
    let mut rig = Rig::new(&server);
    rig.performer.refresh_credentials((7, id("r-1")), note(), &mut rig.tasks);
    server.until(|seen| seen.requests == 1).await;
    rig.performer.take_back(7);
    let Some(News::CredentialsRead { ticket: 7, outcome: Err(error), .. }) = rig.news.recv().await else {
        panic!("no answer")
    };
    assert_eq!(error.cause, Cause::TakenBack);
    assert_eq!(rig.outcomes().await, ["not sent: taken back in time"]);

    let server = signing_in(|_| Reply::json(200, r#"{"clientId":"a","clientSecret":"canary-9"}"#)).await;
    let mut rig = Rig::new(&server);
    rig.performer.refresh_credentials((7, id("r-1")), note(), &mut rig.tasks);
    while !matches!(rig.news.recv().await, Some(News::CredentialsRead { outcome: Ok(_), .. })) {}
    assert_eq!(rig.outcomes().await, ["about to be sent", "accepted"]);
    assert!(!fs::read_to_string(rig.journal_path()).unwrap().contains("canary"));
}

#[tokio::test]
async fn both_lines_of_a_step_say_which_step_it_is() {
    let server = signing_in(|_| Reply::status(202)).await;
    let mut rig = Rig::new(&server);
    let change = Change::Command(RunnerCommand::Restart);
    let step = OperationStep { operation: "op-1".to_owned(), number: 2, of: 3 };
    let note =
        JournalNote { name: "ingest".into(), action: change.phrase(None), may_be_missing: false, step: Some(step) };
    rig.performer.change((7, id("r-1")), change, (note, Duration::ZERO), &mut rig.tasks);
    rig.outcome().await.unwrap();
    assert_eq!(rig.outcomes().await, ["about to be sent", "accepted"]);
    for line in fs::read_to_string(rig.journal_path()).unwrap().lines() {
        let line: Value = serde_json::from_str(line).unwrap();
        assert_eq!(
            [&line["operation"], &line["step"], &line["steps"]],
            [&json!("op-1"), &json!(2), &json!(3)],
            "{line}"
        );
    }
}
