//! Whoever reads standard output: a pipe's other end, or a terminal.

/// Whether nobody reads standard output any more. Cheap: asks the system, and waits for nothing.
pub fn is_gone() -> bool {
    #[cfg(unix)]
    {
        use rustix::event::{PollFd, PollFlags, Timespec, poll};
        let stdout = std::io::stdout();
        // What is asked for is nothing: that the other end is gone is told in any case.
        let mut looked_at = [PollFd::new(&stdout, PollFlags::empty())];
        let has_found = poll(&mut looked_at, Some(&Timespec { tv_sec: 0, tv_nsec: 0 })).is_ok_and(|found| found > 0);
        has_found && looked_at[0].revents().intersects(PollFlags::ERR | PollFlags::HUP)
    }
    #[cfg(not(unix))]
    false
}
