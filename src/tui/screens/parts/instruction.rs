//! [`Instruction`]: what a dialog wants done beyond itself.

use crate::account::guided::Goal;
use crate::account::operation::{Decision, Operation, OperationId};
use crate::domain::{Action, AllowListChange, Change, RunnerKey, SettingChange};
use crate::tui::command::Command;

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
    /// The operator moves: the rows in view are read once that stops.
    Move,
    /// Sort the list by the column with this number, as [`Command::SortByColumn`] counts; by the same again, the other way.
    Sort(u8),
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
    /// Begin what was confirmed for several runners, and show its panel.
    BeginOperation(Box<Operation>),
    /// Take what the operator decided about what is under way for several runners.
    Decide(Decision),
    /// End the program, or do not, while an operation is under way.
    Leave {
        /// What becomes of the operation.
        answer: Leaving,
        /// Leave the last frame on the ordinary screen.
        keep_frame: bool,
    },
    /// Show what became of an operation.
    ShowOperation(OperationId),
    /// Take on an operation that was interrupted: halted, and with its runners read again.
    ResumeOperation(OperationId),
    /// Begin a runner's checklist, and show it.
    Guide(RunnerKey, Goal),
    /// The operator's word that the step of a runner's checklist is done.
    TickOff(RunnerKey),
    /// Drop a runner's checklist.
    DismissGuided(RunnerKey),
    /// Open a page in the operator's browser.
    OpenLink(&'static str),
    /// Hand a command to the form that tests connectivity.
    Connectivity(Command),
}

/// What becomes of an operation when the program is left.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Leaving {
    /// Nothing more is sent, and the program ends once what was sent is seen to its end.
    AfterThis,
    /// The program ends now; what was sent goes on by itself.
    Now,
    /// The program stays, and so does the operation.
    Stay,
}
