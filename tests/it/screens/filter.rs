//! The filter language as tables.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use trackside::account::Profile;
use trackside::account::fleet::{Fleet, Listed};
use trackside::account::table::Column;
use trackside::account::table::filter::{EXAMPLES, Query, Sight};
use trackside::domain::{Label, Runner, Status};

use crate::support::fixtures::{SECOND, With, fleet, runner};
use crate::support::harness::{at, list, loaded};

fn rows(fleet: &Fleet) -> Vec<Listed<'_>> {
    fleet.listed().collect()
}

/// What rows are looked at with, so long after the start.
fn seen(now: Duration) -> Sight<'static> {
    Sight { now, ..Sight::default() }
}

/// The names of those that `filter` finds, `now` seconds after the start.
fn found(fleet: &Fleet, filter: &str, now: u32) -> Vec<String> {
    let query = Query::parse(filter);
    let matching = fleet.rows().iter().filter(|row| query.matches(row, seen(SECOND * now)));
    matching.map(|row| row.runner.name.raw().to_owned()).collect()
}

fn matching(filter: &str) -> Vec<String> {
    found(&loaded(fleet()), filter, 0)
}

fn doubt(filter: &str) -> Option<String> {
    Query::parse(filter).doubt(&rows(&loaded(fleet())), Sight::default())
}

#[test]
fn terms_find_what_they_say() {
    let table: [(&str, &[&str]); 31] = [
        ("orders", &["orders-stream", "orders-stream-dr"]),
        ("ORDERS", &["orders-stream", "orders-stream-dr"]),
        ("orders !dr", &["orders-stream"]),
        ("status=paused", &["finance-azure", "finance-azure-dr"]),
        ("status=pa", &["finance-azure", "finance-azure-dr", "maia-prod-us-1"]),
        ("Status=STOPPED,unknown", &["gke-analytics-a", "legacy-fargate"]),
        ("status!=running type=stream", &["orders-stream-dr"]),
        ("!status!=paused", &["finance-azure", "finance-azure-dr"]),
        ("status=rebal", &["sf-native-02"]),
        ("platform=gcp", &["gke-analytics-a", "gke-analytics-b", "orders-stream-dr"]),
        ("platform=eks", &["maia-prod-us-2"]),
        ("platform=moon", &["wh-load-05"]),
        ("type=stream", &["orders-stream", "orders-stream-dr"]),
        ("track=stable", &["finance-azure", "sf-native-01"]),
        ("version=4.", &["orders-stream", "orders-stream-dr"]),
        ("version<11.198.1", &["legacy-fargate", "orders-stream", "orders-stream-dr"]),
        ("version<=11.198.1 unsupported", &["gke-analytics-a", "legacy-fargate"]),
        ("version>11.198 update", &["finance-azure", "finance-azure-dr", "gke-analytics-a", "maia-prod-eu-1"]),
        ("version>=v11.208.3 version<11.209", &["finance-azure", "finance-azure-dr", "maia-prod-eu-1"]),
        // Of those that report no version nothing is known.
        ("!version>=4 !hosted", &["gke-analytics-b"]),
        ("update status=run", &["maia-prod-eu-1"]),
        ("unsupported", &["gke-analytics-a", "legacy-fargate"]),
        ("offline", &["finance-azure-dr"]),
        ("migration", &["legacy-fargate"]),
        ("\"by hand\"", &["finance-azure-dr"]),
        ("\"update\"", &[]),
        ("\"out of support\"", &["gke-analytics-a", "legacy-fargate"]),
        ("!out of support status=stopped,unknown", &[]),
        ("id-wh-load-01", &["wh-load-01"]),
        ("changed", &[]),
        ("no such thing", &[]),
    ];
    for (filter, expected) in table {
        assert_eq!(matching(filter), expected, "{filter}");
    }
}

