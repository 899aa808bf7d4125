//! Draws the runner list. Builds the visible rows and no others, so that a frame costs the same for any fleet.

use jiff::tz::TimeZone;
use ratatui::layout::Rect;

use super::columns::Placed;
use super::names::cut_names;
use super::{State, events_below, status, timeline};
use crate::account::fleet::{Fleet, Row};
use crate::account::table::{Column, Query};
use crate::account::{Account, Accounts};
use crate::domain::{AccountId, Hosting, Moment, RunnerKey};
use crate::text;
use crate::text::words::{count, counted};
use crate::tui::keymap::{Context, Keymap};
use crate::tui::screens::parts::kept::Stored;
use crate::tui::screens::parts::labels::Labels;
use crate::tui::screens::parts::pane::{self, Section, Subject, Surroundings};
use crate::tui::screens::parts::{board, change};
use crate::tui::ui::counts::Counts;
use crate::tui::ui::header::Watched;
use crate::tui::ui::layout::{ListLayout, NARROW_BELOW};
use crate::tui::ui::painter::{line, pieces_width};
use crate::tui::ui::{Painter, Piece, Role, Symbols};

/// What the list is drawn from, beside its own state.
pub struct Scene<'a> {
    /// The accounts that are open, whose runners the list shows, or some of them.
    pub accounts: &'a Accounts,
    /// Which accounts are watched, and how, for the header.
    pub watched: Watched<'a>,
    /// Why the last poll failed, in a line; `None` while all is well.
    pub trouble: Option<String>,
    /// The operator's time zone.
    pub zone: &'a TimeZone,
    /// The keys that count.
    pub keymap: &'a Keymap,
    /// What stands in place of rows when there are none: a heading and what to do next.
    pub instead: Option<Vec<Vec<Piece>>>,
    /// The keys of the footer.
    pub hints: Vec<Piece>,
    /// What the store told.
    pub stored: &'a Stored,
    /// What time it is.
    pub now: Moment,
    /// The runners that what lies over the list is about; none: the selected one.
    pub about: Vec<RunnerKey>,
    /// What just happened, in place of the description.
    pub notice: Option<String>,
    /// The account that the notice is about.
    pub noticed: Option<AccountId>,
}

/// Draws the whole screen; answers where the cursor stands while the filter is typed.
pub fn view(state: &State, scene: &Scene, layout: &ListLayout, painter: &mut Painter) -> Option<(u16, u16)> {
    let numbers = scene.accounts.counts();
    let counts = board::counts(scene.accounts, &numbers);
    let header = board::header(scene.accounts, &scene.watched, counts, scene.keymap, layout.header);
    header.draw(painter, layout.header);
    let plan = state.plan(layout);
    draw_top_rule(state, scene, &plan, layout.top_rule, counts, painter);
    match &scene.instead {
        Some(lines) => draw_instead(lines, layout, painter),
        None => draw_table(state, scene, plan, layout, painter),
    }
    draw_bottom_rule(state, scene, layout.bottom_rule, painter);
    let cursor = status::draw(state, scene, layout, painter);
    let candidates = status::candidates_apart(state, layout.status.width, painter.theme().symbols);
    match status::doubt_apart(state, scene, layout.status.width).filter(|_| layout.bottom_rule.height == 0) {
        _ if candidates.is_some() => painter.pieces(layout.footer, &candidates.unwrap_or_default()),
        Some(doubt) => painter.pieces(layout.footer, &[Piece::plain(" "), Piece::new(doubt, Role::Attention)]),
        None => painter.pieces(layout.footer, &scene.hints),
    };
    cursor
}

/// The rule under the header says which part of the fleet is shown, when it is only a part; and at the right how many
/// runners can be updated, and must be.
fn draw_top_rule(state: &State, scene: &Scene, plan: &[Placed], area: Rect, counts: Counts, painter: &mut Painter) {
    if area.height == 0 {
        return;
    }
    painter.rule(area);
    let symbols = painter.theme().symbols;
    let order = hidden_order(state, plan, symbols).into_iter().collect();
    let words = dotted(state.in_force(scene.accounts, symbols), order, symbols);
    let used = if words.is_empty() { 0 } else { board::on_rule(painter, area, &words) };
    let right = Rect { x: area.x + used + 2, width: area.width.saturating_sub(used + 3), ..area };
    let releases = counts.releases(painter.theme().symbols, right.width.saturating_sub(2));
    if !releases.is_empty() {
        let blank = || Piece::plain(" ");
        let pieces: Vec<Piece> = std::iter::once(blank()).chain(releases).chain([blank()]).collect();
        painter.pieces_right(right, &pieces);
    }
}

