//! When a schedule starts: told, by cron, by interval.

use super::*;

/// The first `count` starts, as RFC 3339 without the seconds, and whether a whole day is known.
fn starts(schedule: &Schedule, now: Timestamp, count: usize) -> (Vec<String>, bool) {
    let day = now + jiff::SignedDuration::from_hours(24);
    let list = schedule.starts.at.iter().filter(|&&at| at <= day);
    let list = list.take(count).map(ToString::to_string).collect();
    (list, schedule.starts.known_until.is_some_and(|until| until >= day))
}

/// Evaluated from Monday, 5 January 2026, midnight in UTC.
#[track_caller]
fn first_by_cron(expression: &str) -> Option<String> {
    let now = at("2026-01-04T23:59:59Z");
    let (list, is_known) = starts(&schedule("s", cron(expression, "UTC"), None, now), now, 1);
    is_known.then(|| list.into_iter().next().unwrap_or_else(|| "none".to_owned()))
}

#[test]
fn quartz_is_understood() {
    // 2026-01-05 is a Monday.
    for (expression, first) in [
        ("0 0 3 ? * * *", "2026-01-05T03:00:00Z"),
        ("0 0 3 * * ?", "2026-01-05T03:00:00Z"),
        ("15 30 3 ? * *", "2026-01-05T03:30:15Z"),
        ("0 0 3 ? * 2", "2026-01-05T03:00:00Z"),
        ("0 0 3 ? * MON", "2026-01-05T03:00:00Z"),
        ("0 0 3 ? * mon-fri", "2026-01-05T03:00:00Z"),
        ("0 0 3 ? * 2-6", "2026-01-05T03:00:00Z"),
        ("0 0 3 ? * 2#1", "2026-01-05T03:00:00Z"),
        ("0 0 3 ? * MON#1", "2026-01-05T03:00:00Z"),
        ("0 0 3 5 1 ?", "2026-01-05T03:00:00Z"),
        ("0 0 3 5 JAN ? 2026", "2026-01-05T03:00:00Z"),
        ("0 0 3 5 1 ? 2026-2030", "2026-01-05T03:00:00Z"),
        ("0 0/15 * * * ?", "2026-01-05T00:00:00Z"),
        ("0 */15 * * * ?", "2026-01-05T00:00:00Z"),
        ("0 5/20 2-4 ? * *", "2026-01-05T02:05:00Z"),
        ("0 0 1,13 ? * *", "2026-01-05T01:00:00Z"),
        // Not on this Monday: Sunday and Tuesday, another Monday, another day, another year.
        ("0 0 3 ? * 1", "none"),
        ("0 0 3 ? * SUN", "none"),
        ("0 0 3 ? * 3", "none"),
        ("0 0 3 ? * 7", "none"),
        ("0 0 3 ? * 2#2", "none"),
        ("0 0 3 ? * 2L", "none"),
        ("0 0 3 L * ?", "none"),
        ("0 0 3 LW * ?", "none"),
        ("0 0 3 5 1 ? 2027", "none"),
    ] {
        assert_eq!(first_by_cron(expression).as_deref(), Some(first), "{expression}");
    }
}

#[test]
fn what_is_no_quartz_is_not_guessed() {
    for expression in ["0", "", "0 3 * * *", "never", "0 0 3 ? * 9", "0 61 * * * ?", "@hourly", "0 0 3 ? * * * *"] {
        assert_eq!(first_by_cron(expression), None, "{expression}");
    }
}

#[test]
fn the_last_days_of_a_month() {
    // Friday, 30 January; Saturday, 31 January.
    for (expression, first) in [
        ("0 0 3 L * ?", "2026-01-31T03:00:00Z"),
        ("0 0 3 ? * 7L", "2026-01-31T03:00:00Z"),
        ("0 0 3 ? * SATL", "2026-01-31T03:00:00Z"),
        ("0 0 3 ? * 7#5", "2026-01-31T03:00:00Z"),
    ] {
        let now = at("2026-01-30T12:00:00Z");
        let (list, is_known) = starts(&schedule("s", cron(expression, "UTC"), None, now), now, 9);
        assert_eq!((list, is_known), (vec![first.to_owned()], true), "{expression}");
    }
    let now = at("2026-01-29T12:00:00Z");
    let (list, _) = starts(&schedule("s", cron("0 0 3 LW * ?", "UTC"), None, now), now, 9);
    assert_eq!(list, ["2026-01-30T03:00:00Z"], "the last day is a Saturday");
}

