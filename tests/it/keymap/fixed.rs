//! What no configuration can break, over generated maps: text fields take letters, questions can be left, enter alone never
//! acts, and ctrl-c ends the program.

use proptest::collection::vec;
use proptest::prelude::*;
use trackside::account::Request;
use trackside::options::{KeyPreset, KeyWish, KeyWishes};
use trackside::terminal::input::{Chord, Key};
use trackside::tui::command::Command;
use trackside::tui::effect::Effect;
use trackside::tui::keymap::{BINDINGS, Context, Keymap};
use trackside::tui::message::Message;
use trackside::tui::screens::parts::entry::Entry;

use crate::support::Harness;
use crate::support::fixtures::{SECOND, fleet};

/// Keys that somebody may write, sensible or not.
const KEYS: [&str; 44] = [
    "a",
    "b",
    "c",
    "d",
    "e",
    "f",
    "h",
    "i",
    "j",
    "l",
    "n",
    "o",
    "p",
    "q",
    "r",
    "s",
    "t",
    "u",
    "x",
    "y",
    "z",
    "A",
    "N",
    "Q",
    "Y",
    "?",
    "/",
    ":",
    "1",
    "space",
    "enter",
    "esc",
    "tab",
    "shift-tab",
    "left",
    "right",
    "up",
    "down",
    "delete",
    "F2",
    "F9",
    "ctrl-c",
    "ctrl-u",
    "ctrl-x",
];

/// A wish: of one screen or of all, for which command of the table, with which keys.
fn wish() -> impl Strategy<Value = KeyWish> {
    let keys = vec(prop::sample::select(KEYS.to_vec()), 0..4);
    (any::<bool>(), 0..BINDINGS.len(), keys).prop_map(|(is_of_one, place, keys)| KeyWish {
        at: "config.toml:1: key".to_owned(),
        line: "config.toml:1".to_owned(),
        screen: is_of_one.then(|| BINDINGS[place].context.name().into()),
        command: BINDINGS[place].command.name().into(),
        keys: keys.into_iter().map(Into::into).collect(),
    })
}

/// A map that is accepted: of what is asked for as much as can be had together.
fn map() -> impl Strategy<Value = Keymap> {
    (prop::sample::select(KeyPreset::ALL.to_vec()), vec(wish(), 0..40)).prop_map(|((_, preset), wishes)| {
        let mut asked = KeyWishes { preset, ..KeyWishes::default() };
        for wish in wishes {
            asked.wishes.push(wish);
            if Keymap::read(&asked).is_err() {
                asked.wishes.pop();
            }
        }
        Keymap::read(&asked).unwrap()
    })
}

fn with(keymap: &Keymap) -> Harness {
    let harness = Harness::sized(100, 30);
    let harness = Harness::set_up(harness.size().0, harness.size().1, |setting| setting.config.keymap = keymap.clone());
    harness.fleet(fleet()).after(SECOND)
}

/// A key, once everything before it could be seen, and nothing is held down; and behind it the runner's details come, which a
/// question waits for.
fn press(harness: Harness, chord: Chord) -> Harness {
    let harness = harness.after(SECOND * 2).send(Message::Key(chord));
    let selected = harness.app.list().selected().map(|key| key.id.as_str().to_owned());
    match selected {
        Some(id) => harness.details(&id, |runner| runner),
        None => harness,
    }
}

fn sends(harness: &mut Harness) -> bool {
    let is_change = |effect: &Effect| matches!(effect, Effect::Account(_, Request::Change { .. }));
    harness.effects().iter().any(is_change)
}

fn chords() -> impl Iterator<Item = Chord> {
    KEYS.iter().filter_map(|key| trackside::tui::keymap::spelt(key).ok())
}

