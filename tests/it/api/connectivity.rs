//! Connectivity tests, whose endpoint is not documented and so comes from the options.

use trackside::api::ConnectivityAnswer;
use trackside::domain::Label;

use super::*;

const PATH: &str = "/v1/agents/{agentId}/connectivity-tests";

async fn tested(body: &str) -> Result<ConnectivityAnswer, ApiError> {
    let server = answering([Reply::json(200, body)]).await;
    operator(&server).test_connectivity(&id("r-1"), PATH, ("db.example", 5432), &Departure::at_once()).await
}

#[tokio::test]
async fn the_path_stays_below_the_base_address_whatever_it_says() {
    for (path, runner, expected) in [
        (PATH, "r-1", "/dpc/v1/agents/r-1/connectivity-tests"),
        (PATH, "a/../b?c#d", "/dpc/v1/agents/a%2F..%2Fb%3Fc%23d/connectivity-tests"),
        (PATH, "{agentId}", "/dpc/v1/agents/%7BagentId%7D/connectivity-tests"),
        ("/{agentId}", "%2e%2e", "/dpc/%252e%252e"),
        ("/x-{agentId}/{agentId}/", "r-1", "/dpc/x-r-1/r-1/"),
        ("/t%20t/{agentId}", "r-1", "/dpc/t%20t/r-1"),
        ("/t/{agentId}?a=b#c", "r-1", "/dpc/t/r-1%3Fa=b%23c"),
        ("//evil.example/{agentId}", "r-1", "/dpc//evil.example/r-1"),
        ("/\\evil.example/{agentId}", "r-1", "/dpc//evil.example/r-1"),
        ("/@evil.example:1/{agentId}", "r-1", "/dpc/@evil.example:1/r-1"),
    ] {
        let server = answering([Reply::json(200, r#"{"result":"SUCCESS"}"#)]).await;
        operator(&server).test_connectivity(&id(runner), path, ("h", 1), &Departure::at_once()).await.unwrap();
        assert_eq!(api_requests(&server)[0].target, expected, "{path} for {runner}");
    }
}

#[tokio::test]
async fn host_and_port_are_sent_as_json() {
    let server = answering([Reply::json(200, r#"{"result":"SUCCESS"}"#)]).await;
    operator(&server)
        .test_connectivity(&id("r-1"), PATH, ("2001:db8::1\"", 65535), &Departure::at_once())
        .await
        .unwrap();
    assert_eq!(api_requests(&server)[0].text(), r#"{"host":"2001:db8::1\"","port":65535}"#);
}

#[tokio::test]
async fn the_answer_is_kept_word_for_word_and_read_as_far_as_it_goes() {
    for (body, result, host, port) in [
        (r#"{"result":"SUCCESS","host":"db.example","port":5432}"#, "SUCCESS", Some("db.example"), Some(5432)),
        (r#"{"port":"5432","host":"h","result":"TIMEOUT","took":{"ms":1}}"#, "TIMEOUT", Some("h"), Some(5432)),
        (r#"{ "result": "REFUSED", "port": 70000 }"#, "REFUSED", None, None),
        (r#"{"result":true,"host":"","port":-1}"#, "true", None, None),
        (r#"{"result":"\u001b[2J"}"#, "\u{1b}[2J", None, None),
    ] {
        let (result, host) = (Label::from(result), host.map(Label::from));
        let expected = ConnectivityAnswer { result, host, port, raw: body.to_owned() };
        assert_eq!(tested(body).await.unwrap(), expected);
    }
}

#[tokio::test]
async fn an_answer_without_a_result_is_not_understood() {
    for (body, words) in [
        ("{}", "a test without a result"),
        (r#"{"result":""}"#, "a test without a result"),
        (r#"{"result":null,"host":"h"}"#, "a test without a result"),
        (r#"["SUCCESS"]"#, "JSON of another shape"),
        ("", "an empty answer"),
        ("SUCCESS", "text that is not JSON"),
    ] {
        let error = error_of(tested(body).await);
        assert_eq!(error.cause, Cause::NotUnderstood(Label::from(words)), "{body}");
        assert!(error.is_unanswered());
    }
}

#[tokio::test]
async fn a_runner_that_is_too_old_is_told_in_its_own_words() {
    let detail = "Runner task failed: The runner version does not support this feature";
    let server = answering([Reply::json(422, format!(r#"{{"detail":"{detail}"}}"#))]).await;
    let error = error_of(operator(&server).test_connectivity(&id("r-1"), PATH, ("h", 1), &Departure::at_once()).await);
    assert_eq!(error.to_string(), format!("cannot test the connection: {detail} (422)"));
}
