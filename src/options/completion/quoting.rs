//! Words of a command line as they were typed: what they mean, and how one goes on.

use std::fmt::Write as _;

/// What bash takes a word apart at besides blanks, each of them a word of its own: `COMP_WORDBREAKS`.
const BREAKS: [char; 2] = ['=', ':'];
/// What needs no quotes, besides letters and digits.
const PLAIN: &str = "-_./@%+,=:";

/// A word as far as it was typed.
pub(super) struct Typed {
    /// What it means, where nothing in it is expanded.
    pub(super) text: String,
    /// The quote that is open at its end.
    open: Option<char>,
}

impl Typed {
    /// `None` where it ends within something that cannot go on: behind a backslash.
    pub(super) fn read(word: &str) -> Option<Self> {
        let mut typed = Self { text: String::new(), open: None };
        let mut characters = word.chars().peekable();
        while let Some(character) = characters.next() {
            match (character, typed.open) {
                ('\'' | '"', None) => typed.open = Some(character),
                (quote, Some(open)) if quote == open => typed.open = None,
                ('\\', None) => typed.text.push(characters.next()?),
                ('\\', Some('"')) if matches!(characters.peek()?, '$' | '`' | '"' | '\\') => {
                    typed.text.extend(characters.next());
                }
                (other, _) => typed.text.push(other),
            }
        }
        Some(typed)
    }

    /// What makes `whole` of it, quoted for bash. `None` where it does not begin like that, or where that cannot be quoted.
    pub(super) fn rest(&self, whole: &str) -> Option<String> {
        let rest = whole.strip_prefix(self.text.as_str())?;
        let mut quoted = String::new();
        for character in rest.chars() {
            match (self.open, character) {
                (Some('\''), '\'') => quoted.push_str(r"'\''"),
                (Some('\''), other) => quoted.push(other),
                // Whatever stands before it there, an interactive bash takes it for its history.
                (Some(_), '!') => return None,
                (Some(_), '$' | '`' | '"' | '\\') => write!(quoted, "\\{character}").ok()?,
                (Some(_), other) => quoted.push(other),
                (None, other) if other.is_alphanumeric() || PLAIN.contains(other) => quoted.push(other),
                (None, other) => write!(quoted, "\\{other}").ok()?,
            }
        }
        Some(quoted)
    }
}

/// The words of a line that bash took apart, put together again.
pub(super) fn rejoined(words: &[String]) -> Vec<String> {
    let is_break = |word: &str| !word.is_empty() && word.chars().all(|character| BREAKS.contains(&character));
    let mut whole: Vec<String> = Vec::new();
    let mut goes_on = false;
    for (at, word) in words.iter().enumerate() {
        let joins = goes_on || is_break(word);
        match whole.last_mut().filter(|_| joins && at > 1) {
            Some(before) => before.push_str(word),
            None => whole.push(word.clone()),
        }
        goes_on = is_break(word);
    }
    whole
}