/// A fleet in which every word of the screen is true of somebody: the usual one, and what it lacks.
fn wordy() -> Fleet {
    let nameless = Runner { name: Label::from(" "), ..runner("nameless") };
    let untold = Runner { status: None, ..runner("untold") };
    let shut = Runner { restricted: Some(true), auto_update: Some(false), ..runner("shut").described("") };
    let waits = runner("waits");
    let until = Some("2026-11-23T16:30:00Z".parse().unwrap());
    let paused = Runner { paused_until: until, ..runner("short-break").status("paused") };
    let gone = runner("gone-astray");
    let others = [nameless, untold, shut, waits, paused, runner("on-its-way").status("pausing")];
    let before = fleet().into_iter().chain(others.clone()).chain([gone]);
    let mut fleet_then = loaded(before.collect());
    let waits = trackside::domain::RunnerId::new("id-waits");
    fleet_then.expect_new_secret(&waits);
    let mut after: Vec<Runner> = fleet().into_iter().chain(others).collect();
    after[8] = after[8].clone().status("running");
    after.push(runner("newcomer"));
    fleet_then.take(&list(after), at(60), at(60));
    fleet_then
}

/// Every word that the list, its header, the side pane and the details write of a runner, with a runner that it names and
/// one that it does not.
const SCREEN: [(&str, &str, &str); 62] = [
    // The list's rows.
    ("Running", "maia-prod-eu-2", "legacy-fargate"),
    ("Pending", "gke-analytics-b", "maia-prod-eu-2"),
    ("Pausing", "on-its-way", "maia-prod-eu-2"),
    ("Paused", "finance-azure", "maia-prod-eu-2"),
    ("Stopping", "orders-stream-dr", "maia-prod-eu-2"),
    ("Stopped", "legacy-fargate", "maia-prod-eu-2"),
    ("Unknown", "gke-analytics-a", "maia-prod-eu-2"),
    ("REBALANCING", "sf-native-02", "maia-prod-eu-2"),
    ("off", "finance-azure-dr", "finance-azure"),
    ("offline", "finance-azure-dr", "finance-azure"),
    ("missing", "gone-astray", "finance-azure"),
    ("? missing", "gone-astray", "finance-azure"),
    ("not reported", "untold", "maia-prod-eu-2"),
    ("(no name)", " ", "untold"),
    ("AWS Fargate", "legacy-fargate", "wh-load-01"),
    ("AWS EKS", "maia-prod-us-2", "wh-load-01"),
    ("Azure ACA", "finance-azure", "maia-prod-eu-2"),
    ("Azure AKS", "wh-load-01", "maia-prod-eu-2"),
    ("GCP GKE", "gke-analytics-a", "maia-prod-eu-2"),
    ("Snowflake", "sf-native-01", "maia-prod-eu-2"),
    ("Hosted", "hosted-default", "maia-prod-eu-2"),
    ("Maia", "finance-azure", "orders-stream"),
    ("Streaming", "orders-stream", "finance-azure"),
    ("Current", "maia-prod-eu-2", "sf-native-01"),
    ("Stable", "sf-native-01", "maia-prod-eu-2"),
    ("11.208.3", "finance-azure", "maia-prod-eu-2"),
    ("old", "legacy-fargate", "maia-prod-eu-2"),
    ("out of support", "legacy-fargate", "maia-prod-eu-2"),
    ("unsupported", "legacy-fargate", "maia-prod-eu-2"),
    ("managed", "hosted-default", "maia-prod-eu-2"),
    ("status", "maia-prod-us-1", "maia-prod-eu-2"),
    ("new", "newcomer", "maia-prod-eu-2"),
    // The header and the rules.
    ("in motion", "gke-analytics-b", "maia-prod-eu-2"),
    ("other", "sf-native-02", "maia-prod-eu-2"),
    ("update available", "finance-azure", "maia-prod-eu-2"),
    ("updates available", "finance-azure", "maia-prod-eu-2"),
    ("update", "finance-azure", "maia-prod-eu-2"),
    ("problems", "legacy-fargate", "maia-prod-eu-2"),
    ("problems only", "gone-astray", "maia-prod-eu-2"),
    ("problem", "finance-azure-dr", "maia-prod-eu-2"),
    // The side pane and the details.
    ("Snowflake (Native App)", "sf-native-01", "maia-prod-eu-2"),
    ("Azure Container App", "finance-azure", "wh-load-01"),
    ("Google Cloud", "gke-analytics-a", "maia-prod-eu-2"),
    ("Matillion Hosted", "hosted-default", "maia-prod-eu-2"),
    ("hosted by Matillion", "hosted-default", "maia-prod-eu-2"),
    ("view only", "wh-load-05", "maia-prod-eu-2"),
    ("connected", "maia-prod-eu-2", "finance-azure-dr"),
    ("not connected", "finance-azure-dr", "maia-prod-eu-2"),
    ("restricted", "shut", "maia-prod-eu-2"),
    ("restricted access", "shut", "maia-prod-eu-2"),
    ("allow list", "shut", "maia-prod-eu-2"),
    ("auto update", "maia-prod-eu-2", "shut"),
    ("auto update on", "maia-prod-eu-2", "shut"),
    ("auto update off", "shut", "maia-prod-eu-2"),
    ("paused until", "short-break", "maia-prod-eu-2"),
    ("no description", "shut", "maia-prod-eu-2"),
    ("new secret", "waits", "maia-prod-eu-2"),
    ("waits for its new secret", "waits", "maia-prod-eu-2"),
    ("supported", "maia-prod-eu-2", "legacy-fargate"),
    ("UNSUPPORTED", "legacy-fargate", "maia-prod-eu-2"),
    ("changed", "newcomer", "maia-prod-eu-2"),
    ("id-shut", "shut", "maia-prod-eu-2"),
];

