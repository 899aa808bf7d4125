//! [`Keyboard`]: tells of Ctrl-C while a command has the terminal.
//!
//! The terminal sends the signals of its keyboard to the group in front, which is then the command's, and none to this program. What
//! the command does with them is its own affair: it may ignore them. So a small program stands in its group, which they end.

use std::future::pending;
use std::process::{ExitStatus, Stdio};

use tokio::process::{Child, ChildStdin, Command};

use crate::terminal::child;
use crate::terminal::signals::{INTERRUPT, QUIT};

/// Reads from a pipe on which nothing comes, and so ends with this program at the latest.
const WAITS: &str = "cat";

/// What stands in the command's group. `None` where nothing does, and nothing is told.
pub(super) struct Keyboard(Option<(Child, Option<ChildStdin>)>);

impl Keyboard {
    /// In the group that the process `leader` leads.
    pub(super) fn of_group(leader: Option<u32>) -> Self {
        Self(leader.and_then(|id| i32::try_from(id).ok()).and_then(stand_in))
    }

    /// The number of the signal that the keyboard sent. Safe to drop while it waits.
    pub(super) async fn signal(&mut self) -> i32 {
        if let Some((child, _)) = &mut self.0
            && let Ok(status) = child.wait().await
            && let Some(number) = signal_of(status).filter(|number| sends(*number))
        {
            return number;
        }
        pending().await
    }

    /// Leaves the group.
    pub(super) async fn leave(mut self) {
        if let Some((child, _)) = &mut self.0 {
            let _ = child.kill().await;
        }
    }
}

/// Whether a keyboard sends this signal to end what is in front.
pub(super) fn sends(number: i32) -> bool {
    matches!(number, INTERRUPT | QUIT)
}

/// The signal that ended a program, if one did.
pub(super) fn signal_of(status: ExitStatus) -> Option<i32> {
    #[cfg(unix)]
    return std::os::unix::process::ExitStatusExt::signal(&status);
    #[cfg(not(unix))]
    {
        let _ = status;
        None
    }
}

#[cfg(unix)]
fn stand_in(group: i32) -> Option<(Child, Option<ChildStdin>)> {
    let mut command = Command::from(child::command(WAITS));
    let mut child = command.process_group(group).stdin(Stdio::piped()).kill_on_drop(true).spawn().ok()?;
    // Out of its hands, which close it before they wait.
    let stdin = child.stdin.take();
    Some((child, stdin))
}

#[cfg(not(unix))]
fn stand_in(_: i32) -> Option<(Child, Option<ChildStdin>)> {
    // Ctrl-C reaches every program there.
    None
}
