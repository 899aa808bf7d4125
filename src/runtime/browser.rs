//! Opening a page in the operator's browser: the only user of open.

use std::io;
use std::time::Duration;

use tokio::process::Command;

use super::child;
use super::session::Session;
use crate::domain::Label;
use crate::message::{Message, NotOpened};

/// How long a launcher may take to fail.
const FAILING: Duration = Duration::from_millis(250);

/// Opens `url`, if the operator sits in front of this machine. Answers with [`Message::LinkOpened`].
pub async fn open(url: &'static str, session: Session) -> Message {
    let outcome = match refusal(url, session) {
        Some(refusal) => Err(refusal),
        None => launch(url).await,
    };
    Message::LinkOpened { url, outcome }
}

fn refusal(url: &str, session: Session) -> Option<NotOpened> {
    if session.is_over_ssh {
        Some(NotOpened::OverSsh)
    } else if !session.has_display {
        Some(NotOpened::NoDisplay)
    } else if !url.starts_with("https://") {
        Some(NotOpened::Failed(Label::from("only https addresses are opened")))
    } else {
        None
    }
}

/// Tries the desktop's launchers in turn: one that is missing or fails is followed by the next. One that goes on may be the
/// browser itself, and is left alone, in a group of its own so that the terminal's Ctrl-C does not end it.
async fn launch(url: &'static str) -> Result<(), NotOpened> {
    let mut reason = "there is no program that opens pages".to_owned();
    for command in open::commands(url) {
        let mut command = Command::from(child::bare(command));
        #[cfg(unix)]
        command.process_group(0);
        let ended = match command.spawn() {
            Ok(mut child) => tokio::time::timeout(FAILING, child.wait()).await,
            Err(error) => Ok(Err(error)),
        };
        reason = match ended {
            Err(_) => return Ok(()),
            Ok(Ok(status)) if status.success() => return Ok(()),
            Ok(Ok(status)) => format!("the program that opens pages ended with {status}"),
            Ok(Err(error)) if error.kind() == io::ErrorKind::NotFound => continue,
            Ok(Err(error)) => error.to_string(),
        };
    }
    Err(NotOpened::Failed(Label::new(reason)))
}
