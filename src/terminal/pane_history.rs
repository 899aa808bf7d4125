//! What tmux keeps of a pane that has no alternate screen (`alternate-screen off`): there a pane that gets narrower wraps
//! its rows, and pushes those that no longer fit among what can be scrolled back to, before anybody is told.

use std::time::Duration;

use tokio::process::Command;

use super::child;

/// After this long nothing is waited for any more.
const TIMEOUT: Duration = Duration::from_secs(1);

/// Has tmux drop what can be scrolled back to in this pane, if the pane has no alternate screen.
pub async fn forget() {
    // Not there where somebody else's TMUX was passed on.
    let Ok(pane) = std::env::var("TMUX_PANE") else { return };
    let mut command = Command::from(child::command("tmux"));
    command.args(["if-shell", "-F", "-t", &pane, "#{alternate_on}", "", &format!("clear-history -t '{pane}'")]);
    command.kill_on_drop(true);
    let outcome = tokio::time::timeout(TIMEOUT, command.status()).await;
    if !matches!(&outcome, Ok(Ok(status)) if status.success()) {
        tracing::warn!(?outcome, "the history of the pane could not be cleared");
    }
}
