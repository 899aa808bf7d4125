//! [`History`]: what trackside saw change in the fleet, and what was done from here, since it started.
//!
//! Records are data: sentences are made where they are shown. Bounded: the oldest go first. What the store keeps of it is in `observation.rs`.

use std::collections::{HashMap, VecDeque};
use std::time::Duration;

use jiff::Timestamp;

use super::pending::Overdue;
use crate::api::{ApiError, Cause};
use crate::domain::timeline::{self, Course, Presence, Step, Watched};
use crate::domain::{Intent, Label, Moment, Runner, RunnerId, Setting, Status, Version};

/// Records kept, over all runners: about 1.2 MB at the most, and what they hold of names and versions. The store has more.
const MAX_RECORDS: usize = 8_192;
/// Room for records is made for so many at a time: doubling it would make for more than are kept.
const ROOM: usize = 1_024;
/// Times apart from each other in which lists came that are kept.
const MAX_WATCHED: usize = 1_000;

/// What happened to one runner.
#[derive(Clone, PartialEq, Debug)]
pub struct Record {
    /// Grows by one with each record; a key that stays when older ones go.
    pub number: u64,
    /// The runner.
    pub runner: RunnerId,
    /// When trackside learned of it.
    pub at: Moment,
    /// What it was.
    pub kind: RecordKind,
}

/// The kinds of records. What is rare and large is apart: there may be thousands of records.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum RecordKind {
    /// It is new in the list, with this status.
    Appeared(Option<Status>),
    /// It is in the list no longer.
    Vanished,
    /// Its status changed.
    Status {
        /// What it was.
        from: Status,
        /// What it is.
        to: Status,
    },
    /// It is connected now, or no longer.
    Connected(bool),
    /// It reports another version; `None` before it reported any.
    Version {
        /// What it reported.
        from: Option<Version>,
        /// What it reports.
        to: Version,
    },
    /// A setting is reported differently.
    Setting {
        /// Which one.
        setting: Setting,
        /// The value before, safe to draw.
        from: String,
        /// The value now, safe to draw.
        to: String,
    },
    /// Something was asked for from here.
    Asked(Intent),
    /// What was asked for is what the control plane reports.
    Reported {
        /// What was asked for.
        intent: Intent,
        /// Time from sending to the report.
        after: Duration,
    },
    /// No answer came to what was asked for: it may have been carried out, or not.
    Unanswered {
        /// What was asked for.
        intent: Intent,
        /// What came in place of an answer.
        cause: Box<Cause>,
    },
    /// What was asked for was not sent.
    NotSent {
        /// What was asked for.
        intent: Intent,
        /// Why.
        cause: Box<Cause>,
    },
    /// What was asked for was refused.
    Refused {
        /// What was asked for.
        intent: Intent,
        /// Why.
        cause: Box<Cause>,
    },
    /// What was asked for is not reported after the time for it.
    Overdue {
        /// What was asked for.
        intent: Intent,
        /// What is reported in its place.
        overdue: Box<Overdue>,
    },
    /// The runner went while something asked of it was pending.
    GoneMeanwhile(Intent),
}

impl RecordKind {
    /// That `intent` was not carried out, or that nobody knows.
    pub fn unsuccessful(intent: Intent, error: &ApiError) -> Self {
        let cause = Box::new(error.cause.clone());
        if error.is_unanswered() {
            Self::Unanswered { intent, cause }
        } else if error.is_not_sent() {
            Self::NotSent { intent, cause }
        } else {
            Self::Refused { intent, cause }
        }
    }
}

/// The records of this run of the program.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct History {
    /// Oldest first, with numbers that follow each other.
    records: VecDeque<Record>,
    /// The numbers of each runner's records, oldest first: a frame reads those of one runner and no others.
    by_runner: HashMap<RunnerId, VecDeque<u64>>,
    /// What was asked of each runner from here and not refused, each with the number of its newest record. Not bounded by the records:
    /// that something was asked already must not be forgotten because much happens elsewhere. As many as the operator has asked for.
    asked: HashMap<RunnerId, Vec<(Intent, u64)>>,
    /// When lists came, oldest first.
    watched: Vec<Watched>,
    next_number: u64,
}

impl History {
    /// Keeps a record; the oldest one goes when there are too many.
    pub fn add(&mut self, runner: RunnerId, at: Moment, kind: RecordKind) {
        self.note_asked(&runner, &kind);
        if self.records.len() == MAX_RECORDS {
            self.forget_oldest();
        }
        if self.records.len() == self.records.capacity() {
            self.records.reserve_exact(ROOM);
        }
        self.by_runner.entry(runner.clone()).or_default().push_back(self.next_number);
        self.records.push_back(Record { number: self.next_number, runner, at, kind });
        self.next_number += 1;
    }

    fn note_asked(&mut self, runner: &RunnerId, kind: &RecordKind) {
        let (RecordKind::Asked(intent) | RecordKind::Refused { intent, .. } | RecordKind::NotSent { intent, .. }) =
            kind
        else {
            return;
        };
        let asked = self.asked.entry(runner.clone()).or_default();
        asked.retain(|(other, _)| other != intent);
        if matches!(kind, RecordKind::Asked(_)) {
            asked.push((intent.clone(), self.next_number));
        } else if asked.is_empty() {
            self.asked.remove(runner);
        }
    }

