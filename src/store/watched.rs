//! When somebody watched an account: spans that never touch, each as long as any program's watch went on.

use rusqlite::{Connection, OptionalExtension, params};

use super::{StoreFault, time};
use crate::domain::timeline::Watched;

/// The span that covers a time, or else the last one that began before it.
pub(super) fn before(connection: &Connection, account: i64, at: i64) -> Result<Option<(i64, i64)>, StoreFault> {
    let text = "SELECT since, until FROM watched WHERE account = ?1 AND since <= ?2 ORDER BY since DESC LIMIT 1";
    Ok(connection.query_row(text, params![account, at], |row| Ok((row.get(0)?, row.get(1)?))).optional()?)
}

/// Whether anybody watched at a time later than this.
pub(super) fn is_after(connection: &Connection, account: i64, at: i64) -> Result<bool, StoreFault> {
    let text = "SELECT until FROM watched WHERE account = ?1 ORDER BY since DESC LIMIT 1";
    let until: Option<i64> = connection.query_row(text, [account], |row| row.get(0)).optional()?;
    Ok(until.is_some_and(|until| until > at))
}

/// Notes that somebody watched from `since` to `until`. What it touches becomes one span with it.
pub(super) fn add(connection: &Connection, account: i64, since: i64, until: i64) -> Result<(), StoreFault> {
    let (mut first, mut last) = (since, until);
    let mut touched = Vec::new();
    {
        let text = "SELECT since, until FROM watched WHERE account = ?1 AND since <= ?2 ORDER BY since DESC";
        let mut spans = connection.prepare(text)?;
        let mut spans = spans.query(params![account, until])?;
        while let Some(span) = spans.next()? {
            let (begin, end): (i64, i64) = (span.get(0)?, span.get(1)?);
            if end < since {
                break;
            }
            (first, last) = (first.min(begin), last.max(end));
            touched.push((begin, end));
        }
    }
    if touched == [(first, last)] {
        return Ok(());
    }
    if let [(begin, _)] = touched[..]
        && begin == first
    {
        let text = "UPDATE watched SET until = ?3 WHERE account = ?1 AND since = ?2";
        connection.execute(text, params![account, begin, last])?;
        return Ok(());
    }
    for (begin, _) in touched {
        connection.execute("DELETE FROM watched WHERE account = ?1 AND since = ?2", params![account, begin])?;
    }
    let text = "INSERT INTO watched (account, since, until) VALUES (?1, ?2, ?3)";
    connection.execute(text, params![account, first, last])?;
    Ok(())
}

/// The spans that have a part between two times, oldest first.
pub(super) fn within(connection: &Connection, account: i64, from: i64, to: i64) -> Result<Vec<Watched>, StoreFault> {
    let first = before(connection, account, from)?.map_or(from, |(since, _)| since);
    let text = "SELECT since, until FROM watched WHERE account = ?1 AND since >= ?2 AND since < ?3 AND until >= ?4 \
                ORDER BY since";
    let mut spans = connection.prepare(text)?;
    let spans = spans.query_map(params![account, first, to, from], |row| {
        Ok(Watched { since: time(row.get(0)?), until: time(row.get(1)?) })
    })?;
    Ok(spans.collect::<Result<_, _>>()?)
}
