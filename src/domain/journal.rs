//! [`JournalEntry`]: a line of the record of what was sent from here and what became of it.

use jiff::Timestamp;

use super::runner::RunnerId;
use super::text::Label;

/// What is written down of one change, when it was answered. Who did it, on which host and with which profile is added
/// where it is written. Never holds a secret: a name or a description that was sent is in it, credentials are not.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct JournalEntry {
    /// When it was answered.
    pub at: Timestamp,
    /// The runner.
    pub runner: RunnerId,
    /// The runner's name at that time.
    pub name: Label,
    /// What was asked for, in words that follow "to": `restart it`.
    pub action: String,
    /// What became of it: `accepted`, `not answered`, or why it was refused.
    pub outcome: String,
}
