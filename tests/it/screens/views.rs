//! The views of the config file: choosing one, its name on the screen, and the one of the last time.

use std::sync::Arc;
use std::time::Duration;

use insta::assert_snapshot;
use trackside::account::table::{Column, Columns, SortOrder, View, Views};
use trackside::domain::Label;
use trackside::options::ThemeName;
use trackside::runtime::recorder::{Answer, Found, Notice, Query};
use trackside::store::Choice;
use trackside::tui::effect::Effect;
use trackside::tui::keymap::Context;
use trackside::tui::message::Message;
use trackside::tui::ui::{Symbols, Theme};

use crate::properties::check_frame;
use crate::support::Harness;
use crate::support::fixtures::{fleet, hostile_names};
use crate::support::harness::Setting;
use crate::support::kept::Kept;

fn by(column: Column) -> SortOrder {
    SortOrder { column, is_inverted: false }
}

fn view(name: &str) -> View {
    View { name: Label::from(name), ..View::default() }
}

/// `[list]` by status, and three views: one that says all, one a filter alone, one columns alone.
fn views() -> Views {
    let old = View {
        filter: Some(Label::from("out of support")),
        order: Some(by(Column::Version)),
        columns: Some(Columns::of([Column::Version, Column::Track])),
        ..view("old")
    };
    let azure = View { filter: Some(Label::from("platform=azure")), ..view("azure") };
    let short = View { columns: Some(Columns::of([Column::Status])), ..view("short") };
    Views { order: by(Column::Status), columns: Columns::default(), all: vec![old, azure, short] }
}

fn with_views(setting: &mut Setting) {
    setting.config.views = Arc::new(views());
}

fn started(columns: u16, rows: u16) -> Harness {
    Harness::set_up(columns, rows, with_views).fleet(fleet())
}

/// The name of the view in force, its filter, the order and the columns.
fn shown(harness: &Harness) -> (String, String, String, String) {
    let list = harness.app.list();
    let name = list.view().map_or("-", |view| view.raw()).to_owned();
    (name, list.filter_label().raw().to_owned(), list.order().key(), list.columns().names(" "))
}

fn expected(name: &str, filter: &str, order: &str, columns: &Columns) -> (String, String, String, String) {
    (name.to_owned(), filter.to_owned(), order.to_owned(), columns.names(" "))
}

fn all() -> Columns {
    Columns::default()
}

fn of_old() -> Columns {
    Columns::of([Column::Version, Column::Track])
}

#[test]
fn the_palette_shows_a_view_also_from_the_details() {
    let harness = started(100, 30).keys(":shor<enter>");
    assert_eq!(shown(&harness), expected("short", "", "status", &Columns::of([Column::Status])));
    let harness = harness.keys("<enter>");
    assert_eq!(harness.app.context(), Context::Details);
    let harness = harness.keys(":azure<enter>");
    assert_eq!(harness.app.context(), Context::List);
    assert_eq!(shown(&harness), expected("azure", "platform=azure", "status", &all()));
}

#[test]
fn a_view_sets_filter_order_and_columns_and_the_rest_is_as_the_list_says() {
    let harness = started(100, 30);
    assert_eq!(shown(&harness), expected("-", "", "status", &all()));
    let harness = harness.keys(",j<enter>");
    assert_eq!(shown(&harness), expected("old", "out of support", "version", &of_old()));
    let harness = harness.keys(",j<enter>");
    assert_eq!(shown(&harness), expected("azure", "platform=azure", "status", &all()));
    // Whatever was chosen since gives way.
    let harness = harness.keys("3/x<enter>!,G<enter>");
    assert_eq!(shown(&harness), expected("short", "", "status", &Columns::of([Column::Status])));
    assert!(!harness.app.list().is_narrowed());
    let harness = harness.keys(",g<enter>");
    assert_eq!(shown(&harness), expected("-", "", "status", &all()));
    // Left without a choice, nothing is different.
    assert_eq!(shown(&harness.keys(",j<esc>")), expected("-", "", "status", &all()));
}

