//! Since you were last here: a second run on the same history says what is different, in a line and as a list.

use std::fmt::Write;
use std::time::Duration;

use crate::support::harness::Setting;
use insta::assert_snapshot;
use trackside::account::table::SortOrder;
use trackside::domain::Runner;
use trackside::options::{Capabilities, Depth, Ground, ThemeName};
use trackside::tui::screens::parts::kept::strips::Span;
use trackside::tui::ui::{Symbols, Theme};

use super::details::SIZES;
use crate::support::fixtures::{With, hostile_names, numbered, runner};
use crate::support::kept::Kept;

const DAY: Duration = Duration::from_secs(86_400);

fn before() -> Vec<Runner> {
    vec![runner("billing-eu"), runner("crm-sync-us").version("11.208.3"), runner("old-one"), runner("orders-eks")]
}

fn after() -> Vec<Runner> {
    vec![
        runner("billing-eu").status("unknown").offline(),
        runner("crm-sync-us"),
        runner("fresh").status("pending"),
        runner("orders-eks").stable(),
    ]
}

/// A run that sees one fleet, and two days later another one that sees the other.
fn second_run(size: (u16, u16), before: Vec<Runner>, after: Vec<Runner>, change: impl FnOnce(&mut Setting)) -> Kept {
    let first = Kept::sized(size.0, size.1).then(|harness| harness.fleet(before)).after(2);
    // Who is gone is known with the second list.
    let second = first.again_with(2 * DAY, change).then(|harness| harness.fleet(after.clone())).after(2);
    second.after(8).then(|harness| harness.fleet(after)).after(2)
}

#[test]
fn the_start_says_what_is_different_in_one_line_which_goes_with_a_key() {
    let first = Kept::sized(120, 24).then(|harness| harness.fleet(before())).after(2);
    let kept = first.again_after(2 * DAY).then(|harness| harness.fleet(after())).after(2);
    let text = kept.harness.text();
    let said = "Since 23 Nov, 14:03 (H lists all): 1 updated, 1 new, 1 changed settings, billing-eu Running → Unknown";
    assert!(text.contains(said), "{text}");
    // With the second list it is known who is gone.
    let kept = kept.keys("j").then(|harness| harness.fleet(after())).after(2);
    let text = kept.harness.text();
    let said =
        "Since 23 Nov, 14:03 (H lists all): 1 updated, 1 new, 1 gone, 1 changed settings, billing-eu Running → Unknown";
    assert!(text.contains(said), "{text}");
    let kept = kept.keys("j");
    assert!(!kept.harness.text().contains("Since 23 Nov"), "{}", kept.harness.text());
    assert!(!kept.after(30).harness.text().contains("Since 23 Nov"));
}

#[test]
fn nothing_is_said_where_nothing_is_different_or_nobody_watched_before() {
    let first = Kept::sized(80, 24).then(|harness| harness.fleet(before())).after(5);
    assert!(!first.harness.text().contains("Since"), "{}", first.harness.text());
    let opened = first.keys("H");
    let text = opened.harness.text();
    assert!(text.contains("No earlier time is in the history."), "{text}");
    let second = opened.again_after(DAY).then(|harness| harness.fleet(before())).after(5);
    assert!(!second.harness.text().contains("Since"), "{}", second.harness.text());
    let text = second.keys("H").harness.text();
    assert!(text.contains("Last here 23 Nov, 14:03 (1d ago)."), "{text}");
    assert!(text.contains("Nothing is different since then."), "{text}");
}

#[test]
fn what_came_back_to_what_it_was_is_no_difference() {
    let kept = second_run((80, 24), before(), after(), |_| {});
    let kept = kept.then(|harness| harness.fleet(before()).gone("id-fresh")).after(2).keys("H");
    let text = kept.harness.text();
    assert!(text.contains("Nothing is different since then."), "{text}");
}

#[test]
fn without_a_history_the_key_says_why() {
    let harness = crate::support::Harness::sized(80, 24).fleet(before()).keys("H");
    let text = harness.text();
    assert!(text.contains("The history is off; history_days in the profile turns the history on"), "{text}");
}

