//! The keys that sentences name, looked up in the table: none is written by hand, so none can be wrong.

use super::{Binding, Context, bindings_of, usable_keys};
use crate::terminal::input::{Chord, Key};
use crate::tui::command::Command;

/// The key to show for a command where keys go to `context`, as the footer does; `None` where no key means it there.
pub fn key(context: Context, command: Command) -> Option<Chord> {
    keys(context, command).next()
}

/// The first of the keys that is a character, for the button of an answer; `None` where none is.
pub fn character(context: Context, command: Command) -> Option<Chord> {
    keys(context, command).find(is_character)
}

/// The first of the keys that is no character: the same on every keyboard, and not to be taken for a word. `None` where
/// none is.
pub fn special(context: Context, command: Command) -> Option<Chord> {
    keys(context, command).find(|key| !is_character(key))
}

/// `words` with the key in the place of its `{}`. Empty where there is no key, so that a sentence leaves out what cannot
/// be done rather than name a key that does something else.
pub fn clause(key: Option<Chord>, message: &str) -> String {
    key.map_or_else(String::new, |key| message.replacen("{}", &key.to_string(), 1))
}

/// The keys that mean a command where keys go to `context`, the one to show first.
fn keys(context: Context, command: Command) -> impl Iterator<Item = Chord> {
    let means = move |binding: &&Binding| binding.command == command;
    bindings_of(context).filter(means).flat_map(move |binding| usable_keys(context, binding))
}

fn is_character(chord: &Chord) -> bool {
    matches!(chord.key, Key::Char(_)) && !chord.ctrl && !chord.alt
}
