//! Draws the map: the lines in the window and no others, so that a frame costs the same for any fleet.

use ratatui::layout::Rect;

use super::State;
use super::arrangement::Line;
use crate::account::Accounts;
use crate::account::fleet::Row;
use crate::account::table::Group;
use crate::text;
use crate::text::words::{count, counted};
use crate::tui::command::Command;
use crate::tui::keymap::{Context, clause};
use crate::tui::screens::parts;
use crate::tui::screens::parts::board::{Around, Board};
use crate::tui::ui::layout::ListLayout;
use crate::tui::ui::painter::{line, pieces_width};
use crate::tui::ui::{Painter, Piece, Role, Symbols};

/// Cells of a name in the line below the map, at the least.
const LEAST_NAME: usize = 12;

/// Draws the whole screen.
pub fn view(state: &State, board: &Board, layout: &ListLayout, painter: &mut Painter) {
    let symbols = painter.theme().symbols;
    let around = Around {
        title: title(state, board, symbols),
        place: place(state),
        status: status(state, board, layout, symbols),
    };
    board.draw(&around, layout, painter);
    let area = state.area;
    if state.groups.order().is_empty() {
        draw_empty(board, area, painter);
        return;
    }
    let window = state.window;
    if let Some(out_of_view) = out_of_view(state).filter(|_| window.height < area.height) {
        painter.text(line(area, window.height), &out_of_view, Role::Quiet);
    }
    for row in 0..window.height {
        let at = line(window, row);
        match state.arrangement.line(state.top + usize::from(row)) {
            Line::Title(group) => draw_title(&state.groups.groups()[group], at, painter),
            Line::Runners(places) => {
                let mut x = at.x;
                for place in places {
                    draw_cell(state, board.accounts, place, Rect { x, width: 1, ..at }, painter);
                    x += state.arrangement.pitch;
                }
            }
            Line::Blank => {}
        }
    }
}

/// What the map shows, and which part of the fleet; and how many runners are above and below, where not all fit.
fn title(state: &State, board: &Board, symbols: &Symbols) -> Vec<Piece> {
    let grouping = state.grouping(board.accounts.are_several());
    let mut title = vec![Piece::plain(format!("Fleet map by {}", grouping.name()))];
    if !board.narrowed.is_empty() {
        title.push(Piece::plain(format!(" {} ", symbols.dot)));
        title.extend(board.narrowed.iter().cloned());
    }
    if let Some(out_of_view) = out_of_view(state) {
        title.push(Piece::plain(format!(" {} {out_of_view}", symbols.dot)));
    }
    title
}

/// How many runners are above and below the window; `None` where all are in it.
fn out_of_view(state: &State) -> Option<String> {
    let (above, below) = (state.above_window(), state.below_window());
    match (above, below) {
        (0, 0) => None,
        (above, 0) => Some(format!("{} above", counted(above, "runner"))),
        (0, below) => Some(format!("{} below", counted(below, "runner"))),
        (above, below) => Some(format!("{} above, {} below", counted(above, "runner"), count(below))),
    }
}

/// Where the bar is, counted through the groups.
fn place(state: &State) -> String {
    let number = count(state.groups.order().len());
    state.place().map(|place| format!("{}/{number}", count(place + 1))).unwrap_or_default()
}

impl State {
    /// Runners above the window.
    pub(super) fn above_window(&self) -> usize {
        self.arrangement.above(self.top)
    }

    /// Runners below the window.
    pub(super) fn below_window(&self) -> usize {
        self.groups.order().len() - self.arrangement.above(self.top + usize::from(self.window.height))
    }
}

fn draw_empty(board: &Board, area: Rect, painter: &mut Painter) {
    let is_narrowed = !board.narrowed.is_empty();
    let why = if is_narrowed { "The list's filter lets no runner through." } else { board.no_runners() };
    let back = clause(board.keymap.key(Context::FleetMap, Command::Close), "Press {} to go back to the list.");
    board.draw_empty(why, &back, area, painter);
}

/// What the runners of a group have in common, how many they are, and how many should be looked at.
fn draw_title(group: &Group, area: Rect, painter: &mut Painter) {
    let mut numbers = vec![Piece::new(format!("  {}", counted(group.places.len(), "runner")), Role::Quiet)];
    if group.problems > 0 {
        numbers.push(Piece::new(format!("  {}", counted(group.problems, "problem")), Role::Attention));
    }
    let room = usize::from(area.width).saturating_sub(pieces_width(&numbers));
    let title = text::cut(&group.title, room, painter.theme().symbols.ellipsis);
    let used = painter.text(area, &title, Role::Title);
    painter.pieces(Rect { x: area.x + used, width: area.width - used, ..area }, &numbers);
}

fn draw_cell(state: &State, accounts: &Accounts, place: usize, cell: Rect, painter: &mut Painter) {
    let position = state.groups.position(place);
    let at = position.and_then(|position| state.rows.get(position));
    let Some(row) = at.and_then(|(account, index)| accounts.row(*account, *index)) else { return };
    let (glyph, role) = sign(row, accounts, painter.theme().symbols);
    let is_selected = position == state.position;
    painter.text(cell, glyph, if is_selected { Role::Selected } else { role });
}

/// The glyph that the list has for the runner's status; what was asked of it comes first, as there.
fn sign(row: &Row, accounts: &Accounts, symbols: &'static Symbols) -> (&'static str, Role) {
    let status = row.runner.status.as_ref();
    let is_asked = || accounts.of(row.account).pending().of(&row.runner.id).next().is_some();
    match status {
        _ if row.is_missing() => (symbols.unknown, Role::Attention),
        _ if row.new_secret.is_some() || is_asked() => (symbols.asked, Role::InMotion),
        Some(_) if row.runner.is_offline() => (symbols.status(status), Role::Bad),
        Some(of) => (symbols.status(status), of.severity().into()),
        None => (symbols.absent, Role::Quiet),
    }
}

/// The runner under the bar: its name, its status in words, and what it is.
fn status(state: &State, board: &Board, layout: &ListLayout, symbols: &Symbols) -> Vec<Piece> {
    let at = state.position.and_then(|position| state.rows.get(position));
    let Some(row) = at.and_then(|(account, index)| board.accounts.row(*account, *index)) else { return Vec::new() };
    let runner = &*row.runner;
    let mut facts = vec![Piece::plain("  ")];
    if row.is_missing() {
        facts.push(Piece::new("? missing from the list", Role::Attention));
    } else {
        facts.extend(parts::runner::status(runner, symbols));
    }
    let width = usize::from(layout.status.width);
    let label = board.accounts.are_several().then(|| board.accounts.label(row.account).to_owned());
    let release = &runner.release;
    let more = [
        label,
        runner.platform.short_name().map(str::to_owned),
        release.track.as_ref().map(|track| track.label().to_owned()),
        release.version.as_ref().map(|version| version.label().to_owned()),
        release.is_out_of_support().then(|| "out of support".to_owned()),
    ];
    for fact in more.into_iter().flatten() {
        let fact = Piece::new(format!("  {fact}"), Role::Quiet);
        // Whole or not at all: the name comes before what else is known.
        if pieces_width(&facts) + text::width(&fact.text) + LEAST_NAME.max(text::width(runner.name.safe())) < width {
            facts.push(fact);
        }
    }
    let room = width.saturating_sub(pieces_width(&facts) + 1);
    let name = parts::runner::name(runner);
    let name = Piece::new(text::cut_middle(&name.text, room.max(LEAST_NAME.min(width)), symbols.ellipsis), Role::Title);
    [vec![Piece::plain(" "), name], facts].concat()
}
