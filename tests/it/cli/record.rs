//! `trackside record`: what it keeps, what it says and when, and how it ends.

mod alone;
mod faults;
mod link;
mod rereading;
mod several;
mod unit;

use std::io::Write;

use rustix::fs::OFlags;
use rustix::process::Signal;
use trackside::cli::record::claim;
use trackside::runtime::recorder::{RecorderSetup, StoreLocation, Timing};

use super::*;
use crate::support::account::{SECRET, listed};
use crate::support::pty::{self, trackside};

fn two() -> Account {
    Account::with(vec![listed("billing", "running", "11.1.0"), listed("crm", "running", "11.1.0")])
}

#[test]
fn it_keeps_what_changes_and_says_what_it_does() {
    let account = two();
    let recorder = record(&account);
    recorder.wait_for("The list was read: 2 runners.");
    account.set(vec![listed("billing", "paused", "11.1.0"), listed("new", "running", "11.2.0")]);
    let kept = wait_for_changes(&account.history(), 3);
    assert_eq!(kept, ["billing status Running Paused", "new appeared - Running", "crm vanished Running -"]);
    let ended = recorder.terminate();
    assert_eq!((ended.code, ended.stdout.len()), (Some(0), 0), "{ended:?}");
    let file = account.history();
    assert_eq!(
        ended.said,
        format!(
            "Recording {} every 1 s into {}\nThe list was read: 2 runners.\nEnded by SIGTERM.\n",
            account.url(),
            file.display()
        )
    );
    assert_eq!(changes(&file), kept);
}

#[test]
fn it_asks_for_nothing_but_a_token_the_list_and_runners_that_the_list_lacks() {
    let mut lean = listed("billing", "running", "11.1.0");
    lean["versionDetails"].take();
    let account = Account::with(vec![lean, listed("crm", "running", "11.1.0")]);
    let recorder = record(&account);
    recorder.wait_for("The list was read");
    account.set(vec![listed("billing", "unknown", "11.1.0")]);
    wait_for_changes(&account.history(), 2);
    recorder.terminate();
    let mut asked: Vec<_> = account.requests().iter().map(|line| line.split('?').next().unwrap().to_owned()).collect();
    asked.sort();
    asked.dedup();
    assert_eq!(asked, ["GET /v1/agents", "GET /v1/agents/id-crm", "POST /token"]);
    let folder = std::fs::read_dir(account.home.path().join("trackside")).unwrap();
    let mut files: Vec<_> = folder.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    files.retain(|name| !name.starts_with("record-"));
    assert_eq!(files, ["history.sqlite3"], "there is no journal");
}

#[test]
fn each_ordinary_end_has_the_last_batch_in_the_file_and_is_no_failure() {
    for (signal, name) in [(Signal::TERM, "SIGTERM"), (Signal::INT, "SIGINT"), (Signal::HUP, "SIGHUP")] {
        let account = two();
        let recorder = record(&account);
        // The first batch is written half a second later.
        recorder.wait_for("The list was read").signal(signal);
        let ended = recorder.ended();
        assert_eq!(ended.code, Some(0), "{ended:?}");
        assert!(ended.said.ends_with(&format!("Ended by {name}.\n")), "{ended:?}");
        assert_eq!(ask(&account.history(), "SELECT name FROM runners ORDER BY name"), ["billing", "crm"]);
    }
}

#[test]
fn another_signal_ends_it_with_its_own_code_and_the_last_batch() {
    let account = two();
    let recorder = record(&account);
    recorder.wait_for("The list was read").signal(Signal::USR1);
    let ended = recorder.ended();
    assert_eq!(ended.code, Some(138), "{ended:?}");
    assert_eq!(ask(&account.history(), "SELECT count(*) FROM runners"), ["2"]);
}

#[test]
fn what_is_ignored_at_its_start_does_not_end_it() {
    let account = two();
    let mut command = Command::new("nohup");
    command.args(["setsid", &program(), "record"]).env_clear().envs(account.environment());
    command.env("PATH", "/usr/bin:/bin").env("XDG_CONFIG_HOME", "/dev/null").stdin(Stdio::null());
    let recorder = Running::of(command);
    recorder.wait_for("The list was read").signal(Signal::HUP);
    account.set(vec![listed("billing", "paused", "11.1.0"), listed("crm", "running", "11.1.0")]);
    wait_for_changes(&account.history(), 1);
    assert_eq!(recorder.terminate().code, Some(0));
}

