//! A pause of the runner compared with the schedules: what falls into the pause, and what comes right after its end.

use jiff::Timestamp;

use super::Known;
use crate::domain::Status;
use crate::domain::work::{Start, Upcoming};
use crate::text::words::{counted, long_duration, time_of_day};

/// Schedules that are named.
const NAMED: usize = 3;

/// What is worth pointing out, a sentence each; nothing where the runner is not paused.
pub(super) fn sentences(known: &Known, upcoming: &Upcoming) -> Vec<String> {
    let runner = known.subject.runner;
    let is_paused = matches!(runner.status, Some(Status::Paused | Status::Pausing));
    let ends = runner.paused_until.filter(|ends| is_paused && *ends > upcoming.from);
    let Some(ends) = ends else {
        let is_open = is_paused && runner.paused_until.is_none() && !upcoming.starts.is_empty();
        let open = "Paused without an end: scheduled runs may queue or be skipped until the runner is resumed";
        return is_open.then(|| open.to_owned()).into_iter().collect();
    };
    let check = upcoming.during_pause(ends);
    let mut said = falling(known, &check.falling);
    if let Some((start, after)) = check.next {
        let after = std::time::Duration::try_from(after).unwrap_or_default();
        let message = match after.as_secs() {
            0 => format!("Pause ends as {} starts", named(known, &start)),
            1..60 => format!("Pause ends under 1 min before {}", named(known, &start)),
            _ => format!("Pause ends {} before {}", long_duration(after), named(known, &start)),
        };
        said.push(message);
    }
    if check.is_at_least {
        said.push("More may fall into the pause: not every start is known".to_owned());
    }
    said
}

/// Each schedule once, by its first start in the pause.
fn falling(known: &Known, starts: &[Start]) -> Vec<String> {
    let mut first: Vec<&Start> = Vec::new();
    for start in starts {
        if !first.iter().any(|other| std::ptr::eq(other.schedule, start.schedule)) {
            first.push(start);
        }
    }
    let mut said: Vec<String> = first
        .iter()
        .take(NAMED)
        .map(|start| format!("{} falls into the pause: may queue or be skipped", named(known, start)))
        .collect();
    let rest = starts.len() - first.len().min(NAMED);
    if rest > 0 {
        let fall = if rest == 1 { "falls" } else { "fall" };
        said.push(format!("{} more {fall} into the pause", counted(rest, "start")));
    }
    said
}

/// `nightly-load (03:00)`.
fn named(known: &Known, start: &Start) -> String {
    format!("{} ({})", start.schedule.name, time(known, start.at))
}

fn time(known: &Known, at: Timestamp) -> String {
    time_of_day(at, known.subject.zone)
}
