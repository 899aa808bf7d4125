//! What becomes of an operation when trackside is left while it runs: asked first, as nobody is there to see what it comes to.

use crate::account::operation::Operation;
use crate::text::words::counted;
use crate::tui::command::Command;
use crate::tui::screens::parts::content::{Content, wrapped};
use crate::tui::screens::parts::instruction::{Instruction, Leaving};
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
    keep_frame: bool,
}

impl State {
    /// The question, with the bar on the answer that leaves nothing unseen. `keep_frame`: see [`Instruction::Leave`].
    pub fn new(keep_frame: bool) -> Self {
        Self { menu: Menu::default(), keep_frame }
    }

    /// Takes a command.
    pub fn update(&mut self, command: Command) -> Vec<Instruction> {
        self.menu.take(command, ANSWERS.len());
        if command != Command::Choose {
            return Vec::new();
        }
        vec![Instruction::Close, Instruction::Leave { answer: self.answer(), keep_frame: self.keep_frame }]
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
        let title = vec![Piece::new("Quit while an action is under way?", Role::Title)];
        let Some(operation) = scene.operation else {
            return Content::text(WIDTH, title, Vec::new(), Scroll::default());
        };
        let answers = ANSWERS.iter().map(|answer| words(*answer, operation));
        let lines = self.menu.lines(answers, width, scene.symbols);
        let (done, all) = operation.progress();
        let said = format!("{}: {done} of {} ended.", noun(operation.action), counted(all, "runner"));
        let mut head = wrapped(&said, Role::Attention, width);
        head.extend((!scene.is_whole_screen_popup()).then(Vec::new));
        let about = wrapped(about(self.answer(), operation), Role::Quiet, width);
        Content { head, foot: about, ..Content::choices(WIDTH, title, lines, Some(self.cursor())) }
    }
}

/// Whether there is a runner to wait for after the end. The one that it halted at was waited for long enough.
fn is_anybody_away(operation: &Operation) -> bool {
    let halted = operation.halt().map(|halt| halt.index);
    let mut items = operation.items().iter().enumerate();
    items.any(|(index, item)| item.step().is_under_way() && halted != Some(index))
}

fn words(answer: Leaving, operation: &Operation) -> &'static str {
    match answer {
        Leaving::AfterThis if is_anybody_away(operation) => "End after this runner, then quit",
        Leaving::AfterThis => "End here, then quit",
        Leaving::Now => "Quit now",
        Leaving::Stay => "Stay",
    }
}

fn about(answer: Leaving, operation: &Operation) -> &'static str {
    match answer {
        Leaving::AfterThis if is_anybody_away(operation) => "Sends nothing more. Quits once the runner is seen back.",
        Leaving::AfterThis => "Sends nothing more.",
        Leaving::Now => "Sends nothing more and watches nothing. The next start offers to continue.",
        Leaving::Stay => "The action continues.",
    }
}
