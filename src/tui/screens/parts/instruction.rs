//! [`Instruction`]: what a dialog wants done beyond itself.

use std::path::PathBuf;

use crate::account::guided::Goal;
use crate::account::operation::{Decision, Operation, OperationId};
use crate::account::table::Columns;
use crate::domain::{AccountId, Action, AllowListChange, Change, Label, RunnerKey, SettingChange};
use crate::text::table::TableForm;
use crate::tui::command::Command;
use crate::tui::screens::parts::entry::Entry;

/// What a dialog that takes a command wants done by the application, in this order; plain data that a test compares.
#[derive(Clone, PartialEq, Debug)]
pub enum Instruction {
    /// Close the dialog that it comes from.
    Close,
    /// Tell the operator something.
    Notify(String),
    /// Copy a text that is nobody's secret; `what` begins the sentence on what became of it.
    Copy {
        /// `The request`.
        what: &'static str,
        /// The text.
        text: String,
    },
    /// Copy a field of a runner.
    CopyOf {
        /// Whose.
        key: RunnerKey,
        /// The field's name: `Status`.
        field: String,
        /// What to copy.
        text: String,
    },
    /// Copy the table that the list shows.
    CopyTable(TableForm),
    /// Write that table to a file that is not there yet.
    SaveTable(PathBuf, TableForm),
    /// The operator moves: the rows in view are read once that stops.
    Move,
    /// Sort the list by the column with this number, as [`Command::SortByColumn`] counts; by the same again, the other way.
    Sort(u8),
    /// Show these columns, or every column.
    ShowColumns(Columns, Width),
    /// Show the view of this name; `None`: what the config file says without one.
    ChooseView(Option<Label>),
    /// Hand a command to the list below.
    List(Command),
    /// Take a command as if these runners, and no others, were marked.
    Run(Command, Vec<RunnerKey>),
    /// Begin an action of the menu for these runners.
    Act(Action, Vec<RunnerKey>),
    /// Show the requests that a change would be for these runners; `None`: that there is none.
    ShowRequest(Option<Change>, Vec<RunnerKey>),
    /// Ask whether a name or a description that was typed is to be saved.
    ConfirmText(RunnerKey, SettingChange),
    /// Ask whether an entry that was chosen is to be added to an allow list.
    ConfirmEntry(RunnerKey, AllowListChange),
    /// Send a change that was confirmed here.
    Send(RunnerKey, Change),
    /// Replace a secret, as was confirmed here.
    ReplaceSecret(RunnerKey),
    /// Take back the request with this ticket, if it has not left.
    TakeBack(u64),
    /// Close the question that it comes from, begin what was confirmed there for several runners, and ask about those of the
    /// next account, if there is one; else show its panel.
    BeginOperation(Box<Operation>),
    /// Take what the operator decided about what is under way for several runners.
    Decide(AccountId, Decision),
    /// Leave operations that are under way, or do not.
    Leave {
        /// What becomes of the operations.
        answer: Leaving,
        /// What is to come after them.
        then: Then,
    },
    /// Open these accounts and no others.
    OpenAccounts(Vec<AccountId>),
    /// Read an account's secret again, and everything with it.
    ReopenAccount(AccountId),
    /// Show what became of an operation.
    ShowOperation(AccountId, OperationId),
    /// Take on an operation that was interrupted: halted, and with its runners read again.
    ResumeOperation(AccountId, OperationId),
    /// Begin a runner's checklist, and show it.
    Guide(RunnerKey, Goal),
    /// The operator's word that the step of a runner's checklist is done.
    TickOff(RunnerKey),
    /// Drop a runner's checklist.
    DismissGuided(RunnerKey),
    /// Open a page in the operator's browser.
    OpenLink(&'static str),
    /// Close the palette and take what was chosen there, on the screen below.
    Take(Entry),
    /// Hand a command to the form that tests connectivity.
    Connectivity(Command),
}

/// How many columns there are.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Width {
    /// Those that are chosen.
    AsChosen,
    /// Every column, and no preview.
    Every,
}

/// What ends operations that are under way.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Then {
    /// The program ends.
    Quit {
        /// Leave the last frame on the ordinary screen.
        keep_frame: bool,
    },
    /// These accounts are open from then on, and no others.
    Open(Vec<AccountId>),
}

impl Then {
    /// Whether an account is not open any more after it.
    pub fn closes(&self, id: AccountId) -> bool {
        match self {
            Self::Quit { .. } => true,
            Self::Open(ids) => !ids.contains(&id),
        }
    }
}

/// What becomes of operations when they are left.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Leaving {
    /// Nothing more is sent, and they are left once what was sent is seen to its end.
    AfterThis,
    /// They are left now; what was sent goes on by itself.
    Now,
    /// They go on, and nothing is left.
    Stay,
}
