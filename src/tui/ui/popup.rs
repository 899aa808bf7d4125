//! A box over the screen with a title, and the visible part of a longer text inside it.

use ratatui::layout::{Margin, Rect};

use super::chips;
use super::layout;
use super::painter::{Painter, Piece, line, pieces_width};
use super::role::Role;
use crate::domain::Tint;
use crate::text;

/// The inside of a popup whose content is `width` by `height` cells, in a frame of `area`.
pub fn inner(area: Rect, width: u16, height: u16) -> Rect {
    let outer = layout::popup(area, width, height);
    if layout::is_whole_screen_popup(area) {
        // The first line is the title, the last one the keys.
        Rect { y: outer.y + 1, height: outer.height.saturating_sub(2), ..outer }
    } else {
        outer.inner(Margin { horizontal: 2, vertical: 1 + layout::popup_padding(area, height) })
    }
}

/// What stands on the edges of a popup.
pub struct Edges<'a> {
    /// On the upper one, at the left.
    pub title: &'a [Piece],
    /// On the upper one, at the right: the account that it is about.
    pub badge: Option<Badge<'a>>,
    /// On the lower one.
    pub keys: &'a [Piece],
}

/// The account that a popup is about.
#[derive(Clone, Copy)]
pub struct Badge<'a> {
    /// In words, safe to draw.
    pub label: &'a str,
    /// Those of the other accounts that are open, from which it must be told.
    pub others: &'a [&'a str],
    /// Its ground.
    pub tint: Option<Tint>,
    /// Whether nobody may take it for another: then the title gives way to it.
    pub is_needed: bool,
}

impl Badge<'_> {
    /// The name in at most `width` cells, so that it does not look like another.
    fn cut(&self, width: usize, ellipsis: &str) -> String {
        cut_from_others(self.label, self.others, width, ellipsis).0
    }
}

/// Cells that the name of an account gets on an edge of `edge` cells, whatever else is to stand there: all of a name that takes no
/// more than half of it; of a longer one as much, or more where only that tells it from the `others`.
pub fn cells_of_name(label: &str, others: &[&str], edge: usize, ellipsis: &str) -> usize {
    let half = (edge / 2).saturating_sub(2);
    let whole = text::width(label).min(WIDEST_BADGE);
    if whole <= half {
        return whole;
    }
    let is_apart = |width: &usize| cut_from_others(label, others, *width, ellipsis).1;
    (half..edge.saturating_sub(2)).find(is_apart).unwrap_or(half)
}

/// A name in at most `width` cells, and whether it differs from the others that are cut so.
fn cut_from_others(label: &str, others: &[&str], width: usize, ellipsis: &str) -> (String, bool) {
    let all: Vec<&str> = std::iter::once(label).chain(others.iter().copied()).collect();
    let mut cut = text::cut_apart(&all, width, ellipsis);
    let label = cut.swap_remove(0);
    let is_apart = !cut.contains(&label);
    (label, is_apart)
}

/// Draws the empty popup with what stands on its edges; answers with the inside.
pub fn draw(painter: &mut Painter, area: Rect, width: u16, height: u16, edges: &Edges) -> Rect {
    let Edges { title, badge, keys } = *edges;
    let outer = layout::popup(area, width, height);
    let covered = with_margin(outer, area);
    painter.clear_torn(covered);
    painter.clear(covered);
    if layout::is_whole_screen_popup(area) {
        let first = line(outer, 0);
        let rest = draw_badge(painter, first, badge, title, 0);
        painter.pieces(rest, fitting(title, rest.width));
        painter.pieces(line(outer, outer.height.saturating_sub(1)), keys);
    } else {
        frame(painter, outer);
        let first = line(outer, 0);
        let inside = Rect { x: first.x + 2, width: first.width.saturating_sub(4), ..first };
        let rest = draw_badge(painter, inside, badge, title, 2);
        let title = fitting(title, rest.width.saturating_sub(2));
        on_edge(painter, Rect { x: rest.x.saturating_sub(2), width: rest.width + 4, ..rest }, title);
        on_edge(painter, line(outer, outer.height.saturating_sub(1)), keys);
    }
    inner(area, width, height)
}

