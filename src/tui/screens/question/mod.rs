//! A question before a change: what will happen, and a choice on which Enter alone does nothing.
//!
//! It holds the runner's id and the changes to choose from. What it says is worked out from the runner as it is known
//! when it is drawn, so that it follows what happens meanwhile.

mod consequences;

use crate::domain::{Action, Change, Label, Named, Runner, RunnerKey, SettingChange};
use crate::text;
use crate::text::words::{day_and_time, named};
use crate::tui::command::Command;
use crate::tui::keymap::{Context, character, clause, special};
use crate::tui::screens::parts::content::{Content, Line, all_wrapped, wrapped};
use crate::tui::screens::parts::instruction::Instruction;
use crate::tui::screens::parts::refusal::Refusal;
use crate::tui::screens::parts::reread::{Difference, Reread};
use crate::tui::screens::parts::scene::Scene;
use crate::tui::screens::parts::scroll::{Scroll, Window};
use crate::tui::screens::parts::seen::Seen;
use crate::tui::screens::parts::submission::Submission;
use crate::tui::ui::{Piece, Role, Symbols};
use consequences::{Known, alternative, consequences, heading};

/// Cells of the popup's content.
pub const WIDTH: u16 = 66;
/// Cells of a runner's name in a sentence at the most: 30 characters by the documentation, as wide as they come, and what
/// tells it apart.
const LONGEST_NAME: usize = 60;

/// Cells of a title beside the name and the action: blanks, a question mark, what the frame takes.
const EDGE: usize = 4;
/// What a question about a runner that is gone says.
const GONE: &str = "The control plane has no such runner any more: it was removed. There is nothing to answer.";

/// A question that is open.
#[derive(Clone, PartialEq, Debug)]
pub struct State {
    /// The runner that the operator saw.
    pub key: RunnerKey,
    /// What can be chosen besides leaving it: the first with `y`, the second with `o`. One or two.
    choices: Vec<Choice>,
    /// The button under the bar; 0 is No.
    focus: usize,
    scroll: Scroll,
    reread: Reread,
    /// The runner's description, where the question is about that.
    description: Option<Label>,
    seen: Seen,
    /// What was sent from here, and what became of it.
    pub submission: Submission,
}

/// An answer other than no.
#[derive(Clone, PartialEq, Debug)]
pub struct Choice {
    /// The words on the button.
    pub label: String,
    /// What is sent when it is given.
    pub change: Change,
}

impl State {
    /// A question about a runner, as it is named, with these answers besides no.
    pub fn new(key: RunnerKey, named: Named, choices: Vec<Choice>) -> Self {
        Self {
            key,
            choices,
            focus: 0,
            scroll: Scroll::default(),
            reread: Reread::not_needed(named),
            description: None,
            seen: Seen::default(),
            submission: Submission::default(),
        }
    }

    /// A question with one answer besides no, that can be given once the runner was read again.
    pub fn after_reading(key: RunnerKey, runner: &Runner, named: Named, label: &str, change: Change) -> Self {
        let choices = vec![Choice { label: label.to_owned(), change }];
        Self { reread: Reread::of(runner, named.clone()), ..Self::new(key, named, choices) }
    }

    /// A question whether a name or a description that was typed is to be saved.
    pub fn about_text(key: RunnerKey, runner: &Runner, named: Named, change: SettingChange) -> Self {
        let description = runner.description.clone();
        let choices = vec![Choice { label: "yes, save".to_owned(), change: Change::Setting(change) }];
        Self { description, ..Self::new(key, named, choices) }
    }

    /// The runner was read again, or could not be.
    pub fn was_read(&mut self, failure: Option<String>) {
        if self.reread.was_read(failure) {
            self.seen.is_another();
        }
    }

    /// The runner may have changed: what is said of it is no longer what was drawn if its status or its name did.
    pub fn follow(&mut self, known: Option<(&Runner, Named)>) {
        if let Some((runner, _)) = &known
            && self.description.is_some()
            && runner.description != self.description
        {
            self.description.clone_from(&runner.description);
            self.focus = 0;
            self.seen.is_another();
        }
        match self.reread.follow(known) {
            Difference::None => {}
            Difference::Status => self.seen.is_another(),
            Difference::Name => {
                self.focus = 0;
                self.scroll = Scroll::default();
                self.seen.is_another();
            }
        }
    }

    /// The allow list was read, or could not be: a question that says what is in it says something else now.
    pub fn allow_list_came(&mut self) {
        let is_about_it = |choice: &Choice| {
            let is_restriction = matches!(choice.change, Change::Setting(SettingChange::Restricted(_)));
            is_restriction || matches!(choice.change, Change::AllowList(_))
        };
        if self.choices.iter().any(is_about_it) {
            self.seen.is_another();
        }
    }

