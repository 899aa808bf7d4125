//! [`Scroll`]: the position in a text that is longer than its window.

use crate::tui::command::Command;

/// How many lines are above the window.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Scroll(usize);

/// The part of a popup's lines that can be seen.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Window {
    /// Lines that there is room for.
    pub page: usize,
    /// Lines that can be above it at the most.
    pub last: usize,
}

impl Scroll {
    /// The end of the text, however long it is.
    pub const END: Self = Self(usize::MAX);

    /// So many lines are above the window.
    pub fn at(lines: usize) -> Self {
        Self(lines)
    }

    /// Lines above the window.
    pub fn lines(self) -> usize {
        self.0
    }

    /// Moves by a command. Says whether the command was one that scrolls.
    pub fn take(&mut self, command: Command, window: Window) -> bool {
        let (page, last) = (window.page.saturating_sub(1).max(1), window.last);
        let now = self.0.min(last);
        self.0 = match command {
            Command::Up => now.saturating_sub(1),
            Command::Down => (now + 1).min(last),
            Command::PageUp => now.saturating_sub(page),
            Command::PageDown => (now + page).min(last),
            Command::Top => 0,
            Command::Bottom => last,
            _ => return false,
        };
        true
    }
}
