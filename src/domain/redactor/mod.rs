//! [`Redactor`]: takes every secret that this process has seen out of texts that others made, however they wrote it.
//!
//! ```text
//! known.rs    what is known of the secrets: not them, but by what they are recognised
//! view.rs     a text as it reads when escapes, entities, percent signs, base64 or hexadecimal are undone
//! escape.rs   what an escape looks like, and what it stands for
//! normal.rs   a text in the form in which it is compared
//! ```
//!
//! Of a secret of sixteen characters or more the start is enough, which is hidden with what follows in the same word: services
//! cut what they repeat. A secret that is as long as a secret should be is found anywhere. One of fewer than eight characters would be found in
//! words that are none, so it is hidden where it stands as a word of its own, and only in texts about something that went
//! wrong: a service that repeats a request writes it that way, and a runner may well be called like it.

mod escape;
mod known;
mod normal;
mod view;

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::fmt;
use std::ops::Range;
use std::sync::{Arc, PoisonError, RwLock};

use super::Secret;
use known::Known;
use view::View;

/// What stands for what is not shown.
pub const HIDDEN: &str = "[hidden]";

/// How much of a text is looked at at once, in bytes; pieces overlap, so that nothing is missed between two.
const PIECE_BYTES: usize = 64 * 1024;
/// The longest that one byte of a secret becomes, twice escaped.
const MAX_ESCAPED_BYTES: usize = 16;

/// The secrets to be hidden, by what they are recognised. Clones share them.
#[derive(Clone, Default)]
pub struct Redactor(Arc<RwLock<Known>>);

/// Which secrets are looked for in a text.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Which {
    All,
    /// Those of eight characters or more.
    Long,
}

impl Redactor {
    /// From here on `secret` is hidden. It is not kept: only its length and a number that depends on all of it.
    pub fn add(&self, secret: &Secret) {
        self.0.write().unwrap_or_else(PoisonError::into_inner).add(secret.expose().as_bytes());
    }

    /// How many secrets are known. A text that was cleaned when there were as many need not be cleaned again.
    pub fn count(&self) -> usize {
        self.0.read().unwrap_or_else(PoisonError::into_inner).count()
    }

    /// `text` with `[hidden]` where there was a secret, as it is or escaped for JSON, a web page or an address, in base64 or in
    /// hexadecimal, also where one of these was done to another, and cut. Borrowed where there is none.
    pub fn clean<'a>(&self, text: &'a str) -> Cow<'a, str> {
        self.cleaned(text, Which::All)
    }

    /// The same for a text that is data, where only secrets of eight characters or more are looked for.
    pub fn clean_data<'a>(&self, text: &'a str) -> Cow<'a, str> {
        self.cleaned(text, Which::Long)
    }

    /// Whether [`Redactor::clean_data`] would change `text`: in plain, cut or not, and whole in base64. Long lists are looked
    /// through so, and most of what is in them looks like base64.
    pub fn is_in_plain_data(&self, text: &[u8]) -> bool {
        let known = self.0.read().unwrap_or_else(PoisonError::into_inner);
        pieces(text.len(), &known).any(|piece| {
            let view = View::of(&text[piece]);
            let is_in = |view: &View| !known.find(view, true).is_empty();
            let decoded = || known.shortest_whole_in_base64().and_then(|shortest| view.decoded_base64(shortest));
            is_in(&view) || decoded().as_ref().is_some_and(is_in)
        })
    }

    fn cleaned<'a>(&self, text: &'a str, which: Which) -> Cow<'a, str> {
        let spans = self.spans(text, which);
        if spans.is_empty() {
            return Cow::Borrowed(text);
        }
        let mut clean = String::with_capacity(text.len() + HIDDEN.len() * spans.len());
        let mut end = 0;
        for span in spans {
            clean.push_str(&text[end..span.start]);
            clean.push_str(HIDDEN);
            end = span.end;
        }
        clean.push_str(&text[end..]);
        Cow::Owned(clean)
    }

    /// Where secrets are in `text`: in order, apart from each other, and between characters.
    fn spans(&self, text: &str, which: Which) -> Vec<Range<usize>> {
        let known = self.0.read().unwrap_or_else(PoisonError::into_inner);
        let mut found = Vec::new();
        for piece in pieces(text.len(), &known) {
            let start = piece.start;
            for reading in View::of(&text.as_bytes()[piece]).every_reading(known.shortest_in_base64()) {
                let all = known.find(&reading, which == Which::Long).into_iter();
                found.extend(all.map(|one| (one.source.start + start..one.source.end + start, one.is_whole)));
            }
        }
        // The start of a secret that is there as a whole says nothing of what follows.
        let whole: BTreeSet<usize> =
            found.iter().filter(|(_, is_whole)| *is_whole).map(|(span, _)| span.start).collect();
        found.retain(|(span, is_whole)| *is_whole || !whole.contains(&span.start));
        let mut found: Vec<Range<usize>> = found.into_iter().map(|(span, _)| span).collect();
        let mut spans: Vec<Range<usize>> = Vec::new();
        found.sort_unstable_by_key(|span| (span.start, span.end));
        for span in found {
            match spans.last_mut() {
                Some(last) if span.start < last.end => last.end = last.end.max(span.end),
                _ => spans.push(span),
            }
        }
        for span in &mut spans {
            span.start = (0..=span.start).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
            span.end = (span.end..=text.len()).find(|at| text.is_char_boundary(*at)).unwrap_or(text.len());
        }
        spans
    }
}

/// Pieces that overlap by as much as the longest secret can take.
fn pieces(length: usize, known: &Known) -> impl Iterator<Item = Range<usize>> {
    let overlap = known.longest() * MAX_ESCAPED_BYTES;
    let step = PIECE_BYTES.max(overlap);
    let nothing_to_find = known.longest() == 0 || length == 0;
    let starts = (0..if nothing_to_find { 0 } else { length }).step_by(step);
    starts.map(move |start| start..length.min(start + step + overlap))
}

impl fmt::Debug for Redactor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Redactor")
    }
}
