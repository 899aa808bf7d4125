//! [`Asked`]: what was sent to the control plane and does not show in its reports yet.
//!
//! A change is accepted before it is visible. So the runner is read every two seconds, for a minute at the most, until
//! what was asked for is reported; and until then the screen shows the wish beside the report, never in its place.

use std::time::Duration;

use crate::domain::{Change, Moment, Runner, RunnerId, Setting, SettingChange, Status};

/// Between two readings of a runner of which something was asked.
const READ_EVERY: Duration = Duration::from_secs(2);
/// How long a report is waited for.
const WAIT_AT_MOST: Duration = Duration::from_secs(60);

/// One change that was sent.
#[derive(Clone, PartialEq, Debug)]
pub struct Wish {
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

/// Everything that was sent and is not reported yet.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Asked {
    wishes: Vec<Wish>,
    next_ticket: u64,
    last_read: Option<Moment>,
}

impl Stage {
    /// Whether neither an answer came nor will none come.
    pub fn is_open(self) -> bool {
        matches!(self, Self::Waiting | Self::Sent)
    }
}

impl Asked {
    /// A number that no other request has.
    pub fn ticket(&mut self) -> u64 {
        self.next_ticket += 1;
        self.next_ticket
    }

    /// Notes a change that is to be sent; answers with its ticket. It replaces an older wish for the same thing.
    pub fn send(&mut self, id: RunnerId, change: Change, now: Moment) -> u64 {
        let ticket = self.ticket();
        self.wishes.retain(|wish| wish.id != id || !is_same_thing(&wish.change, &change));
        self.wishes.push(Wish { ticket, id, change, sent: now, stage: Stage::Waiting, has_left: false });
        ticket
    }

    /// A change has left. Answers with the wish; `None` when nobody waits for it.
    pub fn departed(&mut self, ticket: u64, now: Moment) -> Option<Wish> {
        let wish = self.wishes.iter_mut().find(|wish| wish.ticket == ticket && wish.stage == Stage::Waiting)?;
        wish.stage = Stage::Sent;
        wish.sent = now;
        Some(wish.clone())
    }

    /// A change that had left waits again: nothing of it was carried out.
    pub fn came_back(&mut self, ticket: u64) {
        let wish = self.wishes.iter_mut().find(|wish| wish.ticket == ticket && wish.stage == Stage::Sent);
        if let Some(wish) = wish {
            wish.stage = Stage::Waiting;
        }
    }

    /// Takes the answer to a change: accepted, without an answer, or (`None`) refused, which ends it. Answers with the
    /// wish; `None` when nobody waits for it any more.
    pub fn answered(&mut self, ticket: u64, stage: Option<Stage>) -> Option<Wish> {
        let place = self.wishes.iter().position(|wish| wish.ticket == ticket)?;
        match stage {
            Some(stage) => {
                self.wishes[place].stage = stage;
                Some(self.wishes[place].clone())
            }
            None => Some(self.wishes.remove(place)),
        }
    }

    /// The runners for which there are wishes.
    pub fn ids(&self) -> impl Iterator<Item = &RunnerId> {
        self.wishes.iter().map(|wish| &wish.id)
    }

    /// The wishes for a runner, oldest first.
    pub fn of<'a>(&'a self, id: &'a RunnerId) -> impl Iterator<Item = &'a Wish> {
        self.wishes.iter().filter(move |wish| wish.id == *id)
    }

    /// What was asked for of a setting, if it is not reported yet.
    pub fn setting<'a>(&'a self, id: &'a RunnerId, setting: Setting) -> Option<(&'a Wish, &'a SettingChange)> {
        self.of(id).find_map(|wish| match &wish.change {
            Change::Setting(change) if change.setting() == setting => Some((wish, change)),
            _ => None,
        })
    }

    /// Takes out the wishes that `runner` reports by now: its settings, and what a command leads to.
    pub fn reported(&mut self, runner: &Runner) -> Vec<Wish> {
        use Status::{Pending, Stopped, Stopping, Unknown};
        let is_off = runner.connected == Some(false);
        let is_away = is_off || matches!(runner.status, Some(Pending | Stopped | Stopping | Unknown));
        for wish in self.wishes.iter_mut().filter(|wish| wish.id == runner.id) {
            wish.has_left |= is_away;
        }
        self.take_where(|wish| {
            let is_there = match &wish.change {
                Change::Setting(change) => change.is_reported_by(runner),
                Change::Command(command) => command.is_reported_by(runner, wish.has_left),
                Change::AllowList(_) | Change::Remove => false,
            };
            wish.id == runner.id && !wish.stage.is_open() && is_there
        })
    }

    /// Takes out the wishes for a runner that the control plane no longer has.
    pub fn gone(&mut self, id: &RunnerId) -> Vec<Wish> {
        self.take_where(|wish| wish.id == *id && !wish.stage.is_open())
    }

    /// Takes out the wishes for which `is_done` holds.
    pub fn take_where(&mut self, is_done: impl Fn(&Wish) -> bool) -> Vec<Wish> {
        let (done, left) = std::mem::take(&mut self.wishes).into_iter().partition(|wish| is_done(wish));
        self.wishes = left;
        done
    }

    /// The wishes that became overdue just now.
    pub fn expire(&mut self, now: Moment) -> Vec<Wish> {
        let mut overdue = Vec::new();
        for wish in &mut self.wishes {
            if matches!(wish.stage, Stage::Accepted | Stage::Unanswered) && now.since(&wish.sent) >= WAIT_AT_MOST {
                wish.stage = Stage::Overdue;
                overdue.push(wish.clone());
            }
        }
        overdue
    }

    /// The runners to read now: each once of which something is waited for, every two seconds.
    pub fn due_reads(&mut self, now: Moment) -> Vec<RunnerId> {
        if self.last_read.is_some_and(|last| now.since(&last) < READ_EVERY) {
            return Vec::new();
        }
        let mut ids: Vec<RunnerId> = Vec::new();
        for wish in self.wishes.iter().filter(|wish| matches!(wish.stage, Stage::Accepted | Stage::Unanswered)) {
            if !ids.contains(&wish.id) {
                ids.push(wish.id.clone());
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
