//! [`Page`]: a text of fields and paragraphs with a bar, as every tab of the details shows one; its scrolling, its
//! search, and the builder that lays it out.
//!
//! The bar is held by an item's key, never by its place, and its item keeps its line on the screen: whatever a refresh
//! puts above or below it, nothing moves under the reader.

use crate::command::Command;
use crate::domain::{Label, ProjectId, Setting};
use crate::ui::{Piece, Role, Symbols, text};

/// A part of a page that the bar stands on as a whole.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Item {
    /// Tells it from the page's other items, also after a refresh.
    pub key: String,
    /// What is drawn, one line or more.
    pub lines: Vec<Vec<Piece>>,
    /// Its name in a sentence, and the text to copy; `None` where there is nothing to copy.
    pub copy: Option<(String, String)>,
    /// Whether the bar stops here; headings and blank lines are passed over.
    pub is_stop: bool,
    /// What can be done with it, beside copying.
    pub target: Option<Target>,
}

/// What an item stands for, where keys do something with it.
#[derive(Clone, PartialEq, Debug)]
pub enum Target {
    /// A setting to change.
    Setting(Setting),
    /// A page to open, an `https` address of the program's own.
    Link(&'static str),
    /// An allow list's entry of a project.
    Project(ProjectId),
    /// An environment in an allow list's entry.
    Environment(ProjectId, Label),
}

/// The items of a page, from the top.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Page {
    /// All of them.
    pub items: Vec<Item>,
}

/// Where the bar is, and which part of the page is in the window.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Cursor {
    /// The key of the item under the bar; `None` is the first, whichever that is.
    key: Option<String>,
    /// The place that the item had, for when it is gone.
    place: usize,
    /// The window's line on which the item begins; negative where its beginning is above the window.
    line: isize,
}

impl Page {
    /// Lines of the whole page.
    pub fn height(&self) -> usize {
        self.items.iter().map(|item| item.lines.len()).sum()
    }

    /// The line on which each item begins.
    fn starts(&self) -> Vec<usize> {
        let ends = self.items.iter().scan(0, |end, item| {
            let start = *end;
            *end += item.lines.len();
            Some(start)
        });
        ends.collect()
    }

    /// The first place at which the bar can stand at or behind `place`, else the last before it.
    fn stop_near(&self, place: usize) -> Option<usize> {
        let place = place.min(self.items.len());
        let behind = (place..self.items.len()).find(|&place| self.items[place].is_stop);
        behind.or_else(|| (0..place).rev().find(|&place| self.items[place].is_stop))
    }

    fn stop_after(&self, place: usize) -> Option<usize> {
        (place + 1..self.items.len()).find(|&place| self.items[place].is_stop)
    }

    fn stop_before(&self, place: usize) -> Option<usize> {
        (0..place).rev().find(|&place| self.items[place].is_stop)
    }

    /// Places of the items that hold `words`, without regard to case.
    fn matches<'a>(&'a self, words: &'a str) -> impl Iterator<Item = usize> {
        let words = words.to_lowercase();
        let holds = move |item: &Item| item.is_stop && item_text(item).to_lowercase().contains(&words);
        self.items.iter().enumerate().filter(move |(_, item)| holds(item)).map(|(place, _)| place)
    }

    /// Items that hold `words`, and which of them the bar is on, counted from 1 (0: on none).
    pub fn count_matches(&self, words: &str, cursor: &Cursor) -> (usize, usize) {
        let at = cursor.place_in(self);
        let (mut count, mut current) = (0, 0);
        for place in self.matches(words) {
            count += 1;
            if Some(place) == at {
                current = count;
            }
        }
        (count, current)
    }
}

fn item_text(item: &Item) -> String {
    let lines = item.lines.iter().map(|line| line.iter().map(|piece| piece.text.as_str()).collect::<String>());
    lines.collect::<Vec<_>>().join(" ")
}

