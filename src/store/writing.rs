//! Observations to rows, in one transaction.

use std::collections::{HashMap, HashSet};

use jiff::{SignedDuration, Timestamp};
use rusqlite::{Connection, OptionalExtension, Row, TransactionBehavior, params};

use super::encoding::{Columns, kept, kept_id, of_cause};
use super::ownership::Claims;
use super::tracker::Tracker;
use super::{Choice, Entry, Identity, StoreFault, Written, filters, millis, operations, time, visits, watched};
use crate::account::history::{RecordKind, differences};
use crate::account::observation::{Listing, Observation, Tested};
use crate::account::operation::record::OperationRecord;
use crate::domain::text::make_safe;
use crate::domain::{AccountId, Label, Origin, Runner, RunnerId, Status, Verdict, Version, VersionTrack};

/// What the file knows of a time so much later than now was written before the clock was set back, and is no newer.
const AHEAD: SignedDuration = SignedDuration::from_secs(5);

/// A runner as the file has it.
struct Stored {
    key: i64,
    runner: Runner,
    is_gone: bool,
    /// When it became like that.
    at: i64,
}

/// When something was seen, and what is known of the time before.
#[derive(Clone, Copy)]
struct Look {
    /// What somebody else saw after this is newer.
    asked: i64,
    at: i64,
    /// See [`crate::account::difference::Event::unseen_since`].
    unseen_since: Option<i64>,
    /// Whether a runner that the file does not have is nothing new, as the file had none.
    is_first: bool,
}

/// What is to be written, by whom.
#[derive(Clone, Copy)]
pub(super) struct Batch<'a> {
    pub(super) entries: &'a [Entry],
    /// The time on the wall.
    pub(super) now: Timestamp,
    /// Whether somebody sees it.
    pub(super) has_screen: bool,
    pub(super) claims: Claims<'a>,
}

/// Writes all entries, or none. The trackers are of use only where this succeeds.
pub(super) fn write(
    connection: &mut Connection,
    identities: &[Identity],
    trackers: &mut HashMap<AccountId, Tracker>,
    batch: Batch,
) -> Result<Written, StoreFault> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let mut written = Written::default();
    let mut writers: Vec<(AccountId, Writer)> = Vec::new();
    for entry in batch.entries {
        let (account, observation) = match entry {
            Entry::Observed(account, observation) => (*account, observation),
            Entry::Chosen(choice, value) => {
                let text = "INSERT INTO choices (name, value) VALUES (?1, ?2) \
                            ON CONFLICT (name) DO UPDATE SET value = excluded.value";
                let value = match choice {
                    // Of each terminal: what others wrote meanwhile stays.
                    Choice::Clipboard => merged(&before(&transaction, *choice)?, value),
                    Choice::Filters => filters::merged(&before(&transaction, *choice)?, value),
                    Choice::Sort | Choice::View | Choice::Named | Choice::Columns | Choice::Palette => value.clone(),
                };
                transaction.execute(text, params![choice.name(), make_safe(&value)])?;
                continue;
            }
        };
        let Some(identity) = identities.get(usize::from(account.0)) else { continue };
        let index = if let Some(index) = writers.iter().position(|(other, _)| *other == account) {
            index
        } else {
            let writer = Writer::begin(&transaction, identity, trackers.entry(account).or_default(), batch)?;
            written.clock_was_set_back |= watched::is_after(&transaction, writer.account, millis(batch.now + AHEAD))?;
            writers.push((account, writer));
            writers.len() - 1
        };
        let tracker = trackers.entry(account).or_default();
        writers[index].1.take(tracker, observation)?;
        if batch.has_screen {
            writers[index].1.visit(tracker, observation)?;
        }
    }
    for (account, _) in writers {
        let tracker = trackers.entry(account).or_default();
        tracker.newest_record = newest_record(&transaction)?;
        written.elsewhere.extend(tracker.elsewhere.drain(..).map(|id| (account, id)));
    }
    transaction.commit()?;
    Ok(written)
}

/// What was chosen before; nothing where nothing was.
fn before(connection: &Connection, choice: Choice) -> Result<String, StoreFault> {
    let text = "SELECT value FROM choices WHERE name = ?1";
    Ok(connection.query_row(text, [choice.name()], |row| row.get(0)).optional()?.unwrap_or_default())
}

/// Entries such as `a=1;b=2`, with those of `new` in place of older ones of the same name.
fn merged(old: &str, new: &str) -> String {
    let name = |entry: &str| entry.split('=').next().unwrap_or_default().to_owned();
    let replaced: Vec<String> = new.split(';').map(name).collect();
    let kept = old.split(';').filter(|entry| !entry.is_empty() && !replaced.contains(&name(entry)));
    kept.chain([new]).collect::<Vec<_>>().join(";")
}

