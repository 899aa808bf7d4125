//! What became of the runners of an operation, in words.

use super::left_out_words;
use crate::account::operation::record::{OperationRecord, Stage, StepRecord};
use crate::account::operation::step::is_at_work;
use crate::account::operation::{Doubt, Item, Operation, Outcome, Step, Watch};
use crate::api::{ApiError, Cause};
use crate::domain::{Action, Moment, Runner, Status};
use crate::text::words::{countdown, counted, span};
use crate::tui::screens::parts::refusal::{self, in_place_of_an_answer};
use crate::tui::screens::parts::wording::noun;
use crate::tui::ui::Role;

/// How many are how far, of those numbers that are not 0: `2 back, 1 refused`. Empty where none has ended.
pub fn tally(operation: &Operation) -> String {
    tally_of(&operation.items().iter().filter_map(Item::outcome).collect::<Vec<_>>(), operation.action)
}

/// The same of what was kept of one.
pub fn tally_of_kept(record: &OperationRecord) -> String {
    let outcome =
        |step: &'_ StepRecord| if let Stage::Ended(outcome) = &step.stage { Some(outcome.clone()) } else { None };
    let outcomes: Vec<Outcome> = record.steps.iter().filter_map(outcome).collect();
    tally_of(&outcomes.iter().collect::<Vec<_>>(), record.action)
}

fn tally_of(outcomes: &[&Outcome], action: Action) -> String {
    let count = |is: &dyn Fn(&Outcome) -> bool| outcomes.iter().filter(|outcome| is(outcome)).count();
    // Running now, and nobody saw whether the runner was away: no restart that was seen.
    let is_unseen = |outcome: &Outcome| match outcome {
        Outcome::NotSeenAway { .. } => true,
        Outcome::Back(back) => action == Action::Restart && back.wanted.is_none() && !back.was_away,
        _ => false,
    };
    let good = done_word(action);
    let numbers = [
        (count(&|outcome| outcome.is_good() && !is_unseen(outcome)), good),
        (count(&|outcome| matches!(outcome, Outcome::Back(back) if back.wanted.is_some())), "with another version"),
        (count(&|outcome| matches!(outcome, Outcome::NotBack { .. })), "not back"),
        (count(&is_unseen), "not seen"),
        (count(&|outcome| matches!(outcome, Outcome::Unwatched)), "not watched"),
        (count(&|outcome| matches!(outcome, Outcome::Refused(_))), "refused"),
        (count(&|outcome| matches!(outcome, Outcome::Unknown(_))), "unclear"),
        (count(&|outcome| matches!(outcome, Outcome::NotSent(_) | Outcome::NotStarted)), "not sent"),
        (count(&|outcome| matches!(outcome, Outcome::LeftOut(_))), "left out"),
    ];
    let parts = numbers.iter().filter(|(number, _)| *number > 0).map(|(number, word)| format!("{number} {word}"));
    parts.collect::<Vec<String>>().join(", ")
}

/// What it is: `Restart of 4 runners`.
pub fn title(operation: &Operation) -> String {
    format!("{} of {}", noun(operation.action), counted(operation.items().len(), "runner"))
}

/// What an operation came to so far, in a line: `Restart of 4 runners: 3 back, 1 refused`.
pub fn summary(operation: &Operation) -> String {
    let title = title(operation);
    match tally(operation) {
        tally if tally.is_empty() => title,
        tally => format!("{title}: {tally}"),
    }
}

/// The word for a runner that ended as it was to.
fn done_word(action: Action) -> &'static str {
    match action {
        Action::Pause => "paused",
        Action::Resume => "resumed",
        Action::Remove => "removed",
        Action::Restart | Action::Details | Action::TestConnectivity => "back",
    }
}

/// How far a runner is.
pub fn step_words(item: &Item, action: Action, runner: Option<&Runner>, now: Moment) -> (String, Role) {
    let since = |since: &Moment| span(now.since(since));
    match item.step() {
        Step::Waiting => ("Waiting".to_owned(), Role::Quiet),
        Step::Idle { since: at, runs: Some(runs) } => {
            (format!("Waits for {} to end, {}", counted(*runs, "run"), since(at)), Role::InMotion)
        }
        Step::Idle { .. } => ("Reading what runs".to_owned(), Role::InMotion),
        Step::Noting { .. } => ("About to be sent".to_owned(), Role::InMotion),
        Step::Sending { has_left: false, .. } => ("Waits to be sent".to_owned(), Role::InMotion),
        Step::Sending { since: at, .. } => (format!("Sent, no answer yet, {}", since(at)), Role::InMotion),
        Step::Watching(watch) => watch_words(watch, action, runner, now),
        Step::Ended(outcome) => outcome_words(outcome, action),
    }
}

