//! A display of a test's own: an X server that draws into memory.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

/// A running Xvfb; it ends when dropped.
pub struct Display {
    process: Child,
    /// As `DISPLAY` has it: `:1`.
    pub name: String,
}

impl Display {
    /// One with this many pixels.
    pub fn open(width: u16, height: u16) -> Self {
        // Finds a free number by itself, and writes it to standard output when it is ready.
        let size = format!("{width}x{height}x24");
        let arguments = ["-displayfd", "1", "-screen", "0", &size, "-nolisten", "tcp", "-noreset"];
        let mut command = Command::new("Xvfb");
        command.args(arguments).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut process = command.spawn().unwrap();
        let mut number = String::new();
        BufReader::new(process.stdout.as_mut().unwrap()).read_line(&mut number).unwrap();
        assert!(number.ends_with('\n'), "Xvfb did not start");
        Self { process, name: format!(":{}", number.trim()) }
    }
}

impl Drop for Display {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