#[test]
fn words_of_the_screen_find_what_they_name() {
    let fleet = wordy();
    for (word, named, other) in SCREEN {
        for filter in [word.to_owned(), word.to_lowercase()] {
            let found = found(&fleet, &filter, 60);
            assert!(found.iter().any(|name| name == named), "{filter}: {found:?}");
            assert!(found.iter().all(|name| name != other), "{filter}: {found:?}");
            assert_eq!(Query::parse(&filter).doubt(&rows(&fleet), Sight::default()), None, "{filter}");
        }
    }
}

#[test]
fn the_same_thing_is_found_by_each_of_its_words() {
    let same: [&[&str]; 3] = [
        &["unsupported", "out of support", "\"out of support\"", "OUT OF SUPPORT"],
        &["update", "updates", "update available", "updates available"],
        &["restricted", "restricted access", "allow list"],
    ];
    let fleet = wordy();
    for words in same {
        let found: BTreeSet<Vec<String>> = words.iter().map(|word| found(&fleet, word, 60)).collect();
        assert_eq!(found.len(), 1, "{words:?}");
    }
}

#[test]
fn a_word_of_the_screen_that_is_half_typed_finds_its_rows_already() {
    for half in ["offl", "unsupp", "upd"] {
        assert!(!matching(half).is_empty(), "{half}");
    }
    // Where the word is part of a name too, both are found.
    let named = loaded(vec![runner("gold-1"), runner("b").unsupported("1"), runner("c")]);
    assert_eq!(found(&named, "old", 0), ["b", "gold-1"]);
}

