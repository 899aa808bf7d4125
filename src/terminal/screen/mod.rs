//! [`Screen`]: the terminal as a ratatui backend that sends as few bytes as it can, each frame in one write.
//!
//! Over a slow line the bytes of a frame are what the user waits for. ratatui's own backend sends what ratatui found to
//! differ, cell by cell: a list that moves by one row is then written anew as a whole. This one remembers what the
//! terminal shows, takes up what ratatui wants, and works out the way from one to the other when the frame is complete:
//!
//! - `backend.rs`: ratatui's side, which only changes what is wanted;
//! - `scroll.rs`: whether part of the screen can be scrolled by the terminal;
//! - `encode.rs`: which cells to print, skip or erase, and the cursor;
//! - `pen.rs`: colours and modifiers;
//! - `grid.rs`, `glyph.rs`: what is compared, made safe on the way in.
//!
//! Colours are sent as they come: a theme for `NO_COLOR` uses `Color::Reset` and modifiers only, and no colour is sent.
//!
//! It asks the terminal nothing and reads nothing: the size is what [`Screen::new`] and [`Screen::resize`] were told.
//! It does not enter or leave raw mode or the alternate screen either, and leaves the pen as the last frame needed it:
//! who leaves the terminal must reset it (`CSI m`) and show the cursor.

mod backend;
mod encode;
mod glyph;
mod grid;
mod pen;
mod scroll;

use std::io::{self, Write};
use std::ops::Range;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use ratatui::layout::{Position, Size};

use encode::Encoder;
use glyph::{Glyph, Texts};
use grid::Grid;
use scroll::Finder;

/// A frame of more bytes than this is wrapped so that the terminal shows it at once, if it can.
const SYNCHRONIZED: usize = 512;
/// Begins a synchronized update; terminals that do not know the mode skip it.
const BEGIN: &[u8] = b"\x1b[?2026h";
const END: &[u8] = b"\x1b[?2026l";

/// A terminal behind `W`, as ratatui draws on it. What is drawn takes effect in
/// [`flush`](ratatui::backend::Backend::flush), with one `write_all` and one `flush` on `W`, or none if nothing changed.
///
/// `W` should not split what it is given: a `File` on the terminal, not `Stdout`, which cuts at line feeds.
#[derive(Debug)]
pub struct Screen<W> {
    writer: W,
    size: Size,
    /// What the terminal shows, unless `is_stale`.
    shown: Grid,
    /// What ratatui wants it to show.
    wanted: Grid,
    /// Rows of `wanted` and `shown` that may differ.
    dirty: Vec<bool>,
    /// Nothing is known of what the terminal shows.
    is_stale: bool,
    cursor: Position,
    is_cursor_shown: bool,
    discretion: Discretion,
    /// Where the terminal's cursor is, if the last frame put it where it was wanted.
    cursor_left_at: Option<Position>,
    texts: Texts,
    finder: Finder,
    encoder: Encoder,
    queued: Vec<u8>,
    last_frame_bytes: usize,
    bytes_written: u64,
    /// Counted up just before something is written.
    announced: Option<Arc<AtomicU64>>,
}

/// Which frames show what must not get among what can be scrolled back to.
#[derive(Clone, Copy, Default, Debug)]
struct Discretion {
    of_this_frame: bool,
    of_the_last: bool,
}

impl Discretion {
    fn is_needed(self) -> bool {
        self.of_this_frame || self.of_the_last
    }
}

impl<W: Write> Screen<W> {
    /// A screen of `size` on `writer`. What the terminal shows is not known, so the first frame clears it.
    pub fn new(writer: W, size: Size) -> Self {
        Self {
            writer,
            size,
            shown: Grid::new(size),
            wanted: Grid::new(size),
            dirty: vec![true; usize::from(size.height)],
            is_stale: true,
            cursor: Position::ORIGIN,
            is_cursor_shown: false,
            discretion: Discretion::default(),
            cursor_left_at: None,
            texts: Texts::default(),
            finder: Finder::default(),
            encoder: Encoder::default(),
            queued: Vec::new(),
            last_frame_bytes: 0,
            bytes_written: 0,
            announced: None,
        }
    }

    /// The terminal has a new size, or was told it has one. The next frame clears it and draws everything.
    ///
    /// Until ratatui notices, at its next draw, what it drew is kept: if the size is back to what it was by then,
    /// ratatui sends only what has changed.
    pub fn resize(&mut self, size: Size) {
        self.size = size;
        // What a huge terminal needed is not kept for a small one.
        self.encoder.out = Vec::new();
        self.finder = Finder::default();
        self.dirty.shrink_to(usize::from(size.height));
        self.forget();
    }

    /// Something else may have written to the terminal, or it was another one for a while. The next frame clears it and
    /// draws everything again; ratatui need not know.
    pub fn forget(&mut self) {
        self.is_stale = true;
    }

    /// Whether the next frames show what must not get among what can be scrolled back to, in a terminal without an
    /// alternate screen. Then nothing is scrolled, for what leaves the top is kept; and the cursor stays at the top, for
    /// a terminal that loses rows drops those below it, and keeps those above.
    pub fn be_discreet(&mut self, is_discreet: bool) {
        self.discretion.of_this_frame = is_discreet;
    }

    /// Queues bytes for the terminal that neither print nor move the cursor, such as OSC 52. They follow the next
    /// frame in the same write, even if nothing else has changed.
    pub fn write_raw(&mut self, bytes: &[u8]) {
        self.queued.extend_from_slice(bytes);
    }

