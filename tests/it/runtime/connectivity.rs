//! Connectivity tests: from this machine over real sockets and over an invented network, and from a runner against a
//! scripted server.

use std::collections::HashMap;
use std::future::pending;
use std::io::{self, ErrorKind};
use std::net::SocketAddr;
use std::sync::Mutex;
use std::time::Duration;
use trackside::account::News;
use trackside::domain::{ConnectivityReport, Endpoint, Label, Origin, Port, Verdict};

use tokio::net::{TcpListener, TcpSocket};
use tokio::time::{Instant, sleep};
use trackside::api::{ApiError, Cause, Settings};
use trackside::domain::connectivity::is_unsupported_by_version;
use trackside::runtime::connectivity::{Network, Reach, STAGGER, TIMEOUT, ThisMachine, reach, test};

use super::performer::Rig;
use crate::api::{TOKEN_PATH, answering, api_requests, id, settings};
use crate::support::http::{Reply, Server};

const PATH: &str = "/v1/agents/{agentId}/connectivity-tests";

fn endpoint(text: &str) -> Endpoint {
    Endpoint::parse(text).unwrap()
}

fn port(number: u16) -> Port {
    Port::new(number).unwrap()
}

/// A socket on loopback that no connection is accepted at; the port is nobody else's while it lives.
fn closed() -> (TcpSocket, u16) {
    let socket = TcpSocket::new_v4().unwrap();
    socket.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    let port = socket.local_addr().unwrap().port();
    (socket, port)
}

async fn open() -> (TcpListener, u16) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    (listener, port)
}

#[tokio::test]
async fn a_port_that_accepts_is_a_success_by_address_and_by_name() {
    let (_listener, number) = open().await;
    for host in ["127.0.0.1", "localhost"] {
        let report = test(&ThisMachine, endpoint(host), port(number)).await;
        assert_eq!(report.verdict, Verdict::Success, "{host}");
        assert_eq!((report.from, report.endpoint, report.port), (Origin::ThisMachine, endpoint(host), port(number)));
        assert_eq!(report.raw, None);
    }
}

