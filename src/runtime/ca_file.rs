//! Reads the file of certificates to trust besides the system's, for each opening of an account.

use std::io::{self, Read};
use std::path::Path;

use super::plain_file;
use crate::api::ExtraRoots;
use crate::options::GivenFile;

/// The largest file, in bytes; the whole list of a system has some 220 KiB.
const MAX_FILE_BYTES: u64 = 4 * 1024 * 1024;

/// The certificates of `file`.
///
/// # Errors
///
/// One line for standard error: it names the file, what named it, and what is wrong.
pub fn read(file: &GivenFile) -> Result<ExtraRoots, String> {
    let bytes = read_bytes(&file.path).map_err(|error| file.refusal("cannot read", error))?;
    ExtraRoots::read(&bytes).map_err(|reason| file.refusal("cannot use", format_args!("the file {reason}")))
}

fn read_bytes(path: &Path) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    plain_file::open(path)?.take(MAX_FILE_BYTES + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > MAX_FILE_BYTES {
        return Err(io::Error::other(format!("larger than {} MiB", MAX_FILE_BYTES / (1024 * 1024))));
    }
    Ok(bytes)
}
