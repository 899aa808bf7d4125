//! [`Pending`]: what was sent to the control plane and does not show in its reports yet.
//!
//! A change is accepted before it is visible. So the runner is read every two seconds, usually for a minute at the most, until
//! what was asked for is reported; and until then the screen shows it beside the report, never in its place.

use std::time::Duration;

use super::fleet::Row;
use crate::domain::{Change, Moment, Runner, RunnerCommand, RunnerId, Setting, SettingChange, Status};

/// Between two readings of a runner of which something was asked.
const READ_EVERY: Duration = Duration::from_secs(2);
/// How long a report is waited for, where nothing else was chosen.
pub const REPORTED_WITHIN: Duration = Duration::from_secs(60);

/// One change that was sent.
#[derive(Clone, PartialEq, Debug)]
pub struct PendingChange {
    /// Tells it from all others.
    pub ticket: u64,
    /// The runner.
    pub id: RunnerId,
    /// What was asked for.
    pub change: Change,
    /// When it was sent; until it has left, when it was asked for.
    pub sent: Moment,
    /// How far it is.
    pub stage: Stage,
    /// Of a restart: whether the runner was seen away since.
    pub has_left: bool,
    /// How long its report is waited for.
    pub patience: Duration,
}

/// How far a change is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Stage {
    /// It was asked for, and is not known to have left.
    Waiting,
    /// It has left; no answer came yet.
    Sent,
    /// The control plane took it.
    Accepted,
    /// No answer came: it may have been carried out, or not.
    Unanswered,
    /// A minute has passed, and it is not reported.
    Overdue,
}

/// What is reported in place of what was asked for, once the time for it is over.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Overdue {
    /// Nothing: the list lacks the runner, and it was not found since.
    Missing,
    /// The status that it never left, though a restart would have it leave; `None`: none was told.
    NeverLeft(Option<Status>),
    /// The status that it has, in place of the one that the command leads to; `None`: none is told.
    Still(Option<Status>),
    /// The setting as it was.
    NotReported,
}

impl Overdue {
    /// What is reported in place of `pending`, of the runner in `row`.
    pub fn of(pending: &PendingChange, row: Option<&Row>) -> Self {
        let status = || row.and_then(|row| row.runner.status.clone());
        match &pending.change {
            _ if row.is_some_and(Row::is_missing) => Self::Missing,
            Change::Command(RunnerCommand::Restart) if !pending.has_left => Self::NeverLeft(status()),
            Change::Command(_) | Change::Remove => Self::Still(status()),
            Change::Setting(_) | Change::AllowList(_) => Self::NotReported,
        }
    }
}

/// Everything that was sent and is not reported yet.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Pending {
    changes: Vec<PendingChange>,
    next_ticket: u64,
    last_read: Option<Moment>,
}

impl Stage {
    /// Whether neither an answer came nor will none come.
    pub fn is_open(self) -> bool {
        matches!(self, Self::Waiting | Self::Sent)
    }
}

impl Pending {
    /// Nothing was sent yet; tickets begin behind this number.
    pub(super) fn from_ticket(tickets: u64) -> Self {
        Self { next_ticket: tickets, ..Self::default() }
    }

    /// A number that no other request has.
    pub fn ticket(&mut self) -> u64 {
        self.next_ticket += 1;
        self.next_ticket
    }

    /// Notes a change that is to be sent; answers with its ticket. It replaces an older one for the same thing, unless that
    /// has no answer yet: whoever waits for the answer is told it.
    pub fn send(&mut self, id: RunnerId, change: Change, patience: Duration, now: Moment) -> u64 {
        let ticket = self.ticket();
        let is_replaced = |pending: &PendingChange| {
            pending.id == id && !pending.stage.is_open() && is_same_thing(&pending.change, &change)
        };
        self.changes.retain(|pending| !is_replaced(pending));
        let stage = Stage::Waiting;
        self.changes.push(PendingChange { ticket, id, change, sent: now, stage, has_left: false, patience });
        ticket
    }

    /// A change has left. Answers with it; `None` when nobody waits for it.
    pub fn departed(&mut self, ticket: u64, now: Moment) -> Option<PendingChange> {
        let pending =
            self.changes.iter_mut().find(|pending| pending.ticket == ticket && pending.stage == Stage::Waiting)?;
        pending.stage = Stage::Sent;
        pending.sent = now;
        Some(pending.clone())
    }

    /// A change that had left waits again: nothing of it was carried out.
    pub fn came_back(&mut self, ticket: u64) {
        let pending = self.changes.iter_mut().find(|pending| pending.ticket == ticket && pending.stage == Stage::Sent);
        if let Some(pending) = pending {
            pending.stage = Stage::Waiting;
        }
    }

