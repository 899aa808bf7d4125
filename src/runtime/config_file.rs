//! Reads the config file: which one that is, where it is, and how much of it.

use std::io::{self, ErrorKind, Read};
use std::path::{Path, PathBuf};

use super::{folders, plain_file};
use crate::options::{ConfigFile, ConfigText, GivenFile};

/// The largest config file, in bytes; one by hand has a few hundred.
const MAX_FILE_BYTES: u64 = 256 * 1024;

/// The config file's text. `None` where none was named and the usual one is not there.
///
/// # Errors
///
/// One line for standard error: it names the file, and what named it.
pub fn read(config: &ConfigFile) -> Result<Option<ConfigText>, String> {
    match config {
        ConfigFile::Named(file) => read_named(file).map(Some),
        ConfigFile::Usual => read_usual(),
    }
}

/// Where the config file is, whether it is there or not. `None`: it is the usual one, and no home is known for it.
pub fn path(config: &ConfigFile) -> Option<PathBuf> {
    match config {
        ConfigFile::Named(file) => Some(file.path.clone()),
        ConfigFile::Usual => folders::config().map(|folder| folder.join("trackside").join("config.toml")),
    }
}

fn read_named(file: &GivenFile) -> Result<ConfigText, String> {
    let text = read_text(&file.path).map_err(|error| file.refusal("cannot read", error))?;
    Ok(ConfigText { path: file.path.clone(), text })
}

fn read_usual() -> Result<Option<ConfigText>, String> {
    // Without a home there is no file in it.
    let Some(path) = path(&ConfigFile::Usual) else { return Ok(None) };
    match read_text(&path) {
        Ok(text) => Ok(Some(ConfigText { path, text })),
        // The second: the home of an account that is not for signing in is often /dev/null.
        Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => Ok(None),
        Err(error) => Err(GivenFile { path, by: "config file".to_owned() }.refusal("cannot read", error)),
    }
}

fn read_text(path: &Path) -> io::Result<String> {
    let mut bytes = Vec::new();
    plain_file::open(path)?.take(MAX_FILE_BYTES + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > MAX_FILE_BYTES {
        return Err(io::Error::other(format!("larger than {} KiB", MAX_FILE_BYTES / 1024)));
    }
    String::from_utf8(bytes).map_err(|error| {
        let before = &error.as_bytes()[..error.utf8_error().valid_up_to()];
        let line = before.split(|byte| *byte == b'\n').count();
        io::Error::other(format!("line {line} has a character that is not UTF-8"))
    })
}
