//! From rows that differ to bytes: what is printed, skipped, erased, and how the cursor gets there.
//!
//! Only what VT102 and every terminal since understands is used (`CUP CUU CUD CUF CUB CR BS EL ECH DECSTBM LF RI SGR`),
//! so that xterm, tmux, GNU screen, the Linux console and Windows Terminal show the same. That is why the screen is not
//! scrolled by `SU` and `SD`, which the Linux console does not know, but by line feeds at the lower margin and reverse
//! line feeds at the upper one: tmux hands these on even where its pane has neighbours.
//!
//! The cursor's place is not carried from one frame to the next. So a line that something else wrote into the terminal
//! stays one line too much, and does not shift what follows.

use super::glyph::{Class, Glyph, Texts, reach};
use super::grid::Scroll;
use super::pen::{Pen, PenWriter, push_number};

/// A gap wider than this is never reprinted: moving is at most eight bytes.
const WIDEST_GAP: usize = 8;

/// The bytes of a frame, and what the terminal's pen and cursor are after them.
#[derive(Debug, Default)]
pub(super) struct Encoder {
    pub(super) out: Vec<u8>,
    /// `None`: not known.
    pen: Option<Pen>,
    /// Column and row; `None`: not known, or waiting to wrap behind the last column.
    at: Option<(u16, u16)>,
    /// `None`: not known.
    cursor_shown: Option<bool>,
    pens: PenWriter,
}

impl Encoder {
    /// Begins a frame with `prefix`.
    pub(super) fn start(&mut self, prefix: &[u8]) {
        self.out.clear();
        self.out.extend_from_slice(prefix);
        self.at = None;
    }

    /// Clears the terminal, whatever state it was in, margins included. tmux puts what is cleared as a whole among what can
    /// be scrolled back to, where it has no alternate screen: what must not get there is cleared in two parts.
    pub(super) fn clear(&mut self, is_discreet: bool) {
        self.out.extend_from_slice(b"\x1b[r\x1b[m");
        self.out.extend_from_slice(if is_discreet { b"\x1b[2H\x1b[J\x1b[H\x1b[K" } else { b"\x1b[H\x1b[2J" });
        self.pen = Some(Pen::default());
        self.at = Some((0, 0));
        self.cursor_shown = None;
    }

    /// Shows or hides the cursor, if it is not so already.
    pub(super) fn show_cursor(&mut self, shown: bool) {
        if self.cursor_shown != Some(shown) {
            self.out.extend_from_slice(if shown { b"\x1b[?25h" } else { b"\x1b[?25l" });
            self.cursor_shown = Some(shown);
        }
    }

    /// Scrolls part of a terminal of `height` rows.
    pub(super) fn scroll(&mut self, scroll: Scroll, height: u16) {
        let Scroll { top, bottom, rows, is_up } = scroll;
        if !self.pen.is_some_and(Pen::erases_plainly) {
            self.set_pen(Pen::default());
        }
        let has_margins = top > 0 || bottom < height;
        if has_margins {
            self.csi(&[if top > 0 { top + 1 } else { 0 }, if bottom < height { bottom } else { 0 }], b'r');
            self.at = None; // most terminals go home
        }
        self.move_to(0, if is_up { bottom - 1 } else { top });
        let line = if is_up { &b"\n"[..] } else { b"\x1bM" };
        (0..rows).for_each(|_| self.out.extend_from_slice(line));
        if has_margins {
            self.csi(&[], b'r');
        }
        self.at = None;
    }

    /// Makes the terminal's row `y`, now `shown`, look like `wanted`.
    pub(super) fn row(&mut self, y: u16, wanted: &[Glyph], shown: &[Glyph], texts: &Texts) {
        let mut x = 0;
        // Up to here the terminal may have put something else than we asked for.
        let mut doubtful = 0;
        while let Some(glyph) = wanted.get(x) {
            if glyph.is_covered() || (*glyph == shown[x] && x >= doubtful) {
                x += 1;
            } else if *glyph == Glyph::BLANK {
                x = self.blanks(x, y, doubtful, wanted, shown, texts);
            } else {
                self.go_to(x, y, wanted, texts);
                doubtful = doubtful.max(x + self.glyph(glyph, (narrow(x), y), wanted.len(), texts));
                x += usize::from(glyph.width);
            }
        }
    }

    /// Writes the blanks from `x` on, by the cheapest means; returns the first column not dealt with.
    fn blanks(&mut self, x: usize, y: u16, doubtful: usize, wanted: &[Glyph], shown: &[Glyph], texts: &Texts) -> usize {
        let end = x + wanted[x..].iter().take_while(|&&glyph| glyph == Glyph::BLANK).count();
        let differs = |x: &usize| shown[*x] != Glyph::BLANK || *x < doubtful;
        let last = (x..end).rev().find(differs).unwrap_or(x);
        let needed = last + 1 - x;
        self.go_to(x, y, wanted, texts);
        self.prepare(&Glyph::BLANK);
        // `CSI K` has 3 bytes; `CSI n X` 4 or more, and leaves the cursor where it is.
        if end == wanted.len() && needed > 3 {
            self.out.extend_from_slice(b"\x1b[K");
            return end;
        }
        let is_last = wanted[end..] == shown[end..];
        if needed > if is_last { 4 } else { 10 } {
            self.csi(&[narrow(needed)], b'X');
        } else {
            self.spaces(needed, wanted.len());
        }
        last + 1
    }

