//! The commands without a screen: which there are, and what each takes.
//!
//! To add one: its entry in [`COMMANDS`], its arguments as a [`clap::Parser`] here, its help in `help.rs`, a variant of
//! [`super::Program`] with what `request.rs` makes of the arguments; then its file in `cli/`.
//!
//! Each takes the flags of an account, also those that it has no use for, so that a line for one works for another. The
//! flags of the dashboard are refused by name.

use clap::{ArgAction, CommandFactory, Parser};

use super::arguments::{Flags, HELP_COLUMNS};
use super::help;

/// Which command.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Name {
    /// None: the dashboard.
    Dashboard,
    Record,
}

/// A command, as it is typed and listed.
pub(super) struct Command {
    pub(super) name: &'static str,
    pub(super) which: Name,
    /// What it does, as a label.
    pub(super) about: &'static str,
    /// Its arguments.
    pub(super) arguments: fn() -> clap::Command,
}

/// Every command, in the order of the help.
pub(super) const COMMANDS: [Command; 1] = [Command {
    name: "record",
    which: Name::Record,
    about: "Watch without a screen, and keep the history of what changes",
    arguments: Record::command,
}];

#[derive(Parser)]
#[command(
    name = "trackside record",
    about = "Watch without a screen, and keep the history of what changes",
    override_usage = help::RECORD_USAGE,
    help_template = help::TEMPLATE,
    after_help = help::AFTER_RECORD,
    disable_help_flag = true,
    disable_version_flag = true,
    term_width = HELP_COLUMNS,
    next_line_help = true
)]
struct Record {
    #[command(flatten)]
    _flags: Flags,

    /// Print this help
    #[arg(short = 'h', long = "help", action = ArgAction::Help, help_heading = "Other")]
    _help: Option<bool>,
}
