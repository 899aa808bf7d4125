//! The config file: its text to its [`Profile`]s, [`KeyWishes`] and [`Themes`], each value with its line.
//!
//! ```toml
//! default_profile = "prod-eu"     # or several: ["prod-eu", "prod-us"]
//!
//! [profiles.prod-eu]
//! region = "eu1"
//! client_id = "..."
//! client_secret_command = ["pass", "show", "trackside/prod-eu"]
//! ```
//!
//! What stands below `[keys]` is read in `keys.rs`, below `[themes]` in `themes.rs`, below `[list]` and `[[views]]` in `views.rs`.
//!
//! Unknown keys and wrong types are refused in all of the file; whether a value is in its range, only where it counts.
//! No refusal repeats a value before that value is known to be no secret.

use std::path::{Path, PathBuf};

use toml::Spanned;
use toml::de::{DeString, DeTable, DeValue};

use super::UsageError;
use super::given::{Given, REASON_CELLS, cut, shown};
use super::keys::{self, KEYS, KeyWishes};
use super::notes::{Faults, Origin};
use super::source::{Key, Kind, SOURCES};
use super::themes::{self, THEMES, Themes};
use super::views::{LIST, VIEWS, ViewsRead};
use crate::domain::Label;

/// The key that names the profiles to take.
pub(super) const DEFAULT_PROFILE: &str = "default_profile";
/// The key under which the profiles stand.
const PROFILES: &str = "profiles";
/// What must not be in the file, although one might try it.
const CLIENT_SECRET: &str = "client_secret";
/// As many profiles as there can be accounts.
const MOST_PROFILES: usize = 255;

/// A config file as it was read.
#[derive(Clone, Debug)]
pub struct ConfigText {
    /// Where it is; file names in it are looked for beside it.
    pub path: PathBuf,
    /// The whole file, decoded as UTF-8.
    pub text: String,
}

/// What the config file says.
pub(super) struct Contents {
    /// The file's name, safe to print.
    pub(super) shown: String,
    /// The profiles that it names to be taken, each with the place.
    pub(super) asked: Option<Vec<Given>>,
    /// All of its profiles, in its order.
    pub(super) profiles: Vec<Profile>,
    /// Whether nothing is wrong with which profiles there are and which of them are to be taken.
    pub(super) is_whole: bool,
    /// What it asks for of the keys.
    pub(super) keys: KeyWishes,
    /// The themes that it makes.
    pub(super) themes: Themes,
    /// What it says of tables.
    pub(super) views: ViewsRead,
}

/// What a profile says. The default one says nothing.
#[derive(Default)]
pub(super) struct Profile {
    /// `None`: there is no profile.
    pub(super) name: Option<Label>,
    /// `file:line: name`, safe to print.
    pub(super) at: String,
    /// The config file's folder, in which file names of the profile are looked for.
    folder: PathBuf,
    /// Whether a key is unknown, or a value has the wrong type, so that it cannot be told what the profile lacks.
    pub(super) is_damaged: bool,
    entries: Vec<(&'static str, Entry)>,
}

/// A value in a profile.
pub(super) struct Entry {
    /// `file:line: key`, safe to print.
    pub(super) at: String,
    pub(super) value: Value,
}

pub(super) enum Value {
    /// Text, a number in digits, or `true` and `false`.
    Text(String),
    /// A program and its arguments.
    Command(Vec<String>),
    /// None that the key can have, which was said.
    WrongType,
}

impl Profile {
    /// One that stands in no file, with texts behind keys.
    pub(super) fn made(name: &str, texts: &[(Key, &str)]) -> Self {
        let entry = |(key, text): &(Key, &str)| {
            let at = format!("{name}: {}", key.name);
            (key.name, Entry { at, value: Value::Text((*text).to_owned()) })
        };
        let entries = texts.iter().map(entry).collect();
        Self { name: Some(Label::from(name)), at: name.to_owned(), entries, ..Self::default() }
    }

