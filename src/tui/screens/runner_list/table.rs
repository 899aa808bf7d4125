//! The list as a table that is written elsewhere: the marked rows, else all that are shown, with the columns of the screen.

use super::State;
use crate::account::Accounts;
use crate::account::table::{Column, Extent, Snapshot};
use crate::tui::ui::layout::ListLayout;

impl State {
    /// Which rows a table would have.
    pub fn extent(&self) -> Extent {
        let marked = self.marks().len();
        if marked > 0 {
            return Extent { rows: marked, are_marked: true, hidden: self.hidden_marks() };
        }
        Extent { rows: self.shown.len(), are_marked: false, hidden: 0 }
    }

    /// The table as it is now, laid out so.
    pub fn snapshot(&self, layout: &ListLayout, accounts: &Accounts) -> Snapshot {
        let columns: Vec<Column> = self.plan(layout).iter().map(|placed| placed.column).collect();
        if self.marks().is_empty() {
            let rows = self.shown.iter().filter_map(|shown| accounts.row(shown.key.account, shown.row));
            return Snapshot::new(columns, rows, accounts.profiles());
        }
        let marked = self.marked_in_order(accounts);
        Snapshot::new(columns, marked.iter().filter_map(|key| accounts.at(key)), accounts.profiles())
    }
}
