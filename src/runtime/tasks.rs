//! Background tasks by name, so that the loop can say which one failed.

use std::panic::AssertUnwindSafe;

use futures_util::FutureExt;
use tokio::task::JoinSet;

/// What a background task was for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum TaskName {
    /// Making the client, then reading the list for as long as the program runs.
    Poller,
    /// Reading one runner's details.
    Details,
}

impl TaskName {
    /// The task in a sentence.
    pub fn words(self) -> &'static str {
        match self {
            Self::Poller => "reading the list",
            Self::Details => "reading details",
        }
    }
}

/// How a task ended.
#[derive(Debug)]
pub enum TaskEnd {
    /// It did what it was for.
    Done,
    /// The program cannot go on: the client could not be made.
    Fatal(anyhow::Error),
    /// It ended with a panic.
    Panicked(TaskName),
}

/// Starts a task that answers by messages only.
pub fn spawn(tasks: &mut JoinSet<TaskEnd>, name: TaskName, work: impl Future<Output = ()> + Send + 'static) {
    spawn_fallible(tasks, name, async move {
        work.await;
        Ok(())
    });
}

/// Starts a task whose failure ends the program.
pub fn spawn_fallible(
    tasks: &mut JoinSet<TaskEnd>,
    name: TaskName,
    work: impl Future<Output = anyhow::Result<()>> + Send + 'static,
) {
    tasks.spawn(async move {
        // Caught here, so that a panic comes back with the task's name. Nothing of the task is looked at afterwards.
        match AssertUnwindSafe(work).catch_unwind().await {
            Ok(Ok(())) => TaskEnd::Done,
            Ok(Err(error)) => TaskEnd::Fatal(error),
            Err(_) => TaskEnd::Panicked(name),
        }
    });
}
