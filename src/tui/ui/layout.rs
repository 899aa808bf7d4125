//! The regions of a frame as pure functions of its size, and the rule for screens that are too small.

use ratatui::layout::Rect;

/// Below this many columns or rows only one line of counts is drawn.
pub const SMALLEST: (u16, u16) = (30, 6);
/// From this many columns on the preview joins the list.
const PREVIEW_FROM: u16 = 140;
/// Columns of the preview at the least and at the most, its divider included.
const PREVIEW_WIDTHS: (u16, u16) = (42, 80);
/// Columns of the table with everything in it; what is left of the screen is the preview's.
const WHOLE_TABLE: u16 = 138;
/// From this many rows on the fleet's proportions have a line.
const BAR_FROM: u16 = 30;
/// A page of the details wider than this would be half empty: from [`PREVIEW_FROM`] on something stands beside it.
const WIDEST_PAGE: u16 = 92;
/// Below this many columns a row is name, status and one mark.
pub const NARROW_BELOW: u16 = 60;
/// Below this many rows the header has one line, the rules go, and popups take the whole screen.
pub const LOW_BELOW: u16 = 12;

/// The regions of the runner list's screen. A region without height is not drawn.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct ListLayout {
    /// One to three lines.
    pub header: Rect,
    /// The rule under the header.
    pub top_rule: Rect,
    /// The column titles, one line.
    pub titles: Rect,
    /// One line per visible runner.
    pub rows: Rect,
    /// The preview with its divider, beside titles and rows.
    pub preview: Rect,
    /// The rule under the rows.
    pub bottom_rule: Rect,
    /// The selected row's description, a notice, or the filter's field.
    pub status: Rect,
    /// The keys that do something now, one line; without height on low screens.
    pub footer: Rect,
}

/// How the operator wants the list laid out.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct ListWishes {
    /// One header line and no rules.
    pub compact: bool,
    /// The table takes the preview's place.
    pub all_columns: bool,
}

/// Whether a frame of this size shows screens at all.
pub fn is_too_small(area: Rect) -> bool {
    area.width < SMALLEST.0 || area.height < SMALLEST.1
}

/// Takes regions of `area` one below the other, each as high as is asked for, or as there is room.
fn from_the_top(area: Rect) -> impl FnMut(u16) -> Rect {
    let mut y = area.y;
    move |height| {
        let region = Rect { y, height: height.min(area.bottom().saturating_sub(y)), ..area };
        y += region.height;
        region
    }
}

/// Where the parts of the runner list stand in a frame of this size.
pub fn list(area: Rect, wishes: ListWishes) -> ListLayout {
    let low = area.height < LOW_BELOW;
    let narrow = area.width < NARROW_BELOW;
    let bare = low || wishes.compact;
    let header = match () {
        () if bare => 1,
        () if !narrow && area.height >= BAR_FROM => 3,
        () => 2,
    };
    let heights = [header, u16::from(!bare), u16::from(!low && !narrow), 0, u16::from(!bare), 1, 1];
    let fixed: u16 = heights.iter().sum();
    let mut take = from_the_top(area);
    let mut layout = ListLayout {
        header: take(heights[0]),
        top_rule: take(heights[1]),
        titles: take(heights[2]),
        rows: take(area.height.saturating_sub(fixed)),
        preview: Rect::default(),
        bottom_rule: take(heights[4]),
        status: take(heights[5]),
        footer: take(heights[6]),
    };
    if area.width >= PREVIEW_FROM && !low && !wishes.all_columns {
        let (narrowest, widest) = PREVIEW_WIDTHS;
        let width = area.width.saturating_sub(WHOLE_TABLE).clamp(narrowest, widest);
        let left = area.width - width;
        layout.preview =
            Rect { x: area.x + left, y: layout.titles.y, width, height: layout.titles.height + layout.rows.height };
        // One cell between the rows and the divider.
        layout.titles.width = left - 1;
        layout.rows.width = left - 1;
    }
    layout
}

/// The regions of a runner's details. A region without height is not drawn.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct DetailLayout {
    /// Whose details these are and the link, then the runner in a line; on low screens the first of them only.
    pub header: Rect,
    /// The tabs with their numbers, one line.
    pub tabs: Rect,
    /// The rule under the tabs.
    pub top_rule: Rect,
    /// The window onto the tab's page, with the margin in which the bar stands.
    pub content: Rect,
    /// What else is known, beside the page, with its divider.
    pub side: Rect,
    /// The rule under the page.
    pub bottom_rule: Rect,
    /// The field under the bar in words, a notice, or the search's field; on low screens they take the footer's place.
    pub status: Rect,
    /// The keys that do something now, one line; without height on low screens.
    pub footer: Rect,
}

/// Where the parts of a runner's details stand in a frame of this size.
pub fn detail(area: Rect) -> DetailLayout {
    let low = area.height < LOW_BELOW;
    let heights = if low { [1, 0, 0, 0, 0, 1] } else { [2, 1, 1, 1, 1, 1] };
    let fixed: u16 = heights.iter().sum();
    let mut take = from_the_top(area);
    let mut layout = DetailLayout {
        header: take(heights[0]),
        tabs: take(heights[1]),
        top_rule: take(heights[2]),
        content: take(area.height.saturating_sub(fixed)),
        side: Rect::default(),
        bottom_rule: take(heights[3]),
        status: take(heights[4]),
        footer: take(heights[5]),
    };
    if !low && area.width >= PREVIEW_FROM {
        let width = area.width - WIDEST_PAGE;
        layout.content.width -= width;
        layout.side = Rect { x: layout.content.right(), width, ..layout.content };
    }
    layout
}

/// Where a popup of the wanted inner size stands: in the middle, or the whole screen where that is small.
/// Includes the border and a blank cell inside, except on small screens, which have neither.
pub fn popup(area: Rect, width: u16, height: u16) -> Rect {
    if is_whole_screen_popup(area) {
        return area;
    }
    let edges = 2 + 2 * popup_padding(area, height);
    let (width, height) =
        ((width + 4).min(area.width), height.saturating_add(edges).min(area.height.saturating_sub(2)));
    Rect { x: area.x + (area.width - width) / 2, y: area.y + (area.height - height) / 2, width, height }
}

/// Blank rows above and below the content of a popup, inside its border: one, where all of the content has room so.
pub fn popup_padding(area: Rect, height: u16) -> u16 {
    u16::from(!is_whole_screen_popup(area) && height.saturating_add(4) <= area.height.saturating_sub(2))
}

/// Whether popups take the whole screen at this size.
pub fn is_whole_screen_popup(area: Rect) -> bool {
    area.width < NARROW_BELOW || area.height < LOW_BELOW
}
