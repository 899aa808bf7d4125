//! This machine's own clipboard: the only user of arboard and x11rb.
//!
//! arboard waits for other programs, so it has a thread of its own; and where a text is gone with its owner, as on
//! X11 and Wayland, one handle holds it for the whole run.
//!
//! How far wiping goes: our own copies are secrets, wiped when dropped. arboard makes copies of its own, to hold them
//! and to hand them to whoever pastes, and does not wipe them.

use std::sync::mpsc;
use std::thread;

use tokio::sync::oneshot;

use super::{Failure, ROUTE_TIMEOUT};
use crate::domain::Secret;
use crate::terminal::clipboard::{Cleared, Keeping};

/// The clipboard of this machine. Nothing is opened before the first text.
#[derive(Default)]
pub struct Native {
    thread: Option<mpsc::Sender<Request>>,
}

enum Request {
    Set { text: Secret, must_go: bool, reply: oneshot::Sender<Result<Keeping, Failure>> },
    Clear { text: Secret, reply: oneshot::Sender<Cleared> },
    LetGo { reply: oneshot::Sender<()> },
}

impl Native {
    /// Puts `text` there; kept out of clipboard histories if it must not stay. Answers with how long it is there: one that
    /// must not stay is cleared at the end anyway.
    pub async fn set(&mut self, text: &Secret, must_go: bool) -> Result<Keeping, Failure> {
        let text = text.clone();
        self.ask(|reply| Request::Set { text, must_go, reply }).await.and_then(|outcome| outcome)
    }

    /// Empties it, if it still holds `text`.
    pub async fn clear(&mut self, text: &Secret) -> Cleared {
        let text = text.clone();
        self.ask(|reply| Request::Clear { text, reply }).await.unwrap_or(Cleared::Failed)
    }

    /// Leaves what it holds to the desktop's clipboard manager, where there is one: what may stay is then there when
    /// the program is not.
    pub async fn let_go(&mut self) {
        if self.thread.is_some() {
            let _ = self.ask(|reply| Request::LetGo { reply }).await;
            self.thread = None;
        }
    }

    async fn ask<T>(&mut self, request: impl FnOnce(oneshot::Sender<T>) -> Request) -> Result<T, Failure> {
        let (reply, answer) = oneshot::channel();
        let sent = match &self.thread {
            Some(thread) => thread.send(request(reply)).is_ok(),
            None => self.start().is_some_and(|thread| thread.send(request(reply)).is_ok()),
        };
        let answer = async { if sent { answer.await.ok() } else { None } };
        match tokio::time::timeout(ROUTE_TIMEOUT, answer).await {
            Ok(Some(answer)) => Ok(answer),
            Ok(None) => {
                // Its thread has ended, which only a mistake makes it do. The next text starts another.
                self.thread = None;
                Err(Failure::unsure("the clipboard cannot be used"))
            }
            Err(_) => Err(Failure::unsure("the clipboard did not answer in time")),
        }
    }

    fn start(&mut self) -> Option<&mpsc::Sender<Request>> {
        let (requests, taken) = mpsc::channel();
        thread::Builder::new().name("clipboard".to_owned()).spawn(move || serve(&taken)).ok()?;
        Some(self.thread.insert(requests))
    }
}

fn serve(requests: &mpsc::Receiver<Request>) {
    let mut clipboard = None;
    while let Ok(request) = requests.recv() {
        // Whoever waits for an answer may have given up by then; nothing is lost with the answer.
        match request {
            Request::Set { reply, .. } if reply.is_closed() => {}
            Request::Set { text, must_go, reply } => {
                let outcome = set(&mut clipboard, &text, must_go);
                if outcome.is_err() {
                    // It may be the connection that broke; the next text makes a new one.
                    clipboard = None;
                }
                let _ = reply.send(outcome);
            }
            Request::Clear { text, reply } => {
                let _ = reply.send(clear(&mut clipboard, &text));
            }
            Request::LetGo { reply } => {
                clipboard = None;
                let _ = reply.send(());
            }
        }
    }
    // The program ends. A handle that is dropped gives its text away, also one that could not be cleared; one that
    // dies with the process does not.
    std::mem::forget(clipboard);
}

