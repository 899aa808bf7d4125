//! [`Shown`]: whether trackside shows a text, by the fixed texts of its source and by the frames that other tests keep.

use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};

use super::Text;

/// All that trackside shows, as far as tests can tell.
pub(super) struct Shown {
    texts: Vec<Text>,
    /// The rows of every kept frame, as [`leveled`] has them.
    rows: HashSet<String>,
}

impl Shown {
    pub(super) fn new(texts: Vec<Text>) -> Self {
        let mut rows = HashSet::new();
        for path in frames(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests")) {
            rows.extend(fs::read_to_string(path).unwrap().lines().filter(|line| line.starts_with('|')).map(leveled));
        }
        assert!(rows.len() > 1_000, "only {} rows are found", rows.len());
        Self { texts, rows }
    }

    /// Whether `quote` is one of the texts with something in place of each placeholder, or stands in one, or in a frame.
    pub(super) fn has(&self, quote: &str) -> bool {
        let is_phrase = quote.contains(' ');
        let leveled = leveled(quote);
        self.texts.iter().any(|text| is_filled(&text.wording, quote) || is_phrase && is_part(&text.wording, quote))
            || is_phrase && self.rows.iter().any(|row| has_words(row, &leveled))
    }

    /// The text of the source that is most like `quote`, and where it stands.
    pub(super) fn nearest(&self, quote: &str) -> String {
        let nearest = self.texts.iter().max_by_key(|text| likeness(&text.wording, quote));
        nearest.map(|text| format!("src/{}:{}: `{}`", text.file, text.line, text.wording)).unwrap_or_default()
    }
}

fn frames(folder: &Path) -> Vec<PathBuf> {
    let paths = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let of = |path: PathBuf| if path.is_dir() { frames(&path) } else { vec![path] };
    paths.flat_map(of).filter(|path| path.extension().is_some_and(|extension| extension == "snap")).collect()
}

/// With one blank between words, and each number as `0`: what a frame counts is by chance.
fn leveled(text: &str) -> String {
    let mut leveled = String::new();
    for c in text.split_whitespace().collect::<Vec<_>>().join(" ").chars() {
        if !c.is_ascii_digit() {
            leveled.push(c);
        } else if !leveled.ends_with('0') {
            leveled.push('0');
        }
    }
    leveled
}

/// What is fixed in a text, between its placeholders.
fn fixed(text: &str) -> Vec<String> {
    let mut parts = vec![String::new()];
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '{' | '}' if chars.peek() == Some(&c) => parts.last_mut().unwrap().extend(chars.next()),
            '{' => {
                chars.by_ref().find(|c| *c == '}');
                parts.push(String::new());
            }
            _ => parts.last_mut().unwrap().push(c),
        }
    }
    parts
}

fn letters(text: &str) -> usize {
    text.chars().filter(|c| c.is_alphanumeric()).count()
}

/// Whether `quote` is `text` with something in place of each placeholder, which are less than half of it.
fn is_filled(text: &str, quote: &str) -> bool {
    let parts = fixed(text);
    if parts.iter().map(|part| letters(part)).sum::<usize>() * 2 < letters(quote) {
        return false;
    }
    let [first, between @ .., last] = parts.as_slice() else { return parts.concat() == quote };
    let Some(mut rest) = quote.strip_prefix(first.as_str()) else { return false };
    for part in between {
        let Some(at) = rest.find(part.as_str()) else { return false };
        rest = &rest[at + part.len()..];
    }
    rest.ends_with(last.as_str())
}

/// Whether `quote` stands between two placeholders of `text`.
fn is_part(text: &str, quote: &str) -> bool {
    fixed(text).iter().any(|part| has_words(part, quote))
}

/// Whether `words` stand in `text`, not in the middle of a word.
fn has_words(text: &str, words: &str) -> bool {
    text.match_indices(words).any(|(at, _)| {
        let ends = |c: Option<char>, edge: Option<char>| {
            !(c.is_some_and(char::is_alphanumeric) && edge.is_some_and(char::is_alphanumeric))
        };
        let (before, behind) = (&text[..at], &text[at + words.len()..]);
        ends(before.chars().next_back(), words.chars().next()) && ends(behind.chars().next(), words.chars().next_back())
    })
}

/// How much two texts are alike, 0 to 1000: the share of the pairs of letters that both have.
fn likeness(one: &str, other: &str) -> usize {
    let pairs = |text: &str| -> HashSet<(char, char)> {
        let letters: Vec<char> = text.to_lowercase().chars().collect();
        letters.windows(2).map(|pair| (pair[0], pair[1])).collect()
    };
    let (one, other) = (pairs(one), pairs(other));
    2_000 * one.intersection(&other).count() / (one.len() + other.len()).max(1)
}

#[test]
fn a_quote_is_a_text_with_its_placeholders_filled() {
    for (text, quote, expected) in [
        ("Restart {} of {} runners?", "Restart 28 of 30 runners?", true),
        ("Restart {} of {} runners?", "Remove 28 of 30 runners?", false),
        ("{count} unknown", "2 unknown", true),
        ("{count} unknown", "2 unknown ones", false),
        ("{}: {}", "Not sent: gone", false),
        ("Not sent", "Not sent", true),
        ("{{agentId}}", "{agentId}", true),
    ] {
        assert_eq!(is_filled(text, quote), expected, "{text} {quote}");
    }
    assert!(is_part("{} is out of support, {}", "out of support"));
    assert!(!is_part("{} is out of supporters", "out of support"));
    assert_eq!(leveled("updated  12s ago"), leveled("updated 3s ago"));
    assert!(likeness("Restart requested.", "Restart required.") > likeness("Restart requested.", "Nothing to do."));
}
