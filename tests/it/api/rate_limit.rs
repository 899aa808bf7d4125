//! 429: the pause, who waits, and when it ends. The limiter itself is tested under paused time where it lives.

use futures_util::future::join_all;
use tokio::time::Instant;
use trackside::api::{Cause, ControlPlane, Settings};

use super::*;

fn too_many(retry_after: &str) -> Reply {
    Reply::json(429, r#"{"title":"Too Many Requests"}"#).with("retry-after", retry_after)
}

fn page() -> Reply {
    Reply::json(200, ONE_RUNNER)
}

#[tokio::test]
async fn a_429_is_waited_out_in_seconds_and_until_a_date() {
    let dated = too_many("Sun, 06 Nov 1994 08:49:38 GMT").with("date", "Sun, 06 Nov 1994 08:49:37 GMT");
    for reply in [too_many("1"), dated] {
        let server = answering([reply, page()]).await;
        let start = Instant::now();
        client(&server).runners(0).await.unwrap();
        // A lower bound only: how much later it is depends on the machine.
        assert!(start.elapsed() >= Duration::from_secs(1));
        assert_eq!(api_requests(&server).len(), 2);
    }
}

#[tokio::test]
async fn a_429_that_does_not_end_is_told_after_four_repetitions() {
    let server = answering([too_many("0")]).await;
    assert_eq!(cause_of(client(&server).runners(0).await), Cause::RateLimited(Duration::ZERO));
    assert_eq!(api_requests(&server).len(), 5);
    assert_eq!(server.requests_for("/token").len(), 1);
}

#[tokio::test]
async fn a_429_holds_everybody_back_and_says_until_when() {
    for (retry_after, seconds) in [("20", 20), ("soon", 5), ("-3", 5), ("86400", 600)] {
        let server = answering([too_many(retry_after), page()]).await;
        let client = client(&server);
        let mut held = client.subscribe();
        let start = Instant::now();
        let refused = tokio::spawn({
            let client = client.clone();
            async move { client.runners(0).await }
        });
        let until = held.wait_for(Option::is_some).await.unwrap().unwrap();
        assert!(until >= start + Duration::from_secs(seconds), "{retry_after}");
        assert!(until <= Instant::now() + Duration::from_secs(seconds), "{retry_after}");

        // Others do not even ask while it lasts: they are still waiting when their callers give up.
        let others = join_all((0..10).map(|page| client.runners(page)));
        assert!(tokio::time::timeout(Duration::from_millis(50), others).await.is_err());
        assert_eq!(api_requests(&server).len(), 1, "{retry_after}");
        refused.abort();
    }
}

#[tokio::test]
async fn a_429_of_the_token_endpoint_holds_everybody_back_too() {
    let server = Server::in_order([too_many("0"), grant(), page()]).await;
    client(&server).runners(0).await.unwrap();
    assert_eq!(server.requests_for("/token").len(), 2);

    let server = Server::in_order([too_many("20")]).await;
    let client = client(&server);
    let mut held = client.subscribe();
    let waiting = tokio::spawn({
        let client = client.clone();
        async move { client.runners(0).await }
    });
    held.wait_for(Option::is_some).await.unwrap();
    waiting.abort();

    let server = Server::in_order([too_many("0")]).await;
    let error = error_of(super::client(&server).runners(0).await);
    assert_eq!((error.call, error.cause), ("sign in", Cause::RateLimited(Duration::ZERO)));
}

#[tokio::test]
async fn the_rate_limit_is_kept_and_told_before_the_service_has_to() {
    let server = answering([page()]).await;
    let client = ControlPlane::new(Settings { rate_limit_per_minute: 4, ..settings(&server) }).unwrap();
    let mut held = client.subscribe();
    for _ in 0..3 {
        client.runners(0).await.unwrap();
    }
    assert_eq!(*held.borrow_and_update(), None);
    // The token was the first of four requests.
    let fifth = tokio::spawn(async move { client.runners(0).await });
    held.wait_for(Option::is_some).await.unwrap();
    assert_eq!(server.seen().requests, 4);
    fifth.abort();
    held.wait_for(Option::is_none).await.unwrap();
}
