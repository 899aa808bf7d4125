//! A program in a pseudo terminal: what it writes is shown on an emulated screen, and tests wait for states of that
//! screen, never for a time.

use std::ffi::OsStr;
use std::io::{Read, Write};
use std::os::fd::AsFd;
use std::process::{Child, ExitStatus};
use std::sync::{Arc, Condvar, Mutex};
use std::time::{Duration, Instant};

use pty_process::Size;
use pty_process::blocking::{Command, Pty};
use rustix::process::{Pid, Signal, WaitId, WaitIdOptions, kill_process, waitid};
use rustix::termios::{LocalModes, OptionalActions, tcgetattr, tcsetattr};

use super::patience::{LIMIT, wait_until, wait_until_or};

/// Between two looks at a screen on which nothing changes.
const NEXT_LOOK: Duration = Duration::from_millis(100);

/// A running program and its screen.
pub struct Session {
    terminal: Pty,
    child: Child,
    shared: Arc<Shared>,
    /// Removed once the program has ended.
    _state: tempfile::TempDir,
}

struct Shared {
    seen: Mutex<Seen>,
    changed: Condvar,
}

/// What the program has written so far.
pub struct Seen {
    pub parser: vt100::Parser,
    /// Every byte, in order.
    pub bytes: Vec<u8>,
    /// The program and everything it started have closed the terminal.
    pub is_over: bool,
    /// Nobody reads the terminal, as behind a network that hangs.
    is_held: bool,
}

impl Seen {
    pub fn text(&self) -> String {
        self.parser.screen().contents()
    }
}

/// The program under test: `TRACKSIDE_BIN`, or the one that cargo built along with the tests.
pub fn program() -> String {
    std::env::var("TRACKSIDE_BIN").unwrap_or_else(|_| env!("CARGO_BIN_EXE_trackside").to_owned())
}

/// Starts `program` in a terminal of this size, with nothing in its environment but what a terminal sets and `extra`.
pub fn start<A: AsRef<OsStr>>(
    program: &str,
    arguments: &[A],
    columns: u16,
    rows: u16,
    extra: &[(&str, &str)],
) -> Session {
    let (terminal, subordinate) = pty_process::blocking::open().unwrap();
    terminal.resize(Size::new(rows, columns)).unwrap();
    let mut command = Command::new(program).env_clear().args(arguments);
    let state = tempfile::tempdir().unwrap();
    let usual = [
        ("TERM", "xterm-256color"),
        ("LANG", "C.UTF-8"),
        ("PATH", "/usr/bin:/bin"),
        ("TZ", "UTC"),
        // Whoever runs the tests may have a config file.
        ("XDG_CONFIG_HOME", "/dev/null"),
        // And has a journal of their own.
        ("XDG_STATE_HOME", state.path().to_str().unwrap()),
    ];
    for (name, value) in usual {
        command = command.env(name, value);
    }
    for (name, value) in extra {
        command = command.env(name, value);
    }
    let child = command.spawn(subordinate).unwrap();
    let shared = Arc::new(Shared {
        seen: Mutex::new(Seen {
            parser: vt100::Parser::new(rows.try_into().unwrap(), columns.try_into().unwrap(), 200),
            bytes: Vec::new(),
            is_over: false,
            is_held: false,
        }),
        changed: Condvar::new(),
    });
    let reader = std::fs::File::from(terminal.as_fd().try_clone_to_owned().unwrap());
    let for_reader = Arc::clone(&shared);
    std::thread::spawn(move || read_all(reader, &for_reader));
    Session { terminal, child, shared, _state: state }
}

/// Starts trackside.
pub fn trackside(arguments: &[&str], columns: u16, rows: u16, extra: &[(&str, &str)]) -> Session {
    start(&program(), arguments, columns, rows, extra)
}

fn read_all(mut reader: impl Read, shared: &Shared) {
    let mut chunk = vec![0; 65_536];
    loop {
        drop(shared.changed.wait_while(shared.seen.lock().unwrap(), |seen| seen.is_held).unwrap());
        // On Linux the end shows as an error.
        let read = reader.read(&mut chunk).unwrap_or(0);
        let mut seen = shared.seen.lock().unwrap();
        seen.bytes.extend_from_slice(&chunk[..read]);
        seen.parser.process(&chunk[..read]);
        seen.is_over = read == 0;
        shared.changed.notify_all();
        if read == 0 {
            return;
        }
    }
}

impl Session {
    /// Types.
    pub fn keys(&mut self, keys: &str) -> &mut Self {
        self.terminal.write_all(keys.as_bytes()).unwrap();
        self
    }

    /// Waits until the screen is as wanted, and answers with what `look` makes of it.
    #[track_caller]
    pub fn wait<T>(&mut self, what: &str, look: impl Fn(&Seen) -> Option<T>) -> T {
        let deadline = Instant::now() + LIMIT;
        let mut seen = self.shared.seen.lock().unwrap();
        loop {
            if let Some(found) = look(&seen) {
                return found;
            }
            let left = deadline.saturating_duration_since(Instant::now());
            assert!(!left.is_zero() && !seen.is_over, "{what} did not come; the screen was:\n{}", seen.text());
            // What is looked for may be another thing than what is on the screen, such as a time that has passed.
            seen = self.shared.changed.wait_timeout(seen, left.min(NEXT_LOOK)).unwrap().0;
        }
    }

    /// Waits until `text` is on the screen.
    #[track_caller]
    pub fn wait_for(&mut self, text: &str) -> &mut Self {
        self.wait(&format!("{text:?}"), |seen| seen.text().contains(text).then_some(()));
        self
    }

