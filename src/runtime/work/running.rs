//! The executions that run now, of the whole account: one call for each status, and more where there are many.

use std::collections::HashSet;
use std::sync::Arc;

use super::WorkSource;
use crate::api::{ApiError, Cause, Priority};
use crate::domain::{Execution, Running};

/// The statuses of what runs: whether one call may ask for several is not documented.
pub const STATUSES: [&str; 2] = ["RUNNING", "CANCELLING"];
/// Calls for one status at the most: guards against a list without an end. 100 executions each.
pub const MAX_CALLS: u32 = 50;

/// Reads what runs, as urgently as that. An error means that nothing could be read; of what was read in part the reading
/// says that there is more.
pub async fn read<S: WorkSource>(source: &S, priority: Priority) -> Result<Arc<Running>, ApiError> {
    let mut reading = Reading::default();
    for status in STATUSES {
        if let Err(error) = reading.take_all(source, status, priority).await {
            let is_of_all = matches!(error.cause, Cause::SignedOut(_) | Cause::Forbidden(_));
            if status == STATUSES[0] || is_of_all {
                return Err(error);
            }
            tracing::warn!(%error, status, "executions of one status are left out");
            reading.running.is_cut = true;
        }
    }
    Ok(Arc::new(reading.running))
}

#[derive(Default)]
struct Reading {
    running: Running,
    /// Ids of what was read: an execution may move from one call to the next, or from one status to the other.
    seen: HashSet<String>,
}

impl Reading {
    async fn take_all<S: WorkSource>(
        &mut self,
        source: &S,
        status: &'static str,
        priority: Priority,
    ) -> Result<(), ApiError> {
        let (mut more, mut tokens) = (None::<String>, HashSet::new());
        for _ in 0..MAX_CALLS {
            let page = source.executions(status, more.as_deref(), priority).await?;
            self.running.is_cut |= page.unreadable > 0;
            self.take(page.entries);
            match page.more {
                Some(token) if tokens.insert(token.clone()) => more = Some(token),
                // A token that came before leads in a circle: what else there is nobody knows.
                Some(_) => break,
                None => return Ok(()),
            }
        }
        self.running.is_cut = true;
        Ok(())
    }

    /// Takes those that run: a service that does not know the filter sends all.
    fn take(&mut self, entries: Vec<Execution>) {
        for execution in entries {
            let runs = execution
                .status
                .as_ref()
                .is_none_or(|status| STATUSES.iter().any(|known| status.raw().trim().eq_ignore_ascii_case(known)));
            if runs && self.seen.insert(execution.id.raw().to_owned()) {
                self.running.executions.push(execution);
            }
        }
    }
}
