//! A runner's checklist: its way out of work and back, or away. What is reported ticks off most of it; the next step is one
//! key away, and asks first where it sends something.

use crate::account::guided::{By, Goal, Guided, GuidedStep, REMIND_BEFORE};
use crate::domain::guide::{cleanup, console};
use crate::domain::way_out::ProviderStep;
use crate::domain::{Action, RunnerKey, Runs, Status};
use crate::text;
use crate::text::words::{countdown, counted, time_of_day, uncapitalised};
use crate::tui::command::Command;
use crate::tui::keymap::{Context, clause};
use crate::tui::screens::parts::content::{Content, Line, wrapped};
use crate::tui::screens::parts::instruction::Instruction;
use crate::tui::screens::parts::scene::Scene;
use crate::tui::screens::parts::scroll::{Scroll, Window};
use crate::tui::ui::{Piece, Role};

/// Cells of the popup's content.
pub const WIDTH: u16 = 72;

/// What stands below a mark.
const BLANK: &str = "   ";

/// The state of the view.
#[derive(Clone, PartialEq, Debug)]
pub struct State {
    /// The runner.
    pub key: RunnerKey,
    /// Lines above the window.
    pub scroll: Scroll,
}

impl State {
    /// The view of a runner's checklist.
    pub fn new(key: RunnerKey) -> Self {
        Self { key, scroll: Scroll::default() }
    }

    /// Takes a command.
    pub fn update(&mut self, command: Command, scene: &Scene, window: Window) -> Vec<Instruction> {
        let Some(guided) = scene.guided_of(&self.key) else { return vec![Instruction::Close] };
        let key = self.key.clone();
        match command {
            Command::Choose => match next_action(guided) {
                Some(action) => vec![Instruction::Act(action, vec![key])],
                None if guided.can_tick() => vec![Instruction::TickOff(key)],
                None => Vec::new(),
            },
            Command::OpenLink => self.link(scene).map(Instruction::OpenLink).into_iter().collect(),
            Command::Dismiss => vec![Instruction::Close, Instruction::DismissGuided(key)],
            Command::CopyField => match provider_step(guided).and_then(|step| step.command) {
                Some(command) => vec![Instruction::Copy { what: "The command", text: command.to_owned() }],
                None => vec![Instruction::Notify("No command for this step.".to_owned())],
            },
            Command::CopyAll => vec![Instruction::Copy { what: "The checklist", text: as_text(guided, scene) }],
            other => {
                self.scroll.take(other, window);
                Vec::new()
            }
        }
    }

    /// The page that the current step is done on.
    pub fn link(&self, scene: &Scene) -> Option<&'static str> {
        let guided = scene.guided_of(&self.key)?;
        match guided.current()? {
            GuidedStep::CleanUp => cleanup(&guided.last).first().map(|link| link.url),
            _ => console(&guided.last).map(|link| link.url),
        }
    }

    /// Whether a command would do something now.
    pub fn is_of_use(&self, command: Command, scene: &Scene) -> bool {
        let Some(guided) = scene.guided_of(&self.key) else { return false };
        match command {
            Command::Choose => guided.can_tick() || next_action(guided).is_some(),
            Command::CopyField => provider_step(guided).is_some_and(|step| step.command.is_some()),
            Command::OpenLink => self.link(scene).is_some(),
            _ => true,
        }
    }

    /// The footer's word for the key that does the next step.
    pub fn hint(&self, scene: &Scene) -> Option<&'static str> {
        let guided = scene.guided_of(&self.key)?;
        next_action(guided).map(|action| match action {
            Action::Pause => "pause",
            Action::Resume => "resume",
            _ => "remove",
        })
    }

    /// What the popup shows.
    pub fn content(&self, scene: &Scene) -> Content<'static> {
        let Some(guided) = scene.guided_of(&self.key) else {
            return Content::text(WIDTH, Line::new(), Vec::new(), self.scroll);
        };
        let width = usize::from(scene.room(WIDTH));
        let title = vec![Piece::new(format!("{} {}", goal_word(guided.goal), guided.named), Role::Title)];
        let rows = rows(guided, scene);
        let lines = rows.iter().flat_map(|row| row.lines(width)).collect();
        Content { foot: foot(guided, scene, width), ..Content::text(WIDTH, title, lines, self.scroll) }
    }
}

