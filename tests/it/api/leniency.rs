//! Runners that keep to no schema.

use jiff::Timestamp;
use trackside::api::{Cause, Priority};
use trackside::domain::{
    CloudProvider, Deployment, Label, Platform, Release, Runner, RunnerType, Status, Support, Version, VersionTrack,
};

use super::*;

/// What the client makes of `fields` in a runner with the id `r-1` and the name `ingest`.
async fn runner_with(fields: &str) -> Runner {
    let body = format!(r#"{{"agentId":"r-1","name":"ingest"{}{fields}}}"#, if fields.is_empty() { "" } else { "," });
    let server = answering([Reply::json(200, body)]).await;
    client(&server).runner(&id("r-1"), Priority::Operator).await.unwrap()
}

fn plain() -> Runner {
    Runner::new("r-1", "ingest")
}

fn moment(text: &str) -> Timestamp {
    text.parse().unwrap()
}

#[tokio::test]
async fn half_an_emoji_loses_its_own_sign_and_no_runner() {
    let runner = runner_with(r#""description": "cut \ud83d""#).await;
    assert_eq!(runner.description, Some(Label::from("cut \u{fffd}")));
}

#[tokio::test]
async fn the_documented_runner_is_read_in_full() {
    let runner = runner_with(
        r#""description": "Nightly ingest for EMEA",
          "agentStatus": "paused", "agentType": "data_productivity_cloud", "cloudProvider": "aws", "deployment": "fargate",
          "connected": false, "enableAutoUpdates": true, "restrictedAccess": false, "pausedUntil": "2026-01-05T06:00:00.000Z",
          "versionDetails": { "agentUpdateAvailable": true, "agentVersion": "10.512.0", "support": "SUPPORTED",
            "trackName": "stable", "trackReleaseDate": "2026-01-01T00:00:00.000Z", "trackVersion": "10.520.1" },
          "somethingNew": {"deep": [1, {"er": null}]}"#,
    )
    .await;
    let expected = Runner {
        description: Some(Label::from("Nightly ingest for EMEA")),
        status: Some(Status::Paused),
        runner_type: Some(RunnerType::Maia),
        platform: Platform { provider: Some(CloudProvider::Aws), deployment: Some(Deployment::Fargate) },
        connected: Some(false),
        auto_update: Some(true),
        restricted: Some(false),
        paused_until: Some(moment("2026-01-05T06:00:00Z")),
        release: Release {
            version: Some(Version::new("10.512.0")),
            update_available: Some(true),
            support: Some(Support::Supported),
            track: Some(VersionTrack::Stable),
            latest: Some(Version::new("10.520.1")),
            latest_released: Some(moment("2026-01-01T00:00:00Z")),
        },
        ..plain()
    };
    assert_eq!(runner, expected);
}

#[tokio::test]
async fn what_is_missing_null_or_of_another_type_is_not_told() {
    const FIELDS: [&str; 11] = [
        "description",
        "agentStatus",
        "agentType",
        "cloudProvider",
        "deployment",
        "connected",
        "enableAutoUpdates",
        "restrictedAccess",
        "pausedUntil",
        "versionDetails",
        "unknown",
    ];
    assert_eq!(runner_with("").await, plain());
    for value in ["null", "[]", r#"["running"]"#, "{}", r#"{"value":"running"}"#] {
        let fields = FIELDS.map(|field| format!(r#""{field}":{value}"#)).join(",");
        assert_eq!(runner_with(&fields).await, plain(), "{value}");
    }
    for value in ["null", "[]", "{}", r#"[{"a":{}}]"#] {
        let details =
            ["agentVersion", "agentUpdateAvailable", "support", "trackName", "trackReleaseDate", "trackVersion"]
                .map(|field| format!(r#""{field}":{value}"#))
                .join(",");
        assert_eq!(runner_with(&format!(r#""versionDetails":{{{details}}}"#)).await, plain(), "{value}");
    }
    for details in ["7", "true", r#""10.1""#] {
        assert_eq!(runner_with(&format!(r#""versionDetails":{details}"#)).await, plain());
    }
}

#[tokio::test]
async fn blank_words_are_not_told_but_an_empty_description_is() {
    let fields = ["agentStatus", "agentType", "cloudProvider", "deployment", "pausedUntil"]
        .map(|field| format!(r#""{field}":" ""#))
        .join(",");
    let details = r#""versionDetails":{"agentVersion":"","support":"","trackName":"","trackVersion":""}"#;
    let runner = runner_with(&format!(r#"{fields},{details},"description":"""#)).await;
    assert_eq!(runner, Runner { description: Some(Label::default()), ..plain() });
}

#[tokio::test]
async fn numbers_and_booleans_are_read_as_text_and_texts_as_booleans() {
    let runner = runner_with(
        r#""description":7,"connected":"true","enableAutoUpdates":"False","restrictedAccess":1,
          "versionDetails":{"agentVersion":10.5,"agentUpdateAvailable":"TRUE","trackVersion":-3}"#,
    )
    .await;
    let release = Release {
        version: Some(Version::new("10.5")),
        update_available: Some(true),
        latest: Some(Version::new("-3")),
        ..Release::default()
    };
    let expected = Runner {
        description: Some(Label::from("7")),
        connected: Some(true),
        auto_update: Some(false),
        restricted: None,
        release,
        ..plain()
    };
    assert_eq!(runner, expected);
}

#[tokio::test]
async fn words_that_nobody_knows_are_kept_as_they_came() {
    let runner = runner_with(
        r#""agentStatus":"HIBERNATING","agentType":"batch","cloudProvider":"ibm","deployment":"code_engine",
          "versionDetails":{"support":"EXPIRED","trackName":"beta"}"#,
    )
    .await;
    assert_eq!(runner.status, Some(Status::Other(Label::from("HIBERNATING"))));
    assert_eq!(runner.runner_type, Some(RunnerType::Other(Label::from("batch"))));
    assert_eq!(runner.platform.provider, Some(CloudProvider::Other(Label::from("ibm"))));
    assert_eq!(runner.platform.deployment, Some(Deployment::Other(Label::from("code_engine"))));
    assert_eq!(runner.release.support, Some(Support::Ended(Label::from("EXPIRED"))));
    assert_eq!(runner.release.track, Some(VersionTrack::Other(Label::from("beta"))));
}

#[tokio::test]
async fn dates_are_read_leniently() {
    for (text, expected) in [
        ("2026-01-05T06:00:00.000Z", Some(moment("2026-01-05T06:00:00Z"))),
        ("2026-01-05T06:00:00.123456789+02:00", Some(moment("2026-01-05T04:00:00.123456789Z"))),
        ("2026-01-05 06:00:00Z", Some(moment("2026-01-05T06:00:00Z"))),
        ("2026-01-05T06:00:00", Some(moment("2026-01-05T06:00:00Z"))),
        ("2026-01-05", Some(moment("2026-01-05T00:00:00Z"))),
        (" 2026-01-05T06:00:00Z ", Some(moment("2026-01-05T06:00:00Z"))),
        ("2026-13-05T06:00:00Z", None),
        ("tomorrow", None),
        ("0000-00-00", None),
        ("1767592800", None),
    ] {
        assert_eq!(runner_with(&format!(r#""pausedUntil":"{text}""#)).await.paused_until, expected, "{text}");
    }
}

#[tokio::test]
async fn a_runner_without_a_name_is_called_by_its_id() {
    for name in ["", r#","name":null"#, r#","name":"""#, r#","name":"  ""#, r#","name":{}"#] {
        let server = answering([Reply::json(200, format!(r#"{{"agentId":"r-1"{name}}}"#))]).await;
        let runner = client(&server).runner(&id("r-1"), Priority::Operator).await.unwrap();
        assert_eq!(runner, Runner::new("r-1", "r-1"), "{name}");
    }
}

#[tokio::test]
async fn names_are_kept_as_they_came_and_drawn_safely() {
    let server = answering([Reply::json(200, r#"{"agentId":"r-1","name":"\u001b[31m\u202ered\ud83d\ude80 é"}"#)]).await;
    let runner = client(&server).runner(&id("r-1"), Priority::Operator).await.unwrap();
    assert_eq!(runner.name.raw(), "\u{1b}[31m\u{202e}red🚀 é");
    assert_eq!(runner.name.safe(), "^[[31m<U+202E>red🚀 é");
}

#[tokio::test]
async fn an_id_may_be_a_number() {
    let server = answering([Reply::json(200, r#"{"size":100,"results":[{"agentId":17,"name":"n"}]}"#)]).await;
    assert_eq!(client(&server).runners(0).await.unwrap().entries, [Runner::new("17", "n")]);
}

#[tokio::test]
async fn details_of_another_runner_are_not_taken_for_those_of_this_one() {
    for (asked, body, words) in [
        ("r-1", r#"{"agentId":"r-2","name":"n"}"#, "another runner than the one asked for"),
        ("r-1", r#"{"name":"n"}"#, "a runner without an id"),
        ("r-1", r#"{"message":"ok"}"#, "a runner without an id"),
        ("r-1", r#"["r-1","n"]"#, "JSON of another shape"),
    ] {
        let server = answering([Reply::json(200, body)]).await;
        let cause = cause_of(client(&server).runner(&id(asked), Priority::Operator).await);
        assert_eq!(cause, Cause::NotUnderstood(Label::from(words)), "{body}");
    }
    let server = answering([Reply::json(200, r#"{"agentId":"ABC","name":"n"}"#)]).await;
    let runner = client(&server).runner(&id("abc"), Priority::Operator).await.unwrap();
    assert_eq!(runner.id, id("abc"), "the id that was asked for stays the key");
}
