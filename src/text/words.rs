//! Ages, times and numbers in the words of the screen. Time is an argument, so the same values give the same text.

use std::time::Duration;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::domain::{Label, Named};
use crate::text;

/// The words with a capital first letter.
pub fn capitalised(text: &str) -> String {
    let mut characters = text.chars();
    characters.next().map_or_else(String::new, |first| first.to_uppercase().chain(characters).collect())
}

/// A clause as a sentence of its own: a capital first letter, and an end mark.
pub fn sentence(clause: &str) -> String {
    let end = if clause.ends_with(['.', '?', '!', '…']) { "" } else { "." };
    capitalised(clause) + end
}

/// That a background task failed, which is no fault of anything outside.
pub fn fault_inside(task: &str) -> String {
    format!("{task} failed (a fault inside trackside).")
}

/// How long something takes or took, in its largest unit, rounded down, in a sentence: `12 s`, `2 min`, `5 h`, `3 days`.
pub fn duration(duration: Duration) -> String {
    match duration.as_secs() {
        seconds @ 0..60 => format!("{seconds} s"),
        seconds @ 60..3_600 => format!("{} min", seconds / 60),
        seconds @ 3_600..172_800 => format!("{} h", seconds / 3_600),
        seconds => format!("{} days", seconds / 86_400),
    }
}

/// The same to the minute below two days: `under 1 min`, `14 min`, `2 h 10 min`, `3 days`.
pub fn long_duration(duration: Duration) -> String {
    let minutes = duration.as_secs() / 60;
    match minutes {
        0 => "under 1 min".to_owned(),
        1..60 => format!("{minutes} min"),
        60..2_880 if minutes.is_multiple_of(60) => format!("{} h", minutes / 60),
        60..2_880 => format!("{} h {} min", minutes / 60, minutes % 60),
        _ => format!("{} days", minutes / 1_440),
    }
}

/// A wait in a sentence, rounded up: `45 s`.
pub fn remaining(wait: Duration) -> String {
    duration(Duration::from_secs(wait.as_secs() + u64::from(wait.subsec_nanos() > 0)))
}

/// The words with a small first letter, for the middle of a sentence; a name in capitals stays.
pub fn uncapitalised(text: &str) -> String {
    let mut characters = text.chars();
    match (characters.next(), text.chars().nth(1)) {
        (Some(first), Some(next)) if next.is_lowercase() => first.to_lowercase().chain(characters).collect(),
        _ => text.to_owned(),
    }
}

/// A runner's name in at most `width` cells: what tells it apart from others is never cut, its name is, in the middle, as
/// names that differ mostly begin alike.
pub fn named(named: &Named, width: usize, ellipsis: &str) -> String {
    let behind = named.id().map(|id| format!(" ({id})")).unwrap_or_default();
    let name = text::cut_middle(named.name().safe(), width.saturating_sub(text::width(&behind)), ellipsis);
    format!("{name}{behind}")
}

/// An age or a wait in its largest unit, rounded down: `4s`, `2m`, `5h`, `3d`.
pub fn span(duration: Duration) -> String {
    match duration.as_secs() {
        seconds @ 0..60 => format!("{seconds}s"),
        seconds @ 60..3_600 => format!("{}m", seconds / 60),
        seconds @ 3_600..86_400 => format!("{}h", seconds / 3_600),
        seconds => format!("{}d", seconds / 86_400),
    }
}

/// How long ago something was, to the minute, so that it is calm: `just now`, `3m ago`.
pub fn ago(age: Duration) -> String {
    if age.as_secs() < 60 { "just now".to_owned() } else { format!("{} ago", span(age)) }
}

/// A wait, rounded up, so that it never says `0s` before its end.
pub fn wait(duration: Duration) -> String {
    let whole = duration.as_secs() + u64::from(duration.subsec_nanos() > 0);
    span(Duration::from_secs(whole))
}

/// How long something short took, to the tenth of a second: `0.6 s`, `30.0 s`.
pub fn seconds(duration: Duration) -> String {
    format!("{:.1} s", duration.as_secs_f64())
}

