//! [`Accounts`]: the accounts that are open, and what is looked up across them. Each is held by its id; nothing that is meant
//! for one ever reaches another.

use std::sync::Arc;

use super::fleet::{Counts, Row};
use super::merged::Layout;
use super::{Account, Profile};
use crate::domain::{AccountId, Moment, Named, RunnerKey};

/// Runners of two accounts that are compared, at the most.
const COMPARED: usize = 64;
/// Tickets of one opening; the next one's begin behind them, so that no answer finds the wrong account.
const TICKETS_PER_OPENING: u64 = 1 << 32;

/// The accounts that are open, at least one.
#[derive(Clone, Debug)]
pub struct Accounts {
    /// What is said of every account that can be opened, by id.
    profiles: Vec<Arc<Profile>>,
    /// Those that are open, in the order of their ids.
    open: Vec<Account>,
    /// How many times one was opened.
    openings: u64,
    /// The process's number.
    process: u32,
    /// Grows with each change of who is open and of who is the same as whom.
    generation: u64,
    /// Which account has the same runners as one before it: its rows are left out.
    same: Vec<(AccountId, AccountId)>,
}

impl Accounts {
    /// The first `opened` of these accounts are open, and nothing is known of them yet. `process` is the process's number.
    pub fn new(profiles: &[Arc<Profile>], opened: usize, process: u32, now: Moment) -> Self {
        let mut accounts = Self {
            profiles: profiles.to_vec(),
            open: Vec::new(),
            openings: 0,
            process,
            generation: 0,
            same: Vec::new(),
        };
        let ids: Vec<AccountId> = accounts.ids().take(opened).collect();
        for id in ids {
            accounts.open(id, now);
        }
        accounts
    }

    /// Every account that can be opened.
    pub fn ids(&self) -> impl Iterator<Item = AccountId> + use<> {
        (0..u8::try_from(self.profiles.len()).unwrap_or(u8::MAX)).map(AccountId)
    }

    /// What is said of every account that can be opened, by id.
    pub fn profiles(&self) -> &[Arc<Profile>] {
        &self.profiles
    }

    /// What is said of an account, open or not.
    pub fn profile(&self, id: AccountId) -> &Profile {
        // Ids are made from these.
        &self.profiles[usize::from(id.0)]
    }

    /// An account in a sentence.
    pub fn label(&self, id: AccountId) -> &str {
        self.profile(id).label()
    }

    /// The other accounts that are open, in a sentence.
    pub fn others(&self, id: AccountId) -> Vec<&str> {
        self.open.iter().filter(|account| account.id() != id).map(|account| account.profile().label()).collect()
    }

    /// Opens an account, of which nothing is known then; one that is open begins anew, and its rows stay until they are read.
    pub fn open(&mut self, id: AccountId, now: Moment) {
        let profile = Arc::clone(&self.profiles[usize::from(id.0)]);
        let mut account = Account::new(id, profile, self.openings * TICKETS_PER_OPENING, now);
        account.set_run(self.process);
        self.openings += 1;
        self.generation += 1;
        if let Some(open) = self.get_mut(id) {
            let before = std::mem::replace(open, account);
            open.follow_on(before);
            return;
        }
        let at = self.open.partition_point(|open| open.id() < id);
        self.open.insert(at, account);
    }

    /// Forgets an account.
    pub fn close(&mut self, id: AccountId) {
        self.open.retain(|account| account.id() != id);
        self.same.retain(|(one, other)| *one != id && *other != id);
        self.generation += 1;
    }

    /// Those that are open, in the order of their ids.
    pub fn iter(&self) -> impl Iterator<Item = &Account> {
        self.open.iter()
    }

    /// The same, to be changed.
    pub fn iter_mut(&mut self) -> impl Iterator<Item = &mut Account> {
        self.open.iter_mut()
    }

    /// How many are open.
    pub fn number(&self) -> usize {
        self.open.len()
    }

    /// Whether more than one is open.
    pub fn are_several(&self) -> bool {
        self.open.len() > 1
    }

    /// An account, while it is open.
    pub fn get(&self, id: AccountId) -> Option<&Account> {
        self.open.iter().find(|account| account.id() == id)
    }

    /// An account, while it is open, to be changed.
    pub fn get_mut(&mut self, id: AccountId) -> Option<&mut Account> {
        self.open.iter_mut().find(|account| account.id() == id)
    }

    /// An account to look at; the first one where this is not open. What is looked up there by a runner's key is not found then.
    pub fn of(&self, id: AccountId) -> &Account {
        // At least one is open.
        self.get(id).unwrap_or(&self.open[0])
    }