    /// Whether `intent` was asked of a runner with the record of number `first` or a later one, and not refused or held back after that.
    pub fn was_asked(&self, runner: &RunnerId, intent: &Intent, first: u64) -> bool {
        let asked = self.asked.get(runner).into_iter().flatten();
        asked.into_iter().any(|(other, number)| other == intent && *number >= first)
    }

    fn forget_oldest(&mut self) {
        let Some(oldest) = self.records.pop_front() else { return };
        if let Some(numbers) = self.by_runner.get_mut(&oldest.runner) {
            numbers.pop_front();
            if numbers.is_empty() {
                self.by_runner.remove(&oldest.runner);
            }
        }
    }

    /// A list came, at most as long after the one before as lists do where it `goes_on` from that.
    pub fn look(&mut self, at: Timestamp, goes_on: bool) {
        if let Some(last) = self.watched.last_mut().filter(|last| goes_on && last.until <= at) {
            last.until = at;
            return;
        }
        // After the clock was set back, no time is watched twice.
        self.watched.retain(|watched| watched.since < at);
        if let Some(last) = self.watched.last_mut() {
            last.until = last.until.min(at);
        }
        if self.watched.len() == MAX_WATCHED {
            self.watched.remove(0);
        }
        self.watched.push(Watched { since: at, until: at });
    }

    /// When lists came in this run, oldest first: between them nobody looked.
    pub fn watched(&self) -> &[Watched] {
        &self.watched
    }

    /// The number that the next record will have.
    pub fn next_number(&self) -> u64 {
        self.next_number
    }

    /// The records with this number and later ones, oldest first; of those that are kept still.
    pub fn from(&self, number: u64) -> impl Iterator<Item = &Record> {
        let first = self.records.front().map_or(0, |record| record.number);
        let skipped = usize::try_from(number.saturating_sub(first)).unwrap_or(usize::MAX);
        self.records.range(skipped.min(self.records.len())..)
    }

    /// A runner's records, newest first.
    pub fn of<'a>(&'a self, runner: &RunnerId) -> impl Iterator<Item = &'a Record> {
        let first = self.records.front().map_or(0, |record| record.number);
        let numbers = self.by_runner.get(runner).into_iter().flatten().rev();
        let place = move |number: &u64| usize::try_from(number.checked_sub(first)?).ok();
        numbers.filter_map(move |number| self.records.get(place(number)?))
    }
}

/// What is known of a runner from its `records`, newest first, and from what it is now.
pub fn course(records: &[&Record], runner: &Runner) -> Course {
    let presence = Presence::Here(runner.status.clone());
    let mut steps: Vec<Step> = Vec::new();
    // The status that a runner had when it vanished is the one that the step before leads to.
    let mut last: Option<Presence> = None;
    for record in records.iter().rev() {
        let change = match &record.kind {
            RecordKind::Status { from, to } => {
                let (was, is) = (Presence::Here(Some(from.clone())), Presence::Here(Some(to.clone())));
                timeline::Change::Presence { was, is }
            }
            RecordKind::Appeared(to) => {
                timeline::Change::Presence { was: Presence::Absent, is: Presence::Here(to.clone()) }
            }
            RecordKind::Vanished => {
                let was = last.take().unwrap_or(Presence::Here(None));
                timeline::Change::Presence { was, is: Presence::Absent }
            }
            RecordKind::Connected(is) => timeline::Change::Connected(*is),
            _ => continue,
        };
        if let timeline::Change::Presence { is, .. } = &change {
            last = Some(is.clone());
        }
        steps.push(Step { at: record.at.wall, change });
    }
    Course { steps, presence, connected: runner.connected }
}

/// What is different between two readings of the same runner. What was not told before, or is not told now, is no
/// difference.
pub fn differences(old: &Runner, new: &Runner) -> Vec<RecordKind> {
    let mut seen = Vec::new();
    if let (Some(from), Some(to)) = (&old.status, &new.status)
        && from != to
    {
        seen.push(RecordKind::Status { from: from.clone(), to: to.clone() });
    }
    if let (Some(from), Some(to)) = (old.connected, new.connected)
        && from != to
    {
        seen.push(RecordKind::Connected(to));
    }
    if let Some(to) = new.release.version.as_ref().filter(|to| old.release.version.as_ref() != Some(to)) {
        // A runner of which nothing was known yet did not change.
        if old.release.version.is_some() || old.release.latest.is_some() {
            seen.push(RecordKind::Version { from: old.release.version.clone(), to: to.clone() });
        }
    }
    seen.extend(settings(old, new));
    seen
}

fn settings(old: &Runner, new: &Runner) -> impl Iterator<Item = RecordKind> {
    let on_off = |value: Option<bool>| value.map(|on| if on { "on" } else { "off" }.to_owned());
    let text = |label: &Option<Label>| label.as_ref().map(ToString::to_string);
    let track = |runner: &Runner| runner.release.track.as_ref().map(|track| track.label().to_owned());
    [
        (Setting::Name, Some(old.name.to_string()), Some(new.name.to_string())),
        (Setting::Description, text(&old.description), text(&new.description)),
        (Setting::Track, track(old), track(new)),
        (Setting::AutoUpdate, on_off(old.auto_update), on_off(new.auto_update)),
        (Setting::Restriction, on_off(old.restricted), on_off(new.restricted)),
    ]
    .into_iter()
    .filter_map(|(setting, from, to)| {
        let (from, to) = (from?, to?);
        (from != to).then_some(RecordKind::Setting { setting, from, to })
    })
}
