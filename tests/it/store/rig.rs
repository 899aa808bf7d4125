//! A store in a file, and lists to hand to it.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use trackside::account::difference::Event;
use trackside::account::history::RecordKind;
use trackside::account::observation::{Listing, Observation};
use trackside::domain::{AccountId, Runner, RunnerId, Status};
use trackside::store::{Entry, Identity, Store, StoreFault, Written};

/// An account whose id nobody told.
pub(super) fn identity() -> Identity {
    Identity { account: None, profile: Some("prod".to_owned()), api: "https://eu1.api.example/dpc".to_owned() }
}

/// So many seconds after a time that is always the same.
pub(super) fn at(seconds: i64) -> Timestamp {
    "2026-11-23T14:00:00Z".parse::<Timestamp>().unwrap() + SignedDuration::from_secs(seconds)
}

/// A folder, and a file in it that is there and empty.
pub(super) fn file() -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("history.sqlite3");
    fs::write(&path, "").unwrap();
    (folder, path)
}

pub(super) fn open(path: &Path) -> Store {
    Store::open(path, &[identity()]).unwrap()
}

/// What hands lists over, as an account does: whether they are one watch, and which rows are shared with the list before.
pub(super) struct Watcher {
    pub(super) store: Store,
    last: Option<(Timestamp, Vec<Arc<Runner>>)>,
}

/// How long a list is followed by the next, at the most, for the two to be one watch.
const REACH: SignedDuration = SignedDuration::from_secs(80);

impl Watcher {
    pub(super) fn of(path: &Path) -> Self {
        Self { store: open(path), last: None }
    }

    pub(super) fn in_memory() -> Self {
        Self { store: Store::in_memory(&[identity()]).unwrap(), last: None }
    }

    /// A list that comes so many seconds after the beginning, and was asked for just before.
    pub(super) fn listing(&mut self, seconds: i64, runners: &[Runner]) -> Listing {
        let now = at(seconds);
        let before = self.last.take();
        let since = before.as_ref().map(|(then, _)| *then).filter(|then| now - REACH <= *then && *then <= now);
        // The first list is handed over whole, an empty one too.
        let is_first = before.is_none();
        let known = before.map_or(Vec::new(), |(_, rows)| rows);
        let share = |runner: &Runner| {
            let same = known.iter().find(|known| ***known == *runner);
            same.map_or_else(|| Arc::new(runner.clone()), Arc::clone)
        };
        let mut rows: Vec<Arc<Runner>> = runners.iter().map(share).collect();
        rows.sort_by(|one, other| one.name_order(other));
        let is_same = rows.len() == known.len() && rows.iter().zip(&known).all(|(one, other)| Arc::ptr_eq(one, other));
        self.last = Some((now, rows.clone()));
        Listing {
            asked: now,
            at: now,
            since,
            reach: now - REACH,
            rows: (is_first || !is_same).then(|| rows.into()),
            missing: Vec::new(),
            is_whole: true,
        }
    }

    pub(super) fn list(&mut self, seconds: i64, runners: &[Runner]) {
        let listing = self.listing(seconds, runners);
        self.observe(seconds, Observation::Listed(listing)).unwrap();
    }

    pub(super) fn observe(&mut self, seconds: i64, observation: Observation) -> Result<Written, StoreFault> {
        self.store.write(&[Entry::Observed(AccountId::FIRST, observation)], at(seconds))
    }

    /// One runner is read by its id.
    pub(super) fn read(&mut self, seconds: i64, runner: Runner) {
        let runner = Arc::new(runner);
        if let Some((_, rows)) = &mut self.last {
            rows.iter_mut().filter(|row| row.id == runner.id).for_each(|row| *row = Arc::clone(&runner));
        }
        self.observe(seconds, Observation::Read { at: at(seconds), runner }).unwrap();
    }

    pub(super) fn gone(&mut self, seconds: i64, id: &str) {
        self.observe(seconds, Observation::Gone { at: at(seconds), runner: RunnerId::new(id) }).unwrap();
        if let Some((_, rows)) = &mut self.last {
            rows.retain(|row| row.id.as_str() != id);
        }
    }

    /// Everything that is kept, oldest first.
    pub(super) fn events(&self) -> Vec<Event> {
        let mut events = self.store.events(AccountId::FIRST, None, usize::MAX).unwrap();
        events.reverse();
        events
    }

    /// The same in short: seconds, name, what it was, and since when nobody had watched.
    pub(super) fn told(&self) -> Vec<String> {
        self.events().iter().map(tell).collect()
    }

    /// The spans in which somebody watched, in seconds.
    pub(super) fn watched(&self) -> Vec<(i64, i64)> {
        let spans = self.store.watched(AccountId::FIRST, at(-1_000_000), at(1_000_000)).unwrap();
        spans.iter().map(|span| (seconds(span.since), seconds(span.until))).collect()
    }
}

pub(super) fn seconds(time: Timestamp) -> i64 {
    time.duration_since(at(0)).as_secs()
}

pub(super) fn tell(event: &Event) -> String {
    let unseen = event.unseen_since.map_or(String::new(), |since| format!(" unseen since {}", seconds(since)));
    let kind = match &event.kind {
        RecordKind::Appeared(status) => format!("new, {}", status.as_ref().map_or("?", Status::label)),
        RecordKind::Vanished => "gone".to_owned(),
        RecordKind::Status { from, to } => format!("{} > {}", from.label(), to.label()),
        RecordKind::Connected(is) => if *is { "on" } else { "off" }.to_owned(),
        RecordKind::Version { from, to } => {
            format!("{} > {}", from.as_ref().map_or("?", |version| version.label()), to.label())
        }
        RecordKind::Setting { setting, from, to } => format!("{}: {from} > {to}", setting.label()),
        other => format!("{other:?}"),
    };
    format!("{} {}: {kind}{unseen}", seconds(event.at), event.name)
}
