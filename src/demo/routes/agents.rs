//! `/v1/agents` and `/v1/agents/{agentId}`: list, details, create, update, delete.
//!
//! Owns which fields a runner may get and which combinations are refused ("Create a new agent", "Update an
//! agent", "Delete an agent"). What a deletion leads to is decided in `simulation::commands`.

use hyper::StatusCode;

use super::super::audit::AuditKind;
use super::super::simulation::{AgentId, AgentType, Own, Platform, Reported, Runner, Slot, Status, Track};
use super::super::state::State;
use super::agent_json::{self, ListEntry};
use super::input::{Fields, Paging};
use super::{Call, Outcome, Reply};

pub(super) fn list(state: &State, call: &Call) -> Outcome {
    let paging = Paging::of(call)?;
    let runners = state.simulation.len();
    let total = runners + state.extras.len();
    let range = paging.range(total);
    let summaries = state
        .simulation
        .iter_from(range.start)
        .map(|runner| ListEntry::Runner(Box::new(agent_json::summary(&state.simulation, runner))));
    let extras = state.extras.iter().skip(range.start.saturating_sub(runners));
    let results: Vec<_> =
        summaries.chain(extras.map(|extra| ListEntry::Extra(&extra.agent))).take(range.len()).collect();
    Ok(Reply::json(StatusCode::OK, &paging.filled(total, results)))
}

pub(super) fn show(state: &State, slot: Slot) -> Reply {
    let runner = state.simulation.at(slot);
    Reply::json(StatusCode::OK, &agent_json::details(&state.simulation, runner))
}

/// Creates a definition, which stays pending until an instance connects.
pub(super) fn create(state: &mut State, call: &Call) -> Outcome {
    let mut fields = Fields::of(call)?;
    let name = fields.require_text("name");
    fields.check_name(&name);
    let description = fields.take_text("description").unwrap_or_default();
    fields.check_description(&description);
    let agent_type = AgentType::from_word(&fields.require_text("agentType"));
    if agent_type.is_none() {
        fields.violation("agentType: must be data_productivity_cloud or streaming");
    }
    let (provider, deployment) = (fields.require_text("cloudProvider"), fields.require_text("deployment"));
    let platform = Platform::from_words(&provider, &deployment)
        .filter(|platform| agent_type.is_none_or(|agent_type| platform.allows(agent_type)));
    if platform.is_none() {
        fields.violation(format!("deployment: {deployment} is not possible for {provider} and this agentType"));
    }
    let track_name = fields.take_text("trackName").unwrap_or_else(|| "current".to_owned());
    let track = Track::from_word(&track_name);
    if track.is_none() {
        fields.violation("trackName: must be current or stable");
    }
    let auto_update = fields.take_switch("enableAutoUpdates");
    let restricted = fields.take_switch("restrictedAccess");
    let is_streaming = agent_type == Some(AgentType::Streaming);
    if auto_update.is_some() && (is_streaming || platform.is_some_and(Platform::is_snowflake)) {
        fields.violation("enableAutoUpdates: not for snowflake or streaming agents");
    }
    if restricted.is_some() && is_streaming {
        fields.violation("restrictedAccess: not for streaming agents");
    }
    fields.finish()?;
    let (Some(agent_type), Some(platform), Some(track)) = (agent_type, platform, track) else {
        return Err(super::unreadable(call, false)); // each was a violation already
    };
    state.created += 1;
    let slot = state.simulation.add(Runner {
        id: AgentId::derived(state.seed ^ 0xc0de, state.created),
        own: Some(Box::new(Own { name, description, ..Own::default() })),
        agent_type,
        platform,
        track,
        auto_update: auto_update.unwrap_or(false),
        restricted: restricted.unwrap_or(false),
        reported: Reported::Nothing,
        status: Status::Pending,
        ..Runner::blank()
    });
    note(state, slot, AuditKind::Created);
    Ok(Reply { status: StatusCode::CREATED, ..show(state, slot) })
}

/// Changes some settings. The installed version stays when the track changes: so "Update an agent".
pub(super) fn update(state: &mut State, call: &Call, slot: Slot) -> Outcome {
    let runner = state.simulation.at(slot);
    let (platform, agent_type) = (runner.platform, runner.agent_type);
    refuse_unmanaged(call, platform)?;
    let mut fields = Fields::of(call)?;
    let name = fields.take_text("name");
    if let Some(name) = &name {
        fields.check_name(name);
    }
    let description = fields.take_text("description");
    fields.check_description(description.as_deref().unwrap_or_default());
    let auto_update = fields.take_switch("enableAutoUpdates");
    let restricted = fields.take_switch("restrictedAccess");
    let track = fields.take_text("trackName");
    if auto_update.is_some() && (platform.is_snowflake() || agent_type == AgentType::Streaming) {
        fields.violation("enableAutoUpdates: cannot be changed for snowflake or streaming agents");
    }
    if restricted.is_some() && agent_type == AgentType::Streaming {
        fields.violation("restrictedAccess: cannot be set for streaming agents");
    }
    if track.is_some() && platform.is_snowflake() {
        fields.violation("trackName: cannot be changed for snowflake agents");
    }
    let track = match track.as_deref() {
        None => None,
        Some("CURRENT") => Some(Track::Current),
        Some("STABLE") => Some(Track::Stable),
        Some(_) => {
            fields.violation("trackName: must be CURRENT or STABLE");
            None
        }
    };
    fields.finish()?;
    let runner = state.simulation.at_mut(slot);
    if let Some(name) = name {
        runner.own_mut().name = name;
    }
    if let Some(description) = description {
        runner.own_mut().description = description;
    }
    runner.auto_update = auto_update.unwrap_or(runner.auto_update);
    runner.restricted = restricted.unwrap_or(runner.restricted);
    runner.track = track.unwrap_or(runner.track);
    note(state, slot, AuditKind::Updated);
    Ok(Reply::empty(StatusCode::ACCEPTED))
}

pub(super) fn delete(state: &mut State, call: &Call, slot: Slot) -> Outcome {
    refuse_unmanaged(call, state.simulation.at(slot).platform)?;
    state.simulation.remove(slot).map_err(|refusal| Reply::problem(StatusCode::CONFLICT, call, &refusal.0))?;
    note(state, slot, AuditKind::Deleted);
    Ok(Reply::empty(StatusCode::ACCEPTED))
}

/// Runners that the service hosts, and those on unknown platforms, are listed only.
pub(super) fn refuse_unmanaged(call: &Call, platform: Platform) -> Result<(), Reply> {
    if platform.is_managed() {
        return Ok(());
    }
    Err(Reply::bad_request(call, "This agent is not managed by customers.", &[]))
}

/// Writes into the audit log what was done to a runner.
pub(super) fn note(state: &mut State, slot: Slot, kind: AuditKind) {
    let at = state.simulation.timestamp();
    let runner = state.simulation.at(slot);
    state.audit.record(at, kind, runner.id.to_string(), runner.name().into_owned());
}
