//! A journal for tests of what is sent.

use jiff::tz::TimeZone;
use tokio::runtime::Handle;
use tokio::sync::mpsc;
use trackside::runtime::JournalLocation;
use trackside::runtime::journal::Journal;
use trackside::runtime::tasks::{Service, Tasks};

/// A journal in memory, with the task that keeps it.
pub(crate) struct Kept {
    journal: Journal,
    _tasks: Tasks<Service>,
}

impl std::ops::Deref for Kept {
    type Target = Journal;

    fn deref(&self) -> &Journal {
        &self.journal
    }
}

/// A journal that takes everything and keeps it in memory.
pub(crate) fn memory() -> Kept {
    let (news, _) = mpsc::channel(1);
    let mut tasks = Tasks::new(Handle::current());
    let mut journal = Journal::new(JournalLocation::Memory, TimeZone::UTC, news);
    journal.start(&mut tasks);
    Kept { journal, _tasks: tasks }
}
