//! What became of something that was asked for, in the words of notices and of the Activity tab alike.

use crate::account::pending::Overdue;
use crate::domain::Status;

/// That the runner went while something asked of it was pending.
pub const GONE: &str = "the runner is gone";

/// What is reported in place of what was asked for; follows "and".
pub fn overdue_phrase(overdue: &Overdue) -> String {
    let label = |status: &Option<Status>| status.as_ref().map_or("no status", Status::label).to_owned();
    match overdue {
        Overdue::Missing => "the list lacks the runner, which was not found since".to_owned(),
        Overdue::NeverLeft(status) => format!("it never left {} within a minute", label(status)),
        Overdue::Still(status) => format!("still {} after a minute", label(status)),
        Overdue::NotReported => "not reported within a minute".to_owned(),
    }
}
