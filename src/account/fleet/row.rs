//! [`Row`]: one runner of the fleet, and how it follows the lists and its details.

use std::cmp::Ordering;
use std::sync::Arc;
use std::time::Duration;

use super::{Absence, RowWork, Seen};
use crate::account::history::{RecordKind, differences};
use crate::domain::{AccountId, Facts, Moment, Runner, RunnerKey, Status};

/// A runner in the list, with what trackside knows beyond the list entry.
#[derive(Clone, PartialEq, Debug)]
pub struct Row {
    /// Whose it is.
    pub account: AccountId,
    /// The entry as the list had it.
    pub(super) listed: Arc<Runner>,
    /// The entry, completed with details where it lacked something and they have been read.
    pub runner: Arc<Runner>,
    /// The latest change that trackside saw, whatever it was, if it saw one. Apart, as most rows of a large fleet have none.
    pub change: Option<Box<LastChange>>,
    /// The latest change of status that trackside saw, if it saw one: since when the status is what it is.
    pub status_change: Option<Box<StatusChange>>,
    /// When trackside first saw the runner.
    pub first_seen: Moment,
    /// Set while the newest list lacks it. Apart, as that is rare.
    pub(super) absence: Option<Box<Absence>>,
    /// Whether its secret was regenerated from here, and it was not seen at work with the new one yet.
    pub new_secret: Option<NewSecret>,
    /// What hangs on it.
    pub work: RowWork,
    pub(super) details: Details,
    /// When the details were read, in the time since the start, that `runner` follows although the list says otherwise; the next list that was
    /// asked for later counts again.
    pub(super) newer_than_list: Option<Duration>,
    /// When it was read with a page between two lists, in the time since the start: what a list says that was asked for before is
    /// older, whatever the page said.
    pub(super) read: Option<Duration>,
    /// When, in the time since the start, the control plane last said that there is no such runner, although the newest list had it.
    pub(super) not_found: Option<Duration>,
}

/// How far a runner with a regenerated secret is, as its status tells.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum NewSecret {
    /// It still looks as before: the control plane has not noticed yet that it is cut off.
    Fresh,
    /// It was seen out of work; once it is Running and connected again, the new secret has been stored.
    Awaited,
}

/// What was different between two readings of a runner.
#[derive(Clone, PartialEq, Debug)]
pub struct LastChange {
    /// When the reading that showed it came.
    pub at: Moment,
    /// What it was; of several things the one that counts most, in the order of [`differences`]. `Appeared` for a runner
    /// that is new to the list.
    pub kind: RecordKind,
    /// How many things more were different.
    pub others: usize,
}

/// A change of status, as trackside saw it between two readings.
#[derive(Clone, PartialEq, Debug)]
pub struct StatusChange {
    /// When the reading that showed it came.
    pub at: Moment,
    /// What it was before.
    pub from: Status,
}

/// What became of reading a row's details.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Details {
    /// Not asked for since the entry last changed.
    Unread,
    /// Read since the entry last changed, or refused in a way that trying again will not cure.
    Settled,
    /// A try failed; the next good poll allows another.
    Failed,
}

impl Row {
    pub(super) fn new(
        account: AccountId,
        entry: &Arc<Runner>,
        now: Moment,
        is_news: bool,
        seen: &mut Vec<Seen>,
    ) -> Self {
        let appeared = || RecordKind::Appeared(entry.status.clone());
        if is_news {
            seen.push(Seen { runner: Arc::clone(entry), kind: appeared() });
        }
        Self {
            account,
            listed: Arc::clone(entry),
            runner: Arc::clone(entry),
            change: is_news.then(|| Box::new(LastChange { at: now, kind: appeared(), others: 0 })),
            status_change: None,
            first_seen: now,
            new_secret: None,
            work: RowWork::default(),
            details: Details::Unread,
            newer_than_list: None,
            read: None,
            absence: None,
            not_found: None,
        }
    }

    /// What it is held by.
    pub fn key(&self) -> RunnerKey {
        RunnerKey::new(self.account, self.runner.id.clone())
    }

    /// Since when the newest list lacks it, and what is known of that; `None` where the list has it.
    pub fn absence(&self) -> Option<Absence> {
        self.absence.as_deref().copied()
    }

    /// The order of the rows: by name, then id.
    pub fn name_order(&self, other: &Self) -> Ordering {
        self.listed.name_order(&other.listed)
    }

    /// Whether what it says may not be so any more: the newest list lacks it, although that is
    /// whole, and it was not found since.
    pub fn is_missing(&self) -> bool {
        self.absence.as_ref().is_some_and(|absence| absence.is_missing())
    }

    /// Whether an operator should look at it.
    pub fn is_problem(&self) -> bool {
        self.runner.is_problem() || self.is_missing()
    }

    /// Whether a list that lacks it is the second to say so: since `listed`, when the list before was asked for, the
    /// control plane had no such runner.
    pub(super) fn is_known_to_be_gone(&self, listed: Option<(Moment, Moment)>) -> bool {
        match (self.not_found, listed) {
            (Some(at), Some((asked, _))) => at >= asked.mono,
            _ => false,
        }
    }

    /// Whether what it lacks may still come: its details were not read yet, or could not be read.
    pub fn is_incomplete(&self) -> bool {
        self.details != Details::Settled && self.listed.lacks_a_column()
    }

    /// Whether its details were not read yet, or could not be, and would tell one of these things. Of what is hosted elsewhere there
    /// are none.
    pub fn lacks(&self, facts: Facts) -> bool {
        self.details != Details::Settled && self.runner.withheld_reason().is_none() && facts.are_lacking(&self.runner)
    }

