//! What agents look like in JSON: list entries and details.
//!
//! Owns the field names of the contract for answers. Which fields a list entry has is not documented; here it
//! lacks what only the details have, and for some runners more, so that clients must cope.

use std::borrow::Cow;

use jiff::Timestamp;
use serde::Serialize;
use serde_json::Value;

use super::super::simulation::{Reported, Runner, Simulation, Status};

/// A list entry or details, depending on what is filled in.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct AgentBody<'a> {
    agent_id: String,
    name: Cow<'a, str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<Cow<'a, str>>,
    agent_status: &'a str,
    agent_type: &'static str,
    cloud_provider: &'static str,
    deployment: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    connected: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    enable_auto_updates: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    restricted_access: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    paused_until: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    version_details: Option<VersionBody<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct VersionBody<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    agent_version: Option<String>,
    agent_update_available: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    support: Option<&'static str>,
    track_name: &'static str,
    track_version: String,
    track_release_date: &'a str,
}

/// An entry of a list: of the fleet, or verbatim.
#[derive(Serialize)]
#[serde(untagged)]
pub(super) enum ListEntry<'a> {
    Runner(Box<AgentBody<'a>>),
    Extra(&'a Value),
}

/// ISO 8601 in UTC with milliseconds, as the API writes times.
pub(super) fn time(timestamp: Timestamp) -> String {
    timestamp.strftime("%Y-%m-%dT%H:%M:%S%.3fZ").to_string()
}

pub(super) fn summary<'a>(simulation: &'a Simulation, runner: &'a Runner) -> AgentBody<'a> {
    let is_full = !runner.sparse_summary;
    AgentBody {
        agent_id: runner.id.to_string(),
        name: runner.name(),
        description: None,
        agent_status: runner.status_word(),
        agent_type: runner.agent_type.word(),
        cloud_provider: runner.platform.provider(),
        deployment: runner.platform.deployment(),
        connected: is_full.then_some(runner.connected),
        enable_auto_updates: None,
        restricted_access: None,
        paused_until: None,
        version_details: if is_full { versions(simulation, runner) } else { None },
    }
}

pub(super) fn details<'a>(simulation: &'a Simulation, runner: &'a Runner) -> AgentBody<'a> {
    let paused_until = runner.paused_until.filter(|_| runner.status == Status::Paused);
    AgentBody {
        description: Some(runner.description()),
        connected: Some(runner.connected),
        enable_auto_updates: Some(runner.auto_update),
        restricted_access: Some(runner.restricted),
        paused_until: paused_until.map(|until| time(simulation.timestamp_at(until))),
        version_details: versions(simulation, runner),
        ..summary(simulation, runner)
    }
}

fn versions<'a>(simulation: &'a Simulation, runner: &Runner) -> Option<VersionBody<'a>> {
    let releases = simulation.releases().of(runner.track);
    let version = match runner.reported {
        Reported::Version(version) => Some(version),
        Reported::Nothing => None,
        Reported::NoBlock => return None,
    };
    Some(VersionBody {
        agent_version: version.map(|version| version.to_string()),
        agent_update_available: version.is_some_and(|version| version < releases.latest),
        // Only SUPPORTED has been seen of the real service; the other word is assumed.
        support: version.map(|version| if releases.supports(version) { "SUPPORTED" } else { "UNSUPPORTED" }),
        track_name: runner.track.word(),
        track_version: releases.latest.to_string(),
        track_release_date: &releases.date,
    })
}
