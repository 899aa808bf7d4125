//! A key is an answer to the last frame that was drawn before it was read.

use std::time::Duration;

use trackside::account::{News, Request};
use trackside::domain::AccountId;
use trackside::terminal::input::{Chord, Key};
use trackside::tui::effect::Effect;
use trackside::tui::message::Message;

use crate::support::fixtures::runner;
use crate::support::harness::Harness;

fn key(chord: Chord) -> Message {
    Message::Key(chord)
}

fn arrows(key: Key, times: usize) -> Message {
    Message::Arrows { key: Chord::plain(key), times }
}

/// The list with three runners, drawn `frames` times in all.
fn drawn() -> (Harness, u64) {
    let harness =
        Harness::sized(100, 30).news(News::PollStarted).fleet(["a-one", "b-two", "c-three"].map(runner).to_vec());
    // The harness draws after each message: one here, and two of the poll.
    (harness, 3)
}

fn sends(effects: &[Effect]) -> bool {
    effects.iter().any(|effect| matches!(effect, Effect::Account(AccountId::FIRST, Request::Change { .. })))
}

#[test]
fn a_key_on_a_row_counts_if_the_row_was_in_view_when_it_was_read() {
    let (harness, frames) = drawn();
    let before_the_rows = harness.clone().send_undrawn(Message::InputRead { frames: 0 }).keys("r");
    assert!(before_the_rows.text().contains("The screen changed after r was pressed. Press r again."));
    assert!(!before_the_rows.text().contains("Restart"));
    let later = harness.send_undrawn(Message::InputRead { frames }).keys("jr");
    assert!(later.text().contains("Restart"), "{}", later.text());
}

#[test]
fn a_key_counts_for_nothing_that_was_drawn_before_the_terminal_was_lost() {
    let (harness, _) = drawn();
    let lost = harness.send_undrawn(Message::ScreenLost).keys("r");
    assert!(lost.text().contains("The screen changed after r was pressed."), "{}", lost.text());
    assert!(lost.keys("r").text().contains("Restart"));
}

#[test]
fn moves_and_text_count_whenever_they_were_read() {
    let (harness, _) = drawn();
    let before = harness.selected();
    let harness = harness.send_undrawn(Message::InputRead { frames: 0 }).keys("j");
    assert_ne!(harness.selected(), before);
    let harness = harness.keys("/a");
    assert!(harness.text().contains("filter: a"), "{}", harness.text());
}

#[test]
fn an_answer_that_was_read_before_its_question_was_drawn_is_none() {
    let (harness, frames) = drawn();
    let harness = harness.keys("r");
    let id = harness.app.list().selected().unwrap().id.as_str().to_owned();
    // Drawn with the key, and once more when the runner was read again: that is the question that counts.
    let open = harness.details(&id, |runner| runner);
    for (read_at, counts) in [(frames, false), (frames + 1, false), (frames + 2, true)] {
        let mut asked = open.clone().send_undrawn(Message::InputRead { frames: read_at });
        asked.effects();
        let mut asked = asked.keys("y");
        assert_eq!(sends(&asked.effects()), counts, "read after {read_at} frames, of {}", frames + 2);
    }
}

#[test]
fn a_row_of_arrows_ends_on_no_answer_that_changes_something() {
    let (harness, _) = drawn();
    let harness = harness.keys("r");
    let id = harness.app.list().selected().unwrap().id.as_str().to_owned();
    let open = harness.details(&id, |runner| runner);
    for times in 1..8 {
        for direction in [Key::Up, Key::Down] {
            for start in ["", "<tab>"] {
                let mut asked = open.clone().keys(start).send(arrows(direction, times));
                asked.effects();
                let mut answered = asked.keys("<enter>");
                assert!(!sends(&answered.effects()), "{start} {direction:?} {times}");
            }
        }
    }
    // One that somebody pressed does.
    let mut answered = open.send(key(Chord::plain(Key::Down))).keys("<enter>");
    assert!(sends(&answered.effects()));
}

/// A question about restarting a runner that has been on the screen for a while.
fn asked_to_restart() -> Harness {
    let (harness, _) = drawn();
    let harness = harness.keys("r");
    let id = harness.app.list().selected().unwrap().id.as_str().to_owned();
    harness.details(&id, |runner| runner).after(Duration::from_secs(5))
}

