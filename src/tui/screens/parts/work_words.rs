//! What runs on a runner and what comes next, in sentences: for questions, the side pane and the details' tab alike. What is the same
//! without a screen is in [`crate::text::work_words`].

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::account::work::Unreadable;
use crate::api::Cause;
use crate::domain::Runs;
use crate::domain::work::NextStart;
use crate::text::words::{count, counted, long_duration, time_of_day};
pub use crate::text::work_words::{Of, number_running, sentence, short, streaming};
use crate::tui::ui::Symbols;

/// That what runs cannot be read, and why.
pub fn unreadable(why: Unreadable) -> String {
    format!("What runs cannot be read: {}", reason(why))
}

/// Why something of the work cannot be read, behind a colon.
pub fn reason(why: Unreadable) -> String {
    why.clause(|error| match &error.cause {
        Cause::Forbidden(problem) if problem.is_address_refused() => "IP allow list (403)".to_owned(),
        Cause::Forbidden(_) => "role or IP allow list (403)".to_owned(),
        cause => cause.to_string(),
    })
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
