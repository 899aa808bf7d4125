//! Files of the program's own, which only their owner can read: opened where nothing was put in their place, and taken away
//! from others.

use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, Write};
use std::path::Path;

use tempfile::Builder;

/// Opens a file of our own, and nothing that somebody put in its place.
pub fn open(path: &Path, how: &mut OpenOptions) -> io::Result<File> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;

        use rustix::fs::OFlags;
        // The second: opening a pipe would wait for its other end.
        how.mode(0o600).custom_flags((OFlags::NOFOLLOW | OFlags::NONBLOCK).bits().cast_signed());
    }
    let is_link = || fs::symlink_metadata(path).is_ok_and(|found| found.is_symlink());
    let file =
        how.open(path).map_err(|error| if is_link() { io::Error::other("is a symbolic link") } else { error })?;
    let found = file.metadata()?;
    if !found.is_file() {
        return Err(io::Error::other("not a file"));
    }
    #[cfg(unix)]
    if std::os::unix::fs::MetadataExt::uid(&found) != rustix::process::geteuid().as_raw() {
        return Err(io::Error::other("belongs to another user"));
    }
    Ok(file)
}

/// Takes away what others may do with a file that was made elsewhere, or was opened up.
#[cfg(unix)]
pub fn keep_from_others(file: &File) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    let of_others = file.metadata()?.permissions().mode() & 0o077;
    if of_others == 0 {
        return Ok(());
    }
    file.set_permissions(fs::Permissions::from_mode(0o600))
}

#[cfg(not(unix))]
pub fn keep_from_others(_: &File) -> io::Result<()> {
    Ok(())
}

/// Creates a folder that only its owner can enter, and those above it that are missing.
pub fn make(folder: &Path) -> io::Result<()> {
    let mut how = DirBuilder::new();
    how.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut how, 0o700);
    how.create(folder)
}

/// Creates an empty file that only its owner can read, and its folders, unless it is there.
pub fn create(path: &Path) -> io::Result<()> {
    if let Some(folder) = path.parent() {
        make(folder)?;
    }
    open(path, OpenOptions::new().read(true).write(true).create(true)).map(drop)
}

/// Writes a file that only its owner can read, and that must not be there yet: under its name stands all of `text`, or nothing
/// of it. What is there, be it a link that leads nowhere, stays as it is.
pub fn write_new(path: &Path, text: &str) -> io::Result<()> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    // On the same file system, so that it gets its name in one step; 0600 from its beginning.
    let mut new = Builder::new().prefix(".trackside-").tempfile_in(folder)?;
    new.write_all(text.as_bytes())?;
    new.as_file().sync_all()?;
    new.persist_noclobber(path).map_err(|error| error.error).map(drop)
}

/// Takes away what others may do with a file, where there is one. By its name: closing a file that SQLite has open too would
/// end the locks of the whole process on it (<https://www.sqlite.org/howtocorrupt.html>, 2.2).
#[cfg(unix)]
pub fn take_from_others(path: &Path) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    match fs::symlink_metadata(path) {
        Ok(found) if found.is_file() && found.permissions().mode() & 0o077 != 0 => {
            fs::set_permissions(path, fs::Permissions::from_mode(0o600))
        }
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

#[cfg(not(unix))]
pub fn take_from_others(_: &Path) -> io::Result<()> {
    Ok(())
}
