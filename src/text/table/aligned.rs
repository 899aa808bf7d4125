//! [`aligned`]: rows of cells as lines, aligned by the cells of a terminal, cut only where there is one.

use std::fmt::Write;

use crate::text;

/// Blanks between two columns.
const GAP: usize = 2;
/// Cells that a column has at the least: an ellipsis alone says nothing.
const LEAST: usize = 3;
/// Stands for what was cut off.
const ELLIPSIS: &str = "…";

/// The rows as lines, each column as wide as its widest cell; each line at most `columns` cells where there are so many.
/// `text` is what a cell says, and `shown` the same, or as much of it as has room, as it is written.
pub fn aligned<C>(
    rows: &[Vec<C>],
    columns: Option<usize>,
    text_of: impl Fn(&C) -> &str,
    shown: impl Fn(&C, &str) -> String,
) -> String {
    let count = rows.iter().map(Vec::len).max().unwrap_or_default();
    let width =
        |place: usize| rows.iter().filter_map(|row| row.get(place)).map(|cell| text::width(text_of(cell))).max();
    let widths: Vec<usize> = (0..count).map(|place| width(place).unwrap_or_default()).collect();
    let mut lines = String::new();
    for row in rows {
        let mut line = String::new();
        let mut used = 0;
        for (place, (cell, width)) in row.iter().zip(&widths).enumerate() {
            let room = columns.map_or(usize::MAX, |columns| columns.saturating_sub(used));
            if room == 0 || (place > 0 && room < LEAST && *width > room) {
                break;
            }
            let cut = text::cut(text_of(cell), room, ELLIPSIS);
            let taken = text::width(&cut);
            let is_last = place + 1 == row.len() || room <= taken;
            line.push_str(&shown(cell, &cut));
            if is_last {
                used += taken;
            } else {
                let blanks = (width + GAP).saturating_sub(taken).min(room - taken);
                let _ = write!(line, "{:blanks$}", "");
                used += taken + blanks;
            }
        }
        lines.push_str(line.trim_end_matches(' '));
        lines.push('\n');
    }
    lines
}
