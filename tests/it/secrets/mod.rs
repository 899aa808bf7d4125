//! The real binary with secrets that would be known anywhere: they are where they were asked for, and nowhere else.

mod endings;
mod history;
mod journeys;
mod record;
mod through_tmux;

use std::path::Path;
use std::sync::{Arc, Mutex};

use base64::Engine;
use base64::prelude::{BASE64_STANDARD, BASE64_URL_SAFE};
use serde_json::json;
use tokio::runtime::Runtime;

use crate::support::http::{Reply, Request, Server};
use crate::support::pty::{Session, trackside};
use crate::support::tmux::clipboards;

const NAME: &str = "vault-runner";
/// What trackside itself signs in with, and what it gets for it.
const OWN: [&str; 2] = ["canary-own/8d1f+Zq&=%", "canary-token/77ab+x.y=="];
/// What the runner signs in with at first, and after one and two regenerations: id and secret.
const PAIRS: [[&str; 2]; 3] = [
    ["canary-id/0a1b", "canary-first/5ec2+~%&=Kx"],
    ["canary-id/2c3d", "canary-second/9f80+~%&=Qy"],
    ["canary-id/4e5f", "canary-third/71b3+~%&=Wz"],
];

/// People in executions and audit events: on the screen at the most, where they are asked for.
const PERSON: &str = "canary.person@example.com";
/// What a person wrote, or is called, wherever the control plane says it.
const PERSONAL: [&str; 3] = ["Ask Jane Canary", "jane.canary@example.com", PERSON];

/// A control plane with one runner, and the folder of somebody who uses it.
struct Account {
    server: Server,
    /// Everything that trackside may write: config, log, journal.
    home: tempfile::TempDir,
    /// Keeps the server at work.
    runtime: Runtime,
}

/// A control plane that replaces the runner's secret when asked to.
fn control_plane() -> impl Fn(&Request) -> Reply + Send + Sync + 'static {
    let replaced = Arc::new(Mutex::new(0));
    move |request| {
        let runner = json!({
            "agentId": "r-1", "name": NAME, "description": PERSONAL[..2].join(", "), "agentStatus": "running", "connected": true,
            "agentType": "data_productivity_cloud", "cloudProvider": "aws", "deployment": "fargate",
            "enableAutoUpdates": true, "restrictedAccess": false,
            "versionDetails": { "agentVersion": "1", "agentUpdateAvailable": false, "support": "SUPPORTED",
                "trackName": "current", "trackVersion": "1", "trackReleaseDate": "2026-01-01T00:00:00.000Z" }
        });
        let page = |results: &[serde_json::Value]| {
            json!({ "page": 0, "size": 100, "total": results.len(), "results": results }).to_string()
        };
        let body = match request.path() {
            "/token" => json!({ "access_token": OWN[1], "token_type": "Bearer", "expires_in": 1800 }).to_string(),
            "/v1/agents" => page(&[runner]),
            "/v1/agents/r-1" => runner.to_string(),
            "/v1/agents/r-1/credentials" => {
                let mut replaced = replaced.lock().unwrap();
                *replaced += usize::from(request.method == "POST");
                let [id, secret] = PAIRS[*replaced];
                json!({ "clientId": id, "clientSecret": secret }).to_string()
            }
            "/v1/projects" => page(&[json!({ "id": "p-1", "name": "Sales mart" })]),
            "/v1/projects/p-1/environments" => page(&[json!({ "name": "prod", "defaultAgentId": "r-1" })]),
            "/v1/projects/p-1/schedules" => page(&[json!({
                "name": "nightly", "environmentName": "prod", "scheduleEnabled": true, "cronExpression": "0 0 3 ? * *",
                "scalarVariables": { "owner": PERSON }
            })]),
            "/v1/pipeline-executions" => json!({ "results": [{
                "pipelineExecutionId": "x-1", "pipelineName": "orders", "status": "RUNNING", "projectId": "p-1",
                "environmentName": "prod", "user": PERSON, "message": format!("started by {PERSON}")
            }] })
            .to_string(),
            "/v1/events" => page(&[json!({
                "eventName": "agent_paused", "eventDescription": format!("Paused by {PERSON}"),
                "eventTimestamp": "2026-01-01T00:00:00.000Z", "eventSubjectId": "r-1", "actorEmail": PERSON
            })]),
            _ => page(&[]),
        };
        Reply::json(200, body)
    }
}

impl Account {
    fn open() -> Self {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        let server = runtime.block_on(Server::start(control_plane()));
        let home = tempfile::tempdir().unwrap();
        std::fs::create_dir(home.path().join("trackside")).unwrap();
        let profile = "[profiles.canary]\nreveal_seconds = 120\nclipboard_clear_seconds = 5\n";
        std::fs::write(home.path().join("trackside/config.toml"), profile).unwrap();
        Self { server, home, runtime }
    }

    /// The environment of somebody who uses it.
    fn environment(&self) -> Vec<(&'static str, String)> {
        let home = self.home.path().to_str().unwrap();
        vec![
            ("TRACKSIDE_API_URL", self.server.url("")),
            ("TRACKSIDE_TOKEN_URL", self.server.url("/token")),
            ("TRACKSIDE_CLIENT_ID", "client-1".to_owned()),
            ("TRACKSIDE_CLIENT_SECRET", OWN[0].to_owned()),
            ("TRACKSIDE_LOG_FILE", format!("{home}/log")),
            ("XDG_CONFIG_HOME", home.to_owned()),
            ("XDG_STATE_HOME", home.to_owned()),
            ("HOME", home.to_owned()),
        ]
    }

    fn with_environment<T>(&self, start: impl FnOnce(&[(&str, &str)]) -> T) -> T {
        let environment = self.environment();
        let borrowed: Vec<(&str, &str)> = environment.iter().map(|(name, value)| (*name, value.as_str())).collect();
        start(&borrowed)
    }