/// Both, with a dot between them where there is something of each.
pub(super) fn dotted(mut words: Vec<Piece>, more: Vec<Piece>, symbols: &Symbols) -> Vec<Piece> {
    if !words.is_empty() && !more.is_empty() {
        words.push(Piece::plain(format!(" {} ", symbols.dot)));
    }
    words.extend(more);
    words
}

pub(super) fn narrowed(state: &State, accounts: &Accounts, symbols: &Symbols) -> Vec<Piece> {
    let mut pieces = Vec::new();
    if !state.is_narrowed() || accounts.has_no_rows() {
        return pieces;
    }
    if state.is_problems_only() {
        pieces.extend([Piece::new("problems only", Role::Attention), Piece::plain(format!(" {} ", symbols.dot))]);
    }
    let filter = state.filter_label();
    if !filter.is_blank() {
        pieces.push(Piece::plain("filter "));
        pieces.extend([Piece::new(filter.safe(), Role::Key), Piece::plain(format!(" {} ", symbols.dot))]);
    }
    pieces.push(Piece::plain(format!("{} of {}", count(state.shown.len()), count(accounts.counts().runners))));
    pieces
}

/// The order, where the column that it goes by is not on the screen to show it.
fn hidden_order(state: &State, plan: &[Placed], symbols: &Symbols) -> Option<Piece> {
    let column = state.order.column;
    let is_shown = if state.timeline().is_some() {
        column == Column::Runner
    } else {
        plan.iter().any(|placed| placed.column == column)
    };
    let arrow = symbols.direction(state.order.is_ascending());
    (!is_shown).then(|| Piece::plain(format!("sorted by {} {arrow}", column.name())))
}

/// The rule under the rows says what is wrong, at the left, and where the bar is, at the right.
fn draw_bottom_rule(state: &State, scene: &Scene, area: Rect, painter: &mut Painter) {
    if area.height == 0 {
        return;
    }
    painter.rule(area);
    let shown = state.shown.len();
    let position = if shown == 0 { String::new() } else { format!(" {}/{} ", count(state.cursor + 1), count(shown)) };
    let right = Rect { width: area.width.saturating_sub(1), ..area };
    let used = if scene.instead.is_some() { 0 } else { painter.pieces_right(right, &[Piece::plain(position)]) };
    let left = Rect { width: area.width.saturating_sub(used + 2), ..area };
    let words = match (&scene.trouble, scene.instead.is_some()) {
        _ if status::doubt_apart(state, scene, area.width).is_some() => {
            Piece::new(state.doubt().unwrap_or_default(), Role::Attention)
        }
        (None, false) if !state.marks.keys().is_empty() => Piece::new(marked(state), Role::Key),
        (Some(trouble), false) => Piece::new(trouble.as_str(), Role::Attention),
        _ => Piece::plain(left_out(scene.accounts)),
    };
    if !words.text.is_empty() {
        board::on_rule(painter, left, &[words]);
    }
}

/// How many are marked, and how many of them are out of sight.
fn marked(state: &State) -> String {
    let range = if state.is_marking() { ", marking a range" } else { "" };
    match state.hidden_marks() {
        0 => format!("{} marked{range}", count(state.marks.keys().len())),
        hidden => format!("{} marked, {} of them hidden{range}", count(state.marks.keys().len()), count(hidden)),
    }
}

/// What of the control plane's list is not in the table.
fn left_out(accounts: &Accounts) -> String {
    let of_one = |account: &Account| Some(left_out_of(account.fleet())).filter(|words| !words.is_empty());
    let mut all = accounts.with_rows().filter_map(|account| Some((account.profile().label(), of_one(account)?)));
    match all.next() {
        Some((label, words)) if accounts.are_several() => format!("{label}: {words}"),
        Some((_, words)) => words,
        None => String::new(),
    }
}

