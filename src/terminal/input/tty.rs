//! [`Input`]: a thread that reads the terminal, and the queue from which the loop takes.

use std::collections::VecDeque;
use std::fs::File;
use std::io::{self, ErrorKind, Read};
use std::os::fd::{AsFd, BorrowedFd};
use std::os::unix::net::UnixStream;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::process::getpgrp;
use rustix::termios::tcgetpgrp;
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::sync::Notify;

use super::parser::Parser;
use super::{Chord, Event, Stamped, join_arrows};
use crate::terminal::modes;
use crate::terminal::tty::Tty;

/// Bytes taken from the terminal in one go; the kernel holds back 4,096.
const CHUNK_BYTES: usize = 1 << 16;
/// Between two looks at a terminal that another job has.
const ANOTHER_JOB: Duration = Duration::from_millis(20);
/// Events that wait for the loop. Nobody types so many: what comes beyond is dropped, so that a stream that was sent
/// here by mistake cannot fill the memory, and ctrl-c is still found in it.
const MAX_QUEUED_EVENTS: usize = 1 << 16;

/// The terminal's input. It is read even while nobody asks for it, so this is dropped before the terminal is given to
/// somebody else, and made anew afterwards: once dropped, it takes no further byte.
pub struct Input {
    shared: Arc<Shared>,
    resized: Signal,
    /// Closing it wakes the thread.
    _wake: UnixStream,
}

struct Shared {
    tty: File,
    reading: Mutex<Reading>,
    arrived: Notify,
    frames: Arc<AtomicU64>,
}

struct Reading {
    parser: Parser,
    queue: VecDeque<Stamped>,
    /// Whether nobody is to read the terminal any more.
    is_closed: bool,
    /// Whether the terminal is gone.
    is_gone: bool,
    /// Frames that had been drawn when an arrow was read last.
    arrow_at: Option<u64>,
}

impl Input {
    /// Starts to read the terminal. A lone escape counts as the key after `escape`; `frames` is how many frames were drawn
    /// so far.
    pub fn new(escape: Duration, frames: Arc<AtomicU64>) -> io::Result<Self> {
        Self::of(File::from(Tty::get()?.input().try_clone_to_owned()?), escape, frames)
    }

    /// The same for this terminal.
    pub fn of(tty: File, escape: Duration, frames: Arc<AtomicU64>) -> io::Result<Self> {
        let (wake, woken) = UnixStream::pair()?;
        let reading = Reading {
            parser: Parser::new(escape),
            queue: VecDeque::new(),
            is_closed: false,
            is_gone: false,
            arrow_at: None,
        };
        let shared = Arc::new(Shared { tty, reading: Mutex::new(reading), arrived: Notify::new(), frames });
        let resized = signal(SignalKind::window_change())?;
        let reader = Arc::clone(&shared);
        std::thread::Builder::new().name("input".to_owned()).spawn(move || reader.read_all(&woken))?;
        Ok(Self { shared, resized, _wake: wake })
    }

    /// Reads at once what was typed so far, so that it counts as read at what has been drawn by now.
    pub fn catch_up(&self) {
        let mut reading = self.shared.reading();
        self.shared.read(&mut reading, &mut vec![0; CHUNK_BYTES]);
    }

    /// The next event; `None` when the terminal is gone. Safe to drop while it waits.
    pub async fn next(&mut self) -> Option<Stamped> {
        let shared = &self.shared;
        tokio::select! {
            // The new size first: what comes after it was typed at it.
            biased;
            Some(()) = self.resized.recv() => {
                let size = modes::size();
                let event = Event::Resized { columns: size.width, rows: size.height };
                Some(Stamped { frames: shared.frames.load(Ordering::SeqCst), event })
            }
            stamped = shared.next() => stamped,
        }
    }
}

impl Drop for Input {
    fn drop(&mut self) {
        self.shared.reading().is_closed = true;
    }
}

impl Shared {
    fn reading(&self) -> MutexGuard<'_, Reading> {
        // Nothing that is done under the lock leaves it half done.
        self.reading.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn next(&self) -> Option<Stamped> {
        loop {
            {
                let mut reading = self.reading();
                if let Some(stamped) = reading.queue.pop_front() {
                    return Some(stamped);
                }
                if reading.is_gone {
                    return None;
                }
            }
            self.arrived.notified().await;
        }
    }

