//! What `config` is asked: what counts, or where the file is.

use std::ffi::OsString;

use super::output::{ColorChoice, TextOrJson, form};
use crate::options::completion::Completes;
use crate::options::given::Given;
use crate::options::request::ConfigFile;
use crate::options::{Review, UsageError};

/// What `trackside config` is asked.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ConfigQuestion {
    /// What counts, and what is wrong.
    Check,
    /// Which file would be read.
    Path,
}

impl ConfigQuestion {
    /// Both with the names to ask.
    const ALL: [(&'static str, Self); 2] = [("check", Self::Check), ("path", Self::Path)];
}

/// `trackside config`.
#[derive(Debug)]
pub struct ConfigOptions {
    /// What is asked.
    pub question: ConfigQuestion,
    /// In which form: text or JSON.
    pub output: TextOrJson,
    /// Whether a text has colours.
    pub color: ColorChoice,
    /// The config file that a start would read.
    pub file: ConfigFile,
    /// What counts; empty where only the file is asked for.
    pub review: Review,
}

impl ConfigOptions {
    /// Whether the file is read to answer.
    pub(in crate::options) fn reads(&self) -> bool {
        self.question == ConfigQuestion::Check
    }
}

#[derive(clap::Args)]
#[command(next_help_heading = "Config")]
// Not Config: clap tells groups of arguments apart by such names, and the flags of the config file are one.
pub(super) struct Questions {
    #[arg(
        value_name = "QUESTION",
        help_heading = "Config",
        display_order = 0,
        help = "What to say: check (what counts, from where, and what is wrong), path (of the config file)",
        add = Completes::One(|| Completes::names(&ConfigQuestion::ALL))
    )]
    question: Option<OsString>,
    /// Form of what check writes: text, json
    #[arg(short = 'o', long, value_name = "FORM", add = Completes::One(|| Completes::names(&TextOrJson::ALL)))]
    output: Option<OsString>,
    /// Colours in a text: auto, always, never
    #[arg(long, value_name = "WHEN", add = Completes::One(|| Completes::names(&ColorChoice::ALL)))]
    color: Option<OsString>,
}

impl Questions {
    pub(super) fn options(self) -> Result<ConfigOptions, UsageError> {
        let missing = || UsageError::about("QUESTION", "missing; say check or path");
        let question = Given::new("QUESTION", self.question.ok_or_else(missing)?).one_of(&ConfigQuestion::ALL, "")?;
        if question == ConfigQuestion::Path && self.output.is_some() {
            return Err(UsageError::about("--output", "not with path, which prints one line; leave this out"));
        }
        Ok(ConfigOptions {
            question,
            output: form(self.output, &TextOrJson::ALL)?,
            color: ColorChoice::read(self.color)?,
            // Both follow once variables and file are read.
            file: ConfigFile::Usual,
            review: Review::default(),
        })
    }
}
