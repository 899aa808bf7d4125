//! [`Recorder`]: what is kept beyond the end of the program, as the loop holds it; behind it a thread of its own that keeps
//! the store.
//!
//! ```text
//! inbox.rs     what the loop hands over, and what it asks: it never waits
//! answering.rs what the store has for each question
//! backlog.rs   what waits to be written, within bounds
//! lock.rs      who records an account without a screen: one program at a time
//! worker.rs    the thread: batches, faults and their end, questions, what is too old
//! words.rs     what is said of it
//! ```
//!
//! A batch is written half a second after the first entry of it came. Where it cannot be, that is told once, and it is tried
//! again until it can be; meanwhile the backlog grows within its bounds, and the program goes on. Whoever must not go on before
//! something is on the disk has it flushed, and is told.

mod answering;
pub mod backlog;
mod inbox;
mod lock;
mod words;
mod worker;

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::path::PathBuf;
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use jiff::Timestamp;
use tokio::sync::{mpsc, oneshot};

use crate::account::difference::{Difference, Event};
use crate::account::operation::OperationId;
use crate::domain::timeline::{Strip, Window};
use crate::domain::{AccountId, Label, RunnerId};
use crate::options::{AccountOptions, OtherProfile};
use crate::runtime::folders;
use crate::runtime::tasks::{Service, Tasks};
use crate::store::{Choice, Entry, Identity, KeptOperation, KeptTest, StoreFault};
use inbox::Inbox;
pub use lock::{RecordLock, RecordedAlready};
use worker::Worker;

/// Where the store is.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum StoreLocation {
    /// In this file; see [`usual_path`]. Without a path nothing can be kept, which is said at the start.
    File {
        /// The file.
        path: Option<PathBuf>,
    },
    /// In memory: what the demo shows did not happen.
    Memory,
}

/// What is kept of an account.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct KeptAccount {
    /// What tells it from others in the file.
    pub identity: Identity,
    /// For how many days. `None`: nothing is.
    pub days: Option<u16>,
}

/// When the worker does what. The usual one is what the program runs with; tests have less time.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Timing {
    /// From an entry to the batch that it is written in.
    pub batch: Duration,
    /// From the opening of the file to the look for damage in it, for which there may be better times than a start.
    pub check: Duration,
    /// Until the next try, where another program holds the file.
    pub retry_locked: Duration,
    /// Until the next try, where something else is wrong.
    pub retry: Duration,
    /// How long another program may hold the file before that is told.
    pub patience: Duration,
    /// From when on somebody who waits until everything is written is told that another program holds the file.
    pub flush: Duration,
    /// How long the last batch may take, where another program holds the file.
    pub last_batch: Duration,
    /// How long the end waits for it at the most, whatever keeps it.
    pub closing: Duration,
}

impl Timing {
    /// Where nobody sits and waits: a damaged file is found before anything else, and the last batch may take its time.
    pub fn unattended() -> Self {
        let (last_batch, closing) = (Duration::from_secs(5), Duration::from_secs(10));
        Self { check: Duration::ZERO, last_batch, closing, ..Self::default() }
    }
}

impl Default for Timing {
    fn default() -> Self {
        Self {
            batch: Duration::from_millis(500),
            check: Duration::from_secs(3),
            retry_locked: Duration::from_millis(300),
            retry: Duration::from_secs(5),
            patience: Duration::from_secs(5),
            // With the try that is under way by then, less than two seconds.
            flush: Duration::from_millis(1_400),
            last_batch: Duration::from_millis(600),
            // The program does not keep its user waiting.
            closing: Duration::from_millis(900),
        }
    }
}

/// What the recorder works with.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RecorderSetup {
    /// Where the store is.
    pub location: StoreLocation,
    /// The accounts, in the order of their ids.
    pub accounts: Vec<KeptAccount>,
    /// When it does what.
    pub timing: Timing,
    /// Whether somebody sees what is observed: until then the operator was there.
    pub has_screen: bool,
}

impl RecorderSetup {
    /// For all accounts that can be opened, by their ids: those that are opened at the start, then the others. In memory for the
    /// demo, and the usual file for everything else; with a screen.
    pub fn of(accounts: &[AccountOptions], others: &[OtherProfile]) -> Self {
        let is_demo = accounts.iter().all(|account| account.target.api().is_none());
        let location = if is_demo { StoreLocation::Memory } else { StoreLocation::File { path: usual_path() } };
        let accounts = accounts.iter().map(KeptAccount::from).chain(others.iter().map(KeptAccount::from)).collect();
        Self { location, accounts, timing: Timing::default(), has_screen: true }
    }
}

/// What stands for the address of the demo.
pub const DEMO: &str = "demo";