    /// trackside on the tab Credentials of the runner.
    fn tab(&self) -> Session {
        let mut session = self.with_environment(|environment| trackside(&[], 80, 24, environment));
        open_tab(&mut session);
        let process = Path::new("/proc").join(session.pid().as_raw_nonzero().to_string());
        if let Ok(arguments) = std::fs::read(process.join("cmdline")) {
            assert_clean("the arguments", &arguments, &[]);
        }
        assert_clean("what came before the key", &session.bytes(), &[]);
        session
    }

    /// The same with the first pair on the screen.
    fn revealed(&self) -> Session {
        let mut session = self.tab();
        session.keys("x").wait_for(PAIRS[0][1]).wait_for("Hides in");
        session
    }

    /// Nothing that was written to a file holds a secret, and there was something written.
    #[track_caller]
    fn assert_files_clean(&self) {
        let mut folders = vec![self.home.path().to_owned()];
        let mut log = String::new();
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                    continue;
                }
                let bytes = std::fs::read(&path).unwrap();
                assert_clean(&path.display().to_string(), &bytes, &[]);
                assert_eq!(count(&bytes, PERSON), 0, "a person in {}", path.display());
                if path.ends_with("log") {
                    log = String::from_utf8(bytes).unwrap();
                }
            }
        }
        assert!(log.contains("list runners"), "{log}");
    }
}

/// Goes to the tab in a trackside that was just started.
fn open_tab(session: &mut Session) {
    session.wait_for(NAME).wait_for("updated").keys("\r").wait_for("Overview").keys("4").wait_for("No secret is in");
}

/// The ways in which a secret may be written: as it is, in base64 at each of its three places, and URL-encoded.
fn forms(secret: &str) -> Vec<String> {
    let encoded: String = form_urlencoded::byte_serialize(secret.as_bytes()).collect();
    let mut forms = vec![secret.to_owned(), encoded.to_lowercase(), encoded, secret.replace('/', "\\/")];
    for before in 0..3 {
        let text = [&vec![0; before][..], secret.as_bytes()].concat();
        for encoded in [BASE64_STANDARD.encode(&text), BASE64_URL_SAFE.encode(&text)] {
            // Without the ends, which what stands around the secret may change.
            forms.push(encoded[4..encoded.len() / 4 * 4 - 4].to_owned());
        }
    }
    forms.push(secret.chars().rev().collect());
    forms.sort();
    forms.dedup();
    forms
}

/// How often `bytes` hold any form of `secret`.
fn count(bytes: &[u8], secret: &str) -> usize {
    let text = String::from_utf8_lossy(bytes);
    forms(secret).iter().map(|form| text.matches(form.as_str()).count()).sum()
}

/// `bytes` hold each of the `wanted` secrets exactly so often, and no other.
#[track_caller]
fn assert_clean(what: &str, bytes: &[u8], wanted: &[(&str, usize)]) {
    for secret in OWN.iter().chain(PAIRS.as_flattened()) {
        let expected = wanted.iter().find(|(asked, _)| asked == secret).map_or(0, |(_, times)| *times);
        assert_eq!(count(bytes, secret), expected, "{secret} in {what}:\n{}", String::from_utf8_lossy(bytes));
    }
}

/// What a terminal shows after `bytes`, and what can be scrolled back to. The terminal is as large as a session ever is: on a
/// smaller one a wider line would go on below, which nobody could see.
fn shown_after(bytes: &[u8]) -> String {
    let mut parser = vt100::Parser::new(30.try_into().unwrap(), 100.try_into().unwrap(), 1000);
    parser.process(bytes);
    let mut text = parser.screen().contents();
    parser.screen_mut().set_scrollback(usize::MAX);
    for back in 0..=parser.screen().scrollback() {
        parser.screen_mut().set_scrollback(back);
        text.push_str(&parser.screen().contents());
    }
    text
}

/// Neither the terminal nor one without an alternate screen shows a secret after `bytes`, or lets one scroll back to it.
#[track_caller]
fn assert_leaves_nothing(bytes: &[u8]) {
    assert_clean("the screen", shown_after(bytes).as_bytes(), &[]);
    let plain = String::from_utf8_lossy(bytes).replace("\x1b[?1049h", "").replace("\x1b[?1049l", "");
    assert_clean("a screen without an alternate one", shown_after(plain.as_bytes()).as_bytes(), &[]);
}

/// The texts for the clipboard so far, decoded; one that is no base64 as `None`.
fn copied(bytes: &[u8]) -> Vec<Option<String>> {
    let decode = |text: String| BASE64_STANDARD.decode(text).ok().map(|bytes| String::from_utf8(bytes).unwrap());
    clipboards(bytes).into_iter().map(decode).collect()
}

#[test]
fn every_form_of_a_secret_is_found() {
    let secret = PAIRS[0][1];
    for before in ["", "a", "ab", "abc", "client:"] {
        let text = format!("{before}{secret} and more");
        assert_eq!(count(BASE64_STANDARD.encode(&text).as_bytes(), secret), 1, "{before}");
        assert_eq!(count(text.as_bytes(), secret), 1, "{before}");
    }
    let form: String = form_urlencoded::Serializer::new(String::new()).append_pair("secret", secret).finish();
    assert_eq!(count(form.as_bytes(), secret), 1);
    assert_eq!(count(PAIRS[1][1].as_bytes(), secret), 0);
}

#[test]
fn what_a_screen_lets_scroll_back_to_is_looked_at() {
    let lines = format!("{}\n{}", PAIRS[0][1], "\n".repeat(100));
    assert!(shown_after(lines.as_bytes()).contains(PAIRS[0][1]));
}
