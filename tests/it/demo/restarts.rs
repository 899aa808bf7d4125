//! Restarts of several runners over HTTP: what may go wrong with them is in the fleet, with the same runners each time.

use std::collections::BTreeMap;

use reqwest::Method;
use serde_json::{Value, json};

use super::client::{Session, still};

/// The runners of the list, each read by itself: an entry of the list may lack its version.
async fn runners(session: &Session) -> Vec<Value> {
    let list = session.get("/v1/agents?size=100").await;
    let mut runners = Vec::new();
    for entry in list["results"].as_array().unwrap() {
        runners.push(session.get(&format!("/v1/agents/{}", entry["agentId"].as_str().unwrap())).await);
    }
    runners
}

/// Restarts a runner and follows it to the end: what became of it, in a word or by the reason of the refusal.
async fn restarted(session: &Session, runner: &Value) -> String {
    let path = format!("/v1/agents/{}", runner["agentId"].as_str().unwrap());
    let body = Some(json!({ "command": "RESTART" }));
    let (status, problem) = session.call(Method::POST, &format!("{path}/commands"), body).await;
    if status != 202 {
        return format!("{status}: {}", problem["detail"].as_str().unwrap());
    }
    session.until(&path, |runner| runner["agentStatus"] == "unknown" && runner["connected"] == false).await;
    if runner["name"] == "stock-forecast" {
        return "away".to_owned();
    }
    let after = session.until(&path, |runner| runner["agentStatus"] == "running" && runner["connected"] == true).await;
    let version = |runner: &Value, field: &str| runner["versionDetails"][field].as_str().unwrap().to_owned();
    let reported = version(&after, "agentVersion");
    match reported {
        reported if reported == version(runner, "trackVersion") => "on the track's version".to_owned(),
        reported if reported == version(runner, "agentVersion") => "on its old version".to_owned(),
        reported => reported,
    }
}

#[tokio::test]
async fn of_those_that_are_behind_one_stays_away_two_keep_their_version_and_two_are_refused() {
    let session = Session::start(still()).await;
    let is_behind = |runner: &Value| {
        let is_updatable = runner["versionDetails"]["agentUpdateAvailable"] == true;
        let is_running = runner["agentStatus"] == "running" && runner["connected"] == true;
        is_updatable && is_running && runner["agentType"] == "data_productivity_cloud"
    };
    let mut found = BTreeMap::new();
    for runner in runners(&session).await.iter().filter(|runner| is_behind(runner)) {
        found.insert(runner["name"].as_str().unwrap().to_owned(), restarted(&session, runner).await);
    }
    let (updated, kept) = ("on the track's version", "on its old version");
    let expected = [
        ("crm-sync-us", updated),
        ("dr-drill-2024", kept),
        ("hr-reporting", "409: The agent is locked: its owner has to allow a restart first."),
        ("ingest-emea", updated),
        ("legacy-dwh-us", kept),
        ("oke-pilot", "400: This agent is not managed by customers."),
        ("snow-native-main", updated),
        ("stock-forecast", "away"),
        ("東京-バッチ", updated),
    ];
    assert_eq!(found, expected.map(|(name, end)| (name.to_owned(), end.to_owned())).into());
    // Minutes of the fleet have passed.
    let away = session.get(&session.path_of("stock-forecast").await).await;
    assert_eq!((&away["agentStatus"], &away["connected"]), (&json!("unknown"), &json!(false)));
    let refused = session.get(&session.path_of("hr-reporting").await).await;
    assert_eq!((&refused["agentStatus"], &refused["connected"]), (&json!("running"), &json!(true)));
}

#[tokio::test]
async fn two_runners_serve_one_project_and_two_may_serve_one_environment() {
    let session = Session::start(still()).await;
    let projects = session.get("/v1/projects?size=100").await;
    let project = |name: &str| {
        let project = projects["results"].as_array().unwrap().iter().find(|project| project["name"] == name);
        project.unwrap()["id"].as_str().unwrap().to_owned()
    };
    let defaults = async |name: &str| -> Vec<(String, String)> {
        let environments = session.get(&format!("/v1/projects/{}/environments", project(name))).await;
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        let environments = environments["results"].as_array().unwrap();
        environments.iter().map(|each| (text(&each["name"]), text(&each["defaultAgentName"]))).collect()
    };
    let pairs = |pairs: &[(&str, &str)]| -> Vec<(String, String)> {
        pairs.iter().map(|(name, runner)| ((*name).to_owned(), (*runner).to_owned())).collect()
    };
    let both = [("dev", "crm-sync-eu"), ("prod", "crm-sync-eu"), ("prod-us", "crm-sync-us")];
    assert_eq!(defaults("Customer 360").await, pairs(&both));
    for name in ["crm-sync-eu", "crm-sync-us"] {
        let runner = session.get(&session.path_of(name).await).await;
        assert_eq!(runner["restrictedAccess"], false, "{name} may serve every environment");
    }
    assert_eq!(defaults("Finance").await[1], ("prod".to_owned(), "finance-azure".to_owned()));
    for name in ["finance-azure", "hr-reporting"] {
        let path = session.path_of(name).await;
        assert_eq!(session.get(&path).await["restrictedAccess"], true, "{name}");
        let list = session.get(&format!("{path}/allowlist")).await.to_string();
        assert!(list.contains(&project("Finance")), "{list}");
    }
}
