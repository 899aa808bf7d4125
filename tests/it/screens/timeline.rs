//! The timeline: a strip for each runner in place of the columns; what it reads, and in which order.

use std::fmt::Write;
use std::time::Duration;

use crate::support::harness::Setting;
use insta::assert_snapshot;
use trackside::domain::{Runner, RunnerId};
use trackside::options::{Capabilities, Depth, Ground, ThemeName};
use trackside::runtime::recorder::Query;
use trackside::store::StoreFault;
use trackside::tui::screens::parts::kept::strips::Span;
use trackside::tui::ui::{Symbols, Theme};

use super::details::SIZES;
use crate::support::fixtures::{With, hostile_names, numbered, runner};
use crate::support::kept::Kept;

const MINUTE: Duration = Duration::from_secs(60);

fn fleet(statuses: [&str; 3]) -> Vec<Runner> {
    let [billing, crm, orders] = statuses;
    vec![
        runner("billing-eu").status(billing),
        runner("crm-sync-us").status(crm),
        runner("orders-eks-primary").status(orders),
    ]
}

/// An hour: 20 minutes in view, 20 in which nobody watched, 20 in view.
fn an_hour(columns: u16, rows: u16, change: impl Fn(&mut Setting)) -> Kept {
    let mut kept = Kept::set_up(columns, rows, &change).then(|harness| harness.fleet(fleet(["running"; 3])));
    for minute in 0..20 {
        let crm = if minute < 10 { "running" } else { "paused" };
        kept = kept.later(MINUTE).then(|harness| harness.fleet(fleet(["running", crm, "running"])));
    }
    kept =
        kept.again_with(20 * MINUTE, &change).then(|harness| harness.fleet(fleet(["running", "running", "unknown"])));
    for _ in 0..20 {
        kept = kept.later(MINUTE).then(|harness| harness.fleet(fleet(["running", "stopped", "running"])));
    }
    kept.after(2).keys("xT").after(2)
}

fn windows(kept: &Kept) -> Vec<(Vec<RunnerId>, usize)> {
    let of = |query: &Query| match query {
        Query::Timeline { runners, window, .. } => Some((runners.clone(), window.cells)),
        _ => None,
    };
    kept.asked.iter().filter_map(of).collect()
}

#[test]
fn the_worst_status_wins_a_gap_is_blank_and_the_share_is_of_the_watched_time() {
    let kept = an_hour(80, 24, |_| {}).keys("--");
    let text = kept.harness.text();
    let row = |name: &str| text.lines().find(|line| line.contains(name)).unwrap_or_else(|| panic!("{text}")).to_owned();
    assert!(text.contains("1 H AGO") && text.contains("NOW") && text.contains("SERVING"), "{text}");
    assert!(row("billing-eu").contains("100 %"), "{text}");
    let (crm, orders) = (row("crm-sync-us"), row("orders-eks-primary"));
    for glyph in ["●", "○", "■"] {
        assert!(crm.contains(glyph), "{glyph} in {crm}");
    }
    assert!(orders.contains('?') && !orders.contains("100 %"), "{orders}");
    let strip = row("billing-eu");
    let first = strip.find('●').unwrap();
    assert!(strip[first..].trim_end_matches("100 %").trim_end().contains("   "), "the gap is blank: {strip}");
}

#[test]
fn more_and_less_time_and_the_columns_again() {
    let kept = an_hour(80, 24, |_| {});
    assert!(kept.harness.text().contains("24 H AGO"), "{}", kept.harness.text());
    let kept = kept.keys("+");
    assert!(kept.harness.text().contains("7 D AGO"));
    let kept = kept.keys("++");
    assert!(kept.harness.text().contains("7 D AGO"), "there is no more");
    let kept = kept.keys("------");
    assert!(kept.harness.text().contains("1 H AGO"), "there is no less");
    let kept = kept.keys("T");
    assert!(kept.harness.text().contains("PLATFORM"), "{}", kept.harness.text());
    let kept = kept.keys("T");
    assert!(kept.harness.text().contains("1 H AGO"), "the time is kept");
    // What the keys do is in the footer while they do something.
    assert!(!kept.keys("T+").harness.text().contains("AGO"));
}

#[test]
fn sort_and_filter_go_on_as_ever() {
    let kept = an_hour(80, 24, |_| {}).keys("2");
    let text = kept.harness.text();
    assert!(text.contains("sorted by Status"), "{text}");
    let at = |name: &str| text.lines().position(|line| line.contains(name)).unwrap();
    assert!(at("crm-sync-us") < at("billing-eu"), "{text}");
    let text = kept.keys("/orders<enter>").harness.text();
    assert!(text.contains("orders-eks-primary") && !text.contains("billing-eu"), "{text}");
}

