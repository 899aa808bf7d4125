//! The table in a file, and filters that are found again, in the real program.

use super::*;

#[test]
fn the_table_is_written_to_a_file_that_is_not_there() {
    let folder = tempfile::tempdir().unwrap();
    let home = folder.path().to_str().unwrap().to_owned();
    let there = folder.path().join("there.csv");
    std::fs::write(&there, "mine").unwrap();
    let mut session = demo(&[], 100, 24, &[("HOME", &home)]);
    session.keys("/billing\r").wait_for("filter billing");
    session.keys("W").wait_for("Write the table to a file").keys("\u{15}~/there.csv\r");
    session.wait_for("A file of this name is there already");
    session.keys("\u{7f}\u{7f}\u{7f}md\r").wait_for("written to");
    session.wait_until_gone("Write the table to a file").keys("q");
    assert_eq!(exit_code(&mut session), Some(0));
    session.assert_restored();
    assert_eq!(std::fs::read_to_string(&there).unwrap(), "mine");
    let table = std::fs::read_to_string(folder.path().join("there.md")).unwrap();
    assert!(table.starts_with("| Runner | Status |") && table.contains("| billing-us |"), "{table}");
}

#[test]
fn a_filter_is_found_again_in_the_next_run_and_a_secret_is_not() {
    let state = tempfile::tempdir().unwrap();
    let run = || {
        let environment = [
            ("TRACKSIDE_CLIENT_ID", "id"),
            ("TRACKSIDE_CLIENT_SECRET", "a canary of a secret"),
            // Nothing listens there: what is typed is what counts.
            ("TRACKSIDE_API_URL", "http://127.0.0.1:1"),
            ("TRACKSIDE_TOKEN_URL", "http://127.0.0.1:1"),
            ("XDG_STATE_HOME", state.path().to_str().unwrap()),
        ];
        let mut session = trackside(&[], 100, 24, &environment);
        session.wait_for("quits");
        session
    };
    let mut session = run();
    session.keys("/version<10.5\r").keys("/\u{15}a canary of a secret\r").keys("/\u{15}").wait_for("up history");
    session.keys("\u{1b}[A").wait_for("a canary of a secret").keys("\u{1b}[A").wait_for("filter: version<10.5");
    session.keys("\u{3}");
    assert_eq!(exit_code(&mut session), Some(0));
    let mut session = run();
    session.keys("/").wait_for("up history").keys("\u{1b}[A").wait_for("filter: version<10.5");
    session.keys("\u{1b}[A\u{1b}[A").keys("\u{15}end").wait_for("filter: end").keys("\u{3}");
    assert_eq!(exit_code(&mut session), Some(0));
    assert!(!session.text().contains("canary"));
    for file in std::fs::read_dir(state.path().join("trackside")).unwrap() {
        let bytes = std::fs::read(file.unwrap().path()).unwrap();
        assert!(!bytes.windows(6).any(|window| window == b"canary"));
    }
}
