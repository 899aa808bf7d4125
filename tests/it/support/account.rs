//! A control plane on loopback whose runners can be changed, and that can go away and come back; with the folder of somebody
//! who uses it.

use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use serde_json::{Value, json};
use tokio::runtime::Runtime;

use super::http::{Reply, Request, Server};

/// The client secret that it takes.
pub const SECRET: &str = "not-so-secret";

/// See above.
pub struct Account {
    pub runners: Arc<Mutex<Vec<Value>>>,
    /// What a call is answered with, where that is anything else than what it asks for.
    pub refusal: Arc<Mutex<Option<Refusal>>>,
    /// What other lists have, by their paths.
    lists: Lists,
    pub home: tempfile::TempDir,
    /// Whether the list is never answered.
    is_silent: Arc<AtomicBool>,
    /// Whether no command is answered.
    holds: Arc<AtomicBool>,
    /// Whether an entry of the list is only a summary of what the runner's details have.
    is_brief: Arc<AtomicBool>,
    server: Option<Server>,
    port: u16,
    runtime: Runtime,
}

/// The path of a call, and the status and the body that it is answered with.
type Refusal = (&'static str, u16, String);
/// The entries of lists, by their paths.
type Lists = Arc<Mutex<Vec<(&'static str, Vec<Value>)>>>;

/// A runner as the list has it.
pub fn listed(name: &str, status: &str, version: &str) -> Value {
    json!({
        "agentId": format!("id-{name}"), "name": name, "agentStatus": status, "connected": true, "deployment": "fargate",
        "agentType": "data_productivity_cloud", "cloudProvider": "aws",
        "versionDetails": { "agentVersion": version, "agentUpdateAvailable": false, "support": "SUPPORTED",
            "trackName": "current", "trackVersion": version, "trackReleaseDate": "2026-01-01T00:00:00.000Z" }
    })
}

/// What the API documents of a list's entry, and nothing else.
fn summary(runner: &Value) -> Value {
    let keys = ["agentId", "name", "agentStatus", "agentType", "cloudProvider", "deployment"];
    keys.into_iter().map(|key| (key.to_owned(), runner[key].clone())).collect::<serde_json::Map<_, _>>().into()
}

impl Account {
    pub fn with(runners: Vec<Value>) -> Self {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        let holds = Arc::default();
        let (runners, refusal, is_silent) = (Arc::new(Mutex::new(runners)), Arc::default(), Arc::default());
        let (lists, is_brief) = (Arc::default(), Arc::default());
        let home = tempfile::tempdir().unwrap();
        let mut account =
            Self { runners, refusal, lists, home, is_silent, holds, is_brief, server: None, port: 0, runtime };
        account.come_back();
        account
    }

    /// Nobody listens any more, and each connection is closed.
    pub fn go_away(&mut self) {
        self.server = None;
    }

    /// Listens again, at the same address.
    pub fn come_back(&mut self) {
        let script = script(
            Arc::clone(&self.runners),
            (Arc::clone(&self.refusal), Arc::clone(&self.lists)),
            (Arc::clone(&self.is_silent), Arc::clone(&self.holds), Arc::clone(&self.is_brief)),
        );
        let server = self.runtime.block_on(Server::start_at(self.port, script));
        self.port = server.port();
        self.server = Some(server);
    }

    pub fn set(&self, runners: Vec<Value>) {
        *self.runners.lock().unwrap() = runners;
    }

    pub fn refuse(&self, refusal: Option<(&'static str, u16, &str)>) {
        *self.refusal.lock().unwrap() = refusal.map(|(path, status, body)| (path, status, body.to_owned()));
    }

    /// From now on another list has these entries.
    pub fn has(&self, path: &'static str, entries: Vec<Value>) {
        self.lists.lock().unwrap().push((path, entries));
    }

    /// The host by which it is called.
    pub fn host(&self) -> String {
        format!("127.0.0.1:{}", self.port)
    }

    /// From now on the list is asked for in vain.
    pub fn fall_silent(&self) {
        self.is_silent.store(true, Ordering::SeqCst);
    }

    /// From now on commands are taken, and not answered.
    pub fn hold_commands(&self) {
        self.holds.store(true, Ordering::SeqCst);
    }

    /// From now on the list has summaries alone.
    pub fn summarise(&self) {
        self.is_brief.store(true, Ordering::SeqCst);
    }

    /// They are answered again.
    pub fn let_commands_go(&self) {
        self.holds.store(false, Ordering::SeqCst);
    }

    /// What was asked since it came back last, as `GET /v1/agents?page=0`.
    pub fn requests(&self) -> Vec<String> {
        self.server.as_ref().unwrap().requests().iter().map(Request::line).collect()
    }

    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}/", self.port)
    }

    /// What somebody who uses it has set.
    pub fn environment(&self) -> Vec<(&'static str, String)> {
        vec![
            ("TRACKSIDE_API_URL", self.url()),
            ("TRACKSIDE_TOKEN_URL", format!("{}token", self.url())),
            ("TRACKSIDE_CLIENT_ID", "client-1".to_owned()),
            ("TRACKSIDE_CLIENT_SECRET", SECRET.to_owned()),
            ("TRACKSIDE_REFRESH", "1".to_owned()),
            ("XDG_STATE_HOME", self.home.path().to_str().unwrap().to_owned()),
        ]
    }

    pub fn history(&self) -> PathBuf {
        self.home.path().join("trackside/history.sqlite3")
    }
}

fn script(
    runners: Arc<Mutex<Vec<Value>>>,
    (refusal, lists): (Arc<Mutex<Option<Refusal>>>, Lists),
    (is_silent, holds, is_brief): (Arc<AtomicBool>, Arc<AtomicBool>, Arc<AtomicBool>),
) -> impl Fn(&Request) -> Reply + Send + Sync + 'static {
    move |request| {
        let page = |all: &[Value]| {
            let number: usize = request.query("page").and_then(|page| page.parse().ok()).unwrap_or_default();
            let results = all.chunks(100).nth(number).unwrap_or_default();
            json!({ "page": number, "size": 100, "total": all.len(), "results": results }).to_string()
        };
        if let Some((path, status, body)) = refusal.lock().unwrap().as_ref()
            && request.path() == *path
        {
            return Reply::json(*status, body.as_str());
        }
        match (request.method.as_str(), request.path()) {
            ("POST", "/token") => Reply::json(200, r#"{"access_token":"t","expires_in":1800}"#),
            ("GET", "/v1/agents") if is_silent.load(Ordering::SeqCst) => Reply::silence(),
            ("GET", "/v1/agents") if is_brief.load(Ordering::SeqCst) => {
                Reply::json(200, page(&runners.lock().unwrap().iter().map(summary).collect::<Vec<_>>()))
            }
            ("GET", "/v1/agents") => Reply::json(200, page(&runners.lock().unwrap())),
            ("POST", path) if path.ends_with("/commands") && holds.load(Ordering::SeqCst) => Reply::silence(),
            ("POST", path) if path.ends_with("/commands") => Reply::status(202),
            ("GET", path) => {
                let Some(id) = path.strip_prefix("/v1/agents/") else {
                    let lists = lists.lock().unwrap();
                    let list = lists.iter().find(|(known, _)| *known == path);
                    return Reply::json(200, page(list.map_or(&[], |(_, entries)| entries)));
                };
                let found = runners.lock().unwrap().iter().find(|one| one["agentId"] == id).cloned();
                let whole = |mut one: Value| {
                    // What a list may lack.
                    if one["versionDetails"].is_null() {
                        one["versionDetails"] = listed("", "", "11.1.0")["versionDetails"].take();
                    }
                    Reply::json(200, one.to_string())
                };
                found.map_or_else(|| Reply::json(404, "{}"), whole)
            }
            _ => Reply::json(500, "{}"),
        }
    }
}