#[test]
fn moves_that_follow_each_other_at_once_end_on_no_answer_that_changes_something() {
    let open = asked_to_restart();
    // In milliseconds, as one turn of a wheel and a key held down come; and as keys that were read in one go.
    let gaps: [&[u64]; 5] = [&[0], &[0; 7], &[20; 4], &[99; 9], &[500, 33, 33]];
    for first in ["j", "<tab>", "<down>", "k", "<up>"] {
        for next in ["j", "<tab>", "<down>"] {
            for gaps in gaps {
                let moved = gaps
                    .iter()
                    .fold(open.clone().keys(first), |asked, gap| asked.after(Duration::from_millis(*gap)).keys(next));
                let mut answered = moved.keys("<enter>");
                assert!(!sends(&answered.effects()), "{first} {next} {gaps:?}");
            }
        }
    }
}

#[test]
fn a_turn_of_the_wheel_ends_on_no_changing_answer_however_it_is_split() {
    for pieces in [&[5][..], &[4, 1], &[1, 4], &[3, 2], &[2, 1, 2], &[1; 5]] {
        let mut asked = asked_to_restart();
        for piece in pieces {
            let down = Chord::plain(Key::Down);
            let message = if *piece == 1 { key(down) } else { arrows(Key::Down, *piece) };
            asked = asked.send(message).after(Duration::from_millis(20));
        }
        let mut answered = asked.keys("<enter>");
        assert!(!sends(&answered.effects()), "{pieces:?}");
    }
}

#[test]
fn a_move_that_was_read_before_the_last_one_was_drawn_is_one_of_a_row() {
    let asked = asked_to_restart();
    let down = || key(Chord::plain(Key::Down));
    let moved = asked.send_undrawn(down()).after_undrawn(Duration::from_secs(1)).send(down());
    let mut answered = moved.keys("<enter>");
    assert!(!sends(&answered.effects()));
}

#[test]
fn single_moves_answer_at_once() {
    let asked = asked_to_restart();
    let mut answered = asked.clone().keys("j<enter>");
    assert!(sends(&answered.effects()));
    let pause = Duration::from_millis(150);
    let mut answered = asked.keys("jj").after(pause).keys("k").after(pause).keys("j<enter>");
    assert!(sends(&answered.effects()));
}

#[test]
fn enter_counts_only_for_the_answer_that_the_bar_was_seen_on() {
    let (harness, _) = drawn();
    let harness = harness.keys("r");
    let id = harness.app.list().selected().unwrap().id.as_str().to_owned();
    let open = harness.details(&id, |runner| runner);
    let mut blind = open.send_undrawn(key(Chord::plain(Key::Tab))).send_undrawn(key(Chord::plain(Key::Enter)));
    assert!(!sends(&blind.effects()));
}

#[test]
fn a_row_of_arrows_moves_in_the_list_and_changes_no_port() {
    let (harness, _) = drawn();
    let first = harness.selected();
    let harness = harness.send(arrows(Key::Down, 2));
    assert_ne!(harness.selected(), first);
    let harness = harness.send(arrows(Key::Up, 2));
    assert_eq!(harness.selected(), first);
    let form = harness.keys("t").keys("db.example.com<tab>5432");
    assert!(form.text().contains("5432"), "{}", form.text());
    for direction in [Key::Up, Key::Down] {
        assert_eq!(form.clone().send(arrows(direction, 5)).text(), form.text());
    }
    assert_ne!(form.clone().send(key(Chord::plain(Key::Down))).text(), form.text(), "one arrow is meant");
}

#[test]
fn a_key_that_means_nothing_says_so_and_help_and_esc_always_work() {
    let (harness, _) = drawn();
    for (open, closed) in [("", "Keys:"), ("r", "Restart"), ("a", "Test connectivity"), ("S", "Sort by")] {
        let at = harness.clone().keys(open);
        let told = at.clone().keys("Z").text();
        // In a question the other key says more of that.
        let (help, name) = if open == "r" { ("<f1>", "F1") } else { ("?", "?") };
        assert!(told.contains(&format!("Z does nothing here. {name} lists the keys.")), "{open}: {told}");
        assert!(at.clone().keys(help).text().contains("Keys:"), "{open}");
        assert!(!at.keys(&format!("{help}<esc><esc>")).text().contains(closed), "{open}");
    }
    let layout = harness.keys("ж").text();
    assert!(layout.contains("ж is no command: commands are Latin letters. F1 lists them."), "{layout}");
}
