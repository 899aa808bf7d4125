//! The real binary as a shell's job, and as nobody's: stopped by key and by signals of every kind, brought back, and
//! with its terminal meddled with.

use rustix::process::{Pid, Signal, kill_process};

use super::{demo, exit_code};
use crate::support::patience::wait_until;
use crate::support::pty::{self, Session, program};

/// A job in the foreground of an interactive shell from its start, and its process id.
fn job(arguments: &str) -> (Session, Pid) {
    // `exec` keeps the process id, which is told before the program takes the terminal.
    let command = format!("sh -c 'echo; echo pid $$; exec {} --demo {arguments}'\n", program());
    let mut shell = pty::start("bash", &["--norc", "--noprofile", "-i"], 80, 24, &[("PS1", "shell> ")]);
    shell.wait_for("shell>").keys(&command);
    let pid = shell.wait("the process id", |seen| {
        let text = String::from_utf8_lossy(&seen.bytes).into_owned();
        let digits: String = text.split("\npid ").nth(1)?.chars().take_while(char::is_ascii_digit).collect();
        text.split("\npid ").nth(1)?.contains('\n').then_some(digits)
    });
    shell.wait_for("billing-us");
    (shell, Pid::from_raw(pid.parse().unwrap()).unwrap())
}

#[test]
fn a_stop_signal_from_outside_suspends_it_as_ctrl_z_does() {
    let (mut shell, pid) = job("");
    kill_process(pid, Signal::TSTP).unwrap();
    shell.wait_for("[1]+");
    shell.assert_left();
    shell.keys("fg\n").wait_for("1/42").keys("q").wait_until_gone("1/42").keys("exit\n");
    shell.end();
}

#[test]
fn a_stop_that_nobody_can_catch_is_followed_by_the_modes_and_everything_on_the_screen() {
    let (mut shell, pid) = job("");
    shell.keys("jj").wait_for("3/42");
    kill_process(pid, Signal::STOP).unwrap();
    shell.wait_for("[1]+");
    // The shell writes over what was drawn, and has modes of its own.
    shell.keys("clear; echo over $((40+2))\n").wait_for("over 42").keys("fg\n").wait_for("3/42");
    shell.wait_for("billing-us").wait_until_gone("over 42");
    assert!(shell.is_raw());
    shell.keys("j").wait_for("4/42").keys("q").wait_until_gone("4/42");
    shell.keys("echo left with $((0+$?))\n").wait_for("left with 0");
    shell.keys("exit\n");
    shell.end();
}

#[test]
fn keys_typed_blind_answer_no_question() {
    let (mut shell, pid) = job("");
    shell.keys("p").wait_for("[ y  Pause ]");
    kill_process(pid, Signal::STOP).unwrap();
    shell.wait_for("[1]+");
    // The question that was drawn before is wiped away first: it is the next one that is waited for.
    shell.keys("clear; echo over $((40+2))\n").wait_for("over 42").wait_until_gone("[ y  Pause ]");
    // What follows the shell's line waits in the terminal when the program goes on.
    shell.keys("fg\ny").wait_for("[ y  Pause ]");
    // Drawn anew it can be answered; had the key counted, the answer would not be asked for any more.
    shell.keys("n").wait_until_gone("[ y  Pause ]").keys("L").wait_for("Journal");
    assert!(!shell.text().contains("pause it"), "{}", shell.text());
    shell.keys("qq").wait_for("shell>").keys("exit\n");
    shell.end();
}

#[test]
fn a_continue_that_follows_no_stop_loses_no_key() {
    let mut session = demo(&[], 80, 24, &[]);
    for _ in 1..42 {
        session.signal(Signal::CONT).keys("j").signal(Signal::CONT);
    }
    session.wait_for("42/42");
    for _ in 1..42 {
        session.signal(Signal::CONT).keys("k").signal(Signal::CONT);
    }
    // By the second of these frames the last of them is obeyed: what acts on a runner must find it drawn since.
    session.wait_for("1/42").keys("?").wait_for("Keys:").keys("q").wait_until_gone("Keys:");
    session.keys("p").wait_for("[ y  Pause ]");
    session.signal(Signal::CONT).keys("n").signal(Signal::CONT).wait_until_gone("[ y  Pause ]").keys("q");
    assert_eq!(exit_code(&mut session), Some(0));
    session.assert_restored();
}

