//! Allow lists, in every shape that is one, and in some that are not.

use trackside::domain::{AllowList, AllowedProject, Label, ProjectId};

use super::*;

async fn read(body: &str) -> Result<AllowList, ApiError> {
    let server = answering([Reply::json(200, body)]).await;
    client(&server).allow_list(&id("r-1")).await
}

/// An entry; without environments it stands for all of them.
fn entry(project: &str, environments: Option<&[&str]>) -> AllowedProject {
    let environments = environments.map(|names| names.iter().copied().map(Label::from).collect());
    AllowedProject { id: ProjectId::new(project), environments }
}

#[tokio::test]
async fn the_list_is_asked_for_as_documented() {
    let server = answering([Reply::json(200, r#"{"projects":{"projects":{}}}"#)]).await;
    client(&server).allow_list(&id("r/1")).await.unwrap();
    let request = &api_requests(&server)[0];
    assert_eq!((&*request.line(), request.text()), ("GET /dpc/v1/agents/r%2F1/allowlist", ""));
    assert_eq!(request.header("accept"), Some("application/json, application/problem+json"));
    assert_eq!(request.header("authorization"), Some(&*format!("Bearer {TOKEN}")));
}

#[tokio::test]
async fn the_documented_depth_and_the_depth_of_the_request_are_read() {
    let map = r#"{"b":{"environments":["prod","dev"]},"a":{},"c":{"environments":[]}}"#;
    let expected = [entry("a", None), entry("b", Some(&["prod", "dev"])), entry("c", Some(&[]))];
    for body in [
        format!(r#"{{"projects":{{"projects":{map}}}}}"#),
        format!(r#"{{"projects":{map}}}"#),
        format!(r#"{{"agentId":"r-1","projects":{{"projects":{map}}},"more":[1]}}"#),
    ] {
        assert_eq!(read(&body).await.unwrap().projects, expected, "{body}");
    }
    for body in [r#"{"projects":{"projects":{}}}"#, r#"{"projects":{}}"#] {
        assert_eq!(read(body).await.unwrap(), AllowList::default(), "{body}");
    }
}

#[tokio::test]
async fn odd_entries_are_read_as_what_they_can_only_mean() {
    for (map, expected) in [
        (r#"{"a":null}"#, entry("a", None)),
        (r#"{"a":{"environments":null}}"#, entry("a", None)),
        (r#"{"a":{"name":"Sales","since":{"x":1}}}"#, entry("a", None)),
        (r#"{"a":{"environments":"dev"}}"#, entry("a", Some(&["dev"]))),
        (r#"{"a":{"environments":["dev",7,true]}}"#, entry("a", Some(&["dev", "7", "true"]))),
        (r#"{"a":{"environments":["dev","dev","prod","dev"]}}"#, entry("a", Some(&["dev", "prod"]))),
        (r#"{"a":{"environments":["Dev","dev"," "]}}"#, entry("a", Some(&["Dev", "dev", " "]))),
        (r#"{"a":{"environments":["x"]},"a":{"environments":["y","x"]}}"#, entry("a", Some(&["x", "y"]))),
        (r#"{"a":{"environments":["x"]},"a":{}}"#, entry("a", None)),
        (r#"{"a":{},"a":{"environments":["x"]}}"#, entry("a", None)),
    ] {
        assert_eq!(read(&format!(r#"{{"projects":{map}}}"#)).await.unwrap().projects, [expected], "{map}");
    }
}

#[tokio::test]
async fn what_is_no_allow_list_is_an_error_and_never_an_empty_list() {
    for body in [
        "{}",
        "[]",
        "null",
        r#""none""#,
        r#"{"error":"maintenance"}"#,
        r#"{"projects":null}"#,
        r#"{"projects":[]}"#,
        r#"{"projects":"none"}"#,
        r#"{"projects":{"projects":null}}"#,
        r#"{"projects":{"projects":[]}}"#,
        r#"{"projects":{"projects":{"a":{}},"total":1}}"#,
        r#"{"projects":{"a":true}}"#,
        r#"{"projects":{"a":"dev"}}"#,
        r#"{"projects":{"a":["dev"]}}"#,
        r#"{"projects":{"a":{"environments":{}}}}"#,
        r#"{"projects":{"a":{"environments":["dev",null]}}}"#,
        r#"{"projects":{"a":{"environments":["dev",{"name":"prod"}]}}}"#,
    ] {
        let error = error_of(read(body).await);
        let expected = Cause::NotUnderstood(Label::from("JSON of another shape"));
        assert_eq!((error.call, error.cause), ("read the allow list", expected), "{body}");
    }
    assert_eq!(cause_of(read("").await), Cause::NotUnderstood(Label::from("an empty answer")));
}

#[tokio::test]
async fn a_list_of_a_thousand_projects_is_in_the_order_of_their_ids() {
    let entries: Vec<_> = (0..1000).rev().map(|number| format!(r#""p-{number:04}":{{}}"#)).collect();
    let list = read(&format!(r#"{{"projects":{{{}}}}}"#, entries.join(","))).await.unwrap();
    let ids: Vec<_> = list.projects.iter().map(|project| project.id.as_str().to_owned()).collect();
    assert_eq!(ids, (0..1000).map(|number| format!("p-{number:04}")).collect::<Vec<_>>());
}
