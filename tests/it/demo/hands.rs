//! What whoever holds a demo may do to its fleet and see of it.

use std::time::{Duration, Instant};

use serde_json::Value;
use trackside::demo::Settings;

use super::client::{Session, still};

/// Names and statuses as the API lists them.
async fn listed(session: &Session) -> Vec<(String, String)> {
    let list = session.get("/v1/agents?size=100").await;
    let text = |entry: &Value, field: &str| entry[field].as_str().unwrap().to_owned();
    let entries = list["results"].as_array().unwrap().iter();
    entries.map(|entry| (text(entry, "name"), text(entry, "agentStatus"))).collect()
}

#[tokio::test]
async fn runners_come_and_go_and_are_seen_as_the_api_lists_them() {
    let session = Session::start(still()).await;
    let before = session.demo.runners();
    assert_eq!(listed(&session).await, before);
    let id = session.demo.add_runner("visitor");
    assert_eq!(session.demo.runners().last().unwrap(), &("visitor".to_owned(), "pending".to_owned()));
    assert_eq!(listed(&session).await, session.demo.runners());
    assert!(session.demo.remove_runner(&id));
    assert!(!session.demo.remove_runner(&id), "it is gone");
    assert_eq!(listed(&session).await, before);
}

#[tokio::test]
async fn time_stands_still_while_it_is_held_and_goes_on_afterwards() {
    // Pausing is done within a tenth of a second, of which nothing is to be seen here.
    let session = Session::start(Settings { speed: 100, ..still() }).await;
    let path = session.path_of("ingest-emea").await;
    session.demo.hold(true);
    assert_eq!(session.command(&path, "PAUSE").await, 202);
    let asked = Instant::now();
    while asked.elapsed() < Duration::from_millis(150) {
        assert_eq!(session.get(&path).await["agentStatus"], "pausing");
    }
    session.demo.hold(false);
    session.until(&path, |runner| runner["agentStatus"] != "pausing").await;
}

#[tokio::test]
async fn secrets_are_that_of_the_client_and_every_token() {
    let session = Session::start(still()).await;
    let secrets = session.demo.secrets();
    assert_eq!(secrets, [session.demo.client_secret().to_owned(), session.token.clone()]);
}
