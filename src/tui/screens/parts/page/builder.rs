//! [`Builder`]: lays out a page of a width: headings, paragraphs, and fields with name and value.

use super::{Item, ItemTarget, Page};
use crate::text;
use crate::tui::ui::{Piece, Role, Symbols};

/// Lays out a page of a width.
pub struct Builder<'a> {
    width: usize,
    /// Cells of a field's name, with the blanks behind.
    field: usize,
    /// The theme's glyphs, for bullets and marks.
    pub symbols: &'a Symbols,
    items: Vec<Item>,
}

/// Below this many cells names take less room.
const NARROW: usize = 56;

impl<'a> Builder<'a> {
    /// An empty page whose lines have at most `width` cells.
    pub fn new(width: u16, symbols: &'a Symbols) -> Self {
        let width = usize::from(width);
        Self { width, field: if width < NARROW { 13 } else { 22 }, symbols, items: Vec::new() }
    }

    /// Whether there is room for short words only.
    pub fn is_narrow(&self) -> bool {
        self.width < NARROW
    }

    /// The page, without empty lines at its end.
    pub fn finish(mut self) -> Page {
        while self.items.last().is_some_and(|item| item.lines.iter().all(Vec::is_empty)) {
            self.items.pop();
        }
        Page { items: self.items }
    }

    /// An empty line; two in a row are one.
    pub fn blank(&mut self) {
        if self.items.last().is_some_and(|item| !item.lines.iter().all(Vec::is_empty)) {
            self.items.push(Item { lines: vec![Vec::new()], ..Item::default() });
        }
    }

    /// A heading on lines of its own, with an empty line before it; the bar passes over it.
    pub fn heading(&mut self, message: &str) {
        self.blank();
        let lines = self.wrapped(0, message, Role::Heading);
        self.show(lines);
    }

    /// A heading over fields; where there is room for little, an empty line.
    pub fn group(&mut self, title: &str) {
        if self.is_narrow() { self.blank() } else { self.heading(title) }
    }

    /// Lines to look at, which the bar passes over.
    pub fn show(&mut self, lines: Vec<Vec<Piece>>) {
        self.items.push(Item { lines, ..Item::default() });
    }

    /// A paragraph to read and to copy.
    pub fn prose(&mut self, key: &str, message: &str, role: Role) {
        let lines = self.wrapped(0, message, role);
        self.push(key, lines, Some(("The text", message)));
    }

    /// A paragraph that goes with the field before.
    pub fn note(&mut self, message: &str, role: Role) {
        let indent = if self.is_narrow() { 2 } else { self.field };
        self.note_at(indent, message, role);
    }

    /// A paragraph that goes with the item before, `indent` cells from the left.
    pub fn note_at(&mut self, indent: usize, message: &str, role: Role) {
        let lines = self.wrapped(indent, message, role);
        if let Some(item) = self.items.last_mut() {
            item.lines.extend(lines);
        }
    }

    /// A field with its name and value; what was not told is a dash. `raw` is what is copied.
    pub fn field(&mut self, key: &str, name: &str, value: Option<Piece>, raw: Option<&str>) {
        let value = value.unwrap_or_else(|| Piece::new(self.symbols.absent, Role::Quiet));
        self.pieces(key, name, vec![value], raw);
    }

    /// A field whose value is made of pieces, which is wrapped if it is only one.
    pub fn pieces(&mut self, key: &str, name: &str, mut value: Vec<Piece>, raw: Option<&str>) {
        let mut lines = Vec::new();
        let padding = " ".repeat(self.field.saturating_sub(text::width(name)));
        let mut heading = Piece::new(format!("{name}{padding}"), Role::Quiet);
        let mut indent = self.field;
        if text::width(name) >= self.field {
            // No room beside it: the value goes below.
            indent = 2;
            heading.text = text::cut(name, self.width, self.symbols.ellipsis);
            lines.push(vec![std::mem::replace(&mut heading, Piece::plain(" ".repeat(indent)))]);
        }
        if value.len() == 1 {
            let piece = value.remove(0);
            for part in text::wrap(&piece.text, self.width.saturating_sub(indent)) {
                lines.push(vec![heading, Piece::new(part, piece.role)]);
                heading = Piece::plain(" ".repeat(indent));
            }
        } else {
            value.insert(0, heading);
            lines.push(value);
        }
        self.push(key, lines, raw.map(|raw| (name, raw)));
    }

    /// An item of lines laid out by the caller.
    pub fn push(&mut self, key: &str, lines: Vec<Vec<Piece>>, copy: Option<(&str, &str)>) {
        let copy = copy.map(|(name, raw)| (name.to_owned(), raw.to_owned()));
        self.items.push(Item { key: key.to_owned(), lines, copy, is_stop: true, target: None });
    }

    /// Says what the item before stands for.
    pub fn target(&mut self, target: ItemTarget) {
        if let Some(item) = self.items.last_mut() {
            item.target = Some(target);
        }
    }

    /// `text` wrapped to the page's width less `indent`, and indented by it.
    pub fn wrapped(&self, indent: usize, message: &str, role: Role) -> Vec<Vec<Piece>> {
        text::wrap(message, self.width.saturating_sub(indent))
            .into_iter()
            .map(|line| {
                let piece = Piece::new(line, role);
                if indent == 0 { vec![piece] } else { vec![Piece::plain(" ".repeat(indent)), piece] }
            })
            .collect()
    }

    /// Cells of a line.
    pub fn width(&self) -> usize {
        self.width
    }
}
