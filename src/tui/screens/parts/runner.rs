//! A runner's name and status, as every screen writes them.

use crate::domain::{Runner, Status};
use crate::tui::ui::{Piece, Role, Symbols};

/// What it means that a paused runner is not connected.
pub const OFFLINE: &str = "Not connected. The service of the runner may have been stopped at the cloud provider.";

/// The name; one that is blank is still something to point at.
pub fn name(runner: &Runner) -> Piece {
    if runner.name.is_blank() { Piece::new("(no name)", Role::Quiet) } else { Piece::plain(runner.name.safe()) }
}

/// Glyph and word in the status's colour, then that the runner is cut off, where it is.
pub fn status(runner: &Runner, symbols: &Symbols) -> Vec<Piece> {
    let status = runner.status.as_ref();
    let role = status.map_or(Role::Quiet, |status| status.severity().into());
    let glyph = symbols.status(status);
    let word = status.map_or("not reported", Status::label);
    let word_role = if role == Role::Attention || role == Role::Bad { role } else { Role::Text };
    let mut pieces = vec![Piece::new(glyph, role), Piece::new(format!(" {word}"), word_role)];
    if runner.is_offline() {
        pieces.extend([Piece::plain(" "), Piece::new("offline", Role::Bad)]);
    }
    pieces
}
