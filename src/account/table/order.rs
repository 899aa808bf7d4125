//! [`SortOrder`]: by which column the rows are sorted. Ties are broken by name, then id: the fleet's own order.

use std::collections::HashMap;

use super::column::{Column, SortBy};
use crate::account::fleet::{Listed, Row};
use crate::domain::Version;

/// Behind the column's name, where the order is turned around.
const REVERSED: &str = ", reversed";

/// Before the column, where it is asked for the other way.
const INVERTED: &str = "-";

/// A column and a direction.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct SortOrder {
    /// The column to sort by.
    pub column: Column,
    /// Whether the column's natural direction is turned around; names within a tie keep theirs.
    pub is_inverted: bool,
}

impl Default for SortOrder {
    fn default() -> Self {
        Self { column: Column::Runner, is_inverted: false }
    }
}

impl SortOrder {
    /// As it is kept: `Status`, `Status, reversed`.
    pub fn name(self) -> String {
        format!("{}{}", self.column.name(), if self.is_inverted { REVERSED } else { "" })
    }

    /// The order of this name. `None`: there is none such.
    pub fn from_name(name: &str) -> Option<Self> {
        let (column, is_inverted) = name.strip_suffix(REVERSED).map_or((name, false), |column| (column, true));
        let found = Column::ALL.into_iter().find(|known| known.name() == column);
        found.map(|column| Self { column, is_inverted })
    }

    /// As it is asked for in the config file and on the command line: `status`, `-status`.
    pub fn key(self) -> String {
        format!("{}{}", if self.is_inverted { INVERTED } else { "" }, self.column.key())
    }

    /// The order that is asked for so.
    pub fn of_key(key: &str) -> Option<Self> {
        let (name, is_inverted) = key.strip_prefix(INVERTED).map_or((key, false), |name| (name, true));
        Column::of_key(name).map(|column| Self { column, is_inverted })
    }

    /// The order after choosing `column`: the same column again turns the direction around.
    #[must_use]
    pub fn chosen(self, column: Column) -> Self {
        if column == self.column { self.inverted() } else { Self { column, is_inverted: false } }
    }

    /// The same column in the other direction.
    #[must_use]
    pub fn inverted(self) -> Self {
        Self { is_inverted: !self.is_inverted, ..self }
    }

    /// Whether what its column shows grows from the top down.
    pub fn is_ascending(self) -> bool {
        let grows = !matches!(self.column.sorting().order, SortBy::Largest(_));
        grows != self.is_inverted
    }

    /// Whether nothing is known of any of `rows` by which they could be sorted so.
    pub fn is_blank(self, rows: &[Listed]) -> bool {
        match &self.column.sorting().order {
            SortBy::Largest(number) => rows.iter().all(|listed| number(listed.row).is_none()),
            _ => false,
        }
    }

    /// Sorts `shown`, indices into `rows` that are in name order.
    ///
    /// Every column is reduced to one number per row first, so that 20,000 rows are sorted by comparing numbers.
    pub fn sort(self, shown: &mut [u32], rows: &[Listed]) {
        let keys: Vec<u64> = match &self.column.sorting().order {
            SortBy::Name => {
                if self.is_inverted {
                    shown.reverse();
                }
                return;
            }
            SortBy::Number(number) => rows.iter().map(|listed| number(listed.row)).collect(),
            SortBy::Largest(number) => {
                rows.iter().map(|listed| number(listed.row).map_or(u64::MAX, |number| !number - 1)).collect()
            }
            SortBy::Word(word) => ranked(rows, |row| word(&row.runner), str::cmp),
            SortBy::Version(version) => ranked(rows, |row| version(&row.runner), Version::compare),
        };
        let key = |index: &u32| keys[*index as usize];
        if self.is_inverted {
            // Reversed keys, not a reversed list: within a tie names keep their order.
            shown.sort_by_key(|index| std::cmp::Reverse(key(index)));
        } else {
            shown.sort_by_key(key);
        }
    }
}

/// The position of each row's value among the distinct values, equal ones the same; rows without one come last.
fn ranked<'a, T: Eq + std::hash::Hash + ?Sized + 'a>(
    rows: &[Listed<'a>],
    value: impl Fn(&'a Row) -> Option<&'a T>,
    compare: impl Fn(&T, &T) -> std::cmp::Ordering,
) -> Vec<u64> {
    let mut ranks: HashMap<&T, u64> =
        rows.iter().filter_map(|listed| value(listed.row)).map(|value| (value, 0)).collect();
    let mut distinct: Vec<&T> = ranks.keys().copied().collect();
    distinct.sort_by(|a, b| compare(a, b));
    let mut rank = 0;
    for (place, value) in distinct.iter().enumerate() {
        // Values that are written differently may be equal, as `v11.3` and `11.3`: names order their rows.
        rank += u64::from(place > 0 && compare(distinct[place - 1], value).is_ne());
        ranks.insert(value, rank);
    }
    rows.iter()
        .map(|listed| value(listed.row).and_then(|value| ranks.get(value)).copied().unwrap_or(u64::MAX))
        .collect()
}
