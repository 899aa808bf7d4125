//! [`Session`]: the accounts of a command that reads, does something, and ends: their state, their links, and the loop between them.

use std::sync::Arc;
use std::time::Duration;

use tokio::time::{Instant, sleep_until, timeout_at};

use super::frame::{FAILURE, Frame, code_of};
use super::keeping::{Keeping, Kept};
use super::outcome;
use super::reason::reason;
use crate::account::operation::{Decision, Operation, Step};
use crate::account::table::Sight;
use crate::account::{Account, Accounts, Happened, News, Profile};
use crate::domain::{AccountId, Moment};
use crate::runtime::WatchSetup;
use crate::runtime::clock::Clock;
use crate::runtime::links::Links;
use crate::store::KeptOperation;

/// Between two looks at the clock.
const TICK: Duration = Duration::from_secs(1);
/// After a signal, for so long the answers to what has left are waited for.
const LAST_ANSWERS: Duration = Duration::from_secs(2);

/// Why a command ends before it is done; what there is to say was said. Its exit code.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Stopped(pub(super) u8);

/// The accounts of a command.
pub(super) struct Session {
    pub(super) frame: Frame,
    pub(super) accounts: Accounts,
    /// Whether runners that the list lacks are looked up, which alone tells whether they are gone.
    pub(super) look_up_missing: bool,
    clock: Clock,
    links: Links,
    /// Where something is changed: the journal and the store.
    keeping: Option<Keeping>,
    /// When time passes next for the accounts.
    next_tick: Instant,
    /// Which accounts could not be read.
    failed: Vec<AccountId>,
    /// Which could not be opened.
    closed: Vec<AccountId>,
    /// Of which accounts it is still being read what was asked for before.
    asked_before: Vec<AccountId>,
    /// What was asked for before, on this machine.
    before: Vec<(AccountId, KeptOperation)>,
}

impl Session {
    /// Begins to read every account of `setup`.
    pub(super) fn start(setup: WatchSetup, frame: Frame) -> Self {
        Self::with(setup, frame, None)
    }

    /// The same for a command that changes something, which is written down.
    pub(super) fn start_acting(setup: WatchSetup, frame: Frame) -> Self {
        let keeping = Keeping::start(setup.journal.clone(), setup.history.clone(), setup.opened, frame.runtime.clone());
        Self::with(setup, frame, Some(keeping))
    }

