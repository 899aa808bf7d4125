//! A change of a runner, in words and as JSON: of `watch` and `history` alike.

use jiff::Timestamp;
use serde::Serialize;

use crate::account::history::RecordKind;
use crate::domain::{Intent, Label, RunnerId, Status, Version};
use crate::text::words::long_duration;

/// A change as JSON.
#[derive(Serialize)]
pub(super) struct ChangeJson<'a> {
    at: Timestamp,
    /// Since when nobody had watched, where nobody did just before: then it happened at any time in between.
    #[serde(skip_serializing_if = "Option::is_none")]
    unseen_since: Option<Timestamp>,
    account: &'a str,
    id: &'a str,
    name: &'a str,
    kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    what: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    from: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    to: Option<String>,
}

/// Of whom a change is, and when it was seen.
pub(super) struct Seen<'a> {
    pub(super) at: Timestamp,
    pub(super) unseen_since: Option<Timestamp>,
    pub(super) account: &'a str,
    pub(super) id: &'a RunnerId,
    pub(super) name: &'a Label,
}

impl<'a> ChangeJson<'a> {
    /// A change that was seen.
    pub(super) fn of(seen: &Seen<'a>, kind: &RecordKind) -> Self {
        let (what, from, to) = values(kind);
        Self {
            at: seen.at,
            unseen_since: seen.unseen_since,
            account: seen.account,
            id: seen.id.as_str(),
            name: seen.name.raw(),
            kind: word(kind),
            what,
            from,
            to,
        }
    }
}

/// Its kind in a word.
pub(super) fn word(kind: &RecordKind) -> &'static str {
    match kind {
        RecordKind::Appeared(_) => "appeared",
        RecordKind::Vanished => "vanished",
        RecordKind::Status { .. } => "status",
        RecordKind::Connected(_) => "connected",
        RecordKind::Version { .. } => "version",
        RecordKind::Setting { .. } => "setting",
        RecordKind::Asked(_) => "requested",
        RecordKind::Reported { .. } => "finished",
        RecordKind::Unanswered { .. } => "unanswered",
        RecordKind::NotSent { .. } => "not_sent",
        RecordKind::Refused { .. } => "refused",
        RecordKind::Overdue { .. } => "overdue",
        RecordKind::GoneMeanwhile(_) => "gone_meanwhile",
    }
}

/// What it is about, what that was and what it is.
fn values(kind: &RecordKind) -> (Option<String>, Option<String>, Option<String>) {
    let of = |intent: &Intent| (Some(intent.label().to_owned()), None, None);
    match kind {
        RecordKind::Appeared(status) => (None, None, status.as_ref().map(|status| status.label().to_owned())),
        RecordKind::Vanished => (None, None, None),
        RecordKind::Status { from, to } => (None, Some(from.label().to_owned()), Some(to.label().to_owned())),
        RecordKind::Connected(is) => (None, None, Some(if *is { "yes" } else { "no" }.to_owned())),
        RecordKind::Version { from, to } => {
            (None, from.as_ref().map(|from| from.label().to_owned()), Some(to.label().to_owned()))
        }
        RecordKind::Setting { setting, from, to } => {
            (Some(setting.label().to_owned()), Some(from.clone()), Some(to.clone()))
        }
        RecordKind::Asked(intent)
        | RecordKind::Reported { intent, .. }
        | RecordKind::Unanswered { intent, .. }
        | RecordKind::NotSent { intent, .. }
        | RecordKind::Refused { intent, .. }
        | RecordKind::Overdue { intent, .. }
        | RecordKind::GoneMeanwhile(intent) => of(intent),
    }
}

/// In words, safe to print. What a service answered is not in them: it may name people.
pub(super) fn sentence(kind: &RecordKind) -> String {
    match kind {
        RecordKind::Appeared(status) => {
            format!("New in the list, {}", status.as_ref().map_or("status not reported", Status::label))
        }
        RecordKind::Vanished => "Removed".to_owned(),
        RecordKind::Status { from, to } => format!("{} → {}", from.label(), to.label()),
        RecordKind::Connected(true) => "Connected".to_owned(),
        RecordKind::Connected(false) => "No longer connected".to_owned(),
        RecordKind::Version { from, to } => {
            format!("Version {} → {}", from.as_ref().map_or("none", Version::label), to.label())
        }
        RecordKind::Setting { setting, from, to } => {
            let shown = |value: &str| if value.trim().is_empty() { "none".to_owned() } else { value.to_owned() };
            format!("{} {} → {}", setting.label(), shown(from), shown(to))
        }
        RecordKind::Asked(intent) => format!("{} requested from here", intent.label()),
        RecordKind::Reported { intent, after } => {
            format!("{} finished after {}", intent.label(), long_duration(*after))
        }
        RecordKind::Unanswered { intent, .. } => format!("{}: no answer, may have arrived", intent.label()),
        RecordKind::NotSent { intent, .. } => format!("{}: not sent", intent.label()),
        RecordKind::Refused { intent, .. } => format!("{}: refused", intent.label()),
        RecordKind::Overdue { intent, .. } => format!("{}: not reported in time", intent.label()),
        RecordKind::GoneMeanwhile(intent) => format!("{}: the runner went meanwhile", intent.label()),
    }
}
