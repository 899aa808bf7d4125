//! Signals: those that end the program, and those of the shell's job control.

use std::io;

/// News from outside the terminal.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Signal {
    /// End the program; the number decides the exit code, 128 and the number.
    End(i32),
    /// Stop as a shell job, asked for with `kill -TSTP` rather than by key.
    Suspend,
    /// The program goes on after it was stopped, however that came about; [`Signals::has_continued`] says so, too.
    Continue,
}

/// Signals that were ignored when the program started.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Ignored(u64);

impl Ignored {
    /// Whether this one was.
    pub fn has(self, number: i32) -> bool {
        u32::try_from(number - 1).is_ok_and(|bit| bit < 64 && self.0 & (1 << bit) != 0)
    }
}

/// The signals that are ignored, as `nohup` and a shell's `&` leave them: whoever does so wants the program to outlive them. To be
/// asked before anything listens. None where that cannot be told.
pub fn ignored() -> Ignored {
    #[cfg(target_os = "linux")]
    if let Ok(status) = std::fs::read_to_string("/proc/self/status") {
        let mask = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
        return Ignored(mask.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok()).unwrap_or_default());
    }
    Ignored::default()
}

/// The number of the signal that tells of a terminal that is gone.
pub const HANG_UP: i32 = 1;
/// The number of Ctrl-C's.
pub const INTERRUPT: i32 = 2;
/// The number of Ctrl-\'s, which asks to end with a core.
pub const QUIT: i32 = 3;
/// The number of the one that a service manager sends.
pub const TERMINATE: i32 = 15;

#[cfg(unix)]
mod system {
    use std::future::Future;
    use std::io;
    use std::pin::Pin;
    use std::sync::Arc;
    use std::sync::atomic::{AtomicBool, Ordering};

    use futures_util::StreamExt;
    use futures_util::stream::FuturesUnordered;
    use rustix::process::Signal as Number;
    use tokio::signal::unix::{Signal as Stream, SignalKind, signal};

    use super::faults;

    use super::Signal;

    /// What ends a process that does not listen for it. Not those of [`faults`], not `XFSZ`, which says no more than the
    /// write that fails, and not `PIPE`, which the standard library ignores.
    const ENDS: &[Number] = &[
        Number::TERM,
        Number::HUP,
        Number::INT,
        Number::QUIT,
        Number::USR1,
        Number::USR2,
        Number::ALARM,
        Number::ABORT,
        Number::XCPU,
        Number::VTALARM,
        Number::PROF,
        #[cfg(target_os = "linux")]
        Number::IO,
        #[cfg(target_os = "linux")]
        Number::POWER,
        #[cfg(all(
            target_os = "linux",
            not(any(target_arch = "mips", target_arch = "mips64", target_arch = "sparc", target_arch = "sparc64"))
        ))]
        Number::STKFLT,
    ];

    /// The real-time signals that no C library keeps for itself, and that also end who does not listen.
    #[cfg(target_os = "linux")]
    const REAL_TIME: std::ops::RangeInclusive<i32> = 34..=64;

    /// Waits for a signal, and answers with its number.
    type End = Pin<Box<dyn Future<Output = i32>>>;

    /// Listens for the signals.
    pub struct Signals {
        ends: FuturesUnordered<End>,
        suspend: Stream,
        go_on: Stream,
        has_continued: Arc<AtomicBool>,
    }

    impl Signals {
        /// Starts to listen; from here on these signals no longer end or stop the process by themselves.
        pub fn new() -> io::Result<Self> {
            // First, so that it is set when the stream of the same signal tells of it.
            let has_continued = Arc::new(AtomicBool::new(false));
            signal_hook::flag::register(Number::CONT.as_raw(), Arc::clone(&has_continued))?;
            let ends = FuturesUnordered::new();
            for number in ENDS.iter().map(|number| number.as_raw()) {
                ends.push(end(number)?);
            }
            // Where the C library does keep one, there is none to listen for.
            #[cfg(target_os = "linux")]
            for end in REAL_TIME.filter_map(|number| end(number).ok()) {
                ends.push(end);
            }
            let fault = faults::listen()?;
            ends.push(Box::pin(async move {
                match fault.await {
                    Ok(number) => number,
                    Err(_) => std::future::pending().await,
                }
            }));
            // A file that may not grow further: who listens is not ended, and the write says so.
            signal_hook::flag::register(Number::XFSZ.as_raw(), Arc::default())?;
            let (suspend, go_on) = (listen(Number::TSTP.as_raw())?, listen(Number::CONT.as_raw())?);
            Ok(Self { ends, suspend, go_on, has_continued })
        }

        /// Whether the program was told to go on since this was asked last.
        ///
        /// Known at once: the signal is caught before a stopped program goes on, while [`Signals::next`] tells of it only
        /// once the loop has waited, and keys or a tick may come before.
        pub fn has_continued(&self) -> bool {
            self.has_continued.swap(false, Ordering::SeqCst)
        }

        /// The next signal. Safe to drop while it waits.
        pub async fn next(&mut self) -> Signal {
            tokio::select! {
                biased;
                Some(number) = self.ends.next() => {
                    // It may come again, and be meant: who waits for the end is asked twice.
                    if ENDS.iter().any(|known| known.as_raw() == number) {
                        self.ends.extend(end(number));
                    }
                    Signal::End(number)
                }
                _ = self.go_on.recv() => Signal::Continue,
                _ = self.suspend.recv() => Signal::Suspend,
            }
        }
    }

    fn end(number: i32) -> io::Result<End> {
        let mut stream = listen(number)?;
        Ok(Box::pin(async move {
            stream.recv().await;
            number
        }))
    }

    fn listen(number: i32) -> io::Result<Stream> {
        signal(SignalKind::from_raw(number))
    }
}

