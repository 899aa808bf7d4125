//! The recorder: standard error and the files hold no secret and nobody's name, whatever a service says.

use std::process::{Command, Output, Stdio};

use rustix::process::{Pid, Signal, kill_process};

use super::*;
use crate::support::patience::wait_until;
use crate::support::pty::program;

/// Runs the recorder until `is_done`, and ends it.
fn record(account: &Account, is_done: impl FnMut() -> bool) -> Output {
    let mut command = Command::new(program());
    command.arg("record").env_clear().envs(account.environment()).env("TRACKSIDE_REFRESH", "1");
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let child = command.spawn().unwrap();
    wait_until("the recorder has seen it", is_done);
    // It may have ended by itself.
    let _ = kill_process(Pid::from_child(&child), Signal::TERM);
    child.wait_with_output().unwrap()
}

#[track_caller]
fn assert_nothing_personal(output: &Output, account: &Account) {
    assert_eq!(output.stdout, b"");
    assert_clean("standard error", &output.stderr, &[]);
    for personal in PERSONAL.iter().chain(&["vault-runner"]) {
        assert_eq!(count(&output.stderr, personal), 0, "{personal}: {}", String::from_utf8_lossy(&output.stderr));
    }
    account.assert_files_clean();
}

#[test]
fn a_recorder_says_and_keeps_no_secret_and_no_name() {
    let account = Account::open();
    let path = account.home.path().join("trackside/history.sqlite3");
    let is_kept = || {
        let runners = |connection: rusqlite::Connection| {
            connection.query_row("SELECT count(*) FROM runners", [], |row| row.get::<_, i64>(0)).ok()
        };
        rusqlite::Connection::open(&path).ok().and_then(runners) == Some(1)
    };
    let output = record(&account, is_kept);
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    assert_nothing_personal(&output, &account);
    let bytes = std::fs::read(&path).unwrap();
    assert_clean("the history", &bytes, &[]);
    for personal in PERSONAL {
        assert_eq!(count(&bytes, personal), 0, "{personal}");
    }
}

#[test]
fn what_a_service_repeats_is_not_said() {
    for status in [400, 401, 403, 404, 500] {
        let mut account = Account::open();
        let script = move |request: &Request| {
            let words = format!("{PERSON} with {} and {}", OWN[0], OWN[1]);
            let body = json!({ "title": words, "detail": words, "violations": [{ "field": words, "message": words }] });
            match request.path() {
                "/token" => Reply::json(
                    200,
                    json!({ "access_token": OWN[1], "token_type": "Bearer", "expires_in": 1800 }).to_string(),
                ),
                _ => Reply::json(status, body.to_string()),
            }
        };
        account.server = account.runtime.block_on(Server::start(script));
        let is_told = || {
            let log = std::fs::read_to_string(account.home.path().join("log")).unwrap_or_default();
            log.contains("The list cannot be read")
        };
        let output = record(&account, is_told);
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(said.contains(&format!("({status})")), "{said}");
        assert_clean("standard error", &output.stderr, &[]);
        assert_eq!(count(&output.stderr, PERSON), 0, "{said}");
    }
}
