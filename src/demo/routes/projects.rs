//! `/v1/projects` and `/v1/projects/{projectId}/environments`: who has a runner as default.
//!
//! Owns their JSON. Of a default runner that was removed the id alone is left; both fields are optional.

use hyper::StatusCode;
use serde::Serialize;

use super::super::state::State;
use super::input::Paging;
use super::{Call, Outcome, Reply, not_found};

#[derive(Serialize)]
struct ProjectBody<'a> {
    id: &'a str,
    name: &'a str,
    description: &'a str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct EnvironmentBody<'a> {
    name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    default_agent_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    default_agent_name: Option<String>,
}

pub(super) fn list(state: &State, call: &Call) -> Outcome {
    let paging = Paging::of(call)?;
    let projects = &state.projects;
    let results = projects[paging.range(projects.len())]
        .iter()
        .map(|project| ProjectBody { id: &project.id, name: &project.name, description: &project.description })
        .collect();
    Ok(Reply::json(StatusCode::OK, &paging.filled(projects.len(), results)))
}

pub(super) fn environments(state: &State, call: &Call, project: &str) -> Outcome {
    let paging = Paging::of(call)?;
    let project = state
        .projects
        .iter()
        .find(|candidate| candidate.id.eq_ignore_ascii_case(project))
        .ok_or_else(|| not_found(call, "project"))?;
    let environments = &project.environments;
    let results = environments[paging.range(environments.len())]
        .iter()
        .map(|environment| {
            let runner = environment.default_runner.and_then(|slot| state.simulation.existing(slot));
            EnvironmentBody {
                name: &environment.name,
                // Of a runner that was removed the id stays: so environments come to point nowhere.
                default_agent_id: environment.default_runner.map(|slot| state.simulation.at(slot).id.to_string()),
                default_agent_name: runner.map(|runner| runner.name().into_owned()),
            }
        })
        .collect();
    Ok(Reply::json(StatusCode::OK, &paging.filled(environments.len(), results)))
}
