//! `/v1/agents/{agentId}/commands`: restart, pause, resume.
//!
//! Owns reading the command. Which status allows it, and what follows, is decided in `simulation::commands`.

use hyper::StatusCode;

use super::super::audit::AuditKind;
use super::super::simulation::{Command, Slot};
use super::super::state::State;
use super::agents::{note, refuse_unmanaged};
use super::input::Fields;
use super::{Call, Outcome, Reply};

/// Reads `{"command": …}`.
pub(super) fn read(call: &Call) -> Result<Command, Reply> {
    let mut fields = Fields::of(call)?;
    let word = fields.require_text("command");
    let command = Command::ALL.into_iter().find(|command| command.word() == word);
    if command.is_none() {
        fields.violation("command: must be RESTART, PAUSE or RESUME");
    }
    fields.finish()?;
    command.ok_or_else(|| super::unreadable(call, false))
}

/// "Received": what the command brings about shows in the runner's status later.
pub(super) fn send(state: &mut State, call: &Call, slot: Slot) -> Outcome {
    refuse_unmanaged(call, state.simulation.at(slot).platform)?;
    let command = read(call)?;
    state
        .simulation
        .command(slot, command)
        .map_err(|refusal| Reply::problem(StatusCode::CONFLICT, call, &refusal.0))?;
    note(state, slot, AuditKind::from(command));
    Ok(Reply::empty(StatusCode::ACCEPTED))
}