    /// What the frames are written to. After writing to it directly, [`Screen::forget`].
    pub fn writer_mut(&mut self) -> &mut W {
        &mut self.writer
    }

    /// From here on `counter` goes up by one just before each write: whoever answers what was written finds it counted.
    pub fn announce(&mut self, counter: Arc<AtomicU64>) {
        self.announced = Some(counter);
    }

    /// How many bytes the last [`flush`](ratatui::backend::Backend::flush) wrote; 0 if nothing had changed.
    pub fn last_frame_bytes(&self) -> usize {
        self.last_frame_bytes
    }

    /// How many bytes were written so far.
    pub fn bytes_written(&self) -> u64 {
        self.bytes_written
    }

    /// Follows a change of size that ratatui did not answer with a clear, which is how it answers.
    fn fit(&mut self) {
        if self.wanted.size() != self.size {
            self.wanted = self.wanted.resized(self.size);
            self.start_over();
        }
    }

    /// Prepares for a full redraw of `wanted`.
    fn start_over(&mut self) {
        self.shown.clear(self.size);
        self.dirty.clear();
        self.dirty.resize(usize::from(self.size.height), true);
        self.is_stale = true;
    }

    /// Encodes everything between the last frame and this one; says whether there is anything.
    fn encode(&mut self) -> bool {
        self.encoder.start(BEGIN);
        if self.is_stale {
            self.start_over();
            self.encoder.clear(self.discretion.is_needed());
        }
        if !self.is_cursor_shown {
            self.encoder.show_cursor(false);
        }
        for y in (0..self.size.height).filter(|&y| self.dirty[usize::from(y)]) {
            self.wanted.rehash(y);
        }
        if !self.is_stale && !self.discretion.is_needed() {
            self.encode_scroll();
        }
        self.is_stale = false;
        self.discretion.of_the_last = self.discretion.of_this_frame;
        self.encode_rows();
        self.encode_cursor();
        self.encoder.out.len() > BEGIN.len()
    }

    fn encode_scroll(&mut self) {
        if let Some(scroll) = self.finder.find(&self.shown, &self.wanted, &self.dirty) {
            self.encoder.scroll(scroll, self.size.height);
            self.shown.scroll(scroll);
            self.dirty[usize::from(scroll.top)..usize::from(scroll.bottom)].fill(true);
        }
    }

    fn encode_rows(&mut self) {
        for (y, dirty) in (0..).zip(&mut self.dirty) {
            if std::mem::take(dirty) {
                self.encoder.row(y, self.wanted.row(y), self.shown.row(y), &self.texts);
                self.shown.copy_row(y, &self.wanted);
            }
        }
    }

    fn encode_cursor(&mut self) {
        let has_moved = self.encoder.out.len() > BEGIN.len();
        if self.is_cursor_shown {
            if has_moved || self.cursor_left_at != Some(self.cursor) {
                let x = self.cursor.x.min(self.size.width.saturating_sub(1));
                let y = self.cursor.y.min(self.size.height.saturating_sub(1));
                self.encoder.move_to(x, y);
            }
            self.encoder.show_cursor(true);
            self.cursor_left_at = Some(self.cursor);
        } else if self.discretion.of_this_frame {
            if has_moved || self.cursor_left_at != Some(Position::ORIGIN) {
                self.encoder.move_to(0, 0);
            }
            self.cursor_left_at = Some(Position::ORIGIN);
        } else if has_moved {
            self.cursor_left_at = None;
        }
    }

    /// Sends the encoded frame, if `has_frame`, and what is queued behind it.
    fn send(&mut self, has_frame: bool) -> io::Result<()> {
        let out = &mut self.encoder.out;
        let is_wrapped = has_frame && out.len() - BEGIN.len() > SYNCHRONIZED;
        if is_wrapped {
            out.extend_from_slice(END);
        }
        out.extend_from_slice(&self.queued);
        let bytes = &out[if is_wrapped { 0 } else { BEGIN.len() }..];
        let length = bytes.len();
        self.last_frame_bytes = 0;
        if length == 0 {
            return Ok(());
        }
        if let Some(counter) = &self.announced {
            counter.fetch_add(1, Ordering::SeqCst);
        }
        let written = self.writer.write_all(bytes).and_then(|()| self.writer.flush());
        // What was queued may be a secret on its way to the clipboard, and the frame may show one: no copy of either stays
        // here. Only what a buffer left behind when it grew is not wiped.
        out.fill(0);
        self.queued.fill(0);
        self.queued.clear();
        written?;
        self.last_frame_bytes = length;
        self.bytes_written += length as u64;
        Ok(())
    }

    /// Keeps the store of long texts from growing for hours.
    fn tidy(&mut self) {
        if self.texts.tidy(self.wanted.cells_mut()) {
            for y in 0..self.size.height {
                self.wanted.rehash(y);
                self.shown.copy_row(y, &self.wanted);
            }
        }
    }

    /// Blanks `columns` of the row `y`, whatever the terminal shows there.
    fn clear_columns(&mut self, y: u16, columns: Range<u16>) {
        self.wanted.blank(y, columns.clone());
        let columns = usize::from(columns.start)..usize::from(columns.end);
        self.shown.row_mut(y)[columns].fill(Glyph::UNKNOWN);
        self.dirty[usize::from(y)] = true;
    }
}
