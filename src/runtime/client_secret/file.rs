//! The secret from a file.

use std::fs;
use std::io::Read;

use super::{MAX_SECRET_BYTES, secret};
use crate::domain::Secret;
use crate::options::GivenFile;
use crate::runtime::plain_file;

/// The secret in a file that only its owner can read. The error is one line that names the file.
pub(super) fn read(file: &GivenFile) -> Result<Secret, String> {
    let cannot = |error| file.refusal("cannot read", error);
    let opened = plain_file::open(&file.path).map_err(cannot)?;
    refuse_shared(file, &opened.metadata().map_err(cannot)?)?;
    // One buffer that never grows: growing would leave copies behind.
    let mut bytes = Vec::with_capacity(MAX_SECRET_BYTES + 1);
    opened.take(MAX_SECRET_BYTES as u64 + 1).read_to_end(&mut bytes).map_err(cannot)?;
    secret(bytes).map_err(|reason| file.refusal("cannot use", reason))
}

#[cfg(unix)]
fn refuse_shared(file: &GivenFile, metadata: &fs::Metadata) -> Result<(), String> {
    use std::os::unix::fs::PermissionsExt;
    let mode = metadata.permissions().mode() & 0o777;
    let of_others = mode & 0o077;
    if of_others == 0 {
        return Ok(());
    }
    let reason = format!("others can read the file (mode {mode:04o}); run chmod 600");
    Err(file.refusal("cannot use", reason))
}

#[cfg(not(unix))]
fn refuse_shared(_: &GivenFile, _: &fs::Metadata) -> Result<(), String> {
    Ok(())
}
