//! Screens with other keys than the table's: the footer, the help, sentences and the menu name those that count.

use insta::assert_snapshot;
use trackside::terminal::input::Chord;
use trackside::tui::command::Command;
use trackside::tui::keymap::Context;

use crate::support::Harness;
use crate::support::fixtures::{SECOND, fleet};
use crate::support::keys::keymap;

const OWN: &str = "\
open-details = 'space'
toggle-mark = 'M'
restart = ['ctrl-t', 'F6']
open-filter = ','
open-views = []
open-help = 'F1'
poll-now = []
toggle-problems = 'ctrl-g'
open-tab-2 = []
sort-by-column-1 = 'alt-1'
";

fn own(columns: u16, rows: u16) -> Harness {
    let harness = Harness::set_up(columns, rows, |setting| setting.config.keymap = keymap(OWN));
    harness.fleet(fleet()).after(SECOND * 4)
}

#[test]
fn the_footer_of_the_list_names_the_keys_that_count_80x24() {
    assert_snapshot!(own(80, 24).frame());
}

#[test]
fn the_help_lists_the_keys_that_count_160x60() {
    assert_snapshot!(own(160, 60).keys("<F1>").text());
}

#[test]
fn the_menu_has_room_for_the_keys_that_count_80x24() {
    assert_snapshot!(own(80, 24).keys("a").frame());
}

#[test]
fn the_order_and_the_tabs_have_the_keys_that_count_80x24() {
    assert_snapshot!(own(80, 24).keys("S").text());
    assert_snapshot!(own(80, 24).keys("<space>").text());
}

#[test]
fn the_help_with_the_preset_of_vim_160x60() {
    let harness = Harness::set_up(160, 60, |setting| setting.config.keymap = keymap("preset = 'vim'\n"));
    assert_snapshot!(harness.fleet(fleet()).keys("?").text());
}

#[test]
fn sentences_name_the_keys_that_count_or_none() {
    let harness = own(100, 24).keys("%");
    assert!(harness.text().contains("% does nothing here. F1 lists the keys."), "{}", harness.text());
    let none = Harness::set_up(100, 24, |setting| setting.config.keymap = keymap("open-help = []\n"));
    let text = none.fleet(fleet()).keys("%").text();
    assert!(text.contains("% does nothing here.") && !text.contains("lists the keys"), "{text}");
}

#[test]
fn the_screens_in_the_lists_place_have_the_keys_that_count() {
    let own = "\
open-fleet-map = 'F6'
open-versions = 'F7'
[keys.fleet-map]
close = 'F8'
right = '+'
[keys.versions]
close = 'F9'
";
    for (opens, closes, context) in [("<F6>", "F8", Context::FleetMap), ("<F7>", "F9", Context::Versions)] {
        let harness = Harness::set_up(100, 24, |setting| setting.config.keymap = keymap(own)).fleet(Vec::new());
        assert_eq!(harness.keys("FV").app.context(), Context::List);
        let harness = Harness::set_up(100, 24, |setting| setting.config.keymap = keymap(own)).fleet(Vec::new());
        let harness = harness.keys(opens);
        assert_eq!(harness.app.context(), context);
        let text = harness.text();
        assert!(text.contains(&format!("Press {closes} to go back to the list.")), "{text}");
        assert!(text.contains(&format!(" {closes} list ")), "{text}");
        assert_eq!(harness.keys(&format!("<{closes}>")).app.context(), Context::List);
    }
    let map = Harness::set_up(100, 24, |setting| setting.config.keymap = keymap(own)).fleet(fleet()).keys("<F6>g");
    let first = map.app.list().selected().cloned();
    let map = map.keys("l");
    assert_eq!(map.app.list().selected().cloned(), first, "l moves nothing now");
    assert_ne!(map.keys("+").app.list().selected().cloned(), first);
}

#[test]
fn the_preset_of_vim_pages_the_screens_in_the_lists_place_as_all_others() {
    let vim = keymap("preset = 'vim'\n");
    for context in [Context::FleetMap, Context::Versions] {
        assert_eq!(vim.lookup(context, Chord::ctrl('d')), Some(Command::PageDown), "{context:?}");
        assert_eq!(vim.lookup(context, Chord::ctrl('u')), Some(Command::PageUp), "{context:?}");
    }
    for (key, command) in [('F', Command::OpenFleetMap), ('V', Command::OpenVersions)] {
        assert_eq!(vim.lookup(Context::List, Chord::char(key)), Some(command));
    }
}

#[test]
fn a_key_that_may_not_arrive_is_said_at_the_start() {
    let harness = Harness::set_up(100, 24, |setting| setting.config.keymap = keymap("restart = 'ctrl-a'\n"));
    let text = harness.fleet(fleet()).text();
    assert!(text.contains("ctrl-a may not arrive: GNU screen has this key for itself."), "{text}");
}
