//! The sort picker: the columns, Status first, with the order in force marked.

use super::columns::Column;
use super::order::Order;
use crate::tui::command::Command;
use crate::tui::keymap::{Context, clause, key};
use crate::tui::ui::{Piece, Role, Symbols};

/// The columns in the picker's order: Status first, because that is what one sorts by in a hurry.
pub const CHOICES: [Column; 7] =
    [Column::Status, Column::Runner, Column::Platform, Column::Type, Column::Version, Column::Track, Column::Changed];

/// Cells of the content.
pub const WIDTH: u16 = 44;

/// The position of the bar in [`CHOICES`].
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct State {
    cursor: usize,
}

impl State {
    /// Takes a command that moves the bar. Says whether it was one.
    pub fn update(&mut self, command: Command) -> bool {
        let last = CHOICES.len() - 1;
        self.cursor = match command {
            Command::Up => self.cursor.saturating_sub(1),
            Command::Down => (self.cursor + 1).min(last),
            _ => return false,
        };
        true
    }

    /// The position of the bar in the picker's lines.
    pub fn cursor(&self) -> usize {
        self.cursor
    }

    /// The column under the bar.
    pub fn choice(&self) -> Column {
        CHOICES[self.cursor]
    }
}

/// One line per column: its number key, its name, and which way it sorts.
pub fn lines(state: &State, order: Order, symbols: &Symbols) -> Vec<Vec<Piece>> {
    CHOICES
        .iter()
        .enumerate()
        .map(|(index, column)| {
            let bar = if index == state.cursor() { symbols.cursor } else { " " };
            let (definition, number) = (column.definition(), *column as u8 + 1);
            let number = clause(key(Context::Sort, Command::SortByColumn(number)), "{}");
            let in_force = *column == order.column;
            let arrow = match (in_force, order.is_inverted) {
                (false, _) => " ",
                (true, false) => symbols.ascending,
                (true, true) => symbols.descending,
            };
            let note = if in_force && order.is_inverted { "turned around" } else { definition.order_note };
            vec![
                Piece::plain(format!("{bar} ")),
                Piece::new(number, Role::Key),
                Piece::plain(format!("  {:<10}", definition.name)),
                Piece::new(format!("{arrow} "), Role::Title),
                Piece::new(note, Role::Quiet),
            ]
        })
        .collect()
}
