//! Projects and environments.

use trackside::api::Page;
use trackside::domain::{Environment, Label, Project, ProjectId};

use super::*;

async fn projects(results: &str) -> Page<Project> {
    let server = answering([Reply::json(200, format!(r#"{{"page":0,"size":100,"results":[{results}]}}"#))]).await;
    client(&server).projects(0).await.unwrap()
}

async fn environments(results: &str) -> Page<Environment> {
    let server = answering([Reply::json(200, format!(r#"{{"page":0,"size":100,"results":[{results}]}}"#))]).await;
    client(&server).environments(&ProjectId::new("p-1"), 0).await.unwrap()
}

fn environment(name: &str, id: Option<&str>, runner: Option<&str>) -> Environment {
    Environment {
        name: Label::from(name),
        default_runner: id.map(RunnerId::new),
        default_runner_name: runner.map(Label::from),
    }
}

#[tokio::test]
async fn both_lists_are_asked_for_as_documented() {
    let server = answering([Reply::json(200, r#"{"results":[],"total":0}"#)]).await;
    client(&server).projects(2).await.unwrap();
    client(&server).environments(&ProjectId::new("p/1"), 0).await.unwrap();
    let lines: Vec<_> = api_requests(&server).iter().map(Request::line).collect();
    assert_eq!(
        lines,
        ["GET /dpc/v1/projects?page=2&size=100", "GET /dpc/v1/projects/p%2F1/environments?page=0&size=100"]
    );
}

#[tokio::test]
async fn projects_are_known_by_their_id() {
    let page = projects(
        r#"{"id":"p-1","name":"Sales mart","description":"x","more":1},{"id":"p-2"},{"id":"p-3","name":" "},
           {"name":"no id"},{"id":""},{"id":".."},null,7"#,
    )
    .await;
    let project = |id: &str, name: &str| Project { id: ProjectId::new(id), name: Label::from(name) };
    let expected = [project("p-1", "Sales mart"), project("p-2", "p-2"), project("p-3", "p-3")];
    assert_eq!((&*page.entries, page.unreadable, page.is_last), (&expected[..], 5, true));
}

#[tokio::test]
async fn a_default_runner_is_told_in_both_spellings_or_not_at_all() {
    for (fields, id, runner) in [
        (r#""defaultAgentId":"r-1","defaultAgentName":"ingest""#, Some("r-1"), Some("ingest")),
        (r#""defaultAgentID":"r-1""#, Some("r-1"), None),
        (r#""defaultAgentId":"r-1","defaultAgentID":"r-2""#, Some("r-1"), None),
        (r#""defaultAgentId":null,"defaultAgentID":"r-2""#, Some("r-2"), None),
        (r#""defaultAgentId":"","defaultAgentName":"""#, None, None),
        (r#""defaultAgentName":"ingest""#, None, Some("ingest")),
        (r#""defaultAgentId":{},"defaultAgentName":[]"#, None, None),
        (r#""more":1"#, None, None),
    ] {
        let page = environments(&format!(r#"{{"name":"prod",{fields}}}"#)).await;
        assert_eq!(page.entries, [environment("prod", id, runner)], "{fields}");
    }
}

#[tokio::test]
async fn environments_are_known_by_their_name() {
    let page = environments(r#"{"name":"prod"},{"defaultAgentId":"r-1"},{"name":null},{"name":" "},"dev",{"name":7}"#);
    let page = page.await;
    assert_eq!(
        (page.entries, page.unreadable),
        (vec![environment("prod", None, None), environment("7", None, None)], 4)
    );
}

#[tokio::test]
async fn the_end_of_both_lists_is_found_as_that_of_the_runners() {
    let full = |entry: &str| vec![entry; 100].join(",");
    for (is_last, total, results) in [(false, 250, 100), (true, 100, 100), (true, 3, 3), (true, 0, 0)] {
        let body = |entry: &str| {
            let results = full(entry).split_inclusive("},").take(results).collect::<String>();
            format!(r#"{{"size":100,"total":{total},"results":[{}]}}"#, results.trim_end_matches(','))
        };
        let server =
            answering([Reply::json(200, body(r#"{"id":"p"}"#)), Reply::json(200, body(r#"{"name":"e"}"#))]).await;
        let client = client(&server);
        let projects = client.projects(0).await.unwrap();
        let environments = client.environments(&ProjectId::new("p"), 0).await.unwrap();
        assert_eq!((projects.entries.len(), projects.is_last, projects.total), (results, is_last, Some(total)));
        assert_eq!((environments.entries.len(), environments.is_last), (results, is_last));
    }
}

#[tokio::test]
async fn a_credential_that_may_not_see_projects_is_told_so() {
    let server = answering([Reply::json(403, r#"{"title":"Forbidden","violations":["role: too low"]}"#)]).await;
    let error = error_of(client(&server).projects(0).await);
    assert_eq!(error.to_string(), "cannot list projects: Forbidden (403); role: too low");
    let server = answering([Reply::json(404, "{}")]).await;
    let error = error_of(client(&server).environments(&ProjectId::new("p-1"), 0).await);
    assert_eq!(error.to_string(), "cannot list environments: Not Found (404)");
}
