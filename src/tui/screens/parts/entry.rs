//! [`Entry`]: what can be chosen in the palette, held by what it is, so that no refresh puts another one in its place.

use crate::domain::{AccountId, Label, RunnerKey};
use crate::tui::command::Command;

/// What can be chosen in the palette.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Entry {
    /// A command of the table of keys: taken as if its key was pressed.
    Command(Command),
    /// A view of the config file, by its name: the list is shown so.
    View(Label),
    /// A profile: opened alone.
    Profile(AccountId),
    /// A runner: its details are opened.
    Runner(RunnerKey),
}
