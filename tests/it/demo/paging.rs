//! Pages: their edges, nonsense, and a fleet of 20,000.

use std::collections::BTreeSet;

use reqwest::Method;
use serde_json::{Value, json};
use trackside::demo::Settings;

use super::client::{Session, still};

fn names(page: &Value) -> Vec<String> {
    page["results"].as_array().unwrap().iter().map(|entry| entry["name"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn a_page_has_25_entries_unless_asked_otherwise_and_pages_join_without_gaps() {
    let session = Session::start(still()).await;
    let first = session.get("/v1/agents").await;
    assert_eq!(
        (first["page"].as_u64(), first["size"].as_u64(), first["total"].as_u64()),
        (Some(0), Some(25), Some(42))
    );
    let second = session.get("/v1/agents?page=1").await;
    let all = session.get("/v1/agents?size=100&page=0").await;
    assert_eq!([names(&first), names(&second)].concat(), names(&all));
    assert_eq!((names(&first).len(), names(&second).len()), (25, 17));
    for beyond in ["/v1/agents?page=2", "/v1/agents?page=2147483646&size=100"] {
        let page = session.get(beyond).await;
        assert_eq!((page["results"].clone(), page["total"].as_u64()), (json!([]), Some(42)));
    }
}

#[tokio::test]
async fn nonsense_is_refused_with_a_violation_each() {
    let session = Session::start(still()).await;
    for query in ["size=0", "size=101", "size=x", "size=", "page=-1", "page=1.5", "page=99999999999"] {
        let (status, problem) = session.call(Method::GET, &format!("/v1/agents?{query}"), None).await;
        assert_eq!(status, 400, "{query}");
        assert_eq!(problem["violations"].as_array().unwrap().len(), 1, "{query}");
    }
    let (_, problem) = session.call(Method::GET, "/v1/projects?page=x&size=0", None).await;
    assert_eq!(problem["violations"].as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn a_fleet_can_be_cut_down_to_nothing() {
    for runners in [0, 1, 3] {
        let session = Session::start(Settings { runners: Some(runners), ..still() }).await;
        let list = session.get("/v1/agents").await;
        assert_eq!(list["total"], runners);
        assert_eq!(names(&list).len(), runners);
        let projects = session.get("/v1/projects").await;
        let project = projects["results"][0]["id"].as_str().unwrap();
        let environments = session.get(&format!("/v1/projects/{project}/environments")).await;
        assert_eq!(environments["results"][0].get("defaultAgentId").is_some(), runners > 0);
    }
}

#[tokio::test]
async fn twenty_thousand_runners_are_served_over_one_connection() {
    let session = Session::start(Settings { runners: Some(20_000), ..Settings::default() }).await;
    let mut seen = BTreeSet::new();
    for page in 0..200 {
        let page = session.get(&format!("/v1/agents?page={page}&size=100")).await;
        assert_eq!(page["total"], 20_000);
        assert_eq!(page["results"].as_array().unwrap().len(), 100);
        for entry in page["results"].as_array().unwrap() {
            seen.insert(entry["agentId"].as_str().unwrap().to_owned());
            assert!((1..=30).contains(&entry["name"].as_str().unwrap().chars().count()));
        }
    }
    assert_eq!(seen.len(), 20_000);
    assert_eq!(session.get("/v1/agents?page=200&size=100").await["results"], json!([]));
    assert_eq!(session.demo.connections(), 1);
    assert_eq!(session.demo.requests().len(), 202);
}

#[tokio::test]
async fn the_generated_fleet_follows_from_the_seed() {
    let list = async |seed| {
        let session = Session::start(Settings { runners: Some(300), seed, ..still() }).await;
        session.get("/v1/agents?size=100&page=2").await
    };
    assert_eq!(list(7).await, list(7).await);
    assert_ne!(list(7).await, list(8).await);
}

#[tokio::test]
async fn fleets_of_one_seed_have_no_runner_and_no_project_in_common() {
    let mut seen = [BTreeSet::new(), BTreeSet::new()];
    for fleet in 0..5 {
        let session = Session::start(Settings { runners: Some(60), seed: 7, fleet, ..still() }).await;
        let runners = session.get("/v1/agents?size=100").await;
        let projects = session.get("/v1/projects?size=100").await;
        for (seen, (page, key)) in seen.iter_mut().zip([(&runners, "agentId"), (&projects, "id")]) {
            for entry in page["results"].as_array().unwrap() {
                assert!(seen.insert(entry[key].as_str().unwrap().to_owned()), "{fleet}: {entry}");
            }
        }
        // In the first the hand-made runners are who they always were.
        let suffix = if fleet == 0 { String::new() } else { format!("-{}", fleet + 1) };
        let list = names(&runners);
        assert_eq!(list[0], format!("ingest-emea{suffix}"));
        assert!(list.contains(&"emea-consolidation-eks-prod-01".to_owned()), "no room for a number");
        if fleet == 0 {
            assert_eq!(runners["results"][0]["agentId"], "832b823f-2ec6-47b5-9a9a-c12d25a520e9");
        }
        // What refers to a project or a runner of the fleet finds it there.
        let allowed = session.get(&format!("{}/allowlist", session.path_of(&list[0]).await)).await;
        for project in allowed["projects"]["projects"].as_object().unwrap().keys() {
            assert!(projects["results"].as_array().unwrap().iter().any(|entry| entry["id"] == *project), "{allowed}");
        }
        let project = projects["results"][0]["id"].as_str().unwrap();
        let environments = session.get(&format!("/v1/projects/{project}/environments")).await;
        assert_eq!(environments["results"][0]["defaultAgentId"], runners["results"][0]["agentId"]);
    }
    assert_eq!(seen[0].len(), 300);
}

#[tokio::test]
async fn only_the_newest_thousand_requests_are_kept() {
    let session = Session::start(still()).await;
    for number in 0..1_010 {
        session.send(Method::GET, &format!("/v1/nothing?{number}"), None).await.unwrap();
    }
    let requests = session.demo.requests();
    assert_eq!(requests.len(), 1_000);
    assert_eq!((requests[0].path.as_str(), requests[999].path.as_str()), ("/v1/nothing?10", "/v1/nothing?1009"));
}

#[tokio::test]
async fn executions_are_paged_by_a_token() {
    let session = Session::start(Settings::default()).await;
    let (mut ids, mut token) = (Vec::new(), String::new());
    for _ in 0..100 {
        let path = format!("/v1/pipeline-executions?limit=3{token}");
        let (status, page) = session.call(Method::GET, &path, None).await;
        assert_eq!(status, 200, "{page}");
        let results = page["results"].as_array().unwrap();
        ids.extend(results.iter().map(|one| one["pipelineExecutionId"].as_str().unwrap().to_owned()));
        let Some(more) = page["more"].as_str() else { break };
        assert_eq!(results.len(), 3);
        token = format!("&paginationToken={more}");
    }
    let count = ids.len();
    ids.sort();
    ids.dedup();
    assert!(count > 3 && ids.len() == count, "each once: {count}");
    for wrong in ["status=SLEEPING", "limit=0", "paginationToken=x"] {
        let path = format!("/v1/pipeline-executions?{wrong}");
        assert_eq!(session.call(Method::GET, &path, None).await.0, 400, "{wrong}");
    }
}
