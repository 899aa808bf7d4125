//! [`Rereading`]: what the list lacks of runners, read by id again and again: an entry of the list does not say that it has changed.
//! Pure, as all of the watch.

use std::collections::HashMap;
use std::time::Duration;

use crate::account::Account;
use crate::account::fleet::Row;
use crate::domain::{Facts, Moment, RunnerId};

/// A runner is read at most so often.
pub const AGAIN: Duration = Duration::from_secs(60);

/// Whose turn it is to be read by id: one at a time, those first that never were, then those that wait longest.
#[derive(Debug, Default)]
pub struct Rereading {
    facts: Facts,
    /// When each was read last, whatever came of it.
    read: HashMap<RunnerId, Moment>,
    under_way: Option<RunnerId>,
}

impl Rereading {
    /// For those that lack one of these things.
    pub fn of(facts: Facts) -> Self {
        Self { facts, ..Self::default() }
    }

    /// Whom to read now, if anybody; nobody while the list cannot be read. Counts as under way from now on.
    pub fn next(&mut self, account: &Account, now: Moment) -> Option<RunnerId> {
        let (fleet, connection) = (account.fleet(), account.connection());
        if self.facts == Facts::default() || connection.is_down() || !fleet.is_complete() {
            return None;
        }
        // One that went meanwhile is not waited for.
        if self.under_way.as_ref().is_some_and(|id| fleet.find(id).is_some()) {
            return None;
        }
        let due = fleet.rows().iter().filter(|row| row.absence().is_none() && row.listed_lacks(self.facts));
        // What its entry now says may be something else with what it does not say.
        let read = |row: &Row| self.read.get(&row.runner.id).filter(|_| !row.is_unread()).map(|at| at.mono);
        let due = due.map(|row| (read(row), &row.runner.id));
        let due = due.filter(|(read, _)| read.is_none_or(|read| now.mono >= read + AGAIN));
        let (_, id) = due.min_by_key(|(read, _)| *read)?;
        let id = id.clone();
        self.under_way = Some(id.clone());
        Some(id)
    }

    /// One was read, or could not be.
    pub fn took(&mut self, id: RunnerId, now: Moment) {
        if self.under_way.as_ref() == Some(&id) {
            self.under_way = None;
        }
        self.read.insert(id, now);
    }

    /// A list came: forgets those that are gone.
    pub fn list_read(&mut self, account: &Account) {
        self.read.retain(|id, _| account.fleet().find(id).is_some());
    }
}
