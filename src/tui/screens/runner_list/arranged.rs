//! Which columns, which order and which filter: what the config file or a view of it says, and whether the operator has
//! chosen otherwise since.

use super::State;
use super::view::dotted;
use crate::account::Accounts;
use crate::account::table::{Arrangement, Columns};
use crate::domain::Label;
use crate::text;
use crate::tui::ui::{Piece, Role, Symbols};

/// Cells of a view's name at the most, where it stands beside other things.
const NAME: usize = 24;

/// What was said last of filter, order and columns.
#[derive(Clone, Debug, Default)]
pub(super) struct Said {
    /// The view that says so. `None`: the config file, for all.
    view: Option<Label>,
    arrangement: Arrangement,
}

impl State {
    /// Shows what a view says, or the config file without one.
    pub fn arrange(&mut self, view: Option<Label>, said: Arrangement, accounts: &Accounts) {
        self.narrowing.set(said.filter.raw());
        self.anchor = None;
        self.choose_columns(said.columns.clone(), false);
        let order = said.order;
        self.said = Said { view, arrangement: said };
        self.sort(order, accounts);
    }

    /// The name of the view in force.
    pub fn view(&self) -> Option<&Label> {
        self.said.view.as_ref()
    }

    /// What the view in force says, or the config file without one.
    pub fn said(&self) -> &Arrangement {
        &self.said.arrangement
    }

    /// The columns that are chosen, whether there is room for them or not.
    pub fn columns(&self) -> &Columns {
        &self.columns
    }

    /// Shows these columns from now on, or every column.
    pub fn choose_columns(&mut self, columns: Columns, every: bool) {
        self.columns = columns;
        self.wishes.all_columns = every;
    }

    /// Whether nobody has chosen a filter, an order or columns, or is typing a filter.
    pub fn is_untouched(&self) -> bool {
        !self.is_rearranged() && !self.is_filtering()
    }

    /// Whether filter, order or columns are other ones than was said.
    pub fn is_rearranged(&self) -> bool {
        let Arrangement { filter, order, columns } = self.said();
        let is_filter = self.narrowing.field().value().trim() == filter.raw().trim();
        !is_filter || self.order != *order || self.columns != *columns
    }

    /// The name of the view in force, and whether it was changed since.
    pub(super) fn view_in_words(&self, symbols: &Symbols) -> Vec<Piece> {
        let Some(view) = self.view() else { return Vec::new() };
        let name = text::cut(view.safe(), NAME, symbols.ellipsis);
        let changed = if self.is_rearranged() { ", changed" } else { "" };
        vec![Piece::plain("view "), Piece::new(name, Role::Key), Piece::plain(changed)]
    }

    /// The view in force, and which part of the fleet is shown.
    pub(super) fn in_force(&self, accounts: &Accounts, symbols: &Symbols) -> Vec<Piece> {
        dotted(self.view_in_words(symbols), self.narrowed(accounts, symbols), symbols)
    }
}
