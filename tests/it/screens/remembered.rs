//! What the store tells of one runner: its strip and its events in the tab Activity and in the side pane, from this run of the
//! program and from those before.

use std::time::Duration;

use insta::assert_snapshot;
use trackside::domain::Runner;
use trackside::runtime::recorder::Query;
use trackside::store::StoreFault;
use trackside::tui::message::Message;

use super::details::SIZES;
use crate::details::refused;
use crate::support::Harness;
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
    let text = kept.after(10).harness.text();
    assert_eq!(text.matches("The history cannot be read: another program holds the file.").count(), 1, "{text}");
    assert!(!text.contains("  …"), "nothing is on its way: {text}");
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

/// The tab Activity of a runner that was seen twice, tall enough for all that is done to it.
fn activity() -> Kept {
    let kept = Kept::sized(80, 45).then(|harness| harness.fleet(fleet("running"))).after(2);
    kept.keys("j<enter>").keys("7").after(2)
}

/// The runner as a list tells it.
fn crm(change: impl FnOnce(Runner) -> Runner) -> Vec<Runner> {
    vec![runner("billing-eu"), change(runner("crm-sync-us")), runner("orders-eks")]
}

/// That the screen has these words once, now and in each of the seconds after.
fn stay_once(mut kept: Kept, words: &[&str]) -> Kept {
    for second in 0..15 {
        let text = kept.harness.text();
        for words in words {
            assert_eq!(text.matches(words).count(), 1, "{words} after {second} s\n{text}");
        }
        kept = kept.after(1);
    }
    kept
}

#[test]
fn each_kind_of_change_stands_once_from_when_it_is_seen() {
    let kept = activity().then(|harness| harness.fleet(crm(|runner| runner.status("paused").offline())));
    let kept = stay_once(kept, &["Running \u{2192} Paused", "No longer connected"]);
    let later = |runner: Runner| Runner { auto_update: Some(false), ..runner.version("11.215.0").stable() };
    let kept = kept.then(|harness| harness.fleet(crm(later)));
    let words = ["Paused \u{2192} Running", "Version 11.214.0", "Version track", "Auto update"];
    let text = kept.harness.text();
    assert!(words.iter().all(|words| text.contains(words)), "{text}");
    stay_once(kept, &words);
}

#[test]
fn a_description_that_is_not_kept_stays_as_long_as_this_run_knows_it() {
    let kept = activity().then(|harness| harness.fleet(crm(|runner| runner.described("of Finance"))));
    let kept = stay_once(kept, &["of Finance"]);
    let kept = kept.then(|harness| harness.fleet(crm(|runner| runner.described("of Finance").status("paused"))));
    stay_once(kept, &["of Finance", "Running \u{2192} Paused"]);
}

#[test]
fn a_refusal_stands_once_and_keeps_its_words() {
    let kept = activity().keys("r").then(|harness| harness.details("id-crm-sync-us", |runner| runner)).after(2);
    let kept = kept.then(|harness| harness.keys("y").answered(Err(refused("the agent is busy"))).keys("<esc>"));
    stay_once(kept, &["Refused: Restart", "the agent is busy", "Requested from here: Restart"]);
}

#[test]
fn what_cannot_be_written_is_told_all_the_same() {
    let kept = activity().full().then(|harness| harness.fleet(fleet("paused")));
    let kept = stay_once(kept, &["Running \u{2192} Paused"]);
    let kept = kept.then(|harness| harness.fleet(fleet("running"))).after(3);
    stay_once(kept, &["Running \u{2192} Paused", "Paused \u{2192} Running"]);
}

#[test]
fn what_another_trackside_saw_first_is_told_once() {
    let kept = activity().after(3).seen_by_another(crm(|runner| runner.status("pausing"))).after(3);
    let kept = kept.seen_by_another(crm(|runner| runner.status("paused"))).after(3);
    let kept = kept.then(|harness| harness.fleet(fleet("paused"))).after(5);
    let text = kept.harness.text();
    let statuses: Vec<&str> = text.lines().filter(|line| line.contains('\u{2192}')).collect();
    assert_eq!(statuses.len(), 2, "{text}");
    assert!(statuses[0].contains("Pausing \u{2192} Paused"), "{text}");
    assert!(statuses[1].contains("Running \u{2192} Pausing"), "{text}");
}

#[test]
fn nothing_is_asked_where_nothing_of_it_is_on_the_screen() {
    let asked = |kept: &Kept| {
        let of_one = |query: &&Query| matches!(query, Query::EventsOf { .. } | Query::Timeline { .. });
        kept.asked.iter().filter(of_one).count()
    };
    let kept = Kept::sized(80, 24).then(|harness| harness.fleet(fleet("running"))).after(2).keys("j<enter>").after(3);
    assert_eq!(asked(&kept), 0, "{}", kept.harness.text());
    assert!(asked(&kept.keys("7").after(1)) > 0, "the tab asks");
    let kept = Kept::sized(160, 45).then(|harness| harness.fleet(fleet("running"))).after(2).keys("j<enter>");
    let before = asked(&kept);
    assert!(before > 0, "the pane beside the overview asks");
}

#[test]
fn without_a_history_the_strip_is_blank_where_no_list_came() {
    let looks = |harness: Harness, minutes: u32| {
        (0..minutes).fold(harness, |harness, _| harness.after(MINUTE).fleet(fleet("running")))
    };
    let harness = looks(Harness::sized(80, 24).fleet(fleet("running")), 10);
    // Nothing comes for half an hour.
    let harness = looks(harness.after(30 * MINUTE), 5).keys("j<enter>").keys("7");
    assert_snapshot!("activity_without_a_history", harness.frame());
}
