//! What happened to a runner, from two sources as one: what this run saw and did, and what the store has of all runs.
//!
//! What both have stands once. This run's own record is the one that is told: it has the words of a refusal, which are not
//! kept. A record that the store lacks stays, as the file may not be writable, or the record of a kind that is not kept. What
//! another trackside saw before this one is told as that one saw it.

use std::iter;

use jiff::{SignedDuration, Timestamp};

use super::Subject;
use crate::account::difference::Event;
use crate::account::history::{Record, RecordKind};
use crate::store::as_kept;
use crate::tui::screens::parts::kept::runner::MAX_EVENTS;

/// Another trackside may have seen the same so much earlier: its lists come at other times.
const SEEN_EARLIER: SignedDuration = SignedDuration::from_mins(10);

/// Something that happened to the runner.
#[derive(Clone, PartialEq, Debug)]
pub struct Entry<'a> {
    /// When it was seen or done.
    pub at: Timestamp,
    /// Since when nobody had watched, where it came about unseen: then it has no time.
    pub unseen_since: Option<Timestamp>,
    /// What it was.
    pub kind: &'a RecordKind,
}

/// An event of the store, beside what this run has.
struct Kept<'a> {
    event: &'a Event,
    /// Whether a record of this run is the same.
    is_taken: bool,
    /// Whether that record is told in its place.
    is_told: bool,
}

/// What happened to the runner, newest first.
pub fn entries<'a>(subject: &Subject<'a>) -> Vec<Entry<'a>> {
    let events = subject.kept.runner.events(&subject.runner.id).unwrap_or_default();
    // Of a page that does not reach back to the beginning, nothing older is told.
    let oldest = events.last().filter(|_| events.len() >= MAX_EVENTS).map(|event| event.at);
    let records = subject.records.iter().copied().filter(|record| oldest.is_none_or(|oldest| record.at.wall >= oldest));
    let mut kept: Vec<Kept> = events.iter().map(|event| Kept { event, is_taken: false, is_told: false }).collect();
    // What is the same to the millisecond comes first: what remains then was written by others.
    let own: Vec<(&Record, bool)> = records.map(|record| (record, is_written(record, &mut kept))).collect();
    let own = own.into_iter().filter(|(record, is_written)| *is_written || !was_seen(record, &mut kept));
    let own: Vec<Entry> = own.map(|(record, _)| Entry::from(record)).collect();
    let others = kept.iter().filter(|kept| !kept.is_told).map(|kept| Entry::from(kept.event));
    newest_first(own.into_iter(), others)
}

/// Whether this run's record is in the store; then the record is told.
fn is_written(record: &Record, kept: &mut [Kept]) -> bool {
    let at = record.at.wall.as_millisecond();
    let found = same(record, kept, |event, kind| event.at.as_millisecond() == at && event.kind == *kind);
    found.map(|kept| kept.is_told = true).is_some()
}

/// Whether another trackside saw the same before, and wrote that down.
fn was_seen(record: &Record, kept: &mut [Kept]) -> bool {
    let at = record.at.wall;
    let is_just_before = |event: &Event| event.at <= at && at.duration_since(event.at) <= SEEN_EARLIER;
    same(record, kept, |event, kind| is_just_before(event) && event.kind.leads_where(kind)).is_some()
}

/// The newest event that no other record is the same as; from now on this one is.
fn same<'a, 'b>(
    record: &Record,
    kept: &'b mut [Kept<'a>],
    is_same: impl Fn(&Event, &RecordKind) -> bool,
) -> Option<&'b mut Kept<'a>> {
    let kind = as_kept(&record.kind)?;
    let found = kept.iter_mut().find(|kept| !kept.is_taken && is_same(kept.event, &kind))?;
    found.is_taken = true;
    Some(found)
}

/// Two lists as one, each newest first.
fn newest_first<'a>(own: impl Iterator<Item = Entry<'a>>, others: impl Iterator<Item = Entry<'a>>) -> Vec<Entry<'a>> {
    let (mut own, mut others) = (own.peekable(), others.peekable());
    iter::from_fn(|| match (own.peek(), others.peek()) {
        (Some(mine), Some(other)) if mine.at < other.at => others.next(),
        (Some(_), _) => own.next(),
        (None, _) => others.next(),
    })
    .collect()
}

impl<'a> From<&'a Record> for Entry<'a> {
    fn from(record: &'a Record) -> Self {
        Self { at: record.at.wall, unseen_since: None, kind: &record.kind }
    }
}

impl<'a> From<&'a Event> for Entry<'a> {
    fn from(event: &'a Event) -> Self {
        Self { at: event.at, unseen_since: event.unseen_since, kind: &event.kind }
    }
}
