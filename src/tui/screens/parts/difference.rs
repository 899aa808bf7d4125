//! Where a typed confirmation begins to differ from what is to be typed.

use unicode_normalization::UnicodeNormalization;
use unicode_segmentation::UnicodeSegmentation;

use crate::domain::Label;

/// Whether two texts are the same: also where one has an accent as a character of its own and the other has not, which no
/// keyboard lets anybody choose.
pub fn is_same(typed: &str, expected: &str) -> bool {
    typed == expected || typed.nfc().eq(expected.nfc())
}

/// In words where `typed` begins to differ from `expected`; `None` while it may still become the same, and where it is.
pub fn difference(typed: &str, expected: &str) -> Option<String> {
    let (typed, expected): (String, String) = (typed.nfc().collect(), expected.nfc().collect());
    if expected.starts_with(&typed) {
        return None;
    }
    let (mut typed, mut expected) = (typed.graphemes(true), expected.graphemes(true));
    let mut index = 1;
    loop {
        match (typed.next(), expected.next()) {
            (Some(one), Some(other)) if one == other => index += 1,
            (Some(one), None) => return Some(format!("Too much from character {index} on: {}.", named(one, true))),
            (Some(one), Some(other)) => {
                let is_plain = one.is_ascii() && other.is_ascii();
                let (one, other) = (named(one, is_plain), named(other, is_plain));
                return Some(format!("Differs from character {index} on: {one} typed, {other} expected."));
            }
            (None, _) => return None,
        }
    }
}

/// A character as it looks, and with its code points where the looks may not tell.
fn named(grapheme: &str, is_plain: bool) -> String {
    let shown = if grapheme == " " { "a blank".to_owned() } else { format!("\"{}\"", Label::from(grapheme)) };
    if is_plain {
        return shown;
    }
    let codes: Vec<String> = grapheme.chars().map(|c| format!("U+{:04X}", u32::from(c))).collect();
    format!("{shown} ({})", codes.join(" "))
}
