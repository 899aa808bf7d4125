//! The table's columns as data: one entry of [`COLUMNS`] for each, with title, order, width at each form, and what a cell
//! says.

use std::time::Duration;

use crate::account::fleet::Row;
use crate::domain::{Moment, Runner, RunnerType, Severity, Version, VersionTrack};
use crate::text;
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
    Update,
    Track,
    Changed,
}

/// Everything that a column is.
pub struct Definition {
    /// The column that this defines or places.
    pub column: Column,
    /// The title above its cells at each form, in capitals.
    titles: [&'static str; 4],
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
    /// Cells of the terminal that there are for it.
    width: u16,
    symbols: &'a Symbols,
    now: Moment,
}

/// How much a cell says.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Form {
    /// So little that every column has room on a screen of 80 cells: glyphs without their words.
    Mark,
    /// As little as still says everything.
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
/// Empty cells behind the last column, so that nothing looks cut at the edge.
const MARGIN: u16 = 1;
/// A name is at most 30 characters by the documentation; more room than this helps nobody.
pub const WIDEST_NAME: u16 = 30;
/// The title with its arrow.
const NARROWEST_NAME: u16 = 8;

/// What stands for the status of a runner that the list lacks, before it was looked up.
const MISSING: &str = "? missing";

/// Which end comes first of words.
const A_TO_Z: &str = "A to Z";

/// The columns, in the order of the screen, which is also the order of the number keys.
pub static COLUMNS: [Definition; 8] = [
    Definition {
        column: Column::Runner,
        titles: ["RUNNER"; 4],
        name: "Runner",
        order_note: A_TO_Z,
        order: SortBy::Name,
        widths: [14, 18, 21, WIDEST_NAME],
        cell: |cell| vec![name(&cell.row.runner)],
    },
    Definition {
        column: Column::Status,
        titles: ["STATUS"; 4],
        name: "Status",
        order_note: "needs attention first",
        order: SortBy::Number(|row| row.runner.status.as_ref().map_or(8, |status| status.attention_rank().into())),
        widths: [17; 4],
        cell: |cell| cell.status(),
    },
    Definition {
        column: Column::Platform,
        titles: ["PLATFORM"; 4],
        name: "Platform",
        order_note: A_TO_Z,
        order: SortBy::Word(|runner| runner.platform.short_name()),
        widths: [11; 4],
        cell: |cell| cell.word(cell.row.runner.platform.short_name()),
    },
    Definition {
        column: Column::Type,
        titles: ["TYPE"; 4],
        name: "Type",
        order_note: A_TO_Z,
        order: SortBy::Word(|runner| runner.runner_type.as_ref().map(RunnerType::label)),
        widths: [6, 6, 9, 9],
        cell: |cell| cell.word(cell.row.runner.runner_type.as_ref().map(|runner_type| cell.type_word(runner_type))),
    },
    Definition {
        column: Column::Version,
        titles: ["VERSION"; 4],
        name: "Version",
        order_note: "oldest first",
        order: SortBy::Version(|runner| runner.release.version.as_ref()),
        widths: [8, 8, 8, 10],
        cell: |cell| cell.version(),
    },
    Definition {
        column: Column::Update,
        titles: ["", "UPDATE", "UPDATE", "UPDATE"],
        name: "Update",
        order_note: "out of support first",
        order: SortBy::Number(|row| match &row.runner.release {
            release if release.is_out_of_support() => 0,
            release if release.has_update() => 1,
            _ => 2,
        }),
        widths: [2, 12, 24, 27],
        cell: |cell| cell.update(),
    },
    Definition {
        column: Column::Track,
        titles: ["TRACK"; 4],
        name: "Track",
        order_note: A_TO_Z,
        order: SortBy::Word(|runner| runner.release.track.as_ref().map(VersionTrack::label)),
        widths: [7; 4],
        cell: |cell| cell.word(cell.row.runner.release.track.as_ref().map(VersionTrack::label)),
    },
    Definition {
        column: Column::Changed,
        titles: ["AGO", "CHANGE", "CHANGE", "LAST CHANGE"],
        name: "Last change",
        order_note: "latest first",
        order: SortBy::Number(|row| latest_first(row.change.as_ref().map(|change| change.at.mono))),
        widths: [4, 7, 11, 16],
        cell: |cell| cell.changed(),
    },
];

impl Column {
    /// Everything that it is.
    pub fn definition(self) -> &'static Definition {
        &COLUMNS[self as usize]
    }

