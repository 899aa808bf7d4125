//! [`JournalEntry`]: a line of the record of what was sent from here and what became of it, and where the request stands in an
//! operation over several runners.

use jiff::Timestamp;

use super::runner::RunnerId;
use super::text::Label;

/// What is written down of a request before it leaves. Never holds a secret: a name or a description that is sent is in it,
/// credentials are not.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct JournalNote {
    /// The runner's name as the operator saw it; its id where it has none.
    pub name: Label,
    /// What was asked for, in words that follow "to": `restart`.
    pub action: String,
    /// Whether the operator was told that the journal cannot be written, and asked for it all the same.
    pub may_be_missing: bool,
    /// Where it stands in an operation over several runners. `None`: it is part of none.
    pub step: Option<OperationStep>,
}

/// The place of a request in an operation over several runners.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct OperationStep {
    /// Tells the operation from all others of all runs of the program; its requests have it in common.
    pub operation: String,
    /// Which step it is; the first is 1.
    pub number: usize,
    /// How many steps the operation has.
    pub of: usize,
}

/// One line. A request has two: one before it leaves, and one with what became of it. Who did it, on which host, with
/// which profile and account is added where it is written.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct JournalEntry {
    /// When it was about to leave, or was answered.
    pub at: Timestamp,
    /// Tells the request from all others of all runs of the program; its two lines have it in common.
    pub request: String,
    /// The id of the runner that it was asked of.
    pub runner: RunnerId,
    /// See [`JournalNote::name`].
    pub name: Label,
    /// See [`JournalNote::action`].
    pub action: String,
    /// What became of it: `accepted`, `not answered`, `not sent`, or why it was refused. `None`: it is about to leave.
    pub outcome: Option<String>,
    /// See [`JournalNote::step`].
    pub step: Option<OperationStep>,
}
