//! [`Painter`]: text with a role onto a part of the frame, cut to its width. All text is drawn through it.

use ratatui::buffer::{Buffer, Cell};
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};
use unicode_width::UnicodeWidthChar;

use super::role::Role;
use super::theme::Theme;
use crate::text;

/// A run of text with one meaning.
#[derive(Clone, PartialEq, Debug)]
pub struct Piece {
    /// The text, safe to draw.
    pub text: String,
    /// What it means, which decides how it looks.
    pub role: Role,
}

impl Piece {
    /// A run of `text`, which must be safe to draw, with the meaning `role`.
    pub fn new(text: impl Into<String>, role: Role) -> Self {
        Self { text: text.into(), role }
    }

    /// The same with the meaning [`Role::Text`].
    pub fn plain(text: impl Into<String>) -> Self {
        Self::new(text, Role::Text)
    }
}

/// Width of all pieces together, in cells.
pub fn pieces_width(pieces: &[Piece]) -> usize {
    pieces.iter().map(|piece| text::width(&piece.text)).sum()
}

/// Draws onto a buffer with a theme.
pub struct Painter<'a> {
    buffer: &'a mut Buffer,
    theme: &'a Theme,
}

impl<'a> Painter<'a> {
    /// A painter over the whole of `buffer`.
    pub fn new(buffer: &'a mut Buffer, theme: &'a Theme) -> Self {
        Self { buffer, theme }
    }

