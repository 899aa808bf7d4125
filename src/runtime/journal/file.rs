//! The journal's file: only its owner can read it, and it only grows, a line at a time.

use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind, Read, Seek, SeekFrom, Write};
use std::path::Path;

use crate::files::private::{keep_from_others, make, open};

/// What is read of the file at most, in bytes from its end.
const TAIL: u64 = 1024 * 1024;

/// Whether [`append`] could add a line now. Creates nothing.
pub fn check(path: &Path) -> io::Result<()> {
    match open(path, OpenOptions::new().read(true).append(true)) {
        Err(error) if is_not_there(&error) => check_folder(path),
        opened => keep_from_others(&opened?),
    }
}

/// Adds a line, in one call, so that the lines of two programs never mix; it is on the disk when this returns.
pub fn append(path: &Path, line: &str) -> io::Result<()> {
    if let Some(folder) = path.parent() {
        make(folder)?;
    }
    let is_new = fs::symlink_metadata(path).is_err();
    let mut file = open(path, OpenOptions::new().read(true).append(true).create(true))?;
    keep_from_others(&file)?;
    let mut bytes = Vec::with_capacity(line.len() + 2);
    if ends_within_a_line(&mut file)? {
        bytes.push(b'\n');
    }
    bytes.extend_from_slice(line.as_bytes());
    bytes.push(b'\n');
    if file.write(&bytes)? < bytes.len() {
        return Err(io::Error::other("only a part could be written"));
    }
    file.sync_data()?;
    // A new file is there after a loss of power only if its folder says so.
    match path.parent().filter(|_| is_new) {
        Some(folder) => File::open(folder)?.sync_all(),
        None => Ok(()),
    }
}

/// The last whole lines of the file, up to 1 MiB, oldest first. None where there is no file.
pub fn tail(path: &Path) -> io::Result<Vec<String>> {
    let mut file = match open(path, OpenOptions::new().read(true)) {
        Err(error) if is_not_there(&error) => return Ok(Vec::new()),
        opened => opened?,
    };
    let skipped = file.metadata()?.len().saturating_sub(TAIL);
    // The byte before tells whether the first line is whole.
    file.seek(SeekFrom::Start(skipped.saturating_sub(1)))?;
    let mut bytes = Vec::new();
    file.take(TAIL + 1).read_to_end(&mut bytes)?;
    let text = String::from_utf8_lossy(&bytes);
    let whole = if skipped == 0 { &text } else { text.split_once('\n').map_or("", |(_, whole)| whole) };
    Ok(whole.lines().filter(|line| !line.is_empty()).map(str::to_owned).collect())
}

/// Where a write failed halfway, or the machine did, the next line must not be lost with the broken one.
fn ends_within_a_line(file: &mut File) -> io::Result<bool> {
    let length = file.metadata()?.len();
    if length == 0 {
        return Ok(false);
    }
    let mut last = [0];
    file.seek(SeekFrom::Start(length - 1))?;
    file.read_exact(&mut last)?;
    Ok(last != *b"\n")
}

fn is_not_there(error: &io::Error) -> bool {
    matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory)
}

/// Whether the file, and the missing folders above it, could be created.
fn check_folder(path: &Path) -> io::Result<()> {
    for folder in path.ancestors().skip(1) {
        match fs::metadata(folder) {
            Ok(found) if found.is_dir() => return check_writable(folder),
            Ok(_) => return Err(io::Error::other(format!("{} is not a folder", folder.display()))),
            Err(error) if is_not_there(&error) => {}
            Err(error) => return Err(error),
        }
    }
    Err(ErrorKind::NotFound.into())
}

#[cfg(unix)]
fn check_writable(folder: &Path) -> io::Result<()> {
    use rustix::fs::{Access, access};
    Ok(access(folder, Access::WRITE_OK | Access::EXEC_OK)?)
}

#[cfg(not(unix))]
fn check_writable(_folder: &Path) -> io::Result<()> {
    // Only trying would tell.
    Ok(())
}
