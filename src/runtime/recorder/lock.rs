//! [`RecordLock`]: one program at a time records an account without a screen. Dashboards do not ask: what two programs see is
//! kept once in any case, and a second recorder is of no use.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, Read, Write};
use std::path::Path;

use super::{RecorderSetup, StoreLocation};
use crate::runtime::private_file;
use crate::store::Identity;

/// The longest process id with its line break, and more.
const MAX_PROCESS_BYTES: u64 = 32;

/// The accounts that this program alone records, as long as this is held. However the program ends, the system lets go of them.
#[derive(Debug)]
pub struct RecordLock(Vec<File>);

/// Another program records one of the accounts.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RecordedAlready {
    /// Which account.
    pub identity: Identity,
    /// The other program's process id, where that is known.
    pub process: Option<u32>,
}

impl RecordLock {
    /// Takes the accounts of which something is kept in a file. Where there can be no such lock (a folder that may not be
    /// written to, a file system without locks) the account is taken all the same: a second recorder harms nobody.
    pub fn take(setup: &RecorderSetup) -> Result<Self, RecordedAlready> {
        let StoreLocation::File { path: Some(path) } = &setup.location else { return Ok(Self(Vec::new())) };
        let mut held = Vec::new();
        for account in setup.accounts.iter().filter(|account| account.days.is_some()) {
            let identity = &account.identity;
            let path = path.with_file_name(format!("record-{:016x}.lock", number_of(identity)));
            match lock(&path) {
                Taken::Ours(file) => held.push(file),
                Taken::Others(process) => return Err(RecordedAlready { identity: identity.clone(), process }),
                Taken::Impossible => {}
            }
        }
        Ok(Self(held))
    }
}

impl Drop for RecordLock {
    fn drop(&mut self) {
        // The file stays: to take its name away while another program waits for it would let two programs have it.
        for file in &self.0 {
            let _ = file.set_len(0);
            // By word: a program that is being started has the file, too, until it is.
            let _ = file.unlock();
        }
    }
}

/// What comes of taking a lock.
enum Taken {
    /// It is this program's, as long as the file is open.
    Ours(File),
    /// Another program has it, with its process id where that is known.
    Others(Option<u32>),
    /// There can be none.
    Impossible,
}

/// Takes a lock, and leaves this process's id in its file.
fn lock(path: &Path) -> Taken {
    let open = || -> io::Result<File> {
        private_file::make(path.parent().unwrap_or(path))?;
        private_file::open(path, OpenOptions::new().read(true).write(true).create(true))
    };
    let Ok(mut file) = open() else { return Taken::Impossible };
    match file.try_lock() {
        Ok(()) => {
            // Who reads it only tells it to somebody.
            let _ = file.set_len(0).and_then(|()| writeln!(file, "{}", std::process::id()));
            Taken::Ours(file)
        }
        Err(TryLockError::WouldBlock) => {
            let mut process = String::new();
            let _ = file.take(MAX_PROCESS_BYTES).read_to_string(&mut process);
            Taken::Others(process.trim().parse().ok())
        }
        Err(TryLockError::Error(_)) => Taken::Impossible,
    }
}

/// A number for what the store knows an account by, the same in every version: FNV-1a of its parts.
fn number_of(identity: &Identity) -> u64 {
    let parts = identity.known_by().into_iter().flat_map(|part| part.bytes().chain([0]));
    parts.fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}
