//! The real binary on a terminal that nobody reads, as behind an SSH connection that hangs; and every signal.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::fs::{Mode, OFlags};
use rustix::process::Signal;

use super::{demo, exit_code};
use crate::support::pty::Session;

/// Has the program draw until the terminal takes no more, because nobody reads it.
fn stall(session: &mut Session) {
    session.hold();
    let path = format!("/proc/{}/fd/1", session.pid().as_raw_nonzero());
    let how = OFlags::WRONLY | OFlags::NOCTTY | OFlags::NONBLOCK | OFlags::CLOEXEC;
    let terminal = rustix::fs::open(path, how, Mode::empty()).unwrap();
    let deadline = Instant::now() + Duration::from_secs(30);
    let at_once = Timespec { tv_sec: 0, tv_nsec: 0 };
    for columns in [199, 200].into_iter().cycle() {
        if poll(&mut [PollFd::new(&terminal, PollFlags::OUT)], Some(&at_once)).unwrap() == 0 {
            return;
        }
        assert!(Instant::now() < deadline, "the terminal takes everything");
        session.resize(columns, 60);
        std::thread::sleep(Duration::from_millis(5));
    }
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
        Signal::XFSZ,
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
    let texts =
        || -> Vec<String> { fs::read_to_string(&handed).unwrap_or_default().lines().map(str::to_owned).collect() };
    let wait_for_texts = |count: usize, mut meanwhile: Box<dyn FnMut() + '_>| {
        let deadline = Instant::now() + Duration::from_secs(30);
        while texts().len() < count {
            assert!(Instant::now() < deadline, "only this was handed over: {}", texts().len());
            meanwhile();
            std::thread::sleep(Duration::from_millis(100));
        }
    };
    let mut session = demo(&[], 80, 24, &[("PATH", path.as_str()), ("TMUX", "/none,1,0")]);
    session.keys("\r").wait_for("Overview").keys("4").wait_for("copy secret").keys("c").wait_for("handed to");
    wait_for_texts(1, Box::new(|| {}));
    stall(&mut session);
    wait_for_texts(
        2,
        Box::new(|| {
            session.keys("c");
        }),
    );
    session.signal(Signal::TERM);
    assert_eq!(session.code(), Some(143));
    assert_eq!(texts().last().map(String::as_str), Some(" "), "a blank takes the secret's place");
}

#[test]
fn what_happened_meanwhile_is_drawn_when_the_terminal_is_read_again() {
    let mut session = demo(&[], 80, 24, &[]);
    stall(&mut session);
    session.keys("G").release();
    // Pressed until it shows: what is typed along with a change of size may lie unread until more comes.
    let deadline = Instant::now() + Duration::from_secs(30);
    while !session.text().contains("42/42") {
        assert!(Instant::now() < deadline, "nothing is drawn any more:\n{}", session.text());
        session.keys("G");
        std::thread::sleep(Duration::from_millis(50));
    }
    session.keys("q");
    assert_eq!(exit_code(&mut session), Some(0));
    session.assert_restored();
}
