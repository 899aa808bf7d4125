//! Obtains the API credential's secret from where it is kept: before the terminal is taken, as a command may ask the
//! operator for a passphrase, or later, without it. What the secret is, or was printed along with it, is in no error.
//!
//! ```text
//! file.rs      a file that only its owner can read
//! command.rs   what a program prints
//! keyboard.rs  Ctrl-C while that program has the terminal
//! ```

mod command;
mod file;
mod keyboard;

use std::time::Duration;

use crate::domain::{Label, Secret, is_unseen};
use crate::options::{SECRET_VARIABLE, SecretSource};

/// How long a command may take, its waiting for a passphrase not counted.
pub const COMMAND_TIMEOUT: Duration = Duration::from_secs(30);
/// The longest secret in bytes, with its line break.
const MAX_SECRET_BYTES: usize = 16 * 1024;

/// Why there is no secret.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum NoSecret {
    /// One line for standard error: it names the key that says where the secret is, and what is wrong there.
    Refused(String),
    /// The same line for a command that was run and gave none: it may the next time.
    Failed(String),
    /// This signal asked the program to end while a command ran, which was ended.
    Signal(i32),
}

impl NoSecret {
    /// The line, where somebody is there to read it.
    pub fn line(self) -> String {
        match self {
            Self::Refused(line) | Self::Failed(line) => line,
            // Told apart where it counts: before the start.
            Self::Signal(number) => format!("ended by signal {number}"),
        }
    }
}

impl From<String> for NoSecret {
    fn from(refusal: String) -> Self {
        Self::Refused(refusal)
    }
}

/// The secret, before the terminal is taken. A command may take up to `limit`, which is [`COMMAND_TIMEOUT`] outside tests.
/// Blocks, and must not be called from a task.
pub fn obtain(source: &SecretSource, limit: Duration) -> Result<Secret, NoSecret> {
    match source {
        SecretSource::Given(secret) => given(secret),
        SecretSource::File(given) => file::read(given).map_err(NoSecret::Refused),
        SecretSource::Command { argv, by } => command::run(argv, limit).map_err(|failure| failure.of(argv, by)),
    }
}

/// The secret as far as it can be had without running anything: a command is not run, and gives `None`. The error is the line that
/// a start would give.
pub fn look(source: &SecretSource) -> Result<Option<Secret>, String> {
    match source {
        SecretSource::Given(secret) => given(secret).map(Some).map_err(NoSecret::line),
        SecretSource::File(given) => file::read(given).map(Some),
        SecretSource::Command { .. } => Ok(None),
    }
}

/// The secret, in a task, with the terminal left alone: a command has none. Dropping the future ends the command.
pub async fn obtain_without_terminal(source: &SecretSource, limit: Duration) -> Result<Secret, NoSecret> {
    match source {
        SecretSource::Given(secret) => given(secret),
        SecretSource::File(given) => {
            let given = given.clone();
            let read = tokio::task::spawn_blocking(move || file::read(&given).map_err(NoSecret::Refused));
            read.await.unwrap_or_else(|error| Err(NoSecret::Failed(error.to_string())))
        }
        SecretSource::Command { argv, by } => {
            let ran = command::run_without_terminal(argv, limit).await;
            ran.map_err(|failure| failure.of(argv, by))
        }
    }
}

fn given(secret: &Secret) -> Result<Secret, NoSecret> {
    match unseen_at_an_edge(secret.expose()) {
        None => Ok(secret.clone()),
        Some(reason) => Err(NoSecret::Refused(format!("{SECRET_VARIABLE}: the value {reason}"))),
    }
}

/// What is to be done about a command that fails without a word.
const BY_HAND: &str = "run it by hand to see why";

impl command::Failure {
    /// The failure of this command, which is in the file and line `by`.
    fn of(self, argv: &[String], by: &str) -> NoSecret {
        match self {
            Self::Words(reason) => {
                let program = Label::from(argv.first().map_or("", String::as_str));
                NoSecret::Failed(format!("{by}: {program} {reason}"))
            }
            Self::Killed(number) => Self::Words(format!("was ended by signal {number}; {BY_HAND}")).of(argv, by),
            Self::Signal(number) => NoSecret::Signal(number),
        }
    }
}

/// What was read as a secret: text of one line, whose line break does not count. The error never repeats any of it.
fn secret(bytes: Vec<u8>) -> Result<Secret, String> {
    if bytes.len() > MAX_SECRET_BYTES {
        return Err(format!("more than {} KiB is no secret", MAX_SECRET_BYTES / 1024));
    }
    let mut text = String::from_utf8(bytes).map_err(|_| "the secret is not valid UTF-8")?;
    let line = text.strip_suffix('\n').map_or(text.as_str(), |line| line.strip_suffix('\r').unwrap_or(line));
    text.truncate(line.len());
    if text.trim().is_empty() {
        return Err("the secret is empty".to_owned());
    }
    if text.chars().any(char::is_control) {
        return Err("the secret must be one line without control characters".to_owned());
    }
    match unseen_at_an_edge(&text) {
        None => Ok(Secret::new(text)),
        Some(reason) => Err(format!("the secret {reason}")),
    }
}

/// What is wrong with a secret that begins or ends with what nobody sees: `ends with a blank, which nobody sees`. Editors, web
/// pages and clipboards leave that there, and no service has it in its secrets.
fn unseen_at_an_edge(text: &str) -> Option<String> {
    [(text.chars().next(), "begins"), (text.chars().next_back(), "ends")].into_iter().find_map(|(character, edge)| {
        let character = character.filter(|character| character.is_whitespace() || is_unseen(*character))?;
        let name = NAMES.iter().find(|(named, _)| *named == character).map(|(_, name)| (*name).to_owned());
        let name = name.unwrap_or_else(|| format!("U+{:04X}", u32::from(character)));
        Some(format!("{edge} with {name}, which nobody sees"))
    })
}

/// Characters that end up at the edge of a pasted secret, as a refusal calls them.
const NAMES: [(char, &str); 15] = [
    (' ', "a blank"),
    ('\t', "a tab"),
    ('\n', "a line break"),
    ('\r', "a line break"),
    ('\u{ad}', "a soft hyphen"),
    ('\u{3000}', "an ideographic space"),
    ('\u{feff}', "a byte order mark"),
    ('\u{200b}', "a zero-width space"),
    ('\u{200c}', "a zero-width non-joiner"),
    ('\u{200d}', "a zero-width joiner"),
    ('\u{2060}', "a word joiner"),
    ('\u{a0}', "a no-break space"),
    ('\u{202f}', "a narrow no-break space"),
    ('\u{200e}', "a left-to-right mark"),
    ('\u{200f}', "a right-to-left mark"),
];
