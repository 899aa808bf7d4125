//! The performer against a server on loopback: which requests an effect is, and which message answers it.

use std::sync::Arc;
use std::time::Duration;
use trackside::account::{News, WorkNews, WorkPart};

use futures_util::future::join_all;
use tokio::runtime::Handle;
use tokio::sync::{SetOnce, mpsc};
use trackside::api::{ApiError, Cause, Client, Priority, Problem, Settings, SharedClient};
use trackside::domain::{
    AllowList, AllowListChange, Change, Credentials, JournalNote, Label, ProjectId, RunnerCommand, Secret,
    SettingChange, Usage,
};

use trackside::runtime::performer::{Performer, Task};
use trackside::runtime::tasks::{TaskEnd, Tasks};

use crate::api::{TOKEN_PATH, answering, api_requests, id, settings, signing_in};
use crate::support::http::{Reply, Request, Server};
use crate::support::journal::{Kept, memory};

const RUNNER: &str = r#"{"agentId":"r-1","name":"ingest"}"#;
const PAIR: &str = r#"{"clientId":"canary-id-52c1","clientSecret":"canary-pair-90be"}"#;

/// A performer, the tasks that it starts, and the messages that they send.
pub(super) struct Rig {
    pub(super) performer: Performer,
    pub(super) tasks: Tasks<Task>,
    client: SharedClient,
    news: mpsc::Receiver<News>,
    _journal: Kept,
}

impl Rig {
    /// A performer whose client is not made yet.
    pub(super) fn unconnected() -> Self {
        let client = SharedClient::new(SetOnce::new());
        let (sender, news) = mpsc::channel(16);
        let journal = memory();
        let performer = Performer::new(Arc::clone(&client), sender, journal.writer());
        Self { performer, tasks: Tasks::new(Handle::current()), client, news, _journal: journal }
    }

    pub(super) fn with(settings: Settings, is_read_only: bool) -> Self {
        let rig = Self::unconnected();
        rig.connect(settings, is_read_only);
        rig
    }

    fn new(server: &Server) -> Self {
        Self::with(settings(server), false)
    }

    pub(super) fn connect(&self, settings: Settings, is_read_only: bool) {
        self.client.set(Client::new(settings, is_read_only).unwrap()).unwrap();
    }

    fn change(&mut self, change: Change) {
        let note = note(&change.phrase(None));
        self.performer.change((7, id("r-1")), change, (note, Duration::ZERO), &mut self.tasks);
    }

    /// The next message, other than that a request leaves.
    pub(super) async fn next(&mut self) -> News {
        loop {
            match self.news.recv().await.unwrap() {
                News::Departed(_) => {}
                message => return message,
            }
        }
    }

    /// The one message that came, when all tasks have ended.
    pub(super) async fn only_message(&mut self) -> News {
        let message = self.next().await;
        self.no_more_messages().await;
        message
    }

    pub(super) async fn no_more_messages(&mut self) {
        while let Some(end) = self.tasks.next_end().await {
            assert!(matches!(end, TaskEnd::Done), "{end:?}");
        }
        assert!(self.news.try_recv().is_err());
    }

    /// What became of a change.
    async fn changed(&mut self) -> Result<(), ApiError> {
        let News::Changed { ticket: 7, id: runner, outcome } = self.only_message().await else {
            panic!("no answer to the change")
        };
        assert_eq!(runner, id("r-1"));
        outcome
    }
}

fn note(action: &str) -> JournalNote {
    JournalNote { name: Label::from("ingest"), action: action.to_owned(), may_be_missing: false, step: None }
}

fn lines(server: &Server) -> Vec<String> {
    api_requests(server).iter().map(Request::line).collect()
}

