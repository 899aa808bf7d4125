//! Every document of every command is as `docs/headless.schema.json` says.

use serde_json::{Value, json};

use super::list::run;
use super::*;
use crate::support::account::listed;

pub(super) fn schema() -> jsonschema::Validator {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/headless.schema.json");
    let schema: Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    jsonschema::validator_for(&schema).unwrap()
}

#[track_caller]
pub(super) fn is_described(schema: &jsonschema::Validator, text: &[u8]) {
    let document: Value = serde_json::from_slice(text).unwrap();
    let faults: Vec<String> = schema.iter_errors(&document).map(|error| format!("{error}")).collect();
    assert_eq!(faults, [""; 0], "{document:#}");
}

#[test]
fn every_document_is_as_the_schema_says() {
    let schema = schema();
    for demo in [&["list"][..], &["list", "nobody"], &["check"], &["show", "billing-eu"], &["events", "--since", "30d"]]
    {
        let ended = start(&[demo, &["--demo", "-o", "json"]].concat(), &[]).ended();
        is_described(&schema, &ended.stdout);
    }
    let lean = json!({ "agentId": "id-lean", "name": "lean" });
    let account = Account::with(vec![listed("billing", "running", "11.1.0"), lean]);
    let recorder = record(&account);
    recorder.wait_for("The list was read");
    let watch = start(&["watch"], &account.environment());
    wait_until("the list is read", || account.requests().iter().filter(|line| line.contains("page=0")).count() > 3);
    account.set(vec![listed("billing", "unknown", "11.2.0"), listed("new", "odd word", "1")]);
    wait_for_changes(&account.history(), 4);
    wait_until("changes are written", || watch.written().split(|byte| *byte == b'\n').count() > 3);
    for line in watch.written().split(|byte| *byte == b'\n').filter(|line| !line.is_empty()) {
        is_described(&schema, line);
    }
    recorder.terminate();
    let configs = ["default_profile = 'a'\n[profiles.a]\ncolor = 'x'\n[profiles.b]\n", "[profiles.a]\nx = 1\n"];
    for config in configs {
        let path = account.home.path().join("config.toml");
        std::fs::write(&path, config).unwrap();
        let ended = run(&account, &["config", "check", "-o", "json", "--config", path.to_str().unwrap()]);
        assert_eq!(ended.code, Some(2));
        is_described(&schema, &ended.stdout);
    }
    let missing = run(&account, &["config", "check", "-o", "json", "--config", "/no/such/file"]);
    is_described(&schema, &missing.stdout);
    for arguments in [&["history", "-o", "json"][..], &["list", "-o", "json"], &["config", "check", "-o", "json"]] {
        is_described(&schema, &run(&account, arguments).stdout);
    }
}

#[test]
fn the_schema_refuses_what_it_does_not_know() {
    let schema = schema();
    let document = json!({ "schema": "trackside/1", "runners": [{ "id": "r" }] });
    assert!(!schema.is_valid(&document) && !schema.is_valid(&json!({ "schema": "trackside/2", "runners": [] })));
    assert!(schema.is_valid(&json!({ "schema": "trackside/1", "runners": [] })));
}
