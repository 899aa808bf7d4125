//! The shell's job control: stopping as its job, where there is a shell that brings the job back.

#[cfg(unix)]
mod system {
    use std::io;

    use rustix::process::{
        Pid, Signal, getpgid, getpgrp, getpid, getppid, getsid, kill_current_process_group, kill_process,
    };

    /// Stops the whole job, as the terminal's Ctrl-Z does outside raw mode; returns when it goes on.
    ///
    /// The group gets `TSTP`, so that a parent such as `cargo run` stops with us and the shell gets its terminal
    /// back. This process listens for `TSTP` itself, so it stops itself with `STOP`, which nobody can catch.
    pub fn stop() -> io::Result<()> {
        kill_current_process_group(Signal::TSTP)?;
        kill_process(getpid(), Signal::STOP)?;
        Ok(())
    }

    /// Whether a shell would see the job stop, and could bring it back.
    ///
    /// A job is a process group that somebody outside of it, in the same session, looks after. The group that leads the
    /// session has nobody: so it is for what `ssh -t`, `xterm -e`, tmux or a container start. And who looks after it
    /// must care for stops: the first process of a container makes a group too, and would never know.
    pub fn has_shell() -> bool {
        let group = getpgrp();
        let Ok(session) = getsid(None) else { return false };
        if session == group {
            return false;
        }
        let mut parent = getppid();
        while let Some(process) = parent {
            if getpgid(Some(process)) != Ok(group) {
                return getsid(Some(process)) == Ok(session) && minds_stops(process);
            }
            parent = parent_of(process);
        }
        // It cannot be told who made the group, but somebody did.
        true
    }

    /// Whether a process ignores or catches `TSTP`, as every shell with job control does to stay in front of its jobs.
    #[cfg(target_os = "linux")]
    fn minds_stops(process: Pid) -> bool {
        let Ok(status) = std::fs::read_to_string(format!("/proc/{process}/status")) else { return true };
        let stop = 1_u64 << (Signal::TSTP.as_raw() - 1);
        let has_it = |name: &str| {
            let set = status.lines().find_map(|line| line.strip_prefix(name));
            set.and_then(|set| u64::from_str_radix(set.trim(), 16).ok()).is_some_and(|set| set & stop != 0)
        };
        has_it("SigIgn:") || has_it("SigCgt:")
    }

    /// It cannot be told here; the first process of all is no shell.
    #[cfg(not(target_os = "linux"))]
    fn minds_stops(process: Pid) -> bool {
        !process.is_init()
    }

    #[cfg(target_os = "linux")]
    fn parent_of(process: Pid) -> Option<Pid> {
        let stat = std::fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
        // The name, in brackets, may hold anything; state and parent follow.
        let parent = stat.rsplit_once(')')?.1.split_whitespace().nth(1)?.parse().ok()?;
        Pid::from_raw(parent)
    }

    /// It cannot be told here.
    #[cfg(not(target_os = "linux"))]
    fn parent_of(_process: Pid) -> Option<Pid> {
        None
    }
}

#[cfg(not(unix))]
mod system {
    use std::io;

    /// There is no job control here: goes on at once.
    pub fn stop() -> io::Result<()> {
        Ok(())
    }

    /// No shell here brings a job back.
    pub fn has_shell() -> bool {
        false
    }
}

pub use system::{has_shell, stop};