fn set(clipboard: &mut Option<arboard::Clipboard>, text: &Secret, must_go: bool) -> Result<Keeping, Failure> {
    let clipboard = match clipboard {
        Some(open) => open,
        // arboard calls every reason a time-out.
        None => clipboard
            .insert(arboard::Clipboard::new().map_err(|_| Failure::sure("this machine's desktop cannot be reached"))?),
    };
    let set = if must_go { keep_out_of_histories(clipboard.set()) } else { clipboard.set() };
    // The descriptions speak of the connection, never of the text.
    set.text(text.expose()).map_err(|error| Failure::sure(error.to_string()))?;
    Ok(if must_go { Keeping::Beyond } else { keeping() })
}

/// How long this desktop keeps a text whose owner may end.
#[cfg(all(unix, not(target_os = "macos")))]
fn keeping() -> Keeping {
    // arboard prefers Wayland, where nothing tells whether somebody keeps texts.
    if std::env::var_os("WAYLAND_DISPLAY").is_some_and(|name| !name.is_empty()) {
        return Keeping::AtLeastUntilTheEnd;
    }
    match has_clipboard_manager() {
        Ok(true) => Keeping::Beyond,
        Ok(false) => Keeping::UntilTheEnd,
        Err(_) => Keeping::AtLeastUntilTheEnd,
    }
}

/// Whether somebody owns the selection that a clipboard manager owns while it runs
/// (<https://freedesktop.org/wiki/ClipboardManager/>): arboard then executor it the text at the end.
#[cfg(all(unix, not(target_os = "macos")))]
fn has_clipboard_manager() -> Result<bool, Box<dyn std::error::Error>> {
    use x11rb::protocol::xproto::ConnectionExt;
    let (connection, _) = x11rb::connect(None)?;
    let manager = connection.intern_atom(false, b"CLIPBOARD_MANAGER")?.reply()?.atom;
    Ok(connection.get_selection_owner(manager)?.reply()?.owner != x11rb::NONE)
}

#[cfg(not(all(unix, not(target_os = "macos"))))]
fn keeping() -> Keeping {
    Keeping::Beyond
}

fn clear(clipboard: &mut Option<arboard::Clipboard>, text: &Secret) -> Cleared {
    // Without a handle nothing was ever put there, or the connection is lost and the text with it.
    let Some(clipboard) = clipboard else { return Cleared::HeldAnother };
    match holds(clipboard, text) {
        Ok(true) => {}
        Ok(false) => return Cleared::HeldAnother,
        Err(_) => return Cleared::Failed,
    }
    match clipboard.clear().and_then(|()| holds(clipboard, text)) {
        Ok(false) => Cleared::Emptied,
        Ok(true) | Err(_) => Cleared::Failed,
    }
}

fn holds(clipboard: &mut arboard::Clipboard, text: &Secret) -> Result<bool, arboard::Error> {
    match clipboard.get_text().map(Secret::new) {
        Ok(held) => Ok(held == *text),
        // It is empty, or holds a picture.
        Err(arboard::Error::ContentNotAvailable | arboard::Error::ConversionFailure) => Ok(false),
        Err(error) => Err(error),
    }
}

#[cfg(all(unix, not(target_os = "macos")))]
fn keep_out_of_histories(set: arboard::Set<'_>) -> arboard::Set<'_> {
    arboard::SetExtLinux::exclude_from_history(set)
}

#[cfg(target_os = "macos")]
fn keep_out_of_histories(set: arboard::Set<'_>) -> arboard::Set<'_> {
    arboard::SetExtApple::exclude_from_history(set)
}

#[cfg(windows)]
fn keep_out_of_histories(set: arboard::Set<'_>) -> arboard::Set<'_> {
    arboard::SetExtWindows::exclude_from_monitoring(set)
}
