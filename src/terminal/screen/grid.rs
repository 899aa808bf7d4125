//! A rectangle of glyphs in which a wide glyph is always followed by the cells it covers, and nothing else is covered.

use ratatui::layout::Size;

use super::glyph::Glyph;

/// The rows `top..bottom` move by `rows`, and blank rows come in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Scroll {
    pub(super) top: u16,
    pub(super) bottom: u16,
    /// Less than `bottom - top`.
    pub(super) rows: u16,
    pub(super) is_up: bool,
}

/// The cells of a terminal, row by row, and a hash of each row.
#[derive(Debug)]
pub(super) struct Grid {
    size: Size,
    cells: Vec<Glyph>,
    hashes: Vec<u64>,
}

impl Grid {
    pub(super) fn new(size: Size) -> Self {
        let cells = vec![Glyph::BLANK; usize::from(size.width) * usize::from(size.height)];
        let blank = hash(&cells[..usize::from(size.width).min(cells.len())]);
        Self { size, cells, hashes: vec![blank; usize::from(size.height)] }
    }

    pub(super) fn size(&self) -> Size {
        self.size
    }

    pub(super) fn cells_mut(&mut self) -> &mut [Glyph] {
        &mut self.cells
    }

    pub(super) fn row(&self, y: u16) -> &[Glyph] {
        let width = usize::from(self.size.width);
        &self.cells[usize::from(y) * width..][..width]
    }

    pub(super) fn row_mut(&mut self, y: u16) -> &mut [Glyph] {
        let width = usize::from(self.size.width);
        &mut self.cells[usize::from(y) * width..][..width]
    }

    /// The hash of a row as it was when [`Grid::rehash`] was last called for it: a hint, never a proof.
    pub(super) fn hash(&self, y: u16) -> u64 {
        self.hashes[usize::from(y)]
    }

    pub(super) fn rehash(&mut self, y: u16) {
        self.hashes[usize::from(y)] = hash(self.row(y));
    }

    /// Sets one cell, which must lie inside and have room for `glyph`. Half of a wide glyph that is overwritten takes
    /// its other half along. A cell that a wide glyph covers is not reached: the glyph itself must be replaced first.
    pub(super) fn put(&mut self, x: u16, y: u16, glyph: Glyph) {
        let row = self.row_mut(y);
        let x = usize::from(x);
        if row[x].is_covered() {
            return;
        }
        uncover(row, x);
        row[x] = glyph;
        for covered in x + 1..x + usize::from(glyph.width) {
            uncover(row, covered);
            row[covered] = glyph.covered();
        }
    }

    /// Blanks `columns` of a row.
    pub(super) fn blank(&mut self, y: u16, columns: std::ops::Range<u16>) {
        let row = self.row_mut(y);
        let end = usize::from(columns.end).min(row.len());
        let mut start = usize::from(columns.start);
        if start >= end {
            return;
        }
        // A wide glyph that reaches in from the left goes as a whole.
        while row[start].is_covered() && start > 0 {
            start -= 1;
        }
        uncover(row, end - 1);
        row[start..end].fill(Glyph::BLANK);
    }

    /// What the terminal makes of `scroll`. The hashes of these rows are out of date then.
    pub(super) fn scroll(&mut self, scroll: Scroll) {
        let width = usize::from(self.size.width);
        let band = &mut self.cells[usize::from(scroll.top) * width..usize::from(scroll.bottom) * width];
        let incoming = usize::from(scroll.rows) * width;
        if scroll.is_up {
            band.rotate_left(incoming);
            band.iter_mut().rev().take(incoming).for_each(|glyph| *glyph = Glyph::BLANK);
        } else {
            band.rotate_right(incoming);
            band[..incoming].fill(Glyph::BLANK);
        }
    }

    /// Takes over one row of `other`, which has the same size.
    pub(super) fn copy_row(&mut self, y: u16, other: &Self) {
        self.row_mut(y).copy_from_slice(other.row(y));
        self.hashes[usize::from(y)] = other.hash(y);
    }

    /// Everything blank, of another size perhaps.
    pub(super) fn clear(&mut self, size: Size) {
        if size == self.size {
            self.cells.fill(Glyph::BLANK);
            (0..size.height).for_each(|y| self.rehash(y));
        } else {
            *self = Self::new(size);
        }
    }

    /// The same contents in another size, cut off or filled up with blanks.
    pub(super) fn resized(&self, size: Size) -> Self {
        let mut resized = Self::new(size);
        let width = size.width.min(self.size.width);
        for y in 0..size.height.min(self.size.height) {
            for x in 0..width {
                let glyph = self.row(y)[usize::from(x)];
                if !glyph.is_covered() && u16::from(glyph.width) <= width - x {
                    resized.put(x, y, glyph);
                }
            }
            resized.rehash(y);
        }
        resized
    }
}

/// Blanks what the glyph at `x` covers, or what follows if `x` is covered itself.
fn uncover(row: &mut [Glyph], x: usize) {
    for glyph in row.iter_mut().skip(x + 1).take_while(|glyph| glyph.is_covered()) {
        *glyph = glyph.uncovered();
    }
}

fn hash(row: &[Glyph]) -> u64 {
    row.iter().fold(0, |hash, glyph| glyph.hash(hash))
}
