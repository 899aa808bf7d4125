//! What each status means, and how often it is asked for.

use futures_util::future::join_all;
use trackside::api::{Priority, Problem};
use trackside::domain::Label;

use super::*;

fn problem(status: u16) -> Problem {
    Problem {
        status,
        title: Some(Label::from("Title")),
        detail: Some(Label::from("Detail.")),
        violations: vec![Label::from("name: too long")],
    }
}

const PROBLEM: &str =
    r#"{"type":"t","title":"Title","detail":"Detail.","instance":"i","violations":["name: too long"]}"#;

#[tokio::test]
async fn each_status_has_its_meaning_and_its_number_of_tries() {
    type Meaning = fn(Problem) -> Cause;
    let table: [(u16, Meaning, usize); 13] = [
        (400, Cause::Refused, 1),
        (403, Cause::Forbidden, 1),
        (404, Cause::NotFound, 1),
        (405, Cause::Refused, 1),
        (409, Cause::Refused, 1),
        (410, Cause::Refused, 1),
        (422, Cause::Refused, 1),
        (500, Cause::Server, 3),
        (501, Cause::Server, 1),
        (502, Cause::Server, 3),
        (503, Cause::Server, 3),
        (504, Cause::Server, 3),
        (505, Cause::Server, 1),
    ];
    let all = table.into_iter().map(async |(status, meaning, tries)| {
        let server = answering([Reply::json(status, PROBLEM)]).await;
        let error = error_of(client(&server).runner(&id("r-1"), Priority::Operator).await);
        let expected = ApiError { call: "read the runner", cause: meaning(problem(status)) };
        assert_eq!(error, expected, "{status}");
        assert_eq!(api_requests(&server).len(), tries, "{status}");
    });
    join_all(all).await;
}

#[tokio::test]
async fn an_error_without_words_has_the_words_of_its_status() {
    for (reply, words) in [
        (Reply::status(403), "Forbidden (403)"),
        (Reply::of_type(403, "text/plain", "go away\n"), "go away (403)"),
        (Reply::of_type(403, "text/html", "<html><title>Blocked</title>"), "a web page: Blocked (403)"),
        (Reply::of_type(403, "application/json", b"\xff\x00"), "not text (2 bytes) (403)"),
        // The last word of what breaks off may be part of a secret.
        (Reply::of_type(403, "text/plain", "go away now").only(9).then_close(), "go away (403)"),
        (Reply::json(403, r#"{"detail":"cut"}"#).only(5).then_close(), "Forbidden (403)"),
        (Reply::chunked(403, &vec![b'x'; 65536], 100), "Forbidden (403)"),
    ] {
        let server = answering([reply]).await;
        let shown = error_of(client(&server).runners(0).await).to_string();
        assert!(shown.starts_with(&format!("cannot list runners: {words}")), "{shown}");
        assert!(shown.chars().count() < 400, "{shown}");
    }
}

#[tokio::test]
async fn a_failure_that_passes_is_not_noticed() {
    let all = [500, 502, 503, 504].into_iter().map(async |status| {
        let server = answering([Reply::status(status), Reply::status(status), Reply::json(200, ONE_RUNNER)]).await;
        assert_eq!(client(&server).runners(0).await.unwrap().entries.len(), 1, "{status}");
    });
    join_all(all).await;
}

#[tokio::test]
async fn a_503_that_says_when_to_come_back_is_not_asked_again_before() {
    let server = answering([Reply::status(503).with("retry-after", "30")]).await;
    assert!(matches!(cause_of(client(&server).runners(0).await), Cause::Server(_)));
    assert_eq!(api_requests(&server).len(), 1);
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let elsewhere = signing_in(|_| Reply::json(200, ONE_RUNNER)).await;
    for status in [301, 302, 303, 307, 308] {
        let location = elsewhere.url("/dpc/v1/agents?secret=1");
        let server = answering([Reply::status(status).with("location", &location)]).await;
        let error = client(&server).runners(0).await.unwrap_err();
        let expected = "a redirect to 127.0.0.1 (not followed)";
        assert_eq!(error.cause, Cause::NotUnderstood(Label::from(expected)), "{status}");
    }
    let server = Server::in_order([Reply::status(307).with("location", &elsewhere.url(TOKEN_PATH))]).await;
    assert!(matches!(client(&server).runners(0).await.unwrap_err().cause, Cause::NotUnderstood(_)));
    assert_eq!(elsewhere.seen().connections, 0, "neither the token nor the secret went elsewhere");
}

#[tokio::test]
async fn other_statuses_are_not_understood() {
    for (reply, words) in [
        (Reply::status(304), "status 304"),
        (Reply::status(302), "status 302"),
        (Reply::status(302).with("location", "https://["), "status 302"),
    ] {
        let server = answering([reply]).await;
        assert_eq!(cause_of(client(&server).runners(0).await), Cause::NotUnderstood(Label::from(words)));
    }
}

#[tokio::test]
async fn any_2xx_with_the_documented_body_is_a_success() {
    for status in [200, 201, 202, 206, 299] {
        let server = answering([Reply::json(status, ONE_RUNNER)]).await;
        assert_eq!(client(&server).runners(0).await.unwrap().entries.len(), 1, "{status}");
    }
}
