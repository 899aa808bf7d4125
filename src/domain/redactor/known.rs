//! [`Known`]: by what secrets are recognised. They themselves are not kept, so that a runner's secret which is on no screen
//! any more is in no memory either.

use std::fmt;
use std::hash::{BuildHasher, RandomState};
use std::ops::Range;

use super::normal::{Normal, PRIME, minus, times};
use super::view::{Form, View};

/// Shorter ones are found only where they stand as a word of their own.
const LONG: usize = 8;
/// Shorter ones are not looked for in base64: nearly every word holds them there.
const SHORTEST_IN_BASE64: usize = 4;

/// A secret of this length or more is also recognised by its start, for services cut what they repeat.
const LONG_ENOUGH_TO_CUT: usize = 16;
/// The starts that are tried in turn, in bytes of the normal form: a short one must not be a word that others begin with.
const STARTS: [usize; 2] = [8, 12];
/// Such a start always does. In base64 nothing shorter is looked for: too many words look like it.
const LONG_START: usize = 16;

/// Hashes of secrets, by length. A hash is a polynomial of the characters at a random point, so that it follows from the
/// hash of what is behind, and two texts of one length have the same in one of 2^50 cases or so.
pub(super) struct Known {
    point: u64,
    /// By length in normal form.
    groups: Vec<Group>,
    /// The same of how long secrets begin, in texts and hexadecimal, and in base64.
    starts: Vec<Group>,
    starts_in_base64: Vec<Group>,
    /// With which bytes of the normal form secrets begin.
    first: [bool; 256],
    /// The longest secret in bytes, as it came.
    longest: usize,
}

/// What was found in a view.
pub(super) struct Found {
    /// Its bytes of the source.
    pub(super) source: Range<usize>,
    /// Whether it is a whole secret; else it is the start of one and what follows in the same word.
    pub(super) is_whole: bool,
}

#[derive(PartialEq, Eq)]
struct Group {
    length: usize,
    /// `point` to the power of `length`.
    power: u64,
    hashes: Vec<u64>,
}

impl Default for Known {
    fn default() -> Self {
        // The only randomness of the standard library; it differs with each start.
        let point = RandomState::new().hash_one(0) % (PRIME - 512) + 256;
        Self {
            point,
            groups: Vec::new(),
            starts: Vec::new(),
            starts_in_base64: Vec::new(),
            first: [false; 256],
            longest: 0,
        }
    }
}

impl Known {
    pub(super) fn add(&mut self, secret: &[u8]) {
        let view = View::of(secret);
        let normal = Normal::of(&view, self.point);
        let length = normal.count();
        if length == 0 {
            return;
        }
        self.longest = self.longest.max(secret.len());
        self.first[usize::from(secret[normal.indices[length]].to_ascii_lowercase())] = true;
        put(&mut self.groups, &normal, length, self.point);
        if length < LONG_ENOUGH_TO_CUT {
            return;
        }
        let is_no_word = |start: &usize| !is_like_words(&secret[..normal.indices[length - start]]);
        let start = STARTS.into_iter().find(is_no_word).unwrap_or(LONG_START);
        put(&mut self.starts, &normal, start, self.point);
        put(&mut self.starts_in_base64, &normal, LONG_START, self.point);
    }

    /// How many hashes there are of whole secrets.
    pub(super) fn count(&self) -> usize {
        self.groups.iter().map(|group| group.hashes.len()).sum()
    }

    /// The longest secret in bytes; 0 where there is none.
    pub(super) fn longest(&self) -> usize {
        self.longest
    }

    /// The fewest characters of base64 that can hold a secret, or the start of one; `None` where none is looked for there.
    pub(super) fn shortest_in_base64(&self) -> Option<usize> {
        let starts = self.starts_in_base64.iter().map(|group| group.length * 4 / 3);
        starts.chain(self.shortest_whole_in_base64()).min()
    }

    /// The same of whole secrets.
    pub(super) fn shortest_whole_in_base64(&self) -> Option<usize> {
        let lengths = self.groups.iter().map(|group| group.length).filter(|length| *length >= SHORTEST_IN_BASE64);
        lengths.min().map(|length| length * 4 / 3)
    }

