//! What becomes of an operation when trackside is left while it runs: asked first, as nobody is there to see what it comes to.

use crate::account::operation::Operation;
use crate::domain::AccountId;
use crate::text::words::counted;
use crate::tui::command::Command;
use crate::tui::screens::parts::content::{Content, Line, wrapped};
use crate::tui::screens::parts::instruction::{Instruction, Leaving, Then};
use crate::tui::screens::parts::menu::Menu;
use crate::tui::screens::parts::scene::Scene;
use crate::tui::screens::parts::scroll::Scroll;
use crate::tui::screens::parts::wording::noun;
use crate::tui::ui::{Piece, Role};

/// Cells of the popup's content.
pub const WIDTH: u16 = 66;

/// The answers, in the order of the lines.
const ANSWERS: [Leaving; 3] = [Leaving::AfterThis, Leaving::Now, Leaving::Stay];

/// The question's state.
#[derive(Clone, Debug)]
pub struct State {
    menu: Menu,
    then: Then,
}

impl State {
    /// The question, with the bar on the answer that leaves nothing unseen. `then` would end the operations.
    pub fn new(then: Then) -> Self {
        Self { menu: Menu::default(), then }
    }

    /// What would end them.
    pub fn then(&self) -> &Then {
        &self.then
    }

    /// Takes a command.
    pub fn update(&mut self, command: Command) -> Vec<Instruction> {
        self.menu.take(command, ANSWERS.len());
        if command != Command::Choose {
            return Vec::new();
        }
        vec![Instruction::Close, Instruction::Leave { answer: self.answer(), then: self.then.clone() }]
    }

    /// The answer under the bar; 0 leaves nothing unseen.
    pub fn cursor(&self) -> usize {
        self.menu.index(ANSWERS.len())
    }

    fn answer(&self) -> Leaving {
        ANSWERS[self.cursor()]
    }

    /// Puts the bar back on the first answer.
    pub fn focus_first(&mut self) {
        self.menu = Menu::default();
    }

    /// What the popup shows.
    pub fn content(&self, scene: &Scene) -> Content<'_> {
        let width = usize::from(scene.room(WIDTH));
        let accounts = scene.accounts.iter().filter(|account| self.then.closes(account.id()));
        let under_way: Vec<(AccountId, &Operation)> = accounts
            .filter_map(|account| Some((account.id(), account.operation()?)))
            .filter(|(_, operation)| operation.is_under_way())
            .collect();
        let verb = if matches!(self.then, Then::Quit { .. }) { "Quit" } else { "Switch" };
        let title = match under_way.len() {
            0 | 1 => format!("{verb} while an action is under way?"),
            several => format!("{verb} while {several} actions are under way?"),
        };
        let title = vec![Piece::new(title, Role::Title)];
        if under_way.is_empty() {
            return Content::text(WIDTH, title, Vec::new(), Scroll::default());
        }
        let is_away = under_way.iter().any(|(_, operation)| is_anybody_away(operation));
        let answers = ANSWERS.iter().map(|answer| words(*answer, is_away, &self.then));
        let lines = self.menu.lines(answers, width, scene.symbols);
        let mut head: Vec<Line> = Vec::new();
        for (id, operation) in under_way {
            let (done, all) = operation.progress();
            let label = scene.accounts.label(id);
            let ended = format!("{} in {label}: {done} of {} ended.", noun(operation.action), counted(all, "runner"));
            head.extend(wrapped(&ended, Role::Attention, width));
        }
        head.extend((!scene.is_whole_screen_popup()).then(Vec::new));
        let about = wrapped(about(self.answer(), is_away, &self.then), Role::Quiet, width);
        Content { head, foot: about, ..Content::choices(WIDTH, title, lines, Some(self.cursor())) }
    }
}

/// Whether there is a runner to wait for after the end. The one that it halted at was waited for long enough.
fn is_anybody_away(operation: &Operation) -> bool {
    let halted = operation.halt().map(|halt| halt.index);
    let mut items = operation.items().iter().enumerate();
    items.any(|(index, item)| item.step().is_under_way() && halted != Some(index))
}

fn words(answer: Leaving, is_away: bool, then: &Then) -> &'static str {
    let quits = matches!(then, Then::Quit { .. });
    match answer {
        Leaving::AfterThis if is_away && quits => "End after this runner, then quit",
        Leaving::AfterThis if is_away => "End after this runner, then switch",
        Leaving::AfterThis if quits => "End here, then quit",
        Leaving::AfterThis => "End here, then switch",
        Leaving::Now if quits => "Quit now",
        Leaving::Now => "Switch now",
        Leaving::Stay => "Stay",
    }
}

fn about(answer: Leaving, is_away: bool, then: &Then) -> &'static str {
    let quits = matches!(then, Then::Quit { .. });
    match answer {
        Leaving::AfterThis if is_away && quits => "Sends nothing more. Quits once the runner is seen back.",
        Leaving::AfterThis if is_away => "Sends nothing more. Switches once the runner is seen back.",
        Leaving::AfterThis => "Sends nothing more.",
        Leaving::Now if !quits => {
            "Sends nothing more and watches nothing. Opening the profile again offers to continue."
        }
        Leaving::Now => "Sends nothing more and watches nothing. The next start offers to continue.",
        Leaving::Stay => "The action continues.",
    }
}
