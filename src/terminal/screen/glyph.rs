//! One cell of the terminal in 24 bytes, so that rows compare, hash and move quickly.
//!
//! What comes from a [`ratatui::buffer::Cell`] is made safe here: a symbol with a control character, without width, or
//! too wide for its row becomes a blank, so nothing drawn can end as a command to the terminal.

use std::collections::HashMap;

use ratatui::buffer::{Cell, CellDiffOption, CellWidth};
use ratatui::style::Modifier;
use unicode_width::UnicodeWidthChar;

use super::pen::{Ink, Pen};

/// How far terminals agree about a glyph.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Class {
    /// One column in every terminal: the cursor's place is known after it.
    Plain,
    /// Its width is not in doubt where it is supported, but the cursor is placed anew after it.
    Loose,
    /// Several characters whose widths do not add up to the whole (emoji sequences, flags): some terminals use fewer
    /// columns, others more, and so the neighbourhood is repaired after printing.
    Contested,
    /// Covered by the wide glyph to its left.
    Covered,
    /// What the terminal shows here is not known; equal to nothing that is ever wanted.
    Unknown,
}

/// One cell: its text, its pen, and the columns it takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Glyph {
    text: u64,
    foreground: Ink,
    background: Ink,
    underline: Ink,
    modifier: Modifier,
    pub(super) width: u8,
    pub(super) class: Class,
}

impl Glyph {
    /// A blank in the terminal's own colours, as erasing leaves it.
    pub(super) const BLANK: Self = Self {
        text: b' ' as u64,
        foreground: Ink(0),
        background: Ink(0),
        underline: Ink(0),
        modifier: Modifier::empty(),
        width: 1,
        class: Class::Plain,
    };
    /// What the terminal shows is not known: unlike every glyph, so that it is drawn anew.
    pub(super) const UNKNOWN: Self = Self { text: 0, class: Class::Unknown, ..Self::BLANK };

    /// What `cell` looks like with `room` columns left in its row.
    pub(super) fn of(cell: &Cell, room: u16, texts: &mut Texts) -> Self {
        let pen = Pen::of(cell);
        let symbol = cell.symbol();
        if let ([byte @ b'!'..=b'~'], CellDiffOption::None) = (symbol.as_bytes(), cell.diff_option) {
            return Self::new(u64::from(*byte), pen, 1, Class::Plain);
        }
        if symbol == " " || symbol.chars().any(char::is_control) {
            return Self::new(u64::from(b' '), pen.on_blank(), 1, Class::Plain);
        }
        let width = columns(cell);
        let class = classify(symbol, width);
        let reach = if class == Class::Contested { reach(symbol).max(width) } else { width };
        match u8::try_from(width) {
            Ok(width @ 1..) if reach <= room => Self::new(texts.pack(symbol), pen, width, class),
            _ => Self::new(u64::from(b' '), pen.on_blank(), 1, Class::Plain),
        }
    }

    fn new(text: u64, pen: Pen, width: u8, class: Class) -> Self {
        let Pen { foreground, background, underline, modifier } = pen;
        Self { text, foreground, background, underline, modifier, width, class }
    }

    /// What stands in the cells that this wide glyph covers.
    pub(super) fn covered(&self) -> Self {
        Self { text: 0, width: 0, class: Class::Covered, ..*self }
    }

    /// What is taken to be left of a cell that a wide glyph covered when the glyph goes.
    ///
    /// ratatui sends such a cell only where its own buffers differ there, which hold what was laid under the text: a
    /// background, a highlighted row, but not the colour of the text.
    pub(super) fn uncovered(&self) -> Self {
        Self::new(Self::BLANK.text, self.pen().under_text(), 1, Class::Plain)
    }

    pub(super) fn pen(&self) -> Pen {
        Pen {
            foreground: self.foreground,
            background: self.background,
            underline: self.underline,
            modifier: self.modifier,
        }
    }

    pub(super) fn is_covered(&self) -> bool {
        self.class == Class::Covered
    }

    /// Whether nothing is written here; the background may be coloured.
    pub(super) fn is_blank(&self) -> bool {
        self.text == Self::BLANK.text
    }

    /// Whether printing this glyph with `pen` gives the wanted look. A blank cares little.
    pub(super) fn suits(&self, pen: Pen) -> bool {
        if self.is_blank() { self.pen() == pen.on_blank() } else { self.pen() == pen }
    }

    /// About how many bytes its text takes.
    pub(super) fn bytes(&self) -> usize {
        8 - self.text.leading_zeros() as usize / 8
    }

    /// Continues the hash of a row.
    pub(super) fn hash(&self, hash: u64) -> u64 {
        let colours = u64::from(self.foreground.0) << 32 | u64::from(self.background.0);
        let rest = u64::from(self.underline.0) << 32 | u64::from(self.modifier.bits()) << 8 | u64::from(self.width);
        [self.text, colours, rest]
            .into_iter()
            .fold(hash, |hash, word| (hash.rotate_left(5) ^ word).wrapping_mul(0x517c_c1b7_2722_0a95))
    }
}

