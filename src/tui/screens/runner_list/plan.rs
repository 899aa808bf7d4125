//! Where the table's columns stand: which of them there is room for, and how much each says.

use super::columns::{Form, Longest, NARROWEST_ACCOUNT, Placed, WIDEST_ACCOUNT, WIDEST_NAME};
use crate::account::Accounts;
use crate::account::fleet::Listed;
use crate::account::table::{Column, Columns};
use crate::text;
use crate::tui::ui::layout::NARROW_BELOW;

/// Cells before the first column: the bar's glyph and a blank.
const LEAD: u16 = 2;
/// Empty cells between two columns.
const GAP: u16 = 1;
/// Empty cells behind the last column, so that nothing looks cut at the edge.
const MARGIN: u16 = 1;

/// Cells of a name on a narrow screen; with fewer, columns go.
const LEAST_NAME: u16 = 10;

/// The room that there is for the table.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Room<'a> {
    /// Cells of a row.
    pub width: u16,
    /// Whether every column is to be there, as short as that takes.
    pub all: bool,
    /// Cells of the longest names.
    pub longest: Longest,
    /// Which columns there are to be, from the left.
    pub columns: &'a Columns,
    /// What is to be there, because the rows are sorted or filtered by it: it takes the place of what matters less.
    pub wanted: &'a [Column],
}

