//! Actions in the real program against the demo: what an operator presses, and what the fleet makes of it.

use super::*;

/// The demo with the list narrowed to the runner of this name, and the bar on it.
pub fn at(name: &str) -> Session {
    let mut session = demo(&[], 120, 40, &[]);
    session.keys("/").keys(name).keys("\r").wait_for(&format!("filter {name}"));
    session
}

/// Presses a key until the question that it opens can be answered.
pub fn ask(session: &mut Session, key: &str, question: &str) {
    session.keys(key).wait_for(question).wait_for("[ n  No ]");
}

/// Types the name, and presses Enter until the second one counts: one that comes too soon is taken for the same.
fn confirm(session: &mut Session, name: &str) {
    session
        .keys(name)
        .wait_for("Press enter to continue")
        .keys("\r")
        .wait_for("Press enter again to remove")
        .wait_until_gone("(after 1 s)")
        .keys("\r");
}

#[test]
fn a_runner_is_paused_and_resumed() {
    let mut session = at("finance-azure-dr");
    // Paused and not connected: what the table refuses is told, and nothing is asked.
    session.keys("r").wait_for("Not connected. Start the runner's service");
    let mut session = at("loyalty-points");
    session.wait_for("● Running");
    ask(&mut session, "p", "Pause loyalty-points?");
    session.keys("y").wait_for("requested. Waiting for").wait_for("◐ Pausing");
    session.wait_for("Pause of loyalty-points finished").wait_for("○ Paused");
    ask(&mut session, "p", "Resume loyalty-points?");
    session
        .wait_for("Without a resume the pause ends by itself")
        .keys("y")
        .wait_for("Resume of loyalty-points finished");
    session.keys("\r7").wait_for(": Resume").wait_for(": Pause");
    session.keys("\u{3}");
    assert_eq!(exit_code(&mut session), Some(0));
    session.assert_restored();
}

#[test]
fn a_runner_is_restarted_from_the_popup() {
    let mut session = at("crm-sync-us");
    session.keys("a").wait_for("Test connectivity").keys("jjy").wait_for(r#"{"command":"RESTART"}"#);
    session.keys("\u{1b}").wait_until_gone("RESTART").keys("\r").wait_for("Restart crm-sync-us?").wait_for("[ n  No ]");
    session.wait_for("Customer 360 / prod-us").keys("y").wait_for("◑ Stopping");
    session.wait_for("Restart of crm-sync-us finished");
    session.keys("q");
    assert_eq!(exit_code(&mut session), Some(0));
}

#[test]
fn a_stopped_runner_is_removed_by_its_name_and_by_no_other() {
    let mut session = at("claims-archive");
    session.keys("\u{4}").wait_for("Type claims-archive").wait_until_gone("Reading the status again");
    session.keys("claims-archiv\r").wait_for("Press esc to cancel");
    session.keys("x\r\r\r").wait_for("claims-archivx");
    assert!(!session.text().contains("Press enter again"), "{}", session.text());
    session.keys("\u{15}").wait_until_gone("claims-archivx");
    confirm(&mut session, "claims-archive");
    session
        .wait_for("Removed. Clean up at https://portal.azure.com/#home. Runners: claims-archive")
        .wait_for("0 of 41");
    session.keys("\u{1b}").wait_for("/41").keys("q");
    assert_eq!(exit_code(&mut session), Some(0));
}

#[test]
fn a_running_runner_is_refused_by_the_control_plane() {
    let mut session = at("loyalty-points");
    session.keys("\u{4}").wait_for("Type loyalty-points").wait_until_gone("Reading the status again");
    confirm(&mut session, "loyalty-points");
    session.wait_for("Remove refused: The agent must be stopped, pending");
    // An escape and a key that come in one piece are another key.
    session.keys("\u{1b}").wait_until_gone("Type loyalty-points").keys("q");
    assert_eq!(exit_code(&mut session), Some(0));
}

#[test]
fn of_five_removals_one_is_refused_and_the_others_are_carried_out() {
    let mut session = demo(&[], 120, 40, &[]);
    // Stopped, pending or unknown, and one at work; those that hold still do so while this runs.
    for (marked, name) in
        ["claims-archive", "gke-trial", "aks-west-batch", "snow-native-lab", "loyalty-points"].iter().enumerate()
    {
        session.keys("/\u{15}").keys(name).keys("\r").wait_for(&format!("filter {name}")).keys(" ");
        session.wait_for(&format!("{} marked", marked + 1));
    }
    session.wait_for("5 marked, 4 of them hidden").keys("\u{4}").wait_for("Which runners?");
    // Enter is an answer only to what the bar was seen on.
    session
        .wait_for("4 marked runners are hidden by the filter")
        .keys("\u{1b}[B")
        .wait_for("▌ All 5 marked")
        .keys("\r");
    session.wait_for("Remove 5 marked runners?").wait_for("Type remove 5");
    // All at once, no pause, and a refusal stops nothing.
    session.keys("\t").wait_for("Options of this removal");
    for (key, words) in [("llll", "5 runners"), ("jjh", "No pause"), ("jl", "60 min"), ("jl", "Stops nothing")] {
        session.keys(key).wait_for(words);
    }
    session.keys("\r").wait_for("5 at a time: each seen gone");
    session.keys("remove 5\r").wait_for("Press enter again to remove").wait_until_gone("(after 1 s)");
    session.keys("\r").wait_for("4 removed, 1 refused");
    let text = session.text();
    assert_eq!(text.matches("Removed, gone after").count(), 4, "{text}");
    assert!(text.contains("Refused: The agent must be"), "{text}");
    session
        .keys("\u{1b}")
        .wait_until_gone("Removal of 5 runners")
        .wait_for("1 of 38")
        .keys("\u{1b}")
        .wait_for("/38")
        .keys("q");
    assert_eq!(exit_code(&mut session), Some(0));
}

#[test]
fn read_only_nothing_is_asked() {
    let words = "Read-only: nothing can be changed from here";
    let mut session = demo(&["--read-only"], 120, 40, &[]);
    session.wait_for("READ-ONLY").keys("r").wait_for(words);
    session.keys("a").wait_for("Test connectivity").keys("\u{1b}").wait_until_gone("Test connectivity");
    session.keys("*p").wait_for(words).keys("q");
    assert_eq!(exit_code(&mut session), Some(0));
}
