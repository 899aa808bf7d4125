//! The config file: its text to the [`Profile`] that counts, each value with its line.
//!
//! ```toml
//! default_profile = "prod-eu"
//!
//! [profiles.prod-eu]
//! region = "eu1"
//! client_id = "..."
//! client_secret_command = ["pass", "show", "trackside/prod-eu"]
//! ```
//!
//! Unknown keys and wrong types are refused in all of the file; whether a value is in its range, only where it counts.
//! No refusal repeats a value before that value is known to be no secret.

use std::path::{Path, PathBuf};

use toml::Spanned;
use toml::de::{DeString, DeTable, DeValue};

use super::UsageError;
use super::given::{Given, REASON_CELLS, cut, shown};
use super::source::{Key, Kind, SOURCES};
use crate::domain::Label;

/// The profile that is taken where several are there and none is asked for.
const USUAL: &str = "default";
/// The key that names the profile to take.
const DEFAULT_PROFILE: &str = "default_profile";
/// The key under which the profiles stand.
const PROFILES: &str = "profiles";
/// What must not be in the file, although one might try it.
const CLIENT_SECRET: &str = "client_secret";
/// What a profile's name is not where there is no file.
const NO_FILE: &str = "a profile (there is no config file; write one, or name one with --config)";
/// The longest list of profiles that a refusal repeats, in cells.
const LIST_CELLS: usize = 300;

/// A config file as it was read.
#[derive(Clone, Debug)]
pub struct ConfigText {
    /// Where it is; file names in it are looked for beside it.
    pub path: PathBuf,
    /// The whole file, decoded as UTF-8.
    pub text: String,
}

/// What a profile says. The default one says nothing.
#[derive(Default)]
pub(super) struct Profile {
    /// `None`: there is no profile.
    pub(super) name: Option<Label>,
    /// The config file's folder, in which file names of the profile are looked for.
    pub(super) folder: PathBuf,
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
}

impl Profile {
    pub(super) fn entry(&self, key: Key) -> Option<&Entry> {
        self.entries.iter().find(|(name, _)| *name == key.name).map(|(_, entry)| entry)
    }
}

/// The profile that counts. `asked` is the one that a flag or a variable names; else it is the one that the file names,
/// else the only one, else the one called `default`.
pub(super) fn choose(file: Option<&ConfigText>, asked: Option<Given>) -> Result<Profile, UsageError> {
    match file {
        Some(file) => File::new(file).choose(asked),
        None => asked.map_or_else(|| Ok(Profile::default()), |asked| Err(asked.refuse(NO_FILE))),
    }
}

/// A config file's text with what it takes to say where something stands.
struct File<'a> {
    /// The file's name, safe to print.
    shown: String,
    folder: &'a Path,
    text: &'a str,
}

/// A profile in the file.
struct Found<'a> {
    name: &'a str,
    entries: Vec<(&'static str, Entry)>,
}

type Pair<'a, 't> = (&'a Spanned<DeString<'t>>, &'a Spanned<DeValue<'t>>);

impl<'a> File<'a> {
    fn new(file: &'a ConfigText) -> Self {
        let shown = Label::from(file.path.to_string_lossy().as_ref()).safe().to_owned();
        Self { shown, folder: file.path.parent().unwrap_or(Path::new("")), text: &file.text }
    }

    fn choose(&self, asked: Option<Given>) -> Result<Profile, UsageError> {
        let root = DeTable::parse(self.text).map_err(|error| {
            let line = self.line(error.span().map_or(0, |span| span.start));
            UsageError::about(&line, format_args!("not TOML: {}", cut(error.message(), REASON_CELLS)))
        })?;
        let mut found = Vec::new();
        let mut named_here = None;
        for (key, value) in in_order(root.get_ref()) {
            match (key.get_ref().as_ref(), value.get_ref()) {
                (DEFAULT_PROFILE, DeValue::String(name)) => {
                    named_here = Some(Given::new(self.at(key), name.as_ref().into()));
                }
                (DEFAULT_PROFILE, other) => return Err(self.wrong_type(key, "text in quotes", other)),
                (PROFILES, DeValue::Table(profiles)) => found = self.profiles(profiles)?,
                (PROFILES, other) => {
                    return Err(self.wrong_type(key, "tables such as [profiles.prod-eu]", other));
                }
                _ => return Err(self.unknown_at_top(key)),
            }
        }
        match asked.or(named_here) {
            Some(asked) => self.named(asked, found),
            None => self.unnamed(found),
        }
    }

    fn named(&self, asked: Given, mut found: Vec<Found>) -> Result<Profile, UsageError> {
        let known = match names(&found) {
            names if names.is_empty() => format!("a profile ({} has none)", self.shown),
            names => format!("one of the profiles of {}: {names}", self.shown),
        };
        let at = asked.read(known, |name| found.iter().position(|profile| profile.name == name))?;
        Ok(self.profile(found.swap_remove(at)))
    }

