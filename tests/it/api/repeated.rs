//! Services that repeat what they were sent, wherever they may: nothing that is made of it holds a secret.

use std::sync::atomic::{AtomicUsize, Ordering};

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use serde_json::json;
use trackside::api::Priority;
use trackside::domain::{Change, RunnerCommand};

use super::credentials::RUNNER_SECRET;
use super::*;

/// The secrets, each as careless services write them.
fn written() -> String {
    [SECRET, TOKEN, RUNNER_SECRET]
        .map(|secret| {
            let entities = secret.chars().map(|c| format!("&#{};", u32::from(c))).collect::<Vec<_>>().concat();
            let percent = secret.bytes().map(|byte| format!("%{byte:02x}")).collect::<Vec<_>>().concat();
            let basic = BASE64_STANDARD.encode(format!("client-1:{secret}"));
            format!("{secret} Bearer {secret} Basic {basic} {percent} {entities}")
        })
        .join(" and ")
}

#[track_caller]
fn assert_hidden(shown: &str) {
    for secret in [SECRET, TOKEN, RUNNER_SECRET] {
        let lower = shown.to_lowercase();
        for part in [secret, &secret[..secret.len() - 2], &secret[2..]] {
            assert!(!lower.contains(&part.to_lowercase()), "{part} in {shown}");
            // All but its edges, which depend on what stands around.
            let encoded = BASE64_STANDARD.encode(format!("client-1:{part}"));
            assert!(!shown.contains(&encoded[12..encoded.len() - 4]), "{part} in {shown}");
        }
        let percent = secret.bytes().take(4).map(|byte| format!("%{byte:02x}")).collect::<Vec<_>>().concat();
        assert!(!shown.contains(&percent) && !shown.contains("&#99;&#97;"), "{shown}");
    }
}

/// An operator who has read a runner's credentials, at a server that answers everything else with `reply`.
async fn repeating(reply: impl Fn() -> Reply + Send + Sync + 'static) -> (Server, Writer) {
    let server = signing_in(move |request| {
        if request.path().ends_with("/credentials") && request.method == "GET" {
            return Reply::json(200, json!({"clientId": "canary-id", "clientSecret": RUNNER_SECRET}).to_string());
        }
        reply()
    })
    .await;
    let operator = operator(&server);
    let pair = operator.credentials(&id("r-1")).await.unwrap();
    assert_eq!(pair.client_secret.expose(), RUNNER_SECRET);
    // A second time it is the same, though it is known by now.
    assert_eq!(operator.credentials(&id("r-1")).await.unwrap(), pair);
    (server, operator)
}

/// Everything that is told when each kind of call is answered so.
async fn told(reply: impl Fn() -> Reply + Send + Sync + 'static) -> String {
    let (_server, operator) = repeating(reply).await;
    let (runner, plane) = (id("r-1"), operator.control_plane());
    let change = operator.change(&runner, &Change::Command(RunnerCommand::Pause), &Departure::at_once()).await;
    let refreshed = operator.refresh_credentials(&runner, &Departure::at_once()).await;
    let (path, target) = ("/v1/agents/{agentId}/test", ("h", 1));
    let tested = operator.test_connectivity(&runner, path, target, &Departure::at_once()).await;
    let told = (
        (plane.runners(0).await, plane.runner(&runner, Priority::Operator).await, plane.runner_json(&runner).await),
        (plane.allow_list(&runner).await, plane.projects(0).await, change, refreshed, tested),
    );
    let words = [
        told.0.0.as_ref().err(),
        told.0.1.as_ref().err(),
        told.0.2.as_ref().err(),
        told.1.0.as_ref().err(),
        told.1.2.as_ref().err(),
        told.1.3.as_ref().err(),
        told.1.4.as_ref().err(),
    ];
    let words: Vec<String> = words.into_iter().flatten().map(ToString::to_string).collect();
    let shown = format!("{words:?} {told:?}");
    assert_hidden(&shown);
    shown
}

