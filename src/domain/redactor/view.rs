//! [`View`]: a text as it reads when something is undone, each byte with the place in the source that it came from.
//!
//! Where an escape begins cannot be told from its end: `\` before `\u0041` makes `\\` and `u0041` of it, and the `%0` of
//! something else before `e` is `%0e`. A secret may begin at any byte, so a text is undone from every one of them at once.
//! Each byte is a place, with what it reads as when reading begins there and the place where reading goes on; what is read
//! from two places soon goes on at the same one, so there are no more places than bytes.

use std::ops::Range;

use secrecy::zeroize::Zeroizing;

use super::escape::{Escape, Meant};

/// How often escapes are undone on top of each other.
const MAX_ESCAPE_DEPTH: usize = 3;
/// In longer texts they are undone once: there it would take long, and nothing of them is read as one text.
const MAX_BYTES_IN_DEPTH: usize = 16 * 1024;
/// Stands behind the end of base64, and is no part of any secret in UTF-8.
const APART: u8 = 0xff;

/// A text as places. All three lists have one entry for each.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct View {
    /// What a place reads as.
    bytes: Zeroizing<Vec<u8>>,
    /// The place at which reading goes on, always a later one; behind the last where the text ends.
    next: Vec<usize>,
    /// The bytes of the source that a place stands for.
    from: Vec<Range<usize>>,
    is_undone: bool,
    form: Form,
}

/// What a view's text was decoded from.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// Nothing; escapes may have been undone.
    Text,
    Base64,
    Hexadecimal,
}

impl View {
    pub(super) fn of(text: &[u8]) -> Self {
        let bytes = Zeroizing::new(text.to_vec());
        Self {
            bytes,
            next: (1..=text.len()).collect(),
            from: (0..text.len()).map(|at| at..at + 1).collect(),
            is_undone: false,
            form: Form::Text,
        }
    }

    fn with_capacity(positions: usize, form: Form) -> Self {
        // Never grown, so that no copy of what is in it stays behind.
        let mut bytes = Zeroizing::new(Vec::new());
        bytes.reserve_exact(positions);
        Self { bytes, next: Vec::with_capacity(positions), from: Vec::with_capacity(positions), is_undone: true, form }
    }

    pub(super) fn length(&self) -> usize {
        self.bytes.len()
    }

    pub(super) fn form(&self) -> Form {
        self.form
    }

    pub(super) fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// `None` behind the end.
    pub(super) fn byte(&self, position: usize) -> Option<u8> {
        self.bytes.get(position).copied()
    }

    /// Where reading goes on; behind the end it stays there.
    pub(super) fn next(&self, position: usize) -> usize {
        self.next.get(position).copied().unwrap_or(self.length())
    }

    /// The bytes that reading from `place` on gives.
    pub(super) fn read<const LENGTH: usize>(&self, mut position: usize) -> ([u8; LENGTH], usize) {
        let (mut read, mut count) = ([0; LENGTH], 0);
        while let Some(byte) = self.byte(position).filter(|_| count < LENGTH) {
            (read[count], count, position) = (byte, count + 1, self.next(position));
        }
        (read, count)
    }

    /// The bytes of the source that what is read from place `first` to place `last` stands for.
    pub(super) fn source(&self, first: usize, last: usize) -> Range<usize> {
        self.from[first].start..self.from[last].end
    }

    /// The text in every way in which it can be read, with what [`View::decoded`] gives of each.
    pub(super) fn every_reading(self, shortest: Option<usize>) -> impl Iterator<Item = Self> {
        let depth = if self.length() > MAX_BYTES_IN_DEPTH { 1 } else { MAX_ESCAPE_DEPTH };
        self.readings(depth).into_iter().flat_map(move |reading| {
            let decoded = reading.decoded(shortest);
            let decoded = decoded.into_iter().flat_map(|decoded| decoded.readings(1));
            std::iter::once(reading).chain(decoded)
        })
    }