    fn unnamed(&self, mut found: Vec<Found>) -> Result<Profile, UsageError> {
        let usual = found.iter().position(|profile| profile.name == USUAL);
        match (found.len(), usual) {
            (0, _) => Ok(Profile::default()),
            (1, _) => Ok(self.profile(found.swap_remove(0))),
            (_, Some(usual)) => Ok(self.profile(found.swap_remove(usual))),
            (_, None) => Err(UsageError::about(
                &self.shown,
                format_args!(
                    "has several profiles; choose with --profile, TRACKSIDE_PROFILE or {DEFAULT_PROFILE}: {}",
                    names(&found)
                ),
            )),
        }
    }

    fn profile(&self, found: Found) -> Profile {
        Profile { name: Some(Label::from(found.name)), folder: self.folder.to_owned(), entries: found.entries }
    }

    fn profiles<'t>(&self, profiles: &'t DeTable) -> Result<Vec<Found<'t>>, UsageError> {
        in_order(profiles)
            .into_iter()
            .map(|(key, value)| match value.get_ref() {
                _ if key.get_ref().trim().is_empty() => {
                    Err(UsageError::about(&self.line(key.span().start), "a profile needs a name"))
                }
                DeValue::Table(keys) => Ok(Found { name: key.get_ref(), entries: self.entries(keys)? }),
                other => Err(self.wrong_type(key, "a table such as [profiles.prod-eu]", other)),
            })
            .collect()
    }

    fn entries(&self, keys: &DeTable) -> Result<Vec<(&'static str, Entry)>, UsageError> {
        in_order(keys)
            .into_iter()
            .map(|(key, value)| {
                let known = known_key(key.get_ref()).ok_or_else(|| self.unknown_in_profile(key))?;
                let read = read(known.kind, value.get_ref());
                let value = read.ok_or_else(|| self.wrong_type(key, wanted(known.kind), value.get_ref()))?;
                Ok((known.name, Entry { at: self.at(key), value }))
            })
            .collect()
    }

    fn unknown_at_top(&self, key: &Spanned<DeString>) -> UsageError {
        match key.get_ref().as_ref() {
            CLIENT_SECRET => self.secret(key),
            name if known_key(name).is_some() => {
                self.refusal(key, "belongs into a profile, below a line such as [profiles.prod-eu]")
            }
            _ => self.refusal(key, &format!("there is no such key; known are {DEFAULT_PROFILE}, {PROFILES}")),
        }
    }

    fn unknown_in_profile(&self, key: &Spanned<DeString>) -> UsageError {
        if key.get_ref().as_ref() == CLIENT_SECRET {
            return self.secret(key);
        }
        let known: Vec<&str> = SOURCES.iter().filter_map(|source| source.key).map(|key| key.name).collect();
        self.refusal(key, &format!("there is no such key; known are {}", known.join(", ")))
    }

    fn secret(&self, key: &Spanned<DeString>) -> UsageError {
        self.refusal(key, "a secret never stands in this file; use client_secret_file or client_secret_command")
    }

    /// Never with the value, which may be a secret in the wrong place.
    fn wrong_type(&self, key: &Spanned<DeString>, wanted: &str, found: &DeValue) -> UsageError {
        self.refusal(key, &format!("must be {wanted}, not {}", found_type(found)))
    }

    fn refusal(&self, key: &Spanned<DeString>, reason: &str) -> UsageError {
        UsageError::about(&self.at(key), reason)
    }

    fn at(&self, key: &Spanned<DeString>) -> String {
        format!("{}: {}", self.line(key.span().start), shown(key.get_ref()))
    }

    /// `file:line` of a byte of the text.
    fn line(&self, byte: usize) -> String {
        let before = self.text.get(..byte).unwrap_or(self.text);
        let line = before.matches('\n').count() + 1;
        format!("{}:{line}", self.shown)
    }
}

/// A table's keys as they stand in the file, so that the first mistake is the one that is named.
fn in_order<'a, 't>(table: &'a DeTable<'t>) -> Vec<Pair<'a, 't>> {
    let mut pairs: Vec<_> = table.iter().collect();
    pairs.sort_by_key(|(key, _)| key.span().start);
    pairs
}

fn known_key(name: &str) -> Option<Key> {
    SOURCES.iter().filter_map(|source| source.key).find(|key| key.name == name)
}

fn names(found: &[Found]) -> String {
    let names: Vec<String> = found.iter().map(|profile| shown(profile.name)).collect();
    cut(&names.join(", "), LIST_CELLS)
}

fn read(kind: Kind, value: &DeValue) -> Option<Value> {
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
