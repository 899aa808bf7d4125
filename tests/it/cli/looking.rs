//! `trackside history`, `events`, `watch` and `test`, and `check --for`: what was, what happens, and what can be reached.

use std::net::TcpListener;

use serde_json::{Value, json};

use super::list::run;
use super::*;
use crate::support::account::listed;

fn recorded() -> Account {
    let account = Account::with(vec![listed("billing", "running", "11.1.0"), listed("crm", "running", "11.1.0")]);
    let recorder = record(&account);
    recorder.wait_for("The list was read: 2 runners.");
    account.set(vec![listed("billing", "unknown", "11.2.0"), listed("crm", "running", "11.1.0")]);
    wait_for_changes(&account.history(), 2);
    recorder.terminate();
    account
}

#[test]
fn the_history_is_what_was_recorded_and_asks_nobody() {
    let account = recorded();
    let before = account.requests().len();
    let ended = run(&account, &["history"]);
    assert_eq!((ended.code, ended.said.as_str()), (Some(0), ""));
    let text = String::from_utf8(ended.stdout).unwrap();
    let lines: Vec<&str> = text.lines().map(|line| line.split_once("  ").unwrap().1).collect();
    assert_eq!(lines, ["billing  Running → Unknown", "billing  Version 11.1.0 → 11.2.0"]);
    let json: Value = serde_json::from_slice(&run(&account, &["history", "id-billing", "-o", "json"]).stdout).unwrap();
    let change = &json["changes"][0];
    assert_eq!(
        (&change["kind"], &change["from"], &change["to"]),
        (&json!("status"), &json!("Running"), &json!("Unknown"))
    );
    assert_eq!(run(&account, &["history", "crm"]).stdout.len(), 0);
    let csv = String::from_utf8(run(&account, &["history", "-o", "csv"]).stdout).unwrap();
    assert!(
        csv.starts_with("at,account,runner,id,kind,what\n") && csv.contains(",billing,id-billing,status,"),
        "{csv}"
    );
    assert_eq!(account.requests().len(), before, "nothing was asked");
}

#[test]
fn where_there_is_no_history_none_is_made() {
    let account = Account::with(vec![]);
    let ended = run(&account, &["history"]);
    assert_eq!((ended.code, ended.stdout.len()), (Some(0), 0));
    assert!(ended.said.starts_with("There is no history yet."), "{}", ended.said);
    assert!(!account.history().exists());
    std::fs::create_dir_all(account.history().parent().unwrap()).unwrap();
    std::fs::write(account.history(), "no database, but a text that is long enough to be looked at as one").unwrap();
    let ended = run(&account, &["history"]);
    assert_eq!((ended.code, ended.stdout.len()), (Some(1), 0));
    assert!(ended.said.starts_with("The history cannot be read: "), "{}", ended.said);
    let demo = start(&["history", "--demo"], &[]).ended();
    assert_eq!((demo.code, demo.stdout.len()), (Some(0), 0));
    assert!(demo.said.ends_with("\nTo see changes of the demo, use trackside watch --demo.\n"), "{}", demo.said);
}

#[test]
fn what_has_not_lasted_is_no_cause_yet_and_without_a_watch_nothing_is_told() {
    let account = Account::with(vec![listed("billing", "unknown", "11.1.0"), listed("crm", "running", "11.1.0")]);
    let ended = run(&account, &["check", "--for", "5m"]);
    assert_eq!((ended.code, ended.said.as_str()), (Some(3), ""));
    let text = String::from_utf8(ended.stdout).unwrap();
    assert!(text.starts_with("UNKNOWN: --for needs a history, and there is none yet"), "{text}");
    let recorder = record(&account);
    recorder.wait_for("The list was read");
    wait_for_watch(&account.history());
    let ended = run(&account, &["check", "--for", "1h"]);
    assert_eq!((ended.code, ended.said.as_str()), (Some(3), ""));
    assert!(String::from_utf8(ended.stdout).unwrap().contains("nobody watched"));
    // As if somebody had watched for two hours already.
    let earlier = rusqlite::Connection::open(account.history()).unwrap();
    earlier.busy_timeout(std::time::Duration::from_secs(10)).unwrap();
    earlier.execute("UPDATE watched SET since = since - 7200000", []).unwrap();
    account.set(vec![listed("billing", "unknown", "11.1.0"), listed("crm", "stopped", "11.1.0")]);
    wait_for_changes(&account.history(), 1);
    let line = |time: &str| {
        let ended = run(&account, &["check", "--for", time]);
        (ended.code, String::from_utf8(ended.stdout).unwrap())
    };
    let (code, text) = line("1h");
    assert_eq!(code, Some(2), "billing was so before anybody watched: {text}");
    assert!(text.starts_with("CRITICAL: 1 unknown (billing); 2 runners"), "crm has just stopped: {text}");
    recorder.terminate();
}

