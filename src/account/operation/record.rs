//! [`OperationRecord`]: what is kept of an operation beyond the end of the program, and an operation made of that.

use std::fmt;

use jiff::Timestamp;

use super::deciding::{Halt, State, Trouble};
use super::step::{Doubt, Outcome, Step, Watch};
use super::{Item, Operation, Policy, Subject};
use crate::domain::{Action, Label, Moment, RunnerId};

/// Tells an operation from all others of all runs of the program: `20261123T140300Z-4711-1`.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub struct OperationId(String);

/// What is kept of an operation: all of it, or only the steps that are different.
#[derive(Clone, PartialEq, Debug)]
pub struct OperationRecord {
    /// Which.
    pub id: OperationId,
    /// What is done to each runner.
    pub action: Action,
    /// How it goes on.
    pub policy: Policy,
    /// When the operator said yes.
    pub started: Timestamp,
    /// When every runner had come to an outcome. `None`: not yet, as far as is known.
    pub ended: Option<Timestamp>,
    /// Its runners, in the order of their turns.
    pub steps: Vec<StepRecord>,
}

/// What is kept of one runner of an operation.
#[derive(Clone, PartialEq, Debug)]
pub struct StepRecord {
    /// Its place in the operation, from 0.
    pub number: usize,
    /// The runner.
    pub runner: RunnerId,
    /// Its name, as the question named it.
    pub name: Label,
    /// How far it is.
    pub stage: Stage,
    /// Since when.
    pub at: Timestamp,
}

/// How far a runner is, as it is kept.
#[derive(Clone, PartialEq, Debug)]
pub enum Stage {
    /// Nothing was sent.
    Waiting,
    /// Its request was about to be sent: from here on it may have been carried out.
    Noted,
    /// The control plane took the request.
    Accepted,
    /// It has ended.
    Ended(Outcome),
}

impl OperationId {
    /// The `number`th operation of a run of the program, begun at `started`.
    pub fn new(started: Timestamp, run: u32, number: u64) -> Self {
        Self(format!("{}-{run}-{number}", started.strftime("%Y%m%dT%H%M%SZ")))
    }

    /// One that was kept.
    pub fn from_kept(text: &str) -> Self {
        Self(text.to_owned())
    }

    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for OperationId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl OperationRecord {
    /// Whether a runner has not come to its outcome.
    pub fn is_under_way(&self) -> bool {
        self.steps.iter().any(|step| !matches!(step.stage, Stage::Ended(_)))
    }

    /// Runners that have come to an outcome, and runners that were not left out.
    pub fn progress(&self) -> (usize, usize) {
        let counts =
            |step: &&StepRecord| !matches!(step.stage, Stage::Ended(Outcome::LeftOut(_) | Outcome::NotStarted));
        let all = || self.steps.iter().filter(counts);
        (all().filter(|step| matches!(step.stage, Stage::Ended(_))).count(), all().count())
    }

    /// The step of a runner.
    pub fn step_of(&self, runner: &RunnerId) -> Option<&StepRecord> {
        self.steps.iter().find(|step| step.runner == *runner)
    }
}

impl Operation {
    /// What is to be kept of it now: the steps that are different since the last call. `None` where none is.
    pub fn take_record(&mut self, now: Moment) -> Option<OperationRecord> {
        let ended = (!self.is_under_way()).then_some(now.wall);
        let is_changed = self.items.iter().any(|item| item.is_changed);
        is_changed.then(|| OperationRecord {
            id: self.id.clone(),
            action: self.action,
            policy: self.policy,
            started: self.started.wall,
            ended,
            steps: self.changed_steps(now),
        })
    }

    fn changed_steps(&mut self, now: Moment) -> Vec<StepRecord> {
        let changed = self.items.iter_mut().enumerate().filter(|(_, item)| item.is_changed);
        let record = |(number, item): (usize, &mut Item)| {
            item.is_changed = false;
            let stage = match &item.step {
                Step::Waiting | Step::Idle { .. } => Stage::Waiting,
                Step::Noting { .. } | Step::Sending { .. } => Stage::Noted,
                Step::Watching(_) => Stage::Accepted,
                Step::Ended(outcome) => Stage::Ended(outcome.clone()),
            };
            let (runner, name) = (item.subject.key.id.clone(), item.subject.named.name().clone());
            StepRecord { number, runner, name, stage, at: now.wall }
        };
        changed.map(record).collect()
    }

    /// Whether this run of the program alone goes on with it, as far as is known.
    pub fn is_claimed(&self) -> bool {
        !self.is_unclaimed
    }

    /// This run alone goes on with it.
    pub fn claim(&mut self) {
        self.is_unclaimed = false;
    }

    /// Goes on with what another run of the program began and did not end. It halts at once: nothing is sent before the
    /// operator says so, and never again to a runner that may have been sent something. `subject` tells of each runner what is
    /// known of it now.
    pub fn resumed(record: &OperationRecord, now: Moment, subject: impl Fn(&StepRecord) -> Subject) -> Self {
        let policy = record.policy;
        let item = |step: &StepRecord| {
            let was = match &step.stage {
                Stage::Waiting => Step::Waiting,
                Stage::Noted => Step::Ended(Outcome::Unknown(Doubt::Lost)),
                Stage::Accepted => Step::Watching(Watch::resumed(now, policy.deadline)),
                Stage::Ended(outcome) => Step::Ended(outcome.clone()),
            };
            // All of it is kept anew, as this run's.
            Item { step: was, ..Item::new(subject(step), None) }
        };
        let mut operation = Self::new(record.action, Vec::new(), policy, now);
        operation.id = record.id.clone();
        operation.started.wall = record.started;
        operation.is_unclaimed = true;
        operation.items = record.steps.iter().map(item).collect();
        let open = operation.items.iter().position(|item| item.outcome().is_none());
        if let Some(index) = open {
            operation.state = State::Halted(Halt { index, trouble: Trouble::Interrupted, since: now });
        }
        operation
    }
}
