//! The table's columns as data: one entry of [`COLUMNS`] for each, with title, order, width at each form, and what a cell
//! says.

use std::time::Duration;

use crate::account::fleet::Row;
use crate::domain::{Moment, Runner, RunnerType, Version, VersionTrack};
use crate::tui::screens::parts::change;
use crate::tui::screens::parts::runner::{name, status};
use crate::tui::ui::layout::NARROW_BELOW;
use crate::tui::ui::{Piece, Role, Symbols};

/// A column of the runner list, by its place in [`COLUMNS`].
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
#[expect(missing_docs, reason = "each is named after what it shows")]
pub enum Column {
    Runner,
    Status,
    Platform,
    Type,
    Version,
    Track,
    Changed,
}

/// Everything that a column is.
pub struct Definition {
    /// The column that this defines or places.
    pub column: Column,
    /// The title above its cells, in capitals.
    pub title: &'static str,
    /// The name in a sentence.
    pub name: &'static str,
    /// Which end comes first when sorted by it.
    pub order_note: &'static str,
    /// What rows are sorted by.
    pub order: SortBy,
    /// Cells of the terminal without the gap, at [`Form::Mark`], `Short`, `Medium` and `Long`; of the runner's name at the
    /// least.
    widths: [u16; 4],
    cell: fn(&Cell) -> Vec<Piece>,
}

/// What rows are sorted by; ties are broken by name, then id.
pub enum SortBy {
    /// The name and the id themselves.
    Name,
    /// A number, the smallest first.
    Number(fn(&Row) -> u64),
    /// A word, from A to Z; rows without one come last.
    Word(fn(&Runner) -> Option<&str>),
    /// A version, the oldest first; rows without one come last.
    Version(fn(&Runner) -> Option<&Version>),
}

/// What a cell is made from.
struct Cell<'a> {
    row: &'a Row,
    form: Form,
    symbols: &'a Symbols,
    now: Moment,
}

/// How much a cell says.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Form {
    /// A glyph alone, which tells one state from another.
    Mark,
    /// As little as still tells rows apart.
    Short,
    /// Words and marks, each at its usual length.
    Medium,
    /// Everything in words, where there is room to spare.
    Long,
}

/// A column with its place in the row.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Placed {
    /// The column that this defines or places.
    pub column: Column,
    /// How much its cells say.
    pub form: Form,
    /// Cells from the row's left end.
    pub x: u16,
    /// Cells, without the gap behind.
    pub width: u16,
}

/// Cells before the first column: the bar's glyph and a blank.
const LEAD: u16 = 2;
/// Empty cells between two columns.
const GAP: u16 = 1;
/// A name is at most 30 characters by the documentation; more room than this helps nobody.
const WIDEST_NAME: u16 = 30;

/// What stands for the status of a runner that the list lacks, before it was looked up.
const MISSING: &str = "? missing";

/// Which end comes first of words.
const A_TO_Z: &str = "A to Z";