impl Cursor {
    /// The place of the item under the bar; `None` on a page without a stop.
    pub fn place_in(&self, page: &Page) -> Option<usize> {
        let by_key = self.key.as_ref().and_then(|key| page.items.iter().position(|item| item.key == *key));
        let place = by_key.unwrap_or(if self.key.is_some() { self.place } else { 0 });
        page.stop_near(place)
    }

    /// The item under the bar.
    pub fn item<'a>(&self, page: &'a Page) -> Option<&'a Item> {
        self.place_in(page).map(|place| &page.items[place])
    }

    /// The page's line at the top of a window of `height` lines.
    pub fn top(&self, page: &Page, height: usize) -> usize {
        let last = page.height().saturating_sub(height);
        let Some(place) = self.place_in(page) else { return usize::try_from(-self.line).unwrap_or(0).min(last) };
        let start = page.starts()[place];
        let line = if self.key.is_none() { isize::try_from(start).unwrap_or(0) } else { self.line };
        start.saturating_add_signed(-line).min(last)
    }

    /// Takes a command that moves. Says whether it was one.
    pub fn update(&mut self, command: Command, page: &Page, height: usize) -> bool {
        match command {
            Command::Down => self.step(page, height, true),
            Command::Up => self.step(page, height, false),
            Command::PageDown => self.leap(page, height, true),
            Command::PageUp => self.leap(page, height, false),
            Command::Top => {
                *self = Self::default();
            }
            Command::Bottom => match page.stop_near(page.items.len()) {
                Some(place) => self.go(page, height, place, page.height().saturating_sub(height)),
                None => self.scroll_to(page.height().saturating_sub(height)),
            },
            _ => return false,
        }
        true
    }

    /// Goes to the next item that holds `words`, or the one before; from the end to the beginning. Says whether any does.
    pub fn find(&mut self, words: &str, page: &Page, height: usize, search: Search) -> bool {
        let found: Vec<usize> = page.matches(words).collect();
        let at = self.place_in(page).unwrap_or(0);
        let place = match search {
            Search::FromHere => found.iter().find(|&&place| place >= at).or(found.first()),
            Search::Next => found.iter().find(|&&place| place > at).or(found.first()),
            Search::Previous => found.iter().rev().find(|&&place| place < at).or(found.last()),
        };
        let Some(&place) = place else { return false };
        let top = self.top(page, height);
        self.go(page, height, place, top);
        true
    }

    /// Puts the bar on the item with this key.
    pub fn select(&mut self, key: &str, page: &Page, height: usize) {
        if let Some(place) = page.items.iter().position(|item| item.key == key && item.is_stop) {
            let top = self.top(page, height);
            self.go(page, height, place, top);
        }
    }

    /// Puts the bar on the item at `line` of the window, if it can stand there.
    pub fn select_line(&mut self, line: usize, page: &Page, height: usize) {
        let top = self.top(page, height);
        let starts = page.starts();
        let place = starts.iter().rposition(|&start| start <= top + line);
        if let Some(place) = place.filter(|&place| page.items[place].is_stop && top + line < page.height()) {
            self.go(page, height, place, top);
        }
    }

    /// To the next item; where the item under the bar goes on outside the window, first a line at a time.
    fn step(&mut self, page: &Page, height: usize, down: bool) {
        let top = self.top(page, height);
        let Some(place) = self.place_in(page) else {
            let last = page.height().saturating_sub(height);
            return self.scroll_to(if down { (top + 1).min(last) } else { top.saturating_sub(1) });
        };
        let start = page.starts()[place];
        let end = start + page.items[place].lines.len();
        if down && end > top + height {
            return self.go_exactly(page, place, top + 1);
        }
        if !down && start < top {
            return self.go_exactly(page, place, top - 1);
        }
        let next = if down { page.stop_after(place) } else { page.stop_before(place) };
        match next {
            Some(next) => self.go(page, height, next, top),
            // What stands before the first stop or behind the last one is shown too.
            None if down => self.go(page, height, place, (top + 1).min(page.height().saturating_sub(height))),
            None => self.go(page, height, place, 0),
        }
    }

    fn leap(&mut self, page: &Page, height: usize, down: bool) {
        let top = self.top(page, height);
        let step = height.saturating_sub(1).max(1);
        let last = page.height().saturating_sub(height);
        let new_top = if down { (top + step).min(last) } else { top.saturating_sub(step) };
        let starts = page.starts();
        let in_window = |place: &usize| starts[*place] >= new_top && page.items[*place].is_stop;
        let place = if down && top == last {
            page.stop_near(page.items.len())
        } else if !down && top == 0 {
            page.stop_near(0)
        } else {
            (0..page.items.len()).find(in_window).or_else(|| page.stop_near(page.items.len()))
        };
        match place {
            Some(place) => self.go_exactly(page, place, new_top),
            None => self.scroll_to(new_top),
        }
    }

    /// Puts the bar at `place`, the window as near to `top` as shows the whole item, or its beginning.
    fn go(&mut self, page: &Page, height: usize, place: usize, top: usize) {
        let start = page.starts()[place];
        let end = start + page.items[place].lines.len();
        let top = if start < top || end - start > height {
            top.max(end.saturating_sub(height)).min(start)
        } else {
            top.max(end.saturating_sub(height))
        };
        self.go_exactly(page, place, top);
    }

    fn go_exactly(&mut self, page: &Page, place: usize, top: usize) {
        let start = isize::try_from(page.starts()[place]).unwrap_or(0);
        self.key = Some(page.items[place].key.clone());
        self.place = place;
        self.line = start - isize::try_from(top).unwrap_or(0);
    }

    fn scroll_to(&mut self, top: usize) {
        self.line = -isize::try_from(top).unwrap_or(0);
    }
}

