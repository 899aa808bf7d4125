//! Themes of the config file in the real program: the colours count, little contrast is said, and what is wrong starts nothing.

use super::*;

/// Nothing listens there: what is on the screen are the colours.
const NOWHERE: [(&str, &str); 5] = [
    ("TRACKSIDE_CLIENT_ID", "id"),
    ("TRACKSIDE_CLIENT_SECRET", "s3cret"),
    ("TRACKSIDE_API_URL", "http://127.0.0.1:1"),
    ("TRACKSIDE_TOKEN_URL", "http://127.0.0.1:1"),
    ("COLORTERM", "truecolor"),
];

fn started(theme: &str) -> (tempfile::TempDir, Session) {
    let folder = tempfile::tempdir().unwrap();
    let config = folder.path().join("config.toml");
    std::fs::write(&config, format!("[themes.mine]\n{theme}")).unwrap();
    let session = trackside(&["--config", config.to_str().unwrap(), "--theme", "mine"], 120, 30, &NOWHERE);
    (folder, session)
}

#[test]
fn the_colours_of_the_config_file_count_and_little_contrast_is_said() {
    let (_folder, mut session) = started("base = 'dark'\nbackground = '#102030'\nkey = '#203040'\n");
    session.wait_for("The theme mine: key has a contrast of 1.2, 4.5 is easy to read.");
    session.wait("the ground", |seen| {
        let ground = seen.parser.screen().cell(0, 0).map(vt100::Cell::bgcolor);
        (ground == Some(vt100::Color::Rgb(0x10, 0x20, 0x30))).then_some(())
    });
    session.keys("j").wait_until_gone("a contrast of").keys("q");
    assert_eq!(exit_code(&mut session), Some(0));
    session.assert_restored();
}

#[test]
fn what_is_wrong_of_a_theme_is_one_line_and_nothing_starts() {
    let (_folder, mut session) = started("base = 'dark'\nquiet = 'pnik'\n");
    session.wait_for("config.toml:3: quiet: there is no such colour; write #rrggbb");
    assert_eq!(exit_code(&mut session), Some(2));
}
