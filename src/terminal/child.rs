//! Starting other programs: the only place that does, so that none inherits what signs in.

use std::ffi::OsStr;
use std::io;
use std::process::{Command, Stdio};

#[cfg(unix)]
use process_wrap::std::{CommandWrap, CommandWrapper, ProcessSession};

use crate::options::SECRET_VARIABLE;

/// A command for `program`, without the variable that holds the client secret, that reads and prints nothing unless it is
/// told otherwise. Everything else of the environment is passed on: browsers and password managers need it.
///
/// The variable cannot leave the environment of this process: in a program with threads that is unsafe, and nothing here
/// is. On Linux no other program can read it there ([`crate::runtime::memory::keep_private`]).
pub fn command(program: impl AsRef<OsStr>) -> Command {
    bare(Command::new(program))
}

/// The same for a command that must not get at the terminal, which is taken: in a session of its own, it has none, not even by
/// the name `/dev/tty`. It leads a group of its own.
///
/// # Errors
///
/// Where the system knows sessions, and has none for it.
pub fn without_terminal(program: impl AsRef<OsStr>) -> io::Result<Command> {
    let command = command(program);
    #[cfg(unix)]
    let command = in_own_session(command)?;
    Ok(command)
}

#[cfg(unix)]
fn in_own_session(mut command: Command) -> io::Result<Command> {
    // Its hook is all that is wanted of the library: the session is begun between fork and exec, which takes `unsafe`.
    let unused = CommandWrap::from(Command::new(""));
    ProcessSession.pre_spawn(&mut command, &unused)?;
    Ok(command)
}

/// The same for a command that a library has put together.
pub fn bare(mut command: Command) -> Command {
    command.env_remove(SECRET_VARIABLE).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    command
}
