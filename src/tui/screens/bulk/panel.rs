//! The panel of an action for several runners: a line of result for each. It is a view of the operation; closing it ends
//! nothing.

use super::{WIDTH, left_out_words, runner_lines};
use crate::account::operation::{ActionOnSeveral, Item, Outcome, Stage, Subject};
use crate::account::pending;
use crate::api::{ApiError, Cause};
use crate::domain::{Action, Runner};
use crate::text::words::counted;
use crate::tui::command::Command;
use crate::tui::screens::parts::content::{Content, Line, wrapped};
use crate::tui::screens::parts::instruction::Instruction;
use crate::tui::screens::parts::refusal::{self, in_place_of_an_answer};
use crate::tui::screens::parts::scene::Scene;
use crate::tui::screens::parts::scroll::{Scroll, Window};
use crate::tui::ui::{Piece, Role};

/// Where the panel stands.
#[derive(Clone, Debug, Default)]
pub struct State {
    /// Lines above the window.
    pub scroll: Scroll,
}

impl State {
    /// Takes a command.
    pub fn update(&mut self, command: Command, scene: &Scene, window: Window) -> Vec<Instruction> {
        let Some(operation) = scene.operation else { return Vec::new() };
        match command {
            Command::StopOperation => return vec![Instruction::StopOperation],
            Command::ShowRequest => {
                return vec![Instruction::ShowRequest(operation.action.change(), operation.to_send())];
            }
            other => self.scroll.take(other, window),
        };
        Vec::new()
    }

    /// What the popup shows.
    pub fn content(&self, scene: &Scene) -> Content<'static> {
        let width = usize::from(scene.room(WIDTH));
        let title = scene.operation.map(title).unwrap_or_default();
        let lines = scene.operation.map(|operation| lines(operation, width, scene)).unwrap_or_default();
        let foot = scene.operation.map(|operation| foot(operation, scene));
        let foot = foot.map(|(message, role)| wrapped(&message, role, width)).unwrap_or_default();
        Content { foot, ..Content::text(WIDTH, title, lines, self.scroll) }
    }
}

/// The title: `Restart of 3 runners: 2 accepted, 1 refused`.
fn title(operation: &ActionOnSeveral) -> Line {
    let message = format!("{} of {}", operation.action.label(), counted(operation.items().len(), "runner"));
    vec![Piece::new(message, Role::Title), Piece::plain(tally(operation))]
}

/// How many are how far, of those numbers that are not 0: `: 2 accepted, 1 refused`.
fn tally(operation: &ActionOnSeveral) -> String {
    let count = |is: fn(&Outcome<()>) -> bool| {
        operation.items().iter().filter_map(|item| item.outcome()).filter(|outcome| is(outcome)).count()
    };
    let numbers = [
        (accepted(operation), "accepted"),
        (count(|outcome| matches!(outcome, Outcome::Refused(_))), "refused"),
        (count(|outcome| matches!(outcome, Outcome::Unanswered(_))), "unclear"),
        (count(|outcome| matches!(outcome, Outcome::NotSent(_) | Outcome::Stopped)), "not sent"),
        (count(|outcome| matches!(outcome, Outcome::LeftOut(_))), "left out"),
    ];
    let parts = numbers.iter().filter(|(number, _)| *number > 0).map(|(number, word)| format!("{number} {word}"));
    let parts: Vec<String> = parts.collect();
    if parts.is_empty() { String::new() } else { format!(": {}", parts.join(", ")) }
}

fn accepted(operation: &ActionOnSeveral) -> usize {
    operation.items().iter().filter(|item| matches!(item.outcome(), Some(Outcome::Done(())))).count()
}

/// What an operation that has ended came to, in a line: `Restart of 4 runners: 3 accepted, 1 refused`.
pub fn summary(operation: &ActionOnSeveral) -> String {
    title(operation).into_iter().map(|piece| piece.text).collect()
}

/// The content, at most `width` cells wide.
fn lines(operation: &ActionOnSeveral, width: usize, scene: &Scene) -> Vec<Line> {
    let of_items = operation.items().iter().flat_map(|item| {
        let (message, role) = match End::of(item, operation, scene) {
            Some(end) => end.words(scene.runner(&item.work.key)),
            None => stage_words(item.stage()),
        };
        runner_lines(&item.work.named, (&message, role), width, scene.symbols)
    });
    of_items.collect()
}

