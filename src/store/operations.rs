//! Operations: one action for several runners, as far as each of them is; and whose they are.

use std::collections::HashMap;

use rusqlite::{Connection, OptionalExtension, Row, params};

use super::encoding::{kept_id, kept_text};
use super::ownership::Claims;
use super::steps::{POLICY, STEP, StepColumns, action_of, length, of_action, of_busy, of_goal, read_policy, read_step};
use super::{Store, StoreFault, millis, time};
use crate::account::operation::OperationId;
use crate::account::operation::record::{OperationRecord, StepRecord};
use crate::domain::AccountId;

/// An operation as it was kept.
#[derive(Clone, PartialEq, Debug)]
pub struct KeptOperation {
    /// All of it.
    pub record: OperationRecord,
    /// Who goes on with it.
    pub owner: Owner,
}

impl KeptOperation {
    /// Whether it has not ended, and no other program goes on with it.
    pub fn is_left(&self) -> bool {
        self.owner != Owner::Another && self.record.is_under_way()
    }
}

/// Which program goes on with an operation.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Owner {
    /// This one.
    ThisProgram,
    /// Another one, as long as it runs.
    Another,
    /// None: it has ended, or the program has before it.
    Nobody,
}

/// An operation as the file has it.
struct Stored {
    number: i64,
    has_ended: bool,
    owner: Option<String>,
}

impl Store {
    /// The newest operations, newest first.
    pub fn operations(&self, account: AccountId, most: usize) -> Result<Vec<KeptOperation>, StoreFault> {
        let reading = self.connection.unchecked_transaction()?;
        let Some(key) = self.key(account)? else { return Ok(Vec::new()) };
        let text = format!(
            "SELECT number, owner, id, action, started, ended, {POLICY} FROM operations WHERE account = ?1 \
             ORDER BY number DESC LIMIT ?2"
        );
        let mut operations = reading.prepare(&text)?;
        let mut rows = operations.query(params![key, i64::try_from(most).unwrap_or(i64::MAX)])?;
        let mut steps = reading.prepare(&format!("SELECT {STEP} FROM steps WHERE operation = ?1 ORDER BY number"))?;
        let mut found = Vec::new();
        while let Some(row) = rows.next()? {
            let steps = steps.query_map([row.get::<_, i64>(0)?], read_step)?.collect::<Result<Option<Vec<_>>, _>>()?;
            // What a newer trackside wrote may be none that this one knows.
            let Some(record) = steps.map(|steps| record(row, steps)).transpose()?.flatten() else { continue };
            let owner = self.owner(account, &record, row.get::<_, Option<String>>(1)?.as_deref());
            found.push(KeptOperation { record, owner });
        }
        Ok(found)
    }

    fn owner(&self, account: AccountId, record: &OperationRecord, owner: Option<&str>) -> Owner {
        let claims = self.claims();
        let is_kept_here = || self.trackers.get(&account).is_some_and(|tracker| tracker.operations.has(&record.id));
        if record.ended.is_some() {
            Owner::Nobody
        } else if claims.store.is_none() || (owner.is_some() && owner == claims.own) || is_kept_here() {
            Owner::ThisProgram
        } else if owner.is_some_and(|owner| claims.is_others(owner)) {
            Owner::Another
        } else {
            Owner::Nobody
        }
    }
}

fn record(row: &Row, steps: Vec<StepRecord>) -> rusqlite::Result<Option<OperationRecord>> {
    let (id, action): (String, String) = (row.get(2)?, row.get(3)?);
    let (started, ended) = (time(row.get(4)?), row.get::<_, Option<i64>>(5)?.map(time));
    let Some((action, policy)) = action_of(&action).zip(read_policy(row, 6)?) else { return Ok(None) };
    Ok(Some(OperationRecord { id: OperationId::from_kept(&id), action, policy, started, ended, steps }))
}

