//! Where there is little room: each row, question and notice still tells whose it is, and what someone should know of the accounts
//! comes first.

use std::collections::HashSet;

use insta::assert_snapshot;
use trackside::account::{News, WorkNews};
use trackside::api::Cause;
use trackside::domain::{Environment, Project, ProjectId, ProjectUsage, Usage};
use trackside::tui::keymap::Context;

use super::*;
use crate::support::fixtures::{error, problem, unreachable};

/// Two accounts whose names begin alike, with the runners of the first two.
fn alike(columns: u16, rows: u16) -> Harness {
    named(columns, rows, "demo-eu", "demo-us")
}

fn named(columns: u16, rows: u16, first: &str, second: &str) -> Harness {
    let profiles = [profile(first, "eu1", Some(Tint::Red)), profile(second, "us1", Some(Tint::Yellow))];
    let harness = Harness::set_up(columns, rows, |setting| with_profiles(setting, profiles, 2));
    let mut harness = harness.fleet_of(PROD, fleet(PROD)).fleet_of(LAB, fleet(LAB));
    harness.effects();
    harness
}

/// Each runner of an account has many environments.
fn used(harness: Harness, account: AccountId) -> Harness {
    let environment = |number: usize, name: &str| Environment {
        name: Label::from(format!("env-{number}")),
        default_runner: Some(RunnerId::new(&format!("id-{name}"))),
        default_runner_name: None,
    };
    let project = Project { id: ProjectId::new("p"), name: Label::from("p") };
    let environments = ["maia-1", "maia-2"].into_iter().flat_map(|name| (0..60).map(move |at| environment(at, name)));
    let project = ProjectUsage {
        environments: Some(environments.collect()),
        schedules: Some(Vec::new()),
        ..ProjectUsage::new(project)
    };
    let usage = Arc::new(Usage { projects: vec![project] });
    harness.news_of(account, News::Work(WorkNews::ProjectsRead(Ok(usage))))
}

/// The line with the title of what lies on top.
fn upper_edge(harness: &Harness) -> String {
    let (columns, rows) = harness.size();
    let text = harness.text();
    let is_whole_screen = columns < 60 || rows < 12;
    let edge = if is_whole_screen { text.lines().next() } else { text.lines().rev().find(|line| line.contains('╭')) };
    edge.unwrap_or_default().to_owned()
}

#[test]
fn a_question_names_the_account_whole_at_every_width() {
    let asked = [("r", Context::Question), ("<ctrl-d>", Context::Typed), ("<enter>u", Context::Question)];
    let asked = asked.into_iter().chain([("*r", Context::Bulk), ("*<ctrl-d>", Context::BulkTyped)]);
    for (keys, context) in asked {
        let harness = alike(100, 24).keys("/account=us maia-<enter>").keys(keys);
        let harness = used(harness, LAB).fleet_of(LAB, fleet(LAB));
        assert_eq!(harness.app.context(), context, "{keys}:\n{}", harness.text());
        for (columns, rows) in (34..=100).flat_map(|columns| [(columns, 10), (columns, 24)]) {
            let edge = upper_edge(&harness.clone().resized(columns, rows));
            assert!(edge.contains(" demo-us "), "{keys} at {columns}x{rows}: {edge}");
        }
    }
}

/// Of longer names that is shown by which they differ.
#[test]
fn no_two_accounts_look_alike_on_a_question() {
    let names = ["the-production-account-of-the-company-eu", "the-production-account-of-the-company-us"];
    for keys in ["r", "*r", "*<ctrl-d>"] {
        for (columns, rows) in [(40, 10), (59, 24), (60, 24), (80, 24)] {
            let edge = |account: AccountId| {
                let end = ["-eu", "-us"][usize::from(account.0)];
                let harness = named(columns, rows, names[0], names[1]).keys(&format!("/account={end} maia-<enter>"));
                upper_edge(&used(harness.keys(keys), account).fleet_of(account, fleet(account)))
            };
            let (first, second) = (edge(PROD), edge(LAB));
            assert!(
                first.trim_end().contains("-eu") && second.contains("-us"),
                "{keys} at {columns}: {first}\n{second}"
            );
        }
    }
}

