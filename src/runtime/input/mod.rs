//! The terminal's input: keys, pasted text, the mouse, the window's focus and size, as messages.
//!
//! ```text
//! parser.rs      bytes to messages; knows neither terminal nor clock
//! sequences.rs   what the sequences of terminals mean
//! tty.rs         the thread that reads the terminal (Unix)
//! events.rs      crossterm's events in the same terms (elsewhere)
//! ```
//!
//! The terminal is read at once and until nothing is left, whatever the loop is doing. So a ctrl-c counts at once: what
//! was typed before it and not taken yet is dropped, as the kernel drops it for programs that leave the key to it. And
//! each message tells how many frames had been drawn when it was read: the frame that a key can be an answer to.
//!
//! crossterm's `EventStream` is not used where there is a terminal to read: it takes 1,024 bytes and leaves the rest
//! unread until another key comes, and an escape at the end of what it took is a key, whatever follows.

#[cfg(not(unix))]
mod events;
pub mod parser;
mod sequences;
#[cfg(unix)]
mod tty;

use crate::keymap::{Chord, Key};
use crate::message::Message;

#[cfg(not(unix))]
pub use events::Input;
#[cfg(unix)]
pub use tty::Input;

/// Something that came from the terminal.
#[derive(Clone, PartialEq, Debug)]
pub struct Event {
    /// Frames that had been drawn when it was read.
    pub frames: u64,
    /// What it is.
    pub message: Message,
}

/// Arrows that came in one piece, or before a frame could show where the one before led, become
/// [`Message::Arrows`]: nobody presses keys so fast, but a mouse wheel sends them so. `has_arrow` says whether an arrow
/// was read before since the last frame; answers with whether one was now.
pub fn join_arrows(messages: &mut Vec<Message>, mut has_arrow: bool) -> bool {
    let mut joined: Vec<Message> = Vec::with_capacity(messages.len());
    for message in messages.drain(..) {
        let Some(arrow) = vertical_arrow(&message) else {
            joined.push(message);
            continue;
        };
        match joined.last_mut() {
            Some(Message::Arrows { key, times }) if *key == arrow => *times += 1,
            Some(last) if vertical_arrow(last) == Some(arrow) => *last = Message::Arrows { key: arrow, times: 2 },
            _ if has_arrow => joined.push(Message::Arrows { key: arrow, times: 1 }),
            _ => joined.push(message),
        }
        has_arrow = true;
    }
    *messages = joined;
    has_arrow
}

fn vertical_arrow(message: &Message) -> Option<Chord> {
    match message {
        Message::Key(chord) if *chord == Chord::plain(Key::Up) || *chord == Chord::plain(Key::Down) => Some(*chord),
        _ => None,
    }
}
