//! ratatui's side of the screen. Nothing but `flush` writes.

use std::io::{self, Write};

use ratatui::backend::{Backend, ClearType, WindowSize};
use ratatui::buffer::{Cell, CellDiffOption};
use ratatui::layout::{Position, Size};

use super::Screen;
use super::glyph::{Glyph, Texts, columns};
use super::grid::Scroll;

/// Drawing never fails and sends nothing: only `flush` does. Errors are those of the writer.
impl<W: Write> Backend for Screen<W> {
    type Error = io::Error;

    fn draw<'a, I>(&mut self, content: I) -> io::Result<()>
    where
        I: Iterator<Item = (u16, u16, &'a Cell)>,
    {
        self.fit();
        let Size { width, height } = self.size;
        for (x, y, cell) in content.filter(|&(x, y, _)| x < width && y < height) {
            let glyph = Glyph::of(cell, width - x, &mut self.texts);
            self.wanted.put(x, y, glyph);
            if glyph.is_blank() {
                // Perhaps in place of something wider, of which ratatui does not send the rest.
                self.wanted.blank(y, x + 1..x.saturating_add(columns(cell)));
            }
            if cell.diff_option == CellDiffOption::AlwaysUpdate {
                self.shown.row_mut(y)[usize::from(x)] = Glyph::UNKNOWN;
            }
            self.dirty[usize::from(y)] = true;
        }
        Ok(())
    }

    /// As line feeds at the cursor would do: it moves down, and at the last row everything moves up.
    fn append_lines(&mut self, n: u16) -> io::Result<()> {
        self.fit();
        let bottom = self.size.height;
        let rows = n.saturating_sub(bottom.saturating_sub(1).saturating_sub(self.cursor.y)).min(bottom);
        if rows > 0 {
            self.wanted.scroll(Scroll { top: 0, bottom, rows, is_up: true });
            self.dirty.fill(true);
        }
        self.cursor.y = self.cursor.y.saturating_add(n).min(bottom.saturating_sub(1));
        Ok(())
    }

    fn hide_cursor(&mut self) -> io::Result<()> {
        self.is_cursor_shown = false;
        Ok(())
    }

    fn show_cursor(&mut self) -> io::Result<()> {
        self.is_cursor_shown = true;
        Ok(())
    }

    /// Where the cursor was asked to be; the terminal is not asked.
    fn get_cursor_position(&mut self) -> io::Result<Position> {
        Ok(self.cursor)
    }

    fn set_cursor_position<P: Into<Position>>(&mut self, position: P) -> io::Result<()> {
        self.cursor = position.into();
        Ok(())
    }

    fn clear(&mut self) -> io::Result<()> {
        self.wanted.clear(self.size);
        self.texts = Texts::default();
        self.start_over();
        Ok(())
    }

    fn clear_region(&mut self, clear_type: ClearType) -> io::Result<()> {
        self.fit();
        let Size { width, height } = self.size;
        let Position { x, y } = self.cursor;
        if clear_type == ClearType::All {
            return self.clear();
        }
        if x >= width || y >= height {
            return Ok(());
        }
        let (columns, rows) = match clear_type {
            ClearType::All | ClearType::CurrentLine => (0..width, 0..0),
            ClearType::UntilNewLine => (x..width, 0..0),
            ClearType::AfterCursor => (x..width, y + 1..height),
            ClearType::BeforeCursor => (0..x + 1, 0..y),
        };
        self.clear_columns(y, columns);
        rows.for_each(|y| self.clear_columns(y, 0..width));
        Ok(())
    }

    /// The size as it was told; no system call.
    fn size(&self) -> io::Result<Size> {
        Ok(self.size)
    }

    /// The size in cells; that in pixels is not known, and so zero.
    fn window_size(&mut self) -> io::Result<WindowSize> {
        Ok(WindowSize { columns_rows: self.size, pixels: Size::default() })
    }

    /// Sends the frame, if there is anything to send. After an error nothing is known of the terminal, and the next
    /// frame draws everything.
    fn flush(&mut self) -> io::Result<()> {
        self.fit();
        let has_frame = self.encode();
        self.tidy();
        self.send(has_frame).inspect_err(|_| self.is_stale = true)
    }
}