    /// Width in cells of the terminal, without the gap; of the runner's name at the least, where the longest of all has
    /// `longest_name` cells: more room than that is better used by words.
    fn width(self, form: Form, longest_name: u16) -> u16 {
        let width = self.definition().widths[form as usize];
        if self == Self::Runner { width.min(longest_name.max(NARROWEST_NAME)) } else { width }
    }
}

impl Placed {
    /// What stands above its cells.
    pub fn title(&self) -> &'static str {
        self.column.definition().titles[self.form as usize]
    }

    /// What the cell of `row` says.
    pub fn cell(&self, row: &Row, symbols: &Symbols, now: Moment) -> Vec<Piece> {
        (self.column.definition().cell)(&Cell { row, form: self.form, width: self.width, symbols, now })
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

    /// How long ago, to the minute, so that it is calm; and what, where there is room.
    fn changed(&self) -> Vec<Piece> {
        let Some(change) = &self.row.change else { return vec![Piece::new(self.symbols.absent, Role::Quiet)] };
        let age = change::age(self.now.since(&change.at));
        vec![match self.form {
            Form::Mark => Piece::plain(age),
            Form::Short => Piece::plain(format!("{age} ago")),
            Form::Medium | Form::Long => Piece::plain(format!("{age:<3} {}", change::word(&change.kind))),
        }]
    }
}

fn latest_first(changed: Option<Duration>) -> u64 {
    changed.map_or(u64::MAX, |at| u64::MAX - 1 - u64::try_from(at.as_millis()).unwrap_or(u64::MAX - 1))
}

/// The room that there is for the table.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Room {
    /// Cells of a row.
    pub width: u16,
    /// Whether a blank cell stands behind a row, before what is beside it.
    pub is_set_apart: bool,
    /// Whether every column is to be there, as short as that takes.
    pub all: bool,
    /// Cells of the longest name, [`WIDEST_NAME`] at the most.
    pub longest_name: u16,
}

/// The columns of a table: from the right the last ones are dropped, then what room is left goes to longer forms, and to
/// names as long as there are any.
///
/// On a narrow screen a row is name, status and update, whatever was wished.
pub fn plan(room: Room) -> Vec<Placed> {
    let Room { width, is_set_apart, all, longest_name } = room;
    if width < NARROW_BELOW {
        return narrow_plan(width);
    }
    let margin = if is_set_apart { 0 } else { MARGIN };
    let needed = |columns: &[(Column, Form)]| -> u16 {
        let cells = columns.iter().map(|(column, form)| column.width(*form, longest_name) + GAP);
        LEAD + margin + cells.sum::<u16>() - GAP
    };
    let first_form = if all { Form::Mark } else { Form::Short };
    let mut columns: Vec<(Column, Form)> = COLUMNS.iter().map(|column| (column.column, first_form)).collect();
    while columns.len() > 1 && needed(&columns) > width {
        columns.pop();
    }
    for (column, form) in LONGER {
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
            let mut cells = column.width(form, longest_name);
            if column == Column::Runner {
                cells = (cells + spare).min(WIDEST_NAME);
            }
            let placed = Placed { column, form, x, width: cells };
            x += cells + GAP;
            placed
        })
        .collect()
}

