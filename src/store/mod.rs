//! [`Store`]: what is kept of all accounts beyond the end of the program, in one file of SQLite's that several programs share.
//!
//! The only rusqlite. Everything here waits for a disk and perhaps for another program: it is called where nobody waits for
//! it. It reads no clock; and it says what went wrong as a [`StoreFault`], with nothing half written.
//!
//! ```text
//! schema.rs     the tables, and the way from each earlier version; files that are none of ours
//! encoding.rs   typed records as columns, and back; what is not kept, and why
//! tracker.rs    what this program saw last of an account, and what is different in a list
//! writing.rs    observations to rows, in one transaction; who is right where two programs watch
//! watched.rs    when somebody watched
//! visits.rs     when somebody was at a screen
//! reading.rs    timelines, events, differences, tests
//! filters.rs    the filters that were kept, as one text
//! names.rs      what runners are called, for whoever types a command
//! operations.rs operations with their steps, written and read; steps.rs: their columns
//! ownership.rs  which program goes on with an operation
//! pruning.rs    what is too old goes, in small steps
//! fault.rs      what can be wrong with the file
//! ```
//!
//! **Two programs, one change.** Each writer hands over whole lists. What is different in one from the list before it, and
//! what others wrote since, is compared with the last known state of each runner, in one `IMMEDIATE` transaction: a change
//! that is known already is not written again, and a list that was asked for before that state was seen says nothing of it.
//!
//! **Nobody watched.** The first list after a gap shows what is different, not when that came about: such a record has the
//! end of the last watch beside its time ([`crate::account::difference::Event::unseen_since`]).

mod encoding;
mod fault;
pub mod filters;
mod names;
mod operations;
mod ownership;
mod pruning;
mod reading;
pub mod schema;
mod steps;
mod tracker;
mod visits;
mod watched;
mod writing;

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use jiff::Timestamp;
use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags, OptionalExtension};

use crate::account::Observation;
use crate::account::operation::OperationId;
use crate::domain::AccountId;
pub use encoding::as_kept;
pub use fault::StoreFault;
pub use names::runner_names;
pub use operations::{KeptOperation, Owner};
use ownership::{Claims, Hold};
pub use reading::KeptTest;
use tracker::Tracker;
use writing::Batch;

/// The largest file that is looked over for damage, in bytes: that takes a third of a second, and years of a usual fleet are
/// smaller.
const MAX_CHECKED_BYTES: i64 = 64 * 1024 * 1024;

/// How long another program's transaction is waited for, before the caller is told: it can wait better.
const BUSY: Duration = Duration::from_millis(200);

/// What tells an account's history from those of others.
///
/// The account's id where it is known, else the profile's name; and the control plane's address. Two accounts in one
/// region, of which nobody told the ids, are kept apart by their profiles: a watch of one is none of the other.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Identity {
    /// The account's id, where the operator told it.
    pub account: Option<String>,
    /// The profile's name. `None`: there is none.
    pub profile: Option<String>,
    /// The control plane's address, without anything secret.
    pub api: String,
}

impl Identity {
    /// What an account is known by, in the file and elsewhere: its id, else its profile, and the address. The parts that do not
    /// count are empty.
    pub fn known_by(&self) -> [&str; 3] {
        let account = self.account.as_deref().unwrap_or_default();
        let profile = self.profile.as_deref().filter(|_| account.is_empty()).unwrap_or_default();
        [account, profile, &self.api]
    }
}

/// Something that is to be kept.
#[derive(Clone, PartialEq, Debug)]
pub enum Entry {
    /// What was observed of an account.
    Observed(AccountId, Observation),
    /// What the operator chose last.
    Chosen(Choice, String),
}

/// What the operator chooses, and finds again at the next start. Of all accounts together, as it is of the screen.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Choice {
    /// The order of the list.
    Sort,
    /// What stands behind the names: columns, or the timeline.
    View,
    /// The view of the config file, by its name.
    Named,
    /// The columns of the list.
    Columns,
    /// Which way to the clipboard works in which terminal.
    Clipboard,
    /// The commands that were chosen in the palette last, by their names.
    Palette,
    /// The filters that were kept, see [`filters`].
    Filters,
}

impl Choice {
    /// All of them.
    pub const ALL: [Self; 7] =
        [Self::Sort, Self::View, Self::Named, Self::Columns, Self::Clipboard, Self::Palette, Self::Filters];

