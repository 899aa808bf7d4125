//! [`Menu`]: a few answers one under the other, and the bar on one of them.

use super::content::Line;
use crate::text;
use crate::tui::command::Command;
use crate::tui::ui::{Piece, Symbols};

/// The answer under the bar; 0 is the first, where the bar begins.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Menu(usize);

impl Menu {
    /// Its index among `answers` answers, of which there is one at least.
    pub fn index(self, answers: usize) -> usize {
        self.0.min(answers.saturating_sub(1))
    }

    /// Takes a command that moves the bar. It never wraps.
    pub fn take(&mut self, command: Command, answers: usize) {
        match command {
            Command::Up => self.0 = self.0.saturating_sub(1),
            Command::Down => self.0 = (self.0 + 1).min(answers.saturating_sub(1)),
            _ => {}
        }
    }

    /// The answers as lines of at most `width` cells.
    pub fn lines<'a>(self, answers: impl Iterator<Item = &'a str>, width: usize, symbols: &Symbols) -> Vec<Line> {
        let line = |(index, answer): (usize, &str)| {
            let mark = if index == self.0 { symbols.cursor } else { " " };
            vec![Piece::plain(format!("{mark} {}", text::cut(answer, width.saturating_sub(2), symbols.ellipsis)))]
        };
        answers.enumerate().map(line).collect()
    }
}
