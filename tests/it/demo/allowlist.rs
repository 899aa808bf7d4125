//! What PUT, PATCH and DELETE do to an allow list.

use reqwest::Method;
use serde_json::{Value, json};

use super::client::{Session, still};

const ONE: &str = "0b6f7c1e-3f0a-4b5e-9d0c-7a3f1f6f2a10";
const TWO: &str = "9a1b6a3c-51f4-4a54-8f0e-0d9f4b7c2e11";

/// A list that starts empty, on a runner that is not restricted.
async fn empty_list() -> (Session, String) {
    let session = Session::start(still()).await;
    let path = format!("{}/allowlist", session.path_of("loyalty-points").await);
    assert_eq!(session.get(&path).await, json!({ "projects": { "projects": {} } }));
    (session, path)
}

async fn change(session: &Session, method: Method, path: &str, projects: Option<Value>) -> (u16, Value) {
    let body = projects.map(|projects| json!({ "projects": projects }));
    let (status, _) = session.call(method, path, body).await;
    let path = path.split('?').next().unwrap();
    (status, session.get(path).await["projects"]["projects"].clone())
}

#[tokio::test]
async fn put_replaces_and_takes_an_empty_map() {
    let (session, path) = empty_list().await;
    let list = json!({ ONE: { "environments": ["dev", "prod"] }, TWO: {} });
    assert_eq!(change(&session, Method::PUT, &path, Some(list.clone())).await, (200, list));
    let list = json!({ TWO: { "environments": ["prod"] } });
    assert_eq!(change(&session, Method::PUT, &path, Some(list.clone())).await, (200, list));
    assert_eq!(change(&session, Method::PUT, &path, Some(json!({}))).await, (200, json!({})));
}

#[tokio::test]
async fn patch_adds_and_an_entry_for_all_environments_stays_one() {
    let (session, path) = empty_list().await;
    let added = json!({ ONE: { "environments": ["dev"] } });
    assert_eq!(change(&session, Method::PATCH, &path, Some(added.clone())).await, (200, added));
    let added = json!({ ONE: { "environments": ["prod", "dev"] }, TWO: { "environments": ["prod"] } });
    let expected = json!({ ONE: { "environments": ["dev", "prod"] }, TWO: { "environments": ["prod"] } });
    assert_eq!(change(&session, Method::PATCH, &path, Some(added)).await, (200, expected));
    let expected = json!({ ONE: {}, TWO: { "environments": ["prod"] } });
    assert_eq!(change(&session, Method::PATCH, &path, Some(json!({ ONE: {} }))).await, (200, expected.clone()));
    let added = json!({ ONE: { "environments": ["test"] } });
    assert_eq!(change(&session, Method::PATCH, &path, Some(added)).await, (200, expected.clone()));
    assert_eq!(change(&session, Method::PATCH, &path, Some(json!({}))).await, (400, expected));
}

#[tokio::test]
async fn delete_takes_an_environment_or_a_project() {
    let (session, path) = empty_list().await;
    let list = json!({ ONE: { "environments": ["dev", "prod"] }, TWO: {} });
    change(&session, Method::PUT, &path, Some(list)).await;
    let one_of = |environment: &str| format!("{path}?projectId={ONE}&environmentName={environment}");
    let expected = json!({ ONE: { "environments": ["prod"] }, TWO: {} });
    assert_eq!(change(&session, Method::DELETE, &one_of("dev"), None).await, (200, expected.clone()));
    assert_eq!(change(&session, Method::DELETE, &one_of("dev"), None).await, (404, expected));
    let expected = json!({ ONE: { "environments": [] }, TWO: {} });
    assert_eq!(change(&session, Method::DELETE, &one_of("prod"), None).await, (200, expected));
    let two = format!("{path}?projectId={}", TWO.to_uppercase());
    assert_eq!(change(&session, Method::DELETE, &two, None).await, (200, json!({ ONE: { "environments": [] } })));
    assert_eq!(change(&session, Method::DELETE, &two, None).await.0, 404);
    assert_eq!(change(&session, Method::DELETE, &path, None).await.0, 400);
}

#[tokio::test]
async fn what_is_no_allow_list_is_refused_with_its_violation() {
    let (session, path) = empty_list().await;
    let cases = [
        (json!({ "projects": { "sales": {} } }), "projects.sales: must be a UUID"),
        (json!({ "projects": [] }), "projects: must be an object"),
        (json!({}), "projects: must be an object"),
        (json!({ "projects": { ONE: { "environments": "dev" } } }), "environments must be a list"),
        (json!({ "projects": { ONE: { "environments": [""] } } }), "an environment must have a name"),
        (json!({ "projects": { ONE: { "names": [] } } }), "unknown field"),
        (json!({ "projects": {}, "mode": "add" }), "mode: unknown field"),
    ];
    for (body, violation) in cases {
        let (status, problem) = session.call(Method::PUT, &path, Some(body)).await;
        assert_eq!(status, 400);
        assert!(problem["violations"][0].as_str().unwrap().contains(violation), "{problem}");
    }
}
