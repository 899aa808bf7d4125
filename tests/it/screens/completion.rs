//! Typing the filter with help: what is completed, and which filters come back.

use std::time::Instant;

use insta::assert_snapshot;
use trackside::account::fleet::Listed;
use trackside::account::table::filter::completion::{Completion, complete};
use trackside::account::table::filter::{Query, Sight};
use trackside::domain::{Label, Runner};
use trackside::options::ThemeName;
use trackside::terminal::input::{Chord, Key};
use trackside::tui::message::Message;
use trackside::tui::ui::Symbols;

use super::runs::{projects, running_in, runs, usage_of};
use crate::support::Harness;
use crate::support::fixtures::{SECOND, With, fleet, hostile_names, numbered, runner};
use crate::support::harness::loaded;
use crate::support::kept::Kept;

const SIZES: [(u16, u16); 3] = [(40, 10), (80, 24), (160, 45)];

fn usual(columns: u16, rows: u16) -> Harness {
    Harness::sized(columns, rows).fleet(fleet()).after(SECOND * 4)
}

fn completed(before: &str) -> Completion {
    let fleet = loaded(fleet());
    let rows: Vec<Listed> = fleet.listed().collect();
    complete(before, &rows, Sight::default())
}

/// The filter after the first Tab, and what it can become.
fn first(before: &str) -> (String, Vec<String>) {
    let Completion { start, candidates, common } = completed(before);
    (format!("{}{common}", &before[..start]), candidates.into_iter().map(|candidate| candidate.text).collect())
}

#[test]
fn keys_values_and_words_of_the_screen_are_completed() {
    let table: [(&str, &str, &[&str]); 31] = [
        ("st", "status=", &["status="]),
        ("ST", "status=", &["status="]),
        ("!st", "!status=", &["status="]),
        ("emea st", "emea status=", &["status="]),
        ("p", "p", &["platform=", "project=", "problem", "paused until", "point nowhere"]),
        ("pl", "platform=", &["platform="]),
        ("status=pa", "status=paus", &["pausing", "paused"]),
        ("status!=pa", "status!=paus", &["pausing", "paused"]),
        ("status=PAUSE", "status=paused", &["paused"]),
        ("status=paused,un", "status=paused,unknown", &["unknown"]),
        ("!status=paused,un", "!status=paused,unknown", &["unknown"]),
        ("status=re", "status=rebalancing", &["rebalancing"]),
        ("status=zz", "status=zz", &[]),
        ("type=s", "type=streaming", &["streaming"]),
        ("track=", "track=", &["current", "stable"]),
        ("version<11.2", "version<11.2", &["11.214.0", "11.208.3"]),
        ("version=4", "version=4.12.1", &["4.12.1"]),
        ("status<ru", "status<ru", &[]),
        ("changed<", "changed<", &[]),
        ("changed=a", "changed=\"auto update\"", &["\"auto update\""]),
        ("platform=azure au", "platform=azure auto update", &["auto update", "auto update off"]),
        ("platform=\"azure a", "platform=\"azure a", &["\"azure aca\"", "\"azure aci\"", "\"azure aks\""]),
        ("platform=\"azure aka\"", "platform=\"azure aka\"", &[]),
        ("platform=gk", "platform=gke", &["gke"]),
        ("platform=snow,moon", "platform=snow,moonbase", &["moonbase"]),
        ("out", "out of support", &["out of support"]),
        ("emea !out of s", "emea !out of support", &["out of support"]),
        ("not ", "not ", &["not connected", "not reported"]),
        ("\"two wo", "\"two wo", &[]),
        ("nosuchkey=x", "nosuchkey=x", &[]),
        ("off", "offline", &["offline"]),
    ];
    for (before, expected, candidates) in table {
        let (text, found) = first(before);
        assert_eq!(text, expected, "{before}: {found:?}");
        assert_eq!(found, candidates, "{before}");
    }
}

