//! [`Input`] where there is no terminal to read: crossterm's events.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use crossterm::event::{
    Event as TerminalEvent, EventStream, KeyCode, KeyEvent, KeyEventKind, KeyModifiers, MouseButton, MouseEvent,
    MouseEventKind,
};
use futures_util::StreamExt;

use super::{Chord, Event, Key, Mouse, Stamped, join_arrows};
use crate::terminal::modes;

/// The terminal's input. It is read even while nobody asks for it, so this is dropped before the terminal is given to
/// somebody else, and made anew afterwards.
pub struct Input {
    events: EventStream,
    frames: Arc<AtomicU64>,
    /// Frames that had been drawn when an arrow was read last.
    arrow_at: Option<u64>,
}

impl Input {
    /// Starts to read the terminal. Events come whole here, so there is nothing to wait for behind an escape.
    ///
    /// # Errors
    ///
    /// None.
    pub fn new(_escape: Duration, frames: Arc<AtomicU64>) -> io::Result<Self> {
        Ok(Self { events: EventStream::new(), frames, arrow_at: None })
    }

    /// Events are taken as they come here: there is nothing to read ahead of them.
    pub fn catch_up(&mut self) {}

    /// The next event that means something; `None` when the terminal is gone. Safe to drop while it waits.
    pub async fn next(&mut self) -> Option<Stamped> {
        loop {
            let event = self.events.next().await?.ok()?;
            let frames = self.frames.load(Ordering::SeqCst);
            let mut events: Vec<Event> = meaning(event).into_iter().collect();
            if join_arrows(&mut events, self.arrow_at == Some(frames)) {
                self.arrow_at = Some(frames);
            }
            if let Some(event) = events.pop() {
                return Some(Stamped { frames, event });
            }
        }
    }
}

fn meaning(event: TerminalEvent) -> Option<Event> {
    match event {
        TerminalEvent::Key(key) => chord(key).map(Event::Key),
        TerminalEvent::Paste(text) => Some(Event::Pasted(text)),
        TerminalEvent::Resize(columns, rows) => {
            let size = modes::drawn_part(columns, rows);
            Some(Event::Resized { columns: size.width, rows: size.height })
        }
        TerminalEvent::Mouse(event) => mouse(event).map(Event::Mouse),
        TerminalEvent::FocusGained => Some(Event::FocusGained),
        TerminalEvent::FocusLost => Some(Event::FocusLost),
    }
}

/// The key in trackside's terms. Releases are nothing: some terminals report them, and each would count twice.
fn chord(event: KeyEvent) -> Option<Chord> {
    if event.kind == KeyEventKind::Release {
        return None;
    }
    let ctrl = event.modifiers.contains(KeyModifiers::CONTROL);
    let alt = event.modifiers.intersects(KeyModifiers::ALT | KeyModifiers::META);
    let key = match event.code {
        // With Control, terminals disagree on the letter's case.
        KeyCode::Char(character) if ctrl => Key::Char(character.to_ascii_lowercase()),
        KeyCode::Char(character) => Key::Char(character),
        KeyCode::F(number) => Key::Function(number),
        KeyCode::Enter => Key::Enter,
        KeyCode::Esc => Key::Esc,
        KeyCode::Tab => Key::Tab,
        KeyCode::BackTab => Key::BackTab,
        KeyCode::Backspace => Key::Backspace,
        KeyCode::Delete => Key::Delete,
        KeyCode::Up => Key::Up,
        KeyCode::Down => Key::Down,
        KeyCode::Left => Key::Left,
        KeyCode::Right => Key::Right,
        KeyCode::Home => Key::Home,
        KeyCode::End => Key::End,
        KeyCode::PageUp => Key::PageUp,
        KeyCode::PageDown => Key::PageDown,
        _ => return None,
    };
    Some(Chord { key, ctrl, alt })
}

fn mouse(event: MouseEvent) -> Option<Mouse> {
    match event.kind {
        MouseEventKind::Down(MouseButton::Left) => Some(Mouse::Pressed { column: event.column, row: event.row }),
        MouseEventKind::ScrollUp => Some(Mouse::WheelUp),
        MouseEventKind::ScrollDown => Some(Mouse::WheelDown),
        _ => None,
    }
}