    pub(super) fn entry(&self, key: Key) -> Option<&Entry> {
        self.entries.iter().find(|(name, _)| *name == key.name).map(|(_, entry)| entry)
    }

    /// A file's name as the profile has it, which means a file beside the config file.
    pub(super) fn beside(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }
}

/// Reads the config file. What it says of values is not looked at. All that is wrong is in `faults`.
///
/// # Errors
///
/// It is no TOML.
pub(super) fn read(file: &ConfigText, faults: &Faults) -> Result<Contents, UsageError> {
    File::new(file, faults).contents()
}

/// The names of the profiles in a config file's text, in its order; none where it is no TOML. Only names are looked at: what
/// cannot be opened as it stands can still be named.
pub(super) fn names(text: &str) -> Vec<String> {
    let Ok(root) = DeTable::parse(text) else { return Vec::new() };
    let Some(DeValue::Table(profiles)) = root.get_ref().get(PROFILES).map(Spanned::get_ref) else { return Vec::new() };
    in_order(profiles).into_iter().map(|(key, _)| key.get_ref().clone().into_owned()).collect()
}

/// A config file's text with what it takes to say where something stands.
pub(super) struct File<'a> {
    /// The file's name, safe to print.
    shown: String,
    folder: &'a Path,
    text: &'a str,
    faults: &'a Faults,
}

type Pair<'a, 't> = (&'a Spanned<DeString<'t>>, &'a Spanned<DeValue<'t>>);

impl<'a> File<'a> {
    fn new(file: &'a ConfigText, faults: &'a Faults) -> Self {
        let shown = Label::from(file.path.to_string_lossy().as_ref()).safe().to_owned();
        Self { shown, folder: file.path.parent().unwrap_or(Path::new("")), text: &file.text, faults }
    }

    fn contents(self) -> Result<Contents, UsageError> {
        let root = self.faults.note(DeTable::parse(self.text).map_err(|error| {
            let line = self.line(error.span().map_or(0, |span| span.start));
            UsageError::about(&line, format_args!("not TOML: {}", cut(error.message(), REASON_CELLS)))
        }))?;
        let (mut profiles, mut asked, mut is_whole) = (Vec::new(), None, true);
        let (mut keys, mut themes) = (KeyWishes::default(), Themes::default());
        let mut views = ViewsRead::of_file(&self.shown);
        for (key, value) in in_order(root.get_ref()) {
            match (key.get_ref().as_ref(), value.get_ref()) {
                (DEFAULT_PROFILE, names) => {
                    asked = self.sound(self.named(key, names));
                    is_whole &= asked.is_some();
                }
                (PROFILES, DeValue::Table(found)) => {
                    profiles = self.profiles(found);
                    is_whole &= profiles.len() == found.len() && found.len() <= MOST_PROFILES;
                }
                (PROFILES, other) => {
                    self.wrong(self.wrong_type(key, "tables such as [profiles.prod-eu]", other));
                    is_whole = false;
                }
                (KEYS, DeValue::Table(wishes)) => keys = keys::read(&self, wishes),
                (KEYS, other) => self.wrong(self.wrong_type(key, "a table, below a line [keys]", other)),
                (THEMES, DeValue::Table(found)) => themes = themes::read(&self, found),
                (THEMES, other) => self.wrong(self.wrong_type(key, "tables such as [themes.mine]", other)),
                (LIST, DeValue::Table(list)) => views.read_list(&self, list),
                (LIST, other) => self.wrong(self.wrong_type(key, "a table, below a line [list]", other)),
                (VIEWS, DeValue::Array(all)) => views.read_views(&self, key, all),
                (VIEWS, other) => self.wrong(self.wrong_type(key, "tables, each below a line [[views]]", other)),
                _ => self.wrong(self.unknown_at_top(key)),
            }
        }
        Ok(Contents { shown: self.shown, asked, profiles, is_whole, keys, themes, views })
    }