    /// Whether its entry in the list lacks one of these things, which its details would tell.
    pub fn listed_lacks(&self, facts: Facts) -> bool {
        self.listed.withheld_reason().is_none() && facts.are_lacking(&self.listed)
    }

    /// Whether nothing was tried to read its details since the entry last changed.
    pub fn is_unread(&self) -> bool {
        self.details == Details::Unread
    }

    /// As [`Row::listed_lacks`], and its details were not read since the entry last changed.
    pub fn lacks_since_change(&self, facts: Facts) -> bool {
        self.details != Details::Settled && self.listed_lacks(facts)
    }

    pub(super) fn wants_details(&self) -> bool {
        self.details == Details::Unread && self.listed.lacks_a_column()
    }

    pub(super) fn wants_preview_details(&self) -> bool {
        let lacks = self.listed.lacks_a_column() || self.listed.description.is_none();
        self.details == Details::Unread && lacks && self.listed.withheld_reason().is_none()
    }

    /// The row after a poll, asked for at `asked`, that listed `entry` for the same id.
    pub(super) fn followed_by(mut self, entry: &Arc<Runner>, asked: Moment, now: Moment, seen: &mut Vec<Seen>) -> Self {
        self.absence = None;
        let is_same = Arc::ptr_eq(&self.listed, entry) || *self.listed == **entry;
        if is_same {
            // The next list is compared by allocation.
            if Arc::ptr_eq(&self.runner, &self.listed) {
                self.runner = Arc::clone(entry);
            }
            self.listed = Arc::clone(entry);
        }
        if is_same && self.newer_than_list.is_none() {
            return self;
        }
        if !is_same {
            self.listed = Arc::clone(entry);
            self.details = Details::Unread;
        }
        // The list was on its way already when the details were read.
        if let Some(read) = self.newest().filter(|read| *read > asked.mono) {
            let says_otherwise = self.listed.filled_from(&self.runner) != *self.runner;
            self.newer_than_list = says_otherwise.then_some(read);
            return self;
        }
        self.newer_than_list = None;
        let filled = self.completed(entry);
        let runner = if filled == **entry { Arc::clone(entry) } else { Arc::new(filled) };
        seen.extend(self.become_runner(runner, now));
        self
    }

    /// Takes details. Answers with what is different, and whether anything is.
    pub(super) fn take_details(&mut self, details: &Runner, now: Moment) -> (Vec<Seen>, bool) {
        self.details = Details::Settled;
        self.not_found = None;
        let mut fresh = details.filled_from(&self.runner);
        // Told only while it is paused.
        fresh.paused_until = details.paused_until;
        self.become_newer(fresh, now)
    }

    /// Takes an entry of the list that was asked for at `asked`, after the list. Answers as [`Row::take_details`] does.
    pub(super) fn take_entry(&mut self, entry: &Runner, asked: Moment, now: Moment) -> (Vec<Seen>, bool) {
        // It was on its way already when the details were read.
        if self.newest().is_some_and(|read| read > asked.mono) {
            return (Vec::new(), false);
        }
        self.not_found = None;
        self.read = Some(now.mono);
        if *self.listed == *entry && self.newer_than_list.is_none() {
            return (Vec::new(), false);
        }
        self.become_newer(self.completed(entry), now)
    }

    /// When that was read which counts more than what was asked for before.
    fn newest(&self) -> Option<Duration> {
        self.newer_than_list.max(self.read)
    }

    /// What an entry of the list comes to: what the details had told stays until they are read again; but what an entry omits may
    /// have changed with it, and a pause that ended has no end any more.
    fn completed(&self, entry: &Runner) -> Runner {
        let mut filled = entry.filled_from(&self.runner);
        if !matches!(filled.status, Some(Status::Paused | Status::Pausing)) {
            filled.paused_until = entry.paused_until;
        }
        filled
    }

    /// Follows what was read after the list. Answers with what is different, and whether anything is.
    fn become_newer(&mut self, fresh: Runner, now: Moment) -> (Vec<Seen>, bool) {
        let says_otherwise = self.listed.filled_from(&fresh) != fresh;
        let was_newer = std::mem::replace(&mut self.newer_than_list, says_otherwise.then_some(now.mono)).is_some();
        if fresh == *self.runner {
            return (Vec::new(), was_newer != says_otherwise);
        }
        (self.become_runner(Arc::new(fresh), now), true)
    }

    fn become_runner(&mut self, runner: Arc<Runner>, now: Moment) -> Vec<Seen> {
        let old = std::mem::replace(&mut self.runner, runner);
        let kinds = differences(&old, &self.runner);
        if let Some(kind) = kinds.first() {
            self.change = Some(Box::new(LastChange { at: now, kind: kind.clone(), others: kinds.len() - 1 }));
        }
        for kind in &kinds {
            if let RecordKind::Status { from, .. } = kind {
                self.status_change = Some(Box::new(StatusChange { at: now, from: from.clone() }));
            }
        }
        let is_at_work = is_at_work(&self.runner);
        self.new_secret = match self.new_secret {
            Some(NewSecret::Fresh) if !is_at_work => Some(NewSecret::Awaited),
            Some(NewSecret::Awaited) if is_at_work => None,
            other => other,
        };
        kinds.into_iter().map(|kind| Seen { runner: Arc::clone(&self.runner), kind }).collect()
    }
}

pub(super) fn is_at_work(runner: &Runner) -> bool {
    runner.status == Some(Status::Running) && runner.connected != Some(false)
}
