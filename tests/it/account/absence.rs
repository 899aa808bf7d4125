//! A runner that a list lacks: its row, mark, question and operation stay until the control plane says that it is gone.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use trackside::account::{News, Request};
use trackside::domain::{AccountId, Runner, RunnerId, Status};

use tokio::sync::{mpsc, watch};
use trackside::account::fleet::{Fleet, LOOK_UP, LOOK_UPS_PER_LIST, READ_AGAIN_FROM};
use trackside::account::history::RecordKind;
use trackside::api::reading::MAX_RUNNERS;
use trackside::api::{Cause, ControlPlane, Priority, RunnerList};
use trackside::tui::effect::Effect;
use trackside::tui::message::Message;

use trackside::runtime::poller::{Order, Pace, Poller};

use crate::api::{settings, signing_in};
use crate::support::fixtures::{SECOND, With, error, numbered, problem, runner, server_failed, unreachable};
use crate::support::harness::{Harness, at, list};
use crate::support::http::Reply;

fn three() -> Vec<Runner> {
    vec![runner("a"), runner("b"), runner("c")]
}

/// The list as it is read while a runner before `b` is removed: `b` is on neither page.
fn without_b() -> Vec<Runner> {
    vec![runner("a"), runner("c")]
}

fn b() -> RunnerId {
    RunnerId::new("id-b")
}

fn start() -> Harness {
    let mut harness = Harness::sized(100, 24).fleet(three());
    harness.effects();
    harness
}

fn look_ups(harness: &mut Harness) -> Vec<RunnerId> {
    harness
        .effects()
        .into_iter()
        .filter_map(|effect| {
            if let Effect::Account(AccountId::FIRST, Request::ReadDetails(id, LOOK_UP | Priority::Background)) = effect
            {
                Some(id)
            } else {
                None
            }
        })
        .collect()
}

fn says(harness: &Harness, words: &str) -> bool {
    harness.text().contains(words)
}

fn read(harness: Harness, id: &str, cause: Cause) -> Harness {
    harness.news(News::DetailsRead { id: RunnerId::new(id), outcome: Err(error(cause)) })
}

#[test]
fn a_runner_at_the_border_of_two_pages_keeps_its_row_and_its_mark_and_is_looked_up() {
    let mut harness = start().keys("j<space>k").send(Message::Settled);
    harness.effects();
    let mut harness = harness.fleet(without_b());
    assert_eq!(look_ups(&mut harness), [b()]);
    assert!(says(&harness, "? missing"), "{}", harness.text());
    assert!(says(&harness, "3 runners  1 missing"), "{}", harness.text());
    assert!(says(&harness, "1 marked"), "{}", harness.text());
    let harness = harness.keys("gj");
    assert!(says(&harness, "Missing from the list since 14:03, lookup by id under way"), "{}", harness.text());
    // Found: all is as before, though the next list may lack it again.
    let mut harness = harness.details("id-b", |runner| runner.status("paused"));
    assert!(!says(&harness, "missing") && says(&harness, "Paused") && says(&harness, "1 marked"), "{}", harness.text());
    assert_eq!(look_ups(&mut harness), [], "once for each list");
    let mut harness = harness.send(Message::Settled).after(SECOND * 10).fleet(without_b());
    assert_eq!(look_ups(&mut harness), [b()]);
    assert!(!says(&harness, "missing"), "{}", harness.text());
    // The list has it again: nothing was new, and nothing has changed since it was read.
    let change = |harness: &Harness| harness.app.fleet().find(&b()).unwrap().change.clone().unwrap();
    let before = change(&harness);
    let harness = harness.after(SECOND * 10).fleet(vec![runner("a"), runner("b").status("paused"), runner("c")]);
    assert_eq!(change(&harness), before);
    assert!(harness.app.fleet().find(&b()).unwrap().absence().is_none());
}

#[test]
fn only_the_answer_that_there_is_no_such_runner_takes_it_out() {
    let missing = start().keys("j<space>").fleet(without_b());
    for cause in [
        unreachable().cause,
        server_failed().cause,
        Cause::Forbidden(problem(403, "Forbidden")),
        Cause::NotUnderstood("a web page (404)".into()),
    ] {
        let mut harness = read(missing.clone(), "id-b", cause);
        assert!(says(&harness, "? missing") && says(&harness, "1 marked"), "{}", harness.text());
        harness = harness.keys("gj");
        assert!(says(&harness, "since 14:03, lookup by id failed"), "{}", harness.text());
        harness = harness.send(Message::Settled);
        harness.effects();
        let mut harness = harness.after(SECOND * 10).fleet(without_b());
        assert_eq!(look_ups(&mut harness), [b()], "tried again with the next list");
    }
    let harness = missing.gone("id-b");
    assert!(!says(&harness, "missing") && !says(&harness, "1 marked"), "{}", harness.text());
    assert!(says(&harness, "2 runners"), "{}", harness.text());
}

