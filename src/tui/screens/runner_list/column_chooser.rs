//! The column chooser: every column, those that are shown with a mark, in their order. The table behind follows at once.

use crate::account::table::{Column, Columns};
use crate::tui::command::Command;
use crate::tui::screens::parts::content::{Content, Line, wrapped};
use crate::tui::screens::parts::instruction::{Instruction, Width};
use crate::tui::screens::parts::scene::Scene;
use crate::tui::ui::{Piece, Role, layout};

/// Cells of the content.
pub const WIDTH: u16 = 50;
/// Cells of a column's name, with the blanks behind.
const NAME: usize = 13;

/// What the operator has chosen so far.
#[derive(Clone, PartialEq, Debug)]
pub struct State {
    /// Every column with whether it is shown, in their order.
    entries: Vec<(Column, bool)>,
    /// The column under the bar.
    selected: Column,
    /// Whether the rows are of several accounts, which alone show whose they are.
    are_several: bool,
    /// What was shown when it was opened.
    before: (Columns, Width),
    /// What backspace brings back.
    said: Columns,
    /// Whether other columns were shown since.
    is_changed: bool,
}

impl State {
    /// The bar on the first column that can be changed.
    pub fn new(list: &super::State, are_several: bool) -> Self {
        let width = if list.wishes().all_columns { Width::Every } else { Width::AsChosen };
        let columns = list.columns();
        Self {
            entries: entries(columns),
            selected: columns.iter().nth(1).unwrap_or(Column::Runner),
            are_several,
            before: (columns.clone(), width),
            said: list.said().columns.clone(),
            is_changed: false,
        }
        .on_screen()
    }

    /// The same with the bar on a column that is listed.
    fn on_screen(mut self) -> Self {
        if self.selected == Column::Account && !self.are_several {
            self.selected = self.listed().get(1).copied().unwrap_or(Column::Runner);
        }
        self
    }

    /// The columns that can be chosen, from the top.
    fn listed(&self) -> Vec<Column> {
        let all = self.entries.iter().map(|(column, _)| *column);
        all.filter(|column| self.are_several || *column != Column::Account).collect()
    }

    /// Where the bar is among them.
    fn cursor(&self) -> usize {
        self.listed().iter().position(|column| *column == self.selected).unwrap_or(0)
    }

    fn select(&mut self, place: usize) {
        let listed = self.listed();
        let place = place.min(listed.len().saturating_sub(1));
        self.selected = listed.get(place).copied().unwrap_or(Column::Runner);
    }

    /// Takes a command.
    pub fn update(&mut self, command: Command) -> Vec<Instruction> {
        let at = self.cursor();
        match command {
            Command::Up => self.select(at.saturating_sub(1)),
            Command::Down => self.select(at + 1),
            Command::Top => self.select(0),
            Command::Bottom => self.select(usize::MAX),
            Command::ToggleColumn if self.selected == Column::Runner => {
                return vec![Instruction::Notify("Runner is always shown.".to_owned())];
            }
            Command::ToggleColumn => {
                let selected = self.selected;
                if let Some((_, is_on)) = self.entries.iter_mut().find(|(column, _)| *column == selected) {
                    *is_on = !*is_on;
                }
                return self.shown();
            }
            Command::MoveUp | Command::MoveDown => return self.moved(at, command == Command::MoveDown),
            Command::ResetColumns => {
                self.entries = entries(&self.said);
                return self.shown();
            }
            Command::Choose => return vec![Instruction::Close],
            Command::ToggleAllColumns => return vec![Instruction::List(command), Instruction::Close],
            _ => {}
        }
        Vec::new()
    }

    /// Moves the column under the bar, and the bar with it.
    fn moved(&mut self, at: usize, is_down: bool) -> Vec<Instruction> {
        let other = if is_down { at.checked_add(1) } else { at.checked_sub(1) };
        let Some(other) = other.and_then(|place| self.listed().get(place).copied()) else { return Vec::new() };
        if [self.selected, other].contains(&Column::Runner) {
            return vec![Instruction::Notify("Runner is always first.".to_owned())];
        }
        let place = |wanted: Column| self.entries.iter().position(|(column, _)| *column == wanted);
        if let (Some(one), Some(other)) = (place(self.selected), place(other)) {
            self.entries.swap(one, other);
        }
        self.shown()
    }

    /// The columns that are chosen.
    fn chosen(&self) -> Columns {
        Columns::of(self.entries.iter().filter(|(_, is_on)| *is_on).map(|(column, _)| *column))
    }

    fn shown(&mut self) -> Vec<Instruction> {
        self.is_changed = true;
        vec![Instruction::ShowColumns(self.chosen(), Width::AsChosen)]
    }

    /// What leaves it with the columns as they were.
    pub fn take_back(&self) -> Vec<Instruction> {
        let (columns, width) = self.before.clone();
        let back = self.is_changed.then_some(Instruction::ShowColumns(columns, width));
        back.into_iter().chain([Instruction::Close]).collect()
    }

    /// What the popup shows over `list`.
    pub fn content(&self, list: &super::State, scene: &Scene) -> Content<'static> {
        let title = vec![Piece::new("Columns", Role::Title)];
        let plan = list.plan(&layout::list(scene.area, list.wishes()));
        let is_seen = |column: Column| plan.iter().any(|placed| placed.column == column);
        let lines = self.listed().into_iter().map(|column| self.line(column, is_seen(column), scene)).collect();
        let hidden = list.timeline().map(|_| "The timeline hides the columns for now.");
        let foot = hidden.map_or_else(Vec::new, |words| wrapped(words, Role::Quiet, scene.room(WIDTH).into()));
        Content { foot, ..Content::choices(WIDTH, title, lines, Some(self.cursor())) }.around_bar(scene.area)
    }

    /// `✓ Version      no room now`.
    fn line(&self, column: Column, is_seen: bool, scene: &Scene) -> Line {
        let bar = if column == self.selected { scene.symbols.cursor } else { " " };
        let is_on = self.chosen().contains(column);
        let (mark, role) = if is_on { (scene.symbols.success, Role::Text) } else { (" ", Role::Quiet) };
        let note = match (column, is_on, is_seen) {
            (Column::Runner, ..) => "always shown, first",
            (_, true, false) => "no room now",
            (_, false, true) => "shown for the order or the filter",
            _ => "",
        };
        vec![
            Piece::plain(format!("{bar} ")),
            Piece::new(format!("{mark} "), Role::Key),
            Piece::new(format!("{:<NAME$}", column.name()), role),
            Piece::new(note, Role::Quiet),
        ]
    }
}

/// Every column: first those that are shown, in their order.
fn entries(columns: &Columns) -> Vec<(Column, bool)> {
    columns.with_the_rest().iter().map(|column| (column, columns.contains(column))).collect()
}
