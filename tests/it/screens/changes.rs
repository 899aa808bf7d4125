//! What changed, as the list says it: the column, the order, the mark beside a row, and who came and went.

use insta::assert_snapshot;
use trackside::domain::Runner;

use crate::support::Harness;
use crate::support::fixtures::{SECOND, With, fleet, numbered, runner};

fn live(runners: Vec<Runner>) -> Harness {
    Harness::sized(100, 30).fleet(runners).after(SECOND * 10)
}

/// The line above the keys.
fn said(harness: &Harness) -> String {
    let text = harness.text();
    let lines: Vec<&str> = text.lines().collect();
    // At the right the account that it is about.
    lines[lines.len() - 2].trim().trim_end_matches("demo").trim().to_owned()
}

fn row(harness: &Harness, name: &str) -> String {
    harness.text().lines().find(|line| line.contains(name)).unwrap().trim_end().to_owned()
}

#[test]
fn the_column_says_how_long_ago_and_what() {
    let changed = vec![
        runner("a").status("paused"),
        runner("b").version("9"),
        runner("c").offline(),
        runner("d").stable(),
        runner("e"),
        runner("f").described("x"),
    ];
    let before = ["a", "b", "c", "d", "e", "f"].map(runner).to_vec();
    let harness = Harness::sized(120, 40).fleet(before).after(SECOND * 10).fleet(changed);
    let fresh = harness.clone().after(SECOND * 30);
    assert!(fresh.text().contains("<1m status") && fresh.text().contains("<1m offline"), "{}", fresh.text());
    let later = harness.after(SECOND * 200);
    for words in ["3m  status", "3m  version", "3m  offline", "3m  track", "3m  descri"] {
        assert!(later.text().contains(words), "{words}:\n{}", later.text());
    }
    let unchanged = row(&later, "  e  ");
    assert!(unchanged.split_whitespace().rev().take(2).eq(["…", "–"]), "{unchanged}");
}

#[test]
fn a_row_that_changed_within_a_minute_is_marked_in_the_gutter() {
    let mut after = fleet();
    after[7] = after[7].clone().version("12");
    for (columns, rows) in [(40, 10), (80, 24), (160, 45)] {
        let harness = Harness::sized(columns, rows).fleet(fleet()).after(SECOND * 10).fleet(after.clone());
        let harness = harness.keys("jjjjjjjj").after(SECOND * 49);
        assert!(row(&harness, "maia-prod-eu-2").trim_start().starts_with('◆'), "{}", harness.text());
        assert!(!row(&harness, "maia-prod-eu-1").contains('◆'), "{}", harness.text());
        let harness = harness.after(SECOND * 11);
        assert!(!harness.text().contains('◆'), "{}", harness.text());
    }
}

#[test]
fn sorting_by_changed_goes_to_the_newest_and_stays_there() {
    let changed = |numbers: &[usize]| {
        let mut runners = numbered(60);
        for number in numbers {
            runners[*number] = runners[*number].clone().status("paused");
        }
        runners
    };
    let harness = live(numbered(60)).fleet(changed(&[40])).keys("jjjjjjjjjjjjjjjjjjjjjjjjjjjjjjj").keys("8");
    assert_eq!(harness.selected().as_deref(), Some("runner-00040"));
    assert_eq!(harness.app.list().window().0, 0);
    // What changes next is in view above the bar, which stays with its runner.
    let harness = harness.after(SECOND * 10).fleet(changed(&[40, 50]));
    assert_eq!(harness.selected().as_deref(), Some("runner-00040"));
    assert_eq!(harness.app.list().window().0, 0);
    let first = harness.app.list().shown_ids().next().unwrap().id.as_str().to_owned();
    assert_eq!(first, "id-runner-00050");
    // From elsewhere in the list nothing jumps.
    let harness = harness.keys("G");
    let (top, _) = harness.app.list().window();
    let harness = harness.after(SECOND * 10).fleet(changed(&[40, 50, 51]));
    assert_eq!(harness.selected().as_deref(), Some("runner-00059"));
    assert_eq!(harness.app.list().window().0, top);
}

#[test]
fn runners_that_come_and_go_are_said_in_one_sentence() {
    let with = |names: &[&str]| ["a", "b"].iter().chain(names).map(|name| runner(name)).collect::<Vec<_>>();
    let harness = live(with(&[])).fleet(with(&["crm"]));
    assert_eq!(said(&harness), "1 new runner: crm");
    let harness = harness.after(SECOND * 2).fleet(with(&["crm", "d", "e", "f"]));
    assert_eq!(said(&harness), "4 new runners: crm, d, e and 1 more");
    // Those that are gone are looked up one after the other.
    let harness = harness.after(SECOND * 2).only(with(&["crm", "d"]));
    assert_eq!(said(&harness), "4 new runners: crm, d, e and 1 more. 2 runners gone: e, f");
    // A key ends it, and what comes then is new.
    let harness = harness.keys("j").after(SECOND * 10).only(with(&["crm"]));
    assert_eq!(said(&harness), "1 runner gone: d");
    assert!(!said(&harness.after(SECOND * 9)).contains("gone"));
}

#[test]
fn the_first_list_tells_of_nobody() {
    assert!(!said(&live(fleet())).contains("new runner"));
}

