//! [`Setup`] and [`Ending`]: what the program runs with, and how it ended.

use std::time::Duration;

use tokio::sync::mpsc;

use crate::domain::{Label, Redactor};
use crate::options::{ClipboardRoute, Notify};
use crate::runtime::tasks::{Service, Tasks};
use crate::runtime::{WatchSetup, log};
use crate::terminal::clipboard::Clipboard;
use crate::terminal::host_environment::HostEnvironment;
use crate::tui::app::Config;
use crate::tui::message::Message;

/// What the program runs with.
pub struct Setup {
    /// What does not change while it runs.
    pub config: Config,
    /// What the account is watched with. Its warnings are said once the screen is there.
    pub watch: WatchSetup,
    /// The secrets that are known, for what somebody typed by mistake.
    pub redactor: Redactor,
    /// The way to the clipboard.
    pub clipboard: ClipboardRoute,
    /// How attention is drawn to something that has ended.
    pub notify: Notify,
    /// How long a lone escape is waited with for what may follow it. `None`: as it suits the session.
    pub escape: Option<Duration>,
}

/// How the program ended.
#[derive(Debug)]
pub enum Ending {
    /// The operator asked for it. With the last frame's text, if that is to stay on the screen.
    Quit(Option<String>),
    /// This signal asked for it.
    Signal(i32),
    /// It could not go on.
    Failed(anyhow::Error),
}

/// Tells the state what is wrong around the program, now and later.
pub(super) fn watch_surroundings(
    warnings: Vec<String>,
    troubles: Option<log::Troubles>,
    news: mpsc::Sender<Message>,
    tasks: &mut Tasks<Service>,
) {
    tasks.spawn(Service::Surroundings, async move {
        let warned = |text: String| Message::Warned(Label::from(text));
        for text in warnings {
            // The loop is gone only when the program ends.
            let _ = news.send(warned(text)).await;
        }
        let Some(mut troubles) = troubles else { return };
        while let Some(text) = troubles.recv().await {
            if news.send(warned(text)).await.is_err() {
                return;
            }
        }
    });
}

pub(super) fn start_clipboard(wish: ClipboardRoute, session: HostEnvironment, tasks: &mut Tasks<Service>) -> Clipboard {
    let (clipboard, worker) = Clipboard::new(wish, session);
    tasks.spawn(Service::Clipboard, worker.run());
    clipboard
}
