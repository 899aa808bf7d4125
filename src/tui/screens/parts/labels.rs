//! [`Labels`]: the names of accounts where there is little room for them, so that no two look alike.

use crate::account::Accounts;
use crate::domain::AccountId;
use crate::text;
use crate::tui::ui::Symbols;

/// The names of all accounts that can be opened, by id.
pub struct Labels(Vec<String>);

impl Labels {
    /// Each in at most `width` cells.
    pub fn new(accounts: &Accounts, width: usize, symbols: &Symbols) -> Self {
        let labels: Vec<&str> = accounts.ids().map(|id| accounts.label(id)).collect();
        Self(text::cut_apart(&labels, width, symbols.ellipsis))
    }

    /// The name of an account.
    pub fn of(&self, id: AccountId) -> &str {
        self.0.get(usize::from(id.0)).map_or("", String::as_str)
    }
}