/// The account's number in the file, if it is there, and whether it is to be told its id from now on: somebody set it in the
/// profile.
pub(super) fn find_account(connection: &Connection, identity: &Identity) -> Result<Option<(i64, bool)>, StoreFault> {
    let (account, profile) = (identity.account.as_deref().unwrap_or(""), identity.profile.as_deref().unwrap_or(""));
    let find = |condition: &str| {
        let text = format!("SELECT id FROM accounts WHERE api = ?3 AND {condition} ORDER BY id LIMIT 1");
        connection.query_row(&text, params![account, profile, identity.api], |row| row.get(0)).optional()
    };
    let by_id = find("account = ?1 AND (account <> '' OR profile = ?2)")?;
    if by_id.is_some() {
        return Ok(by_id.map(|key| (key, false)));
    }
    // Known by its profile alone until now, or from before the id was taken out of it. The second parameter is used in each.
    let by_profile = if account.is_empty() { "?1 = ''" } else { "account = '' AND ?1 <> ''" };
    let by_profile = find(&format!("profile = ?2 AND profile <> '' AND {by_profile}"))?;
    Ok(by_profile.map(|key| (key, !account.is_empty())))
}

fn account(connection: &Connection, identity: &Identity) -> Result<i64, StoreFault> {
    let (account, profile) = (identity.account.as_deref().unwrap_or(""), identity.profile.as_deref().unwrap_or(""));
    match find_account(connection, identity)? {
        Some((key, false)) => Ok(key),
        Some((key, true)) => {
            connection.execute("UPDATE accounts SET account = ?2 WHERE id = ?1", params![key, account])?;
            Ok(key)
        }
        None => {
            let text = "INSERT INTO accounts (account, profile, api) VALUES (?1, ?2, ?3)";
            connection.execute(text, params![account, profile, identity.api])?;
            Ok(connection.last_insert_rowid())
        }
    }
}

fn newest_record(connection: &Connection) -> Result<i64, StoreFault> {
    Ok(connection.query_row("SELECT coalesce(max(number), 0) FROM records", [], |row| row.get(0))?)
}

/// Writes the observations of one account.
struct Writer<'a> {
    connection: &'a Connection,
    account: i64,
    now: i64,
    claims: Claims<'a>,
}

impl<'a> Writer<'a> {
    fn begin(
        connection: &'a Connection,
        identity: &Identity,
        tracker: &mut Tracker,
        batch: Batch<'a>,
    ) -> Result<Self, StoreFault> {
        let account = account(connection, identity)?;
        if tracker.is_compared && newest_record(connection)? > tracker.newest_record {
            let text = "SELECT DISTINCT runners.runner FROM records JOIN runners ON runners.id = records.runner \
                        WHERE records.account = ?1 AND records.number > ?2";
            let mut ids = connection.prepare(text)?;
            let ids = ids.query_map(params![account, tracker.newest_record], |row| row.get(0))?;
            for id in ids {
                tracker.others.insert(id?);
            }
        }
        Ok(Self { connection, account, now: millis(batch.now), claims: batch.claims })
    }

    fn take(&self, tracker: &mut Tracker, observation: &Observation) -> Result<(), StoreFault> {
        match observation {
            Observation::Listed(listing) => self.take_list(tracker, listing),
            Observation::Read { at, runner } => {
                if tracker.take_read(runner) {
                    self.compare(tracker, runner, Look::seen(*at))?;
                }
                Ok(())
            }
            Observation::Gone { at, runner } => {
                tracker.take_gone(runner);
                self.vanish(&kept_id(runner), Look::seen(*at))
            }
            Observation::Done { at, runner, kind } => self.done(*at, runner, kind),
            Observation::Tested(tested) => self.tested(tested),
            Observation::Operated(record) => self.operated(tracker, record),
        }
    }

    /// Notes that it was shown. Nothing is before the first list.
    fn visit(&self, tracker: &mut Tracker, observation: &Observation) -> Result<(), StoreFault> {
        let at = match observation {
            Observation::Listed(listing) => listing.at,
            _ if tracker.visit.is_none() => return Ok(()),
            Observation::Read { at, .. } | Observation::Gone { at, .. } | Observation::Done { at, .. } => *at,
            Observation::Tested(tested) => tested.at,
            Observation::Operated(record) => record.steps.iter().map(|step| step.at).max().unwrap_or(record.started),
        };
        tracker.visit = Some(visits::note(self.connection, self.account, tracker.visit, millis(at))?);
        Ok(())
    }

