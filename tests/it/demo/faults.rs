//! Each fault, as a client meets it.

use jiff::fmt::strtime;
use reqwest::{Method, Response};
use serde_json::Value;
use trackside::demo::{Fault, FaultKind, Settings};
use trackside::options::{Start, parse};

use super::client::{Session, still};
use crate::support::patience::Patience;

fn always(kind: FaultKind) -> Vec<Fault> {
    vec![Fault { kind, rate: 1.0 }]
}

/// A session in which the fault befalls every API call; the token was fetched all the same.
async fn with(kind: FaultKind) -> Session {
    Session::start(Settings { faults: always(kind), ..still() }).await
}

async fn list(session: &Session) -> reqwest::Result<Response> {
    session.send(Method::GET, "/v1/agents", None).await
}

#[test]
fn a_fault_is_written_as_kind_and_rate() {
    for kind in FaultKind::ALL {
        let text = format!("{kind}=0.25");
        assert_eq!(text.parse(), Ok(Fault { kind, rate: 0.25 }));
        assert_eq!(text.parse::<Fault>().unwrap().to_string(), text);
    }
    assert_eq!(" SLOW = 1 ".parse(), Ok(Fault { kind: FaultKind::Slow, rate: 1.0 }));
    for text in ["503", "503=", "503=2", "503=-0.1", "503=NaN", "503=often", "=0.5", "504=0.5"] {
        assert!(text.parse::<Fault>().is_err(), "{text}");
    }
    let told = "oops=0.5".parse::<Fault>().unwrap_err().to_string();
    assert_eq!(
        told,
        "`oops` is no kind of fault; kinds are 500, 503, 429, 401, 403-projects, 403-executions, 403-schedules, 403-events, slow, reset, truncated"
    );
    assert!("503".parse::<Fault>().unwrap_err().to_string().contains("KIND=RATE"));
}

#[test]
fn the_help_names_every_kind() {
    let Ok(Start::Print(help)) = parse(["trackside".into(), "--help".into()], []) else { panic!("no help") };
    let (_, told) = help.split_once("API calls that fail, as in ").unwrap();
    let (told, _) = told.split_once("403-events").unwrap();
    let words = told.split_whitespace().chain(["403-events"]).map(|word| word.trim_end_matches([',', '.']));
    let words: Vec<&str> = words.map(|word| word.trim_end_matches("=0.1")).collect();
    let mut told: Vec<&str> =
        words.iter().copied().filter(|word| word.parse::<f64>().is_ok() || word.contains('-')).collect();
    told.extend(["slow", "reset", "truncated"].iter().filter(|word| words.contains(word)));
    let mut known = FaultKind::ALL.map(FaultKind::word);
    told.sort_unstable();
    known.sort_unstable();
    assert_eq!(told, known);
}

#[tokio::test]
async fn a_500_is_a_problem() {
    let session = with(FaultKind::InternalError).await;
    let answer = list(&session).await.unwrap();
    assert_eq!(answer.status(), 500);
    assert_eq!(answer.headers()["content-type"], "application/problem+json");
}

#[tokio::test]
async fn every_other_503_is_a_page_of_a_proxy() {
    let session = with(FaultKind::Unavailable).await;
    let mut kinds = Vec::new();
    for _ in 0..4 {
        let answer = list(&session).await.unwrap();
        assert_eq!(answer.status(), 503);
        kinds.push(answer.headers()["content-type"].to_str().unwrap().to_owned());
    }
    assert_eq!(kinds, ["text/html", "application/problem+json", "text/html", "application/problem+json"]);
}

#[tokio::test]
async fn a_429_says_how_long_to_wait_in_seconds_or_as_a_date() {
    let session = with(FaultKind::TooManyRequests).await;
    for number in 0..6 {
        let answer = list(&session).await.unwrap();
        assert_eq!(answer.status(), 429);
        let wait = answer.headers()["retry-after"].to_str().unwrap();
        if number % 2 == 0 {
            assert!((2..=5).contains(&wait.parse::<u32>().unwrap()), "{wait}");
        } else {
            let date = strtime::parse("%a, %d %b %Y %H:%M:%S GMT", wait).unwrap();
            assert!(date.to_datetime().is_ok(), "{wait}");
        }
    }
}

