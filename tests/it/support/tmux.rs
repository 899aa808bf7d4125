//! A tmux of a test's own: a server on a socket that nobody else has, and a terminal that looks at it.

use std::process::{Command, Stdio};

use super::pty::{Session, start};

/// A tmux with a terminal; it ends when dropped.
pub struct Server {
    pub terminal: Session,
    pub socket: String,
    _folder: tempfile::TempDir,
}

impl Server {
    /// Starts `command` in a window of its own, with `extra` in its environment.
    pub fn start(command: &[&str], extra: &[(&str, &str)]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let socket = folder.path().join("socket").to_str().unwrap().to_owned();
        let arguments = [&["-S", &socket, "-f", "/dev/null", "new-session"], command].concat();
        Self { terminal: start("tmux", &arguments, 80, 24, extra), socket, _folder: folder }
    }

    pub fn tmux(&self, arguments: &[&str]) -> String {
        let mut command = Command::new("tmux");
        let output = command.args(["-S", &self.socket]).args(arguments).stdin(Stdio::null()).output().unwrap();
        String::from_utf8(output.stdout).unwrap()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.tmux(&["kill-server"]);
    }
}

/// The texts for the clipboard that the terminal was given by OSC 52, in base64.
pub fn clipboards(bytes: &[u8]) -> Vec<String> {
    let written = String::from_utf8_lossy(bytes).into_owned();
    let texts = written.split("\x1b]52;").skip(1).filter_map(|rest| {
        let text = rest.split_once(';')?.1;
        let end = text.find(['\x07', '\x1b'])?;
        Some(text[..end].to_owned())
    });
    texts.collect()
}
