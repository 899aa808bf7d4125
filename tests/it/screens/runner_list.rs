//! The runner list at the sizes of the sketches, in every state and theme.

use std::time::Duration;
use trackside::account::{News, Request};
use trackside::domain::{Label, Runner, RunnerId};

use insta::assert_snapshot;
use trackside::api::{Cause, Page, Progress, RunnerList};
use trackside::options::ThemeName;
use trackside::tui::effect::Effect;
use trackside::tui::message::Message;
use trackside::tui::ui::Symbols;

use crate::support::Harness;
use crate::support::fixtures::{
    SECOND, With, error, fleet, hostile_names, numbered, problem, runner, server_failed, unreachable,
};
use crate::support::harness::list;

/// The usual fleet, live for four seconds, with one runner that changed.
fn usual(columns: u16, rows: u16) -> Harness {
    settled(Harness::sized(columns, rows))
}

fn settled(harness: Harness) -> Harness {
    let mut before = fleet();
    before[8] = before[8].clone().status("running");
    harness.fleet(before).after(SECOND * 60).fleet(fleet()).after(SECOND * 4).keys("jjjjjj")
}

#[test]
fn usual_80x24() {
    assert_snapshot!(usual(80, 24).frame());
}

#[test]
fn usual_160x45() {
    assert_snapshot!(usual(160, 45).frame());
}

#[test]
fn usual_40x10() {
    assert_snapshot!(usual(40, 10).frame());
}

#[test]
fn usual_100x30() {
    assert_snapshot!(usual(100, 30).frame());
}

#[test]
fn all_columns_80x24() {
    assert_snapshot!(usual(80, 24).keys("ww").text());
}

#[test]
fn all_columns_160x45_without_preview() {
    assert_snapshot!(usual(160, 45).keys("ww").text());
}

#[test]
fn compact_80x24() {
    assert_snapshot!(usual(80, 24).keys("<ctrl-e>").text());
}

#[test]
fn low_120x8() {
    assert_snapshot!(usual(120, 8).text());
}

#[test]
fn too_small_20x4() {
    assert_snapshot!(usual(20, 4).frame());
}

#[test]
fn no_color_80x24() {
    assert_snapshot!(settled(Harness::with(80, 24, ThemeName::Mono, &Symbols::UNICODE, false)).frame());
}

#[test]
fn ascii_80x24() {
    let harness = settled(Harness::with(80, 24, ThemeName::Mono, &Symbols::ASCII, true));
    assert!(harness.text().is_ascii(), "{}", harness.text());
    assert_snapshot!(harness.text());
}

#[test]
fn ascii_is_ascii_on_every_screen_and_at_every_size() {
    for (columns, rows) in [(20, 4), (40, 10), (80, 24), (160, 45)] {
        for keys in ["", "?", "S", "<enter>", "!", "/foo=1", "/zzz<enter>", "f"] {
            let harness = settled(Harness::with(columns, rows, ThemeName::Ansi, &Symbols::ASCII, true)).keys(keys);
            assert!(harness.text().is_ascii(), "{keys} at {columns}x{rows}:\n{}", harness.text());
        }
        let failed =
            Harness::with(columns, rows, ThemeName::Ansi, &Symbols::ASCII, true).fails(server_failed(), SECOND);
        assert!(failed.text().is_ascii(), "{}", failed.text());
    }
}

#[test]
fn dark_80x24() {
    assert_snapshot!(settled(Harness::with(80, 24, ThemeName::Dark, &Symbols::UNICODE, false)).frame());
}

#[test]
fn light_80x24() {
    assert_snapshot!(settled(Harness::with(80, 24, ThemeName::Light, &Symbols::UNICODE, false)).frame());
}

#[test]
fn connecting() {
    assert_snapshot!(Harness::sized(80, 24).after(SECOND * 2).frame());
}

