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

/// What each glyph in a strip means, in the order in which they come up.
pub fn legend(cells: &[Cell], symbols: &Symbols) -> Line {
    let mut seen: Vec<&Cell> = Vec::new();
    for cell in cells {
        if !matches!(cell, Cell::Unwatched) && !seen.contains(&cell) {
            seen.push(cell);
        }
    }
    let meaning = |cell: &Cell| {
        let meaning = match cell {
            Cell::Status(status) => status.label(),
            Cell::NotTold => "Not reported",
            Cell::Absent | Cell::Unwatched => "No such runner",
        };
        let (glyph, role) = glyph(cell, symbols);
        [Piece::new(glyph, role), Piece::new(format!(" {meaning}   "), Role::Quiet)]
    };
    seen.into_iter().flat_map(meaning).collect()
}

fn glyph(cell: &Cell, symbols: &Symbols) -> (&'static str, Role) {
    match cell {
        Cell::Unwatched => (" ", Role::Quiet),
        Cell::Absent => (symbols.no_runner, Role::Quiet),
        Cell::NotTold => (symbols.absent, Role::Quiet),
        Cell::Status(status) => (symbols.status(Some(status)), role_of(status)),
    }
}

/// The same as where the status stands in words.
fn role_of(status: &Status) -> Role {
    status.severity().into()
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