/// Writes the steps of `record`, or all of `whole` where the file does not have the operation. Says whether it did: an
/// operation of another program, and one that has ended, is left as it is.
pub(super) fn write(
    connection: &Connection,
    account: i64,
    record: &OperationRecord,
    whole: &OperationRecord,
    claims: Claims,
) -> Result<bool, StoreFault> {
    let ended = record.ended.map(millis);
    let owner = claims.own.filter(|_| ended.is_none());
    let Some(stored) = find(connection, account, &record.id)? else {
        let number = insert(connection, account, record, owner)?;
        write_steps(connection, number, &whole.steps)?;
        return Ok(true);
    };
    if stored.has_ended || stored.owner.is_some_and(|owner| claims.is_others(&owner)) {
        return Ok(false);
    }
    let text = "UPDATE operations SET ended = ?2, owner = ?3 WHERE number = ?1";
    connection.prepare_cached(text)?.execute(params![stored.number, ended, owner])?;
    write_steps(connection, stored.number, &record.steps)?;
    Ok(true)
}

/// Whether something of what this name stands for has not ended.
pub(super) fn has_open(connection: &Connection, owner: &str) -> Result<bool, StoreFault> {
    let text = "SELECT EXISTS (SELECT 1 FROM operations WHERE owner = ?1)";
    Ok(connection.query_row(text, [owner], |row| row.get(0))?)
}

fn find(connection: &Connection, account: i64, id: &OperationId) -> Result<Option<Stored>, StoreFault> {
    let text = "SELECT number, ended IS NOT NULL, owner FROM operations WHERE account = ?1 AND id = ?2";
    let stored = |row: &Row| Ok(Stored { number: row.get(0)?, has_ended: row.get(1)?, owner: row.get(2)? });
    Ok(connection.prepare_cached(text)?.query_row(params![account, id.as_str()], stored).optional()?)
}

fn insert(
    connection: &Connection,
    account: i64,
    record: &OperationRecord,
    owner: Option<&str>,
) -> Result<i64, StoreFault> {
    let policy = &record.policy;
    let text = format!(
        "INSERT INTO operations (account, id, action, started, ended, owner, {POLICY}) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)"
    );
    connection.execute(
        &text,
        params![
            account,
            record.id.as_str(),
            of_action(record.action),
            millis(record.started),
            record.ended.map(millis),
            owner,
            i64::try_from(policy.at_a_time).unwrap_or(i64::MAX),
            length(policy.deadline),
            length(policy.pause),
            of_busy(policy.busy),
            policy.stops_at_refusal,
            of_goal(policy.goal),
        ],
    )?;
    Ok(connection.last_insert_rowid())
}

fn write_steps(connection: &Connection, operation: i64, steps: &[StepRecord]) -> Result<(), StoreFault> {
    let text = format!(
        "INSERT OR REPLACE INTO steps (operation, {STEP}) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)"
    );
    let mut write = connection.prepare_cached(&text)?;
    for step in steps {
        let columns = StepColumns::of(&step.stage);
        write.execute(params![
            operation,
            i64::try_from(step.number).unwrap_or(i64::MAX),
            kept_id(&step.runner),
            kept_text(&step.name).safe(),
            columns.stage,
            millis(step.at),
            columns.outcome,
            columns.why,
            columns.after,
            columns.status,
            columns.version,
            columns.wanted,
            columns.was_away,
        ])?;
    }
    Ok(())
}

/// What is under way, whole: each record has only the steps that are different from the one before.
#[derive(Clone, Debug, Default)]
pub(super) struct UnderWay(HashMap<OperationId, OperationRecord>);

impl UnderWay {
    pub(super) fn has(&self, id: &OperationId) -> bool {
        self.0.contains_key(id)
    }

    /// Takes a record. Answers with all that is known of the operation.
    pub(super) fn take(&mut self, record: &OperationRecord) -> &OperationRecord {
        let whole =
            self.0.entry(record.id.clone()).or_insert_with(|| OperationRecord { steps: Vec::new(), ..record.clone() });
        whole.ended = record.ended;
        for step in &record.steps {
            match whole.steps.binary_search_by_key(&step.number, |step| step.number) {
                Ok(index) => whole.steps[index] = step.clone(),
                Err(index) => whole.steps.insert(index, step.clone()),
            }
        }
        whole
    }

    /// It has ended, or is another's.
    pub(super) fn forget(&mut self, id: &OperationId) {
        self.0.remove(id);
    }
}