    /// Takes the answer to a change: accepted, without an answer, or (`None`) refused, which ends it. What was asked for the
    /// same thing since ends it too. Answers with it; `None` when nobody waits for it any more.
    pub fn answered(&mut self, ticket: u64, stage: Option<Stage>) -> Option<PendingChange> {
        let index = self.changes.iter().position(|pending| pending.ticket == ticket)?;
        let answered = &self.changes[index];
        let is_newer = |other: &PendingChange| {
            other.ticket > ticket && other.id == answered.id && is_same_thing(&other.change, &answered.change)
        };
        match stage {
            Some(stage) if !self.changes.iter().any(is_newer) => {
                self.changes[index].stage = stage;
                Some(self.changes[index].clone())
            }
            stage => {
                let ended = self.changes.remove(index);
                Some(PendingChange { stage: stage.unwrap_or(ended.stage), ..ended })
            }
        }
    }

    /// The runners of which something is pending.
    pub fn ids(&self) -> impl Iterator<Item = &RunnerId> {
        self.changes.iter().map(|pending| &pending.id)
    }

    /// All that is pending, oldest first.
    pub fn changes(&self) -> impl Iterator<Item = &PendingChange> {
        self.changes.iter()
    }

    /// What is pending of a runner, oldest first.
    pub fn of<'a>(&'a self, id: &'a RunnerId) -> impl Iterator<Item = &'a PendingChange> {
        self.changes.iter().filter(move |pending| pending.id == *id)
    }

    /// What was asked for of a setting, if it is not reported yet.
    pub fn setting<'a>(&'a self, id: &'a RunnerId, setting: Setting) -> Option<(&'a PendingChange, &'a SettingChange)> {
        // The newest: an older one may still wait for its answer.
        self.of(id)
            .filter_map(|pending| match &pending.change {
                Change::Setting(change) if change.setting() == setting => Some((pending, change)),
                _ => None,
            })
            .last()
    }

    /// Takes out what `runner` reports by now: its settings, and what a command leads to.
    pub fn reported(&mut self, runner: &Runner) -> Vec<PendingChange> {
        use Status::{Stopped, Stopping, Unknown};
        let is_off = runner.connected == Some(false);
        let is_away = is_off || matches!(runner.status, Some(Status::Pending | Stopped | Stopping | Unknown));
        for pending in self.changes.iter_mut().filter(|pending| pending.id == runner.id) {
            pending.has_left |= is_away;
        }
        self.take_where(|pending| {
            let is_there = match &pending.change {
                Change::Setting(change) => change.is_reported_by(runner),
                Change::Command(command) => command.is_reported_by(runner, pending.has_left),
                Change::AllowList(_) | Change::Remove => false,
            };
            pending.id == runner.id && !pending.stage.is_open() && is_there
        })
    }

    /// Takes out what is pending of a runner that the control plane no longer has.
    pub fn gone(&mut self, id: &RunnerId) -> Vec<PendingChange> {
        self.take_where(|pending| pending.id == *id && !pending.stage.is_open())
    }

    /// Takes out that for which `is_done` holds.
    pub fn take_where(&mut self, is_done: impl Fn(&PendingChange) -> bool) -> Vec<PendingChange> {
        let (done, left) = std::mem::take(&mut self.changes).into_iter().partition(|pending| is_done(pending));
        self.changes = left;
        done
    }

    /// What became overdue just now.
    pub fn expire(&mut self, now: Moment) -> Vec<PendingChange> {
        let mut overdue = Vec::new();
        for pending in &mut self.changes {
            if matches!(pending.stage, Stage::Accepted | Stage::Unanswered)
                && now.since(&pending.sent) >= pending.patience
            {
                pending.stage = Stage::Overdue;
                overdue.push(pending.clone());
            }
        }
        overdue
    }

    /// The runners to read now: each once of which something is waited for, every two seconds. What is given longer than
    /// usual, an operation waits for, which reads its runners itself.
    pub fn due_reads(&mut self, now: Moment) -> Vec<RunnerId> {
        if self.last_read.is_some_and(|last| now.since(&last) < READ_EVERY) {
            return Vec::new();
        }
        let mut ids: Vec<RunnerId> = Vec::new();
        let is_read = |pending: &&PendingChange| {
            matches!(pending.stage, Stage::Accepted | Stage::Unanswered) && now.since(&pending.sent) < REPORTED_WITHIN
        };
        for pending in self.changes.iter().filter(is_read) {
            if !ids.contains(&pending.id) {
                ids.push(pending.id.clone());
            }
        }
        if !ids.is_empty() {
            self.last_read = Some(now);
        }
        ids
    }
}

fn is_same_thing(one: &Change, other: &Change) -> bool {
    match (one, other) {
        (Change::Setting(one), Change::Setting(other)) => one.setting() == other.setting(),
        // The last command is the one that is waited for.
        (Change::Command(_), Change::Command(_)) => true,
        (one, other) => one == other,
    }
}