#[test]
fn what_is_completed_is_understood() {
    for before in ["", "s", "status=", "platform=", "type=", "track=", "version=", "changed=", "o", "n", "!u", "emea "]
    {
        let Completion { start, candidates, .. } = completed(before);
        assert!(!candidates.is_empty(), "{before}");
        let fleet = loaded(fleet());
        let rows: Vec<Listed> = fleet.listed().collect();
        for candidate in candidates {
            let filter = format!("{}{}", &before[..start], candidate.text);
            // That something was not read yet is no doubt of the words.
            let doubt = Query::parse(&filter).doubt(&rows, Sight::default());
            assert!(doubt.is_none_or(|doubt| doubt.contains("not read yet")), "{filter}");
        }
    }
}

/// The fleet with a project for each of these names, whose environment defaults to its first runner.
fn with_projects(names: &[&str]) -> Harness {
    let environments: Vec<(String, &str)> =
        names.iter().map(|name| (format!("{name}-prod"), "finance-azure")).collect();
    let environments: Vec<[(&str, &str); 1]> =
        environments.iter().map(|(environment, runner)| [(environment.as_str(), *runner)]).collect();
    let of: Vec<_> = names.iter().zip(&environments).map(|(name, of)| (*name, of.as_slice())).collect();
    // So wide that what runs is on the screen, and read.
    usual(120, 24).news(projects(usage_of(&of))).news(runs(running_in(&[], false)))
}

fn filter(harness: &Harness) -> String {
    harness.app.list().filter_label().raw().to_owned()
}

#[test]
fn a_value_with_a_blank_or_a_comma_is_put_in_quotes() {
    let harness = with_projects(&["Sales mart", "Sales north", "HR", "a,b", "x=y", "say \"hi\"", "bell\u{7}"]);
    for (typed, expected) in [
        ("project=Sales m", "project=Sales m"),
        ("project=sa", "project=\"Sales "),
        ("project=a", "project=\"a,b\""),
        ("project=hr,sa", "project=hr,sa"),
        ("project=h", "project=HR"),
        ("project=x", "project=x"),
        ("project=say", "project=say"),
        ("project=b", "project=b"),
        ("env=hr", "env=HR-prod"),
    ] {
        let harness = harness.clone().keys(&format!("/{typed}<tab>"));
        assert_eq!(filter(&harness).trim_end(), expected.trim_end(), "{typed}");
    }
    let harness = harness.keys("/project=sa<tab>m<tab>");
    assert_eq!(filter(&harness), "project=\"Sales mart\"");
    assert_eq!(harness.app.list().shown_ids().count(), 1);
}

#[test]
fn tab_puts_in_what_is_common_then_one_after_the_other_and_back() {
    let after = |keys: &str| filter(&usual(80, 24).keys(&format!("/status=pa{keys}")));
    assert_eq!(after("<tab>"), "status=paus");
    assert_eq!(after("<tab><tab>"), "status=pausing");
    assert_eq!(after("<tab><tab><tab>"), "status=paused");
    assert_eq!(after("<tab><tab><tab><tab>"), "status=pausing");
    assert_eq!(after("<tab><shift-tab>"), "status=paused");
    assert_eq!(after("<tab><tab><tab><shift-tab>"), "status=pausing");
    // What is typed next counts from what stands there.
    assert_eq!(after("<tab><tab>,un<tab>"), "status=pausing,unknown");
    // What stands behind the cursor stays there.
    assert_eq!(filter(&usual(80, 24).keys("/st emea<home><right><right><tab>")), "status= emea");
    assert_eq!(filter(&usual(80, 24).keys("/status=pa<tab><tab><esc>")), "");
}

