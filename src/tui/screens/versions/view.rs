//! Draws the versions: the entries in the window and no others, so that a frame costs the same for any fleet.

use ratatui::layout::Rect;

use super::{Entry, State, is_narrow, words};
use crate::account::table::versions::{Line, VersionCount};
use crate::text;
use crate::text::words::{count, counted};
use crate::tui::command::Command;
use crate::tui::keymap::{Context, clause};
use crate::tui::screens::parts::board::{Around, Board};
use crate::tui::ui::layout::ListLayout;
use crate::tui::ui::painter::{line, pieces_width};
use crate::tui::ui::{Painter, Piece, Role, Symbols};

/// Cells of a number of runners.
const RUNNERS: u16 = 7;
/// Cells of a version at the most, on a narrow screen and on others.
const WIDEST_VERSION: [u16; 2] = [10, 20];
/// Cells of the words on support at the most; on a narrow screen, and from how many columns on.
const SUPPORT: [(u16, u16); 3] = [(0, 14), (58, 32), (116, 58)];
/// Cells of a bar at the most: a longer one says no more.
const LONGEST_BAR: u16 = 60;

/// Where the columns of a version stand.
struct Columns {
    version: Rect,
    runners: Rect,
    bar: Rect,
    support: Rect,
}

/// Draws the whole screen.
pub fn view(state: &State, board: &Board, layout: &ListLayout, painter: &mut Painter) {
    let symbols = painter.theme().symbols;
    let around = Around { title: title(state), place: place(state), status: status(state, board, layout, symbols) };
    board.draw(&around, layout, painter);
    if state.versions.is_empty() {
        let back = clause(board.keymap.key(Context::Versions, Command::Close), "Press {} to go back to the list.");
        board.draw_empty(board.no_runners(), &back, state.area, painter);
        return;
    }
    if state.has_titles() {
        let columns = columns(state, line(state.area, 0));
        painter.text(columns.version, "VERSION", Role::Heading);
        painter.pieces_right(columns.runners, &[Piece::new("RUNNERS", Role::Heading)]);
        painter.text(columns.support, "SUPPORT", Role::Heading);
    }
    let window = state.window();
    for (row, (number, entry)) in (0..window.height).zip(state.entries.iter().enumerate().skip(state.top)) {
        let at = line(window, row);
        match entry {
            Entry::Line(number) => draw_line(&state.versions.lines[*number], at, painter),
            Entry::Next(number) => {
                let said = fitting(words::next(&state.versions.lines[*number], board.now.wall), at.width - 1, symbols);
                painter.text(Rect { x: at.x + 1, width: at.width - 1, ..at }, &said, Role::Attention);
            }
            Entry::Version(of_line, number_of_version) => {
                let of = &state.versions.lines[*of_line].versions[*number_of_version];
                draw_version(state, of, board, at, painter);
            }
            Entry::Note(note, role) => {
                painter.text(at, note, *role);
            }
            Entry::Blank => {}
        }
        if number == state.cursor && matches!(entry, Entry::Version(..)) {
            select(columns(state, at).bar, at, painter);
        }
    }
}

/// Puts the bar on a line. What is filled stays as it is: turned around it would be a hole.
fn select(filled: Rect, at: Rect, painter: &mut Painter) {
    painter.text(Rect { width: 1, ..at }, painter.theme().symbols.cursor, Role::Text);
    painter.restyle(Rect { width: filled.x - at.x, ..at }, Role::Selected);
    painter.restyle(Rect { x: filled.right(), width: at.right() - filled.right(), ..at }, Role::Selected);
}

/// What the screen shows, and how many runners are out of support.
fn title(state: &State) -> Vec<Piece> {
    let mut title = vec![Piece::plain("Versions by track")];
    let ended = state.versions.ended();
    if ended > 0 {
        title.push(Piece::plain(", "));
        title.push(Piece::new(format!("{} out of support", counted(ended, "runner")), Role::Bad));
    }
    title
}

/// Which part of the entries is in the window, where not all are.
fn place(state: &State) -> String {
    let (height, all) = (usize::from(state.window().height), state.entries.len());
    match (state.top, all.saturating_sub(state.top + height)) {
        (0, 0) => String::new(),
        (0, below) => format!("{} below", counted(below, "line")),
        (above, 0) => format!("{} above", counted(above, "line")),
        (above, below) => format!("{} above, {} below", counted(above, "line"), count(below)),
    }
}