#[test]
fn loading_page_by_page() {
    let so_far = std::sync::Arc::new(list(numbered(100)));
    let progress = Progress { read: 100, total: Some(20_000), so_far: Some(so_far) };
    assert_snapshot!(Harness::sized(80, 24).news(News::PollStarted).news(News::PollProgressed(progress)).text());
}

/// A fleet that is read every 48 s, with its rows in view at an age of 6 s and all others at one of 33 s.
fn in_parts(columns: u16, rows: u16) -> Harness {
    let large = Harness::set_up(columns, rows, |setting| setting.profile.requests_per_minute = 500);
    let runners = list(numbered(2_000));
    let pages = (0..2_000).map(|number| number / 100).collect();
    let mut harness = large.news(News::PollIntervalSet(SECOND * 48)).news(News::PollStarted);
    harness = harness.list(RunnerList { pages, ..runners });
    let mut asked = Vec::new();
    for _ in 0..27 {
        harness = harness.after(SECOND);
        asked.extend(harness.effects().into_iter().filter_map(|effect| match effect {
            Effect::Account(_, Request::ReadPage { page, .. }) => Some(page),
            _ => None,
        }));
        let entries = numbered(100);
        let page = Page { entries, total: Some(2_000), is_last: false, unreadable: 0, bytes: 0 };
        harness = harness.news(News::PageRead { page: 0, outcome: Ok(page.into()) });
    }
    assert_eq!(asked, [0, 0, 0]);
    harness.after(SECOND * 6)
}

#[test]
fn of_a_large_fleet_both_ages_are_told() {
    let headers = [(40, 10), (60, 12), (80, 24), (120, 30)].map(|(columns, rows)| {
        let text = in_parts(columns, rows).text();
        text.lines().take(2).collect::<Vec<_>>().join("\n")
    });
    assert_snapshot!(headers.join("\n\n"));
}

#[test]
fn rows_in_view_are_read_once_the_operator_rests() {
    let mut harness = in_parts(80, 24);
    harness.effects();
    let pages = |harness: &mut Harness| -> Vec<u16> {
        let of_effect =
            |effect| if let Effect::Account(_, Request::ReadPage { page, .. }) = effect { Some(page) } else { None };
        harness.effects().into_iter().filter_map(of_effect).collect()
    };
    harness = harness.keys("<end>");
    assert_eq!(pages(&mut harness), [0; 0], "who holds a key down reads nothing on the way");
    harness = harness.send(Message::Settled);
    assert_eq!(pages(&mut harness), [19]);
    // The details are read by themselves.
    harness = harness.keys("<enter>").after(SECOND * 30);
    assert_eq!(pages(&mut harness), [0; 0]);
}

#[test]
fn empty() {
    assert_snapshot!(Harness::sized(80, 24).fleet(Vec::new()).frame());
}

#[test]
fn empty_40x10() {
    assert_snapshot!(Harness::sized(40, 10).fleet(Vec::new()).text());
}

#[test]
fn no_match() {
    assert_snapshot!(usual(80, 24).keys("/status=paused !azure<enter>").frame());
}

#[test]
fn no_problems() {
    assert_snapshot!(Harness::sized(80, 24).fleet(numbered(3)).keys("!").text());
}

#[test]
fn typing_a_filter() {
    assert_snapshot!(usual(80, 24).keys("/pla=aws").frame());
}

#[test]
fn filtered() {
    assert_snapshot!(usual(80, 24).keys("/wh<enter>!").text());
    assert_snapshot!(usual(80, 24).keys("/azure<enter>").text());
}

