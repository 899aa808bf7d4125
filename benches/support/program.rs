//! The whole program in a pseudo terminal, for figures that are taken from outside. Linux only, for what it reads of the
//! process.

#![allow(dead_code, reason = "each program of figures uses its part of this")]

use std::io::{Read, Write};
use std::num::NonZeroU16;
use std::os::fd::AsFd;
use std::process::{Child, ExitStatus};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

use pty_process::Size;
use pty_process::blocking::{Command, Pty};
use trackside::demo::Demo;

/// A running program, and what it writes with the time of each piece.
pub struct Program {
    terminal: Pty,
    child: Child,
    written: Receiver<(Instant, Vec<u8>)>,
    started: Instant,
    rows: NonZeroU16,
    columns: NonZeroU16,
}

/// The program to measure: `TRACKSIDE_BIN`, or the one that cargo built.
pub fn binary() -> String {
    std::env::var("TRACKSIDE_BIN").unwrap_or_else(|_| env!("CARGO_BIN_EXE_trackside").to_owned())
}

impl Program {
    /// Starts it with one account, and with a journal and a history that whoever measures does not have.
    pub fn start(demo: &Demo, columns: u16, rows: u16) -> Self {
        let (api, token) = (demo.api_url(), demo.token_url());
        let environment = [
            // Whoever measures may have a config file.
            ("XDG_CONFIG_HOME", "/dev/null"),
            // And has a journal of their own.
            ("XDG_STATE_HOME", env!("CARGO_TARGET_TMPDIR")),
            ("TRACKSIDE_API_URL", &api),
            ("TRACKSIDE_TOKEN_URL", &token),
            ("TRACKSIDE_CLIENT_ID", demo.client_id()),
            ("TRACKSIDE_CLIENT_SECRET", demo.client_secret()),
        ];
        Self::launch(&[], &environment, columns, rows)
    }

    /// Starts it in a terminal of this size, with nothing in its environment but what a terminal sets and `environment`.
    pub fn launch(arguments: &[&str], environment: &[(&str, &str)], columns: u16, rows: u16) -> Self {
        let (terminal, subordinate) = pty_process::blocking::open().expect("a pseudo terminal");
        terminal.resize(Size::new(rows, columns)).expect("a size");
        let command = Command::new(binary()).args(arguments).env_clear();
        let command = command.env("TERM", "xterm-256color").env("LANG", "C.UTF-8");
        let command = environment.iter().fold(command, |command, (name, value)| command.env(name, value));
        let started = Instant::now();
        let child = command.spawn(subordinate).expect("the program");
        let mut reader = std::fs::File::from(terminal.as_fd().try_clone_to_owned().expect("a descriptor"));
        let (sender, written) = channel();
        std::thread::spawn(move || {
            let mut chunk = vec![0; 65_536];
            while let Ok(read @ 1..) = reader.read(&mut chunk) {
                if sender.send((Instant::now(), chunk[..read].to_vec())).is_err() {
                    return;
                }
            }
        });
        let (rows, columns) = (rows.try_into().expect("rows"), columns.try_into().expect("columns"));
        Self { terminal, child, written, started, rows, columns }
    }

    /// Reads until `text` is on the screen; answers with the time since the start.
    pub fn until(&self, text: &str) -> Duration {
        let mut screen = vt100::Parser::new(self.rows, self.columns, 0);
        loop {
            let (at, bytes) = self.written.recv_timeout(Duration::from_secs(60)).expect("output");
            screen.process(&bytes);
            if screen.screen().contents().contains(text) {
                return at - self.started;
            }
        }
    }

    /// Everything written within `time`.
    pub fn during(&self, time: Duration) -> Vec<u8> {
        let end = Instant::now() + time;
        let mut seen = Vec::new();
        while let Ok((_, bytes)) = self.written.recv_timeout(end.saturating_duration_since(Instant::now())) {
            seen.extend_from_slice(&bytes);
        }
        seen
    }

    /// Presses a key; answers with the time to the first piece of its frame, and the bytes of the frame.
    pub fn key(&mut self, key: &str) -> (Duration, usize) {
        let pressed = Instant::now();
        self.terminal.write_all(key.as_bytes()).expect("input");
        let (at, first) = self.written.recv_timeout(Duration::from_secs(60)).expect("a frame");
        let rest = self.during(Duration::from_millis(4));
        (at - pressed, first.len() + rest.len())
    }

    /// Types.
    pub fn type_in(&mut self, keys: &[u8]) {
        // Once it has ended nobody reads, which whoever types notices by `is_over`.
        let _ = self.terminal.write_all(keys);
    }

    /// What it wrote next, waiting for that up to `time`; `None` once it has closed the terminal.
    pub fn piece(&self, time: Duration) -> Option<Vec<u8>> {
        match self.written.recv_timeout(time) {
            Ok((_, bytes)) => Some(bytes),
            Err(RecvTimeoutError::Timeout) => Some(Vec::new()),
            Err(RecvTimeoutError::Disconnected) => None,
        }
    }

    /// Gives the terminal another size.
    pub fn resize(&mut self, columns: u16, rows: u16) {
        self.terminal.resize(Size::new(rows, columns)).expect("a size");
    }

    /// How it ended, waiting for that up to `time`.
    pub fn ended_within(&mut self, time: Duration) -> Option<ExitStatus> {
        let end = Instant::now() + time;
        loop {
            match self.child.try_wait().expect("a process") {
                None if Instant::now() < end => drop(self.piece(Duration::from_millis(20))),
                ended => return ended,
            }
        }
    }

    /// What its open descriptors stand for: `socket:[123]`, a path and so on.
    pub fn descriptors(&self) -> Vec<String> {
        let folder = std::fs::read_dir(format!("/proc/{}/fd", self.child.id())).expect("a process");
        let links = folder.filter_map(|entry| std::fs::read_link(entry.ok()?.path()).ok());
        links.map(|link| link.to_string_lossy().into_owned()).collect()
    }

    /// The names of its threads.
    pub fn threads(&self) -> Vec<String> {
        let folder = std::fs::read_dir(format!("/proc/{}/task", self.child.id())).expect("a process");
        let names = folder.filter_map(|task| std::fs::read_to_string(task.ok()?.path().join("comm")).ok());
        names.map(|name| name.trim().to_owned()).collect()
    }

    /// Resident memory in MiB.
    pub fn resident(&self) -> f64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).expect("a process");
        let line = status.lines().find(|line| line.starts_with("VmRSS:")).expect("the field");
        let kibibytes: f64 = line.split_whitespace().nth(1).and_then(|number| number.parse().ok()).expect("a number");
        kibibytes / 1024.0
    }

    /// Processor time used so far by all its threads, in seconds.
    pub fn processor_time(&self) -> f64 {
        let tasks = std::fs::read_dir(format!("/proc/{}/task", self.child.id())).expect("a process");
        let nanoseconds: f64 = tasks
            .filter_map(|task| std::fs::read_to_string(task.ok()?.path().join("schedstat")).ok())
            .filter_map(|text| text.split_whitespace().next()?.parse::<f64>().ok())
            .sum();
        nanoseconds / 1e9
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
