//! The timeline: a strip for each runner in place of the columns, and at the right for how much of the watched time it was
//! serving.

use ratatui::layout::Rect;

use super::State;
use super::columns::{Form, Placed, WIDEST_NAME};
use crate::account::table::Column;
use crate::domain::AccountId;
use crate::domain::timeline::Strip;
use crate::store::StoreFault;
use crate::text;
use crate::tui::screens::parts::kept::strip;
use crate::tui::screens::parts::kept::strips::{Span, Wanted};
use crate::tui::ui::layout::NARROW_BELOW;
use crate::tui::ui::{Painter, Piece, Role};

/// What the store has for what stands behind the names.
const COLUMNS_VIEW: &str = "columns";
const TIMELINE_VIEW: &str = "timeline ";

/// Cells of the share, the longest: `99.9 %`.
const SHARE: u16 = 7;
/// More cells than this are not read at a glance, and each has to be asked for.
const MOST_CELLS: u16 = 144;

/// Where the parts of a row stand.
pub struct Plan {
    /// The name, as a column.
    pub name: Placed,
    /// Cells before the strip.
    x: u16,
    /// Cells of the strip.
    pub cells: usize,
}

/// The timeline in rows of `width` cells.
pub fn plan(width: u16) -> Plan {
    let lead = if width < NARROW_BELOW { 1 } else { 2 };
    let name = (width / 4).clamp(14, WIDEST_NAME);
    let x = lead + name + 2;
    let cells = width.saturating_sub(x + 1 + SHARE + 1).min(MOST_CELLS);
    let name = Placed { column: Column::Runner, form: Form::Short, x: lead, width: name };
    Plan { name, x, cells: cells.into() }
}

impl State {
    /// The runners of `account` in the window, and in a page of those above and below it, over which time and in how many cells.
    pub fn wanted_strips(&self, account: AccountId, width: u16) -> Option<Wanted> {
        let span = self.timeline?;
        let cells = plan(width).cells;
        let ids = |from: usize, number: usize| {
            let shown = self.shown.iter().skip(from).take(number).map(|shown| &shown.key);
            shown.filter(move |key| key.account == account).map(|key| key.id.clone())
        };
        let above = self.top.saturating_sub(self.page);
        let around = ids(above, self.top - above).chain(ids(self.top + self.page, self.page)).collect();
        Some(Wanted { span, cells, in_view: ids(self.top, self.page).collect(), around })
    }
}

impl Plan {
    fn strip(&self, area: Rect) -> Rect {
        Rect { x: area.x + self.x, width: u16::try_from(self.cells).unwrap_or(0), ..area }
    }

    fn share(&self, area: Rect) -> Rect {
        Rect { x: self.strip(area).right() + 1, width: SHARE, ..area }
    }
}

/// The time at both ends, and what the number at the right is.
pub fn draw_titles(plan: &Plan, span: Span, area: Rect, painter: &mut Painter) {
    let strip = plan.strip(area);
    let begin = format!("{} AGO", span.label().to_uppercase());
    if text::width(&begin) + 5 <= plan.cells {
        painter.text(strip, &begin, Role::Heading);
    }
    painter.pieces_right(strip, &[Piece::new("NOW", Role::Heading)]);
    painter.pieces_right(plan.share(area), &[Piece::new("SERVING", Role::Heading)]);
}

/// Why the history cannot be read, in a line.
pub fn trouble(fault: &StoreFault, width: u16) -> Piece {
    let what = if width < NARROW_BELOW { "History" } else { "The history cannot be read" };
    Piece::new(format!("{what}: {fault}."), Role::Attention)
}

/// Over which time the strips are, where there is no line for titles.
pub fn span_in_words(span: Span) -> Piece {
    Piece::new(format!("Timeline: {}  ", span.label()), Role::Heading)
}

/// A row, beside its name; `None`: the strip was not read yet, or could not be.
pub fn draw(plan: &Plan, known: Option<&Strip>, can_be_read: bool, area: Rect, painter: &mut Painter) {
    let symbols = painter.theme().symbols;
    let Some(known) = known else {
        let mark = if can_be_read { symbols.ellipsis } else { symbols.absent };
        painter.text(plan.strip(area), mark, Role::Quiet);
        return;
    };
    painter.pieces(plan.strip(area), &strip::pieces(&known.cells, symbols));
    let share = strip::share(known).unwrap_or_else(|| symbols.absent.to_owned());
    painter.pieces_right(plan.share(area), &[Piece::plain(share)]);
}

impl State {
    /// What stands behind the names, as it is kept: `columns`, or `timeline 24 h`.
    pub fn view_name(&self) -> String {
        self.timeline.map_or(COLUMNS_VIEW.to_owned(), |span| format!("{TIMELINE_VIEW}{}", span.label()))
    }

    /// Shows what an earlier run showed last; a name of another version changes nothing.
    pub fn restore_view(&mut self, name: &str) {
        let span = name.strip_prefix(TIMELINE_VIEW);
        if let Some(span) = span.and_then(|label| Span::ALL.into_iter().find(|span| span.label() == label)) {
            self.timeline = Some(span);
            self.last_span = span;
        }
    }
}