    /// The profiles that the file names to be taken: a text, or an array of them.
    fn named(&self, key: &Spanned<DeString>, value: &DeValue) -> Result<Vec<Given>, UsageError> {
        let names: Option<Vec<&str>> = match value {
            DeValue::String(name) => Some(vec![name]),
            DeValue::Array(names) if !names.is_empty() => names.iter().map(|name| name.get_ref().as_str()).collect(),
            _ => None,
        };
        let names = names.ok_or_else(|| self.wrong_type(key, "a name in quotes, or an array of names", value))?;
        let names = names.into_iter().map(|name| Given::new(self.at(key), name.into()).from(Origin::File).names());
        let names: Vec<Vec<Given>> = names.collect::<Result<_, _>>()?;
        Ok(names.into_iter().flatten().collect())
    }

    /// What is sound; what is wrong is noted.
    pub(super) fn sound<T>(&self, read: Result<T, UsageError>) -> Option<T> {
        self.faults.note(read).ok()
    }

    fn wrong(&self, fault: UsageError) {
        self.sound::<()>(Err(fault));
    }

    fn profiles(&self, profiles: &DeTable) -> Vec<Profile> {
        let profiles = in_order(profiles);
        if let Some((key, _)) = profiles.get(MOST_PROFILES) {
            self.wrong(self.refusal(key, &format!("one profile too many; a file may have {MOST_PROFILES}")));
        }
        profiles.into_iter().filter_map(|(key, value)| self.sound(self.profile(key, value.get_ref()))).collect()
    }

    fn profile(&self, key: &Spanned<DeString>, value: &DeValue) -> Result<Profile, UsageError> {
        let name = key.get_ref();
        if name.trim().is_empty() {
            return Err(UsageError::about(&self.line(key.span().start), "a profile needs a name"));
        }
        if name.contains(',') {
            return Err(self.refusal(key, "a comma separates profiles in --profile, so no name may have one"));
        }
        let DeValue::Table(keys) = value else {
            return Err(self.wrong_type(key, "a table such as [profiles.prod-eu]", value));
        };
        let (name, folder) = (Some(Label::from(name.as_ref())), self.folder.to_owned());
        let entries: Vec<_> = in_order(keys).into_iter().filter_map(|(key, value)| self.entry(key, value)).collect();
        let is_wrong = |(_, entry): &(_, Entry)| matches!(entry.value, Value::WrongType);
        let is_damaged = entries.len() < keys.len() || entries.iter().any(is_wrong);
        Ok(Profile { name, at: self.at(key), folder, is_damaged, entries })
    }

    /// `None` for a key that there is not.
    fn entry(&self, key: &Spanned<DeString>, value: &Spanned<DeValue>) -> Option<(&'static str, Entry)> {
        let known = self.sound(known_key(key.get_ref()).ok_or_else(|| self.unknown_in_profile(key)))?;
        let value = value.get_ref();
        let read = read_value(known.kind, value).ok_or_else(|| self.wrong_type(key, wanted(known.kind), value));
        Some((known.name, Entry { at: self.at(key), value: self.sound(read).unwrap_or(Value::WrongType) }))
    }

    fn unknown_at_top(&self, key: &Spanned<DeString>) -> UsageError {
        match key.get_ref().as_ref() {
            CLIENT_SECRET => self.secret(key),
            name if known_key(name).is_some() => {
                self.refusal(key, "belongs into a profile, below a line such as [profiles.prod-eu]")
            }
            _ => {
                let known = [DEFAULT_PROFILE, KEYS, LIST, VIEWS, PROFILES, THEMES].join(", ");
                self.refusal(key, &format!("there is no such key; known are {known}"))
            }
        }
    }

