//! What the config file asks for of the keys: the map that comes of it, and what is refused.

use std::collections::HashSet;

use trackside::domain::Action;
use trackside::options::{KeyPreset, KeyWishes};
use trackside::terminal::input::{Chord, Key};
use trackside::tui::command::Command;
use trackside::tui::keymap::{BINDINGS, Context, Keymap, Misspelt, spelt};

use crate::support::keys::{asked, keymap};

const RESTART: Command = Command::Act(Action::Restart);

fn names(keymap: &Keymap, context: Context, command: Command) -> String {
    let bound = keymap.bindings_of(context).iter().find(|bound| bound.binding.command == command);
    let names = bound.map(|bound| bound.keys.iter().map(ToString::to_string).collect::<Vec<_>>().join(" "));
    names.unwrap_or_default()
}

fn faults(text: &str) -> Vec<String> {
    Keymap::read(&asked(text)).err().unwrap_or_default()
}

#[test]
fn each_command_and_each_screen_has_a_name_of_its_own() {
    let mut names = HashSet::new();
    for context in Context::ALL {
        assert!(names.insert(context.name().to_owned()), "{} is twice", context.name());
    }
    let mut commands: Vec<(String, Command)> = Vec::new();
    for binding in BINDINGS {
        let name = binding.command.name();
        let is_name = name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-');
        assert!(!name.is_empty() && is_name && name != "preset", "{binding:?}");
        let known = commands.iter().find(|(known, _)| known == name);
        assert!(known.is_none_or(|(_, command)| *command == binding.command), "{name} is two commands");
        commands.push((name.to_owned(), binding.command));
        // In a table of TOML the two would be one key.
        assert!(!names.contains(name), "{name} is a screen and a command");
    }
}

#[test]
fn no_command_stands_twice_in_a_context() {
    let mut seen = HashSet::new();
    for binding in BINDINGS {
        assert!(seen.insert((binding.context, binding.command)), "{binding:?} would get the same keys twice");
    }
}

#[test]
fn a_key_is_written_as_it_is_shown() {
    for key in BINDINGS.iter().flat_map(|binding| binding.keys) {
        assert_eq!(spelt(&key.to_string()), Ok(*key), "{key}");
    }
    for (text, chord) in [
        ("é", Chord::char('é')),
        ("-", Chord::char('-')),
        ("alt--", Chord { alt: true, ..Chord::char('-') }),
        ("ctrl-alt-x", Chord { alt: true, ..Chord::ctrl('x') }),
        ("CTRL-x", Chord::ctrl('x')),
        ("ctrl-space", Chord::ctrl(' ')),
        ("pgup", Chord::plain(Key::PageUp)),
        ("f12", Chord::plain(Key::Function(12))),
        (" ", Chord::char(' ')),
    ] {
        assert_eq!(spelt(text), Ok(chord), "{text}");
    }
    for (text, reason) in [
        ("", Misspelt::Unknown),
        ("ab", Misspelt::Unknown),
        ("ctrl-", Misspelt::Unknown),
        ("ctrl-ctrl-x", Misspelt::Unknown),
        ("shift-x", Misspelt::Unknown),
        ("F13", Misspelt::Unknown),
        ("\t", Misspelt::Unknown),
        ("ctrl-i", Misspelt::Same("tab")),
        ("ctrl-m", Misspelt::Same("enter")),
        ("ctrl-h", Misspelt::Same("backspace")),
        ("ctrl-[", Misspelt::Same("esc")),
        ("ctrl-R", Misspelt::NeverSent),
        ("ctrl-1", Misspelt::NeverSent),
    ] {
        assert_eq!(spelt(text), Err(reason), "{text}");
    }
}

#[test]
fn a_command_has_its_keys_on_every_screen_and_those_of_one_screen_count_more() {
    let map = keymap("restart = ['X', 'F6']\npoll-now = []\n[keys.list]\nrestart = 'ctrl-t'\n");
    assert_eq!(names(&map, Context::List, RESTART), "ctrl-t");
    assert_eq!(names(&map, Context::Details, RESTART), "X F6");
    assert_eq!(names(&map, Context::Actions, RESTART), "X F6");
    assert_eq!(map.lookup(Context::Details, Chord::char('X')), Some(RESTART));
    assert_eq!(map.lookup(Context::List, Chord::char('r')), None, "what it had by default is free");
    assert_eq!(names(&map, Context::List, Command::PollNow), "");
    assert_eq!(map.lookup(Context::List, Chord::ctrl('r')), None);
}