#[test]
fn the_choice_at_every_size() {
    for (columns, rows) in [(40, 10), (80, 24), (160, 45)] {
        let harness = started(columns, rows).keys(",jj<enter>/azure<enter>,");
        assert_snapshot!(format!("views_{columns}x{rows}"), harness.frame());
    }
    let ascii = Harness::set_up(80, 24, |setting| {
        with_views(setting);
        setting.config.theme = Theme::new(ThemeName::Mono, &Symbols::ASCII);
    });
    let ascii = ascii.fleet(fleet()).keys(",j<enter>,");
    assert!(ascii.text().is_ascii(), "{}", ascii.text());
    assert_snapshot!("views_ascii", ascii.frame());
}

#[test]
fn the_view_in_force_is_named_and_marked_once_it_was_changed() {
    for (columns, rows) in [(40, 10), (80, 24), (160, 45)] {
        let harness = started(columns, rows).keys(",j<enter>");
        assert!(harness.text().contains("view old \u{b7} filter"), "{}", harness.text());
        assert_snapshot!(format!("in_force_{columns}x{rows}"), harness.frame());
        for change in ["I", "3", "<esc>", "/x<enter>", "w <enter>"] {
            let changed = harness.clone().keys(change);
            assert!(changed.text().contains("view old, changed"), "{change}\n{}", changed.text());
        }
        let back = harness.keys("II");
        assert!(!back.text().contains("changed"), "{}", back.text());
    }
    // Without a filter the name stands alone.
    let short = started(80, 24).keys(",G<enter>").text();
    assert!(short.contains(" view short \u{2500}"), "{short}");
}

#[test]
fn without_views_the_key_says_where_they_come_from() {
    let harness = Harness::sized(80, 24).fleet(fleet()).keys(",");
    let said = "The config file has no view; write one below a line [[views]].";
    assert!(harness.text().contains(said), "{}", harness.text());
}

#[test]
fn a_name_that_there_is_not_changes_nothing() {
    let mut harness = started(80, 24);
    assert_eq!(harness.app.choose_view(Some(&Label::from("none such"))), []);
    assert_eq!(shown(&harness), expected("-", "", "status", &all()));
}

#[test]
fn names_that_try_something_stay_in_their_place() {
    let mut views = views();
    views.all =
        hostile_names().iter().map(|name| View { filter: Some(Label::from(name.as_str())), ..view(name) }).collect();
    let last = views.all.len();
    let views = Arc::new(views);
    for (columns, rows) in [(30, 6), (40, 10), (80, 24), (160, 45)] {
        let set_up = |setting: &mut Setting| setting.config.views = Arc::clone(&views);
        let mut harness = Harness::set_up(columns, rows, set_up).fleet(fleet()).keys(",");
        for _ in 0..last {
            harness = harness.keys("j");
            check_frame(&harness).unwrap();
            check_frame(&harness.clone().keys("<enter>")).unwrap();
        }
    }
}

const LATER: Duration = Duration::from_secs(600);

/// A run that keeps what is chosen.
fn first_run() -> Kept {
    Kept::set_up(100, 30, with_views).then(|harness| harness.fleet(fleet())).after(2)
}

/// What the next start shows.
fn next(kept: Kept, change: impl FnOnce(&mut Setting)) -> Kept {
    kept.after(2).again_with(LATER, change).then(|harness| harness.fleet(fleet())).after(2)
}

#[test]
fn the_last_view_is_found_again_with_what_was_changed_since() {
    let kept = next(first_run().keys(",j<enter>"), with_views);
    assert_eq!(shown(&kept.harness), expected("old", "out of support", "version", &of_old()));
    let kept = next(kept.keys("I").keys("wj <enter>"), with_views);
    let changed = Columns::of([Column::Version]);
    assert_eq!(shown(&kept.harness), expected("old", "out of support", "-version", &changed));
    assert!(kept.harness.text().contains("view old, changed"));
    // A choice that was taken back is forgotten, and so is the view.
    let kept = next(kept.keys(",g<enter>"), with_views);
    assert_eq!(shown(&kept.harness), expected("-", "", "status", &all()));
}