fn left_out_of(fleet: &Fleet) -> String {
    match (fleet.is_cut(), fleet.short_by(), fleet.unreadable()) {
        (true, ..) => "The list is longer than the 50,000 runners or 64 MiB that are read".to_owned(),
        (false, 0, 0) => String::new(),
        (false, short @ 1.., _) => {
            format!("The list lacks {} of those that the control plane counts", counted(short, "runner"))
        }
        (false, 0, number) => format!("{} left out: no id", counted(number, "list item")),
    }
}

fn draw_instead(lines: &[Vec<Piece>], layout: &ListLayout, painter: &mut Painter) {
    let area = Rect { height: layout.titles.height + layout.rows.height, width: layout.footer.width, ..layout.titles };
    let above = area.height.saturating_sub(u16::try_from(lines.len()).unwrap_or(u16::MAX)) / 3;
    let indent = if area.width < NARROW_BELOW { 1 } else { 3 };
    for (row, pieces) in (above..area.height).zip(lines) {
        let row = line(area, row);
        painter.pieces(Rect { x: row.x + indent, width: row.width.saturating_sub(indent + 1), ..row }, pieces);
    }
}

fn draw_table(state: &State, scene: &Scene, columns: Vec<Placed>, layout: &ListLayout, painter: &mut Painter) {
    let timeline = state.timeline().map(|span| (span, timeline::plan(layout.rows.width)));
    let plan = timeline.as_ref().map_or(columns, |(_, plan)| vec![plan.name]);
    if layout.titles.height > 0 {
        draw_titles(state, &plan, layout.titles, painter);
        if let Some((span, plan)) = &timeline {
            timeline::draw_titles(plan, *span, layout.titles, painter);
        }
    }
    let names = cut_names(state, scene.accounts, &plan, layout, painter.theme().symbols);
    let width = plan.iter().find(|placed| placed.column == Column::Account).map(|placed| placed.width);
    let labels = width.map(|width| Labels::new(scene.accounts, width.into(), painter.theme().symbols));
    for (offset, shown) in (0..layout.rows.height).zip(state.shown.iter().skip(state.top)) {
        // Indices are of the generation that `follow` worked them out for; a row that is not there is not drawn.
        let Some(row) = scene.accounts.row(shown.key.account, shown.row) else { continue };
        let is_selected = state.top + usize::from(offset) == state.cursor;
        let area = line(layout.rows, offset);
        if let Some((span, plan)) = &timeline {
            let strips = &scene.stored.of(row.account).strips;
            let known = strips.of(&row.runner.id, *span, plan.cells);
            timeline::draw(plan, known, strips.fault().is_none(), area, painter);
        }
        let cut_name = names.get(&offset).map(Vec::as_slice);
        let label = labels.as_ref().map_or("", |labels| labels.of(row.account));
        let drawn = Drawn { row, label, is_selected, cut_name, query: state.narrowing.query() };
        draw_row(&drawn, scene, &plan, area, painter);
        if state.marks.contains(&shown.key) {
            let symbols = painter.theme().symbols;
            let cell = Rect { width: 1, ..line(layout.rows, offset) };
            let role = if is_selected { Role::Selected } else { Role::Key };
            painter.text(cell, symbols.marked, role);
        }
    }
    events_below::draw(state, scene, layout, painter);
    if layout.preview.width > 0 {
        draw_preview(state, scene, layout.preview, painter);
    }
}

fn draw_titles(state: &State, plan: &[Placed], area: Rect, painter: &mut Painter) {
    let symbols = painter.theme().symbols;
    for placed in plan {
        let cell = Rect { x: area.x + placed.x, width: placed.width, ..area };
        painter.text(cell, placed.title(), Role::Heading);
        if placed.column == state.order.column {
            let arrow = symbols.direction(state.order.is_ascending());
            // Behind the title, or in the gap behind the column that has no room for both.
            let title = u16::try_from(placed.title().len()).unwrap_or(u16::MAX);
            let at = (title + 1).min(placed.width);
            painter.text(Rect { x: cell.x + at, width: 1, ..cell }, arrow, Role::Heading);
        }
    }
}

