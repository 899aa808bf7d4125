//! [`Label`]: text from outside, kept as it came for comparing and copying, and safe to draw.
//!
//! Everything the control plane sends may hold control characters, escape sequences or bidirectional
//! overrides. They are never sent to the terminal: they are drawn as visible ASCII marks, so that two
//! names which differ look different. This is the only place that decides which characters those are.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::fmt;
use std::fmt::Write;
use std::ops::RangeInclusive;

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthChar;

/// Combining marks kept on one base character; more say nothing, and some terminals choke on them.
const MARKS_PER_GRAPHEME: usize = 6;

/// Text from outside. [`Label::raw`] is what came, [`Label`]'s `Display` is what may be drawn.
///
/// `Debug` prints the safe form too, so that a log or a failed assertion cannot disturb a terminal.
#[derive(Clone, PartialEq, Eq, Hash, Default)]
pub struct Label {
    /// What came and, where that is not safe as it is, which is rare, behind it what can be drawn: a runner has ten labels, and a
    /// fleet 20,000 runners, so that each is small.
    text: Box<str>,
    /// Bytes of `text` that came.
    raw_length: usize,
}

impl Label {
    /// Keeps `text` and works out once what of it can be drawn.
    pub fn new(text: impl Into<Box<str>>) -> Self {
        let raw: Box<str> = text.into();
        let raw_length = raw.len();
        let both = match make_safe(&raw) {
            Cow::Borrowed(_) => None,
            // Something of every text can be drawn.
            Cow::Owned(marked) if marked.is_empty() => Some(format!("{raw}?").into_boxed_str()),
            Cow::Owned(marked) => Some(format!("{raw}{marked}").into_boxed_str()),
        };
        Self { text: both.unwrap_or(raw), raw_length }
    }

    /// Exactly what came: for comparing, sorting and copying, never for drawing.
    pub fn raw(&self) -> &str {
        &self.text[..self.raw_length]
    }

    /// The drawable form: no control characters, no bidirectional controls, nothing of zero width alone.
    pub fn safe(&self) -> &str {
        if self.raw_length == self.text.len() { &self.text } else { &self.text[self.raw_length..] }
    }

    /// Whether nothing came but white space.
    pub fn is_blank(&self) -> bool {
        self.raw().trim().is_empty()
    }
}

impl Ord for Label {
    /// By what came.
    fn cmp(&self, other: &Self) -> Ordering {
        self.raw().cmp(other.raw())
    }
}

impl PartialOrd for Label {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl From<&str> for Label {
    fn from(text: &str) -> Self {
        Self::new(text)
    }
}

impl From<String> for Label {
    fn from(text: String) -> Self {
        Self::new(text)
    }
}

impl fmt::Display for Label {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.safe())
    }
}

impl fmt::Debug for Label {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", self.safe())
    }
}

/// `text` with everything that could act on a terminal, or hide in it, turned into visible marks.
///
/// Control characters become caret notation (`^[` for Escape, as `cat -v` shows them); C1 controls, bidirectional
/// controls, invisible and zero-width characters become `<U+202E>`. Borrowed when nothing had to change.
pub fn make_safe(text: &str) -> Cow<'_, str> {
    if text.bytes().all(|byte| (b' '..=b'~').contains(&byte)) {
        return Cow::Borrowed(text);
    }
    let mut safe = String::with_capacity(text.len());
    for grapheme in text.graphemes(true) {
        push_safe_grapheme(&mut safe, grapheme);
    }
    if safe == text { Cow::Borrowed(text) } else { Cow::Owned(safe) }
}

fn push_safe_grapheme(safe: &mut String, grapheme: &str) {
    let mut has_base = false;
    let mut marks = 0;
    for character in grapheme.chars() {
        match treatment(character) {
            Treatment::Keep => {
                safe.push(character);
                has_base = true;
                marks = 0;
            }
            Treatment::KeepOnBase if has_base && marks < MARKS_PER_GRAPHEME => {
                safe.push(character);
                marks += 1;
            }
            // Past the limit marks are dropped without a sign: the base still shows the first ones.
            Treatment::KeepOnBase if has_base => {}
            Treatment::Caret(shown) => {
                safe.push('^');
                safe.push(shown);
                has_base = false;
            }
            Treatment::KeepOnBase | Treatment::Name => {
                // Writing to a String cannot fail.
                let _ = write!(safe, "<U+{:04X}>", u32::from(character));
                has_base = false;
            }
        }
    }
}

