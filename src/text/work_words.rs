//! What runs on a runner and what comes next, in sentences.
//!
//! The API ties work to environments, not to runners: each sentence says "in environments that default to", and what was
//! not seen is "none seen".

use super::words::{count, counted, long_duration};
use crate::domain::work::{Longest, WorkFacts};
use crate::text;

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

fn place(longest: &Longest) -> String {
    let pipeline = longest.pipeline.safe();
    longest.environment.as_ref().map_or_else(|| pipeline.to_owned(), |name| format!("{pipeline}, {}", name.safe()))
}
