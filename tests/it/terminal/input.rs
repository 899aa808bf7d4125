//! What is typed, pasted and sent by the terminal itself, in the real program.

use std::fs::File;
use std::io::{Seek, Write};
use std::os::fd::OwnedFd;
use std::os::unix::net::UnixStream;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use trackside::terminal::input::{Chord, Event, Input, Key};

use super::*;

/// The demo with this many runners, and the bar on the first.
fn fleet_of(runners: &str) -> Session {
    let mut session = trackside(&["--demo", "--demo-runners", runners], 100, 30, &[]);
    session.wait_for(&format!("1/{runners}"));
    session
}

fn assert_quit(session: &mut Session) {
    assert_eq!(exit_code(session), Some(0));
    session.assert_restored();
}

/// The row that the bar is on.
fn under_the_bar(session: &Session) -> String {
    let text = session.text();
    let row = text.lines().find(|line| line.starts_with('▌')).unwrap_or_else(|| panic!("no bar:\n{text}"));
    row.trim_start_matches('▌').split_whitespace().next().unwrap().to_owned()
}

#[test]
fn four_hundred_moves_in_one_write_are_all_taken() {
    let mut session = fleet_of("500");
    session.keys(&"\u{1b}[B".repeat(400)).wait_for("401/500");
    session.keys("\u{1b}[A").wait_for("400/500");
    let runner = under_the_bar(&session);
    session.keys("i").wait_for(&runner).keys("q").keys("r").wait_for(&format!("Restart {runner}?"));
    session.keys("\u{3}");
    assert_quit(&mut session);
}

#[test]
fn a_key_behind_moves_acts_on_no_runner_that_was_not_on_the_screen() {
    let mut session = fleet_of("500");
    session.keys(&format!("{}r", "\u{1b}[B".repeat(400))).wait_for("401/500");
    session.wait_for("The screen changed after r was pressed");
    assert!(!session.text().contains("Restart"), "{}", session.text());
    let runner = under_the_bar(&session);
    session.keys("r").wait_for(&format!("Restart {runner}?"));
    session.keys("\u{3}");
    assert_quit(&mut session);
}

#[test]
fn ctrl_c_ends_it_at_once_whatever_was_typed_before() {
    let mut session = fleet_of("500");
    session.keys("/").wait_for("filter:");
    session.keys(&"x".repeat(20_000)).keys("\u{3}");
    assert_quit(&mut session);
    // In the middle of every kind of sequence.
    for open in ["\u{1b}", "\u{1b}[", "\u{1b}[1;", "\u{1b}O", "\u{1b}]11;", "\u{1b}P", "\u{1b}_", "\u{1b}^", "\u{1b}X"]
    {
        let mut session = demo(&[], 80, 24, &[]);
        session.keys(&format!("{open}\u{3}"));
        assert_quit(&mut session);
    }
}

#[test]
fn a_sequence_cut_behind_its_escape_is_the_same_key() {
    let mut session = trackside(&["--demo"], 80, 24, &[("TRACKSIDE_ESCAPE_MS", "500")]);
    session.wait_for("1/42").keys("/a").wait_for("filter: a");
    let total: usize = {
        let text = session.text();
        let shown = text.lines().find_map(|line| line.split("1/").nth(1)).unwrap_or_else(|| panic!("{text}"));
        shown.chars().take_while(char::is_ascii_digit).collect::<String>().parse().unwrap()
    };
    for row in 2..=total.min(12) {
        session.keys("\u{1b}").wait_until_read().keys("[B").wait_for(&format!("{row}/{total}"));
    }
    session.wait_for("filter: a");
    session.keys("\u{1b}").wait_until_gone("filter: a").keys("q");
    assert_quit(&mut session);
}

#[test]
fn pasted_text_is_whole_and_no_key_however_it_is_cut() {
    let mut session = trackside(&["--demo"], 80, 24, &[("TRACKSIDE_ESCAPE_MS", "500")]);
    session.wait_for("1/42");
    for piece in ["\u{1b}", "[20", "0~bill", "ing\rq\u{1b}", "[20", "1", "~"] {
        session.keys(piece).wait_until_read();
    }
    session.wait_for("filter: billing q").keys("\u{3}");
    assert_quit(&mut session);
}

#[test]
fn a_turn_of_the_wheel_answers_no_question() {
    for notch in ["\u{1b}[B", "\u{1b}[A", "\u{1b}OB"] {
        let mut session = actions::at("crm-sync-us");
        actions::ask(&mut session, "r", "Restart crm-sync-us?");
        session.keys(&notch.repeat(5)).keys("\r").wait_until_gone("Restart crm-sync-us?");
        session.keys("\r7").wait_for("Activity").keys("L").wait_for("Journal");
        assert!(!session.text().contains("RESTART") && !session.text().contains("estart"), "{}", session.text());
        session.keys("\u{3}");
        assert_quit(&mut session);
    }
}

#[test]
fn the_wheel_is_no_row_of_arrow_keys_while_the_terminal_is_taken() {
    let mut session = demo(&[], 80, 24, &[]);
    session.keys("q");
    assert_quit(&mut session);
    let written = String::from_utf8_lossy(&session.bytes()).into_owned();
    let place = |sequence: &str| written.find(sequence).unwrap_or_else(|| panic!("{sequence:?} was not sent"));
    let (kept, off) = (place("\u{1b}[?1007s"), place("\u{1b}[?1007l"));
    let (on, back) = (place("\u{1b}[?1007h"), place("\u{1b}[?1007r"));
    assert!(kept < off && off < on && on < back, "{kept} {off} {on} {back}");
}

