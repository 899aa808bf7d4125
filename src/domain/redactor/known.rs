//! [`Known`]: by what secrets are recognised. They themselves are not kept, so that a runner's secret which is on no screen
//! any more is in no memory either.

use std::fmt;
use std::hash::{BuildHasher, RandomState};
use std::ops::Range;

use super::normal::{Normal, PRIME, minus, times};
use super::view::View;

/// Shorter ones are found only where they stand as a word of their own.
const LONG: usize = 8;
/// Shorter ones are not looked for in base64: nearly every word holds them there.
const SHORTEST_IN_BASE64: usize = 4;

/// Hashes of secrets, by length. A hash is a polynomial of the characters at a random point, so that it follows from the
/// hash of what is behind, and two texts of one length have the same in one of 2^50 cases or so.
pub(super) struct Known {
    point: u64,
    /// By length in normal form.
    groups: Vec<Group>,
    /// The longest secret in bytes, as it came.
    longest: usize,
}

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
        Self { point, groups: Vec::new(), longest: 0 }
    }
}

impl Known {
    pub(super) fn add(&mut self, secret: &[u8]) {
        let normal = Normal::of(&View::of(secret), self.point);
        let (length, hash) = (normal.count(), normal.hashes[normal.count()]);
        if length == 0 {
            return;
        }
        self.longest = self.longest.max(secret.len());
        let power = (0..length).fold(1, |power, _| times(power, self.point));
        match self.groups.iter_mut().find(|group| group.length == length) {
            Some(group) if group.hashes.contains(&hash) => {}
            Some(group) => group.hashes.push(hash),
            None => self.groups.push(Group { length, power, hashes: vec![hash] }),
        }
    }

    /// The longest secret in bytes; 0 where there is none.
    pub(super) fn longest(&self) -> usize {
        self.longest
    }

    /// The fewest characters of base64 that can hold a secret; `None` where none is looked for there.
    pub(super) fn shortest_in_base64(&self) -> Option<usize> {
        let lengths = self.groups.iter().map(|group| group.length).filter(|length| *length >= SHORTEST_IN_BASE64);
        lengths.min().map(|length| length * 4 / 3)
    }

    /// The bytes of the source of each secret that `view` reads as.
    pub(super) fn find(&self, view: &View, only_long: bool) -> Vec<Range<usize>> {
        let shortest = if only_long { LONG } else { 1 }.max(if view.is_base64() { SHORTEST_IN_BASE64 } else { 1 });
        let groups = || self.groups.iter().filter(|group| (shortest..=view.length()).contains(&group.length));
        if groups().next().is_none() {
            return Vec::new();
        }
        let normal = Normal::of(view, self.point);
        let mut found = Vec::new();
        for group in groups() {
            for start in 1..=normal.count() {
                let Some(behind) = normal.ahead(start, group.length) else { continue };
                let hash = minus(normal.hashes[start], times(normal.hashes[behind], group.power));
                let last = group.hashes.contains(&hash).then(|| normal.ahead(start, group.length - 1)).flatten();
                let span = last.map(|last| (normal.places[start], normal.places[last]));
                let span = span.filter(|span| group.length >= LONG || is_word(view, *span));
                found.extend(span.map(|(first, last)| view.source(first, last)));
            }
        }
        found
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
    let mut before = (0..first).filter(|place| view.next(*place) == first).map(|place| view.byte(place)).peekable();
    (before.peek().is_none() || before.any(is_apart)) && is_apart(view.byte(view.next(last)))
}
