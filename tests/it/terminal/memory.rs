//! What is remembered, in the real program: it ends, something changes, and the next start says what is different.

use super::*;
use crate::support::account::{Account, listed as runner};

fn start(account: &Account) -> Session {
    let environment = account.environment();
    let borrowed: Vec<(&str, &str)> = environment.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let mut session = trackside(&[], 100, 30, &borrowed);
    session.wait_for("RUNNER").wait_for("billing-eu");
    session
}

/// As if what is in the history had been two days earlier.
fn two_days_pass(account: &Account) {
    let connection = rusqlite::Connection::open(account.history()).unwrap();
    let days = 2 * 86_400_000;
    connection
        .execute_batch(&format!(
            "UPDATE watched SET since = since - {days}, until = until - {days};
             UPDATE records SET at = at - {days}; UPDATE runners SET at = at - {days};"
        ))
        .unwrap();
}

fn quit(mut session: Session) {
    session.keys("\u{3}");
    assert_eq!(exit_code(&mut session), Some(0));
    session.assert_restored();
}

#[test]
fn the_next_start_says_what_changed_while_nobody_looked() {
    let account =
        Account::with(vec![runner("billing-eu", "running", "11.1.0"), runner("old-one", "running", "11.1.0")]);
    let mut session = start(&account);
    // Nobody watched before, so there is nothing to tell.
    session.keys("H").wait_for("No earlier time is in the history.").keys("q");
    quit(session);
    two_days_pass(&account);
    account.set(vec![runner("billing-eu", "unknown", "11.2.0"), runner("fresh", "running", "11.2.0")]);

    let mut session = start(&account);
    session.wait_for("(H lists all): 1 updated, 1 new");
    session.keys("H").wait_for("1 gone").wait_for("old-one").wait_for("Running → Unknown").wait_for("11.1.0 → 11.2.0");
    session.keys("q").wait_until_gone("Last here");
    session
        .keys("E")
        .wait_for("Not watched from")
        .wait_for("old-one")
        .keys("/fresh\r")
        .wait_for("1 of 4")
        .wait_until_gone("11.1.0");
    session.keys("\u{1b}\u{1b}").wait_until_gone("filter fresh");
    quit(session);
}

#[test]
fn a_timeline_shows_what_was_seen_and_the_order_is_there_again() {
    let account = Account::with(vec![runner("billing-eu", "running", "11.1.0"), runner("crm", "paused", "11.1.0")]);
    let mut session = start(&account);
    session.keys("2").wait_for("STATUS ▲");
    session.keys("T").wait_for("24 H AGO").wait_for("100 %").wait_for("0.0 %");
    session.keys("--").wait_for("1 H AGO").keys("T").wait_for("PLATFORM");
    quit(session);
    let mut session = start(&account);
    session.wait_for("STATUS ▲");
    quit(session);
}
