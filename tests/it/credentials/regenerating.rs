//! The question before a secret is replaced: what it says, and what it takes to answer it.

use std::sync::Arc;
use std::time::Duration;
use trackside::account::{News, Request, WorkNews, WorkPart};
use trackside::api::Priority;
use trackside::domain::AccountId;

use super::*;
use crate::support::details::usage;
use crate::support::fixtures::{SECOND, unreachable};

/// The question, with the runner read again.
fn asked() -> Harness {
    let mut harness = tab().keys("R").details(id().as_str(), |row| row);
    harness.effects();
    harness
}

/// Requests that replace the secret among the effects asked for since the last look.
fn sent(harness: &mut Harness) -> usize {
    harness
        .effects()
        .iter()
        .filter(|effect| matches!(effect, Effect::Account(AccountId::FIRST, Request::RefreshCredentials { .. })))
        .count()
}

#[test]
fn r_asks_for_the_name_says_what_it_does_and_reads_the_status_again() {
    let mut harness = tab_in(Harness::sized(100, 40)).keys("R");
    assert_eq!(
        harness.effects(),
        [
            Effect::Account(AccountId::FIRST, Request::ReadDetails(id(), Priority::Operator)),
            Effect::Account(AccountId::FIRST, Request::ReadWork(WorkPart::Projects))
        ]
    );
    for words in [
        "Reading the status again",
        "Running: disconnected at once. Make sure that no pipeline runs.",
        "The old secret is revoked at once.",
        "Nothing runs until the new secret is stored",
        "restarted at the provider",
        "Type maia-prod-eu-1",
    ] {
        assert_asks(&harness, words);
    }
    let harness = harness.news(News::Work(WorkNews::ProjectsRead(Ok(Arc::new(usage())))));
    let harness = harness.details(id().as_str(), |row| row.status("stopping"));
    for words in ["finance-prod", "orders-prod", "Stopping: disconnected at once"] {
        assert_asks(&harness, words);
    }
    assert_does_not_say(&harness, "Reading the status again");
}

#[test]
fn the_name_in_full_and_a_second_enter_send_it_once() {
    let mut harness = asked().keys(NAME);
    assert_says(&harness, "Press enter to continue");
    harness = harness.keys("<enter>");
    assert_asks(&harness, "Press enter again to regenerate");
    assert_eq!(sent(&mut harness), 0);
    harness = harness.after(SECOND).keys("<enter>");
    assert_eq!(sent(&mut harness), 1);
    assert_says(&harness, "Not sent yet");
    for _ in 0..5 {
        harness = harness.after(SECOND * 2).keys("<enter>x");
    }
    assert_eq!(sent(&mut harness), 0, "what is on its way is not sent again");
}

#[test]
fn anything_but_the_name_in_full_does_nothing() {
    for typed in [
        "",
        "maia-prod-eu",
        "maia-prod-eu-11",
        "Maia-prod-eu-1",
        " maia-prod-eu-1",
        "maia-prod-eu-1 ",
        "yes",
        "wh-load",
    ] {
        let mut harness = asked().keys(typed);
        for _ in 0..4 {
            harness = harness.after(SECOND * 2).keys("<enter>");
        }
        assert_eq!(sent(&mut harness), 0, "{typed:?}");
        assert_asks(&harness, "Type maia-prod-eu-1");
        assert_does_not_say(&harness, "once more");
    }
}

#[test]
fn a_pasted_name_takes_a_second_enter_as_well() {
    for pasted in [NAME.to_owned(), format!("{NAME}\n"), format!("{NAME}\r\n")] {
        let mut harness = asked().pasted(&pasted);
        assert_eq!(sent(&mut harness), 0, "{pasted:?}");
        harness = harness.after(SECOND * 2).keys("<enter>");
        assert_eq!(sent(&mut harness), 0, "{pasted:?}");
        harness = harness.after(SECOND * 2).keys("<enter>");
        assert_eq!(sent(&mut harness), 1, "{pasted:?}");
    }
    // A terminal that does not mark what is pasted: keys in a row, Enter included.
    let mut harness = asked().keys(NAME).keys("<enter><enter><enter>");
    assert_eq!(sent(&mut harness), 0);
}

