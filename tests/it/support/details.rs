//! A runner's details to test with: open ones, with believable answers.

use std::sync::Arc;
use trackside::account::{News, WorkNews};
use trackside::domain::{
    AllowList, AllowedProject, Environment, Label, Project, ProjectId, ProjectUsage, Runner, RunnerId, Usage,
};

use super::Harness;

pub fn project(number: u8, name: &str) -> Project {
    Project { id: ProjectId::new(&format!("0000000{number}-0000-4000-8000-000000000000")), name: Label::from(name) }
}

pub fn environment(name: &str, default: &str) -> Environment {
    let runner = RunnerId::new(&format!("id-{default}"));
    Environment {
        name: Label::from(name),
        default_runner: Some(runner),
        default_runner_name: Some(Label::from(default)),
    }
}

/// Three projects of which two use `maia-prod-eu-1`; of the last one no environments could be read.
pub fn usage() -> Usage {
    let of = |number, name, environments| ProjectUsage { environments, ..ProjectUsage::new(project(number, name)) };
    Usage {
        projects: vec![
            of(
                1,
                "Finance",
                Some(vec![environment("finance-prod", "maia-prod-eu-1"), environment("finance-uat", "maia-prod-eu-2")]),
            ),
            of(
                2,
                "Orders",
                Some(vec![environment("orders-prod", "maia-prod-eu-1"), environment("orders-uat", "maia-prod-eu-1")]),
            ),
            of(3, "People", None),
        ],
    }
}

/// A list with all environments of one project, some of another of which one is gone, and a project that is gone.
pub fn allow_list() -> AllowList {
    let entry = |number, names: Option<&[&str]>| AllowedProject {
        id: project(number, "").id,
        environments: names.map(|names| names.iter().map(|name| Label::from(*name)).collect()),
    };
    AllowList {
        projects: vec![entry(1, None), entry(2, Some(&["orders-prod", "orders-test"])), entry(9, Some(&["left-over"]))],
    }
}

/// The details of `runner`, at `columns` by `rows`.
pub fn open(runner: Runner, (columns, rows): (u16, u16)) -> Harness {
    Harness::sized(columns, rows).fleet(vec![runner]).keys("<enter>")
}

/// With everything read that a tab may need.
pub fn with_answers(harness: Harness, id: &str) -> Harness {
    let id = RunnerId::new(id);
    harness
        .details(id.as_str(), |row| row)
        .keys("5")
        .news(News::AllowListRead { id, outcome: Ok(allow_list()) })
        .news(News::Work(WorkNews::ProjectsRead(Ok(Arc::new(usage())))))
        .keys("1")
}
