//! The request that an action would send, as a `curl` command without the token.

use crate::domain::AccountId;
use crate::text;
use crate::tui::command::Command;
use crate::tui::screens::parts::content::{Content, Line, wrapped};
use crate::tui::screens::parts::instruction::Instruction;
use crate::tui::screens::parts::scene::Scene;
use crate::tui::screens::parts::scroll::{Scroll, Window};
use crate::tui::ui::{Piece, Role};

/// Cells of the popup's content.
pub const WIDTH: u16 = 76;

/// The state of the view.
#[derive(Clone, PartialEq, Debug)]
pub struct State {
    /// Whose runners it is for; `None` where they are of several accounts.
    pub account: Option<AccountId>,
    /// The command, safe to paste into a shell; one for each request.
    pub command: String,
    /// Lines above the window.
    pub scroll: Scroll,
}

impl State {
    /// Takes a command: scrolls, or asks for the request to be copied.
    pub fn update(&mut self, command: Command, window: Window) -> Vec<Instruction> {
        if command == Command::CopyAll {
            return vec![Instruction::Copy { what: "The request", text: self.command.clone() }];
        }
        self.scroll.take(command, window);
        Vec::new()
    }

    /// What the popup shows.
    pub fn content(&self, scene: &Scene) -> Content<'_> {
        let title = vec![Piece::new("Request", Role::Title)];
        Content::text(WIDTH, title, self.lines(usize::from(scene.room(WIDTH))), self.scroll)
    }

    /// The lines, at most `width` cells wide; whatever is in the command is drawn safely.
    fn lines(&self, width: usize) -> Vec<Line> {
        let of_line = |line: &str| {
            let safe = crate::domain::Label::from(line);
            text::chop(safe.safe(), width).into_iter().map(|part| vec![Piece::plain(part)]).collect::<Vec<_>>()
        };
        let mut lines: Vec<Line> = self.command.lines().flat_map(of_line).collect();
        lines.push(Vec::new());
        let note = "The token is not part of it: set TOKEN to one of your own.";
        lines.extend(wrapped(note, Role::Quiet, width));
        lines
    }
}
