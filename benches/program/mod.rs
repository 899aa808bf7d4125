//! [`Program`]: a program in a pseudo terminal, and what it writes with the time of each piece. Linux only, for what it reads of
//! the process.

use std::ffi::OsStr;
use std::io::{Read, Write};
use std::os::fd::AsFd;
use std::path::Path;
use std::process::{Child, ExitStatus};
use std::sync::OnceLock;
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

use pty_process::Size;
use pty_process::blocking::{Command, Pty};

/// A frame's pieces come closer together than this.
const BETWEEN_PIECES: Duration = Duration::from_millis(4);
/// A program that says nothing for this long has failed.
const PATIENCE: Duration = Duration::from_secs(60);

/// A running program.
pub struct Program {
    terminal: Pty,
    child: Child,
    written: Receiver<(Instant, Vec<u8>)>,
    started: Instant,
    rows: u16,
    columns: u16,
}

/// What a key led to.
pub struct Answer {
    /// Until the first piece of the frame came.
    pub first: Duration,
    /// Until the last one did.
    pub whole: Duration,
    pub bytes: usize,
}

impl Program {
    /// Starts it in a terminal of this size, and with nothing in its environment but what is said here.
    pub fn start(path: &str, arguments: &[&str], environment: &[(&str, String)], (columns, rows): (u16, u16)) -> Self {
        let (terminal, subordinate) = pty_process::blocking::open().expect("a pseudo terminal");
        terminal.resize(Size::new(rows, columns)).expect("a size");
        let command = Command::new(path)
            .args(arguments)
            .env_clear()
            .env("TERM", "xterm-256color")
            .env("LANG", "C.UTF-8")
            .envs(environment.iter().map(|(name, value)| (name, value)));
        let mut reader = std::fs::File::from(terminal.as_fd().try_clone_to_owned().expect("a descriptor"));
        let started = Instant::now();
        let child = command.spawn(subordinate).expect("the program");
        let (sender, written) = channel();
        std::thread::spawn(move || {
            let mut chunk = vec![0; 65_536];
            while let Ok(read @ 1..) = reader.read(&mut chunk) {
                if sender.send((Instant::now(), chunk[..read].to_vec())).is_err() {
                    return;
                }
            }
        });
        Self { terminal, child, written, started, rows, columns }
    }

    /// Reads until `text` is on the screen; answers with the time since the start.
    pub fn until(&self, text: &str) -> Duration {
        let (rows, columns) = (self.rows.try_into().expect("rows"), self.columns.try_into().expect("columns"));
        let mut screen = vt100::Parser::new(rows, columns, 0);
        loop {
            let (at, bytes) = self.written.recv_timeout(PATIENCE).expect("output");
            screen.process(&bytes);
            if screen.screen().contents().contains(text) {
                return at - self.started;
            }
        }
    }

    /// Everything written within `time`: how many bytes.
    pub fn during(&self, time: Duration) -> usize {
        let end = Instant::now() + time;
        let mut seen = 0;
        while let Ok((_, bytes)) = self.written.recv_timeout(end.saturating_duration_since(Instant::now())) {
            seen += bytes.len();
        }
        seen
    }

    /// Presses a key, and waits for its frame.
    pub fn key(&mut self, key: &str) -> Answer {
        let pressed = Instant::now();
        self.terminal.write_all(key.as_bytes()).expect("input");
        let (first, piece) = self.written.recv_timeout(PATIENCE).expect("a frame");
        let (mut last, mut bytes) = (first, piece.len());
        let end = first + BETWEEN_PIECES;
        while let Ok((at, piece)) = self.written.recv_timeout(end.saturating_duration_since(Instant::now())) {
            (last, bytes) = (at, bytes + piece.len());
        }
        Answer { first: first - pressed, whole: last - pressed, bytes }
    }

    /// Presses a key that may lead to nothing.
    pub fn press(&mut self, key: &str) {
        self.terminal.write_all(key.as_bytes()).expect("input");
        self.during(BETWEEN_PIECES);
    }

    /// Types, whoever may still read it.
    pub fn type_in(&mut self, keys: &[u8]) {
        // Once it has ended nobody does, which whoever types notices by the end of what it writes.
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
    pub fn resize(&mut self, (columns, rows): (u16, u16)) {
        self.terminal.resize(Size::new(rows, columns)).expect("a size");
        (self.columns, self.rows) = (columns, rows);
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

    /// Resident memory in bytes.
    pub fn resident(&self) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).expect("a process");
        let line = status.lines().find(|line| line.starts_with("VmRSS:")).expect("the field");
        let kibibytes: u64 = line.split_whitespace().nth(1).and_then(|number| number.parse().ok()).expect("a number");
        kibibytes * 1_024
    }

    /// Processor time used so far by all its threads.
    pub fn processor_time(&self) -> Duration {
        let tasks = std::fs::read_dir(format!("/proc/{}/task", self.child.id())).expect("a process");
        let nanoseconds = tasks
            .filter_map(|task| std::fs::read_to_string(task.ok()?.path().join("schedstat")).ok())
            .filter_map(|text| text.split_whitespace().next()?.parse::<u64>().ok())
            .sum();
        Duration::from_nanos(nanoseconds)
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The program that is measured.
pub fn trackside() -> String {
    std::env::var("TRACKSIDE_BIN").unwrap_or_else(|_| env!("CARGO_BIN_EXE_trackside").to_owned())
}

/// The table that it is held against, of the same profile. Built where none is named: cargo hands a benchmark the programs
/// of its package, but no examples.
pub fn bare_table() -> String {
    static TABLE: OnceLock<String> = OnceLock::new();
    TABLE.get_or_init(|| std::env::var("BARE_TABLE_BIN").unwrap_or_else(|_| build_bare_table())).clone()
}

fn build_bare_table() -> String {
    let program = trackside();
    let folder = Path::new(&program).parent().expect("a folder");
    let profile = folder.file_name().and_then(OsStr::to_str).expect("the folder of a profile");
    let target = folder.parent().expect("a folder");
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let build = std::process::Command::new(cargo)
        .args(["build", "--locked", "--quiet", "--example", "bare_table", "--profile", profile, "--target-dir"])
        .arg(target)
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .status();
    assert!(build.is_ok_and(|status| status.success()), "the bare table cannot be built; BARE_TABLE_BIN names one");
    folder.join("examples/bare_table").display().to_string()
}
