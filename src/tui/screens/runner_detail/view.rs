//! Draws a runner's details: header, tabs, the visible part of the page, what stands beside it, the line above the keys.

use ratatui::layout::Rect;

use super::{Known, State, Tab, credentials, side};
use crate::account::connection::LinkState;
use crate::domain::{RunnerType, Version};
use crate::text;
use crate::text::words::{count, time_of_day};
use crate::tui::command::Command;
use crate::tui::keymap::{Context, clause, key};
use crate::tui::screens::parts;
use crate::tui::screens::parts::absence;
use crate::tui::screens::parts::page::Page;
use crate::tui::ui::layout::{DetailLayout, NARROW_BELOW};
use crate::tui::ui::painter::{line, pieces_width};
use crate::tui::ui::{Painter, Piece, Role, field, header};

/// Cells before a page's lines: a margin, and the bar's glyph with a blank.
pub const LEAD: u16 = 3;

/// What the details are drawn from, beside their own state.
pub struct Scene<'a> {
    /// What the page was built from.
    pub known: &'a Known<'a>,
    /// The page of the open tab, laid out for the window's width.
    pub page: &'a Page,
    /// The state of the link.
    pub link: LinkState<'a>,
    /// What is wrong with what is shown, in a line.
    pub trouble: Option<String>,
    /// The keys of the footer.
    pub hints: Vec<Piece>,
    /// What just happened, in the place of the advice; `None` where nothing did.
    pub notice: Option<&'a str>,
    /// What can be done with the field under the bar.
    pub advice: String,
}

/// Cells of a page's line in a content of `width` cells.
pub fn page_width(width: u16) -> u16 {
    width.saturating_sub(LEAD + 1)
}

/// Draws the whole screen; answers where the cursor stands while a search is typed.
pub fn view(state: &State, scene: &Scene, layout: &DetailLayout, painter: &mut Painter) -> Option<(u16, u16)> {
    draw_header(state, scene, layout.header, painter);
    draw_tabs(state, layout.tabs, painter);
    if layout.top_rule.height > 0 {
        painter.rule(layout.top_rule);
    }
    draw_page(state, scene.page, layout.content, painter);
    draw_side(scene.known, layout.side, painter);
    draw_bottom_rule(state, scene, layout, painter);
    draw_status(state, scene, layout, painter)
}

fn draw_header(state: &State, scene: &Scene, area: Rect, painter: &mut Painter) {
    let symbols = painter.theme().symbols;
    let runner = scene.known.runner;
    let name = parts::runner::name(runner);
    let crumb = format!(" {} ", symbols.crumb);
    let mut index = vec![Piece::plain(" ")];
    if area.width >= NARROW_BELOW {
        index.extend([Piece::plain("Runners"), Piece::new(crumb.as_str(), Role::Quiet)]);
    }
    index.push(Piece::new(name.text, Role::Title));
    if area.height == 1 {
        // The tabs have no line of their own; the name gives way to the tab's, which is short.
        let title = format!("{}{}", crumb, state.tab().title());
        let gone = if state.gone_since().is_some() { " gone" } else { "" };
        let room = usize::from(area.width).saturating_sub(text::width(&title) + gone.len() + 10);
        if let Some(name) = index.last_mut() {
            name.text = text::cut(&name.text, room, symbols.ellipsis);
        }
        index.extend([Piece::new(gone, Role::Bad), Piece::new(title, Role::Text)]);
    }
    header::draw_line(painter, line(area, 0), &index, &scene.link, scene.known.read_only);
    painter.pieces(line(area, 1), &summary(state, scene));
}

