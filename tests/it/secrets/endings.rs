//! Every end that comes while a secret is on the screen: nothing of it is left where somebody else may look.

use rustix::process::Signal;

use super::*;
use crate::support::pty::{self, program};

const SHOWN: [(&str, usize); 2] = [(PAIRS[0][0], 1), (PAIRS[0][1], 1)];

/// After the end: what was shown was shown once, and nothing is left.
#[track_caller]
fn assert_gone(account: &Account, session: &Session) {
    session.assert_restored();
    assert_clean("the frames", &session.bytes(), &SHOWN);
    assert_clean("the ordinary screen", session.text().as_bytes(), &[]);
    assert_leaves_nothing(&session.bytes());
    account.assert_files_clean();
}

#[test]
fn a_signal_leaves_nothing() {
    for (signal, code) in [(Signal::TERM, 143), (Signal::HUP, 129), (Signal::INT, 130), (Signal::QUIT, 131)] {
        let account = Account::open();
        let mut session = account.revealed();
        session.signal(signal);
        assert_eq!(session.end().code(), Some(code), "{signal:?}");
        assert_gone(&account, &session);
    }
}

#[test]
fn quitting_leaves_nothing_and_a_kept_frame_is_masked() {
    for keys in ["\x03", "Q"] {
        let account = Account::open();
        let mut session = account.revealed();
        session.keys(keys);
        assert_eq!(session.end().code(), Some(0), "{keys:?}");
        assert_gone(&account, &session);
        let text = session.text();
        assert_eq!(text.contains("••••"), keys == "Q", "{text}");
    }
}

#[test]
fn a_suspended_program_shows_nothing_and_comes_back_masked() {
    for by_key in [true, false] {
        let account = Account::open();
        let mut shell = account.with_environment(|environment| {
            let environment = [&[("PS1", "shell> ")], environment].concat();
            pty::start("bash", &["--norc", "--noprofile", "-i"], 80, 24, &environment)
        });
        // In the foreground from its start, with its process id told before it takes the terminal.
        let command = format!("sh -c 'echo; echo pid $$; exec {}'\n", program());
        shell.wait_for("shell>").keys(&command);
        let pid = shell.wait("the process id", |seen| {
            let text = String::from_utf8_lossy(&seen.bytes).into_owned();
            let (digits, _) = text.split("\npid ").nth(1)?.split_once(['\r', '\n'])?;
            digits.parse().ok().and_then(rustix::process::Pid::from_raw)
        });
        open_tab(&mut shell);
        shell.keys("x").wait_for(PAIRS[0][1]);
        if by_key {
            shell.keys("\x1a");
        } else {
            rustix::process::kill_process(pid, Signal::TSTP).unwrap();
        }
        shell.wait_for("[1]+");
        shell.assert_left();
        assert_leaves_nothing(&shell.bytes());
        shell.keys("fg\n").wait_for("No secret is in").keys("\x03").wait_until_gone("No secret is in").keys("exit\n");
        shell.end();
        assert_clean("the frames", &shell.bytes(), &SHOWN);
        assert_leaves_nothing(&shell.bytes());
        account.assert_files_clean();
    }
}

#[test]
fn a_panic_leaves_nothing_and_reports_no_secret() {
    let tests = std::env::current_exe().unwrap();
    let example = tests.parent().unwrap().parent().unwrap().join("examples/panics");
    let [id, secret] = PAIRS[0];
    let environment = [("CANARY_ID", id), ("CANARY_SECRET", secret)];
    let mut session = pty::start(example.to_str().unwrap(), &["revealed"], 80, 24, &environment);
    session.wait_for(secret).wait_for("Hides in").keys("x");
    assert_eq!(session.end().code(), Some(101));
    session.assert_restored();
    let written = String::from_utf8_lossy(&session.bytes()).into_owned();
    assert!(written.contains("stopped on a fault in the program") && written.contains("Secret(…)"), "{written}");
    assert_clean("the frame and the report", &session.bytes(), &SHOWN);
    assert_leaves_nothing(&session.bytes());
}

#[test]
fn a_panic_reports_nobodys_name() {
    let tests = std::env::current_exe().unwrap();
    let example = tests.parent().unwrap().parent().unwrap().join("examples/panics");
    let mut session = pty::start(example.to_str().unwrap(), &["people"], 80, 24, &[("CANARY_PERSON", PERSON)]);
    session.wait_for(PERSON).keys("x");
    assert_eq!(session.end().code(), Some(101));
    session.assert_restored();
    let written = String::from_utf8_lossy(&session.bytes()).into_owned();
    assert!(written.contains("stopped on a fault in the program") && written.contains("Personal(…)"), "{written}");
    // On the tab as who did it and in what was done, and not in the report.
    assert_eq!(count(&session.bytes(), PERSON), 2, "{written}");
    assert_eq!(count(session.text().as_bytes(), PERSON), 0, "{}", session.text());
}
