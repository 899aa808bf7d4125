//! The columns of the list: those of the config file, and choosing others, which is seen at once.

use std::sync::Arc;

use insta::assert_snapshot;
use proptest::prelude::*;
use trackside::account::table::{Column, Columns, SortOrder, Views};
use trackside::options::ThemeName;
use trackside::tui::ui::{Symbols, layout};

use crate::accounts::loaded;
use crate::properties::check_frame;
use crate::support::Harness;
use crate::support::fixtures::{fleet, numbered};

const CHOSEN: [Column; 4] = [Column::Runner, Column::Version, Column::Status, Column::Track];

/// A list with the columns of a config file, sorted by version.
fn configured(columns: u16, rows: u16) -> Harness {
    let order = SortOrder { column: Column::Version, is_inverted: true };
    let views = Views { order, columns: Columns::of(CHOSEN), all: Vec::new() };
    Harness::set_up(columns, rows, |setting| setting.config.views = Arc::new(views)).fleet(fleet())
}

fn usual(columns: u16, rows: u16) -> Harness {
    Harness::sized(columns, rows).fleet(fleet())
}

/// The titles above the rows, as words.
fn titles(harness: &Harness) -> String {
    let text = harness.text();
    let line = text.lines().find(|line| line.contains("RUNNER")).unwrap_or_default();
    let line = line.split('\u{2502}').next().unwrap_or_default();
    let words = line.split_whitespace().map(|word| word.trim_matches(['\u{25b2}', '\u{25bc}']));
    let words = words.filter(|word| !word.is_empty() && word.chars().all(|c| c.is_ascii_uppercase()));
    words.collect::<Vec<_>>().join(" ").replace("LAST CHANGE", "CHANGE")
}

#[test]
fn the_list_begins_with_the_columns_and_the_order_of_the_config_file() {
    let harness = configured(120, 30);
    assert_eq!(titles(&harness), "RUNNER VERSION STATUS TRACK");
    assert_eq!(harness.app.list().order(), SortOrder { column: Column::Version, is_inverted: true });
    assert_snapshot!(harness.frame());
    // The last ones go first where there is no room; what the list is sorted by stays.
    assert_eq!(titles(&harness.resized(60, 24)), "RUNNER VERSION STATUS TRACK");
    assert_snapshot!(configured(40, 10).text());
}

#[test]
fn a_column_that_the_list_is_sorted_by_is_shown_while_it_is() {
    let harness = configured(80, 24).keys("9");
    assert_eq!(titles(&harness), "RUNNER VERSION STATUS TRACK RUNS");
    assert_eq!(titles(&harness.keys("1")), "RUNNER VERSION STATUS TRACK");
}

#[test]
fn the_chooser_at_every_size() {
    for (columns, rows) in [(40, 10), (80, 24), (160, 45)] {
        let harness = usual(columns, rows).keys("w").keys("jj jJ");
        assert_snapshot!(format!("chooser_{columns}x{rows}"), harness.frame());
    }
    let ascii = Harness::with(80, 24, ThemeName::Mono, &Symbols::ASCII, false).fleet(fleet()).keys("w ");
    assert!(ascii.text().is_ascii(), "{}", ascii.text());
    assert_snapshot!("chooser_ascii", ascii.frame());
    assert_snapshot!("chooser_at_its_end_40x10", usual(40, 10).keys("wG").text());
    assert_snapshot!("chooser_of_another_order", configured(80, 24).keys("9w").text());
    let timeline = Harness::set_up(80, 24, |setting| setting.profile.keeps_history = true).fleet(fleet()).keys("Tw");
    assert_snapshot!("chooser_over_the_timeline", timeline.text());
}

#[test]
fn what_is_chosen_is_seen_at_once_and_enter_keeps_it() {
    let harness = usual(240, 50);
    let all = "RUNNER STATUS PLATFORM TYPE VERSION UPDATE TRACK CHANGE RUNS";
    assert_eq!(titles(&harness), all);
    let harness = harness.keys("wj ");
    assert_eq!(titles(&harness), "RUNNER STATUS TYPE VERSION UPDATE TRACK CHANGE RUNS");
    let harness = harness.keys("jJ");
    assert_eq!(titles(&harness), "RUNNER STATUS VERSION TYPE UPDATE TRACK CHANGE RUNS");
    let harness = harness.keys("K");
    assert_eq!(titles(&harness), "RUNNER STATUS TYPE VERSION UPDATE TRACK CHANGE RUNS");
    let kept = harness.clone().keys("<enter>");
    assert!(!kept.text().contains("always shown"), "{}", kept.text());
    assert_eq!(titles(&kept), titles(&harness));
    // Shown again it stands where it stood.
    assert_eq!(titles(&harness.keys("k ")), all);
    let reopened = kept.keys("wG ");
    assert_eq!(titles(&reopened), "RUNNER STATUS TYPE VERSION UPDATE TRACK CHANGE RUNS PLATFORM");
}

