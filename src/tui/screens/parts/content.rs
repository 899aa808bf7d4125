//! [`Content`]: what a popup shows, and drawing it.

use std::borrow::Cow;

use ratatui::layout::Rect;

use super::scroll::{Scroll, Window};
use crate::text;
use crate::tui::ui::field::{self, Field};
use crate::tui::ui::painter::line;
use crate::tui::ui::popup::{Badge, Edges};
use crate::tui::ui::{Painter, Piece, Role, Symbols, layout, popup};

/// One line of a popup.
pub type Line = Vec<Piece>;

/// What a popup shows. Head and foot stay in view while the lines between them scroll.
pub struct Content<'a> {
    /// Cells of a line, where the frame has as many.
    pub width: u16,
    /// The title, on the upper edge.
    pub title: Line,
    /// What stands above the lines, apart from them.
    pub head: Vec<Line>,
    /// Every line, whether there is room for it or not.
    pub lines: Vec<Line>,
    /// What stands below the lines, apart from them: the answers.
    pub foot: Vec<Line>,
    /// Lines above the window.
    pub scroll: Scroll,
    /// The line under the bar, counted from the first of all.
    pub bar: Option<usize>,
    /// A text field: the line of the foot that it stands on, or of the lines where there is no foot; its prompt, and what
    /// is typed.
    pub field: Option<(usize, &'static str, &'a Field)>,
}

/// Where the parts stand.
struct Regions {
    /// Empty where it has no room of its own: then it scrolls with the lines.
    head: Rect,
    lines: Rect,
    foot: Rect,
}

impl Content<'_> {
    /// Lines to be read, with neither a bar nor a field, from `scroll` on.
    pub fn text(width: u16, title: Line, lines: Vec<Line>, scroll: Scroll) -> Self {
        Self { width, title, head: Vec::new(), lines, foot: Vec::new(), scroll, bar: None, field: None }
    }

    /// Lines to choose from, with the bar on one of them.
    pub fn choices(width: u16, title: Line, lines: Vec<Line>, bar: Option<usize>) -> Self {
        Self { bar, ..Self::text(width, title, lines, Scroll::default()) }
    }

    /// The same with no more lines than a frame of `area` shows, among them the one under the bar.
    #[must_use]
    pub fn around_bar(mut self, area: Rect) -> Self {
        let page = self.window(area).page.max(1);
        let bar = self.bar.unwrap_or(0);
        let above = (bar + 1).saturating_sub(page);
        self.lines.drain(..above.min(self.lines.len()));
        self.lines.truncate(page);
        self.bar = self.bar.map(|bar| bar - above);
        self
    }

    /// Cells of its height, where a frame of `area` has as many.
    pub fn height(&self, area: Rect) -> u16 {
        let gap = gap(area);
        rows(&self.head, 0).saturating_add(rows(&self.lines, 0)).saturating_add(rows(&self.foot, gap))
    }

    fn regions(&self, area: Rect) -> Regions {
        let inside = popup::inner(area, self.width, self.height(area));
        let taken = |gap| rows(&self.head, 0).saturating_add(rows(&self.foot, gap));
        let gap = if taken(gap(area)) < inside.height { gap(area) } else { 0 };
        // A line to read stays, whatever else there is no room for.
        let foot = rows(&self.foot, gap).min(inside.height.saturating_sub(1));
        let head = Some(rows(&self.head, 0)).filter(|head| head.saturating_add(foot) < inside.height).unwrap_or(0);
        let lines = inside.height - head - foot;
        let blank = if foot > 0 { gap } else { 0 };
        Regions {
            head: Rect { height: head, ..inside },
            lines: Rect { y: inside.y + head, height: lines, ..inside },
            foot: Rect { y: inside.y + head + lines + blank, height: foot - blank, ..inside },
        }
    }

    /// The lines that scroll.
    fn scrolled(&self, regions: &Regions) -> Cow<'_, [Line]> {
        if regions.head.height == 0 && !self.head.is_empty() {
            Cow::Owned(self.head.iter().chain(&self.lines).cloned().collect())
        } else {
            Cow::Borrowed(&self.lines)
        }
    }

    /// The part that can be seen in a frame of `area`.
    pub fn window(&self, area: Rect) -> Window {
        let regions = self.regions(area);
        let height = regions.lines.height;
        Window { page: usize::from(height), last: popup::last_scroll(self.scrolled(&regions).len(), height) }
    }

    /// Draws it over a frame of `area`, with `keys` on its lower edge, and the account that it is about on the upper one. Answers
    /// with where the cursor stands, if it does.
    pub fn draw(&self, area: Rect, badge: Option<Badge>, keys: &[Piece], painter: &mut Painter) -> Option<(u16, u16)> {
        let edges = Edges { title: &self.title, badge, keys };
        popup::draw(painter, area, self.width, self.height(area), &edges);
        let regions = self.regions(area);
        let (lines, window) = (self.scrolled(&regions), regions.lines);
        popup::lines(painter, regions.head, &self.head[..self.head.len().min(regions.head.height.into())], 0);
        popup::lines(painter, window, &lines, self.scroll.lines());
        popup::lines(painter, regions.foot, &self.foot[..self.foot.len().min(regions.foot.height.into())], 0);
        if let Some(bar) = self.bar.and_then(|bar| u16::try_from(bar).ok()).filter(|bar| *bar < window.height) {
            let area = Rect { y: window.y + bar, height: 1, ..window };
            painter.restyle(area, Role::Selected);
            underline_found(lines.get(usize::from(bar)).map_or(&[], Vec::as_slice), area, painter);
        }
        let (row, prompt, input) = self.field?;
        let (region, top) = if self.foot.is_empty() {
            (window, self.scroll.lines().min(popup::last_scroll(lines.len(), window.height)))
        } else {
            (regions.foot, 0)
        };
        let row = row.checked_sub(top).and_then(|row| u16::try_from(row).ok())?;
        (row < region.height).then(|| field::draw(painter, line(region, row), prompt, input))
    }
}

