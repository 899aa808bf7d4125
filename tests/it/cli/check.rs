//! `trackside check`: one line for a monitoring system, and its exit codes.

use std::os::unix::fs::PermissionsExt;

use serde_json::{Value, json};

use super::list::run;
use super::*;
use crate::support::account::listed;

#[track_caller]
fn line(account: &Account, arguments: &[&str]) -> (Option<i32>, String) {
    let ended = run(account, &[&["check"], arguments].concat());
    (ended.code, String::from_utf8(ended.stdout).unwrap())
}

fn behind(name: &str) -> Value {
    let mut runner = listed(name, "running", "11.1.0");
    runner["versionDetails"]["agentUpdateAvailable"] = json!(true);
    runner["versionDetails"]["trackVersion"] = json!("11.2.0");
    runner
}

fn cut_off(name: &str) -> Value {
    let mut runner = listed(name, "running", "11.1.0");
    runner["connected"] = json!(false);
    runner
}

#[test]
fn each_level_has_its_code_and_every_cause_is_named_the_worst_first() {
    let account = Account::with(vec![listed("a", "running", "11.1.0")]);
    assert_eq!(line(&account, &[]), (Some(0), "OK: nothing is wrong; 1 runner | runners=1\n".to_owned()));
    account.set(vec![behind("a"), listed("b", "paused", "11.1.0")]);
    let warning = "WARNING: 1 paused (b); 1 expected out of support with the next release (a); 1 update available (a); \
                   2 runners | runners=2 paused=1 expected_out_of_support=1 update=1\n";
    assert_eq!(line(&account, &[]), (Some(1), warning.to_owned()));
    // That ends by itself, and work goes on meanwhile.
    account.set(vec![listed("a", "pausing", "11.1.0")]);
    assert_eq!(line(&account, &[]), (Some(0), "OK: nothing is wrong; 1 runner | runners=1\n".to_owned()));
    account.set(vec![
        behind("quince"),
        listed("b", "stopped", "11.1.0"),
        listed("c", "unknown", "11.1.0"),
        cut_off("d"),
    ]);
    let (code, text) = line(&account, &[]);
    assert_eq!(code, Some(2));
    assert!(text.starts_with("CRITICAL: 1 unknown (c); 1 not connected (d); 1 stopped (b); 1 expected"), "{text}");
    // Only those that are asked about count.
    assert_eq!(line(&account, &["quince"]).0, Some(1));
    let json: Value =
        serde_json::from_slice(&run(&account, &["check", "-o", "json", "status=unknown"]).stdout).unwrap();
    assert_eq!(json["level"], "critical");
    assert_eq!(
        json["troubles"],
        json!([{ "trouble": "unknown", "runners": [{ "account": account.host(), "id": "id-c", "name": "c" }] }])
    );
}

#[test]
fn one_line_has_a_few_names_and_no_bar_but_the_one_before_the_numbers() {
    let names: Vec<String> = (0..40).map(|number| format!("runner|{number:02}\n")).collect();
    let account = Account::with(names.iter().map(|name| listed(name, "unknown", "11.1.0")).collect());
    let (code, text) = line(&account, &[]);
    assert_eq!((code, text.lines().count(), text.matches('|').count()), (Some(2), 1, 1));
    assert!(
        text.contains("40 unknown (runner¦00^J, runner¦01^J, runner¦02^J, runner¦03^J, runner¦04^J, 35 more)"),
        "{text}"
    );
}

#[test]
fn what_could_not_be_read_is_told_as_such() {
    let mut account = Account::with(vec![listed("a", "running", "11.1.0")]);
    account.go_away();
    let ended = run(&account, &["check"]);
    assert_eq!(ended.code, Some(3));
    let text = String::from_utf8(ended.stdout).unwrap();
    assert!(text.starts_with(&format!("UNKNOWN: {} could not be read; 0 runners", account.host())), "{text}");
    for arguments in
        [&["check", "--bogus"][..], &["check", "--for", "5"], &["check", "statu=x"], &["check", "--output=csv"]]
    {
        let ended = run(&account, arguments);
        assert_eq!((ended.code, ended.stdout.len()), (Some(3), 0), "{arguments:?}: 2 would be critical");
    }
}

#[test]
fn a_file_is_replaced_in_one_step_and_others_may_read_it() {
    let account = Account::with(vec![listed("a", "running", "11.1.0")]);
    let file = account.home.path().join("trackside.prom");
    std::fs::write(&file, "old").unwrap();
    let path = file.to_str().unwrap();
    let ended = run(&account, &["check", "-o", "prometheus", "--to", path]);
    assert_eq!((ended.code, ended.stdout.len(), ended.said.as_str()), (Some(0), 0, ""));
    let text = std::fs::read_to_string(&file).unwrap();
    assert!(text.contains("status=\"running\"} 1\n") && text.contains("status=\"unknown\"} 0\n"), "{text}");
    assert_eq!(std::fs::metadata(&file).unwrap().permissions().mode() & 0o444, 0o444);
    let left: Vec<_> =
        std::fs::read_dir(account.home.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(left, ["trackside.prom"], "nothing else is left");
    let ended = run(&account, &["check", "--to", "/nowhere/there/x"]);
    assert_eq!(ended.code, Some(3));
    assert!(ended.said.starts_with("--to: cannot write /nowhere/there/x: "), "{}", ended.said);
}

#[test]
fn what_is_no_file_is_left_alone_and_a_link_and_a_mode_stay() {
    let account = Account::with(vec![listed("a", "running", "11.1.0")]);
    let folder = account.home.path().join("out");
    std::fs::create_dir(&folder).unwrap();
    let pipe = folder.join("pipe");
    assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    for path in [&pipe, &folder] {
        let ended = run(&account, &["check", "--to", path.to_str().unwrap()]);
        assert_eq!(ended.code, Some(3));
        assert!(ended.said.ends_with(": is there and is no file\n"), "{}", ended.said);
    }
    assert!(std::os::unix::fs::FileTypeExt::is_fifo(&std::fs::metadata(&pipe).unwrap().file_type()));
    let (file, link) = (folder.join("file"), folder.join("link"));
    std::fs::write(&file, "old").unwrap();
    std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o600)).unwrap();
    std::os::unix::fs::symlink(&file, &link).unwrap();
    assert_eq!(run(&account, &["check", "--to", link.to_str().unwrap()]).code, Some(0));
    assert!(std::fs::symlink_metadata(&link).unwrap().is_symlink());
    assert!(std::fs::read_to_string(&file).unwrap().starts_with("OK: "));
    assert_eq!(std::fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
}

#[test]
fn a_filter_that_nobody_passes_is_no_good_news() {
    let account = Account::with(vec![listed("a", "running", "11.1.0")]);
    let nobody = "UNKNOWN: no runner matches; 0 runners | runners=0\n";
    for filter in ["renamed", "status=bogus"] {
        assert_eq!(line(&account, &[filter]), (Some(3), nobody.to_owned()), "{filter}");
    }
    let ended = run(&account, &["check", "version<"]);
    assert_eq!((ended.code, ended.stdout.len()), (Some(3), 0));
    assert_eq!(ended.said, "trackside: FILTER: version< is not finished; write a value behind it\n");
    account.set(vec![]);
    assert_eq!(line(&account, &[]).0, Some(0), "an account without runners is well");
}
