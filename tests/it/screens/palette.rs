//! The palette over each screen from which it is opened, at each size.

use insta::assert_snapshot;
use trackside::options::ThemeName;
use trackside::tui::ui::Symbols;

use super::frames;
use crate::support::Harness;
use crate::support::fixtures::{SECOND, fleet, hostile_names, numbered, runner};

const SIZES: [(u16, u16); 3] = [(40, 10), (80, 24), (160, 45)];

fn list((columns, rows): (u16, u16)) -> Harness {
    Harness::sized(columns, rows).fleet(fleet()).after(SECOND).keys("jj")
}

fn hostile((columns, rows): (u16, u16)) -> Harness {
    let named = hostile_names().into_iter().enumerate().map(|(number, name)| {
        let mut runner = runner(&name);
        runner.id = trackside::domain::RunnerId::new(&format!("id-{number}"));
        runner
    });
    Harness::sized(columns, rows).fleet(named.collect()).after(SECOND)
}

#[test]
fn at_each_size() {
    for size in SIZES {
        let many = Harness::sized(size.0, size.1).fleet(numbered(20_000)).after(SECOND);
        let gone = list(size).keys(":wh-load-03").only(fleet().split_off(19)).after(SECOND);
        let frames = frames(vec![
            ("nothing typed", list(size).keys(":")),
            ("further down", list(size).keys(":").keys(&"<down>".repeat(20))),
            ("a word", list(size).keys(":restart")),
            ("of another screen", list(size).keys(":reveal")),
            ("not now", list(size).keys(":events")),
            ("runners", list(size).keys(":prod<down>")),
            ("a runner that is gone", gone),
            ("nothing matches", list(size).keys(":zzzqqq")),
            ("marked", list(size).keys("  :pause")),
            ("what was chosen last", list(size).keys(":invert-sort<enter>:")),
            ("over the details", list(size).keys("<enter>:")),
            ("over the map", list(size).keys("F:")),
            ("over the versions", list(size).keys("V:")),
            ("20,000", many.keys(":runner-19<down>")),
            ("hostile", hostile(size).keys(":e")),
        ]);
        assert_snapshot!(format!("palette_{}x{}", size.0, size.1), frames);
    }
}

#[test]
fn in_ascii_without_colour_and_on_a_light_ground() {
    for (name, theme, symbols) in [
        ("ascii", ThemeName::Mono, &Symbols::ASCII),
        ("mono", ThemeName::Mono, &Symbols::UNICODE),
        ("light", ThemeName::Light, &Symbols::UNICODE),
    ] {
        let list = || Harness::with(80, 24, theme, symbols, false).fleet(fleet()).after(SECOND);
        let frames = frames(vec![("nothing typed", list().keys(":")), ("a word", list().keys(":prod<down>"))]);
        assert_snapshot!(format!("palette_{name}"), frames);
    }
}
