//! The colours follow the terminal's ground, which it is asked for; and no key is lost meanwhile.

use super::*;
use crate::support::programs::is_installed;
use crate::support::tmux;

const QUESTION: &[u8] = b"\x1b]11;?\x07";
const WHITE: &str = "\u{1b}]11;rgb:ffff/ffff/ffff\u{7}";
const BLACK: &str = "\u{1b}]11;rgb:0000/0000/0000\u{1b}\\";

fn asked(seen: &pty::Seen) -> usize {
    seen.bytes.windows(QUESTION.len()).filter(|bytes| *bytes == QUESTION).count()
}

/// The colours of all text on the screen; what a blank is drawn with is nothing to see.
fn colours(seen: &pty::Seen) -> Vec<vt100::Color> {
    let screen = seen.parser.screen();
    let (rows, columns) = screen.size();
    let cells = (0..rows.get()).flat_map(|row| (0..columns.get()).filter_map(move |column| screen.cell(row, column)));
    let text = cells.filter(|cell| !cell.contents().trim().is_empty());
    let mut colours: Vec<vt100::Color> =
        text.map(vt100::Cell::fgcolor).filter(|it| *it != vt100::Color::Default).collect();
    colours.dedup();
    colours
}

/// On a dark ground the bright red, on a light one the red, and nothing that cannot be read there.
fn reads_on(seen: &pty::Seen, is_light: bool) -> Option<()> {
    use vt100::Color::Idx;
    let colours = colours(seen);
    let has = |indices: &[u8]| indices.iter().any(|index| colours.contains(&Idx(*index)));
    (if is_light { has(&[1]) && !has(&[2, 3, 6, 9, 11, 12, 14]) } else { has(&[9]) && !has(&[1, 4, 12]) }).then_some(())
}

fn assert_reads_on_light(session: &mut Session) {
    session.wait("the colours for a light ground", |seen| reads_on(seen, true));
}

fn assert_no_colours(session: &mut Session) {
    session.wait("a screen without colours", |seen| colours(seen).is_empty().then_some(()));
}

/// The demo, which has asked, and has drawn without an answer.
fn unanswered(extra: &[(&str, &str)]) -> Session {
    let mut session = demo(&[], 80, 24, extra);
    session.wait("the question", |seen| (asked(seen) == 1).then_some(()));
    session
}

fn quit(mut session: Session) {
    session.keys("\u{3}");
    assert_eq!(exit_code(&mut session), Some(0));
    session.assert_restored();
}

#[test]
fn a_terminal_that_answers_gets_the_colours_that_read_on_its_ground() {
    for (answer, is_light) in [(WHITE, true), (BLACK, false)] {
        let mut session = trackside(&["--demo"], 80, 24, &[]);
        session.wait("the question", |seen| (asked(seen) == 1).then_some(()));
        session.keys(answer).wait_for("billing-us");
        session.wait("its colours", |seen| reads_on(seen, is_light));
        // Text that steps back, in a grey of its own.
        session.wait("a grey", |seen| colours(seen).contains(&vt100::Color::Idx(243)).then_some(()));
        quit(session);
    }
}

#[test]
fn nothing_waits_for_an_answer_and_one_that_comes_late_counts() {
    let mut session = unanswered(&[]);
    assert_no_colours(&mut session);
    session.keys("jj").wait_for("3/42");
    assert_no_colours(&mut session);
    session.keys(WHITE);
    assert_reads_on_light(&mut session);
    // Only the first: nobody asked for another.
    session.keys(BLACK).keys("j").wait_for("4/42");
    assert_reads_on_light(&mut session);
    quit(session);
}

#[test]
fn nonsense_in_place_of_an_answer_is_no_key_and_no_colour() {
    for nonsense in ["\u{1b}]11;qqq\u{7}", "\u{1b}]11;rgb:zz/zz/zz\u{1b}\\", "\u{1b}]11;\u{7}", "\u{1b}]11;?\u{7}"] {
        let mut session = unanswered(&[]);
        session.keys(nonsense).keys("j").wait_for("2/42");
        assert_no_colours(&mut session);
        session.keys(WHITE);
        assert_reads_on_light(&mut session);
        quit(session);
    }
}