#[test]
fn a_held_enter_is_no_answer_however_long() {
    // The longest that keyboards wait before they repeat, and how fast they do.
    for (wait, pause) in [(999, 30), (250, 33), (660, 40), (500, 500)] {
        let mut harness = asked().keys(NAME).keys("<enter>").after(Duration::from_millis(wait));
        for _ in 0..200 {
            harness = harness.keys("<enter>").after(Duration::from_millis(pause));
        }
        assert_eq!(sent(&mut harness), 0, "{wait}, then every {pause} ms");
        harness = harness.after(SECOND).keys("<enter>");
        assert_eq!(sent(&mut harness), 1, "let go, and pressed again");
    }
}

#[test]
fn what_is_edited_after_the_first_enter_takes_it_back() {
    for edit in ["x<backspace>", "<backspace>1", "<left>"] {
        let mut harness = asked().keys(NAME).keys("<enter>").after(SECOND * 2).keys(edit).keys("<enter>");
        assert_eq!(sent(&mut harness), 0, "{edit}");
        harness = harness.after(SECOND * 2).keys("<enter>");
        assert_eq!(sent(&mut harness), 1, "{edit}");
    }
}

#[test]
fn esc_leaves_everything_as_it_is() {
    for keys in ["", "maia", "maia-prod-eu-1", "maia-prod-eu-1<enter>"] {
        let mut harness = asked().keys(keys).after(SECOND * 2).keys("<esc>");
        assert_says(&harness, "No secret is in memory");
        harness = harness.keys("<enter>");
        assert_eq!(sent(&mut harness), 0, "{keys}");
    }
}

#[test]
fn it_cannot_be_answered_while_the_status_is_being_read_again() {
    let enters = |mut harness: Harness| {
        for _ in 0..3 {
            harness = harness.after(SECOND * 2).keys("<enter>");
        }
        harness
    };
    let mut harness = enters(tab().keys("R").keys(NAME));
    assert_eq!(sent(&mut harness), 0);
    assert_asks(&harness, "Reading the status again");
    harness = enters(harness.details(id().as_str(), |row| row));
    assert_eq!(sent(&mut harness), 1);
    // One that could not be read is said, and does not hold the question up.
    let unread = Message::Account(AccountId::FIRST, News::DetailsRead { id: id(), outcome: Err(unreachable()) });
    let harness = tab().keys("R").keys(NAME).send(unread);
    assert_asks(&harness, "The status could not be read again: ");
    assert_eq!(sent(&mut enters(harness)), 1);
}

#[test]
fn a_runner_that_is_gone_cannot_be_answered_for() {
    let rest = || runners().into_iter().filter(|runner| runner.id != id()).collect();
    let mut harness = asked().keys(NAME).keys("<enter>").only(rest());
    assert_asks(&harness, "the runner was removed");
    harness = harness.after(SECOND * 2).keys("<enter>").after(SECOND * 2).keys("<enter>");
    assert_eq!(sent(&mut harness), 0);
    assert_asks(&harness, "The runner is gone");
}

#[test]
fn the_answer_is_for_the_runner_that_was_shown_whatever_comes_meanwhile() {
    // It gets another name, another takes its name, and the list turns around.
    let others = || {
        let [first, usual, last] = <[Runner; 3]>::try_from(runners()).unwrap();
        vec![Runner { name: "zzz".into(), ..usual }, Runner { name: NAME.into(), ..first }, last]
    };
    let mut harness = asked().keys(NAME).fleet(others()).details(id().as_str(), |row| row);
    harness = harness.after(SECOND * 2).keys("<enter>").after(SECOND * 2).keys("<enter>");
    assert_eq!(ticket_of_regeneration(&mut harness), None, "it starts anew with the other name");
    harness = harness.keys("zzz");
    harness = harness.after(SECOND * 2).keys("<enter>").after(SECOND * 2).keys("<enter>");
    assert_eq!(ticket_of_regeneration(&mut harness), Some(id()));
}

/// Whose secret is to be replaced.
fn ticket_of_regeneration(harness: &mut Harness) -> Option<RunnerId> {
    harness.effects().into_iter().find_map(|effect| match effect {
        Effect::Account(AccountId::FIRST, Request::RefreshCredentials { id, .. }) => Some(id),
        _ => None,
    })
}