#[test]
fn what_leaves_and_takes_stays_and_may_be_written_too() {
    let map = keymap(
        "close = 'x'\ndown = ['down', 'e']\n[keys.details]\nchange = []\nclose = 'z'\nreveal = []\n[keys.json]\ndown = []\n",
    );
    assert_eq!(names(&map, Context::Help, Command::Close), "x esc");
    assert_eq!(names(&map, Context::Details, Command::Close), "z esc");
    assert_eq!(names(&map, Context::Details, Command::Change), "enter");
    assert_eq!(names(&map, Context::List, Command::Down), "down e");
    assert_eq!(names(&map, Context::Json, Command::Down), "down");
    assert_eq!(names(&map, Context::Question, Command::Close), "n esc q", "questions keep their keys");
    assert_eq!(names(&map, Context::Question, Command::Down), "j down");
}

#[test]
fn where_text_is_typed_a_key_that_edits_is_not_offered() {
    let map = keymap("open-help = ['ctrl-w', 'F1']\n");
    assert_eq!(names(&map, Context::List, Command::OpenHelp), "ctrl-w F1");
    assert_eq!(names(&map, Context::Filter, Command::OpenHelp), "F1");
}

#[test]
fn a_preset_has_no_clash_and_only_what_is_different() {
    for (name, preset) in KeyPreset::ALL {
        let map = Keymap::read(&KeyWishes { preset, ..KeyWishes::default() }).unwrap();
        for context in Context::ALL {
            let mut seen = HashSet::new();
            for bound in map.own(context) {
                assert!(bound.keys.iter().all(|key| seen.insert(*key)), "{name}: {context:?}: {bound:?}");
                let is_kept = bound.keys == bound.binding.keys || !bound.binding.keeps_its_keys();
                assert!(is_kept, "{name}: {context:?}: {bound:?}");
                let reserved = [Key::Enter, Key::Esc, Key::Up, Key::Down].map(Chord::plain);
                for key in reserved.iter().filter(|key| bound.binding.keys.contains(key)) {
                    assert!(bound.keys.contains(key), "{name}: {bound:?}");
                }
            }
        }
    }
    let vim = keymap("preset = 'vim'\n");
    for context in [Context::List, Context::Details, Context::Summary, Context::Help, Context::Events] {
        for (chord, command) in [
            (Chord::char('j'), Command::Down),
            (Chord::char('k'), Command::Up),
            (Chord::char('g'), Command::Top),
            (Chord::char('G'), Command::Bottom),
            (Chord::ctrl('d'), Command::PageDown),
            (Chord::ctrl('u'), Command::PageUp),
            (Chord::ctrl('f'), Command::PageDown),
            (Chord::ctrl('b'), Command::PageUp),
        ] {
            assert_eq!(vim.lookup(context, chord), Some(command), "{context:?} {chord}");
        }
    }
    let remove = Command::Act(Action::Remove);
    assert_eq!(
        (names(&vim, Context::List, remove).as_str(), names(&vim, Context::Actions, remove).as_str()),
        ("", "ctrl-d")
    );
    assert_eq!(vim.lookup(Context::Details, Chord::char('y')), Some(Command::CopyField));
    assert_eq!(vim.lookup(Context::Details, Chord::char('e')), Some(Command::OpenJson));
}

