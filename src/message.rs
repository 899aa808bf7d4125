//! [`Message`]: all news that can change the state, each variant saying who sends it.

use std::fmt;
use std::time::Duration;

use crate::account::News;
use crate::clipboard::{Cleared, HandedOver, NotCopied};
use crate::domain::{AccountId, Label, Moment};
use crate::keymap::Chord;

/// News for [`crate::app::App::update`].
///
/// Ordering rule: the runtime sends [`Message::Clock`] before every batch of others, so that `update` knows what
/// time it is without reading a clock.
#[derive(Clone, PartialEq, Debug)]
pub enum Message {
    /// What time it is: before each batch, and once a second. Sent by the runtime.
    Clock(Moment),
    /// So many of the terminal's columns and rows are drawn on. Sent on a resize, and when the terminal is taken again.
    Resized {
        /// Columns, 1 to 1,000.
        columns: u16,
        /// Rows, 1 to 500.
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
    /// News of an account. Sent by its link.
    Account(AccountId, News),
    /// The operator has not moved for a moment. Answers `Effect::WatchForRest`.
    Settled,
    /// The journal cannot be written: nothing done from here is recorded. With why. Sent by the runtime, at the start or
    /// when something is to be written, once until it can be written again.
    JournalFailed(Label),
    /// The journal can be written again, and holds what it lacked. Sent by the runtime, after a `JournalFailed`.
    JournalRestored,
    /// The newest lines of the journal, newest first, or why it cannot be read. Answers `Effect::ReadJournal`.
    JournalRead(Result<Vec<Label>, Label>),
    /// Something around the program is not as it should be, in a safe sentence. Sent by the runtime, once for each, and by
    /// the terminal's input.
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
    /// A task that serves all accounts ended with a panic, named as in a sentence; the program goes on. What a task of one
    /// account carried is answered by its link. Sent by the runtime.
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
