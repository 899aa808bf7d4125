//! [`BINDINGS`]: the one table of context, keys, command and help text. To add a key, add an entry to the file of its context;
//! table order is footer order.
//!
//! ```text
//! list.rs       the runner list, its filter, its order, what is copied and written from it, the summary
//! details.rs    a runner's details and the search in them
//! dialogs.rs    what asks for something or is filled in, and the panel of what was begun
//! boards.rs     the screens in the list's place: the fleet map, the versions
//! views.rs      what is only read, and what counts everywhere
//! ```

mod boards;
mod details;
mod dialogs;
mod list;
mod views;

use super::{Binding, Context};
use crate::domain::Action;
use crate::terminal::input::Chord;
use crate::tui::command::Command;

const fn binding(
    context: Context,
    keys: &'static [Chord],
    command: Command,
    hint: Option<&'static str>,
    help: &'static str,
) -> Binding {
    Binding { context, keys, command, help, hint }
}

/// An action of the menu, which the footer leaves to the menu itself.
const fn act(context: Context, keys: &'static [Chord], action: Action, help: &'static str) -> Binding {
    binding(context, keys, Command::Act(action), None, help)
}

const PARTS: [&[Binding]; 5] =
    [list::BINDINGS, details::BINDINGS, dialogs::BINDINGS, boards::BINDINGS, views::BINDINGS];

const LENGTH: usize = PARTS[0].len() + PARTS[1].len() + PARTS[2].len() + PARTS[3].len() + PARTS[4].len();

static JOINED: [Binding; LENGTH] = {
    let mut joined = [PARTS[0][0]; LENGTH];
    let (mut part, mut index, mut length) = (0, 0, 0);
    while length < LENGTH {
        if index < PARTS[part].len() {
            joined[length] = PARTS[part][index];
            (index, length) = (index + 1, length + 1);
        } else {
            (part, index) = (part + 1, 0);
        }
    }
    joined
};

/// Every key of the program.
pub const BINDINGS: &[Binding] = &JOINED;
