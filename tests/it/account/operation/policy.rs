//! The values that an operator chooses.

use std::time::Duration;

use trackside::account::operation::Busy;
use trackside::account::operation::Policy;
use trackside::account::operation::policy::{Choice, Goal};
use trackside::domain::Action;

use super::minutes;

#[test]
fn what_is_offered_first() {
    for action in [Action::Restart, Action::Pause, Action::Resume, Action::Remove] {
        let expected = Policy {
            at_a_time: 1,
            deadline: minutes(15),
            pause: Duration::from_secs(30),
            // What was queued starts with a resume: nothing is cut off.
            busy: if action == Action::Resume { Busy::GoOn } else { Busy::Wait(minutes(30)) },
            stops_at_refusal: true,
            goal: Goal::Seen,
        };
        assert_eq!(Policy::of(action), expected);
        assert_eq!(Policy::choices(action).contains(&Choice::Goal), action == Action::Restart);
        assert_eq!(Policy::choices(action).len(), if action == Action::Restart { 6 } else { 5 });
    }
}

/// All values that a choice takes from the first on, by a function that picks its value.
fn values<T: PartialEq>(choice: Choice, of: fn(&Policy) -> T) -> Vec<T> {
    let mut policy = Policy::of(Action::Restart);
    for _ in 0..20 {
        policy.step(choice, false);
    }
    let mut values = vec![of(&policy)];
    for _ in 0..20 {
        policy.step(choice, true);
        if values.last() != Some(&of(&policy)) {
            values.push(of(&policy));
        }
    }
    // And back the same way.
    for value in values.iter().rev().skip(1) {
        policy.step(choice, false);
        assert!(of(&policy) == *value, "{choice:?}");
    }
    values
}

#[test]
fn a_choice_steps_and_stays_at_its_ends() {
    assert_eq!(values(Choice::AtATime, |policy| policy.at_a_time), [1, 2, 3, 4, 5]);
    assert_eq!(values(Choice::Deadline, |policy| policy.deadline), [5, 15, 30, 60, 180].map(minutes));
    assert_eq!(
        values(Choice::Pause, |policy| policy.pause.as_secs()),
        [0, 30, 60, 300, 900],
        "from one runner's end until the next request"
    );
    let busy = [10, 30, 60, 180].map(|limit| Busy::Wait(minutes(limit)));
    assert_eq!(values(Choice::Busy, |policy| policy.busy), [&busy[..], &[Busy::GoOn, Busy::LeaveOut]].concat());
    assert_eq!(values(Choice::Goal, |policy| policy.goal), [Goal::Seen, Goal::SeenOrNot, Goal::Updated]);
}

#[test]
fn a_yes_or_no_turns_either_way_and_nothing_else_moves() {
    let mut policy = Policy::of(Action::Restart);
    policy.step(Choice::Refusal, true);
    assert_eq!(policy, Policy { stops_at_refusal: false, ..Policy::of(Action::Restart) });
    policy.step(Choice::Refusal, true);
    policy.step(Choice::Refusal, false);
    assert!(!policy.stops_at_refusal);
    for choice in Policy::choices(Action::Restart) {
        let mut policy = Policy::of(Action::Restart);
        policy.step(*choice, true);
        let mut others = policy;
        match choice {
            Choice::AtATime => others.at_a_time = 1,
            Choice::Deadline => others.deadline = minutes(15),
            Choice::Pause => others.pause = Duration::from_secs(30),
            Choice::Busy => others.busy = Busy::Wait(minutes(30)),
            Choice::Refusal => others.stops_at_refusal = true,
            Choice::Goal => others.goal = Goal::Seen,
        }
        assert_ne!(policy, Policy::of(Action::Restart), "{choice:?} moves");
        assert_eq!(others, Policy::of(Action::Restart), "{choice:?} moves nothing else");
    }
}
