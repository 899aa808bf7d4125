//! That a runner is missing from the list, in words.

use jiff::tz::TimeZone;

use crate::account::fleet::Absence;
use crate::text::words::time_of_day;

/// That the list lacks a runner, since when, and what looking it up has told. Never that it is gone.
pub fn message(absence: Absence, zone: &TimeZone) -> String {
    let outcome = match () {
        () if absence.is_found() => "but found by id",
        () if absence.has_failed() => "lookup by id failed",
        () => "lookup by id under way",
    };
    let since = time_of_day(absence.since.wall, zone);
    if absence.is_explained() {
        return format!("Not in the list since {since}, which came incomplete, {outcome}");
    }
    format!("Missing from the list since {since}, {outcome}")
}
