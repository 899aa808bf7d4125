//! [`Content`]: what a popup shows, and drawing it.

use ratatui::layout::Rect;

use super::scroll::{Scroll, Window};
use crate::text;
use crate::tui::ui::field::{self, Field};
use crate::tui::ui::painter::line;
use crate::tui::ui::{Painter, Piece, Role, popup};

/// One line of a popup.
pub type Line = Vec<Piece>;

/// What a popup shows.
pub struct Content<'a> {
    /// Cells of a line, where the frame has as many.
    pub width: u16,
    /// The title, on the upper edge.
    pub title: Line,
    /// Every line, whether there is room for it or not.
    pub lines: Vec<Line>,
    /// Lines above the window.
    pub scroll: Scroll,
    /// The line under the bar, counted from the first of all.
    pub bar: Option<usize>,
    /// A text field: the line that it stands on, its prompt, and what is typed.
    pub field: Option<(usize, &'static str, &'a Field)>,
}

impl Content<'_> {
    /// Lines to be read, with neither a bar nor a field, from `scroll` on.
    pub fn text(width: u16, title: Line, lines: Vec<Line>, scroll: Scroll) -> Self {
        Self { width, title, lines, scroll, bar: None, field: None }
    }

    /// Lines to choose from, with the bar on one of them.
    pub fn choices(width: u16, title: Line, lines: Vec<Line>, bar: Option<usize>) -> Self {
        Self { bar, ..Self::text(width, title, lines, Scroll::default()) }
    }

    /// Cells of its height, where the frame has as many.
    pub fn height(&self) -> u16 {
        u16::try_from(self.lines.len()).unwrap_or(u16::MAX - 2)
    }

    /// The part that can be seen in a frame of `area`.
    pub fn window(&self, area: Rect) -> Window {
        let inside = popup::inner(area, self.width, self.height());
        Window { page: usize::from(inside.height), last: popup::last_scroll(self.lines.len(), inside.height) }
    }

    /// Draws it over a frame of `area`, with `keys` on its lower edge. Answers with where the cursor stands, if it does.
    pub fn draw(&self, area: Rect, keys: &[Piece], painter: &mut Painter) -> Option<(u16, u16)> {
        let inside = popup::draw(painter, area, self.width, self.height(), &self.title, keys);
        popup::lines(painter, inside, &self.lines, self.scroll.lines());
        if let Some(bar) = self.bar.and_then(|bar| u16::try_from(bar).ok()).filter(|bar| *bar < inside.height) {
            painter.restyle(Rect { y: inside.y + bar, height: 1, ..inside }, Role::Selected);
        }
        let (row, prompt, input) = self.field?;
        let top = self.scroll.lines().min(popup::last_scroll(self.lines.len(), inside.height));
        let row = row.checked_sub(top).and_then(|row| u16::try_from(row).ok())?;
        (row < inside.height).then(|| field::draw(painter, line(inside, row), prompt, input))
    }
}

/// `words` in one role, in lines of at most `width` cells; one empty line where there are none.
pub fn wrapped(message: &str, role: Role, width: usize) -> Vec<Line> {
    text::wrap(message, width).into_iter().map(|line| vec![Piece::new(line, role)]).collect()
}

/// Sentences, each in its role, in lines of at most `width` cells.
pub fn all_wrapped(said: &[(String, Role)], width: usize) -> Vec<Line> {
    said.iter().flat_map(|(message, role)| wrapped(message, *role, width)).collect()
}