/// The columns, in the order of the screen, which is also the order of the number keys.
pub static COLUMNS: [Definition; 7] = [
    Definition {
        column: Column::Runner,
        title: "RUNNER",
        name: "Runner",
        order_note: A_TO_Z,
        order: SortBy::Name,
        widths: [21, 15, 21, WIDEST_NAME],
        cell: |cell| vec![name(&cell.row.runner)],
    },
    Definition {
        column: Column::Status,
        title: "STATUS",
        name: "Status",
        order_note: "needs attention first",
        order: SortBy::Number(|row| row.runner.status.as_ref().map_or(8, |status| status.attention_rank().into())),
        widths: [13, 13, 13, 17],
        cell: |cell| cell.status(),
    },
    Definition {
        column: Column::Platform,
        title: "PLATFORM",
        name: "Platform",
        order_note: A_TO_Z,
        order: SortBy::Word(|runner| runner.platform.short_name()),
        widths: [11; 4],
        cell: |cell| cell.word(cell.row.runner.platform.short_name()),
    },
    Definition {
        column: Column::Type,
        title: "TYPE",
        name: "Type",
        order_note: A_TO_Z,
        order: SortBy::Word(|runner| runner.runner_type.as_ref().map(RunnerType::label)),
        widths: [10, 9, 10, 10],
        cell: |cell| cell.word(cell.row.runner.runner_type.as_ref().map(RunnerType::label)),
    },
    Definition {
        column: Column::Version,
        title: "VERSION",
        name: "Version",
        order_note: "oldest first",
        order: SortBy::Version(|runner| runner.release.version.as_ref()),
        widths: [1, 10, 19, 27],
        cell: |cell| version(&cell.row.runner, cell.form, cell.symbols, cell.missing()),
    },
    Definition {
        column: Column::Track,
        title: "TRACK",
        name: "Track",
        order_note: A_TO_Z,
        order: SortBy::Word(|runner| runner.release.track.as_ref().map(VersionTrack::label)),
        widths: [7; 4],
        cell: |cell| cell.word(cell.row.runner.release.track.as_ref().map(VersionTrack::label)),
    },
    Definition {
        column: Column::Changed,
        title: "CHANGED",
        name: "Changed",
        order_note: "latest first",
        order: SortBy::Number(|row| latest_first(row.change.as_ref().map(|change| change.at.mono))),
        widths: [4, 4, 11, 15],
        cell: |cell| cell.changed(),
    },
];

impl Column {
    /// Everything that it is.
    pub fn definition(self) -> &'static Definition {
        &COLUMNS[self as usize]
    }

    /// Width in cells of the terminal, without the gap; of the runner's name at the least.
    fn width(self, form: Form) -> u16 {
        self.definition().widths[form as usize]
    }

    /// What the cell of `row` says.
    pub fn cell(self, row: &Row, form: Form, symbols: &Symbols, now: Moment) -> Vec<Piece> {
        (self.definition().cell)(&Cell { row, form, symbols, now })
    }
}

impl Cell<'_> {
    /// A dash is an answer: there is none. What may still come shows as such.
    fn missing(&self) -> &'static str {
        if self.row.is_incomplete() { self.symbols.ellipsis } else { self.symbols.absent }
    }

    fn word(&self, word: Option<&str>) -> Vec<Piece> {
        vec![word.map_or_else(|| Piece::new(self.missing(), Role::Quiet), Piece::plain)]
    }

    fn status(&self) -> Vec<Piece> {
        // What it reports is not known before it was looked up.
        if self.row.is_missing() {
            return vec![Piece::new(MISSING, Role::Attention)];
        }
        if self.row.runner.status.is_none() {
            return self.word(None);
        }
        let mut pieces = status(&self.row.runner, self.form == Form::Long, self.symbols);
        pieces.extend(self.row.new_secret.map(|_| Piece::new(format!(" {}", self.symbols.asked), Role::InMotion)));
        pieces
    }

    /// How long ago, to the minute, so that it is calm; and what, where there is room.
    fn changed(&self) -> Vec<Piece> {
        let Some(change) = &self.row.change else { return vec![Piece::new(self.symbols.absent, Role::Quiet)] };
        let mut pieces = vec![Piece::plain(format!("{:<3}", change::age(self.now.since(&change.at))))];
        if self.form > Form::Short {
            pieces.push(Piece::plain(format!(" {}", change::word(&change.kind))));
        }
        pieces
    }
}

fn latest_first(changed: Option<Duration>) -> u64 {
    changed.map_or(u64::MAX, |at| u64::MAX - 1 - u64::try_from(at.as_millis()).unwrap_or(u64::MAX - 1))
}

