//! [`Message`]: all news that can change the state, each variant saying who sends it.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use crate::api::{ApiError, Progress, RunnerList};
use crate::clipboard::{Cleared, HandedOver, NotCopied};
use crate::clock::Moment;
use crate::domain::{AllowList, ConnectivityReport, Credentials, Label, Runner, RunnerId, Usage};
use crate::keymap::Chord;

/// News for [`crate::app::App::update`].
///
/// Ordering rule: the runtime sends [`Message::Clock`] before every batch of others, so that `update` knows what
/// time it is without reading a clock.
#[derive(Clone, PartialEq, Debug)]
pub enum Message {
    /// What time it is: before each batch, and once a second. Sent by the runtime.
    Clock(Moment),
    /// The terminal has this many columns and rows. Sent at the start, on a resize, and after a suspension.
    Resized {
        /// Columns, at least 1.
        columns: u16,
        /// Rows, at least 1.
        rows: u16,
    },
    /// A key was pressed (never: released). Sent by the terminal's input.
    Key(Chord),
    /// The arrow up or down came several times in one piece, or again before a frame could show where the one before
    /// led: a mouse wheel in a terminal that makes keys of it, or a key held down behind a slow link. Sent by the
    /// terminal's input.
    Arrows {
        /// The arrow, without modifiers.
        key: Chord,
        /// How many of them, at least 1.
        times: usize,
    },
    /// What comes from the terminal after this was read when so many frames had been drawn; before the first of these,
    /// it was read with all of them drawn. Sent by the runtime, when the number differs from the one before.
    InputRead {
        /// Counted from the start, as [`Message::Drawn`] is sent.
        frames: u64,
    },
    /// Text was pasted in one piece. Sent by the terminal's input.
    Pasted(String),
    /// The mouse did something while it was captured. Sent by the terminal's input.
    Mouse(Mouse),
    /// The terminal's window is in front again. Sent by the terminal's input, where the terminal (and a tmux around us
    /// with `focus-events on`) tells.
    FocusGained,
    /// Another window is in front. Sent like `FocusGained`.
    FocusLost,
    /// The terminal was, or may have been, somebody else's: what was drawn before this counts as seen by nobody, and what
    /// only an onlooker may see goes. Sent by the runtime, when the program goes on after a stop, and when somebody
    /// changed the terminal's modes.
    ScreenLost,
    /// The operator asked to go back to the shell, and there is none. Answers `Effect::Suspend`, where nothing stopped.
    NoShell,
    /// The operator has not moved for a moment. Answers `Effect::WatchForRest`.
    Settled,
    /// The poller will read the list this often from now on. Sent by the poller when that changes.
    PollIntervalSet(Duration),
    /// The poller began to read the list. Sent by the poller.
    PollStarted,
    /// The poller has read some pages of a list. Sent by the poller, not for each page.
    PollProgressed(Progress),
    /// The poller has read the list to its end. Sent by the poller, once per poll that succeeds.
    RunnersPolled(Arc<RunnerList>),
    /// The poller could not read the list. Sent by the poller, once per poll that fails.
    PollFailed {
        /// What went wrong.
        error: ApiError,
        /// How long until the next try.
        retry_in: Duration,
    },
    /// Requests are being held back for this long because of the rate limit, or no longer. Sent by the runtime.
    RateLimited(Option<Duration>),
    /// One runner's details came, or did not. Answers `Effect::ReadDetails`.
    DetailsRead {
        /// The runner that was asked for.
        id: RunnerId,
        /// What was read of it.
        outcome: Result<Box<Runner>, ApiError>,
    },
    /// One runner's answer came as text, or did not. Answers `Effect::ReadJson`.
    JsonRead {
        /// The runner that was asked for.
        id: RunnerId,
        /// Its JSON, over many lines, with secrets hidden. Not safe to draw as it is: it is for copying, and
        /// [`crate::domain::Label`] makes each line safe.
        outcome: Result<String, ApiError>,
    },
    /// One runner's allow list came, or did not. Answers `Effect::ReadAllowList`.
    AllowListRead {
        /// The runner that was asked for.
        id: RunnerId,
        /// Its list; empty only where the control plane says so.
        outcome: Result<AllowList, ApiError>,
    },
    /// Some projects have been read with their environments. Answers `Effect::ReadUsage`, not for each project.
    UsageProgressed {
        /// Projects whose environments have been asked for, and were read or could not be.
        read: usize,
        /// Projects in all.
        total: usize,
        /// The projects counted in `read`.
        so_far: Arc<Usage>,
    },
    /// All projects and environments have been read, or reading ended before. Answers `Effect::ReadUsage`, once.
    ///
    /// A project whose environments alone could not be read is no error: it is there without them.
    UsageRead(Result<Arc<Usage>, ApiError>),
    /// A request that changes something leaves: it may be carried out from here on, and can no longer be taken back. Sent
    /// by the runtime, at most once for each try, before its answer.
    Departed(u64),
    /// A change was received, or was not. Answers `Effect::Change`.
    Changed {
        /// The change's.
        ticket: u64,
        /// The runner that was to be changed.
        id: RunnerId,
        /// Whether the control plane took it; it may show only later. [`ApiError::is_unanswered`] tells whether it may
        /// have been taken all the same.
        outcome: Result<(), ApiError>,
    },
    /// A runner's credentials came, or did not. Answers `Effect::ReadCredentials` and `Effect::RefreshCredentials`.
    CredentialsRead {
        /// The request's.
        ticket: u64,
        /// The runner that was asked for.
        id: RunnerId,
        /// What it signs in with. After a refresh that failed, [`ApiError::is_unanswered`] tells whether the secret may
        /// have been replaced all the same.
        outcome: Result<Credentials, ApiError>,
    },
    /// A connection was tried, or could not be. Answers `Effect::TestConnectivity`.
    ConnectivityTested {
        /// The test's.
        ticket: u64,
        /// What came of it. An error that says so (`is_unsupported_by_version`) means that the runner is too old.
        outcome: Result<ConnectivityReport, ApiError>,
    },
    /// The journal cannot be written: nothing done from here is recorded. With why. Sent by the runtime, at the start or
    /// when something is to be written, once until it can be written again.
    JournalFailed(Label),
    /// The journal can be written again, and holds what it lacked. Sent by the runtime, after a `JournalFailed`.
    JournalRestored,
    /// The newest lines of the journal, newest first, or why it cannot be read. Answers `Effect::ReadJournal`.
    JournalRead(Result<Vec<Label>, Label>),
    /// Something around the program is not as it should be, in a safe sentence. Sent by the runtime, once for each.
    Warned(Label),
    /// A frame was drawn with everything that came before. Sent by the runtime, once for each frame.
    Drawn,
    /// A text was handed towards the clipboard, or was not. Answers `Effect::Copy`.
    Copied {
        /// What it is, as in the [`Clip`](crate::clipboard::Clip).
        what: String,
        /// After how long it is to be cleared, as in the [`Clip`](crate::clipboard::Clip).
        clear_after: Option<Duration>,
        /// The route that took it, or why none did. A text that was not copied leaves the one before it to be cleared.
        outcome: Result<HandedOver, NotCopied>,
    },
    /// The clipboard was cleared, as far as it can be. Answers `Effect::ClearClipboard`.
    ClipboardCleared(Cleared),
    /// A page was handed to a browser, or was not. Answers `Effect::OpenLink`.
    LinkOpened {
        /// The address.
        url: &'static str,
        /// Why it was not opened.
        outcome: Result<(), NotOpened>,
    },
    /// A background task ended with a panic; the program goes on. Sent by the runtime.
    TaskFailed(&'static str),
}

/// Why a page was not opened. The address can always be copied instead.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum NotOpened {
    /// A browser would open elsewhere: the operator is connected over SSH.
    OverSsh,
    /// This machine has no display.
    NoDisplay,
    /// No browser took it; with what was tried last.
    Failed(Label),
}

impl fmt::Display for NotOpened {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::OverSsh => f.write_str("over SSH there is no browser to open it in"),
            Self::NoDisplay => f.write_str("this machine has no display to open it on"),
            Self::Failed(reason) => write!(f, "no browser opened it ({reason})"),
        }
    }
}

/// What the mouse did, in cells from the top left corner, counted from 0.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Mouse {
    /// The left button went down.
    Pressed {
        /// Column of the cell.
        column: u16,
        /// Row of the cell.
        row: u16,
    },
    /// The wheel turned towards the top.
    WheelUp,
    /// The wheel turned towards the end.
    WheelDown,
}
