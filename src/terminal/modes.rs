//! Taking the terminal and giving it back as it was found, whatever happens.
//!
//! ratatui's own `init` and `restore` are not used: their panic hook restores the screen for a panic on any
//! thread, while the program goes on, and they print when the terminal has vanished.

use std::io::{self, Write};
use std::panic::PanicHookInfo;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::ThreadId;
use std::time::Duration;

use crossterm::event::{
    DisableBracketedPaste, DisableFocusChange, DisableMouseCapture, EnableBracketedPaste, EnableFocusChange,
    EnableMouseCapture,
};
use crossterm::style::{Attribute, SetAttribute};
use crossterm::terminal::{Clear, ClearType, EnterAlternateScreen, LeaveAlternateScreen};
use crossterm::{cursor, queue};
use ratatui::layout::Size;

use super::output::{self, Output};
use super::tty::Tty;
use crate::domain::text::make_safe;

/// Tells the terminal to make no arrow keys of the wheel: nobody pressed them, and they would answer questions.
const ALTERNATE_SCROLL_OFF: &[u8] = b"\x1b[?1007l";
/// The same, where it is not off already and has to be kept.
const ALTERNATE_SCROLL_KEPT_OFF: &[u8] = b"\x1b[?1007s\x1b[?1007l";
/// Back to what it was: on, which is what terminals start with that cannot keep a mode, and then what was kept.
const ALTERNATE_SCROLL_BACK: &[u8] = b"\x1b[?1007h\x1b[?1007r";
/// A terminal that does not know its size: a serial line, a container's console.
const UNKNOWN_SIZE: Size = Size::new(80, 24);
/// What is drawn on at the most; the rest of a larger terminal stays blank. No screen has more, but whoever asks may name
/// any size, and each cell takes memory several times.
const MAX_SIZE: Size = Size::new(1000, 500);
/// A terminal that takes nothing for this long is read by nobody.
const PATIENCE: Duration = Duration::from_millis(250);
/// CAN: whatever sequence the terminal is in the middle of ends here, and does nothing.
const CANCEL: u8 = 0x18;

/// Whether the terminal is taken now. The one piece of state outside the program's own: a panic hook has no other
/// way to know.
static IS_TAKEN: AtomicBool = AtomicBool::new(false);

/// The taken terminal; gives it back when dropped.
pub struct Guard(());

impl Guard {
    /// Takes the terminal: raw mode, alternate screen, bracketed paste, reports of its focus, no cursor, a wheel that is no row of
    /// arrow keys. Also one that was taken before and perhaps belonged to somebody else since: what was typed before is
    /// dropped, except where nobody touched the modes.
    pub fn enter(output: &mut Output) -> io::Result<Self> {
        let tty = Tty::get()?;
        let was_taken = IS_TAKEN.swap(true, Ordering::SeqCst);
        let guard = Self(());
        tty.take()?;
        output.forget();
        let mut start = Vec::new();
        queue!(
            start,
            SetAttribute(Attribute::Reset),
            EnterAlternateScreen,
            cursor::Hide,
            EnableBracketedPaste,
            EnableFocusChange
        )?;
        start.extend_from_slice(if was_taken { ALTERNATE_SCROLL_OFF } else { ALTERNATE_SCROLL_KEPT_OFF });
        output.write_all(&start)?;
        Ok(guard)
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        leave();
    }
}

/// Gives the terminal back, if it is taken. Everything that might have been turned on is turned off; errors are
/// ignored, because the terminal may be gone.
///
/// What was drawn is erased before: terminals without an alternate screen, as the Linux console and GNU screen by
/// default, would go on showing it, a secret included. Line by line, for some keep what is cleared as a whole among
/// what can be scrolled back to.
///
/// Waits for a terminal that nobody reads only briefly. What it was given and did not take is dropped then, so that
/// there is room for the end: whoever looks at it again finds it given back.
pub fn leave() {
    if !IS_TAKEN.swap(false, Ordering::SeqCst) {
        return;
    }
    let Ok(tty) = Tty::get() else { return };
    if tty.may_write() {
        let end = end_sequence();
        let is_cut = output::take_cut();
        let whole = if is_cut { &end[..] } else { &end[1..] };
        let is_written = !is_cut && tty.write_within(whole, PATIENCE).is_ok_and(|count| count == whole.len());
        if !is_written {
            tty.drop_output();
            let _ = tty.write_within(&end, PATIENCE);
        }
    }
    tty.give_back();
}

