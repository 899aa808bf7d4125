//! The choice of the view: those of the config file, each with its order and its filter, and the list without one.

use std::sync::Arc;

use crate::account::table::{Arrangement, View, Views};
use crate::domain::Label;
use crate::text;
use crate::tui::command::Command;
use crate::tui::screens::parts::content::{Content, Line};
use crate::tui::screens::parts::instruction::Instruction;
use crate::tui::screens::parts::scene::Scene;
use crate::tui::ui::painter::pieces_width;
use crate::tui::ui::{Piece, Role, Symbols};

/// Cells of the content.
pub const WIDTH: u16 = 76;
/// Cells of a name at the most.
const NAME: usize = 24;
/// Blanks between two parts of a line.
const GAP: usize = 2;
/// Behind the name of the view in force, once something of it was changed.
const CHANGED: &str = ", changed";
/// What the list is without a view.
const NO_VIEW: &str = "No view";

/// The views, and which is under the bar.
#[derive(Clone, Debug)]
pub struct State {
    views: Arc<Views>,
    /// Counted from the line without a view.
    cursor: usize,
}

impl State {
    /// The bar on the view in force.
    pub fn new(views: Arc<Views>, in_force: Option<&Label>) -> Self {
        let place = |name: &Label| views.all.iter().position(|view| view.name == *name);
        let cursor = in_force.and_then(place).map_or(0, |place| place + 1);
        Self { views, cursor }
    }

    /// Takes a command.
    pub fn update(&mut self, command: Command) -> Vec<Instruction> {
        let last = self.views.all.len();
        match command {
            Command::Up => self.cursor = self.cursor.saturating_sub(1),
            Command::Down => self.cursor = (self.cursor + 1).min(last),
            Command::Top => self.cursor = 0,
            Command::Bottom => self.cursor = last,
            Command::Choose => {
                let name = self.lines().nth(self.cursor).flatten().map(|view| view.name.clone());
                return vec![Instruction::Close, Instruction::ChooseView(name)];
            }
            _ => {}
        }
        Vec::new()
    }

    /// What can be chosen, from the top.
    fn lines(&self) -> impl Iterator<Item = Option<&View>> {
        std::iter::once(None).chain(self.views.all.iter().map(Some))
    }

    /// What the popup shows over `list`.
    pub fn content(&self, list: &super::State, scene: &Scene) -> Content<'static> {
        let width = usize::from(scene.room(WIDTH));
        let title = vec![Piece::new("Views", Role::Title)];
        let told: Vec<Told> = self.lines().map(|view| self.told(view, list, width, scene.symbols)).collect();
        let widest = |of: fn(&Told) -> &str| told.iter().map(|told| text::width(of(told))).max().unwrap_or(0);
        let widths = (widest(|told| &told.name), widest(|told| &told.order));
        let lines = told.iter().enumerate();
        let lines = lines.map(|(place, told)| told.line(place == self.cursor, widths, width, scene.symbols)).collect();
        Content::choices(WIDTH, title, lines, Some(self.cursor)).around_bar(scene.area)
    }

    fn told(&self, view: Option<&View>, list: &super::State, width: usize, symbols: &Symbols) -> Told {
        let name = view.map(|view| &view.name);
        let is_in_force = name == list.view();
        let changed = if is_in_force && list.is_rearranged() { CHANGED } else { "" };
        let room = NAME.min(width / 3).saturating_sub(changed.len());
        let shown = text::cut(name.map_or(NO_VIEW, Label::safe), room, symbols.ellipsis);
        let Arrangement { filter, order, .. } = self.views.arrangement(view);
        Told {
            is_in_force,
            name: format!("{shown}{changed}"),
            order: format!("{} {}", order.column.name(), symbols.direction(order.is_ascending())),
            filter: if filter.is_blank() { "no filter".to_owned() } else { filter.safe().to_owned() },
        }
    }
}

/// What is said of a view.
struct Told {
    is_in_force: bool,
    name: String,
    order: String,
    filter: String,
}

impl Told {
    /// `✓ problems, changed  Status ▲  status=unknown,stopped`, with names and orders of these widths.
    fn line(&self, is_under_bar: bool, widths: (usize, usize), width: usize, symbols: &Symbols) -> Line {
        let blanks = |cells: usize, text: &str| " ".repeat(cells.saturating_sub(text::width(text)) + GAP);
        let bar = if is_under_bar { symbols.cursor } else { " " };
        let mark = if self.is_in_force { symbols.success } else { " " };
        let mut line = vec![
            Piece::plain(format!("{bar} ")),
            Piece::new(format!("{mark} "), Role::Key),
            Piece::plain(format!("{}{}", self.name, blanks(widths.0, &self.name))),
            Piece::new(format!("{}{}", self.order, blanks(widths.1, &self.order)), Role::Quiet),
        ];
        let rest = width.saturating_sub(pieces_width(&line));
        line.push(Piece::new(text::cut(&self.filter, rest, symbols.ellipsis), Role::Quiet));
        line
    }
}
