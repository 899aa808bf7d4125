//! [`Arrival`]: waits in the loop until the terminal has something to read.

use std::fs::File;
use std::io::{self, Read, Write};
use std::os::fd::{AsFd, BorrowedFd};
use std::os::unix::net::UnixStream;
use std::sync::Arc;

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use tokio::io::Interest;
use tokio::io::unix::AsyncFd;
use tokio::sync::Notify;

/// A terminal, and who tells that something can be read there.
pub(super) struct Arrival {
    teller: Teller,
    /// Whether something came that was not taken.
    has_come: bool,
}

enum Teller {
    /// The runtime, which waits for everything else as well.
    Runtime(AsyncFd<File>),
    /// A thread, for what the runtime cannot wait for: a file in the terminal's place; on macOS `/dev/tty`.
    Thread(Watcher),
}

impl Arrival {
    /// To be called within the runtime that is to wait.
    pub(super) fn at(tty: File) -> io::Result<Self> {
        #[expect(deprecated, reason = "what the unsafe way asks for holds of a file, which owns what it names")]
        let told = AsyncFd::try_with_interest(tty, Interest::READABLE);
        let teller = match told {
            Ok(told) => Teller::Runtime(told),
            Err(refused) => Teller::Thread(Watcher::start(refused.into_parts().0)?),
        };
        Ok(Self { teller, has_come: false })
    }

    pub(super) fn tty(&self) -> &File {
        match &self.teller {
            Teller::Runtime(told) => told.get_ref(),
            Teller::Thread(watcher) => &watcher.tty,
        }
    }

    /// Waits until something came, or the terminal is gone; so it stays until that is [`Arrival::taken`]. Safe to drop while it
    /// waits.
    pub(super) async fn wait(&mut self) -> io::Result<()> {
        if !self.has_come {
            match &mut self.teller {
                // What comes after this is told anew.
                Teller::Runtime(told) => told.readable().await?.clear_ready(),
                Teller::Thread(watcher) => watcher.wait().await?,
            }
            self.has_come = true;
        }
        Ok(())
    }

    /// Nothing is left of what came.
    pub(super) fn taken(&mut self) {
        self.has_come = false;
    }
}

/// A thread that waits, each time it is asked to.
struct Watcher {
    tty: File,
    arrived: Arc<Notify>,
    /// Asks the thread; closing it ends the thread.
    question: UnixStream,
    is_asked: bool,
}

impl Watcher {
    fn start(tty: File) -> io::Result<Self> {
        let (question, asked) = UnixStream::pair()?;
        let arrived = Arc::new(Notify::new());
        let (watched, told) = (tty.try_clone()?, Arc::clone(&arrived));
        std::thread::Builder::new().name("input".to_owned()).spawn(move || watch(&watched, &asked, &told))?;
        Ok(Self { tty, arrived, question, is_asked: false })
    }

    async fn wait(&mut self) -> io::Result<()> {
        if !self.is_asked {
            self.question.write_all(b"?")?;
            self.is_asked = true;
        }
        self.arrived.notified().await;
        self.is_asked = false;
        Ok(())
    }
}

fn watch(tty: &File, mut asked: &UnixStream, told: &Notify) {
    while let Ok(1) = asked.read(&mut [0]) {
        // Also where whoever asks is gone meanwhile.
        let _ = until_readable([tty.as_fd(), asked.as_fd()], None);
        told.notify_one();
    }
}

/// Whether something can be read now, or the terminal is gone.
pub(super) fn can_read(tty: &File) -> bool {
    until_readable([tty.as_fd()], Some(&Timespec::default())).unwrap_or(true)
}

/// Waits until one of these can be read or is closed: whether it is so, or `limit` has passed before.
fn until_readable<const N: usize>(files: [BorrowedFd<'_>; N], limit: Option<&Timespec>) -> io::Result<bool> {
    let mut files = files.map(|file| PollFd::from_borrowed_fd(file, PollFlags::IN));
    loop {
        match poll(&mut files, limit) {
            Err(rustix::io::Errno::INTR) => {}
            number => return Ok(number? > 0),
        }
    }
}