fn draw_line(of: &Line, at: Rect, painter: &mut Painter) {
    let mut facts = vec![Piece::new(format!("  {}", counted(of.runners, "runner")), Role::Quiet)];
    let newest = words::named_newest(of);
    let name = words::line(&of.name);
    // Whole or not at all.
    if text::width(&name) + pieces_width(&facts) + pieces_width(&newest) <= usize::from(at.width) {
        facts.extend(newest);
    }
    let room = usize::from(at.width).saturating_sub(pieces_width(&facts));
    let name = text::cut(&name, room, painter.theme().symbols.ellipsis);
    painter.pieces(at, &[vec![Piece::new(name, Role::Title)], facts].concat());
}

fn columns(state: &State, at: Rect) -> Columns {
    let [narrow, wide] = WIDEST_VERSION;
    let widest = u16::try_from(state.widest).unwrap_or(u16::MAX).max(7);
    let version = widest.min(if is_narrow(at.width) { narrow } else { wide });
    let support = SUPPORT.iter().rev().find(|(from, _)| at.width >= *from).map_or(0, |(_, width)| *width);
    let runners = if is_narrow(at.width) { RUNNERS - 1 } else { RUNNERS };
    let gap = if is_narrow(at.width) { 1 } else { 2 };
    let bar = at.width.saturating_sub(2 + version + 1 + runners + gap + gap + support).min(LONGEST_BAR);
    let mut x = at.x + 2;
    let mut take = |width: u16, gap: u16| {
        let column = Rect { x, width: width.min(at.right().saturating_sub(x)), ..at };
        x = (x + width + gap).min(at.right());
        column
    };
    Columns { version: take(version, 1), runners: take(runners, gap), bar: take(bar, gap), support: take(support, 0) }
}

fn draw_version(state: &State, of: &VersionCount, board: &Board, at: Rect, painter: &mut Painter) {
    let symbols = painter.theme().symbols;
    let columns = columns(state, at);
    let version = text::cut_middle(words::version(of), usize::from(columns.version.width), symbols.ellipsis);
    painter.text(columns.version, &version, Role::Text);
    painter.pieces_right(columns.runners, &[Piece::plain(count(of.runners))]);
    let (forms, role) = words::support(of, symbols, board.now.wall);
    let (glyph, of_bar) = look(of, symbols);
    let cells = bar(of.runners, state.versions.most, columns.bar.width);
    painter.repeat(Rect { width: cells, ..columns.bar }, glyph, of_bar);
    painter.text(columns.support, &fitting(forms, columns.support.width, symbols), role);
}

/// Cells of a bar: none for no runner, at least one for any.
fn bar(runners: usize, most: usize, width: u16) -> u16 {
    let cells = runners.saturating_mul(usize::from(width)).div_ceil(most.max(1));
    u16::try_from(cells).unwrap_or(width).min(width)
}

/// The filling of a bar, and what it means: the same as the words beside it say.
fn look(of: &VersionCount, symbols: &Symbols) -> (&'static str, Role) {
    let [newest, before, unknown, ended] = symbols.bar;
    match of {
        VersionCount { ended: 1.., .. } => (ended, Role::Bad),
        VersionCount { is_newest: true, .. } => (newest, Role::Good),
        VersionCount { next: 1.., .. } => (before, Role::Text),
        _ => (unknown, Role::Quiet),
    }
}

/// The version under the bar in a sentence.
fn status(state: &State, board: &Board, layout: &ListLayout, symbols: &Symbols) -> Vec<Piece> {
    let Some((of_line, of)) = state.under_bar() else { return Vec::new() };
    let forms = words::sentence(of, &of_line.name, board.now.wall);
    vec![Piece::plain(" "), Piece::plain(fitting(forms, layout.status.width.saturating_sub(2), symbols))]
}

/// The first form that fits, else the last one cut.
fn fitting(forms: Vec<String>, width: u16, symbols: &Symbols) -> String {
    let width = usize::from(width);
    let last = forms.last().map(|last| text::cut(last, width, symbols.ellipsis)).unwrap_or_default();
    forms.into_iter().find(|form| text::width(form) <= width).unwrap_or(last)
}
