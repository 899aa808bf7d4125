//! Where the table's columns stand: which of them there is room for, and how much each says.

use super::columns::{COLUMNS, Column, Form, Placed, WIDEST_NAME};
use crate::tui::ui::layout::NARROW_BELOW;

/// Cells before the first column: the bar's glyph and a blank.
const LEAD: u16 = 2;
/// Empty cells between two columns.
const GAP: u16 = 1;
/// Empty cells behind the last column, so that nothing looks cut at the edge.
const MARGIN: u16 = 1;

/// The columns of a table `width` cells wide: from the right the last ones are dropped, then what room is left
/// goes to longer forms and to the names. With `all` every column is there, as short as that takes. What is `wanted`,
/// because the rows are sorted or filtered by it, takes the place of what matters less.
///
/// On a narrow screen a row is name, status and update, whatever was wished.
pub fn plan(width: u16, all: bool, wanted: &[Column]) -> Vec<Placed> {
    if width < NARROW_BELOW {
        return narrow_plan(width);
    }
    let first_form = if all { Form::Mark } else { Form::Short };
    let mut columns: Columns = COLUMNS.iter().map(|column| (column.column, first_form)).collect();
    while columns.len() > 1 && needed(&columns) > width {
        columns.pop();
    }
    put_in(wanted, &mut columns, width);
    for (column, form) in LONGER {
        let mut longer = columns.clone();
        if let Some(entry) = longer.iter_mut().find(|entry| entry.0 == column && entry.1 < form) {
            entry.1 = form;
            if needed(&longer) <= width {
                columns = longer;
            } else if (column, form) == (Column::Runner, Form::Short) {
                // What is left is for names, which are cut.
                break;
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
                cells = (cells + spare).min(WIDEST_NAME);
            }
            let placed = Placed { column, form, x, width: cells };
            x += cells + GAP;
            placed
        })
        .collect()
}

/// Columns from the left, each with how much it says.
type Columns = Vec<(Column, Form)>;

/// Cells that these columns take.
fn needed(columns: &[(Column, Form)]) -> u16 {
    LEAD + MARGIN + columns.iter().map(|(column, form)| column.width(*form) + GAP).sum::<u16>() - GAP
}

/// Puts what of `wanted` is not among `columns` there, as short as it can be; for that names give way first, then whole
/// columns.
fn put_in(wanted: &[Column], columns: &mut Columns, width: u16) {
    let missing: Columns = COLUMNS
        .iter()
        .map(|definition| (definition.column, Form::Mark))
        .filter(|(column, _)| wanted.contains(column) && !columns.iter().any(|(shown, _)| shown == column))
        .collect();
    if missing.is_empty() {
        return;
    }
    for (column, form) in columns.iter_mut() {
        if *column == Column::Runner {
            *form = Form::Mark;
        }
    }
    columns.extend(missing);
    columns.sort_by_key(|(column, _)| *column as usize);
    for less in GIVES_WAY.iter().filter(|column| !wanted.contains(column)) {
        if needed(columns) <= width {
            return;
        }
        columns.retain(|(column, _)| column != less);
    }
}

/// What gives way to a column that is wanted, the first ones first.
const GIVES_WAY: [Column; 6] =
    [Column::Changed, Column::Track, Column::Type, Column::Update, Column::Version, Column::Platform];

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

/// Name, status and update, after a lead of one cell; the version to update to where the name has room beside it.
fn narrow_plan(width: u16) -> Vec<Placed> {
    let status = if width < 36 { 13 } else { Column::Status.width(Form::Short) };
    let name = |update: Form| width.saturating_sub(1 + GAP + status + GAP + Column::Update.width(update) + MARGIN);
    let form = if name(Form::Short) < Column::Runner.width(Form::Short) { Form::Mark } else { Form::Short };
    let name = name(form).min(WIDEST_NAME);
    let status_x = 1 + name + GAP;
    let update = Column::Update.width(form);
    vec![
        Placed { column: Column::Runner, form: Form::Short, x: 1, width: name },
        Placed { column: Column::Status, form: Form::Short, x: status_x, width: status },
        Placed { column: Column::Update, form, x: status_x + status + GAP, width: update },
    ]
}
