//! [`Page`]: a text of fields and paragraphs with a bar, as every tab of the details shows one; its scrolling and
//! its search, and in [`Builder`] what lays it out.
//!
//! The bar is held by an item's key, never by its place, and its item keeps its line on the screen: whatever a refresh
//! puts above or below it, nothing moves under the reader.

mod builder;

pub use builder::Builder;

use crate::domain::{Label, ProjectId, Setting};
use crate::tui::command::Command;
use crate::tui::ui::Piece;

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
    pub target: Option<ItemTarget>,
}

/// What an item stands for, where keys do something with it.
#[derive(Clone, PartialEq, Debug)]
pub enum ItemTarget {
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
    /// Every item, those that the bar passes over too.
    pub items: Vec<Item>,
}

/// Where the bar is, and which part of the page is in the window.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Cursor {
    /// The key of the item under the bar; `None` is the first, whichever that is.
    key: Option<String>,
    /// The place that the item had, for when it is gone.
    index: usize,
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

    /// The lines from which and up to which an item goes.
    fn span(&self, index: usize) -> (usize, usize) {
        let start = self.items[..index].iter().map(|item| item.lines.len()).sum();
        (start, start + self.items[index].lines.len())
    }

    /// The first place at which the bar can stand at or behind `place`, else the last before it.
    fn stop_near(&self, index: usize) -> Option<usize> {
        let index = index.min(self.items.len());
        self.stop_from(index).or_else(|| self.stop_before(index))
    }

    fn stop_from(&self, index: usize) -> Option<usize> {
        (index..self.items.len()).find(|&index| self.items[index].can_hold_the_bar())
    }

    fn stop_before(&self, index: usize) -> Option<usize> {
        (0..index).rev().find(|&index| self.items[index].can_hold_the_bar())
    }

    /// The first place whose item begins in a window of `height` lines at `top`, else the one that goes on in it, else
    /// the nearest outside it, first in the direction of reading.
    fn stop_in_window(&self, top: usize, height: usize, down: bool) -> Option<usize> {
        let starts = self.starts();
        let first = starts.partition_point(|&start| start < top);
        let behind = starts.partition_point(|&start| start < top + height);
        let before = self.stop_before(first);
        let goes_on = before.filter(|&index| starts[index] + self.items[index].lines.len() > top);
        self.stop_from(first).filter(|&index| index < behind).or(goes_on).or_else(|| {
            let after = self.stop_from(behind);
            if down { after.or(before) } else { before.or(after) }
        })
    }

    /// Places of the items that hold `words`, without regard to case.
    fn matches<'a>(&'a self, message: &'a str) -> impl Iterator<Item = usize> {
        let message = message.to_lowercase();
        let holds = move |item: &Item| item.can_hold_the_bar() && item_text(item).to_lowercase().contains(&message);
        self.items.iter().enumerate().filter(move |(_, item)| holds(item)).map(|(index, _)| index)
    }

    /// Items that hold `words`, and which of them the bar is on, counted from 1 (0: on none).
    pub fn count_matches(&self, message: &str, cursor: &Cursor) -> (usize, usize) {
        let at = cursor.place_in(self);
        let (mut count, mut current) = (0, 0);
        for index in self.matches(message) {
            count += 1;
            if Some(index) == at {
                current = count;
            }
        }
        (count, current)
    }
}

impl Page {
    /// Which of the items that hold the bar has it, counted from 1, and how many they are; `None` on a page without one.
    pub fn position(&self, cursor: &Cursor) -> Option<(usize, usize)> {
        let at = cursor.place_in(self)?;
        let stops = |items: &[Item]| items.iter().filter(|item| item.can_hold_the_bar()).count();
        Some((stops(&self.items[..=at]), stops(&self.items)))
    }
}

impl Item {
    fn can_hold_the_bar(&self) -> bool {
        self.is_stop && !self.lines.is_empty()
    }
}

