//! The table in a file, in the real program.

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