#[test]
fn changes_are_found_by_their_age_and_by_what_they_were() {
    let mut fleet = loaded(vec![runner("a"), runner("b"), runner("c")]);
    fleet.take(&list(vec![runner("a").status("paused"), runner("b"), runner("c")]), at(60), at(60));
    let later = vec![runner("a").status("paused"), runner("b").version("9"), runner("c")];
    fleet.take(&list(later), at(660), at(660));
    let table: [(&str, &[&str]); 10] = [
        ("changed<10m", &["b"]),
        ("changed<700s", &["a", "b"]),
        ("changed<=1h", &["a", "b"]),
        ("changed>10m", &["a"]),
        ("changed>=1d", &[]),
        ("!changed<10m", &["a", "c"]),
        ("changed=status", &["a"]),
        ("changed=ver,stat", &["a", "b"]),
        ("changed!=status", &["b", "c"]),
        ("changed", &["a", "b"]),
    ];
    for (filter, expected) in table {
        assert_eq!(found(&fleet, filter, 700), expected, "{filter}");
    }
    // Time alone changes who is found, and it is known when.
    let query = Query::parse("changed<10m");
    assert_eq!(query.due(&rows(&fleet), SECOND * 600), Some(SECOND * 660));
    assert_eq!(query.due(&rows(&fleet), SECOND * 700), Some(SECOND * 1_260));
    assert_eq!(query.due(&rows(&fleet), SECOND * 1_300), None);
    assert_eq!(Query::parse("status=run").due(&rows(&fleet), Duration::ZERO), None);
}

#[test]
fn what_is_half_typed_hides_nothing() {
    let half = ["", "  ", "!", "status=", "status=,", "\"", "!status=", "status!", "status!=", "version<", "version<="];
    for filter in half.into_iter().chain(["changed<", "changed<1", "changed>=10"]) {
        assert_eq!(matching(filter).len(), fleet().len(), "{filter:?}");
    }
}

#[test]
fn what_cannot_be_meant_is_named() {
    let table = [
        ("colour=red", "No filter key colour: status platform type track version changed runs project env account"),
        ("platfrom=aws", "No filter key platfrom. Did you mean platform?"),
        ("statu=run", "No filter key statu. Did you mean status?"),
        ("runs>some", "No number some: write one, as in runs>0"),
        ("status=bogus", "No status bogus: running pending pausing paused stopping stopped unknown"),
        ("emea status=running,bogus", "No status bogus: running pending pausing paused stopping stopped unknown"),
        ("!status=bogus", "No status bogus: running pending pausing paused stopping stopped unknown"),
        (
            "platform=sun",
            "No platform sun: aws azure gcp google cloud snowflake hosted fargate eks container app aca aci aks gke gce",
        ),
        ("type=batch", "No type batch: maia streaming"),
        ("track=beta", "No track beta: current stable"),
        (
            "changed=colour",
            "No change colour: status version online offline new name description track auto update restriction",
        ),
        ("changed=10m", "No change 10m: write changed<10m"),
        ("changed<10", "No unit behind 10: write s, m, h or d, as in changed<10m"),
        ("changed<soon", "No time soon: write 30s, 10m, 2h or 1d"),
        ("version<new", "No version new: write a number, as in version<10.5"),
        ("status>paused", "No operator > for status: there are = and !="),
        ("status:paused", "No operator : for status: there are = and !="),
        ("version~10", "No operator ~ for version: there are = != < <= > >="),
        ("version==10", "No operator == for version: there are = != < <= > >="),
        ("version<<10", "No operator << for version: there are = != < <= > >="),
        ("version<10.5<3", "Two operators for version: write two terms, as in version>10 version<11"),
        ("version=10=11", "Two operators for version: write two terms, as in version>10 version<11"),
        ("!version>=10<=11", "Two operators for version: write two terms, as in version>10 version<11"),
        ("changed>1h<2h", "Two operators for changed: write two terms, as in changed>1h changed<2h"),
        ("status=paused=running", "Two operators for status: write one, as in status=a,b for a or b"),
        ("track!=stable!=current", "Two operators for track: write one, as in track=a,b for a or b"),
    ];
    for (filter, expected) in table {
        assert_eq!(doubt(filter).as_deref(), Some(expected), "{filter}");
    }
    for filter in ["status=p", "status=rebal", "platform=moon", "a=b:c", "http://x", "version=x", "\"status=bogus\""] {
        let is_of_key = filter == "a=b:c";
        assert_eq!(doubt(filter).is_some(), is_of_key, "{filter}");
    }
}

