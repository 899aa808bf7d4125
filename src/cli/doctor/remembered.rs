//! Which way to the clipboard worked before, as the store has it for every start of the dashboard.

use std::time::Duration;

use tokio::time::{Instant, timeout_at};

use crate::cli::frame::Frame;
use crate::cli::session::Stopped;
use crate::options::ClipboardRoute;
use crate::runtime::recorder::{Answer, Found, Notice, Query, Recorder, RecorderSetup, StoreLocation};
use crate::runtime::tasks::Tasks;
use crate::store::{Choice, Entry, Store};
use crate::terminal::clipboard::KnownRoutes;

/// For so long the store is waited for.
const PATIENCE: Duration = Duration::from_secs(2);

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

/// Keeps that a way works in a terminal. Answers whether it is kept.
pub(super) async fn keep(
    frame: &mut Frame,
    (history, opened): (&RecorderSetup, usize),
    terminal: &str,
    route: ClipboardRoute,
) -> Result<bool, Stopped> {
    const TICKET: u64 = 1;
    if history.location == StoreLocation::Memory || history.accounts.iter().all(|account| account.days.is_none()) {
        return Ok(false);
    }
    let mut tasks = Tasks::new(frame.runtime.clone());
    let setup = RecorderSetup { has_screen: false, ..history.clone() };
    let (mut recorder, mut notices) = Recorder::started(setup, opened, &mut tasks);
    recorder.ask(TICKET, Query::Choices);
    let until = Instant::now() + PATIENCE;
    let answered = async {
        loop {
            match notices.recv().await {
                Some(Notice::Answered(Answer { outcome, .. })) => return outcome.ok(),
                Some(_) => {}
                None => return None,
            }
        }
    };
    let found = tokio::select! {
        biased;
        number = frame.end_signal() => return Err(Stopped::by(number)),
        found = timeout_at(until, answered) => found.ok().flatten(),
    };
    let Some(Found::Choices(choices)) = found else { return Ok(false) };
    let before = choices.iter().find(|(choice, _)| *choice == Choice::Clipboard).map_or("", |(_, value)| value);
    let known = KnownRoutes::read(before).with(terminal, route);
    recorder.keep(Entry::Chosen(Choice::Clipboard, known.text()));
    notices.close();
    Ok(recorder.close().await)
}
