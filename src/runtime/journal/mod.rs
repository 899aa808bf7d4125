//! [`Journal`]: what was sent from here and what became of it, as the loop holds it; behind it a task that keeps it in a
//! file, or in memory.
//!
//! ```text
//! line.rs   an entry as a line of the file, and as words
//! file.rs   the file: checked, appended to, read from its end
//! ```
//!
//! Wishes are performed one at a time, in order, off the threads that others wait for. Nothing in it is secret.
//!
//! A request that changes something is written down before it leaves: whatever ends the program, the file tells what may
//! have arrived. What became of it is a second line.

mod file;
mod line;

use std::collections::VecDeque;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use jiff::tz::TimeZone;
use tokio::sync::{mpsc, oneshot};

use crate::domain::{JournalEntry, Label};
use crate::options::AccountOptions;
use crate::runtime::folders;
use crate::runtime::tasks::{Service, Tasks};
use line::Kept;
pub use line::{Account, Author};

/// The most entries that are read back, or kept where there is no file to keep them.
const MAX_ENTRIES: usize = 500;
/// The program does not keep its user waiting longer than this at its end.
const CLOSING: Duration = Duration::from_millis(900);

/// Where the journal is kept.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum JournalLocation {
    /// In this file, created with the first entry. Without a path it cannot be written, which is said at the start.
    File {
        /// See [`usual_path`].
        path: Option<PathBuf>,
        /// The user and the host that each line names.
        author: Author,
    },
    /// Nowhere, for nothing is done from here. What this file holds can be read.
    ReadOnly {
        /// See [`usual_path`].
        path: Option<PathBuf>,
    },
    /// In memory: what is done in the demo was not done.
    Memory,
}

impl<'a> FromIterator<&'a AccountOptions> for JournalLocation {
    /// For all these accounts: in the usual file, unless nothing can be done in any of them that would be written down there;
    /// in memory where all of them are demos.
    fn from_iter<I: IntoIterator<Item = &'a AccountOptions>>(accounts: I) -> Self {
        let mut real = accounts.into_iter().filter(|account| account.target.api().is_some()).peekable();
        if real.peek().is_none() {
            return Self::Memory;
        }
        let path = usual_path();
        if real.all(|account| account.read_only) {
            return Self::ReadOnly { path };
        }
        Self::File { path, author: Author::here() }
    }
}

/// The journal's file: `trackside/journal.jsonl` in the operator's folder for such files. `None` without a home.
pub fn usual_path() -> Option<PathBuf> {
    Some(folders::state()?.join("trackside").join("journal.jsonl"))
}

/// What the journal has to tell.
#[derive(Clone, PartialEq, Debug)]
pub enum Notice {
    /// It cannot be written: nothing done from here is recorded. With why. Once, until it can be written again.
    Failed(Label),
    /// It can be written again, and holds what it lacked.
    Restored,
    /// Its newest lines, newest first, or why it cannot be read. Answers [`Journal::read`].
    Read(Result<Vec<Label>, Label>),
}

/// The journal as the loop holds it.
pub struct Journal {
    location: JournalLocation,
    zone: TimeZone,
    news: mpsc::Sender<Notice>,
    writer: JournalWriter,
    /// Never sent to: closed when the task has ended.
    ended: Option<oneshot::Receiver<()>>,
}

/// For whoever sends requests to an account. Clones write into the same journal.
#[derive(Clone, Debug, Default)]
pub struct JournalWriter {
    orders: Arc<Mutex<Option<mpsc::UnboundedSender<Order>>>>,
    /// What each line names.
    account: Arc<Account>,
}

#[derive(Debug)]
enum Order {
    Check,
    /// Write it before something is done, and say whether it is kept.
    Intend {
        entry: JournalEntry,
        account: Arc<Account>,
        may_be_missing: bool,
        kept: oneshot::Sender<Result<(), Label>>,
    },
    Write(JournalEntry, Arc<Account>),
    Read,
    WriteRest,
}