/// What goes on, or what it came to.
fn foot(operation: &ActionOnSeveral, scene: &Scene) -> (String, Role) {
    if !operation.is_under_way() {
        return ended(operation, scene);
    }
    let message = if operation.turns_left() > 0 {
        "One runner after another, also while this panel is closed."
    } else if operation.unsent() > 0 {
        "The last request waits to be sent."
    } else {
        "Nothing more is sent. Waiting for the last answer."
    };
    (message.to_owned(), Role::InMotion)
}

/// How far a request is that was accepted.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum End {
    /// What was asked for is not reported yet.
    Awaited,
    /// It is reported, or the runner is gone.
    Reported,
    /// The time for it is over, and it is not reported.
    Overdue,
}

impl End {
    /// `None` where nothing was accepted.
    fn of(item: &Item<Subject, ()>, operation: &ActionOnSeveral, scene: &Scene) -> Option<Self> {
        item.outcome().filter(|outcome| matches!(outcome, Outcome::Done(())))?;
        let change = operation.action.change()?;
        Some(match scene.asked(&item.work.key, &change).map(|asked| asked.stage) {
            None => Self::Reported,
            Some(pending::Stage::Overdue) => Self::Overdue,
            Some(_) => Self::Awaited,
        })
    }

    /// What is said of the runner, as it is now.
    fn words(self, runner: Option<&Runner>) -> (String, Role) {
        match (self, runner.map(|runner| runner.status.as_ref())) {
            (Self::Awaited, _) => ("Accepted".to_owned(), Role::Good),
            (Self::Overdue, _) => ("Accepted, not reported since".to_owned(), Role::Attention),
            (Self::Reported, None) => ("Ended: gone".to_owned(), Role::Good),
            (Self::Reported, Some(None)) => ("Ended".to_owned(), Role::Good),
            (Self::Reported, Some(Some(status))) => (format!("Ended: {} now", status.label()), Role::Good),
        }
    }
}

fn ended(operation: &ActionOnSeveral, scene: &Scene) -> (String, Role) {
    let requests = accepted(operation);
    let ends = || operation.items().iter().filter_map(|item| End::of(item, operation, scene));
    let count = |which: End| ends().filter(|end| *end == which).count();
    let is_unanswered = |item: &Item<_, ()>| matches!(item.outcome(), Some(Outcome::Unanswered(_)));
    let message = match requests {
        0 if operation.items().iter().any(is_unanswered) => "Ended. No request was accepted for certain.".to_owned(),
        0 => "Ended. No request was accepted.".to_owned(),
        _ if count(End::Awaited) > 0 => awaited(operation.action, requests, scene.symbols.asked),
        _ => match count(End::Overdue) {
            0 => format!("{requests} of {requests} ended."),
            overdue => format!("{} of {requests} ended, {overdue} not reported.", requests - overdue),
        },
    };
    (message, Role::Text)
}

/// What the mark of the runners means whose end is not reported yet.
fn awaited(action: Action, requests: usize, mark: &str) -> String {
    let until = match action {
        Action::Pause => "is Paused",
        Action::Remove => "leaves the list",
        Action::Resume => "is Running again",
        // A runner that was paused is so again.
        Action::Restart | Action::Details | Action::TestConnectivity => "has restarted",
    };
    let marked = if requests == 1 { "the runner" } else { "each runner" };
    format!("{} accepted. {mark} marks {marked} until it {until}.", counted(requests, "request"))
}

/// How far a runner is.
fn stage_words(stage: &Stage<()>) -> (String, Role) {
    match stage {
        Stage::Waiting => ("Waiting".to_owned(), Role::Quiet),
        Stage::UnderWay { .. } => ("Sending".to_owned(), Role::InMotion),
        Stage::Ended(outcome) => match outcome {
            Outcome::Done(()) => ("Accepted".to_owned(), Role::Good),
            Outcome::Refused(error) => (format!("Refused: {}", refusal_words(error)), Role::Bad),
            Outcome::Unanswered(error) => {
                (format!("{}: may have arrived", in_place_of_an_answer(&error.cause)), Role::Attention)
            }
            Outcome::NotSent(error) => (format!("Not sent: {}", error.cause), Role::Attention),
            Outcome::LeftOut(why) => (left_out_words(why), Role::Off),
            Outcome::Stopped => ("Not sent".to_owned(), Role::Attention),
        },
    }
}

/// What the control plane said, and what would help where something is missing.
fn refusal_words(error: &ApiError) -> String {
    match &error.cause {
        Cause::Forbidden(problem) => format!("{problem}. {}", refusal::missing(problem)),
        Cause::Refused(problem) => problem.to_string(),
        cause => cause.to_string(),
    }
}
