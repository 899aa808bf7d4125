//! [`Effect`]: all wishes of the state to the outside, as plain data. [`crate::runtime`] performs them.

use crate::clipboard::Clip;
use crate::domain::{Change, Endpoint, JournalNote, Origin, Port, RunnerId};

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
    /// Read one runner's answer as text. Answered by `JsonRead`, with the same id.
    ReadJson(RunnerId),
    /// Read one runner's allow list. Answered by `AllowListRead`, with the same id.
    ReadAllowList(RunnerId),
    /// Read all projects and environments, which takes minutes in a large account. Answered by any number of
    /// `UsageProgressed` and then one `UsageRead`; by nothing of its own while another reading is under way.
    ReadUsage,
    /// Give the reading of projects and environments up, if there is one. No answer; what it had on its way may still
    /// come.
    StopUsage,
    /// Change something of a runner. Written down first, sent once, and never again by itself; after a wait of more than a
    /// few seconds only if the runner still allows it. Answered by `Departed` when it leaves, and by `Changed`, with the
    /// same ticket and id.
    Change {
        /// Tells this change from all others.
        ticket: u64,
        /// The runner.
        id: RunnerId,
        /// What to change.
        change: Change,
        /// What is written down of it.
        note: JournalNote,
    },
    /// Read a runner's client id and secret. Answered by `CredentialsRead`, with the same ticket and id.
    ReadCredentials {
        /// Tells this request from all others.
        ticket: u64,
        /// The runner.
        id: RunnerId,
    },
    /// Have a runner's secret replaced, which revokes the old one at once. Sent like a `Change`. Answered by `Departed`
    /// when it leaves, and by `CredentialsRead`, with the same ticket and id.
    RefreshCredentials {
        /// Tells this request from all others.
        ticket: u64,
        /// The runner.
        id: RunnerId,
        /// What is written down of it.
        note: JournalNote,
    },
    /// Do not send the `Change` or `RefreshCredentials` with this ticket, if it has not left yet. That is answered as
    /// always: with [`crate::api::Cause::TakenBack`] where this came in time.
    TakeBack(u64),
    /// Say when the operator has stopped moving for a moment. A later wish replaces an earlier one. Answered by
    /// `Settled`.
    WatchForRest,
    /// Put a text into the operator's clipboard. A text that arrives replaces the one before it, and with that what
    /// was to be cleared. What must not stay is also cleared when the program ends. Answered by `Copied`.
    Copy(Clip),
    /// Clear the clipboard of the last text that must not stay, where it still holds that. Answered by
    /// `ClipboardCleared`.
    ClearClipboard,
    /// Open a page, an `https` address of the program's own, in the operator's browser. Answered by `LinkOpened`.
    OpenLink(&'static str),
    /// Have a runner, or this machine, try to connect. Answered by `ConnectivityTested`, with the same ticket.
    TestConnectivity {
        /// Tells this test from all others.
        ticket: u64,
        /// Who tries.
        from: Origin,
        /// Where to.
        endpoint: Endpoint,
        /// Where to.
        port: Port,
    },
    /// Give a test up, if it is still under way. No answer, and what it had on its way may still come.
    StopTest(u64),
    /// Read the journal back, the newest entries of it. Answered by `JournalRead`.
    ReadJournal,
    /// Draw the operator's attention to something that has ended, in the way that was asked for, if any was. The text is
    /// safe to draw. No answer.
    Alert(String),
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
