//! [`StoreFault`]: why the file cannot be used now, in terms that whoever keeps it can act on.

use std::fmt;
use std::io;

use rusqlite::ErrorCode;
use rusqlite::ffi;

use crate::domain::Label;

/// Why the history cannot be kept or read. Its text is a clause without the file's name, safe to draw.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum StoreFault {
    /// The file is another program's, or none of SQLite's: it is left as it is.
    Foreign,
    /// A newer trackside made the file, with this version of its tables: it is left as it is.
    Newer(u32),
    /// The file is not what was written to it.
    Damaged,
    /// Another program holds the file.
    Locked,
    /// There is no room on the disk.
    Full,
    /// The file, or its folder, may not be written to.
    Denied,
    /// The file was moved, deleted or replaced while it was open. A new one is begun.
    Replaced,
    /// Something else, in the system's words.
    Other(Label),
}

impl fmt::Display for StoreFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Foreign => f.write_str("the file belongs to another program and was left as it is"),
            Self::Newer(version) => {
                write!(f, "a newer trackside made the file (version {version}), which was left as it is")
            }
            Self::Damaged => f.write_str("the file is damaged"),
            Self::Locked => f.write_str("another program holds the file"),
            Self::Full => f.write_str("the disk is full"),
            Self::Denied => f.write_str("the file may not be written to"),
            Self::Replaced => f.write_str("the file was moved or deleted while it was open"),
            Self::Other(reason) => write!(f, "{reason}"),
        }
    }
}

impl std::error::Error for StoreFault {}

impl From<rusqlite::Error> for StoreFault {
    fn from(error: rusqlite::Error) -> Self {
        let Some(code) = error.sqlite_error() else { return Self::Other(Label::from(error.to_string())) };
        if code.extended_code == ffi::SQLITE_READONLY_DBMOVED {
            return Self::Replaced;
        }
        match code.code {
            ErrorCode::NotADatabase => Self::Foreign,
            ErrorCode::DatabaseCorrupt => Self::Damaged,
            ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked => Self::Locked,
            ErrorCode::DiskFull => Self::Full,
            ErrorCode::ReadOnly | ErrorCode::PermissionDenied | ErrorCode::CannotOpen => Self::Denied,
            _ => Self::Other(Label::from(ffi::code_to_str(code.extended_code))),
        }
    }
}

impl From<io::Error> for StoreFault {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Self::Full,
            io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => Self::Denied,
            _ => Self::Other(Label::from(error.to_string())),
        }
    }
}
