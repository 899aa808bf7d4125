//! The panel of an action for several runners: how far each is, and what is to be decided. It is a view of the operation;
//! closing it ends nothing.

use super::results::{stage_words, step_words, summary, tally, tally_of_kept, title};
use super::{WIDTH, runner_lines};
use crate::account::operation::record::{OperationRecord, StepRecord};
use crate::account::operation::{Decision, Held, Item, Operation, OperationId, Outcome, State as Progress, Trouble};
use crate::domain::{AccountId, Moment, Named};
use crate::text;
use crate::text::words::{capitalised, countdown, counted};
use crate::tui::command::Command;
use crate::tui::keymap::Context;
use crate::tui::screens::parts::armed;
use crate::tui::screens::parts::content::{Content, Line, wrapped};
use crate::tui::screens::parts::instruction::Instruction;
use crate::tui::screens::parts::scene::Scene;
use crate::tui::screens::parts::scroll::{Scroll, Window};
use crate::tui::screens::parts::wording::noun;
use crate::tui::ui::{Piece, Role};

/// Lines of numbers where the panel takes the whole screen: the runners need the others.
const MAX_NUMBER_LINES: usize = 2;

/// Where the panel stands.
#[derive(Clone, Debug)]
pub struct State {
    /// Whose operation it is.
    pub account: AccountId,
    /// An operation that has ended, or is another program's. `None`: the one under way, or the last.
    pub of: Option<OperationId>,
    /// When the key that ends it was pressed last.
    last_end: Option<Moment>,
    /// Lines above the window.
    pub scroll: Scroll,
}

/// What a command decides about an operation, if it is such a command.
pub fn decision(command: Command) -> Option<Decision> {
    match command {
        Command::WaitOn => Some(Decision::WaitOn),
        Command::GoOn => Some(Decision::GoOn),
        Command::StopOperation => Some(Decision::End),
        _ => None,
    }
}

impl State {
    /// The panel of this operation; `None`: of the one under way, or the last.
    pub fn of(account: AccountId, of: Option<OperationId>) -> Self {
        Self { account, of, last_end: None, scroll: Scroll::default() }
    }

    /// Takes a command.
    pub fn update(&mut self, command: Command, scene: &Scene, window: Window) -> Vec<Instruction> {
        if let Some(operation) = scene.operation.filter(|_| self.of.is_none()) {
            if let Some(decision) = decision(command) {
                // Held down, the key that ends it would end the watch too.
                let is_held = decision == Decision::End && armed::is_held(self.last_end.replace(scene.now), scene.now);
                return if is_held { Vec::new() } else { vec![Instruction::Decide(self.account, decision)] };
            }
            if command == Command::ShowRequest {
                return vec![Instruction::ShowRequest(operation.action.change(), operation.to_send())];
            }
        }
        self.scroll.take(command, window);
        Vec::new()
    }

    /// What the popup shows.
    pub fn content(&self, scene: &Scene) -> Content<'static> {
        let width = usize::from(scene.room(WIDTH));
        let operation = match &self.of {
            None => scene.operation,
            Some(id) => scene.operation.into_iter().chain(scene.earlier_operations).find(|one| one.id == *id),
        };
        let kept = self.of.as_ref().and_then(|id| scene.kept.operations.find(id));
        let Some(operation) = operation else {
            let content = kept.map(|kept| kept_content(&kept.record, width, scene));
            let (title, lines) = content.unwrap_or_default();
            return Content::text(WIDTH, title, lines, self.scroll);
        };
        // Where the numbers have no room in the title they stand below, in full.
        let summary = summary(operation);
        let is_wide = text::width(&summary) > width;
        let (title, head) = if is_wide {
            let mut numbers = wrapped(&capitalised(&tally(operation)), Role::Text, width);
            if scene.is_whole_screen_popup() {
                numbers.truncate(MAX_NUMBER_LINES);
            } else {
                numbers.push(Line::new());
            }
            (title(operation), numbers)
        } else {
            (summary, Vec::new())
        };
        let title = vec![Piece::new(title, Role::Title)];
        Content {
            head,
            foot: foot(operation, scene, width),
            ..Content::text(WIDTH, title, lines(operation, width, scene), self.scroll)
        }
    }
}

