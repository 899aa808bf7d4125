//! A strip as it is drawn: a glyph for each cell.

use jiff::tz::TimeZone;

use super::runner::SpanStrip;
use crate::domain::Status;
use crate::domain::timeline::{Cell, Strip};
use crate::text::words::{countdown, day_and_time, time_of_day};
use crate::tui::screens::parts::content::{Line, wrapped};
use crate::tui::ui::painter::pieces_width;
use crate::tui::ui::{Piece, Role, Symbols};

/// Between two meanings.
const GAP: &str = "   ";

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

/// A strip with the time at its ends, what its marks mean, and the share, in lines of at most `width` cells. Where that is too
/// narrow, the oldest marks are left out.
pub fn lines(shown: &SpanStrip, width: usize, zone: &TimeZone, symbols: &Symbols) -> Vec<Line> {
    let SpanStrip { window, strip, .. } = shown;
    let hidden = strip.cells.len().saturating_sub(width);
    let cells = &strip.cells[hidden..];
    let length = window.to.duration_since(window.from).unsigned_abs();
    let mark = length / u32::try_from(window.cells).unwrap_or(1).max(1);
    let began = window.from + mark * u32::try_from(hidden).unwrap_or(0);
    let began = if length.as_secs() <= 12 * 3_600 { time_of_day(began, zone) } else { day_and_time(began, zone) };
    let ends = format!("{began}{:>1$}", "now", cells.len().saturating_sub(began.len()).max(4));
    let mut legend: Vec<&Cell> = Vec::new();
    for cell in cells {
        if !legend.contains(&cell) {
            legend.push(cell);
        }
    }
    let meanings: Vec<Line> = legend.into_iter().map(|cell| meaning(cell, symbols)).collect();
    let mut lines = vec![pieces(cells, symbols), vec![Piece::new(ends, Role::Quiet)]];
    lines.extend(in_lines(meanings, width));
    let rule = format!("One mark = {}, worst status wins", countdown(mark));
    lines.extend(wrapped(&rule, Role::Quiet, width));
    if let Some(share) = share(strip) {
        lines.extend(wrapped(&format!("Serving {share} of the watched time"), Role::Quiet, width));
    }
    lines
}

/// What a mark stands for.
fn meaning(cell: &Cell, symbols: &Symbols) -> Line {
    let label = match cell {
        Cell::Unwatched => return vec![Piece::new("Blank: not watched", Role::Quiet)],
        Cell::Absent => "Not in the list",
        Cell::NotTold => "Not reported",
        Cell::Status(status) => status.label(),
    };
    let (glyph, role) = glyph(cell, symbols);
    vec![Piece::new(glyph, role), Piece::new(format!(" {label}"), Role::Quiet)]
}

/// Groups of pieces beside each other, in as many lines as they need: none is torn.
fn in_lines(groups: Vec<Line>, width: usize) -> Vec<Line> {
    let mut lines: Vec<Line> = Vec::new();
    for group in groups {
        match lines.last_mut() {
            Some(line) if pieces_width(line) + GAP.len() + pieces_width(&group) <= width => {
                line.push(Piece::plain(GAP));
                line.extend(group);
            }
            _ => lines.push(group),
        }
    }
    lines
}
