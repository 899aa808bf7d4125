//! [`Input`]: what comes from the terminal, read by the loop itself as soon as it waits, and the queue from which it takes.
//!
//! No thread stands between the terminal and the loop: to be woken by one costs a key more than its frame does. What the
//! loop is busy with delays reading, which is never for long; before a frame is drawn it reads what has come until then, so
//! that each event is known to have come before that frame or after it.

use std::collections::VecDeque;
use std::fs::File;
use std::io::{self, ErrorKind, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use rustix::process::getpgrp;
use rustix::termios::tcgetpgrp;
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::time::Instant;

use super::arrival::{Arrival, can_read};
use super::parser::Parser;
use super::{Chord, Event, Stamped, join_arrows};
use crate::terminal::modes;
use crate::terminal::tty::Tty;

/// Bytes taken from the terminal in one go; the kernel holds back 4,096.
const CHUNK_BYTES: usize = 1 << 12;
/// Pieces that are read before a frame is drawn: a stream that never ends does not keep the frame waiting.
const MAX_CHUNKS: usize = 64;
/// Between two looks at a terminal that another job has.
const ANOTHER_JOB: Duration = Duration::from_millis(20);
/// Events that wait for the loop. Nobody types so many: what comes beyond is dropped, so that a stream that was sent
/// here by mistake cannot fill the memory, and ctrl-c is still found in it.
const MAX_QUEUED_EVENTS: usize = 1 << 16;

/// The terminal's input. Dropped before the terminal is given to somebody else, and made anew afterwards: what was typed
/// between is not ours.
pub struct Input {
    reading: Reading,
    resized: Signal,
    frames: Arc<AtomicU64>,
}

struct Reading {
    arrival: Arrival,
    parser: Parser,
    queue: VecDeque<Stamped>,
    frames: Arc<AtomicU64>,
    /// When silence means something to the parser.
    silent_at: Option<Instant>,
    /// When to look again whose the terminal is.
    barred_until: Option<Instant>,
    /// Whether the terminal is gone.
    is_gone: bool,
    /// Frames that had been drawn when an arrow was read last.
    arrow_at: Option<u64>,
}

impl Input {
    /// Starts to read the terminal. A lone escape counts as the key after `escape`; `frames` is how many frames were drawn
    /// so far. To be called within a runtime, which is the one that reads.
    pub fn new(escape: Duration, frames: Arc<AtomicU64>) -> io::Result<Self> {
        Self::of(File::from(Tty::get()?.input().try_clone_to_owned()?), escape, frames)
    }

    /// The same for this terminal.
    pub fn of(tty: File, escape: Duration, frames: Arc<AtomicU64>) -> io::Result<Self> {
        let reading = Reading {
            arrival: Arrival::at(tty)?,
            parser: Parser::new(escape),
            queue: VecDeque::new(),
            frames: Arc::clone(&frames),
            silent_at: None,
            barred_until: None,
            is_gone: false,
            arrow_at: None,
        };
        Ok(Self { reading, resized: signal(SignalKind::window_change())?, frames })
    }

    /// Reads at once what was typed so far, so that it counts as read at what has been drawn by now.
    pub fn catch_up(&mut self) {
        self.reading.catch_up();
    }

    /// The next event; `None` when the terminal is gone. Safe to drop while it waits.
    pub async fn next(&mut self) -> Option<Stamped> {
        tokio::select! {
            // The new size first: what comes after it was typed at it.
            biased;
            Some(()) = self.resized.recv() => {
                let size = modes::size();
                let event = Event::Resized { columns: size.width, rows: size.height };
                Some(Stamped { frames: self.frames.load(Ordering::SeqCst), event })
            }
            stamped = self.reading.next() => stamped,
        }
    }
}

impl Reading {
    async fn next(&mut self) -> Option<Stamped> {
        loop {
            if let Some(stamped) = self.queue.pop_front() {
                return Some(stamped);
            }
            if self.is_gone {
                return None;
            }
            self.wait().await;
        }
    }

    /// Waits until something came, or silence means something, and takes it.
    async fn wait(&mut self) {
        if let Some(at) = self.barred_until {
            tokio::time::sleep_until(at).await;
            self.barred_until = None;
        }
        let silent_at = self.silent_at;
        let silence = async {
            match silent_at {
                Some(at) => tokio::time::sleep_until(at).await,
                None => std::future::pending().await,
            }
        };
        let has_come = tokio::select! {
            biased;
            has_come = self.arrival.wait() => has_come.map(|()| true),
            () = silence => Ok(false),
        };
        match has_come {
            Ok(true) if self.is_another_jobs() => self.barred_until = Some(Instant::now() + ANOTHER_JOB),
            Ok(true) if self.read() => {}
            Ok(true) => self.arrival.taken(),
            Ok(false) => self.silence(),
            Err(_) => self.is_gone = true,
        }
    }

    fn catch_up(&mut self) {
        for _ in 0..MAX_CHUNKS {
            if self.is_gone || !can_read(self.arrival.tty()) || self.is_another_jobs() {
                return;
            }
            self.read();
        }
    }

    /// Whether the shell gave the terminal to another job, or has it itself. What has come is typed at that one, and to read
    /// it would stop this one (SIGTTIN). The loop closes this input as soon as it knows.
    fn is_another_jobs(&self) -> bool {
        tcgetpgrp(self.arrival.tty()).is_ok_and(|group| group != getpgrp())
    }

    /// Reads what there is, up to a chunk; says whether there is more.
    fn read(&mut self) -> bool {
        // It may have been emptied since, by whoever took the terminal; to read it then would wait.
        if !can_read(self.arrival.tty()) {
            return false;
        }
        // Before reading: a key that comes along with a frame is no answer to it.
        let frames = self.frames.load(Ordering::SeqCst);
        let mut chunk = [0; CHUNK_BYTES];
        match self.arrival.tty().read(&mut chunk) {
            Ok(0) => self.is_gone = true,
            Ok(count) => {
                let mut events = Vec::new();
                self.parser.feed(&chunk[..count], &mut events);
                self.add(events, frames);
                return count == CHUNK_BYTES;
            }
            Err(error) if matches!(error.kind(), ErrorKind::Interrupted | ErrorKind::WouldBlock) => {}
            Err(_) => self.is_gone = true,
        }
        false
    }

    /// Nothing came for as long as the parser waits for more.
    fn silence(&mut self) {
        let mut events = Vec::new();
        self.parser.silence(&mut events);
        self.add(events, self.frames.load(Ordering::SeqCst));
    }

    fn add(&mut self, mut events: Vec<Event>, frames: u64) {
        self.silent_at = self.parser.patience().map(|patience| Instant::now() + patience);
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
