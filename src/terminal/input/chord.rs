//! [`Chord`]: a key with its modifiers, and how it is written.

use std::fmt;

/// A key without its modifiers.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
#[expect(missing_docs, reason = "a key's name is its documentation")]
pub enum Key {
    Char(char),
    Function(u8),
    Enter,
    Esc,
    Tab,
    BackTab,
    Backspace,
    Delete,
    Up,
    Down,
    Left,
    Right,
    Home,
    End,
    PageUp,
    PageDown,
}

/// A key with its modifiers. Shift is part of the character (`S`) and of [`Key::BackTab`].
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Chord {
    /// The key without its modifiers.
    pub key: Key,
    /// Whether Control is held.
    pub ctrl: bool,
    /// Whether Alt (Meta) is held.
    pub alt: bool,
}

impl Chord {
    /// A key without Control and Alt.
    pub const fn plain(key: Key) -> Self {
        Self { key, ctrl: false, alt: false }
    }

    /// A character without Control and Alt; upper case stands for Shift.
    pub const fn char(character: char) -> Self {
        Self::plain(Key::Char(character))
    }

    /// A character with Control.
    pub const fn ctrl(character: char) -> Self {
        Self { key: Key::Char(character), ctrl: true, alt: false }
    }

    /// The key in as few cells as it can be written: `^d`.
    pub fn short(self) -> String {
        match self {
            Self { key, ctrl: true, alt: false } => format!("^{}", Self::plain(key)),
            other => other.to_string(),
        }
    }
}

impl fmt::Display for Chord {
    /// The key as the footer and the help write it: `ctrl-r`, `PgUp`, `space`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.ctrl {
            f.write_str("ctrl-")?;
        }
        if self.alt {
            f.write_str("alt-")?;
        }
        match self.key {
            Key::Char(' ') => f.write_str("space"),
            Key::Char(character) => write!(f, "{character}"),
            Key::Function(number) => write!(f, "F{number}"),
            Key::Enter => f.write_str("enter"),
            Key::Esc => f.write_str("esc"),
            Key::Tab => f.write_str("tab"),
            Key::BackTab => f.write_str("shift-tab"),
            Key::Backspace => f.write_str("backspace"),
            Key::Delete => f.write_str("delete"),
            Key::Up => f.write_str("up"),
            Key::Down => f.write_str("down"),
            Key::Left => f.write_str("left"),
            Key::Right => f.write_str("right"),
            Key::Home => f.write_str("home"),
            Key::End => f.write_str("end"),
            Key::PageUp => f.write_str("PgUp"),
            Key::PageDown => f.write_str("PgDn"),
        }
    }
}
