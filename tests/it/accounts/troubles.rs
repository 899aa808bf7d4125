//! One account that is not well: its rows stay as they are, the header says so by name, and nothing else is different for the
//! others.

use std::fmt::Write;

use insta::assert_snapshot;
use trackside::account::News;
use trackside::api::{ApiError, Cause, Progress};

use super::*;
use crate::support::fixtures::{error, problem, server_failed, unreachable};

/// What makes an account not well.
type Trouble = fn(Harness, AccountId) -> Harness;

/// Each way in which an account is not well, with what the chip says of it.
fn troubles() -> Vec<(&'static str, Trouble)> {
    vec![
        ("offline", |harness, account| harness.fails_of(account, unreachable(), SECOND * 30)),
        ("signed out", |harness, account| {
            harness.fails_of(account, error(Cause::SignedOut(problem(401, "Unauthorized"))), SECOND * 60)
        }),
        ("limit", |harness, account| harness.news_of(account, News::RateLimited(Some(SECOND * 40)))),
        ("stale", |harness, account| harness.fails_of(account, server_failed(), SECOND * 30)),
        ("slow", |harness, account| harness.news_of(account, News::PollStarted)),
        ("not opened", |harness, account| {
            let reason = "config.toml:9: profiles.lab.client_secret_file: no such file";
            harness.news_of(account, News::NotOpened(Label::from(reason)))
        }),
    ]
}

#[test]
fn its_rows_stay_and_the_header_names_it() {
    for (word, happens) in troubles() {
        let before = loaded(160, 30, 3);
        let harness = happens(before.clone(), LAB).after(SECOND * 5);
        assert_eq!(rows(&harness), rows(&before), "{word}");
        assert_tells(&harness, &format!("lab {word}"));
        for well in ["prod", "dr"] {
            assert!(!header(&harness).contains(&format!("{well} {word}")), "{}", header(&harness));
        }
    }
}

#[test]
fn each_trouble_at_every_size() {
    let mut all = String::new();
    for (word, happens) in troubles() {
        let harness = happens(loaded(80, 24, 3), LAB).after(SECOND * 5).keys("<esc>");
        for (columns, lines) in SIZES {
            let text = harness.clone().resized(columns, lines).text();
            let lines: Vec<&str> = text.lines().collect();
            writeln!(all, "{word}, {columns} columns").unwrap();
            for line in [&lines[..2], &lines[lines.len() - 2..]].concat() {
                writeln!(all, "|{line}|").unwrap();
            }
        }
    }
    assert_snapshot!("troubles_header_and_footer", all);
}

#[test]
fn what_the_others_do_goes_on_as_before() {
    for (word, happens) in troubles() {
        let mut harness = happens(loaded(100, 30, 2), LAB).after(SECOND * 5);
        harness.effects();
        // The others are read on.
        let mut more = fleet(PROD);
        more.push(runner("aa-new"));
        let mut harness = harness.fleet_of(PROD, more).keys("<esc>g");
        assert_eq!(rows(&harness).first().map(String::as_str), Some("aa-new 0"), "{word}");
        // Keys go on, and what they ask for goes to the account under the bar.
        harness.effects();
        let mut harness = harness.keys("r").details("id-aa-new", |row| row).keys("y");
        let sent = changes(&mut harness);
        assert_eq!(sent.iter().map(|(account, id, _)| (*account, id.as_str())).collect::<Vec<_>>(), [(PROD, "aa-new")]);
    }
}

#[test]
fn nothing_read_yet_of_one_is_an_empty_part_of_the_table() {
    let harness = started(80, 24, 3).fleet_of(PROD, fleet(PROD)).fleet_of(DR, fleet(DR));
    assert_eq!(rows(&harness).len(), 10);
    assert_tells(&harness, "lab connecting");
    let so_far = Arc::new(crate::support::harness::list(fleet(LAB)));
    let progress = Progress { read: 5, total: Some(900), so_far: Some(so_far) };
    let harness = harness.news_of(LAB, News::PollStarted).news_of(LAB, News::PollProgressed(progress));
    assert_eq!(rows(&harness).len(), 15);
    assert_tells(&harness, "lab 5 of 900");
}

#[test]
fn none_has_a_row() {
    let reason = Label::from("config.toml:9: profiles.dr.client_secret_file: no such file");
    let harness =
        started(80, 24, 3).fails_of(PROD, unreachable(), SECOND * 4).news_of(DR, News::NotOpened(reason)).keys("<esc>");
    assert_snapshot!("none_has_a_row", at_every_size(&harness));
    let empty = [PROD, LAB, DR].into_iter().fold(started(80, 24, 3), |harness, id| harness.fleet_of(id, Vec::new()));
    assert_snapshot!("all_are_empty", empty.text());
}

#[test]
fn five_accounts_each_with_another_fault() {
    let harness = loaded(160, 30, 5);
    let faults = troubles();
    let harness = (0..5).fold(harness, |harness, number| {
        let (_, happens) = faults[usize::from(number)];
        happens(harness, AccountId(number))
    });
    let harness = harness.after(SECOND * 5).keys("<esc>");
    assert_eq!(rows(&harness).len(), 25);
    assert_snapshot!(
        "five_faults",
        [160, 100, 80, 40].map(|columns| header(&harness.clone().resized(columns, 24)) + "\n").concat()
    );
}

/// A failure names its account.
#[test]
fn the_reason_is_told_with_the_name() {
    let failed = ApiError { call: "list runners", cause: Cause::Unreachable(Label::from("connection refused")) };
    let harness = loaded(100, 24, 2).fails_of(LAB, failed, SECOND * 30).after(SECOND);
    assert_tells(&harness, "lab: ");
}
