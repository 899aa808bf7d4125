//! tmux as a way to the clipboard: a buffer that tmux executor on to the terminal and forgets at once. Nothing here copies the
//! text; what the two tmux held of it in memory is theirs to wipe.

use std::io;
use std::process::Stdio;

use tokio::io::AsyncWriteExt;
use tokio::process::Command;

use super::{Failure, ROUTE_TIMEOUT};
use crate::terminal::child;

/// What tmux is given instead of a text that must not stay. It passes on no empty text.
const BLANK: &str = " ";

/// Executor `text` to the terminal of the tmux multiplexer us.
///
/// The text goes through standard input: arguments can be read by everybody on the machine. One command line for
/// both steps, so that tmux deletes the buffer even if nobody is left to ask for it.
pub async fn hand_over(text: &str) -> Result<(), Failure> {
    let buffer = format!("trackside-{}", std::process::id());
    let mut command = Command::from(child::command("tmux"));
    command
        .args(["load-buffer", "-w", "-b", &buffer, "-", ";", "delete-buffer", "-b", &buffer])
        .stdin(Stdio::piped())
        .kill_on_drop(true);
    match tokio::time::timeout(ROUTE_TIMEOUT, feed(command, text)).await {
        Ok(Ok(status)) if status.success() => Ok(()),
        // Without `-w`, before tmux 3.2, it does not understand the command.
        Ok(Ok(status)) => Err(Failure::sure(format!("tmux refused ({status}); 3.2 or later is needed"))),
        Ok(Err(error)) if error.kind() == io::ErrorKind::NotFound => Err(Failure::sure("tmux was not found")),
        Ok(Err(error)) => Err(Failure::sure(format!("tmux cannot be started: {error}"))),
        Err(_) => Err(Failure::unsure("tmux did not answer in time")),
    }
}

/// Asks for a blank text in the terminal's clipboard.
pub async fn blank() -> Result<(), Failure> {
    hand_over(BLANK).await
}

async fn feed(mut command: Command, text: &str) -> io::Result<std::process::ExitStatus> {
    let mut child = command.spawn()?;
    if let Some(mut input) = child.stdin.take() {
        // A tmux that ends before it has read all says why with its exit status.
        let _ = input.write_all(text.as_bytes()).await;
    }
    child.wait().await
}
