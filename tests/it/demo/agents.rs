//! Runners over HTTP: creating, changing, commanding, testing and removing them.

use reqwest::Method;
use serde_json::{Value, json};
use trackside::demo::Settings;

use super::client::{Session, still};

async fn violations(session: &Session, method: Method, path: &str, body: Value) -> Vec<String> {
    let (status, problem) = session.call(method, path, Some(body)).await;
    assert_eq!(status, 400, "{problem}");
    let list = problem["violations"].as_array().unwrap();
    list.iter().map(|violation| violation.as_str().unwrap().to_owned()).collect()
}

/// Follows a runner to the last of the statuses. A slow machine may miss some of them, but the order holds.
async fn follow(session: &Session, agent: &str, path: &[&str]) {
    let last = path.last().unwrap();
    let seen = session.until_seen(agent, |agent| agent["agentStatus"] == *last).await;
    let mut place = 0;
    for agent in &seen {
        let ahead = path[place..].iter().position(|status| agent["agentStatus"] == *status);
        place += ahead.unwrap_or_else(|| panic!("{agent} is not on the way {path:?}"));
    }
}

#[tokio::test]
async fn a_created_runner_is_pending_and_listed_last() {
    let session = Session::start(still()).await;
    let new = json!({
        "name": "new-one", "agentType": "streaming", "cloudProvider": "google_cloud", "deployment": "gce",
    });
    let (status, agent) = session.call(Method::POST, "/v1/agents", Some(new)).await;
    assert_eq!(status, 201);
    assert_eq!((agent["agentStatus"].as_str(), agent["connected"].as_bool()), (Some("pending"), Some(false)));
    assert_eq!(
        (agent["description"].as_str(), agent["versionDetails"]["trackName"].as_str()),
        (Some(""), Some("current"))
    );
    let list = session.get("/v1/agents?page=42&size=1").await;
    assert_eq!((list["total"].as_u64(), &list["results"][0]["agentId"]), (Some(43), &agent["agentId"]));
}

#[tokio::test]
async fn what_a_new_runner_may_not_have_is_refused() {
    let session = Session::start(still()).await;
    let refused = async |changes: Value| {
        let mut body = json!({
            "name": "new-one", "agentType": "data_productivity_cloud", "cloudProvider": "aws", "deployment": "fargate",
        });
        body.as_object_mut().unwrap().extend(changes.as_object().unwrap().clone());
        violations(&session, Method::POST, "/v1/agents", body).await
    };
    assert_eq!(refused(json!({ "name": "x".repeat(31) })).await, ["name: size must be between 1 and 30"]);
    assert_eq!(refused(json!({ "name": " " })).await, ["name: size must be between 1 and 30"]);
    assert_eq!(refused(json!({ "name": 7 })).await[0], "name: must be a string");
    assert_eq!(
        refused(json!({ "description": "x".repeat(501) })).await,
        ["description: size must be between 0 and 500"]
    );
    assert_eq!(refused(json!({ "trackName": "STABLE" })).await, ["trackName: must be current or stable"]);
    assert_eq!(refused(json!({ "deployment": "aks" })).await.len(), 1);
    assert_eq!(refused(json!({ "cloudProvider": "matillion", "deployment": "hosted" })).await.len(), 1);
    let streaming = json!({ "agentType": "streaming", "enableAutoUpdates": true, "restrictedAccess": false });
    assert_eq!(refused(streaming).await.len(), 2);
    let snowflake = json!({ "cloudProvider": "snowflake", "deployment": "native app", "enableAutoUpdates": true });
    assert_eq!(refused(snowflake).await.len(), 1);
    assert_eq!(refused(json!({ "colour": "red" })).await, ["colour: unknown field"]);
    assert_eq!(violations(&session, Method::POST, "/v1/agents", json!({})).await.len(), 7);
}

#[tokio::test]
async fn settings_change_one_by_one_and_the_installed_version_stays() {
    let session = Session::start(still()).await;
    let agent = session.path_of("loyalty-points").await;
    let before = session.get(&agent).await;
    let changes = json!({
        "name": "ポイント", "description": "", "enableAutoUpdates": false, "restrictedAccess": true,
        "trackName": "STABLE",
    });
    assert_eq!(session.call(Method::PATCH, &agent, Some(changes)).await.0, 202);
    let after = session.get(&agent).await;
    assert_eq!((after["name"].as_str(), after["description"].as_str()), (Some("ポイント"), Some("")));
    assert_eq!((&after["enableAutoUpdates"], &after["restrictedAccess"]), (&json!(false), &json!(true)));
    let (versions, old) = (&after["versionDetails"], &before["versionDetails"]);
    assert_eq!(versions["agentVersion"], old["agentVersion"]);
    assert_eq!((versions["trackName"].as_str(), versions["support"].as_str()), (Some("stable"), Some("UNSUPPORTED")));
    session.call(Method::PATCH, &agent, Some(json!({ "description": "back" }))).await;
    assert_eq!(session.get(&agent).await["name"], "ポイント");
}