impl Journal {
    /// The journal at `place`. Its times are shown in `zone`, and its answers go to `news`. Does nothing until it is
    /// started.
    pub fn new(location: JournalLocation, zone: TimeZone, news: mpsc::Sender<Notice>) -> Self {
        Self { location, zone, news, writer: JournalWriter::default(), ended: None }
    }

    /// Starts its task, or another one after one that failed, which checks at once whether it can be written. Answered
    /// by [`Notice::Failed`], but only if it cannot.
    pub fn start(&mut self, tasks: &mut Tasks<Service>) {
        let (orders, mut taken) = mpsc::unbounded_channel();
        let (end, ended) = oneshot::channel::<()>();
        *self.writer.link() = Some(orders);
        self.ended = Some(ended);
        let news = self.news.clone();
        let mut keeper = Keeper::new(self.location.clone(), self.zone.clone());
        tasks.spawn(Service::Journal, async move {
            let _end = end;
            let mut next = Some(Order::Check);
            while let Some(order) = next {
                let Some((back, answer)) = off_thread(keeper, order).await else { return };
                keeper = back;
                if let Some(answer) = answer {
                    // The loop is gone only when the program ends; what is to be written is written all the same.
                    let _ = news.send(answer).await;
                }
                next = taken.recv().await;
            }
            let _ = off_thread(keeper, Order::WriteRest).await;
        });
    }

    /// What requests are written down with, once it is told for which account ([`JournalWriter::of`]).
    pub fn writer(&self) -> JournalWriter {
        self.writer.clone()
    }

    /// Reads the newest entries. Answered by [`Notice::Read`].
    pub fn read(&self) {
        self.writer.order(Order::Read);
    }

    /// Waits until all that was to be written is, but less than a second. `news` must be read, or closed.
    pub async fn close(&mut self) {
        drop(self.writer.link().take());
        if let Some(ended) = self.ended.take() {
            let _ = tokio::time::timeout(CLOSING, ended).await;
        }
    }
}

impl JournalWriter {
    /// The same journal, for what is done in `account`.
    #[must_use]
    pub fn of(&self, account: &Arc<Account>) -> Self {
        Self { orders: Arc::clone(&self.orders), account: Arc::clone(account) }
    }

    /// Writes down what is about to be done. It is kept when this succeeds: on the disk, or in memory where that is where
    /// the journal is, or where the operator knows that it `may_be_missing`. The error says why it is not; then it must not
    /// be done.
    pub async fn intend(&self, entry: JournalEntry, may_be_missing: bool) -> Result<(), Label> {
        let (kept, answer) = oneshot::channel();
        self.order(Order::Intend { entry, account: Arc::clone(&self.account), may_be_missing, kept });
        answer.await.unwrap_or_else(|_| Err(Label::from("a fault inside trackside")))
    }

    /// Writes down what became of something. Answered by [`Notice::Failed`] if it cannot be and the last one
    /// could; it is tried again with the next one.
    pub fn write(&self, entry: JournalEntry) {
        self.order(Order::Write(entry, Arc::clone(&self.account)));
    }

    fn order(&self, order: Order) {
        if let Some(orders) = &*self.link() {
            // Without a task the program already says that it failed.
            let _ = orders.send(order);
        }
    }

    fn link(&self) -> MutexGuard<'_, Option<mpsc::UnboundedSender<Order>>> {
        self.orders.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Performs a order where waiting for a disk keeps nobody waiting. `None` if the program ends meanwhile.
async fn off_thread(mut keeper: Keeper, order: Order) -> Option<(Keeper, Option<Notice>)> {
    let work = tokio::task::spawn_blocking(move || {
        let answer = keeper.perform(order);
        (keeper, answer)
    });
    match work.await {
        Ok(done) => Some(done),
        // The task's own panic, so that it is told with its name.
        Err(error) => error.try_into_panic().map_or(None, |panic| std::panic::resume_unwind(panic)),
    }
}

struct Keeper {
    location: JournalLocation,
    zone: TimeZone,
    /// In memory: all lines. In a file: those it does not have yet, for the next try.
    lines: VecDeque<String>,
    is_failing: bool,
}

impl Keeper {
    fn new(location: JournalLocation, zone: TimeZone) -> Self {
        Self { location, zone, lines: VecDeque::new(), is_failing: false }
    }

