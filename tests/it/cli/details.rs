//! What a list lacks is read of the runners themselves, where the answer depends on it, and nowhere else; and what could not be read
//! is no good news.

use serde_json::{Value, json};

use super::export::Exporter;
use super::*;
use crate::support::account::listed;
use crate::support::patience::wait_until;

/// Four runners, of which the list tells next to nothing.
fn fleet() -> Account {
    let mut cut_off = listed("cut", "running", "11.1.0");
    cut_off["connected"] = json!(false);
    let mut old = listed("old", "running", "10.0.0");
    old["versionDetails"]["support"] = json!("UNSUPPORTED");
    old["versionDetails"]["agentUpdateAvailable"] = json!(true);
    let mut paused = listed("nap", "paused", "11.2.0");
    paused["pausedUntil"] = json!("2026-12-01T10:00:00Z");
    paused["restrictedAccess"] = json!(true);
    let account = Account::with(vec![listed("crm", "running", "11.1.0"), cut_off, old, paused]);
    account.summarise();
    account
}

/// Runs a command to its end, with nothing read at an interval meanwhile and so many requests a minute.
#[track_caller]
fn run(account: &Account, arguments: &[&str], per_minute: u32) -> Ended {
    let (url, config) = (account.url(), account.home.path().join("config.toml"));
    let profile = format!(
        "default_profile = 'p'\n[profiles.p]\napi_url = '{url}'\ntoken_url = '{url}token'\nclient_id = 'c'\n\
         client_secret_command = ['echo', 'secret']\nrefresh_seconds = 60\nrate_limit_per_minute = {per_minute}\n"
    );
    std::fs::write(&config, profile).unwrap();
    let path = |path: &Path| path.to_str().unwrap().to_owned();
    let environment = [("TRACKSIDE_CONFIG", path(&config)), ("XDG_STATE_HOME", path(account.home.path()))];
    start(arguments, &environment).ended()
}

/// What a command writes, and how many requests about single runners it takes.
#[track_caller]
fn written(account: &Account, arguments: &[&str]) -> (String, usize) {
    let before = account.requests().len();
    let ended = run(account, arguments, 500);
    assert_eq!((ended.code, ended.said.as_str()), (Some(0), ""), "{arguments:?}");
    (String::from_utf8(ended.stdout).unwrap(), of_runners(&account.requests()[before..]))
}

fn of_runners(requests: &[String]) -> usize {
    requests.iter().filter(|line| line.starts_with("GET /v1/agents/")).count()
}

fn line(ended: &Ended) -> (Option<i32>, &str) {
    (ended.code, std::str::from_utf8(&ended.stdout).unwrap())
}

#[test]
fn a_check_sees_what_only_the_details_have() {
    let account = fleet();
    let ended = run(&account, &["check"], 500);
    let critical = "CRITICAL: 1 not connected (cut); 1 out of support (old); 1 paused (nap); 1 update available (old); \
                    4 runners | runners=4 not_connected=1 out_of_support=1 paused=1 update=1\n";
    assert_eq!((line(&ended), ended.said.as_str()), ((Some(2), critical), ""));
    let metrics = run(&account, &["check", "-o", "prometheus", "crm"], 500);
    let text = String::from_utf8(metrics.stdout).unwrap();
    for series in ["connected{", "supported{", "update_available{"] {
        let of = text.lines().filter(|line| line.starts_with(&format!("trackside_runner_{series}"))).count();
        assert_eq!(of, 4, "whoever is checked: {text}");
    }
    let until = text.lines().find(|line| line.starts_with("trackside_runner_paused_until_seconds{")).unwrap();
    assert!(until.contains("runner=\"nap\"") && until.contains(" 1796119200"), "{until}");
}

#[test]
fn a_list_finds_shows_and_sorts_by_what_only_the_details_have() {
    let account = fleet();
    for (filter, names, read) in [
        ("unsupported", "old\n", 4),
        ("offline", "cut\n", 4),
        ("version>11.1.0", "nap\n", 4),
        ("restricted", "nap\n", 4),
        ("!connected", "cut\n", 4),
        // Of those that it keeps out whatever else they have, nothing is read.
        ("status=paused update", "", 1),
        ("status=paused", "nap\n", 0),
        ("11.2", "nap\n", 4),
        ("unsup", "old\n", 4),
        // Names, which stand in the list.
        ("crm status=running", "crm\n", 0),
    ] {
        let ended = run(&account, &["list", filter, "-o", "name"], 500);
        assert_eq!(String::from_utf8(ended.stdout).unwrap(), names, "{filter}");
        let requests = account.requests();
        let before = requests.iter().rposition(|line| line.starts_with("POST /token")).unwrap();
        assert_eq!(of_runners(&requests[before..]), read, "{filter}");
    }
    let (text, _) = written(&account, &["list", "--columns", "runner,version", "--sort", "version", "--no-headers"]);
    assert_eq!(text, "old  10.0.0\ncrm  11.1.0\ncut  11.1.0\nnap  11.2.0\n");
    assert_eq!(written(&account, &["list", "--columns", "runner,platform", "--no-headers"]).1, 0);
    assert_eq!(written(&account, &["list", "-o", "name", "--sort", "version"]), ("old\ncrm\ncut\nnap\n".to_owned(), 4));
    let (text, _) = written(&account, &["list", "-o", "json", "nap"]);
    let json: Value = serde_json::from_str(&text).unwrap();
    let nap = &json["runners"][0];
    assert_eq!((&nap["paused_until"], &nap["connected"]), (&json!("2026-12-01T10:00:00Z"), &json!(true)));
}

