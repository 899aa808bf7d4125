//! A runner's answer as text.

use trackside::domain::Label;

use super::*;

async fn shown(body: &str) -> Result<String, ApiError> {
    let server = answering([Reply::json(200, body)]).await;
    client(&server).runner_json(&id("r-1")).await
}

#[tokio::test]
async fn it_is_the_same_request_as_for_the_details() {
    let server = answering([Reply::json(200, r#"{"agentId":"r-1"}"#)]).await;
    client(&server).runner_json(&id("r-1")).await.unwrap();
    assert_eq!(api_requests(&server)[0].line(), "GET /dpc/v1/agents/r-1");
}

#[tokio::test]
async fn the_answer_keeps_its_order_and_what_nobody_knows() {
    let body = r#"{"name":"ingest","agentId":"r-1","zeta":[1,2.5,{"b":null,"a":true}],"alpha":{},"none":[],"n":18446744073709551615,"text":"a\n\u001b\"b"}"#;
    let expected = r#"{
  "name": "ingest",
  "agentId": "r-1",
  "zeta": [
    1,
    2.5,
    {
      "b": null,
      "a": true
    }
  ],
  "alpha": {},
  "none": [],
  "n": 18446744073709551615,
  "text": "a\n\u001b\"b"
}"#;
    assert_eq!(shown(body).await.unwrap(), expected);
}

#[tokio::test]
async fn whatever_speaks_of_a_secret_is_hidden_at_any_depth() {
    for name in [
        "secret",
        "clientSecret",
        "client_secret",
        "Client-Secret",
        "CLIENT SECRET",
        "s.e.c.r.e.t",
        "password",
        "dbPassWord",
        "accessToken",
        "tokens",
        "credentials",
        "Credential",
    ] {
        for value in [r#""canary-secret-8d1f""#, r#"["canary-secret-8d1f"]"#, r#"{"a":"canary-secret-8d1f"}"#, "7"] {
            let body = format!(r#"{{"agentId":"r-1","more":[{{"{name}":{value},"kept":1}}]}}"#);
            let text = shown(&body).await.unwrap();
            assert!(text.contains(&format!(r#""{name}": "[hidden]""#)) && text.contains(r#""kept": 1"#), "{text}");
            assert!(!text.contains(SECRET), "{text}");
        }
    }
    let plain = shown(r#"{"agentId":"r-1","name":"token"}"#).await.unwrap();
    assert!(plain.contains(r#""name": "token""#), "only the key counts: {plain}");
}

#[tokio::test]
async fn another_runner_is_not_shown_for_this_one() {
    for (body, words) in [
        (r#"{"agentId":"r-2","name":"ingest"}"#, "another runner than the one asked for"),
        (r#"{"name":"ingest"}"#, "a runner without an id"),
        (r#"[{"agentId":"r-1"}]"#, "JSON of another shape"),
        (r#""r-1""#, "JSON of another shape"),
        ("", "an empty answer"),
        ("<html><title>Sign in</title>", "a web page: Sign in (200)"),
    ] {
        let error = error_of(shown(body).await);
        let expected = Cause::NotUnderstood(Label::from(words));
        assert_eq!((error.call, error.cause), ("read the runner", expected), "{body}");
    }
    assert!(shown(r#"{"agentId":"R-1"}"#).await.is_ok(), "ids are compared without regard to case");
}
