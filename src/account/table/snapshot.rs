//! [`Snapshot`]: rows as they are shown at a time, to be written down elsewhere, where nobody waits for that.

use std::sync::Arc;

use crate::account::Profile;
use crate::account::fleet::Row;
use crate::account::table::{Column, words};
use crate::text::table::TableForm;
use crate::text::words::{count, counted};

/// Rows in their order, with the columns that are wanted of them. Taking it copies no text.
#[derive(Clone, PartialEq, Debug)]
pub struct Snapshot {
    columns: Vec<Column>,
    rows: Vec<Row>,
    /// By account.
    profiles: Vec<Arc<Profile>>,
}

/// Which rows a [`Snapshot`] has.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Extent {
    /// How many.
    pub rows: usize,
    /// Whether they are those that are marked; else all that the list shows.
    pub are_marked: bool,
    /// How many of the marked ones the list does not show.
    pub hidden: usize,
}

impl Extent {
    /// In words: `42 runners`, `3 marked runners, 1 of them hidden`.
    pub fn in_words(self) -> String {
        match self {
            Self { rows, are_marked: false, .. } => counted(rows, "runner"),
            Self { rows, hidden: 0, .. } => counted(rows, "marked runner"),
            Self { rows, hidden, .. } => {
                format!("{}, {} of them hidden", counted(rows, "marked runner"), count(hidden))
            }
        }
    }
}

impl Snapshot {
    /// `rows` in this order, with these columns from the left.
    pub fn new<'a>(columns: Vec<Column>, rows: impl Iterator<Item = &'a Row>, profiles: &[Arc<Profile>]) -> Self {
        Self { columns, rows: rows.cloned().collect(), profiles: profiles.to_vec() }
    }

    /// How many rows there are.
    pub fn rows(&self) -> usize {
        self.rows.len()
    }

    /// The table in this form, titles first. Takes a moment for a large fleet.
    pub fn written(&self, form: TableForm) -> String {
        let titles: Vec<&str> = self.columns.iter().map(|column| column.name()).collect();
        let account = |row: &Row| self.profiles.get(usize::from(row.account.0)).map_or("", |profile| profile.label());
        let cells = |row: &Row| self.columns.iter().map(|column| words::cell(*column, row, account(row))).collect();
        form.written(&titles, self.rows.iter().map(cells))
    }
}
