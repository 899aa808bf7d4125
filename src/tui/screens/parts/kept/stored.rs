//! [`Stored`]: what the store told of each account that is open.

use super::Kept;
use crate::domain::AccountId;
use crate::runtime::recorder::Query;

/// What the store told, by account.
#[derive(Clone, Debug)]
pub struct Stored(Vec<Kept>);

impl Stored {
    /// Of accounts of which nothing is known yet; at least one.
    pub fn new(of: impl IntoIterator<Item = Kept>) -> Self {
        Self(of.into_iter().collect())
    }

    /// Taken apart again.
    pub fn into_inner(self) -> Vec<Kept> {
        self.0
    }

    /// Of an account; of the first one where this is not open.
    pub fn of(&self, id: AccountId) -> &Kept {
        // At least one is open.
        self.0.iter().find(|kept| kept.account() == id).unwrap_or(&self.0[0])
    }

    /// Of an account, while it is open.
    pub fn get_mut(&mut self, id: AccountId) -> Option<&mut Kept> {
        self.0.iter_mut().find(|kept| kept.account() == id)
    }

    /// Of each account that is open.
    pub fn iter(&self) -> impl Iterator<Item = &Kept> {
        self.0.iter()
    }

    /// The same, to be changed.
    pub fn iter_mut(&mut self) -> impl Iterator<Item = &mut Kept> {
        self.0.iter_mut()
    }

    /// Whether anything is kept of any of them.
    pub fn is_on(&self) -> bool {
        self.0.iter().any(Kept::is_on)
    }

    /// What the store is to be asked, each once.
    pub fn take_queries(&mut self) -> Vec<(u64, Query)> {
        self.0.iter_mut().flat_map(Kept::take_queries).collect()
    }
}
