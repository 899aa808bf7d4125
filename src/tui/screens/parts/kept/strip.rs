//! A strip as it is drawn: a glyph for each cell.

use crate::domain::Status;
use crate::domain::timeline::{Cell, Strip};
use crate::tui::screens::parts::content::Line;
use crate::tui::ui::{Piece, Role, Symbols};

/// The glyphs of the cells, oldest first; blank where nobody watched.
pub fn pieces(cells: &[Cell], symbols: &Symbols) -> Line {
    let mut line = Line::new();
    for cell in cells {
        let (glyph, role) = glyph(cell, symbols);
        match line.last_mut().filter(|piece| piece.role == role) {
            Some(piece) => piece.text.push_str(glyph),
            None => line.push(Piece::new(glyph, role)),
        }
    }
    line
}

fn glyph(cell: &Cell, symbols: &Symbols) -> (&'static str, Role) {
    match cell {
        Cell::Unwatched => (" ", Role::Quiet),
        Cell::Absent => (symbols.no_runner, Role::Quiet),
        Cell::NotTold => (symbols.absent, Role::Quiet),
        Cell::Status(status) => (symbols.status(Some(status)), role_of(status)),
    }
}

/// As in the rows of the list: Running steps back, so that what was not well is seen.
fn role_of(status: &Status) -> Role {
    if *status == Status::Running { Role::Quiet } else { status.severity().into() }
}

/// For how much of the watched time the runner was serving: `99.2 %`, in at most six cells; `None` where nobody watched.
pub fn share(strip: &Strip) -> Option<String> {
    let thousandths = 1_000.0 * strip.serving_share()?;
    // What is not all is never said to be: rounded down.
    Some(match thousandths.floor() {
        whole if whole >= 1_000.0 => "100 %".to_owned(),
        some => format!("{:.1} %", some / 10.0),
    })
}
