//! What to copy: a field of the runner under the bar, or the table that the list shows, in one of its forms.

use crate::account::fleet::Row;
use crate::account::table::{Column, Extent, words};
use crate::domain::{Label, RunnerKey};
use crate::text;
use crate::text::table::TableForm;
use crate::tui::command::Command;
use crate::tui::keymap::{Context, clause};
use crate::tui::screens::parts::content::{Content, Line};
use crate::tui::screens::parts::instruction::Instruction;
use crate::tui::screens::parts::scene::Scene;
use crate::tui::screens::parts::scroll::Scroll;
use crate::tui::ui::{Piece, Role};

/// Cells of the popup's content.
pub const WIDTH: u16 = 66;
/// Cells of what can be copied, with the blanks behind.
const NAME: usize = 19;

/// The state of the choice.
#[derive(Clone, PartialEq, Debug)]
pub struct State {
    /// The runner that it was opened for.
    pub key: RunnerKey,
    selected: Item,
}

/// What can be copied.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Item {
    Column(Column),
    Id,
    Description,
    Table(TableForm),
}

impl Item {
    /// All of them from the top; the account only where there are several.
    fn all(are_several: bool) -> impl Iterator<Item = Self> {
        let is_named = move |column: &Column| are_several || *column != Column::Account;
        let columns = Column::ALL.into_iter().skip(1).filter(is_named).map(Self::Column);
        let fields = [Self::Column(Column::Runner), Self::Id].into_iter().chain(columns).chain([Self::Description]);
        fields.chain(TableForm::ALL.map(Self::Table))
    }

    fn label(self) -> String {
        match self {
            Self::Column(Column::Runner) => "Name".to_owned(),
            Self::Column(column) => column.name().to_owned(),
            Self::Id => "ID".to_owned(),
            Self::Description => "Description".to_owned(),
            Self::Table(form) => format!("Table as {}", form.label()),
        }
    }

    /// The text to copy, as it came; `None` where nothing is known, and for a table, which is not written yet.
    fn text(self, row: &Row, account: &str) -> Option<String> {
        let raw = |label: &Label| Some(label.raw().to_owned()).filter(|text| !text.trim().is_empty());
        match self {
            Self::Column(Column::Runner) => raw(&row.runner.name),
            Self::Column(column) => words::cell(column, row, account),
            Self::Id => Some(row.runner.id.as_str().to_owned()),
            Self::Description => row.runner.description.as_ref().and_then(raw),
            Self::Table(_) => None,
        }
    }

    /// The same for a runner that may be gone.
    fn known(self, key: &RunnerKey, scene: &Scene) -> Option<String> {
        self.text(scene.accounts.at(key)?, scene.accounts.label(key.account))
    }

    fn is_offered(self, key: &RunnerKey, scene: &Scene) -> bool {
        matches!(self, Self::Table(_)) || self.known(key, scene).is_some()
    }
}

/// What `c` copies of a runner in the list: its name, or the id of one that has none. With its name in a sentence.
pub fn usual(row: &Row) -> (&'static str, String) {
    let name = Item::Column(Column::Runner).text(row, "");
    name.map_or_else(|| ("ID", row.runner.id.as_str().to_owned()), |name| ("Name", name))
}

fn items(scene: &Scene) -> impl Iterator<Item = Item> + use<> {
    Item::all(scene.accounts.are_several())
}

impl State {
    /// A choice for this runner, with the bar on its name or, where it has none, on its id.
    pub fn new(key: RunnerKey, row: &Row) -> Self {
        let is_named = Item::Column(Column::Runner).text(row, "").is_some();
        Self { key, selected: if is_named { Item::Column(Column::Runner) } else { Item::Id } }
    }

    /// Takes a command.
    pub fn update(&mut self, command: Command, scene: &Scene) -> Vec<Instruction> {
        let offered: Vec<Item> = items(scene).filter(|item| item.is_offered(&self.key, scene)).collect();
        let last = offered.len().saturating_sub(1);
        // What is known no more gives way to what follows.
        let at = offered.iter().position(|item| *item == self.selected).unwrap_or(0);
        let to = match command {
            Command::Up => at.saturating_sub(1),
            Command::Down => (at + 1).min(last),
            Command::Top => 0,
            Command::Bottom => last,
            Command::Choose => return self.choose(scene),
            _ => return Vec::new(),
        };
        self.selected = offered.get(to).copied().unwrap_or(self.selected);
        Vec::new()
    }

    fn choose(&self, scene: &Scene) -> Vec<Instruction> {
        let wanted = match self.selected {
            Item::Table(form) => Instruction::CopyTable(form),
            field => match field.known(&self.key, scene) {
                Some(text) => Instruction::CopyOf { key: self.key.clone(), field: field.label(), text },
                None => return vec![Instruction::Notify(format!("Nothing to copy: {} is not known.", field.label()))],
            },
        };
        vec![Instruction::Close, wanted]
    }

    /// What the popup shows; `extent` is what a table would have.
    pub fn content(&self, extent: Extent, scene: &Scene) -> Content<'static> {
        let width = usize::from(scene.room(WIDTH));
        let mut lines: Vec<Line> = Vec::new();
        let mut bar = 0;
        for item in items(scene) {
            if item == Item::Table(TableForm::ALL[0]) {
                lines.push(Line::new());
            }
            if item == self.selected {
                bar = lines.len();
            }
            lines.push(self.line(item, extent, width, scene));
        }
        let file =
            clause(scene.keymap.key(Context::List, Command::OpenSave), "{} in the list writes the table to a file");
        if !file.is_empty() {
            lines.extend([Line::new(), vec![Piece::new(format!("  {file}"), Role::Quiet)]]);
        }
        // The popup's edges, and where there is room the list's last two lines.
        let edges = if scene.is_whole_screen_popup() { 2 } else { 4 };
        let room = usize::from(scene.area.height.saturating_sub(edges)).max(1);
        let top = (bar + 1).saturating_sub(room).min(lines.len().saturating_sub(room));
        let title = vec![Piece::new("Copy", Role::Title)];
        Content { scroll: Scroll::at(top), ..Content::choices(WIDTH, title, lines, Some(bar - top)) }
    }

    /// `▌ Status             Paused`.
    fn line(&self, item: Item, extent: Extent, width: usize, scene: &Scene) -> Line {
        let symbols = scene.symbols;
        let mark = if item == self.selected { symbols.cursor } else { " " };
        let label = format!("{:<NAME$}", item.label());
        let room = width.saturating_sub(2 + NAME);
        let said = match item {
            Item::Table(_) => Some(extent.in_words()),
            field => field.known(&self.key, scene).map(|text| Label::from(text).safe().to_owned()),
        };
        let (roles, said) = match said {
            Some(said) => ([Role::Text, Role::Quiet], said),
            None => ([Role::Off; 2], symbols.absent.to_owned()),
        };
        vec![
            Piece::plain(format!("{mark} ")),
            Piece::new(label, roles[0]),
            Piece::new(text::cut(&said, room, symbols.ellipsis), roles[1]),
        ]
    }
}
