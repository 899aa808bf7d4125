//! [`complete`]: what the end of a filter can become: keys, their values as the fleet has them, and words of the screen.

mod values;

use unicode_segmentation::UnicodeSegmentation;

use super::condition::Field;
use super::marks::{MOST_WORDS, Mark, WORDS};
use super::needle::Needle;
use super::{OPERATORS, Sight, Token, split, tokens};
use crate::account::fleet::Listed;

/// What the end of a filter can become.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Completion {
    /// Bytes of the text before what is completed.
    pub start: usize,
    /// What can stand from there on, in the order in which it is offered.
    pub candidates: Vec<Candidate>,
    /// What all of them begin with, to stand there until one is chosen; of none and of those that have no more in common, what is
    /// typed.
    pub common: String,
}

/// Something that a text can become.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Candidate {
    /// As the language wants it: with quotes where there are blanks or commas in a value.
    pub text: String,
    /// The same for people, as it came.
    pub label: String,
}

impl Candidate {
    fn word(text: String) -> Self {
        Self { label: text.clone(), text }
    }
}

/// What can stand at the end of `before`, which is the filter up to the cursor.
pub fn complete(before: &str, rows: &[Listed], sight: Sight) -> Completion {
    let tokens = tokens(before);
    let is_within = |token: &&Token| token.is_open || !before.ends_with(char::is_whitespace);
    let Some(last) = tokens.last().filter(is_within) else { return words(before, &tokens, true) };
    // Nobody knows what a text can become.
    if last.is_quoted {
        return nothing(before);
    }
    let body = before[last.start..].strip_prefix('!').unwrap_or(&before[last.start..]);
    let Some((name, operator, typed)) = split(body) else { return words(before, &tokens, false) };
    let field = Field::ALL.into_iter().find(|field| field.name().eq_ignore_ascii_case(name));
    match field.filter(|field| OPERATORS.contains(&operator) && (field.is_ordered() || operator.ends_with('='))) {
        Some(_) if last.has_quoted_value && !last.is_open => nothing(before),
        // A time, as no value of the fleet is.
        Some(Field::Changed) if operator.contains(['<', '>']) => nothing(before),
        Some(field) => of_field(field, before, typed, rows, sight),
        None => nothing(before),
    }
}

fn nothing(before: &str) -> Completion {
    Completion { start: before.len(), ..Completion::default() }
}

/// Values of a field of which `typed` is there, perhaps behind a quote, perhaps behind others.
fn of_field(field: Field, before: &str, typed: &str, rows: &[Listed], sight: Sight) -> Completion {
    let quoted = typed.strip_prefix('"');
    // Within quotes a comma is one.
    let value = quoted.unwrap_or_else(|| typed.rsplit_once(',').map_or(typed, |(_, last)| last));
    let is_first = quoted.is_some() || !typed.contains(',');
    let start = before.len() - value.len() - usize::from(quoted.is_some());
    let needle = Needle::new(value);
    let mut found = values::of(field, rows, sight);
    // One of several values cannot have quotes.
    found.retain(|known| needle.begins(known) && can_be_written(known) && (is_first || !needs_quotes(known)));
    let common = common(&found, value);
    let common = match (quoted, needs_quotes(&common) && is_first) {
        (None, false) => common,
        _ => format!("\"{common}"),
    };
    let candidates: Vec<Candidate> = found.into_iter().map(|known| candidate(known, quoted.is_some())).collect();
    let common = if let [only] = candidates.as_slice() { only.text.clone() } else { common };
    Completion { start, candidates, common }
}

fn candidate(value: String, is_quoted: bool) -> Candidate {
    let text = if is_quoted || needs_quotes(&value) { format!("\"{value}\"") } else { value.clone() };
    Candidate { text, label: value }
}

fn needs_quotes(value: &str) -> bool {
    value.contains(|character: char| character.is_whitespace() || character == ',')
}

/// Whether the language has a way to write a value. A field of text takes no controls.
fn can_be_written(value: &str) -> bool {
    !value.trim().is_empty() && !value.contains(|c: char| matches!(c, '"' | '=' | '<' | '>' | '!') || c.is_control())
}

/// Keys and words of the screen that the last words begin; `is_new`: the next word is not begun.
fn words(before: &str, tokens: &[Token], is_new: bool) -> Completion {
    // Words of the screen may have blanks: the longest row of words that begins one counts.
    for number in (1..=MOST_WORDS.min(tokens.len())).rev() {
        let row = &tokens[tokens.len() - number..];
        if number == 1 && !is_new || row.iter().any(|token| token.is_quoted || token.has_quoted_value) {
            continue;
        }
        let start = row[0].start + usize::from(row[0].text.starts_with('!'));
        let typed = before[start..].split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
        // What is a word already is followed by another term.
        if typed.is_empty() || is_new && Mark::named(&typed).is_some() {
            continue;
        }
        let typed = if is_new { typed + " " } else { typed };
        let found = marks(&typed);
        if !found.is_empty() {
            return offered(start, found, &typed);
        }
    }
    let (start, typed) = match tokens.last().filter(|_| !is_new) {
        Some(token) => token.text.strip_prefix('!').map_or((token.start, &*token.text), |text| (token.start + 1, text)),
        None => (before.len(), ""),
    };
    let typed = typed.to_lowercase();
    let keys = Field::ALL.into_iter().map(Field::name).filter(|name| name.starts_with(&typed));
    let mut found: Vec<String> = keys.map(|name| format!("{name}=")).collect();
    found.extend(marks(&typed));
    offered(start, found, &before[start..])
}

/// The first word for each of what the screen says that begins so.
fn marks(typed: &str) -> Vec<String> {
    let mut known: Vec<Mark> = Vec::new();
    let mut found = Vec::new();
    for (word, mark) in WORDS.iter().filter(|(word, _)| word.starts_with(typed)) {
        if !known.contains(mark) {
            known.push(*mark);
            found.push((*word).to_owned());
        }
    }
    found
}

fn offered(start: usize, found: Vec<String>, typed: &str) -> Completion {
    let common = common(&found, typed);
    Completion { start, candidates: found.into_iter().map(Candidate::word).collect(), common }
}

/// What all of `values` begin with, as the first of them writes it, in whole graphemes; at least what is `typed`.
fn common(values: &[String], typed: &str) -> String {
    let Some((first, others)) = values.split_first() else { return typed.to_owned() };
    let is_shared = |head: &str| {
        let needle = Needle::new(head);
        others.iter().all(|other| needle.begins(other))
    };
    let ends = first.grapheme_indices(true).map(|(at, grapheme)| at + grapheme.len());
    let end = ends.take_while(|end| is_shared(&first[..*end])).last().unwrap_or(0);
    let shared = &first[..end];
    if shared.chars().count() > typed.chars().count() { shared.to_owned() } else { typed.to_owned() }
}
