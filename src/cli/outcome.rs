//! What became of an action: a line for each runner, and the exit code.

use super::frame::{FAILURE, SUCCESS};
use super::reason::reason;
use crate::account::operation::{Doubt, Operation, Outcome, Step};
use crate::text::words::{capitalised, counted, long_duration};

/// It is not known whether a request arrived.
pub(super) const UNCERTAIN: u8 = 5;
/// A runner is not back in time.
pub(super) const NOT_BACK: u8 = 6;

/// How far a runner was when it was told of.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Told {
    Accepted,
    Ended,
}

/// What is new of each runner since the last call, by its index.
pub(super) fn news(operation: &Operation, told: &mut [Option<Told>]) -> Vec<(usize, String)> {
    let mut news = Vec::new();
    for (index, (item, told)) in operation.items().iter().zip(told).enumerate() {
        let (now, what) = match item.step() {
            Step::Watching(_) => (Told::Accepted, format!("{} accepted", operation.action.label())),
            Step::Ended(outcome) => (Told::Ended, sentence(outcome)),
            _ => continue,
        };
        if *told != Some(now) {
            *told = Some(now);
            news.push((index, what));
        }
    }
    news
}

/// What a runner came to.
fn sentence(outcome: &Outcome) -> String {
    match outcome {
        Outcome::Back(back) => {
            let status = back.status.as_ref().map_or("Reported", |status| status.label());
            let again = if back.was_away { " again" } else { "" };
            let wanted = back.wanted.as_ref().map(|version| format!(", but not with version {}", version.label()));
            format!("{status}{again} after {}{}", long_duration(back.after), wanted.unwrap_or_default())
        }
        Outcome::Gone { after } => format!("Gone after {}", long_duration(*after)),
        Outcome::NotBack { status: Some(status) } => format!("Not back in time: {}", status.label()),
        Outcome::NotBack { status: None } => "Not back, gone from the list".to_owned(),
        Outcome::NotSeenAway { after } => format!("Not seen to leave Running for {}", long_duration(*after)),
        Outcome::Refused(error) => format!("Refused: {}", reason(error)),
        Outcome::NotSent(error) => format!("Not sent: {}", reason(error)),
        Outcome::Unknown(Doubt::Unanswered(error)) => {
            format!("Not known whether the request arrived: {}", reason(error))
        }
        Outcome::Unknown(Doubt::Lost) => "Not known whether the request arrived".to_owned(),
        Outcome::LeftOut(why) => format!("Not sent. {}", capitalised(&why.reason())),
        Outcome::NotStarted => "Not sent".to_owned(),
        Outcome::Unwatched => "Accepted, not watched to its end".to_owned(),
    }
}

/// The exit code of an operation: that of the worst outcome.
pub(super) fn code(operation: &Operation) -> u8 {
    operation.items().iter().filter_map(|item| item.outcome()).map(of_one).fold(SUCCESS, worse)
}

fn of_one(outcome: &Outcome) -> u8 {
    match outcome {
        Outcome::Back(back) if back.wanted.is_none() => SUCCESS,
        Outcome::Gone { .. } => SUCCESS,
        Outcome::Unknown(_) => UNCERTAIN,
        Outcome::Back(_) | Outcome::NotBack { .. } | Outcome::NotSeenAway { .. } | Outcome::Unwatched => NOT_BACK,
        Outcome::Refused(_) | Outcome::NotSent(_) | Outcome::LeftOut(_) | Outcome::NotStarted => FAILURE,
    }
}

/// The worse of two codes: what is not known is worst, then what is not back, then what was not done.
pub(super) fn worse(one: u8, other: u8) -> u8 {
    let rank = |code: u8| match code {
        SUCCESS => 0,
        FAILURE => 1,
        NOT_BACK => 2,
        _ => 3,
    };
    if rank(other) > rank(one) { other } else { one }
}

/// What became of every runner to which something was sent, or may have been, and how many were not asked.
pub(super) fn summary(operation: &Operation) -> Vec<String> {
    let mut lines = Vec::new();
    let mut unsent = 0;
    for item in operation.items() {
        let name = &item.subject.named;
        match item.step() {
            Step::Watching(_) | Step::Ended(Outcome::Unwatched) => lines.push(format!("{name}: sent and accepted.")),
            Step::Sending { .. } => lines.push(format!("{name}: sent, not known whether the request arrived.")),
            Step::Ended(Outcome::LeftOut(_)) => {}
            Step::Ended(Outcome::NotStarted | Outcome::NotSent(_))
            | Step::Waiting
            | Step::Idle { .. }
            | Step::Noting { .. } => unsent += 1,
            Step::Ended(outcome) => lines.push(format!("{name}: {}.", sentence(outcome))),
        }
    }
    if unsent > 0 {
        lines.push(format!("Not sent: {}.", counted(unsent, "runner")));
    }
    lines
}
