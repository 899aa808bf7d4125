//! 24 hours as cells.

use jiff::tz::TimeZone;
use trackside::domain::work::{Starts, Strip, Upcoming};

use super::*;

/// The strip from `now` for 24 hours, as local time and number of starts, with `?` where there may be more.
fn strip(now: &str, zone: &str, minutes: i64, times: &[&str], known_until: Option<&str>) -> Vec<String> {
    let (project, now) = (project("p"), at(now));
    let until = now + jiff::SignedDuration::from_hours(24);
    let starts =
        Starts { at: times.iter().map(|time| at(time)).collect(), known_until: Some(known_until.map_or(until, at)) };
    let schedule = Schedule { starts, ..Schedule::new("s") };
    let upcoming = Upcoming::of([(&project, &schedule)], now, until);
    let strip = Strip::new(&upcoming, &TimeZone::get(zone).unwrap(), minutes);
    let cell = |cell: &trackside::domain::work::StripCell| {
        format!("{} {}{}", cell.local.strftime("%H:%M"), cell.starts, if cell.is_at_least { "?" } else { "" })
    };
    strip.cells.iter().map(cell).collect()
}

#[test]
fn cells_begin_at_whole_hours_of_the_zone() {
    for (now, zone, minutes, first, last, count) in [
        ("2026-01-05T12:00:00Z", "UTC", 60, "12:00 0", "11:00 0", 24),
        ("2026-01-05T12:20:31.5Z", "UTC", 60, "12:00 0", "12:00 0", 25),
        ("2026-01-05T12:20:00Z", "UTC", 30, "12:00 0", "12:00 0", 49),
        ("2026-01-05T12:40:00Z", "UTC", 30, "12:30 0", "12:30 0", 49),
        ("2026-01-05T12:00:00Z", "Asia/Kolkata", 60, "17:00 0", "17:00 0", 25),
        ("2026-01-05T12:20:00Z", "America/New_York", 60, "07:00 0", "07:00 0", 25),
    ] {
        let cells = strip(now, zone, minutes, &[], None);
        assert_eq!((cells.len(), &*cells[0], &**cells.last().unwrap()), (count, first, last), "{now} {zone} {minutes}");
    }
}

#[test]
fn starts_are_counted_in_their_cells_across_midnight_and_no_others() {
    let times = [
        "2026-01-05T22:10:00Z", // before
        "2026-01-05T22:31:00Z",
        "2026-01-05T23:00:00Z",
        "2026-01-05T23:59:59Z",
        "2026-01-06T00:00:00Z",
        "2026-01-06T22:30:00Z", // at the very end
        "2026-01-06T22:31:00Z", // after
    ];
    let cells = strip("2026-01-05T22:30:00Z", "UTC", 60, &times, None);
    assert_eq!(cells[..4], ["22:00 1", "23:00 2", "00:00 1", "01:00 0"]);
    assert_eq!((cells.len(), &**cells.last().unwrap()), (25, "22:00 1"));
}

#[test]
fn a_day_of_23_hours_lacks_one_and_a_day_of_25_has_one_twice() {
    let spring = strip("2026-03-28T23:00:00Z", "Europe/Dublin", 60, &["2026-03-29T01:30:00Z"], None);
    assert_eq!(spring[..4], ["23:00 0", "00:00 0", "02:00 1", "03:00 0"]);
    assert_eq!((spring.len(), &**spring.last().unwrap()), (24, "23:00 0"));
    let autumn =
        strip("2026-10-24T23:00:00Z", "Europe/Dublin", 60, &["2026-10-25T00:30:00Z", "2026-10-25T01:30:00Z"], None);
    assert_eq!(autumn[..4], ["00:00 0", "01:00 1", "01:00 1", "02:00 0"]);
    assert_eq!((autumn.len(), &**autumn.last().unwrap()), (24, "22:00 0"));
}

#[test]
fn cells_behind_what_is_known_say_so() {
    let cells = strip("2026-01-05T12:00:00Z", "UTC", 60, &["2026-01-05T13:30:00Z"], Some("2026-01-05T14:00:00Z"));
    assert_eq!(cells[..4], ["12:00 0", "13:00 1", "14:00 0?", "15:00 0?"]);
}