#[test]
fn a_key_typed_while_it_is_stopped_answers_no_question_that_no_shell_wrote_over() {
    let mut session = demo(&[], 80, 24, &[]);
    session.keys("p").wait_for("[ y  Pause ]").signal(Signal::STOP).wait_until_stopped();
    // The question is still on the screen, and the modes are still the program's.
    session.keys("y").signal(Signal::CONT).wait_for("Press y again");
    assert!(session.text().contains("[ y  Pause ]"), "{}", session.text());
    session.keys("n").wait_until_gone("[ y  Pause ]").keys("L").wait_for("Journal");
    assert!(!session.text().contains("pause it"), "{}", session.text());
    session.keys("qq");
    assert_eq!(exit_code(&mut session), Some(0));
}

#[test]
fn modes_that_somebody_else_changed_are_taken_again() {
    let mut session = demo(&[], 80, 24, &[]);
    session.keys("p").wait_for("[ y  Pause ]").make_cooked();
    // Which show on no screen.
    wait_until("the modes are taken again", || session.is_raw());
    session.keys("n").wait_until_gone("[ y  Pause ]").keys("q");
    assert_eq!(exit_code(&mut session), Some(0));
    session.assert_restored();
}

#[test]
fn ctrl_z_with_no_shell_behind_says_so_and_goes_on() {
    // As `ssh -t host trackside` and `xterm -e trackside` start it; and behind a shell that runs only this.
    let with_sh = format!("{} --demo; echo left with $?", program());
    let (program, sh) = (program(), "sh".to_owned());
    for (program, arguments) in [(program, vec!["--demo"]), (sh, vec!["-c", &with_sh])] {
        let mut session = pty::start(&program, &arguments, 80, 24, &[]);
        session.wait_for("billing-us").keys("\u{1a}").wait_for("There is no shell to return to");
        session.keys("j").wait_for("2/42").keys("q");
        assert_eq!(exit_code(&mut session), Some(0), "{program}");
        session.assert_restored();
    }
}

#[test]
fn a_stop_signal_with_no_shell_behind_does_not_stop_it_either() {
    let mut session = demo(&[], 80, 24, &[]);
    session.signal(Signal::TSTP).wait_for("There is no shell to return to").keys("j").wait_for("2/42").keys("q");
    assert_eq!(exit_code(&mut session), Some(0));
}

#[test]
fn a_parent_that_does_no_job_control_is_no_shell() {
    // What `tini` does as the first process of a container: a group of its own for the one program, and no more.
    if !crate::support::programs::is_installed("perl") {
        return;
    }
    let script = format!(
        "use POSIX; my $child = fork; if (!$child) {{ setpgid(0, 0); $SIG{{TTOU}} = 'IGNORE'; \
         POSIX::tcsetpgrp(0, getpgrp); $SIG{{TTOU}} = 'DEFAULT'; exec '{}', '--demo' }} waitpid $child, 0",
        program()
    );
    let mut session = pty::start("perl", &["-e", &script], 80, 24, &[]);
    session.wait_for("billing-us").keys("\u{1a}").wait_for("There is no shell to return to");
    session.keys("q");
    session.end();
    session.assert_restored();
}

#[test]
fn a_stopped_job_that_is_ended_leaves_the_terminal_to_the_shell() {
    let (mut shell, pid) = job("");
    kill_process(pid, Signal::STOP).unwrap();
    shell.wait_for("[1]+");
    // Sends TERM and then CONT: the job goes on in the background, where it must not touch the modes.
    let ended = format!("kill %1; while kill -0 {} 2>/dev/null; do sleep 0.05; done\n", pid.as_raw_nonzero());
    shell.keys(&ended).wait_for("Exit 143");
    shell.assert_left();
    shell.keys("exit\n");
    shell.end();
}

