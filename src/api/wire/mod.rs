//! The shapes on the wire, and what they mean in the domain.
//!
//! Of a runner, a project or an environment only what it is known by is needed; every other field may be missing,
//! `null` or of another type, which all mean "not told". Words that trackside does not know are kept as they came. Where
//! a mistake would be believed, in an allow list or in credentials, what cannot be read is an error.

mod agent;
mod allow_list;
mod connectivity;
mod credentials;
mod events;
mod executions;
mod page;
mod request;
mod schedules;
mod shown;
mod streaming;
mod usage;

pub(super) use agent::Agent;
pub(super) use allow_list::AllowListAnswer;
pub(super) use connectivity::connectivity;
pub(super) use credentials::CredentialsAnswer;
pub(super) use events::EventEntry;
pub(super) use executions::ExecutionList;
pub(super) use page::List;
pub(super) use request::{allow_list, command, connectivity_test, secret_refresh, update};
pub(super) use schedules::ScheduleEntry;
pub(super) use shown::shown;
pub(super) use streaming::{StatusAnswer, StreamingEntry};
pub(super) use usage::{EnvironmentEntry, ProjectEntry};

use jiff::Timestamp;

use super::lenient::Text;
use crate::domain::Label;

/// Whether a request for this id would reach it: `.` and `..` cannot be part of a path, and U+FFFD stands where something
/// else was.
fn is_usable_id(id: &str) -> bool {
    !matches!(id.trim(), "" | "." | "..") && !id.contains(char::REPLACEMENT_CHARACTER)
}

/// A text that says something.
fn said(text: Text<'_>) -> Text<'_> {
    text.filter(|text| !text.trim().is_empty())
}

/// A text that says something, safe to draw.
fn label(text: Text<'_>) -> Option<Label> {
    said(text).map(|text| Label::from(&*text))
}

/// A time, in RFC 3339.
fn time(text: Text<'_>) -> Option<Timestamp> {
    text.and_then(|text| text.trim().parse().ok())
}
