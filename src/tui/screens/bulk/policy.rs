//! How an action for several runners goes on: as sentences in its question, and as options to choose from.

use super::WIDTH;
use crate::account::operation::policy::{Busy, Choice, Goal, Policy};
use crate::domain::{Action, Runs};
use crate::text::words::{capitalised, countdown, counted};
use crate::tui::command::Command;
use crate::tui::screens::parts::content::{Content, Line, wrapped};
use crate::tui::screens::parts::scene::Scene;
use crate::tui::screens::parts::wording::noun;
use crate::tui::ui::{Piece, Role};

/// Cells of an option's label, with the blanks behind.
const LABEL: usize = 14;

/// What the plan does with the runners, in sentences. `is_readable` says whether what runs can be read at all.
pub fn messages(action: Action, policy: &Policy, runs: Option<Runs>) -> Vec<String> {
    let (seen, deadline) = (seen(action), countdown(policy.deadline));
    let turns = match policy.at_a_time {
        1 => format!("One at a time: each seen {seen} within {deadline}, then the next"),
        more => format!("{more} at a time: each seen {seen} within {deadline}, then another"),
    };
    let pause = if policy.pause.is_zero() { String::new() } else { format!(" after {}", countdown(policy.pause)) };
    let busy = match (policy.busy, runs) {
        (Busy::GoOn, _) => "Does not wait for runs to end.".to_owned(),
        (_, Some(Runs::NotReadable)) => "What runs cannot be read, so no runner waits for runs to end.".to_owned(),
        (Busy::Wait(limit), _) => {
            format!("A runner with runs waits for their end; after {} it is left out.", countdown(limit))
        }
        (Busy::LeaveOut, _) => "A runner that has runs when its turn comes is left out.".to_owned(),
    };
    let mut said = vec![format!("{turns}{pause}."), busy];
    said.push(if policy.stops_at_refusal {
        "Stops at a refusal, and at a runner that takes longer.".to_owned()
    } else {
        "Stops at a runner that takes longer. A refusal stops nothing.".to_owned()
    });
    said.extend(match policy.goal {
        Goal::Seen => None,
        Goal::SeenOrNot => Some("A restart that is not seen within 5 min counts as ended.".to_owned()),
        Goal::Updated => Some("At the end, runners without their track's newest version are named.".to_owned()),
    });
    said
}

/// The options, with the bar on one of them.
pub fn content<'a>(action: Action, policy: &Policy, focused: usize, scene: &Scene) -> Content<'a> {
    let (width, choices) = (usize::from(scene.room(WIDTH)), Policy::choices(action));
    let row = |(index, choice): (usize, &Choice)| {
        let mark = if index == focused { scene.symbols.cursor } else { " " };
        vec![Piece::plain(format!("{mark} {:<LABEL$} {}", label(*choice, action), value(*choice, policy)))]
    };
    let lines: Vec<Line> = choices.iter().enumerate().map(row).collect();
    let title = vec![Piece::new(format!("Options of this {}", noun(action).to_lowercase()), Role::Title)];
    let about = choices.get(focused).map(|choice| about(*choice)).unwrap_or_default();
    Content { foot: wrapped(about, Role::Quiet, width), ..Content::choices(WIDTH, title, lines, Some(focused)) }
}

/// Takes a command while the options are open.
pub fn update(action: Action, policy: &mut Policy, focused: &mut usize, command: Command) {
    let choices = Policy::choices(action);
    match command {
        Command::Down => *focused = (*focused + 1).min(choices.len().saturating_sub(1)),
        Command::Up => *focused = focused.saturating_sub(1),
        Command::NextTab | Command::PreviousTab => {
            if let Some(choice) = choices.get(*focused) {
                policy.step(*choice, command == Command::NextTab);
            }
        }
        _ => {}
    }
}

/// What an action is to show on each runner.
fn seen(action: Action) -> &'static str {
    match action {
        Action::Pause => "paused",
        Action::Resume => "resumed",
        Action::Remove => "gone",
        Action::Restart | Action::Details | Action::TestConnectivity => "back",
    }
}

fn label(choice: Choice, action: Action) -> String {
    match choice {
        Choice::AtATime => "At a time".to_owned(),
        Choice::Deadline => format!("{} within", capitalised(seen(action))),
        Choice::Pause => "Between two".to_owned(),
        Choice::Busy => "With runs".to_owned(),
        Choice::Refusal => "A refusal".to_owned(),
        Choice::Goal => "Restart ends".to_owned(),
    }
}

fn value(choice: Choice, policy: &Policy) -> String {
    match choice {
        Choice::AtATime => counted(policy.at_a_time, "runner"),
        Choice::Deadline => countdown(policy.deadline),
        Choice::Pause if policy.pause.is_zero() => "No pause".to_owned(),
        Choice::Pause => countdown(policy.pause),
        Choice::Busy => match policy.busy {
            Busy::Wait(limit) => format!("Waits up to {}", countdown(limit)),
            Busy::GoOn => "Does not wait".to_owned(),
            Busy::LeaveOut => "Is left out".to_owned(),
        },
        Choice::Refusal => (if policy.stops_at_refusal { "Stops the rest" } else { "Stops nothing" }).to_owned(),
        Choice::Goal => match policy.goal {
            Goal::Seen => "Seen away and back",
            Goal::SeenOrNot => "Seen, or 5 min unseen",
            Goal::Updated => "Seen; version checked",
        }
        .to_owned(),
    }
}

fn about(choice: Choice) -> &'static str {
    match choice {
        Choice::AtATime => "Runners that may be away together. Two that serve one project never are.",
        Choice::Deadline => "A runner that takes longer stops the rest until you decide.",
        Choice::Pause => "From the end of one runner until the next request.",
        Choice::Busy => "A runner whose environments have runs when its turn comes.",
        Choice::Refusal => "What a refusal of one runner does to the runners behind.",
        Choice::Goal => "With several instances a restart may be too quick to be seen.",
    }
}