fn watch_words(watch: &Watch, action: Action, runner: Option<&Runner>, now: Moment) -> (String, Role) {
    let status = runner.and_then(|runner| runner.status.as_ref()).map_or("no status", Status::label);
    let (time, left) = (span(now.since(&watch.since)), countdown(watch.until.since(&now)));
    let is_late = now.mono >= watch.until.mono;
    let is_off = runner.is_some_and(|runner| runner.connected == Some(false));
    let reported = if is_off { format!("{status}, not connected") } else { status.to_owned() };
    let message = match action {
        _ if is_late => return (format!("Not back after {time}: {reported}"), Role::Bad),
        Action::Restart if watch.was_away && runner.is_some_and(|runner| is_at_work(runner, false)) => {
            format!("{status}, read once more, {time}")
        }
        Action::Restart if watch.was_away => format!("Away, {reported}, {time}; {left} left"),
        Action::Restart => format!("Accepted, not seen away yet, {time}"),
        _ => format!("Accepted, {reported}, {time}; {left} left"),
    };
    (message, Role::InMotion)
}

/// How far a runner was, as it was kept.
pub fn stage_words(stage: &Stage, action: Action) -> (String, Role) {
    match stage {
        Stage::Waiting => ("Nothing was sent".to_owned(), Role::Quiet),
        Stage::Noted => ("The request may have arrived".to_owned(), Role::Attention),
        Stage::Accepted => ("Accepted, the end was not seen".to_owned(), Role::Attention),
        Stage::Ended(outcome) => outcome_words(outcome, action),
    }
}

fn outcome_words(outcome: &Outcome, action: Action) -> (String, Role) {
    match outcome {
        Outcome::Back(back) => {
            let time = span(back.after);
            let status = back.status.as_ref().map_or("back", Status::label);
            let version = back.version.as_ref().map(|version| format!(" with {}", version.label()));
            match (&back.wanted, action) {
                (Some(wanted), _) => (
                    format!("Back after {time}{}, not {}", version.unwrap_or_default(), wanted.label()),
                    Role::Attention,
                ),
                (None, Action::Restart) if !back.was_away => {
                    (format!("{status} now; whether it restarted was not seen"), Role::Attention)
                }
                (None, Action::Restart) => (format!("Back after {time}{}", version.unwrap_or_default()), Role::Good),
                (None, Action::Resume) if back.status != Some(Status::Running) => {
                    (format!("{status} after {time}: queued work does not start"), Role::Attention)
                }
                (None, _) => (format!("{status} after {time}"), Role::Good),
            }
        }
        Outcome::Gone { after } => (format!("Removed, gone after {}", span(*after)), Role::Good),
        Outcome::NotBack { status: Some(status) } => (format!("Not back in time: {}", status.label()), Role::Bad),
        Outcome::NotBack { status: None } => ("Not back, gone from the list".to_owned(), Role::Bad),
        Outcome::NotSeenAway { after } => {
            (format!("Accepted, not seen to leave Running for {}", span(*after)), Role::Attention)
        }
        Outcome::Refused(error) => (format!("Refused: {}", refusal_words(error)), Role::Bad),
        Outcome::Unknown(Doubt::Unanswered(error)) => {
            (format!("{}: may have arrived", in_place_of_an_answer(&error.cause)), Role::Attention)
        }
        Outcome::Unknown(Doubt::Lost) => {
            ("trackside ended first: the request may have arrived".to_owned(), Role::Attention)
        }
        Outcome::NotSent(error) => (format!("Not sent: {}", error.cause), Role::Attention),
        Outcome::LeftOut(why) => (left_out_words(why), Role::Off),
        Outcome::NotStarted => ("Not sent".to_owned(), Role::Quiet),
        Outcome::Unwatched => ("Accepted, not watched to its end".to_owned(), Role::Attention),
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