/// The runner in a line: what stays true on every tab.
fn summary(state: &State, scene: &Scene) -> Vec<Piece> {
    let known = scene.known;
    let runner = known.runner;
    let mut pieces = vec![Piece::plain(" ")];
    if let Some(gone) = state.gone_since() {
        let at = time_of_day(gone.wall, known.zone);
        pieces.push(Piece::new(format!("gone since {at}: removed"), Role::Bad));
        pieces.push(Piece::plain("   this is what was last known of it"));
        return pieces;
    }
    if let Some(absence) = known.absence.filter(|absence| !absence.is_found()) {
        pieces.push(Piece::new(absence::message(absence, known.zone), Role::Attention));
        pieces.push(Piece::plain("   last reported "));
    }
    pieces.extend(parts::runner::status(runner, known.symbols));
    let platform = runner.platform.short_name();
    let kind = runner.runner_type.as_ref().map(RunnerType::label);
    let version = runner.release.version.as_ref().map(Version::label);
    for word in [platform, kind, version].into_iter().flatten() {
        pieces.push(Piece::plain(format!("   {word}")));
    }
    let release = &runner.release;
    if release.is_out_of_support() {
        pieces.push(Piece::new(format!(" {} out of support", known.symbols.unsupported), Role::Bad));
    } else if release.has_update() {
        let latest = release.latest.as_ref().map(|latest| format!(" {}", latest.label())).unwrap_or_default();
        pieces.push(Piece::new(format!(" {}{latest}", known.symbols.update), Role::Attention));
    }
    if known.new_secret.is_some() {
        pieces.push(Piece::new(format!("   {} waits for its new secret", known.symbols.asked), Role::InMotion));
    }
    if known.pending.of(&runner.id).next().is_some() {
        pieces.push(Piece::new(format!("   {} asked", known.symbols.asked), Role::InMotion));
    }
    pieces
}

/// The tabs in the longest of several forms that fits.
fn draw_tabs(state: &State, area: Rect, painter: &mut Painter) {
    if area.height == 0 {
        return;
    }
    let forms: [fn(Tab) -> &'static str; 3] = [Tab::title, Tab::short_title, |_| ""];
    let mut lines = forms.into_iter().map(|title| tabs(state, title));
    let narrowest = tabs(state, forms[2]);
    let fits = |pieces: &Vec<Piece>| pieces_width(pieces) <= usize::from(area.width);
    painter.pieces(area, &lines.find(fits).unwrap_or(narrowest));
}

fn tabs(state: &State, title: impl Fn(Tab) -> &'static str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    for tab in Tab::of(state.runner()) {
        let is_open = tab == state.tab();
        // The open one is named whatever the room.
        let title = if is_open && title(tab).is_empty() { tab.short_title() } else { title(tab) };
        let gap = if title.is_empty() { "" } else { " " };
        let (left, right) = if is_open { ("[", "]") } else { (" ", " ") };
        let number = clause(key(Context::Details, Command::OpenTab(tab.number())), "{}");
        let number = Piece::new(format!("{left}{number}"), Role::Key);
        let title = format!("{gap}{title}");
        let role = if is_open { Role::Title } else { Role::Text };
        pieces.extend([number, Piece::new(title, role), Piece::new(right, Role::Key)]);
    }
    pieces
}

/// The lines of the page in the window, with the bar over its item.
fn draw_page(state: &State, page: &Page, area: Rect, painter: &mut Painter) {
    let symbols = painter.theme().symbols;
    let height = usize::from(area.height);
    let top = state.cursor().top(page, height);
    let under_bar = state.cursor().place_in(page);
    let mut bar = Vec::new();
    let mut number: usize = 0;
    for (index, item) in page.items.iter().enumerate() {
        for (offset, pieces) in item.lines.iter().enumerate() {
            let row = number;
            number += 1;
            let Some(row) = row.checked_sub(top).filter(|row| *row < height) else { continue };
            let row = line(area, u16::try_from(row).unwrap_or(u16::MAX));
            let text = Rect { x: row.x + LEAD, width: page_width(row.width), ..row };
            painter.pieces(text, &found(pieces, state.search_text()));
            if Some(index) == under_bar {
                painter.text(Rect { x: row.x + 1, width: 1, ..row }, symbols.cursor, Role::Text);
                // The first line, or the first one in the window, is the bar; the rest belongs to it.
                if offset == 0 || number - 1 == top {
                    bar.push(Rect { x: row.x + 1, width: row.width.saturating_sub(1), ..row });
                }
            }
        }
    }
    if state.tab() == Tab::Credentials {
        let text = Rect { x: area.x + LEAD, width: page_width(area.width), ..area };
        credentials::draw(&state.reveal, page, top, text, painter);
    }
    // Over whatever stands in its row.
    for row in bar {
        painter.restyle(row, Role::Selected);
    }
    let edge = Rect { x: area.right().saturating_sub(1), width: area.width.min(1), ..area };
    if top > 0 {
        painter.text(line(edge, 0), symbols.more_above, Role::Key);
    }
    if top + height < page.height() {
        painter.text(line(edge, area.height.saturating_sub(1)), symbols.more_below, Role::Key);
    }
}

