//! An account that was closed meanwhile: what still comes of it changes nothing, and what was asked when it was open before is not
//! taken for an answer to what is asked now.

use trackside::account::{News, Request, WorkNews};
use trackside::api::{ApiError, Cause};
use trackside::domain::{RunnerCommand, Running};
use trackside::runtime::recorder::{Answer, Found, Notice};
use trackside::store::Choice;
use trackside::tui::message::Message;

use super::*;
use crate::support::fixtures::unreachable;
use crate::support::harness::list;

/// Everything that a link may still tell; `ticket` is that of a request.
fn news(ticket: u64) -> Vec<News> {
    let id = || RunnerId::new("id-maia-1");
    let failed = || ApiError { call: "test", cause: Cause::NoAnswer("broken pipe".into()) };
    vec![
        News::PollStarted,
        News::RunnersPolled(Arc::new(list(vec![runner("late")]))),
        News::PollFailed { error: unreachable(), retry_in: SECOND },
        News::RateLimited(Some(SECOND * 30)),
        News::NotOpened(Label::from("config.toml:9: no such file")),
        News::DetailsRead { id: id(), outcome: Ok(Box::new(runner("maia-1").status("stopped"))) },
        News::JsonRead { id: id(), outcome: Ok("{}".to_owned()) },
        News::AllowListRead { id: id(), outcome: Err(failed()) },
        News::Work(WorkNews::RunningRead(Ok(Arc::new(Running { executions: Vec::new(), is_cut: false })))),
        News::Departed(ticket),
        News::CameBack(ticket),
        News::Changed { ticket, id: id(), outcome: Ok(()) },
        News::Changed { ticket, id: id(), outcome: Err(failed()) },
        News::CredentialsRead { ticket, id: id(), outcome: Err(failed()) },
        News::ConnectivityTested { ticket, outcome: Err(failed()) },
    ]
}

/// The restart of the lab's `maia-1` is on its way, with its ticket.
fn restarting() -> (Harness, u64) {
    let details = News::DetailsRead { id: RunnerId::new("id-maia-1"), outcome: Ok(Box::new(runner("maia-1"))) };
    let asked = loaded(100, 24, 2).keys("/account=lab maia-<enter>r").news_of(LAB, details);
    let mut harness = asked.keys("y");
    let ticket = harness.effects().into_iter().find_map(|effect| match effect {
        Effect::Account(LAB, Request::Change { ticket, .. }) => Some(ticket),
        _ => None,
    });
    let ticket = ticket.expect("it was asked for");
    let sent = harness.news_of(LAB, News::Departed(ticket)).keys("<esc>");
    // An account is not closed while an answer is waited for.
    let mut refused = sent.clone().keys("<ctrl-p>g<down><space><enter>");
    assert_eq!(switched(&mut refused), []);
    assert_tells(&refused, "A request in lab has no answer yet.");
    (sent.news_of(LAB, News::Changed { ticket, id: RunnerId::new("id-maia-1"), outcome: Ok(()) }), ticket)
}

fn closed(harness: Harness) -> Harness {
    let mut harness = harness.keys("<ctrl-p>g<down><space><enter><esc>");
    assert_eq!(switched(&mut harness), [Effect::CloseAccount(LAB)]);
    harness
}

#[test]
fn what_still_comes_of_a_closed_account_changes_nothing() {
    let (harness, ticket) = restarting();
    let mut harness = closed(harness);
    harness.effects();
    let before = harness.text();
    for news in news(ticket) {
        let told = format!("{news:?}");
        harness = harness.news_of(LAB, news);
        assert_eq!(harness.text(), before, "{told}");
        assert_eq!(harness.effects(), [], "{told}");
        assert!(harness.alerts.is_empty());
    }
}

#[test]
fn nothing_is_asked_of_a_closed_account_any_more() {
    let (harness, _) = restarting();
    let mut harness = closed(harness);
    harness.effects();
    for _ in 0..90 {
        harness = harness.after(SECOND);
    }
    let harness = &mut harness.keys("GgjkE<esc>o<esc>O<esc>");
    let asked: Vec<Effect> = harness.effects();
    assert!(!asked.iter().any(|effect| matches!(effect, Effect::Account(LAB, _))), "{asked:?}");
}

