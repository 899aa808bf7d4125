//! How the columns share the room that there is.

use super::{COLUMNS, Column, Form, Placed, WIDEST_NAME};
use crate::account::fleet::Row;
use crate::text;
use crate::tui::ui::layout::NARROW_BELOW;

/// Cells before the first column: the bar's glyph and a blank.
const LEAD: u16 = 2;
/// Empty cells between two columns.
const GAP: u16 = 1;
/// Empty cells behind the last column, so that nothing looks cut at the edge.
const MARGIN: u16 = 1;

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
    let needed_for = |columns: &[(Column, Form)], longest_name| -> u16 {
        let cells = columns.iter().map(|(column, form)| column.width(*form, longest_name) + GAP);
        LEAD + margin + cells.sum::<u16>() - GAP
    };
    let needed = |columns: &[(Column, Form)]| needed_for(columns, longest_name);
    let first_form = if all { Form::Mark } else { Form::Short };
    let mut columns: Vec<(Column, Form)> = COLUMNS.iter().map(|column| (column.column, first_form)).collect();
    // Which columns there are does not hang on how long the names happen to be.
    while columns.len() > 1 && needed_for(&columns, WIDEST_NAME) > width {
        columns.pop();
    }
    for (column, form) in LONGER {
        let mut longer = columns.clone();
        // Few versions are that long, and many names are.
        let name = columns[0].0.width(columns[0].1, longest_name);
        let is_for_names = column == Column::Version && name < longest_name;
        if let Some(entry) = longer.iter_mut().find(|entry| entry.0 == column && entry.1 < form) {
            entry.1 = form;
            if needed(&longer) <= width && !is_for_names {
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
    use super::super::NARROWEST_NAME;
    use super::{COLUMNS, Column, Room, WIDEST_NAME, plan};

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
    fn beside_the_pane_of_a_wide_screen_types_are_whole_and_names_have_room() {
        // Screens of 160 columns: 42 of them are the pane's, and one is blank.
        let plan = plan(Room { width: 117, is_set_apart: true, all: false, longest_name: WIDEST_NAME });
        let widths: Vec<(Column, u16)> = plan.iter().map(|placed| (placed.column, placed.width)).collect();
        let of = |wanted: Column| widths.iter().find(|(column, _)| *column == wanted).map(|(_, width)| *width);
        assert_eq!((of(Column::Type), of(Column::Runs)), (Some(9), Some(4)), "{widths:?}");
        assert!(of(Column::Runner) >= Some(21), "{widths:?}");
    }
}
