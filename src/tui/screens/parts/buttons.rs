//! The answers of a question as buttons in a line, and the bar on one of them.

use super::content::Line;
use crate::text;
use crate::tui::command::Command;
use crate::tui::ui::painter::pieces_width;
use crate::tui::ui::{Piece, Role, Symbols};

/// The button under the bar; 0 is No, where the bar begins.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Focus(usize);

/// Whether a command moves the bar between the buttons.
pub fn is_move(command: Command) -> bool {
    matches!(command, Command::Up | Command::Down | Command::NextTab | Command::PreviousTab)
}

impl Focus {
    /// Its index.
    pub fn index(self) -> usize {
        self.0
    }

    /// Whether a command answers with the No under the bar.
    pub fn chooses_no(self, command: Command) -> bool {
        command == Command::Choose && self == Self::default()
    }

    /// Whether a command answers with the button under the bar, which is not No.
    pub fn chooses_yes(self, command: Command) -> bool {
        command == Command::Choose && self != Self::default()
    }

    /// Takes a command that moves the bar, with `last` as the index of the last button. Says whether it was one. It never
    /// wraps: a row of arrow keys, as a wheel sends them, ends on the last answer or on No.
    pub fn take(&mut self, command: Command, last: usize) -> bool {
        self.0 = match command {
            Command::Down | Command::NextTab => (self.0 + 1).min(last),
            Command::Up | Command::PreviousTab => self.0.saturating_sub(1),
            _ => return false,
        };
        true
    }

    /// The lines of these buttons, each with its key and its verb: as many in one line as fit in `width` cells.
    pub fn lines(self, buttons: &[(String, String)], width: usize, symbols: &Symbols) -> Vec<Line> {
        let mut lines: Vec<Line> = vec![Vec::new()];
        for (index, (key, verb)) in buttons.iter().enumerate() {
            let button = self.button(index, key, verb, width, symbols);
            let line = lines.last().filter(|line| pieces_width(line) + pieces_width(&button) <= width);
            if line.is_none() {
                lines.push(Vec::new());
            }
            if let Some(line) = lines.last_mut() {
                line.extend(button);
            }
        }
        lines.retain(|line| !line.is_empty());
        lines
    }

    fn button(self, index: usize, key: &str, verb: &str, width: usize, symbols: &Symbols) -> Line {
        let verb = text::cut(verb, width.saturating_sub(7 + text::width(key)), symbols.ellipsis);
        if index == self.0 {
            let label = format!("[ {key}  {verb} ]");
            return vec![Piece::plain(symbols.cursor), Piece::new(label, Role::Selected)];
        }
        vec![Piece::plain(" [ "), Piece::new(key, Role::Key), Piece::plain(format!("  {verb} ]"))]
    }
}