/// One line of the checklist, with what belongs to it.
struct Row {
    mark: &'static str,
    message: String,
    role: Role,
    /// What is done there, and with which command or page.
    notes: Vec<String>,
}

impl Row {
    fn lines(&self, width: usize) -> Vec<Line> {
        let marks = std::iter::once(self.mark).chain(std::iter::repeat(BLANK));
        let message = text::wrap(&self.message, width.saturating_sub(BLANK.len()));
        let pieces = |(mark, line)| vec![Piece::new(mark, self.role), Piece::new(format!(" {line}"), self.role)];
        let mut lines: Vec<Line> = marks.zip(message).map(pieces).collect();
        let notes = self.notes.iter().flat_map(|note| text::wrap(note, width.saturating_sub(BLANK.len() + 1)));
        lines.extend(notes.map(|note| vec![Piece::plain(BLANK), Piece::new(format!(" {note}"), Role::Quiet)]));
        lines
    }
}

fn rows(guided: &Guided, scene: &Scene) -> Vec<Row> {
    let current = guided.current();
    let row = |step: &GuidedStep| {
        let done = guided.done(*step);
        let is_current = current == Some(*step);
        let time = done.map(|done| {
            let time = time_of_day(done.at.wall, scene.zone);
            match (done.by, step) {
                (By::Word, GuidedStep::Quiet) => format!(", not waited for, {time}"),
                (By::Word, _) => format!(", your word, {time}"),
                (By::NotNeeded, _) => ", not needed".to_owned(),
                (By::Report, _) => format!(", {time}"),
            }
        });
        let time = time.unwrap_or_default();
        let (mark, role) = match done.map(|done| done.by) {
            Some(By::Report | By::Word) => ("[x]", Role::Good),
            Some(By::NotNeeded) => ("[-]", Role::Quiet),
            None if is_current => ("[>]", Role::Title),
            None => ("[ ]", Role::Quiet),
        };
        let state = if is_current { state_words(guided, *step) } else { None };
        let message =
            format!("{}{time}{}", step_words(*step), state.map(|state| format!(". {state}")).unwrap_or_default());
        let notes = if done.is_none() { notes(guided, *step) } else { Vec::new() };
        Row { mark, message, role, notes }
    };
    guided.goal.steps().iter().map(row).collect()
}

fn goal_word(goal: Goal) -> &'static str {
    match goal {
        Goal::Drain => "Drain",
        Goal::Removal => "Way out for",
    }
}

fn step_words(step: GuidedStep) -> &'static str {
    match step {
        GuidedStep::Pause => "Pause the runner",
        GuidedStep::Quiet => "No run seen in its environments",
        GuidedStep::Work => "Do the work at the provider",
        GuidedStep::Resume => "Resume the runner before the pause ends",
        GuidedStep::Back => "Seen back, in two readings",
        GuidedStep::Stop => "Stop the service at the provider",
        GuidedStep::Remove => "Remove the runner",
        GuidedStep::CleanUp => "Clean up at the provider",
    }
}

/// How the step that is to be done stands.
fn state_words(guided: &Guided, step: GuidedStep) -> Option<String> {
    let status = guided.last.status.as_ref().map_or("no status told", Status::label);
    match step {
        GuidedStep::Pause if guided.has_lost_pause => Some(format!("{status} again: the pause has ended")),
        GuidedStep::Pause | GuidedStep::Stop | GuidedStep::Back => Some(format!("{status} now")),
        GuidedStep::Quiet => Some(match guided.runs {
            Some(Runs::Seen { count, .. }) => format!("{} seen", counted(count, "run")),
            Some(Runs::NotReadable) => "Runs cannot be read: look yourself".to_owned(),
            Some(Runs::Unread) | None => "Reading what runs".to_owned(),
        }),
        _ => None,
    }
}

