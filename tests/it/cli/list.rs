//! `trackside list`: what it writes, into what, and what it says where it cannot.

use std::io::Write as _;
use std::process::Command;

use serde_json::{Value, json};

use super::*;
use crate::support::account::listed;

fn fleet() -> Account {
    let mut paused = listed("billing", "paused", "11.1.0");
    paused["pausedUntil"] = json!("2026-12-01T10:00:00Z");
    let mut old = listed("archive", "stopped", "10.0.0");
    old["versionDetails"]["support"] = json!("UNSUPPORTED");
    old["versionDetails"]["agentUpdateAvailable"] = json!(true);
    old["versionDetails"]["trackVersion"] = json!("11.1.0");
    Account::with(vec![listed("crm", "running", "11.1.0"), paused, old])
}

/// Runs a command for an account to its end.
#[track_caller]
pub(super) fn run(account: &Account, arguments: &[&str]) -> Ended {
    start(arguments, &account.environment()).ended()
}

/// What a command writes, which has to succeed and to say nothing.
#[track_caller]
fn written(account: &Account, arguments: &[&str]) -> String {
    let ended = run(account, arguments);
    assert_eq!((ended.code, ended.said.as_str()), (Some(0), ""), "{arguments:?}");
    String::from_utf8(ended.stdout).unwrap()
}

/// The same through a shell's pipe, where `trackside` is the program.
#[track_caller]
fn piped(account: &Account, line: &str) -> (Option<i32>, String, String) {
    let mut shell = Command::new("bash");
    shell.args(["-c", &format!("set -o pipefail; trackside() {{ '{}' \"$@\"; }}; {line}", program())]);
    shell.env_clear().env("PATH", "/usr/bin:/bin").env("XDG_CONFIG_HOME", "/dev/null");
    let output = shell.envs(account.environment()).output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (output.status.code(), text(output.stdout), text(output.stderr))
}

#[test]
fn columns_stand_under_each_other_in_name_order() {
    let text = written(&fleet(), &["list"]);
    assert_eq!(
        text,
        "\
RUNNER   STATUS   PLATFORM     TYPE  VERSION  UPDATE  TRACK
archive  Stopped  AWS Fargate  Maia  10.0.0   11.1.0  Current
billing  Paused   AWS Fargate  Maia  11.1.0   -       Current
crm      Running  AWS Fargate  Maia  11.1.0   -       Current
"
    );
}

#[test]
fn what_is_shown_and_in_which_order_is_chosen() {
    let account = fleet();
    let text = written(&account, &["list", "--columns", "runner,paused_until,support", "--sort", "version"]);
    assert_eq!(
        text,
        "\
RUNNER   PAUSED UNTIL          SUPPORT
archive  -                     out of support (UNSUPPORTED)
billing  2026-12-01T10:00:00Z  supported
crm      -                     supported
"
    );
    assert_eq!(written(&account, &["list", "-o", "name", "--sort", "-status"]), "crm\nbilling\narchive\n");
    assert_eq!(written(&account, &["list", "--no-headers", "--columns=id"]), "id-archive\nid-billing\nid-crm\n");
    // Flags stand on either side of the command, and words of the filter apart or as one.
    assert_eq!(written(&account, &["--refresh", "9", "list", "!crm", "version<11", "-o", "name"]), "archive\n");
    assert_eq!(written(&account, &["list", "!crm version<11", "-o", "name"]), "archive\n");
}

#[test]
fn a_view_of_the_config_file_says_which_runners_in_which_order_and_what_of_them() {
    let account = fleet();
    let path = account.home.path().join("views.toml");
    let views =
        "[[views]]\nname = 'idle'\nfilter = '!running'\nsort = '-version'\ncolumns = ['runs', 'version', 'account']\n";
    std::fs::write(&path, views).unwrap();
    let config = path.to_str().unwrap();
    let text = written(&account, &["list", "--config", config, "--view", "idle"]);
    assert_eq!(text, "RUNNER   VERSION\nbilling  11.1.0\narchive  10.0.0\n");
    let text = written(&account, &["list", "--config", config, "--view", "idle", "crm", "--columns", "track"]);
    assert_eq!(text, "TRACK\nCurrent\n");
    let ended = run(&account, &["list", "--config", config, "--view", "idel"]);
    let line = format!("trackside: --view: idel is not one of the views of {config}: idle\n");
    assert_eq!((ended.code, ended.said), (Some(2), line));
}

