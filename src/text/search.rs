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

/// Whether `typed` is `wanted` with one slip of the fingers: a letter too many, too few, another, or two exchanged.
pub fn is_nearly(typed: &str, wanted: &str) -> bool {
    let (typed, wanted): (Vec<char>, Vec<char>) = (typed.chars().collect(), wanted.chars().collect());
    let same = typed.iter().zip(&wanted).take_while(|(one, other)| one == other).count();
    let (typed, wanted) = (&typed[same..], &wanted[same..]);
    match (typed, wanted) {
        ([], []) => true,
        ([_, rest @ ..], wanted) if rest == wanted => true,
        (typed, [_, rest @ ..]) if typed == rest => true,
        ([_, typed @ ..], [_, wanted @ ..]) if typed == wanted => true,
        ([one, two, typed @ ..], [three, four, wanted @ ..]) => one == four && two == three && typed == wanted,
        _ => false,
    }
}