#[test]
fn a_watch_writes_each_change_as_it_is_seen() {
    let account = Account::with(vec![listed("billing", "running", "11.1.0"), listed("crm", "running", "11.1.0")]);
    let watch = start(&["watch", "!crm"], &account.environment());
    wait_until("the list is read", || account.requests().iter().any(|line| line.starts_with("GET /v1/agents")));
    let mut hostile = listed("billing", "paused", "11.1.0");
    hostile["name"] = json!("billing\u{1b}[2J");
    wait_until("the list is read again", || account.requests().len() > 4);
    account.set(vec![hostile, listed("crm", "stopped", "11.1.0")]);
    let seen = || String::from_utf8(watch.written()).unwrap();
    wait_until("both changes are written", || seen().lines().count() >= 2);
    let changes: Vec<Value> = seen().lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(
        (&changes[0]["kind"], &changes[0]["to"], &changes[0]["id"]),
        (&json!("status"), &json!("Paused"), &json!("id-billing"))
    );
    assert!(!seen().contains('\u{1b}') && changes.iter().all(|change| change["id"] == "id-billing"), "{}", seen());
    let ended = watch.terminate();
    assert_eq!(ended.code, Some(143));
}

#[test]
fn a_watch_ends_soon_after_its_reader_is_gone() {
    let account = Account::with(vec![listed("billing", "running", "11.1.0")]);
    let mut command = command(&["watch"], &account.environment());
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    wait_until("the list is read", || account.requests().iter().any(|line| line.starts_with("GET /v1/agents")));
    assert_eq!(child.try_wait().unwrap(), None);
    drop(child.stdout.take());
    wait_until("it has ended, and nothing changed", || child.try_wait().unwrap().is_some());
    assert_eq!(child.wait().unwrap().code(), Some(0));
    // Where nobody can go away it watches on.
    let file = std::fs::File::create(account.home.path().join("changes")).unwrap();
    let mut command = self::command(&["watch"], &account.environment());
    let mut child = command.stdout(file).stderr(Stdio::null()).spawn().unwrap();
    let before = account.requests().len();
    wait_until("the list is read again", || account.requests().len() > before + 4);
    assert_eq!(child.try_wait().unwrap(), None);
    child.kill().unwrap();
    child.wait().unwrap();
}