    fn take_list(&self, tracker: &mut Tracker, listing: &Listing) -> Result<(), StoreFault> {
        let at = millis(listing.at);
        let covering = watched::before(self.connection, self.account, at)?;
        let since = match (listing.since, covering) {
            (Some(since), _) => Some(millis(since)),
            (None, Some((_, until))) => (until >= millis(listing.reach)).then_some(until.min(at)),
            (None, None) => None,
        };
        let look = Look {
            asked: millis(listing.asked),
            at,
            unseen_since: if since.is_some() { None } else { covering.map(|(_, until)| until) },
            is_first: !watched::is_after(self.connection, self.account, i64::MIN)?,
        };
        watched::add(self.connection, self.account, since.unwrap_or(at).min(at), at)?;
        let was_compared = tracker.is_compared;
        let others = std::mem::take(&mut tracker.others);
        for runner in tracker.take(listing, &others) {
            self.compare(tracker, &runner, look)?;
        }
        if was_compared { self.settle_missing(tracker, listing, look) } else { self.note_missing(tracker, look) }
    }

    /// Keeps which runners of the file the first list lacks: they may have gone while nobody watched.
    fn note_missing(&self, tracker: &mut Tracker, look: Look) -> Result<(), StoreFault> {
        if tracker.rows.is_none() {
            return Ok(());
        }
        let known = tracker.known_ids();
        let mut ids = self.connection.prepare("SELECT runner FROM runners WHERE account = ?1 AND is_gone = 0")?;
        let ids = ids.query_map([self.account], |row| row.get(0))?;
        let ids: HashSet<String> = ids.collect::<Result<_, _>>()?;
        let missing: HashSet<String> = ids.into_iter().filter(|id| !known.contains(id)).collect();
        tracker.missing = (!missing.is_empty()).then_some((look.unseen_since.map(time), missing));
        Ok(())
    }

    /// A second whole list that lacks them says that they are gone: a list alone may have lost one between two pages.
    fn settle_missing(&self, tracker: &mut Tracker, listing: &Listing, look: Look) -> Result<(), StoreFault> {
        if !listing.is_whole {
            return Ok(());
        }
        let Some((unseen_since, missing)) = tracker.missing.take() else { return Ok(()) };
        let known = tracker.known_ids();
        let unseen_since = unseen_since.map(millis).or(look.unseen_since);
        let mut gone: Vec<String> = missing.into_iter().filter(|id| !known.contains(id)).collect();
        gone.sort();
        for id in gone {
            self.vanish(&id, Look { unseen_since, ..look })?;
        }
        Ok(())
    }

    /// Compares a runner with what the file has, and writes what is different.
    fn compare(&self, tracker: &mut Tracker, runner: &Runner, look: Look) -> Result<(), StoreFault> {
        let seen = kept(runner);
        let Some(stored) = self.find(seen.id.as_str())? else {
            let key = self.insert(&seen, look.at)?;
            if !look.is_first {
                self.record(key, look, &RecordKind::Appeared(seen.status.clone()), None)?;
            }
            return Ok(());
        };
        if stored.is_newer_than(look, self.now) {
            tracker.unsettled.insert(runner.id.clone());
            return Ok(());
        }
        if stored.is_gone {
            self.record(stored.key, look, &RecordKind::Appeared(seen.status.clone()), None)?;
            return self.update(stored.key, &seen, look.at);
        }
        let filled = seen.filled_from(&stored.runner);
        let kinds = differences(&stored.runner, &filled);
        for kind in &kinds {
            self.record(stored.key, look, kind, None)?;
        }
        if filled == stored.runner {
            return Ok(());
        }
        // What is told for the first time is no change.
        self.update(stored.key, &filled, if kinds.is_empty() { stored.at } else { look.at })
    }

    fn vanish(&self, id: &str, look: Look) -> Result<(), StoreFault> {
        let Some(stored) = self.find(id)? else { return Ok(()) };
        if stored.is_gone || stored.is_newer_than(look, self.now) {
            return Ok(());
        }
        let was = stored.runner.status.as_ref().map(Status::label);
        self.record(stored.key, look, &RecordKind::Vanished, was)?;
        let text = "UPDATE runners SET is_gone = 1, at = ?2 WHERE id = ?1";
        self.connection.execute(text, params![stored.key, look.at])?;
        Ok(())
    }

    fn done(&self, at: Timestamp, runner: &RunnerId, kind: &RecordKind) -> Result<(), StoreFault> {
        let id = kept_id(runner);
        let key = match self.find(&id)? {
            Some(stored) => stored.key,
            // It is asked for before any list was kept.
            None => self.insert(&Runner::new(&id, &id), millis(at))?,
        };
        self.record(key, Look::seen(at), kind, None)
    }

