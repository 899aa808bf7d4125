//! [`Guided`]: one runner's way out of work, and back or away: a checklist that follows what is reported.
//!
//! ```text
//! drain    pause, no run seen, the work at the provider, resume, seen back
//! removal  pause, no run seen, its service stopped, removed, cleaned up
//! ```
//!
//! It sends nothing: each change is asked about and confirmed like any other. What is done by hand is ticked off.

use std::sync::Arc;
use std::time::Duration;

use super::fleet::Row;
use super::operation::step::{GOOD_READINGS, is_at_work};
use super::{Account, Happened};
use crate::domain::confirmed::not_removable;
use crate::domain::{Moment, Named, Runner, RunnerKey, Runs, Status};

/// So long before the end of a pause that is reminded of.
pub const REMIND_BEFORE: Duration = Duration::from_secs(15 * 60);
/// Between two readings of what runs, while the end of runs is waited for.
const READ_RUNS_EVERY: Duration = Duration::from_secs(20);

/// Where it leads.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Goal {
    /// The runner is out of work for a while, and back.
    Drain,
    /// The runner is removed, with what it leaves behind.
    Removal,
}

/// A step of it.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum GuidedStep {
    /// It is paused.
    Pause,
    /// No run is seen in its environments.
    Quiet,
    /// Whatever is to be done at the provider.
    Work,
    /// It is resumed before its pause ends by itself.
    Resume,
    /// It is at work again.
    Back,
    /// Its service is stopped at the provider.
    Stop,
    /// It is removed.
    Remove,
    /// What it leaves behind at the provider is cleaned up.
    CleanUp,
}

/// That a step is done.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Done {
    /// Since when.
    pub at: Moment,
    /// What says so.
    pub by: By,
}

/// What says that a step is done.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum By {
    /// It was seen.
    Report,
    /// The operator, and nothing that was seen.
    Word,
    /// Nothing: the runner is further than that by another way.
    NotNeeded,
}

/// One runner's checklist.
#[derive(Clone, PartialEq, Debug)]
pub struct Guided {
    /// The runner.
    pub key: RunnerKey,
    /// How it was named when this began.
    pub named: Named,
    /// Where it leads.
    pub goal: Goal,
    /// The runner as it was known last.
    pub last: Arc<Runner>,
    /// Each step that is done.
    done: Vec<Done>,
    /// What runs, as it was read last since it is waited for.
    pub runs: Option<Runs>,
    good_readings: u8,
    is_reminded: bool,
    /// Whether the runner was paused and is Running again, before it was to be.
    pub has_lost_pause: bool,
    runs_asked: Option<Moment>,
}

impl Goal {
    /// Its steps, in their order.
    pub fn steps(self) -> &'static [GuidedStep] {
        use GuidedStep::{Back, CleanUp, Pause, Quiet, Remove, Resume, Stop, Work};
        match self {
            Self::Drain => &[Pause, Quiet, Work, Resume, Back],
            Self::Removal => &[Pause, Quiet, Stop, Remove, CleanUp],
        }
    }
}

impl Guided {
    /// The checklist of a runner of which nothing is done yet.
    pub fn new(key: RunnerKey, named: Named, goal: Goal, runner: Arc<Runner>) -> Self {
        Self {
            key,
            named,
            goal,
            last: runner,
            done: Vec::new(),
            runs: None,
            good_readings: 0,
            is_reminded: false,
            has_lost_pause: false,
            runs_asked: None,
        }
    }

    /// The step that is to be done now; `None` once all are.
    pub fn current(&self) -> Option<GuidedStep> {
        self.goal.steps().get(self.done.len()).copied()
    }

    /// When a step was done, and by whom; `None` while it is not.
    pub fn done(&self, step: GuidedStep) -> Option<Done> {
        let index = self.goal.steps().iter().position(|other| *other == step)?;
        self.done.get(index).copied()
    }

    /// Whether the step that is to be done now is the operator's to tick off.
    pub fn can_tick(&self) -> bool {
        matches!(self.current(), Some(GuidedStep::Quiet | GuidedStep::Work | GuidedStep::CleanUp))
    }

    /// The operator's word that the step is done. Says whether it counts.
    pub fn tick_off(&mut self, now: Moment) -> bool {
        let can = self.can_tick();
        if can {
            self.done.push(Done { at: now, by: By::Word });
        }
        can
    }

    /// Takes what is known by now: the runner, or that it is gone, and whether that was read just now; and what runs, as read so
    /// long ago. Says whether a step was done by it.
    fn follow(&mut self, row: Option<&Row>, is_read: bool, runs: Option<(Runs, Duration)>, now: Moment) -> bool {
        if let Some(row) = row {
            self.last = Arc::clone(&row.runner);
        }
        self.follow_end_of_pause();
        let is_back = row.is_some_and(|row| is_at_work(&row.runner, row.is_missing()));
        // Only a reading is one: time that passes is none.
        if is_read {
            let is_awaited = matches!(self.current(), Some(GuidedStep::Resume | GuidedStep::Back));
            self.good_readings = if is_awaited && is_back { self.good_readings + 1 } else { 0 };
        }
        let before = self.done.len();
        while let Some(by) = self.current().and_then(|step| self.done_by(step, row.is_none(), runs, now)) {
            self.done.push(Done { at: now, by });
        }
        self.done.len() > before
    }

