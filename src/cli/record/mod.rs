//! `trackside record`: watches accounts without a screen, and keeps the history of what it sees, until a signal.
//!
//! ```text
//! mod.rs        the loop: news to the accounts, what they observed to the recorder, lines to standard error
//! watch.rs      an account, and what is said of watching it
//! rereading.rs  what the list lacks, read by id, for whoever serves it
//! ```
//!
//! It reads the list, and a runner by its id only where the list lacks the runner, which may be gone. It has no way to change anything: its client is one that only reads. It works until
//! it is told to end, whatever goes wrong with the links or the file, with two exceptions: another `record` has one of the
//! accounts, or none is left: each could not be opened, or its credentials are refused for good.

pub mod rereading;
pub mod watch;

use std::path::{Path, PathBuf};
use std::time::Duration;

use tokio::sync::mpsc;

use super::feed::Wake;
use super::frame::{self, FAILURE, Frame, Refusal, SUCCESS, WRONG_USE, code_of, is_ordinary};
use super::watches::Watches;
use crate::domain::{Facts, Redactor};
use crate::runtime::recorder::{
    DEMO, Notice, RecordLock, RecordedAlready, Recorder, RecorderSetup, StoreLocation, Timing,
};
use crate::runtime::tasks::{Service, TaskEnd, Tasks};
use crate::runtime::{AccountSetup, WatchSetup, folders};
use crate::store::{Entry, Identity, StoreFault};
use crate::terminal::signals::{self, Ignored};
use crate::text::words::{duration, fault_inside};

/// How long the first lines wait for the store: another program may hold the file for long.
const OPENING: Duration = Duration::from_secs(2);

/// What was made sure of before anything else.
#[derive(Debug)]
pub struct Claim {
    /// Held as long as the accounts are recorded.
    _lock: RecordLock,
    /// Asked first: whatever listens for a signal ends that it is ignored.
    ignored: Ignored,
}

/// Makes sure that recording is of use, before anything else is done or asked: nobody else records one of the accounts, and
/// there is a place for the history.
///
/// # Errors
///
/// Why it is not.
pub fn claim(setup: &RecorderSetup) -> Result<Claim, Refusal> {
    let ignored = signals::ignored();
    if setup.location == (StoreLocation::File { path: None }) {
        let line = "record: there is no home folder for the history; set HOME or XDG_STATE_HOME".to_owned();
        return Err(Refusal { code: WRONG_USE, line });
    }
    match RecordLock::take(setup) {
        Ok(lock) => Ok(Claim { _lock: lock, ignored }),
        Err(RecordedAlready { identity, process }) => {
            let by = process.map(|process| format!(", by process {process}")).unwrap_or_default();
            let line = format!("record: {} is recorded already{by}", account_label(&identity));
            Err(Refusal { code: FAILURE, line })
        }
    }
}

/// Records until the end. Answers with the exit code.
pub fn run(setup: WatchSetup, claim: &Claim, redactor: Redactor) -> u8 {
    frame::run(claim.ignored, redactor, |frame| Recording::start(setup, frame).run())
}

/// What ends it.
enum End {
    Signal(i32),
    /// It cannot go on, as was said.
    Failed,
}

struct Recording {
    watches: Watches,
    tasks: Tasks<Service>,
    recorder: Recorder,
    notices: mpsc::Receiver<Notice>,
    /// What is said once the store is open. `None`: it was.
    opening: Option<Opening>,
    /// What is wrong with the file now.
    fault: Option<StoreFault>,
}

/// What wakes the loop beside signals and news.
enum Own {
    Notice(Notice),
    TaskEnded(TaskEnd<Service>),
}

impl Recording {
    fn start(setup: WatchSetup, frame: Frame) -> Self {
        let mut history = setup.history.clone();
        history.timing = Timing::unattended();
        history.has_screen = false;
        let opening = Opening::of(&history, &setup.accounts);
        let mut tasks = Tasks::new(frame.runtime.clone());
        let (recorder, notices) = Recorder::started(history, setup.opened, &mut tasks);
        let watches = Watches::start(setup, frame, Facts::default());
        Self { watches, tasks, recorder, notices, opening: Some(opening), fault: None }
    }

    async fn run(mut self) -> u8 {
        let end = self.until_the_end().await;
        self.watches.close();
        // What is wrong with the last batch is in the last line.
        while let Ok(notice) = self.notices.try_recv() {
            self.told(&notice);
        }
        self.notices.close();
        let is_written = tokio::select! {
            is_written = self.recorder.close() => is_written,
            // Asked for twice: at once.
            number = self.watches.frame.end_signal() => return code_of(number),
        };
        let what = match end {
            End::Signal(number) => format!("Ended by {}.", signal_label(number)),
            End::Failed => "Ended.".to_owned(),
        };
        let (rest, code) = match (is_written, end) {
            (false, _) => (self.unwritten(), FAILURE),
            (true, End::Failed) => (String::new(), FAILURE),
            (true, End::Signal(number)) if is_ordinary(number) => (String::new(), SUCCESS),
            (true, End::Signal(number)) => (String::new(), code_of(number)),
        };
        self.watches.frame.report.say(&format!("{what}{rest}"));
        code
    }