    /// Whether the accounts of these runners all are read-only, as one is that is not open.
    pub fn are_read_only<'a>(&self, keys: impl IntoIterator<Item = &'a RunnerKey>) -> bool {
        keys.into_iter().all(|key| self.get(key.account).is_none_or(Account::is_read_only))
    }

    /// The row of a runner.
    pub fn at(&self, key: &RunnerKey) -> Option<&Row> {
        self.get(key.account)?.fleet().find(&key.id)
    }

    /// How a runner is named, also one that vanished while something asked of it was on its way.
    pub fn named(&self, key: &RunnerKey) -> Named {
        self.get(key.account).map_or_else(|| Named::from(key.id.label()), |account| account.named(&key.id))
    }

    /// The row at an index of its account's fleet.
    pub fn row(&self, id: AccountId, index: u32) -> Option<&Row> {
        self.get(id)?.fleet().rows().get(index as usize)
    }

    /// Those whose rows are shown.
    pub fn with_rows(&self) -> impl Iterator<Item = &Account> {
        self.open.iter().filter(|account| self.same_as(account.id()).is_none())
    }

    /// Whether a runner has a row in the list.
    pub fn shows(&self, key: &RunnerKey) -> bool {
        let other = self.same_as(key.account).and_then(|other| self.get(other));
        self.at(key).is_some() && other.is_none_or(|other| other.fleet().find(&key.id).is_none())
    }

    /// Whether no row is shown.
    pub fn has_no_rows(&self) -> bool {
        self.with_rows().all(|account| account.fleet().rows().is_empty())
    }

    /// How many runners are in which status, of all accounts.
    pub fn counts(&self) -> Counts {
        let mut counts = Counts::default();
        for account in &self.open {
            match self.same_as(account.id()).and_then(|other| self.get(other)) {
                None => counts.add(account.fleet().counts()),
                Some(other) => {
                    let rows = account.fleet().rows().iter();
                    counts.add(&Counts::of_rows(rows.filter(|row| other.fleet().find(&row.runner.id).is_none())));
                }
            }
        }
        counts
    }

    /// A number that is different after every change of the rows that are shown.
    pub fn generation(&self) -> u64 {
        // Each part only ever grows while the same accounts are open; but which of two that are the same has the rows.
        let taken_over = self.same.iter().filter(|(second, first)| self.same_as(*first) == Some(*second)).count();
        let rows: u64 = self.open.iter().map(|account| account.fleet().generation()).sum();
        let taken_over = u64::try_from(taken_over).unwrap_or_default();
        self.generation.wrapping_mul(1 << 40).wrapping_add(taken_over.wrapping_mul(1 << 36)).wrapping_add(rows)
    }

    /// What decides which rows are shown, and in which order.
    pub fn layout(&self) -> Layout {
        let of_one = |account: &Account| (account.id(), account.fleet().layout(), self.same_as(account.id()));
        Layout { generation: self.generation, accounts: self.open.iter().map(of_one).collect() }
    }

    /// The account that has the same runners and under which they stand, if one has: the one before it; but one that can be read
    /// before one that cannot.
    pub fn same_as(&self, id: AccountId) -> Option<AccountId> {
        let is_down = |id| self.get(id).is_none_or(|account| account.connection().is_down());
        let (second, first) = *self.same.iter().find(|(second, first)| *second == id || *first == id)?;
        let (stands, other) = if is_down(first) && !is_down(second) { (second, first) } else { (first, second) };
        (id == other).then_some(stands)
    }

    /// Looks whether an account whose whole list came is the same as another one: each of the two has most of its runners in the
    /// other. Answers with both, the first one first, where that was not known.
    pub fn compare(&mut self, id: AccountId) -> Option<(AccountId, AccountId)> {
        if !self.are_several() {
            return None;
        }
        let account = self.get(id)?;
        let is_second = |id| self.same.iter().any(|(second, _)| *second == id);
        let others = self.open.iter().filter(|other| other.id() != id && !is_second(other.id()));
        let found = others.filter(|other| are_same(account, other)).map(Account::id).next();
        let pair = found.map(|other| (other.min(id), other.max(id)));
        let before = self.same.clone();
        // Of this account that is known anew; what is the same as it is compared when its own list comes.
        self.same.retain(|(one, _)| *one != id);
        if let Some((first, second)) = pair {
            self.same.retain(|(one, _)| *one != second);
            self.same.push((second, first));
        }
        if self.same == before {
            return None;
        }
        self.generation += 1;
        pair.filter(|(first, second)| !before.contains(&(*second, *first)))
    }
}

/// Whether three of four runners of each are the other's, too: a runner's id is one account's alone. Those that the latest list lacks say
/// nothing.
fn are_same(one: &Account, other: &Account) -> bool {
    let is_listed = |row: &&Row| row.absence().is_none();
    let listed = |account: &Account| account.fleet().rows().iter().filter(is_listed).count();
    let (fewer, more) = if listed(one) <= listed(other) { (one, other) } else { (other, one) };
    if 4 * listed(fewer) < 3 * listed(more) {
        return false;
    }
    // Some of them tell: this is asked with every list.
    let some = fewer.fleet().rows().iter().filter(is_listed).step_by(listed(fewer) / COMPARED + 1);
    let is_others = |row: &Row| more.fleet().find(&row.runner.id).as_ref().is_some_and(is_listed);
    let (asked, shared) = some.fold((0, 0), |(asked, shared), row| (asked + 1, shared + usize::from(is_others(row))));
    shared > 0 && 4 * shared >= 3 * asked
}
