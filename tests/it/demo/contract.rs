//! The demo against the documented contract: every operation's success code and shape, and every problem.
//!
//! The shapes are written from the reference of the API, not from the demo or the product's client.

use std::collections::BTreeSet;

use reqwest::Method;
use serde_json::{Value, json};

use super::client::{Session, still};
use super::shape::Shape::{self, Anything, ByProject, List, Object, OneOf, SomeText, Switch, Text, Time, Uuid, Whole};

const VERSION_DETAILS: Shape = Object(&[
    ("agentVersion", false, SomeText),
    ("agentUpdateAvailable", false, Switch),
    ("support", false, SomeText),
    ("trackName", false, OneOf(&["current", "stable"])),
    ("trackVersion", false, SomeText),
    ("trackReleaseDate", false, Time),
]);

// Status, provider and deployment are open: words that no documentation lists may appear.
const AGENT: Shape = Object(&[
    ("agentId", true, SomeText),
    ("name", true, SomeText),
    ("description", false, Text),
    ("agentStatus", false, SomeText),
    ("agentType", false, OneOf(&["data_productivity_cloud", "streaming"])),
    ("cloudProvider", false, SomeText),
    ("deployment", false, SomeText),
    ("connected", false, Switch),
    ("enableAutoUpdates", false, Switch),
    ("restrictedAccess", false, Switch),
    ("pausedUntil", false, Time),
    ("versionDetails", false, VERSION_DETAILS),
]);

const AGENT_PAGE: Shape =
    Object(&[("page", true, Whole), ("size", true, Whole), ("total", true, Whole), ("results", true, List(&AGENT))]);

const CREDENTIALS: Shape = Object(&[("clientId", true, SomeText), ("clientSecret", true, SomeText)]);

const ALLOWLIST_ENTRY: Shape = Object(&[("environments", false, List(&SomeText))]);
const ALLOWLIST: Shape = Object(&[("projects", true, Object(&[("projects", true, ByProject(&ALLOWLIST_ENTRY))]))]);

const PROJECT: Shape = Object(&[("id", true, Uuid), ("name", true, SomeText), ("description", false, Text)]);
const PROJECT_PAGE: Shape =
    Object(&[("page", true, Whole), ("size", true, Whole), ("total", true, Whole), ("results", true, List(&PROJECT))]);

const ENVIRONMENT: Shape =
    Object(&[("name", true, SomeText), ("defaultAgentId", false, SomeText), ("defaultAgentName", false, SomeText)]);
const ENVIRONMENT_PAGE: Shape = Object(&[
    ("page", true, Whole),
    ("size", true, Whole),
    ("total", true, Whole),
    ("results", true, List(&ENVIRONMENT)),
]);

const EVENT: Shape = Object(&[
    ("eventId", false, SomeText),
    ("eventName", false, SomeText),
    ("eventType", false, SomeText),
    ("eventDescription", false, Text),
    ("eventTimestamp", false, Time),
    ("eventSource", false, SomeText),
    ("eventProjectId", false, SomeText),
    ("eventSubjectId", false, SomeText),
    ("eventSubjectName", false, SomeText),
    ("eventSubjectType", false, SomeText),
    ("actorId", false, SomeText),
    ("actorEmail", false, SomeText),
    ("additionalInfo", false, Anything),
]);
const EVENT_PAGE: Shape =
    Object(&[("page", true, Whole), ("size", true, Whole), ("total", true, Whole), ("results", true, List(&EVENT))]);

const CONNECTIVITY: Shape =
    Object(&[("result", true, OneOf(&["SUCCESS", "TIMEOUT"])), ("host", true, SomeText), ("port", true, Whole)]);

const PROBLEM: Shape = Object(&[
    ("type", true, SomeText),
    ("title", true, SomeText),
    ("status", true, Whole),
    ("detail", false, SomeText),
    ("instance", true, SomeText),
    ("violations", false, List(&SomeText)),
]);