/// The rules below are no use if nothing is ever sent.
#[test]
fn the_properties_see_what_is_sent() {
    for keys in ["ry", "rl\r"] {
        let chord = |key| if key == '\r' { Chord::plain(Key::Enter) } else { Chord::char(key) };
        let mut harness = keys.chars().map(chord).fold(with(&Keymap::default()), press);
        assert!(sends(&mut harness), "{keys:?}: {}", harness.text());
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 30, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn questions_and_text_fields_have_the_keys_of_the_table(keymap in map()) {
        let usual = Keymap::default();
        for context in Context::ALL {
            for key in [Key::Esc, Key::Enter, Key::Up, Key::Down] {
                let chord = Chord::plain(key);
                prop_assert_eq!(keymap.lookup(context, chord), usual.lookup(context, chord), "{:?} {}", context, chord);
            }
            prop_assert_eq!(keymap.lookup(context, Chord::ctrl('c')), Some(Command::Quit), "{:?}", context);
            for bound in keymap.own(context).iter().filter(|bound| bound.binding.keeps_its_keys()) {
                prop_assert_eq!(&bound.keys[..], bound.binding.keys, "{:?}", bound);
            }
            // No key has two meanings, and none is offered that does something else.
            for bound in keymap.bindings_of(context) {
                for key in &bound.keys {
                    prop_assert_eq!(keymap.lookup(context, *key), Some(bound.binding.command), "{:?} {}", context, key);
                }
            }
        }
    }

    #[test]
    fn a_text_field_takes_every_letter(keymap in map()) {
        let letters: String = ('a'..='z').chain('A'..='Z').chain("0123456789?/.,:!*-+".chars()).collect();
        let harness = with(&keymap).pasted("x");
        prop_assert_eq!(harness.app.context(), Context::Filter);
        let harness = harness.keys(&letters);
        let typed = harness.app.list().filter_label();
        prop_assert_eq!(typed.raw(), format!("x{letters}"));
    }

    #[test]
    fn enter_alone_never_acts_and_one_key_with_enter_neither(keymap in map()) {
        let enter = Chord::plain(Key::Enter);
        for chord in std::iter::once(enter).chain(chords().filter(|chord| *chord != Chord::ctrl('c'))) {
            let mut harness = with(&keymap);
            for key in [chord, chord, chord, enter, enter, chord, enter, enter] {
                harness = press(harness, key);
            }
            prop_assert!(!sends(&mut harness), "{}: {}", chord, harness.text());
        }
    }

    #[test]
    fn the_palette_finds_every_command_by_its_name(keymap in map()) {
        let harness = with(&keymap).keys("<esc>");
        let Some(opens) = keymap.key(Context::List, Command::OpenPalette) else { return Ok(()) };
        let harness = press(harness, opens);
        prop_assert_eq!(harness.app.context(), Context::Palette);
        for binding in BINDINGS {
            let found = harness.clone().pasted(binding.command.name());
            let first = found.app.palette().and_then(|palette| palette.under_bar());
            prop_assert_eq!(first, Some(&Entry::Command(binding.command)), "{:?}", binding);
        }
    }

    #[test]
    fn a_question_can_be_left_and_the_program_ended(keymap in map(), before in vec(prop::sample::select(KEYS.to_vec()), 0..6)) {
        for leaves in [Chord::char('n'), Chord::plain(Key::Esc), Chord::char('q')] {
            for bound in keymap.own(Context::List).iter().filter(|bound| matches!(bound.binding.command, Command::Act(_))) {
                let Some(key) = bound.keys.first() else { continue };
                let harness = press(with(&keymap), *key);
                if harness.app.context() == Context::Question {
                    prop_assert_eq!(press(harness, leaves).app.context(), Context::List);
                }
            }
        }
        let mut harness = with(&keymap);
        for key in before {
            harness = press(harness, trackside::tui::keymap::spelt(key).unwrap());
        }
        let _ = harness.effects();
        let mut harness = press(harness, Chord::ctrl('c'));
        let is_end = harness.effects().iter().any(|effect| matches!(effect, Effect::Quit { .. }));
        // With something under way or unsent it asks first, as ever.
        prop_assert!(is_end || harness.app.context() == Context::Leaving || harness.text().contains("quit"), "{}", harness.text());
    }
}