#[test]
fn json_csv_and_names_are_for_programs() {
    let account = fleet();
    let json: Value = serde_json::from_str(&written(&account, &["list", "-o", "json", "archive"])).unwrap();
    assert_eq!(json["schema"], "trackside/1");
    assert_eq!(json["runners"].as_array().unwrap().len(), 1);
    let runner = &json["runners"][0];
    assert_eq!(
        (&runner["id"], &runner["status"], &runner["paused_until"]),
        (&json!("id-archive"), &json!("Stopped"), &json!(null))
    );
    assert_eq!(
        runner["version"],
        json!({ "installed": "10.0.0", "latest": "11.1.0", "update_available": true, "supported": false, "track": "Current" })
    );
    let csv = written(&account, &["list", "-o", "csv", "--columns", "runner,status"]);
    assert_eq!(csv, "runner,status\narchive,Stopped\nbilling,Paused\ncrm,Running\n");
    assert_eq!(written(&account, &["list", "-o", "csv", "--no-headers", "--columns", "runner", "crm"]), "crm\n");
}

#[test]
fn a_form_that_a_command_does_not_offer_is_refused_with_those_that_it_does() {
    for (command, offered, other) in [
        ("list", "text, json, csv, name", "prometheus"),
        ("show x", "text, json", "csv"),
        ("check", "text, json, prometheus", "csv"),
        ("events", "text, json", "csv"),
        ("history", "text, json, csv", "name"),
    ] {
        let words: Vec<&str> = command.split(' ').chain(["-o", other]).collect();
        let ended = start(&words, &[]).ended();
        assert_eq!(ended.said, format!("trackside: --output: {other} is not one of {offered}\n"), "{command}");
    }
}

#[test]
fn a_standard_output_that_cannot_be_written_is_no_success() {
    let account = fleet();
    let nobody = (String::new(), "Standard output cannot be written: Bad file descriptor (os error 9).\n".to_owned());
    for (line, code) in [
        ("trackside list", 1),
        ("trackside show crm", 1),
        ("trackside check", 3),
        ("trackside config check", 1),
        ("trackside config path", 1),
    ] {
        // Open for reading alone, and closed.
        for stdout in ["1</dev/null", ">&-", "<&- >&-"] {
            let (ended, written, said) = piped(&account, &format!("{line} {stdout}"));
            assert_eq!((ended, written, said), (Some(code), nobody.0.clone(), nobody.1.clone()), "{line} {stdout}");
        }
        let (ended, _, said) = piped(&account, &format!("{line} >/dev/full"));
        assert_eq!(ended, Some(code), "{line}: {said}");
    }
    let (ended, _, said) = piped(&account, "trackside --version 1</dev/null");
    assert_eq!((ended, said.starts_with("trackside: Standard output cannot be written: ")), (Some(1), true), "{said}");
    assert_eq!(piped(&account, "trackside list >/dev/null").0, Some(0));
}

#[test]
fn other_programs_read_it_through_real_pipes() {
    let account = fleet();
    let jq = r#"trackside list -o json | jq -r '.runners[] | select(.status != "Running") | .name'"#;
    assert_eq!(piped(&account, jq), (Some(0), "archive\nbilling\n".to_owned(), String::new()));
    let cut = "trackside list -o csv --no-headers | cut -d, -f1";
    assert_eq!(piped(&account, cut).1, "archive\nbilling\ncrm\n");
    let xargs = "trackside list status=paused -o name | xargs -n1 echo name:";
    assert_eq!(piped(&account, xargs).1, "name: billing\n");
    // A reader that has seen enough is no error, however much there is.
    let many: Vec<Value> =
        (0..3_000).map(|number| listed(&format!("runner-{number:05}"), "running", "11.1.0")).collect();
    account.set(many);
    let (code, first, said) =
        piped(&account, "set +o pipefail; trackside list -o json | head -1; echo ${PIPESTATUS[0]}");
    assert_eq!((code, first.as_str(), said.as_str()), (Some(0), "{\n0\n", ""));
}

