//! 429: the pause, who waits, and when it ends. The limiter itself is tested under paused time where it lives.

use futures_util::future::join_all;
use tokio::time::Instant;
use trackside::api::{Cause, ControlPlane, Priority, Settings};

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
    let client = ControlPlane::new(impatient(&server)).unwrap();
    assert!(matches!(cause_of(client.runners(0).await), Cause::RateLimited(_)));
    assert_eq!(api_requests(&server).len(), 5);
    assert_eq!(server.requests_for("/token").len(), 1);
}

#[tokio::test]
async fn a_pause_is_a_second_at_least_and_doubles_for_lists_tokens_and_everything() {
    let long_ago = "Sun, 06 Nov 1994 08:49:37 GMT";
    for asked in ["0", "0.001", long_ago] {
        for is_token in [false, true] {
            let busy = too_many(asked).with("date", long_ago);
            let server = Server::start(
                move |request| {
                    if request.path() == TOKEN_PATH && !is_token { grant() } else { busy.clone() }
                },
            );
            let server = server.await;
            let client = client(&server);
            let mut held = client.subscribe();
            let start = Instant::now();
            let waiting = tokio::spawn(async move { client.runners(0).await });
            let first = held.wait_for(Option::is_some).await.unwrap().unwrap();
            assert!(first >= start + Duration::from_secs(1), "{asked}");
            let second = held.wait_for(|until| *until > Some(first)).await.unwrap().unwrap();
            assert!(second >= first + Duration::from_secs(2), "{asked}");
            waiting.abort();
        }
    }
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
    ControlPlane::new(impatient(&server)).unwrap().runners(0).await.unwrap();
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
    let error = error_of(ControlPlane::new(impatient(&server)).unwrap().runners(0).await);
    assert!(error.call == "sign in" && matches!(error.cause, Cause::RateLimited(_)), "{error:?}");
}

#[tokio::test]
async fn the_rate_limit_is_kept_and_told_before_the_service_has_to() {
    let server = answering([page()]).await;
    let client = ControlPlane::new(Settings { rate_limit_per_minute: 5, ..settings(&server) }).unwrap();
    let mut held = client.subscribe();
    for _ in 0..3 {
        client.runners(0).await.unwrap();
    }
    assert_eq!(*held.borrow_and_update(), None);
    // The token was the first of the four requests that a list may follow; the fifth is left to the operator.
    let fifth = tokio::spawn(async move { client.runners(0).await });
    held.wait_for(Option::is_some).await.unwrap();
    assert_eq!(server.seen().requests, 4);
    fifth.abort();
    held.wait_for(Option::is_none).await.unwrap();
}

#[tokio::test]
async fn the_list_and_what_the_operator_asks_for_do_not_wait_for_background_reads() {
    let server = Server::start(|request| match request.path() {
        TOKEN_PATH => grant(),
        "/dpc/v1/agents" => page(),
        "/dpc/v1/projects" => Reply::json(200, r#"{"results":[],"total":0}"#),
        path => {
            let runner = path.rsplit('/').next().unwrap();
            Reply::json(200, format!(r#"{{"agentId":"{runner}","name":"ingest"}}"#))
        }
    });
    let server = server.await;
    // One background read in 6 s, of which none is waited for.
    let client = ControlPlane::new(Settings { rate_limit_per_minute: 20, ..settings(&server) }).unwrap();
    let held = client.subscribe();
    client.runner(&id("r-0"), Priority::Background).await.unwrap();
    let mut waiting = tokio::task::JoinSet::new();
    for number in 1..=1000 {
        let client = client.clone();
        waiting.spawn(async move { client.runner(&id(&format!("r-{number}")), Priority::Background).await.map(drop) });
    }
    let projects = client.clone();
    waiting.spawn(async move { projects.projects(0).await.map(drop) });
    tokio::task::yield_now().await;
    for _ in 0..5 {
        client.runners(0).await.unwrap();
        client.runner(&id("q-1"), Priority::Operator).await.unwrap();
    }
    assert_eq!(*held.borrow(), None);
    assert_eq!(server.requests_for("/dpc/v1/projects").len(), 0, "projects are background reads too");
    waiting.shutdown().await;
    client.runner(&id("q-2"), Priority::Operator).await.unwrap();
}