#[test]
fn each_refusal_names_the_line_and_what_to_write() {
    for (text, expected) in [
        ("retsart = 'R'\n", "2: retsart: there is no such command; did you mean restart?"),
        ("make-coffee = 'R'\n", "2: make-coffee: there is no such command; docs/keys.md lists the names"),
        ("[keys.lits]\nrestart = 'R'\n", "3: restart: there is no such screen; did you mean list?"),
        (
            "[keys.help]\nrestart = 'R'\n",
            "3: restart: this screen has no such command; these have: list, details, actions",
        ),
        ("restart = 'Rr'\n", "2: restart: that is no key; write one as R, ctrl-r, alt-x, F5, space or PgUp"),
        ("restart = ['R', 'ctrl-i']\n", "2: restart: key 2 of 2: terminals send the same for tab; write another key"),
        ("restart = 'enter'\n", "2: restart: enter keeps its meaning; leave this key out"),
        ("restart = 'ctrl-c'\n", "2: restart: ctrl-c keeps its meaning; leave this key out"),
        ("restart = 'down'\n", "2: restart: down keeps its meaning; leave this key out"),
        ("restart = 'alt-esc'\n", "2: restart: alt-esc keeps its meaning; leave this key out"),
        ("restart = 'y'\n", "2: restart: y answers or chooses in the question of restart; write another key"),
        (
            "toggle-auto-update = 'tab'\n",
            "2: toggle-auto-update: tab answers or chooses in the question of toggle-auto-update; write another key",
        ),
        ("yes = 'enter'\n", "2: yes: questions and text fields keep their keys, and so does ctrl-c; leave this out"),
        (
            "[keys.everywhere]\nquit = 'x'\n",
            "3: quit: questions and text fields keep their keys, and so does ctrl-c; leave this out",
        ),
        (
            "[keys.filter]\npage-down = 'F2'\n",
            "3: page-down: questions and text fields keep their keys, and so does ctrl-c; leave this out",
        ),
        (
            "[keys.list]\nrestart = 'p'\n",
            "3: restart: p is pause already, by default, in list; give one of them other keys, or [] for none",
        ),
        (
            "restart = 'm'\n",
            "2: restart: m is toggle-mouse already, by default, in list; give one of them other keys, or [] for none",
        ),
        (
            "poll-now = 'j'\n",
            "2: poll-now: j is down already, by default, in list; give one of them other keys, or [] for none",
        ),
        (
            "preset = 'vim'\n[keys.details]\ncopy-id = 'y'\n",
            "4: copy-id: y is copy-field already, by the preset vim, in details; give one of them other keys, or [] for none",
        ),
        (
            "restart = 'X'\npause = 'X'\n",
            "3: pause: X is restart already, by config.toml:2, in list; give one of them other keys, or [] for none",
        ),
    ] {
        let found = faults(&format!("[keys]\n{text}"));
        assert_eq!(
            found.first().map(String::as_str),
            Some(format!("config.toml:{expected}").as_str()),
            "{text}{found:#?}"
        );
    }
}

#[test]
fn all_faults_are_found_in_the_order_of_the_file_and_no_value_is_repeated() {
    let found = faults("[keys]\nrestart = 's3cret-value'\nretsart = 'R'\n[keys.list]\nquit = 'f'\n");
    let lines: Vec<&str> = found.iter().filter_map(|fault| fault.split(": ").next()).collect();
    assert_eq!(lines, ["config.toml:2", "config.toml:3", "config.toml:5"]);
    assert!(!found.concat().contains("s3cret"), "{found:#?}");
}

#[test]
fn keys_that_change_places_are_no_clash() {
    let map = keymap("restart = 'p'\npause = 'r'\n");
    assert_eq!(map.lookup(Context::List, Chord::char('p')), Some(RESTART));
    assert_eq!(map.lookup(Context::Details, Chord::char('r')), Some(Command::Act(Action::Pause)));
}

#[test]
fn a_key_that_something_else_may_take_is_warned_of_not_refused() {
    let map = keymap(
        "restart = ['ctrl-a', 'X']\nopen-journal = 'ctrl-s'\npage-up = ['ctrl-b', 'PgUp']\n[keys.list]\npause = 'ctrl-b'\npage-up = 'PgUp'\n",
    );
    let lossy: Vec<String> = map.lossy().iter().map(|lossy| format!("{}: {}", lossy.at, lossy.reason)).collect();
    assert_eq!(
        lossy,
        [
            "config.toml:2: restart: ctrl-a may not arrive: GNU screen has this key for itself",
            "config.toml:3: open-journal: ctrl-s may not arrive: some terminals stop and resume their output with this key",
            "config.toml:6: pause: ctrl-b may not arrive: tmux has this key for itself",
        ]
    );
    assert_eq!(Keymap::default().lossy(), []);
}