#[test]
fn a_kill_leaves_a_whole_file_and_the_next_one_starts_at_once() {
    let account = two();
    let recorder = record(&account);
    recorder.wait_for("The list was read");
    wait_for_watch(&account.history());
    recorder.signal(Signal::KILL);
    assert_eq!(recorder.ended().code, None);
    assert_eq!(ask(&account.history(), "PRAGMA integrity_check"), ["ok"]);
    account.set(vec![listed("billing", "paused", "11.1.0"), listed("crm", "running", "11.1.0")]);
    let recorder = record(&account);
    recorder.wait_for("The list was read: 2 runners.");
    assert_eq!(wait_for_changes(&account.history(), 1), ["billing status Running Paused"]);
    assert_eq!(recorder.terminate().code, Some(0));
}

#[test]
fn beside_the_dashboard_each_change_is_kept_once() {
    // The dashboard reads what the list lacks, the recorder does not: neither takes back what the other knows.
    let lean = || {
        let mut lean = listed("crm", "running", "11.1.0");
        lean["versionDetails"].take();
        lean
    };
    let account = Account::with(vec![listed("billing", "running", "11.1.0"), lean()]);
    let recorder = record(&account);
    recorder.wait_for("The list was read");
    let environment = account.environment();
    let borrowed: Vec<(&str, &str)> = environment.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let mut session = trackside(&[], 100, 30, &borrowed);
    session.wait_for("billing").wait_for("updated");
    let read = "GET /v1/agents/id-crm".to_owned();
    wait_until("the dashboard has read more", || account.requests().contains(&read));
    let mut expected = Vec::new();
    for (was, status) in [("Running", "Paused"), ("Paused", "Stopped"), ("Stopped", "Running")] {
        account.set(vec![listed("billing", &status.to_lowercase(), "11.1.0"), lean()]);
        expected.push(format!("billing status {was} {status}"));
        wait_for_changes(&account.history(), expected.len());
    }
    session.keys("E").wait_for("Stopped").keys("q").keys("\u{3}");
    assert_eq!(session.end().code(), Some(0));
    assert_eq!(recorder.terminate().code, Some(0));
    assert_eq!(changes(&account.history()), expected);
    assert_eq!(ask(&account.history(), "SELECT count(*) FROM accounts"), ["1"]);
    assert_eq!(ask(&account.history(), "SELECT count(*) FROM watched"), ["1"], "both watches are one");
}

#[test]
fn a_closed_standard_error_and_one_that_nobody_reads_are_harmless() {
    for redirected in ["2>&-", "2>&1 >/dev/null | true"] {
        let account = two();
        let script = format!("exec 9>&1; {} record {redirected}", program());
        let mut command = Command::new("setsid");
        command.args(["sh", "-c", &script]).env_clear().envs(account.environment());
        command.env("PATH", "/usr/bin:/bin").env("XDG_CONFIG_HOME", "/dev/null").stdin(Stdio::null());
        let shell = Running::of(command);
        wait_for_watch(&account.history());
        account.set(vec![listed("billing", "paused", "11.1.0")]);
        wait_for_changes(&account.history(), 2);
        let process: i32 = locked_by(&account).parse().unwrap();
        kill_process(Pid::from_raw(process).unwrap(), Signal::TERM).unwrap();
        let ended = shell.ended();
        assert_eq!((ended.said.as_str(), ended.stdout.len()), ("", 0), "{ended:?}");
        assert_eq!(ask(&account.history(), "SELECT count(*) FROM records"), ["2"]);
    }
}

