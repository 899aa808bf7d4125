//! The journal after every way to end, in the real program against a real server: it tells what may have arrived.

use std::fs;

use serde_json::{Value, json};
use tokio::runtime::Runtime;

use super::*;
use crate::support::http::{Reply, Request, Server};
use crate::support::patience::wait_until;

const NAME: &str = "night-shift";

/// Somebody's control plane and folder.
struct Account {
    server: Server,
    home: tempfile::TempDir,
    runtime: Runtime,
}

/// A control plane with one runner, and `answer` to what changes something.
fn control_plane(answer: impl Fn(&Request) -> Reply + Send + Sync + 'static) -> Account {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let runner = json!({
        "agentId": "r-1", "name": NAME, "agentStatus": "running", "connected": true, "deployment": "fargate",
        "agentType": "data_productivity_cloud", "cloudProvider": "aws",
    });
    let page = |results: &[&Value]| json!({ "page": 0, "size": 100, "total": results.len(), "results": results });
    let (list, none) = (page(&[&runner]).to_string(), page(&[]).to_string());
    let server = Server::start(move |request| match (request.method.as_str(), request.path()) {
        ("POST", "/token") => Reply::json(200, r#"{"access_token":"t","expires_in":1800}"#),
        ("GET", "/v1/agents") => Reply::json(200, &*list),
        ("GET", "/v1/agents/r-1") => Reply::json(200, runner.to_string()),
        ("GET", _) => Reply::json(200, &*none),
        _ => answer(request),
    });
    let server = runtime.block_on(server);
    Account { server, home: tempfile::tempdir().unwrap(), runtime }
}

impl Account {
    fn environment(&self) -> Vec<(&'static str, String)> {
        vec![
            ("TRACKSIDE_API_URL", self.server.url("")),
            ("TRACKSIDE_TOKEN_URL", self.server.url("/token")),
            ("TRACKSIDE_CLIENT_ID", "client-1".to_owned()),
            ("TRACKSIDE_CLIENT_SECRET", "not-so-secret".to_owned()),
            ("XDG_STATE_HOME", self.home.path().to_str().unwrap().to_owned()),
        ]
    }

    fn start(&self) -> Session {
        let environment = self.environment();
        let borrowed: Vec<(&str, &str)> = environment.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let mut session = trackside(&[], 100, 30, &borrowed);
        session.wait_for(NAME);
        session
    }

    /// A restart that was asked for, and has arrived `times` times.
    fn restarting(&self, times: usize) -> Session {
        let mut session = self.start();
        session.keys("r").wait_for("Restart night-shift?").wait_for("[ n  No ]").keys("y");
        self.until_changes(times);
        session
    }

    fn changes(&self) -> usize {
        self.server.requests_for("/commands").len()
    }

    fn until_changes(&self, times: usize) {
        wait_until("the requests came", || self.changes() >= times);
    }

    fn path(&self) -> PathBuf {
        self.home.path().join("trackside/journal.jsonl")
    }

