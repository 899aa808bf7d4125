//! The real binary on a terminal that nobody reads, as behind an SSH connection that hangs; and every signal.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::fs::{Mode, OFlags};
use rustix::process::Signal;

use super::{demo, exit_code};
use crate::support::patience::{wait_until, wait_until_or};
use crate::support::pty::Session;

/// Has the program draw until the terminal takes no more, because nobody reads it.
fn stall(session: &mut Session) {
    session.hold();
    let path = format!("/proc/{}/fd/1", session.pid().as_raw_nonzero());
    let how = OFlags::WRONLY | OFlags::NOCTTY | OFlags::NONBLOCK | OFlags::CLOEXEC;
    let terminal = rustix::fs::open(path, how, Mode::empty()).unwrap();
    let at_once = Timespec { tv_sec: 0, tv_nsec: 0 };
    let mut sizes = [199, 200].into_iter().cycle();
    wait_until("the terminal takes no more", || {
        let is_full = poll(&mut [PollFd::new(&terminal, PollFlags::OUT)], Some(&at_once)).unwrap() == 0;
        if !is_full {
            session.resize(sizes.next().unwrap(), 60);
        }
        is_full
    });
}

#[cfg(target_os = "linux")]
#[test]
fn a_signal_ends_it_while_nobody_reads_the_terminal() {
    for (signal, code) in [(Signal::TERM, 143), (Signal::HUP, 129), (Signal::INT, 130), (Signal::QUIT, 131)] {
        let mut session = demo(&[], 80, 24, &[]);
        stall(&mut session);
        session.signal(signal);
        assert_eq!(session.code(), Some(code), "{signal:?}");
        session.release().end();
        session.assert_restored();
    }
}

#[test]
fn every_signal_that_would_end_it_restores_the_terminal() {
    let signals = [
        Signal::USR1,
        Signal::USR2,
        Signal::ALARM,
        Signal::ABORT,
        Signal::XCPU,
        Signal::VTALARM,
        Signal::PROF,
        Signal::TRAP,
        Signal::BUS,
        Signal::SYS,
        Signal::IO,
        #[cfg(target_os = "linux")]
        Signal::POWER,
        #[cfg(target_os = "linux")]
        Signal::STKFLT,
    ];
    for signal in signals {
        let mut session = demo(&[], 80, 24, &[]);
        session.signal(signal);
        assert_eq!(exit_code(&mut session), Some(128 + signal.as_raw()), "{signal:?}");
        session.assert_restored();
    }
}

#[test]
fn copying_and_clearing_wait_for_nobody_who_reads_the_terminal() {
    // Stands in for tmux, which would read the terminal itself, and writes down what it was handed.
    let folder = tempfile::tempdir().unwrap();
    let tmux = folder.path().join("tmux");
    let handed = folder.path().join("handed");
    fs::write(&tmux, format!("#!/bin/sh\ncat >> {0}; echo >> {0}\n", handed.display())).unwrap();
    fs::set_permissions(&tmux, fs::Permissions::from_mode(0o700)).unwrap();
    let path = format!("{}:/usr/bin:/bin", folder.path().display());
    // Whole lines: whoever is at one is ended in the middle of it when the program ends.
    let texts = || -> Vec<String> {
        let written = fs::read_to_string(&handed).unwrap_or_default();
        written.split_inclusive('\n').filter_map(|line| line.strip_suffix('\n')).map(str::to_owned).collect()
    };
    let wait_for_texts = |count: usize| {
        let told = || format!("{} of {count}", texts().len());
        wait_until_or("the texts are handed over", || texts().len() >= count, told);
    };
    let mut session = demo(&[], 80, 24, &[("PATH", path.as_str()), ("TMUX", "/none,1,0")]);
    session.keys("\r").wait_for("Overview").keys("4").wait_for("copy secret").keys("c").wait_for("sent to");
    wait_for_texts(1);
    stall(&mut session);
    session.keys("c");
    wait_for_texts(2);
    session.signal(Signal::TERM);
    assert_eq!(session.code(), Some(143));
    assert_eq!(texts().last().map(String::as_str), Some(" "), "a blank takes the secret's place");
}

#[test]
fn what_happened_meanwhile_is_drawn_when_the_terminal_is_read_again() {
    let mut session = demo(&[], 80, 24, &[]);
    stall(&mut session);
    session.keys("G").release().wait_for("42/42").keys("q");
    assert_eq!(exit_code(&mut session), Some(0));
    session.assert_restored();
}
