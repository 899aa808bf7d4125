//! Terminal events to messages: the only user of crossterm's events.

use crossterm::event::{
    Event, EventStream, KeyCode, KeyEvent, KeyEventKind, KeyModifiers, MouseButton, MouseEvent, MouseEventKind,
};
use futures_util::StreamExt;

use crate::keymap::{Chord, Key};
use crate::message::{Message, Mouse};

/// The terminal's input. Reads the terminal even while nobody polls it, so it is dropped before the terminal is
/// given to somebody else, and made anew afterwards.
pub struct Input(EventStream);

impl Input {
    /// Starts to read the terminal.
    pub fn new() -> Self {
        Self(EventStream::new())
    }

    /// The next event that means something; `None` when the terminal is gone. Safe to drop while it waits.
    pub async fn next(&mut self) -> Option<Message> {
        loop {
            let event = self.0.next().await?.ok()?;
            if let Some(message) = message(event) {
                return Some(message);
            }
        }
    }
}

impl Default for Input {
    fn default() -> Self {
        Self::new()
    }
}

fn message(event: Event) -> Option<Message> {
    match event {
        Event::Key(key) => chord(key).map(Message::Key),
        Event::Paste(text) => Some(Message::Pasted(text)),
        Event::Resize(columns, rows) => Some(Message::Resized { columns: columns.max(1), rows: rows.max(1) }),
        Event::Mouse(event) => mouse(event).map(Message::Mouse),
        Event::FocusGained => Some(Message::FocusGained),
        Event::FocusLost => Some(Message::FocusLost),
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
