//! [`Line`]: a command line that a shell wants to go on with, and the words that can come next.
//!
//! The scripts in `assets/completions` ask with the hidden `trackside __complete SHELL REPLACED WORD...`, and clap's engine finds what
//! fits. Names come from outside: whoever asks hands over how they are read, and nothing here opens a file.
//!
//! ```text
//! values.rs     what the value of a flag, or an argument, can be
//! quoting.rs    words as they were typed to what they mean, and back
//! ```

mod quoting;
mod values;

use std::ffi::OsString;

use clap_complete::engine::{self, CompletionCandidate};

pub(super) use values::Completes;
use values::{FILES, Known};

use super::layers::Variables;
use super::profile::ConfigText;
use super::request::ConfigFile;
use super::{given::Given, source, whole};
use quoting::Typed;

/// What the scripts call: nobody types it, so no help has it.
const COMMAND: &str = "__complete";
/// The first line of an answer: the others are words.
const WORDS: &str = "words";

/// A shell whose command lines can be completed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Shell {
    /// bash, 4.4 or later.
    Bash,
    /// zsh.
    Zsh,
    /// fish, 3 or later.
    Fish,
}

impl Shell {
    /// Every shell with the name to ask for it.
    pub const ALL: [(&'static str, Self); 3] = [("bash", Self::Bash), ("zsh", Self::Zsh), ("fish", Self::Fish)];

    /// The script that has the shell complete lines of trackside.
    pub(super) fn script(self) -> &'static str {
        match self {
            Self::Bash => include_str!("../../../assets/completions/trackside.bash"),
            Self::Zsh => include_str!("../../../assets/completions/_trackside"),
            Self::Fish => include_str!("../../../assets/completions/trackside.fish"),
        }
    }
}

/// Where names come from that the program does not know by itself. Both are asked only where such a name can come next.
#[derive(Clone, Copy)]
pub struct Names {
    /// Reads a config file. `None`: there is none, or it cannot be read.
    pub config: fn(&ConfigFile) -> Option<ConfigText>,
    /// Names, or ids, of runners that begin with this text, in the order in which they are shown; of these profiles alone, where
    /// there are some.
    pub runners: fn(&str, &[String]) -> Vec<String>,
}

/// A command line up to the cursor, as a shell has it.
#[derive(Debug)]
pub struct Line {
    shell: Shell,
    /// What of the last word the shell puts a candidate in the place of.
    replaced: String,
    /// As they were typed, the program first.
    words: Vec<String>,
    /// The config file that counts where no flag names another.
    config: ConfigFile,
}

impl Line {
    /// The line of a question; `None` where `args` are none.
    pub(super) fn asked(args: &[OsString]) -> Option<Self> {
        let mut args = args.iter().skip(1).map(|word| word.to_string_lossy().into_owned());
        args.next().filter(|word| word == COMMAND)?;
        let shell = args.next()?;
        let (_, shell) = Shell::ALL.into_iter().find(|(name, _)| *name == shell)?;
        let (replaced, words) = (args.next()?, args.collect());
        Some(Self { shell, replaced, words, config: ConfigFile::Usual })
    }

    /// The same, with what the environment says.
    pub(super) fn with(self, variables: &Variables) -> Self {
        let named = variables.given(source::CONFIG).and_then(|given| given.file().ok());
        Self { config: named.map_or(ConfigFile::Usual, ConfigFile::Named), ..self }
    }

    /// What the shell's script reads: `files`, where the name of a file comes next, else `words` and a line for each word.
    pub fn answer(&self, names: Names) -> String {
        let words = if self.shell == Shell::Bash { quoting::rejoined(&self.words) } else { self.words.clone() };
        let Some((last, typed)) = words.last().and_then(|last| Some((last, Typed::read(last)?))) else {
            return String::new();
        };
        let mut texts: Vec<String> = words[..words.len() - 1].iter().map(|word| self.meant(word)).collect();
        texts.push(typed.text.clone());
        let candidates = self.candidates(texts, names);
        if candidates.iter().any(|candidate| candidate.get_id().is_some_and(|id| id == FILES)) {
            return format!("{FILES}\n");
        }
        let lines = candidates.iter().filter_map(|candidate| self.line(candidate, last, &typed));
        lines.fold(format!("{WORDS}\n"), |answer, line| answer + &line + "\n")
    }

    /// What a word before the last one means. fish has taken its quotes off already.
    fn meant(&self, word: &str) -> String {
        let typed = if self.shell == Shell::Fish { None } else { Typed::read(word) };
        typed.map_or_else(|| word.to_owned(), |typed| typed.text)
    }

    /// What fits, in the order of the help. Flags are there for whoever types a dash, and where nothing else is.
    fn candidates(&self, texts: Vec<String>, names: Names) -> Vec<CompletionCandidate> {
        let known = Known {
            config: self.config(&texts),
            has_runners: !texts.iter().any(|text| text == "--demo"),
            profiles: values(&texts, "--profile").flat_map(|named| named.split(',')).map(str::to_owned).collect(),
            names,
        };
        let is_flag = texts.last().is_some_and(|text| text.starts_with('-'));
        let at = texts.len() - 1;
        let mut command = whole::command().mut_args(|argument| known.complete(argument));
        command = command.mut_subcommands(|command| command.mut_args(|argument| known.complete(argument)));
        let texts = texts.into_iter().map(OsString::from).collect();
        let mut found = engine::complete(&mut command, texts, at, None).unwrap_or_default();
        let has_dash = |candidate: &CompletionCandidate| candidate.get_value().to_string_lossy().starts_with('-');
        if !is_flag && found.iter().any(|candidate| !has_dash(candidate)) {
            found.retain(|candidate| !has_dash(candidate));
        }
        found
    }

    /// The config file that the line reads. `None`: it reads none.
    fn config(&self, texts: &[String]) -> Option<ConfigFile> {
        if texts.iter().any(|text| text == "--demo") {
            return None;
        }
        let named =
            values(texts, "--config").next().and_then(|value| Given::by_flag(source::CONFIG, value.into()).file().ok());
        Some(named.map_or_else(|| self.config.clone(), ConfigFile::Named))
    }

    /// A candidate as the shell's script takes it: for bash as it is to be typed, for the others with what it is behind a tab.
    fn line(&self, candidate: &CompletionCandidate, last: &str, typed: &Typed) -> Option<String> {
        let value = candidate.get_value().to_str()?;
        if self.shell == Shell::Bash {
            let whole = format!("{last}{}", typed.rest(value)?);
            return whole.strip_prefix(last.strip_suffix(&self.replaced)?).map(str::to_owned);
        }
        let help = candidate.get_help().map(ToString::to_string).unwrap_or_default();
        Some(match help.lines().next() {
            Some(help) => format!("{value}\t{help}"),
            None => value.to_owned(),
        })
    }
}

/// The values that a line has given a flag so far: not the word that is being typed.
fn values<'a>(texts: &'a [String], flag: &'a str) -> impl Iterator<Item = &'a str> {
    let words = texts.iter().zip(texts.iter().skip(1));
    words.filter_map(move |(word, next)| match word.strip_prefix(flag)? {
        "" => Some(next.as_str()),
        rest => rest.strip_prefix('='),
    })
}
