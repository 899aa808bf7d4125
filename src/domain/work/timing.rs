//! When a schedule starts: `nextRunAt` is told, what follows is worked out from cron or interval.
//!
//! The only user of the cron library. Quartz counts the days of the week from 1 (Sunday) to 7 (Saturday), has seconds
//! first and allows a year at the end.

use croner::parser::{CronParser, Seconds, Year};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use super::super::text::Label;
use super::civil::Zoned;
use super::schedule::{Schedule, Starts, Timing};

/// How far starts are worked out: a day to look at, and some hours in which the reading may grow old.
const REACH: SignedDuration = SignedDuration::from_hours(30);

/// Starts that are kept of one schedule: one each minute. Of a schedule that starts more often the rest is not known.
const MAX_STARTS: usize = 30 * 60;

/// The starts of `schedule` from `now` on.
pub(super) fn starts(schedule: &Schedule, now: Timestamp) -> Starts {
    let end = now.saturating_add(REACH).unwrap_or(Timestamp::MAX);
    match schedule.is_enabled {
        Some(true) => {}
        Some(false) => return Starts { at: Vec::new(), known_until: Some(end) },
        None => return Starts::default(),
    }
    let told = schedule.next_run_at.filter(|&next| next > now);
    // Before the one that is told none starts, whatever the expression says: the schedule may not be in effect yet.
    let in_effect = schedule.effective_from.and_then(|from| from.checked_sub(SignedDuration::from_secs(1)).ok());
    let after = told.unwrap_or_else(|| in_effect.map_or(now, |from| from.max(now)));
    let mut at: Vec<Timestamp> = told.into_iter().filter(|&next| next <= end).collect();
    if after > end {
        return Starts { at, known_until: Some(end) };
    }
    match later(schedule, after, end) {
        Some(later) => {
            at.extend(later);
            let is_cut = at.len() > MAX_STARTS;
            at.truncate(MAX_STARTS);
            let known_until = if is_cut { at.last().copied() } else { Some(end) };
            Starts { at, known_until }
        }
        None => Starts { at, known_until: told },
    }
}

/// The zone of the hours of an expression.
pub(super) fn zone(timing: &Timing) -> Option<TimeZone> {
    match timing {
        Timing::Cron { zone, .. } => named_zone(zone.as_ref()),
        Timing::Interval { .. } | Timing::Unknown => None,
    }
}

fn named_zone(name: Option<&Label>) -> Option<TimeZone> {
    name.map_or(Some(TimeZone::UTC), |name| TimeZone::get(name.raw().trim()).ok())
}

/// The starts after `after`, up to `end`; `None` where they cannot be worked out.
fn later(schedule: &Schedule, after: Timestamp, end: Timestamp) -> Option<Vec<Timestamp>> {
    match &schedule.timing {
        Timing::Cron { expression, zone } => {
            let zone = named_zone(zone.as_ref())?;
            // An expression counts whole seconds: what it starts within one of the start that is told is that start.
            let same = if schedule.next_run_at == Some(after) {
                SignedDuration::from_millis(999)
            } else {
                SignedDuration::ZERO
            };
            cron(expression.raw(), &zone, after.saturating_add(same).unwrap_or(after).min(end), end)
        }
        Timing::Interval { count, unit } => {
            let step = interval(*count, unit.raw())?;
            repeated(schedule.next_run_at?, step, after, end)
        }
        Timing::Unknown => None,
    }
}

fn cron(expression: &str, zone: &TimeZone, after: Timestamp, end: Timestamp) -> Option<Vec<Timestamp>> {
    // "@hourly" is no Quartz, whatever the library knows of it.
    let expression = Some(expression.trim()).filter(|expression| !expression.starts_with('@'))?;
    let parser = CronParser::builder().seconds(Seconds::Required).year(Year::Optional).alternative_weekdays(true);
    // Sloppy is what the library calls a start with a step: `0/15`, which is the usual form in Quartz.
    let cron = parser.sloppy_ranges(true).build().parse(expression).ok()?;
    let mut starts: Vec<Timestamp> = Vec::new();
    let mut last = Zoned::new(after, zone);
    while starts.len() <= MAX_STARTS {
        match cron.find_next_occurrence(&last, false) {
            Ok(next) if next.at > end => return Some(starts),
            // Backwards would be a fault of the library's, and a loop without an end.
            Ok(next) if next.at <= last.at => return None,
            Ok(next) => {
                starts.push(next.at);
                last = next;
            }
            // Nothing in the years that it looks ahead.
            Err(croner::errors::CronError::TimeSearchLimitExceeded) => return Some(starts),
            Err(_) => return None,
        }
    }
    Some(starts)
}

/// The length of an interval; `None` for a unit that is not known, or no length. The units are not documented.
fn interval(count: u64, unit: &str) -> Option<SignedDuration> {
    let unit = unit.trim().to_ascii_lowercase();
    let seconds: u64 = match unit.strip_suffix('s').unwrap_or(&unit) {
        "second" | "sec" => 1,
        "minute" | "min" => 60,
        "hour" => 3_600,
        "day" => 86_400,
        "week" => 604_800,
        _ => return None,
    };
    let seconds = i64::try_from(seconds.checked_mul(count)?).ok().filter(|&seconds| seconds > 0)?;
    Some(SignedDuration::from_secs(seconds))
}

/// `first` and each `step` after it, as far as they are after `after` and not after `end`.
fn repeated(first: Timestamp, step: SignedDuration, after: Timestamp, end: Timestamp) -> Option<Vec<Timestamp>> {
    let behind = after.duration_since(first).as_millis();
    let steps = if behind < 0 { 0 } else { behind / step.as_millis() + 1 };
    let offset = SignedDuration::from_millis(i64::try_from(step.as_millis().checked_mul(steps)?).ok()?);
    let mut next = first.checked_add(offset).ok()?;
    let mut starts = Vec::new();
    while next <= end && starts.len() <= MAX_STARTS {
        starts.push(next);
        next = next.checked_add(step).ok()?;
    }
    Some(starts)
}
