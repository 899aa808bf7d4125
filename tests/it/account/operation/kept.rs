//! An operation in its account: what is sent when, what is told, and which readings count.

use std::sync::Arc;
use std::time::Duration;

use trackside::account::observation::Observation;
use trackside::account::operation::record::{OperationRecord, Stage};
use trackside::account::operation::{Busy, Decision, Operation, OperationId, Outcome, Policy, Step, Subject, Trouble};
use trackside::account::{Account, Happened, News, Request};
use trackside::api::{ApiError, RunnerList};
use trackside::domain::{AccountId, Action, JournalNote, OperationStep, Runner, RunnerId};

use super::{key_of, plain, refused, seen};
use crate::support::fixtures::runner;
use crate::support::harness::{at, list, profile};

const REFRESH: u64 = 10;

/// An account of which `a`, `b` and `c` are known.
fn account(is_kept: bool) -> Account {
    let mut account = Account::new(AccountId::FIRST, profile(REFRESH, is_kept), 0, at(0));
    account.set_run(4711);
    polled(&mut account, "a b c", "RRR");
    account.take_requests();
    account.take_observations();
    account
}

/// A whole list comes, which has these and shows that of them.
fn polled(account: &mut Account, names: &str, letters: &str) -> Vec<Happened> {
    account.update(News::PollStarted);
    let runners = names.split(' ').zip(letters.chars()).map(|(name, letter)| seen(name, letter).0);
    account.update(News::RunnersPolled(Arc::new(list(runners.collect()))))
}

fn id(name: &str) -> RunnerId {
    RunnerId::new(&format!("id-{name}"))
}

fn operation(account: &Account, policy: Policy) -> Operation {
    let subject = |name: &str| Subject { key: key_of(name), named: account.named(&id(name)), serves: Some(Vec::new()) };
    let subjects = ["a", "b", "c"].map(|name| (subject(name), None)).into();
    Operation::new(Action::Restart, subjects, policy, at(0))
}

fn begin(account: &mut Account) -> Vec<Happened> {
    let operation = operation(account, plain(Action::Restart));
    account.begin(operation)
}

/// The changes that were sent: of whom, with which ticket, and what is written down.
fn sent(account: &mut Account) -> Vec<(String, u64, JournalNote)> {
    let requests = account.take_requests().into_iter();
    let changes = requests.filter_map(|request| match request {
        Request::Change { ticket, id, note, .. } => Some((id.as_str().to_owned(), ticket, note)),
        _ => None,
    });
    changes.collect()
}

fn answer(account: &mut Account, name: &str, ticket: u64, outcome: Result<(), ApiError>) -> Vec<Happened> {
    account.update(News::Departed(ticket));
    account.update(News::Changed { ticket, id: id(name), outcome })
}

/// The runner is read at `second`, and shows this.
fn read(account: &mut Account, second: u32, name: &str, letter: char) -> Vec<Happened> {
    let mut happened = account.tick(at(second));
    happened.extend(came(account, name, letter));
    happened
}

fn came(account: &mut Account, name: &str, letter: char) -> Vec<Happened> {
    account.update(News::DetailsRead { id: id(name), outcome: Ok(Box::new(seen(name, letter).0)) })
}

fn records(account: &mut Account) -> Vec<OperationRecord> {
    let observed = account.take_observations().into_iter();
    let records = observed.filter_map(|observation| match observation {
        Observation::Operated(record) => Some(record),
        _ => None,
    });
    records.collect()
}

fn count(happened: &[Happened], of: &Happened) -> usize {
    happened.iter().filter(|happened| *happened == of).count()
}

fn step<'a>(account: &'a Account, name: &str) -> &'a Step {
    account.operation().unwrap().item_of(&key_of(name)).unwrap().step()
}

#[test]
fn with_history_kept_a_step_is_sent_once_it_is_on_disk() {
    let mut account = account(true);
    begin(&mut account);
    assert_eq!(sent(&mut account), []);
    let stages: Vec<Stage> = records(&mut account).into_iter().flat_map(|it| it.steps).map(|it| it.stage).collect();
    assert_eq!(stages, [Stage::Noted, Stage::Waiting, Stage::Waiting]);
    let notes = account.take_notes();
    assert_eq!((notes.len(), account.take_notes()), (1, vec![]));
    account.tick(at(5));
    assert_eq!((sent(&mut account), account.noted(notes[0] + 1)), (vec![], vec![]), "another's");
    assert_eq!(sent(&mut account), []);
    account.noted(notes[0]);
    let [(runner, ..)] = &sent(&mut account)[..] else { panic!("nothing was sent") };
    assert_eq!(runner, "id-a");
    account.noted(notes[0]);
    assert_eq!(sent(&mut account), []);
}

