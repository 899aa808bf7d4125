//! `/v1/pipeline-executions`, `…/schedules` and `…/streaming-pipelines`: what runs, what comes next, what streams.
//!
//! Owns their JSON and the token for the rest of the executions; what runs is in `work`.

use std::borrow::Cow;

use hyper::StatusCode;
use serde_json::{Value, json};

use super::super::simulation::Simulation;
use super::super::state::State;
use super::super::work::{Execution, Plan, Schedule, Stage, streaming_status};
use super::agent_json::time;
use super::input::{Paging, parameter};
use super::{Call, Outcome, Reply, not_found};

const STATUSES: [&str; 7] = ["RUNNING", "SUCCESS", "FAILED", "CANCELLING", "CANCELLED", "SKIPPED", "UNKNOWN"];

/// Executions, newest start first; `more` is the number of the first that is missing, in a form that nobody should guess.
pub(super) fn executions(state: &State, call: &Call) -> Outcome {
    let mut violations = Vec::new();
    let status = parameter(call, "status");
    if status.as_ref().is_some_and(|status| !STATUSES.contains(&status.as_str())) {
        violations.push(format!("status: must be one of {}", STATUSES.join(", ")));
    }
    let limit = match parameter(call, "limit").map(|limit| limit.parse::<usize>()) {
        None => 25,
        Some(Ok(limit @ 1..)) => limit.min(100),
        Some(_) => {
            violations.push("limit: must be 1 or more".to_owned());
            25
        }
    };
    let from = match parameter(call, "paginationToken")
        .map(|token| token.strip_prefix("demo-").and_then(|t| t.parse().ok()))
    {
        None => 0,
        Some(Some(from)) => from,
        Some(None) => {
            violations.push("paginationToken: unknown".to_owned());
            0
        }
    };
    if !violations.is_empty() {
        return Err(Reply::bad_request(call, "Invalid request parameters.", &violations));
    }
    let wanted = Wanted { call, state, status };
    let all: Vec<&Execution> = state.work.executions().into_iter().filter(|one| wanted.takes(one)).collect();
    let results: Vec<Value> = all.iter().skip(from).take(limit).map(|one| execution(state, one)).collect();
    let mut answer = json!({ "results": results });
    if from + results.len() < all.len() {
        answer["more"] = json!(format!("demo-{}", from + results.len()));
    }
    Ok(Reply::json(StatusCode::OK, &answer))
}

/// The filters of a call.
struct Wanted<'a> {
    call: &'a Call,
    state: &'a State,
    status: Option<String>,
}

impl Wanted<'_> {
    fn takes(&self, execution: &Execution) -> bool {
        let project = &self.state.projects[execution.project];
        let environment = &project.environments[execution.environment].name;
        let schedule = execution.schedule.map(|index| &self.state.work.schedules[index].id);
        let is = |name: &str, value: &str| parameter(self.call, name).is_none_or(|wanted| wanted == value);
        self.status.as_ref().is_none_or(|status| status == status_of(execution))
            && is("projectId", &project.id)
            && is("environmentName", environment)
            && is("scheduleId", schedule.map_or("", String::as_str))
            && parameter(self.call, "pipelineName")
                .is_none_or(|part| execution.pipeline.to_lowercase().contains(&part.to_lowercase()))
    }
}

fn status_of(execution: &Execution) -> &'static str {
    match execution.stage {
        Stage::Running => "RUNNING",
        Stage::Ended(status, _) => status,
    }
}

fn execution(state: &State, execution: &Execution) -> Value {
    let project = &state.projects[execution.project];
    let mut body = json!({
        "pipelineExecutionId": execution.id,
        "pipelineName": execution.pipeline,
        "pipelineType": "ORCHESTRATION",
        "status": status_of(execution),
        "startedAt": moment(&state.simulation, execution.started),
        "environmentName": project.environments[execution.environment].name,
        "projectId": project.id,
        "trigger": execution.trigger,
    });
    if let Stage::Ended(_, at) = execution.stage {
        body["finishedAt"] = json!(time(state.simulation.timestamp_at(at)));
    }
    if let Some(schedule) = execution.schedule {
        body["scheduleId"] = json!(state.work.schedules[schedule].id);
    }
    if let Some(user) = execution.user {
        body["user"] = json!(user);
    }
    body
}