#[test]
fn events_are_written_and_a_refusal_is_said() {
    let account = Account::with(vec![]);
    account.refuse(Some((
        "/v1/events",
        200,
        r#"{"page":0,"size":100,"total":1,"results":[{"timestamp":"2999-01-01T00:00:00Z","eventName":"agent_paused","actor":"ann@example.org"}]}"#,
    )));
    let ended = run(&account, &["events"]);
    let text = String::from_utf8(ended.stdout).unwrap();
    assert_eq!((ended.code, ended.said.as_str()), (Some(0), ""));
    assert!(text.contains("agent_paused") || text.contains("2999-01-01T00:00:00Z"), "{text}");
    account.refuse(Some(("/v1/events", 403, r#"{"detail":"Ann may not"}"#)));
    let ended = run(&account, &["events"]);
    assert_eq!((ended.code, ended.stdout.len()), (Some(1), 0));
    assert!(ended.said.contains("cannot be read: not allowed for this credential (403)."), "{}", ended.said);
    let ended = run(&account, &["events", "--since", "91d"]);
    assert_eq!(ended.code, Some(2));
}

#[test]
fn a_connection_is_tried_from_here() {
    let account = Account::with(vec![listed("billing", "paused", "11.1.0")]);
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let open = listener.local_addr().unwrap().to_string();
    let ended = run(&account, &["test", &open]);
    let text = String::from_utf8(ended.stdout).unwrap();
    assert_eq!((ended.code, ended.said.as_str()), (Some(0), ""));
    assert!(text.starts_with("this machine: SUCCESS after "), "{text}");
    // No account is needed for that, and none is asked.
    let asked = account.requests().len();
    let ended = start(&["test", &open], &[]).ended();
    assert_eq!((ended.code, ended.said.as_str(), account.requests().len()), (Some(0), "", asked));
    let ended = start(&["test", &open, "--from", "billing"], &[]).ended();
    assert!(ended.code == Some(2) && ended.said.starts_with("trackside: no credentials; "), "{}", ended.said);
    drop(listener);
    let ended = run(&account, &["test", &open]);
    assert_eq!(ended.code, Some(1));
    assert!(String::from_utf8(ended.stdout).unwrap().starts_with("this machine: refused after "));
    let ended = run(&account, &["test", &open, "--from", "billing"]);
    assert_eq!(ended.code, Some(1));
    assert_eq!(
        String::from_utf8(ended.stdout).unwrap(),
        "billing: Not tested. Only a Running runner can test connections\n"
    );
    let ended = run(&account, &["test", &open, "--from", ""]);
    assert_eq!((ended.code, ended.said.as_str()), (Some(2), "trackside: --from: an empty name names no runner\n"));
    for (target, line) in [
        ("db.example", "HOST:PORT: db.example has no port; write host:443"),
        ("db.example:0", "HOST:PORT: db.example:0: A port is a number from 1 to 65535."),
        ("http://db.example:80", "HOST:PORT: http://db.example:80: Type the host without scheme, user and path."),
    ] {
        let ended = run(&account, &["test", target]);
        assert_eq!((ended.code, ended.said.as_str()), (Some(2), format!("trackside: {line}\n").as_str()));
    }
}

#[test]
fn runners_try_a_connection_and_each_has_its_line_and_all_count() {
    let demo = |arguments: &[&str]| {
        let ended = start(&[&["test"], arguments, &["--demo"]].concat(), &[]).ended();
        assert_eq!(ended.said, "", "{arguments:?}");
        (ended.code, String::from_utf8(ended.stdout).unwrap())
    };
    let (code, text) = demo(&["db.example:5432", "--from", "crm-sync-eu,crm-sync-us"]);
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!((code, lines.len()), (Some(0), 2), "{text}");
    assert!(lines[0].starts_with("crm-sync-eu: SUCCESS after ") && lines[1].starts_with("crm-sync-us: SUCCESS after "));
    // An address for documentation: nothing answers there.
    let (code, text) = demo(&["192.0.2.7:5432", "--from", "crm-sync-eu"]);
    assert_eq!(code, Some(1), "{text}");
    assert!(text.starts_with("crm-sync-eu: TIMEOUT after 5"), "{text}");
}

/// With several accounts a line names the runner's, as the same name may stand in two of them.
#[test]
fn of_several_accounts_each_line_of_a_test_names_its_own() {
    let several = ["--demo", "--demo-accounts", "2"];
    let listed = start(&[&["list", "status=running", "-o", "json"], &several[..]].concat(), &[]).ended();
    let listed: Value = serde_json::from_slice(&listed.stdout).unwrap();
    let first_of = |account: &str| {
        let of_account = |runner: &&Value| runner["account"]["name"] == account || runner["account"] == account;
        let runner = listed["runners"].as_array().unwrap().iter().find(of_account).unwrap();
        ["id", "name"].map(|key| runner[key].as_str().unwrap().to_owned())
    };
    let [eu, us] = ["demo-eu", "demo-us"].map(first_of);
    let from = format!("{},{}", eu[0], us[0]);
    let ended = start(&[&["test", "db.example:5432", "--from", &from], &several[..]].concat(), &[]).ended();
    let text = String::from_utf8(ended.stdout).unwrap();
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines.len(), 2, "{text}{}", ended.said);
    for (line, [_, name], account) in [(lines[0], &eu, "demo-eu"), (lines[1], &us, "demo-us")] {
        assert!(line.starts_with(&format!("{name} in {account}: ")), "{text}");
    }
}