    fn with(setup: WatchSetup, frame: Frame, keeping: Option<Keeping>) -> Self {
        for warning in &setup.warnings {
            frame.report.say(warning);
        }
        let clock = Clock::start();
        let profiles: Vec<Arc<Profile>> = setup.accounts.iter().map(|account| Arc::clone(&account.profile)).collect();
        let accounts = Accounts::new(&profiles, setup.opened, std::process::id(), clock.now());
        let links = setup.accounts.into_iter().map(|account| account.link).collect();
        let journal = keeping.as_ref().map(Keeping::writer).unwrap_or_default();
        let links = Links::new(links, setup.opened, journal, frame.runtime.clone());
        let next_tick = Instant::now() + TICK;
        Self {
            frame,
            accounts,
            look_up_missing: false,
            clock,
            links,
            keeping,
            next_tick,
            failed: Vec::new(),
            closed: Vec::new(),
            asked_before: Vec::new(),
            before: Vec::new(),
        }
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

    /// Whether an account can be read at some time: it was opened.
    pub(super) fn is_any_open(&self) -> bool {
        self.links.is_any_open()
    }

    /// Whether an account could not be opened.
    pub(super) fn is_closed(&self, id: AccountId) -> bool {
        self.closed.contains(&id)
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
        if let Some(account) = self.accounts.get_mut(id) {
            ask(account);
        }
        self.follow(id);
    }

    /// Changes the operation of an account.
    pub(super) fn act(&mut self, id: AccountId, act: impl FnOnce(&mut Account) -> Vec<Happened>) {
        self.ask(id, |account| drop(act(account)));
    }

    /// The operation of an account.
    pub(super) fn operation(&self, id: AccountId) -> Option<&Operation> {
        self.accounts.get(id)?.operation()
    }

    /// What was asked for before of the accounts, newest first, as far as the history has it in a moment.
    ///
    /// # Errors
    ///
    /// A signal came.
    pub(super) async fn asked_before(&mut self) -> Result<&[(AccountId, KeptOperation)], Stopped> {
        let ids: Vec<AccountId> = self.accounts.iter().map(Account::id).collect();
        let keeping = self.keeping.as_ref();
        self.asked_before =
            ids.into_iter().filter(|id| keeping.is_some_and(|keeping| keeping.ask_operations(*id))).collect();
        let until = Instant::now() + LAST_ANSWERS;
        while !self.asked_before.is_empty() {
            match timeout_at(until, self.step()).await {
                Ok(step) => drop(step?),
                // The file is held by another program.
                Err(_) => break,
            }
        }
        Ok(&self.before)
    }

    /// Whether what is done may be missing in the journal.
    pub(super) fn may_lack_journal(&self) -> bool {
        self.keeping.as_ref().is_some_and(Keeping::may_lack)
    }

    /// Waits for whatever comes next and takes it. Answers with what that came to, and in which account; nothing where only time passed.
    /// Safe to drop while it waits.
    ///
    /// # Errors
    ///
    /// A signal ends the command.
    pub(super) async fn step(&mut self) -> Result<(AccountId, Vec<Happened>), Stopped> {
        let kept = async {
            match &mut self.keeping {
                Some(keeping) => keeping.next().await,
                None => std::future::pending().await,
            }
        };
        let wake = tokio::select! {
            biased;
            number = self.frame.end_signal() => return Err(Stopped::by(number)),
            (kept, line) = kept => Wake::Kept(kept, line),
            (id, news) = self.links.next() => Wake::News(id, news),
            () = sleep_until(self.next_tick) => Wake::Tick,
        };
        Ok(match wake {
            Wake::News(id, news) => (id, self.take(id, news)),
            Wake::Kept(kept, line) => {
                if let Some(line) = line {
                    self.frame.report.say(&line);
                }
                self.kept(&kept);
                (AccountId::FIRST, Vec::new())
            }
            Wake::Tick => {
                self.next_tick = Instant::now() + TICK;
                let (now, ids) = (self.clock.now(), self.accounts.ids().collect::<Vec<_>>());
                for id in ids {
                    self.act(id, |account| account.tick(now));
                }
                (AccountId::FIRST, Vec::new())
            }
        })
    }

    fn kept(&mut self, kept: &Kept) {
        let ids: Vec<AccountId> = self.accounts.ids().collect();
        match kept {
            Kept::Flushed(ticket) => {
                for id in ids {
                    self.act(id, |account| account.noted(*ticket));
                }
            }
            Kept::Elsewhere(id) => self.ask(*id, Account::give_up_operation),
            Kept::Operations(id, operations) => {
                self.asked_before.retain(|of| of != id);
                self.before.extend(operations.iter().map(|operation| (*id, operation.clone())));
            }
            Kept::Nothing => {}
        }
    }

    fn take(&mut self, id: AccountId, news: News) -> Vec<Happened> {
        let now = self.clock.now();
        let Some(account) = self.accounts.get_mut(id) else { return Vec::new() };
        let mut happened = account.tick(now);
        happened.extend(account.update(news));
        if self.look_up_missing {
            account.look_up_missing();
        }
        self.follow(id);
        let list_read = happened.iter().any(|happened| matches!(happened, Happened::ListRead { .. }));
        for happened in &happened {
            let line = match happened {
                Happened::ListFailed(error) => format!("The list cannot be read: {}.", reason(error)),
                Happened::NotOpened(reason) => {
                    self.closed.push(id);
                    format!("{reason}.")
                }
                _ => continue,
            };
            self.fail(id, &line);
        }
        if list_read {
            self.failed.retain(|failed| *failed != id);
            // Two profiles of one account: the rows stand once.
            self.accounts.compare(id);
        }
        happened
    }

    /// Keeps what an account has observed, and does what it wants to be done.
    fn follow(&mut self, id: AccountId) {
        loop {
            let Some(account) = self.accounts.get_mut(id) else { return };
            let (observed, requests, notes) =
                (account.take_observations(), account.take_requests(), account.take_notes());
            if let Some(keeping) = &self.keeping {
                keeping.keep(id, observed);
                for note in &notes {
                    keeping.flush(account, *note);
                }
            }
            for request in requests {
                self.links.perform(id, request);
            }
            // What need not wait for the disk goes on at once.
            if notes.is_empty() {
                return;
            }
        }
    }

    /// A signal came while something is done: what has not left is taken back, and what has is told of.
    pub(super) async fn stop_sending(&mut self, stopped: Stopped) -> Stopped {
        let under_way: Vec<AccountId> = self
            .accounts
            .iter()
            .filter(|account| account.operation().is_some_and(Operation::is_under_way))
            .map(Account::id)
            .collect();
        for id in under_way {
            self.act(id, |account| account.decide(Decision::End));
            // What is on its way has its answer soon, or is told as not known.
            let until = Instant::now() + LAST_ANSWERS;
            while self.operation(id).is_some_and(is_sending) {
                if timeout_at(until, self.step_without_signals()).await.is_err() {
                    break;
                }
            }
            let Some(operation) = self.operation(id) else { continue };
            for line in outcome::summary(operation) {
                self.frame.report.say(&line);
            }
        }
        stopped
    }

    async fn step_without_signals(&mut self) {
        let (id, news) = self.links.next().await;
        self.take(id, news);
    }

    /// Writes down what is left, and closes the links.
    pub(super) async fn close(&mut self) {
        self.links.close_all();
        if let Some(keeping) = &mut self.keeping {
            keeping.close().await;
        }
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

/// Whatever wakes the loop.
enum Wake {
    News(AccountId, News),
    Kept(Kept, Option<String>),
    Tick,
}

fn is_sending(operation: &Operation) -> bool {
    operation.items().iter().any(|item| matches!(item.step(), Step::Sending { .. }))
}

impl Stopped {
    /// By a signal, as a shell tells it.
    pub(super) fn by(number: i32) -> Self {
        Self(code_of(number))
    }
}
