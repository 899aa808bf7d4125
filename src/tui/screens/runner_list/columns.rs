//! The table's columns as data: one entry of [`COLUMNS`] for each, with title, order, width at each form, and what a cell
//! says.

use crate::account::fleet::Row;
use crate::account::table::{self, Column};
use crate::domain::{Moment, RunnerType, Runs, Severity, VersionTrack};
use crate::text;
use crate::tui::screens::parts::runner::{name, status};
use crate::tui::screens::parts::{change, work_words};
use crate::tui::ui::{Piece, Role, Symbols};

/// Everything that a column is.
pub struct Definition {
    /// The column that this defines or places.
    pub column: Column,
    /// The title above its cells at each form, in capitals.
    titles: [&'static str; 4],
    /// Cells of the terminal without the gap, at [`Form::Mark`], `Short`, `Medium` and `Long`; of the runner's name at the
    /// least.
    widths: [u16; 4],
    cell: fn(&Cell) -> Vec<Piece>,
}

/// What a cell is made from.
struct Cell<'a> {
    row: &'a Row,
    /// The account in words.
    account: &'a str,
    form: Form,
    /// Cells of the terminal that there are for it.
    width: u16,
    symbols: &'a Symbols,
    now: Moment,
}

/// How much a cell says.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Form {
    /// So little that every column but the last has room on a screen of 80 cells: glyphs without their words.
    Mark,
    /// As little as still says everything.
    Short,
    /// Words and marks, each at its usual length.
    Medium,
    /// Everything in words, where there is room to spare.
    Long,
}

/// Cells of the longest names that there are, as far as the table cares.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Longest {
    /// Of a runner.
    pub name: u16,
    /// Of an account; 0 where the rows do not say whose they are.
    pub account: u16,
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

/// A name is at most 30 characters by the documentation; more room than this helps nobody.
pub(super) const WIDEST_NAME: u16 = 30;
/// The name of an account is rarely longer; a longer one is cut.
pub(super) const WIDEST_ACCOUNT: u16 = 16;
/// The title with its arrow.
pub(super) const NARROWEST_ACCOUNT: u16 = 9;
/// The title with its arrow.
pub(super) const NARROWEST_NAME: u16 = 8;

/// What stands for the status of a runner that the list lacks, before it was looked up.
const MISSING: &str = "? missing";

/// The columns, in the order of the number keys.
pub static COLUMNS: [Definition; 10] = [
    Definition {
        column: Column::Runner,
        titles: ["RUNNER"; 4],
        widths: [14, 18, 21, WIDEST_NAME],
        cell: |cell| vec![name(&cell.row.runner)],
    },
    Definition { column: Column::Status, titles: ["STATUS"; 4], widths: [17; 4], cell: |cell| cell.status() },
    Definition {
        column: Column::Platform,
        titles: ["PLATFORM"; 4],
        widths: [11; 4],
        cell: |cell| cell.word(cell.row.runner.platform.short_name()),
    },
    Definition {
        column: Column::Type,
        titles: ["TYPE"; 4],
        widths: [6, 6, 9, 9],
        cell: |cell| cell.word(cell.row.runner.runner_type.as_ref().map(|runner_type| cell.type_word(runner_type))),
    },
    Definition { column: Column::Version, titles: ["VERSION"; 4], widths: [8, 8, 8, 10], cell: |cell| cell.version() },
    Definition {
        column: Column::Update,
        titles: ["", "UPDATE", "UPDATE", "UPDATE"],
        widths: [2, 12, 24, 27],
        cell: |cell| cell.update(),
    },
    Definition {
        column: Column::Track,
        titles: ["TRACK"; 4],
        widths: [7; 4],
        cell: |cell| cell.word(cell.row.runner.release.track.as_ref().map(VersionTrack::label)),
    },
    Definition {
        column: Column::Changed,
        titles: ["AGO", "CHANGE", "CHANGE", "LAST CHANGE"],
        widths: [4, 7, 11, 16],
        cell: |cell| cell.changed(),
    },
    Definition { column: Column::Runs, titles: ["RUNS"; 4], widths: [4; 4], cell: |cell| cell.runs() },
    Definition {
        column: Column::Account,
        titles: ["ACCOUNT"; 4],
        // As wide as the names are.
        widths: [WIDEST_ACCOUNT; 4],
        cell: |cell| vec![Piece::new(cell.account, Role::Quiet)],
    },
];

