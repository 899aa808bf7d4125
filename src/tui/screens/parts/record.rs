//! What became of something that was asked for, in the words of notices and of the Activity tab alike.

use crate::account::pending::Overdue;
use crate::domain::Status;

/// That the runner went while something asked of it was pending.
pub const GONE: &str = "the runner is gone";

/// What is reported in place of what was asked for; follows "and".
pub fn overdue_phrase(overdue: &Overdue) -> String {
    let label = |status: &Option<Status>| status.as_ref().map_or("no status", Status::label).to_owned();
    match overdue {
        Overdue::Missing => "missing from the list".to_owned(),
        Overdue::NeverLeft(status) => format!("still {} after 60 s, never left that status", label(status)),
        Overdue::Still(status) => format!("still {} after 60 s", label(status)),
        Overdue::NotReported => "not reported within 60 s".to_owned(),
    }
}