#[test]
fn first_load_failed_for_every_reason() {
    let detail = |status: u16, title: &str, detail: &str| trackside::api::Problem {
        detail: Some(Label::from(detail)),
        ..problem(status, title)
    };
    let causes = [
        Cause::SignedOut(detail(401, "Unauthorized", "Client authentication failed")),
        Cause::Unreachable(Label::from("connection refused")),
        Cause::TimedOut(Duration::from_secs(30)),
        Cause::Forbidden(problem(403, "Forbidden")),
        Cause::NotFound(problem(404, "Not Found")),
        Cause::RateLimited(SECOND * 20),
        Cause::Refused(detail(400, "Bad Request", "Failed to read request")),
        Cause::Server(problem(503, "Service Unavailable")),
        Cause::NotUnderstood(Label::from("a web page titled Sign in")),
        Cause::TooLarge(16 * 1024 * 1024),
    ];
    let screens = causes.map(|cause| {
        let frame = Harness::sized(80, 24).fails(error(cause), SECOND * 4).after(SECOND).text();
        let lines: Vec<&str> = frame.lines().map(str::trim_end).filter(|line| !line.is_empty()).collect();
        lines.join("\n")
    });
    assert_snapshot!(screens.join("\n\n"));
}

#[test]
fn stale() {
    assert_snapshot!(usual(80, 24).fails(server_failed(), SECOND * 8).after(SECOND * 120).frame());
}

#[test]
fn offline_160x45() {
    assert_snapshot!(
        usual(160, 45)
            .fails(unreachable(), SECOND * 60)
            .after(SECOND * 40)
            .text()
            .lines()
            .take(3)
            .collect::<Vec<_>>()
            .join("\n")
    );
}

#[test]
fn every_state_of_the_link_in_every_width() {
    let refused = error(Cause::SignedOut(problem(401, "Unauthorized")));
    let live = || Harness::sized(160, 45).fleet(fleet());
    let progress = Progress { read: 3_400, total: Some(20_000), so_far: None };
    let states = vec![
        Harness::sized(160, 45),
        live().after(SECOND * 4),
        live().after(SECOND * 10).news(News::PollStarted).after(SECOND * 6),
        live().news(News::PollStarted).news(News::PollProgressed(progress)).after(SECOND * 6),
        live().keys("f").after(SECOND * 60),
        live().fails(server_failed(), SECOND * 8).after(SECOND * 3),
        live().fails(server_failed(), SECOND * 8).news(News::PollStarted),
        live().fails(unreachable(), SECOND * 12).after(SECOND * 2),
        live().fails(refused, SECOND * 60).after(SECOND),
        live().news(News::RateLimited(Some(SECOND * 20))).after(SECOND * 2),
    ];
    let mut lines = Vec::new();
    for mut harness in states {
        for columns in [160, 80, 40] {
            harness = harness.resized(columns, 24);
            let text = harness.text();
            lines.push(format!("{columns:>3} {}", text.lines().next().unwrap().trim_end()));
        }
    }
    assert_snapshot!(lines.join("\n"));
}

#[test]
fn frozen() {
    assert_snapshot!(usual(80, 24).keys("f").after(SECOND * 60).text().lines().next().unwrap().to_owned());
}

#[test]
fn read_only_header() {
    let harness = settled(Harness::with(80, 24, ThemeName::Ansi, &Symbols::UNICODE, true));
    assert_snapshot!(harness.text().lines().take(2).collect::<Vec<_>>().join("\n"));
}

#[test]
fn names_that_try_something() {
    let runners = (0..).zip(hostile_names()).map(|(number, name): (u32, String)| Runner {
        id: RunnerId::new(&number.to_string()),
        name: Label::from(name.as_str()),
        ..runner("x").described(&name)
    });
    let harness = Harness::sized(80, 24).fleet(runners.collect());
    assert_snapshot!(harness.text());
}

#[test]
fn the_longest_names_and_values() {
    let long = |name: &str| {
        runner(name)
            .status("a-status-nobody-has-ever-heard-of")
            .update("2026.1234567.1234567-beta+build")
            .on("a-very-long-cloud-provider", "x")
    };
    let runners = vec![
        long("exactly-thirty-characters-long"),
        long(&"w".repeat(200)),
        runner("漢字".repeat(30).as_str()).offline(),
    ];
    for (columns, rows) in [(40, 10), (80, 24), (160, 45)] {
        let harness = Harness::sized(columns, rows).fleet(runners.clone());
        assert_snapshot!(format!("longest_{columns}x{rows}"), harness.text());
    }
}