#[test]
fn answers_to_what_was_asked_before_it_was_opened_again_are_not_taken_for_others() {
    let (harness, ticket) = restarting();
    let opened = closed(harness).keys("<ctrl-p>g<space><space><enter>").fleet_of(LAB, fleet(LAB));
    assert_eq!(opened.app.accounts().number(), 2);
    // The same runner is asked to do the same again.
    let details = News::DetailsRead { id: RunnerId::new("id-maia-1"), outcome: Ok(Box::new(runner("maia-1"))) };
    let mut asked = opened.keys("/account=lab maia-<enter>r").news_of(LAB, details).keys("y");
    let sent = asked.effects().into_iter().find_map(|effect| match effect {
        Effect::Account(LAB, Request::Change { ticket, change, .. }) => Some((ticket, change)),
        _ => None,
    });
    let (again, change) = sent.unwrap_or_else(|| panic!("{}", asked.text()));
    assert_eq!(change, Change::Command(RunnerCommand::Restart));
    assert_ne!(again, ticket);
    let before = asked.text();
    for outcome in [Ok(()), Err(ApiError { call: "test", cause: Cause::NoAnswer("late".into()) })] {
        let late = News::Changed { ticket, id: RunnerId::new("id-maia-1"), outcome };
        asked = asked.news_of(LAB, late);
        assert_eq!(asked.text(), before);
    }
    let answered = asked.news_of(LAB, News::Changed { ticket: again, id: RunnerId::new("id-maia-1"), outcome: Ok(()) });
    assert_tells(&answered, "Restart of maia-1 requested.");
}

/// Two accounts that keep a history, and what the store was asked for each.
fn kept() -> (Harness, Vec<u64>) {
    let mut harness = Harness::set_up(100, 24, |setting| {
        let profiles = five().map(|profile| Profile { keeps_history: true, ..profile });
        with_profiles(setting, profiles, 2);
    });
    harness = harness.fleet_of(PROD, fleet(PROD)).fleet_of(LAB, fleet(LAB)).after(SECOND * 2);
    let tickets = asked(&mut harness);
    (harness, tickets)
}

fn asked(harness: &mut Harness) -> Vec<u64> {
    let ticket = |effect| if let Effect::Ask { ticket, .. } = effect { Some(ticket) } else { None };
    harness.effects().into_iter().filter_map(ticket).collect()
}

#[test]
fn the_store_is_asked_for_each_with_tickets_of_its_own() {
    let (_, mut tickets) = kept();
    let number = tickets.len();
    assert!(number > 2, "{tickets:?}");
    tickets.sort_unstable();
    tickets.dedup();
    assert_eq!(tickets.len(), number);
}

#[test]
fn late_answers_of_the_store_change_nothing() {
    let (harness, tickets) = kept();
    let mut harness = harness.keys("<ctrl-p>g<down><space><enter><esc>");
    assert_eq!(switched(&mut harness), [Effect::CloseAccount(LAB)]);
    // Opened again, it is asked for anew, and what was asked before is nobody's.
    let harness = harness.keys("<ctrl-p>g<space><space><enter>");
    assert_eq!(harness.app.accounts().number(), 2, "{}", harness.text());
    let harness = harness.keys("<esc>").fleet_of(LAB, fleet(LAB)).keys("<esc>");
    let mut harness = harness.after(SECOND * 2);
    let new = asked(&mut harness);
    assert!(new.iter().all(|ticket| !tickets.contains(ticket)), "{new:?}, {tickets:?}");
    let before = harness.text();
    let of_lab = tickets.into_iter().filter(|ticket| *ticket > u64::from(u32::MAX));
    for ticket in of_lab {
        for found in [
            Found::Choices(vec![(Choice::Sort, "Status".to_owned())]),
            Found::Events(Vec::new()),
            Found::Operations(Vec::new()),
            Found::Differences { since: None, differences: Vec::new() },
        ] {
            let answer = Answer { ticket, outcome: Ok(found) };
            harness = harness.send(Message::History(Notice::Answered(answer)));
            assert_eq!(harness.text(), before);
            assert_eq!(harness.app.list().order(), trackside::account::table::SortOrder::default());
        }
    }
}