#[test]
fn with_one_account_a_question_names_it_too() {
    let harness = Harness::set_up(40, 10, |setting| setting.profile.host = "eu1.api.matillion.com".to_owned());
    let runners: Vec<Runner> = (0..30).map(|at| runner(&format!("maia-{at}"))).collect();
    let harness = harness.fleet(runners.clone()).keys("*r").fleet(runners);
    assert!(upper_edge(&harness).contains(" eu1.api.mat"), "{}", harness.text());
    let (question, typed) = (harness.clone().keys("<esc><esc>r"), harness.keys("<esc><esc><ctrl-d>"));
    for harness in [question, typed] {
        assert!(upper_edge(&harness).contains(" eu1.api.mat"), "{}", harness.text());
    }
}

#[test]
fn a_menu_for_runners_of_several_accounts_names_none_of_them() {
    let harness = alike(80, 24).keys("/maia-<enter>*a");
    assert_eq!(harness.app.context(), Context::Actions);
    assert!(!upper_edge(&harness).contains("demo-"), "{}", harness.text());
}

/// What stands in the only line of a low header, whatever is under the bar.
#[test]
fn the_header_of_a_low_screen_says_what_counts() {
    let refused = || error(Cause::SignedOut(problem(401, "Unauthorized")));
    let well = loaded(40, 10, 3).after(SECOND * 5);
    let on_prod = well.clone().keys("/account=prod<enter>");
    let offline = well.clone().fails_of(LAB, unreachable(), SECOND * 30).after(SECOND * 5);
    let both = offline.clone().fails_of(PROD, refused(), SECOND * 30).after(SECOND * 5);
    // The first row is one of the account that is read-only.
    for (harness, words) in [
        (&well, &["READ-ONLY", "5s ago", "15 runners"][..]),
        (&on_prod, &["5s ago", "3 accounts", "15 runners"]),
        (&offline, &["lab  offline 5s", "15 runners"]),
        (&offline.clone().keys("/account=prod<enter>"), &["lab  offline 5s", "10s ago"]),
        (&both, &["prod  signed out", "15 runners"]),
    ] {
        let first = header(harness);
        assert!(words.iter().all(|word| first.contains(word)), "{words:?} are not in {first}");
    }
    assert!(!header(&on_prod).contains("READ-ONLY"), "{}", header(&on_prod));
    let lines = [30, 34, 40, 50, 60, 80, 120].map(|columns| {
        let line = |harness: &Harness| format!("{columns:>3} {}\n", header(&harness.clone().resized(columns, 10)));
        [&well, &on_prod, &offline, &both].map(line).concat()
    });
    assert_snapshot!("narrow_header", lines.concat());
}

#[test]
fn a_narrow_profile_says_below_what_its_line_has_no_room_for() {
    let harness = loaded(40, 10, 3).keys("<ctrl-p>gjj");
    for words in ["eu1", "READ-ONLY", "Opens dr alone."] {
        assert_tells(&harness, words);
    }
    assert_snapshot!("narrow_profiles", harness.frame());
    // On a screen with room the line says so, and nothing stands below.
    assert_eq!(harness.resized(80, 24).text().matches("READ-ONLY").count(), 2);
}

