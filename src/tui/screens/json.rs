//! A runner's JSON as the control plane sent it, safe to draw; never its credentials, which have a call of their own.

use crate::api::ApiError;
use crate::domain::{Label, RunnerId};
use crate::text;
use crate::tui::screens::parts::scroll::Scroll;
use crate::tui::ui::{Piece, Role};

/// Cells of the popup's content.
pub const WIDTH: u16 = 100;

/// The state of the view.
#[derive(Clone, Debug)]
pub struct State {
    /// The runner.
    pub id: RunnerId,
    /// What was read; `None` until it came.
    pub text: Option<Result<String, ApiError>>,
    /// Lines above the window.
    pub scroll: Scroll,
}

impl State {
    /// A view that waits for its text.
    pub fn new(id: RunnerId) -> Self {
        Self { id, text: None, scroll: Scroll::default() }
    }

    /// The lines, at most `width` cells wide: what is longer goes on below, indented as far.
    pub fn lines(&self, width: u16) -> Vec<Vec<Piece>> {
        let say = |words: String, role| {
            text::wrap(&words, usize::from(width)).into_iter().map(move |line| vec![Piece::new(line, role)]).collect()
        };
        match &self.text {
            None => say("reading".to_owned(), Role::Quiet),
            Some(Err(error)) => say(format!("It could not be read: {}", error.cause), Role::Attention),
            Some(Ok(json)) => json.lines().flat_map(|line| of_line(line, usize::from(width))).collect(),
        }
    }
}

fn of_line(raw: &str, width: usize) -> Vec<Vec<Piece>> {
    let blanks = raw.len() - raw.trim_start_matches(' ').len();
    let label = Label::from(raw.trim_start_matches(' '));
    let indent = blanks.min(width / 2);
    let role_of = |line: &str| if line.starts_with('"') && line.contains("\": ") { Role::Text } else { Role::Quiet };
    let role = role_of(label.safe());
    let parts = text::chop(label.safe(), width.saturating_sub(indent).max(1));
    parts.into_iter().map(|part| vec![Piece::plain(" ".repeat(indent)), Piece::new(part, role)]).collect()
}
