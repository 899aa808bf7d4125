//! Calls that change something, as they are on the wire.

use trackside::domain::{
    AllowListChange, AllowedProject, Change, Label, ProjectId, RunnerCommand, SettingChange, VersionTrack,
};

use super::*;

/// Everything that an operator can change.
#[derive(Clone, Debug)]
pub(super) enum Doing {
    Change(Change),
    RefreshCredentials,
    TestConnectivity,
}

impl Doing {
    /// Does it to the runner `r/1`.
    pub(super) async fn by(&self, operator: &Writer) -> Result<(), ApiError> {
        let id = id("r/1");
        match self {
            Self::Change(change) => operator.change(&id, change, &Departure::at_once()).await,
            Self::RefreshCredentials => operator.refresh_credentials(&id, &Departure::at_once()).await.map(drop),
            Self::TestConnectivity => {
                let path = "/v1/agents/{agentId}/connectivity-tests";
                operator.test_connectivity(&id, path, ("db.example", 5432), &Departure::at_once()).await.map(drop)
            }
        }
    }
}

/// All of it, with its words, and its request's line below `/dpc/v1/agents/r%2F1` and body.
pub(super) fn everything() -> Vec<(Doing, &'static str, &'static str, &'static str)> {
    let project = |environments: Option<&[&str]>| AllowedProject {
        id: ProjectId::new("p&1"),
        environments: environments.map(|names| names.iter().copied().map(Label::from).collect()),
    };
    let update = |change, body| (Doing::Change(Change::Setting(change)), "change the runner", "PATCH ", body);
    let list = |change, line, body| (Doing::Change(Change::AllowList(change)), "change the allow list", line, body);
    vec![
        update(SettingChange::Name("EU \"1\"".to_owned()), r#"{"name":"EU \"1\""}"#),
        update(SettingChange::Description(String::new()), r#"{"description":""}"#),
        update(SettingChange::AutoUpdate(true), r#"{"enableAutoUpdates":true}"#),
        update(SettingChange::AutoUpdate(false), r#"{"enableAutoUpdates":false}"#),
        update(SettingChange::Track(VersionTrack::Current), r#"{"trackName":"CURRENT"}"#),
        update(SettingChange::Track(VersionTrack::Stable), r#"{"trackName":"STABLE"}"#),
        update(SettingChange::Track(VersionTrack::Other(Label::from("edge"))), r#"{"trackName":"EDGE"}"#),
        update(SettingChange::Restricted(true), r#"{"restrictedAccess":true}"#),
        update(SettingChange::Restricted(false), r#"{"restrictedAccess":false}"#),
        list(AllowListChange::Add(project(None)), "PATCH /allowlist", r#"{"projects":{"p&1":{}}}"#),
        list(
            AllowListChange::Add(project(Some(&["dev", "a b"]))),
            "PATCH /allowlist",
            r#"{"projects":{"p&1":{"environments":["dev","a b"]}}}"#,
        ),
        list(AllowListChange::RemoveProject(ProjectId::new("p&1")), "DELETE /allowlist?projectId=p%261", ""),
        list(
            AllowListChange::RemoveEnvironment(ProjectId::new("p&1"), Label::from("a+b\u{202e}")),
            "DELETE /allowlist?projectId=p%261&environmentName=a%2Bb%E2%80%AE",
            "",
        ),
        list(AllowListChange::Clear, "PUT /allowlist", r#"{"projects":{}}"#),
        (
            Doing::Change(Change::Command(RunnerCommand::Restart)),
            "restart the runner",
            "POST /commands",
            r#"{"command":"RESTART"}"#,
        ),
        (
            Doing::Change(Change::Command(RunnerCommand::Pause)),
            "pause the runner",
            "POST /commands",
            r#"{"command":"PAUSE"}"#,
        ),
        (
            Doing::Change(Change::Command(RunnerCommand::Resume)),
            "resume the runner",
            "POST /commands",
            r#"{"command":"RESUME"}"#,
        ),
        (Doing::Change(Change::Remove), "remove the runner", "DELETE ", ""),
        (Doing::RefreshCredentials, "refresh the credentials", "POST /credentials", r#"{"action":"SECRET_REFRESH"}"#),
        (
            Doing::TestConnectivity,
            "test the connection",
            "POST /connectivity-tests",
            r#"{"host":"db.example","port":5432}"#,
        ),
    ]
}

#[tokio::test]
async fn each_call_is_sent_as_documented_and_nothing_else() {
    for (doing, words, line, body) in everything() {
        let server = answering([Reply::json(404, "{}")]).await;
        let error = error_of(doing.by(&operator(&server)).await);
        assert_eq!(error.call, words, "{doing:?}");
        assert!(matches!(error.cause, Cause::NotFound(_)), "{doing:?}: {error}");

        let [request] = &api_requests(&server)[..] else { panic!("{doing:?} is one request") };
        let (method, path) = line.split_once(' ').unwrap();
        assert_eq!(request.line(), format!("{method} /dpc/v1/agents/r%2F1{path}"), "{doing:?}");
        assert_eq!(request.text(), body, "{doing:?}");
        let names: Vec<_> = request.headers.iter().map(|(name, _)| name.as_str()).collect();
        let has_body = !body.is_empty();
        assert_eq!(request.header("content-type"), has_body.then_some("application/json"), "{doing:?}: {names:?}");
        assert_eq!(request.header("accept"), Some("application/json, application/problem+json"));
        assert_eq!(request.header("authorization"), Some(&*format!("Bearer {TOKEN}")));
        assert_eq!(names.len(), if has_body { 7 } else { 5 }, "{doing:?}: {names:?}");
    }
}

#[tokio::test]
async fn an_id_that_would_address_something_else_is_not_acted_on() {
    let server = answering([Reply::status(200)]).await;
    let operator = operator(&server);
    for runner in ["", ".", ".."].map(id) {
        let path = "/v1/{agentId}/x";
        for result in [
            operator.change(&runner, &Change::Remove, &Departure::at_once()).await,
            operator.change(&runner, &Change::Command(RunnerCommand::Restart), &Departure::at_once()).await,
            operator.change(&runner, &Change::AllowList(AllowListChange::Clear), &Departure::at_once()).await,
            operator.credentials(&runner).await.map(drop),
            operator.test_connectivity(&runner, path, ("h", 1), &Departure::at_once()).await.map(drop),
        ] {
            let error = error_of(result);
            assert_eq!(error.cause, Cause::NotSent(Label::from("an id that cannot be part of an address")));
            assert!(!error.is_unanswered() && !error.is_transient());
        }
    }
    assert_eq!(api_requests(&server).len(), 0);
}

#[tokio::test]
async fn reading_and_changing_share_the_token_and_not_the_connection() {
    let server = answering([Reply::json(200, ONE_RUNNER), Reply::status(202)]).await;
    let operator = operator(&server);
    operator.control_plane().runners(0).await.unwrap();
    operator.clone().change(&id("r-1"), &Change::Remove, &Departure::at_once()).await.unwrap();
    assert_eq!((server.requests_for(TOKEN_PATH).len(), server.seen().connections), (1, 2));
    assert_eq!(format!("{operator:?}"), format!("Writer(127.0.0.1:{})", server.port()));
}
