//! What follows from a runner's fields.

use trackside::domain::{Platform, Release, Runner, RunnerType};

use crate::support::fixtures::{With, runner};

#[test]
fn the_offline_mark_stands_where_status_and_connection_contradict() {
    for (status, offline) in [
        ("paused", true),
        ("pausing", true),
        ("running", true),
        ("pending", false),
        ("stopping", false),
        ("stopped", false),
        ("unknown", false),
        ("odd", false),
    ] {
        assert_eq!(runner("a").status(status).offline().is_offline(), offline, "{status}");
        assert!(!runner("a").status(status).is_offline(), "{status}, connected");
    }
    assert!(!Runner { connected: None, ..runner("a").status("paused") }.is_offline(), "not told is not offline");
}

#[test]
fn problems_are_what_someone_should_look_at() {
    for (status, problem) in [
        ("running", false),
        ("pending", false),
        ("pausing", false),
        ("stopping", false),
        ("paused", true),
        ("stopped", true),
        ("unknown", true),
        ("odd", true),
    ] {
        assert_eq!(runner("a").status(status).is_problem(), problem, "{status}");
    }
    assert!(runner("a").offline().is_problem());
    assert!(runner("a").unsupported("1").is_problem());
    assert!(!runner("a").update("1").is_problem(), "an update alone is none");
}

#[test]
fn an_entry_that_lacks_a_column_asks_for_details() {
    assert!(!runner("a").lacks_a_column());
    let lacking = [
        Runner { status: None, ..runner("a") },
        Runner { runner_type: None, ..runner("a") },
        Runner { connected: None, ..runner("a") },
        Runner { platform: Platform::default(), ..runner("a") },
        Runner { release: Release::default(), ..runner("a") },
    ];
    assert!(lacking.iter().all(Runner::lacks_a_column));
    assert!(!Runner { description: None, paused_until: None, ..runner("a") }.lacks_a_column());
    assert!(!Runner { release: Release::default(), ..runner("a").on("matillion", "hosted") }.lacks_a_column());
}

#[test]
fn details_fill_gaps_and_never_overrule_the_list() {
    let entry = Runner { status: runner("a").status("paused").status, ..Runner::new("id-a", "a") };
    let filled = entry.filled_from(&runner("a").version("9"));
    assert_eq!(filled.status, entry.status);
    assert_eq!(filled.release, runner("a").version("9").release);
    assert_eq!(filled.connected, Some(true));
}

#[test]
fn names_are_ordered_without_regard_to_case_and_ties_by_exact_name_then_id() {
    let named = |id: &str, name: &str| Runner::new(id, name);
    let mut runners =
        [named("3", "b"), named("2", "B"), named("9", "a"), named("1", "a"), named("5", "Äpfel"), named("6", "äpfel")];
    runners.sort_by(Runner::name_order);
    let order: Vec<(&str, &str)> = runners.iter().map(|runner| (runner.name.raw(), runner.id.as_str())).collect();
    assert_eq!(order, [("a", "1"), ("a", "9"), ("B", "2"), ("b", "3"), ("Äpfel", "5"), ("äpfel", "6")]);
}

#[test]
fn numbers_inside_names_are_ordered_as_numbers() {
    let mut runners: Vec<Runner> = ["etl-10", "etl-2", "etl-1", "ETL-2", "etl", "etl-02", "etl-2b", "10", "9", "b"]
        .into_iter()
        .map(|name| Runner::new(name, name))
        .collect();
    runners.sort_by(Runner::name_order);
    let names: Vec<&str> = runners.iter().map(|runner| runner.name.raw()).collect();
    assert_eq!(names, ["9", "10", "b", "etl", "etl-1", "ETL-2", "etl-02", "etl-2", "etl-2b", "etl-10"]);
}

#[test]
fn runner_types_have_the_vendors_labels() {
    for (word, label) in [("data_productivity_cloud", "Maia"), ("STREAMING", "Streaming"), ("batch", "batch")] {
        assert_eq!(RunnerType::parse(word).label(), label);
    }
}
