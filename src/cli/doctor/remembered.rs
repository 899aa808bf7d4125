//! Which way to the clipboard worked before, as the store has it for every start of the dashboard.

use crate::cli::frame::Frame;
use crate::cli::session::Stopped;
use crate::options::ClipboardRoute;
use crate::runtime::recorder::{Recorder, RecorderSetup, StoreLocation};
use crate::runtime::tasks::Tasks;
use crate::store::{Choice, Entry, Store};
use crate::terminal::clipboard::{KnownRoutes, entry};

/// What became of keeping a way.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Keeping {
    Kept,
    /// Nothing is kept of any account.
    NoHistory,
    /// The file cannot be written now.
    Failed,
}

/// What is known of every terminal; nothing where there is no store yet, and where it cannot be read.
pub(super) async fn known(frame: &mut Frame, history: &RecorderSetup) -> Result<KnownRoutes, Stopped> {
    let StoreLocation::File { path: Some(path) } = history.location.clone() else { return Ok(KnownRoutes::default()) };
    let read = frame.runtime.spawn_blocking(move || {
        if !path.exists() {
            return None;
        }
        Store::open(&path, &[]).and_then(|store| store.choice(Choice::Clipboard)).ok().flatten()
    });
    tokio::select! {
        biased;
        number = frame.end_signal() => Err(Stopped::by(number)),
        read = read => Ok(KnownRoutes::read(&read.ok().flatten().unwrap_or_default())),
    }
}

/// Keeps that a way works in a terminal.
pub(super) async fn keep(
    frame: &mut Frame,
    (history, opened): (&RecorderSetup, usize),
    terminal: &str,
    route: ClipboardRoute,
) -> Result<Keeping, Stopped> {
    if history.location == StoreLocation::Memory || history.accounts.iter().all(|account| account.days.is_none()) {
        return Ok(Keeping::NoHistory);
    }
    let mut tasks = Tasks::new(frame.runtime.clone());
    let setup = RecorderSetup { has_screen: false, ..history.clone() };
    let (mut recorder, mut notices) = Recorder::started(setup, opened, &mut tasks);
    recorder.keep(Entry::Chosen(Choice::Clipboard, entry(terminal, route)));
    // Nobody listens: whether it is written the end says.
    notices.close();
    tokio::select! {
        biased;
        number = frame.end_signal() => Err(Stopped::by(number)),
        is_written = recorder.close() => Ok(if is_written { Keeping::Kept } else { Keeping::Failed }),
    }
}
