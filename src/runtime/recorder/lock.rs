//! [`RecordLock`]: one program at a time records an account without a screen. Dashboards do not ask: what two programs see is
//! kept once in any case, and a second recorder is of no use.

use std::collections::BTreeSet;

use super::{RecorderSetup, StoreLocation};
use crate::files::lock::{Lock, Taken};
use crate::store::Identity;

/// The accounts that this program alone records, as long as this is held. However the program ends, the system lets go of them.
#[derive(Debug)]
pub struct RecordLock {
    _held: Vec<Lock>,
}

/// Another program records one of the accounts.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RecordedAlready {
    /// Which account.
    pub identity: Identity,
    /// The other program's process id, where that is known.
    pub process: Option<u32>,
}

impl RecordLock {
    /// Takes the accounts of which something is kept in a file. Where there can be no such lock the account is taken all the
    /// same: a second recorder harms nobody.
    pub fn take(setup: &RecorderSetup) -> Result<Self, RecordedAlready> {
        let StoreLocation::File { path: Some(path) } = &setup.location else { return Ok(Self { _held: Vec::new() }) };
        let (mut held, mut taken) = (Vec::new(), BTreeSet::new());
        for account in setup.accounts.iter().filter(|account| account.days.is_some()) {
            let identity = &account.identity;
            let number = number_of(identity);
            // Two profiles may be of one account.
            if !taken.insert(number) {
                continue;
            }
            let path = path.with_file_name(format!("record-{number:016x}.lock"));
            match Lock::take(&path) {
                Taken::Ours(lock) => held.push(lock),
                Taken::Others(process) => return Err(RecordedAlready { identity: identity.clone(), process }),
                Taken::Impossible => {}
            }
        }
        Ok(Self { _held: held })
    }
}

/// A number for what the store knows an account by, the same in every version: FNV-1a of its parts.
fn number_of(identity: &Identity) -> u64 {
    let parts = identity.known_by().into_iter().flat_map(|part| part.bytes().chain([0]));
    parts.fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}
