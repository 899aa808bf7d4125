//! Opening a page in the operator's browser: the only user of open.

use std::time::Duration;
use std::{fmt, io};

use tokio::process::Command;

use super::child;
use super::host_environment::HostEnvironment;
use crate::domain::Label;

/// How long a launcher may take to fail.
const FAILING: Duration = Duration::from_millis(250);

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
            Self::OverSsh => f.write_str("no browser over SSH"),
            Self::NoDisplay => f.write_str("this machine has no display"),
            Self::Failed(reason) => write!(f, "no browser opened the page ({reason})"),
        }
    }
}

/// Opens `url`, if the operator sits in front of this machine.
///
/// # Errors
///
/// Why it was not opened.
pub async fn open(url: &'static str, session: HostEnvironment) -> Result<(), NotOpened> {
    match refusal(url, session) {
        Some(refusal) => Err(refusal),
        None => launch(url).await,
    }
}

fn refusal(url: &str, session: HostEnvironment) -> Option<NotOpened> {
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
