//! [`Frame`]: what each command runs in.

use std::io::{self, Write};
use std::panic::PanicHookInfo;

use tokio::runtime::{Builder, Handle};

use super::report::Report;
use crate::domain::Redactor;
use crate::terminal::job;
use crate::terminal::modes::note_panic;
use crate::terminal::signals::{self, Ignored, Signal, Signals};

/// The exit code of a command that did what it is for.
pub const SUCCESS: u8 = 0;
/// Of one that could not.
pub const FAILURE: u8 = 1;
/// Of one that was called with something that cannot be, which only a person mends.
pub const WRONG_USE: u8 = 2;

/// Why a command does not start.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Refusal {
    /// The exit code.
    pub code: u8,
    /// One line for standard error, safe to print.
    pub line: String,
}

/// What a command runs in.
pub(super) struct Frame {
    /// Where its tasks run: on this thread.
    pub(super) runtime: Handle,
    /// What it says to people.
    pub(super) report: Report,
    signals: Signals,
    /// What whoever started the program wants it to outlive.
    ignored: Ignored,
    /// Whether the `TSTP` of the program's own stop is still to be read.
    has_stopped: bool,
}

/// Runs a command to its end, and answers with its exit code. It outlives signals that were `ignored` when the program started.
/// No line of it holds a secret that `redactor` knows.
pub(super) fn run<C>(ignored: Ignored, redactor: Redactor, command: impl FnOnce(Frame) -> C) -> u8
where
    C: Future<Output = u8>,
{
    std::panic::set_hook(Box::new(report_panic));
    // Before there is another thread: each must do so.
    signals::hold_faults();
    let report = Report::start(redactor);
    let runtime = match Builder::new_current_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            report.say(&format!("Tasks cannot be started: {error}."));
            return FAILURE;
        }
    };
    let handle = runtime.handle().clone();
    let code = runtime.block_on(async {
        match Signals::new() {
            Ok(signals) => command(Frame { runtime: handle, report, signals, ignored, has_stopped: false }).await,
            Err(error) => {
                report.say(&format!("Signals cannot be heard: {error}."));
                FAILURE
            }
        }
    });
    // A task may be in the middle of a request; nobody waits for its answer any more.
    runtime.shutdown_background();
    code
}

impl Frame {
    /// The number of the signal that ends the program. Stops as a job of the shell where that is asked for. Safe to drop while
    /// it waits.
    pub(super) async fn end_signal(&mut self) -> i32 {
        loop {
            match self.signals.next().await {
                Signal::End(number) if !self.ignored.has(number) => return number,
                Signal::End(_) | Signal::Continue => {}
                Signal::Suspend if std::mem::take(&mut self.has_stopped) => {}
                Signal::Suspend => {
                    // Where no shell brings it back, it would never go on.
                    self.has_stopped = job::has_shell() && job::stop().is_ok();
                }
            }
        }
    }
}

/// Whether a signal is an ordinary way to end what works until then: a service manager's, Ctrl-C, a terminal that is gone.
pub(super) fn is_ordinary(number: i32) -> bool {
    matches!(number, signals::HANG_UP | signals::INTERRUPT | signals::TERMINATE)
}

/// The exit code after a signal, as a shell tells it.
pub(super) fn code_of(number: i32) -> u8 {
    u8::try_from(128 + number).unwrap_or(FAILURE)
}

/// A fault in the program. Its message may quote anything, and stays in the log.
fn report_panic(panic: &PanicHookInfo) {
    let (location, _) = note_panic(panic);
    let version = env!("CARGO_PKG_VERSION");
    let _ = writeln!(io::stderr(), "A fault in trackside {version} at {location}. Please report this line.");
}