    fn unknown_in_profile(&self, key: &Spanned<DeString>) -> UsageError {
        if let Err(refusal) = self.no_secret(key) {
            return refusal;
        }
        let known: Vec<&str> = SOURCES.iter().filter_map(|source| source.key).map(|key| key.name).collect();
        self.refusal(key, &format!("there is no such key; known are {}", known.join(", ")))
    }

    /// Refuses the one key that stands nowhere in the file.
    pub(super) fn no_secret(&self, key: &Spanned<DeString>) -> Result<(), UsageError> {
        if key.get_ref().as_ref() == CLIENT_SECRET { Err(self.secret(key)) } else { Ok(()) }
    }

    fn secret(&self, key: &Spanned<DeString>) -> UsageError {
        self.refusal(key, "a secret never stands in this file; use client_secret_file or client_secret_command")
    }

    /// Never with the value, which may be a secret in the wrong place.
    pub(super) fn wrong_type(&self, key: &Spanned<DeString>, wanted: &str, found: &DeValue) -> UsageError {
        self.refusal(key, &format!("must be {wanted}, not {}", found_type(found)))
    }

    pub(super) fn refusal(&self, key: &Spanned<DeString>, reason: &str) -> UsageError {
        UsageError::about(&self.at(key), reason)
    }

    pub(super) fn at(&self, key: &Spanned<DeString>) -> String {
        format!("{}: {}", self.line(key.span().start), shown(key.get_ref()))
    }

    /// `file:line` of a byte of the text.
    pub(super) fn line(&self, byte: usize) -> String {
        let before = self.text.get(..byte).unwrap_or(self.text);
        let line = before.matches('\n').count() + 1;
        format!("{}:{line}", self.shown)
    }
}

/// A table's keys as they stand in the file, so that the first mistake is the one that is named.
pub(super) fn in_order<'a, 't>(table: &'a DeTable<'t>) -> Vec<Pair<'a, 't>> {
    let mut pairs: Vec<_> = table.iter().collect();
    pairs.sort_by_key(|(key, _)| key.span().start);
    pairs
}

fn known_key(name: &str) -> Option<Key> {
    SOURCES.iter().filter_map(|source| source.key).find(|key| key.name == name)
}

fn read_value(kind: Kind, value: &DeValue) -> Option<Value> {
    match (kind, value) {
        (Kind::Text | Kind::Path, DeValue::String(text)) => Some(Value::Text(text.clone().into_owned())),
        (Kind::Switch, DeValue::Boolean(is_on)) => Some(Value::Text(is_on.to_string())),
        // A number too large for this is too large for every range, and refused there.
        (Kind::Number, DeValue::Integer(number)) => Some(Value::Text(
            i128::from_str_radix(number.as_str(), number.radix())
                .map_or_else(|_| number.to_string(), |number| number.to_string()),
        )),
        (Kind::Command, DeValue::Array(argv)) => {
            let argv: Option<Vec<String>> =
                argv.iter().map(|word| word.get_ref().as_str().map(str::to_owned)).collect();
            argv.filter(|argv| argv.first().is_some_and(|program| !program.is_empty())).map(Value::Command)
        }
        _ => None,
    }
}

fn wanted(kind: Kind) -> &'static str {
    match kind {
        Kind::Text => "text in quotes",
        Kind::Path => "the name of a file in quotes",
        Kind::Number => "a whole number",
        Kind::Switch => "true or false",
        Kind::Command => "a program and its arguments such as [\"pass\", \"show\", \"trackside\"]",
    }
}

fn found_type(value: &DeValue) -> &'static str {
    match value {
        DeValue::String(_) => "text",
        DeValue::Integer(_) => "a whole number",
        DeValue::Float(_) => "a fraction",
        DeValue::Boolean(_) => "true or false",
        DeValue::Datetime(_) => "a date",
        DeValue::Array(argv) if argv.is_empty() => "an empty array",
        DeValue::Array(_) => "this array",
        DeValue::Table(_) => "a table",
    }
}
