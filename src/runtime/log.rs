//! The log: trackside's own events, a line each, in a file that the operator named.
//!
//! It is written by whoever has something to say, and never where a write could wait: a pipe, a terminal and a device
//! are refused. The last line of defence against secrets is here too, behind types that cannot print theirs. What goes wrong with it later is said once, on the screen.

use std::fs::{self, File, Metadata, OpenOptions};
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::mpsc;
use tracing_subscriber::Layer;
use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::layer::SubscriberExt;

use super::plain_file;
use crate::domain::Redactor;

/// What goes wrong with the log while the program runs, in sentences, each once.
pub type Troubles = mpsc::UnboundedReceiver<String>;

/// A log file that is open.
pub struct Log {
    path: PathBuf,
    redactor: Redactor,
    state: Mutex<State>,
    told: mpsc::UnboundedSender<String>,
}

struct State {
    file: File,
    /// Whether a failure was told that has not passed.
    is_failing: bool,
    was_moved: bool,
}

impl Log {
    /// Opens `path` for appending; a new file can be read by its owner only. No line holds a secret that `redactor` knows when
    /// it is written. Answers with what to listen to as well.
    ///
    /// # Errors
    ///
    /// Also for what is no regular file.
    pub fn open(path: &Path, redactor: &Redactor) -> io::Result<(Self, Troubles)> {
        let (told, troubles) = mpsc::unbounded_channel();
        let state = State { file: open(path)?, is_failing: false, was_moved: false };
        let redactor = redactor.clone();
        Ok((Self { path: path.to_owned(), redactor, state: Mutex::new(state), told }, troubles))
    }

    /// Sends trackside's own events here, and no other library's: those could hold what trackside would not write.
    pub fn start(self) {
        let only_ours = tracing_subscriber::filter::Targets::new().with_target("trackside", tracing::Level::DEBUG);
        let lines = tracing_subscriber::fmt::layer().with_ansi(false).with_writer(Writer(Arc::new(self)));
        // There is no other subscriber; were there one, it would do.
        let _ =
            tracing::subscriber::set_global_default(tracing_subscriber::registry().with(lines.with_filter(only_ours)));
    }

    /// Writes whole lines. What cannot be written is lost, and that is told.
    fn write(&self, lines: &[u8]) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        self.follow(&mut state);
        let text = String::from_utf8_lossy(lines);
        match state.file.write_all(self.redactor.clean(&text).as_bytes()) {
            Ok(()) => state.is_failing = false,
            Err(error) if !std::mem::replace(&mut state.is_failing, true) => {
                // Nobody listens any more only when the program ends.
                let _ = self.told.send(format!("The log file cannot be written ({error}). Log lines are lost."));
            }
            Err(_) => {}
        }
    }

    /// A file that was moved away, as log rotation does, is followed by a new one in its place.
    fn follow(&self, state: &mut State) {
        let is_there = fs::metadata(&self.path)
            .is_ok_and(|there| state.file.metadata().is_ok_and(|ours| is_same_file(&there, &ours)));
        if is_there {
            return;
        }
        match open(&self.path) {
            Ok(file) => {
                state.file = file;
                self.tell_moved(state, "The log file was moved away or removed. A new one was started.".to_owned());
            }
            Err(error) => {
                let message = format!("The log file was moved away or removed, and no new one can be made ({error}).");
                self.tell_moved(state, message);
            }
        }
    }

    fn tell_moved(&self, state: &mut State, message: String) {
        if !std::mem::replace(&mut state.was_moved, true) {
            let _ = self.told.send(message);
        }
    }
}

fn open(path: &Path) -> io::Result<File> {
    // Before it is opened: a pipe would wait for its other end, and a device may do anything.
    match fs::metadata(path) {
        Ok(found) => refuse_what_is_no_file(&found)?,
        Err(error) if error.kind() == ErrorKind::NotFound => {}
        Err(error) => return Err(error),
    }
    let mut how = OpenOptions::new();
    how.create(true).append(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut how, 0o600);
    plain_file::without_waiting(&mut how);
    let file = how.open(path)?;
    refuse_what_is_no_file(&file.metadata()?)?;
    Ok(file)
}

/// Whether [`Log::open`] would open `path`, as far as that can be told without making or changing anything.
///
/// # Errors
///
/// What that would give.
pub fn look(path: &Path) -> io::Result<()> {
    match fs::metadata(path) {
        Ok(found) => {
            refuse_what_is_no_file(&found)?;
            let mut how = OpenOptions::new();
            how.append(true);
            plain_file::without_waiting(&mut how);
            how.open(path).map(drop)
        }
        Err(error) if error.kind() == ErrorKind::NotFound => {
            let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
            plain_file::may_add_to(folder)
        }
        Err(error) => Err(error),
    }
}

fn refuse_what_is_no_file(found: &Metadata) -> io::Result<()> {
    let refusal = |what| Err(io::Error::other(format!("is {what}, and a log needs a file")));
    plain_file::other(found).map_or(Ok(()), refusal)
}

#[cfg(unix)]
fn is_same_file(one: &Metadata, other: &Metadata) -> bool {
    use std::os::unix::fs::MetadataExt;
    (one.dev(), one.ino()) == (other.dev(), other.ino())
}

#[cfg(not(unix))]
fn is_same_file(_: &Metadata, _: &Metadata) -> bool {
    // An open file cannot be moved away there.
    true
}

/// What the subscriber writes to.
struct Writer(Arc<Log>);

impl<'a> MakeWriter<'a> for Writer {
    type Writer = &'a Log;

    fn make_writer(&'a self) -> &'a Log {
        &self.0
    }
}

impl Write for &Log {
    fn write(&mut self, lines: &[u8]) -> io::Result<usize> {
        Log::write(self, lines);
        Ok(lines.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
