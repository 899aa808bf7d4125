//! What runs on a runner, what comes next, and who did what.

mod event;
mod join;
mod strip;
mod timing;
mod upcoming;

use jiff::Timestamp;
use trackside::domain::work::Timing;
use trackside::domain::{Environment, Execution, Label, Project, ProjectId, ProjectUsage, RunnerId, Schedule};

/// A moment, in RFC 3339.
fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn project(id: &str) -> Project {
    Project { id: ProjectId::new(id), name: Label::from(format!("Project {id}")) }
}

fn environment(name: &str, id: Option<&str>, runner_name: Option<&str>) -> Environment {
    Environment {
        name: Label::from(name),
        default_runner: id.map(RunnerId::new),
        default_runner_name: runner_name.map(Label::from),
    }
}

fn usage_of(id: &str, environments: Vec<Environment>) -> ProjectUsage {
    ProjectUsage { environments: Some(environments), ..ProjectUsage::new(project(id)) }
}

fn execution(id: &str, project: &str, environment: &str, started_at: Option<&str>) -> Execution {
    Execution {
        id: Label::from(id),
        pipeline: Label::from("load/orders-full.orch.yaml"),
        project: Some(ProjectId::new(project)),
        environment: Some(Label::from(environment)),
        trigger: None,
        status: Some(Label::from("RUNNING")),
        started_at: started_at.map(at),
    }
}

/// A schedule that is on, with its starts from `now` on.
fn schedule(name: &str, timing: Timing, next: Option<&str>, now: Timestamp) -> Schedule {
    Schedule {
        is_enabled: Some(true),
        next_run_at: next.map(at),
        timing,
        environment: Some(Label::from("prod")),
        ..Schedule::new(name)
    }
    .with_starts(now)
}

fn cron(expression: &str, zone: &str) -> Timing {
    Timing::Cron { expression: Label::from(expression), zone: Some(Label::from(zone)) }
}

fn every(count: u64, unit: &str) -> Timing {
    Timing::Interval { count, unit: Label::from(unit) }
}
