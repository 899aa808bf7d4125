//! A line of the journal: JSON in the file, words on the screen.

use std::borrow::Cow;
use std::fmt::Write;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde_json::{Map, Value};

use crate::domain::text::make_safe;
use crate::domain::{JournalEntry, Label};
use crate::ui::{text, words};

/// The longest value that is written, in characters. The vendor's own limits are below it.
const LONGEST: usize = 1_000;
/// What is shown of a line that cannot be read, in cells.
const BROKEN_CELLS: usize = 80;

/// Who did what is written down. The same for all entries of a run.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Author {
    /// The account on this machine: its name, else its number.
    pub user: String,
    /// This machine's name.
    pub host: String,
    /// The profile of the config file. `None`: there is none.
    pub profile: Option<String>,
}

impl Author {
    /// Whoever runs this process, with `profile`.
    pub fn here(profile: Option<String>) -> Self {
        let variable = |name| std::env::var(name).ok().filter(|value| !value.is_empty());
        let user = variable("USER").or_else(|| variable("LOGNAME")).unwrap_or_else(system::user);
        Self { user, host: system::host(), profile }
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

/// The line for the file, without its end.
///
/// Everything that could act on a terminal is escaped, beyond what JSON asks for: somebody will look at the file with
/// `cat`.
pub fn of(entry: &JournalEntry, author: &Author) -> String {
    let text = |value: &str| Value::from(bounded(value));
    let fields = [
        ("time", Value::from(format!("{:.3}", entry.at))),
        ("profile", author.profile.as_deref().map_or(Value::Null, text)),
        ("user", text(&author.user)),
        ("host", text(&author.host)),
        ("runner", text(entry.runner.as_str())),
        ("name", text(entry.name.raw())),
        ("action", text(&entry.action)),
        ("outcome", text(&entry.outcome)),
    ];
    let fields: Map<String, Value> = fields.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
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
    let is_long = value.chars().nth(LONGEST).is_some();
    value.chars().take(if is_long { LONGEST - 1 } else { LONGEST }).chain(is_long.then_some('…')).collect()
}

/// A line of the file as the screen shows it: `23 Nov 2026 14:03:11  finance-azure (prod)  restart it: accepted`, with
/// the time in `zone`. A line that is none of ours is shown as such.
pub fn words(line: &str, zone: &TimeZone) -> Label {
    read(line, zone)
        .unwrap_or_else(|| Label::from(format!("not a line of the journal: {}", text::cut(line, BROKEN_CELLS, "…"))))
}

fn read(line: &str, zone: &TimeZone) -> Option<Label> {
    let line: Value = serde_json::from_str(line).ok()?;
    let field = |name: &str| line.get(name).and_then(Value::as_str);
    let at: Timestamp = field("time")?.parse().ok()?;
    let (runner, name, action, outcome) = (field("runner")?, field("name")?, field("action")?, field("outcome")?);
    let name = if name.trim().is_empty() { runner } else { name };
    let profile = field("profile").map(|profile| format!(" ({profile})")).unwrap_or_default();
    let time = words::moment(at, zone);
    Some(Label::from(format!("{time}  {name}{profile}  {action}: {outcome}")))
}
