//! [`Output`]: what the screen writes to. Takes each frame at once and never keeps the loop waiting, whether or not
//! somebody reads the terminal.
//!
//! What the terminal does not take stays here, and the loop draws no further frame until it has gone: then it draws
//! what is so by then. So a terminal that nobody reads costs the rest of one frame, and neither keys nor signals wait.

use std::io::{self, Write};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use super::tty::Tty;

/// Whether the terminal was given only part of a frame. Beside the output, for whoever leaves the terminal may not have
/// it: a panic hook has nothing.
static IS_CUT: AtomicBool = AtomicBool::new(false);

/// Whether the terminal may be in the middle of a sequence; not any more once this was asked.
pub fn take_cut() -> bool {
    IS_CUT.swap(false, Ordering::SeqCst)
}

/// Writes to the terminal without waiting for it.
pub struct Output {
    tty: &'static Tty,
    #[cfg(unix)]
    ready: tokio::io::unix::AsyncFd<std::os::fd::BorrowedFd<'static>>,
    /// Taken, and not written yet.
    unwritten: Vec<u8>,
}

impl Output {
    /// The terminal's output. Belongs to the runtime that it is made in.
    pub fn new() -> io::Result<Self> {
        let tty = Tty::get()?;
        #[cfg(unix)]
        #[expect(deprecated, reason = "what replaces it is unsafe, and asks for what a borrowed descriptor gives")]
        let ready = tokio::io::unix::AsyncFd::with_interest(tty.output(), tokio::io::Interest::WRITABLE)?;
        Ok(Self {
            tty,
            #[cfg(unix)]
            ready,
            unwritten: Vec::new(),
        })
    }

    /// Whether the terminal does not take what it is given. Nothing more should be drawn then.
    pub fn is_stalled(&self) -> bool {
        !self.unwritten.is_empty()
    }

    /// Drops what was not written, for a terminal that was given to somebody else since.
    pub fn forget(&mut self) {
        self.unwritten.fill(0);
        self.unwritten = Vec::new();
        IS_CUT.store(false, Ordering::SeqCst);
    }

    /// Waits until everything is written. Safe to drop while it waits.
    #[cfg(unix)]
    pub async fn drain(&mut self) -> io::Result<()> {
        while self.is_stalled() {
            let mut ready = self.ready.writable().await?;
            // Else it was only thought to be ready.
            if let Ok(written) = ready.try_io(|_| self.tty.write(&self.unwritten)) {
                self.written(written?);
            }
        }
        Ok(())
    }

    /// Nothing ever waits to be written here.
    #[cfg(not(unix))]
    pub async fn drain(&mut self) -> io::Result<()> {
        Ok(())
    }

    /// [`Output::drain`], but no longer than `limit`.
    pub async fn drain_within(&mut self, limit: Duration) {
        let _ = tokio::time::timeout(limit, self.drain()).await;
    }

    fn written(&mut self, count: usize) {
        // It may have been a secret on its way to the clipboard, or one that was shown.
        self.unwritten[..count].fill(0);
        self.unwritten.drain(..count);
        if self.unwritten.is_empty() {
            self.unwritten = Vec::new();
            IS_CUT.store(false, Ordering::SeqCst);
        }
    }
}

impl Write for Output {
    /// Takes all of it.
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let mut rest = bytes;
        while !self.is_stalled() && !rest.is_empty() {
            match self.tty.write(rest) {
                Ok(count) => rest = &rest[count..],
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => break,
                Err(error) => return Err(error),
            }
        }
        if !rest.is_empty() {
            self.unwritten.extend_from_slice(rest);
            IS_CUT.store(true, Ordering::SeqCst);
        }
        Ok(bytes.len())
    }

    /// Nothing is kept that could be written.
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
