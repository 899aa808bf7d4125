//! The commands that print what belongs to the program itself: `completions`, `man`. They take no flag of an account, and read neither
//! variables nor a config file, so that they work where those are wrong.

use std::ffi::OsString;

use clap::{Arg, ArgMatches};

use super::{COMMANDS, help_flag, skeleton};
use crate::options::completion::{Completes, Shell};
use crate::options::given::Given;
use crate::options::{UsageError, help, manual};

/// A command that prints a text.
pub(in crate::options) struct Paper {
    pub(in crate::options) name: &'static str,
    /// Behind the program's name, as it is typed.
    pub(in crate::options) called: &'static str,
    /// What it does, as a label.
    pub(in crate::options) about: &'static str,
    usage: &'static str,
    after: &'static str,
    argument: fn() -> Arg,
    text: fn(Option<OsString>) -> Result<String, UsageError>,
}

/// Every one of them, in the order of the help.
pub(in crate::options) static PAPERS: [Paper; 2] = [
    Paper {
        name: "completions",
        called: "trackside completions",
        about: "Print what has a shell complete command lines of trackside",
        usage: "<bash|zsh|fish>",
        after: help::AFTER_COMPLETIONS,
        argument: || {
            let shells = Completes::One(|| Completes::names(&Shell::ALL));
            Arg::new(ARGUMENT).value_name("SHELL").help("Which shell: bash, zsh, fish").add(shells)
        },
        text: |given| {
            let missing = || UsageError::about("SHELL", "missing; give one of bash, zsh, fish");
            let shell = Given::new("SHELL", given.ok_or_else(missing)?).one_of(&Shell::ALL, "")?;
            Ok(shell.script().to_owned())
        },
    },
    Paper {
        name: "man",
        called: "trackside man",
        about: "Print a page of the manual",
        usage: "[COMMAND]",
        after: help::AFTER_MAN,
        argument: || {
            let commands = Completes::One(|| Completes::names(&pages()));
            let help = "Whose page, in roff; that of trackside if not given";
            Arg::new(ARGUMENT).value_name("COMMAND").help(help).add(commands)
        },
        text: |given| {
            let named = given.map(|given| Given::new("COMMAND", given).one_of(&pages(), "")).transpose()?;
            Ok(manual::page(named))
        },
    },
];

/// How clap calls the argument.
const ARGUMENT: &str = "argument";

/// The commands that have a page.
fn pages() -> Vec<(&'static str, &'static str)> {
    COMMANDS
        .iter()
        .map(|command| command.name)
        .chain(PAPERS.iter().map(|paper| paper.name))
        .map(|name| (name, name))
        .collect()
}

impl Paper {
    /// How it is read.
    pub(in crate::options) fn clap(&self) -> clap::Command {
        let usage = format!("{} {}", self.called, self.usage);
        let argument = (self.argument)().value_parser(clap::value_parser!(OsString)).help_heading("Argument");
        skeleton(self.called, self.about, usage, self.after).arg(argument).arg(help_flag())
    }

    /// What it prints.
    pub(in crate::options) fn text(&self, matches: &ArgMatches) -> Result<String, UsageError> {
        (self.text)(matches.get_one::<OsString>(ARGUMENT).cloned())
    }
}
