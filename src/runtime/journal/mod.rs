//! [`Journal`]: what was sent from here and what became of it, as the loop holds it; behind it a task that keeps it in a
//! file, or in memory.
//!
//! ```text
//! line.rs   an entry as a line of the file, and as words
//! file.rs   the file: checked, appended to, read from its end
//! ```
//!
//! Wishes are performed one at a time, in order, off the threads that others wait for. Nothing in it is secret.

mod file;
mod line;

use std::collections::VecDeque;
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use etcetera::BaseStrategy;
use jiff::tz::TimeZone;
use tokio::sync::{mpsc, oneshot};

use crate::domain::{JournalEntry, Label};
use crate::message::Message;
use crate::runtime::tasks::{TaskName, Tasks};
pub use line::Author;

/// The most entries that are read back, or kept where there is no file to keep them.
const MOST: usize = 500;
/// The program does not keep its user waiting longer than this at its end.
const CLOSING: Duration = Duration::from_millis(900);

/// Where the journal is kept.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum JournalPlace {
    /// In this file, created with the first entry. Without a path it cannot be written, which is said at the start.
    File {
        /// See [`usual_path`].
        path: Option<PathBuf>,
        /// Who writes.
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

/// The journal's file: `trackside/journal.jsonl` in the operator's folder for such files. `None` without a home.
pub fn usual_path() -> Option<PathBuf> {
    let folders = etcetera::choose_base_strategy().ok()?;
    // Only Windows has none for state.
    let folder = folders.state_dir().unwrap_or_else(|| folders.data_dir());
    Some(folder.join("trackside").join("journal.jsonl"))
}

/// The journal as the loop holds it.
pub struct Journal {
    place: JournalPlace,
    zone: TimeZone,
    news: mpsc::Sender<Message>,
    worker: Option<Link>,
}

/// To the task.
struct Link {
    wishes: mpsc::UnboundedSender<Wish>,
    /// Never sent to: closed when the task has ended.
    ended: oneshot::Receiver<()>,
}

#[derive(Debug)]
enum Wish {
    Check,
    Write(JournalEntry),
    Read,
    WriteRest,
}

impl Journal {
    /// The journal at `place`. Its times are shown in `zone`, and its answers go to `news`. Does nothing until it is
    /// started.
    pub fn new(place: JournalPlace, zone: TimeZone, news: mpsc::Sender<Message>) -> Self {
        Self { place, zone, news, worker: None }
    }

    /// Starts its task, or another one after one that failed, which checks at once whether it can be written. Answered
    /// by [`Message::JournalFailed`], but only if it cannot.
    pub fn start(&mut self, tasks: &mut Tasks) {
        let (wishes, mut taken) = mpsc::unbounded_channel();
        let (end, ended) = oneshot::channel::<()>();
        self.worker = Some(Link { wishes, ended });
        let news = self.news.clone();
        let mut keeper = Keeper::new(self.place.clone(), self.zone.clone());
        tasks.spawn(TaskName::Journal, async move {
            let _end = end;
            let mut next = Some(Wish::Check);
            while let Some(wish) = next {
                let Some((back, answer)) = off_thread(keeper, wish).await else { return };
                keeper = back;
                if let Some(answer) = answer {
                    // The loop is gone only when the program ends; what is to be written is written all the same.
                    let _ = news.send(answer).await;
                }
                next = taken.recv().await;
            }
            let _ = off_thread(keeper, Wish::WriteRest).await;
        });
    }

    /// Writes an entry down. Answered by [`Message::JournalFailed`] if it cannot be and the last one could.
    pub fn write(&self, entry: JournalEntry) {
        self.wish(Wish::Write(entry));
    }

    /// Reads the newest entries. Answered by [`Message::JournalRead`].
    pub fn read(&self) {
        self.wish(Wish::Read);
    }

    fn wish(&self, wish: Wish) {
        if let Some(link) = &self.worker {
            // Without a task the program already says that it failed.
            let _ = link.wishes.send(wish);
        }
    }

    /// Waits until all that was to be written is, but less than a second. `news` must be read, or closed.
    pub async fn close(&mut self) {
        if let Some(Link { wishes, ended }) = self.worker.take() {
            drop(wishes);
            let _ = tokio::time::timeout(CLOSING, ended).await;
        }
    }
}

/// Performs a wish where waiting for a disk keeps nobody waiting. `None` if the program ends meanwhile.
async fn off_thread(mut keeper: Keeper, wish: Wish) -> Option<(Keeper, Option<Message>)> {
    let work = tokio::task::spawn_blocking(move || {
        let answer = keeper.perform(wish);
        (keeper, answer)
    });
    match work.await {
        Ok(done) => Some(done),
        // The task's own panic, so that it is told with its name.
        Err(error) => error.try_into_panic().map_or(None, |panic| std::panic::resume_unwind(panic)),
    }
}

struct Keeper {
    place: JournalPlace,
    zone: TimeZone,
    /// In memory: all lines. In a file: those it does not have yet, for the next try.
    lines: VecDeque<String>,
    is_failing: bool,
}

impl Keeper {
    fn new(place: JournalPlace, zone: TimeZone) -> Self {
        Self { place, zone, lines: VecDeque::new(), is_failing: false }
    }

    fn perform(&mut self, wish: Wish) -> Option<Message> {
        match wish {
            Wish::Check => {
                let JournalPlace::File { path, .. } = &self.place else { return None };
                let checked = at(path.as_deref(), file::check);
                self.tell(checked)
            }
            Wish::Write(entry) => {
                let line = match &self.place {
                    JournalPlace::File { author, .. } => line::of(&entry, author),
                    JournalPlace::Memory => line::of(&entry, &Author::default()),
                    JournalPlace::ReadOnly { .. } => return None,
                };
                self.lines.push_back(line);
                self.lines.drain(..self.lines.len().saturating_sub(MOST));
                self.write_out()
            }
            Wish::WriteRest => self.write_out(),
            Wish::Read => Some(Message::JournalRead(self.read())),
        }
    }

    fn write_out(&mut self) -> Option<Message> {
        let JournalPlace::File { path, .. } = &self.place else { return None };
        let mut written = Ok(());
        while let (Ok(()), Some(line)) = (&written, self.lines.front()) {
            written = at(path.as_deref(), |path| file::append(path, line));
            if written.is_ok() {
                self.lines.pop_front();
            }
        }
        self.tell(written)
    }

    /// The news of a failure, if it is news.
    fn tell(&mut self, outcome: Result<(), Label>) -> Option<Message> {
        let was_failing = std::mem::replace(&mut self.is_failing, outcome.is_err());
        outcome.err().filter(|_| !was_failing).map(Message::JournalFailed)
    }

    fn read(&self) -> Result<Vec<Label>, Label> {
        let shown = |line: &String| line::words(line, &self.zone);
        match &self.place {
            JournalPlace::Memory => Ok(self.lines.iter().rev().map(shown).collect()),
            JournalPlace::File { path, .. } | JournalPlace::ReadOnly { path } => {
                let lines = at(path.as_deref(), file::tail)?;
                Ok(lines.iter().rev().take(MOST).map(shown).collect())
            }
        }
    }
}

/// Does something with the file; the refusal is a line that names it.
fn at<T>(path: Option<&Path>, work: impl FnOnce(&Path) -> io::Result<T>) -> Result<T, Label> {
    let path = path.ok_or_else(|| Label::from("there is no home folder to keep it in"))?;
    work(path).map_err(|error| Label::from(format!("{}: {error}", path.display())))
}
