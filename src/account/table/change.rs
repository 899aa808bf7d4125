//! The latest change of a runner, in a word.

use crate::account::history::RecordKind;
use crate::domain::Setting;

/// What changed, in a word that can be typed into the filter.
pub fn word(kind: &RecordKind) -> &'static str {
    match kind {
        RecordKind::Appeared(_) => "new",
        RecordKind::Vanished | RecordKind::GoneMeanwhile(_) => "gone",
        RecordKind::Status { .. } => "status",
        RecordKind::Connected(true) => "online",
        RecordKind::Connected(false) => "offline",
        RecordKind::Version { .. } => "version",
        RecordKind::Setting { setting, .. } => match setting {
            Setting::Name => "name",
            Setting::Description => "description",
            Setting::AutoUpdate => "auto update",
            Setting::Track => "track",
            Setting::Restriction | Setting::AllowList => "restriction",
        },
        // What was done from here is no change of the runner.
        RecordKind::Asked(_)
        | RecordKind::Reported { .. }
        | RecordKind::Unanswered { .. }
        | RecordKind::NotSent { .. }
        | RecordKind::Refused { .. }
        | RecordKind::Overdue { .. } => "",
    }
}

/// Every word that a change can have, the usual ones first.
pub const WORDS: [&str; 10] =
    ["status", "version", "online", "offline", "new", "name", "description", "track", "auto update", "restriction"];