#[tokio::test]
async fn each_reading_is_one_request_and_one_message() {
    let server = answering([Reply::json(200, RUNNER)]).await;
    let mut rig = Rig::new(&server);
    rig.performer.read_details(id("r-1"), Priority::Operator, &mut rig.tasks);
    let message = rig.only_message().await;
    let News::DetailsRead { id: runner, outcome: Ok(details) } = message else { panic!("{message:?}") };
    assert_eq!((runner, details.name.raw()), (id("r-1"), "ingest"));

    rig.performer.read_json(id("r-1"), &mut rig.tasks);
    let json = "{\n  \"agentId\": \"r-1\",\n  \"name\": \"ingest\"\n}".to_owned();
    assert_eq!(rig.only_message().await, News::JsonRead { id: id("r-1"), outcome: Ok(json) });
    assert_eq!(lines(&server), ["GET /dpc/v1/agents/r-1"; 2]);

    let server = answering([Reply::json(200, r#"{"projects":{"projects":{}}}"#), Reply::json(200, PAIR)]).await;
    let mut rig = Rig::new(&server);
    rig.performer.read_allow_list(id("r-1"), &mut rig.tasks);
    assert_eq!(rig.only_message().await, News::AllowListRead { id: id("r-1"), outcome: Ok(AllowList::default()) });
    rig.performer.read_credentials(3, id("r-1"), &mut rig.tasks);
    let secret = |text: &str| Secret::new(text.to_owned());
    let pair = Credentials { client_id: secret("canary-id-52c1"), client_secret: secret("canary-pair-90be") };
    let message = rig.only_message().await;
    assert!(!format!("{message:?}").contains("canary"), "{message:?}");
    assert_eq!(message, News::CredentialsRead { ticket: 3, id: id("r-1"), outcome: Ok(pair.clone()) });
    rig.performer.refresh_credentials((4, id("r-1")), note("regenerate the credentials"), &mut rig.tasks);
    assert_eq!(rig.only_message().await, News::CredentialsRead { ticket: 4, id: id("r-1"), outcome: Ok(pair) });
    let credentials = "/dpc/v1/agents/r-1/credentials";
    assert_eq!(
        lines(&server),
        ["GET /dpc/v1/agents/r-1/allowlist".to_owned(), format!("GET {credentials}"), format!("POST {credentials}")]
    );
    assert_eq!(api_requests(&server)[2].text(), r#"{"action":"SECRET_REFRESH"}"#);
}

#[tokio::test]
async fn a_reading_that_fails_says_so_with_the_same_id() {
    let server = answering([Reply::status(404)]).await;
    let mut rig = Rig::new(&server);
    let is_missing = |error: &ApiError| matches!(error.cause, Cause::NotFound(_));
    rig.performer.read_details(id("r-1"), Priority::Operator, &mut rig.tasks);
    let message = rig.only_message().await;
    assert!(
        matches!(&message, News::DetailsRead { id: runner, outcome: Err(error) }
        if *runner == id("r-1") && is_missing(error)),
        "{message:?}"
    );
    rig.performer.read_json(id("r-2"), &mut rig.tasks);
    let message = rig.only_message().await;
    assert!(
        matches!(&message, News::JsonRead { id: runner, outcome: Err(error) }
        if *runner == id("r-2") && is_missing(error)),
        "{message:?}"
    );
    rig.performer.read_allow_list(id("r-3"), &mut rig.tasks);
    let message = rig.only_message().await;
    assert!(
        matches!(&message, News::AllowListRead { id: runner, outcome: Err(error) }
        if *runner == id("r-3") && is_missing(error)),
        "{message:?}"
    );
    rig.performer.read_credentials(5, id("r-4"), &mut rig.tasks);
    let message = rig.only_message().await;
    assert!(
        matches!(&message, News::CredentialsRead { ticket: 5, id: runner, outcome: Err(error) }
        if *runner == id("r-4") && is_missing(error)),
        "{message:?}"
    );
    assert_eq!(api_requests(&server).len(), 4);
}

/// One change of each kind, with its request's line and body.
fn changes() -> [(Change, &'static str, &'static str); 4] {
    [
        (Change::Setting(SettingChange::Name("EU 1".to_owned())), "PATCH /dpc/v1/agents/r-1", r#"{"name":"EU 1"}"#),
        (
            Change::AllowList(AllowListChange::RemoveProject(ProjectId::new("p-1"))),
            "DELETE /dpc/v1/agents/r-1/allowlist?projectId=p-1",
            "",
        ),
        (Change::Command(RunnerCommand::Restart), "POST /dpc/v1/agents/r-1/commands", r#"{"command":"RESTART"}"#),
        (Change::Remove, "DELETE /dpc/v1/agents/r-1", ""),
    ]
}

#[tokio::test]
async fn each_change_is_one_request_and_any_success_is_one() {
    for (change, line, body) in changes() {
        for reply in [
            Reply::status(202),
            Reply::json(200, RUNNER),
            Reply::raw("HTTP/1.1 204 No Content\r\n\r\n"),
            Reply::json(202, "{}"),
        ] {
            let server = answering([reply]).await;
            let mut rig = Rig::new(&server);
            rig.change(change.clone());
            assert_eq!(rig.changed().await, Ok(()), "{change:?}");
            let [request] = &api_requests(&server)[..] else { panic!("{change:?} is one request") };
            assert_eq!((&*request.line(), request.text()), (line, body));
        }
    }
}

#[tokio::test]
async fn a_refused_change_comes_with_its_violations() {
    let body = r#"{"title":"Bad Request","status":400,"violations":["name: size must be between 1 and 30"]}"#;
    for (change, ..) in changes() {
        let server = answering([Reply::of_type(400, "application/problem+json", body)]).await;
        let mut rig = Rig::new(&server);
        rig.change(change);
        let error = rig.changed().await.unwrap_err();
        let violations = vec![Label::from("name: size must be between 1 and 30")];
        let problem =
            Problem { status: 400, title: Some(Label::from("Bad Request")), violations, ..Problem::default() };
        assert_eq!((error.is_unanswered(), error.cause), (false, Cause::Refused(problem)));
        assert_eq!(api_requests(&server).len(), 1);
    }
}

#[tokio::test]
async fn a_change_without_an_answer_is_sent_once_and_left_open() {
    for reply in [Reply::reset(), Reply::raw("HTTP/1.1 202 Acc").then_close(), Reply::status(504)] {
        for (change, ..) in changes() {
            let server = answering([reply.clone(), Reply::status(202)]).await;
            let mut rig = Rig::new(&server);
            rig.change(change.clone());
            let error = rig.changed().await.unwrap_err();
            assert!(error.is_unanswered(), "{change:?}: {error:?}");
            assert_eq!(api_requests(&server).len(), 1, "{change:?}: {error:?}");
        }
    }
}

#[tokio::test]
async fn a_change_that_takes_too_long_is_sent_once_and_left_open() {
    let request_timeout = Duration::from_secs(1);
    join_all(changes().map(async |(change, ..)| {
        let server = answering([Reply::silence(), Reply::status(202)]).await;
        let mut rig = Rig::with(Settings { request_timeout, ..settings(&server) }, false);
        rig.change(change.clone());
        let error = rig.changed().await.unwrap_err();
        assert_eq!((error.is_unanswered(), error.cause), (true, Cause::TimedOut(request_timeout)), "{change:?}");
        assert_eq!(api_requests(&server).len(), 1, "{change:?}");
    }))
    .await;
}

#[tokio::test]
async fn a_secret_whose_replacing_got_no_answer_is_asked_for_once_and_left_open() {
    let server = answering([Reply::reset(), Reply::json(200, PAIR)]).await;
    let mut rig = Rig::new(&server);
    rig.performer.refresh_credentials((9, id("r-1")), note("regenerate the credentials"), &mut rig.tasks);
    let message = rig.only_message().await;
    let News::CredentialsRead { ticket: 9, outcome: Err(error), .. } = message else { panic!("{message:?}") };
    assert!(error.is_unanswered(), "{error:?}");
    assert_eq!(lines(&server), ["POST /dpc/v1/agents/r-1/credentials"]);
}

#[tokio::test]
async fn read_only_nothing_is_sent_that_changes_something_or_reveals_a_secret() {
    let server = answering([Reply::json(200, RUNNER)]).await;
    let mut rig = Rig::with(settings(&server), true);
    let refused = |call| ApiError { call, cause: Cause::NotSent(Label::from("read-only")) };
    for (change, ..) in changes() {
        rig.change(change);
        let error = rig.changed().await.unwrap_err();
        assert_eq!((&error, error.is_unanswered()), (&refused("change the runner"), false));
    }
    rig.performer.read_credentials(1, id("r-1"), &mut rig.tasks);
    let outcome = Err(refused("read the credentials"));
    assert_eq!(rig.only_message().await, News::CredentialsRead { ticket: 1, id: id("r-1"), outcome });
    rig.performer.refresh_credentials((2, id("r-1")), note("regenerate the credentials"), &mut rig.tasks);
    let outcome = Err(refused("refresh the credentials"));
    assert_eq!(rig.only_message().await, News::CredentialsRead { ticket: 2, id: id("r-1"), outcome });
    assert_eq!(server.seen().connections, 0, "not even a token is asked for");

    rig.performer.read_details(id("r-1"), Priority::Operator, &mut rig.tasks);
    let message = rig.only_message().await;
    assert!(matches!(message, News::DetailsRead { outcome: Ok(_), .. }), "{message:?}");
}

#[tokio::test]
async fn what_is_asked_before_there_is_a_client_waits_for_it() {
    let server = signing_in(|request| match request.path() {
        "/dpc/v1/projects" => Reply::json(200, r#"{"results":[],"total":0}"#),
        _ => Reply::json(200, RUNNER),
    });
    let server = server.await;
    let mut rig = Rig::unconnected();
    rig.performer.read_details(id("r-1"), Priority::Operator, &mut rig.tasks);
    rig.performer.read_work(WorkPart::Projects, &mut rig.tasks);
    rig.change(Change::Remove);
    rig.connect(settings(&server), false);
    let mut kinds = Vec::new();
    for _ in 0..3 {
        kinds.push(match rig.next().await {
            News::DetailsRead { outcome: Ok(_), .. } => "details",
            News::Work(WorkNews::ProjectsRead(Ok(_))) => "usage",
            News::Changed { outcome: Ok(()), .. } => "changed",
            message => panic!("{message:?}"),
        });
    }
    kinds.sort_unstable();
    assert_eq!(kinds, ["changed", "details", "usage"]);
    rig.no_more_messages().await;
    assert_eq!(api_requests(&server).len(), 3);
}

/// A server of an account with `count` projects, each with one environment.
async fn account(count: usize) -> Server {
    signing_in(move |request| {
        let body = if request.path() == "/dpc/v1/projects" {
            let projects: Vec<_> = (0..count).map(|number| format!(r#"{{"id":"p-{number}"}}"#)).collect();
            format!(r#"{{"page":0,"size":100,"total":{count},"results":[{}]}}"#, projects.join(","))
        } else {
            r#"{"page":0,"size":100,"total":1,"results":[{"name":"prod","defaultAgentId":"r-1"}]}"#.to_owned()
        };
        Reply::json(200, body)
    })
    .await
}

async fn next_usage(rig: &mut Rig) -> Arc<Usage> {
    loop {
        match rig.next().await {
            News::Work(WorkNews::Progressed { .. }) => {}
            News::Work(WorkNews::ProjectsRead(outcome)) => return outcome.unwrap(),
            message => panic!("{message:?}"),
        }
    }
}

#[tokio::test]
async fn thirty_projects_are_ninety_one_requests() {
    let server = account(30).await;
    let mut rig = Rig::new(&server);
    rig.performer.read_work(WorkPart::Projects, &mut rig.tasks);
    let usage = next_usage(&mut rig).await;
    rig.no_more_messages().await;
    assert_eq!((usage.projects.len(), usage.unread()), (30, 0));

    let mut expected = vec!["GET /dpc/v1/projects?page=0&size=100".to_owned()];
    for part in ["environments", "schedules", "streaming-pipelines"] {
        expected.extend((0..30).map(|number| format!("GET /dpc/v1/projects/p-{number}/{part}?page=0&size=100")));
    }
    let mut asked = lines(&server);
    assert_eq!(asked[0], expected[0]);
    asked.sort();
    expected.sort();
    assert_eq!(asked, expected);
    assert_eq!(server.requests_for(TOKEN_PATH).len(), 1);
    assert!(server.seen().connections <= 2, "two at a time need no third");
}

#[tokio::test]
async fn asking_for_the_projects_again_while_they_are_read_does_nothing() {
    let server = account(30).await;
    let mut rig = Rig::new(&server);
    rig.performer.read_work(WorkPart::Projects, &mut rig.tasks);
    server.until(|seen| seen.requests >= 10).await;
    rig.performer.read_work(WorkPart::Projects, &mut rig.tasks);
    assert_eq!(next_usage(&mut rig).await.projects.len(), 30);
    rig.no_more_messages().await;
    assert_eq!(api_requests(&server).len(), 91);
}

#[tokio::test]
async fn a_reading_of_the_projects_that_was_given_up_can_be_begun_anew() {
    let server = answering([Reply::silence()]).await;
    let mut rig = Rig::new(&server);
    rig.performer.stop(&WorkPart::Projects);
    rig.performer.read_work(WorkPart::Projects, &mut rig.tasks);
    server.until(|seen| seen.requests == 2).await;
    rig.performer.stop(&WorkPart::Projects);
    rig.no_more_messages().await;
    // The connection is closed, which is how the server learns that nobody waits.
    server.until(|seen| seen.hang_ups == 1).await;
    assert_eq!(lines(&server), ["GET /dpc/v1/projects?page=0&size=100"]);

    rig.performer.read_work(WorkPart::Projects, &mut rig.tasks);
    server.until(|seen| seen.requests == 3).await;
    rig.performer.stop(&WorkPart::Projects);
    rig.no_more_messages().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_has_the_answer_can_ask_for_the_next_reading() {
    let server = account(1).await;
    let mut rig = Rig::new(&server);
    for _ in 0..100 {
        rig.performer.read_work(WorkPart::Projects, &mut rig.tasks);
        assert_eq!(next_usage(&mut rig).await.projects.len(), 1);
    }
    rig.no_more_messages().await;
    assert_eq!(api_requests(&server).len(), 400);
}

#[tokio::test]
async fn an_account_whose_projects_may_not_be_seen_answers_with_that() {
    let server = answering([Reply::json(403, r#"{"title":"Forbidden"}"#)]).await;
    let mut rig = Rig::new(&server);
    rig.performer.read_work(WorkPart::Projects, &mut rig.tasks);
    let message = rig.only_message().await;
    let News::Work(WorkNews::ProjectsRead(Err(error))) = message else { panic!("{message:?}") };
    assert_eq!(error.to_string(), "cannot list projects: Forbidden (403)");
    assert_eq!(api_requests(&server).len(), 1);
}

#[tokio::test]
async fn a_task_that_failed_is_answered_with_what_it_carried() {
    let mut rig = Rig::unconnected();
    let runner = || id("r-1");
    let lost = [
        Task::Polling,
        Task::Details(runner()),
        Task::Json(runner()),
        Task::AllowList(runner()),
        Task::Work(WorkPart::Projects),
        Task::Change(7, runner()),
        Task::Credentials(8, runner()),
        Task::NewSecret(9, runner()),
        Task::Connectivity(10),
    ]
    .map(|task| rig.performer.lost(task));
    let error = |call| ApiError { call, cause: Cause::NoAnswer("a fault inside trackside".into()) };
    assert_eq!(
        lost,
        [
            News::PollFailed { error: error("list runners"), retry_in: Duration::from_secs(2) },
            News::DetailsRead { id: runner(), outcome: Err(error("read the runner")) },
            News::JsonRead { id: runner(), outcome: Err(error("read the runner")) },
            News::AllowListRead { id: runner(), outcome: Err(error("read the allow list")) },
            News::Work(WorkNews::ProjectsRead(Err(error("list projects")))),
            News::Changed { ticket: 7, id: runner(), outcome: Err(error("change the runner")) },
            News::CredentialsRead { ticket: 8, id: runner(), outcome: Err(error("read the credentials")) },
            News::CredentialsRead { ticket: 9, id: runner(), outcome: Err(error("refresh the credentials")) },
            News::ConnectivityTested { ticket: 10, outcome: Err(error("test the connection")) },
        ]
    );
    // A change that waits is known not to have left, and does not leave any more.
    rig.change(Change::Command(RunnerCommand::Pause));
    let News::Changed { outcome: Err(error), .. } = rig.performer.lost(Task::Change(7, runner())) else { panic!() };
    assert_eq!(error.cause, Cause::NotSent("a fault inside trackside".into()));
}

#[tokio::test]
async fn details_that_wait_in_the_background_are_read_at_once_when_the_operator_asks_and_answered_once() {
    let server = answering([Reply::json(200, RUNNER)]).await;
    // One background read in 12 s.
    let mut rig = Rig::with(Settings { rate_limit_per_minute: 10, ..settings(&server) }, false);
    rig.performer.read_details(id("r-0"), Priority::Background, &mut rig.tasks);
    rig.next().await;
    rig.performer.read_details(id("r-1"), Priority::Background, &mut rig.tasks);
    rig.performer.read_details(id("r-1"), Priority::Operator, &mut rig.tasks);
    let message = rig.only_message().await;
    assert!(matches!(message, News::DetailsRead { outcome: Ok(_), .. }), "{message:?}");
    assert_eq!(lines(&server), ["GET /dpc/v1/agents/r-0", "GET /dpc/v1/agents/r-1"]);
}
