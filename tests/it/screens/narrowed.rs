//! The list while something is looked for: the letters that were found, what cannot be meant, and what nothing matches.

use insta::assert_snapshot;
use ratatui::buffer::Cell;
use ratatui::style::Modifier;
use trackside::options::ThemeName;
use trackside::tui::message::Message;
use trackside::tui::ui::Symbols;

use crate::support::Harness;
use crate::support::fixtures::{SECOND, With, fleet, runner};

fn found(harness: Harness, filter: &str) -> Harness {
    harness.fleet(fleet()).after(SECOND * 4).keys(&format!("/{filter}"))
}

const FILTER: &str = "azure pau";

#[test]
fn letters_that_were_found_are_underlined_40x10() {
    assert_snapshot!(found(Harness::sized(40, 10), FILTER).frame());
}

#[test]
fn letters_that_were_found_are_underlined_80x24() {
    assert_snapshot!(found(Harness::sized(80, 24), FILTER).keys("<enter>").frame());
}

#[test]
fn letters_that_were_found_are_underlined_160x45() {
    assert_snapshot!(found(Harness::sized(160, 45), FILTER).frame());
}

#[test]
fn letters_that_were_found_are_underlined_in_ascii() {
    let harness = found(Harness::with(80, 24, ThemeName::Mono, &Symbols::ASCII, false), "out of support");
    assert!(harness.text().is_ascii(), "{}", harness.text());
    assert_snapshot!(harness.frame());
}

#[test]
fn letters_that_were_found_are_underlined_without_colours() {
    assert_snapshot!(found(Harness::with(80, 24, ThemeName::Mono, &Symbols::UNICODE, false), "platform=aks").frame());
}

/// What is underlined, row by row.
fn underlined(harness: &Harness) -> Vec<String> {
    let buffer = harness.buffer();
    let rows = (0..buffer.area.height).map(|y| {
        let cells = (0..buffer.area.width).map(|x| &buffer[(x, y)]);
        cells.filter(|cell| cell.modifier.contains(Modifier::UNDERLINED)).map(Cell::symbol).collect::<String>()
    });
    rows.filter(|row| !row.is_empty()).collect()
}

#[test]
fn nothing_is_underlined_without_a_filter_or_where_it_says_what_is_not() {
    for theme in [ThemeName::Ansi, ThemeName::Mono, ThemeName::Dark, ThemeName::Light] {
        let harness = Harness::with(80, 24, theme, &Symbols::UNICODE, false).fleet(fleet());
        let before = underlined(&harness);
        assert_eq!(underlined(&harness.keys("/!zzz !type=zzz<enter>")), before);
    }
}

#[test]
fn the_row_under_the_bar_and_names_that_are_cut_keep_their_letters() {
    let long = format!("{}-end", "x".repeat(60));
    let names = [runner("ab-cd"), runner(&long), runner("漢字ab")];
    let harness = Harness::sized(80, 24).fleet(names.to_vec()).keys("/ab<enter>");
    assert_eq!(underlined(&harness), ["ab", "ab"]);
    let harness = Harness::sized(80, 24).fleet(names.to_vec()).keys("/end<enter>");
    assert_eq!(underlined(&harness), Vec::<String>::new(), "what is not in view is not marked");
}

#[test]
fn what_cannot_be_meant_is_named_while_it_is_typed_at_every_size() {
    let said = |columns, rows, filter: &str| found(Harness::sized(columns, rows), filter).text();
    for (columns, rows) in [(80, 24), (160, 45), (80, 10)] {
        for filter in ["status=bogus", "type=batch", "status>paused", "colour=red"] {
            let screen = said(columns, rows, filter);
            assert!(screen.lines().any(|line| line.contains(" No ") && line.contains(": ")), "{columns}:\n{screen}");
        }
    }
    // The beginning at least, where that is all there is room for.
    let screen = said(40, 10, "status=bogus");
    assert!(screen.contains("No status bogus: running pending"), "{screen}");
    assert_snapshot!(found(Harness::sized(80, 24), "status=bogus").frame());
}

#[test]
fn a_filter_that_finds_nothing_says_why_and_how_to_undo_it() {
    let cases = [
        "/zzz<enter>",
        "/status=bogus<enter>",
        "/orders status=paused<enter>",
        "/orders status=paused track=stable<enter>",
        "!/wh-load-01<enter>",
        "/offline streaming",
    ];
    let screens = cases.map(|keys| {
        let text = Harness::sized(80, 24).fleet(fleet()).keys(keys).text();
        let lines: Vec<&str> = text.lines().skip(2).map(str::trim_end).filter(|line| !line.is_empty()).collect();
        lines[..lines.len() - 1].join("\n")
    });
    assert_snapshot!(screens.join("\n\n"));
}

#[test]
fn out_of_support_has_a_sign_of_its_own() {
    // The sign of what to look at is that of the key that shows it.
    let rows = Harness::sized(80, 24).fleet(fleet()).text();
    let rows: Vec<&str> = rows.lines().take(22).collect();
    assert!(rows.iter().all(|line| !line.contains('!')), "{rows:#?}");
    assert!(rows.iter().any(|line| line.contains("↑ 11.214.0 ×")), "{rows:#?}");
}

#[test]
fn a_filter_by_age_lets_runners_go_as_time_passes() {
    let mut after = fleet();
    after[0] = after[0].clone().status("running");
    let harness = Harness::sized(80, 24).fleet(fleet()).after(SECOND * 10).fleet(after);
    let harness = harness.send(Message::Pasted("changed<2m".to_owned())).keys("<enter>");
    let shown = |harness: &Harness| harness.app.list().shown_ids().count();
    assert_eq!(shown(&harness), 1);
    let harness = harness.after(SECOND * 119);
    assert_eq!(shown(&harness), 1);
    let harness = harness.after(SECOND);
    assert_eq!(shown(&harness), 0);
    assert!(harness.text().contains("No runner matches changed<2m"), "{}", harness.text());
}
