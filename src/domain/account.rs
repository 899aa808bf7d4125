//! [`AccountId`]: which of the accounts.

/// One of the accounts that are watched, by its place in the order in which they were given.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct AccountId(pub u8);

impl AccountId {
    /// The first one, which is the only one where no more are given.
    pub const FIRST: Self = Self(0);
}