/// A moment that may be before the start.
fn moment(simulation: &Simulation, millis: i64) -> String {
    let elapsed = jiff::SignedDuration::from_millis(millis);
    time(simulation.timestamp_at(0).saturating_add(elapsed).unwrap_or(jiff::Timestamp::MIN))
}

pub(super) fn schedules(state: &State, call: &Call, project: &str) -> Outcome {
    let paging = Paging::of(call)?;
    let index = project_index(state, call, project)?;
    let all: Vec<&Schedule> = state.work.schedules.iter().filter(|schedule| schedule.project == index).collect();
    let results: Vec<Value> = all[paging.range(all.len())].iter().map(|one| schedule(state, one)).collect();
    Ok(Reply::json(StatusCode::OK, &paging.filled(all.len(), results)))
}

fn schedule(state: &State, schedule: &Schedule) -> Value {
    let environment = &state.projects[schedule.project].environments[schedule.environment].name;
    let mut body = json!({
        "scheduleId": schedule.id,
        "name": schedule.name,
        "pipelineName": schedule.pipeline,
        "environmentName": environment,
        "scheduleEnabled": schedule.is_enabled,
        "versionName": "1.2.0",
    });
    if schedule.is_enabled {
        body["nextRunAt"] = json!(time(state.simulation.timestamp_at(schedule.next)));
    }
    if let Some(last) = schedule.last {
        body["lastRunAt"] = json!(time(state.simulation.timestamp_at(last)));
    }
    match schedule.plan {
        Plan::Daily { hour, minute, zone } => {
            body["cronExpression"] = json!(format!("0 {minute} {hour} ? * * *"));
            body["cronTimezone"] = json!(zone);
        }
        Plan::Hourly { minute } => {
            body["cronExpression"] = json!(format!("0 {minute} * ? * * *"));
            body["cronTimezone"] = json!("UTC");
        }
        Plan::Every { minutes } => body["intervalExpression"] = json!({ "interval": minutes, "unit": "MINUTES" }),
    }
    body
}

pub(super) fn streaming(state: &State, call: &Call, project: &str) -> Outcome {
    let paging = Paging::of(call)?;
    let index = project_index(state, call, project)?;
    let pipelines = state.work.streaming.iter().filter(|pipeline| pipeline.project == index);
    let existing = pipelines.filter_map(|one| Some((one, state.simulation.existing(one.runner)?)));
    let all: Vec<Value> = existing
        .map(|(pipeline, runner)| {
            let name: Cow<'_, str> = runner.name();
            json!({
                "streamingPipelineId": pipeline.id,
                "projectId": state.projects[index].id,
                "name": format!("{name} changes"),
                "agentId": runner.id.to_string(),
                "streamingSource": { "type": "db2ibmi", "connection": { "host": "db.example.internal" } },
                "streamingTarget": { "type": "abs", "container": "changes" },
            })
        })
        .collect();
    let results = all[paging.range(all.len())].to_vec();
    Ok(Reply::json(StatusCode::OK, &paging.filled(all.len(), results)))
}

pub(super) fn status(state: &State, call: &Call, project: &str, id: &str) -> Outcome {
    let index = project_index(state, call, project)?;
    let found = state.work.streaming.iter().find(|pipeline| pipeline.project == index && pipeline.id == id);
    let runner = found.and_then(|pipeline| state.simulation.existing(pipeline.runner));
    let runner = runner.ok_or_else(|| not_found(call, "streaming pipeline"))?;
    Ok(Reply::json(StatusCode::OK, &json!({ "status": streaming_status(runner) })))
}

fn project_index(state: &State, call: &Call, id: &str) -> Result<usize, Reply> {
    let index = state.projects.iter().position(|project| project.id.eq_ignore_ascii_case(id));
    index.ok_or_else(|| not_found(call, "project"))
}
