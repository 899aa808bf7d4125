//! Answers that are no answers: cut, endless, slow, silent, not HTTP, not JSON.

use std::time::Duration;

use futures_util::future::join_all;
use trackside::domain::Label;

use super::*;

/// The limits of this module's hasty client.
const HASTE: Duration = Duration::from_secs(1);

fn no_answer(words: &str) -> Cause {
    Cause::NoAnswer(Label::from(words))
}

#[tokio::test]
async fn a_body_that_is_not_the_documented_json_is_told_in_a_few_words() {
    for (body, words) in [
        (&br#"{"page":0,"results":[{"agentId":"secret-na"#[..], "JSON that ends too early"),
        (br#"{"page":0,}"#, "broken JSON, at line 1 column 11"),
        (b"<!DOCTYPE html><html><head><title>Please sign in</title></head>", "a web page: Please sign in (200)"),
        (b"\n<html>", "a web page (200)"),
        (b"OK", "text that is not JSON"),
        (b"", "an empty answer"),
        (b" \n ", "an empty answer"),
        (b"{\"page\":0,\"results\":[{\"agentId\":\"\xff\xfe\"}]}", "text that is not UTF-8"),
        (b"\x1f\x8b\x08\x00rubbish", "not text (11 bytes)"),
        (b"{\"page\":0,\"results\":[{\"agentId\":\"\\ud80\"}]}", "broken JSON, at line 1 column 39"),
    ] {
        let server = answering([Reply::of_type(200, "text/html", body)]).await;
        let cause = cause_of(client(&server).runners(0).await);
        assert_eq!(cause, Cause::NotUnderstood(Label::from(words)), "{}", String::from_utf8_lossy(body));
        assert_eq!(api_requests(&server).len(), 1, "asking again would not help");
    }
}

#[tokio::test]
async fn json_of_any_depth_is_survived() {
    let deep = format!("{}1{}", "[".repeat(100_000), "]".repeat(100_000));
    let server = answering([Reply::json(200, &*deep), Reply::json(400, deep)]).await;
    let client = client(&server);
    assert!(matches!(cause_of(client.runners(0).await), Cause::NotUnderstood(_)));
    assert!(matches!(cause_of(client.runners(0).await), Cause::Refused(_)));
}

#[tokio::test]
async fn a_byte_order_mark_does_no_harm() {
    let server = answering([Reply::json(200, format!("\u{feff}{ONE_RUNNER}"))]).await;
    assert_eq!(client(&server).runners(0).await.unwrap().entries.len(), 1);
}

#[tokio::test]
async fn a_body_that_claims_to_be_compressed_and_is_not_is_told() {
    let server = answering([Reply::json(200, ONE_RUNNER).with("content-encoding", "gzip")]).await;
    let cause = cause_of(client(&server).runners(0).await);
    assert_eq!(cause, Cause::NotUnderstood(Label::from("a body that cannot be decompressed")));
}

#[tokio::test]
async fn an_endless_body_is_not_read_beyond_the_limit() {
    // 50 MB, made while they are sent. What the sockets buffer is far less than what is not read.
    let server = answering([Reply::chunked(200, &vec![b' '; 65536], 800)]).await;
    let settings = Settings { response_limit: 1024 * 1024, ..settings(&server) };
    let error = error_of(ControlPlane::new(settings).unwrap().runners(0).await);
    assert_eq!(error.cause, Cause::TooLarge(1024 * 1024));
    let seen = server.until(|seen| seen.hang_ups > 0).await;
    assert!(seen.bytes_sent < 25_000_000, "{seen:?}");
    assert_eq!(api_requests(&server).len(), 1);
}

#[tokio::test]
async fn a_body_that_announces_too_much_is_not_read_at_all() {
    let reply = Reply::raw("HTTP/1.1 200 OK\r\ncontent-length: 16777217\r\n\r\n").then_silence();
    let server = answering([reply]).await;
    assert_eq!(cause_of(client(&server).runners(0).await), Cause::TooLarge(16 * 1024 * 1024));
}

#[tokio::test]
async fn a_body_of_exactly_the_limit_is_read_and_one_byte_more_is_not() {
    let body = format!("{ONE_RUNNER:1000}");
    for reply in [Reply::json(200, &*body), Reply::chunked(200, body.as_bytes(), 1)] {
        let server = answering([reply]).await;
        let limited = |response_limit| ControlPlane::new(Settings { response_limit, ..settings(&server) }).unwrap();
        assert_eq!(limited(1000).runners(0).await.unwrap().entries.len(), 1);
        assert_eq!(cause_of(limited(999).runners(0).await), Cause::TooLarge(999));
    }
}

#[tokio::test]
async fn a_dripping_body_ends_at_the_time_limit_of_the_whole_request() {
    let server = answering([Reply::json(200, ONE_RUNNER).dripping(Duration::from_millis(50))]).await;
    let error = error_of(hasty_client(&server).runners(0).await);
    assert_eq!(error.cause, Cause::TimedOut(HASTE));
    assert_eq!(api_requests(&server).len(), 1, "a request that took its time is not repeated");
    server.until(|seen| seen.hang_ups == 1).await;
}

#[tokio::test]
async fn a_server_that_never_answers_is_given_up() {
    let half_a_head = Reply::raw("HTTP/1.1 200 OK\r\ncontent-le").then_silence();
    let no_body = Reply::raw("HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\n").then_silence();
    let all = [Reply::silence(), half_a_head, no_body].into_iter().map(async |reply| {
        let server = answering([reply]).await;
        let error = error_of(hasty_client(&server).runners(0).await);
        assert_eq!(error.cause, Cause::TimedOut(HASTE));
        assert_eq!(error.to_string(), "cannot list runners: no whole answer within 1 s");
        assert_eq!(api_requests(&server).len(), 1);
    });
    join_all(all).await;
}

#[tokio::test]
async fn a_connection_that_breaks_is_tried_twice_more() {
    let closed = "the connection closed before the whole answer was there";
    let broke = "the connection broke";
    let page = || Reply::json(200, ONE_RUNNER);
    let table = [
        (Reply::raw("").then_close(), closed),
        (Reply::raw("HTTP/1.1 200 OK\r\ncont").then_close(), closed),
        (page().only(20).then_close(), closed),
        (Reply::reset(), broke),
        (page().only(20).then_reset(), broke),
        (Reply::raw("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nff\r\n{").then_close(), closed),
    ];
    let all = table.into_iter().map(async |(reply, words)| {
        let server = answering([reply.clone()]).await;
        assert_eq!(cause_of(client(&server).runners(0).await), no_answer(words));
        assert_eq!(api_requests(&server).len(), 3);
        let server = answering([reply.clone(), reply, page()]).await;
        assert_eq!(client(&server).runners(0).await.unwrap().entries.len(), 1, "{words}");
    });
    join_all(all).await;
}

#[tokio::test]
async fn what_is_not_http_is_no_answer() {
    for bytes in ["SSH-2.0-OpenSSH_9.2\r\n\r\n", "HTTP/1.1 abc\r\n\r\n", "\x15\x03\x01\x00\x02\x02\x46"] {
        let server = answering([Reply::raw(bytes).then_close()]).await;
        assert_eq!(cause_of(client(&server).runners(0).await), no_answer("not an HTTP answer"), "{bytes:?}");
        assert_eq!(api_requests(&server).len(), 1);
    }
}

#[tokio::test]
async fn nobody_listening_is_said_so() {
    let server = answering([Reply::status(200)]).await;
    let settings = settings(&server);
    drop(server);
    let client = ControlPlane::new(settings).unwrap();
    let error = error_of(client.runners(0).await);
    assert_eq!(error.to_string(), "cannot sign in: connection refused");
    assert!(error.is_transient());
}

#[tokio::test]
async fn an_address_that_cannot_be_resolved_or_spoken_to_is_said_so() {
    let server = answering([Reply::json(200, ONE_RUNNER)]).await;
    // TLS to a server that does not speak it; the roots are not asked.
    let api = BaseUrl::parse(&server.url("/dpc").replace("http:", "https:")).unwrap();
    let roots = Some(trackside::api::ExtraRoots::read(include_bytes!("ca.pem")).unwrap());
    let client = ControlPlane::new(Settings { api, extra_roots: roots, ..settings(&server) }).unwrap();
    let cause = cause_of(client.runners(0).await);
    assert!(
        matches!(&cause, Cause::Unreachable(words) if words.raw().starts_with("the server does not speak TLS on this port")),
        "{cause:?}"
    );
}
