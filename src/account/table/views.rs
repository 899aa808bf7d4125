//! [`Views`]: what the table shows, as the config file has it: which columns and which order from the start, and under a name
//! other ones, with a filter.

use super::{Column, SortOrder};
use crate::domain::Label;

/// Between two columns, where they are written in one text.
const COMMA: &str = ",";

/// Which columns, from the left: the runner always, and first.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Columns(Vec<Column>);

impl Default for Columns {
    /// All of them.
    fn default() -> Self {
        Self(Column::USUAL.to_vec())
    }
}

impl Columns {
    /// These, each once, behind the runner.
    pub fn of(columns: impl IntoIterator<Item = Column>) -> Self {
        let mut all = vec![Column::Runner];
        for column in columns {
            if !all.contains(&column) {
                all.push(column);
            }
        }
        Self(all)
    }

    /// From the left.
    pub fn iter(&self) -> impl Iterator<Item = Column> {
        self.0.iter().copied()
    }

    /// Whether it is one of them.
    pub fn contains(&self, column: Column) -> bool {
        self.0.contains(&column)
    }

    /// Whether they are those that are shown where nobody says others.
    pub fn is_usual(&self) -> bool {
        self.0 == Column::USUAL
    }

    /// The same, and behind them all others.
    #[must_use]
    pub fn with_the_rest(&self) -> Self {
        Self::of(self.iter().chain(Column::USUAL))
    }

    /// Where a column stands; one that is none of them behind all of them.
    pub fn place(&self, column: Column) -> usize {
        let among = |columns: &[Column]| columns.iter().position(|known| *known == column);
        among(&self.0).unwrap_or_else(|| self.0.len() + among(&Column::USUAL).unwrap_or(0))
    }

    /// Their names, with `between` between two.
    pub fn names(&self, between: &str) -> String {
        self.iter().map(Column::key).collect::<Vec<_>>().join(between)
    }

    /// As they are kept: `runner,status`.
    pub fn kept(&self) -> String {
        self.names(COMMA)
    }

    /// Those that are kept so. `None`: another version of trackside has kept others.
    pub fn of_kept(kept: &str) -> Option<Self> {
        kept.split(COMMA).map(Column::of_key).collect::<Option<Vec<_>>>().map(Self::of)
    }
}

/// What a table shows: which runners, in which order, and what of them.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Arrangement {
    /// The filter as it is typed.
    pub filter: Label,
    /// The order of the rows.
    pub order: SortOrder,
    /// What stands in a row.
    pub columns: Columns,
}

/// What a table shows under a name. What it does not say stays as it is without it.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct View {
    /// Its name.
    pub name: Label,
    /// The filter as it is typed.
    pub filter: Option<Label>,
    /// The order of the rows.
    pub order: Option<SortOrder>,
    /// What stands in a row.
    pub columns: Option<Columns>,
}

/// Everything that the config file says of tables.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Views {
    /// The order where no view says another.
    pub order: SortOrder,
    /// The columns where no view says others.
    pub columns: Columns,
    /// The views, in the order of the file; no two have one name.
    pub all: Vec<View>,
}

impl Views {
    /// The view of this name.
    pub fn named(&self, name: &str) -> Option<&View> {
        self.all.iter().find(|view| view.name.raw() == name)
    }

    /// What `view` shows; without one, what the file says for all.
    pub fn arrangement(&self, view: Option<&View>) -> Arrangement {
        let filter = view.and_then(|view| view.filter.clone()).unwrap_or_default();
        let order = view.and_then(|view| view.order).unwrap_or(self.order);
        let columns = view.and_then(|view| view.columns.clone()).unwrap_or_else(|| self.columns.clone());
        Arrangement { filter, order, columns }
    }
}
