//! Removing a runner: its name in full, and Enter twice with a pause between.

use trackside::account::{Request, WorkPart};
use trackside::api::Priority;
use trackside::domain::AccountId;
use trackside::tui::keymap::Context;

use super::*;

/// The question about removing the usual runner, which was read again.
fn asked() -> Harness {
    asked_about("stopped", "<ctrl-d>")
}

fn typed() -> Harness {
    asked().keys(NAME)
}

fn removed() -> Vec<(RunnerId, Change)> {
    sent(Change::Remove)
}

#[test]
fn enter_alone_removes_nothing() {
    let mut harness = asked().keys("<enter>");
    for _ in 0..5 {
        harness = harness.after(SECOND * 2).keys("<enter>");
    }
    assert_eq!((changes(&mut harness), harness.app.context()), (vec![], Context::Typed));
    for words in ["y", "yes", "maia-prod-eu-", "maia-prod-eu-2", "MAIA-PROD-EU-1", "maia-prod-eu-1x", " maia-prod-eu-1"]
    {
        let mut harness = enter_twice(asked().keys(words));
        assert_eq!(changes(&mut harness), vec![], "{words:?}");
    }
    // Keys of other questions are text here.
    assert_eq!(changes(&mut enter_twice(asked().keys("y").keys("n"))), vec![]);
}

#[test]
fn the_name_and_two_enters_remove_it_once() {
    let harness = typed();
    assert_says(&harness, "Press enter to continue");
    let mut harness = harness.keys("<enter>");
    assert_says(&harness, "Press enter again to remove");
    assert_eq!(changes(&mut harness), vec![], "the first only arms it");
    assert_says(&harness.clone().after(SECOND), "Press enter again to remove");
    let mut harness = harness.after(SECOND + SECOND / 2).keys("<enter>");
    assert_eq!(changes(&mut harness), removed());
    assert_says(&harness, "Not sent yet");
    for _ in 0..4 {
        harness = harness.after(SECOND * 2).keys("<enter>");
    }
    harness = harness.keys("x<enter>");
    assert_eq!(changes(&mut harness), vec![], "once");
}

#[test]
fn a_held_enter_is_not_the_second_one() {
    let mut harness = typed();
    for _ in 0..200 {
        harness = harness.after(SECOND / 30).keys("<enter>");
    }
    assert_eq!(changes(&mut harness), vec![]);
    let mut harness = harness.after(SECOND).keys("<enter>");
    assert_eq!(changes(&mut harness), removed(), "let go, and pressed again");
    // Slower than a keyboard repeats, but within the second in which one waits before it does.
    let mut harness = typed().keys("<enter>").after(SECOND * 9 / 10).keys("<enter>");
    assert_eq!(changes(&mut harness), vec![]);
}

#[test]
fn a_pasted_name_still_needs_the_second_enter() {
    for pasted in [NAME.to_owned(), format!("{NAME}\n"), format!("{NAME}\r\n\r\n")] {
        let mut harness = asked().pasted(&pasted);
        assert_eq!(changes(&mut harness), vec![], "a line break that is pasted is no Enter");
        let mut harness = harness.keys("<enter>");
        assert_eq!(changes(&mut harness), vec![]);
        let mut harness = harness.after(SECOND + SECOND / 2).keys("<enter>");
        assert_eq!(changes(&mut harness), removed(), "{pasted:?}");
    }
}

#[test]
fn every_edit_takes_the_first_enter_back() {
    for keys in ["x<backspace>", "<backspace>1", "<ctrl-u>maia-prod-eu-1", "<left>"] {
        let mut harness = typed().keys("<enter>").keys(keys).after(SECOND * 2).keys("<enter>");
        assert_eq!(changes(&mut harness), vec![], "{keys}");
        let mut harness = harness.after(SECOND * 2).keys("<enter>");
        assert_eq!(changes(&mut harness), removed(), "{keys}");
    }
}

#[test]
fn it_is_blocked_until_the_runner_was_read_again() {
    let mut harness = list_of(in_status("stopped")).keys("<ctrl-d>");
    assert_eq!(
        harness.effects(),
        [
            Effect::Account(AccountId::FIRST, Request::ReadDetails(id(), Priority::Operator)),
            Effect::Account(AccountId::FIRST, Request::ReadWork(WorkPart::Projects))
        ]
    );
    assert_says(&harness, "Reading the status again");
    let mut harness = enter_twice(enter_twice(harness.keys(NAME)).after(SECOND * 2));
    assert_eq!(changes(&mut harness), vec![]);
    let mut harness = harness.details(id().as_str(), |row| row).after(SECOND * 2).keys("<enter>");
    assert_eq!(changes(&mut harness), vec![], "what was pressed before does not count");
    assert_eq!(changes(&mut harness.after(SECOND * 2).keys("<enter>")), removed());

    let harness = not_read(list_of(in_status("stopped")).keys("<ctrl-d>").keys("<up>"), no_answer());
    let harness = harness.keys("<pgup><pgup><pgup>");
    assert_tells(&harness, "The status could not be read again: the connection broke");
    assert_eq!(changes(&mut enter_twice(harness.keys(NAME))), removed());
}

