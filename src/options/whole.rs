//! The command line as one [`clap::Command`], with every command as one of its own below it: as completion and the manual take it.
//! The line itself is read in another way (`arguments.rs`).

use clap::Arg;

use super::arguments::{DASHBOARD, PROGRAM, dashboard, with_sources};
use super::commands::COMMANDS;
use super::commands::papers::PAPERS;

/// The program with all its commands.
pub(super) fn command() -> clap::Command {
    let commands = COMMANDS.iter().map(|command| of(command.name, command.clap(), command.which.has_screen()));
    let papers = PAPERS.iter().map(|paper| of(paper.name, paper.clap(), false));
    let program = clap::Command::new(PROGRAM).version(env!("CARGO_PKG_VERSION"));
    with_arguments(program, &dashboard(), |_| true).subcommands(commands.chain(papers))
}

/// A command below the program: without the flags that it refuses.
fn of(name: &'static str, command: clap::Command, has_screen: bool) -> clap::Command {
    let command = command.mut_args(with_sources);
    let takes = |argument: &Arg| has_screen || argument.get_help_heading() != Some(DASHBOARD);
    with_arguments(clap::Command::new(name), &command, takes)
}

/// `bare` with what `command` says of itself, and those of its arguments that it takes.
fn with_arguments(bare: clap::Command, command: &clap::Command, takes: impl Fn(&Arg) -> bool) -> clap::Command {
    let mut whole = bare.disable_help_flag(true).disable_version_flag(true).disable_help_subcommand(true);
    if let Some(usage) = command.get_overridden_usage() {
        whole = whole.override_usage(usage.clone());
    }
    if let Some(after) = command.get_after_help() {
        whole = whole.after_help(after.clone());
    }
    if let Some(about) = command.get_about() {
        whole = whole.about(about.clone());
    }
    whole.args(command.get_arguments().filter(|argument| takes(argument)).cloned())
}