#[test]
fn the_last_order_and_columns_are_found_again_without_views_too() {
    let kept = Kept::sized(100, 30).then(|harness| harness.fleet(fleet())).after(2);
    let kept = next(kept.keys("5I").keys("wj <enter>"), |_| {});
    let columns = Columns::of(Column::USUAL.into_iter().filter(|column| *column != Column::Platform));
    assert_eq!(shown(&kept.harness), expected("-", "", "-version", &columns));
}

#[test]
fn a_view_that_is_asked_for_counts_more_than_the_last_one() {
    let kept = first_run().keys(",j<enter>I");
    let kept = next(kept, |setting| {
        with_views(setting);
        setting.config.view = Some(Label::from("azure"));
    });
    assert_eq!(shown(&kept.harness), expected("azure", "platform=azure", "status", &all()));
    // It was for this start.
    let kept = next(kept, with_views);
    assert_eq!(shown(&kept.harness), expected("old", "out of support", "-version", &of_old()));
}

#[test]
fn a_view_that_is_no_longer_in_the_file_is_forgotten_quietly() {
    let kept = next(first_run().keys(",j<enter>I"), |setting| {
        with_views(setting);
        Arc::make_mut(&mut setting.config.views).all.remove(0);
    });
    assert_eq!(shown(&kept.harness), expected("-", "", "status", &all()));
}

#[test]
fn what_the_file_says_anew_counts_more_than_what_was_chosen_before() {
    let kept = next(first_run().keys("3").keys("wj <enter>"), with_views);
    assert_eq!(kept.harness.app.list().order(), by(Column::Platform));
    let kept = next(kept, |setting| {
        with_views(setting);
        let views = Arc::make_mut(&mut setting.config.views);
        (views.order, views.columns) = (by(Column::Track), of_old());
    });
    assert_eq!(shown(&kept.harness), expected("-", "", "track", &of_old()));
}

/// The start with this typed before the store has told what was kept.
fn told_after(keys: &str, choices: &[(Choice, &str)]) -> Harness {
    let mut harness = Harness::set_up(100, 30, |setting| {
        with_views(setting);
        setting.profile.keeps_history = true;
    });
    harness = harness.after(Duration::from_secs(1)).fleet(fleet()).keys(keys);
    let asked = harness.effects().into_iter().find_map(|effect| match effect {
        Effect::Ask { ticket, query: Query::Choices } => Some(ticket),
        _ => None,
    });
    let choices = choices.iter().map(|(choice, value)| (*choice, (*value).to_owned())).collect();
    let answer = Answer { ticket: asked.unwrap(), outcome: Ok(Found::Choices(choices)) };
    harness.send(Message::History(Notice::Answered(answer)))
}

#[test]
fn what_the_operator_did_first_counts_more_than_what_was_kept() {
    let kept = [
        (Choice::Named, "old"),
        (Choice::Sort, "Track | Version"),
        (Choice::Columns, "runner,status | runner,version,track"),
    ];
    assert_eq!(
        shown(&told_after("", &kept)),
        expected("old", "out of support", "track", &Columns::of([Column::Status]))
    );
    for keys in ["3", "/x<enter>", "/", "wj <enter>", ",jj<enter>"] {
        let harness = told_after(keys, &kept);
        let alone = Harness::set_up(100, 30, with_views).fleet(fleet()).keys(keys);
        assert_eq!(shown(&harness), shown(&alone), "{keys}");
    }
}

#[test]
fn what_another_version_has_kept_changes_nothing() {
    let kept = [(Choice::Named, "\u{fffd}"), (Choice::Sort, "Colour | Status"), (Choice::Columns, "runner,colour")];
    let harness = told_after("", &kept);
    assert_eq!(shown(&harness), expected("-", "", "status", &all()));
}
