//! [`Message`]: all news that can change the state, each variant saying who sends it.

use std::path::PathBuf;
use std::time::Duration;

use crate::account::News;
use crate::domain::{AccountId, Label, Moment};
use crate::options::Rgb;
use crate::runtime::{journal, recorder};
use crate::terminal::browser::NotOpened;
use crate::terminal::clipboard::{Cleared, Clip, HandedOver, NotCopied, Report, Route};
use crate::terminal::input::{Chord, Event, Mouse};

/// News for [`crate::tui::app::App::update`].
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
    /// The terminal's ground has this colour. Sent by the terminal's input, where the terminal answers: soon after the start,
    /// and after it was taken again.
    GroundReported(Rgb),
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
    /// The history cannot be kept, can be again, or answers. Sent by the runtime.
    History(recorder::Notice),
    /// Something around the program is not as it should be, in a safe sentence. Sent by the runtime, once for each, and by
    /// the terminal's input.
    Warned(Label),
    /// A frame was drawn with everything that came before. Sent by the runtime, once for each frame.
    Drawn,
    /// A text was handed towards the clipboard, or was not. Answers `Effect::Copy`.
    Copied {
        /// What it is, as in the [`Clip`].
        what: String,
        /// After how long it is to be cleared, as in the [`Clip`].
        clear_after: Option<Duration>,
        /// The route that took it, or why none did. A text that was not copied leaves the one before it to be cleared.
        outcome: Result<HandedOver, NotCopied>,
    },
    /// A table is text by now, and can be copied. Answers `Effect::CopyTable`.
    TableWritten(Clip),
    /// A table was put into a file, or was not. Answers `Effect::SaveTable`.
    TableSaved {
        /// The file.
        path: PathBuf,
        /// Rows of the table.
        rows: usize,
        /// Why there is no such file, or it is another one, in a sentence.
        outcome: Result<(), Label>,
    },
    /// From now on copies go these ways, in turn. Answers `Effect::UseKnownRoutes`.
    RoutesKnown(Vec<Route>),
    /// The clipboard was cleared, as far as it can be. Answers `Effect::ClearClipboard`.
    ClipboardCleared(Cleared),
    /// A page was handed to a browser, or was not. Answers `Effect::OpenLink`.
    LinkOpened {
        /// The address, one of the program's own.
        url: &'static str,
        /// Why it was not opened.
        outcome: Result<(), NotOpened>,
    },
    /// A task that serves all accounts ended with a panic, named as in a sentence; the program goes on. What a task of one
    /// account carried is answered by its link. Sent by the runtime.
    TaskFailed(&'static str),
}

impl From<Event> for Message {
    fn from(event: Event) -> Self {
        match event {
            Event::Key(chord) => Self::Key(chord),
            Event::Arrows { key, times } => Self::Arrows { key, times },
            Event::Pasted(text) => Self::Pasted(text),
            Event::PasteUnfinished => {
                Self::Warned(Label::from("The end of the pasted text did not come. Keys count again."))
            }
            Event::Mouse(mouse) => Self::Mouse(mouse),
            Event::Resized { columns, rows } => Self::Resized { columns, rows },
            Event::FocusGained => Self::FocusGained,
            Event::FocusLost => Self::FocusLost,
            Event::Ground(colour) => Self::GroundReported(colour),
        }
    }
}

impl From<Report> for Message {
    fn from(report: Report) -> Self {
        match report {
            Report::Copied { what, clear_after, outcome } => Self::Copied { what, clear_after, outcome },
            Report::Cleared(cleared) => Self::ClipboardCleared(cleared),
        }
    }
}

impl From<journal::Notice> for Message {
    fn from(notice: journal::Notice) -> Self {
        match notice {
            journal::Notice::Failed(reason) => Self::JournalFailed(reason),
            journal::Notice::Restored => Self::JournalRestored,
            journal::Notice::Read(outcome) => Self::JournalRead(outcome),
        }
    }
}

impl Message {
    /// Whether it is something that the operator pressed, typed or pasted, or how that relates to the frames.
    pub fn is_input(&self) -> bool {
        matches!(
            self,
            Self::Key(_)
                | Self::Arrows { .. }
                | Self::Pasted(_)
                | Self::Mouse(_)
                | Self::InputRead { .. }
                | Self::Drawn
        )
    }
}
