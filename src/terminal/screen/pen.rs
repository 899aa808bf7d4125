//! Colours and modifiers as the terminal keeps them, and the shortest `CSI … m` from one pen to the next.
//!
//! A colour sequence is written only where a colour really changes. So a theme made of `Color::Reset` and modifiers,
//! the answer to `NO_COLOR`, sends none at all.

use ratatui::buffer::Cell;
use ratatui::style::{Color, Modifier};

/// Modifiers that show on a blank cell too; the others change only the glyph.
const VISIBLE_ON_BLANK: Modifier = Modifier::REVERSED
    .union(Modifier::UNDERLINED)
    .union(Modifier::CROSSED_OUT)
    .union(Modifier::SLOW_BLINK)
    .union(Modifier::RAPID_BLINK);

/// What turns a modifier on.
const ON: [(Modifier, u16); 9] = [
    (Modifier::BOLD, 1),
    (Modifier::DIM, 2),
    (Modifier::ITALIC, 3),
    (Modifier::UNDERLINED, 4),
    (Modifier::SLOW_BLINK, 5),
    (Modifier::RAPID_BLINK, 6),
    (Modifier::REVERSED, 7),
    (Modifier::HIDDEN, 8),
    (Modifier::CROSSED_OUT, 9),
];

/// What turns modifiers off: bold and dim only together, and the two ways to blink.
const OFF: [(Modifier, u16); 7] = [
    (Modifier::BOLD.union(Modifier::DIM), 22),
    (Modifier::ITALIC, 23),
    (Modifier::UNDERLINED, 24),
    (Modifier::SLOW_BLINK.union(Modifier::RAPID_BLINK), 25),
    (Modifier::REVERSED, 27),
    (Modifier::HIDDEN, 28),
    (Modifier::CROSSED_OUT, 29),
];

/// A colour in four bytes that compare and hash at once: the kind on top, the value below. Reset is zero.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Ink(pub(super) u32);

impl Ink {
    const NAMED: u32 = 1 << 24;
    const INDEXED: u32 = 2 << 24;
    const RGB: u32 = 3 << 24;

    fn of(colour: Color) -> Self {
        let named = |index: u32| Self(Self::NAMED | index);
        match colour {
            Color::Reset => Self(0),
            Color::Black => named(0),
            Color::Red => named(1),
            Color::Green => named(2),
            Color::Yellow => named(3),
            Color::Blue => named(4),
            Color::Magenta => named(5),
            Color::Cyan => named(6),
            Color::Gray => named(7),
            Color::DarkGray => named(8),
            Color::LightRed => named(9),
            Color::LightGreen => named(10),
            Color::LightYellow => named(11),
            Color::LightBlue => named(12),
            Color::LightMagenta => named(13),
            Color::LightCyan => named(14),
            Color::White => named(15),
            Color::Indexed(index) => Self(Self::INDEXED | u32::from(index)),
            Color::Rgb(red, green, blue) => Self(Self::RGB | u32::from_be_bytes([0, red, green, blue])),
        }
    }

    /// The parameters that select this colour; `base` is 30 for the foreground, 40 for the background.
    fn write(self, params: &mut Params, base: u16) {
        let [kind, red, green, blue] = self.0.to_be_bytes();
        match kind {
            0 => params.push(base + 9),
            1 if blue < 8 => params.push(base + u16::from(blue)),
            1 => params.push(base + 52 + u16::from(blue)),
            2 => params.extend([base + 8, 5, u16::from(blue)]),
            _ => params.extend([base + 8, 2, u16::from(red), u16::from(green), u16::from(blue)]),
        }
    }
}

/// What the terminal applies to the next cell printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Pen {
    pub(super) foreground: Ink,
    pub(super) background: Ink,
    /// Reset unless the text is underlined: it shows nowhere else.
    pub(super) underline: Ink,
    pub(super) modifier: Modifier,
}

impl Pen {
    /// The pen of a cell with text.
    pub(super) fn of(cell: &Cell) -> Self {
        let underlined = cell.modifier.contains(Modifier::UNDERLINED);
        Self {
            foreground: Ink::of(cell.fg),
            background: Ink::of(cell.bg),
            underline: if underlined { Ink::of(cell.underline_color) } else { Ink::default() },
            modifier: cell.modifier,
        }
    }

    /// The same, of a blank: without what does not show there. So blanks that look alike are equal.
    pub(super) fn on_blank(self) -> Self {
        if self.shows_on_blank() { self } else { Self { background: self.background, ..Self::default() } }
    }

