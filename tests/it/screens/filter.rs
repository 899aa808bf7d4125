//! The filter language as tables.

use trackside::tui::screens::runner_list::filter::{EXAMPLES, Query};

use crate::support::fixtures::{With, fleet, runner};

fn matching(filter: &str) -> Vec<String> {
    let query = Query::parse(filter);
    fleet().iter().filter(|runner| query.matches(runner)).map(|runner| runner.name.raw().to_owned()).collect()
}

#[test]
fn terms_find_what_they_say() {
    let table: [(&str, &[&str]); 21] = [
        ("orders", &["orders-stream", "orders-stream-dr"]),
        ("ORDERS", &["orders-stream", "orders-stream-dr"]),
        ("orders !dr", &["orders-stream"]),
        ("status=paused", &["finance-azure", "finance-azure-dr"]),
        ("status=pa", &["finance-azure", "finance-azure-dr", "maia-prod-us-1"]),
        ("Status=STOPPED,unknown", &["gke-analytics-a", "legacy-fargate"]),
        ("status=rebal", &["sf-native-02"]),
        ("platform=gcp", &["gke-analytics-a", "gke-analytics-b", "orders-stream-dr"]),
        ("platform=eks", &["maia-prod-us-2"]),
        ("platform=moon", &["wh-load-05"]),
        ("type=stream", &["orders-stream", "orders-stream-dr"]),
        ("track=stable", &["finance-azure", "sf-native-01"]),
        ("version=4.", &["orders-stream", "orders-stream-dr"]),
        ("update status=run", &["maia-prod-eu-1"]),
        ("unsupported", &["gke-analytics-a", "legacy-fargate"]),
        ("offline", &["finance-azure-dr"]),
        ("migration", &["legacy-fargate"]),
        ("\"by hand\"", &["finance-azure-dr"]),
        ("\"update\"", &[]),
        ("id-wh-load-01", &["wh-load-01"]),
        ("no such thing", &[]),
    ];
    for (filter, expected) in table {
        assert_eq!(matching(filter), expected, "{filter}");
    }
}

#[test]
fn what_is_half_typed_hides_nothing() {
    for filter in ["", "  ", "!", "status=", "status=,", "\"", "!status="] {
        assert_eq!(matching(filter).len(), fleet().len(), "{filter:?}");
    }
}

#[test]
fn an_unknown_key_is_named_and_taken_as_a_word() {
    let query = Query::parse("colour=red");
    assert_eq!(
        query.doubt.as_deref(),
        Some("colour= is not a filter key; there are status= platform= type= track= version=")
    );
    assert!(query.matches(&runner("colour=red")));
    assert!(!query.matches(&runner("red")));
    assert_eq!(Query::parse("status=red").doubt, None);
}

#[test]
fn text_beyond_ascii_is_compared_without_regard_to_case_too() {
    assert!(Query::parse("zürich").matches(&runner("ZÜRICH-1")));
    assert!(Query::parse("東京").matches(&runner("x").described("本番 東京")));
}

#[test]
fn the_examples_in_the_help_are_understood() {
    for (example, _) in EXAMPLES {
        let query = Query::parse(example);
        assert!(query.doubt.is_none() && !query.is_empty(), "{example}");
    }
}
