//! A [`Harness`] whose history is kept: in a file that outlives it, written and asked between two messages.

use std::fs;
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use tempfile::TempDir;
use trackside::account::observation::{Listing, Observation};
use trackside::domain::{AccountId, Moment, Runner};
use trackside::runtime::recorder::{Answer, Notice, Query};
use trackside::store::{Entry, Identity, Store, StoreFault};
use trackside::tui::effect::Effect;
use trackside::tui::message::Message;

use super::Harness;
use super::harness::Setting;

/// One run of the program after the other, on one store.
pub struct Kept {
    pub harness: Harness,
    store: Store,
    folder: TempDir,
    now: Timestamp,
    /// What the store was asked, since the start.
    pub asked: Vec<Query>,
    /// Why the store answers nothing, while it does not.
    fault: Option<StoreFault>,
    /// Whether nothing more is written.
    is_full: bool,
}

impl Kept {
    /// The first run.
    pub fn sized(columns: u16, rows: u16) -> Self {
        Self::set_up(columns, rows, |_| {})
    }

    pub fn set_up(columns: u16, rows: u16, change: impl FnOnce(&mut Setting)) -> Self {
        let harness = start(columns, rows, change);
        let folder = tempfile::tempdir().unwrap();
        let store = open(&folder);
        Self {
            harness,
            store,
            folder,
            now: "2026-11-23T14:03:00Z".parse().unwrap(),
            asked: Vec::new(),
            fault: None,
            is_full: false,
        }
    }

    /// The program ends, and starts again after a time.
    pub fn again_after(self, time: Duration) -> Self {
        self.again_with(time, |_| {})
    }

    pub fn again_with(self, time: Duration, change: impl FnOnce(&mut Setting)) -> Self {
        let (columns, rows) = self.harness.size();
        let now = self.now + time;
        let harness = start(columns, rows, change).starting_at(Moment::start(now));
        // Another program knows nothing but the file.
        let store = open(&self.folder);
        Self { harness, store, now, ..self }.settle()
    }

    /// Does something to the program, and lets the store take and answer what follows from it.
    pub fn then(self, step: impl FnOnce(Harness) -> Harness) -> Self {
        Self { harness: step(self.harness), ..self }.settle()
    }

    /// From now on the file cannot be read.
    pub fn broken(self, fault: StoreFault) -> Self {
        Self { fault: Some(fault), ..self }
    }

    /// From now on nothing can be written, as on a full disk.
    pub fn full(self) -> Self {
        Self { is_full: true, ..self }
    }

    /// Another trackside reads this list now, and keeps what is different.
    pub fn seen_by_another(self, runners: Vec<Runner>) -> Self {
        let listing = Listing {
            asked: self.now,
            at: self.now,
            since: None,
            reach: self.now - Duration::from_secs(80),
            rows: Some(runners.into_iter().map(Arc::new).collect()),
            missing: Vec::new(),
            is_whole: true,
        };
        let entry = Entry::Observed(AccountId::FIRST, Observation::Listed(listing));
        open(&self.folder).write(&[entry], self.now).unwrap();
        self
    }

    /// Time passes, a second at a time.
    pub fn after(mut self, seconds: u32) -> Self {
        for _ in 0..seconds {
            self.now += Duration::from_secs(1);
            self = self.then(|harness| harness.after(Duration::from_secs(1)));
        }
        self
    }

    /// The same in one step.
    pub fn later(mut self, time: Duration) -> Self {
        self.now += time;
        self.then(|harness| harness.after(time))
    }

    pub fn keys(self, keys: &str) -> Self {
        self.then(|harness| harness.keys(keys))
    }

    fn settle(mut self) -> Self {
        loop {
            let effects = self.harness.effects();
            let (mut entries, mut queries, mut flushes) = (Vec::new(), Vec::new(), Vec::new());
            for effect in effects {
                match effect {
                    Effect::Keep(entry) => entries.push(entry),
                    Effect::Ask { ticket, query } => queries.push((ticket, query)),
                    Effect::Flush(ticket) => flushes.push(ticket),
                    _ => {}
                }
            }
            self.write(&entries);
            if queries.is_empty() && flushes.is_empty() {
                return self;
            }
            for ticket in flushes {
                let notice = Notice::Flushed { ticket, outcome: self.fault.clone().map_or(Ok(()), Err) };
                self.harness = self.harness.send(Message::History(notice));
            }
            for (ticket, query) in queries {
                self.asked.push(query.clone());
                let outcome = self.fault.clone().map_or_else(|| query.answered_by(&self.store), Err);
                let answered = Message::History(Notice::Answered(Answer { ticket, outcome }));
                self.harness = self.harness.send(answered);
            }
        }
    }

    fn write(&mut self, entries: &[Entry]) {
        if !entries.is_empty() && !self.is_full {
            self.store.write(entries, self.now).unwrap();
        }
    }
}

fn open(folder: &TempDir) -> Store {
    let path = folder.path().join("history.sqlite3");
    if !path.exists() {
        fs::write(&path, "").unwrap();
    }
    Store::open(&path, &[Identity { api: "demo".to_owned(), ..Identity::default() }]).unwrap()
}

fn start(columns: u16, rows: u16, change: impl FnOnce(&mut Setting)) -> Harness {
    Harness::set_up(columns, rows, |setting| {
        setting.profile.keeps_history = true;
        change(setting);
    })
}
