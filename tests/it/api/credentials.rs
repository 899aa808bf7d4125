//! A runner's credentials: read, refreshed, and never seen anywhere else.

use trackside::domain::{Credentials, Label};

use super::*;

/// A runner's secret, which must not turn up anywhere but in its credentials.
pub(super) const RUNNER_SECRET: &str = "canary-runner-5ec2";

fn pair(id: &str, secret: &str) -> Credentials {
    Credentials { client_id: Secret::new(id.to_owned()), client_secret: Secret::new(secret.to_owned()) }
}

/// What both calls make of an answer, which must be the same.
async fn both(reply: Reply) -> Result<Credentials, ApiError> {
    let server = answering([reply]).await;
    let operator = operator(&server);
    let read = operator.credentials(&id("r-1")).await;
    let refreshed = operator.refresh_credentials(&id("r-1"), &Departure::at_once()).await;
    match (&read, &refreshed) {
        (Ok(read), Ok(refreshed)) => assert_eq!(read, refreshed),
        (Err(read), Err(refreshed)) => {
            assert_eq!(read.cause, refreshed.cause);
            for error in [read, refreshed] {
                let shown = format!("{error} {error:?} {}", error.short());
                assert!(!shown.contains("canary"), "{shown}");
            }
        }
        _ => panic!("{read:?} but {refreshed:?}"),
    }
    refreshed
}

