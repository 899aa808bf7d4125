//! [`Lock`]: a file that one program holds. However that program ends, the system lets go of it.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, ErrorKind, Read, Write};
use std::path::{Path, PathBuf};

use super::private;

/// The longest process id with its line break, and more.
const MAX_PROCESS_BYTES: u64 = 32;

/// A file that this program holds, as long as this is there.
#[derive(Debug)]
pub struct Lock {
    file: File,
    path: PathBuf,
}

/// What comes of taking a lock.
#[derive(Debug)]
pub enum Taken {
    /// It is this program's.
    Ours(Lock),
    /// Another program has it, with its process id where that is known.
    Others(Option<u32>),
    /// There can be none: a folder that may not be written to, a file system without locks.
    Impossible,
}

impl Lock {
    /// Takes a lock, and leaves this process's id in its file, which is made where it is missing.
    pub fn take(path: &Path) -> Taken {
        let open = || -> io::Result<File> {
            private::make(path.parent().unwrap_or(path))?;
            private::open(path, OpenOptions::new().read(true).write(true).create(true))
        };
        let Ok(mut file) = open() else { return Taken::Impossible };
        match file.try_lock() {
            Ok(()) => {
                // Who reads it only tells it to somebody.
                let _ = file.set_len(0).and_then(|()| writeln!(file, "{}", std::process::id()));
                Taken::Ours(Self { file, path: path.to_owned() })
            }
            Err(TryLockError::WouldBlock) => {
                let mut process = String::new();
                let _ = file.take(MAX_PROCESS_BYTES).read_to_string(&mut process);
                Taken::Others(process.trim().parse().ok())
            }
            Err(TryLockError::Error(_)) => Taken::Impossible,
        }
    }

    /// Whether the file has its name still: whoever finds it free may take that away.
    pub fn is_in_place(&self) -> bool {
        let named = fs::symlink_metadata(&self.path);
        named.and_then(|named| Ok(is_same(&named, &self.file.metadata()?))).unwrap_or(false)
    }

    /// Lets go of it, and takes the file away. Only for a name that nobody else takes: who waits for it has a file without one.
    pub fn remove(self) {
        let _ = fs::remove_file(&self.path);
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        // The file stays: to take its name away while another program waits for it would let two programs have it.
        let _ = self.file.set_len(0);
        // By word: a program that is being started has the file, too, until it is.
        let _ = self.file.unlock();
    }
}

/// Whether a program holds a lock; where that cannot be told, one does. A file that nobody holds any more is taken away: only for
/// a name that nobody takes twice, and not for one that this process holds, as on some systems its lock ends with that.
pub fn is_held(path: &Path) -> bool {
    let file = match private::open(path, OpenOptions::new().read(true)) {
        Ok(file) => file,
        Err(error) => return error.kind() != ErrorKind::NotFound,
    };
    // Together with others that ask: none of them is a holder.
    let is_free = file.try_lock_shared().is_ok();
    if is_free {
        let _ = fs::remove_file(path);
        let _ = file.unlock();
    }
    !is_free
}

#[cfg(unix)]
fn is_same(one: &fs::Metadata, other: &fs::Metadata) -> bool {
    use std::os::unix::fs::MetadataExt;
    (one.dev(), one.ino()) == (other.dev(), other.ino())
}

#[cfg(not(unix))]
fn is_same(_: &fs::Metadata, _: &fs::Metadata) -> bool {
    // A file that is open cannot be replaced there.
    true
}
