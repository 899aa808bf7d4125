//! A line of the journal: JSON in the file, words on the screen.

use std::borrow::Cow;
use std::collections::HashSet;
use std::fmt::Write;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde_json::{Map, Value};

use crate::domain::text::make_safe;
use crate::domain::{JournalEntry, Label, Names, OperationStep, Runner};
use crate::options::AccountOptions;
use crate::text;
use crate::text::words;

/// The longest value that is written, in characters. The vendor's own limits are below it.
const MAX_VALUE_CHARS: usize = 1_000;
/// What is shown of a line that cannot be read, in cells.
const BROKEN_CELLS: usize = 80;

/// What a line has for an outcome before the request leaves: readers of older versions show it as it is.
const ABOUT_TO_BE_SENT: &str = "about to be sent";
/// What is shown of a request of which nothing else is known.
const MAY_HAVE_ARRIVED: &str = "no outcome was written down, the request may have arrived";

/// Who did what is written down. The same for all entries of a run.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Author {
    /// The user of this machine: the name, else the number.
    pub user: String,
    /// This machine's host name, as the system tells it.
    pub host: String,
}

/// The account that something was done in.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Account {
    /// The profile of the config file. `None`: there is none.
    pub profile: Option<String>,
    /// The account's id, where the operator told it.
    pub id: Option<String>,
    /// The control plane's address, without anything secret.
    pub api: Option<String>,
}

impl Author {
    /// Whoever runs this process.
    pub fn here() -> Self {
        let variable = |name| std::env::var(name).ok().filter(|value| !value.is_empty());
        // The environment holds whatever somebody put there, or nothing.
        let named = whoami::username().ok().filter(|name| !name.is_empty());
        let user = named.or_else(|| variable("USER")).or_else(|| variable("LOGNAME")).unwrap_or_else(system::user);
        Self { user, host: system::host() }
    }
}

impl From<&AccountOptions> for Account {
    fn from(options: &AccountOptions) -> Self {
        Self {
            profile: options.profile.as_ref().map(|profile| profile.raw().to_owned()),
            id: options.account_id.clone(),
            api: options.target.api().map(|api| api.text().to_owned()),
        }
    }
}

impl Account {
    /// The account in a few words: `prod, eu1.api.matillion.com`. Empty where nothing is known of it.
    fn label(&self) -> String {
        // Lines of older versions have the profile alone.
        let host = self.api.as_deref().map(|api| api.split("://").last().unwrap_or(api));
        let host = host.map(|api| api.split('/').next().unwrap_or(api).to_owned());
        let parts: Vec<String> = [self.profile.clone(), self.id.clone(), host].into_iter().flatten().collect();
        parts.join(", ")
    }
}

#[cfg(unix)]
mod system {
    pub fn user() -> String {
        rustix::process::getuid().as_raw().to_string()
    }

    pub fn host() -> String {
        rustix::system::uname().nodename().to_string_lossy().into_owned()
    }
}

#[cfg(not(unix))]
mod system {
    pub fn user() -> String {
        std::env::var("USERNAME").unwrap_or_default()
    }

    pub fn host() -> String {
        std::env::var("COMPUTERNAME").unwrap_or_default()
    }
}

/// The line for the file, without its end: what `author` did in `account`.
///
/// Everything that could act on a terminal is escaped, beyond what JSON asks for: somebody will look at the file with
/// `cat`.
pub fn of(entry: &JournalEntry, author: &Author, account: &Account) -> String {
    let text = |value: &str| Value::from(bounded(value));
    let fields = [
        ("time", Value::from(format!("{:.3}", entry.at))),
        ("profile", account.profile.as_deref().map_or(Value::Null, text)),
        ("account", account.id.as_deref().map_or(Value::Null, text)),
        ("api", account.api.as_deref().map_or(Value::Null, text)),
        ("user", text(&author.user)),
        ("host", text(&author.host)),
        ("runner", text(entry.runner.as_str())),
        ("name", text(entry.name.raw())),
        ("action", text(&entry.action)),
        ("outcome", text(entry.outcome.as_deref().unwrap_or(ABOUT_TO_BE_SENT))),
        ("request", text(&entry.request)),
    ];
    let step = entry.step.iter().flat_map(|step| {
        let (number, of) = (Value::from(step.number), Value::from(step.of));
        [("operation", text(&step.operation)), ("step", number), ("steps", of)]
    });
    let fields: Map<String, Value> =
        fields.into_iter().chain(step).map(|(name, value)| (name.to_owned(), value)).collect();
    let json = Value::Object(fields).to_string();
    // Outside its texts JSON is printable ASCII, which stays as it is.
    json.chars().fold(String::with_capacity(json.len()), |mut line, character| {
        if matches!(make_safe(character.encode_utf8(&mut [0; 4])), Cow::Borrowed(_)) {
            line.push(character);
        } else {
            for unit in character.encode_utf16(&mut [0; 2]) {
                // Writing to a String cannot fail.
                let _ = write!(line, "\\u{unit:04x}");
            }
        }
        line
    })
}

