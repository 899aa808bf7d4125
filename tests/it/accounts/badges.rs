//! Whatever asks, is filled in or shows one account's runners names that account; so do notices, alerts and what is copied.

use std::fmt::Write;

use insta::assert_snapshot;
use trackside::account::{News, Request};
use trackside::api::Cause;
use trackside::domain::{ConnectivityReport, Verdict};
use trackside::tui::keymap::Context;

use super::*;
use crate::support::fixtures::problem;

/// Each popup that is about one account: the keys that open it for the runner under the bar, and where they lead.
const POPUPS: [(&str, Context); 14] = [
    ("i", Context::Summary),
    ("a", Context::Actions),
    ("ajjy", Context::Request),
    ("r", Context::Question),
    ("p", Context::Question),
    ("r<ctrl-y>", Context::Request),
    ("<ctrl-d>", Context::Typed),
    ("D", Context::Guided),
    ("t", Context::Connectivity),
    ("<enter>y", Context::Json),
    ("<enter>u", Context::Question),
    ("<enter>a", Context::Actions),
    ("<enter><enter>", Context::Edit),
    ("*r", Context::Bulk),
];

/// The lab's `maia-1` under the bar, of two accounts.
fn on_the_lab(columns: u16, rows: u16) -> Harness {
    loaded(columns, rows, 2).keys("/account=lab maia-<enter>")
}

/// The line with the title of what lies on top.
fn upper_edge(harness: &Harness) -> String {
    let (columns, rows) = harness.size();
    let text = harness.text();
    let is_whole_screen = columns < 60 || rows < 15;
    let edge = if is_whole_screen { text.lines().next() } else { text.lines().rev().find(|line| line.contains('╭')) };
    edge.unwrap_or_default().to_owned()
}

#[test]
fn every_popup_about_one_account_names_it() {
    for (keys, context) in POPUPS {
        for (columns, rows) in SIZES {
            let harness = on_the_lab(columns, rows).keys(keys);
            assert_eq!(harness.app.context(), context, "{keys} at {columns}x{rows}:\n{}", harness.text());
            let edge = upper_edge(&harness);
            assert!(edge.contains(" lab "), "{keys} at {columns}x{rows}: {edge}\n{}", harness.text());
        }
    }
}

#[test]
fn the_edges_of_all_popups() {
    let edges = |harness: Harness| -> String {
        let edge =
            |(keys, _): &(&str, Context)| format!("{keys:<16}{}\n", upper_edge(&harness.clone().keys(keys)).trim_end());
        POPUPS.iter().map(edge).collect()
    };
    let all = SIZES.map(|(columns, rows)| format!("{columns}x{rows}\n{}", edges(on_the_lab(columns, rows)))).concat();
    assert_snapshot!("edges_of_popups", all);
    // A long name is cut, and the title gives way to it.
    let long = |columns: u16, rows: u16| {
        let harness = Harness::set_up(columns, rows, |setting| {
            let long = profile("the-production-account-of-the-whole-company", "eu1", Some(Tint::Red));
            with_profiles(setting, [long, profile("lab", "us1", None)], 2);
        });
        harness.fleet_of(PROD, fleet(PROD)).fleet_of(LAB, fleet(LAB)).keys("/account=the maia-<enter>")
    };
    assert_snapshot!("edges_with_a_long_name", edges(long(80, 24)) + &edges(long(40, 10)));
}

#[test]
fn with_one_account_and_no_profile_the_host_is_named() {
    let harness = Harness::set_up(100, 30, |setting| setting.profile.host = "eu1.api.matillion.com".to_owned());
    let harness = harness.fleet(fleet(PROD)).keys("/maia-<enter>");
    for (keys, context) in POPUPS {
        let harness = harness.clone().keys(keys);
        assert_eq!(harness.app.context(), context, "{keys}");
        let edge = upper_edge(&harness);
        assert!(edge.contains("eu1.api.matillion.com"), "{keys}: {edge}");
    }
}