    fn name(self) -> &'static str {
        match self {
            Self::Sort => "sort",
            Self::View => "view",
            Self::Named => "named view",
            Self::Columns => "columns",
            Self::Clipboard => "clipboard",
            Self::Palette => "palette",
            Self::Filters => "filters",
        }
    }
}

/// What a transaction found beside what it wrote.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Written {
    /// Whether the file knows of a time later than now: the clock was set back. What is written from here on has the times of
    /// the clock as it is.
    pub clock_was_set_back: bool,
    /// Operations of which nothing was written: another program goes on with them, or they have ended.
    pub elsewhere: Vec<(AccountId, OperationId)>,
}

/// The file, open.
pub struct Store {
    connection: Connection,
    /// The file and what told it from all others when it was opened. `None`: in memory.
    file: Option<(PathBuf, FileId)>,
    identities: Vec<Identity>,
    trackers: HashMap<AccountId, Tracker>,
    /// Whether somebody sees what is observed here.
    has_screen: bool,
    /// That this program goes on with operations, while it does.
    hold: Option<Hold>,
}

impl Store {
    /// Opens a file that is there, and makes it one of this version. An empty one becomes a new store. `identities` are
    /// those of the accounts, in the order of their ids. A process has a file open once: SQLite's locks are the process's.
    pub fn open(path: &Path, identities: &[Identity]) -> Result<Self, StoreFault> {
        schema::check_header(path)?;
        let file = FileId::of(path)?;
        // The file is not created here: whoever does that sees to who may read it.
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let mut connection = Connection::open_with_flags(path, flags)?;
        connection.busy_timeout(BUSY)?;
        schema::migrate(&mut connection)?;
        connection.query_row("PRAGMA journal_mode = WAL", [], |_| Ok(()))?;
        // A killed program loses nothing with it; a machine that loses its power may lose the last moments, no more.
        connection.pragma_update(None, "synchronous", "NORMAL")?;
        // Where a disk says too early that it has something.
        connection.pragma_update(None, "fullfsync", true)?;
        connection.pragma_update(None, "cache_size", -1_024)?;
        connection.pragma_update(None, "journal_size_limit", 1_048_576)?;
        Ok(Self::new(connection, Some((path.to_owned(), file)), identities))
    }

    /// A store in memory, which ends with the program.
    pub fn in_memory(identities: &[Identity]) -> Result<Self, StoreFault> {
        let mut connection = Connection::open_in_memory()?;
        schema::migrate(&mut connection)?;
        Ok(Self::new(connection, None, identities))
    }

    fn new(connection: Connection, file: Option<(PathBuf, FileId)>, identities: &[Identity]) -> Self {
        let (identities, trackers) = (identities.to_vec(), HashMap::new());
        Self { connection, file, identities, trackers, has_screen: true, hold: None }
    }

    /// Nobody sees what is observed here, as the program has no screen: it is watched, but nobody was there.
    #[must_use]
    pub fn without_screen(mut self) -> Self {
        self.has_screen = false;
        self
    }

    /// Keeps entries, all of them or none. `now` is the time on the wall.
    pub fn write(&mut self, entries: &[Entry], now: Timestamp) -> Result<Written, StoreFault> {
        if !self.is_in_place() {
            return Err(StoreFault::Replaced);
        }
        let is_operation = |entry: &Entry| matches!(entry, Entry::Observed(_, Observation::Operated(_)));
        let is_operating = entries.iter().any(is_operation);
        if is_operating {
            self.take_hold();
        }
        // Put in place only with what they stand for.
        let mut trackers = self.trackers.clone();
        let batch =
            Batch { entries, now, has_screen: self.has_screen, claims: claims(self.file.as_ref(), self.hold.as_ref()) };
        let written = writing::write(&mut self.connection, &self.identities, &mut trackers, batch)?;
        self.trackers = trackers;
        if is_operating {
            self.let_go();
        }
        Ok(written)
    }

    /// Before others can see whose an operation is.
    fn take_hold(&mut self) {
        if let Some((path, _)) = &self.file
            && !self.hold.as_ref().is_some_and(Hold::is_in_place)
        {
            self.hold = Hold::take(path);
        }
    }

    /// After others can see that the last operation has ended.
    fn let_go(&mut self) {
        // Where that cannot be read it is held on.
        let is_open = |hold: &mut Hold| operations::has_open(&self.connection, hold.name()).unwrap_or(true);
        self.hold.take_if(|hold| !is_open(hold));
    }