#[tokio::test]
async fn a_closed_port_is_refused() {
    let (_socket, number) = closed();
    let report = test(&ThisMachine, endpoint("127.0.0.1"), port(number)).await;
    assert_eq!(report.verdict, Verdict::Refused);
    assert_eq!(report.to_json(), format!(r#"{{"result":"REFUSED","host":"127.0.0.1","port":{number}}}"#));
}

/// What an address does: after a time it takes the connection, or fails so. Any other never answers.
type Behaviour = HashMap<SocketAddr, (Duration, Result<(), ErrorKind>)>;

/// A network in which everything is decided beforehand.
#[derive(Default)]
struct Invented {
    /// `None`: DNS never answers.
    resolved: Option<Result<Vec<SocketAddr>, String>>,
    behaviour: Behaviour,
    /// What was connected to, and when.
    tried: Mutex<Vec<(SocketAddr, Instant)>>,
}

impl Invented {
    /// A name with these addresses, all silent.
    fn of(addresses: &[&str]) -> Self {
        let addresses = addresses.iter().map(|address| at(address)).collect();
        Self { resolved: Some(Ok(addresses)), ..Self::default() }
    }

    fn unresolved(words: &str) -> Self {
        Self { resolved: Some(Err(words.to_owned())), ..Self::default() }
    }

    fn with(mut self, address: &str, millis: u64, outcome: Result<(), ErrorKind>) -> Self {
        self.behaviour.insert(at(address), (Duration::from_millis(millis), outcome));
        self
    }

    async fn test(&self) -> ConnectivityReport {
        test(self, endpoint("db.example"), port(5432)).await
    }

    /// What was tried, each with the milliseconds since `began`.
    fn tried(&self, began: Instant) -> Vec<(String, u128)> {
        let tried = self.tried.lock().unwrap();
        tried.iter().map(|(address, when)| (address.ip().to_string(), (*when - began).as_millis())).collect()
    }
}

impl Network for Invented {
    async fn resolve(&self, host: &str, port: u16) -> io::Result<Vec<SocketAddr>> {
        assert_eq!((host, port), ("db.example", 5432));
        match &self.resolved {
            Some(resolved) => resolved.clone().map_err(io::Error::other),
            None => pending().await,
        }
    }

    async fn connect(&self, address: SocketAddr) -> io::Result<()> {
        self.tried.lock().unwrap().push((address, Instant::now()));
        match self.behaviour.get(&address) {
            Some((after, outcome)) => {
                sleep(*after).await;
                outcome.map_err(io::Error::from)
            }
            None => pending().await,
        }
    }
}

fn at(address: &str) -> SocketAddr {
    SocketAddr::new(address.parse().unwrap(), 5432)
}

#[tokio::test(start_paused = true)]
async fn silence_is_a_timeout_after_ten_seconds() {
    let report = Invented::of(&["192.0.2.1"]).test().await;
    assert_eq!((report.verdict, report.took), (Verdict::Timeout, TIMEOUT));
}

#[tokio::test(start_paused = true)]
async fn a_name_without_an_address_is_not_found_and_nothing_is_connected_to() {
    let words = "failed to lookup address information";
    for network in [
        Invented::of(&[]),
        Invented::unresolved(&format!("{words}: Name or service not known")),
        Invented::unresolved(&format!("{words}: nodename nor servname provided, or not known")),
    ] {
        assert_eq!(network.test().await.verdict, Verdict::NameNotFound);
        assert!(network.tried.lock().unwrap().is_empty());
    }
}

#[tokio::test(start_paused = true)]
async fn a_dns_that_says_nothing_does_not_speak_for_the_name() {
    let silent = Verdict::Other(Label::from("no answer from DNS"));
    for words in ["Temporary failure in name resolution", "Try again"] {
        let network = Invented::unresolved(&format!("failed to lookup address information: {words}"));
        assert_eq!(network.test().await.verdict, silent);
    }
    let report = Invented::default().test().await;
    assert_eq!((report.verdict, report.took), (silent, TIMEOUT));
}

#[tokio::test(start_paused = true)]
async fn an_address_needs_no_dns() {
    let network = Invented::default().with("192.0.2.1", 5, Ok(()));
    let report = test(&network, endpoint("192.0.2.1"), port(5432)).await;
    assert_eq!((report.verdict, report.took), (Verdict::Success, Duration::from_millis(5)));
}

#[tokio::test(start_paused = true)]
async fn the_families_take_turns_and_silence_holds_nobody_up() {
    let addresses = ["2001:db8::1", "2001:db8::2", "2001:db8::1", "192.0.2.1", "192.0.2.2"];
    let network = Invented::of(&addresses).with("192.0.2.2", 30, Ok(()));
    let began = Instant::now();
    let report = network.test().await;
    let step = STAGGER.as_millis();
    let expected = [("2001:db8::1", 0), ("192.0.2.1", step), ("2001:db8::2", 2 * step), ("192.0.2.2", 3 * step)];
    assert_eq!(network.tried(began), expected.map(|(address, after)| (address.to_owned(), after)));
    assert_eq!((report.verdict, report.took), (Verdict::Success, 3 * STAGGER + Duration::from_millis(30)));
}

#[tokio::test(start_paused = true)]
async fn a_failure_is_followed_by_the_next_address_at_once() {
    let network = Invented::of(&["192.0.2.1", "192.0.2.2"])
        .with("192.0.2.1", 10, Err(ErrorKind::ConnectionRefused))
        .with("192.0.2.2", 10, Ok(()));
    let began = Instant::now();
    assert_eq!(network.test().await.verdict, Verdict::Success);
    assert_eq!(network.tried(began), [("192.0.2.1".to_owned(), 0), ("192.0.2.2".to_owned(), 10)]);
}

#[tokio::test(start_paused = true)]
async fn an_address_that_takes_its_time_may_still_win() {
    let network = Invented::of(&["192.0.2.1", "192.0.2.2"]).with("192.0.2.1", 9_000, Ok(())).with(
        "192.0.2.2",
        10,
        Err(ErrorKind::ConnectionRefused),
    );
    let report = network.test().await;
    assert_eq!((report.verdict, report.took), (Verdict::Success, Duration::from_secs(9)));
}

#[tokio::test(start_paused = true)]
async fn of_several_failures_the_most_telling_one_counts() {
    use ErrorKind::{AddrNotAvailable, ConnectionRefused, HostUnreachable, NetworkUnreachable, TimedOut};
    // In the order of how much they say. The last ones are about this machine, which may have one family only.
    let order = [ConnectionRefused, HostUnreachable, TimedOut, NetworkUnreachable, AddrNotAvailable];
    let [refused, unreachable, timeout] = [Verdict::Refused, Verdict::Unreachable, Verdict::Timeout];
    let other = Verdict::Other(Label::from(AddrNotAvailable.to_string()));
    let verdicts = [&refused, &unreachable, &timeout, &unreachable, &other];
    for (one, first) in order.into_iter().enumerate() {
        for (two, second) in order.into_iter().enumerate() {
            let network = Invented::of(&["2001:db8::1", "192.0.2.1"]).with("2001:db8::1", 1, Err(first)).with(
                "192.0.2.1",
                1,
                Err(second),
            );
            assert_eq!(network.test().await.verdict, *verdicts[one.min(two)], "{first}, {second}");
        }
        // The other address stays silent until the end.
        let network = Invented::of(&["2001:db8::1", "192.0.2.1"]).with("2001:db8::1", 1, Err(first));
        let report = network.test().await;
        assert_eq!((report.verdict, report.took), (verdicts[one.min(2)].clone(), TIMEOUT), "{first}");
    }
}

impl Rig {
    fn test(&mut self, ticket: u64, from: Origin, number: u16) {
        let host = if from == Origin::ThisMachine { "127.0.0.1" } else { "db.example" };
        self.performer.test_connectivity(ticket, from, (endpoint(host), port(number)), &mut self.tasks);
    }

    async fn tested(&mut self) -> (u64, Result<ConnectivityReport, ApiError>) {
        match self.only_message().await {
            News::ConnectivityTested { ticket, outcome } => (ticket, outcome),
            message => panic!("{message:?}"),
        }
    }
}

fn runner() -> Origin {
    Origin::Runner(id("r-1"))
}

/// A performer that has runners test at [`PATH`].
fn rig(settings: Settings, is_read_only: bool) -> Rig {
    Rig::with(Settings { connectivity_path: Some(PATH.to_owned()), ..settings }, is_read_only)
}

/// What comes of a test by a runner where the server answers so, and that it was asked once.
async fn answered(reply: Reply) -> Result<ConnectivityReport, ApiError> {
    let server = answering([reply, Reply::json(200, r#"{"result":"SECOND"}"#)]).await;
    let mut rig = rig(settings(&server), false);
    rig.test(7, runner(), 5432);
    let (ticket, outcome) = rig.tested().await;
    let [request] = &api_requests(&server)[..] else { panic!("a test is one request: {outcome:?}") };
    assert_eq!(request.line(), "POST /dpc/v1/agents/r-1/connectivity-tests");
    assert_eq!(request.text(), r#"{"host":"db.example","port":5432}"#);
    assert_eq!(ticket, 7);
    outcome
}

#[tokio::test]
async fn a_runner_is_asked_once_and_its_word_is_kept() {
    for (body, verdict) in [
        (r#"{"result":"SUCCESS","host":"db.example","port":5432}"#, Verdict::Success),
        (r#"{"result": "TIMEOUT","host":"db.example","port":5432}"#, Verdict::Timeout),
        (r#"{"result":"RESET\u001b[2J"}"#, Verdict::Other(Label::from("RESET\u{1b}[2J"))),
    ] {
        let report = answered(Reply::json(200, body)).await.unwrap();
        assert_eq!((&report.verdict, report.from), (&verdict, runner()));
        assert_eq!((report.endpoint, report.port), (endpoint("db.example"), port(5432)));
        assert_eq!(report.raw.as_deref(), Some(body));
    }
}

#[tokio::test]
async fn a_test_that_is_refused_says_why() {
    let detail = "Runner task failed: The runner version does not support this feature";
    for status in [400, 422] {
        let reply = Reply::of_type(status, "application/problem+json", format!(r#"{{"detail":"{detail}"}}"#));
        let error = answered(reply).await.unwrap_err();
        assert!(matches!(error.cause, Cause::Refused(_)), "{error}");
        assert!(is_unsupported_by_version(&error.to_string()) && !error.is_unanswered(), "{error}");
    }
    let error = answered(Reply::status(404)).await.unwrap_err();
    assert!(matches!(error.cause, Cause::NotFound(_)), "{error}");
    let error = answered(Reply::json(200, r#"{"host":"db.example"}"#)).await.unwrap_err();
    assert!(matches!(error.cause, Cause::NotUnderstood(_)), "{error}");
}

#[tokio::test]
async fn a_test_without_an_answer_is_not_repeated() {
    for reply in [Reply::reset(), Reply::raw("HTTP/1.1 200 O").then_close(), Reply::status(504)] {
        assert!(answered(reply).await.unwrap_err().is_unanswered());
    }
    let server = answering([Reply::silence(), Reply::json(200, r#"{"result":"SECOND"}"#)]).await;
    let request_timeout = Duration::from_secs(1);
    let mut rig = rig(Settings { request_timeout, ..settings(&server) }, false);
    rig.test(8, runner(), 5432);
    let (ticket, outcome) = rig.tested().await;
    assert_eq!((ticket, outcome.unwrap_err().cause), (8, Cause::TimedOut(request_timeout)));
    assert_eq!(api_requests(&server).len(), 1);
}

#[tokio::test]
async fn nothing_is_sent_read_only_or_without_a_path() {
    let server = answering([Reply::json(200, r#"{"result":"SUCCESS"}"#)]).await;
    let without_path = Rig::unconnected();
    without_path.connect(settings(&server), false);
    for (mut rig, reason) in
        [(rig(settings(&server), true), "read-only"), (without_path, "connectivity_path is not set")]
    {
        rig.test(1, runner(), 5432);
        let expected = ApiError { call: "test the connection", cause: Cause::NotSent(Label::from(reason)) };
        assert_eq!(rig.tested().await, (1, Err(expected)));
    }
    assert_eq!(server.seen().connections, 0, "not even a token is asked for");
}

#[tokio::test]
async fn this_machine_tests_before_there_is_a_client() {
    let (_listener, open) = open().await;
    let (_socket, closed) = closed();
    let mut rig = Rig::unconnected();
    for (number, verdict) in [(open, Verdict::Success), (closed, Verdict::Refused)] {
        rig.test(2, Origin::ThisMachine, number);
        let (ticket, outcome) = rig.tested().await;
        assert_eq!((ticket, outcome.unwrap().verdict), (2, verdict));
    }
}

#[tokio::test]
async fn a_test_that_was_given_up_has_no_answer_and_others_have_theirs() {
    let server = answering([Reply::silence()]).await;
    let (_socket, closed) = closed();
    let mut rig = rig(settings(&server), false);
    rig.test(1, runner(), 5432);
    server.until(|seen| seen.requests == 2).await;
    rig.performer.stop_test(3);
    rig.performer.stop_test(1);
    // The connection is closed, which is how the server learns that nobody waits.
    server.until(|seen| seen.hang_ups == 1).await;
    rig.test(2, Origin::ThisMachine, closed);
    let (ticket, outcome) = rig.tested().await;
    assert_eq!((ticket, outcome.unwrap().verdict), (2, Verdict::Refused));
    assert_eq!((api_requests(&server).len(), server.requests_for(TOKEN_PATH).len()), (1, 1));

    // Given up with its answer at hand: the task has not run yet.
    rig.test(4, Origin::ThisMachine, closed);
    rig.performer.stop_test(4);
    rig.no_more_messages().await;
}

#[tokio::test]
async fn tests_side_by_side_keep_their_tickets() {
    let server: Server = answering([Reply::json(200, r#"{"result":"SUCCESS"}"#)]).await;
    let mut rig = rig(settings(&server), false);
    for ticket in 0..5 {
        rig.test(ticket, runner(), 1000 + u16::try_from(ticket).unwrap());
    }
    let mut answers = Vec::new();
    for _ in 0..5 {
        let News::ConnectivityTested { ticket, outcome } = rig.next().await else { panic!("another message") };
        answers.push((ticket, outcome.unwrap().port.number()));
    }
    answers.sort_unstable();
    assert_eq!(answers, [(0, 1000), (1, 1001), (2, 1002), (3, 1003), (4, 1004)]);
    rig.no_more_messages().await;
}

#[tokio::test(start_paused = true)]
async fn each_family_of_addresses_is_told_by_itself() {
    let network = Invented::of(&["2001:db8::1", "192.0.2.1", "2001:db8::2"])
        .with("192.0.2.1", 30, Ok(()))
        .with("2001:db8::1", 5, Err(ErrorKind::NetworkUnreachable))
        .with("2001:db8::2", 5, Err(ErrorKind::NetworkUnreachable));
    let found = reach(&network, "db.example", 5432).await.unwrap();
    assert!(found.is_reached());
    let v4 = Some(Ok(Duration::from_millis(30)));
    assert_eq!(found, Reach { addresses: 3, v4, v6: Some(Err(Verdict::Unreachable)) });

    let silent = reach(&Invented::of(&["192.0.2.1"]), "db.example", 5432).await.unwrap();
    assert!(!silent.is_reached());
    assert_eq!(silent, Reach { addresses: 1, v4: Some(Err(Verdict::Timeout)), v6: None });
}

#[tokio::test(start_paused = true)]
async fn without_dns_there_is_no_family() {
    let reached = reach(&Invented::default(), "db.example", 5432).await;
    assert_eq!(reached, Err(Verdict::Other(Label::from("no answer from DNS"))));
    assert_eq!(reach(&Invented::of(&[]), "db.example", 5432).await, Err(Verdict::NameNotFound));
    let address = Invented::default().with("192.0.2.1", 1, Ok(()));
    assert_eq!(reach(&address, "192.0.2.1", 5432).await.unwrap().addresses, 1, "an address asks no DNS");
}
