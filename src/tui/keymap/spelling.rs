//! How a key is written in the config file: as the footer and the help write it.

use crate::terminal::input::{Chord, Key};

/// Keys by the names that they are shown by, in lower case.
const NAMED: [(&str, Key); 16] = [
    ("space", Key::Char(' ')),
    ("enter", Key::Enter),
    ("esc", Key::Esc),
    ("tab", Key::Tab),
    ("shift-tab", Key::BackTab),
    ("backspace", Key::Backspace),
    ("delete", Key::Delete),
    ("up", Key::Up),
    ("down", Key::Down),
    ("left", Key::Left),
    ("right", Key::Right),
    ("home", Key::Home),
    ("end", Key::End),
    ("pgup", Key::PageUp),
    ("pgdn", Key::PageDown),
    (" ", Key::Char(' ')),
];
/// The last function key that keyboards have.
const LAST_FUNCTION: u8 = 12;

/// Why a text is no key that can be bound. No variant repeats the text, which may be a secret in the wrong place.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum Misspelt {
    /// It is none that is known.
    #[error("that is no key; write one as R, ctrl-r, alt-x, F5, space or PgUp")]
    Unknown,
    /// A terminal sends the same for another one.
    #[error("terminals send the same for {0}; write another key")]
    Same(&'static str),
    /// No terminal sends it.
    #[error("terminals send ctrl with a small letter only, as in ctrl-r")]
    NeverSent,
}

/// The key that is written so.
///
/// # Errors
///
/// It is none, or none that a terminal sends.
pub fn spelt(text: &str) -> Result<Chord, Misspelt> {
    let (mut rest, mut ctrl, mut alt) = (text, false, false);
    loop {
        // A lone modifier is nothing, and so is one that is said twice.
        match (after(rest, "ctrl-"), after(rest, "alt-")) {
            (Some(behind), _) if !ctrl => (rest, ctrl) = (behind, true),
            (_, Some(behind)) if !alt => (rest, alt) = (behind, true),
            _ => break,
        }
    }
    let key = key(rest).ok_or(Misspelt::Unknown)?;
    match key {
        Key::Char('i') if ctrl => Err(Misspelt::Same("tab")),
        Key::Char('m') if ctrl => Err(Misspelt::Same("enter")),
        Key::Char('h') if ctrl => Err(Misspelt::Same("backspace")),
        Key::Char('[') if ctrl => Err(Misspelt::Same("esc")),
        Key::Char(character) if ctrl && !(character.is_ascii_lowercase() || character == ' ') => {
            Err(Misspelt::NeverSent)
        }
        key => Ok(Chord { key, ctrl, alt }),
    }
}

fn after<'a>(text: &'a str, prefix: &str) -> Option<&'a str> {
    let head = text.get(..prefix.len())?;
    text.get(prefix.len()..).filter(|rest| head.eq_ignore_ascii_case(prefix) && !rest.is_empty())
}

fn key(name: &str) -> Option<Key> {
    let mut characters = name.chars();
    if let (Some(character), None) = (characters.next(), characters.next())
        && !character.is_control()
        && !character.is_whitespace()
    {
        return Some(Key::Char(character));
    }
    let lower = name.to_ascii_lowercase();
    let named = NAMED.iter().find(|(known, _)| *known == lower).map(|(_, key)| *key);
    let function = || lower.strip_prefix('f')?.parse().ok().filter(|number| (1..=LAST_FUNCTION).contains(number));
    named.or_else(|| function().map(Key::Function))
}