impl Column {
    /// Everything that it is.
    pub fn definition(self) -> &'static Definition {
        &COLUMNS[self as usize]
    }

    /// Width in cells of the terminal at each form.
    #[cfg(test)]
    pub(super) fn widths(self) -> [u16; 4] {
        self.definition().widths
    }

    /// Width in cells of the terminal, without the gap; of the runner's name at the least. More room than the longest has is better
    /// used by words.
    pub(super) fn width(self, form: Form, longest: Longest) -> u16 {
        let width = self.definition().widths[form as usize];
        match self {
            Self::Runner => width.min(longest.name.max(NARROWEST_NAME)),
            Self::Account => width.min(longest.account.max(NARROWEST_ACCOUNT)),
            _ => width,
        }
    }
}

impl Placed {
    /// What stands above its cells.
    pub fn title(&self) -> &'static str {
        self.column.definition().titles[self.form as usize]
    }

    /// What the cell of `row` says, which is one of the account `account`.
    pub fn cell(&self, row: &Row, account: &str, symbols: &Symbols, now: Moment) -> Vec<Piece> {
        (self.column.definition().cell)(&Cell { row, account, form: self.form, width: self.width, symbols, now })
    }
}

impl Cell<'_> {
    /// A dash is an answer: there is none. What may still come shows as such.
    fn missing(&self) -> &'static str {
        if self.row.is_incomplete() { self.symbols.ellipsis } else { self.symbols.absent }
    }

    /// What one need not read to find what is not well: it steps back.
    fn word(&self, word: Option<&str>) -> Vec<Piece> {
        vec![Piece::new(word.unwrap_or_else(|| self.missing()), Role::Quiet)]
    }

    fn type_word<'b>(&self, runner_type: &'b RunnerType) -> &'b str {
        match runner_type {
            RunnerType::Streaming if self.form <= Form::Short => "Stream",
            other => other.label(),
        }
    }

    fn status(&self) -> Vec<Piece> {
        // What it reports is not known before it was looked up.
        if self.row.is_missing() {
            return vec![Piece::new(MISSING, Role::Attention)];
        }
        let Some(reported) = &self.row.runner.status else { return self.word(None) };
        let mut pieces = status(&self.row.runner, self.symbols);
        // Most rows are well: their colour is for the others.
        if reported.severity() == Severity::Good {
            for piece in &mut pieces {
                // Being cut off is not well.
                if piece.role != Role::Bad {
                    piece.role = Role::Quiet;
                }
            }
        }
        pieces
    }

    fn version(&self) -> Vec<Piece> {
        let runner = &self.row.runner;
        vec![match &runner.release.version {
            Some(version) => Piece::plain(version.label()),
            None if runner.withheld_reason().is_some() => Piece::new("managed", Role::Off),
            None => Piece::new(self.missing(), Role::Quiet),
        }]
    }

    /// The version to update to at the left, and at the right, one under the other, that what runs is out of support.
    fn update(&self) -> Vec<Piece> {
        let release = &self.row.runner.release;
        let latest = release.latest.as_ref().filter(|_| self.form > Form::Mark);
        let target = match (release.has_update(), latest) {
            (false, _) => String::new(),
            (true, None) => self.symbols.update.to_owned(),
            (true, Some(latest)) => format!("{} {}", self.symbols.update, latest.label()),
        };
        if !release.is_out_of_support() {
            return vec![Piece::plain(target)];
        }
        let width = usize::from(self.width);
        let room = width.saturating_sub(text::width(&target));
        // Words give way to a long version, and so does the blank before them.
        let state = match self.form {
            Form::Mark | Form::Short => "",
            Form::Medium => " unsupported",
            Form::Long => " out of support",
        };
        let state = if state.len() + 2 > room { "" } else { state };
        let blanks = room.saturating_sub(state.len() + 1);
        vec![
            Piece::plain(format!("{target}{}", " ".repeat(blanks))),
            Piece::new(format!("{}{state}", self.symbols.unsupported), Role::Bad),
        ]
    }

    /// A number stands out, none seen steps back.
    fn runs(&self) -> Vec<Piece> {
        let role = match self.row.work.runs {
            Runs::Seen { count: 1.., .. } => Role::Text,
            Runs::NotReadable => Role::Attention,
            _ => Role::Quiet,
        };
        vec![Piece::new(work_words::cell(self.row.work.runs, self.symbols), role)]
    }

    /// How long ago, to the minute, so that it is calm; and what, where there is room.
    fn changed(&self) -> Vec<Piece> {
        let Some(change) = &self.row.change else { return vec![Piece::new(self.symbols.absent, Role::Quiet)] };
        let age = change::age(self.now.since(&change.at));
        vec![match self.form {
            Form::Mark => Piece::plain(age),
            Form::Short => Piece::plain(format!("{age} ago")),
            Form::Medium | Form::Long => Piece::plain(format!("{age:<3} {}", table::change::word(&change.kind))),
        }]
    }
}
