//! The sort picker: the columns, Status first, with the order in force marked.

use super::columns::Column;
use super::order::SortOrder;
use crate::tui::command::Command;
use crate::tui::keymap::{Context, clause, key};
use crate::tui::screens::parts::content::{Content, Line};
use crate::tui::screens::parts::instruction::Instruction;
use crate::tui::screens::parts::scene::Scene;
use crate::tui::ui::{Piece, Role, Symbols};

/// The columns in the picker's order: Status first, because that is what one sorts by in a hurry.
const CHOICES: [Column; 8] = [
    Column::Status,
    Column::Runner,
    Column::Platform,
    Column::Type,
    Column::Version,
    Column::Update,
    Column::Track,
    Column::Changed,
];

/// Cells of the content.
pub const WIDTH: u16 = 44;

/// Where the bar is among the columns.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct State {
    cursor: usize,
}

impl State {
    /// Takes a command; what it does not know is the list's, as the number keys are, which choose too.
    pub fn update(&mut self, command: Command) -> Vec<Instruction> {
        match command {
            Command::Up => self.cursor = self.cursor.saturating_sub(1),
            Command::Down => self.cursor = (self.cursor + 1).min(CHOICES.len() - 1),
            Command::Choose => return vec![Instruction::Sort(number(CHOICES[self.cursor])), Instruction::Close],
            Command::SortByColumn(_) => return vec![Instruction::List(command), Instruction::Close],
            _ => return vec![Instruction::List(command)],
        }
        vec![Instruction::Move]
    }

    /// What the popup shows, with `order` in force.
    pub fn content(&self, order: SortOrder, scene: &Scene) -> Content<'_> {
        let title = vec![Piece::new("Sort by", Role::Title)];
        Content::choices(WIDTH, title, self.lines(order, scene.symbols), Some(self.cursor))
    }

    /// One line per column: its number key, its name, and which way it sorts.
    fn lines(self, order: SortOrder, symbols: &Symbols) -> Vec<Line> {
        let line = |(place, column): (usize, &Column)| {
            let bar = if place == self.cursor { symbols.cursor } else { " " };
            let definition = column.definition();
            let in_force = *column == order.column;
            let arrow = match (in_force, order.is_inverted) {
                (false, _) => " ",
                (true, false) => symbols.ascending,
                (true, true) => symbols.descending,
            };
            let note = if in_force && order.is_inverted { "reversed" } else { definition.order_note };
            vec![
                Piece::plain(format!("{bar} ")),
                Piece::new(clause(key(Context::Sort, Command::SortByColumn(number(*column))), "{}"), Role::Key),
                Piece::plain(format!("  {:<12}", definition.name)),
                Piece::new(format!("{arrow} "), Role::Title),
                Piece::new(note, Role::Quiet),
            ]
        };
        CHOICES.iter().enumerate().map(line).collect()
    }
}

/// A column's number, counted from 1 in the order of the full table.
fn number(column: Column) -> u8 {
    column as u8 + 1
}
