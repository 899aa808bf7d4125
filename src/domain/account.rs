//! [`AccountId`]: which of the accounts; and [`RunnerKey`]: which runner of which account.

use super::runner::RunnerId;

/// One of the accounts that are watched, by its index in the order in which they were given.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct AccountId(pub u8);

impl AccountId {
    /// The first one, which is the only one where no more are given.
    pub const FIRST: Self = Self(0);
}

/// A runner among those of all accounts: what everything on screen is held by. Two accounts may have runners with the same id.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct RunnerKey {
    /// The account that it belongs to.
    pub account: AccountId,
    /// Its id there.
    pub id: RunnerId,
}

impl RunnerKey {
    /// The runner `id` of `account`.
    pub fn new(account: AccountId, id: RunnerId) -> Self {
        Self { account, id }
    }
}
