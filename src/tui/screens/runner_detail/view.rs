//! Draws a runner's details: header, tabs, the visible part of the page, what stands beside it, the line above the keys.

use ratatui::layout::Rect;

use super::{Known, State, Tab, beside, credentials};
use crate::account::connection::LinkState;
use crate::domain::{RunnerType, Tint};
use crate::text;
use crate::text::words::{count, time_of_day};
use crate::tui::command::Command;
use crate::tui::keymap::{Context, Keymap, clause};
use crate::tui::screens::parts;
use crate::tui::screens::parts::page::Page;
use crate::tui::screens::parts::{absence, pane};
use crate::tui::ui::layout::{DetailLayout, NARROW_BELOW};
use crate::tui::ui::painter::{line, pieces_width};
use crate::tui::ui::{Painter, Piece, Role, chips, field, header};

/// Cells before a page's lines: a margin, and the bar's glyph with a blank.
pub const LEAD: u16 = 3;

/// Empty cells between two tabs.
const TAB_GAP: u16 = 2;

/// What the details are drawn from, beside their own state.
pub struct Scene<'a> {
    /// What the page was built from.
    pub known: &'a Known<'a>,
    /// The keys that count.
    pub keymap: &'a Keymap,
    /// The page of the open tab, laid out for the window's width.
    pub page: &'a Page,
    /// The account in words with its ground, where it is one of several or has a ground.
    pub account: Option<(&'a str, Option<Tint>)>,
    /// The state of the account's link.
    pub link: LinkState<'a>,
    /// What is wrong with what is shown, in a line.
    pub trouble: Option<String>,
    /// The keys of the footer.
    pub hints: Vec<Piece>,
    /// What just happened, in the place of the advice; `None` where nothing did.
    pub notice: Option<&'a str>,
    /// The account that the notice is about, and whether there are several.
    pub noticed: (Option<&'a str>, bool),
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
    draw_tabs(state, scene.keymap, layout, painter);
    draw_page(state, scene.page, layout.content, painter);
    pane::draw(&scene.known.subject, beside(state.tab()), layout.side, painter);
    draw_bottom_rule(state, scene, layout, painter);
    draw_status(state, scene, layout, painter)
}

fn draw_header(state: &State, scene: &Scene, area: Rect, painter: &mut Painter) {
    let symbols = painter.theme().symbols;
    let runner = scene.known.subject.runner;
    let name = parts::runner::name(runner);
    let crumb = format!(" {} ", symbols.crumb);
    let mut index = vec![Piece::plain(" ")];
    if let Some((label, tint)) = scene.account {
        index.extend([chips::name(label, tint), Piece::plain(" ")]);
    } else if area.width >= NARROW_BELOW {
        index.extend([Piece::plain("Runners"), Piece::new(crumb.as_str(), Role::Quiet)]);
    }
    index.push(Piece::new(name.text, Role::Title));
    if area.height == 1 {
        // The tabs have no line of their own; the name gives way to the tab's, which is short.
        let title = format!("{}{}", crumb, state.tab().title());
        let gone = if state.gone_since().is_some() { " gone" } else { "" };
        let account = if scene.account.is_some() { pieces_width(&index[1..3]) } else { 0 };
        let room = usize::from(area.width).saturating_sub(text::width(&title) + gone.len() + 10 + account);
        if let Some(name) = index.last_mut() {
            name.text = text::cut(&name.text, room, symbols.ellipsis);
        }
        index.extend([Piece::new(gone, Role::Bad), Piece::new(title, Role::Text)]);
    }
    header::draw_line(painter, line(area, 0), &index, &scene.link, scene.known.read_only, scene.keymap);
    painter.pieces(line(area, 1), &summary(state, scene));
}

/// The runner in a line: what stays true on every tab.
fn summary(state: &State, scene: &Scene) -> Vec<Piece> {
    let known = scene.known;
    let runner = known.subject.runner;
    let mut pieces = vec![Piece::plain(" ")];
    if let Some(gone) = state.gone_since() {
        let at = time_of_day(gone.wall, known.subject.zone);
        pieces.push(Piece::new(format!("Removed at {at}"), Role::Bad));
        pieces.push(Piece::plain("   Below is what was known last"));
        return pieces;
    }
    if let Some(absence) = known.subject.absence.filter(|absence| !absence.is_found()) {
        pieces.push(Piece::new(absence::message(absence, known.subject.zone), Role::Attention));
        pieces.push(Piece::plain("   Last reported "));
    }
    pieces.extend(parts::runner::status(runner, known.subject.symbols));
    let platform = runner.platform.short_name();
    let kind = runner.runner_type.as_ref().map(RunnerType::label);
    for word in [platform, kind].into_iter().flatten() {
        pieces.push(Piece::new(format!("   {word}"), Role::Quiet));
    }
    let release = &runner.release;
    pieces.extend(release.version.as_ref().map(|version| Piece::plain(format!("   {}", version.label()))));
    if release.has_update() {
        let latest = release.latest.as_ref().map(|latest| format!(" {}", latest.label())).unwrap_or_default();
        pieces.push(Piece::new(format!(" {}{latest}", known.subject.symbols.update), Role::Attention));
    }
    if release.is_out_of_support() {
        pieces.push(Piece::new(format!("   {} unsupported", known.subject.symbols.unsupported), Role::Bad));
    }
    if known.new_secret.is_some() {
        pieces.push(Piece::new(format!("   {} Waits for the new secret", known.subject.symbols.asked), Role::InMotion));
    }
    if known.pending.of(&runner.id).next().is_some() {
        pieces.push(Piece::new(format!("   {} Requested", known.subject.symbols.asked), Role::InMotion));
    }
    pieces
}

/// The tabs in the longest of several forms that fits, and the rule below them, which is heavy under the open one.
fn draw_tabs(state: &State, keymap: &Keymap, layout: &DetailLayout, painter: &mut Painter) {
    if layout.tabs.height == 0 {
        return;
    }
    let area = Rect { x: layout.tabs.x + 1, width: layout.tabs.width.saturating_sub(1), ..layout.tabs };
    let forms: [fn(Tab) -> &'static str; 3] = [Tab::title, Tab::short_title, |_| ""];
    let fits = |form: &fn(Tab) -> &'static str| tabs_width(state, keymap, *form) <= usize::from(area.width);
    let form = forms.into_iter().find(fits).unwrap_or(|_| "");
    painter.rule(layout.top_rule);
    let mut x = area.x;
    for tab in Tab::of(state.runner()) {
        let is_open = tab == state.tab();
        let pieces = tab_pieces(tab, keymap, is_open, form);
        let rest = Rect { x, width: area.right().saturating_sub(x), ..area };
        let used = painter.pieces(rest, &pieces);
        if is_open {
            let under = Rect { x, width: used, ..layout.top_rule };
            painter.repeat(under, painter.theme().symbols.clock[0], Role::Key);
        }
        x += used + TAB_GAP;
    }
}

/// The number, then the title in this form. The open one is named whatever the room.
fn tab_pieces(tab: Tab, keymap: &Keymap, is_open: bool, form: fn(Tab) -> &'static str) -> Vec<Piece> {
    let number = clause(keymap.key(Context::Details, Command::OpenTab(tab.number())), "{}");
    let title = if is_open && form(tab).is_empty() { tab.short_title() } else { form(tab) };
    let gap = if title.is_empty() || number.is_empty() { "" } else { " " };
    let role = if is_open { Role::Title } else { Role::Quiet };
    vec![Piece::new(number, Role::Key), Piece::new(format!("{gap}{title}"), role)]
}

fn tabs_width(state: &State, keymap: &Keymap, form: fn(Tab) -> &'static str) -> usize {
    let widths = Tab::of(state.runner()).map(|tab| pieces_width(&tab_pieces(tab, keymap, tab == state.tab(), form)));
    widths.map(|width| width + usize::from(TAB_GAP)).sum::<usize>().saturating_sub(TAB_GAP.into())
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

/// The rule under the page: what is wrong at the left, the search or which item has the bar at the right.
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
    let position = scene.page.position(state.cursor()).filter(|_| scene.page.height() > height);
    position.map(|(at, all)| Piece::plain(format!(" {}/{} ", count(at), count(all)))).into_iter().collect()
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
            parts::notice::draw(notice, scene.noticed.0, scene.noticed.1, area, painter);
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
