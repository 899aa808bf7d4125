//! [`Session`]: the accounts of a command that reads, does something, and ends: their state, their links, and the loop between them.

use std::sync::Arc;

use super::frame::{FAILURE, Frame, code_of};
use super::reason::reason;
use crate::account::table::Sight;
use crate::account::{Account, Accounts, Happened, News, Profile};
use crate::domain::{AccountId, Moment};
use crate::runtime::WatchSetup;
use crate::runtime::clock::Clock;
use crate::runtime::journal::JournalWriter;
use crate::runtime::links::Links;

/// Why a command ends before it is done; what there is to say was said. Its exit code.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Stopped(pub(super) u8);

/// The accounts of a command.
pub(super) struct Session {
    pub(super) frame: Frame,
    pub(super) accounts: Accounts,
    clock: Clock,
    links: Links,
    /// Which accounts could not be read.
    failed: Vec<AccountId>,
}

impl Session {
    /// Begins to read every account of `setup`. What is sent is written down by `journal`.
    pub(super) fn start(setup: WatchSetup, frame: Frame, journal: JournalWriter) -> Self {
        for warning in &setup.warnings {
            frame.report.say(warning);
        }
        let clock = Clock::start();
        let profiles: Vec<Arc<Profile>> = setup.accounts.iter().map(|account| Arc::clone(&account.profile)).collect();
        let accounts = Accounts::new(&profiles, setup.opened, std::process::id(), clock.now());
        let links = setup.accounts.into_iter().map(|account| account.link).collect();
        let links = Links::new(links, setup.opened, journal, frame.runtime.clone());
        Self { frame, accounts, clock, links, failed: Vec::new() }
    }

    /// What time it is.
    pub(super) fn now(&self) -> Moment {
        self.clock.now()
    }

    /// What rows are looked at with.
    pub(super) fn sight(&self) -> Sight<'_> {
        Sight { now: self.now().mono, profiles: self.accounts.profiles(), names_accounts: self.accounts.are_several() }
    }

    /// Waits until the whole list of each account was read. One that cannot be read is told of, with why.
    ///
    /// # Errors
    ///
    /// An account could not be read whole, so that nothing true could be said of all; or a signal came.
    pub(super) async fn read_lists(&mut self) -> Result<(), Stopped> {
        while !self.are_read() {
            self.step().await?;
        }
        if self.failed.is_empty() { Ok(()) } else { Err(Stopped(FAILURE)) }
    }

    /// Those whose list could not be read.
    pub(super) fn failed(&self) -> &[AccountId] {
        &self.failed
    }

    /// The same, but accounts that cannot be read are no reason to end: see [`Session::failed`].
    ///
    /// # Errors
    ///
    /// A signal came.
    pub(super) async fn read_what_can_be(&mut self) -> Result<(), Stopped> {
        while !self.are_read() {
            self.step().await?;
        }
        Ok(())
    }

    fn are_read(&self) -> bool {
        let is_read = |id: AccountId| {
            let is_whole = self.accounts.get(id).is_some_and(|account| account.fleet().is_complete());
            is_whole || self.failed.contains(&id)
        };
        self.accounts.iter().all(|account| is_read(account.id()))
    }

    /// Has an account want something, which its link then does.
    pub(super) fn ask(&mut self, id: AccountId, ask: impl FnOnce(&mut Account)) {
        let Some(account) = self.accounts.get_mut(id) else { return };
        ask(account);
        for request in account.take_requests() {
            self.links.perform(id, request);
        }
    }

    /// Waits for the next news and takes them. Answers with what they came to.
    ///
    /// # Errors
    ///
    /// A signal ends the command.
    pub(super) async fn step(&mut self) -> Result<(AccountId, Vec<Happened>), Stopped> {
        let (id, news) = tokio::select! {
            biased;
            number = self.frame.end_signal() => return Err(Stopped::by(number)),
            next = self.links.next() => next,
        };
        Ok((id, self.take(id, news)))
    }

    fn take(&mut self, id: AccountId, news: News) -> Vec<Happened> {
        let now = self.clock.now();
        let Some(account) = self.accounts.get_mut(id) else { return Vec::new() };
        let mut happened = account.tick(now);
        happened.extend(account.update(news));
        let requests = account.take_requests();
        // Nothing of it is kept, but for what the history would not see again.
        drop(account.take_observations());
        for request in requests {
            self.links.perform(id, request);
        }
        let list_read = happened.iter().any(|happened| matches!(happened, Happened::ListRead { .. }));
        for happened in &happened {
            let line = match happened {
                Happened::ListFailed(error) => format!("The list cannot be read: {}.", reason(error)),
                Happened::NotOpened(reason) => format!("{reason}."),
                _ => continue,
            };
            self.fail(id, &line);
        }
        if list_read {
            // Two profiles of one account: the rows stand once.
            self.accounts.compare(id);
        }
        happened
    }

    /// An account cannot be read, which is said once.
    fn fail(&mut self, id: AccountId, line: &str) {
        if self.failed.contains(&id) {
            return;
        }
        self.failed.push(id);
        let several = self.accounts.are_several();
        let label = self.accounts.label(id);
        self.frame.report.say(&if several { format!("{label}: {line}") } else { line.to_owned() });
    }
}

impl Stopped {
    /// By a signal, as a shell tells it.
    pub(super) fn by(number: i32) -> Self {
        Self(code_of(number))
    }
}
