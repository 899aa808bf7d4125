//! What is too old goes, in small steps, each a transaction of its own: nobody waits long for one.

use jiff::Timestamp;
use rusqlite::{Connection, TransactionBehavior, params};

use super::{Store, StoreFault, millis};
use crate::domain::AccountId;

/// Rows that one step takes away at the most: some milliseconds of work.
const STEP: i64 = 200;
/// The same of operations, each with all its runners.
const OPERATIONS: i64 = 10;
/// Pages of the file that one step gives back.
const PAGES: i64 = 32;

impl Store {
    /// Takes away some of what is older than `limit`. Says whether there is more.
    pub fn prune(&mut self, account: AccountId, limit: Timestamp) -> Result<bool, StoreFault> {
        let Some(key) = self.key(account)? else { return Ok(false) };
        let limit = millis(limit);
        let transaction = self.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let mut pruned = 0;
        for table in ["records", "tests"] {
            // The oldest by their numbers: their times may be out of order, where a clock was set.
            let text = format!(
                "DELETE FROM {table} WHERE number IN \
                 (SELECT number FROM {table} WHERE account = ?1 ORDER BY number LIMIT ?3) AND at < ?2"
            );
            pruned += transaction.execute(&text, params![key, limit, STEP])?;
        }
        pruned += prune_operations(&transaction, key, limit)?;
        let text = "DELETE FROM visits WHERE number IN \
                    (SELECT number FROM visits WHERE account = ?1 ORDER BY until LIMIT ?3) AND until < ?2";
        pruned += transaction.execute(text, params![key, limit, STEP])?;
        let text = "DELETE FROM watched WHERE account = ?1 AND since IN \
                    (SELECT since FROM watched WHERE account = ?1 ORDER BY since LIMIT ?3) AND until < ?2";
        pruned += transaction.execute(text, params![key, limit, STEP])?;
        let is_over = pruned == 0;
        if is_over {
            // Last, as records name them. Few go, so that all are looked at.
            let text = "DELETE FROM runners WHERE id IN \
                        (SELECT id FROM runners WHERE account = ?1 AND is_gone = 1 AND at < ?2 AND NOT EXISTS \
                         (SELECT 1 FROM records WHERE records.runner = runners.id) LIMIT ?3)";
            transaction.execute(text, params![key, limit, STEP])?;
        }
        transaction.commit()?;
        // A row for each page.
        let mut vacuum = self.connection.prepare(&format!("PRAGMA incremental_vacuum({PAGES})"))?;
        let mut pages = vacuum.query([])?;
        while pages.next()?.is_some() {}
        Ok(!is_over)
    }
}

/// One that has not ended stays, however old it is: it is known which requests may have arrived.
fn prune_operations(connection: &Connection, account: i64, limit: i64) -> Result<usize, StoreFault> {
    let old = "SELECT number FROM operations WHERE account = ?1 AND ended < ?2 ORDER BY number LIMIT ?3";
    let values = params![account, limit, OPERATIONS];
    connection.execute(&format!("DELETE FROM steps WHERE operation IN ({old})"), values)?;
    Ok(connection.execute(&format!("DELETE FROM operations WHERE number IN ({old})"), values)?)
}
