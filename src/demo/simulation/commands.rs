//! What callers may ask of a runner: restart, pause, resume, a new secret, removal.
//!
//! Owns which status allows what, and what follows over the next seconds. The contract leaves most of this
//! open; the rules are those of "Manage runners" where it says something, else the demo's own.

use super::life::{PAUSE_LENGTH, Step};
use super::{Behaviour, Simulation, Slot, Status};

/// The documented commands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::demo) enum Command {
    Restart,
    Pause,
    Resume,
}

impl Command {
    pub(in crate::demo) const ALL: [Self; 3] = [Self::Restart, Self::Pause, Self::Resume];

    pub(in crate::demo) fn word(self) -> &'static str {
        match self {
            Self::Restart => "RESTART",
            Self::Pause => "PAUSE",
            Self::Resume => "RESUME",
        }
    }
}

/// Why a runner does not do what was asked: its status does not allow it. The text is for the caller.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::demo) struct Refusal(pub(in crate::demo) String);

impl Simulation {
    /// Starts a command; what it does shows over the next seconds.
    ///
    /// - PAUSE: running, pausing, paused with its end.
    /// - RESUME: pausing or paused, running; offline it becomes stopped or unknown.
    /// - RESTART: running, stopping, unknown, running, possibly with a newer version. A paused runner
    ///   is paused again when it is back. Some never are, and some refuse it: see [`Behaviour`].
    pub(in crate::demo) fn command(&mut self, slot: Slot, command: Command) -> Result<(), Refusal> {
        let runner = self.at(slot);
        let (status, connected) = (runner.status, runner.connected);
        let is_allowed = match command {
            Command::Restart => match status {
                Status::Running => true,
                Status::Unknown | Status::Paused => connected,
                _ => false,
            },
            Command::Pause => status == Status::Running,
            Command::Resume => matches!(status, Status::Pausing | Status::Paused),
        };
        if !is_allowed {
            return Err(self.refusal(slot, command));
        }
        if command == Command::Restart && runner.behaviour == Behaviour::RefusesRestart {
            return Err(Refusal("The agent is locked: its owner has to allow a restart first.".to_owned()));
        }
        match command {
            Command::Restart => {
                // What runs is finished first, as far as a demo has the patience.
                let drain = u64::from(self.at(slot).runs.min(4)) * 4_000;
                let busy = self.dice.between(4_000, 8_000) + drain;
                self.at_mut(slot).status = Status::Stopping;
                self.replan(slot, busy, Step::Leaves);
            }
            Command::Pause => {
                let busy = self.dice.between(4_000, 9_000);
                self.at_mut(slot).status = Status::Pausing;
                self.replan(slot, busy, Step::Pauses(PAUSE_LENGTH));
            }
            // Queued, like every command: the runner hears of it a moment later.
            Command::Resume => self.replan(slot, 1_500, Step::PauseEnds),
        }
        Ok(())
    }

    fn refusal(&self, slot: Slot, command: Command) -> Refusal {
        let runner = self.at(slot);
        let word = runner.status_word();
        Refusal(match (command, runner.status) {
            (Command::Restart, Status::Unknown | Status::Paused) => {
                format!("The agent is {word} and not connected, it cannot receive commands.")
            }
            (Command::Restart, _) => {
                format!("The agent must be running to be restarted, it is {word}.")
            }
            (Command::Pause, _) => format!("The agent must be running to be paused, it is {word}."),
            (Command::Resume, _) => {
                format!("The agent must be pausing or paused to be resumed, it is {word}.")
            }
        })
    }

    /// Revokes the secret. A runner that is at work is disconnected at once, and stays unknown until somebody
    /// has stored the new secret and restarted it: ten minutes later.
    pub(in crate::demo) fn replace_secret(&mut self, slot: Slot) {
        let runner = self.at_mut(slot);
        runner.own_mut().secret_number += 1;
        if matches!(runner.status, Status::Pending | Status::Stopped) {
            return;
        }
        runner.connected = false;
        runner.status = Status::Unknown;
        runner.paused_until = None;
        self.replan(slot, 10 * 60 * 1_000, Step::Returns);
    }

    /// Removes the runner from the list three seconds later.
    pub(in crate::demo) fn remove(&mut self, slot: Slot) -> Result<(), Refusal> {
        let runner = self.at(slot);
        if !matches!(runner.status, Status::Stopped | Status::Pending | Status::Unknown) {
            let word = runner.status_word();
            return Err(Refusal(format!("The agent must be stopped, pending or unknown to be deleted, it is {word}.")));
        }
        self.replan(slot, 3_000, Step::Removed);
        Ok(())
    }
}
