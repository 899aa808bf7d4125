//! When somebody was at a screen: a row for each run of a program that has one. A watch without a screen is none.

use rusqlite::{Connection, OptionalExtension, params};

use super::StoreFault;

/// The row of a run.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Visit {
    number: i64,
    since: i64,
}

/// Notes that what was seen at this time was shown. The first such time of a run, or of a file, begins a row of its own,
/// which keeps until when others were there by then: another screen that is still open counts until its last list.
pub(super) fn note(connection: &Connection, account: i64, visit: Option<Visit>, at: i64) -> Result<Visit, StoreFault> {
    if let Some(Visit { number, since }) = visit {
        let text = "UPDATE visits SET until = max(until, ?4) WHERE number = ?1 AND account = ?2 AND since = ?3";
        // Another file may have taken the place of the one that had the row.
        if connection.prepare_cached(text)?.execute(params![number, account, since, at])? > 0 {
            return Ok(Visit { number, since });
        }
    }
    let before = last(connection, account)?.map(|until| until.min(at));
    let text = "INSERT INTO visits (account, since, until, before) VALUES (?1, ?2, ?2, ?3)";
    connection.execute(text, params![account, at, before])?;
    Ok(Visit { number: connection.last_insert_rowid(), since: at })
}

/// Until when somebody had been at a screen as this run began.
pub(super) fn before(connection: &Connection, account: i64, visit: Option<Visit>) -> Result<Option<i64>, StoreFault> {
    let Some(Visit { number, since }) = visit else { return last(connection, account) };
    let text = "SELECT before FROM visits WHERE number = ?1 AND account = ?2 AND since = ?3";
    let found = connection.query_row(text, params![number, account, since], |row| row.get(0)).optional()?;
    Ok(found.flatten())
}

fn last(connection: &Connection, account: i64) -> Result<Option<i64>, StoreFault> {
    let text = "SELECT max(until) FROM visits WHERE account = ?1";
    Ok(connection.query_row(text, [account], |row| row.get(0))?)
}
