//! [`Needle`]: a text to look for, without regard to case.

use std::ops::Range;

use crate::text;

/// A text to look for, in lower case. Looks without allocating where both texts are ASCII: a filter goes over
/// 20,000 runners with each key.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Needle(String);

impl Needle {
    pub(super) fn new(text: &str) -> Self {
        Self(text.to_lowercase())
    }

    pub(super) fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether it stands somewhere in `text`.
    pub(super) fn is_in(&self, text: &str) -> bool {
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

    /// Whether `text` begins with it.
    pub(super) fn begins(&self, text: &str) -> bool {
        if text.is_ascii() {
            let head = text.as_bytes().get(..self.0.len());
            head.is_some_and(|head| head.eq_ignore_ascii_case(self.0.as_bytes()))
        } else {
            text.to_lowercase().starts_with(&self.0)
        }
    }

    /// Whether a word of `text`, or what follows from a word on, begins with it.
    pub(super) fn begins_word(&self, text: &str) -> bool {
        self.begins(text) || text.match_indices(' ').any(|(at, _)| self.begins(&text[at + 1..]))
    }

    /// Everywhere that it stands in `text`, from the left, none over another; or only where a word begins.
    pub(super) fn ranges(&self, text: &str, at_words: bool) -> Vec<Range<usize>> {
        let (mut found, mut from) = (Vec::new(), 0);
        while let Some(hit) = text::find(&text[from..], &self.0) {
            let hit = from + hit.start..from + hit.end;
            let before = text[..hit.start].chars().next_back();
            from = hit.end;
            if !at_words || before.is_none_or(|before| !before.is_alphanumeric()) {
                found.push(hit);
            }
        }
        found
    }
}
