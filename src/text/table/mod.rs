//! Tables as text: rows of cells in the form in which a person, a spreadsheet or a page takes them. Whatever the cells say, no
//! control character is written, and each row has its cells.
//!
//! ```text
//! aligned.rs    cells under each other
//! csv_rows.rs   comma-separated values
//! markdown.rs   a table as GitHub's Markdown has them
//! ```

mod aligned;
mod csv_rows;
mod markdown;

pub use aligned::aligned;
pub use csv_rows::written as csv;
pub use markdown::markdown;

use crate::domain::text::make_safe;

/// Stands for what is not known, where people read.
const ABSENT: &str = "-";

/// In which form a table is written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum TableForm {
    /// Cells under each other.
    Text,
    /// Comma-separated values.
    Csv,
    /// A table in Markdown.
    Markdown,
}

impl TableForm {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Text, Self::Csv, Self::Markdown];

    /// Its name in a sentence.
    pub fn label(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Csv => "CSV",
            Self::Markdown => "Markdown",
        }
    }

    /// The end of the name of a file that has it.
    pub fn ending(self) -> &'static str {
        match self {
            Self::Text => ".txt",
            Self::Csv => ".csv",
            Self::Markdown => ".md",
        }
    }

    /// What the end of a file's name stands for, in capitals or not.
    pub fn of_name(name: &str) -> Option<Self> {
        let (_, ending) = name.rsplit_once('.').filter(|(stem, _)| !stem.is_empty())?;
        Self::ALL.into_iter().find(|form| form.ending()[1..].eq_ignore_ascii_case(ending))
    }

    /// A table in this form; `None` is a cell of which nothing is known.
    pub fn written(self, titles: &[&str], rows: impl Iterator<Item = Vec<Option<String>>>) -> String {
        let titles = titles.iter().map(|title| (*title).to_owned()).collect::<Vec<_>>();
        let absent = if self == Self::Csv { "" } else { ABSENT };
        let cell = |cell: Option<String>| cell.map_or_else(|| absent.to_owned(), safe);
        let rows = rows.map(|row| row.into_iter().map(cell).collect::<Vec<_>>());
        match self {
            Self::Csv => csv(Some(titles), rows),
            Self::Markdown => markdown(&titles, rows),
            Self::Text => {
                let rows: Vec<Vec<String>> = std::iter::once(titles).chain(rows).collect();
                aligned(&rows, None, String::as_str, |_, shown| shown.to_owned())
            }
        }
    }
}

/// Most cells are safe, and are not copied.
fn safe(text: String) -> String {
    match make_safe(&text) {
        std::borrow::Cow::Borrowed(_) => text,
        std::borrow::Cow::Owned(marked) => marked,
    }
}