#[test]
fn a_question_and_what_was_asked_for_outlive_a_list_that_lacks_the_runner() {
    let asked = start().keys("jp").details("id-b", |row| row).fleet(without_b());
    assert!(says(&asked, "Missing from the list since 14:03, lookup by id under way."), "{}", asked.text());
    assert!(!says(&asked, "removed") && !says(&asked, "gone"), "{}", asked.text());
    let mut harness = asked.keys("y");
    let sent = |harness: &mut Harness| {
        harness
            .effects()
            .iter()
            .any(|effect| matches!(effect, Effect::Account(AccountId::FIRST, Request::Change { .. })))
    };
    assert!(sent(&mut harness.clone()));
    harness = harness.answered(Ok(())).after(SECOND * 2).fleet(without_b());
    assert!(harness.alerts.is_empty(), "{:?}", harness.alerts);
    // The pause is reported by the runner itself.
    let harness = harness.details("id-b", |runner| runner.status("paused"));
    assert_eq!(harness.alerts, ["Pause of b finished: Paused after 2 s"]);
}

#[test]
fn a_removal_that_was_accepted_and_not_carried_out_is_no_removal() {
    let stopped = || vec![runner("a"), runner("b").status("stopped"), runner("c")];
    let asked = Harness::sized(100, 40).fleet(stopped()).keys("j<ctrl-d>").details("id-b", |row| row).keys("b");
    let harness = asked.keys("<enter>").after(SECOND * 2).keys("<enter>").answered(Ok(()));
    let harness = harness.after(SECOND * 2).fleet(without_b());
    assert!(!says(&harness, "clean up") && harness.alerts.is_empty(), "{}", harness.text());
    let found = harness.clone().details("id-b", |row| row).after(SECOND * 60);
    assert_eq!(found.alerts, ["Removal of b: still Stopped after 60 s"]);
    let never = harness.clone().after(SECOND * 60);
    assert_eq!(never.alerts, ["Removal of b: missing from the list"]);
    assert!(!says(&found, "clean up") && !says(&never, "clean up"));
    let gone = harness.gone("id-b");
    assert!(says(&gone, "Removed. Clean up at"), "{}", gone.text());
    assert_eq!(gone.alerts, ["Removed b."]);
}

#[test]
fn the_open_details_stay_and_say_so_until_it_is_gone() {
    let open = start().keys("j<enter>").details("id-b", |row| row).fleet(without_b());
    assert!(says(&open, "Missing from the list since 14:03, lookup by id under way"), "{}", open.text());
    assert!(says(&open, "Last reported"), "{}", open.text());
    let found = open.clone().details("id-b", |row| row);
    assert!(!says(&found, "issing from"), "{}", found.text());
    let gone = open.gone("id-b");
    assert!(says(&gone, "Removed at 14:03"), "{}", gone.text());
}

#[test]
fn a_runner_that_is_not_found_while_the_list_has_it_stays_until_a_list_lacks_it_too() {
    let mut open = start().keys("j<enter>").gone("id-b");
    assert!(!says(&open, "Removed at") && says(&open, "(404)"), "{}", open.text());
    assert_eq!(
        open.effects().iter().filter(|effect| **effect == Effect::Account(AccountId::FIRST, Request::PollNow)).count(),
        1,
        "it is settled soon"
    );
    let contradicted = open.clone().after(SECOND).fleet(three());
    let mut again = contradicted.gone("id-b");
    assert!(!again.effects().contains(&Effect::Account(AccountId::FIRST, Request::PollNow)), "but not without a pause");
    let settled = open.after(SECOND).fleet(without_b());
    assert!(says(&settled, "Removed at 14:03"), "{}", settled.text());
}

