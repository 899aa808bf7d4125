//! A screen, the terminal it writes to, and what was sent in between.

#![expect(clippy::unwrap_used, reason = "a helper that fails fails the test that called it")]

use std::io::{self, Write};
use std::num::NonZeroU16;

use ratatui::buffer::Buffer;
use ratatui::layout::Size;
use ratatui::{Frame, Terminal};
use trackside::terminal::screen::Screen;

/// Counts how often it is called.
#[derive(Default)]
pub(super) struct Wire {
    bytes: Vec<u8>,
    writes: usize,
}

impl Write for Wire {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.writes += 1;
        self.bytes.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

pub(super) struct Rig {
    terminal: Terminal<Screen<Wire>>,
    parser: vt100::Parser,
}

impl Rig {
    pub(super) fn new(columns: u16, rows: u16) -> Self {
        let screen = Screen::new(Wire::default(), Size::new(columns, rows));
        let mut parser = vt100::Parser::new(positive(rows), positive(columns), 0);
        // As bad a state as another program can leave.
        parser.process("#".repeat(usize::from(columns) * usize::from(rows)).as_bytes());
        parser.process(b"\x1b[2;3r\x1b[31;44;1;7m\x1b[2;2H");
        Self { terminal: Terminal::new(screen).unwrap(), parser }
    }

    /// Draws a frame; returns what it sent, with control characters made visible.
    pub(super) fn draw(&mut self, draw: impl FnOnce(&mut Frame)) -> String {
        self.frame(draw).1
    }

    /// The same, with ratatui's picture of the frame.
    pub(super) fn frame(&mut self, draw: impl FnOnce(&mut Frame)) -> (Buffer, String) {
        let buffer = self.terminal.draw(draw).unwrap().buffer.clone();
        (buffer, self.receive())
    }

    /// Lets the terminal take in what was sent since; returns it.
    pub(super) fn receive(&mut self) -> String {
        let bytes = std::mem::take(&mut self.screen().writer_mut().bytes);
        self.parser.process(&bytes);
        let visible = |char| match char {
            '\0'..='\u{1f}' => char::from_u32(0x2400 + u32::from(char)).unwrap(),
            char => char,
        };
        String::from_utf8(bytes).unwrap().chars().map(visible).collect()
    }

    pub(super) fn resize(&mut self, columns: u16, rows: u16) {
        self.parser.screen_mut().set_size(positive(rows), positive(columns));
        self.screen().resize(Size::new(columns, rows));
    }

    pub(super) fn clear(&mut self) {
        self.terminal.clear().unwrap();
    }

    pub(super) fn writes(&mut self) -> usize {
        self.screen().writer_mut().writes
    }

    pub(super) fn screen(&mut self) -> &mut Screen<Wire> {
        self.terminal.backend_mut()
    }

    /// What the terminal shows.
    pub(super) fn shown(&self) -> &vt100::Screen {
        self.parser.screen()
    }
}

fn positive(number: u16) -> NonZeroU16 {
    NonZeroU16::new(number).unwrap()
}

/// The parameters of all `CSI … m` in `sent` that set a colour, back to the default included.
pub(super) fn colours(sent: &str) -> Vec<&str> {
    let sequences = sent.split("␛[").skip(1).filter_map(|rest| {
        let end = rest.find(|char: char| !char.is_ascii_digit() && char != ';' && char != ':')?;
        rest[end..].starts_with('m').then(|| &rest[..end])
    });
    sequences
        .flat_map(|params| params.split([';', ':']))
        .filter(|param| matches!(param.parse(), Ok(30..=109)))
        .collect()
}