#[test]
fn the_list_of_differences_at_every_size() {
    let mut frames = String::new();
    for size in SIZES {
        writeln!(frames, "{}", second_run(size, before(), after(), |_| {}).keys("H").harness.frame()).unwrap();
    }
    assert_snapshot!("since_sizes", frames);
}

#[test]
fn the_list_of_differences_in_every_look() {
    let light = |setting: &mut Setting| {
        let capabilities = Capabilities { ground: Ground::Light, ..Capabilities::FULL };
        setting.config.theme = Theme::on(capabilities, ThemeName::Ansi, &Symbols::UNICODE);
    };
    let plain = |setting: &mut Setting| {
        let capabilities = Capabilities { depth: Depth::None, ..Capabilities::FULL };
        setting.config.theme = Theme::on(capabilities, ThemeName::Ansi, &Symbols::UNICODE);
    };
    let ascii = |setting: &mut Setting| setting.config.theme = Theme::new(ThemeName::Ansi, &Symbols::ASCII);
    let mut frames = String::new();
    for (name, look) in [("light", &light as &dyn Fn(&mut Setting)), ("NO_COLOR", &plain), ("ASCII", &ascii)] {
        let kept = second_run((80, 24), before(), after(), look).keys("H");
        writeln!(frames, "{name}\n{}", kept.harness.frame()).unwrap();
    }
    assert_snapshot!("since_looks", frames);
}

#[test]
fn many_differences_and_the_worst_names_fit() {
    let many: Vec<Runner> = numbered(300).into_iter().map(|runner| runner.status("stopped")).collect();
    let kept = second_run((80, 24), numbered(300), many, |_| {});
    let text = kept.harness.text();
    assert!(text.contains("Since 23 Nov, 14:03 (H lists all): 300 changed status"), "{text}");
    let text = kept.keys("HG").harness.text();
    assert!(text.contains("runner-00299") && !text.contains("runner-00000 "), "{text}");
    let named = || hostile_names().iter().map(|name| runner(name)).collect::<Vec<_>>();
    let changed: Vec<Runner> = named().into_iter().map(|runner| runner.status("paused")).collect();
    for size in SIZES {
        second_run(size, named(), changed.clone(), |_| {}).keys("H").harness.frame();
    }
}

#[test]
fn the_order_that_was_chosen_last_is_there_at_the_next_start() {
    let kept = Kept::sized(80, 24).then(|harness| harness.fleet(before())).keys("2I").after(2);
    let order = kept.harness.app.list().order();
    let kept = kept.again_after(DAY).then(|harness| harness.fleet(before()));
    assert_eq!(kept.harness.app.list().order(), order);
    // Each start knows the choice before it, also the usual one.
    let kept = kept.keys("1").after(2).again_after(DAY).then(|harness| harness.fleet(before()));
    assert_eq!(kept.harness.app.list().order(), SortOrder::default());
}

#[test]
fn the_timeline_that_was_shown_last_is_there_at_the_next_start() {
    let again = |kept: Kept| kept.after(2).again_after(DAY).then(|harness| harness.fleet(before()));
    let kept = again(Kept::sized(100, 30).then(|harness| harness.fleet(before())).keys("T+"));
    assert_eq!(kept.harness.app.list().timeline(), Some(Span::Week));
    let kept = again(kept);
    assert_eq!(kept.harness.app.list().timeline(), Some(Span::Week), "also where nobody touched it");
    let kept = again(kept.keys("T"));
    assert_eq!(kept.harness.app.list().timeline(), None);
}

#[test]
fn names_that_differ_in_the_middle_stay_apart() {
    let name = |middle: &str| format!("maia-production-europe-west-{middle}-of-the-fleet-primary-runner");
    let fleet = |status: &str| ["red", "blu"].map(|middle| runner(&name(middle)).status(status)).to_vec();
    let text = second_run((80, 24), fleet("running"), fleet("paused"), |_| {}).keys("xH").harness.text();
    let lines: String = text.lines().filter(|line| line.contains("Running → Paused")).collect();
    assert!(lines.contains("red") && lines.contains("blu"), "{text}");
}
