//! Questions that are longer than their window, and actions for more runners than anybody reads the names of.

use super::*;
use crate::support::fixtures::numbered;
use trackside::account::{News, Request};
use trackside::domain::AccountId;

#[test]
fn reading_on_in_a_long_question_leaves_the_bar_on_no_and_the_answers_in_view() {
    let asked = || asked_about("running", "p").resized(40, 10).keys("?");
    assert_says(&asked(), "▌[ n  No ] [ y  Pause ]");
    for keys in ["jjjjjjjjjjjjjjjjjjjjjjjjjjjjjj", "<pgdn><pgdn><pgdn><pgdn><pgdn><pgdn>"] {
        let at_end = asked().keys(keys);
        assert_says(&at_end, "▌[ n  No ]");
        assert_says(&at_end, "still work on the canvas");
        let mut left = at_end.keys("<enter>");
        assert_eq!(changes(&mut left), vec![], "enter leaves it after {keys}");
    }
    // Tab goes to the answers wherever one reads.
    let harness = asked().keys("<tab>");
    assert_says(&harness, "▌[ y  Pause ]");
    assert_does_not_say(&harness.keys("<shift-tab>k"), "▌[ y  Pause ]");
    assert_says(&asked_about("running", "p").keys("j"), "▌[ y  Pause ]");
}

#[test]
fn more_runners_than_can_be_read_are_not_acted_on_at_once() {
    let mut harness = Harness::sized(100, 40).fleet(numbered(201)).keys("*");
    harness.effects();
    let mut harness = harness.keys("p");
    assert_says(&harness, "201 runners are marked. Mark at most 200 for one action");
    assert_eq!(harness.effects(), vec![]);
    harness = harness.keys("g<space>p");
    assert_says(&harness, "Pause 200 marked runners?");
    assert!(harness.effects().contains(&Effect::Account(AccountId::FIRST, Request::PollNow)));
}

#[test]
fn how_far_several_are_is_told_in_numbers() {
    let runners = || vec![runner("a"), runner("b").status("stopped"), runner("c")];
    let mut harness = Harness::sized(100, 40).fleet(runners()).keys("*p");
    assert_says(&harness, "Pause 3 marked runners?");
    harness = harness.news(News::PollStarted).fleet(runners());
    assert_says(&harness, "Pause 2 of 3 marked runners?");
    assert_says(&harness, "1 left out");
    harness = nothing_runs(harness).keys("y").answered(Ok(()));
    for _ in 0..2 {
        harness = harness.after(SECOND * 2).details("id-a", |row| row.status("paused"));
    }
    harness = nothing_runs(harness.after(SECOND * 30)).answered(Err(refused("no")));
    assert_says(&harness, "Pause of 3 runners: 1 paused, 1 refused, 1 left out");
    assert_says(&harness, "esc close");
}