#[test]
fn a_standard_error_that_is_full_keeps_nobody_waiting() {
    let account = two();
    let (reader, mut writer) = std::io::pipe().unwrap();
    rustix::fs::fcntl_setfl(&writer, OFlags::NONBLOCK).unwrap();
    while writer.write(&[b'x'; 4_096]).is_ok() {}
    rustix::fs::fcntl_setfl(&writer, OFlags::empty()).unwrap();
    let mut child = command(&["record"], &account.environment()).stderr(writer).stdout(Stdio::null()).spawn().unwrap();
    wait_for_watch(&account.history());
    account.set(vec![listed("billing", "paused", "11.1.0"), listed("crm", "running", "11.1.0")]);
    wait_for_changes(&account.history(), 1);
    kill_process(Pid::from_child(&child), Signal::TERM).unwrap();
    wait_until("it has ended", || child.try_wait().unwrap().is_some());
    assert_eq!(child.wait().unwrap().code(), Some(0));
    drop(reader);
}

#[test]
fn in_a_terminal_it_is_a_job_like_any_other() {
    let mut shell = pty::start("bash", &["--norc", "--noprofile", "-i"], 100, 24, &[("PS1", "shell> ")]);
    let command = format!("{} record --demo\n", program());
    shell.wait_for("shell>").keys(&command).wait_for("The list was read: 42 runners.");
    shell.keys("\u{1a}").wait_for("[1]+").keys("echo job $(jobs -p) is stopped\n");
    let job: i32 = shell.wait("its process", |seen| {
        let text = seen.text();
        text.lines().find_map(|line| line.strip_prefix("job ")?.strip_suffix(" is stopped")?.parse().ok())
    });
    shell.keys("fg\n");
    // Ctrl-C is the shell's until the terminal is the job's.
    let is_in_front = || {
        let stat = std::fs::read_to_string(format!("/proc/{job}/stat")).unwrap();
        let fields: Vec<&str> = stat.rsplit(')').next().unwrap().split_whitespace().collect();
        fields[0] != "T" && fields[5] == job.to_string()
    };
    wait_until("the job is in front", is_in_front);
    shell.keys("\u{3}").wait_for("Ended by SIGINT.");
    shell.keys("echo left with $((0+$?))\n").wait_for("left with 0").keys("exit\n");
    shell.end();
}

/// What stands in the account's lock.
fn locked_by(account: &Account) -> String {
    let folder = std::fs::read_dir(account.home.path().join("trackside")).unwrap();
    let mut locks =
        folder.map(|entry| entry.unwrap().path()).filter(|path| path.extension().is_some_and(|end| end == "lock"));
    let lock = locks.next().unwrap();
    assert_eq!(locks.next(), None);
    std::fs::read_to_string(lock).unwrap().trim().to_owned()
}

#[test]
fn the_demo_is_recorded_in_memory_and_leaves_nothing() {
    let home = tempfile::tempdir().unwrap();
    let environment = [("XDG_STATE_HOME", home.path().to_str().unwrap().to_owned())];
    let recorder = start(&["--demo", "record", "--refresh", "1"], &environment);
    recorder.wait_for("Recording the demo every 1 s in memory. The history ends with the program.");
    recorder.wait_for("The list was read: 42 runners.");
    let ended = recorder.terminate();
    assert_eq!((ended.code, ended.said.lines().count()), (Some(0), 3), "{ended:?}");
    assert_eq!(std::fs::read_dir(home.path()).unwrap().count(), 0);
}

#[test]
fn nothing_hostile_in_a_runner_reaches_standard_error_or_the_file() {
    let account = Account::with(vec![listed("\u{1b}]0;x\u{7}\u{202e}evil", "running", "11.1.0")]);
    let recorder = record(&account);
    recorder.wait_for("The list was read: 1 runner.");
    account.set(vec![listed("\u{1b}]0;x\u{7}\u{202e}evil", "\u{1b}[2J", "11.1.0")]);
    wait_for_changes(&account.history(), 1);
    let said = recorder.terminate().said;
    assert!(said.bytes().all(|byte| byte == b'\n' || (b' '..=b'~').contains(&byte)), "{said:?}");
    assert!(!said.contains("evil"), "{said}");
}

