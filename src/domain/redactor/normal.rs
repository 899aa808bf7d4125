//! [`Normal`]: a text in the form in which it is compared, with the hash of what can be read from each byte on.

use secrecy::zeroize::Zeroizing;

use super::view::View;

/// What hashes are taken modulo: the Mersenne prime 2^61 - 1.
pub(super) const PRIME: u64 = (1 << 61) - 1;

const ESCAPE: u8 = 0x1b;
/// The longest control sequence that is looked for, in bytes; those of colours are shorter.
const MAX_SEQUENCE_BYTES: usize = 24;

/// A text without what gets lost, changes or is put in on the way (blanks, line breaks, `+` for a blank, control
/// characters and sequences, combining marks, what has no width), and in lower case, because a host's name is.
///
/// Its bytes are numbered from the last one back, from 1 on; 0 is the end.
pub(super) struct Normal {
    /// Where in the view each stands.
    pub(super) indices: Vec<usize>,
    /// The hash of what can be read from each on to the end.
    pub(super) hashes: Zeroizing<Vec<u64>>,
    /// `None` where each byte is followed by the one numbered before it.
    ways: Option<Ways>,
}

/// How a text goes on that is read from many places: a tree whose root is the end.
struct Ways {
    next: Vec<usize>,
    /// How many bytes can be read from each on, itself counted.
    left: Vec<usize>,
    /// Some byte far ahead, chosen so that any number of bytes is gone in logarithmically many jumps and steps
    /// (E. W. Myers, An applicative random-access stack, 1983).
    jumps: Vec<usize>,
}

impl Normal {
    /// `point` is that of the polynomial.
    pub(super) fn of(view: &View, point: u64) -> Self {
        let count = view.length() + 1;
        let (mut indices, mut following) = (Vec::with_capacity(count), Vec::with_capacity(count));
        let mut hashes = Zeroizing::new(Vec::with_capacity(count));
        indices.push(view.length());
        following.push(0);
        hashes.push(0);
        // The first byte that counts, from each place on.
        let mut counting = vec![0; count];
        for index in (0..view.length()).rev() {
            let byte = view.bytes()[index];
            let skipped = unseen(view, index);
            let next = counting[(0..skipped.max(1)).fold(index, |index, _| view.next(index))];
            counting[index] = if skipped > 0 { next } else { indices.len() };
            if skipped == 0 {
                let hash = plus(times(hashes[next], point), u64::from(byte.to_ascii_lowercase()) + 1);
                hashes.push(hash);
                indices.push(index);
                following.push(next);
            }
        }
        let is_straight = following.iter().enumerate().all(|(number, next)| number.saturating_sub(1) == *next);
        Self { indices, hashes, ways: (!is_straight).then(|| Ways::of(following)) }
    }

    pub(super) fn count(&self) -> usize {
        self.indices.len() - 1
    }

    /// The byte `count` bytes behind the one numbered `from`; `None` behind the end.
    pub(super) fn ahead(&self, from: usize, count: usize) -> Option<usize> {
        let Some(ways) = &self.ways else { return from.checked_sub(count) };
        let left = ways.left[from].checked_sub(count)?;
        let mut at = from;
        while ways.left[at] > left {
            let jump = ways.jumps[at];
            at = if ways.left[jump] >= left { jump } else { ways.next[at] };
        }
        Some(at)
    }
}

impl Ways {
    fn of(following: Vec<usize>) -> Self {
        let (mut left, mut jumps) = (vec![0; following.len()], vec![0; following.len()]);
        for (number, next) in following.iter().enumerate().skip(1) {
            let (near, far) = (jumps[*next], jumps[jumps[*next]]);
            let is_even = left[*next] - left[near] == left[near] - left[far];
            left[number] = left[*next] + 1;
            jumps[number] = if is_even { far } else { *next };
        }
        Self { next: following, left, jumps }
    }
}

/// How many bytes from `place` on do not count.
fn unseen(view: &View, index: usize) -> usize {
    match view.bytes()[index] {
        ESCAPE => return control_sequence(view, index),
        0..=b' ' | b'+' | 0x7f => return 1,
        0xc2 | 0xcc | 0xcd | 0xe1 | 0xe2 | 0xef => {}
        _ => return 0,
    }
    let (text, length) = view.read::<3>(index);
    match &text[..length] {
        // C1 controls, no-break space, soft hyphen; combining marks.
        [0xc2, 0x80..=0xa0 | 0xad, ..] | [0xcc, 0x80..=0xbf, ..] | [0xcd, 0x80..=0xaf, ..] => 2,
        // Further combining marks, those of symbols, variation selectors and half marks; from zero-width space to right-to-left
        // mark, embeddings and isolates, word joiner and the like, byte order mark.
        [0xe1, 0xaa, 0xb0..=0xbf]
        | [0xe1, 0xab | 0xb7, _]
        | [0xe2, 0x80, 0x8b..=0x8f | 0xaa..=0xae]
        | [0xe2, 0x81, 0xa0..=0xaf]
        | [0xe2, 0x83, 0x90..=0xbf]
        | [0xef, 0xb8, 0x80..=0x8f | 0xa0..=0xaf]
        | [0xef, 0xbb, 0xbf] => 3,
        _ => 0,
    }
}

/// How many bytes the control sequence takes that begins at `place`: `ESC [ 31 m`. The escape alone where none does.
fn control_sequence(view: &View, index: usize) -> usize {
    let (text, length) = view.read::<MAX_SEQUENCE_BYTES>(index);
    let Some([ESCAPE, b'[', rest @ ..]) = text.get(..length) else { return 1 };
    let parameters = rest.iter().take_while(|byte| matches!(byte, b' '..=b'?')).count();
    let is_ended = rest.get(parameters).is_some_and(|byte| matches!(byte, b'@'..=b'~'));
    if is_ended { parameters + 3 } else { 1 }
}

pub(super) fn times(one: u64, other: u64) -> u64 {
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

pub(super) fn minus(one: u64, other: u64) -> u64 {
    plus(one, PRIME - other)
}
