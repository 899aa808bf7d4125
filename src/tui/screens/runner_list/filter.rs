//! [`Query`]: the filter language of the runner list.
//!
//! Terms stand one after the other and all must hold: `word`, `"two words"`, `status=paused`, `platform=`, `type=`,
//! `track=`, `version=`, `update`, `unsupported`, `offline`; `!` before a term turns it around, a comma between
//! values means "or". Everything is compared without regard to case.

use crate::domain::{Label, Runner};

/// The keys that take a value.
const KEYS: [(&str, Field); 5] = [
    ("status", Field::Status),
    ("platform", Field::Platform),
    ("type", Field::Type),
    ("track", Field::Track),
    ("version", Field::Version),
];

/// The language by example, for the help.
pub const EXAMPLES: [(&str, &str); 7] = [
    ("emea", "shown somewhere in the row, or in its id or description"),
    ("\"two words\"", "the same, with a blank in it"),
    ("!emea", "not emea; ! turns every kind of term around"),
    ("status=paused", "also platform= type= track= version="),
    ("status=pa,un", "begins with one of these: Pausing, Paused, Unknown"),
    ("update", "an update is available; also unsupported, offline"),
    ("emea !update", "several terms: all must hold"),
];

/// A filter as it was understood.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Query {
    terms: Vec<Term>,
    /// What in the text was not understood, for the operator; such a term counts as a plain word.
    pub doubt: Option<String>,
}

#[derive(Clone, PartialEq, Debug)]
struct Term {
    is_negated: bool,
    condition: Test,
}

#[derive(Clone, PartialEq, Debug)]
enum Test {
    /// Somewhere in what the row shows, or in the id or the description.
    Word(Needle),
    /// One of the values begins the field (for a platform: is somewhere in it).
    Field(Field, Vec<Needle>),
    HasUpdate,
    OutOfSupport,
    Offline,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Field {
    Status,
    Platform,
    Type,
    Track,
    Version,
}

impl Query {
    /// Reads a filter. Nothing is refused: what is half typed holds for every runner.
    pub fn parse(text: &str) -> Self {
        let mut query = Self::default();
        for token in tokens(text) {
            let (is_negated, body) = match token.text.strip_prefix('!') {
                Some(body) if !token.is_quoted => (true, body),
                _ => (false, token.text.as_str()),
            };
            if body.is_empty() {
                continue;
            }
            let condition = if token.is_quoted { Test::Word(Needle::new(body)) } else { query.understand(body) };
            query.terms.extend(condition.is_complete().then_some(Term { is_negated, condition }));
        }
        query
    }

    /// Whether every runner matches.
    pub fn is_empty(&self) -> bool {
        self.terms.is_empty()
    }

    /// Whether every term holds for `runner`.
    pub fn matches(&self, runner: &Runner) -> bool {
        self.terms.iter().all(|term| term.condition.holds(runner) != term.is_negated)
    }

    fn understand(&mut self, body: &str) -> Test {
        match body.to_lowercase().as_str() {
            "update" => return Test::HasUpdate,
            "unsupported" => return Test::OutOfSupport,
            "offline" => return Test::Offline,
            _ => {}
        }
        let Some((key, values)) = body.split_once('=') else { return Test::Word(Needle::new(body)) };
        if let Some((_, field)) = KEYS.iter().find(|(name, _)| name.eq_ignore_ascii_case(key)) {
            let values = values.split(',').filter(|value| !value.is_empty()).map(Needle::new).collect();
            Test::Field(*field, values)
        } else {
            let known = KEYS.map(|(name, _)| format!("{name}=")).join(" ");
            self.doubt = Some(format!("{}= is not a filter key; there are {known}", Label::from(key)));
            Test::Word(Needle::new(body))
        }
    }
}

impl Test {
    /// Whether anything was typed to compare with: `status=` alone is not a filter yet.
    fn is_complete(&self) -> bool {
        !matches!(self, Self::Field(_, values) if values.is_empty())
    }