#[test]
fn what_is_on_disk_after_an_end_is_not_sent() {
    let mut account = account(true);
    begin(&mut account);
    let notes = account.take_notes();
    assert_eq!(account.decide(Decision::End), [Happened::OperationEnded]);
    assert_eq!(account.noted(notes[0]), []);
    assert_eq!(sent(&mut account), []);
    // Nor does the next one take it for its own.
    account.take_requests();
    begin(&mut account);
    account.noted(notes[0]);
    assert_eq!(sent(&mut account), []);
}

#[test]
fn without_history_a_step_is_sent_at_once() {
    let mut account = account(false);
    begin(&mut account);
    assert!(account.take_notes().is_empty());
    assert_eq!(sent(&mut account).len(), 1);
    assert_eq!(records(&mut account), []);
}

#[test]
fn a_second_one_begins_only_after_the_end_of_the_first() {
    let mut account = account(false);
    begin(&mut account);
    let first = account.operation().unwrap().clone();
    sent(&mut account);
    assert_eq!(begin(&mut account), []);
    let record = first.clone().take_record(at(0));
    assert!(record.is_none(), "all of it was handed over");
    assert_eq!(account.operation(), Some(&first));
    assert_eq!(sent(&mut account), []);
    account.decide(Decision::End);
    account.tick(at(1));
    let tickets: Vec<u64> = account.pending().changes().map(|pending| pending.ticket).collect();
    answer(&mut account, "a", tickets[0], Err(refused()));
    begin(&mut account);
    assert_eq!(sent(&mut account).len(), 1);
    let ids: Vec<&str> = account
        .operation()
        .into_iter()
        .chain(account.earlier_operations())
        .map(|operation| operation.id.as_str())
        .collect();
    assert_eq!(ids, ["20261123T140300Z-4711-2", "20261123T140300Z-4711-1"], "the newest first");
}

#[test]
fn the_journal_says_which_step_of_which_operation_it_is() {
    let mut account = account(false);
    let mut operation = operation(&account, plain(Action::Restart));
    operation.may_be_missing = true;
    account.begin(operation);
    let (_, ticket, note) = sent(&mut account).remove(0);
    let step = |number| OperationStep { operation: "20261123T140300Z-4711-1".to_owned(), number, of: 3 };
    assert_eq!((note.step, note.action.as_str(), note.name.raw()), (Some(step(1)), "restart", "a"));
    assert!(note.may_be_missing);
    answer(&mut account, "a", ticket, Ok(()));
    for (second, letter) in [(5, 'S'), (7, 'R'), (9, 'R')] {
        read(&mut account, second, "a", letter);
    }
    let (_, _, note) = sent(&mut account).remove(0);
    assert_eq!((note.step, note.name.raw()), (Some(step(2)), "b"));
}

#[test]
fn a_halt_and_the_end_are_told_once() {
    let mut account = account(false);
    assert_eq!(begin(&mut account), []);
    let (_, ticket, _) = sent(&mut account).remove(0);
    let mut happened = answer(&mut account, "a", ticket, Err(refused()));
    assert!(matches!(&happened[..], [Happened::OneOfSeveral { error: Some(_), .. }, Happened::OperationHalted]));
    for second in 1..30 {
        happened.extend(account.tick(at(second)));
    }
    happened.extend(polled(&mut account, "a b c", "RRR"));
    assert_eq!(count(&happened, &Happened::OperationHalted), 1);
    // Another trouble is told again.
    account.decide(Decision::GoOn);
    account.tick(at(30));
    let (_, ticket, _) = sent(&mut account).remove(0);
    let happened = answer(&mut account, "b", ticket, Err(refused()));
    assert_eq!(count(&happened, &Happened::OperationHalted), 1);
    let mut happened = account.decide(Decision::End);
    for second in 31..60 {
        happened.extend(account.tick(at(second)));
    }
    assert_eq!(happened, [Happened::OperationEnded]);
    assert_eq!(account.operation().unwrap().halt(), None);
}

#[test]
fn nothing_is_sent_while_the_list_cannot_be_read() {
    let mut account = account(false);
    account.update(News::PollFailed { error: refused(), retry_in: Duration::from_secs(REFRESH) });
    begin(&mut account);
    account.tick(at(5));
    assert_eq!(sent(&mut account), []);
    polled(&mut account, "a b c", "RRR");
    assert_eq!(sent(&mut account).len(), 1);
}

/// One whose first request was sent at 0 s and taken at 1 s.
fn taken(policy: Policy) -> Account {
    let mut account = account(false);
    let operation = operation(&account, policy);
    account.begin(operation);
    let (_, ticket, _) = sent(&mut account).remove(0);
    account.tick(at(1));
    answer(&mut account, "a", ticket, Ok(()));
    account
}

fn is_back(account: &Account) -> bool {
    matches!(step(account, "a"), Step::Ended(Outcome::Back(_)))
}