/// What was searched for stays marked under the bar, which has one look for all else.
fn underline_found(pieces: &[Piece], area: Rect, painter: &mut Painter) {
    let mut used: u16 = 0;
    for piece in pieces {
        let width = u16::try_from(text::width(&piece.text)).unwrap_or(u16::MAX);
        if piece.role == Role::Found {
            let x = area.x.saturating_add(used);
            painter.underline(Rect { x, width: width.min(area.right().saturating_sub(x)), ..area });
        }
        used = used.saturating_add(width);
    }
}

/// Blank lines above the foot: none where popups take the whole screen.
fn gap(area: Rect) -> u16 {
    u16::from(!layout::is_whole_screen_popup(area))
}

/// Rows of a part, with the `gap` beside it; none where there is nothing.
fn rows(part: &[Line], gap: u16) -> u16 {
    if part.is_empty() { 0 } else { u16::try_from(part.len()).unwrap_or(u16::MAX - 8).saturating_add(gap) }
}

/// `words` in one role, in lines of at most `width` cells; one empty line where there are none.
pub fn wrapped(message: &str, role: Role, width: usize) -> Vec<Line> {
    text::wrap(message, width).into_iter().map(|line| vec![Piece::new(line, role)]).collect()
}

/// `message` in one role, in `height` lines of at most `width` cells: what does not fit is cut. At least one line.
pub fn at_most(height: usize, message: &str, role: Role, width: usize, symbols: &Symbols) -> Vec<Line> {
    let mut lines = text::wrap(message, width);
    if lines.len() > height.max(1) {
        let rest = lines.split_off(height.saturating_sub(1)).join(" ");
        lines.push(text::cut(&rest, width, symbols.ellipsis));
    }
    lines.into_iter().map(|line| vec![Piece::new(line, role)]).collect()
}

/// Sentences, each in its role, in lines of at most `width` cells.
pub fn all_wrapped(said: &[(String, Role)], width: usize) -> Vec<Line> {
    said.iter().flat_map(|(message, role)| wrapped(message, *role, width)).collect()
}

/// The same as a list: each sentence behind a mark, its further lines below its first.
pub fn bullets(said: &[(String, Role)], mark: &str, width: usize) -> Vec<Line> {
    let of_one = |(message, role): &(String, Role)| {
        let marks = std::iter::once(format!("{mark} ")).chain(std::iter::repeat("  ".to_owned()));
        let lines = text::wrap(message, width.saturating_sub(2));
        let lines = marks.zip(lines).map(|(mark, line)| vec![Piece::new(mark, Role::Quiet), Piece::new(line, *role)]);
        lines.collect::<Vec<Line>>()
    };
    said.iter().flat_map(of_one).collect()
}
