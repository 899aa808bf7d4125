//! The HTTP client against a real server on loopback, in real time: reqwest's time limits do not understand tokio's
//! paused clock.

use std::time::Duration;

use trackside::api::{ApiError, BaseUrl, Cause, ControlPlane, Departure, Settings, Writer};
use trackside::domain::{RunnerId, Secret};

use crate::support::http::{Reply, Request, Server, in_order};

mod address;
mod allow_list;
mod broken;
mod changes;
mod connections;
mod connectivity;
mod credentials;
#[cfg(unix)]
mod curl;
mod departure;
mod json;
mod leniency;
mod pages;
mod proxy;
mod rate_limit;
mod repeated;
mod requests;
mod secrets;
mod setup;
mod sign_in;
mod statuses;
mod tls;
mod usage;
mod work;
mod writer;

pub(crate) use departure::black_hole;

/// Secrets that must not turn up anywhere.
const SECRET: &str = "canary-secret-8d1f";
const TOKEN: &str = "canary-token-77ab";

/// The path of the token endpoint on the test's server.
pub(crate) const TOKEN_PATH: &str = "/oauth/dpc/token";

/// A list of one runner, whole and last.
const ONE_RUNNER: &str = r#"{"page":0,"size":100,"total":1,"results":[{"agentId":"r-1","name":"ingest"}]}"#;

/// Settings for `server` as both the control plane, below `/dpc`, and the token endpoint.
pub(crate) fn settings(server: &Server) -> Settings {
    let address = |path| BaseUrl::parse(&server.url(path)).unwrap();
    Settings::new(address("/dpc"), address(TOKEN_PATH), "client-1".to_owned(), Secret::new(SECRET.to_owned()))
}

fn client(server: &Server) -> ControlPlane {
    ControlPlane::new(settings(server)).unwrap()
}

/// A client that gives up on a request soon, for tests in which that has to happen.
fn hasty_client(server: &Server) -> ControlPlane {
    ControlPlane::new(Settings { request_timeout: Duration::from_secs(1), ..settings(server) }).unwrap()
}

fn operator(server: &Server) -> Writer {
    Writer::new(settings(server)).unwrap()
}

/// Settings with pauses that a test can wait for.
fn impatient(server: &Server) -> Settings {
    Settings { shortest_pause: Duration::from_millis(5), ..settings(server) }
}

/// An operator who gives up on a request soon.
fn hasty_operator(server: &Server) -> Writer {
    Writer::new(Settings { request_timeout: Duration::from_secs(1), ..settings(server) }).unwrap()
}

/// The token endpoint's usual answer.
fn grant() -> Reply {
    grant_of(TOKEN)
}

fn grant_of(token: &str) -> Reply {
    Reply::json(200, format!(r#"{{"access_token":"{token}","token_type":"Bearer","expires_in":1800}}"#))
}

/// A server that signs everybody in, and answers all other requests as `script` says.
pub(crate) async fn signing_in(script: impl Fn(&Request) -> Reply + Send + Sync + 'static) -> Server {
    Server::start(move |request| if request.path() == TOKEN_PATH { grant() } else { script(request) }).await
}

/// The same with `replies` in their order, the last one ever after.
pub(crate) async fn answering(replies: impl IntoIterator<Item = Reply>) -> Server {
    signing_in(in_order(replies)).await
}

/// Requests that are not for a token.
pub(crate) fn api_requests(server: &Server) -> Vec<Request> {
    server.requests().into_iter().filter(|request| request.path() != TOKEN_PATH).collect()
}

pub(crate) fn id(text: &str) -> RunnerId {
    RunnerId::new(text)
}

/// The error, after a look whether it holds a secret.
fn error_of<T: std::fmt::Debug>(result: Result<T, ApiError>) -> ApiError {
    let error = result.unwrap_err();
    let shown = format!("{error} {error:?} {}", error.short());
    for secret in [SECRET, TOKEN, "127.0.0.1", "http:"] {
        assert!(!shown.contains(secret), "{secret} in {shown}");
    }
    error
}

/// The words of a cause that is not a refusal.
fn cause_of<T: std::fmt::Debug>(result: Result<T, ApiError>) -> Cause {
    error_of(result).cause
}