    /// Each secret that `view` reads as, and each start of one with what follows.
    pub(super) fn find(&self, view: &View, only_long: bool) -> Vec<Found> {
        let (shortest, starts) = match view.form() {
            Form::Text => (1, &self.starts),
            Form::Hexadecimal => (LONG, &self.starts),
            Form::Base64 => (SHORTEST_IN_BASE64, &self.starts_in_base64),
        };
        let shortest = if only_long { LONG } else { shortest };
        let groups = || {
            let whole = self.groups.iter().map(|group| (group, true));
            let all = whole.chain(starts.iter().map(|group| (group, false)));
            all.filter(|(group, _)| (shortest..=view.length()).contains(&group.length))
        };
        if groups().next().is_none() {
            return Vec::new();
        }
        let normal = Normal::of(view, self.point);
        let mut found = Vec::new();
        let may_begin =
            |start: &usize| self.first[usize::from(view.bytes()[normal.indices[*start]].to_ascii_lowercase())];
        let beginnings: Vec<usize> = (1..=normal.count()).filter(may_begin).collect();
        for (group, is_whole) in groups() {
            for start in beginnings.iter().copied() {
                let Some(behind) = normal.ahead(start, group.length) else { continue };
                let hash = minus(normal.hashes[start], times(normal.hashes[behind], group.power));
                let last = group.hashes.contains(&hash).then(|| normal.ahead(start, group.length - 1)).flatten();
                let span = last.map(|last| (normal.indices[start], normal.indices[last]));
                let span = span.filter(|span| group.length >= LONG || is_word(view, *span));
                let span = span.map(|(first, last)| (first, if is_whole { last } else { end_of_word(view, last) }));
                found.extend(span.map(|(first, last)| Found { source: view.source(first, last), is_whole }));
            }
        }
        found
    }
}

fn put(groups: &mut Vec<Group>, normal: &Normal, length: usize, point: u64) {
    let power = (0..length).fold(1, |power, _| times(power, point));
    let (start, behind) = (normal.count(), normal.count() - length);
    let hash = minus(normal.hashes[start], times(normal.hashes[behind], power));
    match groups.iter_mut().find(|group| group.length == length) {
        Some(group) if group.hashes.contains(&hash) => {}
        Some(group) => group.hashes.push(hash),
        None => groups.push(Group { length, power, hashes: vec![hash] }),
    }
}

/// Whether a text consists of words as people write them: letters of one case, which may begin with a capital, and what joins
/// them.
fn is_like_words(text: &[u8]) -> bool {
    text.split(|byte| matches!(byte, b'-' | b'_' | b'.' | b' ' | b'/')).all(|word| {
        let rest = word.get(1..).unwrap_or_default();
        let is_one_case = rest.iter().all(u8::is_ascii_lowercase) || rest.iter().all(u8::is_ascii_uppercase);
        word.first().is_none_or(u8::is_ascii_alphabetic) && is_one_case
    })
}

/// The last place of the word that reading from place `from` on is in: up to a blank or an ellipsis.
fn end_of_word(view: &View, from: usize) -> usize {
    let mut last = from;
    loop {
        let next = view.next(last);
        let (text, length) = view.read::<3>(next);
        match &text[..length] {
            [] | [0..=b' ' | 0x7f | 0xff, ..] | [0xe2, 0x80, 0xa6] | [b'.', b'.', b'.'] => return last,
            _ => last = next,
        }
    }
}

impl fmt::Debug for Known {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Known")
    }
}

/// Whether neither side of what reads from the first to the last place of `span` is a letter or a digit.
fn is_word(view: &View, (first, last): (usize, usize)) -> bool {
    let is_apart = |byte: Option<u8>| byte.is_none_or(|byte| byte.is_ascii() && !byte.is_ascii_alphanumeric());
    let mut before = (0..first).filter(|index| view.next(*index) == first).map(|index| view.byte(index)).peekable();
    (before.peek().is_none() || before.any(is_apart)) && is_apart(view.byte(view.next(last)))
}
