//! The table of keys: complete, without doubles, without conflicts, and the same as that of `docs/keys.md`.

mod fixed;
mod wishes;

use std::collections::HashSet;

use trackside::domain::Action;
use trackside::terminal::input::{Chord, Key};
use trackside::tui::command::Command;
use trackside::tui::keymap::{BINDINGS, Binding, Context, Keymap};
use trackside::tui::screens::help::map::openers;

use crate::support::Harness;
use crate::support::keys::{asked, keymap};

#[test]
fn no_key_means_two_things_in_one_context() {
    let mut seen = HashSet::new();
    for binding in BINDINGS {
        for key in binding.keys {
            assert!(seen.insert((binding.context, *key)), "{key} is bound twice in {:?}", binding.context);
        }
    }
}

#[test]
fn every_binding_has_keys_and_a_help_text_in_the_imperative_without_a_full_stop() {
    for binding in BINDINGS {
        assert!(!binding.keys.is_empty(), "{binding:?}");
        assert!(!binding.help.is_empty() && !binding.help.ends_with('.'), "{binding:?}");
        assert!(binding.help.starts_with(|first: char| first.is_lowercase()), "{binding:?}");
    }
}

#[test]
fn keys_that_terminals_and_multiplexers_take_are_not_the_only_way_to_anything() {
    // Flow control, tmux's and screen's prefix, backspace: never bound.
    for reserved in ['s', 'q', 'a', 'h'].map(Chord::ctrl) {
        assert!(BINDINGS.iter().all(|binding| !binding.keys.contains(&reserved)), "{reserved} is bound");
    }
    let is_awkward = |chord: &Chord| chord.alt || *chord == Chord::ctrl('b') || matches!(chord.key, Key::Function(_));
    for binding in BINDINGS {
        assert!(!binding.keys.iter().all(is_awkward), "{binding:?} has no plain key");
    }
}

#[test]
fn no_plain_character_is_a_key_where_text_is_typed() {
    for binding in BINDINGS.iter().filter(|binding| binding.context.takes_text()) {
        for key in binding.keys {
            assert!(key.ctrl || !matches!(key.key, Key::Char(_)), "{key} could not be typed in {:?}", binding.context);
        }
    }
}

#[test]
fn every_overlay_can_be_closed_with_esc_and_the_program_quit_with_ctrl_c_everywhere() {
    let keymap = Keymap::default();
    for context in Context::ALL {
        assert_eq!(keymap.lookup(context, Chord::ctrl('c')), Some(Command::Quit), "{context:?}");
        if !matches!(context, Context::Everywhere) {
            let esc = keymap.lookup(context, Chord::plain(Key::Esc));
            assert!(
                matches!(
                    esc,
                    Some(Command::Close | Command::ClearFilter | Command::CancelFilter | Command::CancelSearch)
                ),
                "{context:?}: {esc:?}"
            );
        }
    }
}

#[test]
fn esc_never_quits() {
    for binding in BINDINGS.iter().filter(|binding| binding.keys.contains(&Chord::plain(Key::Esc))) {
        assert!(!matches!(binding.command, Command::Quit | Command::QuitKeepingFrame), "{binding:?}");
    }
}

#[test]
fn every_action_has_a_key_in_its_menu_which_is_the_lists_too() {
    let keymap = Keymap::default();
    for action in Action::ALL {
        let command = Command::Act(action.key());
        let in_menu = keymap.key(Context::Actions, command).unwrap_or_else(|| panic!("{action:?} has no key"));
        assert_eq!(keymap.lookup(Context::List, in_menu), Some(command), "{action:?}");
    }
    // A key is bound to the action that it is named after.
    let bound = BINDINGS.iter().filter_map(|binding| match binding.command {
        Command::Act(action) => Some(action),
        _ => None,
    });
    assert!(bound.into_iter().all(|action| action.key() == action));
}