#[tokio::test]
async fn in_the_words_of_a_refusal() {
    for status in [400, 401, 403, 404, 409, 501] {
        let escaped = TOKEN.encode_utf16().map(|unit| format!("\\u{unit:04X}")).collect::<Vec<_>>().concat();
        let body = json!({"title": written(), "detail": written(), "violations": [written(), {"field": written()}]});
        for body in [body.to_string(), format!(r#"{{"detail":"{escaped}","x":"\/"}}"#), written()] {
            let shown = told(move || Reply::json(status, &*body)).await;
            assert!(shown.contains("[hidden]"), "{status}: {shown}");
        }
    }
}

#[tokio::test]
async fn in_a_web_page_whatever_its_status() {
    for status in [200, 404, 501] {
        for words in [written(), TOKEN.replace('-', "&hyphen;"), SECRET.replace('-', "&#x2D;")] {
            let shown = told(move || Reply::json(status, format!("<html><title>{words}</title>"))).await;
            assert!(shown.contains("[hidden]"), "{status}: {shown}");
        }
    }
}

#[tokio::test]
async fn in_where_a_redirect_leads() {
    for location in [
        format!("https://{TOKEN}.example.com/"),
        format!("https://{}/", SECRET.to_uppercase()),
        format!("https://x/%63anary{}", &TOKEN[6..]),
        format!("https://{RUNNER_SECRET}@example.com/"),
    ] {
        let shown = told(move || Reply::json(302, "").with("location", &location)).await;
        assert!(shown.contains("redirect") || shown.contains("status 302"), "{shown}");
    }
}

#[tokio::test]
async fn in_the_values_of_a_success() {
    let runner = json!({"agentId": "r-1", "name": written(), "description": written(), "agentStatus": written(),
        (written()): {"nested": [written(), 7]}, "result": written(), "host": written()});
    let both = json!({"page": 0, "size": 100, "total": 1, "results": [runner.clone()]});
    for body in [runner.to_string(), both.to_string(), runner.to_string().replace('-', "\\u002d")] {
        let shown = told(move || Reply::json(200, &*body)).await;
        assert!(shown.contains("[hidden]"), "{shown}");
    }
}

#[tokio::test]
async fn in_an_answer_that_breaks_in_the_middle_of_one() {
    for cut in 1..TOKEN.len() {
        let body = format!("Busy. You sent {}", &TOKEN[..cut]);
        let (_server, operator) =
            repeating(move || Reply::json(400, format!("{body}{}", " ".repeat(50))).only(body.len()).then_close())
                .await;
        let error = operator.control_plane().runner(&id("r-1"), Priority::Operator).await.unwrap_err().to_string();
        assert!(error.contains("Busy. You sent (400)"), "{error}");
    }
}

#[tokio::test]
async fn at_the_token_endpoint() {
    for status in [200, 302, 400, 401, 404, 501] {
        for body in [json!({"error_description": written()}).to_string(), format!("<html><title>{}</title>", written())]
        {
            let server = Server::start(move |_| Reply::json(status, &*body)).await;
            let error = client(&server).runners(0).await.unwrap_err();
            let shown = format!("{error} {error:?}");
            assert!(!shown.contains(SECRET) && !shown.contains(&BASE64_STANDARD.encode(SECRET)[4..12]), "{shown}");
        }
    }
}

#[tokio::test]
async fn of_a_token_that_was_replaced() {
    let old = "canary-token-of-before";
    let grants = AtomicUsize::new(0);
    let server = Server::start(move |request| match request.path() {
        TOKEN_PATH => grant_of(if grants.fetch_add(1, Ordering::SeqCst) == 0 { old } else { TOKEN }),
        _ => Reply::json(401, json!({"detail": format!("{old} {TOKEN}")}).to_string()),
    })
    .await;
    let error = client(&server).runners(0).await.unwrap_err().to_string();
    assert!(error.contains("[hidden] [hidden]"), "{error}");
}
