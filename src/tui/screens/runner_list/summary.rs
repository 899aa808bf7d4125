//! The summary of one runner as a popup: the side pane, for screens that have no room for it.

use crate::domain::RunnerKey;
use crate::text::words;
use crate::tui::keymap::Context;
use crate::tui::screens::parts::content::Content;
use crate::tui::screens::parts::pane::{self, Section, Subject};
use crate::tui::screens::parts::scene::Scene;
use crate::tui::screens::parts::scroll::Scroll;
use crate::tui::ui::{Piece, Role};

/// Cells of a popup's content.
pub const WIDTH: u16 = 72;

/// The popup's state: whose summary, and how far it is scrolled.
#[derive(Clone, PartialEq, Debug)]
pub struct State {
    /// The runner it was opened for.
    pub key: RunnerKey,
    /// Lines above the window.
    pub scroll: Scroll,
}

impl State {
    /// What the popup shows.
    pub fn content(&self, scene: &Scene) -> Content<'_> {
        let width = scene.room(WIDTH);
        let Some(row) = scene.fleet.at(&self.key) else {
            let words = "The control plane has no such runner any more: the runner was removed.";
            let title = vec![Piece::new("Gone", Role::Title)];
            return Content::text(WIDTH, title, vec![vec![Piece::plain(words)]], self.scroll);
        };
        let room = usize::from(width).saturating_sub(2);
        let name = words::named(&scene.named(&row.runner), room, scene.symbols.ellipsis);
        let title = vec![Piece::new(name, Role::Title)];
        let subject = Subject::of(row, scene.history, &scene.surroundings(Context::Summary));
        Content::text(WIDTH, title, pane::whole(&subject, &Section::ALL, width), self.scroll)
    }
}
