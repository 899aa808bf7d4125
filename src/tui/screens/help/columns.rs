//! [`Columns`]: blocks of lines side by side, as even as they get without cutting one.

use super::Lines;
use crate::text;
use crate::tui::screens::parts::content::Line;
use crate::tui::ui::painter::pieces_width;
use crate::tui::ui::{Piece, Role};

/// Empty cells between two columns.
const GAP: usize = 3;
/// Cells of the keys.
const KEYS: usize = 16;
/// Cells of names, in a column that has room for them.
const NAMES: usize = 26;
/// From so many cells on a column has.
const WIDE_FROM: usize = 60;
/// A column wider than this is read no better.
const WIDEST: usize = 68;

/// How many columns there are, and how wide each is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Columns {
    count: usize,
    /// Cells of one.
    pub(super) width: usize,
}

impl Columns {
    /// As many as a frame of `width` cells has room for.
    pub(super) fn of(width: u16) -> Self {
        let count = match width {
            0..100 => 1,
            100..160 => 2,
            _ => 3,
        };
        // The popup's frame, its margin, and the arrow at the right edge.
        let room = usize::from(width).saturating_sub(if width < 60 { 1 } else { 8 });
        Self { count, width: (room.saturating_sub((count - 1) * GAP) / count).min(WIDEST) }
    }

    /// Cells of all of them.
    pub(super) fn total(self) -> u16 {
        u16::try_from(self.count * self.width + (self.count - 1) * GAP + 1).unwrap_or(u16::MAX)
    }

    /// The blocks one after the other, down the first column, then the next.
    pub(super) fn lay(self, blocks: Vec<Block>) -> Lines {
        let all: usize = blocks.iter().map(|block| block.lines.len() + 1).sum();
        let heights: Vec<usize> = blocks.iter().map(|block| block.lines.len() + 1).collect();
        let height = (all.div_ceil(self.count)..=all).find(|height| Self::needed(&heights, *height) <= self.count);
        let height = height.unwrap_or(all);
        let mut columns: Vec<Lines> = vec![Vec::new()];
        for block in blocks {
            let is_full = columns.last().is_some_and(|lines| lines.len() + block.lines.len() + 1 > height);
            if is_full && columns.len() < self.count {
                columns.push(Vec::new());
            }
            if let Some(lines) = columns.last_mut() {
                lines.extend(block.lines);
                lines.push(Line::new());
            }
        }
        let rows = columns.iter().map(Vec::len).max().unwrap_or(0).saturating_sub(1);
        (0..rows).map(|row| self.row(&columns, row)).collect()
    }

    /// Columns that blocks of these heights take where a column has `height` lines.
    fn needed(heights: &[usize], height: usize) -> usize {
        let (mut columns, mut used) = (1, 0);
        for block in heights {
            if used > 0 && used + block > height {
                (columns, used) = (columns + 1, 0);
            }
            used += block;
        }
        columns
    }

    fn row(self, columns: &[Lines], row: usize) -> Line {
        let mut line = Line::new();
        for (place, column) in columns.iter().enumerate() {
            let missing = (place * (self.width + GAP)).saturating_sub(pieces_width(&line));
            if let Some(pieces) = column.get(row).filter(|pieces| !pieces.is_empty()) {
                if missing > 0 {
                    line.push(Piece::plain(" ".repeat(missing)));
                }
                line.extend(pieces.iter().cloned());
            }
        }
        line
    }
}

/// A heading and what stands below it.
pub(super) struct Block {
    lines: Lines,
    width: usize,
    /// Cells before what the entries mean.
    keys: usize,
}

impl Block {
    /// A heading, in a column of `width` cells.
    pub(super) fn new(title: &str, width: usize) -> Self {
        Self { lines: vec![vec![Piece::new(title, Role::Heading)]], width, keys: KEYS }
    }

    /// The same for entries with names, which are longer than keys.
    pub(super) fn of_names(title: &str, width: usize) -> Self {
        Self { keys: if width >= WIDE_FROM { NAMES } else { KEYS }, ..Self::new(title, width) }
    }

    /// Whether anything stands below the heading.
    pub(super) fn has_entries(&self) -> bool {
        self.lines.len() > 1
    }

    /// A key or a sign, and what it means.
    pub(super) fn entry(&mut self, key: &str, role: Role, meaning: &str) {
        let keys = self.keys;
        let mut head = format!("  {key:<keys$} ");
        let indent = keys + 3;
        if text::width(&head) > indent {
            self.lines.push(vec![Piece::new(head.trim_end(), role)]);
            head = " ".repeat(indent);
        }
        for part in text::wrap(meaning, self.width.saturating_sub(indent)) {
            self.lines.push(vec![Piece::new(head, role), Piece::plain(part)]);
            head = " ".repeat(indent);
        }
    }
}