#[test]
fn an_answer_in_pieces_counts_and_so_does_each_key_around_it() {
    let mut session = unanswered(&[]);
    session.keys("j\u{1b}").wait_until_read().keys("]1").wait_until_read().keys("1;rgb:ff").wait_until_read();
    session.keys("ff/ffff/ffff\u{1b}").wait_until_read().keys("\\j").wait_for("3/42");
    assert_reads_on_light(&mut session);
    quit(session);
}

#[test]
fn a_key_behind_an_answer_that_has_no_end_is_not_lost() {
    for begun in ["\u{1b}]1", "\u{1b}]11;", "\u{1b}]11;rgb:ff", "\u{1b}]11;rgb:ffff/ffff/"] {
        let mut session = unanswered(&[]);
        session
            .keys(&format!("{begun}j"))
            .wait_for("2/42")
            .keys("k")
            .wait_for("1/42")
            .keys(&format!("{begun}\u{1b}[B"));
        session.wait_for("2/42");
        quit(session);
    }
}

#[test]
fn a_terminal_is_not_asked_where_nothing_would_follow_or_the_question_would_be_printed() {
    for (extra, flags) in [
        (("NO_COLOR", "1"), &[][..]),
        (("TERM", "vt220"), &[]),
        (("TERM", "linux"), &[]),
        (("TERM", "eterm-color"), &[]),
        (("COLORTERM", "truecolor"), &["--theme", "light"]),
    ] {
        let mut session = demo(flags, 80, 24, &[extra]);
        session.keys("jj").wait_for("3/42");
        assert!(!session.bytes().windows(4).any(|bytes| bytes == b"]11;"), "{extra:?}");
        // An answer that nobody asked for changes nothing.
        session.keys(WHITE).keys("j").wait_for("4/42");
        quit(session);
    }
}

#[test]
fn the_environment_says_the_ground_where_the_terminal_does_not() {
    let mut session = demo(&[], 80, 24, &[("TERM", "rxvt-unicode-256color"), ("COLORFGBG", "0;default;15")]);
    assert_reads_on_light(&mut session);
    quit(session);
    let mut session = demo(&[], 80, 24, &[("TERM", "linux")]);
    session.wait("the colours for a dark ground", |seen| reads_on(seen, false));
    quit(session);
}

#[test]
fn it_asks_again_after_the_shell_had_the_terminal() {
    let command = format!("{} --demo\n", program());
    let mut shell = pty::start("bash", &["--norc", "--noprofile", "-i"], 80, 24, &[("PS1", "shell> ")]);
    shell.wait_for("shell>").keys(&command).wait_for("billing-us");
    shell.wait("the question", |seen| (asked(seen) == 1).then_some(()));
    shell.keys(BLACK);
    shell.wait("the colours for a dark ground", |seen| reads_on(seen, false));
    shell.keys("\u{1a}").wait_for("[1]+").keys("fg\n");
    // As often as it is asked, which it is each time that the terminal is taken.
    let mut answered = 1;
    while let Some(questions) = shell.wait("another question, or the colours for a light ground", |seen| {
        let is_done = answered > 1 && reads_on(seen, true).is_some();
        (is_done || asked(seen) > answered).then(|| (!is_done).then(|| asked(seen)))
    }) {
        answered = questions;
        shell.keys(WHITE);
    }
    shell.wait_for("1/42");
    shell.keys("q").wait_until_gone("1/42").keys("exit\n");
    shell.end();
}

#[test]
fn tmux_answers_for_its_pane() {
    if !is_installed("tmux") {
        return;
    }
    // From 3.4 on also without a colour of the pane's own.
    let command = format!("tmux select-pane -P bg=#ffffff; exec {} --demo", program());
    let mut server = tmux::Server::start(&["sh", "-c", &command], &[]);
    server.terminal.wait_for("billing-us");
    assert_reads_on_light(&mut server.terminal);
    server.terminal.keys("jj").wait_for("3/42").keys("q");
    server.terminal.end();
}