#[tokio::test]
async fn what_may_not_be_changed_is_refused() {
    let session = Session::start(still()).await;
    let snowflake = session.path_of("snow-native-main").await;
    let streaming = session.path_of("orders-stream").await;
    let maia = session.path_of("loyalty-points").await;
    let cases = [
        (&snowflake, json!({ "trackName": "STABLE" }), "trackName: cannot be changed for snowflake agents"),
        (&snowflake, json!({ "enableAutoUpdates": false }), "enableAutoUpdates: cannot be changed"),
        (&streaming, json!({ "enableAutoUpdates": true }), "enableAutoUpdates: cannot be changed"),
        (&streaming, json!({ "restrictedAccess": true }), "restrictedAccess: cannot be set for streaming agents"),
        (&maia, json!({ "trackName": "stable" }), "trackName: must be CURRENT or STABLE"),
        (&maia, json!({ "enableAutoUpdates": "true" }), "enableAutoUpdates: must be true or false"),
        (&maia, json!({ "name": "" }), "name: size must be between 1 and 30"),
        (&maia, json!({ "agentStatus": "stopped" }), "agentStatus: unknown field"),
    ];
    for (agent, body, expected) in cases {
        let found = violations(&session, Method::PATCH, agent, body).await;
        assert!(found.len() == 1 && found[0].starts_with(expected), "{found:?}");
    }
}

#[tokio::test]
async fn commands_take_their_documented_paths() {
    let session = Session::start(still()).await;
    let agent = session.path_of("crm-sync-us").await;
    assert_eq!(session.command(&agent, "PAUSE").await, 202);
    follow(&session, &agent, &["pausing", "paused"]).await;
    assert!(session.get(&agent).await["pausedUntil"].is_string());
    assert_eq!(session.command(&agent, "RESUME").await, 202);
    follow(&session, &agent, &["paused", "running"]).await;
    let before = session.get(&agent).await;
    assert_eq!(before["versionDetails"]["agentUpdateAvailable"], true);
    assert_eq!(session.command(&agent, "RESTART").await, 202);
    follow(&session, &agent, &["stopping", "unknown", "running"]).await;
    let after = session.get(&agent).await;
    assert_eq!(after["versionDetails"]["agentVersion"], before["versionDetails"]["trackVersion"]);
    assert_eq!(after["versionDetails"]["agentUpdateAvailable"], false);
}

#[tokio::test]
async fn a_stopped_runner_is_removed_and_its_environments_point_nowhere() {
    let session = Session::start(still()).await;
    let agent = session.path_of("ads-attribution").await;
    let refresh = Some(json!({ "action": "SECRET_REFRESH" }));
    assert_eq!(session.call(Method::DELETE, &agent, None).await.0, 409);
    session.call(Method::POST, &format!("{agent}/credentials"), refresh).await;
    assert_eq!(session.get(&agent).await["agentStatus"], "unknown");
    assert_eq!(session.call(Method::DELETE, &agent, None).await.0, 202);
    session.until("/v1/agents", |list| list["total"] == 41).await;
    assert_eq!(session.call(Method::GET, &agent, None).await.0, 404);
    let projects = session.get("/v1/projects").await;
    let project =
        &projects["results"].as_array().unwrap().iter().find(|project| project["name"] == "Marketing attribution");
    let id = project.unwrap()["id"].as_str().unwrap();
    let environments = session.get(&format!("/v1/projects/{id}/environments")).await;
    let id = agent.rsplit('/').next().unwrap();
    let left = |name: &str| json!({ "name": name, "defaultAgentId": id });
    assert_eq!(environments["results"], json!([left("dev"), left("prod")]));
}