#[test]
fn a_status_that_changes_is_said_and_takes_the_first_enter_back() {
    let harness = reports(typed().keys("<enter>"), "running");
    let above = harness.clone().keys("<pgup><pgup>");
    assert_tells(&above, "The status changed from Stopped to Running meanwhile.");
    assert_tells(&above, "Running: stop the service at the cloud provider first.");
    let mut harness = harness.after(SECOND * 2).keys("<enter>");
    assert_eq!(changes(&mut harness), vec![], "what was armed was the removal of a stopped runner");
    assert_eq!(changes(&mut harness.after(SECOND * 2).keys("<enter>")), removed());
    // A platform that withholds everything withholds this too.
    let hosted = in_status("stopped").on("matillion", "hosted");
    let mut harness = enter_twice(typed().fleet(vec![hosted]));
    assert_eq!(changes(&mut harness), vec![]);
    assert_tells(&harness, "Not possible any more. Hosted by Matillion");
}

#[test]
fn it_goes_to_the_runner_it_opened_for_and_after_a_renaming_it_starts_anew() {
    let fleet = || vec![runner("a"), runner("b").status("stopped"), runner("c")];
    let renamed = |name: &str, to: &str| Runner { name: to.into(), ..runner(name).status("stopped") };
    let asked = || {
        let mut harness = Harness::sized(100, 40).fleet(fleet()).keys("j<ctrl-d>").details("id-b", |row| row);
        harness.effects();
        harness
    };
    let shuffled = || vec![renamed("c", "0"), renamed("a", "b"), renamed("b", "zz")];
    // What was typed, and an Enter, go with the old name.
    let harness = asked().keys("b<enter>").after(SECOND * 2).fleet(shuffled());
    assert_tells(&harness, "Type zz");
    assert_tells(&harness.clone().keys("<pgup><pgup>"), "b was renamed to zz since then: the question starts anew.");
    let mut harness = harness.keys("<enter>").after(SECOND * 2);
    assert_eq!(changes(&mut harness), vec![]);
    let mut harness = enter_twice(harness.keys("b"));
    assert_eq!(changes(&mut harness), vec![], "another one is called b by now");
    let mut harness = enter_twice(harness.after(SECOND * 2).keys("<ctrl-u>zz"));
    assert_eq!(changes(&mut harness), [(id_of("b"), Change::Remove)]);
    let mut harness = enter_twice(asked().only(vec![renamed("a", "b")]).keys("b id-b"));
    assert_eq!(changes(&mut harness), vec![]);
    assert_tells(&harness, "The runner is gone: nothing is left to change");
    assert_tells(
        &harness.keys("<pgup><pgup>"),
        "The control plane has no such runner any more: the runner was removed.",
    );
}

#[test]
fn it_says_what_stays_and_who_depends_on_it() {
    let harness = knows_usage(asked());
    for words in [
        "Only the definition goes",
        "Default runner of 3 environments, 1 project could not be read",
        "Finance / finance-prod",
        "Environments that default to the runner need another one first.",
        "Cannot be undone",
    ] {
        assert_tells(&harness, words);
    }
    // Where to clean up is behind a key: a question shows three points at the most.
    assert_does_not_say(&harness, "https://");
    assert_says(&harness, "ctrl-o more");
    for key in ["<ctrl-o>", "<f2>"] {
        let opened = harness.clone().keys(key);
        assert_tells(&opened, "https://aws.amazon.com/console/");
        assert_does_not_say(&opened.keys(key), "https://");
    }
    assert_says(&asked(), "Reading the environments");
}

#[test]
fn leaving_it_removes_nothing() {
    let mut harness = typed().keys("<enter><esc>").after(SECOND * 2).keys("<enter>");
    assert_eq!(changes(&mut harness), vec![]);
    // Asked again, it begins from nothing.
    let mut harness = typed().keys("<enter><esc><ctrl-d>").details(id().as_str(), |row| row);
    harness = enter_twice(harness.after(SECOND * 2));
    assert_eq!(changes(&mut harness), vec![]);
}

#[test]
fn a_runner_without_a_name_is_named_by_its_id() {
    let nameless = Runner { name: "  ".into(), ..in_status("stopped") };
    let asked = || list_of(nameless.clone()).keys("<ctrl-d>").details(id().as_str(), |row| row);
    assert_says(&asked(), "Type id-maia-prod-eu-1");
    assert_eq!(changes(&mut enter_twice(asked().keys("id-maia-prod-eu-1"))), removed());
}
