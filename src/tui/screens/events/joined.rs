//! What the store kept and the account's audit events, in one row by time.

use std::cell::OnceCell;
use std::collections::HashMap;

use jiff::Timestamp;

use crate::account::Account;
use crate::account::difference::Event;
use crate::account::fleet::Fleet;
use crate::domain::work::{About, AuditEvent, Personal};
use crate::domain::{Events, Runner, RunnerId};
use crate::tui::screens::parts::audit;
use crate::tui::screens::parts::kept::events::Events as Kept;

/// A time in which nobody watched.
pub type Gap = (Timestamp, Timestamp);

/// One thing that happened, and in which account.
#[derive(Clone, Copy)]
pub struct Told<'a> {
    /// The account.
    pub account: &'a Account,
    /// What happened.
    pub entry: Entry<'a>,
}

/// One thing that happened.
#[derive(Clone, Copy)]
pub enum Entry<'a> {
    /// The store kept it.
    Kept(&'a Event),
    /// The audit log has it; within which time without a watch, where that has a heading.
    Audit(Audited<'a>, Option<Gap>),
}

/// An audit event that is about runners.
#[derive(Clone, Copy)]
pub struct Audited<'a> {
    /// The event.
    pub event: &'a AuditEvent,
    /// Whom it is about, where the list has that runner.
    runner: Option<&'a Runner>,
    about: About,
}

impl<'a> Audited<'a> {
    /// The runner's name, as the list has it or else the audit log; empty where none is named.
    pub fn name(&self) -> &'a str {
        let listed = self.runner.map(|runner| runner.name.safe());
        listed.or_else(|| self.event.subject_name.as_ref().map(Personal::on_screen)).unwrap_or_default()
    }

    /// Why it may be about another runner.
    pub fn doubt(&self) -> Option<&'static str> {
        match (self.runner, self.about) {
            (None, About::Id | About::Name) => Some("Not in the list"),
            (_, about) => audit::doubt(about),
        }
    }
}

impl<'a> Entry<'a> {
    /// The runner's name.
    pub fn name(&self) -> &'a str {
        match self {
            Self::Kept(event) => event.name.safe(),
            Self::Audit(audited, _) => audited.name(),
        }
    }

    /// When it happened, as far as that is known.
    fn at(&self) -> Option<Timestamp> {
        match self {
            Self::Kept(event) => Some(event.at),
            Self::Audit(audited, _) => audited.event.at,
        }
    }

    /// The time without a watch that it is told under.
    pub fn gap(&self) -> Option<Gap> {
        match self {
            Self::Kept(event) => gap_of(event),
            Self::Audit(_, gap) => *gap,
        }
    }
}

fn gap_of(event: &Event) -> Option<Gap> {
    event.unseen_since.map(|since| (since, event.at))
}

/// The audit events that are about runners of the account, newest first.
pub fn audited<'a>(events: &'a Events, fleet: &'a Fleet) -> Vec<Audited<'a>> {
    let by_names: OnceCell<HashMap<&str, &Runner>> = OnceCell::new();
    let by_name = |name: &str| {
        let all = || fleet.rows().iter().map(|row| (row.runner.name.raw(), &*row.runner)).collect();
        by_names.get_or_init(all).get(name).copied()
    };
    let found = |id: &str| fleet.find(&RunnerId::new(id)).map(|row| &*row.runner);
    let by_id = |id: &str| found(id).or_else(|| found(&id.to_ascii_lowercase()));
    let of = |event: &'a AuditEvent| {
        let (runner, about) = event.among(by_id, by_name)?;
        Some(Audited { event, runner, about })
    };
    events.events.iter().filter_map(of).collect()
}

/// Everything of all accounts, newest first. Of one whose older events are not read yet there may be more from before the oldest
/// one: what others have from before that waits until they are.
pub fn of_all<'a>(all: &[(&'a Account, &'a Kept, Vec<Audited<'a>>)]) -> Vec<Told<'a>> {
    let mut lists: Vec<std::iter::Peekable<_>> = Vec::new();
    let mut horizon: Option<Timestamp> = None;
    for (account, kept, audited) in all {
        let is_open = !kept.is_whole() && kept.fault().is_none();
        let oldest = kept.newest_first().last().map(|event| event.at);
        if all.len() > 1 && is_open {
            horizon = horizon.max(oldest.or(Some(Timestamp::MAX)));
        }
        let account = *account;
        lists.push(joined(kept, audited).into_iter().map(move |entry| Told { account, entry }).peekable());
    }
    let mut told: Vec<Told> = Vec::new();
    loop {
        // What has no time comes first of its account, as it stood.
        let at = |list: &mut std::iter::Peekable<_>| {
            list.peek().map(|told: &Told| told.entry.at().unwrap_or(Timestamp::MAX))
        };
        let times: Vec<Option<Timestamp>> = lists.iter_mut().map(at).collect();
        let newest = (0..lists.len()).rev().filter(|index| times[*index].is_some()).max_by_key(|index| times[*index]);
        let Some(index) = newest.filter(|index| times[*index] >= horizon) else { return told };
        told.extend(lists[index].next());
    }
}

/// Everything of an account, newest first. What the audit log has from before the oldest that the store has told so far waits until the
/// store has told that much: no line comes in between two that are there.
fn joined<'a>(kept: &'a Kept, audited: &[Audited<'a>]) -> Vec<Entry<'a>> {
    let mut entries = Vec::with_capacity(kept.newest_first().len() + audited.len());
    let mut audited = audited.iter().copied().peekable();
    let mut gap: Option<Gap> = None;
    let under = |gap: Option<Gap>, at: Option<Timestamp>| gap.filter(|(since, _)| at.is_some_and(|at| at >= *since));
    for event in kept.newest_first() {
        while let Some(newer) = audited.next_if(|audited| audited.event.at.is_some_and(|at| at > event.at)) {
            entries.push(Entry::Audit(newer, under(gap, newer.event.at)));
        }
        entries.push(Entry::Kept(event));
        gap = gap_of(event);
    }
    let has_nothing_to_wait_for = kept.is_whole() || kept.fault().is_some() && kept.newest_first().is_empty();
    if has_nothing_to_wait_for {
        entries.extend(audited.map(|older| Entry::Audit(older, under(gap, older.event.at))));
    }
    entries
}