#[test]
fn the_zone_and_its_changes_of_summer_time() {
    // Dublin: forward on 29 March at 1:00, back on 25 October at 2:00 summer time.
    for (expression, now, expected) in [
        ("0 0 3 ? * *", "2026-07-05T12:00:00Z", &["2026-07-06T02:00:00Z"][..]),
        ("0 0 3 ? * *", "2026-01-05T12:00:00Z", &["2026-01-06T03:00:00Z"]),
        // 1:30 is missing on that day.
        ("0 30 1 ? * *", "2026-03-28T12:00:00Z", &["2026-03-29T01:00:00Z"]),
        // 1:30 is there twice.
        ("0 30 1 ? * *", "2026-10-24T12:00:00Z", &["2026-10-25T00:30:00Z"]),
        // Each hour: three starts from midnight until after 2:00, whichever way the clock goes.
        (
            "0 0 0-2 ? * *",
            "2026-10-24T12:00:00Z",
            &["2026-10-24T23:00:00Z", "2026-10-25T00:00:00Z", "2026-10-25T01:00:00Z", "2026-10-25T02:00:00Z"],
        ),
    ] {
        let now = at(now);
        let (list, is_known) = starts(&schedule("s", cron(expression, "Europe/Dublin"), None, now), now, 9);
        assert!(is_known, "{expression}");
        if expression.contains("0-2") {
            // Whether an hour that is there twice starts twice is the library's rule; none of the others is missing.
            assert!(list.len() >= 3 && list.first().map(String::as_str) == expected.first().copied(), "{list:?}");
        } else {
            assert_eq!(list, expected, "{expression} {now}");
        }
    }
}

#[test]
fn intervals_go_on_from_the_time_that_is_told() {
    let now = at("2026-01-05T12:00:00Z");
    for (count, unit, next, expected) in [
        (30, "MINUTES", "2026-01-05T12:10:00Z", &["2026-01-05T12:10:00Z", "2026-01-05T12:40:00Z"][..]),
        (2, "hours", "2026-01-05T12:10:00Z", &["2026-01-05T12:10:00Z", "2026-01-05T14:10:00Z"]),
        (1, "Day", "2026-01-05T12:10:00Z", &["2026-01-05T12:10:00Z"]),
        // The reading is old: the one that was told is over.
        (30, "MINUTES", "2026-01-05T11:50:00Z", &["2026-01-05T12:20:00Z", "2026-01-05T12:50:00Z"]),
        (30, "MINUTES", "2026-01-05T12:00:00Z", &["2026-01-05T12:30:00Z", "2026-01-05T13:00:00Z"]),
        (1, "WEEKS", "2026-01-01T00:00:00Z", &[]),
    ] {
        let (list, is_known) = starts(&schedule("s", every(count, unit), Some(next), now), now, 2);
        assert_eq!(
            (&*list, is_known),
            (&expected.iter().map(ToString::to_string).collect::<Vec<_>>()[..], true),
            "{count} {unit}"
        );
    }
}

#[test]
fn where_nothing_can_be_worked_out_only_what_is_told_is_known() {
    let now = at("2026-01-05T12:00:00Z");
    let next = "2026-01-05T18:00:00Z";
    for timing in [
        Timing::Unknown,
        cron("0", "UTC"),
        cron("0 0 3 ? * *", "Mars/Olympus"),
        every(3, "FORTNIGHTS"),
        every(0, "HOURS"),
        every(u64::MAX, "WEEKS"),
    ] {
        let told = schedule("s", timing.clone(), Some(next), now);
        assert_eq!((&told.starts.at[..], told.starts.known_until), (&[at(next)][..], Some(at(next))), "{timing:?}");
        let far = schedule("s", timing.clone(), Some("2026-01-09T00:00:00Z"), now);
        assert_eq!(starts(&far, now, 9), (vec![], true), "before the next one none starts: {timing:?}");
        let untold = schedule("s", timing.clone(), None, now);
        assert_eq!((untold.starts.at.len(), untold.starts.known_until), (0, None), "{timing:?}");
    }
    assert_eq!(schedule("s", every(3, "HOURS"), None, now).starts.known_until, None, "an interval needs a beginning");
}

