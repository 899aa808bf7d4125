//! Signals: those that end the program, and the shell's job control.

use std::io;

/// News from outside the terminal.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Signal {
    /// End the program; the number decides the exit code, 128 and the number.
    End(i32),
    /// Stop as a shell job, asked for with `kill -TSTP` rather than by key.
    Suspend,
}

#[cfg(unix)]
mod system {
    use std::io;

    use rustix::process::{Signal as Number, getpid, kill_current_process_group, kill_process};
    use tokio::signal::unix::{Signal as Stream, SignalKind, signal};

    use super::Signal;

    /// Listens for the signals.
    pub struct Signals {
        terminate: Stream,
        hang_up: Stream,
        interrupt: Stream,
        quit: Stream,
        suspend: Stream,
    }

    impl Signals {
        /// Starts to listen; from here on these signals no longer end or stop the process by themselves.
        pub fn new() -> io::Result<Self> {
            Ok(Self {
                terminate: signal(SignalKind::terminate())?,
                hang_up: signal(SignalKind::hangup())?,
                interrupt: signal(SignalKind::interrupt())?,
                quit: signal(SignalKind::quit())?,
                suspend: signal(SignalKind::from_raw(Number::TSTP.as_raw()))?,
            })
        }

        /// The next signal. Safe to drop while it waits.
        pub async fn next(&mut self) -> Signal {
            tokio::select! {
                _ = self.terminate.recv() => Signal::End(Number::TERM.as_raw()),
                _ = self.hang_up.recv() => Signal::End(Number::HUP.as_raw()),
                _ = self.interrupt.recv() => Signal::End(Number::INT.as_raw()),
                _ = self.quit.recv() => Signal::End(Number::QUIT.as_raw()),
                _ = self.suspend.recv() => Signal::Suspend,
            }
        }
    }

    /// Stops the whole job, as the terminal's Ctrl-Z does outside raw mode; returns when it goes on.
    ///
    /// The group gets `TSTP`, so that a parent such as `cargo run` stops with us and the shell gets its terminal
    /// back. This process listens for `TSTP` itself, so it stops itself with `STOP`, which nobody can catch.
    pub fn stop_job() -> io::Result<()> {
        kill_current_process_group(Number::TSTP)?;
        kill_process(getpid(), Number::STOP)?;
        Ok(())
    }
}

#[cfg(not(unix))]
mod system {
    use std::io;

    use super::Signal;

    /// Listens for Ctrl-C from outside the terminal.
    pub struct Signals(());

    impl Signals {
        /// Starts to listen.
        pub fn new() -> io::Result<Self> {
            Ok(Self(()))
        }

        /// The next signal.
        pub async fn next(&mut self) -> Signal {
            if tokio::signal::ctrl_c().await.is_err() {
                std::future::pending::<()>().await;
            }
            Signal::End(2)
        }
    }

    /// There is no job control here: goes on at once.
    pub fn stop_job() -> io::Result<()> {
        Ok(())
    }
}

pub use system::{Signals, stop_job};

/// Whether a write failed because the terminal went away, rather than because of a mistake.
pub fn is_terminal_gone(error: &io::Error) -> bool {
    // EIO is what a terminal without its other end answers with.
    matches!(error.kind(), io::ErrorKind::BrokenPipe) || error.raw_os_error() == Some(5)
}