enum Treatment {
    Keep,
    /// A combining mark: kept where it has something to sit on.
    KeepOnBase,
    /// A C0 control or DEL in caret notation.
    Caret(char),
    /// Shown by its code point.
    Name,
}

fn treatment(character: char) -> Treatment {
    match character {
        '\u{7f}' => Treatment::Caret('?'),
        '\0'..='\u{1f}' => Treatment::Caret(char::from(character as u8 + b'@')),
        _ if is_unseen(character) => Treatment::Name,
        _ if character.width() == Some(0) => Treatment::KeepOnBase,
        _ => Treatment::Keep,
    }
}

/// Whether a character beyond the C0 controls acts on a terminal, or is there without being seen. Blanks are not among them.
pub fn is_unseen(character: char) -> bool {
    is_no_character(character) || UNSEEN.iter().any(|(range, _)| range.contains(&character))
}

/// Whether it is one of the code points that Unicode never makes a character: the last two of each plane, and 32 more.
/// Terminals draw them as a box, as nothing, or not at all in the cells that were reserved for them.
fn is_no_character(character: char) -> bool {
    u32::from(character) & 0xfffe == 0xfffe || ('\u{fdd0}'..='\u{fdef}').contains(&character)
}

/// What acts on a terminal, or is there without being seen, beyond the C0 controls; sorted, each with its kind.
const UNSEEN: [(RangeInclusive<char>, &str); 32] = [
    ('\u{80}'..='\u{9f}', "C1 controls, which some terminals obey"),
    ('\u{ad}'..='\u{ad}', "soft hyphen"),
    ('\u{34f}'..='\u{34f}', "combining grapheme joiner"),
    ('\u{600}'..='\u{605}', "Arabic signs that span what follows: terminals disagree on their width"),
    ('\u{61c}'..='\u{61c}', "Arabic letter mark"),
    ('\u{6dd}'..='\u{6dd}', "Arabic end of ayah, which spans what follows"),
    ('\u{70f}'..='\u{70f}', "Syriac abbreviation mark, which spans what follows"),
    ('\u{890}'..='\u{891}', "Arabic currency marks, which span what follows"),
    ('\u{8e2}'..='\u{8e2}', "Arabic disputed end of ayah"),
    ('\u{115f}'..='\u{1160}', "Hangul fillers"),
    ('\u{17b4}'..='\u{17b5}', "Khmer inherent vowels"),
    ('\u{180b}'..='\u{180f}', "Mongolian selectors and separator"),
    ('\u{200b}'..='\u{200d}', "zero-width space, non-joiner, joiner"),
    ('\u{200e}'..='\u{200f}', "left-to-right and right-to-left marks"),
    ('\u{2028}'..='\u{2029}', "line and paragraph separators"),
    ('\u{202a}'..='\u{202e}', "bidirectional embeddings and overrides"),
    ('\u{2060}'..='\u{2065}', "word joiner and invisible operators"),
    ('\u{2066}'..='\u{206f}', "bidirectional isolates and deprecated format characters"),
    ('\u{3164}'..='\u{3164}', "Hangul filler"),
    ('\u{d7c7}'..='\u{d7ca}', "unassigned Hangul vowels"),
    ('\u{d7fc}'..='\u{d7ff}', "unassigned Hangul finals"),
    ('\u{fe00}'..='\u{fe0f}', "variation selectors: terminals disagree on the width of what they ask for"),
    ('\u{feff}'..='\u{feff}', "byte order mark"),
    ('\u{ffa0}'..='\u{ffa0}', "halfwidth Hangul filler"),
    ('\u{fff0}'..='\u{fffb}', "specials and interlinear annotation"),
    ('\u{110bd}'..='\u{110bd}', "Kaithi number sign"),
    ('\u{110cd}'..='\u{110cd}', "Kaithi number sign above"),
    ('\u{13430}'..='\u{1345f}', "Egyptian hieroglyph format controls"),
    ('\u{1bca0}'..='\u{1bca3}', "shorthand format controls"),
    ('\u{1d173}'..='\u{1d17a}', "musical format controls"),
    ('\u{e0000}'..='\u{e0fff}', "tags and further variation selectors"),
    ('\u{f0000}'..='\u{10ffff}', "private use, drawn differently everywhere"),
];