#[test]
fn that_it_was_not_found_before_a_list_had_it_says_nothing_of_a_later_list() {
    let mut fleet = Fleet::new(AccountId::FIRST);
    fleet.take(&list(three()), at(0), at(0));
    assert_eq!(fleet.take_not_found(&b(), at(1)), []);
    fleet.take(&list(three()), at(2), at(2));
    assert_eq!(fleet.take(&list(without_b()), at(3), at(3)), [], "it is looked up again");
    assert_eq!(fleet.take_not_found(&b(), at(4))[0].kind, RecordKind::Vanished);
    // One that is found after all is there.
    fleet.take(&list(three()), at(5), at(5));
    fleet.take_not_found(&b(), at(6));
    fleet.take_details(&b(), Some(&runner("b")), false, at(7));
    assert_eq!(fleet.take(&list(without_b()), at(8), at(8)), []);
}

#[test]
fn several_are_looked_up_one_at_a_time_and_not_all_at_once() {
    let few: Vec<Runner> = numbered(60).split_off(50);
    let mut harness = Harness::sized(100, 24).fleet(numbered(60));
    harness.effects();
    harness = harness.after(SECOND * 10).fleet(few.clone());
    let mut seen = Vec::new();
    loop {
        let next = look_ups(&mut harness);
        let [id] = next.as_slice() else { break assert!(next.is_empty(), "one at a time: {next:?}") };
        seen.push(id.clone());
        harness = harness.details(id.as_str(), |row| row);
    }
    assert_eq!(seen.len(), LOOK_UPS_PER_LIST);
    harness = harness.after(SECOND * 10).fleet(few);
    let next = look_ups(&mut harness);
    assert!(next.len() == 1 && !seen.contains(&next[0]), "those that were not looked up come first");
}

#[test]
fn where_a_hundred_are_missing_the_list_is_read_again_once_before_any_is_looked_up() {
    let many = numbered(READ_AGAIN_FROM + 5);
    let few = || many[READ_AGAIN_FROM..].to_vec();
    let mut harness = Harness::sized(100, 24).fleet(many.clone()).keys("<space>").send(Message::Settled);
    harness.effects();
    harness = harness.after(SECOND * 10).fleet(few());
    assert_eq!(harness.effects(), [Effect::Account(AccountId::FIRST, Request::PollNow)]);
    assert!(says(&harness, "105 runners  100 missing") && says(&harness, "1 marked"), "{}", harness.text());
    // It went wrong once only.
    let mut well = harness.clone().after(SECOND).fleet(many.clone());
    assert!(well.effects().is_empty() && !says(&well, "missing") && says(&well, "1 marked"), "{}", well.text());
    assert!(well.app.fleet().rows().iter().all(|row| row.change.is_none()));
    // An empty list is read again in the same way, and empties nothing.
    let mut empty = well.after(SECOND).fleet(vec![]);
    assert_eq!(empty.effects(), [Effect::Account(AccountId::FIRST, Request::PollNow)]);
    assert!(!says(&empty, "has no runners"), "{}", empty.text());
    // It goes on: they are looked up.
    let mut harness = harness.after(SECOND).fleet(few());
    assert_eq!(look_ups(&mut harness).len(), 1);
}

#[test]
fn a_first_load_that_begins_anew_keeps_what_it_had() {
    let mut fleet = Fleet::new(AccountId::FIRST);
    fleet.take_partial(&list(three()), at(0));
    fleet.take_partial(&list(vec![runner("a")]), at(1));
    assert_eq!(fleet.rows().len(), 3);
    assert!(fleet.rows().iter().all(|row| row.absence().is_none()), "it was not missing from a whole list");
    fleet.take(&list(without_b()), at(2), at(2));
    assert!(fleet.find(&b()).unwrap().is_missing());
}

#[test]
fn no_more_rows_are_kept_than_there_is_room_for_whatever_ids_the_lists_bring() {
    let of = |batch: &str| -> Vec<Runner> {
        (0..MAX_RUNNERS).map(|number| Runner::new(&format!("{batch}-{number}"), &format!("{batch}-{number}"))).collect()
    };
    let (first, second) = (list(of("a")), list(of("b")));
    let mut fleet = Fleet::new(AccountId::FIRST);
    fleet.take(&first, at(0), at(0));
    assert!(!fleet.is_cut());
    let seen = fleet.take(&second, at(1), at(1));
    assert_eq!((fleet.rows().len(), fleet.is_cut(), seen.len()), (MAX_RUNNERS, true, 0));
    assert!(fleet.rows().iter().all(|row| row.runner.id.as_str().starts_with("a-")), "nobody is gone unasked");
    // Room that comes free is taken at once, though the list is the same.
    fleet.take_not_found(&RunnerId::new("a-7"), at(2));
    fleet.take(&second, at(3), at(3));
    assert_eq!(fleet.rows().len(), MAX_RUNNERS);
    assert!(fleet.rows().iter().any(|row| row.runner.id.as_str().starts_with("b-")));
}