    /// Prints `glyph` at the cursor, which is at `place`; returns how many columns the terminal may have changed.
    fn glyph(&mut self, glyph: &Glyph, position: (u16, u16), columns: usize, texts: &Texts) -> usize {
        let width = usize::from(glyph.width);
        self.prepare(glyph);
        if glyph.class == Class::Contested {
            // Narrower than thought, it would leave the old contents beside it.
            self.spaces(width, columns);
            self.move_to(position.0, position.1);
        }
        let start = self.out.len();
        texts.push(&mut self.out, glyph);
        match glyph.class {
            Class::Plain => self.advance(width, columns),
            _ => self.at = None,
        }
        match str::from_utf8(&self.out[start..]) {
            Ok(text) if glyph.class == Class::Contested => usize::from(reach(text)).max(width),
            _ => width,
        }
    }

    fn prepare(&mut self, glyph: &Glyph) {
        if !self.pen.is_some_and(|pen| glyph.suits(pen)) {
            self.set_pen(glyph.pen());
        }
    }

    fn set_pen(&mut self, pen: Pen) {
        if self.pen != Some(pen) {
            self.pens.write(&mut self.out, self.pen, pen);
            self.pen = Some(pen);
        }
    }

    fn spaces(&mut self, count: usize, columns: usize) {
        self.out.extend(std::iter::repeat_n(b' ', count));
        self.advance(count, columns);
    }

    /// After printing: behind the last column the cursor waits to wrap, which terminals do differently.
    fn advance(&mut self, width: usize, columns: usize) {
        self.at = self.at.and_then(|(x, y)| {
            let x = usize::from(x) + width;
            (x < columns).then_some((narrow(x), y))
        });
    }

    /// Moves to column `x` of row `y`, by printing the unchanged cells up to it where that is as short.
    fn go_to(&mut self, x: usize, y: u16, wanted: &[Glyph], texts: &Texts) {
        let from = self.at;
        let mark = self.out.len();
        self.move_to(narrow(x), y);
        let Some((column, row)) = from else { return };
        let column = usize::from(column);
        if row != y || column >= x || x - column > WIDEST_GAP {
            return;
        }
        let gap = &wanted[column..x];
        let is_plain = |glyph: &Glyph| glyph.class == Class::Plain && self.pen.is_some_and(|pen| glyph.suits(pen));
        if gap.iter().all(is_plain) && gap.iter().map(Glyph::bytes).sum::<usize>() <= self.out.len() - mark {
            self.out.truncate(mark);
            for glyph in gap {
                texts.push(&mut self.out, glyph);
            }
        }
    }

    /// Moves by the shortest sequence; at equal length by the one that cannot go astray.
    pub(super) fn move_to(&mut self, x: u16, y: u16) {
        let from = self.at.replace((x, y));
        if from == Some((x, y)) {
            return;
        }
        let mark = self.out.len();
        if let Some(from) = from {
            self.step(from, (x, y));
        }
        let relative = self.out.len();
        self.csi(&[if y > 0 { y + 1 } else { 0 }, if x > 0 { x + 1 } else { 0 }], b'H');
        let absolute = self.out.len() - relative;
        if from.is_some() && relative - mark < absolute {
            self.out.truncate(relative);
        } else {
            self.out.drain(mark..relative);
        }
    }

    /// Moves from one known place to another, each direction by itself.
    fn step(&mut self, from: (u16, u16), to: (u16, u16)) {
        let one_is_implied = |count: u16| if count > 1 { count } else { 0 };
        if to.1 != from.1 {
            let direction = if to.1 > from.1 { b'B' } else { b'A' };
            self.csi(&[one_is_implied(to.1.abs_diff(from.1))], direction);
        }
        let columns = to.0.abs_diff(from.0);
        if to.0 > from.0 {
            self.csi(&[one_is_implied(columns)], b'C');
        } else if to.0 == 0 && columns > 0 {
            self.out.push(b'\r');
        } else if columns <= 3 {
            self.out.extend(std::iter::repeat_n(0x08, usize::from(columns)));
        } else {
            self.csi(&[columns], b'D');
        }
    }

    /// A control sequence; a parameter of zero is left out, as are the separators behind the last one.
    fn csi(&mut self, params: &[u16], end: u8) {
        self.out.extend_from_slice(b"\x1b[");
        let count = params.iter().rposition(|&param| param > 0).map_or(0, |last| last + 1);
        for (index, &param) in params[..count].iter().enumerate() {
            if index > 0 {
                self.out.push(b';');
            }
            if param > 0 {
                push_number(&mut self.out, param);
            }
        }
        self.out.push(end);
    }
}

/// A column as terminals count them; no row has more of them than `u16` holds.
fn narrow(columns: usize) -> u16 {
    u16::try_from(columns).unwrap_or(u16::MAX)
}