impl From<&AccountOptions> for KeptAccount {
    fn from(options: &AccountOptions) -> Self {
        let identity = Identity {
            account: options.account_id.clone(),
            profile: options.profile.as_ref().map(|profile| profile.safe().to_owned()),
            api: options.target.api().map_or(DEMO, |api| api.text()).to_owned(),
        };
        Self { identity, days: options.history_days }
    }
}

impl From<&OtherProfile> for KeptAccount {
    fn from(other: &OtherProfile) -> Self {
        let Ok(account) = &other.account else {
            // It cannot be opened, and has its place.
            let identity = Identity { profile: Some(other.name.safe().to_owned()), ..Identity::default() };
            return Self { identity, days: None };
        };
        Self::from(account)
    }
}

/// The store's file: `trackside/history.sqlite3` in the operator's folder for such files. `None` without a home.
pub fn usual_path() -> Option<PathBuf> {
    Some(folders::state()?.join("trackside").join("history.sqlite3"))
}

/// A question to the store.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Query {
    /// Strips over a window: the visible runners first, then the others, some hundred at a time.
    Timeline {
        /// The account.
        account: AccountId,
        /// Whose.
        runners: Vec<RunnerId>,
        /// Over which time.
        window: Window,
    },
    /// A page of the account's events, newest first.
    Events {
        /// The account.
        account: AccountId,
        /// Those before this number; of all where there is none.
        before: Option<u64>,
        /// How many at the most.
        most: usize,
    },
    /// The same of one runner.
    EventsOf {
        /// The account.
        account: AccountId,
        /// The runner.
        runner: RunnerId,
        /// As in `Events`.
        before: Option<u64>,
        /// As in `Events`.
        most: usize,
    },
    /// What is different from when somebody was last at a screen, before this run.
    Differences {
        /// The account.
        account: AccountId,
    },
    /// The newest tests of connectivity.
    Tests {
        /// The account.
        account: AccountId,
        /// How many at the most.
        most: usize,
    },
    /// The newest operations.
    Operations {
        /// The account.
        account: AccountId,
        /// How many at the most.
        most: usize,
    },
    /// What the operator chose last.
    Choices,
}

/// What the store has for a question.
#[derive(Clone, PartialEq, Debug)]
pub enum Found {
    /// For `Timeline`, in the order of the question.
    Timeline(Vec<(RunnerId, Strip)>),
    /// For `Events` and `EventsOf`.
    Events(Vec<Event>),
    /// For `Differences`.
    Differences {
        /// When somebody was last at a screen. `None`: nobody ever was.
        since: Option<Timestamp>,
        /// What is different.
        differences: Vec<Difference>,
    },
    /// For `Tests`.
    Tests(Vec<KeptTest>),
    /// For `Operations`, newest first.
    Operations(Vec<KeptOperation>),
    /// For `Choices`.
    Choices(Vec<(Choice, String)>),
}

/// The answer to a question.
#[derive(Clone, PartialEq, Debug)]
pub struct Answer {
    /// The number that came with the question.
    pub ticket: u64,
    /// What there is.
    pub outcome: Result<Found, StoreFault>,
}

/// What the recorder has to tell.
#[derive(Clone, PartialEq, Debug)]
pub enum Notice {
    /// The store is open, for the first time. Told only where there is no screen, on which a start needs no line.
    Opened,
    /// Nothing can be kept now, with why. Once, until something else is wrong or it is restored.
    Failed(StoreFault),
    /// Everything can be kept again, and what waited is.
    Restored {
        /// How many entries were merged with later ones, as too many waited: what they alone had is missing.
        merged: usize,
    },
    /// The file was moved, deleted or replaced: what comes from now on is in the one that has its name.
    BegunAnew,
    /// The file knows times later than now: the clock was set back.
    ClockSetBack,
    /// Another program has taken on an operation that this one wrote something of, or it has ended: nothing more of it is
    /// written, so nothing more of it may be sent. Comes before the answer to [`Recorder::flush`].
    Elsewhere {
        /// Of which account.
        account: AccountId,
        /// Which operation.
        operation: OperationId,
    },
    /// The answer to a question.
    Answered(Answer),
    /// The answer to [`Recorder::flush`].
    Flushed {
        /// The number that came with it.
        ticket: u64,
        /// Whether everything that was handed over before it is on the disk, else why not: it is written later, if it can be.
        outcome: Result<(), StoreFault>,
    },
}

/// The recorder as the loop holds it.
pub struct Recorder {
    setup: RecorderSetup,
    notices: mpsc::Sender<Notice>,
    inbox: Arc<Inbox>,
    /// Whether the thread has written everything, once it has ended.
    ended: Option<oneshot::Receiver<bool>>,
}

