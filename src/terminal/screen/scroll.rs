//! Whether a frame is mostly the last one moved up or down, so that the terminal can be told to scroll.
//!
//! Nothing here must be right for the screen to be right: what a scroll leaves different is written as usual. It has to
//! pay, though, and so everything is estimated in bytes.

use super::glyph::Glyph;
use super::grid::{Grid, Scroll};

/// Moving to a run of changed cells costs at most about this many bytes.
const MOVE: usize = 6;
/// Changing the pen costs about this many.
const PEN: usize = 5;
/// Margins set and reset and the cursor taken there, and some bytes to be won so that it is worth doing.
const OVERHEAD_BYTES: i64 = 32;
/// Fewer changed rows than this are no scrolled list.
const MIN_CHANGED_ROWS: usize = 3;
/// How many of the shifts that most rows vote for are looked at closely.
const CANDIDATES: usize = 3;

/// Finds scrolls; owns its scratch space so that a frame allocates nothing.
#[derive(Debug, Default)]
pub(super) struct Finder {
    /// The rows that differ.
    changed: Vec<u16>,
    /// How many rows a shift up by the index would make right, and down by the index.
    up: Vec<u16>,
    down: Vec<u16>,
    /// What each row costs over what is shown there, and over a blank row.
    costs: Vec<(i64, i64)>,
    /// Won by the rows that move and by those that become blank, each summed over the rows before the index.
    moved: Vec<i64>,
    blanked: Vec<i64>,
}

impl Finder {
    /// The scroll of `shown` after which `wanted` is clearly cheaper to write. `dirty` marks the rows that may differ;
    /// the hashes of all rows must be up to date.
    pub(super) fn find(&mut self, shown: &Grid, wanted: &Grid, dirty: &[bool]) -> Option<Scroll> {
        let height = wanted.size().height;
        self.changed.clear();
        self.changed.extend((0..height).filter(|&y| dirty[usize::from(y)] && shown.hash(y) != wanted.hash(y)));
        if self.changed.len() < MIN_CHANGED_ROWS {
            return None;
        }
        self.vote(shown, wanted);
        self.costs.clear();
        let mut best: Option<(i64, Scroll)> = None;
        for _ in 0..CANDIDATES {
            let Some((rows, is_up)) = self.take_favourite() else { break };
            if self.costs.is_empty() {
                self.costs.extend((0..height).map(|y| costs(shown, wanted, y)));
            }
            let (won, scroll) = self.best_band(shown, wanted, rows, is_up);
            if won > best.map_or(OVERHEAD_BYTES, |(most, _)| most) {
                best = Some((won, scroll));
            }
        }
        best.map(|(_, scroll)| scroll)
    }

    /// Each changed row votes for the shifts that would bring it from where it was. Blank rows have no opinion.
    fn vote(&mut self, shown: &Grid, wanted: &Grid) {
        let height = usize::from(wanted.size().height);
        for votes in [&mut self.up, &mut self.down] {
            votes.clear();
            votes.resize(height, 0);
        }
        for &y in &self.changed {
            if wanted.row(y).iter().all(Glyph::is_blank) {
                continue;
            }
            for from in (0..wanted.size().height).filter(|&from| shown.hash(from) == wanted.hash(y)) {
                let votes = if from > y { &mut self.up } else { &mut self.down };
                votes[usize::from(from.abs_diff(y))] += 1;
            }
        }
    }

    /// The shift with the most votes, which it loses.
    fn take_favourite(&mut self) -> Option<(u16, bool)> {
        let most = |votes: &[u16]| votes.iter().copied().zip(0..).max_by_key(|&(count, rows)| (count, u16::MAX - rows));
        let (up, down): ((u16, u16), (u16, u16)) = (most(&self.up)?, most(&self.down)?);
        let is_up = up.0 >= down.0;
        let (count, rows) = if is_up { up } else { down };
        let votes = if is_up { &mut self.up } else { &mut self.down };
        votes[usize::from(rows)] = 0;
        (count > 0 && rows > 0).then_some((rows, is_up))
    }

    /// The rows among which a shift wins most bytes, and how many.
    ///
    /// Worked out for a shift up; one down is the same with the rows counted from below.
    fn best_band(&mut self, shown: &Grid, wanted: &Grid, rows: u16, is_up: bool) -> (i64, Scroll) {
        let height = wanted.size().height;
        let row = |index: u16| if is_up { index } else { height - 1 - index };
        let (mut moved, mut blanked) = (0, 0);
        self.moved.clear();
        self.blanked.clear();
        for index in 0..height {
            self.moved.push(moved);
            self.blanked.push(blanked);
            let y = row(index);
            let (stay, blank) = self.costs[usize::from(y)];
            if index + rows < height {
                moved += stay - cost_between(shown, row(index + rows), wanted, y);
            }
            blanked += stay - blank;
        }
        self.moved.push(moved);
        self.blanked.push(blanked);

        let at = |sums: &[i64], index: u16| sums[usize::from(index)];
        let mut best = (i64::MIN, 0, height);
        let mut start = 0;
        for end in rows + 1..=height {
            // The last `rows` rows of the band become blank.
            let split = end - rows;
            if at(&self.moved, split - 1) <= at(&self.moved, start) {
                start = split - 1;
            }
            let won =
                at(&self.moved, split) - at(&self.moved, start) + at(&self.blanked, end) - at(&self.blanked, split);
            if won > best.0 {
                best = (won, start, end);
            }
        }
        let (won, start, end) = best;
        let (top, bottom) = if is_up { (start, end) } else { (height - end, height - start) };
        (won, Scroll { top, bottom, rows, is_up })
    }
}

fn costs(shown: &Grid, wanted: &Grid, y: u16) -> (i64, i64) {
    (cost_between(shown, y, wanted, y), cost(std::iter::repeat(&Glyph::BLANK), wanted.row(y)))
}

fn cost_between(shown: &Grid, from: u16, wanted: &Grid, to: u16) -> i64 {
    if shown.hash(from) == wanted.hash(to) { 0 } else { cost(shown.row(from).iter(), wanted.row(to)) }
}

/// About how many bytes turn the row `from` into `to`.
fn cost<'a>(from: impl Iterator<Item = &'a Glyph>, to: &'a [Glyph]) -> i64 {
    let text = to.len() - to.iter().rev().take_while(|&&glyph| glyph == Glyph::BLANK).count();
    let mut bytes = 0;
    let mut cursor = None;
    let mut pen = Glyph::BLANK.pen();
    for (x, (_, glyph)) in from.zip(to).enumerate().filter(|(_, (from, to))| from != to) {
        bytes += cursor.map_or(MOVE, |cursor: usize| MOVE.min(x - cursor));
        if x >= text {
            bytes += 3; // the rest is erased at once
            break;
        }
        if !glyph.suits(pen) {
            pen = glyph.pen();
            bytes += PEN;
        }
        bytes += glyph.bytes();
        cursor = Some(x + 1);
    }
    i64::try_from(bytes).unwrap_or(i64::MAX)
}
