//! [`AccountId`]: which of the accounts; [`RunnerKey`]: which runner of which account; [`Tint`]: what tells accounts apart
//! at a glance.

use super::runner::RunnerId;

/// One of the accounts that can be opened, by its index: those that are opened at the start come first, in the order in which
/// they were given; then the other profiles of the config file in the file's order. The same for a whole run.
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

/// The ground of what names an account on the screen, so that production is never taken for the lab: the profile's `color`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
#[expect(missing_docs, reason = "each is named after its colour")]
pub enum Tint {
    Red,
    Yellow,
    Green,
    Cyan,
    Blue,
    Magenta,
}

impl Tint {
    /// Every colour with the name to ask for it.
    pub const ALL: [(&'static str, Self); 6] = [
        ("red", Self::Red),
        ("yellow", Self::Yellow),
        ("green", Self::Green),
        ("cyan", Self::Cyan),
        ("blue", Self::Blue),
        ("magenta", Self::Magenta),
    ];
}
