//! `trackside pause`, `resume`, `restart` and `wait`: what is sent, what is said, and what is written down.

use serde_json::{Value, json};

use super::list::run;
use super::*;
use crate::support::account::listed;
use crate::support::pty::trackside;

fn fleet() -> Account {
    Account::with(vec![
        listed("billing", "running", "11.1.0"),
        listed("crm", "running", "11.1.0"),
        listed("old", "paused", "11.1.0"),
    ])
}

/// The commands that were sent, in their order.
fn sent(account: &Account) -> Vec<String> {
    let requests = account.requests().into_iter();
    requests.filter(|line| line.starts_with("POST") && !line.contains("token")).collect()
}

fn with_status(account: &Account, name: &str, status: &str) {
    let mut runners = account.runners.lock().unwrap();
    let runner = runners.iter_mut().find(|runner| runner["name"] == name).unwrap();
    runner["agentStatus"] = json!(status);
}

fn journal(account: &Account) -> Vec<Value> {
    let text = std::fs::read_to_string(account.home.path().join("trackside/journal.jsonl")).unwrap_or_default();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn nobody_is_asked_where_there_is_no_terminal_and_nothing_is_read() {
    let account = fleet();
    let ended = run(&account, &["restart", "billing"]);
    assert_eq!((ended.code, ended.stdout.len()), (Some(2), 0));
    assert_eq!(ended.said, "trackside: restart: nobody can be asked here, as this is no terminal; give --yes\n");
    assert_eq!(account.requests(), [""; 0]);
}

#[test]
fn one_is_sent_once_and_is_in_the_journal_and_the_store() {
    let account = fleet();
    let ended = run(&account, &["pause", "billing", "--yes"]);
    assert_eq!((ended.code, ended.said.as_str()), (Some(0), "billing: Pause accepted\n"));
    assert_eq!(sent(&account), ["POST /v1/agents/id-billing/commands"]);
    let lines = journal(&account);
    assert!(lines.iter().all(|line| line["runner"] == "billing" || line["name"] == "billing"), "{lines:?}");
    assert!(!lines.is_empty());
    assert_eq!(ask(&account.history(), "SELECT count(*) FROM operations"), ["1"]);
    // Read again before it was sent.
    let requests = account.requests();
    let at = |line: &str| requests.iter().position(|request| request.starts_with(line)).unwrap();
    assert!(at("GET /v1/agents/id-billing") < at("POST /v1/agents/id-billing/commands"), "{requests:?}");
}

#[test]
fn with_wait_it_ends_once_the_runner_is_seen_there() {
    let account = fleet();
    let running = start(&["pause", "id-billing", "-y", "--wait"], &account.environment());
    running.wait_for("billing: Pause accepted");
    with_status(&account, "billing", "paused");
    let ended = running.ended();
    assert_eq!(ended.code, Some(0), "{}", ended.said);
    assert!(ended.said.contains("billing: Paused after "), "{}", ended.said);
    let ended = run(&account, &["resume", "crm", "--yes"]);
    assert_eq!(ended.code, Some(1));
    assert!(ended.said.starts_with("crm: not sent. "), "{}", ended.said);
}

#[test]
fn of_several_one_follows_another_and_those_that_cannot_be_are_left_out() {
    let account = fleet();
    let arguments = ["pause", "billing", "crm", "old", "billing", "--yes", "--even-if-busy"];
    let running = start(&arguments, &account.environment());
    running.wait_for("old: not sent. ").wait_for("billing: Pause accepted");
    assert_eq!(sent(&account), ["POST /v1/agents/id-billing/commands"]);
    with_status(&account, "billing", "paused");
    running.wait_for("billing: Paused after ");
    running.signal(Signal::INT);
    let ended = running.ended();
    assert_eq!(ended.code, Some(130));
    assert!(ended.said.contains("Not sent: 1 runner.\n"), "{}", ended.said);
    assert_eq!(sent(&account).len(), 1, "nothing more");
}

#[test]
fn what_is_refused_or_not_known_has_its_code() {
    let account = fleet();
    let commands = "/v1/agents/id-billing/commands";
    account.refuse(Some((commands, 409, r#"{"title":"Conflict","detail":"Ann is on it"}"#)));
    let ended = run(&account, &["restart", "billing", "--yes"]);
    assert_eq!(ended.code, Some(1), "{}", ended.said);
    assert!(ended.said.contains("billing: Refused: refused (409)") && !ended.said.contains("Ann"), "{}", ended.said);
    account.refuse(Some((commands, 502, "")));
    let ended = run(&account, &["restart", "billing", "--yes"]);
    assert_eq!(ended.code, Some(5), "{}", ended.said);
    account.refuse(None);
    let ended = run(&account, &["restart", "billing", "--yes", "--wait", "--timeout", "2s"]);
    assert_eq!(ended.code, Some(6), "{}", ended.said);
    assert!(ended.said.ends_with("billing: Not back in time: Running\n"), "{}", ended.said);
    let ended = run(&account, &["restart", "nobody", "--yes"]);
    assert_eq!((ended.code, ended.said.as_str()), (Some(4), "There is no runner nobody.\n"));
}

#[test]
fn a_dry_run_prints_the_requests_and_sends_none() {
    let account = fleet();
    let ended = run(&account, &["pause", "billing", "old", "--dry-run"]);
    let text = String::from_utf8(ended.stdout).unwrap();
    assert_eq!(ended.code, Some(0));
    assert!(text.starts_with("Pause billing\n  curl -X POST 'http://127.0.0.1:"), "{text}");
    assert!(
        text.contains(&format!("'{}v1/agents/id-billing/commands'", account.url()))
            && text.contains("\nold: left out. "),
        "{text}"
    );
    assert!(!text.contains(crate::support::account::SECRET), "{text}");
    assert_eq!((sent(&account), journal(&account)), (vec![], vec![]));
}

/// A project whose environments default to a runner each, in which so many pipelines run.
fn at_work(account: &Account, runs: &[(&str, usize)]) {
    let environment =
        |(name, _): &(&str, usize)| json!({ "name": format!("env-{name}"), "defaultAgentId": format!("id-{name}") });
    account.has("/v1/projects", vec![json!({ "id": "p-1", "name": "Orders" })]);
    account.has("/v1/projects/p-1/environments", runs.iter().map(environment).collect());
    let running = runs.iter().flat_map(|(name, count)| {
        (0..*count).map(move |number| {
            json!({ "pipelineExecutionId": format!("{name}-{number}"), "pipelineName": "load", "projectId": "p-1",
                "environmentName": format!("env-{name}"), "status": "RUNNING" })
        })
    });
    account.has("/v1/pipeline-executions", running.collect());
}

/// The runners of a plan, in their order.
fn turns(ended: &Ended) -> Vec<String> {
    let text = String::from_utf8(ended.stdout.clone()).unwrap();
    text.lines().filter_map(|line| line.strip_prefix("Restart ").map(str::to_owned)).collect()
}

#[test]
fn those_with_the_fewest_runs_come_first_as_on_the_dashboard() {
    let account = fleet();
    at_work(&account, &[("billing", 3), ("crm", 1)]);
    let ended = run(&account, &["restart", "billing", "crm", "old", "--dry-run"]);
    assert_eq!((ended.code, ended.said.as_str()), (Some(0), ""));
    assert_eq!(turns(&ended), ["old", "crm", "billing"]);
    assert!(ended.stdout.starts_with(b"1 at a time, each back within 15 min, 30 s between two\nRestart old\n"));
    let soon = run(&account, &["restart", "billing", "crm", "--dry-run", "--timeout", "4m"]);
    assert!(soon.stdout.starts_with(b"1 at a time, each back within 4 min, "));
    // One alone needs no order.
    let before = account.requests().len();
    run(&account, &["restart", "billing", "--dry-run"]);
    assert!(!account.requests()[before..].iter().any(|line| line.contains("projects")), "{:?}", account.requests());
}

#[test]
fn where_nobody_can_tell_what_runs_the_turns_are_in_the_order_given() {
    let account = fleet();
    at_work(&account, &[("billing", 3), ("crm", 1)]);
    account.refuse(Some(("/v1/pipeline-executions", 403, "{}")));
    let ended = run(&account, &["restart", "billing", "crm", "--dry-run"]);
    assert_eq!(turns(&ended), ["billing", "crm"]);
    assert_eq!(
        ended.said,
        "What runs cannot be read: not allowed for this credential (403). The turns are in the order given.\n"
    );
}

#[test]
fn the_question_says_what_runs() {
    for (whom, said) in [
        (&["billing"][..], "billing: 3 pipelines run in environments that default to it; "),
        (&["billing", "crm"], "4 pipelines run in environments that default to these runners; "),
    ] {
        let account = fleet();
        at_work(&account, &[("billing", 3), ("crm", 1)]);
        let environment = account.environment();
        let extra: Vec<(&str, &str)> = environment.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let mut screen = trackside(&[&["restart"], whom].concat(), 160, 24, &extra);
        screen.wait_for("? [y/N]");
        assert!(screen.text().contains(said), "{}", screen.text());
    }
}

#[test]
fn a_read_only_account_refuses_with_its_reason() {
    let account = fleet();
    let ended = run(&account, &["restart", "billing", "--yes", "--read-only"]);
    assert_eq!(ended.code, Some(1));
    assert!(ended.said.to_lowercase().contains("read-only"), "{}", ended.said);
    assert_eq!(sent(&account), [""; 0]);
}

#[test]
fn on_a_terminal_the_answer_decides() {
    for (answer, count) in [("n", 0), ("", 0), ("yes", 1)] {
        let account = fleet();
        let environment = account.environment();
        let extra: Vec<(&str, &str)> = environment.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let mut screen = trackside(&["restart", "billing"], 80, 24, &extra);
        screen.wait_for("Restart billing? [y/N]");
        screen.keys(&format!("{answer}\r"));
        screen.wait_for(if count == 0 { "Nothing was sent." } else { "billing: Restart accepted" });
        assert_eq!(sent(&account).len(), count, "{answer}");
    }
}

#[test]
fn waiting_ends_when_it_is_seen_and_not_before() {
    let account = fleet();
    assert_eq!(run(&account, &["wait", "billing", "--for", "running"]).code, Some(0));
    assert_eq!(run(&account, &["wait", "nobody", "--for", "gone"]).code, Some(0));
    assert_eq!(run(&account, &["wait", "nobody", "--for", "running"]).code, Some(4));
    let ended = run(&account, &["wait", "billing", "--for", "stopped", "--timeout", "1s"]);
    assert_eq!((ended.code, ended.said.as_str()), (Some(6), "Not in time. The status is Running.\n"));
    let running = start(&["wait", "crm", "--for", "gone"], &account.environment());
    wait_until("the list is read twice", || {
        account.requests().iter().filter(|line| line.contains("page=0")).count() > 12
    });
    account.runners.lock().unwrap().retain(|runner| runner["name"] != "crm");
    assert_eq!(running.ended().code, Some(0));
    let running = start(&["wait", "billing", "--for", "version=11.2.0"], &account.environment());
    account.set(vec![listed("billing", "running", "11.2.0")]);
    assert_eq!(running.ended().code, Some(0));
    let refused = run(&account, &["wait", "billing", "--for", "lunch"]);
    assert_eq!(refused.code, Some(2));
    assert!(refused.said.starts_with("trackside: --for: lunch is not one of running, paused"), "{}", refused.said);
}

#[test]
fn without_a_journal_nothing_is_sent() {
    let account = fleet();
    std::fs::create_dir_all(account.home.path().join("trackside/journal.jsonl")).unwrap();
    let ended = run(&account, &["restart", "billing", "--yes"]);
    assert_eq!(ended.code, Some(1));
    assert!(ended.said.starts_with("The journal cannot be written: "), "{}", ended.said);
    assert!(ended.said.ends_with("Nothing was sent: each request must be in the journal first.\n"), "{}", ended.said);
    assert_eq!(sent(&account), [""; 0]);
}

#[test]
fn what_was_asked_before_and_has_no_known_end_is_told_of() {
    let account = fleet();
    account.hold_commands();
    let first = start(&["restart", "billing", "--yes"], &account.environment());
    wait_until("the command is sent", || sent(&account).len() == 1);
    let ended = run(&account, &["restart", "billing", "--yes"]);
    assert_eq!(ended.code, Some(1), "{}", ended.said);
    assert_eq!(ended.said, "billing: another trackside is at a restart of this runner now.\nNothing was sent.\n");
    first.signal(Signal::KILL);
    first.ended();
    account.let_commands_go();
    let ended = run(&account, &["restart", "billing", "--yes"]);
    assert_eq!(ended.code, Some(0), "{}", ended.said);
    assert!(
        ended.said.starts_with("billing: an earlier restart may have arrived. No answer is known.\n"),
        "{}",
        ended.said
    );
    assert_eq!(sent(&account).len(), 2);
}

#[test]
fn what_changed_while_the_question_stood_is_read_before_it_is_sent() {
    let account = fleet();
    let environment = account.environment();
    let extra: Vec<(&str, &str)> = environment.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let mut screen = trackside(&["pause", "billing"], 80, 24, &extra);
    screen.wait_for("Pause billing? [y/N]");
    with_status(&account, "billing", "stopped");
    screen.keys("y\r");
    screen.wait_for("billing: Not sent. ");
    assert_eq!(sent(&account), [""; 0]);
}

#[test]
fn a_second_signal_ends_the_wait_for_answers_and_what_is_not_known_is_said() {
    let account = fleet();
    account.hold_commands();
    let running = start(&["restart", "billing", "--yes"], &account.environment());
    wait_until("the command is sent", || sent(&account).len() == 1);
    running.signal(Signal::TERM);
    running.wait_for("Waiting up to 2 s for the answer. A second signal ends the wait.\n");
    running.signal(Signal::INT);
    let ended = running.ended();
    assert_eq!(ended.code, Some(130), "the second signal: {}", ended.said);
    assert!(ended.said.ends_with("billing: sent, not known whether the request arrived.\n"), "{}", ended.said);
}

#[test]
fn a_timeout_ends_the_command_also_while_a_request_gets_no_answer() {
    let account = fleet();
    account.hold_commands();
    let ended = run(&account, &["restart", "billing", "--yes", "--timeout", "1s"]);
    assert_eq!(ended.code, Some(5), "{}", ended.said);
    assert_eq!(
        ended.said,
        "Not in time. Nothing more is sent.\nbilling: sent, not known whether the request arrived.\n"
    );
    let account = fleet();
    account.fall_silent();
    let ended = run(&account, &["restart", "billing", "--yes", "--timeout", "1s"]);
    assert_eq!(ended.code, Some(6), "{}", ended.said);
    assert_eq!(ended.said, "Not in time: the runners were not read. Nothing was sent.\n");
    assert_eq!(sent(&account), [""; 0]);
    let ended = run(&account, &["wait", "billing", "--for", "running", "--timeout", "1s"]);
    assert_eq!((ended.code, ended.said.as_str()), (Some(6), "Not in time. The list was not read.\n"));
}

#[test]
fn a_timeout_ends_the_watch_of_a_runner_that_nobody_can_read() {
    let mut account = fleet();
    let arguments = ["pause", "billing", "--yes", "--wait", "--timeout", "3s"];
    let running = start(&arguments, &account.environment());
    running.wait_for("billing: Pause accepted");
    account.go_away();
    let ended = running.ended();
    assert_eq!(ended.code, Some(6), "{}", ended.said);
    // Whichever comes first, as both have the same time: that of the command, or that of the runner's turn.
    let ends = [
        "Not in time. Nothing more is sent.\nbilling: sent and accepted.\n",
        "Nothing more is sent.\nbilling: Not back in time: Running\n",
    ];
    assert!(ends.iter().any(|end| ended.said.ends_with(end)), "{}", ended.said);
}
