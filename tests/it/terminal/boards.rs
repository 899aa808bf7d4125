//! The screens in the list's place, in the real program: the fleet map, the versions.

use super::*;

#[test]
fn the_map_opens_a_runner_and_the_versions_filter_the_list() {
    let mut session = demo(&[], 80, 24, &[]);
    session.keys("F").wait_for("Fleet map by platform").wait_for("AWS EKS");
    session.keys("\t\t").wait_for("Fleet map by status");
    session.keys("g").wait_for("1/42").keys("\u{1b}[C").wait_for("2/42");
    session.keys("\r").wait_for("1 Overview").keys("\u{1b}").wait_for("Fleet map by status");
    session.keys("\u{1b}").wait_for("RUNNER").wait_until_gone("Fleet map");
    session.keys("V").wait_for("Versions by track").wait_for("out of support");
    session.keys("\r").wait_for("filter version=").wait_for("RUNNER");
    session.keys("\u{1b}").wait_until_gone("filter version=");
    session.keys("q");
    assert_eq!(exit_code(&mut session), Some(0));
    session.assert_restored();
}
