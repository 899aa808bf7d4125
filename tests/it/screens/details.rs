//! A runner's details: every tab of every kind of runner at every size, and what the tabs say when something is missing.

use std::fmt::Write;

use trackside::domain::Runner;

use crate::support::details::{open, with_answers};
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