/// Whether everything on the screen stands on a ground, most of it on this one of the 256.
fn stands_on(seen: &pty::Seen, ground: u8) -> Option<()> {
    let screen = seen.parser.screen();
    let (rows, columns) = screen.size();
    let cells = (0..rows.get()).flat_map(|row| (0..columns.get()).filter_map(move |column| screen.cell(row, column)));
    let grounds: Vec<vt100::Color> = cells.map(vt100::Cell::bgcolor).collect();
    let is_it = |colour: &&vt100::Color| **colour == vt100::Color::Idx(ground);
    let is_covered = !grounds.contains(&vt100::Color::Default);
    (is_covered && grounds.iter().filter(is_it).count() > grounds.len() / 2).then_some(())
}

/// The grounds of the themes, as a terminal with 256 colours has them.
const OF_LIGHT: u8 = 231;
const OF_DARK: u8 = 234;

fn was_sent(seen: &[u8], ground: u8) -> bool {
    let sequence = format!("48;5;{ground}m");
    seen.windows(sequence.len()).any(|bytes| bytes == sequence.as_bytes())
}

#[test]
fn the_theme_auto_is_dark_or_light_as_the_terminal_answers() {
    for (answer, ground, other) in [(WHITE, OF_LIGHT, OF_DARK), (BLACK, OF_DARK, OF_LIGHT)] {
        let mut session = trackside(&["--demo", "--theme", "auto"], 80, 24, &[]);
        session.wait("the question", |seen| (asked(seen) == 1).then_some(()));
        session.keys(answer).wait_for("billing-us");
        session.wait("the ground that suits it", |seen| stands_on(seen, ground));
        assert!(!was_sent(&session.bytes(), other), "no flash of the other");
        quit(session);
    }
}

#[test]
fn without_an_answer_the_theme_auto_leaves_the_ground_alone_and_a_late_one_counts() {
    let mut session = demo(&["--theme", "auto"], 80, 24, &[]);
    session.keys("jj").wait_for("3/42").keys("?").wait_for("Keys: Runner list").keys("\u{1b}").wait_for("3/42");
    assert_no_colours(&mut session);
    assert!([OF_LIGHT, OF_DARK].iter().all(|ground| !was_sent(&session.bytes(), *ground)));
    session.keys(BLACK);
    session.wait("the dark ground", |seen| stands_on(seen, OF_DARK));
    quit(session);
}

#[test]
fn tmux_answers_the_theme_auto_for_its_pane() {
    if !is_installed("tmux") {
        return;
    }
    let start = format!("TERM=tmux-256color exec {} --demo --theme auto", program());
    let command = format!("tmux select-pane -P bg=#ffffff; {start}");
    let mut server = tmux::Server::start(&["sh", "-c", &command], &[]);
    server.terminal.wait_for("billing-us");
    let ground = |seen: &pty::Seen| was_sent(&seen.bytes, OF_LIGHT).then_some(());
    server.terminal.wait("the light ground", ground);
    server.terminal.keys("jj").wait_for("3/42").keys("q");
    server.terminal.end();
}

#[test]
fn gnu_screen_hands_the_question_on_and_the_answer_back() {
    if !is_installed("screen") {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let private = std::os::unix::fs::PermissionsExt::from_mode(0o700);
    std::fs::set_permissions(folder.path(), private).unwrap();
    let sockets = [("SCREENDIR", folder.path().to_str().unwrap())];
    let arguments = ["-c", "/dev/null", &*program(), "--demo"].map(str::to_owned);
    let mut session = pty::start("screen", &arguments, 80, 24, &sockets);
    session.wait_for("billing-us");
    session.wait("the question", |seen| (asked(seen) == 1).then_some(()));
    session.keys(WHITE).keys("jj").wait_for("3/42");
    assert_reads_on_light(&mut session);
    // Another window and back: screen asks nothing by itself.
    session.keys("\u{1}c").wait_until_gone("3/42").keys("exit\n").wait_for("3/42");
    session.keys("j").wait_for("4/42");
    assert_eq!(session.bytes().windows(QUESTION.len()).filter(|bytes| *bytes == QUESTION).count(), 1);
    session.keys("q");
    session.end();
}
