//! The request that an action would send, as a `curl` command without the token.

use crate::text;
use crate::tui::screens::parts::scroll::Scroll;
use crate::tui::ui::{Piece, Role};

/// Cells of the popup's content.
pub const WIDTH: u16 = 76;

/// The state of the view.
#[derive(Clone, PartialEq, Debug)]
pub struct State {
    /// The command, safe to paste into a shell; one for each request.
    pub command: String,
    /// Lines above the window.
    pub scroll: Scroll,
}

impl State {
    /// The lines, at most `width` cells wide; whatever is in the command is drawn safely.
    pub fn lines(&self, width: u16) -> Vec<Vec<Piece>> {
        let width = usize::from(width);
        let of_line = |line: &str| {
            let safe = crate::domain::Label::from(line);
            text::chop(safe.safe(), width).into_iter().map(|part| vec![Piece::plain(part)]).collect::<Vec<_>>()
        };
        let mut lines: Vec<Vec<Piece>> = self.command.lines().flat_map(of_line).collect();
        lines.push(Vec::new());
        let note = "The token is not part of it: set TOKEN to one of your own.";
        lines.extend(text::wrap(note, width).into_iter().map(|line| vec![Piece::new(line, Role::Quiet)]));
        lines
    }
}