#[tokio::test]
async fn a_401_refuses_a_token_that_was_just_issued() {
    let session = with(FaultKind::Unauthorized).await;
    assert_eq!(list(&session).await.unwrap().status(), 401);
    session.demo.set_faults(Vec::new());
    assert_eq!(list(&session).await.unwrap().status(), 200);
}

#[tokio::test]
async fn a_slow_answer_is_right() {
    let session = with(FaultKind::Slow).await;
    let slow = session.get("/v1/agents").await;
    session.demo.set_faults(Vec::new());
    assert_eq!(slow, session.get("/v1/agents").await);
}

#[tokio::test]
async fn a_slow_answer_is_overtaken_by_a_later_one() {
    let session = Session::start(Settings { speed: 1, faults: always(FaultKind::Slow), ..still() }).await;
    let slow = async { list(&session).await.map(|_| "slow") };
    let quick = async {
        let mut patience = Patience::until("the demo has two requests");
        while session.demo.requests().len() < 2 {
            patience.turn();
            tokio::task::yield_now().await;
        }
        session.demo.set_faults(Vec::new());
        list(&session).await.map(|_| "quick")
    };
    let first = tokio::select! { first = slow => first, first = quick => first };
    assert_eq!(first.unwrap(), "quick");
}

#[tokio::test]
async fn a_reset_breaks_the_connection_after_the_head_and_the_command_was_carried_out() {
    let session = Session::start(still()).await;
    let agent = session.path_of("ingest-emea").await;
    session.demo.set_faults(always(FaultKind::Reset));
    let answer = list(&session).await.unwrap();
    assert_eq!(answer.status(), 200);
    assert!(answer.bytes().await.is_err());
    let answer = session
        .send(Method::POST, &format!("{agent}/commands"), Some(serde_json::json!({ "command": "PAUSE" })))
        .await
        .unwrap();
    assert!(answer.bytes().await.is_err());
    session.demo.set_faults(Vec::new());
    session.until(&agent, |agent| agent["agentStatus"] == "paused").await;
}

#[tokio::test]
async fn a_truncated_answer_is_complete_http_and_half_json() {
    let session = with(FaultKind::Truncated).await;
    let answer = list(&session).await.unwrap();
    assert_eq!(answer.status(), 200);
    let declared = answer.content_length();
    let bytes = answer.bytes().await.unwrap();
    assert_eq!(declared, Some(bytes.len() as u64));
    let error = serde_json::from_slice::<Value>(&bytes).unwrap_err();
    assert!(error.is_eof(), "{error}");
    let connections = session.demo.connections();
    list(&session).await.unwrap();
    assert_eq!(session.demo.connections(), connections);
}

#[tokio::test]
async fn rates_are_kept_and_the_same_seed_fails_the_same_calls() {
    let outcomes = async |seed| {
        let faults = vec![
            Fault { kind: FaultKind::InternalError, rate: 0.2 },
            Fault { kind: FaultKind::Unavailable, rate: 0.1 },
        ];
        let session = Session::start(Settings { seed, faults, speed: 1, ..still() }).await;
        let mut outcomes = Vec::new();
        for _ in 0..400 {
            outcomes.push(list(&session).await.unwrap().status().as_u16());
        }
        outcomes
    };
    let first = outcomes(5).await;
    let count = |status| first.iter().filter(|outcome| **outcome == status).count();
    assert!((50..=110).contains(&count(500)), "{}", count(500));
    assert!((15..=60).contains(&count(503)), "{}", count(503));
    assert_eq!(first, outcomes(5).await);
    assert_ne!(first, outcomes(6).await);
}