#[test]
fn in_the_background_it_goes_on_without_the_terminal_and_signals_win() {
    let (mut shell, pid) = job("");
    kill_process(pid, Signal::STOP).unwrap();
    shell.wait_for("[1]+").keys("clear; bg\n").wait_until_gone("billing-us");
    shell.keys("jobs; echo no $((40+2))\n").wait_for("Running").wait_for("no 42");
    assert!(!shell.text().contains("billing-us"), "{}", shell.text());
    shell.keys("fg\n").wait_for("billing-us").keys("\u{1a}").wait_for("[1]+").keys("bg\n").wait_for("' &");
    kill_process(pid, Signal::TERM).unwrap();
    let ended = format!("while kill -0 {} 2>/dev/null; do sleep 0.05; done\n", pid.as_raw_nonzero());
    shell.keys(&ended).wait_for("Exit 143").keys("exit\n");
    shell.end();
}

/// A job in the background of an interactive shell from its start, once it listens for signals, and its process id.
fn job_in_the_background() -> (Session, Pid) {
    let mut shell = pty::start("bash", &["--norc", "--noprofile", "-i"], 80, 24, &[("PS1", "shell> ")]);
    shell.wait_for("shell>").keys(&format!("{} --demo & echo; echo pid $!\n", program()));
    let pid = shell.wait("the process id", |seen| {
        let text = String::from_utf8_lossy(&seen.bytes).into_owned();
        let line = text.split("\npid ").nth(1)?;
        line.contains('\n').then(|| line.chars().take_while(char::is_ascii_digit).collect::<String>())
    });
    let pid = Pid::from_raw(pid.parse().unwrap()).unwrap();
    let signals = [Signal::TERM, Signal::HUP, Signal::INT, Signal::QUIT];
    let signals = signals.iter().fold(0_u64, |mask, signal| mask | 1 << (signal.as_raw() - 1));
    wait_until("it listens for signals", || {
        let status = std::fs::read_to_string(format!("/proc/{}/status", pid.as_raw_nonzero())).unwrap_or_default();
        let caught = status.lines().find_map(|line| line.strip_prefix("SigCgt:")).unwrap_or_default().to_owned();
        u64::from_str_radix(caught.trim(), 16).is_ok_and(|caught| caught & signals == signals)
    });
    (shell, pid)
}

#[test]
fn a_start_in_the_background_leaves_the_terminal_alone_and_signals_end_it() {
    for (signal, code) in [(Signal::TERM, 143), (Signal::HUP, 129), (Signal::INT, 130), (Signal::QUIT, 131)] {
        let (mut shell, pid) = job_in_the_background();
        kill_process(pid, signal).unwrap();
        let ended = format!("while kill -0 {} 2>/dev/null; do sleep 0.05; done\n", pid.as_raw_nonzero());
        shell.keys(&ended).wait_for(&format!("Exit {code}"));
        assert!(!String::from_utf8_lossy(&shell.bytes()).contains("\u{1b}[?1049h"), "the terminal was not taken");
        shell.keys("exit\n");
        shell.end();
    }
}

#[test]
fn a_start_in_the_background_takes_the_terminal_once_it_is_in_front() {
    let (mut shell, pid) = job_in_the_background();
    shell.keys("echo still $((40+2))\n").wait_for("still 42");
    // Also after it was stopped where it waits.
    kill_process(pid, Signal::TSTP).unwrap();
    shell.keys("while ! jobs | grep -q Stopped; do sleep 0.05; done; bg; echo again $((40+2))\n").wait_for("again 42");
    shell.keys("fg\n").wait_for("billing-us").keys("j").wait_for("2/42").keys("q").wait_until_gone("2/42");
    shell.keys("echo left with $((0+$?))\n").wait_for("left with 0");
    shell.assert_left();
    shell.keys("exit\n");
    shell.end();
}