fn bounded(value: &str) -> String {
    let is_long = value.chars().nth(MAX_VALUE_CHARS).is_some();
    value
        .chars()
        .take(if is_long { MAX_VALUE_CHARS - 1 } else { MAX_VALUE_CHARS })
        .chain(is_long.then_some('…'))
        .collect()
}

/// Lines, oldest first, as the screen shows them, newest first and at most `most`, with the time in `zone`:
/// `23 Nov 2026 14:03:11  finance-azure (prod, eu1.api.matillion.com)  restart: accepted`; in an operation over several runners
/// `restart, step 3 of 12: accepted`.
///
/// A line that says that a request is about to be sent is shown only where no other tells what became of it. A line that is
/// none of ours is shown as such.
pub fn lines<'a>(lines: impl DoubleEndedIterator<Item = (&'a str, Kept)>, zone: &TimeZone, most: usize) -> Vec<Label> {
    let mut ended = HashSet::new();
    let shown = lines.rev().filter_map(|(line, kept)| match Line::read(line) {
        Some(line) if line.is_intent() && ended.contains(&line.request) => None,
        Some(line) => {
            ended.extend(Some(line.request.clone()).filter(|request| !request.is_empty()));
            Some(Ok((line, kept)))
        }
        None => Some(Err(Label::from(format!("Not a line of the journal: {}", text::cut(line, BROKEN_CELLS, "…"))))),
    });
    let shown: Vec<Result<(Line, Kept), Label>> = shown.take(most).collect();
    // Runners of one name, of today and of years ago, are told apart.
    let mut names = Names::default();
    names.note(shown.iter().flatten().map(|(line, _)| (line.runner.name.raw(), &line.runner.id)));
    let message = |line: Result<(Line, Kept), Label>| {
        line.map_or_else(|broken| broken, |(line, kept)| line.text(&names, zone, kept))
    };
    shown.into_iter().map(message).collect()
}

/// Where a line is kept.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kept {
    /// In the file.
    Well,
    /// Only in memory, because the file cannot be written.
    InMemoryOnly,
}

/// A line that was read, of this version or an older one: those have no request, no account, no address and no step.
struct Line {
    at: Timestamp,
    request: String,
    account: Account,
    /// What is known of the runner: its id and the name it had.
    runner: Runner,
    action: String,
    outcome: String,
    step: Option<OperationStep>,
}

impl Line {
    fn read(line: &str) -> Option<Self> {
        let line: Value = serde_json::from_str(line).ok()?;
        let field = |name: &str| line.get(name).and_then(Value::as_str).map(str::to_owned);
        let (runner, name) = (field("runner")?, field("name")?);
        Some(Self {
            at: field("time")?.parse().ok()?,
            request: field("request").unwrap_or_default(),
            account: Account { profile: field("profile"), id: field("account"), api: field("api") },
            runner: Runner::new(&runner, &name),
            action: field("action")?,
            outcome: field("outcome")?,
            step: step(&line),
        })
    }

    fn is_intent(&self) -> bool {
        !self.request.is_empty() && self.outcome == ABOUT_TO_BE_SENT
    }

    fn text(&self, names: &Names, zone: &TimeZone, kept: Kept) -> Label {
        let account = match self.account.label() {
            message if message.is_empty() => String::new(),
            message => format!(" ({message})"),
        };
        let outcome = if self.is_intent() { MAY_HAVE_ARRIVED } else { &self.outcome };
        let remark = if kept == Kept::InMemoryOnly { "  (could not be written to the file)" } else { "" };
        let step = self.step.as_ref().map(|step| format!(", step {} of {}", step.number, step.of)).unwrap_or_default();
        let (time, name, action) = (words::moment(self.at, zone), names.named(&self.runner, true), &self.action);
        Label::from(format!("{time}  {name}{account}  {action}{step}: {outcome}{remark}"))
    }
}

/// The step of a line, where all of it can be read.
fn step(line: &Value) -> Option<OperationStep> {
    let number = |name: &str| usize::try_from(line.get(name)?.as_u64()?).ok();
    let operation = line.get("operation")?.as_str()?.to_owned();
    Some(OperationStep { operation, number: number("step")?, of: number("steps")? })
}
