//! The engine of work for several: turns, outcomes and stops, as values.

use std::collections::{HashMap, HashSet};
use std::time::Duration;

use proptest::collection::vec;
use proptest::prelude::*;
use trackside::account::fleet::Fleet;
use trackside::account::history::{History, RecordKind};
use trackside::account::operation::{ActionOnSeveral, Item, LeftOut, Operation, Outcome, Policy, Stage, Subject};
use trackside::account::pending::{self, Pending};
use trackside::api::{ApiError, Cause};
use trackside::domain::{
    AccountId, Action, Change, Intent, Label, Moment, Named, Runner, RunnerCommand, RunnerId, SettingChange,
};

use crate::support::fixtures::{With, key, problem, runner};
use crate::support::harness::list;

type Work = Operation<usize, &'static str>;

fn now() -> Moment {
    Moment::start("2026-11-23T14:03:00Z".parse().unwrap())
}

fn failed(cause: Cause) -> ApiError {
    ApiError { call: "restart the runner", cause }
}

fn operation(items: usize, at_a_time: usize, stops_at_failure: bool) -> Work {
    Operation::new((0..items).map(Item::new).collect(), Policy { at_a_time, stops_at_failure })
}

/// Hands out the turns; every item may begin, and its ticket is a hundred and its number.
fn tick(operation: &mut Work) -> Vec<usize> {
    let mut begun = Vec::new();
    operation.tick(now(), |number| {
        begun.push(*number);
        Ok(100 + *number as u64)
    });
    begun
}

#[test]
fn turns_are_handed_out_in_order_as_answers_come() {
    for (at_a_time, first) in [(1, vec![0]), (2, vec![0, 1]), (4, vec![0, 1, 2, 3]), (9, vec![0, 1, 2, 3, 4])] {
        let mut operation = operation(5, at_a_time, false);
        let mut order = tick(&mut operation);
        assert_eq!(order, first, "{at_a_time} at a time");
        assert_eq!(tick(&mut operation), [0; 0], "nothing is due until an answer comes");
        for number in 0..5 {
            assert!(!operation.is_over());
            assert!(operation.ended(100 + number, Outcome::Done("well")));
            order.extend(tick(&mut operation));
        }
        assert_eq!(order, [0, 1, 2, 3, 4]);
        assert!(operation.is_over());
    }
}

#[test]
fn an_answer_counts_once_and_only_for_the_item_that_waits_for_it() {
    let mut operation = operation(2, 1, false);
    assert!(!operation.ended(100, Outcome::Done("early")), "nothing was begun");
    tick(&mut operation);
    assert!(!operation.ended(7, Outcome::Done("another's")));
    assert_eq!(operation.waits_for(100).map(|item| item.work), Some(0));
    assert!(operation.ended(100, Outcome::Done("well")));
    assert!(!operation.ended(100, Outcome::Done("twice")));
    assert_eq!(operation.items()[0].outcome(), Some(&Outcome::Done("well")));
    assert_eq!(operation.waits_for(100).map(|item| item.work), None);
}

#[test]
fn what_an_answer_comes_to() {
    let of = |cause: Cause| Outcome::<()>::of(Err(failed(cause)));
    assert_eq!(Outcome::of(Ok(3)), Outcome::Done(3));
    for cause in [Cause::TimedOut(Duration::from_secs(30)), Cause::NoAnswer("broke".into()), Cause::TooLarge(1)] {
        assert!(matches!(of(cause), Outcome::Unanswered(_)));
    }
    assert!(matches!(of(Cause::Server(problem(502, "Bad Gateway"))), Outcome::Unanswered(_)));
    assert!(matches!(of(Cause::TakenBack), Outcome::Stopped));
    for cause in [Cause::NotSent("renamed".into()), Cause::RateLimited(Duration::from_secs(9))] {
        assert!(matches!(of(cause), Outcome::NotSent(_)));
    }
    for (status, cause) in [(409, Cause::Refused as fn(_) -> _), (403, Cause::Forbidden), (404, Cause::NotFound)] {
        assert!(matches!(of(cause(problem(status, "No"))), Outcome::Refused(_)), "{status}");
    }
}

