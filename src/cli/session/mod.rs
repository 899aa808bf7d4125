//! [`Session`]: the accounts of a command that reads, does something, and ends: their state, and the loop between them and their links.
//!
//! ```text
//! mod.rs      the loop
//! reading.rs  accounts that are read, and those that cannot be
//! filling.rs  what lists lack, read by id
//! acting.rs   where something is changed: what is under way, and what was asked for before
//! keeping.rs  the journal and the store
//! ending.rs   the end, also after a signal
//! ```

mod acting;
mod ending;
mod filling;
mod keeping;
mod reading;

use std::sync::Arc;
use std::time::Duration;

use tokio::time::{Instant, sleep_until, timeout};

use super::feed::{Feed, Wake};
use super::frame::{Frame, code_of};
use super::reason::reason;
use crate::account::table::Sight;
use crate::account::{Account, Accounts, Happened, News, Profile};
use crate::domain::{AccountId, Moment};
use crate::runtime::WatchSetup;
use acting::Acting;
pub(super) use filling::Wanted;
use keeping::{Keeping, Kept};

/// Between two looks at the clock.
const TICK: Duration = Duration::from_secs(1);
/// For so long the last answers are waited for: of the store before something is sent, of the control plane after a signal.
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
    feed: Feed,
    /// Where something is changed.
    acting: Option<Acting>,
    /// When time passes next for the accounts.
    next_tick: Instant,
    /// Which accounts could not be read.
    failed: Vec<AccountId>,
    /// Which could not be opened.
    closed: Vec<AccountId>,
}

/// What a session waits for beside its links.
enum Own {
    Kept(Kept, Option<String>),
    Tick,
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
        let profiles: Vec<Arc<Profile>> = setup.accounts.iter().map(|account| Arc::clone(&account.profile)).collect();
        let opened = setup.opened;
        let journal = keeping.as_ref().map(Keeping::writer).unwrap_or_default();
        let feed = Feed::start(setup, journal, &frame);
        let accounts = Accounts::new(&profiles, opened, std::process::id(), feed.now());
        Self {
            frame,
            accounts,
            look_up_missing: false,
            feed,
            acting: keeping.map(Acting::new),
            next_tick: Instant::now() + TICK,
            failed: Vec::new(),
            closed: Vec::new(),
        }
    }

    /// What time it is.
    pub(super) fn now(&self) -> Moment {
        self.feed.now()
    }

    /// What rows are looked at with.
    pub(super) fn sight(&self) -> Sight<'_> {
        Sight { now: self.now().mono, profiles: self.accounts.profiles(), names_accounts: self.accounts.are_several() }
    }

    /// Has an account want something, which its link then does.
    pub(super) fn ask(&mut self, id: AccountId, ask: impl FnOnce(&mut Account)) {
        if let Some(account) = self.accounts.get_mut(id) {
            ask(account);
        }
        self.follow(id);
    }

    /// Waits for whatever comes next and takes it. Answers with what that came to, and in which account; nothing where only time passed.
    /// Safe to drop while it waits.
    ///
    /// # Errors
    ///
    /// A signal ends the command.
    pub(super) async fn step(&mut self) -> Result<(AccountId, Vec<Happened>), Stopped> {
        let (acting, next_tick) = (&mut self.acting, self.next_tick);
        let own = async {
            let kept = async {
                match acting {
                    Some(acting) => acting.keeping.next().await,
                    None => std::future::pending().await,
                }
            };
            tokio::select! {
                biased;
                (kept, line) = kept => Own::Kept(kept, line),
                () = sleep_until(next_tick) => Own::Tick,
            }
        };
        match self.feed.next(&mut self.frame, own).await {
            Wake::Signal(number) => return Err(Stopped::by(number)),
            Wake::News(id, news) => return Ok((id, self.take(id, news))),
            Wake::Own(Own::Kept(kept, line)) => {
                if let Some(line) = line {
                    self.frame.report.say(&line);
                }
                self.kept(&kept);
            }
            Wake::Own(Own::Tick) => {
                self.next_tick = Instant::now() + TICK;
                let (now, ids) = (self.now(), self.accounts.ids().collect::<Vec<_>>());
                for id in ids {
                    self.act(id, |account| account.tick(now));
                }
            }
        }
        Ok((AccountId::FIRST, Vec::new()))
    }

    fn take(&mut self, id: AccountId, news: News) -> Vec<Happened> {
        let now = self.now();
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
            if let Some(Acting { keeping, .. }) = &self.acting {
                keeping.keep(id, observed);
                for note in &notes {
                    keeping.flush(account, *note);
                }
            }
            for request in requests {
                self.feed.links.perform(id, request);
            }
            // What need not wait for the disk goes on at once.
            if notes.is_empty() {
                return;
            }
        }
    }
}

/// What `work` comes to; `None` where that takes longer than there is time.
pub(super) async fn in_time<T>(time: Option<Duration>, work: impl Future<Output = T>) -> Option<T> {
    match time {
        Some(time) => timeout(time, work).await.ok(),
        None => Some(work.await),
    }
}

impl Stopped {
    /// By a signal, as a shell tells it.
    pub(super) fn by(number: i32) -> Self {
        Self(code_of(number))
    }
}