    /// The part of it that is no property of the text itself.
    pub(super) fn under_text(self) -> Self {
        Self { background: self.background, modifier: self.modifier & VISIBLE_ON_BLANK, ..Self::default() }
    }

    /// Whether a modifier shows even where nothing is written.
    pub(super) fn shows_on_blank(self) -> bool {
        self.modifier.intersects(VISIBLE_ON_BLANK)
    }

    /// Whether erased and scrolled-in cells become plain blanks. Terminals fill them with the current background, and
    /// the Linux console reverses them too.
    pub(super) fn erases_plainly(self) -> bool {
        self.background == Ink::default() && !self.shows_on_blank()
    }
}

/// Finds the shortest sequence; owns its scratch space so that a frame allocates nothing.
#[derive(Debug, Default)]
pub(super) struct PenWriter {
    step: Params,
    fresh: Params,
}

impl PenWriter {
    /// Appends what turns the pen `from` (`None`: anything) into `to`.
    pub(super) fn write(&mut self, out: &mut Vec<u8>, from: Option<Pen>, to: Pen) {
        self.fresh.start();
        if to != Pen::default() {
            // An empty first parameter is a zero: everything off.
            self.fresh.push_empty();
            self.fresh.change(Pen::default(), to);
        }
        let params = match from {
            Some(from) => {
                self.step.start();
                self.step.change(from, to);
                if self.step.len() <= self.fresh.len() { &self.step } else { &self.fresh }
            }
            None => &self.fresh,
        };
        params.send(out);
    }
}

/// The parameters of one `CSI … m`, and the underline colour, which has a sequence of its own.
#[derive(Debug, Default)]
struct Params {
    bytes: Vec<u8>,
    count: usize,
    underline: Vec<u8>,
}

impl Params {
    fn start(&mut self) {
        self.bytes.clear();
        self.underline.clear();
        self.count = 0;
    }

    fn push_empty(&mut self) {
        if self.count > 0 {
            self.bytes.push(b';');
        }
        self.count += 1;
    }

    fn push(&mut self, number: u16) {
        self.push_empty();
        push_number(&mut self.bytes, number);
    }

    fn extend<const N: usize>(&mut self, numbers: [u16; N]) {
        for number in numbers {
            self.push(number);
        }
    }

    fn change(&mut self, from: Pen, to: Pen) {
        let mut kept = from.modifier;
        for (group, off) in OFF {
            if (from.modifier - to.modifier).intersects(group) {
                self.push(off);
                kept -= group;
            }
        }
        for (modifier, on) in ON {
            if (to.modifier - kept).contains(modifier) {
                self.push(on);
            }
        }
        if from.foreground != to.foreground {
            to.foreground.write(self, 30);
        }
        if from.background != to.background {
            to.background.write(self, 40);
        }
        if from.underline != to.underline {
            self.underline_in(to.underline);
        }
    }

    /// In a sequence of its own, and with colons: a terminal that does not know 58 would read `58;5;4` as blinking and
    /// underlined, but skips `58:5:4` as one.
    fn underline_in(&mut self, ink: Ink) {
        let [kind, red, green, blue] = ink.0.to_be_bytes();
        match kind {
            0 => self.push(59),
            1 | 2 => {
                self.underline.extend_from_slice(b"\x1b[58:5:");
                push_number(&mut self.underline, u16::from(blue));
                self.underline.push(b'm');
            }
            _ => {
                self.underline.extend_from_slice(b"\x1b[58:2:");
                for part in [red, green, blue] {
                    self.underline.push(b':');
                    push_number(&mut self.underline, u16::from(part));
                }
                self.underline.push(b'm');
            }
        }
    }

    /// `CSI m` alone is a reset, so it is left out where only the underline colour changes.
    fn is_sent(&self) -> bool {
        self.count > 0 || self.underline.is_empty()
    }

    fn len(&self) -> usize {
        self.underline.len() + if self.is_sent() { 3 + self.bytes.len() } else { 0 }
    }

    fn send(&self, out: &mut Vec<u8>) {
        if self.is_sent() {
            out.extend_from_slice(b"\x1b[");
            out.extend_from_slice(&self.bytes);
            out.push(b'm');
        }
        out.extend_from_slice(&self.underline);
    }
}

/// Appends `number` in decimal digits.
pub(super) fn push_number(out: &mut Vec<u8>, number: u16) {
    if number >= 10 {
        push_number(out, number / 10);
    }
    out.push(b'0' + u8::try_from(number % 10).unwrap_or_default());
}
