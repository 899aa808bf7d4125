//! [`Merged`]: the rows of all accounts in one order. It is kept until rows come, go or change places: most readings of a large fleet do
//! none of that, and then cost what the rows of their own account do.

use std::cmp::Ordering;

use super::fleet::{Listed, Row};
use super::{Account, Accounts};
use crate::domain::AccountId;

/// What decides which rows are shown, and in which order. Equal: both are the same.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Layout {
    /// Of the accounts that are open.
    pub(super) generation: u64,
    /// Each of them with the layout of its fleet, and the account under which its runners stand, if they do.
    pub(super) accounts: Vec<(AccountId, u64, Option<AccountId>)>,
}

/// The order of the rows of all accounts.
#[derive(Clone, Debug, Default)]
pub struct Merged {
    /// What it was worked out for.
    layout: Option<Layout>,
    /// Each row by its account's place among those that are open, and its index there. Empty with one account, whose own order it is.
    order: Vec<(u8, u32)>,
}

impl Merged {
    /// All rows in name order, those with the same name by id and then by account. Of accounts that are the same only the first
    /// one's.
    pub fn rows<'a>(&mut self, accounts: &'a Accounts) -> Vec<Listed<'a>> {
        if !accounts.are_several() {
            return accounts.iter().flat_map(|account| account.fleet().listed()).collect();
        }
        let layout = accounts.layout();
        if self.layout.as_ref() != Some(&layout) {
            self.order = order(accounts);
            self.layout = Some(layout);
        }
        let rows: Vec<&[Row]> = accounts.iter().map(|account| account.fleet().rows()).collect();
        let listed = |&(account, index): &(u8, u32)| Listed { row: &rows[usize::from(account)][index as usize], index };
        self.order.iter().map(listed).collect()
    }
}

fn order(accounts: &Accounts) -> Vec<(u8, u32)> {
    let mut order: Vec<(u8, Listed)> = Vec::new();
    for (place, account) in (0..).zip(accounts.iter()) {
        let shown = |listed: &Listed| is_shown(accounts, account, listed.row);
        order.extend(account.fleet().listed().filter(shown).map(|listed| (place, listed)));
    }
    // Each account's are in this order, which makes it a merge.
    order.sort_by(|(_, one), (_, other)| in_order(one.row, other.row));
    order.into_iter().map(|(place, listed)| (place, listed.index)).collect()
}

/// What stands under another account stands once.
fn is_shown(accounts: &Accounts, account: &Account, row: &Row) -> bool {
    let other = accounts.same_as(account.id()).and_then(|other| accounts.get(other));
    other.is_none_or(|other| other.fleet().find(&row.runner.id).is_none())
}

fn in_order(one: &Row, other: &Row) -> Ordering {
    one.name_order(other).then(one.account.cmp(&other.account))
}
