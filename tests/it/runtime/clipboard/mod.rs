//! The ways to the clipboard: which are chosen, what goes over each, and that what must not stay is cleared.

mod choice;
#[cfg(target_os = "linux")]
mod native;
mod osc52;
#[cfg(unix)]
mod tmux;
mod worker;

use std::time::Duration;

use trackside::clipboard::{Clip, HandedOver, NotCopied};
use trackside::domain::Secret;
use trackside::message::Message;
use trackside::options::ClipboardRoute;
use trackside::runtime::clipboard::{Answer, Clipboard};
use trackside::runtime::session::{Around, Session};

const PLAIN: Session = Session { around: Around::Nothing, is_over_ssh: true, has_display: false };
const IN_TMUX: Session = Session { around: Around::Tmux, is_over_ssh: true, has_display: false };

/// A clipboard with its worker at work.
fn clipboard(wish: ClipboardRoute, session: Session) -> Clipboard {
    let (clipboard, worker) = Clipboard::new(wish, session);
    tokio::spawn(worker.run());
    clipboard
}

/// Some text that may stay.
fn harmless(text: &str) -> Clip {
    Clip { what: "Runner ID".to_owned(), text: Secret::new(text.to_owned()), clear_after: None }
}

/// Some text that must not stay.
fn secret(text: &str) -> Clip {
    Clip { what: "Client secret".to_owned(), clear_after: Some(Duration::from_secs(45)), ..harmless(text) }
}

async fn answer(clipboard: &mut Clipboard) -> (Message, Option<String>) {
    let Answer { message, sequence } = clipboard.next().await.unwrap();
    (message, sequence.map(|sequence| sequence.expose().to_owned()))
}

/// Copies; answers with what became of it and what is to be written to the terminal.
async fn copy(clipboard: &mut Clipboard, clip: Clip) -> (Result<HandedOver, NotCopied>, Option<String>) {
    clipboard.copy(clip.clone());
    let (message, sequence) = answer(clipboard).await;
    let Message::Copied { what, clear_after, outcome } = message else { panic!("{message:?}") };
    assert_eq!((what, clear_after), (clip.what, clip.clear_after));
    (outcome, sequence)
}

/// Clears; answers with what became of it and what is to be written to the terminal.
async fn clear(clipboard: &mut Clipboard) -> (trackside::clipboard::Cleared, Option<String>) {
    clipboard.clear();
    let (message, sequence) = answer(clipboard).await;
    let Message::ClipboardCleared(cleared) = message else { panic!("{message:?}") };
    (cleared, sequence)
}

/// Ends the program as far as the clipboard is concerned; answers with what was written to the terminal.
async fn close(mut clipboard: Clipboard) -> String {
    let mut written = String::new();
    clipboard.close(|sequence| written.push_str(sequence.expose())).await;
    written
}

/// A runtime on this thread.
fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap()
}
