//! A runner's JSON as the control plane sent it, safe to draw; never its credentials, which have a call of their own.

use crate::api::ApiError;
use crate::domain::{Label, RunnerKey};
use crate::text;
use crate::tui::command::Command;
use crate::tui::screens::parts::content::{Content, Line, wrapped};
use crate::tui::screens::parts::instruction::Instruction;
use crate::tui::screens::parts::scene::Scene;
use crate::tui::screens::parts::scroll::{Scroll, Window};
use crate::tui::ui::{Piece, Role};

/// Cells of the popup's content.
pub const WIDTH: u16 = 100;

/// The state of the view.
#[derive(Clone, Debug)]
pub struct State {
    /// The runner whose JSON it is.
    pub key: RunnerKey,
    /// What was read; `None` until it came.
    pub text: Option<Result<String, ApiError>>,
    /// Lines above the window.
    pub scroll: Scroll,
}

impl State {
    /// A view that waits for its text.
    pub fn new(key: RunnerKey) -> Self {
        Self { key, text: None, scroll: Scroll::default() }
    }

    /// Takes a command: scrolls, or asks for the text to be copied.
    pub fn update(&mut self, command: Command, window: Window) -> Vec<Instruction> {
        match (command, &self.text) {
            (Command::CopyAll, Some(Ok(json))) => {
                return vec![Instruction::Copy { what: "The JSON", text: json.clone() }];
            }
            _ => self.scroll.take(command, window),
        };
        Vec::new()
    }

    /// What the popup shows.
    pub fn content(&self, scene: &Scene) -> Content<'_> {
        let title = vec![Piece::new("JSON", Role::Title), Piece::plain(", as the control plane sent it")];
        Content::text(WIDTH, title, self.lines(usize::from(scene.room(WIDTH))), self.scroll)
    }

    /// The lines, at most `width` cells wide: what is longer goes on below, indented as far.
    fn lines(&self, width: usize) -> Vec<Line> {
        match &self.text {
            None => wrapped("Reading.", Role::Quiet, width),
            Some(Err(error)) => wrapped(&format!("The JSON cannot be read: {}", error.cause), Role::Attention, width),
            Some(Ok(json)) => json.lines().flat_map(|line| of_line(line, width)).collect(),
        }
    }
}

fn of_line(raw: &str, width: usize) -> Vec<Line> {
    let blanks = raw.len() - raw.trim_start_matches(' ').len();
    let label = Label::from(raw.trim_start_matches(' '));
    let indent = blanks.min(width / 2);
    let role_of = |line: &str| if line.starts_with('"') && line.contains("\": ") { Role::Text } else { Role::Quiet };
    let role = role_of(label.safe());
    let parts = text::chop(label.safe(), width.saturating_sub(indent).max(1));
    parts.into_iter().map(|part| vec![Piece::plain(" ".repeat(indent)), Piece::new(part, role)]).collect()
}