#[test]
fn lists_and_readings_tell_that_a_runner_is_back() {
    let mut account = taken(plain(Action::Restart));
    assert!(account.take_requests().iter().any(|it| matches!(it, Request::ReadDetails(read, _) if *read == id("a"))));
    read(&mut account, 2, "a", 'S');
    account.tick(at(10));
    polled(&mut account, "a b c", "RRR");
    assert!(!is_back(&account));
    read(&mut account, 12, "a", 'R');
    assert!(is_back(&account));
    assert_eq!(sent(&mut account).len(), 1);
}

#[test]
fn a_reading_counts_as_of_when_it_was_asked_for() {
    let mut account = taken(plain(Action::Restart));
    // Asked for as the request was taken; meanwhile a list shows the runner away.
    account.tick(at(5));
    polled(&mut account, "a b c", "SRR");
    read(&mut account, 6, "a", 'R');
    read(&mut account, 8, "a", 'R');
    assert!(!is_back(&account), "the first of the two was on its way before");
    account.tick(at(10));
    read(&mut account, 11, "a", 'R');
    assert!(is_back(&account));
}

#[test]
fn a_list_that_was_cut_tells_nothing_of_a_runner_that_it_lacks() {
    let cut = |account: &mut Account| {
        account.update(News::PollStarted);
        let list = RunnerList { is_cut: true, ..list(vec![runner("b"), runner("c")]) };
        account.update(News::RunnersPolled(Arc::new(list)));
    };
    let mut account = taken(plain(Action::Restart));
    read(&mut account, 2, "a", 'S');
    read(&mut account, 4, "a", 'R');
    for second in [10, 20, 30] {
        account.tick(at(second));
        cut(&mut account);
    }
    assert!(!is_back(&account), "it was read once");
    let mut account = taken(plain(Action::Restart));
    account.tick(at(10));
    cut(&mut account);
    read(&mut account, 12, "a", 'R');
    read(&mut account, 14, "a", 'R');
    assert!(!is_back(&account), "it was never seen away");
}

#[test]
fn what_another_run_began_is_taken_on_halted_and_unless_one_is_under_way() {
    let mut before = account(true);
    begin(&mut before);
    let mut record = records(&mut before).remove(0);
    record.steps[0].stage = Stage::Accepted;
    record.id = OperationId::from_kept("20261122T090000Z-12-1");
    let mut account = account(true);
    account.resume(&record);
    let operation = account.operation().unwrap();
    assert_eq!((operation.id.as_str(), operation.is_claimed()), ("20261122T090000Z-12-1", false));
    assert_eq!(operation.halt().unwrap().trouble, Trouble::Interrupted);
    let reads = account.take_requests().into_iter().filter(|it| matches!(it, Request::ReadDetails(..))).count();
    assert_eq!((reads, account.take_notes()), (3, vec![]), "the runners are read, and nothing is sent");
    account.resume(&OperationRecord { id: OperationId::default(), ..record });
    assert_eq!(account.operation().unwrap().id.as_str(), "20261122T090000Z-12-1");
    read(&mut account, 2, "a", 'R');
    read(&mut account, 4, "a", 'R');
    assert!(is_back(&account));
    assert!(account.take_notes().is_empty());
    account.claim_operation();
    account.give_up_operation();
    account.decide(Decision::GoOn);
    account.tick(at(5));
    assert_eq!(account.take_notes().len(), 1);
}

#[test]
fn a_runner_of_another_name_is_left_out_of_what_another_run_began() {
    let mut before = account(true);
    begin(&mut before);
    let mut record = records(&mut before).remove(0);
    for step in &mut record.steps {
        step.stage = Stage::Waiting;
    }
    let mut account = account(false);
    let renamed = Runner { id: id("a"), ..runner("z") };
    account.update(News::PollStarted);
    account.update(News::RunnersPolled(Arc::new(list(vec![renamed, runner("b"), runner("c")]))));
    account.take_requests();
    account.resume(&record);
    account.give_up_operation();
    assert!(account.operation().is_none(), "another program goes on with it");
    account.resume(&record);
    account.claim_operation();
    account.decide(Decision::GoOn);
    account.tick(at(1));
    assert!(matches!(step(&account, "a"), Step::Ended(Outcome::LeftOut(_))), "{:?}", step(&account, "a"));
    assert_eq!(sent(&mut account).len(), 1, "the next has its turn");
}

#[test]
fn runs_that_are_awaited_are_read() {
    let mut account = account(false);
    let policy = Policy { busy: Busy::LeaveOut, ..plain(Action::Restart) };
    let operation = operation(&account, policy);
    account.begin(operation);
    assert!(matches!(step(&account, "a"), Step::Idle { .. }));
    assert!(account.take_requests().iter().any(|it| matches!(it, Request::ReadWork(_))));
}
