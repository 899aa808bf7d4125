//! [`Answer`]: the terminal's answer to the question for its ground, as far as it has come, and which of it may be keys.
//!
//! A terminal sends its answer in one piece, but on the way it may be torn, and its end be lost. What is pressed then stands
//! behind the answer as if it belonged there, and must not go with it. So two kinds of bytes are in doubt: from the first one
//! that no answer can have at its place, and those that come after a pause. If the end comes after all, they were a part of
//! an answer that nobody understands; if nothing comes, they were keys.

use std::mem;

use crate::options::Rgb;
use crate::terminal::background::{colour, may_become_colour};

/// How an answer begins, behind `ESC ]`.
const BEGINNING: &[u8] = b"11;";
/// Bytes of an answer that are kept: twice of what the longest has, so that there is room for keys.
const MAX_BYTES: usize = 64;

/// The text of an OSC sequence that may be the answer.
#[derive(Default, Debug)]
pub(super) struct Answer {
    text: Vec<u8>,
    /// From where on it may be keys.
    doubt: Option<usize>,
}

/// What became of an answer with another byte.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Step {
    /// It may still be one.
    Open,
    /// It is another sequence's text, of so many bytes by now.
    Text(usize),
}

impl Answer {
    /// Takes the next byte, which is no part of an end.
    pub(super) fn push(&mut self, byte: u8) -> Step {
        self.text.push(byte);
        let length = self.text.len();
        if self.doubt.is_none() && !self.may_be_whole() {
            // The number of another sequence.
            if length <= BEGINNING.len() && (byte.is_ascii_digit() || byte == b';') {
                return Step::Text(length);
            }
            self.doubt = Some(length - 1);
        }
        if length > MAX_BYTES { Step::Text(length) } else { Step::Open }
    }

    /// Nothing came for a while. Whether that is to be waited for no longer.
    pub(super) fn pause(&mut self) -> bool {
        let is_over = self.doubt.is_some() || self.colour().is_some();
        self.doubt = self.doubt.or(Some(self.text.len()));
        is_over
    }

    /// Whether what has come may well go on, or end, after a longer pause.
    pub(super) fn may_wait(&self) -> bool {
        self.may_be_whole() && (self.doubt.is_some() || self.colour().is_some())
    }

    /// The colour, if the answer has come as a whole.
    pub(super) fn colour(&self) -> Option<Rgb> {
        colour(self.text.strip_prefix(BEGINNING)?)
    }

    /// There is no end: the colour, if it has come as a whole all the same, and the bytes that were keys.
    pub(super) fn give_up(self) -> (Option<Rgb>, Vec<u8>) {
        if let Some(colour) = self.colour() {
            return (Some(colour), Vec::new());
        }
        let Self { mut text, doubt } = self;
        let keys = doubt.map(|doubt| text.split_off(doubt)).unwrap_or_default();
        let answer = Self { text, doubt: None };
        (answer.colour(), keys)
    }

    /// The answer so far; another one begins.
    pub(super) fn take(&mut self) -> Self {
        mem::take(self)
    }

    fn may_be_whole(&self) -> bool {
        match self.text.strip_prefix(BEGINNING) {
            Some(text) => may_become_colour(text),
            None => BEGINNING.starts_with(&self.text),
        }
    }
}
