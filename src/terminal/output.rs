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

/// A frame that is larger than what the terminal holds is written in pieces, as a reader makes room. One that makes
/// none for this long may make none for hours.
const PATIENCE: Duration = Duration::from_millis(10);
/// Between two tries to write to a terminal that is stalled: at first, and at the most.
const RETRY: (Duration, Duration) = (Duration::from_millis(5), Duration::from_millis(200));

/// Writes to the terminal without waiting for it.
pub struct Output {
    tty: &'static Tty,
    /// Taken, and not written yet.
    unwritten: Vec<u8>,
    /// Until the next try, while there is something.
    retry: Duration,
}

impl Output {
    /// Writes to the terminal that the program was started in. Fails where there is none.
    pub fn new() -> io::Result<Self> {
        Ok(Self { tty: Tty::get()?, unwritten: Vec::new(), retry: RETRY.0 })
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
    ///
    /// Tries now and then, rather than wait until the system says that there is room: a pseudo terminal may be said to
    /// have none after its last reader has made some, and nothing more is said then.
    pub async fn drain(&mut self) -> io::Result<()> {
        while self.is_stalled() {
            tokio::time::sleep(self.retry).await;
            match self.tty.write(&self.unwritten) {
                Ok(count) => {
                    self.retry = RETRY.0;
                    self.written(count);
                }
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => {
                    self.retry = (self.retry * 2).min(RETRY.1);
                }
                Err(error) => return Err(error),
            }
        }
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
        let rest = if self.is_stalled() { bytes } else { &bytes[self.tty.write_within(bytes, PATIENCE)?..] };
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