#[test]
fn candidates_stand_beside_the_filter_or_in_place_of_the_keys() {
    let of_size =
        |keys: &str, (columns, rows)| format!("{columns}x{rows}\n{}\n", usual(columns, rows).keys(keys).frame());
    let all = |keys: &str| SIZES.into_iter().map(|size| of_size(keys, size)).collect::<String>();
    assert_snapshot!("candidates", all("/status=pa<tab>"));
    assert_snapshot!("candidates_many", all("/<tab><tab><tab>"));
    assert_snapshot!("candidates_none", usual(80, 24).keys("/emeax<tab>").text());
    let ascii = Harness::with(80, 24, ThemeName::Mono, &Symbols::ASCII, false).fleet(fleet()).keys("/s<tab>");
    assert!(ascii.text().is_ascii());
    assert_snapshot!("candidates_ascii", ascii.frame());
}

#[test]
fn every_candidate_comes_into_view() {
    for columns in [30, 40, 60, 80, 160] {
        let mut harness = usual(columns, 24).keys("/<tab>");
        for _ in 0..60 {
            harness = harness.keys("<tab>");
            let (text, typed) = (harness.text(), filter(&harness));
            let lines: Vec<&str> = text.lines().rev().take(2).collect();
            assert!(
                lines.iter().any(|line| line.matches(&typed[..typed.len().min(20)]).count() > 0),
                "{typed}\n{text}"
            );
        }
    }
}

#[test]
fn hostile_values_are_offered_safely_or_not_at_all() {
    let hostile = |name: &String| Runner { ..runner("x").status(name).version(name) }.on(name, name);
    let runners: Vec<Runner> = hostile_names()
        .iter()
        .enumerate()
        .map(|(at, name)| Runner { id: trackside::domain::RunnerId::new(&format!("id-{at}")), ..hostile(name) })
        .collect();
    for (columns, rows) in SIZES {
        for key in ["status=", "version=", "platform=", "type=", "account=", "\u{202e}", "東", "!"] {
            let mut harness = Harness::sized(columns, rows).fleet(runners.clone()).keys("/").pasted(key);
            for _ in 0..30 {
                harness = harness.keys("<tab>");
                assert!(!harness.text().lines().any(|line| line.contains(char::is_control)), "{}", harness.text());
                assert!(!filter(&harness).contains(char::is_control));
            }
        }
    }
}

#[test]
fn twenty_thousand_runners_are_looked_through_in_a_moment() {
    let harness = Harness::sized(160, 45).fleet(numbered(20_000)).keys("/version=");
    let begun = Instant::now();
    let harness = harness.keys("<tab>");
    // 15 ms without optimization, most of which is the list that follows the filter.
    assert!(begun.elapsed() < SECOND, "{:?}", begun.elapsed());
    assert_eq!(filter(&harness), "version=11.214.0");
}

#[test]
fn kept_filters_come_back_newest_first_and_what_was_typed_behind_them() {
    let harness =
        usual(80, 24).keys("/one<enter>/<ctrl-u>two<enter>/<ctrl-u>one<enter>/<ctrl-u>three<enter>/<ctrl-u>ty");
    let after = |keys: &str| filter(&harness.clone().keys(keys));
    assert_eq!(after("<up>"), "three");
    assert_eq!(after("<up><up>"), "one");
    assert_eq!(after("<up><up><up>"), "two");
    assert_eq!(after("<up><up><up><up><up>"), "two");
    assert_eq!(after("<up><up><down>"), "three");
    assert_eq!(after("<ctrl-p><ctrl-p><ctrl-n><ctrl-n>"), "ty");
    // What is there already is passed over, and what is typed into an earlier one is the new text.
    assert_eq!(after("<ctrl-u>three<up>"), "one");
    assert_eq!(after("<up><up>x<up>"), "three");
    assert_eq!(after("<up><esc>"), "three");
}

