//! What a shell asks about an unfinished line: the words that can come next. Whatever cannot be read is silently not there, as the
//! answer comes in the middle of somebody's typing.

use crate::options::{Line, Names};
use crate::runtime::config_file;
use crate::runtime::recorder::usual_path;
use crate::store;

/// The answer for the shell's script. Reads the config file and the history as far as names are needed, no secret, no network.
pub fn answer(line: &Line) -> String {
    line.answer(Names { config: |file| config_file::read(file).ok().flatten(), runners })
}

fn runners(start: &str, profiles: &[String]) -> Vec<String> {
    usual_path().and_then(|path| store::runner_names(&path, start, profiles).ok()).unwrap_or_default()
}