/// The signals that mostly come of a mistake in the program itself. No safe handler can take those: it would come back to
/// the same mistake for ever. So they are held, and a thread waits for those that somebody else sent; the mistake itself
/// ends the program all the same, as the system does not hold that.
#[cfg(unix)]
mod faults {
    use std::io;

    use nix::sys::signal::{SigSet, Signal};
    use tokio::sync::oneshot;

    /// Holds them on this thread and on those that it starts.
    pub fn hold() {
        // It fails only for a set that is none.
        let _ = all().thread_block();
    }

    /// The number of the first that comes.
    pub fn listen() -> io::Result<oneshot::Receiver<i32>> {
        let (came, number) = oneshot::channel();
        // It ends with the program: nothing else ends the wait.
        std::thread::Builder::new().name("signals".to_owned()).spawn(move || {
            if let Ok(signal) = all().wait() {
                // Nobody listens any more only when the program ends.
                let _ = came.send(signal as i32);
            }
        })?;
        Ok(number)
    }

    fn all() -> SigSet {
        [Signal::SIGILL, Signal::SIGTRAP, Signal::SIGBUS, Signal::SIGFPE, Signal::SIGSEGV, Signal::SIGSYS]
            .into_iter()
            .collect()
    }
}

/// Holds the signals that are read only while [`Signals`] listens. To be called before there is another thread.
pub fn hold_faults() {
    #[cfg(unix)]
    faults::hold();
}

#[cfg(not(unix))]
mod system {
    use std::io;

    use super::Signal;

    /// Listens for Ctrl-C from outside the terminal.
    pub struct Signals(());

    impl Signals {
        /// Listens from here on; never fails on this system.
        pub fn new() -> io::Result<Self> {
            Ok(Self(()))
        }

        /// Nothing is ever stopped here.
        pub fn has_continued(&self) -> bool {
            false
        }

        /// Waits for the next Ctrl-C. Safe to drop while it waits.
        pub async fn next(&mut self) -> Signal {
            if tokio::signal::ctrl_c().await.is_err() {
                std::future::pending::<()>().await;
            }
            Signal::End(2)
        }
    }
}

pub use system::Signals;

/// Whether a write failed because the terminal went away, rather than because of a mistake.
pub fn is_terminal_gone(error: &io::Error) -> bool {
    // EIO is what a terminal without its other end answers with.
    matches!(error.kind(), io::ErrorKind::BrokenPipe) || error.raw_os_error() == Some(5)
}
