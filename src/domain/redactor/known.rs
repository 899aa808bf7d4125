//! [`Known`]: by what secrets are recognised. They themselves are not kept, so that a runner's secret which is on no screen
//! any more is in no memory either.

use std::fmt;
use std::hash::{BuildHasher, RandomState};
use std::ops::Range;

use secrecy::zeroize::Zeroizing;

/// Shorter ones are found only where they stand as a word of their own.
const LONG: usize = 8;
/// Shorter ones are not looked for in base64: nearly every word holds them there.
const SHORTEST_IN_BASE64: usize = 4;
/// What hashes are taken modulo: the Mersenne prime 2^61 - 1.
const PRIME: u64 = (1 << 61) - 1;

/// Hashes of secrets, by length. A hash is a polynomial of the characters at a random point, so that it follows from the
/// hash before it, and two texts of one length have the same in one of 2^50 cases or so.
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

/// A text in normal form: without what gets lost, changes or is put in on the way (blanks, line breaks, `+` for a blank,
/// control characters, what has no width), and in lower case, because a host's name is.
pub(super) struct Normal {
    /// Where in the text each byte of it stands.
    places: Vec<usize>,
    /// The hash of all bytes before each place, and of all.
    before: Zeroizing<Vec<u64>>,
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
        let normal = self.normal(secret);
        let length = normal.places.len();
        let Some(hash) = normal.before.last().copied().filter(|_| length > 0) else { return };
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

    /// Where in `text` secrets stand. `is_base64` says that it was decoded from it.
    pub(super) fn find(&self, text: &[u8], only_long: bool, is_base64: bool) -> Vec<Range<usize>> {
        let shortest = if only_long { LONG } else { 1 }.max(if is_base64 { SHORTEST_IN_BASE64 } else { 1 });
        let groups = || self.groups.iter().filter(|group| (shortest..=text.len()).contains(&group.length));
        if groups().next().is_none() {
            return Vec::new();
        }
        let normal = self.normal(text);
        let mut found = Vec::new();
        for group in groups() {
            for (start, place) in normal.places.iter().enumerate() {
                let end = start + group.length;
                let Some(through) = normal.before.get(end) else { break };
                let hash = minus(*through, times(normal.before[start], group.power));
                if !group.hashes.contains(&hash) {
                    continue;
                }
                let span = *place..normal.places[end - 1] + 1;
                if group.length >= LONG || is_word(text, &span) {
                    found.push(span);
                }
            }
        }
        found
    }

    fn normal(&self, text: &[u8]) -> Normal {
        let mut places = Vec::with_capacity(text.len());
        let mut before = Zeroizing::new(Vec::with_capacity(text.len() + 1));
        let (mut place, mut hash) = (0, 0);
        before.push(hash);
        while let Some(byte) = text.get(place) {
            let skipped = unseen(&text[place..]);
            if skipped > 0 {
                place += skipped;
                continue;
            }
            hash = plus(times(hash, self.point), u64::from(byte.to_ascii_lowercase()) + 1);
            places.push(place);
            before.push(hash);
            place += 1;
        }
        Normal { places, before }
    }
}

impl fmt::Debug for Known {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Known")
    }
}

/// How many bytes at the start of `text` do not count.
fn unseen(text: &[u8]) -> usize {
    match text {
        [0..=b' ' | b'+' | 0x7f, ..] => 1,
        // No-break space and soft hyphen.
        [0xc2, 0xa0 | 0xad, ..] => 2,
        // From zero-width space to right-to-left mark, word joiner, byte order mark.
        [0xe2, 0x80, 0x8b..=0x8f, ..] | [0xe2, 0x81, 0xa0, ..] | [0xef, 0xbb, 0xbf, ..] => 3,
        _ => 0,
    }
}

/// Whether neither side of `span` is a letter or a digit.
fn is_word(text: &[u8], span: &Range<usize>) -> bool {
    let is_apart = |byte: Option<&u8>| byte.is_none_or(|byte| byte.is_ascii() && !byte.is_ascii_alphanumeric());
    is_apart(span.start.checked_sub(1).and_then(|before| text.get(before))) && is_apart(text.get(span.end))
}

fn times(one: u64, other: u64) -> u64 {
    let product = u128::from(one) * u128::from(other);
    // Both halves are below 2^61, so nothing is lost.
    #[expect(clippy::cast_possible_truncation, reason = "cut to 61 bits on purpose")]
    let (low, high) = (product as u64 & PRIME, (product >> 61) as u64);
    plus(low, high)
}

fn plus(one: u64, other: u64) -> u64 {
    let sum = one + other;
    if sum >= PRIME { sum - PRIME } else { sum }
}

fn minus(one: u64, other: u64) -> u64 {
    plus(one, PRIME - other)
}
