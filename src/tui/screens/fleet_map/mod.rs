//! The fleet map: a cell for each runner of the list, in groups, so that a large fleet fits one screen. Rows, their order and the bar
//! are the list's own; the map says only where they stand.
//!
//! ```text
//! arrangement.rs    on which line and in which column each runner stands
//! view.rs           drawing it
//! ```

mod arrangement;
mod view;

use ratatui::layout::Rect;

use crate::account::Accounts;
use crate::account::table::{Grouping, Groups, Sight};
use crate::domain::AccountId;
use crate::tui::command::Command;
use arrangement::Arrangement;
pub use view::view;

/// The state of the map. What is worked out from the rows is kept only while the map is open.
#[derive(Clone, Debug, Default)]
pub struct State {
    /// As it was chosen; `None` until it is.
    grouping: Option<Grouping>,
    /// What the groups were worked out for.
    worked_out_for: Option<(u64, Grouping)>,
    groups: Groups,
    /// The rows of the list in its order: each by its account and its index there.
    rows: Vec<(AccountId, u32)>,
    /// The whole room, and the part of it that the map's lines have.
    area: Rect,
    window: Rect,
    arrangement: Arrangement,
    /// Lines above the window.
    top: usize,
    /// Where the bar is in the list.
    position: Option<usize>,
    /// The column that moves from line to line keep to, where a line is shorter.
    column: Option<usize>,
}

/// What of the list the map follows.
pub struct Followed<'a, R> {
    /// The accounts whose rows they are.
    pub accounts: &'a Accounts,
    /// Different whenever other rows may be shown, or in another order.
    pub edition: u64,
    /// The rows that are shown, in order.
    pub rows: R,
    /// Where the bar is among them.
    pub position: Option<usize>,
    /// Where the map stands.
    pub area: Rect,
    /// Whether a rule beside it has room for how much is out of view.
    pub has_rules: bool,
}

impl State {
    /// What the runners are grouped by.
    pub fn grouping(&self, are_several: bool) -> Grouping {
        let usual = if are_several { Grouping::Account } else { Grouping::default() };
        self.grouping.filter(|grouping| are_several || *grouping != Grouping::Account).unwrap_or(usual)
    }

    /// Groups by the next, or the one before.
    pub fn regroup(&mut self, is_forward: bool, are_several: bool) {
        self.grouping = Some(self.grouping(are_several).next(is_forward, are_several));
        self.column = None;
    }

    /// Follows the list: its rows, its bar, and the room for the map.
    pub fn follow(&mut self, followed: Followed<impl Iterator<Item = (AccountId, u32)>>) {
        let Followed { accounts, edition, rows, position, area, has_rules } = followed;
        let wanted = (edition, self.grouping(accounts.are_several()));
        let has_changed = self.worked_out_for != Some(wanted);
        if has_changed {
            self.rows = rows.collect();
            let found = self.rows.iter().filter_map(|(account, index)| accounts.row(*account, *index));
            let sight = Sight { profiles: accounts.profiles(), ..Sight::default() };
            self.groups = Groups::of(found, wanted.1, sight);
            self.worked_out_for = Some(wanted);
        }
        if has_changed || self.area != area {
            self.area = area;
            self.arrangement = Arrangement::new(&self.groups, area);
        }
        let is_cut = self.arrangement.height() > usize::from(area.height);
        let lines_of_words = u16::from(!has_rules && is_cut);
        self.window = Rect { height: area.height.saturating_sub(lines_of_words), ..area };
        self.position = position;
        self.keep_bar_in_window();
    }

    /// Forgets what was worked out from the rows: the map is closed.
    pub fn close(&mut self) {
        *self = Self { grouping: self.grouping, ..Self::default() };
    }

    fn place(&self) -> Option<usize> {
        self.groups.place(self.position?)
    }

    /// Where a command takes the bar in the list; `None` where it does not move it.
    pub fn target(&mut self, command: Command) -> Option<usize> {
        let place = self.place()?;
        let last = self.groups.order().len().checked_sub(1)?;
        let step = usize::from(self.window.height).saturating_sub(1).max(1);
        let (line, column) = self.arrangement.at(place);
        let wanted = self.column.unwrap_or(column);
        let is_by_line = matches!(command, Command::Up | Command::Down | Command::PageUp | Command::PageDown);
        self.column = is_by_line.then_some(wanted);
        let target = match command {
            Command::Left => place.saturating_sub(1),
            Command::Right => (place + 1).min(last),
            Command::Top => 0,
            Command::Bottom => last,
            Command::Up => self.above(line, 1, wanted).unwrap_or(place),
            Command::Down => self.below(line, 1, wanted).unwrap_or(place),
            Command::PageUp => self.above(line, step, wanted).unwrap_or(0),
            Command::PageDown => self.below(line, step, wanted).unwrap_or(last),
            _ => return None,
        };
        self.groups.position(target)
    }

    /// The runner in a column so many lines above, or on the next line above that has one.
    fn above(&self, line: usize, by: usize, column: usize) -> Option<usize> {
        (0..=line.checked_sub(by)?).rev().find_map(|line| self.arrangement.in_column(line, column))
    }

    fn below(&self, line: usize, by: usize, column: usize) -> Option<usize> {
        (line + by..self.arrangement.height()).find_map(|line| self.arrangement.in_column(line, column))
    }

    /// The position in the list of the runner that is drawn there.
    pub fn pressed(&self, column: u16, row: u16) -> Option<usize> {
        if !self.window.contains((column, row).into()) {
            return None;
        }
        let line = self.top + usize::from(row - self.window.y);
        let column = usize::from((column - self.window.x) / self.arrangement.pitch.max(1));
        let arrangement::Line::Runners(places) = self.arrangement.line(line) else { return None };
        let place = places.start + column;
        if place < places.end { self.groups.position(place) } else { None }
    }

    /// The window moves only as far as the bar needs; with the first line of a group its title is in view.
    fn keep_bar_in_window(&mut self) {
        let height = usize::from(self.window.height);
        let last_top = self.arrangement.height().saturating_sub(height);
        let Some(place) = self.place() else {
            self.top = self.top.min(last_top);
            return;
        };
        let (line, _) = self.arrangement.at(place);
        let with_title = usize::from(height > 1 && self.arrangement.is_first_of_group(line));
        let lowest_top = (line + 1).saturating_sub(height);
        let highest_top = line.saturating_sub(with_title);
        self.top = self.top.clamp(lowest_top.min(highest_top), highest_top).min(last_top);
    }
}
