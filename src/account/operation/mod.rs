//! [`Operation`]: one action for several runners, one after another, each seen back before the next.
//!
//! It is a value: it sends nothing, reads no clock and knows no screen. Its owner calls [`Operation::tick`] once a second and
//! whenever something happened, carries out the [`Order`]s, and hands back what came of them. A panel is a view of it;
//! closing the panel ends nothing.
//!
//! ```text
//! mod.rs       what is done to whom, what is ordered, what an answer or a reading comes to
//! turn.rs      whose turn is next, and when its request may be sent
//! deciding.rs  when it halts, and what the operator then decides
//! step.rs      one runner: how far it is, what tells that it is back, how it ended
//! plan.rs      the order of the runners, and which of them are never away together
//! policy.rs    how it goes on: at a time, deadlines, pauses, runs
//! left_out.rs  why a runner is left out
//! record.rs    what is kept of it beyond the end of the program, and an operation made of that
//! ```
//!
//! ```text
//! Waiting -> Idle (until no run is seen) -> Noting (its intent goes to disk) -> Sending -> Watching -> Ended
//! ```
//!
//! What always holds: no more runners are away than [`Policy::at_a_time`], as they are reported; no two that serve one
//! project are; nothing is sent after a stop, nothing twice; every runner comes to exactly one outcome.

mod deciding;
mod left_out;
pub mod plan;
pub mod policy;
pub mod record;
pub mod step;
mod turn;

use std::time::Duration;

use crate::api::{ApiError, Cause};
use crate::domain::{Action, Moment, Named, ProjectId, Runner, RunnerKey, Runs};
pub use deciding::{Decision, Halt, State, Trouble};
pub use left_out::{LeftOut, Rule};
pub use policy::{Busy, Policy};
pub use record::OperationId;
use step::Before;
pub use step::{Back, Doubt, Outcome, Step, Watch};

/// Between two readings of a runner that is watched.
const READ_EVERY: Duration = Duration::from_secs(2);
/// The same, once a minute has passed: what takes longer takes minutes.
const READ_EVERY_LATER: Duration = Duration::from_secs(5);
const SOON: Duration = Duration::from_secs(60);

/// A runner that an action is for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Subject {
    /// The runner that the operator saw.
    pub key: RunnerKey,
    /// How the question named it.
    pub named: Named,
    /// The projects with environments that default to it; `None` where that is not known.
    pub serves: Option<Vec<ProjectId>>,
}

/// One runner of an operation.
#[derive(Clone, PartialEq, Debug)]
pub struct Item {
    /// The runner.
    pub subject: Subject,
    step: Step,
    /// When its turn began.
    begun: Option<Moment>,
    /// When it ended.
    ended: Option<Moment>,
    /// Whether its step was not handed over to be kept yet.
    is_changed: bool,
    /// What its runner was like when its request was sent.
    before: Before,
}

/// One action for several runners, from the operator's yes on.
#[derive(Clone, PartialEq, Debug)]
pub struct Operation {
    /// What tells it from all others.
    pub id: OperationId,
    /// What is done to each; it sends a change.
    pub action: Action,
    /// How it goes on.
    pub policy: Policy,
    /// When the operator said yes.
    pub started: Moment,
    /// Whether the operator was told, before the yes, that this may be missing in the journal.
    pub may_be_missing: bool,
    /// Of one that an earlier run of the program began: whether this run alone goes on with it is not known yet, so that nothing
    /// is sent.
    pub(super) is_unclaimed: bool,
    /// The number of the first record of the history after the yes.
    pub(in crate::account) first_record: u64,
    items: Vec<Item>,
    state: State,
    /// When the last runner came to an end to which something was sent: the pause begins then.
    rests_since: Option<Moment>,
    /// See [`Operation::held_by`].
    held_by: Option<Held>,
    runs_asked: Option<Moment>,
    /// Since when the control plane cannot be read.
    unreadable_since: Option<Moment>,
}

/// What a turn waits for, beside the pause between two.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Held {
    /// The control plane cannot be read.
    Unreadable,
    /// This item's runner was back, and is away again.
    AwayAgain(usize),
}

/// What an operation has its owner do. An index is an item's.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Order {
    /// Keep on disk that this item's request is about to be sent; then call [`Operation::noted`].
    Note(usize),
    /// Send this item's request, once; then call [`Operation::sent`].
    Send(usize),
    /// See to it that this request is not sent, if it has not left yet.
    TakeBack(u64),
    /// Read this item's runner.
    Read(usize),
    /// Read what runs.
    ReadRuns,
}

