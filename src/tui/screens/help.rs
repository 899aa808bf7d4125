//! The list of keys, printed from [`crate::tui::keymap::BINDINGS`] for the screen it was asked on.

use crate::text;
use crate::tui::keymap;
use crate::tui::keymap::Context;
use crate::tui::screens::parts::content::Content;
use crate::tui::screens::parts::scene::Scene;
use crate::tui::screens::parts::scroll::Scroll;
use crate::tui::ui::{Piece, Role};

/// Cells of the content.
pub const WIDTH: u16 = 72;

/// Cells of the keys' column.
const KEYS: usize = 20;

/// Where help was asked for, and how far it is scrolled.
#[derive(Clone, PartialEq, Debug)]
pub struct State {
    /// The context whose keys are listed.
    pub context: Context,
    /// Lines above the window.
    pub scroll: Scroll,
}

impl State {
    /// What the popup shows; `filter_examples` are what can be typed into the filter, each with its meaning.
    pub fn content(&self, filter_examples: &[(&str, &str)], scene: &Scene) -> Content<'_> {
        let title = vec![Piece::new(format!("Keys: {}", self.context.title()), Role::Title)];
        Content::text(WIDTH, title, lines(self.context, filter_examples, scene.room(WIDTH)), self.scroll)
    }
}

/// The keys that count in `context`, and what can be typed into the filter, each with its meaning; wrapped at `width` cells.
fn lines(context: Context, filter_examples: &[(&str, &str)], width: u16) -> Vec<Vec<Piece>> {
    let mut lines = Vec::new();
    // Whoever asks while typing a filter wants to know what can be typed.
    if context == Context::Filter {
        filter_help(&mut lines, filter_examples, width);
        lines.push(vec![]);
    }
    section(&mut lines, context, context, width);
    if context == Context::List {
        lines.push(vec![]);
        filter_help(&mut lines, filter_examples, width);
    }
    lines.push(vec![]);
    section(&mut lines, context, Context::Everywhere, width);
    lines
}

fn filter_help(lines: &mut Vec<Vec<Piece>>, examples: &[(&str, &str)], width: u16) {
    lines.push(vec![Piece::new("Filter words", Role::Heading)]);
    for (example, meaning) in examples {
        entry(lines, example, meaning, width);
    }
}

/// The bindings of `of`, with those of their keys that are keys in `context`.
fn section(lines: &mut Vec<Vec<Piece>>, context: Context, of: Context, width: u16) {
    lines.push(vec![Piece::new(of.title(), Role::Heading)]);
    for binding in keymap::BINDINGS.iter().filter(|binding| binding.context == of) {
        let keys: Vec<String> = keymap::usable_keys(context, binding).map(|key| key.to_string()).collect();
        if !keys.is_empty() {
            entry(lines, &keys.join(" "), binding.help, width);
        }
    }
}

fn entry(lines: &mut Vec<Vec<Piece>>, keys: &str, meaning: &str, width: u16) {
    let mut head = format!("  {keys:<KEYS$}");
    let room = usize::from(width).saturating_sub(text::width(&head));
    for part in text::wrap(meaning, room) {
        lines.push(vec![Piece::new(std::mem::take(&mut head), Role::Key), Piece::plain(part)]);
        head = " ".repeat(KEYS + 2);
    }
}