    fn claims(&self) -> Claims<'_> {
        claims(self.file.as_ref(), self.hold.as_ref())
    }

    /// Has what was written so far survive a loss of power, too. A commit with `synchronous` at FULL waits until the disk has
    /// the whole log, and so all commits before it; there is none without a page that is written, so the number of the
    /// tables' version is, as it is. Not by a checkpoint: one that meets a reader, or another's checkpoint, waits for no disk.
    pub fn sync(&mut self) -> Result<(), StoreFault> {
        if !self.is_in_place() {
            return Err(StoreFault::Replaced);
        }
        self.connection.pragma_update(None, "synchronous", "FULL")?;
        let outcome = schema::touch(&mut self.connection);
        self.connection.pragma_update(None, "synchronous", "NORMAL")?;
        outcome
    }

    /// Looks for damage anywhere in the file, also where nothing reads or writes now, unless the file is too large for that.
    pub fn check(&self) -> Result<(), StoreFault> {
        let number = |pragma: &str| self.connection.query_row(pragma, [], |row| row.get::<_, i64>(0));
        if number("PRAGMA page_count")?.saturating_mul(number("PRAGMA page_size")?) > MAX_CHECKED_BYTES {
            return Ok(());
        }
        // At the first thing that is wrong the file is damaged, whatever else is.
        let found: String = self.connection.query_row("PRAGMA quick_check(1)", [], |row| row.get(0))?;
        if found == "ok" { Ok(()) } else { Err(StoreFault::Damaged) }
    }

    /// Whether the file is still the one that was opened.
    pub fn is_in_place(&self) -> bool {
        self.file.as_ref().is_none_or(|(path, file)| FileId::of(path).is_ok_and(|found| found == *file))
    }

    /// What was seen last of each account, and what this program goes on with: for a store that takes this one's place.
    pub fn into_views(mut self) -> Views {
        let trackers = self.trackers.iter().map(|(account, tracker)| (*account, tracker.view_alone())).collect();
        Views { trackers, hold: self.hold.take() }
    }

    /// Takes what another store had seen, all of which is compared with this file again.
    pub fn take_views(&mut self, views: Views) {
        self.trackers = views.trackers;
        self.hold = views.hold;
    }

    /// The account's number in the file; `None` before anything of it was kept.
    fn key(&self, account: AccountId) -> Result<Option<i64>, StoreFault> {
        let Some(identity) = self.identities.get(usize::from(account.0)) else { return Ok(None) };
        Ok(writing::find_account(&self.connection, identity)?.map(|(key, _)| key))
    }

    /// What the operator chose last, if that is known.
    pub fn choice(&self, choice: Choice) -> Result<Option<String>, StoreFault> {
        let text = "SELECT value FROM choices WHERE name = ?1";
        Ok(self.connection.query_row(text, [choice.name()], |row| row.get(0)).optional()?)
    }
}

impl Drop for Store {
    fn drop(&mut self) {
        // Tidying up goes by the file's name, which may be another file's by now.
        if !self.is_in_place() {
            let _ = self.connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true);
        }
    }
}

/// What a program saw last of its accounts, and that it goes on with operations.
#[derive(Debug, Default)]
pub struct Views {
    trackers: HashMap<AccountId, Tracker>,
    hold: Option<Hold>,
}

fn claims<'a>(file: Option<&'a (PathBuf, FileId)>, hold: Option<&'a Hold>) -> Claims<'a> {
    Claims { store: file.map(|(path, _)| path.as_path()), own: hold.map(Hold::name) }
}

/// What tells a file from another one of the same name.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct FileId(u64, u64);

impl FileId {
    #[cfg(unix)]
    fn of(path: &Path) -> Result<Self, StoreFault> {
        use std::os::unix::fs::MetadataExt;
        let found = fs::metadata(path)?;
        Ok(Self(found.dev(), found.ino()))
    }

    #[cfg(not(unix))]
    fn of(path: &Path) -> Result<Self, StoreFault> {
        // A file that is open can be neither deleted nor replaced there.
        fs::metadata(path)?;
        Ok(Self(0, 0))
    }
}

/// A time as it is kept: milliseconds since 1970.
fn millis(at: Timestamp) -> i64 {
    at.as_millisecond()
}

/// A time that was kept.
fn time(millis: i64) -> Timestamp {
    Timestamp::from_millisecond(millis).unwrap_or(if millis < 0 { Timestamp::MIN } else { Timestamp::MAX })
}