/// What an operation looks at when it decides.
pub trait Look {
    /// A runner as it is known, and whether the list lacks it; `None` where it is gone.
    fn runner(&self, key: &RunnerKey) -> Option<(&Runner, bool)>;
    /// Why nothing may be sent to a runner now, if nothing may.
    fn left_out(&self, rule: Rule, subject: &Subject) -> Option<LeftOut>;
    /// What runs in a runner's environments, and how long ago that was read; `None` where it was not read.
    fn runs(&self, key: &RunnerKey, now: Moment) -> Option<(Runs, Duration)>;
    /// Whether the control plane can be read: while it cannot, nothing more is sent and nothing is too late.
    fn is_readable(&self) -> bool;
}

impl Item {
    fn new(subject: Subject, left_out: Option<LeftOut>) -> Self {
        let step = left_out.map_or(Step::Waiting, |why| Step::Ended(Outcome::LeftOut(why)));
        Self { subject, step, begun: None, ended: None, is_changed: true, before: Before::default() }
    }

    /// How far it is.
    pub fn step(&self) -> &Step {
        &self.step
    }

    /// How it ended; `None` until it has.
    pub fn outcome(&self) -> Option<&Outcome> {
        self.step.outcome()
    }

    /// When its turn began, and when it ended.
    pub fn times(&self) -> (Option<Moment>, Option<Moment>) {
        (self.begun, self.ended)
    }

    fn go_to(&mut self, step: Step, now: Moment) {
        self.begun = self.begun.or_else(|| step.since());
        if matches!(step, Step::Ended(_)) {
            self.ended = Some(now);
        }
        self.step = step;
        self.is_changed = true;
    }
}

impl Operation {
    /// What the operator confirmed at `now`: these runners in this order, some of them left out from the beginning.
    pub fn new(action: Action, subjects: Vec<(Subject, Option<LeftOut>)>, policy: Policy, now: Moment) -> Self {
        Self {
            id: OperationId::default(),
            action,
            policy: Policy { at_a_time: policy.at_a_time.clamp(1, policy::MAX_AT_A_TIME), ..policy },
            started: now,
            may_be_missing: false,
            is_unclaimed: false,
            first_record: 0,
            items: subjects.into_iter().map(|(subject, left_out)| Item::new(subject, left_out)).collect(),
            state: State::Running,
            rests_since: None,
            runs_asked: None,
            held_by: None,
            unreadable_since: None,
        }
    }

    /// All runners of the question, in the order of their turns.
    pub fn items(&self) -> &[Item] {
        &self.items
    }

    /// The item of a runner.
    pub fn item_of(&self, key: &RunnerKey) -> Option<&Item> {
        self.items.iter().find(|item| item.subject.key == *key)
    }

    /// Whether a runner has not come to its outcome.
    pub fn is_under_way(&self) -> bool {
        self.items.iter().any(|item| item.outcome().is_none())
    }

    /// The first of the runners whose turn it is.
    pub fn current(&self) -> Option<&Item> {
        let of_state = self.halt().map(|halt| &self.items[halt.index]);
        let in_turn =
            || self.items.iter().find(|item| item.step.is_under_way() || matches!(item.step, Step::Idle { .. }));
        of_state.filter(|item| item.outcome().is_none()).or_else(in_turn)
    }

    /// Runners whose request has not left yet, as far as is known, and is to leave.
    pub fn unsent(&self) -> usize {
        let is_unsent = |item: &&Item| item.step.is_unsent() && (self.is_sending() || item.step.ticket().is_some());
        self.items.iter().filter(is_unsent).count()
    }

    /// Runners that have come to an outcome, and runners that were not left out.
    pub fn progress(&self) -> (usize, usize) {
        let counts = |item: &&Item| !matches!(item.outcome(), Some(Outcome::LeftOut(_) | Outcome::NotStarted));
        let all = || self.items.iter().filter(counts);
        (all().filter(|item| item.outcome().is_some()).count(), all().count())
    }

    /// The runners whose requests are to be sent, or were.
    pub fn to_send(&self) -> Vec<RunnerKey> {
        let is_sent = |item: &&Item| !matches!(item.outcome(), Some(Outcome::LeftOut(_)));
        self.items.iter().filter(is_sent).map(|item| item.subject.key.clone()).collect()
    }

    /// Whether it waits for this request.
    pub fn waits_for(&self, ticket: u64) -> bool {
        self.index_of(ticket).is_some()
    }

