//! [`Query`]: the filter language of the runner list.
//!
//! Terms stand one after the other and all must hold: `word`, `"two words"`, `status=paused`, `platform=`, `type=`,
//! `track=`, `version=`, `changed=`, `account=`, `version<10.5`, `changed<10m`, and the words of the screen (`update`, `out of support`,
//! `offline`); `!` before a term negates it, a comma between values means "or". Everything is compared without regard to
//! case.
//!
//! ```text
//! completion/     what the end of a filter can become
//! condition.rs    what one term asks, and the letters that it found
//! marks.rs        the words of the screen, each with what it names
//! doubt.rs        what cannot be meant so, in a line
//! needle.rs       a text to look for
//! vocabulary.rs   what may have a text in its words
//! ```

pub mod completion;
mod condition;
mod doubt;
mod marks;
mod needle;
mod vocabulary;

use std::ops::Range;
use std::sync::Arc;
use std::time::Duration;

use crate::account::Profile;
use crate::account::fleet::{Listed, Row};
use crate::account::table::Column;
use crate::domain::{Facts, Label, Version};
use condition::{Comparison, Condition, Field};
use marks::{MOST_WORDS, Mark};
use needle::Needle;

/// Characters of a filter at the most.
pub const LONGEST: usize = 1_000;

/// The language by example, for the help.
pub const EXAMPLES: [(&str, &str); 15] = [
    ("emea", "Shown somewhere in the row, or in the runner's id or description"),
    ("\"two words\"", "The same, with a blank; quotes also make a word of the screen a text"),
    ("!emea", "Not emea; goes before every kind of term"),
    ("status=paused", "Also platform= type= track= version= changed="),
    ("status=pa,un", "Begins with one of these: Pausing, Paused, Unknown"),
    ("version<10.5", "Older than 10.5; also <= > >= !="),
    ("changed<10m", "Seen to change within 10 minutes; also s, h and d"),
    ("changed=status", "What changed last; also version, online, offline, name, new"),
    ("runs>0", "Pipelines run in environments that default to the runner; also < <= >= = !="),
    ("project=sales", "Default runner of an environment of such a project; also env="),
    ("account=prod", "Of such an account; with several, its name is also a word like any other"),
    ("orphans", "Environments point to the runner, which is stopped or out of support"),
    ("update", "An update is available; also offline, missing, problems, connected"),
    ("out of support", "The same as unsupported: words of the screen find what they name"),
    ("emea !update", "Several terms: all must hold"),
];

/// What rows are looked at with.
#[derive(Clone, Copy, Debug, Default)]
pub struct Sight<'a> {
    /// The time since the program's start.
    pub now: Duration,
    /// What is said of every account, by id.
    pub profiles: &'a [Arc<Profile>],
    /// Whether the rows say whose they are, as those of several accounts do.
    pub names_accounts: bool,
}

impl Sight<'_> {
    /// The account of a row, as the row says it.
    pub fn account(&self, row: &Row) -> &str {
        self.profiles.get(usize::from(row.account.0)).map_or("", |profile| profile.label())
    }
}

/// A filter as it was understood.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Query {
    terms: Vec<Term>,
    /// What of the text cannot be understood, in a line.
    doubt: Option<String>,
    /// The first term that is half typed, so that it asks nothing.
    unfinished: Option<String>,
}

#[derive(Clone, PartialEq, Debug)]
struct Term {
    /// As it was typed, safe to draw.
    text: String,
    is_negated: bool,
    condition: Condition,
}

impl Query {
    /// Reads a filter. Nothing is refused: what is half typed holds for every runner.
    pub fn parse(text: &str) -> Self {
        let mut query = Self::default();
        let tokens = tokens(text);
        let mut at = 0;
        while let Some(token) = tokens.get(at) {
            let (is_negated, body) = match token.text.strip_prefix('!') {
                Some(body) if !token.is_quoted => (true, body),
                _ => (false, token.text.as_str()),
            };
            let (length, condition) = query.condition(&tokens[at..], body);
            let is_negated = is_negated != (length == 1 && !token.is_quoted && is_not_equal(body));
            let written: Vec<&str> = tokens[at..at + length].iter().map(|token| token.text.as_str()).collect();
            at += length;
            let text = Label::from(written.join(" ")).safe().to_owned();
            if condition == Condition::Nothing {
                query.unfinished.get_or_insert(text);
            } else {
                query.terms.push(Term { text, is_negated, condition });
            }
        }
        query
    }