    /// The journal's lines.
    fn lines(&self) -> Vec<Value> {
        let text = fs::read_to_string(self.path()).unwrap_or_default();
        text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    /// The outcomes, after a look at what else each line says.
    fn outcomes(&self) -> Vec<String> {
        let lines = self.lines();
        for line in &lines {
            assert_eq!((&line["name"], &line["action"]), (&json!(NAME), &json!("restart")));
            assert_eq!(line["api"], json!(self.server.url("/")), "flags leave a trace of the account too");
            assert_eq!(line["request"], lines[0]["request"]);
            let user = line["user"].as_str().unwrap();
            assert!(!user.is_empty() && user.parse::<u32>().is_err(), "{user} is no name");
        }
        lines.iter().map(|line| line["outcome"].as_str().unwrap().to_owned()).collect()
    }
}

const INTENT: &str = "about to be sent";
const ENDED: &str = "sent; trackside ended before the answer";

#[test]
fn a_signal_leaves_both_lines_and_a_kill_the_first() {
    for (signal, expected) in [
        (Signal::TERM, &[INTENT, ENDED][..]),
        (Signal::HUP, &[INTENT, ENDED]),
        (Signal::INT, &[INTENT, ENDED]),
        (Signal::QUIT, &[INTENT, ENDED]),
        (Signal::KILL, &[INTENT]),
    ] {
        let account = control_plane(|_| Reply::silence());
        let mut session = account.restarting(1);
        session.signal(signal);
        session.end();
        assert_eq!(account.outcomes(), expected, "{signal:?}");
        assert_eq!(account.changes(), 1);
    }
}

#[test]
fn quitting_and_a_terminal_that_goes_away_leave_both_lines() {
    let account = control_plane(|_| Reply::silence());
    let mut session = account.restarting(1);
    session.keys("\u{3}");
    assert_eq!(exit_code(&mut session), Some(0));
    assert_eq!(account.outcomes(), [INTENT, ENDED]);

    let account = control_plane(|_| Reply::silence());
    let (mut terminal, subordinate) = pty_process::blocking::open().unwrap();
    terminal.resize(pty_process::Size::new(30, 100)).unwrap();
    let mut command = pty_process::blocking::Command::new(program()).env_clear().env("TERM", "xterm");
    for (name, value) in account.environment() {
        command = command.env(name, value);
    }
    let mut child = command.spawn(subordinate).unwrap();
    let mut seen = vt100::Parser::new(30.try_into().unwrap(), 100.try_into().unwrap(), 0);
    for (wanted, keys) in [(NAME, "r"), ("[ n  No ]", "y")] {
        while !seen.screen().contents().contains(wanted) {
            let mut chunk = [0; 4096];
            let read = terminal.read(&mut chunk).unwrap();
            seen.process(&chunk[..read]);
        }
        terminal.write_all(keys.as_bytes()).unwrap();
    }
    account.until_changes(1);
    drop(terminal);
    child.wait().unwrap();
    assert_eq!(account.outcomes(), [INTENT, ENDED]);
}

#[test]
fn what_a_429_refused_is_told_as_not_sent_and_never_repeated() {
    let account = control_plane(|_| Reply::status(429).with("retry-after", "1"));
    let mut session = account.restarting(1);
    session.wait_for("Not sent: rate limit reached, wait 1 s.");
    // The list is read again after the pause, and nothing else is sent.
    let lists = account.server.requests_for("/v1/agents").len();
    session.keys("\u{1b}").wait_until_gone("Not sent").keys("\u{12}");
    account.runtime.block_on(account.server.until(|_| account.server.requests_for("/v1/agents").len() > lists));
    session.keys("q");
    assert_eq!(exit_code(&mut session), Some(0));
    assert_eq!(account.changes(), 1);
    assert_eq!(account.outcomes(), [INTENT, "not sent: rate limit reached, wait 1 s"]);
}

/// Answers with y once more: one that comes at once may be the one before, held down. Then `said` is to be seen.
fn press_again(session: &mut Session, said: &str) {
    let is_held = session.keys("y").wait("what became of y", |seen| {
        let says = |words: &str| seen.text().contains(words).then_some(words != said);
        says("Let the key go").or_else(|| says(said))
    });
    if is_held {
        session.wait_until_gone("Let the key go").keys("y");
    }
}

#[test]
fn quitting_while_a_429_is_waited_for_sends_nothing_and_says_so() {
    for keys in ["\u{3}", "\u{1b}"] {
        let account = control_plane(|_| Reply::status(429).with("retry-after", "300"));
        let mut session = account.restarting(1);
        session.wait_for("Not sent: rate limit reached, wait 300 s.");
        press_again(&mut session, "Not sent yet");
        session.wait_for("Not sent yet: esc takes the request back.").keys(keys);
        if keys == "\u{1b}" {
            session.wait_for("Restart not sent to night-shift: taken back in time").keys("\u{3}");
        }
        assert_eq!(exit_code(&mut session), Some(0));
        assert_eq!(account.changes(), 1);
        let outcomes: Vec<Value> = account.lines().iter().map(|line| line["outcome"].clone()).collect();
        let reason = if keys == "\u{1b}" { "taken back in time" } else { "trackside ended first" };
        assert_eq!(outcomes[1], json!("not sent: rate limit reached, wait 300 s"));
        assert_eq!(outcomes[2..], [json!(format!("not sent: {reason}"))]);
    }
}

#[test]
fn a_journal_that_cannot_be_written_any_more_keeps_the_request_back() {
    let account = control_plane(|_| Reply::status(202));
    let mut session = account.start();
    session.keys("r").wait_for("[ n  No ]");
    // As a full disk would: what could be written at the start cannot be now.
    fs::rename(account.home.path().join("trackside"), account.home.path().join("away")).unwrap();
    fs::write(account.home.path().join("trackside"), "").unwrap();
    session.keys("y").wait_for("Not sent: the journal cannot be written");
    assert_eq!(account.changes(), 0);
    session.wait_for("This will not be in the journal, which cannot be written");
    press_again(&mut session, "requested. Waiting for");
    account.until_changes(1);
    session.wait_for("requested. Waiting for").keys("L").wait_for("(could not be written");
    session.keys("\u{1b}").wait_until_gone("╭─ Journal").keys("\u{3}");
    assert_eq!(exit_code(&mut session), Some(0));
}

#[test]
fn the_view_tells_accounts_apart() {
    let account = control_plane(|_| Reply::status(202));
    fs::create_dir(account.home.path().join("trackside")).unwrap();
    let old = r#"{"time":"2026-11-23T13:03:11.500Z","profile":"prod","user":"0","host":"h","runner":"r-9","name":"other","action":"pause it","outcome":"accepted"}"#;
    fs::write(account.path(), format!("{old}\n")).unwrap();
    let mut session = account.restarting(1);
    session.wait_for("requested. Waiting for").keys("L").wait_for("other (prod)  pause it: accepted");
    session.wait_for(&format!("night-shift (127.0.0.1:{})  restart: accepted", account.server.port()));
    session.keys("\u{3}");
    assert_eq!(exit_code(&mut session), Some(0));
}
