//! The versions by track: bars, support and expected deadlines, at each size; moving, and the way to the runners.

use std::time::Duration;

use insta::assert_snapshot;
use trackside::domain::{Release, Runner, RunnerId, Version, VersionTrack};
use trackside::options::ThemeName;
use trackside::tui::ui::Symbols;

use super::fleet_map::{SIZES, many};
use super::frames;
use crate::support::Harness;
use crate::support::fixtures::{With, fleet, hostile_names, runner, unreachable};

const DAY: Duration = Duration::from_secs(86_400);

/// On Stable, whose newest is 11.208.3 of the first of November.
fn stable(name: &str, version: &str) -> Runner {
    let mut runner = runner(name).stable().version(version);
    runner.release.latest = Some(Version::new("11.208.3"));
    runner.release.latest_released = Some("2026-11-01T00:00:00Z".parse().unwrap());
    runner
}

/// Every state that a version can be in.
fn all_states() -> Vec<Runner> {
    let mut without = runner("pending").status("pending");
    without.release.version = None;
    let mut untold = runner("untold").version("11.7.0");
    untold.release.support = None;
    let mut partly = runner("partly").unsupported("11.190.0");
    partly.release.latest = Some(Version::new("11.214.0"));
    vec![
        runner("a"),
        runner("b"),
        runner("c").version("11.208.3"),
        runner("d").unsupported("11.171.0"),
        runner("e").version("11.190.0"),
        partly,
        runner("ahead").version("11.300.0"),
        stable("s1", "11.208.3"),
        stable("s2", "11.200.1"),
        stable("s3", "11.200.1"),
        runner("hosted").on("matillion", "hosted"),
        runner("snow").on("snowflake", "native app"),
        without,
        untold,
        Runner { release: Release::default(), ..runner("nothing") },
    ]
}

fn hostile() -> Vec<Runner> {
    let of_name = |(number, name): (usize, &String)| {
        let mut runner = runner("x").version(name);
        runner.id = RunnerId::new(&format!("id-{number}"));
        runner.release.track = Some(VersionTrack::parse(name));
        runner.release.latest = Some(Version::new(name.as_str()));
        runner
    };
    hostile_names().iter().enumerate().map(of_name).collect()
}

fn opened((columns, rows): (u16, u16), runners: Vec<Runner>) -> Harness {
    Harness::sized(columns, rows).fleet(runners).keys("V")
}

#[test]
fn at_each_size() {
    for size in SIZES {
        let frames = frames(vec![
            ("nothing read", Harness::sized(size.0, size.1).keys("V")),
            ("none", opened(size, Vec::new())),
            ("one", opened(size, many(1))),
            ("a fleet", opened(size, fleet())),
            ("every state", opened(size, all_states())),
            ("every state, at the end", opened(size, all_states()).keys("G")),
            ("20,000", opened(size, many(20_000))),
            ("hostile", opened(size, hostile())),
            ("hostile, at the end", opened(size, hostile()).keys("G")),
        ]);
        assert_snapshot!(format!("versions_{}x{}", size.0, size.1), frames);
    }
}

#[test]
fn in_ascii_without_colour_and_on_a_light_ground() {
    for (name, theme, symbols) in [
        ("ascii", ThemeName::Mono, &Symbols::ASCII),
        ("mono", ThemeName::Mono, &Symbols::UNICODE),
        ("light", ThemeName::Light, &Symbols::UNICODE),
    ] {
        let harness = Harness::with(80, 24, theme, symbols, false).fleet(all_states()).keys("Vj");
        if name == "ascii" {
            assert!(harness.text().is_ascii(), "{}", harness.text());
        }
        assert_snapshot!(format!("versions_{name}"), harness.frame());
    }
}

/// The line that is said of the version under the bar.
fn said(harness: &Harness) -> String {
    let text = harness.text();
    let lines: Vec<&str> = text.lines().collect();
    lines[lines.len() - 2].trim().to_owned()
}