#[test]
fn hostile_names_reach_no_reader_as_they_came() {
    const HOSTILE: &str = "a\u{1b}]52;c;AAAA\u{7}\u{9b}2J\u{202e}b\nc";
    let mut runner = listed("x", "running", "11.1.0");
    runner["name"] = json!(HOSTILE);
    runner["description"] = json!("=cmd()\u{1b}[31m");
    let account = Account::with(vec![runner]);
    for output in ["text", "json", "csv", "name"] {
        let text = written(&account, &["list", "-o", output, "--columns", "runner,description"]);
        let bad = text.chars().find(|c| (c.is_control() && *c != '\n') || *c == '\u{202e}');
        assert_eq!(bad, None, "{output}: {text:?}");
        if output == "json" {
            let json: Value = serde_json::from_str(&text).unwrap();
            assert_eq!(json["runners"][0]["name"], HOSTILE, "a program gets what came");
        } else {
            assert!(text.contains("a^[]52;c;AAAA^G"), "{text}");
        }
    }
    assert!(written(&account, &["list", "-o", "csv", "--columns", "description"]).contains("\n'=cmd()"));
}

#[test]
fn what_cannot_be_read_whole_is_not_written_at_all() {
    let mut account = fleet();
    account.refuse(Some(("/v1/agents", 403, r#"{"title":"Forbidden","detail":"Ann Example may not"}"#)));
    for output in ["text", "json", "csv", "name"] {
        let ended = run(&account, &["list", "-o", output]);
        assert_eq!((ended.code, ended.stdout.len()), (Some(1), 0), "{output}");
        assert_eq!(ended.said, "The list cannot be read: not allowed for this credential (403).\n");
    }
    account.go_away();
    let ended = run(&account, &["list"]);
    assert_eq!((ended.code, ended.stdout.len()), (Some(1), 0));
    assert!(ended.said.starts_with("The list cannot be read: connection refused"), "{}", ended.said);
}

#[test]
fn a_filter_that_nothing_matches_is_a_word_on_standard_error_and_a_wrong_one_is_refused() {
    let account = fleet();
    let ended = run(&account, &["list", "nobody"]);
    assert_eq!((ended.code, ended.stdout.len(), ended.said.as_str()), (Some(0), 0, "No runner matches.\n"));
    let ended = run(&account, &["list", "status=bogus"]);
    assert_eq!((ended.code, ended.stdout.len()), (Some(0), 0));
    assert!(ended.said.starts_with("No runner matches. No status bogus: "), "{}", ended.said);
    let refusals = [
        (&["list", "statu=x"][..], "FILTER: No filter key statu. Did you mean status?"),
        (&["list", "changed<10m"], "FILTER: The key changed is for the dashboard alone; see trackside history"),
        (&["list", "--columns", "runner,size"], "--columns: size is not one of account, runner, id, status, "),
        (&["list", "--sort", "size"], "--sort: size is not one of runner, status, "),
        (&["list", "--output", "xml"], "--output: xml is not one of text, json, csv, name"),
        (&["list", "--theme", "dark"], "--theme: for the dashboard only"),
    ];
    for (arguments, line) in refusals {
        let ended = run(&account, arguments);
        assert_eq!((ended.code, ended.stdout.len()), (Some(2), 0), "{arguments:?}");
        assert!(ended.said.starts_with(&format!("trackside: {line}")), "{arguments:?}: {}", ended.said);
    }
}

#[test]
fn without_credentials_it_says_how_to_give_some() {
    let ended = start(&["list"], &[]).ended();
    assert_eq!((ended.code, ended.stdout.len()), (Some(2), 0));
    assert!(ended.said.starts_with("trackside: no credentials; list signs in with"), "{}", ended.said);
}

#[test]
fn the_demo_answers_and_ends() {
    let ended = start(&["list", "--demo", "-o", "name"], &[]).ended();
    assert_eq!((ended.code, ended.stdout.split(|byte| *byte == b'\n').count() - 1), (Some(0), 42));
    let two = start(&["list", "--demo", "--demo-accounts", "2", "account=us", "--no-headers"], &[]).ended();
    let text = String::from_utf8(two.stdout).unwrap();
    assert!(two.code == Some(0) && !text.is_empty() && text.lines().all(|line| line.contains("demo-us")), "{text}");
}

#[test]
fn one_account_that_cannot_be_read_is_named() {
    let (here, mut gone) = (fleet(), fleet());
    gone.go_away();
    let folder = here.home.path().join("config");
    std::fs::create_dir_all(folder.join("trackside")).unwrap();
    let mut config = std::fs::File::create(folder.join("trackside/config.toml")).unwrap();
    for (name, account) in [("one", &here), ("two", &gone)] {
        let url = account.url();
        writeln!(
            config,
            "[profiles.{name}]\napi_url = '{url}'\ntoken_url = '{url}token'\nclient_id = 'c'\n\
             client_secret_command = ['echo', 'secret']"
        )
        .unwrap();
    }
    let environment = [("XDG_CONFIG_HOME", folder.to_str().unwrap().to_owned())];
    let ended = start(&["list", "--all-profiles"], &environment).ended();
    assert_eq!((ended.code, ended.stdout.len()), (Some(1), 0));
    assert!(ended.said.contains("\ntwo: The list cannot be read: connection refused"), "{}", ended.said);
    let ended = start(&["list", "--profile", "one", "crm", "--columns", "account,runner"], &environment).ended();
    assert_eq!(String::from_utf8(ended.stdout).unwrap(), "ACCOUNT  RUNNER\none      crm\n");
}

#[test]
fn the_secret_of_the_environment_is_not_repeated_where_it_stands_in_another_variable() {
    let secret = "hunter2 of the fleet";
    for (command, variable) in
        [("list", "TRACKSIDE_REGION"), ("list", "TRACKSIDE_REFRESH"), ("doctor", "TRACKSIDE_THEME")]
    {
        let environment = [("TRACKSIDE_CLIENT_ID", "c"), ("TRACKSIDE_CLIENT_SECRET", secret), (variable, secret)];
        let ended = start(&[command], &environment.map(|(name, value)| (name, value.to_owned()))).ended();
        let told = format!("{}{}", ended.said, String::from_utf8_lossy(&ended.stdout));
        assert!(told.contains(variable) && !told.contains("hunter2"), "{command}: {told}");
        assert_ne!(ended.code, Some(0));
    }
}

#[test]
fn ctrl_c_ends_it_at_once() {
    let account = fleet();
    account.fall_silent();
    let running = start(&["list"], &account.environment());
    wait_until("a list is asked for", || account.requests().iter().any(|line| line.starts_with("GET /v1/agents")));
    running.signal(Signal::INT);
    let ended = running.ended();
    assert_eq!((ended.code, ended.stdout.len()), (Some(130), 0), "{}", ended.said);
}

#[test]
fn what_cannot_be_written_is_a_failure() {
    for arguments in ["list --demo", "man", "completions bash", "--version", "check --demo"] {
        let mut shell = Command::new("bash");
        shell.args(["-c", &format!("'{}' {arguments} > /dev/full", program())]);
        let output =
            shell.env_clear().env("PATH", "/usr/bin:/bin").env("XDG_CONFIG_HOME", "/dev/null").output().unwrap();
        let code = if arguments.starts_with("check") { 3 } else { 1 };
        assert_eq!(output.status.code(), Some(code), "{arguments}");
        assert!(String::from_utf8(output.stderr).unwrap().to_lowercase().contains("standard output cannot be written"));
    }
}
