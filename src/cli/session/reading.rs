//! Accounts that are read: until the list of each is known, or why it is not.

use std::time::Duration;

use tokio::time::Instant;

use super::filling::MINUTE;
use super::{Session, Stopped, in_time};
use crate::cli::frame::FAILURE;
use crate::domain::AccountId;

impl Session {
    /// Waits until the whole list of each account was read. One that cannot be read is told of, with why.
    ///
    /// # Errors
    ///
    /// An account could not be read whole, so that nothing true could be said of all; or a signal came.
    pub(in crate::cli) async fn read_lists(&mut self) -> Result<(), Stopped> {
        self.read_what_can_be().await?;
        if self.failed.is_empty() { Ok(()) } else { Err(Stopped(FAILURE)) }
    }

    /// The same, but accounts that cannot be read are no reason to end: see [`Session::failed`].
    ///
    /// # Errors
    ///
    /// A signal came.
    pub(in crate::cli) async fn read_what_can_be(&mut self) -> Result<(), Stopped> {
        while !self.are_read() {
            self.step().await?;
        }
        Ok(())
    }

    /// The same, in so much time if any is given. Answers with until when there may be read on: without a time a minute from now.
    ///
    /// # Errors
    ///
    /// A signal came.
    pub(in crate::cli) async fn read_in(&mut self, time: Option<Duration>) -> Result<Instant, Stopped> {
        let until = time.map(|time| Instant::now() + time);
        if in_time(time, self.read_what_can_be()).await.transpose()?.is_none() {
            let is_late = |id: &AccountId| !self.is_read(*id);
            let late: Vec<AccountId> = self.accounts.ids().filter(is_late).collect();
            for id in late {
                self.fail(id, "Not in time. The list was not read.");
            }
        }
        Ok(until.unwrap_or_else(|| Instant::now() + MINUTE))
    }

    /// Whether of each account its whole list is known, or that it cannot be read.
    pub(in crate::cli) fn are_read(&self) -> bool {
        self.accounts.iter().all(|account| self.is_read(account.id()))
    }

    fn is_read(&self, id: AccountId) -> bool {
        let is_whole = self.accounts.get(id).is_some_and(|account| account.fleet().is_complete());
        is_whole || self.failed.contains(&id)
    }

    /// Those whose list could not be read.
    pub(in crate::cli) fn failed(&self) -> &[AccountId] {
        &self.failed
    }

    /// Whether an account can be read at some time: it was opened.
    pub(in crate::cli) fn is_any_open(&self) -> bool {
        self.feed.links.is_any_open()
    }

    /// Whether an account could not be opened.
    pub(in crate::cli) fn is_closed(&self, id: AccountId) -> bool {
        self.closed.contains(&id)
    }

    /// An account cannot be read, which is said once.
    pub(super) fn fail(&mut self, id: AccountId, line: &str) {
        if self.failed.contains(&id) {
            return;
        }
        self.failed.push(id);
        self.say_of(id, line);
    }

    /// Says something of an account, which is named where there are several.
    pub(super) fn say_of(&self, id: AccountId, line: &str) {
        let several = self.accounts.are_several();
        let label = self.accounts.label(id);
        self.frame.report.say(&if several { format!("{label}: {line}") } else { line.to_owned() });
    }
}
