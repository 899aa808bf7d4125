//! [`Arrangement`]: on which line and in which column of the map each runner stands. Worked out when rows, grouping or window change,
//! so that a frame looks only at what it shows.

use std::ops::Range;

use ratatui::layout::Rect;

use crate::account::table::Groups;

/// How roomy a map is: cells from one runner to the next, and whether a line is blank between groups. The roomiest first.
const ROOMS: [(u16, bool); 4] = [(2, true), (2, false), (1, true), (1, false)];

/// Where the runners of each group stand.
#[derive(Clone, PartialEq, Debug, Default)]
pub(super) struct Arrangement {
    /// Runners of a line.
    per_line: usize,
    /// Cells from one runner to the next.
    pub(super) pitch: u16,
    /// The line of each group's title, and behind them the number of all lines.
    titles: Vec<usize>,
    /// The places of each group's runners.
    places: Vec<Range<usize>>,
}

/// What stands on a line of the map.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Line {
    /// The title of the group with this number.
    Title(usize),
    /// The runners at these places.
    Runners(Range<usize>),
    /// Nothing.
    Blank,
}

impl Arrangement {
    /// As roomy as everything fits a window of `area`, else as dense as can be.
    pub(super) fn new(groups: &Groups, area: Rect) -> Self {
        let [.., densest] = ROOMS;
        let fits = |room: &(u16, bool)| Self::with(groups, area.width, *room).height() <= usize::from(area.height);
        let room = ROOMS.into_iter().find(fits).unwrap_or(densest);
        Self::with(groups, area.width, room)
    }

    fn with(groups: &Groups, width: u16, (pitch, has_gaps): (u16, bool)) -> Self {
        let per_line = usize::from(width.div_ceil(pitch)).max(1);
        let (mut titles, mut line) = (Vec::new(), 0);
        for group in groups.groups() {
            titles.push(line);
            line += 1 + group.places.len().div_ceil(per_line) + usize::from(has_gaps);
        }
        titles.push(line.saturating_sub(usize::from(has_gaps)));
        let places = groups.groups().iter().map(|group| group.places.clone()).collect();
        Self { per_line, pitch, titles, places }
    }

    /// Lines of the whole map.
    pub(super) fn height(&self) -> usize {
        self.titles.last().copied().unwrap_or(0)
    }

    /// The group that a line is of; `None` behind the last line.
    fn group(&self, line: usize) -> Option<usize> {
        if line >= self.height() {
            return None;
        }
        self.titles.partition_point(|title| *title <= line).checked_sub(1)
    }

    /// What stands on a line.
    pub(super) fn line(&self, line: usize) -> Line {
        let Some(group) = self.group(line) else { return Line::Blank };
        let places = &self.places[group];
        let Some(row) = (line - self.titles[group]).checked_sub(1) else { return Line::Title(group) };
        let start = places.start + row * self.per_line;
        if start < places.end { Line::Runners(start..places.end.min(start + self.per_line)) } else { Line::Blank }
    }

    /// The line and the column, counted in runners, of the runner at a place.
    pub(super) fn at(&self, place: usize) -> (usize, usize) {
        let group = self.places.partition_point(|places| places.end <= place);
        let Some(places) = self.places.get(group) else { return (0, 0) };
        let index = place - places.start;
        (self.titles[group] + 1 + index / self.per_line, index % self.per_line)
    }

    /// The place of the runner in a column of a line, or of the last one there; `None` where the line has none.
    pub(super) fn in_column(&self, line: usize, column: usize) -> Option<usize> {
        match self.line(line) {
            Line::Runners(places) => Some((places.start + column).min(places.end - 1)),
            Line::Title(_) | Line::Blank => None,
        }
    }

    /// Whether the line above is the title of the group that a line begins.
    pub(super) fn is_first_of_group(&self, line: usize) -> bool {
        line.checked_sub(1).is_some_and(|above| matches!(self.line(above), Line::Title(_)))
    }

    /// Runners on the lines above this one.
    pub(super) fn above(&self, line: usize) -> usize {
        let Some(group) = self.group(line) else { return self.places.last().map_or(0, |places| places.end) };
        let places = &self.places[group];
        let rows = (line - self.titles[group]).saturating_sub(1);
        (places.start + rows * self.per_line).min(places.end)
    }
}
