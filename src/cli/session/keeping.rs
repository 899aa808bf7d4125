//! [`Keeping`]: what a command that changes something writes down, as the dashboard does: each intent before it is sent, in the journal
//! and in the store.

use jiff::tz::TimeZone;
use tokio::runtime::Handle;
use tokio::sync::mpsc;

use crate::account::{Account, Observation};
use crate::domain::AccountId;
use crate::runtime::journal::{self, Journal, JournalLocation, JournalWriter};
use crate::runtime::recorder::{self, Answer, Found, Query, Recorder, RecorderSetup};
use crate::runtime::tasks::{Service, TaskEnd, Tasks};
use crate::store::Entry;
use crate::store::KeptOperation;
use crate::text::words::fault_inside;

/// Notices of the journal that may wait.
const MAILBOX: usize = 16;

/// Operations that are looked at for what is still open.
const MOST_OPERATIONS: usize = 50;

/// The journal and the store.
pub(super) struct Keeping {
    journal: Journal,
    journal_notices: mpsc::Receiver<journal::Notice>,
    recorder: Recorder,
    notices: mpsc::Receiver<recorder::Notice>,
    tasks: Tasks<Service>,
    /// Whether the journal was said to fail.
    has_journal_failed: bool,
}

/// What became of something that was to be written down.
pub(super) enum Kept {
    /// What was handed over before this ticket is on disk, or cannot be.
    Flushed(u64),
    /// Another program goes on with the operation of an account.
    Elsewhere(AccountId),
    /// What was asked for before of an account, on this machine.
    Operations(AccountId, Vec<KeptOperation>),
    /// Nothing that the command has to follow.
    Nothing,
}

impl Keeping {
    /// Opens both, for the first `opened` accounts.
    pub(super) fn start(location: JournalLocation, mut history: RecorderSetup, opened: usize, runtime: Handle) -> Self {
        history.has_screen = false;
        let mut tasks = Tasks::new(runtime);
        let (sender, journal_notices) = mpsc::channel(MAILBOX);
        let mut journal = Journal::new(location, TimeZone::system(), sender);
        journal.start(&mut tasks);
        let (recorder, notices) = Recorder::started(history, opened, &mut tasks);
        Self { journal, journal_notices, recorder, notices, tasks, has_journal_failed: false }
    }

    /// Asks what was asked for before. Says whether there will be an answer.
    pub(super) fn ask_operations(&self, account: AccountId) -> bool {
        let query = Query::Operations { account, most: MOST_OPERATIONS };
        let is_kept = self.recorder.keeps(account);
        if is_kept {
            self.recorder.ask(account.0.into(), query);
        }
        is_kept
    }

    /// For whoever sends requests.
    pub(super) fn writer(&self) -> JournalWriter {
        self.journal.writer()
    }

    /// Whether what is done may be missing in the journal.
    pub(super) fn may_lack(&self) -> bool {
        self.has_journal_failed
    }

    /// Keeps what was observed.
    pub(super) fn keep(&self, account: AccountId, observed: impl IntoIterator<Item = Observation>) {
        for observation in observed {
            self.recorder.keep(Entry::Observed(account, observation));
        }
    }

    /// Has what was kept be on disk before this step is sent; where nothing is kept there is nothing to wait for.
    pub(super) fn flush(&self, account: &mut Account, ticket: u64) {
        if !self.recorder.flush(ticket) {
            account.noted(ticket);
        }
    }

    /// Waits for what either has to tell: what the command has to follow, and a line for people. Safe to drop while it waits.
    pub(super) async fn next(&mut self) -> (Kept, Option<String>) {
        tokio::select! {
            Some(notice) = self.journal_notices.recv() => (Kept::Nothing, self.of_journal(notice)),
            Some(notice) = self.notices.recv() => {
                let kept = match &notice {
                    recorder::Notice::Flushed { ticket, .. } => Kept::Flushed(*ticket),
                    recorder::Notice::Elsewhere { account, .. } => Kept::Elsewhere(*account),
                    recorder::Notice::Answered(Answer { ticket, outcome }) => {
                        let operations = match outcome {
                            Ok(Found::Operations(operations)) => operations.clone(),
                            _ => Vec::new(),
                        };
                        Kept::Operations(AccountId(u8::try_from(*ticket).unwrap_or_default()), operations)
                    }
                    _ => Kept::Nothing,
                };
                (kept, notice.sentence())
            }
            Some(end) = self.tasks.next_end() => (Kept::Nothing, self.of_task(&end)),
            else => std::future::pending().await,
        }
    }

    fn of_journal(&mut self, notice: journal::Notice) -> Option<String> {
        self.has_journal_failed = match notice {
            journal::Notice::Failed(_) => true,
            journal::Notice::Restored => false,
            journal::Notice::Read(_) => self.has_journal_failed,
        };
        let journal::Notice::Failed(reason) = notice else { return None };
        Some(format!("The journal cannot be written: {reason}."))
    }

    /// A task that failed is started again.
    fn of_task(&mut self, end: &TaskEnd<Service>) -> Option<String> {
        let TaskEnd::Panicked(service) = *end else { return None };
        match service {
            Service::Journal => self.journal.start(&mut self.tasks),
            Service::History => self.recorder.start(&mut self.tasks),
            _ => {}
        }
        Some(fault_inside(service.label()))
    }

    /// Waits until everything is written, as long as the dashboard does at its end.
    pub(super) async fn close(&mut self) {
        self.journal_notices.close();
        self.notices.close();
        tokio::join!(self.journal.close(), self.recorder.close());
    }
}
