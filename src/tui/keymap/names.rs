//! The keys that sentences name, looked up in the map: none is written by hand, so none can be wrong.

use super::{Context, Keymap};
use crate::terminal::input::{Chord, Key};
use crate::tui::command::Command;

impl Keymap {
    /// The key to show for a command where keys go to `context`, as the footer does; `None` where no key means it there.
    pub fn key(&self, context: Context, command: Command) -> Option<Chord> {
        self.keys(context, command).next()
    }

    /// The first of the keys that is a character, for the button of an answer; `None` where none is.
    pub fn character(&self, context: Context, command: Command) -> Option<Chord> {
        self.keys(context, command).find(Chord::is_character)
    }

    /// The first of the keys that is no character: the same on every keyboard, and not to be taken for a word. `None` where
    /// none is.
    pub fn special(&self, context: Context, command: Command) -> Option<Chord> {
        self.keys(context, command).find(|key| !key.is_character())
    }

    /// The keys that mean a command where keys go to `context`, the one to show first.
    fn keys(&self, context: Context, command: Command) -> impl Iterator<Item = Chord> {
        let meant = self.bindings_of(context).iter().filter(move |bound| bound.binding.command == command);
        meant.flat_map(|bound| bound.keys.iter().copied())
    }
}

/// `words` with the key in the place of its `{}`. Empty where there is no key, so that a sentence leaves out what cannot
/// be done rather than name a key that does something else.
pub fn clause(key: Option<Chord>, message: &str) -> String {
    key.map_or_else(String::new, |key| message.replacen("{}", &key.to_string(), 1))
}

impl Chord {
    /// Whether it is a character without Control and Alt.
    fn is_character(&self) -> bool {
        matches!(self.key, Key::Char(_)) && !self.ctrl && !self.alt
    }
}
