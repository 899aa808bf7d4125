//! The table's columns as data: title, width at each form, and what a cell says.
//!
//! To add a column: a variant, its place in [`Column::ALL`], and an arm in each function below.

use jiff::tz::TimeZone;

use crate::account::fleet::Row;
use crate::domain::{Runner, Status};
use crate::ui::layout::NARROW_BELOW;
use crate::ui::{Piece, Role, Symbols, words};

/// A column of the runner list.
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

/// How much a cell says.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Form {
    /// One glyph.
    Mark,
    /// As little as still tells rows apart.
    Short,
    /// The usual.
    Medium,
    /// Marks in words.
    Long,
}

/// A column with its place in the row.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Placed {
    /// Which one.
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
/// Cells between columns.
const GAP: u16 = 1;
/// A name is at most 30 characters by the documentation; more room than this helps nobody.
const WIDEST_NAME: u16 = 30;

/// What stands for the status of a runner that the list lacks, before it was looked up.
const MISSING: &str = "? missing";

impl Column {
    /// In the order of the screen, which is also the order of the number keys.
    pub const ALL: [Self; 7] =
        [Self::Runner, Self::Status, Self::Platform, Self::Type, Self::Version, Self::Track, Self::Changed];

    /// The title.
    pub fn title(self) -> &'static str {
        match self {
            Self::Runner => "RUNNER",
            Self::Status => "STATUS",
            Self::Platform => "PLATFORM",
            Self::Type => "TYPE",
            Self::Version => "VERSION",
            Self::Track => "TRACK",
            Self::Changed => "CHANGED",
        }
    }

    /// The name in a sentence.
    pub fn name(self) -> &'static str {
        match self {
            Self::Runner => "Runner",
            Self::Status => "Status",
            Self::Platform => "Platform",
            Self::Type => "Type",
            Self::Version => "Version",
            Self::Track => "Track",
            Self::Changed => "Changed",
        }
    }

    /// Which end comes first when sorted by it.
    pub fn order_note(self) -> &'static str {
        match self {
            Self::Runner | Self::Platform | Self::Type | Self::Track => "A to Z",
            Self::Status => "needs attention first",
            Self::Version => "oldest first",
            Self::Changed => "latest first",
        }
    }

    /// Width of the cells in cells of the terminal, without the gap; of the runner's name at the least.
    fn width(self, form: Form) -> u16 {
        match (self, form) {
            (Self::Runner, Form::Short) => 15,
            (Self::Runner, Form::Long) => WIDEST_NAME,
            (Self::Runner, _) => 21,
            (Self::Status, Form::Long) => 17,
            (Self::Status, _) => 13,
            (Self::Platform, _) => 11,
            (Self::Version, Form::Mark) => 1,
            (Self::Type, Form::Short) | (Self::Changed, Form::Medium | Form::Long) => 9,
            (Self::Type, _) | (Self::Version, Form::Short) => 10,
            (Self::Version, Form::Medium) => 19,
            (Self::Version, Form::Long) => 27,
            (Self::Track | Self::Changed, _) => 7,
        }
    }

    /// What the cell of `row` says.
    pub fn cell(self, row: &Row, form: Form, symbols: &Symbols, zone: &TimeZone) -> Vec<Piece> {
        let runner = &*row.runner;
        // A dash is an answer: there is none. What may still come shows as such.
        let missing = if row.is_incomplete() { symbols.ellipsis } else { symbols.absent };
        let absent = || vec![Piece::new(missing, Role::Quiet)];
        let plain = |text: Option<&str>| text.map_or_else(absent, |text| vec![Piece::plain(text)]);
        match self {
            Self::Runner => vec![name(runner)],
            // What it reports is not known before it was looked up.
            Self::Status if row.is_missing() => vec![Piece::new(MISSING, Role::Attention)],
            Self::Status if runner.status.is_none() => absent(),
            Self::Status => {
                let mut pieces = status(runner, form, symbols);
                pieces.extend(row.new_secret.map(|_| Piece::new(format!(" {}", symbols.asked), Role::InMotion)));
                pieces
            }
            Self::Platform => plain(runner.platform.short_name()),
            Self::Type => plain(runner.runner_type.as_ref().map(crate::domain::runner::RunnerType::label)),
            Self::Version => version(runner, form, symbols, missing),
            Self::Track => plain(runner.release.track.as_ref().map(crate::domain::release::VersionTrack::label)),
            Self::Changed => match &row.change {
                Some(change) => vec![Piece::plain(words::time_of_day(change.at.wall, zone))],
                None => vec![Piece::new(symbols.absent, Role::Quiet)],
            },
        }
    }
}

/// The name; one that is blank is still something to point at.
pub fn name(runner: &Runner) -> Piece {
    if runner.name.is_blank() { Piece::new("(no name)", Role::Quiet) } else { Piece::plain(runner.name.safe()) }
}

/// Glyph and word in the status's colour, then the offline mark where the runner is cut off.
pub fn status(runner: &Runner, form: Form, symbols: &Symbols) -> Vec<Piece> {
    let status = runner.status.as_ref();
    let role = status.map_or(Role::Quiet, |status| status.mood().into());
    let glyph = symbols.status(status);
    let word = status.map_or("not told", Status::label);
    let word_role = if role == Role::Attention || role == Role::Bad { role } else { Role::Text };
    let mut pieces = vec![Piece::new(glyph, role), Piece::new(format!(" {word}"), word_role)];
    if runner.is_offline() {
        let mark = if form == Form::Long { ", offline".to_owned() } else { format!("{}off", symbols.dot) };
        pieces.push(Piece::new(mark, Role::Bad));
    }
    pieces
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
    let mut columns: Vec<(Column, Form)> = Column::ALL.map(|column| (column, first_form)).to_vec();
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
