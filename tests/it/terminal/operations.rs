//! An action for several runners, in the real program against a real control plane: killed at each step, it goes on at the next
//! start only when told, and no runner is ever sent the same twice.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use serde_json::{Value, json};
use tokio::runtime::Runtime;

use super::*;
use crate::support::http::{Reply, Request, Server};
use crate::support::patience::wait_until;

const NAMES: [&str; 3] = ["alpha", "bravo", "charlie"];
/// Readings of a runner that show it away after a restart.
const AWAY: usize = 2;
const LEFT: &str = "\u{1b}[D";
const DOWN: &str = "\u{1b}[B";
const ESC: &str = "\u{1b}";

/// How a command to a runner is answered.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Answer {
    /// Taken, and carried out.
    Taken,
    /// Taken, and the runner stays away until it is let back.
    Held,
    /// Nothing is said, though the command came.
    Silent,
    Refused,
    /// Too many requests.
    Limited,
    /// The first time the token has expired.
    Expired,
}

#[derive(Default)]
struct Fleet {
    away: HashMap<String, usize>,
    answers: HashMap<&'static str, Answer>,
    /// Whom a command came for, each time.
    commands: Vec<String>,
}

/// A control plane of three runners, and the folder of somebody who uses it.
struct Plane {
    fleet: Arc<Mutex<Fleet>>,
    server: Server,
    home: tempfile::TempDir,
    _runtime: Runtime,
}

fn runner(name: &str, fleet: &mut Fleet) -> Value {
    let away = fleet.away.get_mut(name).map(|left| {
        *left = left.saturating_sub(1);
        *left > 0
    });
    let status = if away == Some(true) { "stopping" } else { "running" };
    json!({
        "agentId": format!("id-{name}"), "name": name, "agentStatus": status, "connected": true, "deployment": "fargate",
        "agentType": "data_productivity_cloud", "cloudProvider": "aws",
    })
}

