//! Versions, tracks and support.

use std::cmp::Ordering;

use trackside::domain::{Release, Support, Version, VersionTrack};

#[test]
fn versions_sort_by_their_numbers() {
    for (left, right, order) in [
        ("11.9", "11.208", Ordering::Less),
        ("11.208.3", "11.208.3", Ordering::Equal),
        ("11.208", "11.208.1", Ordering::Less),
        ("2", "10", Ordering::Less),
        ("1.0.0-rc2", "1.0.0-rc10", Ordering::Less),
        ("007", "7", Ordering::Equal),
        ("a", "1", Ordering::Greater),
        ("", "1", Ordering::Less),
        ("11.3-rc1", "11.3", Ordering::Less),
        ("11.3-SNAPSHOT", "11.3", Ordering::Less),
        ("11.3rc1", "11.3", Ordering::Less),
        ("11.3.beta2", "11.3", Ordering::Less),
        ("11.3-rc1", "11.2.9", Ordering::Greater),
        ("11.3-alpha", "11.3-beta", Ordering::Less),
        ("v11.3", "11.3", Ordering::Equal),
        ("V11.3", "11.10", Ordering::Less),
        ("v11.3-rc1", "11.3", Ordering::Less),
        ("11.3+build9", "11.3", Ordering::Equal),
        ("11.3a", "11.3", Ordering::Greater),
        ("latest", "11.3", Ordering::Greater),
        ("99999999999999999999999999", "100000000000000000000000000", Ordering::Less),
    ] {
        assert_eq!(Version::new(left).compare(&Version::new(right)), order, "{left} {right}");
        assert_eq!(Version::new(right).compare(&Version::new(left)), order.reverse(), "{right} {left}");
    }
}

#[test]
fn the_control_planes_flag_is_the_truth_about_updates() {
    let newer_exists =
        Release { version: Some(Version::new("1")), latest: Some(Version::new("2")), ..Release::default() };
    assert!(!newer_exists.has_update());
    assert!(Release { update_available: Some(true), ..Release::default() }.has_update());
}

#[test]
fn only_the_documented_word_is_support() {
    for (word, ended) in
        [("SUPPORTED", false), ("supported", false), ("UNSUPPORTED", true), ("OUT_OF_SUPPORT", true), ("", false)]
    {
        let release = Release { support: Support::parse(word), ..Release::default() };
        assert_eq!(release.is_out_of_support(), ended, "{word}");
    }
}

#[test]
fn tracks_are_read_in_either_case() {
    for (word, label) in [("current", "Current"), ("CURRENT", "Current"), ("Stable", "Stable"), ("beta", "beta")] {
        assert_eq!(VersionTrack::parse(word).label(), label);
    }
}
