//! The panel of an action for several runners: a line of result for each. It is a view of the operation; closing it ends
//! nothing.

use super::{WIDTH, left_out_words, runner_lines};
use crate::account::operation::{ActionOnSeveral, Item, Outcome, Stage};
use crate::api::{ApiError, Cause};
use crate::tui::command::Command;
use crate::tui::screens::parts::content::{Content, Line, wrapped};
use crate::tui::screens::parts::instruction::Instruction;
use crate::tui::screens::parts::refusal;
use crate::tui::screens::parts::scene::Scene;
use crate::tui::screens::parts::scroll::{Scroll, Window};
use crate::tui::ui::{Role, Symbols};

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
        let lines = scene.operation.map(|operation| lines(operation, width, scene.symbols)).unwrap_or_default();
        Content::text(WIDTH, title, lines, self.scroll)
    }
}

/// The title.
fn title(operation: &ActionOnSeveral) -> Line {
    super::title(operation.action, operation.items().len(), &tally(operation))
}

/// How many are how far: `: 3 asked, 1 failed`.
fn tally(operation: &ActionOnSeveral) -> String {
    let count = |is: fn(&Outcome<()>) -> bool| {
        operation.items().iter().filter_map(|item| item.outcome()).filter(|outcome| is(outcome)).count()
    };
    super::tally(&[
        (count(|outcome| matches!(outcome, Outcome::Done(()))), "asked"),
        (count(|outcome| matches!(outcome, Outcome::Refused(_))), "failed"),
        (count(|outcome| matches!(outcome, Outcome::Unanswered(_))), "not answered"),
        (count(|outcome| matches!(outcome, Outcome::NotSent(_) | Outcome::Stopped)), "not sent"),
        (count(|outcome| matches!(outcome, Outcome::LeftOut(_))), "left out"),
    ])
}

/// What an operation that has ended came to, in a line: `Restart 4 runners: 3 asked, 1 failed`.
pub fn summary(operation: &ActionOnSeveral) -> String {
    title(operation).into_iter().map(|piece| piece.text).collect()
}

/// The content, at most `width` cells wide.
fn lines(operation: &ActionOnSeveral, width: usize, symbols: &Symbols) -> Vec<Line> {
    let of_items = operation.items().iter().flat_map(|item| {
        let (message, role) = stage_words(item.stage());
        runner_lines(&item.work.named, (&message, role), width, symbols)
    });
    let mut lines: Vec<Line> = of_items.collect();
    lines.push(Vec::new());
    let (message, role) = if !operation.is_under_way() {
        let has_asked = |item: &Item<_, ()>| matches!(item.outcome(), Some(Outcome::Done(()) | Outcome::Unanswered(_)));
        if operation.items().iter().any(has_asked) {
            ("done; what was asked for is marked until it is reported", Role::Text)
        } else {
            ("Done. No runner was asked.", Role::Text)
        }
    } else if operation.turns_left() > 0 {
        ("One runner after another, also while this panel is closed.", Role::InMotion)
    } else if operation.unsent() > 0 {
        ("The last request waits to be sent.", Role::InMotion)
    } else {
        ("nothing more is sent; the last answer has not come yet", Role::InMotion)
    };
    lines.extend(wrapped(message, role, width));
    lines
}

/// How far a runner is.
fn stage_words(stage: &Stage<()>) -> (String, Role) {
    match stage {
        Stage::Waiting => ("waits".to_owned(), Role::Quiet),
        Stage::UnderWay { .. } => ("sending".to_owned(), Role::InMotion),
        Stage::Ended(outcome) => match outcome {
            Outcome::Done(()) => ("asked".to_owned(), Role::Good),
            Outcome::Refused(error) => (format!("failed: {}", refusal_words(error)), Role::Bad),
            Outcome::Unanswered(_) => ("not known whether it arrived".to_owned(), Role::Attention),
            Outcome::NotSent(error) => (format!("not sent: {}", error.cause), Role::Attention),
            Outcome::LeftOut(why) => (left_out_words(why), Role::Off),
            Outcome::Stopped => ("not sent".to_owned(), Role::Attention),
        },
    }
}

/// What the control plane said, and what would help where something is missing.
fn refusal_words(error: &ApiError) -> String {
    match &error.cause {
        Cause::Forbidden(problem) => format!("{}. {}", error.cause, refusal::missing(problem)),
        cause => cause.to_string(),
    }
}