    fn unwritten(&self) -> String {
        match &self.fault {
            Some(fault) => format!(" Not written: {fault}."),
            None => " The last changes could not be written in time.".to_owned(),
        }
    }

    /// What is said of the file comes before what is said of the list, unless the file is held up. Answers with a signal that
    /// comes meanwhile.
    async fn opened(&mut self) -> Option<End> {
        let number = tokio::select! {
            biased;
            number = self.watches.frame.end_signal() => number,
            notice = tokio::time::timeout(OPENING, self.notices.recv()) => {
                if let Ok(Some(notice)) = notice {
                    self.told(&notice);
                }
                return None;
            }
        };
        Some(End::Signal(number))
    }

    async fn until_the_end(&mut self) -> End {
        if let Some(end) = self.opened().await {
            return end;
        }
        loop {
            let own = async {
                tokio::select! {
                    biased;
                    Some(notice) = self.notices.recv() => Own::Notice(notice),
                    Some(end) = self.tasks.next_end() => Own::TaskEnded(end),
                    else => std::future::pending().await,
                }
            };
            match self.watches.next(own).await {
                Wake::Signal(number) => return End::Signal(number),
                Wake::News(id, news) => {
                    for observation in self.watches.take(id, news) {
                        self.recorder.keep(Entry::Observed(id, observation));
                    }
                    if !self.watches.is_any_open() {
                        return End::Failed;
                    }
                }
                Wake::Own(Own::Notice(notice)) => self.told(&notice),
                Wake::Own(Own::TaskEnded(TaskEnd::Failed(error))) => {
                    self.watches.frame.report.say(&format!("{error:#}."));
                    return End::Failed;
                }
                Wake::Own(Own::TaskEnded(TaskEnd::Panicked(service))) => {
                    self.watches.frame.report.say(&fault_inside(service.label()));
                    self.recorder.start(&mut self.tasks);
                }
                Wake::Own(Own::TaskEnded(TaskEnd::Done)) => {}
            }
        }
    }

    fn told(&mut self, notice: &Notice) {
        let mut sentence = notice.sentence();
        match notice {
            Notice::Opened => {
                for line in self.opening.take().map(|opening| opening.lines).unwrap_or_default() {
                    self.watches.frame.report.say(&line);
                }
            }
            Notice::Failed(fault) => {
                self.fault = Some(fault.clone());
                if let Some(Opening { file: Some(file), .. }) = &self.opening {
                    // Nothing has named it yet.
                    sentence = Some(format!("History cannot be kept in {file}: {fault}."));
                }
            }
            Notice::Restored { .. } => self.fault = None,
            Notice::BegunAnew
            | Notice::ClockSetBack
            | Notice::Elsewhere { .. }
            | Notice::Answered(_)
            | Notice::Flushed { .. } => {}
        }
        if let Some(sentence) = sentence {
            self.watches.frame.report.say(&sentence);
        }
    }
}

/// What is said once the store is open.
struct Opening {
    /// What is recorded, how often, and where to: a line for each account.
    lines: Vec<String>,
    /// The file. `None`: in memory.
    file: Option<String>,
}

impl Opening {
    fn of(setup: &RecorderSetup, accounts: &[AccountSetup]) -> Self {
        let file = match &setup.location {
            StoreLocation::File { path: Some(path) } => Some(shown(path)),
            StoreLocation::File { path: None } | StoreLocation::Memory => None,
        };
        let lines = setup.accounts.iter().zip(accounts).map(|(kept, account)| {
            let (label, interval) = (account_label(&kept.identity), duration(account.link.pace.refresh));
            match &file {
                Some(file) => format!("Recording {label} every {interval} into {file}"),
                None => format!("Recording {label} every {interval} in memory. The history ends with the program."),
            }
        });
        Self { lines: lines.collect(), file }
    }
}

/// An account as its operator calls it: `prod (https://eu1.api.matillion.com/dpc)`.
fn account_label(identity: &Identity) -> String {
    match &identity.profile {
        Some(profile) => format!("{profile} ({})", identity.api),
        None if identity.api == DEMO => "the demo".to_owned(),
        None => identity.api.clone(),
    }
}

/// A file's name, with the operator's home as `~`: what is said may end in a log, and a home is named like its owner.
fn shown(path: &Path) -> String {
    let home = folders::home().filter(|home| home.parent().is_some());
    let inside = home.and_then(|home| path.strip_prefix(home).ok().map(|inside| Path::new("~").join(inside)));
    inside.unwrap_or_else(|| PathBuf::from(path)).display().to_string()
}

fn signal_label(number: i32) -> String {
    match number {
        signals::HANG_UP => "SIGHUP".to_owned(),
        signals::INTERRUPT => "SIGINT".to_owned(),
        signals::TERMINATE => "SIGTERM".to_owned(),
        other => format!("signal {other}"),
    }
}