    /// What decides whether a runner is left out when its turn comes.
    pub fn rule(&self) -> Rule {
        Rule { action: self.action, first_record: self.first_record }
    }

    /// Time passed, or something happened: what is to be done now. Where nothing is due it is nothing.
    pub fn tick(&mut self, now: Moment, look: &impl Look) -> Vec<Order> {
        let mut orders = Vec::new();
        if look.is_readable() {
            self.allow_for_outage(now);
            self.judge(now, look);
        } else {
            self.unreadable_since.get_or_insert(now);
        }
        self.reread(now, &mut orders);
        if self.is_sending() && look.is_readable() {
            self.begin_turns(now, look, &mut orders);
        } else {
            self.hold_turns(now);
        }
        self.note_held(look);
        orders
    }

    /// Has the runners read that are watched.
    fn reread(&mut self, now: Moment, orders: &mut Vec<Order>) {
        for (index, item) in self.items.iter().enumerate() {
            let Step::Watching(watch) = &item.step else { continue };
            let every = if now.since(&watch.since) < SOON { READ_EVERY } else { READ_EVERY_LATER };
            if watch.last().is_none_or(|last| now.since(&last) >= every) {
                orders.push(Order::Read(index));
            }
        }
    }

    /// Takes the answer to a request, if it came from here. Says whether it did.
    pub fn answered(&mut self, ticket: u64, answer: Result<(), ApiError>, now: Moment) -> bool {
        let Some(index) = self.index_of(ticket) else { return false };
        let Step::Sending { since, .. } = self.items[index].step else { return false };
        match answer {
            Ok(()) => {
                let watch = Watch::new(since, self.policy.deadline, self.items[index].before.clone());
                self.items[index].go_to(Step::Watching(watch), now);
            }
            Err(error) if error.is_unanswered() => {
                self.end_item(index, Outcome::Unknown(Doubt::Unanswered(error)), now);
                self.halt_at(index, Trouble::Unknown, now);
            }
            Err(error) if error.cause == Cause::TakenBack => self.end_item(index, Outcome::NotStarted, now),
            Err(error) if error.is_not_sent() => {
                self.end_item(index, Outcome::NotSent(error), now);
                self.halt_at(index, Trouble::NotSent, now);
            }
            Err(error) => {
                self.end_item(index, Outcome::Refused(error), now);
                if self.policy.stops_at_refusal {
                    self.halt_at(index, Trouble::Refused, now);
                }
            }
        }
        true
    }

    /// Takes a reading of a runner that was asked for at the first time and came at the second.
    pub fn read(&mut self, key: &RunnerKey, runner: &Runner, is_missing: bool, times: (Moment, Moment)) {
        let (action, goal) = (self.action, self.policy.goal);
        let Some(index) = self.items.iter().position(|item| item.subject.key == *key) else { return };
        let item = &mut self.items[index];
        let watch = match &mut item.step {
            Step::Watching(watch) => watch,
            // The answer may take longer than the restart.
            Step::Sending { since, has_left: true, .. } if times.0.mono >= since.mono => {
                return item.before.see(runner, is_missing);
            }
            _ => return,
        };
        let was_away = watch.was_away;
        let back = watch.take(action, runner, is_missing, times);
        let is_news = watch.was_away != was_away;
        if let Some(back) = back {
            self.end_item(index, Outcome::Back(back.aiming_at(goal, runner)), times.1);
        }
        self.items[index].is_changed |= is_news;
    }

    /// The control plane no longer has a runner: what a removal is for, and what ends the watch of anything else.
    pub fn gone(&mut self, key: &RunnerKey, now: Moment) {
        let Some(index) = self.items.iter().position(|item| item.subject.key == *key) else { return };
        let Step::Watching(watch) = &self.items[index].step else { return };
        let after = now.since(&watch.since);
        if self.action == Action::Remove {
            self.end_item(index, Outcome::Gone { after }, now);
        } else {
            self.end_item(index, Outcome::NotBack { status: None }, now);
            self.halt_at(index, Trouble::NotBack, now);
        }
    }

    fn end_item(&mut self, index: usize, outcome: Outcome, now: Moment) {
        if outcome.may_have_arrived() {
            self.rests_since = Some(now);
        }
        self.items[index].go_to(Step::Ended(outcome), now);
    }

    fn index_of(&self, ticket: u64) -> Option<usize> {
        self.items.iter().position(|item| item.step.ticket() == Some(ticket))
    }
}
