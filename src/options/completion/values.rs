//! [`Completes`]: what the value of a flag, or an argument, can be; and [`Known`], which finds those that begin like what was typed.

use std::ffi::OsStr;

use clap::Arg;
use clap::builder::ArgExt;
use clap_complete::engine::{ArgValueCompleter, CompletionCandidate};

use super::Names;
use crate::domain::Label;
use crate::options::request::ConfigFile;
use crate::options::{ThemeName, profile, themes, views};

/// The id of the candidate that stands for all files.
pub(super) const FILES: &str = "files";

/// What the value of an argument can be: clap keeps it with the argument.
#[derive(Clone, Copy, Debug)]
pub(in crate::options) enum Completes {
    /// One of these.
    One(fn() -> Vec<String>),
    /// Some of these, with commas between.
    Some(fn() -> Vec<String>),
    /// Profiles of the config file, with commas between.
    Profiles,
    /// A theme, also one of the config file.
    Theme,
    /// A view of the config file.
    View,
    /// A runner's name or id.
    Runner,
    /// The name of a file.
    File,
}

impl ArgExt for Completes {}

impl Completes {
    /// The names of a table.
    pub(in crate::options) fn names<T>(table: &[(&str, T)]) -> Vec<String> {
        table.iter().map(|(name, _)| (*name).to_owned()).collect()
    }
}

/// What is known of names.
#[derive(Clone)]
pub(super) struct Known {
    /// The config file that is read. `None`: none is.
    pub(super) config: Option<ConfigFile>,
    /// Whether the runners that are meant are those of the history.
    pub(super) has_runners: bool,
    /// The profiles that the line names: runners of other accounts are not meant. None: whatever the history has.
    pub(super) profiles: Vec<String>,
    pub(super) names: Names,
}

impl Known {
    /// `argument`, which can be completed then.
    pub(super) fn complete(&self, argument: Arg) -> Arg {
        let Some(what) = argument.get::<Completes>().copied() else { return argument };
        let known = self.clone();
        let complete = move |typed: &OsStr| typed.to_str().map_or_else(Vec::new, |typed| known.candidates(what, typed));
        argument.add(ArgValueCompleter::new(complete))
    }

    fn candidates(&self, what: Completes, typed: &str) -> Vec<CompletionCandidate> {
        match what {
            Completes::One(names) => beginning(typed, names()),
            Completes::Some(names) => listed(typed, names()),
            Completes::Profiles => listed(typed, self.in_file(profile::names)),
            Completes::View => beginning(typed, self.in_file(views::names)),
            Completes::Theme => {
                beginning(typed, [Completes::names(&ThemeName::ALL), self.in_file(themes::names)].concat())
            }
            Completes::Runner if self.has_runners => beginning(typed, (self.names.runners)(typed, &self.profiles)),
            Completes::Runner => Vec::new(),
            Completes::File => vec![CompletionCandidate::new(FILES).id(Some(FILES.to_owned()))],
        }
    }

    /// The names that the config file has of something.
    fn in_file(&self, names: fn(&str) -> Vec<String>) -> Vec<String> {
        let file = self.config.as_ref().and_then(|config| (self.names.config)(config));
        file.map_or_else(Vec::new, |file| names(&file.text))
    }
}

/// The names that begin like that. One that cannot be typed as it is, for a terminal would do something else, is left out.
fn beginning(typed: &str, names: Vec<String>) -> Vec<CompletionCandidate> {
    let is_typed = |name: &String| name.starts_with(typed) && Label::from(name.as_str()).safe() == name;
    names.into_iter().filter(is_typed).map(CompletionCandidate::new).collect()
}

/// The same for the last of several with commas between. One that is there already is not offered again.
fn listed(typed: &str, names: Vec<String>) -> Vec<CompletionCandidate> {
    let (before, last) = typed.rsplit_once(',').map_or(("", typed), |(before, last)| (before, last));
    let prefix = &typed[..typed.len() - last.len()];
    let names = names.into_iter().filter(|name| !before.split(',').any(|taken| taken == name)).collect();
    beginning(last, names).into_iter().map(|candidate| candidate.add_prefix(prefix)).collect()
}
