//! [`Acting`]: what a command that changes something writes down, and what it knows of what was asked for before.

use tokio::time::{Instant, timeout_at};

use super::keeping::{Keeping, Kept};
use super::{LAST_ANSWERS, Session, Stopped};
use crate::account::operation::Operation;
use crate::account::{Account, Happened};
use crate::domain::AccountId;
use crate::store::KeptOperation;

/// The journal and the store of a command that changes something.
pub(super) struct Acting {
    pub(super) keeping: Keeping,
    /// Of which accounts it is still being read what was asked for before.
    awaited: Vec<AccountId>,
    /// What was asked for before, on this machine.
    before: Vec<(AccountId, KeptOperation)>,
}

impl Acting {
    pub(super) fn new(keeping: Keeping) -> Self {
        Self { keeping, awaited: Vec::new(), before: Vec::new() }
    }
}

impl Session {
    /// Changes the operation of an account.
    pub(in crate::cli) fn act(&mut self, id: AccountId, act: impl FnOnce(&mut Account) -> Vec<Happened>) {
        self.ask(id, |account| drop(act(account)));
    }

    /// The operation of an account.
    pub(in crate::cli) fn operation(&self, id: AccountId) -> Option<&Operation> {
        self.accounts.get(id)?.operation()
    }

    /// What was asked for before of the accounts, newest first, as far as the history has it in a moment.
    ///
    /// # Errors
    ///
    /// A signal came.
    pub(in crate::cli) async fn asked_before(&mut self) -> Result<&[(AccountId, KeptOperation)], Stopped> {
        if let Some(acting) = &mut self.acting {
            let ids = self.accounts.iter().map(Account::id);
            acting.awaited = ids.filter(|id| acting.keeping.ask_operations(*id)).collect();
        }
        let until = Instant::now() + LAST_ANSWERS;
        while self.acting.as_ref().is_some_and(|acting| !acting.awaited.is_empty()) {
            match timeout_at(until, self.step()).await {
                Ok(step) => drop(step?),
                // The file is held by another program.
                Err(_) => break,
            }
        }
        Ok(self.acting.as_ref().map(|acting| acting.before.as_slice()).unwrap_or_default())
    }

    /// Whether what is done may be missing in the journal.
    pub(in crate::cli) fn may_lack_journal(&self) -> bool {
        self.acting.as_ref().is_some_and(|acting| acting.keeping.may_lack())
    }

    /// Something was written down, or cannot be.
    pub(super) fn kept(&mut self, kept: &Kept) {
        match kept {
            Kept::Flushed(ticket) => {
                for id in self.accounts.ids().collect::<Vec<_>>() {
                    self.act(id, |account| account.noted(*ticket));
                }
            }
            Kept::Elsewhere(id) => self.ask(*id, Account::give_up_operation),
            Kept::Operations(id, operations) => {
                if let Some(acting) = &mut self.acting {
                    acting.awaited.retain(|of| of != id);
                    acting.before.extend(operations.iter().map(|operation| (*id, operation.clone())));
                }
            }
            Kept::Nothing => {}
        }
    }
}
