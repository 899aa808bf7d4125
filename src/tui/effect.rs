//! [`Effect`]: all wishes of the state to the outside, as plain data. [`crate::runtime`] performs them.

use std::path::PathBuf;

use crate::account::Request;
use crate::account::table::Snapshot;
use crate::domain::AccountId;
use crate::runtime::recorder::Query;
use crate::store::Entry;
use crate::terminal::clipboard::Clip;
use crate::text::table::TableForm;

/// Something that only the runtime can do. Each names the [`crate::tui::message::Message`] that answers it.
#[derive(Clone, PartialEq, Debug)]
pub enum Effect {
    /// Have an account's link do something. Answered by [`crate::tui::message::Message::Account`].
    Account(AccountId, Request),
    /// Read an account from now on; one that is open already begins anew, with the secret that `ReadSecret` has read. Answered by
    /// [`crate::tui::message::Message::Account`].
    OpenAccount(AccountId),
    /// Read the secret of an open account again, while the account is read on with the one before. Answered by
    /// [`crate::account::News::SecretRead`]; then `OpenAccount` or `ForgetSecret` follows.
    ReadSecret(AccountId),
    /// The secret that `ReadSecret` has read is not used: it is wiped. No answer.
    ForgetSecret(AccountId),
    /// Read an account no more: what waits to be sent never is, and its secret is wiped. No answer.
    CloseAccount(AccountId),
    /// Say when the operator has stopped moving for a moment. A later wish replaces an earlier one. Answered by
    /// `Settled`.
    WatchForRest,
    /// Put a text into the operator's clipboard. A text that arrives replaces the one before it, and with that what
    /// was to be cleared. What must not stay is also cleared when the program ends. Answered by `Copied`.
    Copy(Clip),
    /// Write a table as text, to be copied. Answered by `TableWritten`.
    CopyTable {
        /// What it is, as in the [`Clip`].
        what: String,
        /// The rows.
        table: Snapshot,
        /// In which form.
        form: TableForm,
    },
    /// Put a table into a file that only its owner can read. A file that is there stays as it is. Answered by `TableSaved`.
    SaveTable {
        /// The file; where it is no whole path, from the folder that the program was started in.
        path: PathBuf,
        /// The rows.
        table: Snapshot,
        /// In which form.
        form: TableForm,
    },
    /// Take the ways to the clipboard that were seen to work, as [`crate::terminal::clipboard::KnownRoutes`] writes them. Answered
    /// by `RoutesKnown`, where one of them is this terminal's.
    UseKnownRoutes(String),
    /// Clear the clipboard of the last text that must not stay, where it still holds that. Answered by
    /// `ClipboardCleared`.
    ClearClipboard,
    /// Open a page, an `https` address of the program's own, in the operator's browser. Answered by `LinkOpened`.
    OpenLink(&'static str),
    /// Read the journal back, the newest entries of it. Answered by `JournalRead`.
    ReadJournal,
    /// Keep something beyond the end of the program. No answer; what is wrong with the file comes as `History`.
    Keep(Entry),
    /// Have everything that was kept so far be on the disk. Answered by `History`, with this ticket.
    Flush(u64),
    /// Ask the store. Answered by `History`, with the same ticket, unless nothing is kept.
    Ask {
        /// What the answer will have.
        ticket: u64,
        /// What is asked.
        query: Query,
    },
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
