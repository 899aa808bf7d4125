//! The account's operations that the store has: of earlier runs, and of other tracksides.

use super::Asks;
use crate::account::operation::OperationId;
use crate::account::operation::record::Stage;
use crate::domain::RunnerId;
use crate::runtime::recorder::{Found, Query};
use crate::store::{KeptOperation, Owner, StoreFault};

/// Operations that are asked for, the newest.
const MOST: usize = 50;

/// What the store told of operations.
#[derive(Clone, Debug, Default)]
pub struct Operations {
    told: Option<Vec<KeptOperation>>,
    /// The question on its way.
    asked: Option<u64>,
    was_asked: bool,
    is_wanted: bool,
}

impl Operations {
    /// Asks again, as they may be different by now.
    pub fn ask(&mut self) {
        self.is_wanted = true;
    }

    /// The newest, newest first; none where nothing was told.
    pub fn told(&self) -> &[KeptOperation] {
        self.told.as_deref().unwrap_or_default()
    }

    /// One of them.
    pub fn find(&self, id: &OperationId) -> Option<&KeptOperation> {
        self.told().iter().find(|kept| kept.record.id == *id)
    }

    /// Those that were interrupted, so that somebody may go on with them: newest first. One of this program's is that, too, where
    /// its account was closed meanwhile: it is not `current`.
    pub fn interrupted(&self, current: Option<&OperationId>) -> impl Iterator<Item = &KeptOperation> {
        let is_left = move |kept: &&KeptOperation| kept.is_left() && current != Some(&kept.record.id);
        self.told().iter().filter(is_left)
    }

    /// The operation of another trackside in which a runner still has something before it.
    pub fn elsewhere(&self, runner: &RunnerId) -> Option<&KeptOperation> {
        let is_open = |kept: &&KeptOperation| {
            let step = kept.record.step_of(runner);
            kept.owner == Owner::Another && step.is_some_and(|step| !matches!(step.stage, Stage::Ended(_)))
        };
        self.told().iter().find(is_open)
    }

    pub(super) fn follow(&mut self, asks: &mut Asks) {
        if self.asked.is_none() && (self.is_wanted || !self.was_asked) {
            self.asked = Some(asks.ask(|account| Query::Operations { account, most: MOST }));
            self.was_asked = true;
            self.is_wanted = false;
        }
    }

    /// Takes an answer. Says whether it was one to this.
    pub(super) fn take(&mut self, ticket: u64, outcome: &Result<Found, StoreFault>) -> bool {
        let is_ours = self.asked == Some(ticket);
        if is_ours {
            self.asked = None;
            if let Ok(Found::Operations(operations)) = outcome {
                self.told = Some(operations.clone());
            }
        }
        is_ours
    }
}