#[tokio::test]
async fn they_are_asked_for_as_documented() {
    let server = answering([Reply::json(200, r#"{"clientId":"c","clientSecret":"s"}"#)]).await;
    operator(&server).credentials(&id("r/1")).await.unwrap();
    let request = &api_requests(&server)[0];
    assert_eq!((&*request.line(), request.text()), ("GET /dpc/v1/agents/r%2F1/credentials", ""));
}

#[tokio::test]
async fn both_halves_come_as_they_are() {
    for (body, expected) in [
        (format!(r#"{{"clientId":"c-1","clientSecret":"{RUNNER_SECRET}"}}"#), pair("c-1", RUNNER_SECRET)),
        (r#"{"more":{},"clientSecret":"a\/b\"\u00e9\n","clientId":"\u0063"}"#.to_owned(), pair("c", "a/b\"é\n")),
        (r#"{"clientId":7,"clientSecret":" s "}"#.to_owned(), pair("7", " s ")),
        (format!(r#"{{"clientId":"c","clientSecret":"{}"}}"#, "x".repeat(50_000)), pair("c", &"x".repeat(50_000))),
    ] {
        for status in [200, 201, 202] {
            assert_eq!(both(Reply::json(status, &*body)).await.unwrap(), expected);
        }
    }
}

#[tokio::test]
async fn an_answer_without_both_halves_is_not_understood_and_quoted_nowhere() {
    for (body, words) in [
        (r#"{"clientSecret":"canary-runner-5ec2"}"#, "no client id"),
        (r#"{"clientId":"","clientSecret":"canary-runner-5ec2"}"#, "no client id"),
        (r#"{"clientId":[],"clientSecret":"canary-runner-5ec2"}"#, "no client id"),
        (r#"{"clientId":"canary-id"}"#, "no client secret"),
        (r#"{"clientId":"canary-id","clientSecret":""}"#, "no client secret"),
        (r#"{"clientId":"canary-id","clientSecret":" "}"#, "no client secret"),
        (r#"{"clientId":"canary-id","clientSecret":null}"#, "no client secret"),
        (r#"{"clientId":"canary-id","clientSecret":["canary-runner-5ec2"]}"#, "no client secret"),
        (r#"["canary-id","canary-runner-5ec2"]"#, "JSON of another shape"),
        (r#""canary-runner-5ec2""#, "JSON of another shape"),
        ("canary-runner-5ec2", "text that is not JSON"),
        (r#"{"clientId":"canary-id","clientSecret":"canary-runner-"#, "JSON that ends too early"),
        (r#"{"clientId":"canary-id","clientSecret":canary-runner-5ec2}"#, "broken JSON, at line 1 column 40"),
        ("", "an empty answer"),
    ] {
        let error = both(Reply::json(200, body)).await.unwrap_err();
        assert_eq!(error.cause, Cause::NotUnderstood(Label::from(words)), "{body}");
        assert!(error.is_unanswered(), "the refresh may have been carried out: {body}");
    }
}

#[tokio::test]
async fn of_an_answer_that_may_hold_the_secret_only_status_and_kind_are_told() {
    let page = "<html><title>canary-runner-5ec2</title><h1>canary-runner-5ec2</h1>";
    let text = "stored clientSecret=canary-runner-5ec2 failed";
    let problem = |status| {
        let body = format!(
            r#"{{"title":"{RUNNER_SECRET}","detail":"{text}","violations":["{text}"],"message":"{text}","{RUNNER_SECRET}":1}}"#
        );
        Reply::of_type(status, "application/problem+json", body)
    };
    for (reply, words) in [
        (Reply::of_type(200, "text/html", page), "the answer is not what the API documents (a web page (200))"),
        (Reply::of_type(200, "text/html", text), "the answer is not what the API documents (text that is not JSON)"),
        (
            Reply::of_type(200, "text/canary-runner-5ec2", text),
            "the answer is not what the API documents (text that is not JSON)",
        ),
        (Reply::json(200, format!("\u{feff} {page}")), "the answer is not what the API documents (a web page (200))"),
        (
            Reply::status(302).with("location", "https://canary-runner-5ec2.example/"),
            "the answer is not what the API documents (status 302)",
        ),
        (problem(400), "Bad Request (400)"),
        (problem(401), "credentials refused, Unauthorized (401)"),
        (problem(403), "Forbidden (403)"),
        (Reply::of_type(403, "text/plain", "IP not allowed, canary-runner-5ec2"), "ip not allowed (403)"),
        (problem(404), "Not Found (404)"),
        (Reply::of_type(404, "text/html", page), "the answer is not what the API documents (a web page (404))"),
        (Reply::of_type(404, "text/html", text), "the answer is not what the API documents (a web page (404))"),
        (problem(409), "Conflict (409)"),
        (problem(501), "the control plane failed, Not Implemented (501)"),
        (Reply::json(501, format!(r#""{RUNNER_SECRET}""#)), "the control plane failed, Not Implemented (501)"),
        (Reply::json(501, format!(r#"["{RUNNER_SECRET}"]"#)), "the control plane failed, Not Implemented (501)"),
        (Reply::of_type(501, "text/plain", text), "the control plane failed, Not Implemented (501)"),
        (Reply::of_type(501, "text/html", page), "the control plane failed, a web page (501)"),
        (Reply::json(501, &b"\x00canary-runner-5ec2\xff"[..]), "the control plane failed, Not Implemented (501)"),
    ] {
        let error = both(reply).await.unwrap_err();
        assert_eq!(error.cause.to_string(), words);
    }
}

#[tokio::test]
async fn a_lost_answer_to_a_refresh_is_never_asked_for_again() {
    let whole = format!(r#"{{"clientId":"c-1","clientSecret":"{RUNNER_SECRET}"}}"#);
    for reply in [Reply::json(200, &*whole).only(50).then_close(), Reply::json(200, &*whole).only(50).then_reset()] {
        let server = answering([reply, Reply::json(200, &*whole)]).await;
        let error = error_of(operator(&server).refresh_credentials(&id("r-1"), &Departure::at_once()).await);
        assert!(matches!(error.cause, Cause::NoAnswer(_)) && error.is_unanswered(), "{error}");
        assert_eq!(api_requests(&server).len(), 1);
        // Reading them changes nothing, and so may be tried again.
        assert_eq!(operator(&server).credentials(&id("r-1")).await.unwrap(), pair("c-1", RUNNER_SECRET));
    }
    let server = answering([Reply::json(200, &*whole).only(50).then_silence()]).await;
    let error = error_of(hasty_operator(&server).refresh_credentials(&id("r-1"), &Departure::at_once()).await);
    assert_eq!((error.is_unanswered(), api_requests(&server).len()), (true, 1));
}

#[tokio::test]
async fn reading_is_tried_again_as_every_reading_is() {
    let whole = Reply::json(200, r#"{"clientId":"c","clientSecret":"s"}"#);
    let server = answering([Reply::status(503), Reply::reset(), whole]).await;
    assert_eq!(operator(&server).credentials(&id("r-1")).await.unwrap(), pair("c", "s"));
    assert_eq!(api_requests(&server).len(), 3);
}

#[tokio::test]
async fn debug_shows_neither_half() {
    let body = format!(r#"{{"clientId":"canary-id","clientSecret":"{RUNNER_SECRET}"}}"#);
    let shown = format!("{:?}", both(Reply::json(200, body)).await);
    assert!(shown.contains("Secret(…)") && !shown.contains("canary"), "{shown}");
}