#[test]
fn whole_entries_take_no_request_more() {
    let names: Vec<String> = (0..100).map(|number| format!("r-{number:02}")).collect();
    let account = Account::with(names.iter().map(|name| listed(name, "running", "11.1.0")).collect());
    for arguments in [
        &["list"][..],
        &["list", "-o", "json"],
        &["list", "-o", "csv", "--sort", "-update"],
        &["list", "update"],
        &["check"],
        &["check", "-o", "prometheus"],
        &["check", "unsupported"],
    ] {
        let before = account.requests().len();
        run(&account, arguments, 500);
        let asked = account.requests().split_off(before);
        assert!(asked.len() == 2 && asked[0] == "POST /token", "{arguments:?}: {asked:?}");
        assert!(asked[1].starts_with("GET /v1/agents?"), "{arguments:?}: {asked:?}");
    }
    // One that lacks something is one request; what a table does not show is read where it is asked for.
    let mut lean = listed("lean", "running", "11.1.0");
    lean["versionDetails"].take();
    account.runners.lock().unwrap().push(lean);
    assert_eq!(written(&account, &["list"]).1, 1);
    assert_eq!(written(&account, &["list", "--columns", "runner,restricted", "r-0"]).1, 10);
}

#[test]
fn what_the_rate_limit_leaves_unread_is_counted_and_no_good_news() {
    let names: Vec<String> = (0..15).map(|number| format!("r-{number:02}")).collect();
    let account = Account::with(names.iter().map(|name| listed(name, "running", "11.1.0")).collect());
    account.summarise();
    // Half of 20, of which the list took one.
    let ended = run(&account, &["check"], 20);
    let unknown =
        "UNKNOWN: 6 not read whole (r-09, r-10, r-11, r-12, r-13, 1 more); 15 runners | runners=15 not_read=6\n";
    assert_eq!((line(&ended), ended.said.as_str()), ((Some(3), unknown), ""));
    assert_eq!(of_runners(&account.requests()), 9);
    let ended = run(&account, &["list", "--no-headers"], 20);
    assert_eq!((ended.code, line(&ended).1.lines().count()), (Some(0), 15));
    assert_eq!(ended.said, "Missing: 30 values of 6 runners. The details were not read.\n");
    let ended = run(&account, &["list", "offline"], 20);
    assert_eq!(ended.said, "The filter is not decided for 6 runners. The details were not read.\n");
    // What is known to be critical is.
    account.runners.lock().unwrap()[3]["connected"] = json!(false);
    let ended = run(&account, &["check"], 20);
    assert!(ended.code == Some(2) && line(&ended).1.starts_with("CRITICAL: 6 not read whole (r-09, "), "{ended:?}");
}

#[test]
fn runners_that_cannot_be_read_are_said_once_and_no_good_news() {
    let account = fleet();
    account.refuse(Some(("/v1/agents/id-crm", 403, "{}")));
    let ended = run(&account, &["check", "crm"], 500);
    assert_eq!(line(&ended), (Some(3), "UNKNOWN: 1 not read whole (crm); 1 runner | runners=1 not_read=1\n"));
    assert_eq!(ended.said, "Details of runners cannot be read: not allowed for this credential (403).\n");
    let ended = run(&account, &["check", "-o", "json", "crm"], 500);
    let json: Value = serde_json::from_slice(&ended.stdout).unwrap();
    let named = json!([{ "account": "p", "id": "id-crm", "name": "crm" }]);
    assert_eq!((&json["level"], &json["not_read"]), (&json!("unknown"), &named));
    schema::is_described(&schema::schema(), &ended.stdout);
}

#[test]
fn with_a_time_it_ends_in_time() {
    let account = fleet();
    account.fall_silent();
    let ended = run(&account, &["list", "--timeout", "1s"], 500);
    assert_eq!((ended.code, ended.stdout.len()), (Some(1), 0));
    assert_eq!(ended.said, "Not in time. The list was not read.\n");
    let ended = run(&account, &["check", "--timeout", "1s"], 500);
    assert_eq!(ended.code, Some(3));
    assert!(line(&ended).1.starts_with("UNKNOWN: p could not be read; "), "{ended:?}");
}

#[test]
fn what_only_the_details_have_is_waited_for() {
    let account = fleet();
    let version = |version: &str| {
        account.runners.lock().unwrap()[0]["versionDetails"]["agentVersion"] = json!(version);
    };
    assert_eq!(run(&account, &["wait", "crm", "--for", "version=11.1.0"], 500).code, Some(0));
    let cut = run(&account, &["wait", "cut", "--for", "running", "--timeout", "2s"], 500);
    assert_eq!(cut.code, Some(6), "it is not connected: {}", cut.said);
    let running = start(&["wait", "crm", "--for", "version=11.3.0"], &account.environment());
    let before = account.requests().len();
    wait_until("the runner is read twice", || of_runners(&account.requests()[before..]) > 1);
    version("11.3.0");
    assert_eq!(running.ended().code, Some(0));
}

#[test]
fn an_exporter_serves_what_only_the_details_have() {
    let account = fleet();
    let exporter = Exporter::of(&account);
    let metrics = exporter.wait_until("all details are read", |metrics| {
        metrics.lines().filter(|line| line.starts_with("trackside_runner_connected{")).count() == 4
    });
    for (series, value) in [("connected", "cut"), ("supported", "old")] {
        let zero = metrics
            .lines()
            .find(|line| line.starts_with(&format!("trackside_runner_{series}{{")) && line.ends_with(" 0"));
        assert!(zero.unwrap().contains(&format!("runner=\"{value}\"")), "{metrics}");
    }
    assert!(metrics.contains("trackside_runner_paused_until_seconds{"), "{metrics}");
}
