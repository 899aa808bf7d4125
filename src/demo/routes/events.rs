//! `/v1/events`: the audit log of a time range, newest first.
//!
//! Owns reading the range and the JSON of an event; the log itself is in `audit`.

use hyper::StatusCode;
use jiff::Timestamp;
use serde::Serialize;

use super::super::audit::{AuditEntry, REACH};
use super::super::state::State;
use super::agent_json::time;
use super::input::{Paging, parameter};
use super::{Call, Outcome, Reply};

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct EventBody<'a> {
    event_id: String,
    event_name: &'a str,
    event_type: &'a str,
    event_description: &'a str,
    event_timestamp: String,
    event_source: &'a str,
    event_subject_id: &'a str,
    event_subject_name: &'a str,
    event_subject_type: &'a str,
    actor_id: String,
    actor_email: &'a str,
    additional_info: Additional,
}

#[derive(Serialize)]
struct Additional {
    ip: &'static str,
}

pub(super) fn list(state: &State, call: &Call) -> Outcome {
    let paging = Paging::of(call)?;
    let (from, to) = range(call)?;
    let oldest = state.simulation.timestamp().saturating_sub(REACH).unwrap_or(Timestamp::MIN);
    let entries: Vec<_> = state.audit.between(from.max(oldest), to).collect();
    let results = entries[paging.range(entries.len())].iter().map(|entry| body(entry)).collect();
    Ok(Reply::json(StatusCode::OK, &paging.filled(entries.len(), results)))
}

fn body(entry: &AuditEntry) -> EventBody<'_> {
    let (event_name, event_type, event_description) = entry.kind.texts();
    EventBody {
        event_id: format!("demo-event-{}", entry.number),
        event_name,
        event_type,
        event_description,
        event_timestamp: time(entry.at),
        event_source: "agents",
        event_subject_id: &entry.subject_id,
        event_subject_name: &entry.subject_name,
        event_subject_type: "AGENT",
        actor_id: format!("auth0|{}", entry.actor.split('@').next().unwrap_or_default()),
        actor_email: entry.actor,
        additional_info: Additional { ip: "192.0.2.17" },
    }
}

/// Both ends are required.
fn range(call: &Call) -> Result<(Timestamp, Timestamp), Reply> {
    let end = |name: &str| parameter(call, name).and_then(|text| text.parse::<Timestamp>().ok());
    match (end("from"), end("to")) {
        (Some(from), Some(to)) if from <= to => Ok((from, to)),
        (Some(_), Some(_)) => {
            let violations = ["from: must not be after to".to_owned()];
            Err(Reply::bad_request(call, "Invalid request parameters.", &violations))
        }
        (from, to) => {
            let violations: Vec<_> = [("from", from), ("to", to)]
                .into_iter()
                .filter(|(_, end)| end.is_none())
                .map(|(name, _)| format!("{name}: must be a date and time, like 2026-01-01T00:00:00.000Z"))
                .collect();
            Err(Reply::bad_request(call, "Invalid request parameters.", &violations))
        }
    }
}