/// Notices that may wait for the loop; the thread waits when there are more.
const MAILBOX: usize = 16;

impl Recorder {
    /// The recorder with the first `opened` accounts open, and what it has to tell.
    pub fn started(setup: RecorderSetup, opened: usize, tasks: &mut Tasks<Service>) -> (Self, mpsc::Receiver<Notice>) {
        let (notices, told) = mpsc::channel(MAILBOX);
        let mut recorder = Self::new(setup, notices);
        (0..=u8::MAX).take(opened).for_each(|id| recorder.open(AccountId(id), tasks));
        (recorder, told)
    }

    /// An account is open: the thread is started with the first one of which something is kept. Until then nothing is, not even
    /// a file.
    pub fn open(&mut self, account: AccountId, tasks: &mut Tasks<Service>) {
        if self.ended.is_none() && self.keeps(account) {
            self.start(tasks);
        }
    }

    /// The recorder before it is started; what it has to tell goes to `notices`.
    pub fn new(setup: RecorderSetup, notices: mpsc::Sender<Notice>) -> Self {
        Self { setup, notices, inbox: Arc::default(), ended: None }
    }

    /// Whether anything of an account is kept.
    pub fn keeps(&self, account: AccountId) -> bool {
        self.setup.accounts.get(usize::from(account.0)).is_some_and(|account| account.days.is_some())
    }

    /// Starts its thread, or another one after one that failed; none where nothing is kept of any account.
    pub fn start(&mut self, tasks: &mut Tasks<Service>) {
        if self.setup.accounts.iter().all(|account| account.days.is_none()) {
            return;
        }
        let worker = Worker::new(self.setup.clone(), Arc::clone(&self.inbox), self.notices.clone());
        let (outcome, awaited) = oneshot::channel();
        let (end, ended) = oneshot::channel();
        self.ended = Some(ended);
        self.inbox.serve();
        let (inbox, notices) = (Arc::clone(&self.inbox), self.notices.clone());
        let work = move || {
            let ran = catch_unwind(AssertUnwindSafe(|| worker.run()));
            answer_flushes(&inbox, &notices, ran.is_err());
            let is_all_written = matches!(ran, Ok(true));
            let _ = outcome.send(ran);
            let _ = end.send(is_all_written);
        };
        // A machine without room for a thread keeps nothing: both channels are closed then.
        if thread::Builder::new().name("history".to_owned()).spawn(work).is_err() {
            self.inbox.leave();
        }
        tasks.spawn(Service::History, async move {
            if let Ok(Err(panic)) = awaited.await {
                // Told as the task's own.
                resume_unwind(panic);
            }
        });
    }

    /// Keeps something, within a second where the file can be written. Waits for nothing.
    pub fn keep(&self, entry: Entry) {
        let is_kept = match &entry {
            Entry::Observed(account, _) => self.keeps(*account),
            Entry::Chosen(..) => true,
        };
        if is_kept && self.ended.is_some() {
            self.inbox.keep(entry);
        }
    }

    /// Asks the store. Answered by [`Notice::Answered`] with this number, unless nothing is kept.
    pub fn ask(&self, ticket: u64, query: Query) {
        if self.ended.is_some() {
            self.inbox.ask(ticket, query);
        }
    }

    /// Has everything that was kept so far written now, so that not even a loss of power takes it away. Answered by
    /// [`Notice::Flushed`] with this number: at once where it cannot be written, and while another program holds the file
    /// within two seconds. Waits for nothing. `false` where there will be no answer, as nothing is kept or the thread is gone:
    /// there is nothing to wait for.
    #[must_use]
    pub fn flush(&self, ticket: u64) -> bool {
        self.ended.is_some() && self.inbox.flush(ticket)
    }

    /// Waits until all that was to be kept is, but no longer than [`Timing::closing`]. Says whether it is; a file that cannot be
    /// used is none in which it is, even where there was nothing to keep. Nothing more is told.
    pub async fn close(&mut self) -> bool {
        self.inbox.close();
        let Some(ended) = self.ended.take() else { return true };
        matches!(tokio::time::timeout(self.setup.timing.closing, ended).await, Ok(Ok(true)))
    }
}

/// Nobody waits for a thread that has ended. One that was to end answers nobody; one that failed says so.
fn answer_flushes(inbox: &Inbox, notices: &mpsc::Sender<Notice>, has_failed: bool) {
    for flush in inbox.leave() {
        let outcome = Err(StoreFault::Other(Label::from("a fault inside trackside")));
        if has_failed && notices.blocking_send(Notice::Flushed { ticket: flush.ticket, outcome }).is_err() {
            return;
        }
    }
}