/// The columns ratatui takes `cell` to fill, and therefore does not send.
pub(super) fn columns(cell: &Cell) -> u16 {
    match cell.diff_option {
        CellDiffOption::ForcedWidth(width) => width.get(),
        _ if cell.symbol().len() == 1 => 1,
        _ => cell.cell_width(),
    }
}

/// Whether every terminal that shows `symbol` (`width` columns by Unicode) is expected to use as many columns.
fn classify(symbol: &str, width: u16) -> Class {
    let mut chars = symbol.chars();
    match (chars.next(), chars.next()) {
        (Some(only), None) if width == 1 && is_trusted(only) => Class::Plain,
        _ if reach(symbol) == width => Class::Loose,
        _ => Class::Contested,
    }
}

/// Single characters of one column after which the cursor's place is taken as known: letters of the European scripts,
/// and the punctuation, currency, arrows, box drawing, blocks, dots and check marks that interfaces are made of, except
/// those that may be drawn as an emoji. (Some count as wide in terminals set up for old East Asian encodings.)
fn is_trusted(char: char) -> bool {
    let may_be_emoji = matches!(char, '‼' | '⁉' | '↔'..='↙' | '↩' | '↪' | '▪' | '▫' | '▶' | '◀' | '◻'..='◾');
    let is_letter =
        matches!(char, '\u{a1}'..='\u{ac}' | '\u{ae}'..='\u{2ff}' | '\u{370}'..='\u{482}' | '\u{48a}'..='\u{52f}');
    let is_sign = matches!(char, '\u{2010}'..='\u{2027}' | '\u{2030}'..='\u{205e}' | '\u{20a0}'..='\u{20c0}');
    let is_drawing =
        matches!(char, '\u{2190}'..='\u{22ff}' | '\u{2500}'..='\u{25ff}' | '\u{2800}'..='\u{28ff}' | '✓' | '✗');
    !may_be_emoji && (is_letter || is_sign || is_drawing)
}

/// The columns `symbol` takes in a terminal that shows each of its characters by itself.
pub(super) fn reach(symbol: &str) -> u16 {
    let columns = |char| match char {
        '\u{1f1e6}'..='\u{1f1ff}' => 2, // half a flag
        _ => char.width().unwrap_or(0),
    };
    u16::try_from(symbol.chars().map(columns).sum::<usize>()).unwrap_or(u16::MAX)
}

/// The texts of glyphs: up to eight bytes are kept in the glyph itself, longer ones here.
#[derive(Debug, Default)]
pub(super) struct Texts {
    long: Vec<Box<str>>,
    index: HashMap<Box<str>, u64>,
    limit: usize,
}

impl Texts {
    /// The top byte of a text kept here; no byte of UTF-8.
    const LONG: u64 = 0xff << 56;

    /// Forgets the texts that are in none of `glyphs`, once there are many; gives the others new numbers.
    /// Says whether it did.
    pub(super) fn tidy(&mut self, glyphs: &mut [Glyph]) -> bool {
        let is_crowded = self.long.len() > self.limit.max(1024);
        if is_crowded {
            let old = std::mem::take(self);
            for glyph in glyphs {
                if let Some(text) = old.long(glyph) {
                    glyph.text = self.pack(text);
                }
            }
            self.limit = self.long.len() * 2;
        }
        is_crowded
    }

    fn pack(&mut self, symbol: &str) -> u64 {
        let mut bytes = [0; 8];
        if let Some(inline) = bytes.get_mut(..symbol.len()) {
            inline.copy_from_slice(symbol.as_bytes());
            return u64::from_le_bytes(bytes);
        }
        if let Some(&text) = self.index.get(symbol) {
            return text;
        }
        let text = Self::LONG | self.long.len() as u64;
        self.long.push(symbol.into());
        self.index.insert(symbol.into(), text);
        text
    }

    fn long(&self, glyph: &Glyph) -> Option<&str> {
        let number = glyph.text.checked_sub(Self::LONG)?;
        self.long.get(usize::try_from(number).ok()?).map(AsRef::as_ref)
    }

    /// Appends the text of `glyph`.
    pub(super) fn push(&self, out: &mut Vec<u8>, glyph: &Glyph) {
        match self.long(glyph) {
            Some(text) => out.extend_from_slice(text.as_bytes()),
            None => out.extend_from_slice(&glyph.text.to_le_bytes()[..glyph.bytes()]),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_texts_that_are_no_longer_shown_are_forgotten() {
        let mut texts = Texts::default();
        let symbol = |marks: usize| format!("e{}", "\u{303}".repeat(marks));
        let mut glyph = |marks| Glyph::of(Cell::default().set_symbol(&symbol(marks)), 80, &mut texts);
        let mut kept = [700, 1, 7].map(&mut glyph);
        let all: Vec<Glyph> = (0..1504).map(glyph).collect();
        assert_eq!(kept[..], [all[700], all[1], all[7]]);
        assert_eq!(texts.long.len(), 1500, "a text of up to eight bytes needs no place, and the same text only one");

        assert!(texts.tidy(&mut kept));
        assert_eq!(texts.long.len(), 2);
        assert_eq!(kept.map(|glyph| texts.long(&glyph).map(str::to_owned)), [Some(symbol(700)), None, Some(symbol(7))]);
        assert!(!texts.tidy(&mut kept), "there are few now");
    }
}