/// What gives the terminal back, behind a [`CANCEL`].
fn end_sequence() -> Vec<u8> {
    let mut end = vec![CANCEL];
    // A Vec takes whatever is written.
    let _ = queue!(end, SetAttribute(Attribute::Reset));
    for row in 0..size().height {
        let _ = queue!(end, cursor::MoveTo(0, row), Clear(ClearType::UntilNewLine));
    }
    end.extend_from_slice(ALTERNATE_SCROLL_BACK);
    let _ = queue!(
        end,
        cursor::MoveTo(0, 0),
        DisableMouseCapture,
        DisableFocusChange,
        DisableBracketedPaste,
        LeaveAlternateScreen,
        cursor::Show
    );
    end
}

/// Whether the terminal is this program's to take: not while another job of the shell has it.
///
/// # Errors
///
/// The terminal is not this session's: it knows no jobs, or it is gone.
pub fn is_in_front() -> io::Result<bool> {
    Tty::get()?.is_in_front()
}

/// Whether somebody else changed the modes of the terminal since it was taken.
pub fn is_meddled_with() -> bool {
    IS_TAKEN.load(Ordering::SeqCst) && Tty::get().is_ok_and(Tty::is_meddled_with)
}

/// The sequence that takes the mouse from the terminal, or gives it back.
pub fn mouse_sequence(capture: bool) -> Vec<u8> {
    let mut sequence = Vec::new();
    // A Vec takes whatever is written.
    let _ = if capture { queue!(sequence, EnableMouseCapture) } else { queue!(sequence, DisableMouseCapture) };
    sequence
}

/// How much of the terminal is drawn on: all of it, from 1 by 1 to 1,000 by 500; of what it does not know, as of 80 by 24.
pub fn size() -> Size {
    let (columns, rows) = crossterm::terminal::size().unwrap_or_default();
    drawn_part(columns, rows)
}

/// How much is drawn on of a terminal that tells this size.
pub fn drawn_part(columns: u16, rows: u16) -> Size {
    let of = |told: u16, usual: u16, most: u16| if told == 0 { usual } else { told.min(most) };
    Size::new(of(columns, UNKNOWN_SIZE.width, MAX_SIZE.width), of(rows, UNKNOWN_SIZE.height, MAX_SIZE.height))
}

/// Makes a panic on the calling thread give the terminal back and leave a readable report on standard error.
/// A panic on any other thread is only logged: the runtime learns of it from the task and says so on screen.
pub fn install_panic_hook() {
    let screen_thread = std::thread::current().id();
    std::panic::set_hook(Box::new(move |panic| report_panic(panic, screen_thread)));
}

/// Where a panic is, and what it says, safe to print; both go into the log. The message may quote anything.
pub(crate) fn note_panic(panic: &PanicHookInfo) -> (String, String) {
    let location = panic.location().map_or_else(|| "an unknown place".to_owned(), ToString::to_string);
    let payload = panic.payload();
    let message = payload.downcast_ref::<&str>().copied();
    let message = message.or_else(|| payload.downcast_ref::<String>().map(String::as_str)).unwrap_or("no message");
    let message = make_safe(message).into_owned();
    tracing::error!(location, message, "panic");
    (location, message)
}

fn report_panic(panic: &PanicHookInfo, screen_thread: ThreadId) {
    let (location, message) = note_panic(panic);
    if std::thread::current().id() != screen_thread && IS_TAKEN.load(Ordering::SeqCst) {
        return;
    }
    leave();
    let version = env!("CARGO_PKG_VERSION");
    let _ = writeln!(
        io::stderr(),
        "Version {version} of trackside stopped on a fault in the program, at {location}:\n  {message}\n\
         The terminal was given back. Nothing that was not confirmed was sent. Please report this with the lines above."
    );
}
