//! A secret that is read again: the account begins anew with it once it is there, and stays as it is where it is not.

use trackside::account::News;
use trackside::domain::RunnerCommand;
use trackside::tui::keymap::Context;

use super::*;
use crate::support::fixtures::unreachable;

const REASON: &str = "config.toml:9: profiles.lab.client_secret_file: no such file";

/// The bar on the lab's `maia-2` among those of two accounts, and the lab's secret asked for again.
fn asked(columns: u16, rows: u16) -> Harness {
    let harness = loaded(columns, rows, 2).keys("/maia-<enter>G<ctrl-p>gj");
    let mut harness = harness.keys("R");
    assert_eq!(wishes(&mut harness), [Effect::ReadSecret(LAB)]);
    harness
}

/// What was wished of the links, since the effects were taken last.
fn wishes(harness: &mut Harness) -> Vec<Effect> {
    let is_wish = |effect: &Effect| {
        use Effect::{CloseAccount, ForgetSecret, OpenAccount, ReadSecret};
        matches!(effect, CloseAccount(_) | ForgetSecret(_) | OpenAccount(_) | ReadSecret(_))
    };
    harness.effects().into_iter().filter(is_wish).collect()
}

fn not_read(harness: Harness) -> Harness {
    harness.news_of(LAB, News::SecretRead(Err(Label::from(REASON))))
}

fn under_bar(harness: &Harness) -> String {
    let key = harness.app.list().selected().expect("a row");
    format!("{} {}", key.id.as_str(), key.account.0)
}

#[test]
fn while_it_is_read_and_where_it_cannot_be_all_stays_as_it_is() {
    let before = loaded(100, 24, 2).keys("/maia-<enter>G");
    let asked = asked(100, 24);
    assert_tells(&asked, "The secret of lab is read again.");
    let mut failed = not_read(asked.clone());
    assert_eq!(wishes(&mut failed), [], "the client goes on");
    for harness in [&asked, &failed] {
        assert_eq!(rows(harness), rows(&before));
        assert_eq!(under_bar(harness), "id-maia-2 1");
        assert_eq!(harness.app.accounts().get(LAB).unwrap().first_ticket(), 1 << 32, "the same opening");
    }
    assert_tells(&failed, "Secret of lab not read: config.toml:9:");
    // What is to be mended stays in view, also where a line has no room for it.
    let narrow = failed.clone().keys("<down><up>").resized(40, 10);
    assert_tells(&narrow, "The secret could not be read again: config.toml:9: profiles.lab.client_secret_file:");
    // Until it is tried again.
    let again = failed.keys("R");
    assert!(!flat(&again).contains("could not be read again"), "{}", again.text());
    let read = again.fleet_of(LAB, fleet(LAB));
    assert_eq!(under_bar(&read), "id-maia-2 1");
}

#[test]
fn once_it_is_read_the_account_begins_anew_and_the_bar_stays_with_its_runner() {
    let mut harness = asked(100, 24).news_of(LAB, News::SecretRead(Ok(())));
    assert_eq!(switched(&mut harness), [Effect::OpenAccount(LAB)]);
    assert_tells(&harness, "The secret of lab was read again");
    assert_eq!(harness.app.accounts().get(LAB).unwrap().first_ticket(), 2 << 32, "another opening");
    let started = harness.clone().news_of(LAB, News::PollStarted);
    let failed = started.clone().fails_of(LAB, unreachable(), SECOND * 30);
    let read = started.clone().fleet_of(LAB, fleet(LAB));
    for harness in [harness, started, failed, read] {
        assert_eq!(under_bar(&harness), "id-maia-2 1");
        assert_eq!(rows(&harness).len(), 4, "{}", harness.text());
        let all = harness.keys("<esc><esc><esc>");
        assert_eq!(all.app.accounts().counts().runners, 10);
    }
}

/// A profile whose secret could not be had keeps the rows that it had.
#[test]
fn one_that_is_not_open_is_opened_at_once() {
    let harness = loaded(100, 24, 2).keys("/maia-<enter>G").news_of(LAB, News::NotOpened(Label::from(REASON)));
    let mut harness = harness.keys("<esc><ctrl-p>gj");
    harness.effects();
    let mut harness = harness.keys("R");
    assert_eq!(switched(&mut harness), [Effect::OpenAccount(LAB)]);
    assert_eq!(under_bar(&harness.fleet_of(LAB, fleet(LAB))), "id-maia-2 1");
}

#[test]
fn what_is_waited_for_is_not_lost() {
    let details = News::DetailsRead { id: RunnerId::new("id-maia-2"), outcome: Ok(Box::new(runner("maia-2"))) };
    let mut harness = asked(100, 24).keys("<esc>r").news_of(LAB, details).keys("y");
    let restart = Change::Command(RunnerCommand::Restart);
    assert_eq!(changes(&mut harness), [(LAB, "maia-2".to_owned(), restart)]);
    let mut harness = harness.news_of(LAB, News::SecretRead(Ok(())));
    assert_eq!(wishes(&mut harness), [Effect::ForgetSecret(LAB)]);
    assert_tells(&harness, "A request in lab has no answer yet. Read the secret again after that.");
    assert_eq!(harness.app.accounts().get(LAB).unwrap().first_ticket(), 1 << 32);
}

/// It may come when something else is done by then: what is about the account ends, what is about another stays.
#[test]
fn what_is_open_of_another_account_stays() {
    let of_prod = asked(100, 24).keys("<esc>g<enter><enter>").keys("-new");
    assert_eq!(of_prod.app.context(), Context::Edit);
    let of_prod = of_prod.news_of(LAB, News::SecretRead(Ok(())));
    assert_eq!(of_prod.app.context(), Context::Edit);
    let of_lab = asked(100, 24).keys("<esc>G<enter><enter>").keys("-new");
    assert_eq!(of_lab.app.context(), Context::Edit);
    let of_lab = of_lab.news_of(LAB, News::SecretRead(Ok(())));
    assert_eq!(of_lab.app.context(), Context::List);
    assert!(of_lab.app.details_of().is_none());
    // What was typed is there the next time.
    assert_tells(&of_lab.keys("<enter><enter>"), "maia-2-new");
}

/// Nobody waits for it once the account is closed.
#[test]
fn of_a_closed_account_it_is_nothing_to_anybody() {
    let mut harness = asked(100, 24).keys("g<enter>");
    harness.effects();
    let mut harness = harness.news_of(LAB, News::SecretRead(Ok(())));
    assert_eq!(wishes(&mut harness), []);
    assert_eq!(harness.app.accounts().number(), 1);
}
