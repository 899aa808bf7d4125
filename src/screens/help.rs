//! The list of keys, printed from [`crate::keymap::BINDINGS`] for the screen it was asked on.

use crate::keymap::{self, Binding, Context};
use crate::screens::runner_list::filter;
use crate::screens::scroll::Scroll;
use crate::ui::{Piece, Role, text};

/// Cells of the content.
pub const WIDTH: u16 = 72;

/// Cells of the keys' column.
const KEYS: usize = 18;

/// Where help was asked for, and how far it is scrolled.
#[derive(Clone, PartialEq, Debug)]
pub struct State {
    /// The context whose keys are listed.
    pub context: Context,
    /// Lines above the window.
    pub scroll: Scroll,
}

/// The keys that count in `context`, wrapped at `width` cells.
pub fn lines(context: Context, width: u16) -> Vec<Vec<Piece>> {
    let mut lines = Vec::new();
    section(&mut lines, context, width, |binding| binding.context == context);
    if context == Context::List {
        lines.push(vec![]);
        lines.push(vec![Piece::new("Filter words", Role::Heading)]);
        for (example, meaning) in filter::EXAMPLES {
            entry(&mut lines, example, meaning, width);
        }
    }
    lines.push(vec![]);
    section(&mut lines, Context::Everywhere, width, |binding| binding.context == Context::Everywhere);
    lines
}

fn section(lines: &mut Vec<Vec<Piece>>, title: Context, width: u16, belongs: impl Fn(&Binding) -> bool) {
    lines.push(vec![Piece::new(title.title(), Role::Heading)]);
    for binding in keymap::BINDINGS.iter().filter(|binding| belongs(binding)) {
        let keys: Vec<String> = binding.keys.iter().map(ToString::to_string).collect();
        entry(lines, &keys.join(" "), binding.help, width);
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
