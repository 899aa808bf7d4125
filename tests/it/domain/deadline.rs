//! When a version is expected to fall out of support, by the vendor's rule.

use jiff::Timestamp;
use trackside::domain::deadline::{Expected, Reason};
use trackside::domain::{Deadline, Release, Runner, VersionTrack};

use crate::support::fixtures::{With, runner};

fn released(mut runner: Runner, at: &str) -> Runner {
    runner.release.latest_released = Some(at.parse().unwrap());
    runner
}

fn on(date: &str) -> Expected {
    Expected::On(date.parse().unwrap())
}

#[test]
fn each_case_has_its_deadline() {
    let without = |change: fn(&mut Release)| {
        let mut runner = runner("a").version("11.208.3");
        change(&mut runner.release);
        runner
    };
    let stable = |version: &str, at: &str| released(runner("a").stable().version(version), at);
    for (what, runner, expected) in [
        ("told", runner("a").unsupported("11.1.0"), Deadline::Ended),
        ("told of Snowflake, too", runner("a").on("snowflake", "native app").unsupported("11.1.0"), Deadline::Ended),
        ("the newest of Current", runner("a"), Deadline::SecondNext(Expected::TwiceAWeek)),
        ("the one before", runner("a").version("11.208.3"), Deadline::Next(Expected::TwiceAWeek)),
        ("the newest of Stable", stable("11.214.0", "2026-01-15T00:00:00Z"), Deadline::SecondNext(on("2026-03-01"))),
        ("the one before", stable("11.208.3", "2026-01-15T00:00:00Z"), Deadline::Next(on("2026-02-01"))),
        ("released on the first", stable("11.208.3", "2026-01-01T00:00:00Z"), Deadline::Next(on("2026-02-01"))),
        ("at the end of a year", stable("11.214.0", "2026-12-31T23:59:59Z"), Deadline::SecondNext(on("2027-02-01"))),
        ("another day elsewhere", stable("11.208.3", "2026-01-31T23:30:00Z"), Deadline::Next(on("2026-02-01"))),
        ("newer than its track", runner("a").version("11.300.0"), Deadline::Unknown(Reason::Ahead)),
        ("no version", without(|release| release.version = None), Deadline::Unknown(Reason::NoVersion)),
        ("no support", without(|release| release.support = None), Deadline::Unknown(Reason::NoSupport)),
        ("no newest", without(|release| release.latest = None), Deadline::Unknown(Reason::NoNewest)),
        ("no track", without(|release| release.track = None), Deadline::Unknown(Reason::NoNewest)),
        ("no date of Current", without(|release| release.latest_released = None), Deadline::Next(Expected::TwiceAWeek)),
        (
            "another track",
            without(|release| release.track = Some(VersionTrack::parse("edge"))),
            Deadline::Next(Expected::Undated),
        ),
        ("Snowflake", runner("a").on("snowflake", "native app"), Deadline::Unknown(Reason::Snowflake)),
        ("hosted", runner("a").on("matillion", "hosted"), Deadline::Never),
    ] {
        assert_eq!(Deadline::of(&runner), expected, "{what}");
    }
    let mut undated = runner("a").stable();
    undated.release.latest_released = None;
    assert_eq!(Deadline::of(&undated), Deadline::SecondNext(Expected::Undated));
}

#[test]
fn a_date_that_has_passed_without_a_release_is_due() {
    let at = |time: &str| time.parse::<Timestamp>().unwrap();
    let expected = on("2026-02-01");
    assert_eq!(expected.due_since(at("2026-01-31T23:59:59Z")), None);
    // All of the day is left for it.
    assert_eq!(expected.due_since(at("2026-02-01T23:59:59Z")), None);
    assert_eq!(expected.due_since(at("2026-02-02T00:00:00Z")), Some("2026-02-01".parse().unwrap()));
    assert_eq!(Expected::TwiceAWeek.due_since(Timestamp::MAX), None);
}

#[test]
fn dates_at_the_end_of_time_are_no_fault() {
    let mut runner = runner("a").stable();
    runner.release.latest_released = Some(Timestamp::MAX);
    assert_eq!(Deadline::of(&runner), Deadline::SecondNext(Expected::Undated));
}
