//! `trackside show`: all of one runner, by its name or its id.

use serde_json::{Value, json};

use super::list::run;
use super::*;
use crate::support::account::listed;

fn fleet() -> Account {
    let mut lean = listed("billing", "unknown", "11.1.0");
    lean["versionDetails"].take();
    let mut twin = listed("twin", "running", "11.1.0");
    twin["agentId"] = json!("id-other-twin");
    Account::with(vec![lean, listed("twin", "running", "11.1.0"), twin])
}

#[test]
fn a_runner_is_found_by_name_or_id_and_read_by_its_id() {
    let account = fleet();
    for runner in ["billing", "id-billing", "ID-BILLING"] {
        let ended = run(&account, &["show", runner]);
        let text = String::from_utf8(ended.stdout).unwrap();
        assert_eq!((ended.code, ended.said.as_str()), (Some(0), ""));
        for line in ["Runner        billing", "Status        Unknown", "Version       11.1.0", "Next step     "] {
            assert!(text.contains(line), "{line:?} in\n{text}");
        }
    }
    let ended = run(&account, &["show", "billing", "-o", "json"]);
    let json: Value = serde_json::from_slice(&ended.stdout).unwrap();
    assert_eq!((&json["schema"], &json["runner"]["version"]["installed"]), (&json!("trackside/1"), &json!("11.1.0")));
}

#[test]
fn a_name_that_two_have_is_refused_with_their_ids_and_none_is_an_exit_code_of_its_own() {
    let account = fleet();
    let ended = run(&account, &["show", "twin"]);
    assert_eq!((ended.code, ended.stdout.len()), (Some(1), 0));
    assert_eq!(ended.said, "2 runners are named twin; give an id: id-other-twin, id-twin\n");
    let ended = run(&account, &["show", "nobody\u{1b}[2J"]);
    assert_eq!((ended.code, ended.said.as_str()), (Some(4), "There is no runner nobody^[[2J.\n"));
    let ended = run(&account, &["show"]);
    assert_eq!(ended.code, Some(2));
    assert_eq!(ended.said, "trackside: RUNNER: missing; see trackside show --help\n");
    let ended = run(&account, &["show", ""]);
    assert_eq!((ended.code, ended.said.as_str()), (Some(2), "trackside: RUNNER: an empty name names no runner\n"));
}

#[test]
fn one_that_cannot_be_read_is_no_runner_that_is_gone() {
    let account = fleet();
    account.refuse(Some(("/v1/agents/id-billing", 500, "{}")));
    let ended = run(&account, &["show", "billing"]);
    assert_eq!((ended.code, ended.stdout.len()), (Some(1), 0));
    assert_eq!(ended.said, "The runner cannot be read: the control plane failed (500).\n");
    account.refuse(Some(("/v1/agents/id-billing", 404, "{}")));
    assert_eq!(run(&account, &["show", "billing"]).code, Some(4));
}