#[test]
fn a_failure_stops_the_rest_only_where_that_is_the_policy() {
    let error = || failed(Cause::Refused(problem(409, "Conflict")));
    for (outcome, is_failure) in [
        (Outcome::Done("well"), false),
        (Outcome::Refused(error()), true),
        (Outcome::Unanswered(error()), true),
        (Outcome::NotSent(error()), true),
        (Outcome::Stopped, false),
        (Outcome::LeftOut(LeftOut::Gone), false),
    ] {
        assert_eq!(outcome.is_failure(), is_failure, "{outcome:?}");
        for stops in [false, true] {
            let mut operation = operation(4, 2, stops);
            tick(&mut operation);
            operation.ended(100, outcome.clone());
            let goes_on = !(stops && is_failure);
            assert_eq!(tick(&mut operation), if goes_on { vec![2] } else { vec![] }, "{outcome:?} {stops}");
            assert!(operation.waits_for(101).is_some(), "what is under way is waited for all the same");
        }
    }
}

#[test]
fn one_that_is_left_out_takes_no_turn() {
    let mut operation = Operation::new(
        vec![Item::left_out(0, LeftOut::NotAllowed("no")), Item::new(1), Item::new(2), Item::new(3)],
        Policy { at_a_time: 1, stops_at_failure: true },
    );
    let mut asked = Vec::new();
    operation.tick(now(), |number| {
        asked.push(*number);
        if *number == 1 { Err(LeftOut::Gone) } else { Ok(5) }
    });
    assert_eq!(asked, [1, 2]);
    let left: Vec<_> = operation.items().iter().map(Item::outcome).collect();
    let out = |why| Outcome::<()>::LeftOut(why);
    assert_eq!(left, [Some(&out(LeftOut::NotAllowed("no"))), Some(&out(LeftOut::Gone)), None, None]);
    assert!(matches!(operation.items()[2].stage(), Stage::UnderWay { ticket: 5, .. }));
}

#[test]
fn a_stop_waits_for_what_is_under_way_and_is_one_stop() {
    let mut operation = operation(5, 2, false);
    tick(&mut operation);
    assert_eq!(operation.stop(), Some(vec![100, 101]), "to be taken back");
    assert_eq!(operation.stop(), None);
    assert!(!operation.is_over());
    operation.ended(100, Outcome::of(Err(failed(Cause::TakenBack))));
    operation.ended(101, Outcome::Done("too late to stop"));
    assert_eq!(tick(&mut operation), [0; 0]);
    let ended: Vec<_> = operation.items().iter().filter_map(Item::outcome).collect();
    let stopped = &Outcome::Stopped;
    assert_eq!(ended, [stopped, &Outcome::Done("too late to stop"), stopped, stopped, stopped]);
    assert_eq!(operation.stop(), None, "there is nothing left to stop");
}

#[test]
fn what_is_given_up_is_over_at_once() {
    let mut operation = operation(5, 2, false);
    tick(&mut operation);
    operation.ended(100, Outcome::Done("well"));
    assert_eq!(operation.give_up(), [101]);
    assert!(operation.is_over());
    assert!(!operation.ended(101, Outcome::Done("late")));
    assert_eq!((tick(&mut operation), operation.give_up()), (vec![], vec![]));
}

/// What may happen to an operation.
#[derive(Clone, Debug)]
enum Event {
    Tick,
    /// The answer to one of those under way, of this kind.
    Answer(usize, u8),
    /// An answer to a request of another.
    Stray(u64),
    Stop,
    GiveUp,
}

fn event() -> impl Strategy<Value = Event> {
    prop_oneof![
        6 => Just(Event::Tick),
        12 => (0..12_usize, 0..6_u8).prop_map(|(which, kind)| Event::Answer(which, kind)),
        2 => (0..40_u64).prop_map(Event::Stray),
        1 => Just(Event::Stop),
        1 => Just(Event::GiveUp),
    ]
}

fn outcome(kind: u8) -> Outcome<u8> {
    Outcome::of(match kind {
        0 => Err(failed(Cause::Refused(problem(409, "Conflict")))),
        1 => Err(failed(Cause::NoAnswer("broke".into()))),
        2 => Err(failed(Cause::NotSent("renamed".into()))),
        3 => Err(failed(Cause::TakenBack)),
        kind => Ok(kind),
    })
}

