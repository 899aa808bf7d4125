//! What the file tells: timelines, events, what is different since a time, tests of connectivity. Each question is small: of
//! some runners, or of a page.

use std::time::Duration;

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, Row, params};

use super::encoding::{Columns, cause_of, kept_id};
use super::{Store, StoreFault, millis, time, visits, watched};
use crate::account::difference::Event;
use crate::account::observation::Tested;
use crate::domain::timeline::{Change, Course, Presence, Step, Strip, Watched, Window};
use crate::domain::{AccountId, Endpoint, Label, Origin, Port, RunnerId, Status, Verdict};

/// What an event is made of.
const EVENT: &str = "SELECT records.number, runners.runner, runners.name, records.at, records.unseen_since, \
                     records.kind, records.what, records.was, records.value \
                     FROM records JOIN runners ON runners.id = records.runner";

/// A test of connectivity as it was kept.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct KeptTest {
    /// Grows with each test of the file.
    pub number: u64,
    /// What it came to.
    pub tested: Tested,
}

impl Store {
    /// The strips of `runners` over `window`, in their order; all in one reading of the file. One that the file does not know
    /// was not watched.
    pub fn timeline(
        &self,
        account: AccountId,
        runners: &[RunnerId],
        window: &Window,
    ) -> Result<Vec<Strip>, StoreFault> {
        let reading = self.connection.unchecked_transaction()?;
        let nothing = Course { steps: Vec::new(), presence: Presence::Absent, connected: None };
        let Some(key) = self.key(account)? else {
            return Ok(runners.iter().map(|_| Strip::fold(window, &nothing, &[])).collect());
        };
        let (from, to) = (millis(window.from), millis(window.to));
        let watched = watched::within(&reading, key, from, to)?;
        let mut courses = Courses::of(&reading, key, from)?;
        let strip = |runner: &RunnerId| {
            Ok(match courses.read(&kept_id(runner))? {
                Some(course) => Strip::fold(window, &course, &watched),
                None => Strip::fold(window, &nothing, &[]),
            })
        };
        runners.iter().map(strip).collect()
    }

    /// When somebody watched within a window, oldest first.
    pub fn watched(&self, account: AccountId, from: Timestamp, to: Timestamp) -> Result<Vec<Watched>, StoreFault> {
        let Some(key) = self.key(account)? else { return Ok(Vec::new()) };
        watched::within(&self.connection, key, millis(from), millis(to))
    }

    /// When somebody was last at a screen that showed this account, before this run: with its first list until when others
    /// were there, however they go on. `None`: nobody ever was.
    pub fn last_visit(&self, account: AccountId) -> Result<Option<Timestamp>, StoreFault> {
        let Some(key) = self.key(account)? else { return Ok(None) };
        let visit = self.trackers.get(&account).and_then(|tracker| tracker.visit);
        Ok(visits::before(&self.connection, key, visit)?.map(time))
    }

    /// Events, newest first: at most `most` of those before the number `before`, or of all. What happened while nobody
    /// watched is among them, and says so.
    pub fn events(&self, account: AccountId, before: Option<u64>, most: usize) -> Result<Vec<Event>, StoreFault> {
        let Some(key) = self.key(account)? else { return Ok(Vec::new()) };
        let before = before.and_then(|before| i64::try_from(before).ok()).unwrap_or(i64::MAX);
        let most = i64::try_from(most).unwrap_or(i64::MAX);
        let condition = "WHERE records.account = ?1 AND records.number < ?2 ORDER BY records.number DESC LIMIT ?3";
        self.read_events(condition, params![key, before, most])
    }

    /// One runner's events, newest first, as [`Store::events`].
    pub fn events_of(
        &self,
        account: AccountId,
        runner: &RunnerId,
        before: Option<u64>,
        most: usize,
    ) -> Result<Vec<Event>, StoreFault> {
        let Some(key) = self.key(account)? else { return Ok(Vec::new()) };
        let before = before.and_then(|before| i64::try_from(before).ok()).unwrap_or(i64::MAX);
        let most = i64::try_from(most).unwrap_or(i64::MAX);
        let condition = "WHERE records.runner = (SELECT id FROM runners WHERE account = ?1 AND runner = ?2) \
                         AND records.number < ?3 ORDER BY records.number DESC LIMIT ?4";
        self.read_events(condition, params![key, kept_id(runner), before, most])
    }

    /// All events after `since`, oldest first: what [`crate::account::difference::differences`] makes one difference of for
    /// each runner.
    pub fn events_since(&self, account: AccountId, since: Timestamp) -> Result<Vec<Event>, StoreFault> {
        let Some(key) = self.key(account)? else { return Ok(Vec::new()) };
        let condition = "WHERE records.account = ?1 AND records.number >= \
                         (SELECT coalesce(min(number), 0) FROM records AS later \
                          WHERE later.account = ?1 AND later.at > ?2) \
                         AND records.at > ?2 ORDER BY records.number";
        self.read_events(condition, params![key, millis(since)])
    }

