//! [`Policy`]: how an operation goes from one runner to the next.

use std::time::Duration;

use crate::domain::Action;

/// Runners that may be away at the same time, at the most.
pub const MAX_AT_A_TIME: usize = 5;
/// A restart that was not seen within this time was quicker than the readings, or did not happen.
pub const UNSEEN_AFTER: Duration = Duration::from_secs(5 * 60);

const MINUTE: Duration = Duration::from_secs(60);

/// How an operation goes on.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Policy {
    /// Runners that may be away at the same time: 1 to [`MAX_AT_A_TIME`].
    pub at_a_time: usize,
    /// From sending a request until its runner must be back.
    pub deadline: Duration,
    /// From one runner's end until the next request.
    pub pause: Duration,
    /// What is done with a runner in whose environments something runs.
    pub busy: Busy,
    /// Whether a refusal stops the rest. A runner that is not back in time always does.
    pub stops_at_refusal: bool,
    /// Of a restart: what makes it one.
    pub goal: Goal,
}

/// What is done with a runner in whose environments something runs when its turn comes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Busy {
    /// Its turn waits until nothing is seen to run, for so long; then it is left out.
    Wait(Duration),
    /// Its request is sent all the same.
    GoOn,
    /// It is left out.
    LeaveOut,
}

/// What makes a restart one.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Goal {
    /// The runner is seen away, then back.
    Seen,
    /// The same, or it is never seen to leave Running for [`UNSEEN_AFTER`]: the operator's word that this will do.
    SeenOrNot,
    /// As `Seen`; and whether it then reports its track's newest version is part of the outcome.
    Updated,
}

/// A value of a policy that the operator chooses.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Choice {
    /// [`Policy::at_a_time`].
    AtATime,
    /// [`Policy::deadline`].
    Deadline,
    /// [`Policy::pause`].
    Pause,
    /// [`Policy::busy`].
    Busy,
    /// [`Policy::stops_at_refusal`].
    Refusal,
    /// [`Policy::goal`].
    Goal,
}

const AT_A_TIME: [usize; MAX_AT_A_TIME] = [1, 2, 3, 4, 5];
const DEADLINES: [Duration; 5] = [minutes(5), minutes(15), minutes(30), minutes(60), minutes(180)];
const PAUSES: [Duration; 5] = [Duration::ZERO, Duration::from_secs(30), minutes(1), minutes(5), minutes(15)];
const BUSY: [Busy; 6] = [
    Busy::Wait(minutes(10)),
    Busy::Wait(minutes(30)),
    Busy::Wait(minutes(60)),
    Busy::Wait(minutes(180)),
    Busy::GoOn,
    Busy::LeaveOut,
];
const GOALS: [Goal; 3] = [Goal::Seen, Goal::SeenOrNot, Goal::Updated];

const fn minutes(count: u32) -> Duration {
    MINUTE.saturating_mul(count)
}

impl Policy {
    /// What is offered first: one at a time, each back within 15 minutes, half a minute between two.
    pub fn of(action: Action) -> Self {
        Self {
            at_a_time: 1,
            deadline: minutes(15),
            pause: Duration::from_secs(30),
            // What was queued starts with a resume: nothing is cut off by it.
            busy: if action == Action::Resume { Busy::GoOn } else { Busy::Wait(minutes(30)) },
            stops_at_refusal: true,
            goal: Goal::Seen,
        }
    }

    /// The values that there are to choose for an action.
    pub fn choices(action: Action) -> &'static [Choice] {
        use Choice::{AtATime, Busy, Deadline, Goal, Pause, Refusal};
        if action == Action::Restart {
            &[AtATime, Deadline, Pause, Busy, Refusal, Goal]
        } else {
            &[AtATime, Deadline, Pause, Busy, Refusal]
        }
    }

    /// Takes the next value of a choice, or the one before; at an end the first or the last stays.
    pub fn step(&mut self, choice: Choice, is_forward: bool) {
        match choice {
            Choice::AtATime => self.at_a_time = next(&AT_A_TIME, self.at_a_time, is_forward),
            Choice::Deadline => self.deadline = next(&DEADLINES, self.deadline, is_forward),
            Choice::Pause => self.pause = next(&PAUSES, self.pause, is_forward),
            Choice::Busy => self.busy = next(&BUSY, self.busy, is_forward),
            Choice::Refusal => self.stops_at_refusal = !self.stops_at_refusal,
            Choice::Goal => self.goal = next(&GOALS, self.goal, is_forward),
        }
    }
}

fn next<T: Copy + PartialEq>(values: &[T], value: T, is_forward: bool) -> T {
    let at = values.iter().position(|other| *other == value).unwrap_or_default();
    let to = if is_forward { at + 1 } else { at.saturating_sub(1) };
    values.get(to).copied().unwrap_or(value)
}