/// What is searched: the words as they are read, with one blank for the line ends and indents that wrapping put there.
fn item_text(item: &Item) -> String {
    let lines = item.lines.iter().map(|line| line.iter().map(|piece| piece.text.as_str()).collect::<String>());
    let text = lines.collect::<Vec<_>>().join(" ");
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

impl Cursor {
    /// The place of the item under the bar; `None` on a page without a stop.
    pub fn place_in(&self, page: &Page) -> Option<usize> {
        let Some(key) = &self.key else { return page.stop_near(0) };
        let is_it = |item: &Item| item.key == *key && item.can_hold_the_bar();
        // Nearly always it is where it was.
        if page.items.get(self.index).is_some_and(is_it) {
            return Some(self.index);
        }
        page.items.iter().position(is_it).or_else(|| page.stop_near(self.index))
    }

    /// The item under the bar.
    pub fn item<'a>(&self, page: &'a Page) -> Option<&'a Item> {
        self.place_in(page).map(|index| &page.items[index])
    }

    /// The page's line at the top of a window of `height` lines. Some of the item under the bar is in the window,
    /// whatever became of the page or the window since the bar was put there.
    pub fn top(&self, page: &Page, height: usize) -> usize {
        let last = page.height().saturating_sub(height);
        let Some(index) = self.place_in(page) else { return usize::try_from(-self.line).unwrap_or(0).min(last) };
        let (start, end) = page.span(index);
        let lines = signed(end - start);
        let line = match self.line {
            _ if self.key.is_none() => signed(start).min(signed(height) - 1),
            // It no longer reaches into the window: all of it is put there, or as much of its beginning as fits.
            line if line >= signed(height) => (signed(height) - lines).max(0),
            line if line <= -lines => 0,
            line => line,
        };
        start.saturating_add_signed(line.saturating_neg()).min(last)
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
            Command::Bottom => {
                let last = page.height().saturating_sub(height);
                self.put(page, height, page.stop_before(page.items.len()), last);
            }
            _ => return false,
        }
        true
    }

    /// Goes to the next item that holds `words`, or the one before; from the end to the beginning. Says whether any does.
    pub fn find(&mut self, message: &str, page: &Page, height: usize, search: Search) -> bool {
        let found: Vec<usize> = page.matches(message).collect();
        let at = self.place_in(page).unwrap_or(0);
        let index = match search {
            Search::FromHere => found.iter().find(|&&index| index >= at).or(found.first()),
            Search::Next => found.iter().find(|&&index| index > at).or(found.first()),
            Search::Previous => found.iter().rev().find(|&&index| index < at).or(found.last()),
        };
        let Some(&index) = index else { return false };
        let top = self.top(page, height);
        self.go(page, height, index, top);
        true
    }

    /// Puts the bar on the item with this key.
    pub fn select(&mut self, key: &str, page: &Page, height: usize) {
        if let Some(index) = page.items.iter().position(|item| item.key == key && item.can_hold_the_bar()) {
            let top = self.top(page, height);
            self.go(page, height, index, top);
        }
    }

    /// Puts the bar on the item at `line` of the window, if it can stand there.
    pub fn select_line(&mut self, line: usize, page: &Page, height: usize) {
        let top = self.top(page, height);
        let index = page.starts().iter().rposition(|&start| start <= top + line);
        let is_there = |index: &usize| page.items[*index].can_hold_the_bar() && top + line < page.span(*index).1;
        if let Some(index) = index.filter(is_there) {
            self.go(page, height, index, top);
        }
    }

    /// To the next item; where the item under the bar goes on outside the window, first a line at a time.
    fn step(&mut self, page: &Page, height: usize, down: bool) {
        let top = self.top(page, height);
        let Some(index) = self.place_in(page) else {
            let last = page.height().saturating_sub(height);
            return self.scroll_to(if down { (top + 1).min(last) } else { top.saturating_sub(1) });
        };
        let (start, end) = page.span(index);
        if down && end > top + height {
            return self.go_exactly(page, index, top + 1);
        }
        if !down && start < top {
            return self.go_exactly(page, index, top - 1);
        }
        let next = if down { page.stop_from(index + 1) } else { page.stop_before(index) };
        match next {
            // Upwards, what is taller than the window is read from its end.
            Some(next) if !down && page.items[next].lines.len() > height => self.put(page, height, Some(next), top),
            Some(next) => self.go(page, height, next, top),
            // What stands before the first stop or behind the last one is shown too.
            None if down => self.put(page, height, Some(index), top + 1),
            None => self.put(page, height, Some(index), 0),
        }
    }

    fn leap(&mut self, page: &Page, height: usize, down: bool) {
        let top = self.top(page, height);
        let step = height.saturating_sub(1).max(1);
        let last = page.height().saturating_sub(height);
        let new_top = if down { (top + step).min(last) } else { top.saturating_sub(step) };
        let index = if down && top == last {
            page.stop_before(page.items.len())
        } else if !down && top == 0 {
            page.stop_near(0)
        } else {
            page.stop_in_window(new_top, height, down)
        };
        self.put(page, height, index, new_top);
    }

    /// Puts the bar at `place`, the window as near to `top` as shows some of the item.
    fn put(&mut self, page: &Page, height: usize, index: Option<usize>, top: usize) {
        let top = top.min(page.height().saturating_sub(height));
        match index {
            Some(index) => {
                let (start, end) = page.span(index);
                let lowest = (start + 1).saturating_sub(height);
                self.go_exactly(page, index, top.clamp(lowest, (end - 1).max(lowest)));
            }
            None => self.scroll_to(top),
        }
    }

    /// Puts the bar at `place`, the window as near to `top` as shows the whole item, or its beginning.
    fn go(&mut self, page: &Page, height: usize, index: usize, top: usize) {
        let (start, end) = page.span(index);
        let top = if start < top || end - start > height {
            top.max(end.saturating_sub(height)).min(start)
        } else {
            top.max(end.saturating_sub(height))
        };
        self.go_exactly(page, index, top);
    }

    fn go_exactly(&mut self, page: &Page, index: usize, top: usize) {
        self.key = Some(page.items[index].key.clone());
        self.index = index;
        self.line = signed(page.span(index).0) - signed(top);
    }

    fn scroll_to(&mut self, top: usize) {
        self.line = -signed(top);
    }
}

fn signed(lines: usize) -> isize {
    isize::try_from(lines).unwrap_or(isize::MAX)
}

/// Which match to go to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Search {
    /// The one under the bar, or the next.
    FromHere,
    /// The first below the bar; behind the last the first of the page.
    Next,
    /// The first above the bar; before the first the last of the page.
    Previous,
}
