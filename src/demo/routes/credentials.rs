//! `/v1/agents/{agentId}/credentials`: showing and replacing what a runner authenticates with.
//!
//! Owns how credentials are derived: from the seed, the runner and the number of replacements, so none are
//! stored. They open nothing.

use hyper::StatusCode;
use serde::Serialize;

use super::super::audit::AuditKind;
use super::super::random;
use super::super::simulation::Slot;
use super::super::state::State;
use super::agents::{note, refuse_unmanaged};
use super::input::Fields;
use super::{Call, Outcome, Reply};

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct CredentialsBody {
    client_id: String,
    client_secret: String,
}

/// The answer with the pair that follows from an identity and a count of replacements.
pub(super) fn reply(seed: u64, identity: u64, secret_number: u64) -> Reply {
    let drawn = |part| random::hash(seed, &[part, identity, secret_number]);
    let id = random::hexadecimal([random::hash(seed, &[0xc1, identity])]);
    let body = CredentialsBody {
        client_id: format!("agent-{id}"),
        client_secret: random::hexadecimal([drawn(0x5e_c0), drawn(0x5e_c1), drawn(0x5e_c2)]),
    };
    Reply::json(StatusCode::OK, &body)
}

pub(super) fn show(state: &State, call: &Call, slot: Slot) -> Outcome {
    refuse_unmanaged(call, state.simulation.at(slot).platform)?;
    Ok(shown(state, slot))
}

fn shown(state: &State, slot: Slot) -> Reply {
    let runner = state.simulation.at(slot);
    let secret_number = runner.own.as_ref().map_or(0, |own| own.secret_number);
    reply(state.seed, runner.id.low_half(), secret_number)
}

/// Checks for `{"action": "SECRET_REFRESH"}`.
pub(super) fn check_action(call: &Call) -> Result<(), Reply> {
    let mut fields = Fields::of(call)?;
    if fields.require_text("action") != "SECRET_REFRESH" {
        fields.violation("action: must be SECRET_REFRESH");
    }
    fields.finish()
}

/// The old secret is revoked at once, and a connected runner with it.
pub(super) fn refresh(state: &mut State, call: &Call, slot: Slot) -> Outcome {
    refuse_unmanaged(call, state.simulation.at(slot).platform)?;
    check_action(call)?;
    state.simulation.replace_secret(slot);
    note(state, slot, AuditKind::CredentialsRefreshed);
    Ok(shown(state, slot))
}