#[test]
fn questions_of_another_account_at_every_size() {
    let on_lab = on_the_lab(80, 24);
    let question = on_lab.clone().keys("r").news_of(LAB, details("maia-1"));
    assert_snapshot!("question_of_the_lab", at_every_size(&question));
    let typed = on_lab.clone().keys("<ctrl-d>").news_of(LAB, details("maia-1"));
    assert_snapshot!("typed_of_the_lab", at_every_size(&typed));
    let details = on_lab.keys("<enter>");
    assert_snapshot!("details_of_the_lab", at_every_size(&details));
}

fn details(name: &str) -> News {
    News::DetailsRead { id: RunnerId::new(&format!("id-{name}")), outcome: Ok(Box::new(runner(name))) }
}

#[test]
fn notices_and_alerts_name_the_account() {
    let mut harness = on_the_lab(100, 30).keys("r").news_of(LAB, details("maia-1")).keys("y");
    let sent = changes(&mut harness.clone());
    assert_eq!(sent.iter().map(|(account, ..)| *account).collect::<Vec<_>>(), [LAB]);
    harness = harness.answered(Ok(()));
    assert_snapshot!("notice_of_the_lab", last_lines(&harness));
    for status in ["stopping", "running"] {
        let outcome = Ok(Box::new(runner("maia-1").status(status)));
        let read = News::DetailsRead { id: RunnerId::new("id-maia-1"), outcome };
        harness = harness.after(SECOND * 2).news_of(LAB, read);
    }
    assert_eq!(harness.alerts, ["lab: Restart of maia-1 finished: Running again after 4 s"]);
    assert_snapshot!("notice_of_the_end", last_lines(&harness));
    // Something that fails in an account that nobody looks at.
    let other = on_the_lab(100, 30).keys("r").news_of(LAB, details("maia-1")).keys("y<esc>");
    let refused = other.answered(Err(Cause::Refused(problem(409, "Conflict"))));
    assert_snapshot!("notice_of_a_refusal", last_lines(&refused));
}

/// Above the footer, and the footer.
fn last_lines(harness: &Harness) -> String {
    let mut all = String::new();
    for (columns, rows) in SIZES {
        let text = harness.clone().resized(columns, rows).text();
        for line in text.lines().skip(usize::from(rows) - 3) {
            writeln!(all, "|{line}|").unwrap();
        }
    }
    all
}

#[test]
fn the_request_says_for_which_account_it_is() {
    let request = on_the_lab(100, 30).keys("r<ctrl-y>");
    assert!(request.text().contains("# account lab"), "{}", request.text());
    let copied = clips(&mut request.keys("c"));
    assert!(copied[0].contains("# account lab"), "{copied:?}");
    assert_snapshot!("request_of_the_lab", on_the_lab(80, 24).keys("r<ctrl-y>").text());
}

#[test]
fn copied_parameters_and_results_name_the_account() {
    let mut parameters = on_the_lab(100, 30).keys("<enter>3C");
    let copied = clips(&mut parameters);
    assert_eq!(copied.iter().map(|clip| clip.lines().next().unwrap()).collect::<Vec<_>>(), ["# maia-1, account lab"]);
    let mut tested = on_the_lab(100, 30).keys("t").pasted("db.example:5432").keys("<enter>");
    let test = tested.effects().into_iter().find_map(|effect| match effect {
        Effect::Account(LAB, Request::TestConnectivity { ticket, from, endpoint, port }) => {
            let (verdict, took, raw) = (Verdict::Success, SECOND, None);
            Some((ticket, ConnectivityReport { from, endpoint, port, verdict, took, raw }))
        }
        _ => None,
    });
    let (ticket, report) = test.expect("a test of the lab");
    let mut answered = tested.news_of(LAB, News::ConnectivityTested { ticket, outcome: Ok(report) }).keys("<ctrl-y>");
    let copied = clips(&mut answered);
    assert!(copied.iter().any(|clip| clip.contains(r#""account":"lab""#)), "{copied:?}\n{}", answered.text());
}

/// What was copied since the effects were taken last.
fn clips(harness: &mut Harness) -> Vec<String> {
    let text = |effect| if let Effect::Copy(clip) = effect { Some(clip.text.expose().to_owned()) } else { None };
    harness.effects().into_iter().filter_map(text).collect()
}