#[test]
fn arrows_go_down_into_the_rows_and_back_before_they_bring_filters() {
    let harness = usual(80, 24).keys("/wh<enter>/<ctrl-u>");
    assert_eq!(harness.clone().keys("<down><down>").selected().as_deref(), Some("wh-load-03"));
    let back = harness.clone().keys("<down><down><up><up>");
    assert_eq!((back.selected().as_deref(), filter(&back)), (Some("wh-load-01"), String::new()));
    assert_eq!(filter(&back.keys("<up>")), "wh");
    // Without a history it is about rows alone.
    let none = usual(80, 24).keys("jj/<down><up><up>");
    assert_eq!(none.selected().as_deref(), Some("finance-azure-dr"));
    // A wheel that comes as arrows moves rows.
    let arrows = |key| Message::Arrows { key: Chord::plain(key), times: 3 };
    let wheel = harness.send(arrows(Key::Down)).send(arrows(Key::Up));
    assert_eq!((wheel.selected().as_deref(), filter(&wheel)), (Some("wh-load-01"), String::new()));
}

#[test]
fn the_footer_names_the_keys_that_help() {
    let of_size =
        |(columns, rows)| format!("{columns}x{rows}\n{}\n", usual(columns, rows).keys("/emea<enter>/").text());
    assert_snapshot!("filter_footer", SIZES.into_iter().map(of_size).collect::<String>());
    assert!(!usual(80, 24).keys("/").text().contains("history"), "there is none yet");
}

#[test]
fn filters_are_found_again_in_the_next_run() {
    let long = "x".repeat(180);
    let kept = Kept::sized(80, 24).then(|harness| harness.fleet(fleet()));
    let kept = kept.keys("/status=paused<enter>").keys("/<ctrl-u>a\\n \"b\" é<enter>").after(2);
    let kept = kept.again_after(SECOND * 60).then(|harness| harness.fleet(fleet())).after(2);
    let after = |kept: Kept| (filter(&kept.harness), kept);
    let (text, kept) = after(kept.keys("/<up>"));
    assert_eq!(text, "a\\n \"b\" é");
    let (text, kept) = after(kept.keys("<up>"));
    assert_eq!(text, "status=paused");
    // Another of this run stands before them, and they behind it in the run after.
    let kept = kept.keys("<ctrl-u>").keys(&long).keys("<enter>").after(2);
    let kept = kept.again_after(SECOND * 60).then(|harness| harness.fleet(fleet())).after(2);
    let (text, kept) = after(kept.keys("/<up>"));
    assert_eq!(text, long);
    assert_eq!(after(kept.keys("<up><up>")).0, "status=paused");
}

#[test]
fn what_looks_like_a_secret_or_cannot_be_shown_is_not_kept() {
    for text in ["Zk9sT0pQ2mW7xR4vB8nL", "emea eyJhbGciOiJIUzI1NiJ9.e30.abc", "rtl\u{202e}x", " ", "zero\u{200b}width"]
    {
        let harness = usual(80, 24).keys("/").pasted(text).keys("<enter>/<ctrl-u>x<up>");
        assert_eq!(filter(&harness), "x", "{text:?}");
    }
}

#[test]
fn with_the_history_off_filters_are_remembered_until_the_end() {
    let kept = Kept::set_up(80, 24, |setting| setting.profile.keeps_history = false);
    let kept = kept.then(|harness| harness.fleet(fleet())).keys("/emea<enter>/<ctrl-u><up>").after(2);
    assert_eq!(filter(&kept.harness), "emea");
    let kept = kept.again_after(SECOND * 60).then(|harness| harness.fleet(fleet())).keys("/x<up>").after(2);
    assert_eq!(filter(&kept.harness), "x");
}

#[test]
fn fifty_filters_are_remembered() {
    let mut harness = usual(80, 24);
    for number in 0..60 {
        harness = harness.keys(&format!("/<ctrl-u>f{number}<enter>"));
    }
    let harness = harness.keys("/<ctrl-u>").keys(&"<up>".repeat(70));
    assert_eq!(filter(&harness), "f10");
}

#[test]
fn an_account_is_completed_by_its_name() {
    let harness = Harness::set_up(80, 24, |setting| setting.profile.name = Some(Label::from("prod us")));
    let harness = harness.fleet(vec![runner("a")]).keys("/account=p<tab>");
    assert_eq!(filter(&harness), "account=\"prod us\"");
}
