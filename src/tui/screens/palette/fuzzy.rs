//! [`Fuzzy`]: what is searched for, and whether and how well a text matches. The matching itself is nucleo's.
//!
//! Each word of the query is looked for by itself, letter by letter in their order with anything between them, whatever
//! the case and the accents: a longer query never finds more than a shorter one that it begins with.

use nucleo_matcher::chars::{normalize, to_lower_case};
use nucleo_matcher::{Matcher, Utf32Str, Utf32String};

/// Characters of a text that are looked at. A name of ten thousand would cost as much as a fleet.
const MATCHED_CHARS: usize = 256;
/// Letters of a word times characters of a text up to which the best way to match is looked for, rather than a good one.
const BEST_UP_TO: usize = 2_048;

/// What is searched for, with the room that matching needs.
#[derive(Clone, Debug, Default)]
pub struct Fuzzy {
    matcher: Matcher,
    words: Vec<Utf32String>,
    /// The characters of a text that is no ASCII.
    room: Vec<char>,
}

impl Fuzzy {
    /// Searches for the words of `query` from here on.
    pub fn search_for(&mut self, query: &str) {
        let folded = |word: &str| word.chars().map(|letter| to_lower_case(normalize(letter))).collect::<String>();
        self.words = query.split_whitespace().map(|word| Utf32String::from(folded(word))).collect();
    }

    /// Roughly how well `text` matches, in little time; `None` where it does not.
    pub fn roughly(&mut self, text: &str) -> Option<u32> {
        let Self { matcher, words, room } = self;
        let text = Utf32Str::new(beginning(text), room);
        let scores = words.iter().map(|word| matcher.fuzzy_match_greedy(text, word.slice(..)));
        scores.map(|score| score.map(u32::from)).sum()
    }

    /// How well `text` matches; `None` where it does not. That is so wherever it is for [`Fuzzy::roughly`].
    pub fn score(&mut self, text: &str) -> Option<u32> {
        let Self { matcher, words, room } = self;
        let text = Utf32Str::new(beginning(text), room);
        let scores = words.iter().map(|word| {
            let word = word.slice(..);
            if is_small(text, word) { matcher.fuzzy_match(text, word) } else { matcher.fuzzy_match_greedy(text, word) }
        });
        scores.map(|score| score.map(u32::from)).sum()
    }

    /// Which characters of `text` the words are found in, by their numbers from 0, in order.
    pub fn letters(&mut self, text: &str) -> Vec<u32> {
        let Self { matcher, words, room } = self;
        let text = Utf32Str::new(beginning(text), room);
        let mut letters = Vec::new();
        for word in words.iter() {
            let word = word.slice(..);
            if is_small(text, word) {
                matcher.fuzzy_indices(text, word, &mut letters);
            } else {
                matcher.fuzzy_indices_greedy(text, word, &mut letters);
            }
        }
        letters.sort_unstable();
        letters.dedup();
        letters
    }
}

fn is_small(text: Utf32Str, word: Utf32Str) -> bool {
    text.len() * word.len() <= BEST_UP_TO
}

/// As much of a text as is looked at.
fn beginning(text: &str) -> &str {
    // No character has less than a byte.
    if text.len() <= MATCHED_CHARS {
        return text;
    }
    text.char_indices().nth(MATCHED_CHARS).map_or(text, |(end, _)| &text[..end])
}
