//! The journal as a list: what was sent from here, in this run and in earlier ones.

use crate::domain::Label;
use crate::text;
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
    /// The lines, at most `width` cells wide.
    pub fn lines(&self, width: u16) -> Vec<Vec<Piece>> {
        let say = |words: &str, role| -> Vec<Vec<Piece>> {
            text::wrap(words, usize::from(width)).into_iter().map(|line| vec![Piece::new(line, role)]).collect()
        };
        match &self.entries {
            None => say("reading", Role::Quiet),
            Some(Err(reason)) => say(&format!("It cannot be read: {reason}"), Role::Attention),
            Some(Ok(entries)) if entries.is_empty() => say("Nothing was done from here yet.", Role::Text),
            Some(Ok(entries)) => entries.iter().flat_map(|entry| say(entry.safe(), Role::Text)).collect(),
        }
    }
}
