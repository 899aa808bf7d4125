//! The terminal's input: keys, pasted text, the mouse, the window's focus and size, as events.
//!
//! ```text
//! arrival.rs     waits until the terminal has something to read (Unix)
//! answer.rs      the answer to the question for the terminal's ground, told from keys
//! chord.rs       a key with its modifiers
//! parser.rs      bytes to events; knows neither terminal nor clock
//! sequences.rs   what the sequences of terminals mean
//! tty.rs         reads the terminal, between two frames of the loop (Unix)
//! events.rs      crossterm's events in the same terms (elsewhere)
//! ```
//!
//! The terminal is read until nothing is left, each time before a frame is drawn. So a ctrl-c counts at once: what was typed
//! before it and not taken yet is dropped, as the kernel drops it for programs that leave the key to it. And each event
//! tells how many frames had been drawn when it was read: the frame that a key can be an answer to.
//!
//! crossterm's `EventStream` is not used where there is a terminal to read: it takes 1,024 bytes and leaves the rest
//! unread until another key comes, and an escape at the end of what it took is a key, whatever follows.

mod answer;
#[cfg(unix)]
mod arrival;
mod chord;
#[cfg(not(unix))]
mod events;
pub mod parser;
mod sequences;
#[cfg(unix)]
mod tty;

pub use chord::{Chord, Key};
#[cfg(not(unix))]
pub use events::Input;
#[cfg(unix)]
pub use tty::Input;

use crate::options::Rgb;

/// Something that came from the terminal.
#[derive(Clone, PartialEq, Debug)]
pub enum Event {
    /// A key was pressed (never: released).
    Key(Chord),
    /// The arrow up or down came several times in one piece, or again before a frame could show where the one before
    /// led: a mouse wheel in a terminal that makes keys of it, or a key held down behind a slow link.
    Arrows {
        /// The arrow, without modifiers.
        key: Chord,
        /// How many of them, at least 1.
        times: usize,
    },
    /// Text was pasted in one piece.
    Pasted(String),
    /// The end of a pasted text did not come: what comes from here on is keys again.
    PasteUnfinished,
    /// The mouse did something while it was captured.
    Mouse(Mouse),
    /// So many of the terminal's columns and rows are drawn on.
    Resized {
        /// Columns, 1 to 1,000.
        columns: u16,
        /// Rows, 1 to 500.
        rows: u16,
    },
    /// The terminal's window is in front again, where the terminal (and a tmux around us with `focus-events on`) tells.
    FocusGained,
    /// Another window is in front. Told like `FocusGained`.
    FocusLost,
    /// The terminal reports the colour of its ground. Whether it was asked is not known here.
    Ground(Rgb),
}

/// What the mouse did, in cells from the top left corner, counted from 0.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Mouse {
    /// The left button went down.
    Pressed {
        /// Column of the cell.
        column: u16,
        /// Row of the cell.
        row: u16,
    },
    /// The wheel turned towards the top.
    WheelUp,
    /// The wheel turned towards the end.
    WheelDown,
}

/// An event, and what was on the screen when it was read.
#[derive(Clone, PartialEq, Debug)]
pub struct Stamped {
    /// Frames that had been drawn by then, counted from the start.
    pub frames: u64,
    /// The key, the text or the report that was read.
    pub event: Event,
}

/// Arrows that came in one piece, or before a frame could show where the one before led, become
/// [`Event::Arrows`]: nobody presses keys so fast, but a mouse wheel sends them so. `has_arrow` says whether an arrow
/// was read before since the last frame; answers with whether one was now.
pub fn join_arrows(events: &mut Vec<Event>, mut has_arrow: bool) -> bool {
    let mut joined: Vec<Event> = Vec::with_capacity(events.len());
    for event in events.drain(..) {
        let Some(arrow) = vertical_arrow(&event) else {
            joined.push(event);
            continue;
        };
        match joined.last_mut() {
            Some(Event::Arrows { key, times }) if *key == arrow => *times += 1,
            Some(last) if vertical_arrow(last) == Some(arrow) => *last = Event::Arrows { key: arrow, times: 2 },
            _ if has_arrow => joined.push(Event::Arrows { key: arrow, times: 1 }),
            _ => joined.push(event),
        }
        has_arrow = true;
    }
    *events = joined;
    has_arrow
}

fn vertical_arrow(event: &Event) -> Option<Chord> {
    match event {
        Event::Key(chord) if *chord == Chord::plain(Key::Up) || *chord == Chord::plain(Key::Down) => Some(*chord),
        _ => None,
    }
}
