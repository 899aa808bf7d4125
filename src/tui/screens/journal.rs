//! The journal as a list: what was sent from here, in this run and in earlier ones.

use crate::domain::Label;
use crate::tui::screens::parts::content::{Content, Line, wrapped};
use crate::tui::screens::parts::scene::Scene;
use crate::tui::screens::parts::scroll::Scroll;
use crate::tui::ui::{Piece, Role};

/// Cells of the popup's content.
pub const WIDTH: u16 = 100;

/// The state of the view.
#[derive(Clone, Debug, Default)]
pub struct State {
    /// What was read, newest first; `None` until it came.
    pub entries: Option<Result<Vec<Label>, Label>>,
    /// Lines above the window.
    pub scroll: Scroll,
}

impl State {
    /// What the popup shows.
    pub fn content(&self, scene: &Scene) -> Content<'_> {
        let title = vec![Piece::new("Journal", Role::Title)];
        Content::text(WIDTH, title, self.lines(usize::from(scene.room(WIDTH))), self.scroll)
    }

    fn lines(&self, width: usize) -> Vec<Line> {
        let say = |message: &str, role| wrapped(message, role, width);
        match &self.entries {
            None => say("Reading.", Role::Quiet),
            Some(Err(reason)) => say(&format!("The journal cannot be read: {reason}"), Role::Attention),
            Some(Ok(entries)) if entries.is_empty() => say("No request was sent from here yet.", Role::Text),
            Some(Ok(entries)) => entries.iter().flat_map(|entry| say(entry.safe(), Role::Text)).collect(),
        }
    }
}