fn command(name: &str, fleet: &mut Fleet) -> Reply {
    fleet.commands.push(name.to_owned());
    let answer = fleet.answers.get(name).copied().unwrap_or(Answer::Taken);
    let is_first = fleet.commands.iter().filter(|other| *other == name).count() == 1;
    match answer {
        Answer::Silent => return Reply::silence(),
        Answer::Refused => return Reply::json(409, r#"{"status":409,"title":"Conflict","detail":"In use"}"#),
        Answer::Limited => return Reply::json(429, "{}").with("retry-after", "2"),
        Answer::Expired if is_first => return Reply::json(401, "{}"),
        Answer::Taken | Answer::Held | Answer::Expired => {}
    }
    fleet.away.insert(name.to_owned(), if answer == Answer::Held { usize::MAX } else { AWAY + 1 });
    Reply::json(200, "{}")
}

fn reply(request: &Request, fleet: &mut Fleet) -> Reply {
    let page = |results: Vec<Value>| {
        Reply::json(200, json!({ "page": 0, "size": 100, "total": results.len(), "results": results }).to_string())
    };
    let name_in = |path: &str| NAMES.into_iter().find(|name| path.contains(&format!("id-{name}")));
    match (request.method.as_str(), request.path()) {
        ("POST", "/token") => Reply::json(200, r#"{"access_token":"t","expires_in":1800}"#),
        ("GET", "/v1/agents") => page(NAMES.into_iter().map(|name| runner(name, fleet)).collect()),
        ("GET", path) => {
            name_in(path).map_or_else(|| page(Vec::new()), |name| Reply::json(200, runner(name, fleet).to_string()))
        }
        ("POST", path) => command(name_in(path).unwrap(), fleet),
        _ => Reply::json(500, "{}"),
    }
}

impl Plane {
    fn with(answers: &[(&'static str, Answer)]) -> Self {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        let fleet: Arc<Mutex<Fleet>> = Arc::default();
        fleet.lock().unwrap().answers.extend(answers.iter().copied());
        let shared = Arc::clone(&fleet);
        let server = runtime.block_on(Server::start(move |request| reply(request, &mut shared.lock().unwrap())));
        Self { fleet, server, home: tempfile::tempdir().unwrap(), _runtime: runtime }
    }

    fn answer(&self, name: &'static str, answer: Answer) {
        self.fleet.lock().unwrap().answers.insert(name, answer);
    }

    /// A runner that was held away is back.
    fn let_back(&self, name: &str) {
        self.fleet.lock().unwrap().away.insert(name.to_owned(), 1);
    }

    fn commands(&self) -> Vec<String> {
        self.fleet.lock().unwrap().commands.clone()
    }

    fn wait_for_commands(&self, count: usize) {
        wait_until("a command to come", || self.commands().len() >= count);
    }

    /// A killed program loses at most the last half second of what it learned; never what it was about to send.
    fn wait_until_kept(&self, stage: &str) {
        let path = self.home.path().join("trackside/history.sqlite3");
        wait_until("a step to be kept", || {
            let Ok(file) = rusqlite::Connection::open(&path) else { return false };
            let count = "SELECT count(*) FROM steps WHERE stage = ?1";
            file.query_row(count, [stage], |row| row.get::<_, i64>(0)).is_ok_and(|count| count > 0)
        });
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
        let mut session = trackside(&[], 100, 40, &borrowed);
        session.wait_for("alpha");
        session
    }

    /// All three restarted, one after another; `has_pause` tells whether with the usual pause between two.
    fn restarting(&self, has_pause: bool) -> Session {
        let mut session = self.start();
        session
            .keys("*")
            .wait_for("3 marked")
            .keys("r")
            .wait_for("Restart 3 marked runners?")
            .wait_for("[ y  Restart 3 ]");
        if !has_pause {
            session.keys("o").wait_for("Options of this restart").keys(DOWN).keys(DOWN).keys(LEFT).wait_for("No pause");
            session.keys(ESC).wait_for("[ y  Restart 3 ]");
        }
        session.keys("y").wait_for("Restart of 3 runners");
        session
    }

    /// The next start after that: the operation is offered, and its panel opened.
    fn offered(&self) -> Session {
        let mut session = self.start();
        session.wait_for("was interrupted after").wait_for("Operations").wait_for("interrupted,");
        session.keys("\r").wait_for("trackside ended meanwhile");
        session
    }
}

fn kill(mut session: Session) {
    session.signal(Signal::KILL).end();
}

fn quit(mut session: Session) {
    session.keys("\u{3}");
    assert_eq!(exit_code(&mut session), Some(0));
}

/// Goes on with what is left, to the end.
fn go_on(session: &mut Session) {
    session.wait_for("c continues").keys("c").wait_for("Ended.");
}

#[test]
fn each_is_seen_back_before_the_next_and_nobody_is_sent_anything_twice() {
    let plane = Plane::with(&[]);
    let mut session = plane.restarting(false);
    session.wait_for("Restart of 3 runners: 3 back").wait_for("Ended.");
    assert_eq!(plane.commands(), NAMES);
    session.keys(ESC).wait_until_gone("Ended.");
    quit(session);
    // An operation that has ended is listed, and not offered.
    let mut session = plane.start();
    session.keys("O").wait_for("Operations").wait_for("3 back").keys("\r").wait_for("Back after");
    quit(session);
}

#[test]
fn killed_before_an_answer_it_says_that_the_request_may_have_arrived() {
    let plane = Plane::with(&[("alpha", Answer::Silent)]);
    let session = plane.restarting(false);
    plane.wait_for_commands(1);
    kill(session);
    let mut session = plane.offered();
    session.wait_for("trackside ended first: the request may");
    assert_eq!(plane.commands(), ["alpha"], "nothing is sent by the start alone");
    go_on(&mut session);
    assert_eq!(plane.commands(), NAMES);
    quit(session);
}

#[test]
fn killed_while_a_runner_is_away_it_watches_that_one_and_sends_to_the_others_only_when_told() {
    let plane = Plane::with(&[("alpha", Answer::Held)]);
    let mut session = plane.restarting(false);
    session.wait_for("Away, ");
    plane.wait_until_kept("accepted");
    kill(session);
    let mut session = plane.offered();
    session.wait_for("Away, ");
    plane.let_back("alpha");
    session.wait_for("1 back");
    assert_eq!(plane.commands(), ["alpha"]);
    go_on(&mut session);
    assert_eq!(plane.commands(), NAMES);
    quit(session);
}

#[test]
fn killed_between_two_it_goes_on_with_the_second() {
    let plane = Plane::with(&[]);
    let mut session = plane.restarting(true);
    session.wait_for("1 back").wait_for("Next runner in");
    plane.wait_until_kept("ended");
    kill(session);
    plane.answer("bravo", Answer::Held);
    let mut session = plane.offered();
    session.wait_for("c continues with 2 more runners").keys("c").wait_for("Away, ");
    assert_eq!(plane.commands(), ["alpha", "bravo"]);
    plane.wait_until_kept("accepted");
    // Killed again.
    kill(session);
    let mut session = plane.offered();
    // Nobody watched meanwhile, so that it must be seen away here to count as back.
    session.wait_for("Away, ");
    plane.let_back("bravo");
    session.wait_for("2 back").keys("s").wait_for("1 not sent");
    assert_eq!(plane.commands(), ["alpha", "bravo"]);
    quit(session);
    // What the operator ended is not offered again.
    let mut session = plane.start();
    session.keys("O").wait_for("Operations").wait_for("2 back, 1 not sent");
    quit(session);
}

#[test]
fn a_refusal_halts_it_and_a_hang_up_then_loses_nothing() {
    let plane = Plane::with(&[("bravo", Answer::Refused)]);
    let mut session = plane.restarting(false);
    session.wait_for("The request to bravo was refused.").wait_for("In use");
    session.signal(Signal::HUP).end();
    let mut session = plane.offered();
    session.wait_for("Refused: ");
    go_on(&mut session);
    assert_eq!(plane.commands(), NAMES);
    quit(session);
}

#[test]
fn a_token_that_expires_in_between_is_replaced_and_the_request_carried_out_once() {
    let plane = Plane::with(&[("bravo", Answer::Expired)]);
    let mut session = plane.restarting(false);
    session.wait_for("Restart of 3 runners: 3 back");
    assert_eq!(plane.commands(), ["alpha", "bravo", "bravo", "charlie"], "the first try came to nothing");
    quit(session);
}

#[test]
fn too_many_requests_in_between_halt_it_and_nothing_is_repeated() {
    let plane = Plane::with(&[("bravo", Answer::Limited)]);
    let mut session = plane.restarting(false);
    session.wait_for("The request to bravo was not sent.");
    go_on(&mut session);
    assert_eq!(plane.commands(), NAMES);
    quit(session);
}

#[test]
fn another_trackside_sees_it_and_says_so_before_it_acts() {
    let plane = Plane::with(&[("alpha", Answer::Held)]);
    let mut session = plane.restarting(false);
    session.wait_for("Away, ");
    let mut other = plane.start();
    other.keys("O").wait_for("in another trackside").keys("\r").wait_for("Nothing was sent").keys(ESC);
    other.wait_until_gone("Nothing was sent").keys(ESC).wait_until_gone("Operations");
    other.keys("/bravo\r").wait_for("filter bravo").keys("r").wait_for("Another trackside acts on this runner");
    other.keys("n");
    quit(other);
    plane.let_back("alpha");
    session.wait_for("3 back");
    assert_eq!(plane.commands(), NAMES);
    quit(session);
}

#[test]
fn to_leave_asks_and_ends_after_the_runner_under_way() {
    let plane = Plane::with(&[("alpha", Answer::Held)]);
    let mut session = plane.restarting(false);
    session.wait_for("Away, ").keys(ESC).wait_for("Restart 1 of 3").keys("q");
    session.wait_for("Quit while an action is under way?").keys("\r").wait_for("Nothing more is sent.");
    plane.let_back("alpha");
    assert_eq!(exit_code(&mut session), Some(0));
    session.assert_restored();
    assert_eq!(plane.commands(), ["alpha"]);
}
