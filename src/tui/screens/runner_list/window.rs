//! The window onto the rows that are shown, and moving the bar in it: rule 4 of the list.

use super::State;

impl State {
    /// Position of the window's first row, and how many rows the window has; for tests of the window rules.
    pub fn window(&self) -> (usize, usize) {
        (self.top, self.page)
    }

    /// The window has `page` rows from now on.
    pub fn set_page(&mut self, page: usize) {
        self.page = page;
        self.keep_selection_in_window();
    }

    /// Moves the bar to the row at `line` of the window, if there is one.
    pub fn select_line(&mut self, line: usize) {
        if line < self.page && self.top + line < self.shown.len() {
            self.move_to(self.top + line);
        }
    }

    pub(super) fn move_to(&mut self, position: usize) {
        if self.shown.is_empty() {
            return;
        }
        self.cursor = position.min(self.shown.len() - 1);
        self.selected = self.selected().cloned();
        self.anchor = None;
        self.keep_selection_in_window();
    }

    /// Moves window and bar together by a page; at the list's ends the bar goes to the end.
    pub(super) fn move_page(&mut self, down: bool) {
        let step = self.page.saturating_sub(1).max(1);
        if down {
            self.top = (self.top + step).min(self.last_top());
            self.move_to(self.cursor.saturating_add(step));
        } else {
            self.top = self.top.saturating_sub(step);
            self.move_to(self.cursor.saturating_sub(step));
        }
    }

    fn last_top(&self) -> usize {
        self.shown.len().saturating_sub(self.page)
    }

    pub(super) fn keep_selection_in_window(&mut self) {
        let first_top_that_shows_it = (self.cursor + 1).saturating_sub(self.page);
        self.top = self.top.clamp(first_top_that_shows_it.min(self.cursor), self.cursor).min(self.last_top());
    }
}