    /// Reads until the terminal is gone or `woken` is closed.
    fn read_all(&self, woken: &UnixStream) {
        let mut chunk = vec![0; CHUNK_BYTES];
        loop {
            let patience = self.reading().parser.patience();
            let has_come = wait([self.tty.as_fd(), woken.as_fd()], patience);
            if self.is_another_jobs() {
                // What has come is typed at that one, and to read it would stop this one (SIGTTIN). The loop closes this
                // input as soon as it knows.
                std::thread::sleep(ANOTHER_JOB);
                if self.reading().is_closed {
                    return;
                }
                continue;
            }
            let mut reading = self.reading();
            if reading.is_closed {
                return;
            }
            match has_come {
                Ok(true) => self.read(&mut reading, &mut chunk),
                Ok(false) => {
                    let mut events = Vec::new();
                    reading.parser.silence(&mut events);
                    reading.add(events, self.frames.load(Ordering::SeqCst));
                }
                Err(_) => reading.is_gone = true,
            }
            if !reading.queue.is_empty() || reading.is_gone {
                self.arrived.notify_one();
            }
            if reading.is_gone {
                return;
            }
        }
    }

    /// Whether the shell gave the terminal to another job, or has it itself.
    fn is_another_jobs(&self) -> bool {
        tcgetpgrp(&self.tty).is_ok_and(|group| group != getpgrp())
    }

    fn read(&self, reading: &mut Reading, chunk: &mut [u8]) {
        // It may have been emptied since, by whoever took the terminal; to read it then would wait with the lock held.
        if matches!(wait([self.tty.as_fd()], Some(Duration::ZERO)), Ok(false)) {
            return;
        }
        // Before reading: a key that comes along with a frame is no answer to it.
        let frames = self.frames.load(Ordering::SeqCst);
        match (&self.tty).read(chunk) {
            Ok(0) => reading.is_gone = true,
            Ok(count) => {
                let mut events = Vec::new();
                reading.parser.feed(&chunk[..count], &mut events);
                reading.add(events, frames);
            }
            Err(error) if matches!(error.kind(), ErrorKind::Interrupted | ErrorKind::WouldBlock) => {}
            Err(_) => reading.is_gone = true,
        }
    }
}

impl Reading {
    fn add(&mut self, mut events: Vec<Event>, frames: u64) {
        let ctrl_c = Event::Key(Chord::ctrl('c'));
        if let Some(last) = events.iter().rposition(|event| *event == ctrl_c) {
            let after = events.split_off(last);
            events.retain(|event| !is_typed(event));
            events.extend(after);
            self.queue.retain(|stamped| !is_typed(&stamped.event));
        }
        if join_arrows(&mut events, self.arrow_at == Some(frames)) {
            self.arrow_at = Some(frames);
        }
        let room = MAX_QUEUED_EVENTS.saturating_sub(self.queue.len());
        self.queue.extend(events.into_iter().take(room).map(|event| Stamped { frames, event }));
    }
}

/// Whether somebody typed it, or pasted it.
fn is_typed(event: &Event) -> bool {
    matches!(event, Event::Key(_) | Event::Arrows { .. } | Event::Pasted(_))
}

/// Waits until one of these can be read or is closed: whether it is so, or `limit` has passed before.
fn wait<const N: usize>(files: [BorrowedFd<'_>; N], limit: Option<Duration>) -> io::Result<bool> {
    let until = limit.map(|limit| Instant::now() + limit);
    let mut files = files.map(|file| PollFd::from_borrowed_fd(file, PollFlags::IN));
    loop {
        let left = until.map(|until| until.saturating_duration_since(Instant::now()));
        // A limit of hours is none.
        let left = left.and_then(|left| Timespec::try_from(left).ok());
        match poll(&mut files, left.as_ref()) {
            Ok(0) => return Ok(false),
            Ok(_) => return Ok(true),
            Err(rustix::io::Errno::INTR) => {}
            Err(error) => return Err(error.into()),
        }
    }
}
