//! [`Effect`]: all wishes of the state to the outside, as plain data. [`crate::runtime`] performs them.

use crate::domain::RunnerId;

/// Something that only the runtime can do. Each names the [`crate::message::Message`] that answers it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Effect {
    /// Read the list now, whatever the interval says. Answered by `PollStarted` and what follows it.
    PollNow,
    /// Stop reading the list until `ResumePolling`. A poll under way is let finish. No answer.
    PausePolling,
    /// Read the list at the interval again, starting now. Answered like `PollNow`.
    ResumePolling,
    /// Read one runner's details. Answered by `DetailsRead`, with the same id.
    ReadDetails(RunnerId),
    /// Say when the operator has stopped moving for a moment. A later wish replaces an earlier one. Answered by
    /// `Settled`.
    WatchForRest,
    /// Take the mouse from the terminal, or give it back. No answer.
    CaptureMouse(bool),
    /// Leave the terminal, stop the process as a shell job, and come back. Answered by `Resized`.
    Suspend,
    /// End the program with exit code 0.
    Quit {
        /// Leave the last frame on the ordinary screen.
        keep_frame: bool,
    },
}
