//! [`Report`]: lines for people on standard error. Safe to print, without secrets. Nobody waits for whoever reads them: a
//! terminal that is held with Ctrl-S, or a pipe that is read no more, stops nothing.

use std::io::{self, Write};
use std::sync::mpsc::{Receiver, Sender, SyncSender, channel, sync_channel};
use std::thread;
use std::time::Duration;

use crate::domain::Redactor;
use crate::domain::text::make_safe;

/// Lines that may wait to be written; what comes while so many do is not said.
const MAX_LINES: usize = 64;
/// The end waits no longer than this for the last lines: so long that they come on a machine that is busy too, and only where
/// nobody reads them is it waited for in vain.
const LAST_WORDS: Duration = Duration::from_secs(2);

enum Order {
    Write(String),
    /// Tell that all before it is written, by closing this.
    Tell(#[expect(dead_code, reason = "dropped, which tells")] Sender<()>),
}

/// Lines for people.
pub(super) struct Report {
    redactor: Redactor,
    /// `None` while it is dropped.
    lines: Option<SyncSender<Order>>,
    /// Closed once everything is written.
    written: Receiver<()>,
}

impl Report {
    /// Starts the thread that writes them. No line holds a secret that `redactor` knows.
    pub(super) fn start(redactor: Redactor) -> Self {
        let (lines, said) = sync_channel::<Order>(MAX_LINES);
        let (is_writing, written) = channel::<()>();
        // A machine without room for a thread says nothing.
        let _ = thread::Builder::new().name("report".to_owned()).spawn(move || {
            let _until_all_is_written = is_writing;
            for order in said {
                let Order::Write(line) = order else { continue };
                // Standard error may be closed, or its reader gone.
                let _ = writeln!(io::stderr(), "{line}");
            }
        });
        Self { redactor, lines: Some(lines), written }
    }

    /// Says a line, without waiting.
    pub(super) fn say(&self, line: &str) {
        let line = make_safe(&self.redactor.clean(line)).into_owned();
        tracing::info!(line, "said");
        if let Some(lines) = &self.lines {
            let _ = lines.try_send(Order::Write(line));
        }
    }
}

impl Report {
    /// What waits, but not for long, until what was said so far is written: before something else is written there.
    pub(super) fn written(&self) -> impl FnOnce() + Send + 'static {
        let (tell, told) = channel::<()>();
        if let Some(lines) = &self.lines {
            let _ = lines.try_send(Order::Tell(tell));
        }
        move || {
            let _ = told.recv_timeout(LAST_WORDS);
        }
    }
}

impl Drop for Report {
    fn drop(&mut self) {
        self.lines = None;
        let _ = self.written.recv_timeout(LAST_WORDS);
    }
}
