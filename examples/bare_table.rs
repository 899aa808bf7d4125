//! The table that trackside's frames are held against (`benches/budgets`): what a program costs that does no more than show
//! rows with ratatui. Nothing of trackside is in it, and nothing is left out that such a program has.
//!
//! `bare_table ROWS` puts so many rows into one `Table` at its start, and draws that one by reference each time: the cheapest
//! of the usual ways, as a program that builds its rows anew for each frame takes milliseconds at 10,000 of them.
//! `bare_table ROWS window` builds a `Table` of the rows in the window for each frame, which costs the same at any number.
//!
//! It shows the columns that trackside shows at 80 cells, as many as these and as wide, with a title above and a bar on the
//! selected row; it draws with ratatui's own backend and reads crossterm's events, one frame for each key.
//! `j` and `k`, page down and page up, `q`.

use std::io;

use crossterm::event::{self, Event, KeyCode};
use ratatui::layout::{Constraint, Rect};
use ratatui::style::{Modifier, Style};
use ratatui::widgets::{Row, Table, TableState};
use ratatui::{DefaultTerminal, Frame};

const TITLES: [&str; 7] = ["RUNNER", "STATUS", "PLATFORM", "TYPE", "VERSION", "TRACK", "AGO"];
const WIDTHS: [u16; 7] = [15, 17, 11, 6, 11, 7, 4];
const STATUSES: [&str; 4] = ["● Running", "● Running", "○ Paused", "■ Stopped"];
const PLATFORMS: [&str; 3] = ["AWS Fargate", "Azure AKS", "GCP GKE"];
const VERSIONS: [&str; 3] = ["11.214.0", "11.208.3 ↑", "11.171.0 ↑×"];

/// The data, as a program keeps it.
struct Item {
    name: String,
    number: usize,
}

impl Item {
    fn row(&self) -> Row<'_> {
        let of = |words: &[&'static str]| words[self.number % words.len()];
        Row::new([&self.name, of(&STATUSES), of(&PLATFORMS), "Maia", of(&VERSIONS), "Current", "–"])
    }
}

/// How the rows get into the table.
enum Rows<'a> {
    /// All of them, once.
    All(Box<Table<'a>>),
    /// Those in the window, for each frame.
    Window,
}

struct App<'a> {
    items: &'a [Item],
    rows: Rows<'a>,
    state: TableState,
    page: usize,
}

fn table(items: &[Item]) -> Table<'_> {
    Table::new(items.iter().map(Item::row), WIDTHS.map(Constraint::Length))
        .header(Row::new(TITLES).style(Style::new().add_modifier(Modifier::BOLD)))
        .row_highlight_style(Style::new().add_modifier(Modifier::REVERSED))
        .highlight_symbol("▌ ")
}

impl App<'_> {
    fn draw(&mut self, frame: &mut Frame) {
        let area = frame.area();
        self.page = usize::from(area.height.saturating_sub(1)).max(1);
        match &self.rows {
            Rows::All(table) => frame.render_stateful_widget(&**table, area, &mut self.state),
            Rows::Window => self.draw_window(frame, area),
        }
    }

    fn draw_window(&mut self, frame: &mut Frame, area: Rect) {
        let selected = self.state.selected().unwrap_or(0);
        let first = self.state.offset().clamp((selected + 1).saturating_sub(self.page), selected);
        *self.state.offset_mut() = first;
        let last = (first + self.page).min(self.items.len());
        let mut inside = TableState::new().with_selected(selected - first);
        frame.render_stateful_widget(table(&self.items[first..last]), area, &mut inside);
    }

    /// Moves the bar; says whether the program goes on.
    fn key(&mut self, key: KeyCode) -> bool {
        let selected = self.state.selected().unwrap_or(0);
        let last = self.items.len().saturating_sub(1);
        let to = match key {
            KeyCode::Char('q') => return false,
            KeyCode::Char('j') => selected + 1,
            KeyCode::Char('k') => selected.saturating_sub(1),
            KeyCode::PageDown => selected + self.page,
            KeyCode::PageUp => selected.saturating_sub(self.page),
            _ => selected,
        };
        self.state.select(Some(to.min(last)));
        true
    }
}

fn run(terminal: &mut DefaultTerminal, mut app: App) -> io::Result<()> {
    loop {
        terminal.draw(|frame| app.draw(frame))?;
        if let Event::Key(key) = event::read()?
            && !app.key(key.code)
        {
            return Ok(());
        }
    }
}

fn main() -> io::Result<()> {
    let mut arguments = std::env::args().skip(1);
    let count = arguments.next().and_then(|count| count.parse().ok()).unwrap_or(10_000);
    let items: Vec<Item> = (0..count).map(|number| Item { name: format!("runner-{number:05}"), number }).collect();
    let is_window = arguments.next().is_some_and(|rows| rows == "window");
    let rows = if is_window { Rows::Window } else { Rows::All(Box::new(table(&items))) };
    let state = TableState::new().with_selected(0);
    let app = App { items: &items, rows, state, page: 1 };
    ratatui::run(|terminal| run(terminal, app))
}