/// A project of the hand-made fleet.
async fn project(session: &Session) -> String {
    session.get("/v1/projects").await["results"][0]["id"].as_str().unwrap().to_owned()
}

fn assert_shape(shape: &Shape, value: &Value, what: &str) {
    let differences = shape.differences(value);
    assert!(differences.is_empty(), "{what}: {differences:#?}");
}

#[tokio::test]
async fn the_token_has_its_shape() {
    const TOKEN: Shape =
        Object(&[("access_token", true, SomeText), ("token_type", false, Text), ("expires_in", false, Whole)]);
    let session = Session::start(still()).await;
    let form = [
        ("grant_type", "client_credentials"),
        ("client_id", session.demo.client_id()),
        ("client_secret", session.demo.client_secret()),
        ("audience", super::client::AUDIENCE),
    ];
    let answer = session.http.post(session.demo.token_url()).form(&form).send().await.unwrap();
    assert_eq!(answer.status(), 200);
    let answer: Value = answer.json().await.unwrap();
    assert_shape(&TOKEN, &answer, "token");
    assert_eq!((answer["token_type"].as_str(), answer["expires_in"].as_u64()), (Some("Bearer"), Some(1800)));
}

#[tokio::test]
async fn reads_answer_200_in_their_shapes() {
    let session = Session::start(still()).await;
    let agent = session.path_of("ingest-emea").await;
    let project = project(&session).await;
    let reads: [(String, &Shape); 7] = [
        ("/v1/agents?page=0&size=100".to_owned(), &AGENT_PAGE),
        (agent.clone(), &AGENT),
        (format!("{agent}/credentials"), &CREDENTIALS),
        (format!("{agent}/allowlist"), &ALLOWLIST),
        ("/v1/projects".to_owned(), &PROJECT_PAGE),
        (format!("/v1/projects/{project}/environments"), &ENVIRONMENT_PAGE),
        ("/v1/events?from=2026-01-01T00:00:00.000Z&to=2999-01-01T00:00:00.000Z".to_owned(), &EVENT_PAGE),
    ];
    for (path, shape) in reads {
        let answer = session.send(Method::GET, &path, None).await.unwrap();
        assert_eq!(answer.status(), 200, "{path}");
        assert_eq!(answer.headers()["content-type"], "application/json", "{path}");
        assert_shape(shape, &answer.json().await.unwrap(), &path);
    }
}

#[tokio::test]
async fn every_runner_has_details_that_go_on_where_its_list_entry_ends() {
    let session = Session::start(still()).await;
    let list = session.get("/v1/agents?size=100").await;
    let mut sparse = 0;
    for entry in list["results"].as_array().unwrap() {
        let details = session.get(&format!("/v1/agents/{}", entry["agentId"].as_str().unwrap())).await;
        assert_shape(&AGENT, &details, "details");
        for (name, value) in entry.as_object().unwrap() {
            assert_eq!(&details[name], value, "{name} of {entry}");
        }
        let detail_only = ["description", "enableAutoUpdates", "restrictedAccess", "pausedUntil"];
        assert!(detail_only.iter().all(|name| entry.get(name).is_none()), "{entry}");
        let has_pause_end = details.get("pausedUntil").is_some();
        assert_eq!(has_pause_end, details["agentStatus"] == "paused", "{details}");
        sparse += u32::from(entry.get("connected").is_none());
    }
    assert_eq!(sparse, 5);
}

