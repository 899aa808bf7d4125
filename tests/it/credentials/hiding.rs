//! Every way in which what was revealed goes again, the clock, and answers that nobody waits for.

use std::time::Duration;
use trackside::account::News;
use trackside::domain::AccountId;

use ratatui::style::Style;
use trackside::api::{ApiError, Cause};
use trackside::tui::effect::Effect;
use trackside::tui::keymap::{BINDINGS, Context};
use trackside::tui::message::Message;

use super::*;
use crate::support::fixtures::{SECOND, problem};

#[test]
fn as_opened_both_are_dots_of_one_length_and_nothing_was_fetched() {
    let mut harness = tab();
    assert_eq!(harness.effects(), []);
    let dots: Vec<usize> =
        harness.text().lines().map(|line| line.matches('•').count()).filter(|dots| *dots > 0).collect();
    assert_eq!(dots, [24, 24]);
    assert_says(&harness, "No secret is in memory until you ask for one.");
    let other = answered(harness.keys("x"), Ok(pair_of("i", "s"))).keys("x").text();
    assert_eq!(other, tab().text(), "afterwards nothing tells how long they are");
}

#[test]
fn x_shows_both_with_a_warning_and_where_it_leads() {
    let harness = revealed();
    assert_says(&harness, "Secrets are on the screen");
    assert_says(&harness, "x hide");
    assert_says(&harness, "Hides in 20 s");
    assert_does_not_say(&harness, "•");
}

#[test]
fn every_way_out_hides_and_wipes() {
    type Way = fn(Harness) -> Harness;
    let gone = || {
        Message::Account(
            AccountId::FIRST,
            News::DetailsRead {
                id: id(),
                outcome: Err(ApiError { call: "read a runner", cause: Cause::NotFound(problem(404, "Not Found")) }),
            },
        )
    };
    let without = |harness: Harness| harness.only(runners().into_iter().filter(|runner| runner.id != id()).collect());
    let ways: [(&str, Way); 21] = [
        ("x", |harness| harness.keys("x")),
        ("esc", |harness| harness.keys("<esc>")),
        ("q", |harness| harness.keys("q")),
        ("next tab", |harness| harness.keys("<tab>")),
        ("previous tab", |harness| harness.keys("<shift-tab>")),
        ("another tab and back", |harness| harness.keys("14")),
        ("the same tab again", |harness| harness.keys("4")),
        ("the next runner and back", |harness| harness.keys("JK")),
        ("leaving and coming back", |harness| harness.keys("<esc><esc><enter>4")),
        ("another window in front", |harness| harness.send(Message::FocusLost)),
        ("another program in the terminal", |harness| harness.send(Message::ScreenLost)),
        ("another window, and this one again", |harness| harness.send(Message::FocusLost).send(Message::FocusGained)),
        ("a resize", |harness| harness.resized(100, 30)),
        ("a resize to the same size", |harness| harness.resized(80, 24)),
        ("a resize too small for anything, and back", |harness| harness.resized(5, 1).resized(80, 24)),
        ("suspending", |harness| harness.keys("<ctrl-z>")),
        ("quitting with the last frame", |harness| harness.keys("Q")),
        ("the clock", |harness| harness.after(SECOND * 20)),
        ("a clock that comes late", |harness| harness.after(SECOND * 4000)),
        ("regenerating", |harness| harness.keys("R")),
        ("a search", |harness| harness.keys("/")),
    ];
    for (name, way) in ways {
        assert_hidden(&way(revealed()), name);
    }
    assert_hidden(&without(revealed()), "gone from the list");
    assert_hidden(&revealed().send(gone()), "gone by its details");
}

#[test]
fn quitting_with_the_last_frame_asks_for_it_after_hiding() {
    let mut harness = revealed().keys("Q");
    assert_eq!(harness.effects(), [Effect::Quit { keep_frame: true }]);
}

#[test]
fn nothing_lies_over_them_and_no_key_takes_the_ones_that_hide_them() {
    for binding in BINDINGS.iter().filter(|binding| binding.context == Context::Details) {
        for chord in binding.keys {
            let harness = revealed().send(Message::Key(*chord));
            if format!("{:?}", harness.app).contains("Credentials {") {
                assert_says(&harness, "Secrets are on the screen");
                assert_hidden(&harness.keys("<esc>"), &format!("{chord:?}, then esc"));
            } else {
                assert_hidden(&harness, &format!("{chord:?}"));
            }
        }
    }
}

