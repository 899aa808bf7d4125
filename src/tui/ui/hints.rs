//! The footer: at most seven keys, only those that work now, as many as fit, help always among them.

use super::painter::{Piece, pieces_width};
use super::role::Role;
use crate::tui::command::Command;
use crate::tui::keymap;
use crate::tui::keymap::{Binding, Context};

/// More keys than this are not read.
const AT_MOST: usize = 7;

/// The keys of `context` for a line of `width` cells; `hint` gives the word for a key that would do something now.
pub fn hints(context: Context, width: u16, hint: impl Fn(&Binding) -> Option<&'static str>) -> Vec<Piece> {
    let width = usize::from(width);
    let mut entries: Vec<(Command, Vec<Piece>)> = keymap::bindings_of(context)
        .filter_map(|binding| {
            let key = keymap::usable_keys(context, binding).next()?;
            Some((binding.command, entry(&key.to_string(), hint(binding)?)))
        })
        .collect();
    let help = entries.iter().position(|(command, _)| *command == Command::OpenHelp).map(|at| entries.remove(at));
    let mut room = width.saturating_sub(help.as_ref().map_or(0, |(_, pieces)| pieces_width(pieces)));
    let mut line = Vec::new();
    for (_, pieces) in entries.into_iter().take(AT_MOST - usize::from(help.is_some())) {
        let needed = pieces_width(&pieces);
        if needed > room {
            break;
        }
        room -= needed;
        line.extend(pieces);
    }
    line.extend(help.into_iter().flat_map(|(_, pieces)| pieces));
    line
}

fn entry(key: &str, word: &str) -> Vec<Piece> {
    vec![Piece::plain(" "), Piece::new(key, Role::Key), Piece::plain(format!(" {word} "))]
}