    /// The text with what is in hexadecimal decoded, and with stretches of `shortest` characters of base64 or more, once and
    /// twice; without these where `shortest` is `None`.
    pub(super) fn decoded(&self, shortest: Option<usize>) -> Vec<Self> {
        let once = shortest.and_then(|shortest| self.decoded_base64(shortest));
        let twice = once.as_ref().zip(shortest).and_then(|(once, shortest)| once.decoded_base64(shortest));
        [self.decoded_hexadecimal(), once, twice].into_iter().flatten().collect()
    }

    /// The text as it is, and with its escapes undone up to `depth` times, one kind after the other.
    fn readings(self, depth: usize) -> Vec<Self> {
        let mut all = vec![self];
        let mut newest = 0..1;
        for _ in 0..depth {
            let last = all.len();
            for index in newest {
                for escape in Escape::ALL {
                    let undone = all[index].undone(escape);
                    all.extend(undone.filter(|undone| !all.contains(undone)));
                }
            }
            newest = last..all.len();
        }
        all
    }

    /// `None` where there is nothing to undo.
    fn undone(&self, escape: Escape) -> Option<Self> {
        let escapes: Vec<_> = (0..self.length()).map(|position| self.escape_at(position, escape)).collect();
        if escapes.iter().all(Option::is_none) {
            return None;
        }
        // A character of several bytes takes as many places, the others behind the first.
        let width = |escape: &Option<(Meant, usize)>| match escape {
            Some((Meant::Character(character), _)) => character.len_utf8(),
            _ => 1,
        };
        let mut positions = Vec::with_capacity(escapes.len() + 1);
        let mut count = 0;
        for escape in &escapes {
            positions.push(count);
            count += width(escape);
        }
        positions.push(count);
        let mut undone = Self::with_capacity(count, self.form);
        for (position, escape) in escapes.iter().enumerate() {
            let length = escape.as_ref().map_or(1, |(_, length)| *length);
            let last = (1..length).fold(position, |position, _| self.next(position));
            let source = self.from[position].start..self.from[last].end;
            let after = positions[self.next(last)];
            match escape {
                None => undone.push(self.bytes[position], after, source),
                Some((Meant::Byte(byte), _)) => undone.push(*byte, after, source),
                Some((Meant::Character(character), _)) => {
                    let (mut bytes, end) = ([0; 4], positions[position] + character.len_utf8());
                    for byte in character.encode_utf8(&mut bytes).bytes() {
                        let next = undone.length() + 1;
                        undone.push(byte, if next == end { after } else { next }, source.clone());
                    }
                }
            }
        }
        Some(undone)
    }

    fn escape_at(&self, position: usize, escape: Escape) -> Option<(Meant, usize)> {
        if self.bytes[position] != escape.first() {
            return None;
        }
        let (text, length) = self.read::<{ Escape::MAX_BYTES }>(position);
        escape.at(&text[..length])
    }

    fn push(&mut self, byte: u8, next: usize, source: Range<usize>) {
        self.bytes.push(byte);
        self.next.push(next);
        self.from.push(source);
    }

    /// What the stretches of `shortest` characters of base64 or more say, in either alphabet and from each place on: what
    /// stands before may look like a part of them. `None` where there are none.
    pub(super) fn decoded_base64(&self, shortest: usize) -> Option<Self> {
        let is_in = self.in_base64(shortest)?;
        // Four characters are three bytes: each place begins three, and the fourth place from it begins the next three.
        let mut groups = vec![0; self.length()];
        let mut count = 0;
        for (group, _) in groups.iter_mut().zip(&is_in).filter(|(_, is_in)| **is_in) {
            (*group, count) = (count * 3, count + 1);
        }
        let apart = count * 3;
        let mut decoded = Self::with_capacity(apart + 1, Form::Base64);
        for position in (0..self.length()).filter(|position| is_in[*position]) {
            let mut last = position;
            for index in 0..3 {
                let (first, second) = (last, self.next_in_base64(last));
                let behind = self.next_in_base64(second);
                let next = match index {
                    _ if !is_in.get(behind).is_some_and(|is_in| *is_in) => apart,
                    2 => groups[behind],
                    _ => decoded.length() + 1,
                };
                let byte = self.byte(first).and_then(sextet).zip(self.byte(second).and_then(sextet));
                match byte {
                    None => decoded.push(APART, apart, self.from[position].clone()),
                    Some((high, low)) => {
                        let byte = [high << 2 | low >> 4, high << 4 | low >> 2, high << 6 | low][index];
                        decoded.push(byte, next, self.from[first].start..self.from[second].end);
                    }
                }
                last = second;
            }
        }
        decoded.push(APART, apart + 1, 0..0);
        Some(decoded)
    }

