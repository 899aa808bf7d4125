//! Several accounts in the real program, each a control plane of its own on loopback: what each is sent, what is said of one
//! that is not well, and that it changes nothing for the others.

mod acting;
mod ending;
mod faults;
mod opening;
mod switching;
mod views;

use std::collections::HashMap;
use std::fmt::Write as _;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use serde_json::{Value, json};
use tokio::runtime::Runtime;

use super::*;
use crate::support::http::{Reply, Request, Server};
use crate::support::patience::wait_until;

const ESC: &str = "\u{1b}";
const PROFILES: &str = "\u{10}";
/// Readings of a runner that show it away after a restart.
const AWAY: usize = 2;

/// What is wrong with a control plane.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
enum Fault {
    #[default]
    None,
    /// It takes the credentials no longer.
    SignedOut,
    /// Too many requests.
    Limited,
    /// Its list never ends.
    Endless,
    /// A command to a runner is taken, and nothing is said.
    Silent,
}

/// The runners of a control plane, and what they were sent.
#[derive(Default)]
struct Fleet {
    /// Id and name.
    runners: Vec<(String, String)>,
    statuses: HashMap<String, &'static str>,
    away: HashMap<String, usize>,
    fault: Fault,
    /// What came for whom, as `id-1 RESTART`.
    commands: Vec<String>,
}

/// A control plane with a name.
struct Plane {
    name: &'static str,
    fleet: Arc<Mutex<Fleet>>,
    server: Option<Server>,
    port: u16,
    runtime: Arc<Runtime>,
}

/// Several control planes, and the folder of somebody who has an account in each.
struct Office {
    planes: Vec<Plane>,
    home: tempfile::TempDir,
}

fn runner(id: &str, name: &str, fleet: &mut Fleet) -> Value {
    let is_away = fleet.away.get_mut(id).is_some_and(|left| {
        *left = left.saturating_sub(1);
        *left > 0
    });
    let status = if is_away { "stopping" } else { fleet.statuses.get(id).copied().unwrap_or("running") };
    json!({
        "agentId": id, "name": name, "agentStatus": status, "connected": true, "deployment": "fargate",
        "agentType": "data_productivity_cloud", "cloudProvider": "aws",
    })
}

fn command(id: &str, request: &Request, fleet: &mut Fleet) -> Reply {
    let body: Value = serde_json::from_slice(&request.body).unwrap();
    let name = body["command"].as_str().unwrap().to_owned();
    fleet.commands.push(format!("{id} {name}"));
    if fleet.fault == Fault::Silent {
        return Reply::silence();
    }
    match name.as_str() {
        "PAUSE" => fleet.statuses.insert(id.to_owned(), "paused"),
        "RESUME" => fleet.statuses.insert(id.to_owned(), "running"),
        _ => {
            fleet.away.insert(id.to_owned(), AWAY + 1);
            None
        }
    };
    Reply::json(200, "{}")
}

