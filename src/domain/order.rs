//! How names and versions are ordered: digits as the numbers they stand for, letters without regard to case.

use std::cmp::Ordering;
use std::iter::Peekable;

/// What behind a version's numbers makes it come before them, with or without the hyphen that semver asks for.
const PRE_RELEASE_WORDS: [&str; 8] = ["alpha", "beta", "dev", "pre", "preview", "rc", "snapshot", "m"];

/// Compares runs of ASCII digits by their value and everything else without regard to case: `etl-2` comes before
/// `etl-10`, `ETL-2` equals `etl-2`, and `07` equals `7`. A total preorder; nothing is allocated.
pub(super) fn natural_order(left: &str, right: &str) -> Ordering {
    let start = common_start(left, right);
    let (mut left, mut right) = (Pieces::new(&left[start..]), Pieces::new(&right[start..]));
    loop {
        match (left.next(), right.next()) {
            (None, None) => return Ordering::Equal,
            (None, Some(_)) => return Ordering::Less,
            (Some(_), None) => return Ordering::Greater,
            (Some(one), Some(other)) => match one.order(other) {
                Ordering::Equal => {}
                order => return order,
            },
        }
    }
}

/// How far two texts are the same, back to where a piece of both begins: names of a fleet begin alike, and comparing bytes is cheap.
fn common_start(left: &str, right: &str) -> usize {
    let mut start = left.bytes().zip(right.bytes()).take_while(|(one, other)| one == other).count();
    // What stands before is the same in both, so that both have a boundary there or neither.
    while !left.is_char_boundary(start) {
        start -= 1;
    }
    let digits = left[..start].bytes().rev().take_while(u8::is_ascii_digit).count();
    start - digits
}

/// Compares two versions: a leading `v` says nothing, numbers count as numbers, and a pre-release comes before its
/// release (`11.3-rc1`, `11.3`). Words behind a hyphen are a pre-release, as in semver, and so are the usual ones
/// without one; what follows a `+` says nothing about the order. For sorting only: the format is not documented.
pub(super) fn version_order(left: &str, right: &str) -> Ordering {
    let (left, right) = (Parts::of(left), Parts::of(right));
    natural_order(left.numbers, right.numbers).then_with(|| match (left.pre_release, right.pre_release) {
        (None, None) => Ordering::Equal,
        (None, Some(_)) => Ordering::Greater,
        (Some(_), None) => Ordering::Less,
        (Some(one), Some(other)) => natural_order(one, other),
    })
}

/// A version, taken apart.
struct Parts<'a> {
    numbers: &'a str,
    pre_release: Option<&'a str>,
}

impl<'a> Parts<'a> {
    fn of(version: &'a str) -> Self {
        let version = version.trim();
        let bare = version.strip_prefix(['v', 'V']).filter(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
        let version = bare.unwrap_or(version);
        // Without a number in front there is nothing that the rest could come before.
        if !version.starts_with(|c: char| c.is_ascii_digit()) {
            return Self { numbers: version, pre_release: None };
        }
        let version = version.split_once('+').map_or(version, |(version, _build)| version);
        if let Some((numbers, pre_release)) = version.split_once('-') {
            return Self { numbers, pre_release: Some(pre_release) };
        }
        let letters = version.find(|c: char| c.is_ascii_alphabetic());
        let text = letters.map(|at| version.split_at(at)).filter(|(_, text)| is_pre_release(text));
        match text {
            Some((numbers, text)) => {
                Self { numbers: numbers.trim_end_matches(['.', '_', '~', ' ']), pre_release: Some(text) }
            }
            None => Self { numbers: version, pre_release: None },
        }
    }
}

fn is_pre_release(text: &str) -> bool {
    let end = text.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(text.len());
    PRE_RELEASE_WORDS.iter().any(|word| text[..end].eq_ignore_ascii_case(word))
}

/// A number, or one character, in lower case.
#[derive(Clone, Copy)]
enum Piece<'a> {
    /// Without leading zeros.
    Number(&'a str),
    Letter(char),
}

impl Piece<'_> {
    /// A number stands where its digits would.
    fn order(self, other: Self) -> Ordering {
        match (self, other) {
            (Self::Number(one), Self::Number(other)) => one.len().cmp(&other.len()).then_with(|| one.cmp(other)),
            (Self::Letter(one), Self::Letter(other)) => one.cmp(&other),
            (Self::Number(_), Self::Letter(other)) => '0'.cmp(&other),
            (Self::Letter(one), Self::Number(_)) => one.cmp(&'0'),
        }
    }
}

/// A text, piece by piece.
struct Pieces<'a> {
    text: &'a str,
    /// What is left of a character whose lower case is more than one.
    folded: Peekable<std::char::ToLowercase>,
}

impl<'a> Pieces<'a> {
    fn new(text: &'a str) -> Self {
        let mut folded = 'a'.to_lowercase();
        folded.next();
        Self { text, folded: folded.peekable() }
    }
}

impl<'a> Iterator for Pieces<'a> {
    type Item = Piece<'a>;

    fn next(&mut self) -> Option<Piece<'a>> {
        if self.folded.peek().is_some() {
            return self.folded.next().map(Piece::Letter);
        }
        let first = self.text.chars().next()?;
        if first.is_ascii_digit() {
            let end = self.text.find(|c: char| !c.is_ascii_digit()).unwrap_or(self.text.len());
            let (digits, rest) = self.text.split_at(end);
            self.text = rest;
            return Some(Piece::Number(digits.trim_start_matches('0')));
        }
        self.text = &self.text[first.len_utf8()..];
        if first.is_ascii() {
            return Some(Piece::Letter(first.to_ascii_lowercase()));
        }
        self.folded = first.to_lowercase().peekable();
        self.folded.next().map(Piece::Letter)
    }
}