    /// A pause that ended before its step leads nowhere: the runner works again, whoever resumed it, and is to be paused anew.
    fn follow_end_of_pause(&mut self) {
        let is_in_pause = matches!(self.current(), Some(GuidedStep::Quiet | GuidedStep::Work | GuidedStep::Stop));
        if is_in_pause && self.last.status == Some(Status::Running) {
            self.done.clear();
            self.runs = None;
            self.has_lost_pause = true;
        }
        self.has_lost_pause &= self.current() == Some(GuidedStep::Pause);
    }

    /// What says that the current step is done, if anything does.
    fn done_by(&mut self, step: GuidedStep, is_gone: bool, runs: Option<(Runs, Duration)>, now: Moment) -> Option<By> {
        if is_gone {
            return match step {
                _ if self.goal == Goal::Drain => None,
                GuidedStep::Remove => Some(By::Report),
                GuidedStep::CleanUp => None,
                _ => Some(By::NotNeeded),
            };
        }
        let status = self.last.status.clone();
        let is_out = status.is_some() && not_removable(&self.last).is_none();
        let is_seen = match step {
            GuidedStep::Pause if self.goal == Goal::Removal && is_out => return Some(By::NotNeeded),
            GuidedStep::Pause => status == Some(Status::Paused),
            GuidedStep::Quiet => {
                let since = self.done.last().map(|done| now.since(&done.at));
                let fresh = runs.filter(|(_, age)| since.is_some_and(|since| *age < since));
                self.runs = fresh.map(|(runs, _)| runs).or(self.runs);
                matches!(fresh, Some((Runs::Seen { count: 0, .. }, _)))
            }
            GuidedStep::Stop => is_out,
            GuidedStep::Resume => !matches!(status, Some(Status::Paused | Status::Pausing) | None),
            GuidedStep::Back => self.good_readings >= GOOD_READINGS,
            GuidedStep::Work | GuidedStep::Remove | GuidedStep::CleanUp => false,
        };
        is_seen.then_some(By::Report)
    }

    /// How long the runner's pause still lasts, while that matters; `None` where the control plane does not tell.
    pub fn pause_left(&self, now: Moment) -> Option<Duration> {
        let is_in_pause = self.goal == Goal::Drain && self.done(GuidedStep::Pause).is_some();
        let until = self.last.paused_until.filter(|_| is_in_pause && self.done(GuidedStep::Resume).is_none())?;
        Some(until.duration_since(now.wall).try_into().unwrap_or(Duration::ZERO))
    }

    fn wants_runs(&mut self, now: Moment) -> bool {
        let is_due = self.current() == Some(GuidedStep::Quiet)
            && self.runs_asked.is_none_or(|asked| now.since(&asked) >= READ_RUNS_EVERY);
        if is_due {
            self.runs_asked = Some(now);
        }
        is_due
    }
}

impl Account {
    /// The checklists under way, in the order in which they were begun.
    pub fn guided(&self) -> &[Guided] {
        &self.guided
    }

    /// The checklist of a runner, if it has one.
    pub fn guided_of(&self, key: &RunnerKey) -> Option<&Guided> {
        self.guided.iter().find(|guided| guided.key == *key)
    }

    /// Begins a runner's checklist; one that is there for something else gives way.
    pub fn guide(&mut self, key: &RunnerKey, goal: Goal) {
        let Some(runner) = self.fleet.at(key).map(|row| Arc::clone(&row.runner)) else { return };
        if self.guided_of(key).is_some_and(|guided| guided.goal == goal) {
            return;
        }
        self.dismiss_guided(key);
        let named = self.fleet.named(&runner);
        self.guided.push(Guided::new(key.clone(), named, goal, runner));
    }

    /// Ticks off the step of a runner's checklist that the operator did. Says whether it was one.
    pub fn tick_off(&mut self, key: &RunnerKey) -> bool {
        let now = self.now;
        self.guided.iter_mut().find(|guided| guided.key == *key).is_some_and(|guided| guided.tick_off(now))
    }

    /// Drops a runner's checklist.
    pub fn dismiss_guided(&mut self, key: &RunnerKey) {
        self.guided.retain(|guided| guided.key != *key);
    }

    /// Lets the checklists follow what is known by now, and reminds of pauses that end soon. `is_read` tells whose runners were
    /// read just now.
    pub(super) fn follow_guided(&mut self, is_read: impl Fn(&Row) -> bool) -> Vec<Happened> {
        let mut happened = Vec::new();
        let mut wants_runs = false;
        for guided in &mut self.guided {
            let row = self.fleet.at(&guided.key);
            let runs = row.and_then(|row| self.work.runs_with_age(&row.runner, self.now));
            if guided.follow(row, row.is_some_and(&is_read), runs, self.now) {
                happened.push(Happened::GuidedWentOn(guided.key.clone()));
            }
            let is_soon = guided.pause_left(self.now).is_some_and(|left| left <= REMIND_BEFORE);
            if is_soon && !std::mem::replace(&mut guided.is_reminded, true) {
                happened.push(Happened::PauseEndsSoon(guided.key.clone()));
            }
            wants_runs |= guided.wants_runs(self.now);
        }
        if wants_runs {
            self.read_runs();
        }
        happened
    }
}