/// Draws the account at the right end of the upper edge, beside the title with its `blanks`: where that leaves room, or has to give
/// way. Answers with what is left for the title.
fn draw_badge(painter: &mut Painter, edge: Rect, badge: Option<Badge>, title: &[Piece], blanks: usize) -> Rect {
    let Some(badge) = badge else { return edge };
    let whole = usize::from(edge.width);
    let ellipsis = painter.theme().symbols.ellipsis;
    let beside = |title: &[Piece]| whole.saturating_sub(pieces_width(title) + blanks + 4);
    let (room, label) = (beside(title), text::width(badge.label).min(WIDEST_BADGE));
    let room = if badge.is_needed && label > room {
        let least = cells_of_name(badge.label, badge.others, whole, ellipsis);
        beside(without_remarks(title)).max(least)
    } else {
        room
    };
    let label = badge.cut(room.min(WIDEST_BADGE), ellipsis);
    if label.is_empty() || !badge.is_needed && room + 2 < LEAST_BADGE {
        return edge;
    }
    let piece = match badge.tint {
        None if badge.others.is_empty() => Piece::new(format!(" {label} "), Role::Quiet),
        tint => chips::name(&label, tint),
    };
    let used = painter.pieces_right(edge, &[piece]);
    Rect { width: edge.width.saturating_sub(used + 1), ..edge }
}

/// A title without what is only remarked in it, as numbers are.
fn without_remarks(title: &[Piece]) -> &[Piece] {
    let remark = title.iter().position(|piece| piece.role == Role::Quiet).unwrap_or(title.len());
    &title[..remark]
}

/// As much of a title as has room: what is remarked in it whole or not at all.
fn fitting(title: &[Piece], width: u16) -> &[Piece] {
    if pieces_width(title) <= usize::from(width) { title } else { without_remarks(title) }
}

/// Cells of an account's name on an edge at the least, with a blank on each side; where they are fewer, it is left out if it can.
const LEAST_BADGE: usize = 8;
/// Cells of the name at the most.
const WIDEST_BADGE: usize = 28;

/// Cells beside a popup that are too few for anything to be read in them.
const TOO_FEW: u16 = 12;

/// The popup with a blank cell on each side, so that its frame does not run into what lies below, and with what is beside
/// it where that is too narrow to be read; as far as there is room, and never over the footer.
fn with_margin(outer: Rect, area: Rect) -> Rect {
    let (left, top) = (outer.x.saturating_sub(1).max(area.x), outer.y.saturating_sub(1).max(area.y));
    let right = (outer.right() + 1).min(area.right());
    let left = if left - area.x < TOO_FEW { area.x } else { left };
    let right = if area.right() - right < TOO_FEW { area.right() } else { right };
    let bottom = (outer.bottom() + 1).min(area.bottom().saturating_sub(2)).max(outer.bottom());
    Rect { x: left, y: top, width: right - left, height: bottom - top }
}

fn frame(painter: &mut Painter, outer: Rect) {
    let symbols = painter.theme().symbols;
    let [top_left, top_right, bottom_left, bottom_right] = symbols.corners;
    let (top, bottom) = (line(outer, 0), line(outer, outer.height.saturating_sub(1)));
    painter.rule(top);
    painter.rule(bottom);
    painter.divider(Rect { width: 1, ..outer });
    painter.divider(Rect { x: outer.right().saturating_sub(1), width: 1, ..outer });
    for (row, left, right) in [(top, top_left, top_right), (bottom, bottom_left, bottom_right)] {
        painter.text(Rect { width: 1, ..row }, left, Role::Quiet);
        painter.text(Rect { x: row.right().saturating_sub(1), width: 1, ..row }, right, Role::Quiet);
    }
}

/// Text on a horizontal edge, with a blank on each side so that it does not run into the rule.
fn on_edge(painter: &mut Painter, edge: Rect, pieces: &[Piece]) {
    if pieces.is_empty() {
        return;
    }
    let mut spaced = vec![Piece::plain(" ")];
    spaced.extend(pieces.iter().cloned());
    spaced.push(Piece::plain(" "));
    painter.pieces(Rect { x: edge.x + 2, width: edge.width.saturating_sub(4), ..edge }, &spaced);
}

/// The furthest that `lines` can be scrolled in a window of `height` rows.
pub fn last_scroll(lines: usize, height: u16) -> usize {
    lines.saturating_sub(usize::from(height))
}

/// Draws the lines from `scroll` on, and at the right edge whether there is more above or below.
pub fn lines(painter: &mut Painter, inside: Rect, content: &[Vec<Piece>], scroll: usize) {
    let scroll = scroll.min(last_scroll(content.len(), inside.height));
    for (row, pieces) in (0..inside.height).zip(content.iter().skip(scroll)) {
        painter.pieces(line(inside, row), pieces);
    }
    let symbols = painter.theme().symbols;
    let edge = Rect { x: inside.right().saturating_sub(1), width: inside.width.min(1), ..inside };
    if scroll > 0 {
        painter.text(line(edge, 0), symbols.more_above, Role::Key);
    }
    if scroll < last_scroll(content.len(), inside.height) {
        painter.text(line(edge, inside.height.saturating_sub(1)), symbols.more_below, Role::Key);
    }
}
