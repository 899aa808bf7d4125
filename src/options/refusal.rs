//! One line for what stands on the command line and cannot be read.

use std::ffi::OsString;

use clap::error::{ContextKind, ContextValue, ErrorKind};

use super::UsageError;
use super::commands::COMMANDS;
use super::commands::papers::PAPERS;
use super::given::shown;
use super::source::SOURCES;

/// The command that takes one word, and is asked for more.
const CONFIG: &str = "trackside config";

/// One line for what clap cannot read. `command` is whose flags they are, as it is typed: `trackside record`.
pub(super) fn of(error: &clap::Error, command: &str) -> UsageError {
    let Some(argument) = context(error, ContextKind::InvalidArg) else {
        return UsageError::about("command line", shown(error.to_string().lines().next().unwrap_or_default()));
    };
    // clap names a flag with its value: `--refresh <SECONDS>`.
    let is_flag = argument.starts_with('-');
    // And a word as `<RUNNER>`.
    let argument = argument.trim_matches(['<', '>', '.']);
    let argument = if is_flag { argument.split([' ', '=']).next().unwrap_or(argument) } else { argument };
    let suggestion = context(error, ContextKind::SuggestedArg);
    let reason = match error.kind() {
        ErrorKind::UnknownArgument if argument.contains(char::REPLACEMENT_CHARACTER) => "not valid UTF-8".to_owned(),
        ErrorKind::UnknownArgument if is_known(argument) => BEHIND_DASHES.to_owned(),
        ErrorKind::UnknownArgument if !is_flag && command == CONFIG => {
            "one question is taken, check or path".to_owned()
        }
        ErrorKind::UnknownArgument if !is_flag => format!("{command} takes flags only; see {command} --help"),
        ErrorKind::UnknownArgument => match suggestion {
            Some(flag) => format!("there is no such flag; did you mean {flag}?"),
            None => format!("there is no such flag; see {command} --help"),
        },
        ErrorKind::MissingRequiredArgument => format!("missing; see {command} --help"),
        ErrorKind::InvalidValue => format!("a value is missing; see {command} --help"),
        ErrorKind::TooManyValues => "takes no value; leave out what stands behind =".to_owned(),
        ErrorKind::ArgumentConflict => "given more than once; give one".to_owned(),
        _ => format!("cannot be read; see {command} --help"),
    };
    UsageError::about(&shown(argument), reason)
}

/// The same for a command that takes no flag of an account. `called` is the command as it is typed.
pub(super) fn of_paper(error: &clap::Error, called: &str, args: &[OsString]) -> UsageError {
    let flag =
        context(error, ContextKind::InvalidArg).map(|argument| argument.split([' ', '=']).next().unwrap_or(argument));
    match flag.filter(|flag| is_known(flag) && !args.iter().any(|word| word == "--")) {
        Some(flag) => {
            UsageError::about(flag, format_args!("not with {called}, which needs no account; leave this out"))
        }
        None => of(error, called),
    }
}

/// One line for a word that is no command.
pub(super) fn no_command(word: &str) -> UsageError {
    let names = COMMANDS.iter().map(|command| command.name).chain(PAPERS.iter().map(|paper| paper.name));
    let nearest = names.min_by_key(|name| distance(word, name));
    let reason = match nearest {
        _ if is_known(word) => BEHIND_DASHES.to_owned(),
        Some(name) if distance(word, name) <= MOST_SLIPS => format!("there is no such command; did you mean {name}?"),
        _ => "there is no such command; see trackside --help".to_owned(),
    };
    UsageError::about(&shown(word), reason)
}

/// One line for words of which one is no text: a command is, unlike the name of a file behind a flag.
pub(super) fn no_text(args: &[OsString]) -> UsageError {
    let is_behind_flag = |before: &OsString| before.to_str().is_some_and(|flag| flag.starts_with("--"));
    let mut pairs = args.iter().zip(args.iter().skip(1));
    let word = pairs.find(|(before, word)| word.to_str().is_none() && !is_behind_flag(before));
    let word = word.map_or_else(String::new, |(_, word)| word.to_string_lossy().into_owned());
    UsageError::about(&shown(&word), "not valid UTF-8")
}

/// Why a flag that there is cannot be read.
const BEHIND_DASHES: &str = "stands behind --, where nothing is a flag";

fn is_known(flag: &str) -> bool {
    SOURCES.iter().any(|source| source.flag == Some(flag))
}

/// The most slips of the fingers that a word is known by: one letter too many, too few, wrong, or two that changed places.
const MOST_SLIPS: usize = 2;

fn distance(word: &str, name: &str) -> usize {
    strsim::osa_distance(&word.to_lowercase(), name)
}

fn context(error: &clap::Error, kind: ContextKind) -> Option<&str> {
    match error.get(kind)? {
        ContextValue::String(text) => Some(text),
        ContextValue::Strings(texts) => texts.first().map(String::as_str),
        _ => None,
    }
}
