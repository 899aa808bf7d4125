//! Obtains the API credential's secret from where it is kept, before the terminal is taken: a command may ask the
//! operator for a passphrase. What the secret is, or was printed along with it, is in no error.
//!
//! ```text
//! file.rs      a file that only its owner can read
//! command.rs   what a program prints
//! ```

mod command;
mod file;

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

impl From<String> for NoSecret {
    fn from(refusal: String) -> Self {
        Self::Refused(refusal)
    }
}

/// The secret. A command may take up to `limit`, which is [`COMMAND_TIMEOUT`] outside tests. Blocks, and must not be
/// called from a task.
pub fn obtain(source: &SecretSource, limit: Duration) -> Result<Secret, NoSecret> {
    match source {
        SecretSource::Given(secret) => match unseen_at_an_edge(secret.expose()) {
            None => Ok(secret.clone()),
            Some(reason) => Err(NoSecret::Refused(format!("{SECRET_VARIABLE}: the value {reason}"))),
        },
        SecretSource::File(given) => file::read(given).map_err(NoSecret::Refused),
        SecretSource::Command { argv, by } => command::run(argv, limit).map_err(|failure| match failure {
            command::Failure::Words(reason) => {
                let program = Label::from(argv.first().map_or("", String::as_str));
                NoSecret::Failed(format!("{by}: {program} {reason}"))
            }
            command::Failure::Signal(number) => NoSecret::Signal(number),
        }),
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
