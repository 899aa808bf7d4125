//! A notice in the line above the keys, with the account that it is about.

use ratatui::layout::Rect;

use crate::text;
use crate::tui::ui::painter::pieces_width;
use crate::tui::ui::{Painter, Piece, Role};

/// What just happened, and at the right the account that it is about: with several it is never cut, with one only where there
/// is room.
pub fn draw(notice: &str, account: Option<&str>, are_several: bool, area: Rect, painter: &mut Painter) {
    let label = account.map(|label| [Piece::plain("  "), Piece::new(label, Role::Quiet), Piece::plain(" ")]);
    let needed = |label: &[Piece]| text::width(notice) + 1 + pieces_width(label) <= usize::from(area.width);
    let label = label.filter(|label| are_several || needed(label));
    let used = label.map_or(0, |label| painter.pieces_right(area, &label));
    let rest = Rect { width: area.width.saturating_sub(used), ..area };
    painter.pieces(rest, &[Piece::plain(" "), Piece::new(notice, Role::Title)]);
}
