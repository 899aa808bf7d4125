//! [`Submission`]: what was sent from a dialog, whether it can still be taken back, and why it came to nothing.

use super::instruction::Instruction;
use super::refusal::Refusal;
use crate::tui::command::Command;
use crate::tui::keymap::{Context, Keymap, clause};
use crate::tui::ui::Role;

/// What became of the answer to a dialog that sends: nothing was sent yet, a request waits for its answer, or it was not
/// carried out.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Submission {
    state: State,
}

#[derive(Clone, PartialEq, Debug, Default)]
enum State {
    /// Nothing was sent, or what became of it was read.
    #[default]
    Open,
    Sent {
        ticket: u64,
        stage: Stage,
    },
    Refused(Refusal),
}

/// How far a request is that has no answer yet.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Stage {
    /// It is not known to have left.
    Waiting,
    /// The runner is no longer what was confirmed: the request is taken back, if that comes in time.
    TakingBack,
    /// It may have been carried out.
    Left,
}

impl Submission {
    /// The request with this ticket was asked for, and is not known to have left.
    pub fn sent(&mut self, ticket: u64) {
        self.state = State::Sent { ticket, stage: Stage::Waiting };
    }

    /// The request with this ticket has left.
    pub fn departed(&mut self, ticket: u64) {
        self.reach(ticket, Stage::Left);
    }

    /// The request with this ticket waits again.
    pub fn came_back(&mut self, ticket: u64) {
        self.reach(ticket, Stage::Waiting);
    }

    /// The request with this ticket is being taken back.
    pub fn is_taken_back(&mut self, ticket: u64) {
        self.reach(ticket, Stage::TakingBack);
    }

    fn reach(&mut self, reached: u64, now: Stage) {
        if let State::Sent { ticket, stage } = &mut self.state
            && *ticket == reached
        {
            *stage = now;
        }
    }

    /// It was not carried out, was not sent at all, or nobody knows.
    pub fn refused(&mut self, refusal: Refusal) {
        self.state = State::Refused(refusal);
    }

    /// What was refused is no longer what stands in the dialog. A request that waits for its answer stays.
    pub fn forget_refusal(&mut self) {
        if self.is_refused() {
            self.state = State::Open;
        }
    }

    /// The request that is waited for; `None` where there is none.
    pub fn ticket(&self) -> Option<u64> {
        match self.state {
            State::Sent { ticket, .. } => Some(ticket),
            State::Open | State::Refused(_) => None,
        }
    }

    /// Whether the request with this ticket is waited for.
    pub fn waits_for(&self, ticket: u64) -> bool {
        self.ticket() == Some(ticket)
    }

    /// Whether a request is waited for.
    pub fn is_sending(&self) -> bool {
        self.ticket().is_some()
    }

    /// Whether the request that is waited for may have been carried out.
    fn has_left(&self) -> bool {
        matches!(self.state, State::Sent { stage: Stage::Left, .. })
    }

    /// Whether the last answer came to nothing.
    pub fn is_refused(&self) -> bool {
        matches!(self.state, State::Refused(_))
    }

    /// Closes the dialog it was sent from: takes the request back, also one that left, as a refusal may bring that back, and
    /// then it must not leave again.
    pub fn close(&self) -> Vec<Instruction> {
        let message = "The request was already sent. The answer will be shown here.";
        let notice = self.has_left().then(|| Instruction::Notify(message.to_owned()));
        let taken_back = self.ticket().map(Instruction::TakeBack);
        std::iter::once(Instruction::Close).chain(notice).chain(taken_back).collect()
    }

    /// What has to be said of it in `context`, safe to draw; nothing where nothing was sent.
    pub fn messages(&self, context: Context, keymap: &Keymap) -> Vec<(String, Role)> {
        match &self.state {
            State::Open => Vec::new(),
            State::Sent { stage, .. } => vec![(stage.message(context, keymap), Role::InMotion)],
            State::Refused(refusal) => refusal.lines().collect(),
        }
    }
}

impl Stage {
    fn message(self, context: Context, keymap: &Keymap) -> String {
        match self {
            Self::Waiting => {
                format!(
                    "Not sent yet{}.",
                    clause(keymap.special(context, Command::Close), ": {} takes the request back")
                )
            }
            Self::TakingBack => "The runner has changed: the request is being taken back.".to_owned(),
            Self::Left => "Sent. Waiting for the answer.".to_owned(),
        }
    }
}
