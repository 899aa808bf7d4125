//! The palette in the real program.

use super::*;

#[test]
fn a_command_and_a_runner_are_found_by_some_letters() {
    let mut session = demo(&[], 80, 24, &[]);
    session.keys(":").wait_for("Palette for").keys("versrun").wait_for("show which versions run");
    session.keys("\r").wait_for("Versions by track");
    session.keys(":").wait_for("Palette").keys("bilus").wait_for("billing-us").keys("\r").wait_for("1 Overview");
    session.keys(":").wait_for("Palette for billing-us").keys("\u{1b}").wait_until_gone("Palette");
    session.keys(":").wait_for("Palette for billing-us").keys("quit").wait_for("ctrl-c").keys("\r");
    assert_eq!(exit_code(&mut session), Some(0));
    session.assert_restored();
}
