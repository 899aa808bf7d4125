//! Events: what happened, newest first, over all runs of the program; its filter and its pages.

use std::fmt::Write;
use std::time::Duration;

use insta::assert_snapshot;
use trackside::domain::Runner;
use trackside::options::ThemeName;
use trackside::runtime::recorder::Query;
use trackside::tui::ui::{Symbols, Theme};

use super::details::SIZES;
use crate::support::fixtures::{With, hostile_names, numbered, runner};
use crate::support::kept::Kept;

const HOUR: Duration = Duration::from_secs(3_600);

fn fleet(status: &str) -> Vec<Runner> {
    vec![runner("billing-eu"), runner("crm-sync-us").status(status), runner("orders-eks")]
}

/// Something happened in view, an own restart was refused, and two days later somebody looks again.
fn two_runs(columns: u16, rows: u16) -> Kept {
    let kept = Kept::sized(columns, rows).then(|harness| harness.fleet(fleet("running"))).after(2);
    let kept = kept.then(|harness| harness.fleet(fleet("paused"))).after(2);
    let kept = kept.again_after(48 * HOUR).then(|harness| harness.fleet(fleet("stopped"))).after(2);
    kept.then(|harness| harness.fleet(fleet("running"))).after(2)
}

/// A thousand runners, of which each has stopped.
fn thousand() -> Kept {
    let stopped = numbered(1_000).into_iter().map(|runner| runner.status("stopped")).collect();
    Kept::sized(80, 24).then(|harness| harness.fleet(numbered(1_000)).fleet(stopped)).after(2)
}

#[test]
fn what_happened_stands_newest_first_and_what_nobody_saw_has_no_time() {
    let text = two_runs(80, 24).keys("xE").harness.text();
    let lines: Vec<&str> = text.lines().collect();
    let at = |words: &str| lines.iter().position(|line| line.contains(words)).unwrap_or_else(|| panic!("{text}"));
    assert!(at("Stopped → Running") < at("Not watched from 23 Nov, 14:03 to 25 Nov, 14:03."), "{text}");
    assert!(at("Not watched") < at("Paused → Stopped"), "{text}");
    assert!(at("Paused → Stopped") < at("Running → Paused"), "{text}");
    assert!(lines[at("Stopped → Running")].contains("14:03:"), "{text}");
    let unseen = lines[at("Paused → Stopped")];
    assert!(!unseen.contains(':'), "no time is told: {unseen}");
}

#[test]
fn own_actions_are_among_them() {
    let kept = Kept::sized(80, 24).then(|harness| harness.fleet(fleet("running"))).after(2);
    let kept = kept.keys("jr").then(|harness| harness.details("id-crm-sync-us", |runner| runner)).after(2);
    let kept = kept.then(|harness| harness.keys("y").answered(Ok(()))).after(2).keys("E");
    let text = kept.harness.text();
    assert!(text.contains("crm-sync-us") && text.contains("Requested from here: Restart"), "{text}");
}

#[test]
fn a_filter_leaves_those_with_every_word_and_esc_takes_it_back_first() {
    let kept = two_runs(80, 24).keys("xE/CRM paused");
    let text = kept.harness.text();
    assert!(text.contains("Running → Paused") && text.contains("Paused → Stopped"), "{text}");
    assert!(!text.contains("Stopped → Running"), "{text}");
    let kept = kept.keys("<enter>");
    let text = kept.harness.text();
    assert!(text.contains("filter CRM paused  2 of 3"), "{text}");
    let kept = kept.keys("/ nothing<enter>");
    assert!(kept.harness.text().contains("No event has all of these words."), "{}", kept.harness.text());
    let kept = kept.keys("<esc>");
    assert!(kept.harness.text().contains("Stopped → Running"), "{}", kept.harness.text());
    assert!(!kept.keys("<esc>").harness.text().contains("Stopped → Running"));
}

#[test]
fn older_pages_are_read_as_the_window_comes_to_them_and_no_others() {
    let pages = |kept: &Kept| kept.asked.iter().filter(|query| matches!(query, Query::Events { .. })).count();
    let kept = thousand().keys("E");
    assert_eq!(pages(&kept), 1, "the newest page is enough for a window");
    let text = kept.harness.text();
    assert!(text.contains("runner-00999") && !text.contains("runner-00790"), "{text}");
    let kept = kept.keys("G");
    assert!(pages(&kept) > 1, "the end of a page is where the next begins");
    let kept = (0..6).fold(kept, |kept, _| kept.keys("G"));
    assert!(kept.harness.text().contains("runner-00000"), "{}", kept.harness.text());
    // A filter that nothing passes reads on until there is nothing more.
    let kept = thousand().keys("E/runner-00003<enter>");
    assert!(kept.harness.text().contains("filter runner-00003  1 of 1,000"), "{}", kept.harness.text());
}

#[test]
fn what_happens_meanwhile_joins_at_the_top() {
    let kept = two_runs(80, 24).keys("xE").then(|harness| harness.fleet(fleet("pausing"))).after(2);
    let text = kept.harness.text();
    let first = text.lines().find(|line| line.contains("crm-sync-us  ") && line.contains("14:03:")).unwrap();
    assert!(first.contains("Running → Pausing"), "{text}");
    assert_eq!(text.matches("Running → Paused").count(), 1, "{text}");
}

#[test]
fn events_at_every_size_and_in_ascii() {
    let mut frames = String::new();
    for (columns, rows) in SIZES {
        writeln!(frames, "{}", two_runs(columns, rows).keys("xE").harness.frame()).unwrap();
    }
    writeln!(frames, "{}", two_runs(80, 24).keys("xE/crm").harness.frame()).unwrap();
    let ascii = Kept::set_up(80, 24, |config| config.theme = Theme::new(ThemeName::Mono, &Symbols::ASCII));
    let ascii = ascii.then(|harness| harness.fleet(fleet("running")).fleet(fleet("paused"))).after(2).keys("E");
    writeln!(frames, "{}", ascii.harness.frame()).unwrap();
    assert_snapshot!("events", frames);
}

#[test]
fn the_worst_names_fit() {
    let named: Vec<Runner> = hostile_names().iter().map(|name| runner(name)).collect();
    for (columns, rows) in SIZES {
        let kept = Kept::sized(columns, rows).then(|harness| harness.fleet(named.clone())).after(2).keys("E");
        kept.harness.frame();
    }
}

#[test]
fn the_newest_stand_below_the_rows_where_these_leave_room() {
    let lines = |columns, rows, count| {
        let changed = || numbered(count).into_iter().map(|runner| runner.status("paused")).collect();
        let kept = Kept::sized(columns, rows).then(|harness| harness.fleet(numbered(count)));
        let text = kept.after(2).then(|harness| harness.fleet(changed())).after(2).harness.text();
        (text.contains("Events (E lists all)"), text.matches("Running → Paused").count())
    };
    assert_eq!(lines(100, 30, 10), (true, 2));
    assert_eq!(lines(100, 45, 10), (true, 5));
    assert_eq!(lines(100, 45, 3), (true, 3), "no more than there are");
    for (columns, rows, count) in [(80, 24, 3), (40, 10, 3), (100, 30, 19), (100, 45, 1_000)] {
        assert!(!lines(columns, rows, count).0, "{count} at {columns}x{rows}");
    }
}
