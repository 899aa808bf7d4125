//! Opens files that the operator names, where anything but a regular file is refused: opening a pipe waits for its other end,
//! and reading a terminal or a device may never end.

use std::fs::{self, File, Metadata, OpenOptions};
use std::io;
use std::path::Path;

/// Opens `path` for reading, without waiting.
///
/// # Errors
///
/// Also for what is no regular file, in words that follow the file's name.
pub(super) fn open(path: &Path) -> io::Result<File> {
    // Asked before it is opened, because a device may do anything then.
    refuse_other(&fs::metadata(path)?)?;
    let mut how = OpenOptions::new();
    how.read(true);
    without_waiting(&mut how);
    let file = how.open(path)?;
    refuse_other(&file.metadata()?)?;
    Ok(file)
}

/// Has `how` open a pipe without waiting for its other end, should one have come in the file's place.
pub(super) fn without_waiting(how: &mut OpenOptions) {
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::custom_flags(how, rustix::fs::OFlags::NONBLOCK.bits().cast_signed());
    #[cfg(not(unix))]
    let _ = how;
}

/// Whether a file can be made in `folder`, by what its mode says.
///
/// # Errors
///
/// It cannot, or there is no such folder.
pub(super) fn may_add_to(folder: &Path) -> io::Result<()> {
    fs::metadata(folder)?;
    #[cfg(unix)]
    {
        use rustix::fs::{Access, AtFlags, CWD, accessat};
        accessat(CWD, folder, Access::WRITE_OK | Access::EXEC_OK, AtFlags::EACCESS)?;
    }
    Ok(())
}

/// What `found` is, if it is no regular file: `a folder`.
pub(super) fn other(found: &Metadata) -> Option<&'static str> {
    match (found.is_file(), found.is_dir()) {
        (true, _) => None,
        (_, true) => Some("a folder"),
        _ => Some("a pipe, a terminal or a device"),
    }
}

fn refuse_other(found: &Metadata) -> io::Result<()> {
    other(found).map_or(Ok(()), |what| Err(io::Error::other(format!("is {what}, not a file"))))
}