    fn tested(&self, tested: &Tested) -> Result<(), StoreFault> {
        let runner = match &tested.from {
            Origin::Runner(id) => Some(kept_id(id)),
            Origin::ThisMachine => None,
        };
        let verdict = tested.result.as_ref().ok().map(|verdict| match verdict {
            Verdict::Other(word) => word.safe().to_owned(),
            known => known.word().to_owned(),
        });
        let took = i64::try_from(tested.took.as_millis()).unwrap_or(i64::MAX);
        let text = "INSERT INTO tests (account, at, runner, host, port, took, verdict, cause) \
                    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)";
        self.connection.execute(
            text,
            params![
                self.account,
                millis(tested.at),
                runner,
                tested.endpoint.host(),
                tested.port.number(),
                took,
                verdict,
                tested.result.as_ref().err().map(of_cause)
            ],
        )?;
        Ok(())
    }

    fn operated(&self, tracker: &mut Tracker, record: &OperationRecord) -> Result<(), StoreFault> {
        let whole = tracker.operations.take(record);
        let is_written = operations::write(self.connection, self.account, record, whole, self.claims)?;
        if record.ended.is_some() || !is_written {
            tracker.operations.forget(&record.id);
        }
        if !is_written && !tracker.elsewhere.contains(&record.id) {
            tracker.elsewhere.push(record.id.clone());
        }
        Ok(())
    }

    fn find(&self, id: &str) -> Result<Option<Stored>, StoreFault> {
        let text = "SELECT id, is_gone, at, runner, name, status, connected, version, track, auto_update, restricted \
                    FROM runners WHERE account = ?1 AND runner = ?2";
        Ok(self.connection.prepare_cached(text)?.query_row(params![self.account, id], Stored::read).optional()?)
    }

    fn insert(&self, runner: &Runner, at: i64) -> Result<i64, StoreFault> {
        let text = "INSERT INTO runners (account, runner, name, is_gone, at) VALUES (?1, ?2, ?3, 0, ?4)";
        let mut insert = self.connection.prepare_cached(text)?;
        insert.execute(params![self.account, runner.id.as_str(), runner.name.safe(), at])?;
        let key = self.connection.last_insert_rowid();
        self.update(key, runner, at)?;
        Ok(key)
    }

    fn update(&self, key: i64, runner: &Runner, at: i64) -> Result<(), StoreFault> {
        let text = "UPDATE runners SET name = ?2, status = ?3, connected = ?4, version = ?5, track = ?6, \
                    auto_update = ?7, restricted = ?8, is_gone = 0, at = ?9 WHERE id = ?1";
        self.connection.prepare_cached(text)?.execute(params![
            key,
            runner.name.safe(),
            runner.status.as_ref().map(Status::label),
            runner.connected,
            runner.release.version.as_ref().map(Version::label),
            runner.release.track.as_ref().map(VersionTrack::label),
            runner.auto_update,
            runner.restricted,
            at
        ])?;
        Ok(())
    }

    fn record(&self, runner: i64, look: Look, kind: &RecordKind, was: Option<&str>) -> Result<(), StoreFault> {
        let Some(columns) = Columns::of(kind) else { return Ok(()) };
        let text = "INSERT INTO records (account, runner, at, unseen_since, kind, what, was, value) \
                    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)";
        self.connection.prepare_cached(text)?.execute(params![
            self.account,
            runner,
            look.at,
            look.unseen_since,
            columns.kind,
            columns.what,
            columns.was.as_deref().or(was),
            columns.value
        ])?;
        Ok(())
    }
}

impl Look {
    /// Something seen to happen, by asking for it alone.
    fn seen(at: Timestamp) -> Self {
        Self { asked: millis(at), at: millis(at), unseen_since: None, is_first: false }
    }
}

impl Stored {
    fn read(row: &Row) -> rusqlite::Result<Self> {
        let text = |index: usize| row.get_ref(index)?.as_str_or_null().map_err(rusqlite::Error::from);
        let mut runner = Runner::new(text(3)?.unwrap_or_default(), "");
        runner.name = Label::from(text(4)?.unwrap_or_default());
        runner.status = text(5)?.map(Status::parse);
        runner.connected = row.get(6)?;
        runner.release.version = text(7)?.map(Version::new);
        runner.release.track = text(8)?.map(VersionTrack::parse);
        runner.auto_update = row.get(9)?;
        runner.restricted = row.get(10)?;
        Ok(Self { key: row.get(0)?, is_gone: row.get(1)?, at: row.get(2)?, runner })
    }

    /// Whether it was seen after `look` was asked for; not where that is in the future, as the clock was set back then.
    fn is_newer_than(&self, look: Look, now: i64) -> bool {
        let ahead = i64::try_from(AHEAD.as_millis()).unwrap_or(i64::MAX);
        self.at > look.asked && self.at <= now.saturating_add(ahead)
    }
}