    fn perform(&mut self, order: Order) -> Option<Notice> {
        match order {
            Order::Check => {
                let JournalLocation::File { path, .. } = &self.location else { return None };
                let checked = at(path.as_deref(), file::check);
                self.tell(checked)
            }
            Order::Intend { entry, account, may_be_missing, kept } => {
                let (outcome, answer) = self.intend((&entry, &account), may_be_missing);
                // Whoever waits for it may have been given up meanwhile: then nothing is done.
                let _ = kept.send(outcome);
                answer
            }
            Order::Write(entry, account) => {
                self.add(&entry, &account);
                let written = self.write_out();
                self.tell(written)
            }
            Order::WriteRest => {
                let written = self.write_out();
                self.tell(written)
            }
            Order::Read => Some(Notice::Read(self.read())),
        }
    }

    /// Whether it may be done, and the news to tell.
    fn intend(
        &mut self,
        (entry, account): (&JournalEntry, &Account),
        may_be_missing: bool,
    ) -> (Result<(), Label>, Option<Notice>) {
        self.add(entry, account);
        let written = self.write_out();
        let answer = self.tell(written.clone());
        if written.is_err() && !may_be_missing {
            // It is not going to be done.
            self.lines.pop_back();
            return (written, answer);
        }
        (Ok(()), answer)
    }

    fn add(&mut self, entry: &JournalEntry, account: &Account) {
        let line = match &self.location {
            JournalLocation::File { author, .. } => line::of(entry, author, account),
            JournalLocation::Memory => line::of(entry, &Author::default(), account),
            JournalLocation::ReadOnly { .. } => return,
        };
        self.lines.push_back(line);
        self.lines.drain(..self.lines.len().saturating_sub(MAX_ENTRIES));
    }

    /// Writes the lines that the file does not have yet, in their order.
    fn write_out(&mut self) -> Result<(), Label> {
        let JournalLocation::File { path, .. } = &self.location else { return Ok(()) };
        while let Some(line) = self.lines.front() {
            at(path.as_deref(), |path| file::append(path, line))?;
            self.lines.pop_front();
        }
        Ok(())
    }

    /// The news of a failure, or of its end, if it is news.
    fn tell(&mut self, outcome: Result<(), Label>) -> Option<Notice> {
        let was_failing = std::mem::replace(&mut self.is_failing, outcome.is_err());
        match outcome {
            Err(reason) => (!was_failing).then_some(Notice::Failed(reason)),
            Ok(()) => was_failing.then_some(Notice::Restored),
        }
    }

    /// What the file holds, and what it does not have yet.
    fn read(&self) -> Result<Vec<Label>, Label> {
        let (path, kept) = match &self.location {
            JournalLocation::Memory => (None, Kept::Well),
            JournalLocation::File { path, .. } | JournalLocation::ReadOnly { path } => (Some(path), Kept::InMemoryOnly),
        };
        let written = path.map_or(Ok(Vec::new()), |path| at(path.as_deref(), file::tail));
        let (written, trouble) = match written {
            Ok(written) => (written, None),
            Err(reason) if self.lines.is_empty() => return Err(reason),
            Err(reason) => (Vec::new(), Some(Label::from(format!("The file cannot be read: {reason}")))),
        };
        let written = written.iter().map(|line| (line.as_str(), Kept::Well));
        let lines = written.chain(self.lines.iter().map(|line| (line.as_str(), kept)));
        let shown = line::lines(lines.collect::<Vec<_>>().into_iter(), &self.zone, MAX_ENTRIES);
        Ok(trouble.into_iter().chain(shown).collect())
    }
}

/// Does something with the file; the refusal is a line that names it.
fn at<T>(path: Option<&Path>, work: impl FnOnce(&Path) -> io::Result<T>) -> Result<T, Label> {
    let path = path.ok_or_else(|| Label::from("there is no home folder"))?;
    work(path).map_err(|error| Label::from(format!("{}: {error}", path.display())))
}