#[test]
fn the_same_list_again_costs_nothing_while_a_runner_is_missing() {
    let mut fleet = Fleet::new(AccountId::FIRST);
    let whole = list(three());
    let runners = whole.runners.iter().filter(|runner| runner.id != b()).cloned().collect();
    let less = RunnerList { runners, ..whole.clone() };
    fleet.take(&whole, at(0), at(0));
    fleet.take(&less, at(1), at(1));
    let generation = fleet.generation();
    fleet.take(&less, at(2), at(2));
    assert_eq!(fleet.generation(), generation);
    assert_eq!(fleet.find(&b()).unwrap().absence().unwrap().since, at(1));
    assert_eq!(fleet.counts().missing, 1);
    // Once it is back in other allocations, they are the ones that count.
    let back = list(three());
    fleet.take(&back, at(3), at(3));
    let generation = fleet.generation();
    fleet.take(&back, at(4), at(4));
    assert_eq!(fleet.generation(), generation);
}

#[test]
fn a_failed_poll_and_a_recovery_mark_nothing_as_changed() {
    let harness = start().fails(server_failed(), SECOND * 2).after(SECOND * 2).fleet(three());
    assert!(harness.app.fleet().rows().iter().all(|row| row.change.is_none()));
    let unchanged: Vec<_> = harness.app.fleet().rows().iter().map(|row| Arc::clone(&row.runner)).collect();
    assert!(unchanged.iter().all(|runner| runner.status == Some(Status::Running)));
}

#[test]
fn a_list_that_was_cut_is_said_in_the_header() {
    for (columns, rows) in [(80, 24), (160, 45)] {
        let cut = RunnerList { is_cut: true, ..list(numbered(3)) };
        let harness = Harness::sized(columns, rows).news(News::PollStarted).list(cut);
        assert!(says(&harness, "3+ runners, list cut"), "{}", harness.text());
        assert!(says(&harness, "The list is longer than the 50,000 runners or 64 MiB that are read"));
    }
}

#[test]
fn a_connection_that_says_nothing_is_named_in_the_header() {
    for (columns, words) in
        [(40, "no answer 12s"), (80, "no answer 12s"), (160, "no answer 12s · slow, or a dead connection")]
    {
        let harness = Harness::sized(columns, 24).fleet(three()).news(News::PollStarted).after(SECOND * 12);
        assert!(says(&harness, words), "{}", harness.text());
    }
}

