//! What is told of an operation while it is under way.

use trackside::account::operation::{Decision, LeftOut, Operation};
use trackside::domain::Action;

use super::{Rig, key_of, plain, refused, subject, ticket};
use crate::support::harness::at;

fn current(rig: &Rig) -> Option<String> {
    rig.operation.current().map(|item| item.subject.named.to_string())
}

#[test]
fn how_far_it_is() {
    let mut rig = Rig::restart("abcd", |policy| policy.stops_at_refusal = false);
    let mut subjects: Vec<_> = ["a", "b", "c", "d"].map(|name| (subject(name), None)).into();
    subjects[3].1 = Some(LeftOut::Gone);
    rig.operation = Operation::new(Action::Restart, subjects, rig.operation.policy, at(0));
    assert_eq!((rig.operation.progress(), rig.operation.unsent(), current(&rig)), ((0, 3), 3, None));
    assert_eq!(rig.operation.to_send(), ["a", "b", "c"].map(key_of));
    rig.is_disk_slow = true;
    rig.tick();
    assert_eq!((rig.operation.unsent(), current(&rig)), (3, Some("a".to_owned())));
    rig.noted(0);
    assert_eq!((rig.operation.progress(), rig.operation.unsent()), ((0, 3), 2), "it has left");
    rig.operation.note_left(ticket(0), false, rig.now);
    assert_eq!(rig.operation.unsent(), 3, "it waits again");
    rig.operation.note_left(ticket(0), true, rig.now);
    rig.is_disk_slow = false;
    rig.restarts("a");
    assert_eq!((rig.operation.progress(), rig.operation.unsent(), current(&rig)), ((1, 3), 1, Some("b".to_owned())));
    rig.answer("b", Err(refused()));
    assert_eq!((rig.operation.progress(), rig.operation.unsent(), current(&rig)), ((2, 3), 0, Some("c".to_owned())));
    rig.restarts("c");
    assert_eq!((rig.operation.progress(), rig.operation.is_under_way(), current(&rig)), ((3, 3), false, None));
    assert!(rig.operation.item_of(&key_of("z")).is_none());
}

#[test]
fn what_is_still_to_leave_follows_a_halt_and_an_end() {
    let mut rig = Rig::restart("abcd", |policy| policy.at_a_time = 2);
    rig.tick();
    rig.operation.note_left(ticket(1), false, rig.now);
    assert_eq!(rig.operation.unsent(), 3);
    rig.answer("a", Err(refused()));
    assert_eq!(rig.operation.unsent(), 1, "the next turns wait for a decision; the second may leave all the same");
    assert_eq!(current(&rig), Some("b".to_owned()), "the one it halted at has ended");
    rig.decide(Decision::GoOn);
    assert_eq!(rig.operation.unsent(), 2);
    rig.decide(Decision::End);
    assert_eq!((rig.operation.unsent(), rig.operation.progress()), (1, (1, 3)));
    assert_eq!(rig.operation.to_send().len(), 4, "none was left out");
}

#[test]
fn the_one_it_halted_at_is_the_current_one() {
    let mut rig = Rig::restart("abc", |policy| (policy.at_a_time, policy.deadline) = (2, super::minutes(5)));
    rig.tick().accept("a").reads("a", "S").accept("b").reads("b", "S").wait(200);
    assert_eq!(current(&rig), Some("a".to_owned()));
    rig.reads("a", "RR").wait(100);
    assert_eq!((rig.trouble().map(|(name, _)| name), current(&rig)), (Some("b".to_owned()), Some("b".to_owned())));
    assert_eq!(plain(Action::Restart).at_a_time, 1);
}