    /// Waits until the program has read everything that was typed.
    #[track_caller]
    pub fn wait_until_read(&mut self) -> &mut Self {
        let name = rustix::pty::ptsname(&self.terminal, Vec::new()).unwrap();
        let flags = rustix::fs::OFlags::RDONLY | rustix::fs::OFlags::NOCTTY;
        // Closed again at once: the terminal is over when nobody has it open.
        let subordinate = rustix::fs::open(name, flags, rustix::fs::Mode::empty()).unwrap();
        let unread = || rustix::io::ioctl_fionread(&subordinate).unwrap();
        wait_until("the program has read what was typed", || unread() == 0);
        self
    }

    /// Waits until `text` is no longer on the screen.
    #[track_caller]
    pub fn wait_until_gone(&mut self, text: &str) -> &mut Self {
        self.wait(&format!("the end of {text:?}"), |seen| (!seen.text().contains(text)).then_some(()));
        self
    }

    /// What is on the screen now.
    pub fn text(&self) -> String {
        self.shared.seen.lock().unwrap().text()
    }

    /// Every byte written so far.
    pub fn bytes(&self) -> Vec<u8> {
        self.shared.seen.lock().unwrap().bytes.clone()
    }

    /// Reads the terminal no longer, but for what comes first: its buffer fills up.
    pub fn hold(&mut self) -> &mut Self {
        self.shared.seen.lock().unwrap().is_held = true;
        self
    }

    /// Reads the terminal again.
    pub fn release(&mut self) -> &mut Self {
        self.shared.seen.lock().unwrap().is_held = false;
        self.shared.changed.notify_all();
        self
    }

    /// Waits until the program is stopped.
    #[track_caller]
    pub fn wait_until_stopped(&mut self) -> &mut Self {
        let how = WaitIdOptions::STOPPED | WaitIdOptions::NOHANG;
        let pid = self.pid();
        wait_until("the program is stopped", || waitid(WaitId::Pid(pid), how).unwrap().is_some());
        self
    }

    /// Whether the terminal hands on each key as it comes, and shows none.
    pub fn is_raw(&self) -> bool {
        let modes = tcgetattr(self.terminal.as_fd()).unwrap().local_modes;
        !modes.intersects(LocalModes::ICANON | LocalModes::ECHO | LocalModes::ISIG)
    }

    /// Sets the modes of a terminal that nobody has taken, as `stty sane` does.
    pub fn make_cooked(&mut self) -> &mut Self {
        let mut modes = tcgetattr(self.terminal.as_fd()).unwrap();
        modes.local_modes |= LocalModes::ICANON | LocalModes::ECHO | LocalModes::ISIG;
        modes.input_modes |= rustix::termios::InputModes::ICRNL;
        tcsetattr(self.terminal.as_fd(), OptionalActions::Now, &modes).unwrap();
        self
    }

    /// Waits for the program to end, whether or not what it writes is read.
    #[track_caller]
    pub fn code(&mut self) -> Option<i32> {
        let Self { child, shared, .. } = self;
        let has_ended = || child.try_wait().unwrap().is_some();
        wait_until_or("the program has ended", has_ended, || shared.seen.lock().unwrap().text());
        child.wait().unwrap().code()
    }

    pub fn resize(&mut self, columns: u16, rows: u16) -> &mut Self {
        let size = (rows.try_into().unwrap(), columns.try_into().unwrap());
        self.shared.seen.lock().unwrap().parser.set_size(size.0, size.1);
        self.terminal.resize(Size::new(rows, columns)).unwrap();
        self
    }

    pub fn signal(&mut self, signal: Signal) -> &mut Self {
        kill_process(self.pid(), signal).unwrap();
        self
    }

    pub fn pid(&self) -> Pid {
        Pid::from_child(&self.child)
    }

    /// Waits for the program to end and everything it wrote to be read.
    #[track_caller]
    pub fn end(&mut self) -> ExitStatus {
        let status = self.child.wait().unwrap();
        self.release();
        let deadline = Instant::now() + LIMIT;
        let mut seen = self.shared.seen.lock().unwrap();
        while !seen.is_over {
            let left = deadline.saturating_duration_since(Instant::now());
            assert!(!left.is_zero(), "the terminal is still open; the screen was:\n{}", seen.text());
            seen = self.shared.changed.wait_timeout(seen, left).unwrap().0;
        }
        status
    }

    /// Asserts that the terminal is as a shell left it: ordinary screen, visible cursor, no modes, and line editing
    /// by the kernel.
    #[track_caller]
    pub fn assert_restored(&self) {
        self.assert_screen_restored();
        let modes = tcgetattr(self.terminal.as_fd()).unwrap().local_modes;
        let wanted = LocalModes::ICANON | LocalModes::ECHO | LocalModes::ISIG;
        assert!(modes.contains(wanted), "the terminal is still raw: {modes:?}");
    }

    /// Asserts that the ordinary screen is shown with its cursor; a shell sets further modes itself.
    #[track_caller]
    pub fn assert_left(&self) {
        let seen = self.shared.seen.lock().unwrap();
        let screen = seen.parser.screen();
        assert!(!screen.alternate_screen(), "the alternate screen was not left");
        assert!(!screen.hide_cursor(), "the cursor is hidden");
    }

    #[track_caller]
    fn assert_screen_restored(&self) {
        self.assert_left();
        let seen = self.shared.seen.lock().unwrap();
        let screen = seen.parser.screen();
        assert!(!screen.bracketed_paste(), "bracketed paste is on");
        assert_eq!(screen.mouse_protocol_mode(), vt100::MouseProtocolMode::None);
        assert_eq!(
            (screen.fgcolor(), screen.bgcolor(), screen.bold(), screen.inverse()),
            (vt100::Color::Default, vt100::Color::Default, false, false)
        );
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        // A failed test must not leave the program behind.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