/// Reads the list page by page while a runner of the first page is removed, through the real client and the real poller.
#[tokio::test]
async fn a_removal_between_two_pages_costs_nobody_else_its_row() {
    let entry = |number: usize| format!(r#"{{"agentId":"r-{number}","name":"runner-{number:03}","status":"RUNNING"}}"#);
    let removed = Arc::new(AtomicBool::new(false));
    let seen = Arc::clone(&removed);
    let server = signing_in(move |request| {
        let Some(page) = request.query("page").and_then(|page| page.parse::<usize>().ok()) else {
            let number = request.path().rsplit("r-").next().unwrap();
            return Reply::json(200, entry(number.parse().unwrap()));
        };
        // Once the first page of the second list was read, the fourth runner goes, and all behind it move up.
        let mut all: Vec<usize> = (0..150).collect();
        if seen.load(Ordering::SeqCst) && page > 0 {
            all.remove(3);
        }
        let results: Vec<String> = all.iter().skip(page * 100).take(100).map(|number| entry(*number)).collect();
        let total = all.len();
        Reply::json(200, format!(r#"{{"page":{page},"size":100,"total":{total},"results":[{}]}}"#, results.join(",")))
    })
    .await;
    let (news, mut taken) = mpsc::channel(64);
    let (orders, order) = mpsc::channel(4);
    let source = Arc::new(ControlPlane::new(settings(&server)).unwrap());
    let pace = Pace { refresh: SECOND * 3600, requests_per_minute: 500, for_view_per_minute: 0 };
    tokio::spawn(
        Poller::new(Arc::clone(&source), news, order, watch::channel(pace).1, fastrand::Rng::with_seed(1)).run(),
    );
    let mut harness = Harness::sized(100, 24);
    let mut lists = 0;
    while lists < 2 {
        let message = taken.recv().await.unwrap();
        let is_list = matches!(message, News::RunnersPolled(_));
        harness = harness.news(message);
        if is_list && lists == 0 {
            let marks = "<space>".repeat(101);
            harness = harness.keys(&marks).send(Message::Settled);
            removed.store(true, Ordering::SeqCst);
            orders.send(Order::Now).await.unwrap();
        }
        lists += usize::from(is_list);
    }
    let border = RunnerId::new("r-100");
    assert!(harness.app.fleet().find(&border).unwrap().is_missing());
    assert!(says(&harness, "101 marked"), "{}", harness.text());
    for _ in 0..5 {
        for id in look_ups(&mut harness) {
            let outcome = source.runner(&id, Priority::Background).await.map(Box::new);
            harness = harness.news(News::DetailsRead { id, outcome });
        }
    }
    assert!(!harness.app.fleet().find(&border).unwrap().is_missing());
    assert_eq!(harness.app.fleet().rows().len(), 150);
    assert!(harness.alerts.is_empty() && says(&harness, "101 marked"), "{}", harness.text());
}

#[test]
fn a_list_that_is_shorter_than_it_says_is_told_and_counts_nobody_as_missing() {
    for (columns, rows) in [(80, 24), (160, 45)] {
        let short = RunnerList { short_by: 1, ..list(without_b()) };
        let harness = Harness::sized(columns, rows).fleet(three()).news(News::PollStarted).list(short);
        assert!(says(&harness, "3+ runners  1 not listed"), "{}", harness.text());
        assert!(says(&harness, "The list lacks 1 runner of those that the control plane counts"));
        assert!(!says(&harness, "missing") && !says(&harness, "Missing"), "{}", harness.text());
        // Once the list is whole, both are told as they are.
        let harness = harness.news(News::PollStarted).list(list(without_b()));
        assert!(says(&harness, "3 runners  1 missing"), "{}", harness.text());
        let harness = harness.news(News::PollStarted).fleet(three());
        assert!(says(&harness, "3 runners") && !says(&harness, "missing") && !says(&harness, "listed"));
    }
}

#[test]
fn a_list_that_says_nothing_of_whom_it_lacks_has_them_looked_up_all_the_same() {
    for partial in [RunnerList { short_by: 1, ..list(without_b()) }, RunnerList { is_cut: true, ..list(without_b()) }] {
        let mut fleet = Fleet::new(AccountId::FIRST);
        fleet.take(&list(three()), at(0), at(0));
        fleet.take(&partial, at(1), at(1));
        assert_eq!((fleet.counts().missing, fleet.rows().len()), (0, 3));
        assert_eq!(fleet.next_details([], None, true), Some((b(), LOOK_UP)));
        assert_eq!(fleet.take_not_found(&b(), at(2)).len(), 1, "only an answer about the runner itself says so");
        assert!(fleet.find(&b()).is_none());
        // The same rows again, of which the list now says that they are all there are.
        let mut fleet = Fleet::new(AccountId::FIRST);
        fleet.take(&list(three()), at(0), at(0));
        fleet.take(&partial, at(1), at(1));
        fleet.take(&RunnerList { is_cut: false, short_by: 0, ..partial.clone() }, at(2), at(2));
        assert_eq!(fleet.counts().missing, 1);
        assert!(fleet.find(&b()).unwrap().is_missing());
        // And what was missing stays so when a later list says nothing of it.
        fleet.take(&partial, at(3), at(3));
        assert_eq!(fleet.counts().missing, 1);
    }
}

#[test]
fn a_reading_in_the_background_keeps_no_runner_from_being_looked_up() {
    let mut fleet = Fleet::new(AccountId::FIRST);
    let lacks_type = |row: Runner| Runner { runner_type: None, ..row };
    let rows = |rows: Vec<Runner>| list(rows.into_iter().map(lacks_type).collect());
    fleet.take(&rows(three()), at(0), at(0));
    // It waits behind a list that takes what the rate limit lets through.
    let (_, priority) = fleet.next_details([0], None, true).unwrap();
    assert_eq!(priority, Priority::Background);
    fleet.take(&rows(without_b()), at(1), at(1));
    assert_eq!(fleet.next_details([0], None, true), Some((b(), LOOK_UP)));
    assert_eq!(fleet.next_look_up(), None, "one at a time");
    assert_eq!(fleet.next_details([0, 1], None, true), None);
}
