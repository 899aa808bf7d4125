//! The terminal as the system sees it: its modes, its queues, and writing to it without ever waiting.

#[cfg(unix)]
mod system {
    use std::io;
    use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
    use std::sync::{Mutex, OnceLock, PoisonError};
    use std::time::{Duration, Instant};

    use rustix::event::{PollFd, PollFlags, Timespec, poll};
    use rustix::fs::{Mode, OFlags, fcntl_getfl, fcntl_setfl, open};
    use rustix::io::Errno;
    use rustix::process::getpgrp;
    use rustix::termios::{
        LocalModes, OptionalActions, QueueSelector, Termios, isatty, tcflush, tcgetattr, tcgetpgrp, tcsetattr, ttyname,
    };

    /// Between two tries to write to a terminal that takes nothing.
    const NEXT_TRY: Timespec = Timespec { tv_sec: 0, tv_nsec: 1_000_000 };
    /// The terminal; there is one, and whoever has to give it back may be anywhere in the program.
    static TTY: OnceLock<Tty> = OnceLock::new();

    /// The terminal that the program was started in.
    pub struct Tty {
        /// Writes fail rather than wait.
        output: OwnedFd,
        /// The output's description is the shell's too, which must find it as it was.
        is_shared: bool,
        input: OwnedFd,
        modes: Mutex<Option<Modes>>,
    }

    /// The modes while the terminal is taken.
    struct Modes {
        /// As they were found.
        found: Termios,
        /// As they were set, read back.
        ours: Termios,
    }

    impl Tty {
        /// The terminal.
        ///
        /// # Errors
        ///
        /// The program has no descriptor left.
        pub fn get() -> io::Result<&'static Self> {
            if let Some(tty) = TTY.get() {
                return Ok(tty);
            }
            let (output, is_shared) = open_output()?;
            let tty = Self { output, is_shared, input: open_input()?, modes: Mutex::default() };
            Ok(TTY.get_or_init(|| tty))
        }

