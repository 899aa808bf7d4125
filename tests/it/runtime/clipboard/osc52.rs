//! The sequence, byte for byte, and what the terminals and multiplexers of this machine make of it.

use trackside::domain::Secret;
use trackside::terminal::clipboard::Route;
use trackside::terminal::clipboard::osc52::{MAX_TEXT_BYTES, empty, hand_over};

#[cfg(unix)]
use crate::support::programs::is_installed;

fn sequence(text: &str, route: Route) -> String {
    hand_over(&Secret::new(text.to_owned()), route).unwrap().expose().to_owned()
}

#[test]
fn the_sequence_is_wrapped_as_the_way_wants_it() {
    for (route, token, nothing) in [
        (Route::Terminal, "\x1b]52;c;dG9rZW4=\x1b\\", "\x1b]52;c;\x1b\\\x1b]52;c;!\x1b\\"),
        (
            Route::TerminalThroughTmux,
            "\x1bPtmux;\x1b\x1b]52;c;dG9rZW4=\x1b\x1b\\\x1b\\",
            "\x1bPtmux;\x1b\x1b]52;c;\x1b\x1b\\\x1b\\\x1bPtmux;\x1b\x1b]52;c;!\x1b\x1b\\\x1b\\",
        ),
        (
            Route::TerminalThroughScreen,
            "\x1bP\x1b]52;c;dG9rZW4=\x07\x1b\\",
            "\x1bP\x1b]52;c;\x07\x1b\\\x1bP\x1b]52;c;!\x07\x1b\\",
        ),
    ] {
        assert_eq!(sequence("token", route), token);
        assert_eq!(empty(route).expose(), nothing);
    }
}

#[test]
fn screen_gets_it_in_pieces_that_it_takes() {
    // What old versions keep of a piece: 256 bytes with a zero at the end.
    const PIECE: usize = 255;
    for length in [0, 179, 180, 181, 360, 2_000, MAX_TEXT_BYTES] {
        let text = "x".repeat(length);
        let wrapped = sequence(&text, Route::TerminalThroughScreen);
        let pieces: Vec<&str> =
            wrapped.strip_prefix("\x1bP").unwrap().strip_suffix("\x1b\\").unwrap().split("\x1b\\\x1bP").collect();
        assert!(pieces.iter().all(|piece| !piece.is_empty() && piece.len() <= PIECE), "{length}: {wrapped:?}");
        let plain = sequence(&text, Route::Terminal).replace("\x1b\\", "\x07");
        assert_eq!(pieces.concat(), plain, "{length}");
    }
}

#[test]
fn a_text_that_terminals_would_cut_is_not_sent() {
    let fits = sequence(&"x".repeat(MAX_TEXT_BYTES), Route::Terminal);
    assert!((99_999..=100_001).contains(&fits.len()), "{}", fits.len());
    assert!(hand_over(&Secret::new("x".repeat(MAX_TEXT_BYTES + 1)), Route::Terminal).is_none());
}

/// A text that screen takes in several pieces, and the sequence that a terminal is to receive for it.
#[cfg(unix)]
fn long() -> (String, String) {
    let text = "line: vérité ≠ \u{1b}[31mtext\n".repeat(90);
    let plain = sequence(&text, Route::Terminal);
    (text, plain)
}

/// Shows `sequence` in a shell within `multiplexer`, and waits until `plain` has passed through to the terminal.
#[cfg(unix)]
fn passes_through(multiplexer: &str, arguments: &[&str], extra: &[(&str, &str)], sequence: &str, plain: &str) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("sequence").to_str().unwrap().to_owned();
    std::fs::write(&path, sequence).unwrap();
    // What is shown before the terminal is there passes through to nobody.
    let show = format!("echo ready; read key; cat {path}; read key");
    let arguments = [arguments, &["sh", "-c", &show]].concat();
    let mut terminal = crate::support::pty::start(multiplexer, &arguments, 80, 24, extra);
    terminal.wait_for("ready").keys("\r");
    // Some end it with BEL.
    let plain = plain.strip_suffix("\x1b\\").unwrap();
    terminal.wait("the text", |seen| String::from_utf8_lossy(&seen.bytes).contains(plain).then_some(()));
    terminal.keys("\r").end();
}

#[cfg(unix)]
#[test]
fn a_real_tmux_passes_it_on_where_it_may() {
    if is_installed("tmux") {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
        std::fs::write(path("conf"), "set -g allow-passthrough on\nset -g destroy-unattached on\n").unwrap();
        let (text, plain) = long();
        let arguments = ["-S", &path("socket"), "-f", &path("conf"), "new-session"];
        passes_through("tmux", &arguments, &[], &sequence(&text, Route::TerminalThroughTmux), &plain);
    }
}

#[cfg(unix)]
#[test]
fn a_real_screen_passes_it_on() {
    if is_installed("screen") {
        let sockets = tempfile::tempdir().unwrap();
        // It takes no folder that others can look into.
        std::fs::set_permissions(sockets.path(), std::os::unix::fs::PermissionsExt::from_mode(0o700)).unwrap();
        let (text, plain) = long();
        let environment = [("SCREENDIR", sockets.path().to_str().unwrap())];
        let wrapped = sequence(&text, Route::TerminalThroughScreen);
        passes_through("screen", &["-c", "/dev/null"], &environment, &wrapped, &plain);
    }
}