#[test]
fn esc_takes_all_of_it_back_and_backspace_brings_those_of_the_file() {
    let before = titles(&configured(240, 50));
    for leave in ["<esc>", "q"] {
        let harness = configured(240, 50).keys("w KG j ").keys(leave);
        assert_eq!(titles(&harness), before);
        assert!(!harness.text().contains("always shown"));
    }
    for back in ["<backspace>", "u"] {
        let changed = configured(240, 50).keys("w Kj <enter>");
        assert_ne!(titles(&changed), before);
        assert_eq!(titles(&changed.keys("w").keys(back).keys("<enter>")), before);
    }
}

#[test]
fn twice_w_is_every_column_without_the_preview_as_ever() {
    let every = "RUNNER VERSION STATUS TRACK PLATFORM TYPE UPDATE CHANGE RUNS";
    let harness = configured(240, 50).keys("ww");
    assert!(harness.app.list().wishes().all_columns);
    assert_eq!(titles(&harness), every);
    assert_eq!(*harness.app.list().columns(), Columns::of(CHOSEN), "those that are chosen are the same");
    let back = harness.clone().keys("ww");
    assert!(!back.app.list().wishes().all_columns);
    assert_eq!(titles(&back), "RUNNER VERSION STATUS TRACK");
    // Who chooses sees what is chosen, and esc brings back what was there.
    let chosen = usual(200, 50).keys("ww").keys("w ");
    assert!(!chosen.app.list().wishes().all_columns);
    assert!(chosen.keys("<esc>").app.list().wishes().all_columns);
}

#[test]
fn the_runner_is_always_shown_and_first() {
    for (keys, said) in
        [("wk ", "Runner is always shown."), ("wkJ", "Runner is always first."), ("wK", "Runner is always first.")]
    {
        let harness = usual(80, 24).keys(keys);
        assert!(harness.text().contains(said), "{keys}\n{}", harness.text());
        assert!(harness.app.list().columns().is_usual());
    }
}

#[test]
fn the_account_is_a_column_only_where_there_are_several() {
    assert!(!usual(80, 24).keys("w").text().contains("Account"));
    let harness = loaded(120, 30, 2);
    assert!(titles(&harness).starts_with("RUNNER ACCOUNT STATUS"), "{}", harness.text());
    let harness = harness.keys("w");
    assert!(harness.text().contains("Account"), "{}", harness.text());
    assert!(titles(&harness.keys(" <enter>")).starts_with("RUNNER STATUS"));
}

#[test]
fn of_a_large_fleet_the_rows_stay_as_they_are() {
    let harness = Harness::sized(80, 24).fleet(numbered(20_000)).keys("jjj");
    let (edition, selected) = (harness.app.list().edition(), harness.selected());
    let harness = harness.keys("w jJ <enter>");
    assert_eq!(harness.app.list().edition(), edition, "nothing was sorted again");
    assert_eq!(harness.selected(), selected);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_is_pressed_the_runner_is_first_and_esc_takes_all_back(
        keys in proptest::collection::vec(prop::sample::select(vec![" ", "j", "k", "J", "K", "u", "g", "G"]), 0..25),
        columns in 30..200_u16,
        rows in 6..40_u16,
        leaves in any::<bool>(),
    ) {
        let start = configured(columns, rows);
        let harness = start.clone().keys("w").keys(&keys.concat());
        check_frame(&harness)?;
        let list = harness.app.list();
        let plan = list.plan(&layout::list(ratatui::layout::Rect::new(0, 0, columns, rows), list.wishes()));
        prop_assert_eq!(plan[0].column, Column::Runner);
        prop_assert_eq!(list.columns().iter().next(), Some(Column::Runner));
        let left = harness.clone().keys(if leaves { "<esc>" } else { "<enter>" });
        let expected = if leaves { start.app.list().columns() } else { list.columns() };
        prop_assert_eq!(left.app.list().columns(), expected);
    }
}