/// The time of day where the operator is: `14:03`.
pub fn time_of_day(at: Timestamp, zone: &TimeZone) -> String {
    let local = zone.to_datetime(at);
    format!("{:02}:{:02}", local.hour(), local.minute())
}

/// The time of day where the operator is, to the second: `14:03:11`.
pub fn time_with_seconds(at: Timestamp, zone: &TimeZone) -> String {
    let local = zone.to_datetime(at);
    format!("{:02}:{:02}:{:02}", local.hour(), local.minute(), local.second())
}

/// What is left of a wait, rounded up: to the minute while it is long, so that it is calm, and to the second in its
/// last two minutes.
pub fn countdown(left: Duration) -> String {
    let seconds = left.as_secs() + u64::from(left.subsec_nanos() > 0);
    let minutes = seconds.div_ceil(60);
    match seconds {
        0..=120 => format!("{seconds} s"),
        121..=7_200 => format!("{minutes} min"),
        _ => format!("{} h {} min", minutes / 60, minutes % 60),
    }
}

/// How long ago a day was: `today`, `1 day ago`, `12 days ago`.
pub fn days_ago(age: Duration) -> String {
    match age.as_secs() / 86_400 {
        0 => "today".to_owned(),
        days => format!("{} ago", counted(usize::try_from(days).unwrap_or(usize::MAX), "day")),
    }
}

/// Day and time where the operator is, to the second: `23 Nov 2026 14:03:11`.
pub fn moment(at: Timestamp, zone: &TimeZone) -> String {
    let local = zone.to_datetime(at);
    format!("{} {} {} {}", local.day(), month(local.month()), local.year(), time_with_seconds(at, zone))
}

/// Day and time where the operator is: `23 Nov, 14:03`.
pub fn day_and_time(at: Timestamp, zone: &TimeZone) -> String {
    let local = zone.to_datetime(at);
    format!("{} {}, {:02}:{:02}", local.day(), month(local.month()), local.hour(), local.minute())
}

/// When something was, seen from `now`: the time of day, with the day where that is another one.
pub fn time_or_day(at: Timestamp, now: Timestamp, zone: &TimeZone) -> String {
    if is_same_day(at, now, zone) { time_of_day(at, zone) } else { day_and_time(at, zone) }
}

/// The same; a time of the same day to the second.
pub fn second_or_day(at: Timestamp, now: Timestamp, zone: &TimeZone) -> String {
    if is_same_day(at, now, zone) { time_with_seconds(at, zone) } else { day_and_time(at, zone) }
}

fn is_same_day(one: Timestamp, other: Timestamp, zone: &TimeZone) -> bool {
    zone.to_datetime(one).date() == zone.to_datetime(other).date()
}

/// The day, as the control plane dates releases (UTC): `1 Jan 2026`.
pub fn day(at: Timestamp) -> String {
    let utc = TimeZone::UTC.to_datetime(at);
    format!("{} {} {}", utc.day(), month(utc.month()), utc.year())
}

/// A day to come, seen from `now`: `1 Feb`, with the year where that is another one.
pub fn date(date: Date, now: Timestamp) -> String {
    let year =
        if TimeZone::UTC.to_datetime(now).year() == date.year() { String::new() } else { format!(" {}", date.year()) };
    format!("{} {}{year}", date.day(), month(date.month()))
}

fn month(number: i8) -> &'static str {
    const NAMES: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    usize::try_from(number - 1).ok().and_then(|index| NAMES.get(index)).copied().unwrap_or("?")
}

/// A count with a comma between thousands: `20,000`.
pub fn count(number: usize) -> String {
    let digits = number.to_string();
    let mut grouped = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

/// `1 runner`, `42 runners`.
pub fn counted(number: usize, one: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{} {one}{plural}", count(number))
}

/// A text as a sentence shows it, safe to draw.
pub fn quoted(label: &Label) -> String {
    if label.is_blank() { "nothing".to_owned() } else { format!("\"{label}\"") }
}
