//! `[keys]` of the config file in the real program: the keys count, the screen names them, and what is wrong starts nothing.

use super::*;

/// Nothing listens there: what is on the screen are the keys.
const NOWHERE: [(&str, &str); 4] = [
    ("TRACKSIDE_CLIENT_ID", "id"),
    ("TRACKSIDE_CLIENT_SECRET", "s3cret"),
    ("TRACKSIDE_API_URL", "http://127.0.0.1:1"),
    ("TRACKSIDE_TOKEN_URL", "http://127.0.0.1:1"),
];

fn started(keys: &str) -> (tempfile::TempDir, Session) {
    let folder = tempfile::tempdir().unwrap();
    let config = folder.path().join("config.toml");
    std::fs::write(&config, format!("[keys]\n{keys}")).unwrap();
    let session = trackside(&["--config", config.to_str().unwrap()], 160, 60, &NOWHERE);
    (folder, session)
}

#[test]
fn the_keys_of_the_config_file_count_and_are_named() {
    let (_folder, mut session) = started("quit = 'X'\npoll-now = 'U'\nopen-help = ['F1', 'ctrl-t']\n");
    session.wait_for("U tries now, X quits").wait_for("F1 help");
    session.keys("q").wait_for("q does nothing here. F1 lists the keys.");
    session.keys("\u{14}").wait_for("Keys: Runner list").wait_for("F1 ctrl-t");
    session.keys("\u{1b}").wait_until_gone("Keys: Runner list").keys("X");
    assert_eq!(exit_code(&mut session), Some(0));
    session.assert_restored();
}

#[test]
fn what_is_wrong_of_the_keys_is_one_line_and_nothing_starts() {
    let (_folder, mut session) = started("preset = 'vim'\nretsart = 'R'\n");
    session.wait_for("config.toml:3: retsart: there is no such command; did you mean restart?");
    assert_eq!(exit_code(&mut session), Some(2));
}
