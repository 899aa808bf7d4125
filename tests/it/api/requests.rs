//! Requests as they are on the wire, to the byte where the contract has bytes.

use trackside::api::{BaseUrl, Cause, ControlPlane, Priority, Settings};
use trackside::domain::Secret;

use super::*;

#[tokio::test]
async fn the_token_request_is_the_documented_form() {
    let server = answering([Reply::json(200, ONE_RUNNER)]).await;
    let settings = Settings {
        client_id: "id&1".to_owned(),
        client_secret: Secret::new("s3cr=t ü+/&".to_owned()),
        ..settings(&server)
    };
    ControlPlane::new(settings).unwrap().runners(0).await.unwrap();

    let request = &server.requests()[0];
    assert_eq!(request.line(), "POST /oauth/dpc/token");
    assert_eq!(
        request.text(),
        "grant_type=client_credentials&client_id=id%261&client_secret=s3cr%3Dt+%C3%BC%2B%2F%26&audience=https%3A%2F%2Fapi.matillion.com"
    );
    assert_eq!(request.header("content-type"), Some("application/x-www-form-urlencoded"));
    assert_eq!(request.header("accept"), Some("application/json, application/problem+json"));
    assert_eq!(request.header("authorization"), None);
    assert_eq!(request.header("account-id"), None);
}

#[tokio::test]
async fn a_call_has_the_documented_headers_and_no_others() {
    let server = answering([Reply::json(200, ONE_RUNNER)]).await;
    client(&server).runners(3).await.unwrap();

    let request = &server.requests()[1];
    assert_eq!(request.line(), "GET /dpc/v1/agents?page=3&size=100");
    assert_eq!(request.query("page").as_deref(), Some("3"));
    assert_eq!(request.text(), "");
    let mut headers = request.headers.clone();
    headers.sort();
    let expected = [
        ("accept", "application/json, application/problem+json".to_owned()),
        ("accept-encoding", "gzip".to_owned()),
        ("authorization", format!("Bearer {TOKEN}")),
        ("host", format!("127.0.0.1:{}", server.port())),
        ("user-agent", format!("trackside/{}", env!("CARGO_PKG_VERSION"))),
    ];
    assert_eq!(headers, expected.map(|(name, value)| (name.to_owned(), value)));
}

#[tokio::test]
async fn the_account_id_is_sent_with_calls_where_it_is_set() {
    let server = answering([Reply::json(200, ONE_RUNNER)]).await;
    let settings = Settings { account_id: Some("acc-1".to_owned()), ..settings(&server) };
    ControlPlane::new(settings).unwrap().runners(0).await.unwrap();
    let sent: Vec<_> =
        server.requests().iter().map(|request| request.header("account-id").map(str::to_owned)).collect();
    assert_eq!(sent, [None, Some("acc-1".to_owned())], "the token endpoint is not asked for an account");
}

#[tokio::test]
async fn an_id_stays_one_segment_of_the_path_whatever_it_holds() {
    for (runner, path) in [
        ("6d0f3a52-2f51", "6d0f3a52-2f51"),
        ("a/../b", "a%2F..%2Fb"),
        ("a?b#c", "a%3Fb%23c"),
        ("%2e%2e", "%252e%252e"),
        ("a b\t\nc\\", "a%20b%09%0Ac%5C"),
        ("ü", "%C3%BC"),
        ("...", "..."),
    ] {
        let server = answering([Reply::json(404, "{}")]).await;
        let cause = cause_of(client(&server).runner(&id(runner), Priority::Operator).await);
        assert!(matches!(cause, Cause::NotFound(_)), "{runner:?}: {cause:?}");
        assert_eq!(api_requests(&server)[0].target, format!("/dpc/v1/agents/{path}"), "{runner:?}");
    }
}

#[tokio::test]
async fn an_id_that_would_address_something_else_is_not_asked_for() {
    for runner in ["", ".", ".."] {
        let server = answering([Reply::json(200, ONE_RUNNER)]).await;
        let cause = cause_of(client(&server).runner(&id(runner), Priority::Operator).await);
        assert_eq!(cause, Cause::NotSent("an id that cannot be part of an address".into()));
        assert_eq!(api_requests(&server).len(), 0);
    }
}

#[tokio::test]
async fn a_trailing_slash_of_the_base_address_makes_no_difference() {
    for base in ["", "/", "/dpc", "/dpc/", "/a/b//"] {
        let server = answering([Reply::json(200, ONE_RUNNER)]).await;
        let api = BaseUrl::parse(&server.url(base)).unwrap();
        ControlPlane::new(Settings { api, ..settings(&server) }).unwrap().runners(0).await.unwrap();
        let expected = format!("{}/v1/agents", base.trim_end_matches('/'));
        assert_eq!(api_requests(&server)[0].path(), expected);
    }
}