#[test]
fn entries_without_an_id_are_counted() {
    let harness = Harness::sized(80, 24).list(RunnerList { unreadable: 2, ..list(numbered(3)) });
    assert!(harness.text().contains("2 list items left out: no id"), "{}", harness.text());
}

#[test]
fn sort_picker() {
    assert_snapshot!(usual(80, 24).keys("2S").frame());
}

#[test]
fn help_80x24() {
    assert_snapshot!(usual(80, 24).keys("?").text());
}

#[test]
fn help_40x10_of_the_filter() {
    assert_snapshot!(usual(40, 10).keys("/<f1>").text());
}

#[test]
fn help_160x45() {
    assert_snapshot!(usual(160, 45).keys("?").text());
}

#[test]
fn summary_of_a_paused_runner_that_is_offline() {
    let paused = Runner { paused_until: Some("2026-11-23T16:30:00Z".parse().unwrap()), ..fleet()[1].clone() };
    assert_snapshot!(Harness::sized(80, 24).fleet(vec![paused]).keys("i").frame());
}

#[test]
fn summary_of_a_hosted_runner() {
    assert_snapshot!(usual(80, 24).keys("kki").text());
}

#[test]
fn summary_40x10_scrolled() {
    assert_snapshot!(usual(40, 10).keys("ijjj").text());
}

#[test]
fn no_count_is_cut_or_without_its_word_at_any_width_and_trouble_goes_last() {
    let words = [
        "runner", "running", "motion", "pending", "pausing", "stopping", "paused", "stopped", "unknown", "other",
        "problem", "more",
    ];
    for rows in [8, 24, 40] {
        for columns in 30..=170 {
            let text = Harness::sized(columns, rows).fleet(fleet()).text();
            let line = text.lines().nth(usize::from(rows >= 12)).unwrap();
            let mut sum = 0;
            let mut tokens = line.split_whitespace().peekable();
            while let Some(token) = tokens.next() {
                if token.chars().all(|digit| digit.is_ascii_digit()) {
                    let word = tokens.peek().copied().unwrap_or_default();
                    if !["runner", "update", "unsupported"].iter().any(|other| word.starts_with(other)) {
                        sum += token.parse::<usize>().unwrap();
                    }
                    let is_word = words.iter().any(|known| word.starts_with(known)) || word == "in";
                    assert!(is_word || word.starts_with("update") || word == "unsupported", "{columns}: {line}");
                }
            }
            assert!(!line.contains('…'), "{columns}: {line}");
            assert!(line.contains("20 runners"), "{columns}: {line}");
            assert!(columns < 40 || line.contains("1 unknown") || line.contains("5 problems"), "{columns}: {line}");
            let is_trouble_alone = line.contains("problems") && !line.contains("more");
            assert!(sum == 20 || is_trouble_alone || columns < 40, "{columns}: {sum} in {line}");
        }
    }
}

#[test]
fn the_version_to_update_to_is_never_lost_and_nothing_touches_the_right_edge() {
    for columns in 60..=139 {
        let text = Harness::sized(columns, 24).fleet(fleet()).text();
        let rows: Vec<&str> = text.lines().skip(4).take(16).collect();
        for row in rows.iter().filter(|row| !row.starts_with('▌')) {
            assert_eq!(row.chars().nth(usize::from(columns) - 1), Some(' '), "{columns}: {row}");
        }
        let old = rows.iter().find(|row| row.contains("gke-analytics-a")).unwrap();
        assert!(columns < 80 || (old.contains("↑ 11.214.0") && old.contains('×')), "{columns}: {old}");
    }
}
