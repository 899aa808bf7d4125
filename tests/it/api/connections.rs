//! How many connections are made, and how long they serve.

use futures_util::future::join_all;

use super::*;

#[tokio::test]
async fn one_connection_serves_many_polls() {
    let server = answering([Reply::json(200, ONE_RUNNER)]).await;
    let client = client(&server);
    for page in 0..200 {
        client.runners(page).await.unwrap();
    }
    assert_eq!(server.seen().connections, 1);
}

#[tokio::test]
async fn answers_without_success_keep_the_connection_too() {
    let server = answering([
        Reply::json(404, r#"{"detail":"gone"}"#),
        Reply::status(500),
        Reply::chunked(403, b"no", 3),
        Reply::status(302).with("location", "/elsewhere"),
        Reply::json(200, ONE_RUNNER),
    ])
    .await;
    let client = client(&server);
    for _ in 0..10 {
        let _ = client.runners(0).await;
    }
    assert_eq!(server.seen().connections, 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn connections_made_for_many_calls_at_once_are_used_again() {
    let server = answering([Reply::json(200, ONE_RUNNER)]).await;
    let client = client(&server);
    for _ in 0..20 {
        let pages = join_all((0..4).map(|page| client.runners(page))).await;
        assert!(pages.iter().all(Result::is_ok));
    }
    let connections = server.seen().connections;
    assert!(connections <= 8, "{connections} connections for 80 requests, four at a time");
}

#[tokio::test]
async fn a_connection_closed_by_the_server_is_replaced_without_a_word() {
    let server = answering([Reply::json(200, ONE_RUNNER).then_close()]).await;
    let client = client(&server);
    for _ in 0..5 {
        client.runners(0).await.unwrap();
    }
    let last = server.requests().pop().unwrap();
    assert!(last.connection >= 4, "each answer ended its connection: {last:?}");
}

#[tokio::test]
async fn a_call_that_is_given_up_closes_its_connection() {
    let server = answering([Reply::silence()]).await;
    let client = client(&server);
    let call = tokio::spawn(async move { client.runners(0).await });
    server.until(|seen| seen.requests == 2).await;
    call.abort();
    server.until(|seen| seen.hang_ups == 1).await;
}