/// What room is left goes to these, the first ones first.
const LONGER: [(Column, Form); 11] = [
    (Column::Changed, Form::Short),
    (Column::Update, Form::Short),
    (Column::Runner, Form::Short),
    (Column::Runner, Form::Medium),
    (Column::Changed, Form::Medium),
    (Column::Update, Form::Medium),
    (Column::Type, Form::Medium),
    (Column::Changed, Form::Long),
    (Column::Update, Form::Long),
    (Column::Runner, Form::Long),
    (Column::Version, Form::Long),
];

/// Cells of the longest of these names, as far as the table cares.
pub fn longest_name<'a>(rows: impl Iterator<Item = &'a Row>) -> u16 {
    let widest = usize::from(WIDEST_NAME);
    // A text of so many bytes is longer than any column, and need not be read to its end.
    let cells = |name: &str| if name.len() > 8 * widest { widest } else { text::width(name).min(widest) };
    let longest = rows.map(|row| cells(row.runner.name.safe())).max().unwrap_or(0);
    u16::try_from(longest).unwrap_or(WIDEST_NAME)
}

/// Name, status and update, after a lead of one cell; the version to update to where the name has room beside it.
fn narrow_plan(width: u16) -> Vec<Placed> {
    let of = |column: Column, form| column.width(form, WIDEST_NAME);
    let status = if width < 36 { 13 } else { of(Column::Status, Form::Short) };
    let name = |update: Form| width.saturating_sub(1 + GAP + status + GAP + of(Column::Update, update) + MARGIN);
    let form = if name(Form::Short) < of(Column::Runner, Form::Short) { Form::Mark } else { Form::Short };
    let name = name(form).min(WIDEST_NAME);
    let status_x = 1 + name + GAP;
    let update = of(Column::Update, form);
    vec![
        Placed { column: Column::Runner, form: Form::Short, x: 1, width: name },
        Placed { column: Column::Status, form: Form::Short, x: status_x, width: status },
        Placed { column: Column::Update, form, x: status_x + status + GAP, width: update },
    ]
}

#[cfg(test)]
mod tests {
    use super::{COLUMNS, Column, NARROWEST_NAME, Room, WIDEST_NAME, plan};

    #[test]
    fn each_column_stands_in_its_place() {
        assert!(COLUMNS.iter().enumerate().all(|(place, entry)| entry.column as usize == place));
    }

    #[test]
    fn no_word_is_shortened_where_the_names_have_more_room_than_the_longest_needs() {
        for width in 60..=240 {
            for longest_name in 0..=WIDEST_NAME {
                for (is_set_apart, all) in [(false, false), (false, true), (true, false)] {
                    let plan = plan(Room { width, is_set_apart, all, longest_name });
                    let spare = plan[0].width.saturating_sub(longest_name.max(NARROWEST_NAME));
                    for placed in &plan[1..] {
                        let widths = placed.column.definition().widths;
                        let more = widths[placed.form as usize..].iter().map(|longer| longer - placed.width);
                        let is_shortened = more.filter(|more| *more > 0).any(|more| more <= spare);
                        assert!(!is_shortened, "{:?} of {width}, names of {longest_name}: {plan:?}", placed.column);
                    }
                    let last = plan.last().unwrap();
                    assert!(last.x + last.width + u16::from(!is_set_apart) <= width, "{width}: {plan:?}");
                }
            }
        }
    }

    #[test]
    fn beside_the_pane_of_a_wide_screen_every_word_is_whole_and_names_have_room() {
        // Screens of 160 columns: 42 of them are the pane's, and one is blank.
        let plan = plan(Room { width: 117, is_set_apart: true, all: false, longest_name: WIDEST_NAME });
        let widths: Vec<(Column, u16)> = plan.iter().map(|placed| (placed.column, placed.width)).collect();
        let of = |wanted: Column| widths.iter().find(|(column, _)| *column == wanted).map(|(_, width)| *width);
        assert_eq!((of(Column::Type), of(Column::Update)), (Some(9), Some(24)), "{widths:?}");
        assert!(of(Column::Runner) >= Some(21), "{widths:?}");
    }
}
