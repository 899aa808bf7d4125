//! What the store tells of one runner: its strip and its events in the tab Activity and in the side pane, from this run of the
//! program and from those before.

use std::time::Duration;

use insta::assert_snapshot;
use trackside::domain::Runner;
use trackside::runtime::recorder::Query;
use trackside::store::StoreFault;
use trackside::tui::message::Message;

use super::details::SIZES;
use crate::support::fixtures::{With, numbered, runner};
use crate::support::kept::Kept;

const MINUTE: Duration = Duration::from_secs(60);

fn fleet(crm: &str) -> Vec<Runner> {
    vec![runner("billing-eu"), runner("crm-sync-us").status(crm), runner("orders-eks")]
}

/// A run in which a runner was paused and resumed; six hours in which nobody watched; and half an hour with it stopped.
fn a_day(columns: u16, rows: u16) -> Kept {
    let mut kept = Kept::sized(columns, rows).then(|harness| harness.fleet(fleet("running")));
    for minute in 0..60 {
        let status = if (20..40).contains(&minute) { "paused" } else { "running" };
        kept = kept.later(MINUTE).then(|harness| harness.fleet(fleet(status)));
    }
    kept = kept.again_after(360 * MINUTE).then(|harness| harness.fleet(fleet("stopped")));
    for _ in 0..30 {
        kept = kept.later(MINUTE).then(|harness| harness.fleet(fleet("stopped")));
    }
    kept.after(2)
}

#[test]
fn activity_tells_what_earlier_runs_saw() {
    for (columns, rows) in SIZES {
        let kept = a_day(columns, rows).keys("j<enter>").keys("7").after(2);
        assert_snapshot!(format!("activity_{columns}x{rows}"), kept.harness.frame());
    }
}

#[test]
fn the_pane_tells_it_too() {
    let kept = a_day(160, 45).keys("j").then(|harness| harness.send(Message::Settled)).after(2);
    assert_snapshot!("pane_160x45", kept.harness.frame());
}

#[test]
fn what_this_run_saw_stands_there_at_once_and_once() {
    let kept = a_day(80, 24).keys("j<enter>").keys("7").after(2).then(|harness| harness.fleet(fleet("running")));
    let lines = |kept: &Kept| kept.harness.text().matches("Stopped \u{2192} Running").count();
    assert_eq!(lines(&kept), 1, "{}", kept.harness.text());
    // The store tells it by now.
    let kept = kept.after(5);
    assert_eq!(lines(&kept), 1, "{}", kept.harness.text());
}

#[test]
fn where_the_store_cannot_be_read_that_is_said_and_this_run_is_told() {
    let kept = a_day(80, 24).broken(StoreFault::Locked).keys("j<enter>").keys("7").after(2);
    let text = kept.harness.text();
    assert!(text.contains("The history cannot be read"), "{text}");
    assert!(text.contains("First seen"), "{text}");
    let kept = kept.keys("<esc>").keys("T").after(2);
    let text = kept.harness.text();
    assert_eq!(text.matches("The history cannot be read").count(), 1, "{text}");
}

#[test]
fn of_runners_that_the_bar_passes_nobody_asks() {
    let kept = Kept::sized(160, 45).then(|harness| harness.fleet(numbered(100))).after(2);
    let asked = |kept: &Kept| kept.asked.iter().filter(|query| matches!(query, Query::EventsOf { .. })).count();
    let before = asked(&kept);
    let kept = kept.keys("jjjjjjjjjj");
    assert_eq!(asked(&kept), before);
    let kept = kept.then(|harness| harness.send(Message::Settled));
    assert_eq!(asked(&kept), before + 1);
}