        /// Where keys come from.
        pub fn input(&self) -> BorrowedFd<'_> {
            self.input.as_fd()
        }

        /// Sets the modes in which each key comes as it is pressed, and makes writing never wait. What was typed before
        /// is dropped: nobody typed it at what is about to be shown.
        ///
        /// Where the modes are still those that were set here, what was typed stays, and the modes of before that are
        /// given back at the end.
        pub fn take(&self) -> io::Result<()> {
            let mut modes = self.modes.lock().unwrap_or_else(PoisonError::into_inner);
            let now = tcgetattr(&self.input)?;
            let (found, is_ours) = match modes.take() {
                Some(Modes { found, ours }) if are_alike(&now, &ours) => (found, true),
                _ => (now, false),
            };
            let mut wanted = found.clone();
            wanted.make_raw();
            let set = tcsetattr(&self.input, OptionalActions::Now, &wanted);
            let ours = tcgetattr(&self.input);
            *modes = Some(Modes { found, ours: ours.unwrap_or(wanted) });
            set?;
            self.wait_for_nobody(true);
            if !is_ours {
                // With what was typed, at worst.
                let _ = tcflush(&self.input, QueueSelector::IFlush);
            }
            Ok(())
        }

        /// Whether somebody else changed the modes since they were taken.
        pub fn is_meddled_with(&self) -> bool {
            let modes = self.modes.lock().unwrap_or_else(PoisonError::into_inner);
            let Some(modes) = modes.as_ref() else { return false };
            // A terminal that is gone says so when it is read.
            tcgetattr(&self.input).is_ok_and(|now| !are_alike(&now, &modes.ours))
        }

        /// Sets the modes that were found. In the background they are the shell's by now, and stay.
        pub fn give_back(&self) {
            let modes = self.modes.lock().unwrap_or_else(PoisonError::into_inner).take();
            self.wait_for_nobody(false);
            if let Some(Modes { found, .. }) = modes
                && self.is_in_front().unwrap_or(true)
            {
                // At once: the way that waits until all is written would wait for a terminal that nobody reads.
                let _ = tcsetattr(&self.input, OptionalActions::Now, &found);
            }
        }

        fn wait_for_nobody(&self, is_taken: bool) {
            if self.is_shared
                && let Ok(flags) = fcntl_getfl(&self.output)
            {
                let flags = if is_taken { flags | OFlags::NONBLOCK } else { flags - OFlags::NONBLOCK };
                let _ = fcntl_setfl(&self.output, flags);
            }
        }

        /// Whether the terminal is this job's now. One in the background is stopped if it touches the terminal.
        ///
        /// # Errors
        ///
        /// The terminal is not this session's: it knows no jobs, or it is gone.
        pub fn is_in_front(&self) -> io::Result<bool> {
            Ok(tcgetpgrp(&self.input)? == getpgrp())
        }

        /// Whether writing stops nobody: in the background a terminal may be set to stop who writes.
        pub fn may_write(&self) -> bool {
            self.is_in_front().unwrap_or(true)
                || tcgetattr(&self.input).is_ok_and(|modes| !modes.local_modes.contains(LocalModes::TOSTOP))
        }

        /// Drops what was written and nobody has read yet.
        pub fn drop_output(&self) {
            let _ = tcflush(&self.output, QueueSelector::OFlush);
        }

        /// Writes as much of `bytes` as the terminal takes now; at least one byte.
        ///
        /// # Errors
        ///
        /// [`io::ErrorKind::WouldBlock`]: it takes nothing now.
        pub fn write(&self, bytes: &[u8]) -> io::Result<usize> {
            loop {
                match rustix::io::write(&self.output, bytes) {
                    Err(Errno::INTR) => {}
                    written => return Ok(written?),
                }
            }
        }

        /// Writes as much of `bytes` as the terminal takes before it has taken nothing for `limit`; answers with how
        /// many bytes that were.
        pub fn write_within(&self, bytes: &[u8], limit: Duration) -> io::Result<usize> {
            let mut written = 0;
            let mut end = Instant::now() + limit;
            while written < bytes.len() {
                match self.write(&bytes[written..]) {
                    Ok(count) => {
                        written += count;
                        end = Instant::now() + limit;
                    }
                    Err(error) if error.kind() == io::ErrorKind::WouldBlock => {
                        if Instant::now() >= end {
                            break;
                        }
                        // That there is room may not be said: it is tried all the same.
                        let _ = poll(&mut [PollFd::new(&self.output, PollFlags::OUT)], Some(&NEXT_TRY));
                    }
                    Err(error) => return Err(error),
                }
            }
            Ok(written)
        }
    }

    /// Standard output's terminal once more, for writing that never waits, and whether its description is shared.
    ///
    /// Opened by itself, so that the flag is nobody else's. Another user's terminal, as after `su`, can be opened as the
    /// session's own only. Where neither can be, as without `/dev`, the flag is set on what is there, for as long as
    /// the terminal is taken.
    fn open_output() -> io::Result<(OwnedFd, bool)> {
        let stdout = io::stdout();
        let how = OFlags::WRONLY | OFlags::NONBLOCK | OFlags::NOCTTY | OFlags::CLOEXEC;
        let by_name = ttyname(&stdout, Vec::new()).and_then(|name| open(name, how, Mode::empty()));
        let own = || tcgetpgrp(&stdout).and_then(|_| open("/dev/tty", how, Mode::empty()));
        match by_name.or_else(|_| own()).ok().filter(|output| isatty(output)) {
            Some(output) => Ok((output, false)),
            None => Ok((stdout.as_fd().try_clone_to_owned()?, true)),
        }
    }

    /// Standard input, or the session's own terminal where that is another file.
    fn open_input() -> io::Result<OwnedFd> {
        let stdin = io::stdin();
        if !isatty(&stdin)
            && let Ok(own) = open("/dev/tty", OFlags::RDWR | OFlags::NOCTTY | OFlags::CLOEXEC, Mode::empty())
        {
            return Ok(own);
        }
        stdin.as_fd().try_clone_to_owned()
    }

    fn are_alike(one: &Termios, other: &Termios) -> bool {
        (one.input_modes, one.output_modes, one.local_modes)
            == (other.input_modes, other.output_modes, other.local_modes)
    }
}

#[cfg(not(unix))]
mod system {
    use std::io::{self, Write};
    use std::time::Duration;

    use crossterm::terminal::{disable_raw_mode, enable_raw_mode};

    /// The console that the program was started in.
    pub struct Tty(());

    impl Tty {
        /// The console; the program has only one, and this never fails.
        pub fn get() -> io::Result<&'static Self> {
            Ok(&Self(()))
        }

        /// Has each key come as it is pressed.
        pub fn take(&self) -> io::Result<()> {
            enable_raw_mode()
        }

        /// Nobody else is known to change a console's modes.
        pub fn is_meddled_with(&self) -> bool {
            false
        }

        /// Sets the modes that were found.
        pub fn give_back(&self) {
            let _ = disable_raw_mode();
        }

        /// There are no jobs here.
        pub fn is_in_front(&self) -> io::Result<bool> {
            Ok(true)
        }

        /// There are no jobs here.
        pub fn may_write(&self) -> bool {
            true
        }

        /// There is no such queue here.
        pub fn drop_output(&self) {}

        /// Writes all of `bytes`.
        pub fn write(&self, bytes: &[u8]) -> io::Result<usize> {
            let mut out = io::stdout().lock();
            out.write_all(bytes)?;
            out.flush()?;
            Ok(bytes.len())
        }

        /// Writes all of `bytes`, however long it takes.
        pub fn write_within(&self, bytes: &[u8], _limit: Duration) -> io::Result<usize> {
            self.write(bytes)
        }
    }
}

pub use system::Tty;
