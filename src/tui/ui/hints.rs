//! The footer: at most seven keys, only those that work now, as many as fit, help always among them.

use super::painter::{Piece, pieces_width};
use super::role::Role;
use crate::tui::command::Command;
use crate::tui::keymap::{Binding, Bound, Context, Keymap};

/// More keys than this are not read.
const AT_MOST: usize = 7;

/// The keys of `context` in `keymap` for a line of `width` cells; `hint` gives the word for a key that would do something now.
pub fn hints(
    keymap: &Keymap,
    context: Context,
    width: u16,
    hint: impl Fn(&Binding) -> Option<&'static str>,
) -> Vec<Piece> {
    let width = usize::from(width);
    let bound = keymap.bindings_of(context).iter();
    let mut entries: Vec<(&Bound, &'static str)> =
        bound.filter_map(|bound| Some((bound, hint(bound.binding)?))).collect();
    let help = entries.iter().position(|(bound, _)| bound.binding.command == Command::OpenHelp);
    let help = help.map(|at| entries.remove(at)).and_then(|(bound, word)| entry(bound, word));
    let mut room = width.saturating_sub(help.as_ref().map_or(0, |pieces| pieces_width(pieces)));
    let mut line = Vec::new();
    let others = entries.into_iter().filter_map(|(bound, word)| entry(bound, word));
    for pieces in others.take(AT_MOST - usize::from(help.is_some())) {
        let needed = pieces_width(&pieces);
        if needed > room {
            break;
        }
        room -= needed;
        line.extend(pieces);
    }
    line.extend(help.into_iter().flatten());
    line
}

/// The key to show, and its word.
fn entry(bound: &Bound, word: &str) -> Option<[Piece; 3]> {
    let key = bound.keys.first()?;
    Some([Piece::plain(" "), Piece::new(key.to_string(), Role::Key), Piece::plain(format!(" {word} "))])
}
