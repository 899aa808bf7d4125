//! The sort picker: the columns by their numbers, with the order in force marked.

use crate::account::table::{Column, SortOrder};
use crate::tui::command::Command;
use crate::tui::keymap::{Context, Keymap, clause};
use crate::tui::screens::parts::content::{Content, Line};
use crate::tui::screens::parts::instruction::Instruction;
use crate::tui::screens::parts::scene::Scene;
use crate::tui::ui::{Piece, Role, Symbols};

/// Cells of the content.
pub const WIDTH: u16 = 44;

/// Where the bar is among the columns.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct State {
    cursor: usize,
    /// How many of the columns there are: all, or all but the last, which is the account.
    columns: usize,
}

impl State {
    /// The bar on the column that `order` goes by; `are_several`: whether rows are of several accounts.
    pub fn at(order: SortOrder, are_several: bool) -> Self {
        let columns = Column::ALL.len() - usize::from(!are_several);
        Self { cursor: (order.column as usize).min(columns - 1), columns }
    }

    /// Takes a command; what it does not know is the list's, as the number keys are, which choose too.
    pub fn update(&mut self, command: Command) -> Vec<Instruction> {
        match command {
            Command::Up => self.cursor = self.cursor.saturating_sub(1),
            Command::Down => self.cursor = (self.cursor + 1).min(self.columns - 1),
            Command::Choose => return vec![Instruction::Sort(number(Column::ALL[self.cursor])), Instruction::Close],
            Command::SortByColumn(_) => return vec![Instruction::List(command), Instruction::Close],
            _ => return vec![Instruction::List(command)],
        }
        vec![Instruction::Move]
    }

    /// What the popup shows, with `order` in force.
    pub fn content(&self, order: SortOrder, scene: &Scene) -> Content<'_> {
        let title = vec![Piece::new("Sort by", Role::Title)];
        Content::choices(WIDTH, title, self.lines(order, scene.symbols, scene.keymap), Some(self.cursor))
    }

    /// One line per column: its number key, its name, and which way it sorts.
    fn lines(self, order: SortOrder, symbols: &Symbols, keymap: &Keymap) -> Vec<Line> {
        let key = |column| clause(keymap.key(Context::Sort, Command::SortByColumn(number(column))), "{}");
        let widest = Column::ALL.into_iter().map(|column| key(column).chars().count()).max().unwrap_or(0);
        let line = |(place, column): (usize, Column)| {
            let bar = if place == self.cursor { symbols.cursor } else { " " };
            let in_force = column == order.column;
            let arrow = if in_force { symbols.direction(order.is_ascending()) } else { " " };
            let note = if in_force && order.is_inverted { "reversed" } else { column.sorting().order_note };
            vec![
                Piece::plain(format!("{bar} ")),
                Piece::new(format!("{:<widest$}", key(column)), Role::Key),
                Piece::plain(format!("  {:<12}", column.name())),
                Piece::new(format!("{arrow} "), Role::Title),
                Piece::new(note, Role::Quiet),
            ]
        };
        Column::ALL.into_iter().take(self.columns).enumerate().map(line).collect()
    }
}

/// A column's number, counted from 1 in the order of the full table.
fn number(column: Column) -> u8 {
    column as u8 + 1
}
