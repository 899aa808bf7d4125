//! Starting other programs: the only place that does, so that none inherits what signs in.

use std::ffi::OsStr;
use std::process::{Command, Stdio};

use crate::options::SECRET_VARIABLE;

/// A command for `program`, without the variable that holds the client secret, that reads and prints nothing unless it is
/// told otherwise. Everything else of the environment is passed on: browsers and password managers need it.
///
/// The variable cannot leave the environment of this process: in a program with threads that is unsafe, and nothing here
/// is. On Linux no other program can read it there ([`crate::runtime::memory::keep_private`]).
pub fn command(program: impl AsRef<OsStr>) -> Command {
    bare(Command::new(program))
}

/// The same for a command that a library has put together.
pub fn bare(mut command: Command) -> Command {
    command.env_remove(SECRET_VARIABLE).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    command
}
