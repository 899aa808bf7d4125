//! What is remembered, in the real program: it ends, something changes, and the next start says what is different.

use std::sync::{Arc, Mutex};

use serde_json::{Value, json};
use tokio::runtime::Runtime;

use super::*;
use crate::support::http::{Reply, Request, Server};

/// A control plane whose runners can be changed, and somebody's folder.
struct Account {
    runners: Arc<Mutex<Vec<Value>>>,
    server: Server,
    home: tempfile::TempDir,
    _runtime: Runtime,
}

fn runner(name: &str, status: &str, version: &str) -> Value {
    json!({
        "agentId": format!("id-{name}"), "name": name, "agentStatus": status, "connected": true, "deployment": "fargate",
        "agentType": "data_productivity_cloud", "cloudProvider": "aws",
        "versionDetails": { "agentVersion": version, "agentUpdateAvailable": false, "support": "SUPPORTED",
            "trackName": "current", "trackVersion": version, "trackReleaseDate": "2026-01-01T00:00:00.000Z" }
    })
}

impl Account {
    fn with(runners: Vec<Value>) -> Self {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        let runners = Arc::new(Mutex::new(runners));
        let shown = Arc::clone(&runners);
        let script = move |request: &Request| {
            let page = |results: &[Value]| {
                json!({ "page": 0, "size": 100, "total": results.len(), "results": results }).to_string()
            };
            match (request.method.as_str(), request.path()) {
                ("POST", "/token") => Reply::json(200, r#"{"access_token":"t","expires_in":1800}"#),
                ("GET", "/v1/agents") => Reply::json(200, page(&shown.lock().unwrap())),
                ("GET", path) => match path.strip_prefix("/v1/agents/") {
                    Some(id) => {
                        let found = shown.lock().unwrap().iter().find(|one| one["agentId"] == id).cloned();
                        found.map_or_else(|| Reply::json(404, "{}"), |one| Reply::json(200, one.to_string()))
                    }
                    None => Reply::json(200, page(&[])),
                },
                _ => Reply::json(500, "{}"),
            }
        };
        let server = runtime.block_on(Server::start(script));
        Self { runners, server, home: tempfile::tempdir().unwrap(), _runtime: runtime }
    }

    fn start(&self) -> Session {
        let environment = [
            ("TRACKSIDE_API_URL", self.server.url("")),
            ("TRACKSIDE_TOKEN_URL", self.server.url("/token")),
            ("TRACKSIDE_CLIENT_ID", "client-1".to_owned()),
            ("TRACKSIDE_CLIENT_SECRET", "not-so-secret".to_owned()),
            ("TRACKSIDE_REFRESH", "1".to_owned()),
            ("XDG_STATE_HOME", self.home.path().to_str().unwrap().to_owned()),
        ];
        let borrowed: Vec<(&str, &str)> = environment.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let mut session = trackside(&[], 100, 30, &borrowed);
        session.wait_for("RUNNER").wait_for("billing-eu");
        session
    }

    /// As if what is in the history had been two days earlier.
    fn two_days_pass(&self) {
        let path = self.home.path().join("trackside/history.sqlite3");
        let connection = rusqlite::Connection::open(path).unwrap();
        let days = 2 * 86_400_000;
        connection
            .execute_batch(&format!(
                "UPDATE watched SET since = since - {days}, until = until - {days};
                 UPDATE records SET at = at - {days}; UPDATE runners SET at = at - {days};"
            ))
            .unwrap();
    }
}

fn quit(mut session: Session) {
    session.keys("\u{3}");
    assert_eq!(exit_code(&mut session), Some(0));
    session.assert_restored();
}

#[test]
fn the_next_start_says_what_changed_while_nobody_looked() {
    let account =
        Account::with(vec![runner("billing-eu", "running", "11.1.0"), runner("old-one", "running", "11.1.0")]);
    let mut session = account.start();
    // Nobody watched before, so there is nothing to tell.
    session.keys("H").wait_for("No earlier time is in the history.").keys("q");
    quit(session);
    account.two_days_pass();
    *account.runners.lock().unwrap() =
        vec![runner("billing-eu", "unknown", "11.2.0"), runner("fresh", "running", "11.2.0")];

    let mut session = account.start();
    session.wait_for("(H lists all): 1 updated, 1 new");
    session.keys("H").wait_for("1 gone").wait_for("old-one").wait_for("Running → Unknown").wait_for("11.1.0 → 11.2.0");
    session.keys("q").wait_until_gone("Last watched");
    session
        .keys("E")
        .wait_for("Not watched from")
        .wait_for("old-one")
        .keys("/fresh\r")
        .wait_for("1 of 4")
        .wait_until_gone("11.1.0");
    session.keys("\u{1b}\u{1b}").wait_until_gone("filter fresh");
    quit(session);
}

#[test]
fn a_timeline_shows_what_was_seen_and_the_order_is_there_again() {
    let account = Account::with(vec![runner("billing-eu", "running", "11.1.0"), runner("crm", "paused", "11.1.0")]);
    let mut session = account.start();
    session.keys("2").wait_for("STATUS ▲");
    session.keys("T").wait_for("24 H AGO").wait_for("100 %").wait_for("0.0 %");
    session.keys("++").wait_for("1 H AGO").keys("T").wait_for("PLATFORM");
    quit(session);
    let mut session = account.start();
    session.wait_for("STATUS ▲");
    quit(session);
}
