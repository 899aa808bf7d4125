//! Where the table's columns stand: which of them there is room for, and how much each says.

use super::columns::{Form, Longest, NARROWEST_ACCOUNT, Placed, WIDEST_ACCOUNT, WIDEST_NAME};
use crate::account::Accounts;
use crate::account::fleet::Listed;
use crate::account::table::Column;
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
pub struct Room<'a> {
    /// Cells of a row.
    pub width: u16,
    /// Whether every column is to be there, as short as that takes.
    pub all: bool,
    /// Cells of the longest names.
    pub longest: Longest,
    /// What is to be there, because the rows are sorted or filtered by it: it takes the place of what matters less.
    pub wanted: &'a [Column],
}

/// The columns of a table: from the right the last ones are dropped, then what room is left goes to longer forms, and to
/// names as long as there are any. Which columns there are does not hang on how long the names happen to be.
///
/// On a narrow screen a row is name, account, status and update, whatever was wished.
pub fn plan(room: Room) -> Vec<Placed> {
    let Room { width, all, longest, wanted } = room;
    let widest = Longest { name: WIDEST_NAME, ..longest };
    if width < NARROW_BELOW {
        return narrow_plan(width, longest);
    }
    let first_form = if all { Form::Mark } else { Form::Short };
    let mut columns: Columns = known(longest).map(|column| (column, first_form)).collect();
    columns.sort_by_key(|(column, _)| column.place());
    while columns.len() > 1 && needed(&columns, widest) > width {
        columns.pop();
    }
    put_in(wanted, &mut columns, room);
    for (column, form) in LONGER {
        let Some(at) = columns.iter().position(|entry| entry.0 == column && entry.1 < form) else { continue };
        // Few versions are that long, and many names are.
        let is_for_names = column == Column::Version && columns[0].0.width(columns[0].1, longest) < longest.name;
        let before = std::mem::replace(&mut columns[at].1, form);
        if needed(&columns, longest) <= width && !is_for_names {
            continue;
        }
        columns[at].1 = before;
        if (column, form) == (Column::Runner, Form::Short) {
            // What is left is for names, which are cut.
            break;
        }
    }
    let spare = width.saturating_sub(needed(&columns, longest));
    let mut x = LEAD;
    columns
        .into_iter()
        .map(|(column, form)| {
            let mut cells = column.width(form, longest);
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

/// The columns that there are: that of the account only where rows say whose they are.
fn known(longest: Longest) -> impl Iterator<Item = Column> {
    let all = Column::ALL.into_iter();
    all.filter(move |column| *column != Column::Account || longest.account > 0)
}

/// Cells that these columns take, where the longest names have `longest`.
fn needed(columns: &[(Column, Form)], longest: Longest) -> u16 {
    LEAD + MARGIN + columns.iter().map(|(column, form)| column.width(*form, longest) + GAP).sum::<u16>() - GAP
}

/// Puts what of `wanted` is not among `columns` there, as short as it can be; for that names give way first, then whole
/// columns.
fn put_in(wanted: &[Column], columns: &mut Columns, room: Room) {
    let widest = Longest { name: WIDEST_NAME, ..room.longest };
    let missing: Columns = known(room.longest)
        .map(|column| (column, Form::Mark))
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
    columns.sort_by_key(|(column, _)| column.place());
    for less in GIVES_WAY.iter().filter(|column| !wanted.contains(column)) {
        if needed(columns, widest) <= room.width {
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

/// Cells of the longest of the names, as far as the table cares.
pub fn longest(rows: &[Listed], accounts: &Accounts) -> Longest {
    let widest = usize::from(WIDEST_NAME);
    // A text of so many bytes is longer than any column, and need not be read to its end.
    let cells = |name: &str| if name.len() > 8 * widest { widest } else { text::width(name).min(widest) };
    let name = rows.iter().map(|listed| cells(listed.row.runner.name.safe())).max().unwrap_or(0);
    let name = u16::try_from(name).unwrap_or(WIDEST_NAME);
    if !accounts.are_several() {
        return Longest { name, account: 0 };
    }
    let account = accounts.iter().map(|account| text::width(account.profile().label())).max();
    let account = account.and_then(|cells| u16::try_from(cells).ok()).unwrap_or(WIDEST_ACCOUNT);
    Longest { name, account: account.clamp(NARROWEST_ACCOUNT, WIDEST_ACCOUNT) }
}

/// Name, account, status and update, after a lead of one cell. The account, where there are several and the name has room beside it;
/// after that the version to update to.
fn narrow_plan(width: u16, longest: Longest) -> Vec<Placed> {
    let longest = Longest { name: WIDEST_NAME, ..longest };
    let of = |column: Column, form| column.width(form, longest);
    let status = if width < 36 { 13 } else { of(Column::Status, Form::Short) };
    let name = |others: u16| width.saturating_sub(1 + GAP + status + GAP + others + MARGIN);
    let mark = of(Column::Update, Form::Mark);
    let account = of(Column::Account, Form::Short) + GAP;
    let has_account = longest.account > 0 && name(account + mark) >= of(Column::Runner, Form::Mark);
    let account = if has_account { account } else { 0 };
    let has_version = name(account + of(Column::Update, Form::Short)) >= of(Column::Runner, Form::Short);
    let form = if has_version { Form::Short } else { Form::Mark };
    let update = of(Column::Update, form);
    let name = name(account + update).min(WIDEST_NAME);
    let mut x = 1;
    let columns = [
        Some((Column::Runner, Form::Short, name)),
        has_account.then(|| (Column::Account, Form::Short, account - GAP)),
        Some((Column::Status, Form::Short, status)),
        Some((Column::Update, form, update)),
    ];
    let place = |(column, form, width)| {
        let placed = Placed { column, form, x, width };
        x += width + GAP;
        placed
    };
    columns.into_iter().flatten().map(place).collect()
}

#[cfg(test)]
mod tests {
    use super::{Column, Longest, Room, WIDEST_NAME, plan};
    use crate::tui::screens::runner_list::columns::NARROWEST_NAME;

    #[test]
    fn each_column_stands_in_its_place() {
        use crate::tui::screens::runner_list::columns::COLUMNS;
        assert!(COLUMNS.iter().enumerate().all(|(place, entry)| entry.column as usize == place));
    }

    #[test]
    fn no_word_is_shortened_where_the_names_have_more_room_than_the_longest_needs() {
        for width in 60..=240 {
            for longest_name in 0..=WIDEST_NAME {
                for all in [false, true] {
                    let plan =
                        plan(Room { width, all, longest: Longest { name: longest_name, account: 0 }, wanted: &[] });
                    let spare = plan[0].width.saturating_sub(longest_name.max(NARROWEST_NAME));
                    for placed in &plan[1..] {
                        let widths = placed.column.widths();
                        let more = widths[placed.form as usize..].iter().map(|longer| longer - placed.width);
                        let is_shortened = more.filter(|more| *more > 0).any(|more| more <= spare);
                        assert!(!is_shortened, "{:?} of {width}, names of {longest_name}: {plan:?}", placed.column);
                    }
                    let last = plan.last().unwrap();
                    assert!(last.x + last.width < width, "{width}: {plan:?}");
                }
            }
        }
    }

    #[test]
    fn beside_the_pane_of_a_wide_screen_types_are_whole_and_names_have_room() {
        // Screens of 160 columns: 42 of them are the pane's, and one is blank.
        let plan =
            plan(Room { width: 117, all: false, longest: Longest { name: WIDEST_NAME, account: 0 }, wanted: &[] });
        let widths: Vec<(Column, u16)> = plan.iter().map(|placed| (placed.column, placed.width)).collect();
        let of = |wanted: Column| widths.iter().find(|(column, _)| *column == wanted).map(|(_, width)| *width);
        assert_eq!((of(Column::Type), of(Column::Runs)), (Some(9), Some(4)), "{widths:?}");
        assert!(of(Column::Runner) >= Some(21), "{widths:?}");
    }
}