/// What is done at the provider in a step.
fn provider_step(guided: &Guided) -> Option<ProviderStep> {
    match guided.current()? {
        GuidedStep::Work => Some(ProviderStep::restart(&guided.last.platform)),
        GuidedStep::Stop => Some(ProviderStep::stop(&guided.last.platform)),
        _ => None,
    }
}

fn notes(guided: &Guided, step: GuidedStep) -> Vec<String> {
    let of = |step: ProviderStep| {
        let command = step.command.map(str::to_owned);
        let page = console(&guided.last).filter(|_| command.is_none()).map(|link| link.url.to_owned());
        std::iter::once(step.message.to_owned()).chain(command).chain(page).collect()
    };
    match step {
        GuidedStep::Work => of(ProviderStep::restart(&guided.last.platform)),
        GuidedStep::Stop => of(ProviderStep::stop(&guided.last.platform)),
        GuidedStep::CleanUp => {
            cleanup(&guided.last).iter().map(|link| format!("{}: {}", link.title, link.url)).collect()
        }
        _ => Vec::new(),
    }
}

/// The action that the next step asks about; `None` where it is done otherwise.
fn next_action(guided: &Guided) -> Option<Action> {
    let is_pausing = guided.last.status == Some(Status::Pausing);
    match guided.current()? {
        GuidedStep::Pause if !is_pausing => Some(Action::Pause),
        GuidedStep::Resume => Some(Action::Resume),
        GuidedStep::Remove => Some(Action::Remove),
        _ => None,
    }
}

/// How long the pause lasts, and what the keys do.
fn foot(guided: &Guided, scene: &Scene, width: usize) -> Vec<Line> {
    let mut lines = Vec::new();
    if let Some(left) = guided.pause_left(scene.now) {
        let message = if left.is_zero() {
            "The pause has ended by itself.".to_owned()
        } else {
            format!("The pause ends by itself in {}.", countdown(left))
        };
        let role = if left <= REMIND_BEFORE { Role::Attention } else { Role::Text };
        lines.extend(wrapped(&message, role, width));
    }
    let enter = |sentence: &'static str| clause(scene.keymap.key(Context::Guided, Command::Choose), sentence);
    let message = match guided.current() {
        None => "All done.".to_owned(),
        Some(step) if guided.can_tick() => match step {
            GuidedStep::Quiet => enter("{} continues without waiting for that."),
            _ => enter("{} says that the step is done."),
        },
        Some(_) if next_action(guided).is_some() => enter("{} asks about this step."),
        Some(_) => "Ticked off once the report says so.".to_owned(),
    };
    lines.extend(wrapped(&message, Role::Quiet, width));
    lines
}

/// How far a checklist is: `Drain of orders-eks: paused. Next: no run seen in its environments.`
pub fn progress(guided: &Guided) -> String {
    let goal = match guided.goal {
        Goal::Drain => "Drain",
        Goal::Removal => "Removal",
    };
    match guided.current() {
        Some(step) => format!("{goal} of {}. Next: {}.", guided.named, uncapitalised(step_words(step))),
        None => format!("{goal} of {}: all done.", guided.named),
    }
}

/// The checklist for a ticket or a handover.
fn as_text(guided: &Guided, scene: &Scene) -> String {
    let mut lines = vec![format!("{} {}", goal_word(guided.goal), guided.named)];
    for row in rows(guided, scene) {
        lines.push(format!("{} {}", row.mark.replace('>', " "), row.message));
        lines.extend(row.notes.iter().map(|note| format!("    {note}")));
    }
    lines.join("\n")
}
