//! The ways to the clipboard: which are chosen, what goes over each, and that what must not stay is cleared.

mod choice;
#[cfg(target_os = "linux")]
mod native;
mod osc52;
#[cfg(unix)]
mod tmux;
mod worker;

use std::time::Duration;

use trackside::domain::Secret;
use trackside::options::ClipboardRoute;
use trackside::terminal::clipboard::{Answer, Clip, Clipboard, HandedOver, NotCopied, Report};
use trackside::terminal::host_environment::{HostEnvironment, Multiplexer};

const PLAIN: HostEnvironment =
    HostEnvironment { multiplexer: Multiplexer::None, is_over_ssh: true, has_display: false };
const IN_TMUX: HostEnvironment =
    HostEnvironment { multiplexer: Multiplexer::Tmux, is_over_ssh: true, has_display: false };

/// A clipboard with its worker at work.
fn clipboard(wish: ClipboardRoute, session: HostEnvironment) -> Clipboard {
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

async fn answer(clipboard: &mut Clipboard) -> (Report, Option<String>) {
    let Answer { report, sequence } = clipboard.next().await.unwrap();
    (report, sequence.map(|sequence| sequence.expose().to_owned()))
}

/// Copies; answers with what became of it and what is to be written to the terminal.
async fn copy(clipboard: &mut Clipboard, clip: Clip) -> (Result<HandedOver, NotCopied>, Option<String>) {
    clipboard.copy(clip.clone());
    let (report, sequence) = answer(clipboard).await;
    let Report::Copied { what, clear_after, outcome } = report else { panic!("{report:?}") };
    assert_eq!((what, clear_after), (clip.what, clip.clear_after));
    (outcome, sequence)
}

/// Clears; answers with what became of it and what is to be written to the terminal.
async fn clear(clipboard: &mut Clipboard) -> (trackside::terminal::clipboard::Cleared, Option<String>) {
    clipboard.clear();
    let (report, sequence) = answer(clipboard).await;
    let Report::Cleared(cleared) = report else { panic!("{report:?}") };
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