/// A row, and what it is drawn from beside the scene.
struct Drawn<'a> {
    row: &'a Row,
    /// The account, as far as there is room for it.
    label: &'a str,
    is_selected: bool,
    /// The name, where it is wider than its column, or is to be told from the same one of another account.
    cut_name: Option<&'a [Piece]>,
    query: &'a Query,
}

fn draw_row(drawn: &Drawn, scene: &Scene, plan: &[Placed], area: Rect, painter: &mut Painter) {
    let Drawn { row, label, is_selected, cut_name, query } = *drawn;
    let symbols = painter.theme().symbols;
    let account = scene.accounts.of(row.account);
    let is_asked = row.new_secret.is_some() || account.pending().of(&row.runner.id).next().is_some();
    let mut found = Vec::new();
    for placed in plan {
        let cell = Rect { x: area.x + placed.x, width: placed.width, ..area };
        let mut pieces = placed.cell(row, label, symbols, scene.now);
        if let (Column::Runner, Some(name)) = (placed.column, cut_name) {
            pieces = name.to_vec();
        }
        if placed.column == Column::Status && is_asked {
            mark_asked(&mut pieces, placed.width, symbols);
        }
        painter.pieces(cell, &pieces);
        if !query.is_empty() {
            found.extend(letters(query, placed.column, &pieces, cell));
        }
    }
    if row.change.as_ref().is_some_and(|change| change::is_fresh(scene.now.since(&change.at))) {
        painter.text(gutter(plan, area), symbols.changed, Role::Title);
    }
    if is_selected {
        // One style over the whole row: status and marks keep their glyphs and words, which is all that counts.
        painter.text(Rect { width: 1, ..area }, symbols.cursor, Role::Text);
        painter.restyle(area, Role::Selected);
    } else if row.runner.platform.hosting() == Hosting::Matillion {
        painter.restyle(area, Role::Off);
    }
    for letters in found {
        painter.underline(letters);
    }
}

/// Behind the status, or in place of its glyph where its words take all the room.
fn mark_asked(pieces: &mut Vec<Piece>, width: u16, symbols: &Symbols) {
    let mark = Piece::new(symbols.asked, Role::InMotion);
    if pieces_width(pieces) + 2 <= usize::from(width) {
        pieces.extend([Piece::plain(" "), mark]);
    } else if let Some(glyph) = pieces.first_mut() {
        *glyph = mark;
    }
}

/// Where the letters stand that the filter found in a cell, as far as the cell shows them.
fn letters(query: &Query, column: Column, pieces: &[Piece], cell: Rect) -> Vec<Rect> {
    let text: String = pieces.iter().map(|piece| piece.text.as_str()).collect();
    let width = usize::from(cell.width);
    // The last cell of what was cut is the ellipsis.
    let shown = if text::width(&text) > width { width.saturating_sub(1) } else { width };
    let found = query.letters(column, &text).into_iter().filter_map(|letters| {
        let (begin, end) = (text::width(&text[..letters.start]), text::width(&text[..letters.end]).min(shown));
        let (begin, width) = (u16::try_from(begin).ok()?, u16::try_from(end.checked_sub(begin)?).ok()?);
        (width > 0).then(|| Rect { x: cell.x + begin, width, ..cell })
    });
    found.collect()
}

/// The cell before the name: beside the bar and the marks, or, on a narrow screen, where they stand.
fn gutter(plan: &[Placed], area: Rect) -> Rect {
    let x = plan.first().map_or(0, |placed| placed.x.saturating_sub(1));
    Rect { x: area.x + x, width: 1, ..area }
}

fn draw_preview(state: &State, scene: &Scene, area: Rect, painter: &mut Painter) {
    let Some(row) = state.selected_row(scene.accounts) else { return painter.divider(area) };
    let (symbols, context) = (painter.theme().symbols, Context::List);
    let account = scene.accounts.of(row.account);
    let (fleet, work, kept) = (account.fleet(), account.work(), scene.stored.of(row.account));
    let label = scene.accounts.are_several().then(|| account.profile().label());
    let (now, zone, keymap) = (scene.now, scene.zone, scene.keymap);
    let around = Surroundings { account: label, fleet, work, kept, context, now, zone, symbols, keymap };
    let subject = Subject::of(row, account.history(), &around);
    pane::draw(&subject, &Section::ALL, area, painter);
}