    fn read_events(&self, condition: &str, values: impl rusqlite::Params) -> Result<Vec<Event>, StoreFault> {
        let mut events = self.connection.prepare(&format!("{EVENT} {condition}"))?;
        let events = events.query_map(values, event)?;
        // What a newer trackside wrote may be none that this one knows.
        Ok(events.filter_map(Result::transpose).collect::<Result<_, _>>()?)
    }

    /// The newest tests of connectivity, newest first.
    pub fn tests(&self, account: AccountId, most: usize) -> Result<Vec<KeptTest>, StoreFault> {
        let Some(key) = self.key(account)? else { return Ok(Vec::new()) };
        let text = "SELECT number, at, runner, host, port, took, verdict, cause FROM tests WHERE account = ?1 \
                    ORDER BY number DESC LIMIT ?2";
        let mut tests = self.connection.prepare(text)?;
        let tests = tests.query_map(params![key, i64::try_from(most).unwrap_or(i64::MAX)], test)?;
        Ok(tests.filter_map(Result::transpose).collect::<Result<_, _>>()?)
    }
}

/// Reads the courses of one account's runners from a time on.
struct Courses<'a> {
    runner: rusqlite::Statement<'a>,
    steps: rusqlite::Statement<'a>,
    account: i64,
    from: i64,
}

impl<'a> Courses<'a> {
    fn of(connection: &'a Connection, account: i64, from: i64) -> Result<Self, StoreFault> {
        let runner = "SELECT id, is_gone, status, connected FROM runners WHERE account = ?1 AND runner = ?2";
        let steps = "SELECT at, kind, was, value FROM records WHERE runner = ?1 \
                     AND kind IN ('appeared', 'vanished', 'status', 'connected') AND at >= ?2 ORDER BY at, number";
        Ok(Self { runner: connection.prepare(runner)?, steps: connection.prepare(steps)?, account, from })
    }

    /// `None` for a runner that the file does not know.
    fn read(&mut self, runner: &str) -> Result<Option<Course>, StoreFault> {
        let last = self.runner.query_row(params![self.account, runner], |row| {
            let status: Option<String> = row.get(2)?;
            let here = Presence::Here(status.as_deref().map(Status::parse));
            let presence = if row.get(1)? { Presence::Absent } else { here };
            Ok((row.get::<_, i64>(0)?, presence, row.get(3)?))
        });
        let Some((key, presence, connected)) = last.optional()? else { return Ok(None) };
        let mut steps = Vec::new();
        let mut rows = self.steps.query(params![key, self.from])?;
        while let Some(row) = rows.next()? {
            steps.extend(step(row)?);
        }
        Ok(Some(Course { steps, presence, connected }))
    }
}

fn step(row: &Row) -> rusqlite::Result<Option<Step>> {
    let word = |index: usize| row.get_ref(index)?.as_str_or_null().map_err(rusqlite::Error::from);
    let (was, value) = (word(2)?.map(Status::parse), word(3)?);
    let here = |status: Option<Status>| Presence::Here(status);
    let change = match word(1)? {
        Some("appeared") => Change::Presence { was: Presence::Absent, is: here(value.map(Status::parse)) },
        Some("vanished") => Change::Presence { was: here(was), is: Presence::Absent },
        Some("status") => Change::Presence { was: here(was), is: here(value.map(Status::parse)) },
        Some("connected") => Change::Connected(value == Some("on")),
        _ => return Ok(None),
    };
    Ok(Some(Step { at: time(row.get(0)?), change }))
}

fn event(row: &Row) -> rusqlite::Result<Option<Event>> {
    let columns = Columns { kind: row.get(5)?, what: row.get(6)?, was: row.get(7)?, value: row.get(8)? };
    let Some(kind) = columns.read() else { return Ok(None) };
    Ok(Some(Event {
        number: u64::try_from(row.get::<_, i64>(0)?).unwrap_or_default(),
        runner: RunnerId::new(&row.get::<_, String>(1)?),
        name: Label::from(row.get::<_, String>(2)?),
        at: time(row.get(3)?),
        unseen_since: row.get::<_, Option<i64>>(4)?.map(time),
        kind,
    }))
}

fn test(row: &Row) -> rusqlite::Result<Option<KeptTest>> {
    let runner: Option<String> = row.get(2)?;
    let (verdict, cause): (Option<String>, Option<String>) = (row.get(6)?, row.get(7)?);
    let result = match (verdict, cause.as_deref().and_then(cause_of)) {
        (Some(word), _) => Ok(Verdict::parse(&word)),
        (None, Some(cause)) => Err(cause),
        (None, None) => return Ok(None),
    };
    let endpoint = Endpoint::parse(&row.get::<_, String>(3)?).ok();
    let Some((endpoint, port)) = endpoint.zip(Port::new(row.get(4)?)) else { return Ok(None) };
    Ok(Some(KeptTest {
        number: u64::try_from(row.get::<_, i64>(0)?).unwrap_or_default(),
        tested: Tested {
            at: time(row.get(1)?),
            from: runner.map_or(Origin::ThisMachine, |id| Origin::Runner(RunnerId::new(&id))),
            endpoint,
            port,
            took: Duration::from_millis(u64::try_from(row.get::<_, i64>(5)?).unwrap_or_default()),
            result,
        },
    }))
}
