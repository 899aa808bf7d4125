//! Standard output: what a command found is written there at once, and whoever does not read it stops nothing but that.

use std::io::{self, ErrorKind, IsTerminal, Write};

use super::frame::{FAILURE, Frame};
use super::session::Stopped;
use crate::options::ColorChoice;
use crate::terminal::modes;

/// What standard output is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Stdout {
    /// The columns of the terminal; `None` where it is none, and nothing is cut.
    pub(super) columns: Option<usize>,
    /// Whether what is written has colours.
    pub(super) has_colors: bool,
}

impl Stdout {
    /// As it is now.
    pub(super) fn look(choice: ColorChoice) -> Self {
        let is_terminal = io::stdout().is_terminal();
        let columns = is_terminal.then(|| usize::from(modes::size().width));
        let is_set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
        let can = is_terminal && !is_set("NO_COLOR") && std::env::var_os("TERM").is_none_or(|term| term != "dumb");
        let has_colors = match choice {
            ColorChoice::Auto => can,
            ColorChoice::Always => true,
            ColorChoice::Never => false,
        };
        Self { columns, has_colors }
    }
}

/// Writes `text`. Rust's own standard output takes one that cannot be written, as `1</dev/null` makes it, for one that nobody
/// wants; so this writes to what it stands for.
///
/// # Errors
///
/// It cannot be written.
pub fn write(text: &str) -> io::Result<()> {
    #[cfg(unix)]
    {
        use std::os::fd::AsFd;
        std::fs::File::from(io::stdout().as_fd().try_clone_to_owned()?).write_all(text.as_bytes())
    }
    #[cfg(not(unix))]
    {
        let mut stdout = io::stdout().lock();
        stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush())
    }
}

/// Writes `text`, and waits until it is written. A reader that has seen enough, such as `head`, is no error: `false`.
///
/// # Errors
///
/// It could not be written, which was said; or a signal came.
pub(super) async fn print(frame: &mut Frame, text: String) -> Result<bool, Stopped> {
    let written = frame.runtime.spawn_blocking(move || write(&text));
    let written = tokio::select! {
        biased;
        number = frame.end_signal() => return Err(Stopped::by(number)),
        written = written => written,
    };
    match written {
        Ok(Err(error)) if error.kind() != ErrorKind::BrokenPipe => {
            frame.report.say(&format!("Standard output cannot be written: {error}."));
            Err(Stopped(FAILURE))
        }
        Ok(written) => Ok(written.is_ok()),
        Err(_) => Err(Stopped(FAILURE)),
    }
}
