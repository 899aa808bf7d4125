//! Stand-in while the writer is made.
use ratatui::backend::{Backend, ClearType, CrosstermBackend, WindowSize};
use ratatui::buffer::Cell;
use ratatui::layout::{Position, Size};
use std::io::{self, Write};
pub struct Screen<W: Write> {
    inner: CrosstermBackend<W>,
    size: Size,
}
impl<W: Write> Screen<W> {
    pub fn new(writer: W, size: Size) -> Self {
        Self { inner: CrosstermBackend::new(writer), size }
    }
    pub fn resize(&mut self, size: Size) {
        self.size = size;
    }
    pub fn forget(&mut self) {
        let _ = self.inner.clear();
    }
    pub fn write_raw(&mut self, bytes: &[u8]) {
        let _ = Write::write_all(&mut self.inner, bytes);
    }
}
impl<W: Write> Backend for Screen<W> {
    type Error = io::Error;
    fn draw<'a, I: Iterator<Item = (u16, u16, &'a Cell)>>(&mut self, content: I) -> io::Result<()> {
        self.inner.draw(content)
    }
    fn hide_cursor(&mut self) -> io::Result<()> {
        self.inner.hide_cursor()
    }
    fn show_cursor(&mut self) -> io::Result<()> {
        self.inner.show_cursor()
    }
    fn get_cursor_position(&mut self) -> io::Result<Position> {
        Ok(Position::ORIGIN)
    }
    fn set_cursor_position<P: Into<Position>>(&mut self, position: P) -> io::Result<()> {
        self.inner.set_cursor_position(position)
    }
    fn clear(&mut self) -> io::Result<()> {
        self.inner.clear()
    }
    fn clear_region(&mut self, clear_type: ClearType) -> io::Result<()> {
        self.inner.clear_region(clear_type)
    }
    fn size(&self) -> io::Result<Size> {
        Ok(self.size)
    }
    fn window_size(&mut self) -> io::Result<WindowSize> {
        self.inner.window_size()
    }
    fn flush(&mut self) -> io::Result<()> {
        Write::flush(&mut self.inner)
    }
}