#[tokio::test]
async fn changes_answer_their_codes_without_a_body() {
    let session = Session::start(still()).await;
    let agent = session.path_of("loyalty-points").await;
    let stopped = session.path_of("claims-archive").await;
    let project = project(&session).await;
    let projects = json!({ "projects": { &project: { "environments": ["dev"] } } });
    let changes = [
        (Method::PATCH, agent.clone(), Some(json!({ "trackName": "STABLE" })), 202),
        (Method::PATCH, agent.clone(), Some(json!({})), 202),
        (Method::POST, format!("{agent}/commands"), Some(json!({ "command": "PAUSE" })), 202),
        (Method::PUT, format!("{agent}/allowlist"), Some(projects.clone()), 200),
        (Method::PATCH, format!("{agent}/allowlist"), Some(projects), 200),
        (Method::DELETE, format!("{agent}/allowlist?projectId={project}&environmentName=dev"), None, 200),
        (Method::DELETE, format!("{agent}/allowlist?projectId={project}"), None, 200),
        (Method::DELETE, stopped, None, 202),
    ];
    for (method, path, body, status) in changes {
        assert_eq!(session.call(method, &path, body).await, (status, Value::Null), "{path}");
    }
}

#[tokio::test]
async fn changes_with_an_answer_have_their_shapes() {
    let session = Session::start(still()).await;
    let agent = session.path_of("loyalty-points").await;
    let new = json!({
        "name": "new-one", "agentType": "data_productivity_cloud", "cloudProvider": "gcp", "deployment": "gke",
        "trackName": "stable", "enableAutoUpdates": true, "restrictedAccess": true, "description": "A new one",
    });
    let target = json!({ "host": "db.example.internal", "port": 5432 });
    let changes = [
        ("/v1/agents".to_owned(), new, 201, &AGENT),
        (format!("{agent}/connectivity-tests"), target, 200, &CONNECTIVITY),
        (format!("{agent}/credentials"), json!({ "action": "SECRET_REFRESH" }), 200, &CREDENTIALS),
    ];
    for (path, body, status, shape) in changes {
        let (answered, answer) = session.call(Method::POST, &path, Some(body)).await;
        assert_eq!(answered, status, "{path}");
        assert_shape(shape, &answer, &path);
    }
}

#[tokio::test]
async fn problems_have_their_code_and_shape() {
    let session = Session::start(still()).await;
    let agent = session.path_of("ingest-emea").await;
    let old = session.path_of("legacy-dwh-us").await;
    let hosted = session.path_of("sandbox-hosted").await;
    let paused = session.path_of("billing-eu").await;
    let nobody = "/v1/agents/6d0f3a52-2f51-4f5b-8a3a-6c1d2e3f4a01".to_owned();
    let no_project = "/v1/projects/6d0f3a52-2f51-4f5b-8a3a-6c1d2e3f4a01/environments".to_owned();
    let target = json!({ "host": "db.example.internal", "port": 5432 });
    let pause = json!({ "command": "PAUSE" });
    let cases = [
        (Method::GET, "/v1/agents?size=0".to_owned(), None, 400),
        (Method::GET, "/v1/events".to_owned(), None, 400),
        (Method::GET, "/v1/events?from=2026-01-02T00:00:00Z&to=2026-01-01T00:00:00Z".to_owned(), None, 400),
        (Method::POST, "/v1/agents".to_owned(), Some(json!([])), 400),
        (Method::POST, format!("{agent}/commands"), Some(json!({ "command": "STOP" })), 400),
        (Method::POST, format!("{agent}/commands"), Some(json!({})), 400),
        (Method::POST, format!("{agent}/credentials"), Some(json!({ "action": "DELETE" })), 400),
        (Method::POST, format!("{agent}/connectivity-tests"), Some(json!({ "host": "", "port": 0 })), 400),
        (Method::POST, format!("{hosted}/commands"), Some(pause.clone()), 400),
        (Method::GET, format!("{hosted}/credentials"), None, 400),
        (Method::PATCH, hosted, Some(json!({ "name": "mine" })), 400),
        (Method::GET, nobody.clone(), None, 404),
        (Method::POST, format!("{nobody}/commands"), Some(pause.clone()), 404),
        (Method::GET, format!("{agent}/secrets"), None, 404),
        (Method::GET, no_project, None, 404),
        (Method::GET, "/v2/agents".to_owned(), None, 404),
        (Method::DELETE, "/v1/agents".to_owned(), None, 405),
        (Method::GET, format!("{agent}/commands"), None, 405),
        (Method::POST, "/v1/projects".to_owned(), Some(json!({})), 405),
        (Method::DELETE, agent.clone(), None, 409),
        (Method::POST, format!("{paused}/commands"), Some(pause), 409),
        (Method::POST, format!("{paused}/connectivity-tests"), Some(target.clone()), 409),
        (Method::PATCH, agent.clone(), None, 415),
        (Method::PATCH, agent, Some(json!({ "description": "x".repeat(100_000) })), 413),
        (Method::POST, format!("{old}/connectivity-tests"), Some(target), 422),
    ];
    let mut codes = BTreeSet::new();
    for (method, path, body, status) in cases {
        let answer = session.send(method.clone(), &path, body).await.unwrap();
        assert_eq!(answer.status(), status, "{method} {path}");
        assert_eq!(answer.headers()["content-type"], "application/problem+json", "{method} {path}");
        assert_eq!(answer.headers().contains_key("allow"), status == 405, "{method} {path}");
        let answer: Value = answer.json().await.unwrap();
        assert_shape(&PROBLEM, &answer, &path);
        assert_eq!(answer["status"], status);
        assert_eq!(answer["instance"], path.split('?').next().unwrap());
        codes.insert(status);
    }
    assert_eq!(codes.into_iter().collect::<Vec<_>>(), [400, 404, 405, 409, 413, 415, 422]);
}

