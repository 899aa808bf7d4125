//! Background tasks by name, so that it can be told what one that failed carried.

use std::future::poll_fn;
use std::panic::AssertUnwindSafe;
use std::task::{Context, Poll};

use futures_util::FutureExt;
use tokio::runtime::Handle;
use tokio::task::JoinSet;

/// A task that goes on beside all accounts.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Service {
    /// Handing texts to the clipboard, for as long as the program runs.
    Clipboard,
    /// Handing an address to the browser, a task for each.
    Browser,
    /// Writing a table as text, and to a file, a task for each.
    Table,
    /// Keeping the journal, for as long as the program runs.
    Journal,
    /// Keeping the history, for as long as the program runs.
    History,
    /// Clearing what a pane without an alternate screen keeps.
    PaneHistory,
    /// Telling what is wrong around the program.
    Surroundings,
}

impl Service {
    /// The task in a sentence.
    pub fn label(self) -> &'static str {
        match self {
            Self::Clipboard => "Copying",
            Self::Browser => "Opening a page",
            Self::Table => "Writing a table",
            Self::Journal => "Keeping the journal",
            Self::History => "Keeping the history",
            Self::PaneHistory => "Clearing the pane's history",
            Self::Surroundings => "Watching the log file",
        }
    }
}

/// How a task ended, `N` being what tells it from others.
#[derive(Debug)]
pub enum TaskEnd<N> {
    /// It did what it was for.
    Done,
    /// It could not do what it was for.
    Failed(anyhow::Error),
    /// It ended with a panic.
    Panicked(N),
}

/// The background tasks under way. Dropping this gives them all up.
pub struct Tasks<N> {
    set: JoinSet<TaskEnd<N>>,
    /// Where they run: not on the loop's thread.
    runtime: Handle,
}

impl<N: Send + 'static> Tasks<N> {
    /// No tasks yet; they will run on `runtime`.
    pub fn new(runtime: Handle) -> Self {
        Self { set: JoinSet::new(), runtime }
    }

    /// The next end of a task; `None` when none is under way. Safe to drop while it waits.
    pub async fn next_end(&mut self) -> Option<TaskEnd<N>> {
        poll_fn(|context| self.poll_end(context)).await
    }

    /// The same for whoever waits for more.
    pub fn poll_end(&mut self, context: &mut Context<'_>) -> Poll<Option<TaskEnd<N>>> {
        // Panics are caught below, and what is aborted is dropped with all of this, so a task that cannot be joined has
        // done what it was for.
        self.set.poll_join_next(context).map(|ended| ended.map(|ended| ended.unwrap_or(TaskEnd::Done)))
    }

    /// Starts a task that answers by messages only.
    pub fn spawn(&mut self, name: N, work: impl Future<Output = ()> + Send + 'static) {
        self.spawn_fallible(name, async move {
            work.await;
            Ok(())
        });
    }

    /// Starts a task that may fail.
    pub fn spawn_fallible(&mut self, name: N, work: impl Future<Output = anyhow::Result<()>> + Send + 'static) {
        let task = async move {
            // Caught here, so that a panic comes back with the task's name. Nothing of the task is looked at afterwards.
            match AssertUnwindSafe(work).catch_unwind().await {
                Ok(Ok(())) => TaskEnd::Done,
                Ok(Err(error)) => TaskEnd::Failed(error),
                Err(_) => TaskEnd::Panicked(name),
            }
        };
        self.set.spawn_on(task, &self.runtime);
    }
}
