//! Neither a secret nor the token is ever seen: not in errors, not in `Debug`, not in what is logged.

use std::io::{self, Write};
use std::sync::{Arc, Mutex};
use trackside::api::Priority;

use tracing_subscriber::fmt::MakeWriter;

use super::credentials::RUNNER_SECRET;
use super::*;
use crate::support::rerun::rerun;

/// Keeps everything that is logged, at every level and of every crate.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Log {
    fn text(&self) -> String {
        String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
    }
}

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Log {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

/// Answers that repeat what they were sent, as careless gateways do.
fn echo(status: u16, request: &Request) -> Reply {
    let sent = request.headers.iter().map(|(name, value)| format!("{name}: {value}")).collect::<Vec<_>>().join(" ");
    Reply::json(status, serde_json::json!({"detail": format!("{} {sent}", request.text())}).to_string())
}

#[tokio::test]
async fn a_service_that_repeats_what_it_was_sent_puts_no_secret_into_an_error() {
    for status in [400, 401, 403, 404, 409, 501] {
        let server = signing_in(move |request| echo(status, request)).await;
        let error = error_of_echo(&client(&server).runner(&id("r-1"), Priority::Operator).await.unwrap_err());
        assert!(error.contains("Bearer [hidden]"), "{status}: {error}");
        let server = Server::start(move |request| echo(status, request)).await;
        let error = error_of_echo(&client(&server).runners(0).await.unwrap_err());
        assert!(error.contains("client_secret=[hidden]"), "{status}: {error}");
    }
}

/// What an error shows; here it repeats the address on purpose.
fn error_of_echo(error: &ApiError) -> String {
    let shown = format!("{error} {error:?}");
    assert!(!shown.contains(SECRET) && !shown.contains(TOKEN), "{shown}");
    shown
}

#[tokio::test]
async fn what_is_logged_holds_no_secret_no_name_and_no_address() {
    // Elsewhere another test may be the first to log something, and tracing then remembers that nobody listens.
    if !rerun("api::secrets::what_is_logged_holds_no_secret_no_name_and_no_address", &[]) {
        return;
    }
    let log = Log::default();
    let subscriber = tracing_subscriber::fmt().with_max_level(tracing::Level::TRACE).with_writer(log.clone());
    let _guard = tracing::subscriber::set_default(subscriber.with_ansi(false).finish());

    let server = answering([Reply::json(200, ONE_RUNNER), Reply::json(401, "{}"), Reply::reset()]).await;
    let client = client(&server);
    client.runners(0).await.unwrap();
    let _ = client.runner(&id("runner-name-1"), Priority::Operator).await;
    tracing::info!("{client:?} {:?}", settings(&server));

    let text = log.text();
    for hidden in [SECRET, TOKEN, "runner-name-1", "ingest", "size=100", "grant_type", "/v1/agents"] {
        assert!(!text.contains(hidden), "{hidden} in\n{text}");
    }
    let ours: Vec<_> = text.lines().filter(|line| line.contains("trackside::api")).collect();
    assert_eq!(ours.len(), server.seen().requests, "one line per request:\n{text}");
    assert!(ours[0].contains(r#"call="sign in" method="POST" status=200 millis="#), "{}", ours[0]);
    assert!(ours[1].contains(r#"call="list runners" method="GET" status=200 millis="#), "{}", ours[1]);
    assert!(ours.last().unwrap().contains("cause=NoAnswer(\"the connection broke\")"), "{text}");
}

#[tokio::test]
async fn what_is_logged_of_a_runners_credentials_is_that_they_were_asked_for() {
    if !rerun("api::secrets::what_is_logged_of_a_runners_credentials_is_that_they_were_asked_for", &[]) {
        return;
    }
    let log = Log::default();
    let subscriber = tracing_subscriber::fmt().with_max_level(tracing::Level::TRACE).with_writer(log.clone());
    let _guard = tracing::subscriber::set_default(subscriber.with_ansi(false).finish());

    let body = format!(r#"{{"clientId":"canary-id","clientSecret":"{RUNNER_SECRET}"}}"#);
    let server = answering([
        Reply::json(200, &*body),
        Reply::json(201, &*body),
        Reply::json(200, &*body).only(40).then_close(),
        Reply::json(200, body.replace("Secret", "secret")),
    ])
    .await;
    let operator = operator(&server);
    let credentials = operator.credentials(&id("runner-1")).await.unwrap();
    let refreshed = operator.refresh_credentials(&id("runner-1"), &Departure::at_once()).await;
    let lost = operator.refresh_credentials(&id("runner-1"), &Departure::at_once()).await.unwrap_err();
    let odd = operator.refresh_credentials(&id("runner-1"), &Departure::at_once()).await.unwrap_err();
    tracing::info!("{credentials:?} {refreshed:?} {lost} {lost:?} {odd} {odd:?} {operator:?}");

    let text = log.text();
    for hidden in ["canary", "runner-1", "SECRET_REFRESH", "/v1/agents"] {
        assert!(!text.contains(hidden), "{hidden} in\n{text}");
    }
    assert!(text.contains(r#"call="read the credentials" method="GET" status=200 millis="#), "{text}");
    assert!(text.contains(r#"call="refresh the credentials" method="POST" status=201 millis="#), "{text}");
}

#[tokio::test]
async fn debug_shows_the_host_and_no_secret() {
    let server = answering([Reply::json(200, ONE_RUNNER)]).await;
    let client = client(&server);
    client.runners(0).await.unwrap();
    assert_eq!(format!("{client:?}"), format!("ControlPlane(127.0.0.1:{})", server.port()));
    let shown = format!("{:?}", settings(&server));
    assert!(shown.contains("Secret(…)") && !shown.contains(SECRET), "{shown}");
}