#[test]
fn what_the_terminal_answers_is_no_key() {
    let answers = [
        "\u{1b}]11;rgb:ffff/rrrr/qqqq\u{1b}\\",
        "\u{1b}]11;rgb:ffff/rrrr/qqqq\u{7}",
        "\u{1b}P1$r0 q\u{1b}\\",
        "\u{1b}P1+r524742=38\u{1b}\\",
        "\u{1b}P>|kitty(0.35.2)\u{1b}\\",
        "\u{1b}_Gi=31;OK:r\u{1b}\\",
        "\u{1b}^quit\u{1b}\\",
        "\u{1b}Xq?rp\u{1b}\\",
        "\u{1b}[?62;22c",
        "\u{1b}[>1;4000;29c",
        "\u{1b}[24;80R",
        "\u{1b}[0n",
        "\u{1b}[?2026;2$y",
        "\u{1b}[8;24;80t",
        "\u{1b}[?1u",
    ];
    let mut session = demo(&[], 80, 24, &[]);
    for (answer, row) in answers.iter().zip(2..) {
        // Whole, and in pieces.
        session.keys(answer);
        for byte in answer.chars() {
            session.keys(&byte.to_string());
        }
        session.keys("j").wait_for(&format!("{row}/42"));
        assert!(!session.text().contains("Restart") && !session.text().contains("lists"), "{}", session.text());
    }
    session.keys("q");
    assert_quit(&mut session);
}

#[test]
fn backspace_works_in_both_its_forms() {
    let mut session = demo(&[], 80, 24, &[]);
    session.keys("/billx").wait_for("filter: billx").keys("\u{8}y").wait_for("filter: billy");
    session.keys("\u{7f}ing\u{8}s").wait_for("filter: billins").keys("\u{3}");
    assert_quit(&mut session);
}

#[test]
fn a_key_that_means_nothing_says_so() {
    let mut session = demo(&[], 80, 24, &[]);
    session.keys("Z").wait_for("Z does nothing here. ? lists the keys.");
    session.keys("й").wait_for("й is no command: commands are Latin letters. F1 lists them.");
    session.keys("j").wait_for("2/42").wait_until_gone("Latin").keys("q");
    assert_quit(&mut session);
}

#[test]
fn a_terminal_that_does_not_know_its_size_is_taken_for_the_usual_one() {
    let command = format!("stty rows 0 cols 0; exec {} --demo", program());
    let mut session = pty::start("sh", &["-c", &command], 80, 24, &[]);
    session.wait_for("billing-us").wait_for("1/42");
    session.resize(40, 10).wait_until_gone("PLATFORM").keys("q");
    assert_quit(&mut session);
}

/// The next key that is read, or none because the terminal is gone.
async fn next_key(input: &mut Input) -> Option<Chord> {
    match input.next().await?.event {
        Event::Key(chord) => Some(chord),
        other => panic!("{other:?}"),
    }
}

/// Reads what stands in the terminal's place; a lone escape counts at once.
fn reader(tty: impl Into<OwnedFd>) -> Input {
    Input::of(File::from(tty.into()), Duration::from_millis(1), Arc::default()).unwrap()
}

#[tokio::test]
async fn keys_are_read_as_they_come_until_the_terminal_is_gone() {
    let (mut typist, terminal) = UnixStream::pair().unwrap();
    let mut input = reader(terminal);
    typist.write_all(b"jk\x1b").unwrap();
    for key in [Chord::char('j'), Chord::char('k'), Chord::plain(Key::Esc)] {
        assert_eq!(next_key(&mut input).await, Some(key));
    }
    typist.write_all(b"q").unwrap();
    drop(typist);
    assert_eq!(next_key(&mut input).await, Some(Chord::char('q')));
    assert_eq!(next_key(&mut input).await, None);
}

#[tokio::test]
async fn keys_are_read_from_what_the_runtime_cannot_wait_for() {
    let mut file = tempfile::tempfile().unwrap();
    file.write_all(&[b'j'; 10_000]).unwrap();
    file.rewind().unwrap();
    let mut input = reader(file);
    for _ in 0..10_000 {
        assert_eq!(next_key(&mut input).await, Some(Chord::char('j')));
    }
    assert_eq!(next_key(&mut input).await, None);
}

#[tokio::test]
async fn what_was_typed_before_a_frame_is_read_before_it() {
    let (mut typist, terminal) = UnixStream::pair().unwrap();
    let frames = Arc::new(AtomicU64::new(4));
    let tty = File::from(OwnedFd::from(terminal));
    let mut input = Input::of(tty, Duration::from_millis(1), Arc::clone(&frames)).unwrap();
    typist.write_all(b"j").unwrap();
    input.catch_up();
    frames.store(5, Ordering::SeqCst);
    typist.write_all(b"k").unwrap();
    let stamps = [input.next().await.unwrap(), input.next().await.unwrap()].map(|stamped| stamped.frames);
    assert_eq!(stamps, [4, 5]);
}
