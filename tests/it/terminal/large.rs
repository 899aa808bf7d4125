//! A fleet that takes longer to read than its rows may be old, in the real program: what is read of it, and what the header says.

use std::collections::HashMap;

use super::*;
use crate::support::account::{Account, listed};

/// Runners on three pages. With 100 requests a minute, of which the list may use 50, they cannot be read every second.
fn account() -> (Account, String) {
    let runners = (0..300).map(|number| listed(&format!("runner-{number:03}"), "running", "11.1.0")).collect();
    let account = Account::with(runners);
    let config = account.home.path().join("config.toml");
    std::fs::write(&config, "[profiles.large]\nrate_limit_per_minute = 100\n").unwrap();
    (account, config.to_str().unwrap().to_owned())
}

fn start(account: &Account, config: &str) -> Session {
    let environment = account.environment();
    let environment: Vec<(&str, &str)> = environment.iter().map(|(name, value)| (*name, value.as_str())).collect();
    trackside(&["--config", config], 80, 24, &environment)
}

/// How often each page was asked for.
fn pages(account: &Account) -> HashMap<u32, usize> {
    let mut pages = HashMap::new();
    for request in account.requests() {
        if let Some((_, rest)) = request.split_once("/v1/agents?page=") {
            let number: String = rest.chars().take_while(char::is_ascii_digit).collect();
            *pages.entry(number.parse().unwrap()).or_default() += 1;
        }
    }
    pages
}

#[test]
fn the_rows_in_view_are_read_more_often_than_all_others_and_follow_at_once() {
    let (account, config) = account();
    let mut session = start(&account, &config);
    session.wait_for("300 runners").wait_for("in view ");
    session.keys("G").wait_for("300/300").wait_for("runner-299");
    let mut runners: Vec<_> = account.runners.lock().unwrap().clone();
    runners[295] = listed("runner-295", "paused", "11.1.0");
    account.set(runners);
    session.wait("its new status", |seen| {
        seen.text().lines().any(|line| line.contains("runner-295") && line.contains("Paused")).then_some(())
    });
    let is_read_more_often = || {
        let pages = pages(&account);
        let of = |page: u32| pages.get(&page).copied().unwrap_or_default();
        of(2) >= of(1) + 4
    };
    wait_until_or("the page in view is read more often", is_read_more_often, || {
        format!("{:?}\n{}", pages(&account), session.text())
    });
    session.wait_for("all ");
    session.keys("q");
    assert_eq!(exit_code(&mut session), Some(0));
    session.assert_restored();
}