    /// A frame was drawn: whether the question as it is now was in it, and its end. Answers whether that was not so before.
    pub fn drawn(&mut self, is_seen: bool, is_end_in_view: bool) -> bool {
        self.seen.drawn(is_seen, is_end_in_view)
    }

    /// What it asks about first.
    fn change(&self) -> Option<Change> {
        self.choices.first().map(|choice| choice.change.clone())
    }

    /// Why what it asks about is not possible any more.
    fn refusal_now(&self, runner: &Runner, scene: &Scene) -> Option<&'static str> {
        let action = self.choices.first().and_then(|choice| Action::of(&choice.change))?;
        scene.refusal(action, runner)
    }

    /// Takes a command: reads on, moves the bar, or takes an answer; a yes asks for its change to be sent.
    pub fn update(&mut self, command: Command, scene: &Scene, window: Window) -> Vec<Instruction> {
        if command == Command::ShowRequest {
            return vec![Instruction::ShowRequest(self.change(), vec![self.key.clone()])];
        }
        if self.is_hasty(command) || self.read_on(command, window) {
            return Vec::new();
        }
        if command == Command::Choose && self.focus == 0 && self.can_be_answered() {
            return vec![Instruction::Close];
        }
        let Some(change) = self.answer(command) else { return Vec::new() };
        let Some(runner) = scene.runner(&self.key) else {
            self.refused(Refusal::gone());
            return Vec::new();
        };
        // The question says so too: its answer follows the table.
        if self.refusal_now(runner, scene).is_some() {
            return Vec::new();
        }
        vec![Instruction::Send(self.key.clone(), change)]
    }

    /// The change that a command means; `None` where it is no answer besides no.
    fn answer(&mut self, command: Command) -> Option<Change> {
        if !self.can_be_answered() {
            return None;
        }
        let index = match command {
            Command::Yes => 0,
            Command::Other => 1,
            Command::Choose => self.focus.checked_sub(1)?,
            // They never wrap: a row of arrow keys, as a wheel sends them, ends on the last answer or on No.
            Command::Down | Command::NextTab => {
                self.focus = (self.focus + 1).min(self.choices.len());
                return None;
            }
            Command::Up | Command::PreviousTab => {
                self.focus = self.focus.saturating_sub(1);
                return None;
            }
            _ => return None,
        };
        self.choices.get(index).filter(|_| self.seen.is_to_the_end()).map(|choice| choice.change.clone())
    }

    /// Takes an answer that does not count yet, because the end of the question was not in view. Says whether it is one.
    fn is_hasty(&mut self, command: Command) -> bool {
        let is_yes = matches!(command, Command::Yes | Command::Other);
        let is_open = self.can_be_answered();
        self.seen.is_hasty(is_yes && is_open)
    }

    /// Whether an answer was given before the end of the question was in view.
    pub fn was_hasty(&self) -> bool {
        self.seen.was_hasty()
    }

    /// Whether it waits for an answer.
    fn is_open(&self) -> bool {
        !self.submission.is_sending() && !self.reread.is_awaited()
    }

    /// Whether it waits for an answer, and has one besides no.
    pub fn has_answers(&self, scene: &Scene) -> bool {
        let is_possible = |runner| self.refusal_now(runner, scene).is_none();
        self.is_open() && scene.runner(&self.key).is_some_and(is_possible)
    }

    /// Whether it waits for an answer and is on the screen as it is now.
    fn can_be_answered(&self) -> bool {
        self.is_open() && self.seen.is_drawn()
    }

    /// The button under the bar; 0 is No.
    pub fn focus(&self) -> usize {
        self.focus
    }

    /// Takes moves that came faster than anybody means them: they read on, and leave the bar on No.
    pub fn rush(&mut self, arrow: Command, times: usize, window: Window) {
        let reads_on = (0..times).all(|_| self.read_on(arrow, window));
        if !reads_on {
            self.focus = 0;
        }
    }

    /// Lines above the window. Where there is no room for all of it, the end is in view once it is what counts: the answers
    /// when the bar left No, or what became of one.
    pub fn scroll(&self) -> Scroll {
        let is_at_end = self.focus > 0 || self.submission.is_sending() || self.submission.is_refused();
        if is_at_end { Scroll::END } else { self.scroll }
    }

    /// Reads on in a question that is longer than its window; the bar stays on No.
    fn read_on(&mut self, command: Command, window: Window) -> bool {
        window.last > 0 && self.focus == 0 && self.scroll.take(command, window)
    }

    /// The answer is on its way, as the request with this ticket.
    pub fn sent(&mut self, ticket: u64) {
        self.submission.sent(ticket);
    }

    /// The change was not carried out, or nobody knows.
    pub fn refused(&mut self, refusal: Refusal) {
        self.submission.refused(refusal);
        self.focus = 0;
        self.seen.is_another();
    }

    /// What the popup shows.
    pub fn content(&self, scene: &Scene) -> Content<'_> {
        let width = usize::from(scene.room(WIDTH));
        let runner = scene.runner(&self.key);
        let title = vec![Piece::new(self.title(runner, width, scene.symbols), Role::Title)];
        let lines = match (runner, self.choices.first()) {
            (None, _) => wrapped(GONE, Role::Attention, width),
            (Some(runner), Some(first)) => self.lines(first, runner, scene, width),
            (Some(_), None) => Vec::new(),
        };
        Content::text(WIDTH, title, lines, self.scroll())
    }

    /// The title, for lines of `width` cells: of an action what it is and for whom, which stays in view however long the rest
    /// is.
    fn title(&self, runner: Option<&Runner>, width: usize, symbols: &Symbols) -> String {
        match (self.choices.first(), runner) {
            (Some(first), Some(_)) if is_action(&first.change) => {
                let action = Action::of(&first.change).map_or("", Action::label);
                let room = width.saturating_sub(action.len() + EDGE);
                format!("{action} {}?", named(self.reread.named(), room, symbols.ellipsis))
            }
            (Some(first), None) if is_action(&first.change) => "Gone".to_owned(),
            _ => "Are you sure?".to_owned(),
        }
    }

    fn lines(&self, first: &Choice, runner: &Runner, scene: &Scene, width: usize) -> Vec<Line> {
        let mut lines = Vec::new();
        if !is_action(&first.change) {
            let heading = heading(&first.change, &self.name(scene.symbols), scene.usage());
            lines.extend(wrapped(&heading, Role::Title, width));
            lines.push(Vec::new());
        }
        lines.extend(all_wrapped(&self.said(first, runner, scene), width));
        lines.push(Vec::new());
        lines.extend(all_wrapped(&self.submission.messages(Context::Question), width));
        if self.submission.is_refused() {
            lines.push(Vec::new());
        }
        if self.is_open() {
            match self.refusal_now(runner, scene) {
                Some(reason) => {
                    let closes = clause(special(Context::Question, Command::Close), " {} closes.");
                    let message = format!("It is not possible any more: {reason}.{closes}");
                    lines.extend(wrapped(&message, Role::Bad, width));
                }
                None => lines.extend(self.buttons(width, scene.symbols)),
            }
        }
        lines
    }

    /// What must be said before it is answered.
    fn said(&self, first: &Choice, runner: &Runner, scene: &Scene) -> Vec<(String, Role)> {
        let pause_ends = runner.paused_until.map(|until| day_and_time(until, scene.zone));
        let known = Known {
            runner,
            allow_list: scene.allow_list(&self.key),
            usage: scene.usage(),
            pause_ends: pause_ends.as_deref(),
        };
        let mut said = scene.first_messages(&self.key);
        said.extend(self.reread.messages(self.submission.is_sending()));
        said.extend(consequences(&first.change, &known));
        said.extend(self.choices[1..].iter().flat_map(|choice| alternative(&choice.change, &first.change)));
        said
    }

    fn name(&self, symbols: &Symbols) -> String {
        named(self.reread.named(), LONGEST_NAME, symbols.ellipsis)
    }

    fn buttons(&self, width: usize, symbols: &Symbols) -> Vec<Line> {
        let answers = [Command::Close, Command::Yes, Command::Other];
        let labels = std::iter::once("no, leave it").chain(self.choices.iter().map(|choice| choice.label.as_str()));
        let button = |(index, label): (usize, &str)| {
            let mark = if index == self.focus { symbols.cursor } else { " " };
            let role = if index == self.focus { Role::Selected } else { Role::Text };
            vec![
                Piece::plain(format!("{mark} ")),
                Piece::new(clause(character(Context::Question, answers[index.min(2)]), "{}"), Role::Key),
                Piece::plain(" "),
                Piece::new(text::cut(label, width.saturating_sub(5), symbols.ellipsis), role),
            ]
        };
        labels.enumerate().map(button).collect()
    }
}

/// Whether a command moves the bar between the answers.
pub fn is_move(command: Command) -> bool {
    matches!(command, Command::Up | Command::Down | Command::NextTab | Command::PreviousTab)
}

/// Whether it is one of the vendor's menu.
fn is_action(change: &Change) -> bool {
    Action::of(change).is_some()
}
