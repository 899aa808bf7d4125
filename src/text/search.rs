//! Looking for a text in another.

use std::ops::Range;

/// The first place in `text` that holds `wanted`, in bytes, without regard to case. `wanted` is in lower case; nothing is
/// found of an empty one.
pub fn find(text: &str, wanted: &str) -> Option<Range<usize>> {
    for (start, _) in text.char_indices() {
        let mut left = wanted.chars().peekable();
        for (at, character) in text[start..].char_indices() {
            if !character.to_lowercase().all(|lower| left.next() == Some(lower)) {
                break;
            }
            if left.peek().is_none() {
                return Some(start..start + at + character.len_utf8());
            }
        }
    }
    None
}
