//! The whole program in a pseudo terminal, against a control plane in another process: the figures that the budgets
//! are about. Linux only, for what it reads of the process.
//!
//! `cargo bench --bench budgets` takes some four minutes, most of them quiet; `-- quick` makes the quiet ones short.
//! `TRACKSIDE_BIN` names another program to measure than the one that cargo built.

use std::fmt::Display;
use std::io::{Read, Write};
use std::os::fd::AsFd;
use std::process::Child;
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use pty_process::Size;
use pty_process::blocking::{Command, Pty};
use trackside::demo::{Demo, Settings};

/// A running program, and what it writes with the time of each piece.
struct Program {
    terminal: Pty,
    child: Child,
    written: Receiver<(Instant, Vec<u8>)>,
    started: Instant,
    rows: std::num::NonZeroU16,
    columns: std::num::NonZeroU16,
}

fn binary() -> String {
    std::env::var("TRACKSIDE_BIN").unwrap_or_else(|_| env!("CARGO_BIN_EXE_trackside").to_owned())
}

impl Program {
    fn start(demo: &Demo, columns: u16, rows: u16) -> Self {
        let (terminal, subordinate) = pty_process::blocking::open().expect("a pseudo terminal");
        terminal.resize(Size::new(rows, columns)).expect("a size");
        let command = Command::new(binary())
            .env_clear()
            .env("TERM", "xterm-256color")
            .env("LANG", "C.UTF-8")
            // Whoever measures may have a config file.
            .env("XDG_CONFIG_HOME", "/dev/null")
            // And has a journal of their own.
            .env("XDG_STATE_HOME", env!("CARGO_TARGET_TMPDIR"))
            .env("TRACKSIDE_API_URL", demo.api_url())
            .env("TRACKSIDE_TOKEN_URL", demo.token_url())
            .env("TRACKSIDE_CLIENT_ID", demo.client_id())
            .env("TRACKSIDE_CLIENT_SECRET", demo.client_secret());
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
    fn until(&self, text: &str) -> Duration {
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
    fn during(&self, time: Duration) -> Vec<u8> {
        let end = Instant::now() + time;
        let mut seen = Vec::new();
        while let Ok((_, bytes)) = self.written.recv_timeout(end.saturating_duration_since(Instant::now())) {
            seen.extend_from_slice(&bytes);
        }
        seen
    }

    /// Presses a key; answers with the time to the first piece of its frame, and the bytes of the frame.
    fn key(&mut self, key: &str) -> (Duration, usize) {
        let pressed = Instant::now();
        self.terminal.write_all(key.as_bytes()).expect("input");
        let (at, first) = self.written.recv_timeout(Duration::from_secs(60)).expect("a frame");
        let rest = self.during(Duration::from_millis(4));
        (at - pressed, first.len() + rest.len())
    }

    /// Resident memory in MiB.
    fn resident(&self) -> f64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).expect("a process");
        let line = status.lines().find(|line| line.starts_with("VmRSS:")).expect("the field");
        let kibibytes: f64 = line.split_whitespace().nth(1).and_then(|number| number.parse().ok()).expect("a number");
        kibibytes / 1024.0
    }

    /// Processor time used so far by all its threads, in seconds.
    fn processor_time(&self) -> f64 {
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

fn main() {
    let quick = std::env::args().any(|argument| argument == "quick");
    let quiet = Duration::from_secs(if quick { 11 } else { 60 });
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().expect("a runtime");
    let demo = |runners: usize| {
        let settings = Settings { runners: Some(runners), living: false, ..Settings::default() };
        runtime.block_on(Demo::start(settings)).expect("the demo")
    };
    let size = std::fs::metadata(binary()).expect("the program").len();
    report("size of the binary, KiB", size / 1_024, "under 10240");
    starts(&demo(50));
    for runners in [20, 2_000, 20_000] {
        keys(&demo(runners), runners);
    }
    for (runners, columns, rows) in [(50, 80, 24), (50, 200, 50), (20_000, 80, 24)] {
        quiet_time(&demo(runners), runners, columns, rows, quiet);
    }
}

#[expect(clippy::print_stdout, reason = "the figures are for the terminal")]
fn report(what: &str, figure: impl Display, budget: &str) {
    println!("{what:<62} {figure:>9}   {budget}");
}

fn milliseconds(time: Duration) -> String {
    format!("{:.3}", time.as_secs_f64() * 1000.0)
}

fn starts(demo: &Demo) {
    let (mut frames, mut rows) = (Vec::new(), Vec::new());
    for _ in 0..20 {
        let program = Program::start(demo, 80, 24);
        frames.push(program.until("Connecting"));
        rows.push(Program::start(demo, 80, 24).until("ads-attribution"));
    }
    frames.sort();
    rows.sort();
    report("first frame after exec, ms (median of 20)", milliseconds(frames[10]), "under 15");
    report("first rows after exec, ms (median of 20)", milliseconds(rows[10]), "round trips and 10");
}

fn keys(demo: &Demo, runners: usize) {
    let mut program = Program::start(demo, 80, 24);
    program.until(&format!("{} runners", with_comma(runners)));
    program.during(Duration::from_secs(3));
    // To the window's edge, then keys that each move the window by one row; in a short list, the bar alone.
    for _ in 0..16 {
        program.key("j");
    }
    let (mut times, mut bytes) = (Vec::new(), Vec::new());
    for number in 0..600 {
        let key = if runners == 20 { ["k", "j"][number % 2] } else { "j" };
        let (time, size) = program.key(key);
        times.push(time);
        bytes.push(size);
    }
    times.sort();
    bytes.sort_unstable();
    report(&format!("{runners} runners: a key's frame, ms (median of 600)"), milliseconds(times[300]), "under 0.6");
    report(&format!("{runners} runners: a key's frame, ms (p99)"), milliseconds(times[594]), "under 5");
    report(&format!("{runners} runners: bytes of a key's frame (median)"), bytes[300], "under 300");
    report(&format!("{runners} runners: bytes of a key's frame (p99)"), bytes[594], "");
}

fn with_comma(number: usize) -> String {
    if number < 1_000 { number.to_string() } else { format!("{},{:03}", number / 1_000, number % 1_000) }
}

fn quiet_time(demo: &Demo, runners: usize, columns: u16, rows: u16, quiet: Duration) {
    let program = Program::start(demo, columns, rows);
    program.until(&format!("{} runners", with_comma(runners)));
    program.during(Duration::from_secs(8));
    let (processor, requests) = (program.processor_time(), demo.requests().len());
    let written = program.during(quiet);
    let of = format!("{runners} runners, {columns}x{rows}, {} s quiet", quiet.as_secs());
    report(&format!("{of}: bytes written"), written.len(), "under 1800 a minute");
    let share = (program.processor_time() - processor) / quiet.as_secs_f64() * 100.0;
    report(&format!("{of}: % of one core"), format!("{share:.3}"), "under 0.1 with 50");
    report(&format!("{of}: requests"), demo.requests().len() - requests, "");
    report(&format!("{of}: connections since the start"), demo.connections(), "1");
    let budget = if runners > 50 { "under 60" } else { "under 12" };
    report(&format!("{of}: resident, MiB"), format!("{:.1}", program.resident()), budget);
}