#[tokio::test]
async fn the_hand_made_fleet_shows_everything_the_domain_knows() {
    let session = Session::start(still()).await;
    let list = session.get("/v1/agents?size=100").await;
    assert_eq!(list["total"], 42);
    let mut agents = Vec::new();
    for entry in list["results"].as_array().unwrap() {
        agents.push(session.get(&format!("/v1/agents/{}", entry["agentId"].as_str().unwrap())).await);
    }
    let has = |what: &dyn Fn(&Value) -> bool| agents.iter().any(what);
    let platforms: BTreeSet<_> = agents
        .iter()
        .map(|agent| (agent["cloudProvider"].as_str().unwrap(), agent["deployment"].as_str().unwrap()))
        .collect();
    for platform in [
        ("aws", "fargate"),
        ("aws", "eks"),
        ("azure", "container app"),
        ("azure", "aks"),
        ("azure", "aci"),
        ("gcp", "gke"),
        ("gcp", "gce"),
        ("google_cloud", "gke"),
        ("google_cloud", "gce"),
        ("snowflake", "native app"),
        ("matillion", "hosted"),
        ("oracle", "oke"),
    ] {
        assert!(platforms.contains(&platform), "{platform:?}");
    }
    for status in ["pending", "running", "unknown", "stopping", "stopped", "pausing", "paused", "migrating"] {
        assert!(has(&|agent| agent["agentStatus"] == status), "{status}");
    }
    for (field, values) in [("support", ["SUPPORTED", "UNSUPPORTED"]), ("trackName", ["current", "stable"])] {
        for value in values {
            assert!(has(&|agent| agent["versionDetails"][field] == value), "{value}");
        }
    }
    assert!(has(&|agent| agent["versionDetails"]["agentUpdateAvailable"] == true));
    assert!(has(&|agent| agent["versionDetails"]["agentUpdateAvailable"] == false));
    assert!(has(&|agent| agent["agentStatus"] == "paused" && agent["connected"] == false));
    assert!(has(&|agent| agent.get("versionDetails").is_none()));
    assert!(has(&|agent| agent["agentType"] == "streaming"));
    assert!(has(&|agent| agent["restrictedAccess"] == true));
    let longest = agents.iter().map(|agent| agent["name"].as_str().unwrap().chars().count()).max();
    assert_eq!(longest, Some(30));
    assert!(has(&|agent| agent["name"] == "東京-バッチ"));
    let running = agents.iter().filter(|agent| agent["agentStatus"] == "running").count();
    assert!(running * 3 > agents.len() * 2, "{running} run");
}
