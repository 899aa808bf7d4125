//! [`ActionOnSeveral`]: one action of the menu for several runners, from the operator's yes on.

use super::{Item, LeftOut, Operation, Outcome, Policy, Stage};
use crate::account::fleet::{Fleet, Row};
use crate::account::history::{History, Record, RecordKind};
use crate::account::pending::Pending;
use crate::api::ApiError;
use crate::domain::{Action, Change, Confirmed, Intent, Moment, Named, RunnerKey};

/// A runner that an action is for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Subject {
    /// The runner that the operator saw.
    pub key: RunnerKey,
    /// How the question named it.
    pub named: Named,
}

/// One action for several runners, one request each, the next after the answer to the one before.
#[derive(Clone, PartialEq, Debug)]
pub struct ActionOnSeveral {
    /// What is done to each; it sends a change.
    pub action: Action,
    /// When the operator said yes.
    pub started: Moment,
    /// Whether the operator was told, before the yes, that this may be missing in the journal.
    pub may_be_missing: bool,
    /// The number of the first record of the history after the yes.
    pub(in crate::account) first_record: u64,
    /// Whether the request under way has left, as far as is known.
    has_left: bool,
    operation: Operation<Subject, ()>,
}

/// What decides whether a runner is left out of an action when its turn comes.
#[derive(Clone, Copy, Debug)]
pub struct Rule {
    action: Action,
    first_record: u64,
}

impl LeftOut {
    /// Why `action` cannot be asked for the runner of `row` now, if it cannot; `None` stands for one that is gone. In a program that only reads it never can.
    pub fn of(action: Action, row: Option<&Row>, is_read_only: bool) -> Option<Self> {
        let Some(row) = row else { return Some(Self::Gone) };
        action.availability(&row.runner, is_read_only).reason().map(Self::NotAllowed)
    }
}

impl Rule {
    /// Why a runner is left out when its turn comes: it is gone, does not allow the action any more, is not told from the
    /// others by what stood in the question, was asked the same by another way, or has not answered another request.
    pub fn left_out(&self, subject: &Subject, fleet: &Fleet, pending: &Pending, history: &History) -> Option<LeftOut> {
        // Nothing is confirmed where nothing may be changed.
        let refused = LeftOut::of(self.action, fleet.at(&subject.key), false);
        refused.or_else(|| {
            let runner = &fleet.at(&subject.key)?.runner;
            let change = self.action.change()?;
            let confirmed = Confirmed::of(runner, subject.named.clone());
            let intent = Intent::Change(change.clone());
            let objection = confirmed.objection(&intent, Some((runner, &fleet.named(runner))));
            if let Some(reason) = objection {
                return Some(LeftOut::Outdated(reason));
            }
            let id = &subject.key.id;
            let is_command = |change: &Change| matches!(change, Change::Command(_) | Change::Remove);
            if pending.of(id).any(|other| other.stage.is_open() && is_command(&other.change)) {
                return Some(LeftOut::AnotherUnanswered);
            }
            was_asked(&intent, history.of(id), self.first_record).then_some(LeftOut::AskedMeanwhile)
        })
    }
}

/// Whether `intent` was asked for from the `first` record on, and not refused or held back after that. `records` are the
/// runner's, newest first.
fn was_asked<'a>(intent: &Intent, records: impl Iterator<Item = &'a Record>, first: u64) -> bool {
    let since = records.take_while(|record| record.number >= first);
    let mut asked = since.filter_map(|record| match &record.kind {
        RecordKind::Asked(other) if other == intent => Some(true),
        RecordKind::Refused { intent: other, .. } | RecordKind::NotSent { intent: other, .. } if other == intent => {
            Some(false)
        }
        _ => None,
    });
    asked.next().unwrap_or(false)
}

impl ActionOnSeveral {
    /// What the operator confirmed at `now`: these runners, some of them left out from the beginning.
    pub fn new(action: Action, subjects: Vec<(Subject, Option<LeftOut>)>, stops_at_failure: bool, now: Moment) -> Self {
        let item = |(subject, left_out)| match left_out {
            None => Item::new(subject),
            Some(why) => Item::left_out(subject, why),
        };
        let policy = Policy { at_a_time: 1, stops_at_failure };
        let operation = Operation::new(subjects.into_iter().map(item).collect(), policy);
        Self { action, started: now, may_be_missing: false, first_record: 0, has_left: false, operation }
    }

    /// All runners of the question, in its order.
    pub fn items(&self) -> &[Item<Subject, ()>] {
        self.operation.items()
    }

    /// Runners whose request has not left yet, as far as is known.
    pub fn unsent(&self) -> usize {
        // Once stopped it is being taken back.
        let is_held = self.operation.can_stop() && self.operation.current().is_some() && !self.has_left;
        self.operation.waiting() + usize::from(is_held)
    }

    /// Runners whose turn is still to come.
    pub fn turns_left(&self) -> usize {
        self.operation.waiting()
    }

    /// The request under way has left, or is back and waits again.
    pub fn note_left(&mut self, ticket: u64, has_left: bool) {
        if self.waits_for(ticket) {
            self.has_left = has_left;
        }
    }

    /// Whether a request is still to be sent, or to be answered.
    pub fn is_under_way(&self) -> bool {
        !self.operation.is_over()
    }

    /// The runner whose request is on its way, and since when.
    pub fn current(&self) -> Option<(&Subject, Moment)> {
        self.operation.current()
    }

    /// How far a runner of it is; `None` for any other runner.
    pub fn stage_of(&self, key: &RunnerKey) -> Option<&Stage<()>> {
        self.items().iter().find(|item| item.work.key == *key).map(Item::stage)
    }

    /// Requests that have their answer, and requests that were not left out or stopped.
    pub fn progress(&self) -> (usize, usize) {
        self.operation.progress()
    }

    /// The runners whose requests are to be sent, or were.
    pub fn to_send(&self) -> Vec<RunnerKey> {
        let is_sent = |item: &&Item<Subject, ()>| !matches!(item.outcome(), Some(Outcome::LeftOut(_)));
        self.items().iter().filter(is_sent).map(|item| item.work.key.clone()).collect()
    }

    /// What decides whether a runner is left out when its turn comes.
    pub fn rule(&self) -> Rule {
        Rule { action: self.action, first_record: self.first_record }
    }

    /// Hands out the turn that is due; see [`Operation::tick`]. `send` has a change sent to a runner, if that is still
    /// possible.
    pub fn tick(&mut self, now: Moment, mut send: impl FnMut(&Subject, Change) -> Result<u64, LeftOut>) {
        let Some(change) = self.action.change() else { return };
        let before = self.operation.current().is_some();
        self.operation.tick(now, |subject| send(subject, change.clone()));
        self.has_left &= before;
    }

    /// Whether it waits for this request.
    pub fn waits_for(&self, ticket: u64) -> bool {
        self.operation.waits_for(ticket).is_some()
    }

    /// Takes the answer to a request, if it came from here. Says whether it did.
    pub fn answered(&mut self, ticket: u64, answer: Result<(), ApiError>) -> bool {
        self.operation.ended(ticket, Outcome::of(answer))
    }

    /// Whether a stop would stop something.
    pub fn can_stop(&self) -> bool {
        self.operation.can_stop()
    }

    /// Sends no more; see [`Operation::stop`].
    pub fn stop(&mut self) -> Option<Vec<u64>> {
        self.operation.stop()
    }
}