#[test]
fn the_page_of_keys_has_exactly_this_table() {
    let page = include_str!("../../../docs/keys.md");
    for context in Context::ALL {
        let heading = format!("| **{}** | |", context.title());
        assert!(page.contains(&heading), "the page lacks {heading}");
    }
    for row in table() {
        assert!(page.contains(&row), "the page lacks this row:\n{row}");
    }
    let defaults = page.split("## Your own keys").next().unwrap();
    let rows = defaults.lines().filter(|line| line.starts_with("| `")).count();
    assert_eq!(rows, table().len(), "the page has rows for keys that do not exist");
    let readme = include_str!("../../../README.md");
    let rows: Vec<&str> = readme.lines().filter(|line| line.starts_with("| `") && !line.contains("](")).collect();
    assert_eq!(rows.len(), 10);
    assert!(rows.iter().all(|row| table().iter().any(|known| known == row)), "the README has another table");
}

#[test]
fn the_map_of_screens_has_every_screen_with_a_key_that_is_bound_there() {
    let keymap = Keymap::default();
    for screen in Context::ALL {
        let openers = openers(screen);
        assert_eq!(openers.is_empty(), matches!(screen, Context::Everywhere | Context::List), "{screen:?}");
        for (from, command) in openers {
            assert!(keymap.key(*from, *command).is_some(), "{screen:?}: {command:?} has no key in {from:?}");
        }
    }
    let text = Harness::sized(200, 90).fleet(Vec::new()).keys("?").text();
    for screen in Context::ALL.into_iter().filter(|screen| *screen != Context::Everywhere) {
        assert!(text.contains(screen.title()), "{screen:?} is not in\n{text}");
    }
}

/// A list of the page, between its heading and the next one.
fn listed(lead: &str) -> Vec<&'static str> {
    let page = include_str!("../../../docs/keys.md");
    let rest = page.split_once(lead).unwrap_or_else(|| panic!("the page lacks {lead}")).1;
    let lines = rest.trim_start().lines();
    lines.take_while(|line| line.starts_with(['-', '|'])).filter(|line| !line.starts_with("|---")).collect()
}

#[test]
fn the_page_of_keys_says_what_the_preset_of_vim_has_other_than_the_table() {
    let vim = keymap("preset = 'vim'\n");
    let quoted = |keys: &[Chord]| {
        let keys: Vec<String> = keys.iter().map(|key| format!("`{key}`")).collect();
        if keys.is_empty() { "none".to_owned() } else { keys.join(" ") }
    };
    let rows =
        Context::ALL.into_iter().flat_map(|context| vim.own(context)).filter(|bound| bound.keys != bound.binding.keys);
    let rows = rows.map(|bound| {
        let Binding { context, command, .. } = *bound.binding;
        format!("| `{}` | `{}` | {} |", context.name(), command.name(), quoted(&bound.keys))
    });
    let mut expected = vec!["| Screen | Command | Keys |".to_owned()];
    expected.extend(rows);
    let found = listed("The preset `vim` differs from the defaults in this:\n");
    assert_eq!(found, expected, "the list is\n{}", expected.join("\n"));
}

#[test]
fn the_example_of_the_page_of_keys_is_accepted() {
    let page = include_str!("../../../docs/keys.md");
    let example = page.split("```toml\n").nth(1).and_then(|rest| rest.split("```").next()).unwrap();
    let map = Keymap::read(&asked(example)).unwrap();
    assert_eq!(map.lookup(Context::Details, Chord::char('X')), Some(Command::Act(Action::Restart)));
    assert_eq!(map.lossy(), []);
}

#[test]
fn the_page_of_keys_has_the_name_of_every_command_that_can_have_other_keys() {
    let mut expected = vec!["| Screen | In the table | Commands |".to_owned()];
    for context in Context::ALL {
        let free = BINDINGS.iter().filter(|binding| binding.context == context && !binding.keeps_its_keys());
        let names: Vec<String> = free.map(|binding| format!("`{}`", binding.command.name())).collect();
        if !names.is_empty() {
            expected.push(format!("| `{}` | {} | {} |", context.name(), context.title(), names.join(" ")));
        }
    }
    let found = listed("## Names\n\nThe commands of each screen that can have other keys:\n");
    assert_eq!(found, expected, "the list is\n{}", expected.join("\n"));
}

fn table() -> Vec<String> {
    BINDINGS
        .iter()
        .map(|binding| {
            let keys: Vec<String> = binding.keys.iter().map(|key| format!("`{key}`")).collect();
            format!("| {} | {} |", keys.join(" "), binding.help)
        })
        .collect()
}
