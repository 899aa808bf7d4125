//! What becomes of the link: one line when it goes down, one when it is back, and what the credentials have to do with it.

use std::time::Duration;

use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::pki_types::PrivatePkcs8KeyDer;
use trackside::account::News;
use trackside::api::{ApiError, Cause, Problem, RunnerList};
use trackside::cli::record::watch::Watch;
use trackside::domain::{AccountId, Label, Moment};

use super::*;
use crate::support::fixtures::runner;
use crate::support::harness::profile;

#[test]
fn a_server_that_is_away_at_the_start_is_waited_for() {
    let mut account = two();
    account.go_away();
    let recorder = record(&account);
    recorder.wait_for("The list cannot be read: connection refused. Trying again until that works.\n");
    account.come_back();
    recorder.wait_for("The list was read: 2 runners.");
    let ended = recorder.terminate();
    assert_eq!((ended.code, ended.said.lines().count()), (Some(0), 4), "one line, not one for each try: {ended:?}");
}

#[test]
fn a_server_that_goes_away_and_comes_back_is_two_lines_and_the_gap_is_known_as_one() {
    let mut account = two();
    let recorder = record(&account);
    recorder.wait_for("The list was read: 2 runners.");
    wait_for_watch(&account.history());
    account.go_away();
    recorder.wait_for("The list cannot be read: connection refused.");
    account.set(vec![listed("billing", "unknown", "11.1.0"), listed("crm", "running", "11.1.0")]);
    account.come_back();
    recorder.wait_for("The list can be read again after under 1 min: 2 runners.");
    assert_eq!(wait_for_changes(&account.history(), 1), ["billing status Running Unknown"]);
    assert_eq!(recorder.terminate().said.lines().count(), 5);
}

#[test]
fn credentials_that_are_refused_at_the_start_end_it() {
    let account = two();
    // People may be named in what a service says.
    account.refuse(Some(("/token", 401, r#"{"title":"Unauthorized","detail":"jane.canary@example.com is locked"}"#)));
    let ended = record(&account).ended();
    assert_eq!(ended.code, Some(1), "a service manager tries again, with the secret as it is then");
    let lines: Vec<_> = ended.said.lines().skip(1).collect();
    assert_eq!(
        lines,
        ["The list cannot be read: credentials refused (401). Check the client id and its secret.", "Ended."]
    );
}

#[test]
fn what_the_credential_may_not_read_is_said_without_the_words_of_the_service() {
    let account = two();
    account.refuse(Some(("/v1/agents", 403, r#"{"detail":"Jane Canary lacks the role \u001b[2J"}"#)));
    let recorder = record(&account);
    recorder
        .wait_for("The list cannot be read: not allowed for this credential (403). Trying again until that works.\n");
    let ended = recorder.terminate();
    assert_eq!((ended.code, ended.said.contains("Jane")), (Some(0), false), "{ended:?}");
}

#[test]
fn a_certificate_that_is_refused_is_named_and_tried_again() {
    let certificate = rcgen::generate_simple_self_signed(vec!["127.0.0.1".to_owned()]).unwrap();
    let key = PrivatePkcs8KeyDer::from(certificate.signing_key.serialize_der());
    let config = ServerConfig::builder().with_no_client_auth();
    let config = config.with_single_cert(vec![certificate.cert.der().clone()], key.into()).unwrap();
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let listener = runtime.block_on(tokio::net::TcpListener::bind("127.0.0.1:0")).unwrap();
    let address = format!("https://{}", listener.local_addr().unwrap());
    runtime.spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let _ = acceptor.accept(stream).await;
        }
    });
    let account = two();
    let mut environment = account.environment();
    environment.retain(|(name, _)| !name.ends_with("_URL"));
    environment.extend([("TRACKSIDE_API_URL", address.clone()), ("TRACKSIDE_TOKEN_URL", format!("{address}/token"))]);
    let recorder = start(&["record"], &environment);
    recorder
        .wait_for("The list cannot be read: the server's certificate is self-signed")
        .wait_for("Trying again until that works.\n");
    assert_eq!(recorder.terminate().code, Some(0));
}

/// A watch, and a clock that goes on by a second with each news.
struct Rig(Watch, Moment);

impl Rig {
    fn new() -> Self {
        let start = Moment::start("2026-11-23T14:03:00Z".parse().unwrap());
        Self(Watch::new(AccountId::FIRST, profile(10, true), start), start)
    }

    /// What is said of this news, and whether it is over.
    fn take(&mut self, news: News) -> (Vec<String>, bool) {
        self.1 = self.1.plus(Duration::from_secs(1));
        let step = self.0.take(news, self.1);
        assert_eq!(step.requests, [], "nothing is asked for");
        (step.lines, step.is_over)
    }

    fn fail(&mut self, cause: Cause) -> (Vec<String>, bool) {
        let error = ApiError { call: "list runners", cause };
        self.take(News::PollFailed { error, retry_in: Duration::from_secs(2) })
    }

    fn read(&mut self, count: usize) -> Vec<String> {
        let runners = (0..count).map(|number| Arc::new(runner(&format!("r-{number}"))));
        let list = RunnerList { runners: runners.collect(), ..RunnerList::default() };
        let (lines, is_over) = self.take(News::RunnersPolled(Arc::new(list)));
        assert!(!is_over);
        lines
    }
}

fn refused() -> Cause {
    Cause::SignedOut(Problem { status: 401, ..Problem::default() })
}

fn unreachable() -> Cause {
    Cause::Unreachable(Label::from("connection refused"))
}

#[test]
fn each_reason_is_said_once_until_the_list_is_read_again() {
    let mut rig = Rig::new();
    assert_eq!(rig.read(1), ["The list was read: 1 runner."]);
    assert_eq!(rig.read(2), [""; 0]);
    let said =
        |reason: &str| (vec![format!("The list cannot be read: {reason}. Trying again until that works.")], false);
    let nothing = (Vec::new(), false);
    assert_eq!(rig.fail(unreachable()), said("connection refused"));
    assert_eq!(rig.fail(unreachable()), nothing);
    assert_eq!(rig.fail(Cause::TimedOut(Duration::from_secs(30))), said("no whole answer within 30 s"));
    assert_eq!(rig.fail(unreachable()), nothing);
    rig.1 = rig.1.plus(Duration::from_secs(180));
    assert_eq!(rig.read(1_200), ["The list can be read again after 3 min: 1,200 runners."]);
    assert_eq!(rig.fail(unreachable()), said("connection refused"));
}

#[test]
fn credentials_that_are_refused_later_are_tried_for_a_while() {
    let mut rig = Rig::new();
    assert!(rig.fail(refused()).1, "at the start it is a mistake");
    let mut rig = Rig::new();
    rig.read(1);
    for _ in 0..9 {
        assert!(!rig.fail(refused()).1);
    }
    // Something else between is no refusal.
    assert!(!rig.fail(unreachable()).1);
    for _ in 0..9 {
        assert!(!rig.fail(refused()).1);
    }
    let (lines, is_over) = rig.fail(refused());
    assert!(is_over);
    assert_eq!(lines, ["The credentials were refused 10 times in a row. Check the client id and its secret."]);
}