proptest! {
    #[test]
    fn no_more_at_once_than_allowed_none_twice_none_after_a_stop_and_each_ends_once(
        first in vec(any::<bool>(), 0..12),
        turns in vec(prop::bool::weighted(0.8), 12),
        at_a_time in 1..5_usize,
        stops_at_failure: bool,
        events in vec(event(), 0..60),
    ) {
        let items = first.iter().enumerate().map(|(number, is_in)| match is_in {
            true => Item::new(number),
            false => Item::left_out(number, LeftOut::Gone),
        });
        let mut operation = Operation::new(items.collect(), Policy { at_a_time, stops_at_failure });
        let (mut begun, mut tickets, mut next, mut is_stopped) = (HashSet::new(), HashMap::new(), 1_000, false);
        // However it went, the answers still to come end it: the last events bring them.
        let rest = (0..40).flat_map(|_| [Event::Tick, Event::Answer(0, 5)]);
        let mut ended: HashMap<usize, Outcome<u8>> = HashMap::new();
        for event in events.into_iter().chain(rest) {
            match event {
                Event::Tick => operation.tick(now(), |number| {
                    assert!(!is_stopped, "{number} has a turn after the stop");
                    if !turns[*number] {
                        return Err(LeftOut::NotAllowed("not now"));
                    }
                    assert!(begun.insert(*number), "{number} twice");
                    next += 1;
                    tickets.insert(next, *number);
                    Ok(next)
                }),
                Event::Answer(which, kind) => {
                    let mut open: Vec<u64> = operation.under_way().filter_map(Item::ticket).collect();
                    open.sort_unstable();
                    if !open.is_empty() {
                        let ticket = open[which % open.len()];
                        is_stopped |= stops_at_failure && outcome(kind).is_failure();
                        prop_assert!(operation.ended(ticket, outcome(kind)));
                        prop_assert_eq!(operation.items()[tickets[&ticket]].outcome(), Some(&outcome(kind)));
                    }
                }
                Event::Stray(ticket) => prop_assert!(!operation.ended(ticket, outcome(5))),
                Event::Stop => is_stopped |= operation.stop().is_some() || operation.is_over(),
                Event::GiveUp => {
                    operation.give_up();
                    is_stopped = true;
                }
            }
            prop_assert!(operation.under_way().count() <= at_a_time);
            prop_assert!(!is_stopped || operation.waiting() == 0);
            // What has ended stays as it ended.
            for item in operation.items() {
                if let Some(outcome) = item.outcome() {
                    prop_assert_eq!(ended.entry(item.work).or_insert_with(|| outcome.clone()), outcome);
                }
            }
        }
        prop_assert!(operation.is_over());
        prop_assert_eq!(ended.len(), first.len());
    }
}

fn restart_of(names: &[&str]) -> ActionOnSeveral {
    let subject = |name: &&str| {
        let key = key(&format!("id-{name}"));
        (Subject { key, named: Named::from(Label::from(*name)) }, None)
    };
    ActionOnSeveral::new(Action::Restart, names.iter().map(subject).collect(), false, now())
}

fn fleet(runners: Vec<Runner>) -> Fleet {
    let mut fleet = Fleet::new(AccountId::FIRST);
    fleet.take(&list(runners), now(), now());
    fleet
}

