//! [`View`]: a text as it reads when something is undone, each byte with the place in the source that it came from.

use std::ops::Range;

use secrecy::zeroize::Zeroizing;

use super::Which;
use super::known::Known;

/// How often escapes are undone on top of each other.
const DEPTH: usize = 3;
/// In longer texts they are undone once: there it would take long, and nothing of them is read as one text.
const LONGEST_IN_DEPTH: usize = 16 * 1024;
/// Stands between two stretches of base64, and is no part of any secret in UTF-8.
const APART: u8 = 0xff;

/// A text, and for each byte the bytes of the source that it stands for.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct View {
    text: Zeroizing<Vec<u8>>,
    from: Vec<Range<usize>>,
    is_base64: bool,
}

/// What is undone.
#[derive(Clone, Copy)]
enum Escape {
    Json,
    Percent,
    Entity,
}

/// What an escape stands for.
enum Meant {
    Character(char),
    /// A byte of UTF-8.
    Byte(u8),
}

impl Escape {
    const ALL: [Self; 3] = [Self::Json, Self::Percent, Self::Entity];

    /// What stands at the start of `text`, and how many bytes it takes.
    fn at(self, text: &[u8]) -> Option<(Meant, usize)> {
        match self {
            Self::Json => json(text).map(|(character, length)| (Meant::Character(character), length)),
            Self::Percent => percent(text).map(|byte| (Meant::Byte(byte), 3)),
            Self::Entity => entity(text).map(|(character, length)| (Meant::Character(character), length)),
        }
    }
}

impl View {
    pub(super) fn of(text: &[u8]) -> Self {
        let from = (0..text.len()).map(|at| at..at + 1).collect();
        Self { text: Zeroizing::new(text.to_vec()), from, is_base64: false }
    }

    /// Where in the source secrets stand that can be read here.
    pub(super) fn found(&self, known: &Known, which: Which) -> Vec<Range<usize>> {
        let spans = known.find(&self.text, which == Which::Long, self.is_base64);
        spans.into_iter().map(|span| self.from[span.start].start..self.from[span.end - 1].end).collect()
    }

    /// The same, with whatever can be undone undone.
    pub(super) fn found_in_every_reading(self, known: &Known, which: Which) -> Vec<Range<usize>> {
        let depth = if self.text.len() > LONGEST_IN_DEPTH { 1 } else { DEPTH };
        let mut found = Vec::new();
        for reading in self.readings(depth) {
            found.extend(reading.found(known, which));
            for decoded in reading.decoded_base64(known) {
                for decoded in decoded.readings(1) {
                    found.extend(decoded.found(known, which));
                }
            }
        }
        found
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
        let mut undone = Self { text: Zeroizing::new(Vec::new()), from: Vec::new(), is_base64: self.is_base64 };
        undone.text.reserve_exact(self.text.len());
        let (mut at, mut is_changed) = (0, false);
        while let Some(byte) = self.text.get(at) {
            let Some((meant, length)) = escape.at(&self.text[at..]) else {
                undone.push(*byte, self.from[at].clone());
                at += 1;
                continue;
            };
            let source = self.from[at].start..self.from[at + length - 1].end;
            match meant {
                Meant::Byte(byte) => undone.push(byte, source),
                Meant::Character(character) => {
                    character.encode_utf8(&mut [0; 4]).bytes().for_each(|byte| undone.push(byte, source.clone()));
                }
            }
            (at, is_changed) = (at + length, true);
        }
        is_changed.then_some(undone)
    }

    fn push(&mut self, byte: u8, source: Range<usize>) {
        self.text.push(byte);
        self.from.push(source);
    }

    /// What the stretches of base64 say that are long enough, in either alphabet and from each of the four places where
    /// they may begin: what stands before may look like a part of them.
    pub(super) fn decoded_base64(&self, known: &Known) -> impl Iterator<Item = Self> {
        let stretches = known.shortest_in_base64().map_or_else(Vec::new, |shortest| self.stretches(shortest));
        (0..if stretches.is_empty() { 0 } else { 4 }).map(move |skipped| {
            let mut decoded = Self { text: Zeroizing::new(Vec::new()), from: Vec::new(), is_base64: true };
            decoded.text.reserve_exact(self.text.len());
            for stretch in &stretches {
                for group in stretch.get(skipped..).unwrap_or_default().chunks(4) {
                    self.decode(group, &mut decoded);
                }
                if let Some((last, _)) = stretch.last() {
                    decoded.push(APART, self.from[*last].clone());
                }
            }
            decoded
        })
    }

    /// Each stretch as places and six bits each. Line breaks may stand in one.
    fn stretches(&self, shortest: usize) -> Vec<Vec<(usize, u8)>> {
        let mut stretches = vec![Vec::new()];
        for (at, byte) in self.text.iter().enumerate() {
            match (sextet(*byte), stretches.last_mut()) {
                (Some(bits), Some(last)) => last.push((at, bits)),
                _ if matches!(byte, b'\r' | b'\n') => {}
                (_, Some(last)) if last.len() < shortest => last.clear(),
                _ => stretches.push(Vec::new()),
            }
        }
        stretches.retain(|stretch| stretch.len() >= shortest);
        stretches
    }

