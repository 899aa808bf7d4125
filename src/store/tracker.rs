//! [`Tracker`]: what this program saw last of an account, so that only what is different in a list, or was written by others,
//! is compared with the file.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use jiff::Timestamp;

use super::encoding::kept_id;
use super::operations::UnderWay;
use super::visits::Visit;
use crate::account::observation::Listing;
use crate::account::operation::OperationId;
use crate::domain::{Runner, RunnerId};

/// The rows of a list, shared with whoever read it.
pub(super) type Rows = Arc<[Arc<Runner>]>;

/// What was seen last of an account.
#[derive(Clone, Debug, Default)]
pub(super) struct Tracker {
    /// The newest list. `None` before the first.
    pub(super) rows: Option<Rows>,
    /// Runners that were read by their ids since, and are newer than `rows`.
    read: HashMap<RunnerId, Arc<Runner>>,
    /// Runners that were found to be gone since: `rows` says nothing of them any more.
    gone: HashSet<RunnerId>,
    /// Those that the newest list lacks, and that are not known to be gone.
    lacking: HashSet<RunnerId>,
    /// Whether all of `rows` was compared with the file.
    pub(super) is_compared: bool,
    /// The number of the newest record when this program wrote last: later ones are others'.
    pub(super) newest_record: i64,
    /// The ids, as they are kept, of runners that others wrote something of: looked at with the next list.
    pub(super) others: HashSet<String>,
    /// Runners of which the file knows something newer than the list that told of them: looked at again with the next.
    pub(super) unsettled: HashSet<RunnerId>,
    /// Runners of the file that the first list lacked, and since when nobody had watched: gone, should the next lack them too.
    pub(super) missing: Option<(Option<Timestamp>, HashSet<String>)>,
    /// That somebody sees it, as the file has it.
    pub(super) visit: Option<Visit>,
    /// Operations that the file says are not this program's to go on with, since the transaction began.
    pub(super) elsewhere: Vec<OperationId>,
    /// What this program does for several runners.
    pub(super) operations: UnderWay,
}

impl Tracker {
    /// What was seen, with nothing said of any file.
    pub(super) fn view_alone(&self) -> Self {
        Self {
            rows: self.rows.clone(),
            read: self.read.clone(),
            lacking: self.lacking.clone(),
            gone: self.gone.clone(),
            visit: self.visit,
            operations: self.operations.clone(),
            ..Self::default()
        }
    }

    /// Takes a list. Answers with the runners that are to be compared with the file, as they are now; `others` are the ids, as
    /// they are kept, of those that others wrote something of.
    pub(super) fn take(&mut self, listing: &Listing, others: &HashSet<String>) -> Vec<Arc<Runner>> {
        let before = self.rows.clone();
        let mut asked: HashSet<RunnerId> = std::mem::take(&mut self.unsettled);
        let mut different = Vec::new();
        if let Some(rows) = &listing.rows {
            self.rows = Some(Arc::clone(rows));
            self.gone.clear();
            self.lacking = listing.missing.iter().cloned().collect();
            // The list may say again what it said before one of them was read.
            asked.extend(std::mem::take(&mut self.read).into_keys());
            if self.is_compared {
                different = different_rows(before.as_deref().unwrap_or_default(), rows);
            }
        }
        if !self.is_compared {
            self.is_compared = self.rows.is_some();
            return self.all();
        }
        let ids: HashSet<&RunnerId> = different.iter().map(|runner| &runner.id).collect();
        let is_asked = |runner: &&Arc<Runner>| asked.contains(&runner.id) || others.contains(&*kept_id(&runner.id));
        let again: Vec<Arc<Runner>> = if asked.is_empty() && others.is_empty() {
            Vec::new()
        } else {
            self.all().iter().filter(is_asked).filter(|runner| !ids.contains(&runner.id)).map(Arc::clone).collect()
        };
        different.extend(again);
        different
    }

    /// A runner was read by its id. Says whether it can be compared: not before the first list was.
    pub(super) fn take_read(&mut self, runner: &Arc<Runner>) -> bool {
        if self.rows.is_none() {
            return false;
        }
        self.read.insert(runner.id.clone(), Arc::clone(runner));
        self.is_compared
    }

    /// A runner is gone.
    pub(super) fn take_gone(&mut self, runner: &RunnerId) {
        self.read.remove(runner);
        self.gone.insert(runner.clone());
        self.lacking.remove(runner);
        self.unsettled.remove(runner);
    }

    /// All runners as they were seen last.
    fn all(&self) -> Vec<Arc<Runner>> {
        let rows = self.rows.as_deref().unwrap_or_default();
        let there = rows.iter().filter(|row| !self.gone.contains(&row.id));
        there.map(|row| Arc::clone(self.read.get(&row.id).unwrap_or(row))).collect()
    }

    /// The ids, as they are kept, of the runners that the newest list has, or lacks without saying that they are gone.
    pub(super) fn known_ids(&self) -> HashSet<String> {
        let rows = self.rows.as_deref().unwrap_or_default();
        let ids = rows.iter().map(|row| &row.id).chain(&self.lacking);
        ids.map(|id| kept_id(id).into_owned()).collect()
    }
}

/// The runners of `now` that are new, or another allocation than before: what did not change is the same. Both are in name
/// order, so that nearly every runner meets itself at once.
fn different_rows(before: &[Arc<Runner>], now: &[Arc<Runner>]) -> Vec<Arc<Runner>> {
    let mut different = Vec::new();
    let mut old = before.iter().peekable();
    for row in now {
        while old.next_if(|old| old.id != row.id && old.name_order(row).is_lt()).is_some() {}
        let is_same = old.next_if(|old| old.id == row.id).is_some_and(|old| Arc::ptr_eq(old, row));
        if !is_same {
            different.push(Arc::clone(row));
        }
    }
    different
}
