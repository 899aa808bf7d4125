//! Which program goes on with an operation: it holds a lock file beside the store, one for all that it does at the time. The
//! store has the file's name; whoever finds nobody hold it may go on with what the other left.
//!
//! No name is taken twice. So the file goes with the last operation, and what a killed program leaves behind is taken away by
//! whoever finds it free.

use std::collections::hash_map::RandomState;
use std::fs;
use std::hash::{BuildHasher, Hasher};
use std::path::{Path, PathBuf};

use crate::files::lock::{Lock, Taken, is_held};

/// Somebody may take a new file for one that was left behind, before it is locked.
const TRIES: usize = 5;

/// What tells the operations of this program from those of others.
#[derive(Debug)]
pub(super) struct Hold {
    /// As the store has it.
    name: String,
    /// There until this ends.
    lock: Option<Lock>,
}

impl Hold {
    /// Takes a lock beside this store. `None` where there can be none; SQLite has none there either.
    pub(super) fn take(store: &Path) -> Option<Self> {
        remove_leftovers(store);
        for _ in 0..TRIES {
            let name = format!("{}-{:016x}", std::process::id(), RandomState::new().build_hasher().finish());
            match Lock::take(&path_of(store, &name)?) {
                Taken::Ours(lock) if lock.is_in_place() => return Some(Self { name, lock: Some(lock) }),
                Taken::Ours(_) | Taken::Others(_) => {}
                Taken::Impossible => return None,
            }
        }
        None
    }

    pub(super) fn name(&self) -> &str {
        &self.name
    }

    /// Whether others can see it.
    pub(super) fn is_in_place(&self) -> bool {
        self.lock.as_ref().is_some_and(Lock::is_in_place)
    }
}

impl Drop for Hold {
    fn drop(&mut self) {
        if let Some(lock) = self.lock.take() {
            lock.remove();
        }
    }
}

/// What this program holds, and where others hold theirs.
#[derive(Clone, Copy)]
pub(super) struct Claims<'a> {
    /// The store's file. `None`: in memory, where nobody else is.
    pub(super) store: Option<&'a Path>,
    /// The name of what this program holds, if it does.
    pub(super) own: Option<&'a str>,
}

impl Claims<'_> {
    /// Whether another program holds what has this name.
    pub(super) fn is_others(&self, owner: &str) -> bool {
        let path = self.store.and_then(|store| path_of(store, owner));
        self.own != Some(owner) && path.is_some_and(|path| is_held(&path))
    }
}

const PREFIX: &str = "operations-";
const SUFFIX: &str = ".lock";

/// Where a lock of this name is; `None` for what is no name of one.
fn path_of(store: &Path, name: &str) -> Option<PathBuf> {
    let is_name = !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
    is_name.then(|| store.with_file_name(format!("{PREFIX}{name}{SUFFIX}")))
}

/// Takes away the files of programs that were killed.
fn remove_leftovers(store: &Path) {
    // What cannot be read has nothing to take away.
    let files = store.parent().and_then(|folder| fs::read_dir(folder).ok());
    for file in files.into_iter().flatten().flatten() {
        let name = file.file_name();
        if name.to_str().is_some_and(|name| name.starts_with(PREFIX) && name.ends_with(SUFFIX)) {
            is_held(&file.path());
        }
    }
}