/// Runners of one name in two accounts are never the same row.
#[test]
fn rows_of_the_same_name_tell_their_accounts() {
    for columns in 34..60 {
        let harness = alike(columns, 12).keys("/maia-<enter>");
        let text = harness.text();
        let rows: Vec<&str> = text.lines().filter(|line| line.contains("maia-") && line.contains('●')).collect();
        let cells: HashSet<&str> = rows.iter().map(|row| row.trim_start_matches('▌').trim_start()).collect();
        assert_eq!(cells.len(), rows.len(), "{columns}:\n{text}");
        assert!(text.lines().any(|line| line.contains("maia-1") && line.contains("us")), "{columns}:\n{text}");
    }
    // Where there is room, in a column of its own; the version to update to gives way.
    assert_snapshot!("narrow_rows", [40, 46, 58].map(|columns| alike(columns, 12).text()).join("\n\n"));
    // In the timeline likewise, whatever the width.
    let timeline = |columns| {
        let history = |mut profile: Profile| {
            profile.keeps_history = true;
            profile
        };
        let profiles = [history(profile("prod", "eu1", None)), history(profile("lab", "us1", None))];
        let harness = Harness::set_up(columns, 24, |setting| with_profiles(setting, profiles, 2));
        harness.fleet_of(PROD, fleet(PROD)).fleet_of(LAB, fleet(LAB)).keys("T").text()
    };
    for columns in [40, 80, 160] {
        let text = timeline(columns);
        let of_maia: Vec<&str> = text.lines().filter(|line| line.contains("maia-1 ")).collect();
        assert!(of_maia.len() == 2 && of_maia[0].contains("prod") && of_maia[1].contains("lab"), "{columns}:\n{text}");
    }
}

/// A refusal is told with the account that it is about, or names the account itself.
#[test]
fn a_refusal_is_not_told_of_the_account_under_the_bar() {
    let last = |harness: &Harness| {
        let text = harness.text();
        let lines: Vec<&str> = text.lines().collect();
        lines[lines.len() - 2].trim().to_owned()
    };
    // The bar is on one of the lab, and those of dr are read-only.
    let mut marked = loaded(100, 24, 3).keys("*G");
    for key in ["r", "p"] {
        marked = marked.keys(key);
        assert_eq!(last(&marked), "Read-only: dr. Unmark its 5 runners first.", "{}", marked.text());
    }
    let narrow = marked.clone().keys("<esc>*Gr").resized(40, 10);
    assert!(narrow.text().contains("Read-only: dr."), "{}", narrow.text());
    // Of all of them, none by name.
    let tested = marked.keys("t");
    assert!(last(&tested).ends_with("Mark runners of one account."), "{}", tested.text());
    let sorted = loaded(100, 24, 1).keys("0");
    assert_eq!(last(&sorted), "Only a list of several accounts is sorted by account.");
}

/// While one acts, those of two accounts are refused because of that one.
#[test]
fn a_refusal_because_of_an_action_is_told_of_the_account_that_acts() {
    let marked = loaded(120, 30, 2).keys("/account=lab maia-<enter>*r").fleet_of(LAB, fleet(LAB)).keys("Gy");
    let both = marked.answered(Ok(())).keys("<esc><esc>/maia-<enter>*gr");
    let line = both.text().lines().rev().nth(1).unwrap().trim().to_owned();
    assert!(line.contains("is still under way.") && line.ends_with("lab"), "{}", both.text());
}

/// The first load of every account failed: why, when it is tried again, and what to do.
#[test]
fn where_none_can_be_read_it_is_said_what_is_next() {
    let failed =
        started(80, 24, 2).fails_of(PROD, unreachable(), SECOND * 30).fails_of(LAB, unreachable(), SECOND * 20);
    let failed = failed.after(SECOND * 5);
    for words in [
        "No account can be read",
        "prod: connection refused; next try in 25s",
        "lab: connection refused; next try in 15s",
        "Check network, VPN and proxy",
        "Trying again by itself; ctrl-r tries now, q quits.",
    ] {
        assert_tells(&failed, words);
    }
    let narrow = failed.clone().resized(40, 10);
    for words in ["connection refused; next try in 25s", "next try in 15s", "ctrl-r retry"] {
        assert_tells(&narrow, words);
    }
    assert_snapshot!("none_can_be_read", failed.text() + "\n\n" + &narrow.text());
}
