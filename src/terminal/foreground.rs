//! [`Foreground`]: the terminal in the hands of a program that this one waits for, as a shell gives it to a job.

#[cfg(unix)]
mod system {
    use std::fs::{File, OpenOptions};
    use std::io::Write;

    use nix::sys::signal::{SigSet, Signal as Blocked};
    use rustix::process::{Pid, Signal, WaitId, WaitIdOptions, getpgrp, kill_process_group, waitid};
    use rustix::termios::{LocalModes, OptionalActions, Termios, tcgetattr, tcgetpgrp, tcsetattr, tcsetpgrp};

    /// What leaves a screen as full-screen programs take it: attributes, the other screen, a hidden cursor, bracketed paste.
    const LEAVE_SCREEN: &[u8] = b"\x1b[0m\x1b[?2004l\x1b[?1049l\x1b[?25h";

    /// The group of a program, which has the terminal until this is dropped.
    pub struct Foreground {
        group: Option<Pid>,
        terminal: Option<Terminal>,
    }

    struct Terminal {
        file: File,
        /// The modes that were found.
        found: Termios,
    }

    impl Foreground {
        /// Gives the terminal to the group that the process `leader` leads, if it is ours to give.
        pub fn give_to(leader: Option<u32>) -> Self {
            let given = Self { group: group_of(leader), terminal: Terminal::open() };
            if let (Some(terminal), Some(group)) = (&given.terminal, given.group) {
                let _ = tcsetpgrp(&terminal.file, group);
                // It may have asked for the terminal before it had it, which stops a program.
                let _ = kill_process_group(group, Signal::CONT);
            }
            given
        }

        /// Whether there is a terminal, and this program is in front of it.
        pub fn is_ours() -> bool {
            Terminal::open().is_some()
        }

        /// The group that the process `leader` leads, without the terminal.
        pub fn without_terminal(leader: Option<u32>) -> Self {
            Self { group: group_of(leader), terminal: None }
        }

        /// Whether somebody waits at the terminal for something that must not be seen, or has taken the screen.
        pub fn is_asked_at(&self) -> bool {
            self.terminal.as_ref().is_some_and(Terminal::is_changed)
        }

        /// Has the leader go on, should it have been stopped: there is no shell that would do so later.
        pub fn keep_going(&self) {
            let stopped = WaitIdOptions::STOPPED | WaitIdOptions::NOHANG;
            if let Some(group) = self.group
                && waitid(WaitId::Pid(group), stopped).is_ok_and(|status| status.is_some())
            {
                let _ = kill_process_group(group, Signal::CONT);
            }
        }

        /// Asks the whole group to end.
        pub fn ask_to_end(&self) {
            if let Some(group) = self.group {
                let _ = kill_process_group(group, Signal::TERM);
                let _ = kill_process_group(group, Signal::CONT);
            }
        }

        /// Ends the whole group.
        pub fn kill(&self) {
            if let Some(group) = self.group {
                let _ = kill_process_group(group, Signal::KILL);
            }
        }
    }

    fn group_of(leader: Option<u32>) -> Option<Pid> {
        leader.and_then(|id| i32::try_from(id).ok()).and_then(Pid::from_raw)
    }

    impl Drop for Foreground {
        fn drop(&mut self) {
            if let Some(terminal) = &mut self.terminal {
                terminal.take_back();
            }
        }
    }

    impl Terminal {
        /// `None` where there is none, or where the program itself is not in front of it.
        fn open() -> Option<Self> {
            let file = OpenOptions::new().read(true).write(true).open("/dev/tty").ok()?;
            if tcgetpgrp(&file).ok()? != getpgrp() {
                return None;
            }
            let found = tcgetattr(&file).ok()?;
            Some(Self { file, found })
        }

        fn is_changed(&self) -> bool {
            tcgetattr(&self.file).is_ok_and(|modes| modes.local_modes != self.found.local_modes)
        }

        fn take_back(&mut self) {
            // Who takes the terminal from behind is stopped for it, except with this signal blocked.
            let mut signals = SigSet::empty();
            signals.add(Blocked::SIGTTOU);
            let is_blocked = signals.thread_block().is_ok();
            let _ = tcsetpgrp(&self.file, getpgrp());
            if let Ok(modes) = tcgetattr(&self.file)
                && modes.local_modes != self.found.local_modes
            {
                if !modes.local_modes.contains(LocalModes::ICANON) {
                    let _ = self.file.write_all(LEAVE_SCREEN);
                }
                // With what was typed so far: it was meant for nobody else.
                let _ = tcsetattr(&self.file, OptionalActions::Flush, &self.found);
            }
            if is_blocked {
                let _ = signals.thread_unblock();
            }
        }
    }
}

#[cfg(not(unix))]
mod system {
    /// There are no jobs here.
    pub struct Foreground(());

    impl Foreground {
        /// Every program has the console.
        pub fn give_to(_leader: Option<u32>) -> Self {
            Self(())
        }

        /// It is not given away.
        pub fn is_ours() -> bool {
            false
        }

        /// The same.
        pub fn without_terminal(_leader: Option<u32>) -> Self {
            Self(())
        }

        /// It cannot be told.
        pub fn is_asked_at(&self) -> bool {
            false
        }

        /// Nothing is ever stopped here.
        pub fn keep_going(&self) {}

        /// There is no such signal.
        pub fn ask_to_end(&self) {}

        /// The process itself is ended where it is waited for.
        pub fn kill(&self) {}
    }
}

pub use system::Foreground;
