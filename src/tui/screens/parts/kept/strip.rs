//! A strip as it is drawn: a glyph for each cell.

use jiff::tz::TimeZone;

use super::runner::Shown;
use crate::domain::Status;
use crate::domain::timeline::{Cell, Strip};
use crate::text;
use crate::text::words::{countdown, day_and_time, time_of_day};
use crate::tui::screens::parts::content::{Line, wrapped};
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

/// A strip with the time at its ends, what its marks mean, and the share, in lines of at most `width` cells. Where that is too
/// narrow, the oldest marks are left out.
pub fn lines(shown: &Shown, width: usize, zone: &TimeZone, symbols: &Symbols) -> Vec<Line> {
    let Shown { window, strip, .. } = shown;
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
    let meanings = legend.into_iter().flat_map(|cell| {
        let (glyph, role) = glyph(cell, symbols);
        let label = match cell {
            Cell::Unwatched => return [Piece::new("Blank: not watched", Role::Quiet), Piece::plain("   ")],
            Cell::Absent => "Not in the list",
            Cell::NotTold => "Not reported",
            Cell::Status(status) => status.label(),
        };
        [Piece::new(glyph, role), Piece::new(format!(" {label}   "), Role::Quiet)]
    });
    let mut lines = vec![pieces(cells, symbols), vec![Piece::new(ends, Role::Quiet)]];
    lines.extend(in_lines(&meanings.collect::<Vec<Piece>>(), width));
    let rule = format!("One mark = {}, worst status wins", countdown(mark));
    lines.extend(wrapped(&rule, Role::Quiet, width));
    if let Some(share) = share(strip) {
        lines.extend(wrapped(&format!("Serving {share} of the watched time"), Role::Quiet, width));
    }
    lines
}

/// Pairs of pieces in lines: a pair is not torn.
fn in_lines(pieces: &[Piece], width: usize) -> Vec<Line> {
    let mut lines: Vec<Line> = vec![Line::new()];
    let cells = |pieces: &[Piece]| pieces.iter().map(|piece| text::width(&piece.text)).sum::<usize>();
    for pair in pieces.chunks(2) {
        let is_full = lines.last().is_some_and(|line| !line.is_empty() && cells(line) + cells(pair) > width + 3);
        if is_full {
            lines.push(Line::new());
        }
        if let Some(line) = lines.last_mut() {
            line.extend(pair.iter().cloned());
        }
    }
    lines
}