/// The columns of a table: of the chosen ones the last are dropped, from the right, then what room is left goes to longer forms, and to
/// names as long as there are any. Which columns there are does not hang on how long the names happen to be.
///
/// On a narrow screen a row is the name and what of the chosen columns fits; where none were chosen, account, status and update.
pub fn plan(room: Room) -> Vec<Placed> {
    let Room { width, all, longest, wanted, columns: chosen } = room;
    let widest = Longest { name: WIDEST_NAME, ..longest };
    if width < NARROW_BELOW {
        return narrow_plan(width, chosen, longest);
    }
    let chosen = if all { chosen.with_the_rest() } else { chosen.clone() };
    let first_form = if all { Form::Mark } else { Form::Short };
    let mut columns: Formed = known(&chosen, longest).map(|column| (column, first_form)).collect();
    while columns.len() > 1 && needed(&columns, widest) > width {
        columns.pop();
    }
    put_in(wanted, &mut columns, &chosen, room);
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
type Formed = Vec<(Column, Form)>;

/// The columns of these that there are: that of the account only where rows say whose they are.
fn known(chosen: &Columns, longest: Longest) -> impl Iterator<Item = Column> {
    chosen.iter().filter(move |column| is_known(*column, longest))
}

fn is_known(column: Column, longest: Longest) -> bool {
    column != Column::Account || longest.account > 0
}

/// Cells that these columns take, where the longest names have `longest`.
fn needed(columns: &[(Column, Form)], longest: Longest) -> u16 {
    LEAD + MARGIN + columns.iter().map(|(column, form)| column.width(*form, longest) + GAP).sum::<u16>() - GAP
}

/// Puts what of `wanted` is not among `columns` there, as short as it can be; for that names give way first, then whole
/// columns.
fn put_in(wanted: &[Column], columns: &mut Formed, chosen: &Columns, room: Room) {
    let widest = Longest { name: WIDEST_NAME, ..room.longest };
    let is_missing = |column: &Column| !columns.iter().any(|(shown, _)| shown == column);
    let all = Column::USUAL.into_iter().filter(|column| wanted.contains(column) && is_known(*column, room.longest));
    let missing: Formed = all.filter(is_missing).map(|column| (column, Form::Mark)).collect();
    if missing.is_empty() {
        return;
    }
    for (column, form) in columns.iter_mut() {
        if *column == Column::Runner {
            *form = Form::Mark;
        }
    }
    columns.extend(missing);
    columns.sort_by_key(|(column, _)| chosen.place(*column));
    for less in gives_way(chosen).into_iter().filter(|column| !wanted.contains(column)) {
        if needed(columns, widest) <= room.width {
            return;
        }
        columns.retain(|(column, _)| *column != less);
    }
}

/// What gives way to a column that is wanted, the first ones first: of chosen columns those at the right, as everywhere.
fn gives_way(chosen: &Columns) -> Vec<Column> {
    if chosen.is_usual() {
        return GIVES_WAY.to_vec();
    }
    let mut all: Vec<Column> = chosen.iter().filter(|column| *column != Column::Runner).collect();
    all.reverse();
    all
}

/// The same where nobody chose: the type says less than what stands right of it.
const GIVES_WAY: [Column; 9] = [
    Column::Runs,
    Column::Changed,
    Column::Track,
    Column::Type,
    Column::Update,
    Column::Version,
    Column::Platform,
    Column::Account,
    Column::Status,
];

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

/// The name and what of the chosen columns has room beside it, after a lead of one cell; where nobody chose, the status, the
/// update, and before them the account, if there are several and the name has room beside it. The version to update to, and the
/// like, stand where the name has room beside them.
fn narrow_plan(width: u16, chosen: &Columns, longest: Longest) -> Vec<Placed> {
    let of = |column: Column, form| match column {
        Column::Status if width < 36 => 13,
        _ => column.width(form, Longest { name: WIDEST_NAME, ..longest }),
    };
    let name = |others: &[Column], form| {
        let taken = others.iter().map(|column| GAP + of(*column, form)).sum::<u16>();
        width.saturating_sub(1 + taken + MARGIN)
    };
    let mut others: Vec<Column> = if chosen.is_usual() {
        let with_account = vec![Column::Account, Column::Status, Column::Update];
        let has_account = longest.account > 0 && name(&with_account, Form::Mark) >= of(Column::Runner, Form::Mark);
        with_account.into_iter().skip(usize::from(!has_account)).collect()
    } else {
        known(chosen, longest).filter(|column| *column != Column::Runner).collect()
    };
    while !others.is_empty() && name(&others, Form::Mark) < LEAST_NAME {
        others.pop();
    }
    let is_room = name(&others, Form::Short) >= of(Column::Runner, Form::Short);
    let form = if is_room { Form::Short } else { Form::Mark };
    let name = name(&others, form).min(WIDEST_NAME);
    let mut plan = vec![Placed { column: Column::Runner, form: Form::Short, x: 1, width: name }];
    let mut x = 1 + name + GAP;
    for column in others {
        let width = of(column, form);
        plan.push(Placed { column, form, x, width });
        x += width + GAP;
    }
    plan
}

#[cfg(test)]
mod tests {
    use super::{Column, Columns, Longest, Placed, Room, WIDEST_NAME, plan};
    use crate::tui::screens::runner_list::columns::NARROWEST_NAME;

    fn usual(width: u16, all: bool, name: u16) -> Vec<Placed> {
        let longest = Longest { name, account: 0 };
        plan(Room { width, all, longest, columns: &Columns::default(), wanted: &[] })
    }

    /// Every set of columns in several orders: as usual, the other way round, and turned.
    fn choices() -> Vec<Columns> {
        let sets = 0..1_usize << (Column::USUAL.len() - 1);
        let of = |set: usize| -> Vec<Column> {
            let others = Column::USUAL[1..].iter().enumerate();
            others.filter(|(place, _)| set & (1 << place) > 0).map(|(_, column)| *column).collect()
        };
        let orders = |columns: Vec<Column>| {
            let mut turned = columns.clone();
            turned.rotate_left(columns.len() / 2);
            let mixed = columns.iter().step_by(2).chain(columns.iter().skip(1).step_by(2)).copied().collect();
            let back = columns.iter().rev().copied().collect();
            [columns, back, turned, mixed].map(Columns::of)
        };
        sets.flat_map(|set| orders(of(set))).collect()
    }

    #[test]
    fn each_column_stands_in_its_place() {
        use crate::tui::screens::runner_list::columns::COLUMNS;
        assert!(COLUMNS.iter().enumerate().all(|(place, entry)| entry.column as usize == place));
        assert!(Columns::default().is_usual() && Column::ALL.iter().all(|column| Columns::default().contains(*column)));
    }

    #[test]
    fn whatever_is_chosen_no_row_is_too_wide_and_the_name_is_first() {
        let all_wanted: [&[Column]; 3] =
            [&[], &[Column::Runs, Column::Runner], &[Column::Version, Column::Changed, Column::Runs, Column::Status]];
        // Each width with every seventh of the choices: all of them take too long.
        for (first, columns) in (30..37).cycle().zip(choices()) {
            for width in (first..=240).step_by(7) {
                for (wanted, all, account) in [(0, false, 16), (1, true, 0), (2, false, 16), (2, true, 9)] {
                    let (longest, wanted) = (Longest { name: 25, account }, all_wanted[wanted]);
                    let plan = plan(Room { width, all, longest, columns: &columns, wanted });
                    let told = || format!("{width} {columns:?} {wanted:?} {all} {account}: {plan:?}");
                    assert_eq!(plan[0].column, Column::Runner, "{}", told());
                    let last = plan.last().unwrap();
                    assert!(last.x + last.width < width, "{}", told());
                    assert!(plan.windows(2).all(|two| two[0].x + two[0].width < two[1].x), "{}", told());
                    let is_in = |column: Column| plan.iter().any(|placed| placed.column == column);
                    assert!(width < 60 || wanted.iter().all(|column| is_in(*column)), "{}", told());
                    let is_chosen = |placed: &Placed| all || columns.contains(placed.column);
                    let is_of_nobody = width < 60 && columns.is_usual();
                    let are_chosen =
                        plan.iter().all(|placed| is_chosen(placed) || wanted.contains(&placed.column) || is_of_nobody);
                    assert!(are_chosen, "{}", told());
                    let places: Vec<usize> =
                        plan.iter().map(|placed| columns.with_the_rest().place(placed.column)).collect();
                    assert!(places.is_sorted() || !all && !wanted.is_empty(), "{}", told());
                }
            }
        }
    }

    #[test]
    fn no_word_is_shortened_where_the_names_have_more_room_than_the_longest_needs() {
        for width in 60..=240 {
            for longest_name in 0..=WIDEST_NAME {
                for all in [false, true] {
                    let plan = usual(width, all, longest_name);
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
        let plan = usual(117, false, WIDEST_NAME);
        let widths: Vec<(Column, u16)> = plan.iter().map(|placed| (placed.column, placed.width)).collect();
        let of = |wanted: Column| widths.iter().find(|(column, _)| *column == wanted).map(|(_, width)| *width);
        assert_eq!((of(Column::Type), of(Column::Runs)), (Some(9), Some(4)), "{widths:?}");
        assert!(of(Column::Runner) >= Some(21), "{widths:?}");
    }
}