    /// Up to four characters, which are one byte less.
    fn decode(&self, group: &[(usize, u8)], decoded: &mut Self) {
        for (index, pair) in group.windows(2).enumerate() {
            let ((first, high), (second, low)) = (pair[0], pair[1]);
            let byte = match index {
                0 => high << 2 | low >> 4,
                1 => high << 4 | low >> 2,
                _ => high << 6 | low,
            };
            decoded.push(byte, self.from[first].start..self.from[second].end);
        }
    }
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

fn hexadecimal(digits: &[u8]) -> Option<u32> {
    let is_hexadecimal = !digits.is_empty() && digits.iter().all(u8::is_ascii_hexdigit);
    let digits = std::str::from_utf8(digits).ok().filter(|_| is_hexadecimal)?;
    u32::from_str_radix(digits, 16).ok()
}

/// `\/`, `\"`, `\n`, `\u0041`, also as a pair for what needs two.
fn json(text: &[u8]) -> Option<(char, usize)> {
    let [b'\\', kind, ..] = text else { return None };
    let character = match kind {
        b'"' | b'\\' | b'/' | b'\'' => char::from(*kind),
        b'b' => '\u{8}',
        b'f' => '\u{c}',
        b'n' => '\n',
        b'r' => '\r',
        b't' => '\t',
        b'x' => return Some((char::from_u32(hexadecimal(text.get(2..4)?)?)?, 4)),
        b'u' => return unicode(text),
        _ => return None,
    };
    Some((character, 2))
}

fn unicode(text: &[u8]) -> Option<(char, usize)> {
    let high = hexadecimal(text.get(2..6)?)?;
    if let Some(character) = char::from_u32(high) {
        return Some((character, 6));
    }
    let [b'\\', b'u', digits @ ..] = text.get(6..12)? else { return None };
    let low = hexadecimal(digits)?;
    let is_pair = (0xd800..0xdc00).contains(&high) && (0xdc00..0xe000).contains(&low);
    let code = is_pair.then(|| 0x1_0000 + ((high - 0xd800) << 10) + (low - 0xdc00))?;
    Some((char::from_u32(code)?, 12))
}

/// `%2F`: one byte.
fn percent(text: &[u8]) -> Option<u8> {
    let [b'%', ..] = text else { return None };
    u8::try_from(hexadecimal(text.get(1..3)?)?).ok()
}

/// The names of what stands in ASCII, as HTML has them; some have two.
const ENTITIES: [(&str, char); 44] = [
    ("Tab", '\t'),
    ("NewLine", '\n'),
    ("nbsp", ' '),
    ("excl", '!'),
    ("quot", '"'),
    ("QUOT", '"'),
    ("num", '#'),
    ("dollar", '$'),
    ("percnt", '%'),
    ("amp", '&'),
    ("AMP", '&'),
    ("apos", '\''),
    ("lpar", '('),
    ("rpar", ')'),
    ("ast", '*'),
    ("midast", '*'),
    ("plus", '+'),
    ("comma", ','),
    ("hyphen", '-'),
    ("dash", '-'),
    ("period", '.'),
    ("sol", '/'),
    ("colon", ':'),
    ("semi", ';'),
    ("lt", '<'),
    ("LT", '<'),
    ("equals", '='),
    ("gt", '>'),
    ("GT", '>'),
    ("quest", '?'),
    ("commat", '@'),
    ("lsqb", '['),
    ("lbrack", '['),
    ("bsol", '\\'),
    ("rsqb", ']'),
    ("rbrack", ']'),
    ("Hat", '^'),
    ("lowbar", '_'),
    ("grave", '`'),
    ("lcub", '{'),
    ("lbrace", '{'),
    ("vert", '|'),
    ("rcub", '}'),
    ("tilde", '~'),
];

/// `&amp;`, `&#39;`, `&#x27;`; browsers forgive a number without its semicolon.
fn entity(text: &[u8]) -> Option<(char, usize)> {
    let [b'&', rest @ ..] = text else { return None };
    if let [b'#', rest @ ..] = rest {
        let (digits, radix, before) = match rest {
            [b'x' | b'X', digits @ ..] => (digits, 16, 3),
            digits => (digits, 10, 2),
        };
        let is_digit = |byte: &&u8| char::from(**byte).is_digit(radix);
        let count = digits.iter().take(8).take_while(is_digit).count();
        let code = u32::from_str_radix(std::str::from_utf8(&digits[..count]).ok()?, radix).ok()?;
        let end = usize::from(digits.get(count) == Some(&b';'));
        return Some((char::from_u32(code)?, before + count + end));
    }
    ENTITIES.iter().find_map(|(name, character)| {
        let after = rest.strip_prefix(name.as_bytes())?;
        (after.first() == Some(&b';')).then_some((*character, name.len() + 2))
    })
}
