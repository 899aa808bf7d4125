//! The shapes on the wire, and what they mean in the domain.
//!
//! Of a runner, a project or an environment only what it is known by is needed; every other field may be missing,
//! `null` or of another type, which all mean "not told". Words that trackside does not know are kept as they came. Where
//! a mistake would be believed, in an allow list or in credentials, what cannot be read is an error.

mod agent;
mod allow_list;
mod connectivity;
mod credentials;
mod page;
mod request;
mod shown;
mod usage;

pub(super) use agent::Agent;
pub(super) use allow_list::AllowListAnswer;
pub(super) use connectivity::connectivity;
pub(super) use credentials::CredentialsAnswer;
pub(super) use page::List;
pub(super) use request::{allow_list, command, connectivity_test, secret_refresh, update};
pub(super) use shown::shown;
pub(super) use usage::{EnvironmentEntry, ProjectEntry};

use super::lenient::Text;

/// Whether a request for this id would reach it: `.` and `..` cannot be part of a path.
fn is_usable_id(id: &str) -> bool {
    !matches!(id.trim(), "" | "." | "..")
}

/// A text that says something.
fn said(text: Text<'_>) -> Text<'_> {
    text.filter(|text| !text.trim().is_empty())
}