    /// The theme, for its symbols.
    pub fn theme(&self) -> &'a Theme {
        self.theme
    }

    /// Paints the theme's ground over a frame that is blank already. Nothing to do, at any size, where the theme
    /// leaves the terminal its own.
    pub fn ground(&mut self, area: Rect) {
        if self.theme.has_ground() {
            self.clear(area);
        }
    }

    /// Makes `area` blank, in the theme's ground.
    pub fn clear(&mut self, area: Rect) {
        let area = area.intersection(self.buffer.area);
        let style = Style::reset().patch(self.theme.style(Role::Text));
        for y in area.top()..area.bottom() {
            for x in area.left()..area.right() {
                let cell = &mut self.buffer[(x, y)];
                cell.reset();
                cell.set_style(style);
            }
        }
    }

    /// Draws one line of text at the left of `area`'s first row, cut with an ellipsis; answers with the cells used.
    pub fn text(&mut self, area: Rect, text: &str, role: Role) -> u16 {
        let area = area.intersection(self.buffer.area);
        if area.is_empty() {
            return 0;
        }
        // Whatever stood in these cells, such as a rule, leaves no style behind.
        let style = Style::reset().patch(self.theme.style(role));
        if text.len() <= usize::from(area.width) && text::is_plain(text) {
            return self.plain(area, text, style);
        }
        if let Some(sign) = sign(text).filter(|_| !self.theme.is_ascii()) {
            self.buffer[(area.x, area.y)].set_char(sign).set_style(style.remove_modifier(Modifier::ITALIC));
            return 1;
        }
        let mut cut = text::cut(text, usize::from(area.width), self.theme.symbols.ellipsis);
        if self.theme.is_ascii() {
            cut = text::to_ascii(&cut);
        }
        // The italic font of many terminals has no signs.
        let is_sign = !cut.chars().any(char::is_alphabetic);
        let style = if is_sign { style.remove_modifier(Modifier::ITALIC) } else { style };
        let (end, _) = self.buffer.set_stringn(area.x, area.y, &cut, usize::from(area.width), style);
        end - area.x
    }

    /// Most text is plain and fits: a cell per byte, with nothing to measure.
    fn plain(&mut self, area: Rect, text: &str, style: Style) -> u16 {
        let mut styled = Cell::EMPTY;
        styled.set_style(style);
        let start = self.buffer.index_of(area.x, area.y);
        for (cell, byte) in self.buffer.content[start..].iter_mut().zip(text.bytes()) {
            cell.clone_from(&styled);
            cell.set_char(char::from(byte));
        }
        u16::try_from(text.len()).unwrap_or(area.width)
    }

    /// Draws pieces one after the other; what does not fit is cut.
    pub fn pieces(&mut self, area: Rect, pieces: &[Piece]) -> u16 {
        let mut used = 0;
        for piece in pieces {
            let rest = Rect { x: area.x + used, width: area.width - used, ..area };
            if rest.width == 0 {
                break;
            }
            used += self.text(rest, &piece.text, piece.role);
        }
        used
    }

    /// Draws pieces at the right end of `area`; answers with the cells used.
    pub fn pieces_right(&mut self, area: Rect, pieces: &[Piece]) -> u16 {
        let width = u16::try_from(pieces_width(pieces)).unwrap_or(u16::MAX).min(area.width);
        self.pieces(Rect { x: area.right() - width, width, ..area }, pieces)
    }

    /// Gives every cell of `area` the style of `role`, whatever stands there.
    pub fn restyle(&mut self, area: Rect, role: Role) {
        let area = area.intersection(self.buffer.area);
        let style = Style::reset().patch(self.theme.style(role));
        self.buffer.set_style(area, style);
    }

    /// Lets what stands in `area` step back behind what is drawn over it: in the role of what one need not read. Where the
    /// terminal has no look for that, at least no bar stays there that looks like what keys go to.
    pub fn dim(&mut self, area: Rect) {
        let area = area.intersection(self.buffer.area);
        let quiet = Style::reset().patch(self.theme.style(Role::Quiet));
        let style = if self.theme.can_dim() { quiet } else { Style::new().remove_modifier(Modifier::REVERSED) };
        for y in area.top()..area.bottom() {
            for x in area.left()..area.right() {
                self.buffer[(x, y)].set_style(style);
            }
        }
    }

    /// Blanks what would be left of words that reach from beside `area` into it, before that is drawn over. Rules stay.
    pub fn clear_torn(&mut self, area: Rect) {
        let whole = self.buffer.area;
        let area = area.intersection(whole);
        let symbols = self.theme.symbols;
        for y in area.top()..area.bottom() {
            let is_word = |painter: &Self, x: u16| {
                let symbol = |x: u16| painter.buffer.cell((x, y)).map_or(" ", |cell| cell.symbol());
                let is_rule = |x: u16| symbol(x) == symbols.rule;
                // A hyphen of a name may look like a rule, but does not stand beside another.
                let is_of_rule = is_rule(x) && (is_rule(x + 1) || x > 0 && is_rule(x - 1));
                !symbol(x).trim().is_empty() && !is_of_rule && symbol(x) != symbols.divider
            };
            let left: Vec<u16> = (whole.left()..area.left()).rev().take_while(|x| is_word(self, *x)).collect();
            let right: Vec<u16> = (area.right()..whole.right()).take_while(|x| is_word(self, *x)).collect();
            for (inside, torn) in [(area.left(), left), (area.right().saturating_sub(1), right)] {
                if is_word(self, inside) {
                    for x in torn {
                        self.clear(Rect { x, y, width: 1, height: 1 });
                    }
                }
            }
        }
    }

    /// Underlines the first row of `area`, whatever stands there and however it looks.
    pub fn underline(&mut self, area: Rect) {
        let area = Rect { height: area.height.min(1), ..area }.intersection(self.buffer.area);
        self.buffer.set_style(area, Style::new().add_modifier(Modifier::UNDERLINED));
    }

    /// Repeats a one-cell symbol over the first row of `area`.
    pub fn repeat(&mut self, area: Rect, symbol: &str, role: Role) {
        let area = area.intersection(self.buffer.area);
        // As with text: a rule that is drawn over another one must not stay dim.
        let style = Style::reset().patch(self.theme.style(role));
        for x in area.left()..area.right() {
            self.buffer[(x, area.y)].set_symbol(symbol).set_style(style);
        }
    }

    /// A horizontal rule over the first row of `area`.
    pub fn rule(&mut self, area: Rect) {
        self.repeat(area, self.theme.symbols.rule, Role::Quiet);
    }

    /// A vertical divider down the first column of `area`.
    pub fn divider(&mut self, area: Rect) {
        for y in area.top()..area.bottom() {
            self.repeat(Rect { y, width: 1, height: 1, ..area }, self.theme.symbols.divider, Role::Quiet);
        }
    }
}

/// The only character of a text that is a sign of one cell, as most that are drawn beside plain text are.
fn sign(text: &str) -> Option<char> {
    let mut characters = text.chars();
    let sign = characters.next().filter(|_| characters.next().is_none())?;
    (sign.width() == Some(1) && !sign.is_alphabetic()).then_some(sign)
}

/// Row `index` of `area` as an area of its own; empty when `area` has no such row.
pub fn line(area: Rect, index: u16) -> Rect {
    if index < area.height {
        Rect { y: area.y + index, height: 1, ..area }
    } else {
        Rect { y: area.bottom(), height: 0, ..area }
    }
}