#[test]
fn an_unknown_key_is_taken_as_a_word() {
    let fleet = loaded(vec![runner("colour=red"), runner("red")]);
    assert_eq!(found(&fleet, "colour=red", 0), ["colour=red"]);
}

#[test]
fn a_status_that_nobody_knows_is_no_doubt_once_a_runner_has_it() {
    let (without, with) = (loaded(vec![runner("a")]), loaded(vec![runner("a").status("DRAINING")]));
    let query = Query::parse("status=drain");
    assert!(
        query.doubt(&rows(&without), Sight::default()).is_some()
            && query.doubt(&rows(&with), Sight::default()).is_none()
    );
    assert_eq!(with.rows()[0].runner.status, Some(Status::parse("DRAINING")));
}

#[test]
fn what_is_typed_into_a_doubt_is_safe_to_draw() {
    for filter in ["colour\u{202e}=x", "status=\u{1b}[31m", "version<\u{202e}", "changed<\u{9b}"] {
        let said = doubt(filter);
        assert!(said.iter().all(|said| said.chars().all(|c| !c.is_control() && c != '\u{202e}')), "{said:?}");
    }
}

#[test]
fn text_beyond_ascii_is_compared_without_regard_to_case_too() {
    let fleet = loaded(vec![runner("ZÜRICH-1"), runner("x").described("本番 東京")]);
    assert_eq!(found(&fleet, "zürich", 0), ["ZÜRICH-1"]);
    assert_eq!(found(&fleet, "東京", 0), ["x"]);
}

/// The letters that a filter finds in the cell of a column.
fn letters(filter: &str, column: Column, cell: &str) -> Vec<String> {
    Query::parse(filter).letters(column, cell).into_iter().map(|range| cell[range].to_owned()).collect()
}

#[test]
fn the_letters_that_were_found_are_known_for_each_column() {
    let table: [(&str, Column, &str, &[&str]); 15] = [
        ("AZ", Column::Runner, "finance-azure-az", &["az", "az"]),
        ("zürich", Column::Runner, "ZÜRICH-1", &["ZÜRICH"]),
        ("\"a b\"", Column::Runner, "a b", &["a b"]),
        ("!azure", Column::Runner, "finance-azure", &[]),
        ("run", Column::Status, "● Running", &["Run"]),
        ("status=pau", Column::Status, "○ Paused offline", &["Pau"]),
        ("status=pau", Column::Runner, "paused-1", &[]),
        ("status=used", Column::Status, "○ Paused", &[]),
        ("platform=aks", Column::Platform, "Azure AKS", &["AKS"]),
        ("offline", Column::Status, "○ Paused offline", &["offline"]),
        ("unsupported", Column::Update, "↑ 12.1 × unsupported", &["unsupported"]),
        ("out of support", Column::Update, "↑ 12.1 × out of support", &["out of support"]),
        ("out of support", Column::Runner, "out-of", &[]),
        ("changed=stat", Column::Changed, "3m  status", &["stat"]),
        ("version<12", Column::Version, "11.1", &[]),
    ];
    for (filter, column, cell, expected) in table {
        assert_eq!(letters(filter, column, cell), expected, "{filter} in {cell}");
    }
}

#[test]
fn the_examples_in_the_help_are_understood() {
    for (example, _) in EXAMPLES {
        let query = Query::parse(example);
        // Nothing of that was read here.
        let is_of_work = query.is_of_work();
        let prod = [Arc::new(Profile { name: Some(Label::from("prod")), ..Profile::default() })];
        let sight = Sight { profiles: &prod, ..Sight::default() };
        assert_eq!(query.doubt(&rows(&loaded(fleet())), sight).is_some(), is_of_work, "{example}");
        assert!(!query.is_empty(), "{example}");
    }
}