#[test]
fn who_came_waits_while_something_else_is_said_typed_or_asked() {
    let with = |names: &[&str]| ["a", "b"].iter().chain(names).map(|name| runner(name)).collect::<Vec<_>>();
    // Another notice is not pushed aside.
    let harness = live(with(&[])).keys("<ctrl-r>").fleet(with(&["crm"]));
    assert!(said(&harness).contains("Reading the list now."), "{}", said(&harness));
    assert_eq!(said(&harness.clone().after(SECOND * 9)), "1 new runner: crm");
    let harness = live(with(&[])).keys("/a").fleet(with(&["crm"])).after(SECOND * 60);
    assert!(said(&harness).starts_with("filter: a"), "{}", said(&harness));
    assert_eq!(said(&harness.keys("<esc>").after(SECOND)), "1 new runner: crm");
    let harness = live(with(&[])).keys("r").fleet(with(&["crm"])).after(SECOND * 60);
    assert!(!harness.text().contains("new runner"), "{}", harness.text());
    assert_eq!(said(&harness.keys("n").after(SECOND)), "1 new runner: crm");
}

#[test]
fn a_runner_that_was_removed_from_here_is_not_said_twice() {
    let with = |names: &[&str]| names.iter().map(|name| runner(name).status("stopped")).collect::<Vec<_>>();
    let harness = live(with(&["a", "b"])).keys("<ctrl-d>").details("id-a", |runner| runner);
    let harness = harness.keys("a<enter>").after(SECOND * 2).keys("<enter>").answered(Ok(())).gone("id-a");
    let harness = harness.only(with(&["b"]));
    assert!(!harness.text().contains("1 runner gone"), "{}", harness.text());
    assert!(!harness.text().contains("The bar is on"), "{}", harness.text());
}

#[test]
fn a_runner_that_is_gone_from_under_the_bar_is_said_with_where_the_bar_is() {
    let fleet = |names: &[&str]| names.iter().map(|name| runner(name)).collect::<Vec<_>>();
    let harness = live(fleet(&["a", "b", "c", "d"])).keys("j").after(SECOND * 10).only(fleet(&["a", "c", "d"]));
    assert_eq!(said(&harness), "b is gone. The bar is on c.");
    let harness = live(fleet(&["a", "b", "c", "d"])).keys("G").after(SECOND * 10).only(fleet(&["a", "b"]));
    assert_eq!(said(&harness), "2 runners gone: c, d. The bar is on b.");
    // Elsewhere the bar is of no interest.
    let harness = live(fleet(&["a", "b", "c", "d"])).keys("j").after(SECOND * 10).only(fleet(&["a", "b", "d"]));
    assert_eq!(said(&harness), "1 runner gone: c");
    let harness = live(fleet(&["a"])).keys("j").after(SECOND * 10).only(Vec::new());
    assert!(!harness.text().contains("The bar is on"), "{}", harness.text());
}

/// Three on AWS Fargate that went within two minutes, one on AKS, and one that was Unknown at the start.
fn unknown(columns: u16, rows: u16) -> Harness {
    let on_aks = |name: &str| runner(name).on("azure", "aks");
    let others = || [on_aks("k-1"), runner("z-old").status("unknown")];
    let lost = |names: &[&str]| {
        let aws = ["f-1", "f-2", "f-3", "f-4"].map(runner);
        let status = |entry: Runner| if names.contains(&entry.name.raw()) { entry.status("unknown") } else { entry };
        aws.into_iter().chain(others()).map(status).collect::<Vec<_>>()
    };
    let harness = Harness::sized(columns, rows).fleet(lost(&[])).after(SECOND * 60).fleet(lost(&["f-1"]));
    harness.after(SECOND * 120).fleet(lost(&["f-1", "f-2", "f-3", "k-1"])).after(SECOND * 60)
}

#[test]
fn unknown_explains_itself_in_the_details() {
    assert_snapshot!("unknown_details", unknown(80, 24).keys("<enter>").text());
    let text = unknown(110, 40).keys("<enter>").text();
    for words in [
        "Unknown since 14:04 (3m), Running before",
        "2 other AWS Fargate runners went Unknown within 5 minutes: f-2, f-3",
        "Likely what they share",
        "aws ecs describe-services --cluster CLUSTER --services SERVICE",
    ] {
        assert!(text.contains(words), "{words}:\n{text}");
    }
}

#[test]
fn unknown_explains_itself_beside_the_list() {
    assert_snapshot!("unknown_side_pane", unknown(160, 45).text());
}

#[test]
fn of_unknown_only_what_was_seen_is_said() {
    let alone = unknown(110, 40).keys("jjjj<enter>").text();
    assert!(alone.contains("No other Azure AKS runner was seen to go Unknown within 5 minutes"), "{alone}");
    assert!(alone.contains("kubectl get pods --namespace NAMESPACE"), "{alone}");
    let from_start = unknown(110, 40).keys("jjjjj<enter>").text();
    assert!(from_start.contains("Unknown since before 14:03, when trackside saw the runner first"), "{from_start}");
    assert!(!from_start.contains("other AWS Fargate"), "{from_start}");
    let running = unknown(110, 40).keys("jjj<enter>").text();
    assert!(!running.contains("Look with"), "{running}");
}

#[test]
fn the_command_to_look_with_can_be_copied() {
    let page = unknown(80, 24).keys("<enter>jjj");
    assert!(page.text().lines().any(|line| line.contains('▌') && line.contains("Look with")), "{}", page.text());
    let effects = page.keys("c").effects();
    assert!(format!("{effects:?}").contains("Look with"), "{effects:?}");
}