#[test]
fn a_schedule_that_is_off_starts_nothing_and_one_that_says_neither_is_not_known() {
    let now = at("2026-01-05T12:00:00Z");
    let on = schedule("s", cron("0 0 3 ? * *", "UTC"), Some("2026-01-06T03:00:00Z"), now);
    let off = Schedule { is_enabled: Some(false), ..on.clone() }.with_starts(now);
    assert_eq!(starts(&off, now, 9), (vec![], true));
    let unknown = Schedule { is_enabled: None, ..on }.with_starts(now);
    assert_eq!(starts(&unknown, now, 9), (vec![], false));
}

#[test]
fn a_start_that_is_told_with_a_fraction_of_a_second_is_not_another_one() {
    let now = at("2026-01-05T00:00:00Z");
    for told in
        ["2026-01-05T02:59:59.001Z", "2026-01-05T02:59:59.9995Z", "2026-01-05T03:00:00Z", "2026-01-05T03:00:00.7Z"]
    {
        let (list, _) = starts(&schedule("s", cron("0 0 3 ? * * *", "UTC"), Some(told), now), now, 9);
        assert_eq!(list, [told], "{told}");
    }
    // One a second later is.
    let (list, _) = starts(&schedule("s", cron("0 0 3 ? * * *", "UTC"), Some("2026-01-05T02:59:59Z"), now), now, 9);
    assert_eq!(list, ["2026-01-05T02:59:59Z", "2026-01-05T03:00:00Z"]);
    // Nothing is left out after now, where none is told.
    let soon = at("2026-01-05T02:59:59.5Z");
    let (list, _) = starts(&schedule("s", cron("0 0 3 ? * * *", "UTC"), None, soon), soon, 1);
    assert_eq!(list, ["2026-01-05T03:00:00Z"]);
}

#[test]
fn before_the_time_that_is_told_none_starts_whatever_the_expression_says() {
    let now = at("2026-01-05T12:00:00Z");
    let later = schedule("s", cron("0 0 * ? * *", "UTC"), Some("2026-01-06T10:00:00Z"), now);
    assert_eq!(starts(&later, now, 2).0, ["2026-01-06T10:00:00Z", "2026-01-06T11:00:00Z"]);
}

#[test]
fn before_it_is_in_effect_a_schedule_starts_nothing() {
    let now = at("2026-01-05T12:30:00Z");
    let from = |time: &str| {
        let hourly = schedule("s", cron("0 0 * ? * *", "UTC"), None, now);
        Schedule { effective_from: Some(at(time)), ..hourly }.with_starts(now)
    };
    assert_eq!(starts(&from("2026-01-05T20:00:00Z"), now, 2).0, ["2026-01-05T20:00:00Z", "2026-01-05T21:00:00Z"]);
    assert_eq!(starts(&from("2027-05-05T00:00:00Z"), now, 2), (Vec::new(), true));
    assert_eq!(starts(&from("2020-01-01T00:00:00Z"), now, 1).0, ["2026-01-05T13:00:00Z"]);
}

#[test]
fn one_that_starts_each_second_is_known_as_far_as_it_is_kept() {
    let now = at("2026-01-05T12:00:00Z");
    let busy = schedule("s", cron("* * * ? * *", "UTC"), None, now);
    let (kept, until) = (busy.starts.at.len(), busy.starts.known_until.unwrap());
    assert!((1_000..2_000).contains(&kept), "{kept}");
    assert_eq!(Some(&until), busy.starts.at.last());
}
