//! `/v1/agents/{agentId}/connectivity-tests`: an outbound connection, tried from a runner.
//!
//! Not part of the public contract: only the result's shape is known, from the web interface. Owns which
//! endpoints answer. Nothing is connected to; what looks closed times out.

use std::time::Duration;

use hyper::StatusCode;
use serde::Serialize;

use super::super::simulation::{Reported, Slot, Status};
use super::super::state::State;
use super::agents::refuse_unmanaged;
use super::input::Fields;
use super::{Call, Outcome, Reply};

const TIMEOUT: Duration = Duration::from_secs(5);
const ROUND_TRIP: Duration = Duration::from_millis(400);

/// Addresses for documentation (RFC 5737, RFC 3849) and the name that never exists (RFC 6761), and words by
/// which a demonstration can ask for a timeout.
const CLOSED_PREFIXES: [&str; 5] = ["192.0.2.", "198.51.100.", "203.0.113.", "2001:db8:", "10.255."];
const CLOSED_WORDS: [&str; 4] = ["timeout", "blocked", "unreachable", "closed"];

#[derive(Serialize)]
struct ResultBody<'a> {
    result: &'a str,
    host: &'a str,
    port: u16,
}

/// Host and port out of `{"host": …, "port": …}`.
pub(super) fn read(call: &Call) -> Result<(String, u16), Reply> {
    let mut fields = Fields::of(call)?;
    let host = fields.require_text("host");
    if !(1..=253).contains(&host.len()) || host.contains(char::is_whitespace) {
        fields.violation("host: must be a host name or an IP address");
    }
    let port = fields.take("port").and_then(|port| u16::try_from(port.as_u64()?).ok());
    if port.is_none_or(|port| port == 0) {
        fields.violation("port: must be between 1 and 65535");
    }
    fields.finish()?;
    Ok((host, port.unwrap_or_default()))
}

/// The result, after as long as the test takes.
pub(super) fn result(host: &str, port: u16) -> Reply {
    let name = host.to_ascii_lowercase();
    let is_closed = port == 25
        || name.ends_with(".invalid")
        || CLOSED_PREFIXES.iter().any(|prefix| name.starts_with(prefix))
        || CLOSED_WORDS.iter().any(|word| name.contains(word));
    let (result, delay) = if is_closed { ("TIMEOUT", TIMEOUT) } else { ("SUCCESS", ROUND_TRIP) };
    Reply { delay, ..Reply::json(StatusCode::OK, &ResultBody { result, host, port }) }
}

pub(super) fn not_running(call: &Call) -> Reply {
    Reply::problem(StatusCode::CONFLICT, call, "Only a running agent can test connectivity.")
}

pub(super) fn test(state: &State, call: &Call, slot: Slot) -> Outcome {
    let runner = state.simulation.at(slot);
    refuse_unmanaged(call, runner.platform)?;
    let (host, port) = read(call)?;
    if runner.status != Status::Running || !runner.connected {
        return Err(not_running(call));
    }
    if matches!(runner.reported, Reported::Version(version) if !version.tests_connectivity()) {
        let detail = "Runner task failed: The runner version does not support this feature";
        return Err(Reply::problem(StatusCode::UNPROCESSABLE_ENTITY, call, detail));
    }
    Ok(result(&host, port))
}