    /// Whether every runner matches.
    pub fn is_empty(&self) -> bool {
        self.terms.is_empty()
    }

    /// Whether every term holds for `row`.
    pub fn matches(&self, row: &Row, sight: Sight) -> bool {
        self.terms.iter().all(|term| term.holds(row, sight))
    }

    /// What it asks for that a list may lack.
    pub fn facts(&self) -> Facts {
        self.terms.iter().map(|term| term.condition.facts()).collect()
    }

    /// Whether it keeps `row` out, whatever else there is to know of the row.
    pub fn keeps_out(&self, row: &Row, sight: Sight) -> bool {
        self.terms.iter().any(|term| term.condition.is_decided(row, sight) && !term.holds(row, sight))
    }

    /// Whether what `row` lacks decides whether every term holds.
    pub fn is_undecided(&self, row: &Row, sight: Sight) -> bool {
        !self.keeps_out(row, sight) && !self.terms.iter().all(|term| term.condition.is_decided(row, sight))
    }

    /// What of the text cannot be understood, in a line, safe to draw: an unknown key or operator, a value of the wrong kind.
    pub fn misunderstood(&self) -> Option<&str> {
        self.doubt.as_deref()
    }

    /// The first term that is half typed, safe to print: it lets everybody through.
    pub fn unfinished(&self) -> Option<&str> {
        self.unfinished.as_deref()
    }