#[tokio::test]
async fn a_new_secret_replaces_the_old_one_and_disconnects_the_runner() {
    let session = Session::start(still()).await;
    let agent = session.path_of("sales-mart-prod").await;
    let path = format!("{agent}/credentials");
    let before = session.get(&path).await;
    assert_eq!(before, session.get(&path).await);
    let (_, after) = session.call(Method::POST, &path, Some(json!({ "action": "SECRET_REFRESH" }))).await;
    assert_eq!(before["clientId"], after["clientId"]);
    assert_ne!(before["clientSecret"], after["clientSecret"]);
    assert_eq!(after, session.get(&path).await);
    let agent = session.get(&agent).await;
    assert_eq!((agent["agentStatus"].as_str(), agent["connected"].as_bool()), (Some("unknown"), Some(false)));
}

#[tokio::test]
async fn connectivity_tests_succeed_or_time_out_by_host() {
    let session = Session::start(still()).await;
    let agent = session.path_of("loyalty-points").await;
    let path = session.demo.connectivity_path().replace("{agentId}", agent.rsplit('/').next().unwrap());
    for (host, port, result) in [
        ("db.example.internal", 5432, "SUCCESS"),
        ("2001:db8::7", 443, "TIMEOUT"),
        ("192.0.2.10", 443, "TIMEOUT"),
        ("nowhere.invalid", 443, "TIMEOUT"),
        ("smtp.example.com", 25, "TIMEOUT"),
        ("blocked.example.com", 443, "TIMEOUT"),
    ] {
        let target = json!({ "host": host, "port": port });
        let (status, answer) = session.call(Method::POST, &path, Some(target)).await;
        assert_eq!((status, answer), (200, json!({ "result": result, "host": host, "port": port })));
    }
}

#[tokio::test]
async fn commands_show_in_the_audit_log_newest_first() {
    let session = Session::start(still()).await;
    let agent = session.path_of("loyalty-points").await;
    session.call(Method::PATCH, &agent, Some(json!({ "description": "x" }))).await;
    session.command(&agent, "PAUSE").await;
    let path = "/v1/events?from=2026-01-01T00:00:00.000Z&to=2999-01-01T00:00:00.000Z&size=2";
    let events = session.get(path).await;
    let names: Vec<_> = events["results"].as_array().unwrap().iter().map(|event| &event["eventName"]).collect();
    assert_eq!(names, ["agent_paused", "agent_updated"]);
    assert_eq!(events["results"][0]["eventSubjectName"], "loyalty-points");
    let history = events["total"].as_u64().unwrap();
    assert_eq!(history, 2 + 3 * 42);
    let none = session.get("/v1/events?from=2000-01-01T00:00:00Z&to=2000-01-02T00:00:00Z").await;
    assert_eq!(none["total"], 0);
}

#[tokio::test]
async fn verbatim_agents_are_listed_as_given_and_can_be_worked_with() {
    let hostile = json!({
        "agentId": "../a b?c", "name": "\u{1b}[2J\u{202e}evil", "agentStatus": "running", "surprise": [1, null],
    });
    let extra = vec![hostile.clone(), json!(null), json!({ "name": 5 })];
    let session = Session::start(Settings { runners: Some(1), extra: extra.clone(), ..still() }).await;
    let list = session.get("/v1/agents").await;
    assert_eq!(list["total"], 4);
    assert_eq!(list["results"].as_array().unwrap()[1..], extra);
    let second = session.get("/v1/agents?page=1&size=3").await;
    assert_eq!(second["results"], json!([extra[2]]));
    let agent = "/v1/agents/..%2Fa%20b%3Fc";
    assert_eq!(session.get(agent).await, hostile);
    assert_eq!(session.command(agent, "PAUSE").await, 202);
    assert_eq!(session.get(agent).await["agentStatus"], "paused");
    assert_eq!(session.call(Method::PATCH, agent, Some(json!({ "name": "tame" }))).await.0, 202);
    assert_eq!(session.get(agent).await["name"], "tame");
    assert!(session.get(&format!("{agent}/credentials")).await["clientSecret"].is_string());
    assert_eq!(session.get(&format!("{agent}/allowlist")).await, json!({ "projects": { "projects": {} } }));
    assert_eq!(session.call(Method::DELETE, agent, None).await.0, 202);
    assert_eq!(session.get("/v1/agents").await["total"], 3);
}

#[tokio::test]
async fn a_dropped_demo_takes_no_more_connections() {
    let session = Session::start(still()).await;
    let url = format!("{}/v1/agents", session.demo.api_url());
    drop(session.demo);
    let refused = async {
        // The task that listens ends at its next turn.
        while super::client::http().get(&url).send().await.is_ok() {}
    };
    tokio::time::timeout(std::time::Duration::from_secs(30), refused).await.unwrap();
}