/// Which match to go to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Search {
    /// The one under the bar, or the next.
    FromHere,
    /// The next.
    Next,
    /// The one before.
    Previous,
}

/// Lays out a page of a width.
pub struct Builder<'a> {
    width: usize,
    /// Cells of a field's name, with the blanks behind.
    field: usize,
    /// The glyphs.
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

    /// The page.
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

    /// A heading.
    pub fn heading(&mut self, words: &str) {
        self.blank();
        let lines = text::wrap(words, self.width).into_iter().map(|line| vec![Piece::new(line, Role::Heading)]);
        self.items.push(Item { lines: lines.collect(), ..Item::default() });
    }

    /// A paragraph to read and to copy.
    pub fn prose(&mut self, key: &str, words: &str, role: Role) {
        let lines: Vec<_> =
            text::wrap(words, self.width).into_iter().map(|line| vec![Piece::new(line, role)]).collect();
        self.push(key, lines, Some(("The text", words)));
    }

    /// A paragraph that goes with the field before.
    pub fn note(&mut self, words: &str, role: Role) {
        let indent = if self.is_narrow() { 2 } else { self.field };
        self.note_at(indent, words, role);
    }

    /// A paragraph that goes with the item before, `indent` cells from the left.
    pub fn note_at(&mut self, indent: usize, words: &str, role: Role) {
        let width = self.width.saturating_sub(indent);
        let lines = text::wrap(words, width)
            .into_iter()
            .map(|line| vec![Piece::plain(" ".repeat(indent)), Piece::new(line, role)]);
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
        let mut heading = Piece::new(format!("{name:<0$}", self.field), Role::Quiet);
        let mut indent = self.field;
        if text::width(name) >= self.field {
            // No room beside it: the value goes below.
            indent = 2.min(self.field);
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
    pub fn target(&mut self, target: Target) {
        if let Some(item) = self.items.last_mut() {
            item.target = Some(target);
        }
    }

    /// `text` wrapped to the page's width less `indent`, and indented by it.
    pub fn wrapped(&self, indent: usize, words: &str, role: Role) -> Vec<Vec<Piece>> {
        text::wrap(words, self.width.saturating_sub(indent))
            .into_iter()
            .map(|line| vec![Piece::plain(" ".repeat(indent)), Piece::new(line, role)])
            .collect()
    }

    /// Cells of a line.
    pub fn width(&self) -> usize {
        self.width
    }
}
