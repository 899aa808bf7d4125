//! The token: how it is obtained, kept, shared, renewed and refused.

use std::sync::atomic::{AtomicUsize, Ordering};

use futures_util::future::join_all;
use trackside::api::{ApiError, Cause, Priority, Problem};
use trackside::domain::Label;

use super::*;

/// A server that grants `token-1`, `token-2` and so on, and takes only the tokens that `accepts` says.
async fn server_of_tokens(accepts: impl Fn(&str) -> bool + Send + Sync + 'static) -> Server {
    let granted = AtomicUsize::new(0);
    Server::start(move |request| {
        if request.path() == TOKEN_PATH {
            let number = granted.fetch_add(1, Ordering::Relaxed) + 1;
            return grant_of(&format!("token-{number}"));
        }
        let token = request.header("authorization").unwrap().strip_prefix("Bearer ").unwrap();
        if accepts(token) { Reply::json(200, ONE_RUNNER) } else { Reply::json(401, r#"{"detail":"Token expired."}"#) }
    })
    .await
}

#[tokio::test]
async fn one_token_serves_many_calls_and_all_who_wait_for_the_first() {
    let server = server_of_tokens(|token| token == "token-1").await;
    let client = client(&server);
    let pages = join_all((0..20).map(|page| client.runners(page))).await;
    assert!(pages.iter().all(Result::is_ok));
    client.clone().runners(0).await.unwrap();
    assert_eq!(server.requests_for("/token").len(), 1);
    assert_eq!(api_requests(&server).len(), 21);
}

#[tokio::test]
async fn a_refused_token_is_renewed_once_and_the_request_repeated_once() {
    let server = server_of_tokens(|token| token == "token-2").await;
    client(&server).runners(0).await.unwrap();
    assert_eq!(server.requests_for("/token").len(), 2);
    let tokens: Vec<_> =
        api_requests(&server).iter().map(|request| request.header("authorization").unwrap().to_owned()).collect();
    assert_eq!(tokens, ["Bearer token-1", "Bearer token-2"]);
}

#[tokio::test]
async fn callers_whose_token_is_refused_together_renew_it_once() {
    let server = server_of_tokens(|token| token == "token-2").await;
    let client = client(&server);
    let pages = join_all((0..20).map(|page| client.runners(page))).await;
    assert!(pages.iter().all(Result::is_ok), "{pages:?}");
    assert_eq!(server.requests_for("/token").len(), 2);
}

#[tokio::test]
async fn a_second_refusal_ends_it() {
    let server = server_of_tokens(|_| false).await;
    let error = error_of(client(&server).runners(0).await);
    let problem = Problem {
        status: 401,
        title: Some(Label::from("Unauthorized")),
        detail: Some(Label::from("Token expired.")),
        violations: Vec::new(),
    };
    assert_eq!(error, ApiError { call: "list runners", cause: Cause::SignedOut(problem) });
    assert_eq!(server.requests_for("/token").len(), 2);
    assert_eq!(api_requests(&server).len(), 2);
}

#[tokio::test]
async fn a_lifetime_that_makes_no_sense_does_no_harm() {
    for rest in [
        "",
        r#","expires_in":null"#,
        r#","expires_in":"soon""#,
        r#","expires_in":"1800""#,
        r#","expires_in":-1"#,
        r#","expires_in":0"#,
        r#","expires_in":1e300"#,
        r#","expires_in":99999999999999999999999"#,
        r#","expires_in":{"seconds":5}"#,
        r#","expires_in":[],"token_type":7,"scope":null"#,
    ] {
        let grant = Reply::json(200, format!(r#"{{"access_token":"t"{rest}}}"#));
        let server =
            Server::start(
                move |request| {
                    if request.path() == TOKEN_PATH { grant.clone() } else { Reply::json(200, ONE_RUNNER) }
                },
            )
            .await;
        let client = client(&server);
        client.runners(0).await.unwrap();
        client.runners(0).await.unwrap();
        assert_eq!(server.requests_for("/token").len(), 1, "{rest}");
    }
}

#[tokio::test]
async fn a_token_in_its_last_fifth_is_renewed_before_it_is_used() {
    // A second is the shortest lifetime that is believed.
    let server = Server::start(|request| {
        if request.path() == TOKEN_PATH {
            Reply::json(200, r#"{"access_token":"t","expires_in":1}"#)
        } else {
            Reply::json(200, ONE_RUNNER)
        }
    })
    .await;
    let client = client(&server);
    while server.requests_for("/token").len() < 2 {
        client.runners(0).await.unwrap();
    }
}

#[tokio::test]
async fn a_refused_credential_is_signed_out_in_the_words_of_the_refusal() {
    for (status, body, words) in [
        (400, r#"{"error":"invalid_request","error_description":"audience is missing"}"#, "audience is missing (400)"),
        (401, r#"{"error":"invalid_client"}"#, "invalid_client (401)"),
        (403, r#"{"error":"access_denied","error_description":"Blocked"}"#, "Blocked (403)"),
        (401, "", "Unauthorized (401)"),
    ] {
        let server = Server::in_order([Reply::json(status, body)]).await;
        let error = error_of(client(&server).runners(0).await);
        assert!(matches!(error.cause, Cause::SignedOut(_)));
        assert_eq!(error.to_string(), format!("cannot sign in: credentials refused, {words}"));
        assert!(!error.is_transient());
        assert_eq!(server.seen().requests, 1, "{status}");
    }
}

#[tokio::test]
async fn a_token_endpoint_that_is_not_there_is_no_runner_that_is_gone() {
    let server = Server::in_order([Reply::status(404)]).await;
    let error = error_of(client(&server).runner(&id("r-1"), Priority::Operator).await);
    assert!(matches!(error, ApiError { call: "sign in", cause: Cause::Refused(Problem { status: 404, .. }) }));
}

#[tokio::test]
async fn the_token_is_asked_for_again_after_a_failure_that_may_pass() {
    let failures = [Reply::status(503), Reply::reset(), Reply::raw("").then_close(), grant().only(9).then_close()];
    let all = failures.into_iter().map(async |failure| {
        let server = Server::in_order([failure, grant(), Reply::json(200, ONE_RUNNER)]).await;
        client(&server).runners(0).await.unwrap();
        assert_eq!(server.requests_for("/token").len(), 2);
    });
    join_all(all).await;
    let server = Server::in_order([Reply::status(502)]).await;
    assert!(matches!(cause_of(client(&server).runners(0).await), Cause::Server(_)));
    assert_eq!(server.seen().requests, 3);
}

#[tokio::test]
async fn callers_who_waited_for_an_exchange_that_failed_share_its_failure() {
    let server = Server::in_order([Reply::json(401, "{}")]).await;
    let client = client(&server);
    let results = join_all((0..20).map(|page| client.runners(page))).await;
    assert!(results.into_iter().all(|result| matches!(cause_of(result), Cause::SignedOut(_))));
    assert_eq!(server.seen().requests, 1);
    // The next one tries for itself.
    client.runners(0).await.unwrap_err();
    assert_eq!(server.seen().requests, 2);
}

#[tokio::test]
async fn an_answer_without_a_usable_token_is_not_understood() {
    for (body, words) in [
        ("{}", "no usable access token"),
        (r#"{"access_token":null}"#, "no usable access token"),
        (r#"{"access_token":""}"#, "no usable access token"),
        (r#"{"access_token":"a b"}"#, "no usable access token"),
        (r#"{"access_token":"a\r\nx: y"}"#, "no usable access token"),
        (r#"{"access_token":{}}"#, "no usable access token"),
        (r#"{"access_token":"t""#, "JSON that ends too early"),
        // A page that says what it gave would say the token.
        ("<html><title>Sign in</title>", "a web page (200)"),
        ("", "an empty answer"),
        ("[]", "JSON of another shape"),
    ] {
        let server = Server::in_order([Reply::json(200, body)]).await;
        let error = error_of(client(&server).runners(0).await);
        assert_eq!(error, ApiError { call: "sign in", cause: Cause::NotUnderstood(Label::from(words)) }, "{body}");
    }
}
