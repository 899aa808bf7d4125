//! The tables, and how a file of an earlier version becomes one of this. A file that is none of ours is recognised before
//! SQLite opens it, and is left byte for byte as it is.

use std::fs::File;
use std::io::Read;
use std::ops::Range;
use std::path::Path;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, TransactionBehavior};

use super::StoreFault;

/// What tells a file of trackside's from any other, where SQLite has room for such a number: `trks`.
const APPLICATION_ID: i32 = 0x7472_6b73;
/// What every file of SQLite's begins with.
const MAGIC: &[u8; 16] = b"SQLite format 3\0";
/// Where numbers stand in it, each of four bytes: how often tables were made or changed, and the two that are ours (<https://www.sqlite.org/fileformat.html>, 1.3).
/// Which kind of journal a file has: a number for readers, and the same for writers.
const FORMAT_AT: Range<usize> = 18..20;
const NO_LOG: [u8; 2] = [1, 1];
const SCHEMA_COOKIE_AT: usize = 40;
const USER_VERSION_AT: usize = 60;
const APPLICATION_ID_AT: usize = 68;

/// What makes each version of the one before it; the first one of an empty file. Times are milliseconds since 1970.
///
/// Texts from outside are safe to print: somebody will look at the file with `sqlite3`. There is no column for a
/// description, as people write names into it, nor for who did something.
const STEPS: [&str; 4] = [
    // 1: what was seen, and done.
    "
    CREATE TABLE accounts (
        id INTEGER PRIMARY KEY,
        account TEXT NOT NULL,   -- its id, empty where nobody told it
        profile TEXT NOT NULL,   -- the profile of the config file, empty where there is none
        api TEXT NOT NULL        -- the control plane's address
    ) STRICT;
    CREATE UNIQUE INDEX accounts_by_identity ON accounts (account, profile, api);

    -- What is known last of each runner.
    CREATE TABLE runners (
        id INTEGER PRIMARY KEY,
        account INTEGER NOT NULL,
        runner TEXT NOT NULL,
        name TEXT NOT NULL,
        status TEXT,
        connected INTEGER,
        version TEXT,
        track TEXT,
        auto_update INTEGER,
        restricted INTEGER,
        is_gone INTEGER NOT NULL,
        at INTEGER NOT NULL      -- when it became like that, as far as it was seen
    ) STRICT;
    CREATE UNIQUE INDEX runners_by_id ON runners (account, runner);

    CREATE TABLE records (
        number INTEGER PRIMARY KEY AUTOINCREMENT,
        account INTEGER NOT NULL,
        runner INTEGER NOT NULL,
        at INTEGER NOT NULL,
        unseen_since INTEGER,    -- nobody watched from then to `at`
        kind TEXT NOT NULL,
        what TEXT,               -- which setting, or what was asked for
        was TEXT,
        value TEXT
    ) STRICT;
    CREATE INDEX records_by_account ON records (account);
    -- All that a timeline asks, so that it reads nothing else.
    CREATE INDEX records_of_timeline ON records (runner, at, number, kind, was, value)
        WHERE kind IN ('appeared', 'vanished', 'status', 'connected');

    -- When somebody watched; spans of one account never touch.
    CREATE TABLE watched (
        account INTEGER NOT NULL,
        since INTEGER NOT NULL,
        until INTEGER NOT NULL,
        PRIMARY KEY (account, since)
    ) STRICT, WITHOUT ROWID;
    ",
    // 2: tests of connectivity, and what the operator chose last.
    "
    CREATE TABLE tests (
        number INTEGER PRIMARY KEY AUTOINCREMENT,
        account INTEGER NOT NULL,
        at INTEGER NOT NULL,
        runner TEXT,             -- from which it was tried, none: from this machine
        host TEXT NOT NULL,
        port INTEGER NOT NULL,
        took INTEGER NOT NULL,
        verdict TEXT,
        cause TEXT               -- why there is no verdict
    ) STRICT;
    CREATE INDEX tests_by_account ON tests (account);

    CREATE TABLE choices (
        name TEXT PRIMARY KEY,
        value TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;
    ",
    // 3: when somebody was at a screen. Until then whoever watched was.
    "
    CREATE TABLE visits (
        number INTEGER PRIMARY KEY AUTOINCREMENT,
        account INTEGER NOT NULL,
        since INTEGER NOT NULL,  -- the first list of a run with a screen
        until INTEGER NOT NULL,  -- the last that it showed
        before INTEGER           -- when somebody had been at a screen last, none: never
    ) STRICT;
    CREATE INDEX visits_by_account ON visits (account, until);
    INSERT INTO visits (account, since, until) SELECT account, since, until FROM watched ORDER BY until;
    ",
    // 4: one action for several runners, and how far each of them is.
    "
    CREATE TABLE operations (
        number INTEGER PRIMARY KEY AUTOINCREMENT,
        account INTEGER NOT NULL,
        id TEXT NOT NULL,
        action TEXT NOT NULL,
        at_a_time INTEGER NOT NULL,
        deadline INTEGER NOT NULL,
        pause INTEGER NOT NULL,
        busy TEXT NOT NULL,
        stops_at_refusal INTEGER NOT NULL,
        goal TEXT NOT NULL,
        started INTEGER NOT NULL,
        ended INTEGER,           -- none: it is under way, as far as is known
        owner TEXT               -- the lock file of the program that goes on with it, none: it has ended
    ) STRICT;
    CREATE UNIQUE INDEX operations_by_id ON operations (account, id);

    CREATE TABLE steps (
        operation INTEGER NOT NULL,
        number INTEGER NOT NULL, -- its turn
        runner TEXT NOT NULL,
        name TEXT NOT NULL,      -- as the operator confirmed it
        stage TEXT NOT NULL,
        at INTEGER NOT NULL,
        outcome TEXT,            -- of one that has ended, with what belongs to it
        why TEXT,
        after INTEGER,
        status TEXT,
        version TEXT,
        wanted TEXT,
        was_away INTEGER,
        PRIMARY KEY (operation, number)
    ) STRICT, WITHOUT ROWID;
    ",
];

/// The version of the tables that this program writes.
pub(super) fn latest() -> u32 {
    u32::try_from(STEPS.len()).unwrap_or(u32::MAX)
}

/// Refuses what is not ours to write to, as far as the file's first bytes tell. An empty file is.
///
/// Only where this process does not have the file open yet: closing it would end all of its locks on it
/// (<https://www.sqlite.org/howtocorrupt.html>, 2.2).
pub(super) fn check_header(path: &Path) -> Result<(), StoreFault> {
    let mut header = Vec::with_capacity(100);
    File::open(path)?.take(100).read_to_end(&mut header)?;
    if header.is_empty() {
        return Ok(());
    }
    let number = |at: usize| header.get(at..at + 4).and_then(|bytes| bytes.try_into().ok()).map(u32::from_be_bytes);
    if !header.starts_with(MAGIC) {
        return Err(StoreFault::Foreign);
    }
    let (tables, application) = (number(SCHEMA_COOKIE_AT), number(APPLICATION_ID_AT));
    match number(USER_VERSION_AT) {
        Some(version) if application == Some(APPLICATION_ID.cast_unsigned()) => refuse_newer(version),
        // As another trackside leaves it for a moment at its first start: without a log, which may hold anything.
        Some(0) if tables == Some(0) && application == Some(0) && header[FORMAT_AT] == NO_LOG => Ok(()),
        _ => Err(StoreFault::Foreign),
    }
}

fn refuse_newer(version: u32) -> Result<(), StoreFault> {
    if version > latest() { Err(StoreFault::Newer(version)) } else { Ok(()) }
}

/// Makes the tables what this program expects, in one step, whoever else opens the file at the same time.
pub(super) fn migrate(connection: &mut Connection) -> Result<(), StoreFault> {
    let version = version(connection)?;
    if let Err(fault) = refuse_newer(version) {
        // Closing must not tidy up what is not ours.
        connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true)?;
        return Err(fault);
    }
    if version == latest() {
        return Ok(());
    }
    // Only before the first table; gives room back that old records leave.
    connection.pragma_update(None, "auto_vacuum", "INCREMENTAL")?;
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    // Another program may have been quicker.
    let version = self::version(&transaction)?;
    refuse_newer(version)?;
    let tables: i64 = transaction.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
    if version == 0 && tables > 0 {
        return Err(StoreFault::Foreign);
    }
    for step in &STEPS[usize::try_from(version).unwrap_or(STEPS.len())..] {
        transaction.execute_batch(step)?;
    }
    transaction.pragma_update(None, "application_id", APPLICATION_ID)?;
    transaction.pragma_update(None, "user_version", latest())?;
    transaction.commit()?;
    // So that the file's first bytes tell the version. Where somebody reads the file, they will later.
    let _ = connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()));
    Ok(())
}

/// Writes a page of the file, as it is.
pub(super) fn touch(connection: &mut Connection) -> Result<(), StoreFault> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    transaction.pragma_update(None, "user_version", latest())?;
    Ok(transaction.commit()?)
}

fn version(connection: &Connection) -> Result<u32, StoreFault> {
    Ok(connection.query_row("PRAGMA user_version", [], |row| row.get(0))?)
}

/// The statements that make a file of an earlier version, for tests of what becomes of it.
pub fn statements_of(version: usize) -> String {
    let tables = STEPS[..version.min(STEPS.len())].concat();
    format!("{tables}; PRAGMA application_id = {APPLICATION_ID}; PRAGMA user_version = {version};")
}