    fn holds(&self, runner: &Runner) -> bool {
        match self {
            Self::HasUpdate => runner.release.has_update(),
            Self::OutOfSupport => runner.release.is_out_of_support(),
            Self::Offline => runner.is_offline(),
            Self::Word(needle) => word_is_in(needle, runner),
            Self::Field(field, values) => values.iter().any(|value| field.is(value, runner)),
        }
    }
}

impl Field {
    fn is(self, value: &Needle, runner: &Runner) -> bool {
        let begins = |text: Option<&str>| text.is_some_and(|text| value.begins(text));
        match self {
            Self::Status => begins(runner.status.as_ref().map(crate::domain::status::Status::label)),
            Self::Type => begins(runner.runner_type.as_ref().map(crate::domain::runner::RunnerType::label)),
            Self::Track => begins(runner.release.track.as_ref().map(crate::domain::release::VersionTrack::label)),
            Self::Version => begins(runner.release.version.as_ref().map(crate::domain::release::Version::raw)),
            Self::Platform => platform_has(value, runner),
        }
    }
}

fn platform_has(needle: &Needle, runner: &Runner) -> bool {
    let platform = &runner.platform;
    platform.short_name().is_some_and(|name| needle.is_in(name))
        || platform.provider.as_ref().is_some_and(|provider| needle.is_in(provider.label()))
        || platform.deployment.as_ref().is_some_and(|deployment| needle.is_in(deployment.label()))
}

fn word_is_in(needle: &Needle, runner: &Runner) -> bool {
    needle.is_in(runner.name.raw())
        || runner.description.as_ref().is_some_and(|description| needle.is_in(description.raw()))
        || needle.is_in(runner.id.as_str())
        || runner.status.as_ref().is_some_and(|status| needle.is_in(status.label()))
        || platform_has(needle, runner)
        || runner.runner_type.as_ref().is_some_and(|runner_type| needle.is_in(runner_type.label()))
        || runner.release.version.as_ref().is_some_and(|version| needle.is_in(version.raw()))
        || runner.release.track.as_ref().is_some_and(|track| needle.is_in(track.label()))
}

/// A text to look for, in lower case. Looks without allocating where both texts are ASCII: a filter goes over
/// 20,000 runners with each key.
#[derive(Clone, PartialEq, Debug)]
struct Needle(String);

impl Needle {
    fn new(text: &str) -> Self {
        Self(text.to_lowercase())
    }

    fn is_in(&self, text: &str) -> bool {
        let (needle, bytes) = (self.0.as_bytes(), text.as_bytes());
        if !text.is_ascii() {
            return text.to_lowercase().contains(&self.0);
        }
        let Some((first, _)) = needle.split_first() else { return true };
        let Some(last_start) = bytes.len().checked_sub(needle.len()) else { return false };
        (0..=last_start).any(|start| {
            bytes[start].to_ascii_lowercase() == *first
                && bytes[start..start + needle.len()].eq_ignore_ascii_case(needle)
        })
    }

    fn begins(&self, text: &str) -> bool {
        if text.is_ascii() {
            let head = text.as_bytes().get(..self.0.len());
            head.is_some_and(|head| head.eq_ignore_ascii_case(self.0.as_bytes()))
        } else {
            text.to_lowercase().starts_with(&self.0)
        }
    }
}

struct Token {
    text: String,
    /// Quoted whole, so that it is a word whatever it says.
    is_quoted: bool,
}

/// Splits at white space, except inside double quotes; a quote that is not closed yet reaches to the end.
fn tokens(text: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut rest = text.trim_start();
    while !rest.is_empty() {
        let (token, after) = if let Some(quoted) = rest.strip_prefix('"') {
            let (body, after) = quoted.split_once('"').unwrap_or((quoted, ""));
            (Token { text: body.to_owned(), is_quoted: true }, after)
        } else {
            let (body, after) = rest.split_once(char::is_whitespace).unwrap_or((rest, ""));
            (Token { text: body.to_owned(), is_quoted: false }, after)
        };
        tokens.push(token);
        rest = after.trim_start();
    }
    tokens
}