#[test]
fn each_version_says_what_is_expected_of_it_and_marks_it_so() {
    let mut harness = opened((160, 45), all_states()).keys("g");
    let mut all = Vec::new();
    for _ in 0..11 {
        all.push(said(&harness));
        harness = harness.keys("j");
    }
    assert_eq!(
        all,
        [
            "11.214.0 on Current: Support is expected to end with the second next release. Usually Tuesday or Thursday. No date is known for 1 of 3 runners.",
            "11.300.0 on Current: Supported. No date: newer than the track.",
            "11.208.3 on Current: Support is expected to end with the next release. Usually Tuesday or Thursday.",
            "11.190.0 on Current: 1 of 2 runners are out of support.",
            "11.171.0 on Current: The control plane says: out of support.",
            "11.7.0 on Current: The control plane does not tell the support.",
            "no version on Current: No version reported: support is not known.",
            "11.208.3 on Stable: Support is expected to end with the second next release, 1 Jan 2027.",
            "11.200.1 on Stable: Support is expected to end with the next release, 1 Dec.",
            "no version on No track reported: No version reported: support is not known.",
            "no version on No track reported: No version reported: support is not known.",
        ]
    );
}

#[test]
fn a_release_that_does_not_come_is_due() {
    let runners = vec![stable("s1", "11.208.3"), stable("s2", "11.200.1")];
    let before = opened((100, 30), runners.clone());
    assert!(before.text().contains("with the next Stable release (expected 1 Dec)."), "{}", before.text());
    let after = before.after(10 * DAY).fleet(runners);
    let text = after.text();
    assert!(text.contains("1 runner falls out of support with the next Stable release (due since 1 Dec)."), "{text}");
    assert!(text.contains("end due since 1 Dec"), "{text}");
}

#[test]
fn enter_filters_the_list_to_the_version() {
    let filtered = opened((100, 30), all_states()).keys("gjj<enter>");
    let text = filtered.text();
    assert!(text.contains("filter version=11.208.3 track=current · 1 of 15"), "{text}");
    assert_eq!(filtered.selected().as_deref(), Some("c"));
    assert!(!text.contains("Versions by track"), "{text}");
    // The problems switch would hide some of them; and the whole list is a key away.
    let switched = Harness::sized(100, 30).fleet(all_states()).keys("!Vg<enter>");
    assert!(switched.text().contains("filter version=11.214.0 !platform=hosted · 3 of 15"), "{}", switched.text());
    assert!(!switched.text().contains("problems only"), "{}", switched.text());
    assert!(!switched.keys("<esc>").text().contains("filter version"));
}

#[test]
fn where_no_filter_helps_that_is_said() {
    let nobody = opened((100, 30), vec![runner("a").version("11.208.3")]).keys("g<enter>");
    assert!(nobody.text().contains("No runner reports 11.214.0."), "{}", nobody.text());
    let none = opened((100, 30), all_states()).keys("G<enter>");
    assert!(none.text().contains("No filter finds runners that report no version."), "{}", none.text());
    let odd = opened((100, 30), vec![runner("a").version("a=b"), runner("b").version("c")]).keys("gjj<enter>");
    assert!(odd.text().contains("No filter finds exactly these runners."), "{}", odd.text());
}

#[test]
fn the_bar_stays_on_its_version_while_others_come() {
    let harness = opened((100, 30), vec![runner("a").version("11.208.3"), stable("s", "11.200.1")]).keys("G");
    assert!(said(&harness).starts_with("11.200.1 on Stable"), "{}", said(&harness));
    let more = vec![
        runner("a").version("11.208.3"),
        runner("b").version("11.209.9"),
        stable("s", "11.200.1"),
        stable("t", "11.1.0"),
    ];
    let harness = harness.fleet(more);
    assert!(said(&harness).starts_with("11.200.1 on Stable"), "{}", harness.text());
    // It is gone: the bar is on what is left in its place.
    let harness = harness.fleet(vec![runner("a").version("11.208.3")]);
    assert!(!said(&harness).is_empty(), "{}", harness.text());
    for close in ["<esc>", "q", "V"] {
        assert!(harness.clone().keys(close).text().contains("RUNNER "));
    }
}

#[test]
fn what_is_not_known_is_said() {
    let text = opened((100, 40), all_states()).text();
    for expected in [
        "1 runner is hosted by Matillion, always at the newest version.",
        "Not known: deadlines of 1 runner in Snowflake. No rule is stated for them.",
        "Rule: the newest release of a track and the one before are supported.",
        "Dates are expected, by this rule. None is announced.",
    ] {
        assert!(text.contains(expected), "{expected}\n{text}");
    }
    let unread = Harness::sized(100, 30).keys("V").fails(unreachable(), Duration::from_secs(8));
    assert!(unread.text().contains("No runner was read yet."), "{}", unread.text());
    let lacks = Runner { release: Release::default(), ..runner("lacks") };
    let lacking = opened((100, 30), vec![lacks, runner("a")]).text();
    assert!(lacking.contains("Not known: the details of 1 runner were not read yet."), "{lacking}");
}