#[test]
fn what_is_wrong_use_starts_nothing() {
    let account = two();
    let config = account.home.path().join("config.toml");
    let text = "[profiles.on]\ntheme = 'no such theme'\nregion = 'eu1'\n[profiles.off]\nhistory = 'off'\n[profiles.none]\nhistory_days = 0\n\
         [profiles.mistaken]\nhistory_days = 4000\n";
    std::fs::write(&config, text).unwrap();
    let at = |line: usize, key: &str| format!("trackside: {}:{line}: {key}", config.display());
    let path = config.to_str().unwrap();
    let profile = |name| vec!["record", "--config", path, "--profile", name];
    for (arguments, line) in [
        (profile("off"), format!("{}: no history is kept, which leaves nothing to record\n", at(5, "history"))),
        (profile("none"), format!("{}: no history is kept, which leaves nothing to record\n", at(7, "history_days"))),
        (
            profile("mistaken"),
            format!("{}: 4000 is not a whole number of days from 0 to 3650\n", at(9, "history_days")),
        ),
        (
            vec!["record", "--theme", "dark"],
            "trackside: --theme: for the dashboard only; leave this out where there is no screen\n".to_owned(),
        ),
        (vec!["recrod"], "trackside: recrod: there is no such command; did you mean record?\n".to_owned()),
    ] {
        let ended = start(&arguments, &account.environment()).ended();
        assert_eq!((ended.code, ended.said, ended.stdout), (Some(2), line, Vec::new()), "{arguments:?}");
    }
    // What is for a screen alone disturbs nobody who has none.
    let environment =
        [account.environment(), vec![("TRACKSIDE_SYMBOLS", "none".to_owned()), ("TERM", "dumb".to_owned())]];
    let recorder = start(&profile("on"), &environment.concat());
    recorder.wait_for("Recording on (").wait_for("The list was read");
    assert_eq!(recorder.terminate().code, Some(0));
}

#[test]
fn without_a_home_there_is_nothing_to_record_into() {
    let location = StoreLocation::File { path: None };
    let setup = RecorderSetup { location, accounts: Vec::new(), timing: Timing::default(), has_screen: false };
    let refusal = claim(&setup).unwrap_err();
    let line = "record: there is no home folder for the history; set HOME or XDG_STATE_HOME";
    assert_eq!((refusal.code, refusal.line.as_str()), (2, line));
}

#[test]
fn a_secret_command_that_fails_is_tried_again_by_a_service_manager() {
    let account = two();
    let config = account.home.path().join("config.toml");
    std::fs::write(&config, "[profiles.p]\nclient_secret_command = ['false']\n").unwrap();
    let mut environment = account.environment();
    environment.retain(|(name, _)| *name != "TRACKSIDE_CLIENT_SECRET");
    let ended = start(&["record", "--config", config.to_str().unwrap()], &environment).ended();
    // 2 would be wrong use, which is not.
    assert_eq!(ended.code, Some(1), "{ended:?}");
    assert!(ended.said.contains("config.toml:2: client_secret_command: false"), "{ended:?}");
}

#[test]
fn a_personal_home_is_not_in_what_it_says() {
    let account = two();
    let home = account.home.path().to_str().unwrap().to_owned();
    let environment = [account.environment(), vec![("HOME", home.clone())]].concat();
    let recorder = start(&["record"], &environment);
    recorder.wait_for("into ~/trackside/history.sqlite3\n");
    let ended = recorder.terminate();
    assert!(!ended.said.contains(&home) && !ended.said.contains(SECRET), "{ended:?}");
}

#[test]
fn its_help_is_its_own() {
    let ended = start(&["record", "--help"], &[]).ended();
    assert_eq!((ended.code, ended.said.as_str()), (Some(0), ""));
    let help = String::from_utf8(ended.stdout).unwrap();
    assert!(help.starts_with("trackside record: Watch without a screen"), "{help}");
    assert!(help.lines().all(|line| line.len() <= 80), "{help}");
    for flag in ["--profile", "--region", "--refresh", "--read-only", "--log-file", "--demo", "Examples:", "SIGTERM"] {
        assert!(help.contains(flag), "{flag} is not in\n{help}");
    }
    for flag in ["--theme", "--symbols", "--clipboard", "--notify"] {
        assert!(!help.contains(flag), "{flag} is in\n{help}");
    }
}
