//! Tokens and the bearer check.

use reqwest::Method;
use serde_json::Value;
use trackside::demo::Settings;

use super::client::{AUDIENCE, Session, still};
use crate::support::patience::Patience;

type Form<'a> = &'a [(&'a str, &'a str)];

async fn token_error(session: &Session, form: Form<'_>) -> (u16, String) {
    let answer = session.http.post(session.demo.token_url()).form(form).send().await.unwrap();
    let status = answer.status().as_u16();
    let body: Value = answer.json().await.unwrap();
    (status, body["error"].as_str().unwrap_or_default().to_owned())
}

#[tokio::test]
async fn a_token_call_is_refused_for_each_wrong_field() {
    let session = Session::start(still()).await;
    let (id, secret) = (session.demo.client_id(), session.demo.client_secret());
    let grant = ("grant_type", "client_credentials");
    let cases: [(Form<'_>, u16, &str); 6] = [
        (&[grant, ("client_id", id), ("client_secret", "wrong"), ("audience", AUDIENCE)], 401, "invalid_client"),
        (&[grant, ("client_id", "who"), ("client_secret", secret), ("audience", AUDIENCE)], 401, "invalid_client"),
        (&[grant, ("client_id", id), ("client_secret", secret)], 400, "invalid_request"),
        (&[grant, ("client_id", id), ("client_secret", secret), ("audience", "x")], 400, "invalid_request"),
        (&[grant, ("client_id", id), ("audience", AUDIENCE)], 400, "invalid_request"),
        (&[("grant_type", "password"), ("audience", AUDIENCE)], 400, "unsupported_grant_type"),
    ];
    for (form, status, error) in cases {
        assert_eq!(token_error(&session, form).await, (status, error.to_owned()), "{form:?}");
    }
}

#[tokio::test]
async fn a_token_call_that_is_no_form_or_no_post_is_refused() {
    let session = Session::start(still()).await;
    let url = session.demo.token_url();
    let answer = session.http.post(&url).json(&serde_json::json!({})).send().await.unwrap();
    assert_eq!(answer.status(), 400);
    let answer = session.http.get(&url).send().await.unwrap();
    assert_eq!(answer.status(), 405);
    assert_eq!(answer.headers()["allow"], "POST");
}

#[tokio::test]
async fn every_api_call_needs_a_token_that_was_issued() {
    let mut session = Session::start(still()).await;
    session.token = "made-up".to_owned();
    for path in ["/v1/agents", "/v1/projects", "/v1/events", "/v1/agents/nobody", "/v1/nothing"] {
        let answer = session.send(Method::GET, path, None).await.unwrap();
        assert_eq!(answer.status(), 401, "{path}");
        assert_eq!(answer.headers()["content-type"], "application/problem+json");
        assert_eq!(answer.headers()["www-authenticate"], "Bearer");
    }
    let bare = session.http.get(format!("{}/v1/agents", session.demo.api_url())).send().await.unwrap();
    assert_eq!(bare.status(), 401);
}

#[tokio::test]
async fn a_token_ends_after_its_thirty_minutes_and_a_new_one_works() {
    // A simulated half hour lasts a twentieth of a second.
    let session = Session::start(Settings { speed: 36_000, ..still() }).await;
    let mut patience = Patience::until("the token has ended");
    loop {
        patience.turn();
        let answer = session.send(Method::GET, "/v1/agents", None).await.unwrap();
        if answer.status() == 401 {
            break;
        }
        assert_eq!(answer.status(), 200);
    }
    let other = Session::start(still()).await;
    other.get("/v1/agents").await;
}

#[tokio::test]
async fn nothing_secret_is_recorded_or_printed() {
    let session = Session::start(still()).await;
    let agent = session.path_of("ingest-emea").await;
    session.get(&format!("{agent}/credentials")).await;
    let mistaken = format!("{}/oauth/token", session.demo.api_url());
    session.http.post(mistaken).form(&[("client_secret", session.demo.client_secret())]).send().await.unwrap();
    let told = format!("{:?} {:?}", session.demo, session.demo.requests());
    for secret in [session.demo.client_secret(), session.demo.client_id(), &session.token] {
        assert!(!told.contains(secret));
    }
    let requests = session.demo.requests();
    assert_eq!((requests[0].method.as_str(), requests[0].body.as_str()), ("POST", ""));
    assert_eq!(requests[1].path, "/v1/agents?size=100");
    assert_eq!(session.demo.connections(), 1);
}

#[tokio::test]
async fn each_start_has_other_credentials() {
    let (one, two) = (Session::start(still()).await, Session::start(still()).await);
    assert_ne!(one.demo.client_secret(), two.demo.client_secret());
    assert_ne!(one.demo.client_id(), two.demo.client_id());
}