#[test]
fn who_is_left_out_when_the_turn_comes() {
    let operation = restart_of(&["a"]);
    let subject = &operation.items()[0].work;
    let left_out =
        |runners, pending: &Pending| operation.rule().left_out(subject, &fleet(runners), pending, &History::default());
    let nothing = Pending::default();
    let namesake = Runner { id: RunnerId::new("id-other"), ..runner("a") };
    let renamed = Runner { id: RunnerId::new("id-a"), ..runner("b") };
    assert_eq!(left_out(vec![runner("a")], &nothing), None);
    assert_eq!(left_out(vec![runner("b")], &nothing), Some(LeftOut::Gone));
    let stopping = left_out(vec![runner("a").status("stopping")], &nothing);
    assert!(matches!(stopping, Some(LeftOut::NotAllowed(reason)) if reason.contains("Stopping")));
    assert!(matches!(left_out(vec![renamed], &nothing), Some(LeftOut::Outdated(_))));
    assert!(matches!(left_out(vec![runner("a"), namesake], &nothing), Some(LeftOut::Outdated(_))));
    // Another command that has no answer yet, of this runner.
    let sent = |name: &str, change| {
        let mut pending = Pending::default();
        pending.send(RunnerId::new(&format!("id-{name}")), change, now());
        pending
    };
    let restart = || Change::Command(RunnerCommand::Restart);
    let pause = || Change::Command(RunnerCommand::Pause);
    let auto_update = Change::Setting(SettingChange::AutoUpdate(true));
    assert_eq!(left_out(vec![runner("a")], &sent("a", pause())), Some(LeftOut::AnotherUnanswered));
    assert_eq!(left_out(vec![runner("a")], &sent("b", restart())), None);
    assert_eq!(left_out(vec![runner("a")], &sent("a", auto_update)), None, "no command");
    let mut answered = sent("a", restart());
    answered.answered(1, Some(pending::Stage::Accepted));
    assert_eq!(left_out(vec![runner("a")], &answered), None);
    // The same by another way counts from the yes on, also once it is reported; something else does not, nor what came to
    // nothing.
    let recorded = |records: &[(u64, RecordKind)]| {
        let mut history = History::default();
        for (second, kind) in records {
            history.add(RunnerId::new("id-a"), now().plus(Duration::from_secs(*second)), kind.clone());
        }
        operation.rule().left_out(subject, &fleet(vec![runner("a")]), &nothing, &history)
    };
    let asked = |change| RecordKind::Asked(Intent::Change(change));
    let reported = || RecordKind::Reported { intent: Intent::Change(restart()), after: Duration::from_secs(1) };
    let refused = || RecordKind::Refused { intent: Intent::Change(restart()), cause: Cause::TimedOut(Duration::ZERO) };
    assert_eq!(recorded(&[(1, asked(restart()))]), Some(LeftOut::AskedMeanwhile));
    assert_eq!(recorded(&[(1, asked(restart())), (2, reported())]), Some(LeftOut::AskedMeanwhile));
    assert_eq!(recorded(&[(1, asked(pause()))]), None);
    assert_eq!(recorded(&[(1, asked(restart())), (2, refused())]), None);
}

#[test]
fn how_far_an_operation_is() {
    let mut operation = restart_of(&["a", "b", "c", "d"]);
    let mut sent = 0;
    let mut tick = |operation: &mut ActionOnSeveral| {
        operation.tick(now(), |subject, change| {
            assert_eq!(change, Change::Command(RunnerCommand::Restart));
            sent += 1;
            if subject.key.id.as_str() == "id-b" { Err(LeftOut::Gone) } else { Ok(sent) }
        });
    };
    let name = |operation: &ActionOnSeveral| operation.current().map(|(subject, _)| subject.named.to_string());
    assert_eq!((operation.progress(), operation.unsent(), name(&operation)), ((0, 4), 4, None));
    tick(&mut operation);
    assert_eq!((operation.progress(), operation.unsent(), name(&operation)), ((0, 4), 4, Some("a".to_owned())));
    operation.note_left(1, true);
    assert_eq!((operation.unsent(), operation.turns_left()), (3, 3));
    operation.note_left(1, false);
    assert_eq!((operation.unsent(), operation.turns_left()), (4, 3), "it waits again");
    assert!(operation.waits_for(1) && operation.answered(1, Ok(())));
    tick(&mut operation);
    // Without the one that was left out.
    assert_eq!((operation.progress(), operation.unsent(), name(&operation)), ((1, 3), 2, Some("c".to_owned())));
    assert_eq!(operation.stage_of(&key("id-d")), Some(&Stage::Waiting));
    assert!(matches!(operation.stage_of(&key("id-c")), Some(Stage::UnderWay { ticket: 3, .. })));
    assert_eq!(operation.stage_of(&key("id-elsewhere")), None);
    assert_eq!((operation.can_stop(), operation.stop(), operation.can_stop()), (true, Some(vec![3]), false));
    assert_eq!((operation.progress(), operation.is_under_way()), ((1, 2), true));
    assert!(operation.answered(3, Ok(())) && !operation.is_under_way());
    assert_eq!(operation.to_send().len(), 3);
}
