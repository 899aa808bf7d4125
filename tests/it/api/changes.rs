//! What becomes of calls that change something: which answers are a success, and that nothing is done twice.

use futures_util::future::join_all;
use trackside::api::{Priority, Problem};
use trackside::domain::{Change, Label, RunnerCommand};

use super::writer::{Doing, everything};
use super::*;

/// Everything whose answer says no more than yes or no.
fn told() -> impl Iterator<Item = Doing> {
    let needs_no_body = |doing: &Doing| !matches!(doing, Doing::RefreshCredentials | Doing::TestConnectivity);
    all().filter(needs_no_body)
}

fn all() -> impl Iterator<Item = Doing> {
    everything().into_iter().map(|(doing, ..)| doing)
}

#[tokio::test]
async fn any_2xx_is_a_success_whatever_json_or_text_comes_as_its_body() {
    let unfinished = Reply::raw("HTTP/1.1 202 Accepted\r\ncontent-length: 9\r\n\r\n");
    let replies = [
        Reply::status(200),
        Reply::status(201),
        Reply::status(202),
        Reply::raw("HTTP/1.1 204 No Content\r\n\r\n"),
        Reply::json(200, "not json"),
        Reply::json(202, r#"{"agentId":"another"}"#),
        Reply::of_type(202, "text/plain; charset=utf-8", "received"),
        Reply::of_type(202, "text/javascript", ""),
        Reply::raw("HTTP/1.1 202 Accepted\r\ncontent-length: 8\r\n\r\nreceived"),
        unfinished.clone().then_close(),
        unfinished.clone().then_reset(),
    ];
    for reply in replies {
        for doing in told() {
            let server = answering([reply.clone()]).await;
            doing.by(&operator(&server)).await.unwrap();
            assert_eq!(api_requests(&server).len(), 1, "{doing:?}");
        }
    }
    let server = answering([unfinished.then_silence()]).await;
    Doing::Change(Change::Remove).by(&hasty_operator(&server)).await.unwrap();
}

#[tokio::test]
async fn a_web_page_is_not_the_control_plane_s_answer_whatever_its_status() {
    const PAGE: &str = "<!doctype html><title>Please sign in</title>";
    for (reply, words) in [
        (Reply::of_type(200, "text/html", PAGE), "a web page: Please sign in (200)"),
        (Reply::of_type(202, "text/html; charset=utf-8", "Welcome"), "Welcome (202)"),
        (Reply::of_type(200, "Application/XHTML+xml", ""), "an empty web page (200)"),
        (Reply::json(200, format!("\u{feff}\n {PAGE}")), "a web page: Please sign in (200)"),
        (Reply::of_type(404, "text/html", PAGE), "a web page: Please sign in (404)"),
    ] {
        for doing in told() {
            let server = answering([reply.clone(), Reply::status(202)]).await;
            let error = error_of(doing.by(&operator(&server)).await);
            assert_eq!(error.cause, Cause::NotUnderstood(Label::from(words)), "{doing:?}");
            assert!(error.is_unanswered(), "{doing:?}: {error}");
            assert_eq!(api_requests(&server).len(), 1, "{doing:?}");
        }
    }
}

#[tokio::test]
async fn a_success_that_nobody_can_read_is_none() {
    let undecodable = Reply::json(202, "{}").with("content-encoding", "gzip");
    let script = "text/javascript instead of JSON (200)";
    for (reply, words) in [
        (Reply::of_type(200, "text/javascript", "let a = 1;"), script),
        (Reply::of_type(200, "Text/JavaScript; charset=utf-8", "let a = 1;").only(3).then_close(), script),
        (Reply::of_type(201, "application/octet-stream", "{}"), "application/octet-stream instead of JSON (201)"),
        (Reply::json(202, &b"\x0b\x02\x80{}\x03"[..]), "not text (6 bytes) (202)"),
        (Reply::of_type(200, "text/plain", &b"\xff\xfe"[..]), "not text (2 bytes) (200)"),
        (undecodable, "a body that cannot be decompressed"),
    ] {
        for doing in told() {
            let server = answering([reply.clone(), Reply::status(202)]).await;
            let error = error_of(doing.by(&operator(&server)).await);
            assert_eq!(error.cause, Cause::NotUnderstood(Label::from(words)), "{doing:?}");
            assert!(error.is_unanswered(), "{doing:?}: {error}");
            assert_eq!(api_requests(&server).len(), 1, "{doing:?}");
        }
    }
}

#[tokio::test]
async fn only_the_control_plane_says_that_there_is_no_such_runner() {
    let read = async |reply| cause_of(client(&answering([reply]).await).runner(&id("r-1"), Priority::Operator).await);
    let problem = Reply::of_type(404, "application/problem+json", r#"{"detail":"No such agent."}"#);
    for reply in [problem, Reply::status(404), Reply::of_type(404, "text/plain", "no such agent")] {
        assert!(matches!(read(reply).await, Cause::NotFound(_)));
    }
    for page in ["<html><h1>404</h1>", "<!DOCTYPE html>"] {
        assert!(matches!(read(Reply::json(404, page)).await, Cause::NotUnderstood(_)));
    }
}

#[tokio::test]
async fn a_broken_connection_and_a_server_error_are_sent_once_and_leave_it_open() {
    for doing in all() {
        for reply in [
            Reply::reset(),
            Reply::raw("").then_close(),
            Reply::raw("HTTP/1.1 202 Acc").then_reset(),
            Reply::raw("SSH-2.0-OpenSSH_9.2\r\n\r\n").then_close(),
            Reply::status(500),
            Reply::status(502),
            Reply::status(503),
            Reply::status(504),
        ] {
            let server = answering([reply, Reply::status(202)]).await;
            let error = error_of(doing.by(&operator(&server)).await);
            assert!(matches!(error.cause, Cause::NoAnswer(_) | Cause::Server(_)), "{doing:?}: {error}");
            assert!(error.is_unanswered(), "{doing:?}: {error}");
            assert_eq!(api_requests(&server).len(), 1, "{doing:?}: {error}");
        }
    }
}

#[tokio::test]
async fn a_time_limit_is_sent_once_and_leaves_it_open() {
    join_all(all().map(async |doing| {
        let server = answering([Reply::silence(), Reply::status(202)]).await;
        let error = error_of(doing.by(&hasty_operator(&server)).await);
        assert_eq!(
            (error.is_unanswered(), &error.cause),
            (true, &Cause::TimedOut(Duration::from_secs(1))),
            "{doing:?}"
        );
        assert_eq!(api_requests(&server).len(), 1, "{doing:?}");
    }))
    .await;
}

#[tokio::test]
async fn it_has_a_connection_of_its_own_and_never_one_that_the_server_has_closed() {
    for _ in 0..20 {
        let server = answering([Reply::json(200, r#"{"agentId":"r-1"}"#).then_close(), Reply::status(202)]).await;
        let operator = operator(&server);
        operator.control_plane().runner(&id("r-1"), Priority::Operator).await.unwrap();
        let restart = Change::Command(RunnerCommand::Restart);
        operator.change(&id("r-1"), &restart, &Departure::at_once()).await.unwrap();
        assert_eq!(server.requests_for("/commands").len(), 1);
    }
}

#[tokio::test]
async fn after_a_429_it_is_not_repeated_and_said_when_it_can_be_asked_for_again() {
    for doing in all() {
        let server = answering([Reply::status(429).with("retry-after", "20"), Reply::status(202)]).await;
        let error = error_of(doing.by(&operator(&server)).await);
        assert_eq!(error.cause, Cause::RateLimited(Duration::from_secs(20)), "{doing:?}");
        assert!(!error.is_unanswered(), "{doing:?}");
        assert_eq!(api_requests(&server).len(), 1, "{doing:?}");
    }
}

#[tokio::test]
async fn it_is_repeated_once_after_a_401_which_did_not_carry_it_out() {
    for (doing, _, _, body) in everything().into_iter().filter(|(doing, ..)| told().any(|told| same(&told, doing))) {
        let server = answering([Reply::status(401), Reply::status(202)]).await;
        doing.by(&operator(&server)).await.unwrap();
        assert_eq!((api_requests(&server).len(), server.requests_for(TOKEN_PATH).len()), (2, 2), "{doing:?}");
        assert!(api_requests(&server).iter().all(|request| request.text() == body), "{doing:?}");

        let server = answering([Reply::status(401), Reply::status(401), Reply::status(202)]).await;
        let error = error_of(doing.by(&operator(&server)).await);
        assert!(matches!(error.cause, Cause::SignedOut(_)) && !error.is_unanswered(), "{doing:?}");
        assert_eq!(api_requests(&server).len(), 2, "{doing:?}");
    }
}

fn same(one: &Doing, other: &Doing) -> bool {
    format!("{one:?}") == format!("{other:?}")
}

#[tokio::test]
async fn a_refusal_keeps_the_services_own_words_and_all_its_violations() {
    type Meaning = fn(Problem) -> Cause;
    let table: [(u16, Meaning); 5] = [
        (400, Cause::Refused),
        (403, Cause::Forbidden),
        (404, Cause::NotFound),
        (409, Cause::Refused),
        (422, Cause::Refused),
    ];
    let body = r#"{"type":"t","title":"Bad Request","status":400,"detail":"Not while it is running.","instance":"i",
                   "violations":["name: size must be between 1 and 30","trackName: unknown"]}"#;
    // Of a call that reveals a secret they are not told.
    for doing in all().filter(|doing| !matches!(doing, Doing::RefreshCredentials)) {
        for (status, meaning) in table {
            let server = answering([Reply::of_type(status, "application/problem+json", body)]).await;
            let error = error_of(doing.by(&operator(&server)).await);
            let violations = ["name: size must be between 1 and 30", "trackName: unknown"].map(Label::from).to_vec();
            let (title, detail) = (Some(Label::from("Bad Request")), Some(Label::from("Not while it is running.")));
            assert_eq!(error.cause, meaning(Problem { status, title, detail, violations }), "{doing:?}");
            assert!(!error.is_unanswered() && !error.is_transient(), "{doing:?}: {error}");
            assert_eq!(api_requests(&server).len(), 1, "{doing:?}");
        }
    }
    let server = answering([Reply::status(409)]).await;
    let error = error_of(
        operator(&server).change(&id("r-1"), &Change::Command(RunnerCommand::Resume), &Departure::at_once()).await,
    );
    assert_eq!(error.to_string(), "cannot resume the runner: Conflict (409)");
}

#[tokio::test]
async fn a_redirect_of_a_change_is_neither_followed_nor_a_success() {
    let elsewhere = signing_in(|_| Reply::status(202)).await;
    for status in [301, 302, 303, 307, 308] {
        let server = answering([Reply::status(status).with("location", &elsewhere.url("/dpc/v1/agents/r-1"))]).await;
        let error = operator(&server).change(&id("r-1"), &Change::Remove, &Departure::at_once()).await.unwrap_err();
        assert!(matches!(error.cause, Cause::NotUnderstood(_)) && error.is_unanswered(), "{error}");
    }
    assert_eq!(elsewhere.seen().connections, 0);
}

#[tokio::test]
async fn what_was_never_sent_is_known_not_to_have_arrived() {
    let server = answering([Reply::status(202)]).await;
    let gone = Server::in_order([Reply::status(202)]).await;
    let nobody = BaseUrl::parse(&gone.url("/dpc")).unwrap();
    drop(gone);
    // TLS to a server that does not speak it; the roots are not asked.
    let no_tls = BaseUrl::parse(&server.url("/dpc").replace("http:", "https:")).unwrap();
    let extra_roots = Some(trackside::api::ExtraRoots::read(include_bytes!("ca.pem")).unwrap());
    for api in [nobody, no_tls] {
        let settings = Settings { api, extra_roots: extra_roots.clone(), ..settings(&server) };
        let error =
            error_of(Writer::new(settings).unwrap().change(&id("r-1"), &Change::Remove, &Departure::at_once()).await);
        assert_eq!(error.call, "remove the runner", "signing in succeeded");
        assert!(matches!(error.cause, Cause::Unreachable(_)) && !error.is_unanswered(), "{error:?}");
    }
    assert_eq!(api_requests(&server).len(), 0);
}

#[tokio::test]
async fn a_sign_in_that_fails_leaves_nothing_open() {
    for reply in [Reply::status(503).with("retry-after", "30"), Reply::status(401), Reply::silence()] {
        let server = Server::in_order([reply]).await;
        let error = error_of(hasty_operator(&server).change(&id("r-1"), &Change::Remove, &Departure::at_once()).await);
        assert_eq!((error.call, error.is_unanswered()), ("sign in", false), "{error}");
        assert_eq!(api_requests(&server).len(), 0);
    }
    // Also where it is the sign-in after a 401, which did not carry the call out.
    let script = in_order([grant(), Reply::status(401), Reply::status(400)]);
    let server = Server::start(script).await;
    let error = error_of(operator(&server).change(&id("r-1"), &Change::Remove, &Departure::at_once()).await);
    assert_eq!((error.call, error.is_unanswered()), ("sign in", false), "{error}");
    assert_eq!(api_requests(&server).len(), 1);
}