/// A line of result for each runner, at most `width` cells wide; those that are left out last.
fn lines(operation: &Operation, width: usize, scene: &Scene) -> Vec<Line> {
    let of_item = |item: &Item| {
        let runner = scene.runner(&item.subject.key);
        let (message, role) = step_words(item, operation.action, runner, scene.now);
        runner_lines(&item.subject.named, (&message, role), width, scene.symbols)
    };
    let is_left_out = |item: &&Item| matches!(item.outcome(), Some(Outcome::LeftOut(_)));
    let (left_out, others): (Vec<&Item>, Vec<&Item>) = operation.items().iter().partition(is_left_out);
    others.into_iter().chain(left_out).flat_map(of_item).collect()
}

/// The title and the lines of an operation as it was kept.
fn kept_content(record: &OperationRecord, width: usize, scene: &Scene) -> (Line, Vec<Line>) {
    let what = format!("{} of {}", noun(record.action), counted(record.steps.len(), "runner"));
    let title = match tally_of_kept(record) {
        tally if tally.is_empty() => what,
        tally => format!("{what}: {tally}"),
    };
    let of_step = |step: &StepRecord| {
        let (message, role) = stage_words(&step.stage, record.action);
        runner_lines(&Named::from(step.name.clone()), (&message, role), width, scene.symbols)
    };
    (vec![Piece::new(title, Role::Title)], record.steps.iter().flat_map(of_step).collect())
}

/// What goes on, what it waits for, or what is to be decided.
fn foot(operation: &Operation, scene: &Scene, width: usize) -> Vec<Line> {
    if let Some(halt) = operation.halt() {
        let item = &operation.items()[halt.index];
        let mut lines = wrapped(&format!("Halted. {}", trouble_words(halt.trouble, item)), Role::Attention, width);
        lines.extend(wrapped(&choices(operation, scene), Role::Text, width));
        return lines;
    }
    let (message, role) = running_words(operation, scene);
    wrapped(&message, role, width)
}

/// Why it halted, and what to look at.
pub fn trouble_words(trouble: Trouble, item: &Item) -> String {
    let name = &item.subject.named;
    match trouble {
        Trouble::NotBack | Trouble::NotSeenAway if matches!(item.outcome(), Some(Outcome::Back(_))) => {
            format!("{name} was late, and is back now.")
        }
        Trouble::NotBack => format!("{name} is not back in time. Look at its service in the cloud console."),
        Trouble::NotSeenAway => {
            format!("{name} was not seen to leave Running. The restart may have been quick, or never come.")
        }
        Trouble::Refused => format!("The request to {name} was refused."),
        Trouble::NotSent => format!("The request to {name} was not sent."),
        Trouble::Unknown => format!("The request to {name} may have arrived or not."),
        Trouble::Interrupted => "trackside ended meanwhile. Nothing is sent twice.".to_owned(),
    }
}

/// What can be decided, by its keys.
fn choices(operation: &Operation, scene: &Scene) -> String {
    let left = operation.items().iter().filter(|item| item.step().is_unsent()).count();
    let next = match left {
        0 => "leaves it".to_owned(),
        left => format!("continues with {}", counted(left, "more runner")),
    };
    let keys = [(Command::WaitOn, "waits on"), (Command::GoOn, next.as_str()), (Command::StopOperation, "ends here")];
    let offered = keys.iter().filter(|(command, _)| decision(*command).is_some_and(|decision| operation.can(decision)));
    // A decision without a key is not offered.
    let key = |command| scene.keymap.key(Context::Operation, command);
    let clauses: Vec<String> =
        offered.filter_map(|(command, words)| Some(format!("{} {words}", key(*command)?))).collect();
    if clauses.is_empty() { String::new() } else { format!("{}.", clauses.join(", ")) }
}

/// What goes on.
fn running_words(operation: &Operation, scene: &Scene) -> (String, Role) {
    if !operation.is_under_way() {
        return ("Ended.".to_owned(), Role::Text);
    }
    let message = if operation.state() == Progress::Ending {
        "Nothing more is sent. Runners that were asked are still watched.".to_owned()
    } else if let Some(held) = operation.held_by() {
        match held {
            Held::Unreadable => {
                "Waits until the control plane can be read again. Nothing is too late meanwhile.".to_owned()
            }
            Held::AwayAgain(index) => {
                let name = &operation.items()[index].subject.named;
                format!("{name} was back and is away again. The next runner waits for {name}.")
            }
        }
    } else if let Some(until) = operation.rests_until(scene.now) {
        format!("Next runner in {}. Continues while this panel is closed.", left(until, scene.now))
    } else {
        "Continues while this panel is closed.".to_owned()
    };
    (message, Role::InMotion)
}

fn left(until: Moment, now: Moment) -> String {
    countdown(until.since(&now))
}