#[test]
fn the_rows_in_view_are_read_first_and_no_more_than_a_page_around_them() {
    let kept = Kept::sized(80, 24).then(|harness| harness.fleet(numbered(20_000))).after(2).keys("T");
    let asked = windows(&kept);
    let page = asked[0].0.len();
    assert!((10..24).contains(&page), "{page}");
    assert_eq!(asked[0].0[0].as_str(), "id-runner-00000");
    assert!(asked.iter().map(|(runners, _)| runners.len()).sum::<usize>() <= 3 * page, "{asked:?}");
    let before = asked.len();
    let kept = kept.keys("G");
    let asked = windows(&kept);
    let last = |(runners, _): &(Vec<RunnerId>, usize)| runners.iter().any(|id| id.as_str() == "id-runner-19999");
    assert!(last(&asked[before]), "{:?}", asked[before]);
    assert!(!kept.harness.text().contains('…'), "{}", kept.harness.text());
    // A row further all there is already, but for one beyond the page.
    let before = windows(&kept).iter().map(|(runners, _)| runners.len()).sum::<usize>();
    let kept = kept.keys("k");
    let read = windows(&kept).iter().map(|(runners, _)| runners.len()).sum::<usize>() - before;
    assert!(read <= 1, "{read}");
}

#[test]
fn nothing_is_asked_while_the_columns_are_shown() {
    let kept = Kept::sized(80, 24).then(|harness| harness.fleet(numbered(50))).after(30);
    assert_eq!(windows(&kept), Vec::new());
}

#[test]
fn windows_have_whole_seconds_and_stand_still_until_a_cell_begins() {
    for span in Span::ALL {
        for cells in [1, 7, 40, 60, 144] {
            let at = "2026-11-23T14:03:11Z".parse().unwrap();
            let window = span.window(at, cells);
            let length = window.to.duration_since(window.from);
            assert!(length >= span.length() && window.from < at && at < window.to, "{span:?} in {cells}");
            assert_eq!(length.as_secs() % i64::try_from(cells).unwrap(), 0);
            let cell = length / i32::try_from(cells).unwrap();
            assert_eq!(span.window(window.to - Duration::from_secs(1), cells), window);
            assert_eq!(span.window(window.to, cells).to, window.to + cell);
        }
    }
}

#[test]
fn where_no_title_has_room_the_time_stands_above_the_keys() {
    let kept = an_hour(40, 10, |_| {}).after(10);
    assert!(kept.harness.text().contains(" Timeline: 24 h  billing-eu "), "{}", kept.harness.text());
    let kept = kept.keys("-").after(10);
    assert!(kept.harness.text().contains(" Timeline: 6 h  billing-eu "), "{}", kept.harness.text());
    let kept = kept.keys("T").after(10);
    assert!(!kept.harness.text().contains("Timeline"), "{}", kept.harness.text());
    let wide = an_hour(80, 24, |_| {}).after(10);
    assert!(!wide.harness.text().contains("Timeline"), "the titles have it: {}", wide.harness.text());
}

#[test]
fn a_history_that_cannot_be_read_is_said_once_at_every_size() {
    for (columns, rows) in SIZES {
        let kept = Kept::sized(columns, rows).then(|harness| harness.fleet(fleet(["running"; 3]))).after(2);
        let text = kept.broken(StoreFault::Damaged).keys("xT").after(10).harness.text();
        assert_eq!(text.matches("the file is damaged").count(), 1, "{text}");
        assert!(!text.contains("  …"), "nothing is on its way: {text}");
    }
}

#[test]
fn the_help_says_what_the_share_is() {
    let at_its_end = an_hour(160, 60, |_| {}).keys("?G").harness.text();
    let text = an_hour(160, 60, |_| {}).keys("?").harness.text() + &at_its_end;
    assert!(text.contains("SERVING"), "{text}");
    assert!(text.contains("How much of the watched time"), "{text}");
}

#[test]
fn the_timeline_at_every_size() {
    let mut frames = String::new();
    for (columns, rows) in SIZES.into_iter().chain([(200, 60)]) {
        writeln!(frames, "{}", an_hour(columns, rows, |_| {}).keys("--").harness.frame()).unwrap();
    }
    assert_snapshot!("timeline_sizes", frames);
}

#[test]
fn the_timeline_in_every_look() {
    let look = |name: &str| {
        let (depth, ground) = match name {
            "light" => (Depth::Indexed, Ground::Light),
            _ => (Depth::None, Ground::Unknown),
        };
        let symbols = if name == "ASCII" { &Symbols::ASCII } else { &Symbols::UNICODE };
        let capabilities = Capabilities { depth, ground, ..Capabilities::FULL };
        Theme::on(capabilities, ThemeName::Ansi, symbols)
    };
    let mut frames = String::new();
    for name in ["light", "NO_COLOR", "ASCII"] {
        let kept = an_hour(80, 24, |setting| setting.config.theme = look(name)).keys("--");
        writeln!(frames, "{name}\n{}", kept.harness.frame()).unwrap();
    }
    assert_snapshot!("timeline_looks", frames);
}

#[test]
fn the_worst_names_fit() {
    let named: Vec<Runner> = hostile_names().iter().map(|name| runner(name)).collect();
    for (columns, rows) in SIZES {
        let kept = Kept::sized(columns, rows).then(|harness| harness.fleet(named.clone())).after(2).keys("T");
        kept.after(2).harness.frame();
    }
}
