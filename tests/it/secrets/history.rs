//! The history's file: no secret that went by, no description, nobody's name, in no form and in no column.

use super::*;
use crate::support::patience::wait_until;

#[test]
fn the_history_has_the_runner_and_no_secret_in_any_file_of_it() {
    let account = Account::open();
    let mut session = account.tab();
    session.keys("R").wait_for("Type vault-runner").keys(NAME).wait_for("Press enter to continue").keys("\r");
    session.wait_for("enter again to regenerate").wait_until_gone("(after 1 s)");
    session.keys("\r").wait_for(PAIRS[1][1]).keys("x");
    let path = account.home.path().join("trackside/history.sqlite3");
    let in_file = |text: &str| {
        let connection = rusqlite::Connection::open(&path).unwrap();
        connection.query_row(text, [], |row| row.get::<_, i64>(0)).unwrap_or(0)
    };
    let done = "SELECT count(*) FROM records WHERE what = 'new secret' AND kind IN ('asked', 'reported')";
    wait_until("what was done is in the file", || in_file(done) == 2);
    assert_eq!(in_file("SELECT count(*) FROM runners WHERE name = 'vault-runner'"), 1);
    // With its logs, as they are now.
    for suffix in ["", "-wal", "-shm"] {
        let bytes = std::fs::read(format!("{}{suffix}", path.display())).unwrap();
        assert_clean(suffix, &bytes, &[]);
        for personal in PERSONAL {
            assert_eq!(count(&bytes, personal), 0, "{personal} in {suffix}");
        }
    }
    session.keys("\x03");
    assert_eq!(session.end().code(), Some(0));
    account.assert_files_clean();
    let bytes = std::fs::read(&path).unwrap();
    assert!(count(&bytes, NAME) > 0, "it is the file");
    for personal in PERSONAL {
        assert_eq!(count(&bytes, personal), 0, "{personal}");
    }
    for gone in ["-wal", "-shm"] {
        assert!(!Path::new(&format!("{}{gone}", path.display())).exists(), "{gone} is tidied up at the end");
    }
}
