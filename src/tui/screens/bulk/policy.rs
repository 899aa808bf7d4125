//! How an action for several runners goes on: as sentences in its question, and as options to choose from.

use super::WIDTH;
use crate::account::operation::policy::{Busy, Choice, Goal, Policy};
use crate::domain::{Action, Runs};
use crate::text::words::{countdown, counted};
use crate::tui::command::Command;
use crate::tui::screens::parts::content::{Content, Line, wrapped};
use crate::tui::screens::parts::scene::Scene;
use crate::tui::screens::parts::wording::of_action;
use crate::tui::ui::{Piece, Role};

/// Cells of an option's label, with the blanks behind.
const LABEL: usize = 22;

/// What the plan does with the runners, in sentences. `is_readable` says whether what runs can be read at all.
pub fn messages(action: Action, policy: &Policy, runs: Option<Runs>) -> Vec<String> {
    let verb = of_action(action);
    let deadline = countdown(policy.deadline);
    let turns = match policy.at_a_time {
        1 => format!("One after another, each seen back within {deadline} before the next."),
        more => format!("{more} at a time, each seen back within {deadline} before another."),
    };
    let pause = (!policy.pause.is_zero()).then(|| format!("{} between two.", countdown(policy.pause)));
    let busy = match (policy.busy, runs) {
        (Busy::GoOn, _) => format!("What runs is not waited for: each is told to {verb} all the same."),
        (_, Some(Runs::NotReadable)) => "What runs cannot be read, so it is not waited for.".to_owned(),
        (Busy::Wait(limit), _) => format!("Each waits until no run is seen, {} at most.", countdown(limit)),
        (Busy::LeaveOut, _) => "Those with runs when their turn comes are left out.".to_owned(),
    };
    let mut said = vec![pause.map_or(turns.clone(), |pause| format!("{turns} {pause}")), busy];
    said.push(if policy.stops_at_refusal {
        "Stops at a runner that is refused, or not back in time.".to_owned()
    } else {
        "Stops at a runner that is not back in time; a refusal stops nothing.".to_owned()
    });
    said.extend(match policy.goal {
        Goal::Seen => None,
        Goal::SeenOrNot => Some("A restart that was not seen for 5 min counts as ended.".to_owned()),
        Goal::Updated => Some("The end says which do not report their track's newest version.".to_owned()),
    });
    said
}

/// The options, with the bar on one of them.
pub fn content<'a>(action: Action, policy: &Policy, focused: usize, scene: &Scene) -> Content<'a> {
    let (width, choices) = (usize::from(scene.room(WIDTH)), Policy::choices(action));
    let row = |(index, choice): (usize, &Choice)| {
        let mark = if index == focused { scene.symbols.cursor } else { " " };
        vec![Piece::plain(format!("{mark} {:<LABEL$} {}", label(*choice), value(*choice, policy)))]
    };
    let lines: Vec<Line> = choices.iter().enumerate().map(row).collect();
    let title = vec![Piece::new(format!("Options of this {}", of_action(action)), Role::Title)];
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

fn label(choice: Choice) -> &'static str {
    match choice {
        Choice::AtATime => "At a time",
        Choice::Deadline => "Back within",
        Choice::Pause => "Between two",
        Choice::Busy => "With runs",
        Choice::Refusal => "A refusal",
        Choice::Goal => "A restart counts once",
    }
}

fn value(choice: Choice, policy: &Policy) -> String {
    match choice {
        Choice::AtATime => counted(policy.at_a_time, "runner"),
        Choice::Deadline => countdown(policy.deadline),
        Choice::Pause if policy.pause.is_zero() => "no pause".to_owned(),
        Choice::Pause => countdown(policy.pause),
        Choice::Busy => match policy.busy {
            Busy::Wait(limit) => format!("wait, {} at most", countdown(limit)),
            Busy::GoOn => "do not wait".to_owned(),
            Busy::LeaveOut => "leave out".to_owned(),
        },
        Choice::Refusal => (if policy.stops_at_refusal { "stops the rest" } else { "stops nothing" }).to_owned(),
        Choice::Goal => match policy.goal {
            Goal::Seen => "seen away and back",
            Goal::SeenOrNot => "seen, or 5 min over",
            Goal::Updated => "seen, version checked",
        }
        .to_owned(),
    }
}

fn about(choice: Choice) -> &'static str {
    match choice {
        Choice::AtATime => "Runners that may be away together. Two that serve one project never are.",
        Choice::Deadline => "A runner that takes longer stops the rest until you decide.",
        Choice::Pause => "From one runner's return until the next request.",
        Choice::Busy => "A runner in whose environments runs are seen when its turn comes.",
        Choice::Refusal => "What a refusal by the control plane does to the runners behind it.",
        Choice::Goal => "A restart is quick with several instances: it may never be seen.",
    }
}
