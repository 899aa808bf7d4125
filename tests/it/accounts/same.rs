//! Two profiles of the same account: noticed by its runners, said once, and its rows stand once.

use insta::assert_snapshot;
use trackside::account::News;
use trackside::api::Progress;

use super::*;

const SAID: &str = "lab is the same account as prod. The rows stand once, under prod.";

/// Both have read the same list.
fn twice(columns: u16, rows: u16) -> Harness {
    started(columns, rows, 2).fleet_of(PROD, fleet(PROD)).fleet_of(LAB, fleet(PROD))
}

#[test]
fn it_is_said_once_and_the_rows_stand_once() {
    let harness = twice(100, 24);
    assert_tells(&harness, SAID);
    assert_eq!(rows(&harness).len(), 5);
    assert!(rows(&harness).iter().all(|row| row.ends_with(" 0")));
    assert_tells(&harness, "5 runners");
    assert!(header(&harness).contains("lab  same as prod"), "{}", header(&harness));
    assert_snapshot!("same_account", at_every_size(&harness));
    // Not again with each list.
    let later = harness.keys("<esc>").fleet_of(LAB, fleet(PROD)).fleet_of(PROD, fleet(PROD)).fleet_of(LAB, fleet(PROD));
    assert!(!flat(&later).contains("is the same account"), "{}", later.text());
    let profiles = later.keys("<ctrl-p>g<down>");
    assert_tells(&profiles, "The same account as prod. The rows stand once.");
}

#[test]
fn whichever_is_read_first_the_first_one_has_the_rows() {
    let harness = started(100, 24, 2).fleet_of(LAB, fleet(PROD)).fleet_of(PROD, fleet(PROD));
    assert_tells(&harness, SAID);
    assert!(rows(&harness).iter().all(|row| row.ends_with(" 0")));
    // Of three that are the same likewise.
    let three = started(160, 24, 3).fleet_of(DR, fleet(PROD)).fleet_of(LAB, fleet(PROD)).fleet_of(PROD, fleet(PROD));
    let three = three.fleet_of(DR, fleet(PROD)).fleet_of(LAB, fleet(PROD));
    assert_eq!(rows(&three).len(), 5, "{}", three.text());
    assert!(rows(&three).iter().all(|row| row.ends_with(" 0")));
}

#[test]
fn a_few_runners_of_the_same_id_are_not_the_same_account() {
    let harness = loaded(100, 24, 3);
    assert_eq!(rows(&harness).len(), 15);
    assert!(!header(&harness).contains("same as"), "{}", header(&harness));
    // An account without runners is the same as no other.
    let empty = started(100, 24, 2).fleet_of(PROD, Vec::new()).fleet_of(LAB, Vec::new());
    assert!(!header(&empty).contains("same as"), "{}", header(&empty));
}

#[test]
fn it_ends_when_the_runners_differ() {
    let harness = twice(100, 24).keys("<esc>");
    let harness = harness.fleet_of(LAB, fleet(LAB));
    assert!(!header(&harness).contains("same as"), "{}", header(&harness));
    // Its own five, and the three that its list lacks and that were not looked up yet.
    assert_eq!(rows(&harness).iter().filter(|row| row.ends_with(" 1")).count(), 8, "{}", harness.text());
    // When it is the case again, it is said again.
    let again = harness.keys("<esc>").fleet_of(LAB, fleet(PROD));
    assert_tells(&again, SAID);
    // The five of both, and those that were the lab's alone until they were looked up.
    assert_eq!(rows(&again).iter().filter(|row| row.ends_with(" 0")).count(), 5, "{}", again.text());
    assert_eq!(rows(&again).len(), 8);
}

#[test]
fn it_ends_when_one_of_them_is_closed() {
    let first = twice(100, 24).keys("<esc><ctrl-p>g<space><enter>");
    assert_eq!(rows(&first).len(), 5, "{}", first.text());
    assert!(rows(&first).iter().all(|row| row.ends_with(" 1")));
    assert!(!header(&first).contains("same as"), "{}", header(&first));
    let second = twice(100, 24).keys("<esc><ctrl-p>g<down><space><enter>");
    assert!(rows(&second).iter().all(|row| row.ends_with(" 0")));
}

/// Rows appear before a list is whole: what was marked among them is marked no more once they are another account's.
#[test]
fn no_mark_stays_on_a_row_that_stands_elsewhere() {
    let so_far = Arc::new(crate::support::harness::list(fleet(PROD)));
    let progress = Progress { read: 5, total: Some(500), so_far: Some(so_far) };
    let harness = started(100, 24, 2).fleet_of(PROD, fleet(PROD));
    let harness = harness.news_of(LAB, News::PollStarted).news_of(LAB, News::PollProgressed(progress));
    assert_eq!(rows(&harness).len(), 10, "not known yet");
    let harness = harness.keys("*");
    assert_eq!(harness.app.list().marks().len(), 10);
    let harness = harness.news_of(LAB, News::RunnersPolled(Arc::new(crate::support::harness::list(fleet(PROD)))));
    assert_eq!(rows(&harness).len(), 5);
    assert_eq!(harness.app.list().hidden_marks(), 0, "{}", harness.text());
    assert_eq!(harness.app.list().marks().len(), 5);
}

#[test]
fn a_runner_of_the_second_alone_stands_too() {
    let with_one_more = [fleet(PROD), vec![runner("only-lab")]].concat();
    let harness = started(100, 24, 2).fleet_of(PROD, fleet(PROD)).fleet_of(LAB, with_one_more);
    assert_eq!(rows(&harness).len(), 6, "{}", harness.text());
    assert_eq!(rows(&harness).iter().filter(|row| row.ends_with(" 1")).count(), 1);
    assert!(harness.text().contains("6 runners"), "{}", harness.text());
}

#[test]
fn where_the_first_cannot_be_read_the_rows_are_those_of_the_second() {
    let harness = twice(100, 24).keys("<esc>");
    let down = harness.fails_of(PROD, crate::support::fixtures::unreachable(), SECOND * 30);
    assert!(rows(&down).iter().all(|row| row.ends_with(" 1")), "{}", down.text());
    let back = down.fleet_of(PROD, fleet(PROD));
    assert!(rows(&back).iter().all(|row| row.ends_with(" 0")), "{}", back.text());
}