fn reply(request: &Request, fleet: &mut Fleet) -> Reply {
    let page = |results: Vec<Value>| {
        Reply::json(200, json!({ "page": 0, "size": 100, "total": results.len(), "results": results }).to_string())
    };
    let (method, path) = (request.method.as_str(), request.path());
    match fleet.fault {
        Fault::SignedOut => return Reply::json(401, r#"{"error":"invalid_client"}"#),
        Fault::Limited if path != "/token" => return Reply::json(429, "{}").with("retry-after", "3600"),
        Fault::Endless if path == "/v1/agents" => {
            return Reply::chunked(200, b" ", usize::MAX).dripping(Duration::from_millis(20));
        }
        _ => {}
    }
    if (method, path) == ("POST", "/token") {
        return Reply::json(200, r#"{"access_token":"t","expires_in":1800}"#);
    }
    let runners = fleet.runners.clone();
    if (method, path) == ("GET", "/v1/agents") {
        return page(runners.iter().map(|(id, name)| runner(id, name, fleet)).collect());
    }
    let rest = path.strip_prefix("/v1/agents/").unwrap_or_default();
    let found = runners.iter().find(|(id, _)| rest.split('/').next() == Some(id));
    match (method, found) {
        ("GET", Some((id, name))) if rest == id => Reply::json(200, runner(id, name, fleet).to_string()),
        ("GET", _) => page(Vec::new()),
        ("POST", Some((id, _))) => command(id, request, fleet),
        _ => Reply::json(500, "{}"),
    }
}

impl Plane {
    fn new(name: &'static str, runners: &[(&str, &str)], runtime: &Arc<Runtime>) -> Self {
        let runners = runners.iter().map(|(id, name)| ((*id).to_owned(), (*name).to_owned())).collect();
        let fleet = Arc::new(Mutex::new(Fleet { runners, ..Fleet::default() }));
        let mut plane = Self { name, fleet, server: None, port: 0, runtime: Arc::clone(runtime) };
        plane.come_back();
        plane
    }

    /// Nobody listens any more, and each connection is closed.
    fn go_away(&mut self) {
        self.server = None;
    }

    /// Listens again, at the same address.
    fn come_back(&mut self) {
        let fleet = Arc::clone(&self.fleet);
        let script = move |request: &Request| reply(request, &mut fleet.lock().unwrap());
        let server = self.runtime.block_on(Server::start_at(self.port, script));
        self.port = server.port();
        self.server = Some(server);
    }

    fn fail(&self, fault: Fault) {
        self.fleet.lock().unwrap().fault = fault;
    }

    fn set(&self, id: &str, status: &'static str) {
        self.fleet.lock().unwrap().statuses.insert(id.to_owned(), status);
    }

    /// What its runners were sent.
    fn commands(&self) -> Vec<String> {
        self.fleet.lock().unwrap().commands.clone()
    }

    /// How many requests came since it came back last, whatever for.
    fn requests(&self) -> usize {
        self.server.as_ref().map_or(0, |server| server.requests().len())
    }

    fn requests_for(&self, path: &str) -> usize {
        self.server.as_ref().map_or(0, |server| server.requests_for(path).len())
    }

    /// Waits until its list was asked for so many times more.
    fn wait_for_polls(&self, more: usize) {
        let before = self.requests_for("/v1/agents");
        wait_until("the list is read again", || self.requests_for("/v1/agents") >= before + more);
    }

    fn url(&self) -> String {
        format!("http://127.0.0.1:{}/", self.port)
    }

    /// The profile of an account here, without a secret.
    fn profile(&self) -> String {
        let Self { name, .. } = self;
        let url = self.url();
        format!(
            "[profiles.{name}]\napi_url = '{url}'\ntoken_url = '{url}token'\nclient_id = 'client-{name}'\n\
             refresh_seconds = 1\n"
        )
    }
}

/// The secret of a profile.
fn secret(name: &str) -> String {
    format!("canary-of-{name}-7c1d")
}

impl Office {
    /// A control plane for each name, with the runners `NAME-1` and `NAME-2`.
    fn of(names: &[&'static str]) -> Self {
        let ids: Vec<[String; 2]> = names.iter().map(|name| [format!("{name}-1"), format!("{name}-2")]).collect();
        let own = |[one, two]: &[String; 2]| vec![(one.clone(), one.clone()), (two.clone(), two.clone())];
        let with: Vec<_> = names.iter().zip(&ids).map(|(name, ids)| (*name, own(ids))).collect();
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        let runtime = Arc::new(runtime);
        let plane = |(name, runners): &(&'static str, Vec<(String, String)>)| {
            let runners: Vec<(&str, &str)> = runners.iter().map(|(id, name)| (id.as_str(), name.as_str())).collect();
            Plane::new(name, &runners, &runtime)
        };
        let office = Self { planes: with.iter().map(plane).collect(), home: tempfile::tempdir().unwrap() };
        fs::create_dir(office.home.path().join("trackside")).unwrap();
        office.configure(|_| String::new());
        office
    }

    /// A profile for each, with what `more` says of it, and its secret in a file.
    fn configure(&self, more: impl Fn(&str) -> String) {
        let mut config = String::new();
        for plane in &self.planes {
            let (name, more) = (plane.name, more(plane.name));
            config.push_str(&plane.profile());
            if !more.contains("client_secret") {
                writeln!(config, "client_secret_file = '{name}.secret'").unwrap();
                self.keep_secret(name);
            }
            config.push_str(&more);
        }
        self.write_config(&config);
    }

    fn write_config(&self, config: &str) {
        fs::write(self.file("config.toml"), config).unwrap();
    }

    /// Writes a secret down as it should be.
    fn keep_secret(&self, name: &str) {
        let path = self.file(&format!("{name}.secret"));
        fs::write(&path, secret(name)).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
    }

    /// A file beside the config file.
    fn file(&self, name: &str) -> PathBuf {
        self.home.path().join("trackside").join(name)
    }

    fn journal(&self) -> PathBuf {
        self.file("journal.jsonl")
    }

    fn plane(&self, name: &str) -> &Plane {
        self.planes.iter().find(|plane| plane.name == name).unwrap()
    }

    fn plane_mut(&mut self, name: &str) -> &mut Plane {
        self.planes.iter_mut().find(|plane| plane.name == name).unwrap()
    }

    fn start(&self, arguments: &[&str]) -> Session {
        self.start_with(arguments, 200)
    }

    fn start_with(&self, arguments: &[&str], columns: u16) -> Session {
        let home = self.home.path().to_str().unwrap();
        trackside(arguments, columns, 40, &[("XDG_CONFIG_HOME", home), ("XDG_STATE_HOME", home)])
    }

    /// Nothing that came to the planes but `but` would change anything.
    #[track_caller]
    fn assert_nothing_sent_but_to(&self, but: &[&str]) {
        for plane in self.planes.iter().filter(|plane| !but.contains(&plane.name)) {
            assert_eq!(plane.commands(), Vec::<String>::new(), "{}", plane.name);
        }
    }
}

fn quit(mut session: Session) {
    session.keys("\u{3}");
    assert_eq!(exit_code(&mut session), Some(0));
    session.assert_restored();
}

/// Moves the bar of the open profiles to the one at `place`, from 0, which has this name.
fn at_profile(session: &mut Session, place: usize, name: &str) {
    session.wait_for("Profiles").keys("g").keys(&"j".repeat(place));
    let bar = [format!("▌  {name} "), format!("▌✓ {name} ")];
    session.wait("the bar", |seen| bar.iter().any(|bar| seen.text().contains(bar.as_str())).then_some(()));
}

/// How many rows of the list have this name.
fn rows(session: &Session, name: &str) -> usize {
    let is_row = |line: &&str| line.contains(&format!("{name} ")) && line.contains("AWS Fargate");
    session.text().lines().filter(is_row).count()
}

/// Whether a file has the text somewhere.
fn has(path: &Path, text: &str) -> bool {
    String::from_utf8_lossy(&fs::read(path).unwrap_or_default()).contains(text)
}
