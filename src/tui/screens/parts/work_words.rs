//! What runs on a runner and what comes next, in sentences: for questions, the side pane and the details' tab alike.
//!
//! The API ties work to environments, not to runners: each sentence says "in environments that default to", and what was
//! not seen is "none seen".

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::account::work::Unreadable;
use crate::api::Cause;
use crate::domain::Runs;
use crate::domain::work::{Longest, NextStart, WorkFacts};
use crate::text;
use crate::text::words::{count, counted, long_duration, time_of_day};
use crate::tui::ui::Symbols;

/// Whose work it is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Of {
    /// One runner's.
    One,
    /// Several runners' together.
    Several,
}

/// What runs: `3 pipelines run in environments that default to it, the longest for 2 h 10 min (orders-full, prod)`.
pub fn running(facts: &WorkFacts, of: Of) -> String {
    let whose = match of {
        Of::One => "it",
        Of::Several => "these runners",
    };
    let longest = facts.longest.as_ref().filter(|_| facts.running > 0).map(|longest| {
        let the_longest = if facts.running > 1 { "the longest " } else { "" };
        format!(", {the_longest}for {} ({})", long_duration(longest.age), place(longest))
    });
    let number = number_running(facts.running, facts.is_at_least);
    format!("{number} in environments that default to {whose}{}", longest.unwrap_or_default())
}

/// How many run: `3 pipelines run`, `At least 3 pipelines run`, `None seen running so far`.
pub fn number_running(number: usize, is_at_least: bool) -> String {
    let at_least = if is_at_least { "At least " } else { "" };
    let verb = if number == 1 { "runs" } else { "run" };
    match number {
        0 if is_at_least => "None seen running so far".to_owned(),
        0 => "None seen running".to_owned(),
        number => format!("{at_least}{} {verb}", counted(number, "pipeline")),
    }
}

/// What starts next: `next nightly-load in 14 min`.
pub fn next(facts: &WorkFacts) -> String {
    match (&facts.next, facts.is_next_uncertain) {
        (Some(next), false) => format!("next {} in {}", next.name.safe(), long_duration(next.after)),
        (Some(next), true) => format!("next known start {} in {}", next.name.safe(), long_duration(next.after)),
        (None, false) => "no start seen for the next 24 h".to_owned(),
        (None, true) => "next start not known".to_owned(),
    }
}

/// Both, in a line: what a question opens with. `are_schedules_refused`: nothing can be said of what comes next.
pub fn sentence(facts: &WorkFacts, of: Of, are_schedules_refused: bool) -> String {
    let running = running(facts, of);
    if are_schedules_refused {
        format!("{running}; schedules cannot be read")
    } else {
        format!("{running}; {}", next(facts))
    }
}

/// The same in few words, as far as there is room in `width` cells: `3 run, longest 2 h 10 min; next in 14 min`.
pub fn short(facts: &WorkFacts, width: usize) -> String {
    let number = match (facts.running, facts.is_at_least) {
        (0, true) => "None seen so far".to_owned(),
        (0, false) => "None seen running".to_owned(),
        (number, true) => format!("{}+ run", count(number)),
        (number, false) => format!("{} run", count(number)),
    };
    let age = facts.longest.as_ref().filter(|_| facts.running > 0).map(|longest| long_duration(longest.age));
    let longest = |word: &str| age.as_ref().map(|age| format!(", {word} {age}")).unwrap_or_default();
    let next = facts.next.as_ref().map(|next| format!("; next in {}", long_duration(next.after))).unwrap_or_default();
    let forms = [format!("{number}{}{next}", longest("longest")), format!("{number}{}{next}", longest("up to"))];
    let fits = forms.into_iter().find(|form| text::width(form) <= width);
    // What runs now matters more than what comes.
    fits.unwrap_or_else(|| format!("{number}{}", longest("longest")))
}

/// The streaming pipelines that name the runner: `Streaming pipeline: cdc-orders`.
pub fn streaming(facts: &WorkFacts) -> String {
    match facts.streaming.as_slice() {
        [] => "No streaming pipeline seen that names the runner".to_owned(),
        [one] => format!("Streaming pipeline {} names the runner", one.safe()),
        [first, rest @ ..] => format!("Streaming pipeline {} and {} more name the runner", first.safe(), rest.len()),
    }
}

/// That what runs cannot be read, and why.
pub fn unreadable(why: Unreadable) -> String {
    format!("What runs cannot be read: {}", reason(why))
}

/// Why something of the work cannot be read, behind a colon.
pub fn reason(why: Unreadable) -> String {
    match why {
        Unreadable::NoProjects => "the credential sees no projects".to_owned(),
        Unreadable::NoEnvironments(1) => "the project's environments".to_owned(),
        Unreadable::NoEnvironments(number) => format!("the environments of {}", counted(number, "project")),
        Unreadable::Failed(error) => match &error.cause {
            Cause::Forbidden(problem) if problem.is_address_refused() => "IP allow list (403)".to_owned(),
            Cause::Forbidden(_) => "role or IP allow list (403)".to_owned(),
            cause => cause.to_string(),
        },
    }
}

/// The most runs that a cell of four has room for.
const MOST_IN_A_CELL: usize = 999;

/// A number of runs in a cell of four: `3`, `100+`, none seen, not readable, not read yet.
pub fn cell(runs: Runs, symbols: &Symbols) -> String {
    match runs {
        Runs::Unread => symbols.ellipsis.to_owned(),
        Runs::NotReadable => "?".to_owned(),
        Runs::Seen { count: 0, is_at_least: false } => symbols.none_seen.to_owned(),
        Runs::Seen { count: number, is_at_least } => {
            let more = if is_at_least || number > MOST_IN_A_CELL { "+" } else { "" };
            format!("{}{more}", number.min(MOST_IN_A_CELL))
        }
    }
}

/// That a pause ends in time before a start: `The pause ends 20 min before nightly-load`.
pub fn ends_before(next: &NextStart) -> String {
    format!("The pause ends {} before {}", long_duration(next.after), next.name.safe())
}

/// That a start falls into a pause, and how many more do: `nightly-load (03:00) falls into the pause: may queue or be
/// skipped`.
pub fn falls_into(name: &str, at: Timestamp, more: usize, zone: &TimeZone) -> String {
    let more = if more > 0 { format!(" and {} fall", counted(more, "more start")) } else { " falls".to_owned() };
    format!("{name} ({}){more} into the pause: may queue or be skipped", time_of_day(at, zone))
}

/// What a pause does to the next start, while nobody knows when the pause ends.
pub fn if_paused_until(name: &str, at: Timestamp, zone: &TimeZone) -> String {
    let at = time_of_day(at, zone);
    format!("{name} ({at}) falls into a pause that is not over by then: may queue or be skipped")
}

/// How many environments point nowhere: `2 environments point nowhere`; empty where none was seen.
pub fn orphans(number: usize, is_short: bool) -> String {
    let verb = if number == 1 { "points" } else { "point" };
    match number {
        0 => String::new(),
        number if is_short => format!("{} {verb} nowhere", count(number)),
        number => format!("{} {verb} nowhere", counted(number, "environment")),
    }
}

fn place(longest: &Longest) -> String {
    let pipeline = longest.pipeline.safe();
    longest.environment.as_ref().map_or_else(|| pipeline.to_owned(), |name| format!("{pipeline}, {}", name.safe()))
}
