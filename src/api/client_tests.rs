//! What `send` does with calls that change something. There is no such call in the public interface yet.

use reqwest::Method;
use serde_json::json;

#[expect(dead_code, reason = "shared with the other tests, which use the rest")]
#[path = "../../tests/it/support/http.rs"]
mod http;

use std::time::Duration;

use http::{Reply, Request, Server, in_order};

use super::*;
use crate::api::BaseUrl;

const CHANGING: [Method; 4] = [Method::POST, Method::PUT, Method::PATCH, Method::DELETE];

/// A server that signs everybody in and answers everything else with `replies` in their order.
async fn answering(replies: impl IntoIterator<Item = Reply>) -> Server {
    let script = in_order(replies);
    let grant = Reply::json(200, r#"{"access_token":"t"}"#);
    Server::start(move |request| if request.path() == "/token" { grant.clone() } else { script(request) }).await
}

fn settings(server: &Server) -> Settings {
    let address = |path| BaseUrl::parse(&server.url(path)).unwrap();
    let secret = Secret::new("secret".to_owned());
    Settings::new(address("/dpc"), address("/token"), "client".to_owned(), secret)
}

fn client(server: &Server) -> ControlPlane {
    ControlPlane::new(settings(server)).unwrap()
}

/// A client that gives up on a request soon, for tests in which that has to happen.
fn hasty_client(server: &Server) -> ControlPlane {
    ControlPlane::new(Settings { request_timeout: Duration::from_secs(1), ..settings(server) }).unwrap()
}

fn restart(method: Method) -> Call {
    Call::new("restart the runner", method, &["v1", "agents", "r-1", "commands"]).json(json!({"command": "RESTART"}))
}

fn commands(server: &Server) -> Vec<Request> {
    server.requests_for("/commands")
}

#[tokio::test]
async fn a_call_that_changes_something_is_sent_as_described() {
    let server = answering([Reply::status(202)]).await;
    client(&server).tell(&restart(Method::POST).query("environmentName", &"a b&c")).await.unwrap();
    let request = &commands(&server)[0];
    assert_eq!(request.line(), "POST /dpc/v1/agents/r-1/commands?environmentName=a+b%26c");
    assert_eq!(request.query("environmentName").as_deref(), Some("a b&c"));
    assert_eq!(request.text(), r#"{"command":"RESTART"}"#);
    assert_eq!(request.header("content-type"), Some("application/json"));
    assert_eq!(request.header("authorization"), Some("Bearer t"));
}

#[tokio::test]
async fn any_2xx_is_a_success_whatever_comes_as_its_body() {
    let unfinished = Reply::raw("HTTP/1.1 202 Accepted\r\ncontent-length: 9\r\n\r\n");
    for reply in [
        Reply::status(200),
        Reply::status(202),
        Reply::raw("HTTP/1.1 204 No Content\r\n\r\n"),
        Reply::json(200, "not json"),
        Reply::of_type(202, "text/html", "<html>"),
        Reply::of_type(200, "text/plain", b"\xff\xfe"),
        unfinished.clone().then_close(),
        unfinished.clone().then_reset(),
    ] {
        let server = answering([reply]).await;
        client(&server).tell(&restart(Method::POST)).await.unwrap();
        assert_eq!(commands(&server).len(), 1);
    }
    let server = answering([unfinished.then_silence()]).await;
    hasty_client(&server).tell(&restart(Method::POST)).await.unwrap();
}

#[tokio::test]
async fn it_is_never_repeated_after_a_broken_connection_a_timeout_or_a_server_error() {
    for method in CHANGING {
        for reply in [
            Reply::reset(),
            Reply::raw("").then_close(),
            Reply::raw("HTTP/1.1 202 Acc").then_reset(),
            Reply::status(500),
            Reply::status(502),
            Reply::status(503),
            Reply::status(504),
        ] {
            let server = answering([reply, Reply::status(202)]).await;
            let error = client(&server).tell(&restart(method.clone())).await.unwrap_err();
            assert!(matches!(error.cause, Cause::Unreachable(_) | Cause::Server(_)), "{method}: {error}");
            assert_eq!(error.call, "restart the runner");
            assert_eq!(commands(&server).len(), 1, "{method}: {error}");
        }
        let server = answering([Reply::silence(), Reply::status(202)]).await;
        let error = hasty_client(&server).tell(&restart(method.clone())).await.unwrap_err();
        assert_eq!(error.cause, Cause::TimedOut(Duration::from_secs(1)), "{method}");
        assert_eq!(commands(&server).len(), 1, "{method}");
    }
}

#[tokio::test]
async fn it_is_never_repeated_on_a_connection_that_the_server_has_closed() {
    // The connection of the read is kept, and closed by the server just as the command goes out on it: whether the
    // command is refused or sent on a new one is chance, but it arrives once at most.
    for _ in 0..20 {
        let server = answering([Reply::json(200, r#"{"agentId":"r-1"}"#).then_close(), Reply::status(202)]).await;
        let client = client(&server);
        client.runner(&RunnerId::new("r-1")).await.unwrap();
        let result = client.tell(&restart(Method::POST)).await;
        assert!(commands(&server).len() <= 1);
        assert!(result.is_err() || commands(&server).len() == 1, "{result:?}");
    }
}

#[tokio::test]
async fn it_is_repeated_after_a_429_and_once_after_a_401_which_did_not_carry_it_out() {
    for method in CHANGING {
        let busy = Reply::status(429).with("retry-after", "0");
        let server = answering([busy.clone(), busy.clone(), Reply::status(202)]).await;
        client(&server).tell(&restart(method.clone())).await.unwrap();
        assert_eq!(commands(&server).len(), 3, "{method}");
        assert!(commands(&server).iter().all(|request| request.text() == r#"{"command":"RESTART"}"#));

        let server = answering([busy]).await;
        let error = client(&server).tell(&restart(method.clone())).await.unwrap_err();
        assert_eq!(error.cause, Cause::RateLimited(Duration::ZERO), "{method}");
        assert_eq!(commands(&server).len(), 5, "{method}");

        let server = answering([Reply::status(401), Reply::status(202)]).await;
        client(&server).tell(&restart(method.clone())).await.unwrap();
        assert_eq!((commands(&server).len(), server.requests_for("/token").len()), (2, 2), "{method}");
    }
}

#[tokio::test]
async fn a_refusal_keeps_the_services_own_words() {
    // The token of these tests, a single letter, is not taken out of the words either.
    let server = answering([Reply::json(409, r#"{"detail":"The runner is not running."}"#)]).await;
    let error = client(&server).tell(&restart(Method::POST)).await.unwrap_err();
    assert_eq!(error.to_string(), "cannot restart the runner: refused: The runner is not running. (409)");
    assert_eq!(commands(&server).len(), 1);
}
