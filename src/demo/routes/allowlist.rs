//! `/v1/agents/{agentId}/allowlist`: who may use a restricted runner.
//!
//! Owns the operations on the list; where it is kept is in `simulation::runner`. GET wraps the map twice, as
//! the documentation shows; PUT and PATCH take it wrapped once. An entry without environments stands for all
//! environments of the project. The list is kept, not enforced, while the runner is not restricted.

use hyper::StatusCode;
use serde_json::{Map, Value, json};

use super::super::audit::AuditKind;
use super::super::simulation::{AllowList, Slot, is_uuid};
use super::super::state::State;
use super::agents::{note, refuse_unmanaged};
use super::input::{Fields, parameter};
use super::{Call, Outcome, Reply, not_found};

pub(super) fn of_runner(state: &mut State, call: &Call, slot: Slot) -> Outcome {
    if call.method == hyper::Method::GET {
        let own = state.simulation.at(slot).own.as_ref();
        return Ok(own.map_or_else(|| shown(&AllowList::new()), |own| shown(&own.allow_list)));
    }
    refuse_unmanaged(call, state.simulation.at(slot).platform)?;
    let reply = answer(call, &mut state.simulation.at_mut(slot).own_mut().allow_list)?;
    note(state, slot, AuditKind::AllowListChanged);
    Ok(reply)
}

/// Reads or changes a list, as the method says.
pub(super) fn answer(call: &Call, list: &mut AllowList) -> Outcome {
    match call.method.as_str() {
        "PUT" => *list = read(call, true)?,
        "PATCH" => add(list, read(call, false)?),
        "DELETE" => remove(call, list)?,
        _ => return Ok(shown(list)),
    }
    Ok(Reply::empty(StatusCode::OK))
}

fn shown(list: &AllowList) -> Reply {
    let projects: Map<String, Value> = list
        .iter()
        .map(|(project, environments)| {
            let entry = environments.as_ref().map_or_else(|| json!({}), |names| json!({ "environments": names }));
            (project.clone(), entry)
        })
        .collect();
    Reply::json(StatusCode::OK, &json!({ "projects": { "projects": projects } }))
}

/// The map of a PUT or PATCH; only the former may be empty.
fn read(call: &Call, may_be_empty: bool) -> Result<AllowList, Reply> {
    let mut fields = Fields::of(call)?;
    let mut list = AllowList::new();
    match fields.take("projects") {
        Some(Value::Object(projects)) => {
            if projects.is_empty() && !may_be_empty {
                fields.violation("projects: must not be empty");
            }
            for (project, entry) in projects {
                if !is_uuid(&project) {
                    fields.violation(format!("projects.{project}: must be a UUID"));
                }
                match environments(entry) {
                    Ok(environments) => {
                        drop(list.insert(project.to_ascii_lowercase(), environments));
                    }
                    Err(rule) => fields.violation(format!("projects.{project}: {rule}")),
                }
            }
        }
        _ => fields.violation("projects: must be an object"),
    }
    fields.finish()?;
    Ok(list)
}

/// The environments of an entry, `None` for all, or the rule it breaks.
fn environments(entry: Value) -> Result<Option<Vec<String>>, &'static str> {
    let Value::Object(mut entry) = entry else {
        return Err("must be an object");
    };
    let environments = entry.remove("environments");
    if !entry.is_empty() {
        return Err("unknown field");
    }
    let names = match environments {
        None => return Ok(None),
        Some(Value::Array(names)) => names,
        Some(_) => return Err("environments must be a list"),
    };
    let mut read: Vec<String> = Vec::with_capacity(names.len());
    for name in names {
        match name {
            Value::String(name) if name.is_empty() => {
                return Err("an environment must have a name");
            }
            Value::String(name) if read.contains(&name) => {}
            Value::String(name) => read.push(name),
            _ => return Err("environments must be strings"),
        }
    }
    Ok(Some(read))
}

/// Adds to what is there; an entry for all environments stays or becomes one.
fn add(list: &mut AllowList, added: AllowList) {
    for (project, environments) in added {
        let Some(present) = list.get_mut(&project) else {
            list.insert(project, environments);
            continue;
        };
        match (present.as_mut(), environments) {
            (Some(names), Some(added)) => {
                let new: Vec<_> = added.into_iter().filter(|name| !names.contains(name)).collect();
                names.extend(new);
            }
            _ => *present = None,
        }
    }
}

/// With an environment's name the entry of its project stays, even without environments.
fn remove(call: &Call, list: &mut AllowList) -> Result<(), Reply> {
    let project = parameter(call, "projectId").unwrap_or_default().to_ascii_lowercase();
    if !is_uuid(&project) {
        let violations = ["projectId: must be a UUID".to_owned()];
        return Err(Reply::bad_request(call, "Invalid request parameters.", &violations));
    }
    let Some(environment) = parameter(call, "environmentName") else {
        return list.remove(&project).map(drop).ok_or_else(|| not_found(call, "project in the allow list"));
    };
    let names = list.get_mut(&project).and_then(Option::as_mut);
    let index = names.as_ref().and_then(|names| names.iter().position(|name| *name == environment));
    match (names, index) {
        (Some(names), Some(index)) => {
            names.remove(index);
            Ok(())
        }
        _ => Err(not_found(call, "environment in the allow list")),
    }
}
