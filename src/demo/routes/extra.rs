//! Agents given verbatim by a test: everything that can be done to one of them, at once.
//!
//! Owns the little that is simulated about them: commands change `agentStatus` without a delay, PATCH merges
//! what it gets. Whatever else the JSON contains stays as it was given.

use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use hyper::StatusCode;
use serde_json::Value;

use super::super::simulation::{Command, Status};
use super::super::state::State;
use super::input::Fields;
use super::{Call, Outcome, Reply, allowlist, commands, connectivity, credentials};

/// The method was checked against the resource already, and the place against the list.
pub(super) fn answer(state: &mut State, call: &Call, index: usize, resource: &str) -> Outcome {
    let seed = state.seed;
    let extra = &mut state.extras[index];
    let identity = {
        let mut hasher = DefaultHasher::new();
        extra.agent["agentId"].as_str().hash(&mut hasher);
        hasher.finish()
    };
    match (resource, call.method.as_str()) {
        ("commands", _) => {
            let status = match commands::read(call)? {
                Command::Pause => Status::Paused,
                Command::Resume | Command::Restart => Status::Running,
            };
            extra.agent["agentStatus"] = Value::from(status.word());
            Ok(Reply::empty(StatusCode::ACCEPTED))
        }
        ("connectivity-tests", _) => {
            let (host, port) = connectivity::read(call)?;
            if extra.agent["agentStatus"] != Status::Running.word() {
                return Err(connectivity::not_running(call));
            }
            Ok(connectivity::result(&host, port))
        }
        ("credentials", "GET") => Ok(credentials::reply(seed, identity, extra.secret_number)),
        ("credentials", _) => {
            credentials::check_action(call)?;
            extra.secret_number += 1;
            Ok(credentials::reply(seed, identity, extra.secret_number))
        }
        ("allowlist", _) => allowlist::answer(call, &mut extra.allow_list),
        (_, "PATCH") => merge(call, &mut extra.agent),
        (_, "DELETE") => {
            state.extras.remove(index);
            Ok(Reply::empty(StatusCode::ACCEPTED))
        }
        _ => Ok(Reply::json(StatusCode::OK, &extra.agent)),
    }
}

fn merge(call: &Call, agent: &mut Value) -> Outcome {
    let mut fields = Fields::of(call)?;
    let changes =
        ["name", "description", "enableAutoUpdates", "restrictedAccess"].map(|name| (name, fields.take(name)));
    let track = fields.take_text("trackName");
    fields.finish()?;
    for (name, value) in changes {
        if let Some(value) = value {
            agent[name] = value;
        }
    }
    if let Some(track) = track
        && let Some(versions) = agent.get_mut("versionDetails").filter(|versions| versions.is_object())
    {
        versions["trackName"] = Value::from(track.to_lowercase());
    }
    Ok(Reply::empty(StatusCode::ACCEPTED))
}
