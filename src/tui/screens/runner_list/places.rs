//! What stands in the list's place, such as the map, shares its rows and its bar.

use super::State;
use super::view::narrowed;
use crate::account::Accounts;
use crate::domain::AccountId;
use crate::tui::ui::{Piece, Symbols};

impl State {
    /// A number that is different whenever other rows may be shown, or in another order.
    pub fn edition(&self) -> u64 {
        self.edition
    }

    /// The rows that are shown, in order: each by its account and its index there.
    pub fn places(&self) -> impl Iterator<Item = (AccountId, u32)> {
        self.shown.iter().map(|shown| (shown.key.account, shown.row))
    }

    /// Where the bar is among the rows that are shown; `None` where none is.
    pub fn position(&self) -> Option<usize> {
        (self.cursor < self.shown.len()).then_some(self.cursor)
    }

    /// Moves the bar to the row at this position.
    pub fn go_to(&mut self, position: usize) {
        self.move_to(position);
    }

    /// Shows what this filter lets through, without the problems switch.
    pub fn filter_by(&mut self, filter: &str, accounts: &Accounts) {
        self.narrowing.set(filter);
        self.rework(accounts);
    }

    /// Which part of the fleet is shown, where that is only a part.
    pub fn narrowed(&self, accounts: &Accounts, symbols: &Symbols) -> Vec<Piece> {
        narrowed(self, accounts, symbols)
    }
}
