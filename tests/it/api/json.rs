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
async fn words_that_may_mean_a_secret_hide_their_values_and_no_names_of_the_vendor() {
    for name in [
        "key",
        "pin",
        "seed",
        "salt",
        "dsn",
        "jdbcUrl",
        "ssh",
        "pem",
        "cert",
        "webhookUrl",
        "session",
        "db_pw",
        "oauth",
        "private",
        "licenseKey",
        "storageKey",
        "STORAGE_KEY",
        "tls-cert",
        "userPin",
    ] {
        for value in [r#""canary-secret-8d1f""#, r#"["canary-secret-8d1f"]"#, "1234"] {
            let text = shown(&format!(r#"{{"agentId":"r-1","more":[{{"{name}":{value},"kept":1}}]}}"#)).await.unwrap();
            assert!(text.contains(&format!(r#""{name}": "[hidden]""#)) && text.contains(r#""kept": 1"#), "{text}");
        }
        let pair = format!(r#"{{"agentId":"r-1","list":[{{"name":"{name}","value":"canary-secret-8d1f"}}]}}"#);
        assert!(!shown(&pair).await.unwrap().contains(SECRET), "{name}");
        let switch = shown(&format!(r#"{{"agentId":"r-1","{name}":true}}"#)).await.unwrap();
        assert!(switch.contains(&format!(r#""{name}": true"#)), "{switch}");
    }
    let open = r#"{"agentId":"r-1","name":"key","tagKey":"a","publicKey":"b","keyVaultName":"c","sessionTimeout":1,
        "spinner":"d","privateSubnet":"e","monkey":"f","tags":[{"key":"team","value":"g"}],"keyring":"h"}"#;
    assert!(!shown(open).await.unwrap().contains("[hidden]"));
}

#[tokio::test]
async fn an_address_is_shown_without_who_signs_in_there_and_without_its_signature() {
    for (address, expected) in [
        ("https://ops:canary@db.example:5432/x?y=1", "https://[hidden]@db.example:5432/x?y=1"),
        ("https://canary@db.example", "https://[hidden]@db.example"),
        ("see https://a:b@c.example and http://d.example", "see https://[hidden]@c.example and http://d.example"),
        ("https://a.example/b?sv=1&sig=canary&se=2", "https://a.example/b?sv=1&sig=[hidden]&se=2"),
        ("https://a.example/b?X-Amz-Signature=canary#c", "https://a.example/b?X-Amz-Signature=[hidden]#c"),
        (
            "https://a.example/b?access_token=canary;key=canary",
            "https://a.example/b?access_token=[hidden];key=[hidden]",
        ),
        ("https://a.example/b@c?d=e@f", "https://a.example/b@c?d=e@f"),
        ("jdbc:x://h/db password=canary", "[hidden]"),
    ] {
        let body = serde_json::json!({"agentId": "r-1", "address": address}).to_string();
        let text = shown(&body).await.unwrap();
        assert!(text.contains(&format!(r#""address": "{expected}""#)), "{address}: {text}");
    }
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