/// The pieces with what is searched for in a role of its own.
fn found(pieces: &[Piece], wanted: &str) -> Vec<Piece> {
    if wanted.is_empty() {
        return pieces.to_vec();
    }
    let searched = wanted.to_lowercase();
    let mut marked = Vec::new();
    for piece in pieces {
        let mut rest = piece.text.as_str();
        while let Some(hit) = text::find(rest, &searched) {
            marked.push(Piece::new(&rest[..hit.start], piece.role));
            marked.push(Piece::new(&rest[hit.clone()], Role::Found));
            rest = &rest[hit.end..];
        }
        marked.push(Piece::new(rest, piece.role));
    }
    marked.retain(|piece| !piece.text.is_empty());
    marked
}

fn draw_side(known: &Known, area: Rect, painter: &mut Painter) {
    if area.width == 0 {
        return;
    }
    painter.divider(area);
    let inside = Rect { x: area.x + 2, width: area.width.saturating_sub(3), ..area };
    for (row, pieces) in (0..area.height).zip(side::lines(known, usize::from(area.height))) {
        painter.pieces(line(inside, row), &pieces);
    }
}

/// The rule under the page: what is wrong at the left, the search or the place in the page at the right.
fn draw_bottom_rule(state: &State, scene: &Scene, layout: &DetailLayout, painter: &mut Painter) {
    let area = layout.bottom_rule;
    if area.height == 0 {
        return;
    }
    painter.rule(area);
    let right = Rect { width: area.width.saturating_sub(1), ..area };
    let used = painter.pieces_right(right, &place_in_page(state, scene, usize::from(layout.content.height)));
    if let Some(trouble) = &scene.trouble {
        let left = Rect { x: area.x + 1, width: area.width.saturating_sub(used + 3), ..area };
        painter.pieces(left, &[Piece::new(format!(" {trouble} "), Role::Attention)]);
    }
}

fn place_in_page(state: &State, scene: &Scene, height: usize) -> Vec<Piece> {
    let message = state.search_text();
    if !message.is_empty() {
        let (hits, at) = scene.page.count_matches(message, state.cursor());
        let role = if hits == 0 { Role::Attention } else { Role::Text };
        return vec![Piece::new(format!(" {at} of {} found ", count(hits)), role)];
    }
    let (top, lines) = (state.cursor().top(scene.page, height), scene.page.height());
    if lines <= height {
        return Vec::new();
    }
    vec![Piece::plain(format!(" {}/{} ", count((top + height).min(lines)), count(lines)))]
}

/// The line above the keys: the search's field while it is typed, else a notice, else what can be done with the field
/// under the bar. Where there is no such line, search and notice take the keys' place.
fn draw_status(state: &State, scene: &Scene, layout: &DetailLayout, painter: &mut Painter) -> Option<(u16, u16)> {
    let is_low = layout.status.height == 0;
    let area = if is_low { layout.footer } else { layout.status };
    if !is_low {
        painter.pieces(layout.footer, &scene.hints);
    }
    if state.is_searching() {
        return Some(field::draw(painter, area, " find: ", &state.search));
    }
    match scene.notice {
        Some(notice) => {
            painter.pieces(area, &[Piece::plain(" "), Piece::new(notice, Role::Title)]);
        }
        None if is_low => {
            painter.pieces(area, &scene.hints);
        }
        None => {
            painter.pieces(area, &[Piece::plain(" "), Piece::new(scene.advice.as_str(), Role::Quiet)]);
        }
    }
    None
}
