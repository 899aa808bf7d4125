//! The commands without a screen: the real binary, without a terminal, against servers on loopback.

mod act;
mod check;
mod completions;
mod config;
mod details;
mod doctor;
mod export;
mod list;
mod looking;
mod manual;
mod record;
mod schema;
mod show;

use std::fmt::Write as _;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;

use rustix::process::{Pid, Signal, kill_process, kill_process_group};

use crate::support::account::Account;
use crate::support::patience::{wait_until, wait_until_or};
use crate::support::pty::program;

/// A running command: in a session of its own, so with no terminal, and nothing to read.
struct Running {
    child: Child,
    said: Arc<Mutex<Vec<u8>>>,
    written: Arc<Mutex<Vec<u8>>>,
    readers: Vec<JoinHandle<Vec<u8>>>,
}

/// A command that has ended.
#[derive(Debug)]
struct Ended {
    code: Option<i32>,
    stdout: Vec<u8>,
    said: String,
}

/// A command with nothing in its environment but this, as a service has it.
fn command(arguments: &[&str], environment: &[(&str, String)]) -> Command {
    let mut command = Command::new("setsid");
    command.arg(program()).args(arguments).env_clear();
    command.env("PATH", "/usr/bin:/bin").env("XDG_CONFIG_HOME", "/dev/null");
    command.envs(environment.iter().map(|(name, value)| (name, value)));
    command.stdin(Stdio::null());
    command
}

fn start(arguments: &[&str], environment: &[(&str, String)]) -> Running {
    Running::of(command(arguments, environment))
}

/// Starts `record` for an account.
fn record(account: &Account) -> Running {
    start(&["record"], &account.environment())
}

impl Running {
    fn of(mut command: Command) -> Self {
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let said = Arc::new(Mutex::new(Vec::new()));
        let written = Arc::new(Mutex::new(Vec::new()));
        let readers = vec![read(child.stdout.take().unwrap(), Arc::clone(&written)), {
            let said = Arc::clone(&said);
            read(child.stderr.take().unwrap(), said)
        }];
        Self { child, said, written, readers }
    }

    /// What it said so far.
    fn said(&self) -> String {
        String::from_utf8(self.said.lock().unwrap().clone()).unwrap()
    }

    /// What it wrote to standard output so far.
    fn written(&self) -> Vec<u8> {
        self.written.lock().unwrap().clone()
    }

    /// Waits until it has said this.
    #[track_caller]
    fn wait_for(&self, text: &str) -> &Self {
        wait_until_or("it said so", || self.said().contains(text), || format!("{text:?} in:\n{}", self.said()));
        self
    }

    fn pid(&self) -> Pid {
        Pid::from_child(&self.child)
    }

    fn signal(&self, signal: Signal) -> &Self {
        kill_process(self.pid(), signal).unwrap();
        self
    }

    /// Waits for its end.
    #[track_caller]
    fn ended(mut self) -> Ended {
        let said = Arc::clone(&self.said);
        let text = || String::from_utf8_lossy(&said.lock().unwrap()).into_owned();
        wait_until_or("it has ended", || self.child.try_wait().unwrap().is_some(), text);
        let code = self.child.wait().unwrap().code();
        let mut read = std::mem::take(&mut self.readers).into_iter().map(|reader| reader.join().unwrap());
        let stdout = read.next().unwrap();
        Ended { code, stdout, said: String::from_utf8(read.next().unwrap()).unwrap() }
    }

    /// Ends it as a service manager does.
    #[track_caller]
    fn terminate(self) -> Ended {
        self.signal(Signal::TERM);
        self.ended()
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // A failed test must not leave the program behind.
        // A shell's program with the shell: `setsid` made a group of both.
        let _ = kill_process_group(self.pid(), Signal::KILL);
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn read(mut from: impl Read + Send + 'static, seen: Arc<Mutex<Vec<u8>>>) -> JoinHandle<Vec<u8>> {
    std::thread::spawn(move || {
        let mut chunk = vec![0; 4_096];
        loop {
            match from.read(&mut chunk) {
                Ok(read) if read > 0 => seen.lock().unwrap().extend_from_slice(&chunk[..read]),
                _ => return seen.lock().unwrap().clone(),
            }
        }
    })
}

/// What another program reads in the history: each row of the answer, its columns with blanks between.
fn ask(history: &Path, question: &str) -> Vec<String> {
    let flags = rusqlite::OpenFlags::SQLITE_OPEN_READ_WRITE;
    let Ok(connection) = rusqlite::Connection::open_with_flags(history, flags) else { return Vec::new() };
    let mut statement = match connection.prepare(question) {
        Ok(statement) => statement,
        // There is nothing in it yet.
        Err(error) if error.to_string().contains("no such table") => return Vec::new(),
        Err(error) => panic!("{question}: {error}"),
    };
    let columns = statement.column_count();
    let row = |row: &rusqlite::Row| {
        let cell = |column| row.get::<_, rusqlite::types::Value>(column);
        (0..columns).try_fold(String::new(), |mut line, column| {
            match cell(column)? {
                rusqlite::types::Value::Text(text) => write!(line, " {text}").unwrap(),
                rusqlite::types::Value::Integer(number) => write!(line, " {number}").unwrap(),
                _ => line.push_str(" -"),
            }
            Ok(line.trim().to_owned())
        })
    };
    statement.query_map([], row).and_then(Iterator::collect).unwrap_or_default()
}

/// Every change in the history, oldest first: `billing status running paused`.
fn changes(history: &Path) -> Vec<String> {
    ask(
        history,
        "SELECT name, kind, was, value FROM records JOIN runners ON runners.id = records.runner ORDER BY number",
    )
}

/// Waits until the history has as many changes.
#[track_caller]
fn wait_for_changes(history: &Path, count: usize) -> Vec<String> {
    wait_until_or("the changes are kept", || changes(history).len() >= count, || format!("{:?}", changes(history)));
    changes(history)
}

/// Waits until somebody has watched for a while: the account's list came again and again.
#[track_caller]
fn wait_for_watch(history: &Path) {
    wait_until("a list is kept", || !ask(history, "SELECT 1 FROM watched WHERE until > since").is_empty());
}