    /// Which places stand in a stretch of `shortest` characters of base64 or more. `None` where none does.
    fn in_base64(&self, shortest: usize) -> Option<Vec<bool>> {
        // Most texts have none, which is seen faster where each byte is followed by the one behind it.
        let is_other = |byte: &u8| sextet(*byte).is_none() && !matches!(byte, b'\r' | b'\n');
        if !self.is_undone && self.bytes.split(is_other).all(|stretch| stretch.len() < shortest) {
            return None;
        }
        let is_sextet = |position: usize| self.byte(position).and_then(sextet).is_some();
        // How many characters follow, each place itself counted; then of the whole stretch that leads through it.
        let mut lengths = vec![0_usize; self.length()];
        for position in (0..self.length()).rev().filter(|position| is_sextet(*position)) {
            lengths[position] = 1 + lengths.get(self.next_in_base64(position)).copied().unwrap_or(0);
        }
        for position in (0..self.length()).filter(|position| is_sextet(*position)) {
            let (whole, next) = (lengths[position], self.next_in_base64(position));
            if is_sextet(next) {
                lengths[next] = whole.max(lengths[next]);
            }
        }
        let is_in: Vec<bool> = lengths.into_iter().map(|length| length >= shortest).collect();
        is_in.contains(&true).then_some(is_in)
    }

    /// The place behind, past line breaks: they may stand in a stretch.
    fn next_in_base64(&self, position: usize) -> usize {
        let mut next = self.next(position);
        while matches!(self.byte(next), Some(b'\r' | b'\n')) {
            next = self.next(next);
        }
        next
    }
}

/// Fewer digits are no secret that is looked for in hexadecimal.
const MIN_HEX_DIGITS: usize = 16;

impl View {
    /// What the pairs of hexadecimal digits say, read from each place on, also with one `:`, blank or line break between two
    /// pairs. `None` where there are too few of them in a row.
    fn decoded_hexadecimal(&self) -> Option<Self> {
        if !self.has_many_digits() {
            return None;
        }
        let apart = self.length();
        let mut decoded = Self::with_capacity(apart + 1, Form::Hexadecimal);
        for position in 0..apart {
            let second = self.next(position);
            let byte = self.byte(position).and_then(digit).zip(self.byte(second).and_then(digit));
            let Some((high, low)) = byte else {
                decoded.push(APART, apart, self.from[position].clone());
                continue;
            };
            let behind = self.next(second);
            let is_between = self.byte(behind).is_some_and(is_between_pairs);
            let next = if is_between { self.next(behind) } else { behind };
            let goes_on = self.byte(next).and_then(digit).is_some();
            let source = self.from[position].start..self.from[second].end;
            decoded.push(high << 4 | low, if goes_on { next } else { apart }, source);
        }
        decoded.push(APART, apart + 1, 0..0);
        Some(decoded)
    }

    fn has_many_digits(&self) -> bool {
        let mut count = 0;
        let mut was_digit = false;
        self.bytes.iter().any(|byte| {
            let is_digit = byte.is_ascii_hexdigit();
            let goes_on = is_digit || (was_digit && is_between_pairs(*byte));
            count = if goes_on { count + usize::from(is_digit) } else { 0 };
            was_digit = is_digit;
            count >= MIN_HEX_DIGITS
        })
    }
}

fn is_between_pairs(byte: u8) -> bool {
    matches!(byte, b':' | b' ' | b'\n')
}

fn digit(byte: u8) -> Option<u8> {
    char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok())
}

fn sextet(byte: u8) -> Option<u8> {
    Some(match byte {
        b'A'..=b'Z' => byte - b'A',
        b'a'..=b'z' => byte - b'a' + 26,
        b'0'..=b'9' => byte - b'0' + 52,
        b'+' | b'-' => 62,
        b'/' | b'_' => 63,
        _ => return None,
    })
}