    /// Why a single reading of the list cannot tell what it asks for, if it cannot.
    pub fn needs_watching(&self) -> Option<&'static str> {
        let is_of_changes = self.terms.iter().any(|term| term.condition.is_of_changes());
        let work = "The keys runs, project and env and the word orphans are for the dashboard alone";
        match () {
            () if is_of_changes => Some("The key changed is for the dashboard alone; see trackside history"),
            () if self.is_of_work() => Some(work),
            () => None,
        }
    }

    /// What in it no runner can have, or nothing can mean, in a line, safe to draw. A value that trackside does not know
    /// may be one of a runner's among `rows`.
    pub fn doubt(&self, rows: &[Listed], sight: Sight) -> Option<String> {
        let of_values = || self.terms.iter().find_map(|term| doubt::of_values(&term.condition, rows, sight));
        self.doubt.clone().or_else(of_values)
    }

    /// When time alone changes which of `rows` match, next after `now`; `None` where it never does.
    pub fn due(&self, rows: &[Listed], now: Duration) -> Option<Duration> {
        let of_time: Vec<&Term> = self.terms.iter().filter(|term| term.condition.is_of_time()).collect();
        if of_time.is_empty() {
            return None;
        }
        let dues = rows.iter().flat_map(|listed| of_time.iter().filter_map(|term| term.condition.due(listed.row)));
        dues.filter(|due| *due > now).min()
    }

    /// Each term as it was typed, with the number of `rows` that it lets through alone.
    pub fn alone(&self, rows: &[Listed], sight: Sight) -> Vec<(String, usize)> {
        let number = |term: &Term| rows.iter().filter(|listed| term.holds(listed.row, sight)).count();
        self.terms.iter().map(|term| (term.text.clone(), number(term))).collect()
    }

    /// Whether it asks for something of the work on the runners, or is about to.
    pub fn is_of_work(&self) -> bool {
        let is_begun = |text: &str| {
            let name = split(text.trim_start_matches('!')).map_or("", |(name, ..)| name);
            Field::ALL.iter().any(|field| field.is_of_work() && field.name().eq_ignore_ascii_case(name))
        };
        self.terms.iter().any(|term| term.condition.is_of_work()) || self.unfinished().is_some_and(is_begun)
    }

    /// The columns whose values it compares, or asks for by their order: rows that pass may differ in them.
    pub fn ordered_columns(&self) -> impl Iterator<Item = Column> {
        self.terms.iter().filter_map(|term| term.condition.ordered_column())
    }

    /// Whether it looks for a plain word and nothing else.
    pub fn is_one_word(&self) -> bool {
        matches!(
            self.terms.as_slice(),
            [Term { is_negated: false, condition: Condition::Word(_) | Condition::Literal(_), .. }]
        )
    }

    /// The letters of a column's cell that it found, as bytes of the cell's `text`.
    pub fn letters(&self, column: Column, text: &str) -> Vec<Range<usize>> {
        let found = self.terms.iter().filter(|term| !term.is_negated);
        found.flat_map(|term| term.condition.letters(column, text)).collect()
    }

    /// What the term at the head of `tokens` asks, and of how many of them it is; `body` is the first without its sign.
    fn condition(&mut self, tokens: &[Token], body: &str) -> (usize, Condition) {
        if body.is_empty() {
            return (1, Condition::Nothing);
        }
        if tokens.first().is_some_and(|token| token.is_quoted) {
            let needle = Needle::new(body);
            let is_phrase = body.contains(' ');
            return (1, if is_phrase { Condition::Word(needle) } else { Condition::Literal(needle) });
        }
        let mut words = body.to_lowercase();
        let mut named = Mark::named(&words).map(|mark| (1, mark));
        for (number, token) in (2..=MOST_WORDS).zip(tokens.iter().skip(1).take_while(|token| !token.is_quoted)) {
            words.push(' ');
            words.push_str(&token.text.to_lowercase());
            named = Mark::named(&words).map(|mark| (number, mark)).or(named);
        }
        let has_quotes = tokens.first().is_some_and(|token| token.has_quoted_value);
        named.map_or_else(|| (1, self.understand(body, has_quotes)), |(length, mark)| (length, Condition::Mark(mark)))
    }

    /// What one word asks that is none of the screen's; a value that `has_quotes` is one, whatever commas are in it.
    fn understand(&mut self, body: &str, has_quotes: bool) -> Condition {
        // The names of some platforms end in a word in brackets.
        let bare = body.trim_start_matches('(').trim_end_matches(')');
        let word = || Condition::Word(Needle::new(if bare.is_empty() { body } else { bare }));
        let Some((name, operator, value)) = split(body) else { return word() };
        let is_name = |field: &&Field| field.name().eq_ignore_ascii_case(name);
        let Some(field) = Field::ALL.iter().find(is_name).copied() else {
            if OPERATORS.contains(&operator) && !name.is_empty() && name.chars().all(char::is_alphabetic) {
                self.raise(doubt::unknown_key(name));
            }
            return word();
        };
        if value.contains(['=', '<', '>', '!']) {
            self.raise(doubt::several_operators(field));
            return word();
        }
        let comparison = match operator {
            "<" => Some(Comparison::Less),
            "<=" => Some(Comparison::AtMost),
            ">" => Some(Comparison::More),
            ">=" => Some(Comparison::AtLeast),
            _ => None,
        };
        match comparison {
            Some(comparison) if field.is_ordered() => self.comparison(field, comparison, value).unwrap_or_else(word),
            None if matches!(operator, "=" | "!=") => {
                let is_comma = |character: char| character == ',' && !has_quotes;
                let values: Vec<Needle> =
                    value.split(is_comma).filter(|value| !value.is_empty()).map(Needle::new).collect();
                if values.is_empty() { Condition::Nothing } else { Condition::Field(field, values) }
            }
            // `status!` is on its way to `status!=`.
            _ if operator == "!" && value.is_empty() => Condition::Nothing,
            _ => {
                self.raise(doubt::unknown_operator(field, operator));
                word()
            }
        }
    }

    /// A comparison with a value; `None` where there is no such value.
    fn comparison(&mut self, field: Field, comparison: Comparison, value: &str) -> Option<Condition> {
        if value.is_empty() {
            return Some(Condition::Nothing);
        }
        if field == Field::Runs {
            if let Ok(number) = value.parse() {
                return Some(Condition::Runs(comparison, number));
            }
            self.raise(doubt::unknown_number(value));
            return None;
        }
        if field == Field::Version {
            let is_version = value.trim_start_matches(['v', 'V']).starts_with(|first: char| first.is_ascii_digit());
            if !is_version {
                self.raise(doubt::unknown_version(value));
                return None;
            }
            return Some(Condition::Version(comparison, Version::new(value)));
        }
        match time(value) {
            Time::Of(time) => Some(Condition::Changed(comparison, time)),
            Time::WithoutUnit => {
                self.raise(doubt::time_without_unit(value));
                Some(Condition::Nothing)
            }
            Time::None => {
                self.raise(doubt::unknown_time(value));
                None
            }
        }
    }

    /// Keeps the first of what cannot be understood.
    fn raise(&mut self, doubt: String) {
        self.doubt.get_or_insert(doubt);
    }
}

