//! [`ConnectivityReport`]: what came of a test, wherever it was made, in the vendor's words.

use std::fmt::Write;
use std::io;
use std::time::Duration;

use super::endpoint::Endpoint;
use super::port::Port;
use crate::domain::runner::RunnerId;
use crate::domain::text::Label;

/// Where a test was made from, which is what it says something about.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Origin {
    /// A runner tried it.
    Runner(RunnerId),
    /// The machine that trackside runs on; a runner's network may be another.
    ThisMachine,
}

/// The result of a test. Only the first two words are the vendor's.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Verdict {
    /// A connection was made.
    Success,
    /// Nothing answered within the time.
    Timeout,
    /// The host answered that nothing listens there.
    Refused,
    /// The name has no address.
    NameNotFound,
    /// There is no way to the host.
    Unreachable,
    /// Another word, kept as it came.
    Other(Label),
}

/// What came of one test that ended with an answer.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ConnectivityReport {
    /// From where it was tried: a runner or this machine.
    pub from: Origin,
    /// What was asked for.
    pub endpoint: Endpoint,
    /// What was asked for.
    pub port: Port,
    /// What came of it.
    pub verdict: Verdict,
    /// From asking to the answer.
    pub took: Duration,
    /// The answer's JSON as it came, for copying; `None` where there was no such answer.
    pub raw: Option<Box<str>>,
}

impl Verdict {
    /// Reads a result's word, without regard to case.
    pub fn parse(word: &str) -> Self {
        let known = [Self::Success, Self::Timeout, Self::Refused, Self::NameNotFound, Self::Unreachable];
        let is_it = |verdict: &Self| verdict.word().eq_ignore_ascii_case(word.trim());
        known.into_iter().find(is_it).unwrap_or_else(|| Self::Other(Label::from(word)))
    }

    /// What an attempt to connect came to that failed after the name was resolved.
    pub fn of_failure(kind: io::ErrorKind) -> Self {
        match kind {
            io::ErrorKind::TimedOut => Self::Timeout,
            io::ErrorKind::ConnectionRefused => Self::Refused,
            io::ErrorKind::HostUnreachable | io::ErrorKind::NetworkUnreachable => Self::Unreachable,
            other => Self::Other(Label::from(other.to_string())),
        }
    }

    /// The word in JSON; the raw text of another one.
    pub fn word(&self) -> &str {
        match self {
            Self::Success => "SUCCESS",
            Self::Timeout => "TIMEOUT",
            Self::Refused => "REFUSED",
            Self::NameNotFound => "NAME_NOT_FOUND",
            Self::Unreachable => "UNREACHABLE",
            Self::Other(word) => word.raw(),
        }
    }

    /// The word on screen, safe to draw; in capitals where it is the vendor's.
    pub fn label(&self) -> &str {
        match self {
            Self::Success => "SUCCESS",
            Self::Timeout => "TIMEOUT",
            Self::Refused => "refused",
            Self::NameNotFound => "name not found",
            Self::Unreachable => "unreachable",
            Self::Other(word) => word.safe(),
        }
    }

    /// Whether a connection was made.
    pub fn is_success(&self) -> bool {
        *self == Self::Success
    }
}

impl ConnectivityReport {
    /// What it means and where to look, in a sentence or two.
    pub fn meaning(&self) -> &'static str {
        match (&self.verdict, &self.from) {
            (Verdict::Success, Origin::Runner(_)) => "The runner opened an outbound connection to that host and port.",
            (Verdict::Success, Origin::ThisMachine) => {
                "This machine opened a connection to that host and port. A runner's network may differ."
            }
            (Verdict::Timeout, Origin::Runner(_)) => {
                "No answer from that host and port. Check the runner's network: security group, route, firewall."
            }
            (Verdict::Timeout, Origin::ThisMachine) => {
                "No answer to this machine from that host and port. A runner's network may differ."
            }
            (Verdict::Refused, _) => "The host is there, but nothing accepts connections at that port.",
            (Verdict::NameNotFound, Origin::Runner(_)) => "The runner's DNS has no address for that name.",
            (Verdict::NameNotFound, Origin::ThisMachine) => {
                "This machine's DNS has no address for that name. A runner's may."
            }
            (Verdict::Unreachable, Origin::Runner(_)) => "The runner's network has no route to that host.",
            (Verdict::Unreachable, Origin::ThisMachine) => {
                "This machine has no route to that host. A runner's network may differ."
            }
            (Verdict::Other(_), Origin::ThisMachine) => "This machine could not try the connection, for this reason.",
            (Verdict::Other(_), Origin::Runner(_)) => "Result unknown to trackside. Shown as received.",
        }
    }

    /// The answer as it came, else the same shape: `{"result":"SUCCESS","host":"db.example","port":5432}`.
    pub fn to_json(&self) -> String {
        if let Some(raw) = &self.raw {
            return raw.to_string();
        }
        let (result, host) = (quoted(self.verdict.word()), quoted(self.endpoint.host()));
        format!(r#"{{"result":{result},"host":{host},"port":{}}}"#, self.port)
    }
}

/// An answer as [`ConnectivityReport::to_json`] has it, with whose it is:
/// `{"account":"prod","runner":"prod-1","answer":{...}}`.
pub fn json_of(account: &str, runner: &Label, report: &ConnectivityReport) -> String {
    let (account, runner) = (quoted(account), quoted(runner.raw()));
    format!(r#"{{"account":{account},"runner":{runner},"answer":{}}}"#, report.to_json())
}

/// The answers of several runners in one JSON text, each as [`json_of`] has it.
pub fn json_of_several(account: &str, reports: &[(&Label, &ConnectivityReport)]) -> String {
    let entry = |(runner, report): &(&Label, &ConnectivityReport)| json_of(account, runner, report);
    format!("[{}]", reports.iter().map(entry).collect::<Vec<_>>().join(",\n"))
}

/// A JSON string.
fn quoted(text: &str) -> String {
    let mut json = String::with_capacity(text.len() + 2);
    json.push('"');
    for character in text.chars() {
        match character {
            '"' | '\\' => json.extend(['\\', character]),
            control if control < ' ' => {
                // Writing to a String cannot fail.
                let _ = write!(json, "\\u{:04x}", u32::from(control));
            }
            other => json.push(other),
        }
    }
    json.push('"');
    json
}

/// Whether a refusal says that the runner is too old for tests: updating it helps.
pub fn is_unsupported_by_version(text: &str) -> bool {
    let message = text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
    message.contains("runner version does not support this feature")
}
