//! Whom an action is for, where a filter hides some of the runners that are marked: asked before anything else, so that
//! nothing is done to a runner that is not on the screen unless that was chosen.

use crate::domain::RunnerKey;
use crate::text::words::counted;
use crate::tui::command::Command;
use crate::tui::screens::parts::content::{Content, wrapped};
use crate::tui::screens::parts::instruction::Instruction;
use crate::tui::screens::parts::menu::Menu;
use crate::tui::screens::parts::scene::Scene;
use crate::tui::ui::{Piece, Role};

/// Cells of the popup's content.
pub const WIDTH: u16 = 66;
/// Hidden runners that are named.
const NAMED: usize = 5;

/// The question's state. Whom each answer means was fixed when it opened.
#[derive(Clone, Debug)]
pub struct State {
    /// The key that was pressed for them.
    command: Command,
    said: String,
    answers: Vec<(String, Vec<RunnerKey>)>,
    menu: Menu,
}

/// The runners that can be meant.
pub struct Marked {
    /// Marked and on the list.
    pub shown: Vec<RunnerKey>,
    /// Marked and hidden, each with its name for a sentence.
    pub hidden: Vec<(RunnerKey, String)>,
    /// The runner under the bar with its name, if there is one.
    pub under_bar: Option<(RunnerKey, String)>,
    /// What hides them: `the filter`, `the problems switch`.
    pub hidden_by: &'static str,
}

impl State {
    /// A question about whom `command` is for.
    pub fn new(command: Command, marked: Marked) -> Self {
        let Marked { shown, hidden, under_bar, hidden_by } = marked;
        let mut names: Vec<&str> = hidden.iter().take(NAMED).map(|(_, name)| name.as_str()).collect();
        let more = format!("and {} more", hidden.len().saturating_sub(NAMED));
        names.extend((hidden.len() > NAMED).then_some(more.as_str()));
        let is_are = if hidden.len() == 1 { "is" } else { "are" };
        let count = counted(hidden.len(), "marked runner");
        let said = format!("{count} {is_are} hidden by {hidden_by}: {}", names.join(", "));
        let mut all = shown.clone();
        all.extend(hidden.into_iter().map(|(key, _)| key));
        // The narrower first: the widest is never under the bar when it opens.
        let mut answers = Vec::new();
        if !shown.is_empty() {
            let message = match shown.len() {
                1 => "Only the marked runner in view".to_owned(),
                several => format!("Only the {several} marked runners in view"),
            };
            answers.push((message, shown));
        }
        if let Some((key, name)) =
            under_bar.filter(|(key, _)| answers.first().is_none_or(|(_, keys)| *keys != [key.clone()]))
        {
            answers.push((format!("Only the runner under the bar, {name}"), vec![key]));
        }
        if answers.is_empty() {
            answers.push(("None of them".to_owned(), Vec::new()));
        }
        let message = match all.len() {
            1 => "The marked runner that is hidden".to_owned(),
            several => format!("All {several} marked runners, in view or not"),
        };
        answers.push((message, all));
        Self { command, said, answers, menu: Menu::default() }
    }

    /// Takes a command: what was asked for is done for the runners under the bar, or for nobody where that is the answer.
    pub fn update(&mut self, command: Command) -> Vec<Instruction> {
        self.menu.take(command, self.answers.len());
        if command != Command::Choose {
            return Vec::new();
        }
        vec![Instruction::Close, Instruction::Run(self.command, self.choice())]
    }

    /// The answer under the bar; 0 is the narrowest.
    pub fn cursor(&self) -> usize {
        self.menu.index(self.answers.len())
    }

    /// Puts the bar back on the narrowest answer.
    pub fn focus_first(&mut self) {
        self.menu = Menu::default();
    }

    fn choice(&self) -> Vec<RunnerKey> {
        self.answers.get(self.cursor()).map(|(_, keys)| keys.clone()).unwrap_or_default()
    }

    /// What the popup shows.
    pub fn content(&self, scene: &Scene) -> Content<'_> {
        let width = usize::from(scene.room(WIDTH));
        let answers = self.answers.iter().map(|(message, _)| message.as_str());
        let lines = self.menu.lines(answers, width, scene.symbols);
        let title = vec![Piece::new("Which runners?", Role::Title)];
        let mut head = wrapped(&self.said, Role::Attention, width);
        head.extend((!scene.is_whole_screen_popup()).then(Vec::new));
        Content { head, ..Content::choices(WIDTH, title, lines, Some(self.cursor())) }
    }
}