#[test]
fn what_only_looks_or_reads_leaves_them_and_their_clock() {
    let harness = revealed().after(SECOND * 7).keys("jjkgG<ctrl-r>m").fleet(runners());
    let harness = harness.details(id().as_str(), |row| row.status("paused")).keys("g");
    assert_shown(&harness);
    assert_says(&harness, "Hides in 13 s");
    assert_shown(&harness.send(Message::FocusGained));
}

/// Style of the clock's words, and how many cells of its bar are left.
fn clock(harness: &Harness) -> (Style, usize) {
    let buffer = harness.buffer();
    let text = harness.text();
    let (row, line) = text.lines().enumerate().find(|(_, line)| line.contains("Hides in")).unwrap();
    let column = line.find("Hides in").unwrap();
    let cell = &buffer[(u16::try_from(column).unwrap(), u16::try_from(row).unwrap())];
    (cell.style(), line.matches('━').count())
}

#[test]
fn the_clock_drains_once_a_second_and_marks_the_last_five() {
    let mut harness = revealed();
    let (usual, mut last) = clock(&harness);
    for left in (1..20).rev() {
        harness = harness.after(SECOND / 2);
        assert_says(&harness, &format!("Hides in {} s", left + 1));
        harness = harness.after(SECOND / 2);
        assert_says(&harness, &format!("Hides in {left} s"));
        assert_shown(&harness);
        let (style, bar) = clock(&harness);
        assert!(bar < last, "{bar} of {last} at {left}");
        assert_eq!(style != usual, left <= 5, "at {left}");
        last = bar;
    }
    harness = harness.after(Duration::from_millis(999));
    assert_shown(&harness);
    assert_hidden(&harness.after(Duration::from_millis(1)), "the whole time");
}

#[test]
fn the_clock_starts_with_the_answer_and_anew_with_each() {
    let mut harness = tab().keys("x").after(SECOND * 30);
    assert_says(&harness, "Reading the credentials");
    harness = answered(harness, Ok(pair())).after(SECOND * 19);
    assert_shown(&harness);
    harness = answered(harness.keys("xx"), Ok(pair())).after(SECOND * 19);
    assert_shown(&harness);
    let own = tab_in(Harness::set_up(80, 24, |setting| setting.config.reveal = SECOND * 5));
    let harness = answered(own.keys("x"), Ok(pair())).after(SECOND * 4);
    assert_shown(&harness);
    assert_hidden(&harness.after(SECOND), "its own time");
}

#[test]
fn answers_to_questions_that_nobody_holds_open_are_dropped() {
    type Way = fn(Harness) -> Harness;
    let ways: [(&str, Way); 8] = [
        ("leaving", |harness| harness.keys("<esc>")),
        ("leaving and coming back", |harness| harness.keys("<esc><enter>4")),
        ("another tab and back", |harness| harness.keys("14")),
        ("another runner", |harness| harness.keys("J")),
        ("another runner and back", |harness| harness.keys("JK")),
        ("another window in front", |harness| harness.send(Message::FocusLost)),
        ("a resize", |harness| harness.resized(100, 30)),
        ("help", |harness| harness.keys("?")),
    ];
    for (name, way) in ways {
        let mut harness = tab().keys("x");
        let ticket = ticket(&mut harness);
        let mut harness = way(harness);
        harness.effects();
        let mut harness = harness.send(read(ticket, Ok(pair())));
        assert_hidden(&harness, name);
        assert_eq!(harness.effects(), [], "{name}");
    }
}

#[test]
fn answers_to_other_questions_are_dropped() {
    let mut harness = tab().keys("x");
    let ticket = ticket(&mut harness);
    let other = |id: &str| {
        Message::Account(AccountId::FIRST, News::CredentialsRead { ticket, id: RunnerId::new(id), outcome: Ok(pair()) })
    };
    for message in [read(ticket + 1, Ok(pair())), other("id-wh-load"), other("nobody")] {
        harness = harness.send(message);
        assert_hidden(&harness, "an answer to another question");
        assert_says(&harness, "Reading the credentials");
    }
    let harness = harness.send(read(ticket, Ok(pair())));
    assert_shown(&harness);
    let harness = harness.keys("x").send(read(ticket, Ok(pair())));
    assert_hidden(&harness, "the same answer twice");
}

#[test]
fn one_question_is_asked_at_a_time() {
    let mut harness = tab().keys("x");
    let ticket = ticket(&mut harness);
    harness = harness.keys("xci");
    assert_eq!(harness.effects(), []);
    assert_shown(&harness.send(read(ticket, Ok(pair()))));
}
