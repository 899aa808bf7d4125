//! [`KeyWishes`]: what `[keys]` of the config file asks for, each with its line. What a command's name and a key's mean only
//! the face knows that has them.
//!
//! ```toml
//! [keys]
//! preset = "vim"
//! restart = ["R", "ctrl-r"]       # on every screen that has the command
//!
//! [keys.details]
//! copy-all = []                   # on this screen no key
//! ```

use toml::Spanned;
use toml::de::{DeString, DeTable, DeValue};

use super::UsageError;
use super::profile::{File, in_order};
use crate::domain::Label;

/// The key under which they stand.
pub(super) const KEYS: &str = "keys";
/// The key of the preset.
const PRESET: &str = "preset";

/// The keys that are there before the config file gives some to others.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum KeyPreset {
    /// Those of the table.
    #[default]
    Default,
    /// For hands that know vim.
    Vim,
}

impl KeyPreset {
    /// Every preset with the name to ask for it.
    pub const ALL: [(&'static str, Self); 2] = [("default", Self::Default), ("vim", Self::Vim)];

    /// Its name.
    pub fn name(self) -> &'static str {
        Self::ALL[self as usize].0
    }
}

/// What the config file asks for of the keys. The default one asks for nothing.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct KeyWishes {
    /// The keys to begin with.
    pub preset: KeyPreset,
    /// Where the preset stands: `file:line`, safe to print. `None`: nowhere.
    pub preset_line: Option<String>,
    /// The commands, in the order of the file.
    pub wishes: Vec<KeyWish>,
}

/// The keys that one command is to have.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct KeyWish {
    /// `file:line: command`, safe to print.
    pub at: String,
    /// `file:line`, safe to print.
    pub line: String,
    /// The screen that it is for. `None`: every screen that has the command.
    pub screen: Option<Label>,
    /// The command's name, which nobody has looked at.
    pub command: Label,
    /// The keys as they are written, which nobody has read; none for a command that is to have no key.
    pub keys: Vec<Label>,
}

/// What the face that has keys says of what is asked for. No line repeats what may be a secret.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct KeyReview {
    /// Keys that may never arrive: sentences that begin with file and line.
    pub warnings: Vec<String>,
    /// All that is wrong: lines that name file, line and command.
    pub faults: Vec<String>,
}

/// What stands below `[keys]`; what is wrong of it is noted.
pub(super) fn read(file: &File, keys: &DeTable) -> KeyWishes {
    let mut asked = KeyWishes::default();
    for (key, value) in in_order(keys) {
        match (key.get_ref().as_ref(), value.get_ref()) {
            (PRESET, value) => {
                if let Some(preset) = file.sound(preset(file, key, value)) {
                    (asked.preset, asked.preset_line) = (preset, Some(file.line(key.span().start)));
                }
            }
            (_, DeValue::Table(commands)) => {
                let screen = Label::from(key.get_ref().as_ref());
                let wishes = in_order(commands).into_iter();
                asked.wishes.extend(
                    wishes
                        .filter_map(|(key, value)| file.sound(wish(file, key, value.get_ref(), Some(screen.clone())))),
                );
            }
            (_, value) => asked.wishes.extend(file.sound(wish(file, key, value, None))),
        }
    }
    asked
}

fn preset(file: &File, key: &Spanned<DeString>, value: &DeValue) -> Result<KeyPreset, UsageError> {
    let name = value.as_str().ok_or_else(|| file.wrong_type(key, "the name of a preset in quotes", value))?;
    let found = KeyPreset::ALL.into_iter().find(|(known, _)| *known == name);
    let names = KeyPreset::ALL.map(|(name, _)| name).join(", ");
    found
        .map(|(_, preset)| preset)
        .ok_or_else(|| file.refusal(key, &format!("there is no such preset; known are {names}")))
}

fn wish(file: &File, key: &Spanned<DeString>, value: &DeValue, screen: Option<Label>) -> Result<KeyWish, UsageError> {
    file.no_secret(key)?;
    let keys: Option<Vec<Label>> = match value {
        DeValue::String(one) => Some(vec![Label::from(one.as_ref())]),
        DeValue::Array(several) => several.iter().map(|one| one.get_ref().as_str().map(Label::from)).collect(),
        _ => None,
    };
    let keys = keys.ok_or_else(|| file.wrong_type(key, "a key in quotes, or an array of keys", value))?;
    let (at, line, command) = (file.at(key), file.line(key.span().start), Label::from(key.get_ref().as_ref()));
    Ok(KeyWish { at, line, screen, command, keys })
}
