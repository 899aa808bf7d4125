//! Plain turns, as values: handed out in their order, a few at a time, each ends once.

use std::collections::{HashMap, HashSet};

use proptest::collection::vec;
use proptest::prelude::*;
use trackside::account::operation::LeftOut;
use trackside::account::turns::{Item, Outcome, Stage, Turns};

use crate::support::harness::at;

type Work = Turns<usize, &'static str>;

fn turns(items: usize, at_a_time: usize) -> Work {
    Turns::new((0..items).map(Item::new).collect(), at_a_time)
}

/// Hands out the turns; every item may begin, and its ticket is a hundred and its number.
fn tick(turns: &mut Work) -> Vec<usize> {
    let mut begun = Vec::new();
    turns.tick(at(0), |number| {
        begun.push(*number);
        Ok(100 + *number as u64)
    });
    begun
}

#[test]
fn turns_are_handed_out_in_order_as_answers_come() {
    for (at_a_time, first) in [(1, vec![0]), (2, vec![0, 1]), (4, vec![0, 1, 2, 3]), (9, vec![0, 1, 2, 3, 4])] {
        let mut turns = turns(5, at_a_time);
        let mut order = tick(&mut turns);
        assert_eq!(order, first, "{at_a_time} at a time");
        assert_eq!(tick(&mut turns), [0; 0], "nothing is due until an answer comes");
        for number in 0..5 {
            assert!(!turns.is_over());
            assert_eq!((turns.progress(), turns.waiting()), ((number, 5), 5 - order.len()));
            assert!(turns.ended(100 + number as u64, Outcome::Done("well")));
            order.extend(tick(&mut turns));
        }
        assert_eq!(order, [0, 1, 2, 3, 4]);
        assert!(turns.is_over());
    }
}

#[test]
fn an_answer_counts_once_and_only_for_the_item_that_waits_for_it() {
    let mut turns = turns(2, 1);
    assert!(!turns.ended(100, Outcome::Done("early")), "nothing was begun");
    tick(&mut turns);
    assert!(!turns.ended(7, Outcome::Done("another's")));
    assert_eq!(turns.waits_for(100).map(|item| item.work), Some(0));
    assert_eq!(turns.current(), Some((&0, at(0))));
    assert!(turns.ended(100, Outcome::Done("well")));
    assert!(!turns.ended(100, Outcome::Done("twice")));
    assert_eq!(turns.items()[0].outcome(), Some(&Outcome::Done("well")));
    assert_eq!((turns.waits_for(100).map(|item| item.work), turns.current()), (None, None));
}

#[test]
fn one_that_is_left_out_takes_no_turn() {
    let mut turns = turns(3, 1);
    let mut asked = Vec::new();
    turns.tick(at(0), |number| {
        asked.push(*number);
        if *number == 0 { Err(LeftOut::Gone) } else { Ok(5) }
    });
    assert_eq!(asked, [0, 1]);
    assert_eq!(turns.items()[0].outcome(), Some(&Outcome::LeftOut(LeftOut::Gone)));
    assert!(matches!(turns.items()[1].stage(), Stage::UnderWay { ticket: 5, .. }));
    assert_eq!((turns.progress(), turns.waiting()), ((0, 2), 1));
}

#[test]
fn what_is_given_up_is_over_at_once() {
    let mut turns = turns(5, 2);
    tick(&mut turns);
    turns.ended(100, Outcome::Done("well"));
    assert_eq!(turns.give_up(), [101]);
    assert!(turns.is_over());
    assert!(!turns.ended(101, Outcome::Done("late")));
    assert_eq!((tick(&mut turns), turns.give_up(), turns.progress()), (vec![], vec![], (1, 1)));
}

/// What may happen to turns.
#[derive(Clone, Debug)]
enum Event {
    Tick,
    /// The answer to one of those under way.
    Answer(usize),
    /// An answer to a request of another.
    Stray(u64),
    GiveUp,
}

fn event() -> impl Strategy<Value = Event> {
    prop_oneof![
        6 => Just(Event::Tick),
        12 => (0..12_usize).prop_map(Event::Answer),
        2 => (0..40_u64).prop_map(Event::Stray),
        1 => Just(Event::GiveUp),
    ]
}

proptest! {
    #[test]
    fn no_more_at_once_than_allowed_none_twice_and_each_ends_once(
        turns_allowed in vec(prop::bool::weighted(0.8), 0..12),
        at_a_time in 1..5_usize,
        events in vec(event(), 0..60),
    ) {
        let mut turns: Turns<usize, ()> = Turns::new((0..turns_allowed.len()).map(Item::new).collect(), at_a_time);
        let (mut begun, mut next, mut is_given_up) = (HashSet::new(), 1_000, false);
        // However it went, the answers still to come end it: the last events bring them.
        let rest = (0..40).flat_map(|_| [Event::Tick, Event::Answer(0)]);
        let mut ended: HashMap<usize, Outcome<()>> = HashMap::new();
        for event in events.into_iter().chain(rest) {
            match event {
                Event::Tick => turns.tick(at(0), |number| {
                    assert!(!is_given_up, "{number} has a turn after the end");
                    if !turns_allowed[*number] {
                        return Err(LeftOut::Gone);
                    }
                    assert!(begun.insert(*number), "{number} twice");
                    next += 1;
                    Ok(next)
                }),
                Event::Answer(which) => {
                    let open: Vec<u64> = turns.under_way().filter_map(Item::ticket).collect();
                    if !open.is_empty() {
                        prop_assert!(turns.ended(open[which % open.len()], Outcome::Done(())));
                    }
                }
                Event::Stray(ticket) => prop_assert!(!turns.ended(ticket, Outcome::Done(()))),
                Event::GiveUp => {
                    turns.give_up();
                    is_given_up = true;
                }
            }
            prop_assert!(turns.under_way().count() <= at_a_time);
            for item in turns.items() {
                if let Some(outcome) = item.outcome() {
                    prop_assert_eq!(ended.entry(item.work).or_insert_with(|| outcome.clone()), outcome);
                }
            }
        }
        prop_assert!(turns.is_over());
        prop_assert_eq!(ended.len(), turns_allowed.len());
    }
}
