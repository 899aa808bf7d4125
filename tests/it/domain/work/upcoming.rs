//! The next starts of several schedules, the quietest gap, and a pause compared with them.

use jiff::SignedDuration;
use trackside::domain::work::{QuietGap, Starts, Upcoming};

use super::*;

const NOW: &str = "2026-01-05T12:00:00Z";

/// A schedule that starts at these times of 5 January 2026, all of which are known unless `known_until` says so.
fn starting(name: &str, times: &[&str], known_until: Option<&str>) -> Schedule {
    let time = |time: &&str| at(&format!("2026-01-05T{time}:00Z"));
    let known_until = Some(known_until.map_or_else(|| at("2026-01-07T00:00:00Z"), |until| time(&until)));
    Schedule { starts: Starts { at: times.iter().map(time).collect(), known_until }, ..Schedule::new(name) }
}

// Functions of their own: a method is one for each lifetime of what starts.
fn is_whole(upcoming: &Upcoming<'_>) -> bool {
    upcoming.is_whole()
}

fn quietest_gap(upcoming: &Upcoming<'_>) -> Option<QuietGap> {
    upcoming.quietest_gap()
}

/// What starts from noon until `until`.
fn with<T>(schedules: &[Schedule], until: &str, look: impl FnOnce(&Upcoming<'_>) -> T) -> T {
    let project = project("p");
    let schedules = schedules.iter().map(|schedule| (&project, schedule));
    look(&Upcoming::of(schedules, at(NOW), at(&format!("2026-01-05T{until}:00Z"))))
}

#[test]
fn starts_of_several_schedules_come_in_order_within_the_span() {
    let schedules =
        [starting("b", &["11:00", "12:00", "13:00", "15:00"], None), starting("a", &["13:00", "14:00", "16:00"], None)];
    let names = |upcoming: &Upcoming<'_>| -> Vec<String> {
        upcoming.starts.iter().map(|start| format!("{} {}", start.schedule.name, start.at.strftime("%H:%M"))).collect()
    };
    assert_eq!(with(&schedules, "15:00", names), ["b 13:00", "a 13:00", "a 14:00", "b 15:00"]);
    assert!(with(&schedules, "15:00", is_whole));
    assert!(with(&[], "15:00", |upcoming| upcoming.starts.is_empty() && upcoming.is_whole()));
    let unsure = [starting("a", &["13:00"], Some("13:00"))];
    assert!(!with(&unsure, "15:00", is_whole));
}

#[test]
fn the_quietest_gap() {
    for (what, times, until, expected) in [
        ("an empty day", &[][..], "18:00", Some(("12:00", "18:00", 0))),
        ("before the only start", &["15:00"], "16:00", Some(("12:00", "15:00", 0))),
        ("after it", &["13:00"], "18:00", Some(("13:00", "18:00", 0))),
        ("between", &["12:10", "14:00", "14:50"], "15:00", Some(("12:10", "14:00", 0))),
        ("the first of several as long", &["13:00", "14:00"], "15:00", Some(("12:00", "13:00", 0))),
        ("several at once", &["13:00", "13:00", "13:00", "16:00"], "17:00", Some(("13:00", "16:00", 0))),
        ("a busy hour", &["12:05", "12:20", "12:21", "12:45", "12:50"], "13:00", Some(("12:05", "12:35", 2))),
        ("too short to tell", &[], "12:20", None),
    ] {
        let schedules = [starting("a", times, None)];
        let found = with(&schedules, until, quietest_gap);
        let found = found
            .map(|gap| (gap.from.strftime("%H:%M").to_string(), gap.until.strftime("%H:%M").to_string(), gap.starts));
        assert_eq!(found, expected.map(|(from, until, starts)| (from.to_owned(), until.to_owned(), starts)), "{what}");
    }
    let unsure = [starting("a", &["13:00"], Some("13:00"))];
    assert_eq!(with(&unsure, "18:00", quietest_gap), None, "what is not known is no gap");
}

#[test]
fn a_pause_is_compared_with_what_starts() {
    let schedules = [starting("nightly-load", &["13:00", "14:00"], None)];
    for (ends, falling, next) in
        [("12:40", 0, Some(20)), ("13:00", 0, Some(0)), ("13:01", 1, Some(59)), ("15:00", 2, None)]
    {
        with(&schedules, "18:00", |upcoming| {
            let check = upcoming.during_pause(at(&format!("2026-01-05T{ends}:00Z")));
            assert_eq!(check.falling.len(), falling, "{ends}");
            assert_eq!(check.next.map(|(_, after)| after), next.map(SignedDuration::from_mins), "{ends}");
            assert!(!check.is_at_least, "{ends}");
        });
    }
    with(&schedules, "18:00", |upcoming| {
        assert!(upcoming.during_pause(at("2026-01-05T19:00:00Z")).is_at_least, "longer than the span");
    });
    let unsure = [starting("a", &["13:00"], Some("13:00"))];
    with(&unsure, "18:00", |upcoming| {
        assert!(!upcoming.during_pause(at("2026-01-05T12:30:00Z")).is_at_least);
        assert!(upcoming.during_pause(at("2026-01-05T14:30:00Z")).is_at_least);
    });
}