impl Term {
    fn holds(&self, row: &Row, sight: Sight) -> bool {
        self.condition.holds(row, sight) != self.is_negated
    }
}

/// What stands between a field and its value.
const OPERATORS: [&str; 6] = ["=", "!=", "<", "<=", ">", ">="];

/// A word as name, operator and value, where it has an operator, or something like one.
fn split(body: &str) -> Option<(&str, &str, &str)> {
    let is_sign = |character: char| matches!(character, '=' | '!' | '<' | '>' | '~' | ':');
    let begin = body.find(is_sign)?;
    let (name, rest) = body.split_at(begin);
    let end = rest.find(|character: char| !is_sign(character)).unwrap_or(rest.len());
    let (operator, value) = rest.split_at(end);
    Some((name, operator, value))
}

/// Whether a word says that a field is not what it names.
fn is_not_equal(body: &str) -> bool {
    let is_field = |name: &str| Field::ALL.iter().any(|field| field.name().eq_ignore_ascii_case(name));
    split(body).is_some_and(|(name, operator, _)| operator == "!=" && is_field(name))
}

/// A time as it was typed.
enum Time {
    Of(Duration),
    WithoutUnit,
    None,
}

/// Reads `30s`, `10m`, `2h`, `1d`.
fn time(text: &str) -> Time {
    let digits = text.trim_end_matches(|character: char| !character.is_ascii_digit());
    let Ok(number) = digits.parse::<u64>() else { return Time::None };
    let seconds = match text[digits.len()..].to_ascii_lowercase().as_str() {
        "" => return Time::WithoutUnit,
        "s" => 1,
        "m" | "min" => 60,
        "h" => 3_600,
        "d" => 86_400,
        _ => return Time::None,
    };
    Time::Of(Duration::from_secs(number.saturating_mul(seconds)))
}

struct Token {
    /// Where it begins, in bytes of the whole.
    start: usize,
    text: String,
    /// Quoted whole, so that it is a word whatever it says.
    is_quoted: bool,
    /// A field whose value was quoted.
    has_quoted_value: bool,
    /// Its quotes are not closed yet.
    is_open: bool,
}

/// A field with a value in quotes, without them, and what follows: `project="Sales mart"`. `None` where the first word is
/// something else, and what follows where the quotes are not closed.
fn value_in_quotes(text: &str) -> Option<(String, Option<&str>)> {
    let (head, rest) = text.split_once("=\"").filter(|(head, _)| !head.contains(char::is_whitespace))?;
    let (value, after) = closed(rest);
    Some((format!("{head}={value}"), after))
}

/// What stands before the closing quote, and behind it; `None` where it is not closed yet.
fn closed(text: &str) -> (&str, Option<&str>) {
    text.split_once('"').map_or((text, None), |(body, after)| (body, Some(after)))
}

/// Splits at white space, except inside double quotes; a quote that is not closed yet reaches to the end.
fn tokens(text: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut rest = text.trim_start();
    while !rest.is_empty() {
        let start = text.len() - rest.len();
        let (token, after) = if let Some(quoted) = rest.strip_prefix('"') {
            let (body, after) = closed(quoted);
            let is_open = after.is_none();
            (Token { start, text: body.to_owned(), is_quoted: true, has_quoted_value: false, is_open }, after)
        } else if let Some((text, after)) = value_in_quotes(rest) {
            (Token { start, text, is_quoted: false, has_quoted_value: true, is_open: after.is_none() }, after)
        } else {
            let (body, after) = rest.split_once(char::is_whitespace).unwrap_or((rest, ""));
            let text = body.to_owned();
            (Token { start, text, is_quoted: false, has_quoted_value: false, is_open: false }, Some(after))
        };
        tokens.push(token);
        rest = after.unwrap_or_default().trim_start();
    }
    tokens
}