fn version(runner: &Runner, form: Form, symbols: &Symbols, missing: &str) -> Vec<Piece> {
    let release = &runner.release;
    if form == Form::Mark {
        return vec![match () {
            () if release.is_out_of_support() => Piece::new(symbols.unsupported, Role::Bad),
            () if release.has_update() => Piece::new(symbols.update, Role::Attention),
            () => Piece::plain(""),
        }];
    }
    let number = match &release.version {
        Some(version) => Piece::plain(version.label()),
        None if runner.withheld_reason().is_some() => Piece::new("managed", Role::Off),
        None => Piece::new(missing, Role::Quiet),
    };
    let mut pieces = vec![number];
    let gap = if form == Form::Long { "  " } else { " " };
    // Out of support comes first: it is the more urgent of the two (domain: attention order).
    if release.is_out_of_support() {
        let word = match form {
            Form::Mark | Form::Short => "",
            Form::Medium => " old",
            Form::Long => " out of support",
        };
        if release.has_update() && form > Form::Short {
            pieces.push(Piece::new(format!(" {}", symbols.update), Role::Attention));
        }
        pieces.push(Piece::plain(" "));
        pieces.push(Piece::new(format!("{}{word}", symbols.unsupported), Role::Bad));
    } else if release.has_update() {
        let latest =
            release.latest.as_ref().filter(|_| form > Form::Short).map(|latest| format!(" {}", latest.label()));
        pieces.push(Piece::plain(gap));
        pieces.push(Piece::new(format!("{}{}", symbols.update, latest.unwrap_or_default()), Role::Attention));
    }
    pieces
}

/// The columns of a table `width` cells wide: from the right the last ones are dropped, then what room is left
/// goes to longer forms and to the names. With `all` every column is there, at its shortest.
///
/// On a narrow screen a row is name, status and one mark, whatever was wished.
pub fn plan(width: u16, all: bool) -> Vec<Placed> {
    if width < NARROW_BELOW {
        return narrow_plan(width);
    }
    let needed = |columns: &[(Column, Form)]| -> u16 {
        LEAD + columns.iter().map(|(column, form)| column.width(*form) + GAP).sum::<u16>() - GAP
    };
    let first_form = if all { Form::Short } else { Form::Medium };
    let mut columns: Vec<(Column, Form)> = COLUMNS.iter().map(|column| (column.column, first_form)).collect();
    while columns.len() > 1 && needed(&columns) > width {
        columns.pop();
    }
    for (column, form) in [
        (Column::Runner, Form::Medium),
        (Column::Version, Form::Medium),
        (Column::Status, Form::Medium),
        (Column::Changed, Form::Medium),
        (Column::Version, Form::Long),
        (Column::Runner, Form::Long),
        (Column::Status, Form::Long),
        (Column::Changed, Form::Long),
    ] {
        let mut longer = columns.clone();
        if let Some(entry) = longer.iter_mut().find(|entry| entry.0 == column && entry.1 < form) {
            entry.1 = form;
            if needed(&longer) <= width {
                columns = longer;
            }
        }
    }
    let spare = width.saturating_sub(needed(&columns));
    let mut x = LEAD;
    columns
        .into_iter()
        .map(|(column, form)| {
            let mut cells = column.width(form);
            if column == Column::Runner {
                cells = (cells + spare).min(WIDEST_NAME).min(width.saturating_sub(LEAD));
            }
            let placed = Placed { column, form, x, width: cells };
            x += cells + GAP;
            placed
        })
        .collect()
}

/// Name, status and mark, after a lead of one cell.
fn narrow_plan(width: u16) -> Vec<Placed> {
    let status = Column::Status.width(Form::Medium);
    let mark = Column::Version.width(Form::Mark);
    let name = width.saturating_sub(1 + GAP + status + GAP + mark + 1).min(WIDEST_NAME);
    let status_x = 1 + name + GAP;
    vec![
        Placed { column: Column::Runner, form: Form::Medium, x: 1, width: name },
        Placed { column: Column::Status, form: Form::Medium, x: status_x, width: status },
        Placed { column: Column::Version, form: Form::Mark, x: status_x + status + GAP, width: mark },
    ]
}

#[cfg(test)]
mod tests {
    use super::COLUMNS;

    #[test]
    fn each_column_stands_in_its_place() {
        assert!(COLUMNS.iter().enumerate().all(|(place, entry)| entry.column as usize == place));
    }
}
