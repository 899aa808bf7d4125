//! Text for people: cells that have a tone, in rows that are aligned as [`crate::text::table`] does.

use crate::text::table;

/// A cell, safe to print.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Cell {
    text: String,
    tone: Tone,
}

/// How a cell looks where there are colours. The words say everything without.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Tone {
    Plain,
    Title,
    Attention,
    Bad,
    Quiet,
}

impl Tone {
    /// The parameters of its SGR sequence: of the terminal's own palette.
    fn sgr(self) -> &'static str {
        match self {
            Self::Plain => "",
            // No colour: yellow cannot be read on a light ground, and nobody asks which it is.
            Self::Title | Self::Attention => "1",
            Self::Bad => "31;1",
            Self::Quiet => "2",
        }
    }

    /// `text` in this tone.
    pub(super) fn of(self, text: &str, has_colors: bool) -> String {
        let sgr = self.sgr();
        if has_colors && !sgr.is_empty() && !text.is_empty() {
            format!("\x1b[{sgr}m{text}\x1b[0m")
        } else {
            text.to_owned()
        }
    }
}

impl Cell {
    /// A cell that says `text`, which is safe.
    pub(super) fn new(text: impl Into<String>, tone: Tone) -> Self {
        Self { text: text.into(), tone }
    }

    /// What it says.
    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// The same in its tone.
    pub(super) fn shown(&self, has_colors: bool) -> String {
        self.tone.of(&self.text, has_colors)
    }

    /// The same without a tone.
    pub(super) fn plain(text: impl Into<String>) -> Self {
        Self::new(text, Tone::Plain)
    }
}

/// The rows as lines, each column as wide as its widest cell; each line at most `columns` cells where there are so many.
pub(super) fn aligned(rows: &[Vec<Cell>], columns: Option<usize>, has_colors: bool) -> String {
    table::aligned(rows, columns, |cell| &cell.text, |cell, shown| cell.tone.of(shown, has_colors))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text;

    fn rows() -> Vec<Vec<Cell>> {
        let row = |cells: [&str; 3]| cells.map(Cell::plain).to_vec();
        vec![row(["RUNNER", "STATUS", "VERSION"]), row(["日本", "Running", "1"]), row(["a-long-name", "", "11.2"])]
    }

    #[test]
    fn cells_stand_under_each_other_and_no_line_ends_with_a_blank() {
        assert_eq!(
            aligned(&rows(), None, false),
            "RUNNER       STATUS   VERSION\n日本         Running  1\na-long-name           11.2\n"
        );
    }

    #[test]
    fn a_line_is_cut_where_the_terminal_ends() {
        for columns in 1..40 {
            for line in aligned(&rows(), Some(columns), false).lines() {
                assert!(text::width(line) <= columns, "{columns}: {line:?}");
            }
        }
        assert_eq!(aligned(&rows(), Some(16), false), "RUNNER       ST…\n日本         Ru…\na-long-name\n");
        assert_eq!(aligned(&rows(), Some(15), false), "RUNNER\n日本\na-long-name\n");
    }

    #[test]
    fn colours_change_no_cell() {
        let plain = aligned(&rows(), None, false);
        let mut rows = rows();
        rows[1][1] = Cell::new("Running", Tone::Bad);
        let colored = aligned(&rows, None, true);
        assert_eq!(colored.replace("\x1b[31;1m", "").replace("\x1b[0m", ""), plain);
    }
}
