//! A runner's details: every tab of every kind of runner at every size, and what the tabs say when something is missing.

use std::fmt::Write;
use std::sync::Arc;

use trackside::domain::{
    AllowList, AllowedProject, Environment, Label, Project, ProjectId, ProjectUsage, Runner, RunnerId, Usage,
};
use trackside::message::Message;

use crate::support::Harness;
use crate::support::fixtures::{With, runner};

pub const SIZES: [(u16, u16); 3] = [(40, 10), (80, 24), (160, 45)];

/// A runner of every platform and type, and of those of which little can be shown.
fn kinds() -> Vec<(&'static str, Runner)> {
    vec![
        ("fargate", runner("maia-prod-eu-1").update("11.208.3")),
        ("eks", runner("maia-prod-eks").on("aws", "eks")),
        ("container_app", runner("finance-azure").on("azure", "container app").stable()),
        ("aks", runner("wh-load-01").on("azure", "aks")),
        ("gke", runner("gke-analytics").on("google_cloud", "gke").unsupported("11.198.1")),
        ("streaming_fargate", runner("orders-stream").streaming().version("4.12.1")),
        ("streaming_aci", runner("finance-stream").streaming().on("azure", "aci").version("4.12.1")),
        ("streaming_gce", runner("orders-stream-dr").streaming().on("gcp", "gce").version("4.12.1")),
        ("snowflake", runner("sf-native-01").on("snowflake", "native app").stable()),
        ("hosted", runner("hosted-default").on("matillion", "hosted")),
        ("unlisted", runner("wh-load-05").on("moonbase", "crater")),
    ]
}

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
    let of = |number, name, environments| ProjectUsage { project: project(number, name), environments };
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
        .send(Message::AllowListRead { id, outcome: Ok(allow_list()) })
        .send(Message::UsageRead(Ok(Arc::new(usage()))))
        .keys("1")
}

#[test]
fn every_tab_of_every_kind_at_every_size() {
    for (name, runner) in kinds() {
        for (columns, rows) in SIZES {
            let id = runner.id.as_str().to_owned();
            let mut harness = with_answers(open(runner.clone(), (columns, rows)), &id);
            let mut frames = String::new();
            for tab in 1..=7 {
                harness = harness.keys(&tab.to_string());
                writeln!(frames, "tab {tab}\n{}", harness.frame()).unwrap();
            }
            insta::assert_snapshot!(format!("{name}_{columns}x{rows}"), frames);
        }
    }
}
