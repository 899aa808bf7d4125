//! The line above the keys of the list: the filter's field, a notice, or the selected row in words.

use ratatui::layout::Rect;

use super::view::Scene;
use super::{State, timeline};
use crate::account::fleet::Row;
use crate::domain::{Change, Label};
use crate::text;
use crate::text::words::{counted, span};
use crate::tui::screens::parts;
use crate::tui::screens::parts::absence;
use crate::tui::ui::layout::{ListLayout, NARROW_BELOW};
use crate::tui::ui::{Painter, Piece, Role, Symbols, field};

/// Before the filter while it is typed.
const PROMPT: &str = " filter: ";
/// Blanks between the filter and what it can become.
const CANDIDATES_GAP: usize = 3;
/// Cells that are enough for a word or two of that.
const CANDIDATES_FROM: usize = 26;

/// The line above the keys: the filter's field while it is typed, else a notice, else the row that is asked about in words,
/// else the selected one.
pub(super) fn draw(state: &State, scene: &Scene, layout: &ListLayout, painter: &mut Painter) -> Option<(u16, u16)> {
    let area = layout.status;
    if state.is_filtering() {
        return Some(draw_field(state, scene, area, painter));
    }
    if let Some(notice) = &scene.notice {
        let label = scene.noticed.map(|id| scene.accounts.label(id));
        parts::notice::draw(notice, label, scene.accounts.are_several(), area, painter);
        return None;
    }
    let row = match scene.about.as_slice() {
        [] if scene.instead.is_some() => None,
        [] => state.selected_row(scene.accounts),
        [key] => scene.accounts.at(key),
        _ => None,
    };
    let mut pieces = vec![Piece::plain(" ")];
    // Where the column that says so has no room.
    let is_named = layout.rows.width < NARROW_BELOW && scene.accounts.are_several();
    if let Some(row) = row.filter(|_| is_named) {
        pieces.push(Piece::new(scene.accounts.label(row.account), Role::Quiet));
        pieces.push(Piece::plain("  "));
    }
    let in_force = state.in_force(scene.accounts, painter.theme().symbols);
    if layout.top_rule.height == 0 && !in_force.is_empty() {
        pieces.extend(in_force);
        pieces.push(Piece::plain("  "));
    }
    let fault = || scene.stored.iter().find_map(|kept| kept.strips.fault());
    if let (Some(_), Some(fault)) = (state.timeline(), fault()) {
        pieces.push(timeline::trouble(fault, area.width));
        painter.pieces(area, &pieces);
        return None;
    }
    pieces.extend(state.timeline().filter(|_| layout.titles.height == 0).map(timeline::span_in_words));
    if let several @ [_, _, ..] = scene.about.as_slice() {
        pieces.push(Piece::new(counted(several.len(), "marked runner"), Role::Title));
    }
    pieces.extend(row.into_iter().flat_map(|row| in_words(row, scene)));
    painter.pieces(area, &pieces);
    None
}

/// The selected row's description; where there is none, what else is worth saying of it.
fn in_words(row: &Row, scene: &Scene) -> Vec<Piece> {
    let runner = &*row.runner;
    let name = parts::runner::name(runner);
    if let Some(absence) = row.absence().filter(|_| row.is_missing()) {
        let words = absence::message(absence, scene.zone);
        return vec![Piece::new(name.text, Role::Title), Piece::plain("  "), Piece::new(words, Role::Attention)];
    }
    if let Some(pending) = scene.accounts.of(row.account).pending().of(&runner.id).last() {
        let since = span(scene.now.since(&pending.sent));
        let status = runner.status.as_ref().map_or("No status", |status| status.label());
        let change = if matches!(pending.change, Change::Command(_) | Change::Remove) { "" } else { " change" };
        let words = format!("{}{change} requested {since} ago. {status} so far.", pending.change.label());
        return vec![Piece::new(name.text, Role::Title), Piece::plain("  "), Piece::new(words, Role::InMotion)];
    }
    if row.new_secret.is_some() {
        let words = "Store the new secret in the cloud console, then restart.";
        return vec![Piece::new(name.text, Role::Title), Piece::plain("  "), Piece::new(words, Role::InMotion)];
    }
    let words = match (runner.withheld_reason(), &runner.description) {
        (Some(reason), _) => Piece::plain(reason),
        (None, Some(description)) if !description.is_blank() => Piece::plain(description.safe()),
        (None, Some(_)) => Piece::new("No description", Role::Quiet),
        (None, None) => Piece::plain(runner.status.as_ref().map_or("", |status| status.meaning())),
    };
    vec![Piece::new(name.text, Role::Title), Piece::plain("  "), words]
}

/// The filter's text with the cursor in view, and at the right what of it cannot be meant so, where there is room.
fn draw_field(state: &State, scene: &Scene, area: Rect, painter: &mut Painter) -> (u16, u16) {
    let filter = state.narrowing.field();
    let used = PROMPT.len() + text::width(Label::from(filter.value()).safe());
    let room = usize::from(area.width).saturating_sub(used + CANDIDATES_GAP + 1);
    if let Some(candidates) = state.candidates(room, painter.theme().symbols).filter(|_| room >= CANDIDATES_FROM) {
        let cursor = field::draw(painter, area, PROMPT, filter);
        let x = u16::try_from(used + CANDIDATES_GAP).unwrap_or(u16::MAX);
        painter.pieces(Rect { x: area.x + x, width: area.width.saturating_sub(x), ..area }, &candidates);
        return cursor;
    }
    let Some(doubt) = doubt(state, scene).filter(|_| is_doubt_beside(state, area.width)) else {
        return field::draw(painter, area, PROMPT, filter);
    };
    painter.pieces_right(area, &[Piece::new(doubt, Role::Attention), Piece::plain(" ")]);
    let doubt_width = u16::try_from(text::width(doubt)).unwrap_or(u16::MAX);
    field::draw(painter, Rect { width: area.width.saturating_sub(doubt_width + 2), ..area }, PROMPT, filter)
}

/// What the typed text can become, where there is no room for that beside it: in place of the keys.
pub(super) fn candidates_apart(state: &State, width: u16, symbols: &Symbols) -> Option<Vec<Piece>> {
    let used = PROMPT.len() + text::width(Label::from(state.narrowing.field().value()).safe()) + CANDIDATES_GAP + 1;
    let width = usize::from(width);
    let candidates = state.candidates(width.saturating_sub(2), symbols).filter(|_| width < used + CANDIDATES_FROM)?;
    Some(std::iter::once(Piece::plain(" ")).chain(candidates).collect())
}

/// What of the filter cannot be meant so, unless that stands in place of the rows.
fn doubt<'a>(state: &'a State, scene: &Scene) -> Option<&'a str> {
    state.doubt().filter(|_| scene.instead.is_none())
}

/// Whether what of the filter cannot be meant so stands beside the filter's text.
fn is_doubt_beside(state: &State, width: u16) -> bool {
    let needed = text::width(state.doubt().unwrap_or_default()) + state.narrowing.field().cells_before_cursor();
    needed + PROMPT.len() + 4 <= usize::from(width)
}

/// What of the filter cannot be meant so, where it has no room beside the filter's text: on the line above, else in place
/// of the keys.
pub(super) fn doubt_apart<'a>(state: &'a State, scene: &Scene, width: u16) -> Option<&'a str> {
    doubt(state, scene).filter(|_| state.is_filtering() && !is_doubt_beside(state, width))
}
