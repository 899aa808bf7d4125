//! Pipelines that run, schedules that start them, and streaming pipelines.
//!
//! Owns what runs in which environment and for how long. The environment's default runner does the work: while it is
//! paused or away its pipelines stay active and get nowhere; one that is stopping still works, which makes it take longer.
//! The same seed tells the same story: times are those of the simulation, and numbers come from dice of its own.

#[cfg(test)]
mod tests;

use std::collections::VecDeque;

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use super::projects::Project;
use super::random::{self, Dice, hexadecimal};
use super::simulation::{AgentType, Runner, Simulation, Slot, Status};
use super::{COLLEAGUES, HAND_MADE};

/// Milliseconds.
const MINUTE: u64 = 60_000;
/// Executions that have ended and are still told of.
const MAX_ENDED: usize = 300;
/// Executions that are under way at the most, so that a long pause of every runner leads to no flood.
const MAX_ACTIVE: usize = 400;

/// How pipelines may be called.
const PIPELINES: [&str; 8] = [
    "load/orders-full.orch.yaml",
    "load/customers-delta.orch.yaml",
    "marts/sales-mart.orch.yaml",
    "load/refunds.orch.yaml",
    "quality/row-counts.orch.yaml",
    "exports/ledger.orch.yaml",
    "load/clicks-hourly.orch.yaml",
    "marts/stock-forecast.tran.yaml",
];

/// When a schedule starts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Plan {
    /// At a time of day in a zone.
    Daily { hour: i8, minute: i8, zone: &'static str },
    /// At a minute of each hour.
    Hourly { minute: i8 },
    /// Again and again after so many minutes.
    Every { minutes: u16 },
}

/// What starts a pipeline at set times.
#[derive(Debug, Clone)]
pub(super) struct Schedule {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) pipeline: &'static str,
    pub(super) project: usize,
    pub(super) environment: usize,
    pub(super) is_enabled: bool,
    pub(super) plan: Plan,
    pub(super) last: Option<u64>,
    /// When it starts next, in milliseconds of the simulation.
    pub(super) next: u64,
}

/// How far an execution is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stage {
    Running,
    Ended(&'static str, u64),
}

/// One run of a pipeline.
#[derive(Debug, Clone)]
pub(super) struct Execution {
    pub(super) id: String,
    pub(super) pipeline: &'static str,
    pub(super) project: usize,
    pub(super) environment: usize,
    pub(super) schedule: Option<usize>,
    pub(super) trigger: &'static str,
    pub(super) user: Option<&'static str>,
    /// Milliseconds of the simulation; before its start for those that were running then.
    pub(super) started: i64,
    pub(super) stage: Stage,
    /// Milliseconds of work that are left.
    left: u64,
}

/// A streaming pipeline and its runner.
#[derive(Debug, Clone)]
pub(super) struct Streaming {
    pub(super) id: String,
    pub(super) project: usize,
    pub(super) runner: Slot,
}

/// Everything that runs and will run.
#[derive(Debug)]
pub(super) struct Work {
    seed: u64,
    dice: Dice,
    pub(super) schedules: Vec<Schedule>,
    pub(super) streaming: Vec<Streaming>,
    active: Vec<Execution>,
    ended: VecDeque<Execution>,
    started: u64,
    /// Until when it has come, in milliseconds of the simulation.
    now: u64,
    next_by_hand: u64,
    is_living: bool,
}

impl Work {
    /// What is under way when the demo starts.
    pub(super) fn new(simulation: &Simulation, projects: &[Project], seed: u64, is_living: bool) -> Self {
        let mut work = Self {
            seed,
            dice: Dice::new(random::hash(seed, &[0x90b5])),
            schedules: Vec::new(),
            streaming: streaming(simulation, projects, seed),
            active: Vec::new(),
            ended: VecDeque::new(),
            started: 0,
            now: simulation.now(),
            next_by_hand: 0,
            is_living,
        };
        work.make_schedules(simulation, projects);
        if is_living {
            work.begin(projects);
        }
        work
    }

    /// All executions, newest start first.
    pub(super) fn executions(&self) -> Vec<&Execution> {
        let mut all: Vec<&Execution> = self.active.iter().chain(&self.ended).collect();
        all.sort_by(|one, other| other.started.cmp(&one.started).then_with(|| one.id.cmp(&other.id)));
        all
    }

    /// Follows the simulation: works, starts what is due, and tells each runner how many pipelines it has.
    pub(super) fn follow(&mut self, simulation: &mut Simulation, projects: &[Project]) {
        if !self.is_living || simulation.now() <= self.now {
            return;
        }
        let (from, now) = (self.now, simulation.now());
        self.now = now;
        self.start_due(simulation, projects);
        self.work(simulation, projects, from);
        self.tell_runners(simulation, projects);
    }

    fn make_schedules(&mut self, simulation: &Simulation, projects: &[Project]) {
        for (project, entry) in projects.iter().enumerate() {
            for (environment, place) in entry.environments.iter().enumerate() {
                let number = u64::try_from(self.schedules.len()).unwrap_or(0);
                let drawn = random::hash(self.seed, &[0x5c4e, number]);
                let minute = i8::try_from(drawn % 60).unwrap_or(0);
                let hour = i8::try_from((drawn >> 8) % 24).unwrap_or(0);
                let zone = ["Europe/Dublin", "UTC", "America/New_York"][usize::try_from(drawn >> 16).unwrap_or(0) % 3];
                let pick = usize::try_from(drawn >> 24).unwrap_or(0) % PIPELINES.len();
                let plans = [
                    (format!("nightly-load {}", place.name), Plan::Daily { hour, minute, zone }),
                    (format!("hourly {}", place.name), Plan::Hourly { minute }),
                    (format!("every-20-min {}", place.name), Plan::Every { minutes: 20 }),
                ];
                // Production has all three, everything else the first.
                let count = if place.name.starts_with("prod") { 3 } else { 1 };
                for (at, (name, plan)) in plans.into_iter().take(count).enumerate() {
                    let id = identifier(self.seed, 0x5c4d, number * 4 + u64::try_from(at).unwrap_or(0));
                    let pipeline = PIPELINES[(pick + at) % PIPELINES.len()];
                    let is_enabled = place.name != "sandbox";
                    let next = next_after(plan, simulation, simulation.now(), 0);
                    self.schedules.push(Schedule {
                        id,
                        name,
                        pipeline,
                        project,
                        environment,
                        is_enabled,
                        plan,
                        last: None,
                        next,
                    });
                }
            }
        }
    }

    /// Some pipelines have been running since before the start.
    fn begin(&mut self, projects: &[Project]) {
        for (project, entry) in projects.iter().enumerate() {
            for environment in 0..entry.environments.len() {
                if self.dice.below(3) == 0 {
                    continue;
                }
                let age = self.dice.between(1, 140) * MINUTE;
                let left = self.dice.between(1, 12) * MINUTE;
                let pipeline = self.dice.pick(&PIPELINES);
                let started = -i64::try_from(age).unwrap_or(0);
                self.start((project, environment), pipeline, (None, "API", None), (started, left));
            }
        }
        self.next_by_hand = self.dice.between(30, 90) * 1_000;
    }

    fn start(
        &mut self,
        (project, environment): (usize, usize),
        pipeline: &'static str,
        (schedule, trigger, user): (Option<usize>, &'static str, Option<&'static str>),
        (started, left): (i64, u64),
    ) {
        self.started += 1;
        let id = identifier(self.seed, 0xe8ec, self.started);
        let stage = Stage::Running;
        let execution = Execution { id, pipeline, project, environment, schedule, trigger, user, started, stage, left };
        if self.active.len() < MAX_ACTIVE {
            self.active.push(execution);
        }
    }

    /// Starts what fell due. A schedule whose run before is still active is skipped, as most forbid two at a time.
    fn start_due(&mut self, simulation: &Simulation, projects: &[Project]) {
        for index in 0..self.schedules.len() {
            let due = self.schedules[index].next;
            if due > self.now {
                continue;
            }
            let schedule = &mut self.schedules[index];
            // After a long sleep of the machine only the last one counts.
            schedule.last = Some(due);
            schedule.next = next_after(schedule.plan, simulation, self.now, due);
            if !schedule.is_enabled || served_by(simulation, projects, schedule.project, schedule.environment).is_none()
            {
                continue;
            }
            let (place, pipeline) = ((schedule.project, schedule.environment), schedule.pipeline);
            let left = self.dice.between(1, 15) * MINUTE;
            let is_active = self.active.iter().any(|execution| execution.schedule == Some(index));
            let started = i64::try_from(due).unwrap_or(i64::MAX);
            self.start(place, pipeline, (Some(index), "SCHEDULE", None), (started, left));
            if is_active && let Some(mut skipped) = self.active.pop() {
                skipped.stage = Stage::Ended("SKIPPED", due);
                self.end(skipped);
            }
        }
        if self.next_by_hand <= self.now {
            self.start_by_hand(projects);
            self.next_by_hand = self.now + self.dice.between(60, 240) * 1_000;
        }
    }

    /// A demo colleague starts something.
    fn start_by_hand(&mut self, projects: &[Project]) {
        let project = usize::try_from(self.dice.below(u64::try_from(projects.len()).unwrap_or(0))).unwrap_or(0);
        let Some(entry) = projects.get(project).filter(|entry| !entry.environments.is_empty()) else { return };
        let environments = u64::try_from(entry.environments.len()).unwrap_or(1);
        let environment = usize::try_from(self.dice.below(environments)).unwrap_or(0);
        let (pipeline, user) = (*self.dice.pick(&PIPELINES), *self.dice.pick(&COLLEAGUES));
        let left = self.dice.between(1, 6) * MINUTE;
        let started = i64::try_from(self.now).unwrap_or(i64::MAX);
        self.start((project, environment), pipeline, (None, "DESIGNER", Some(user)), (started, left));
    }

    /// Lets the runners that are at work get on with what they have.
    fn work(&mut self, simulation: &Simulation, projects: &[Project], from: u64) {
        let now = self.now;
        for mut execution in std::mem::take(&mut self.active) {
            let begin = from.max(u64::try_from(execution.started).unwrap_or(0));
            let runner = served_by(simulation, projects, execution.project, execution.environment);
            if runner.is_some_and(works) {
                execution.left = execution.left.saturating_sub(now.saturating_sub(begin));
            }
            if execution.left == 0 {
                let outcome = if random::hash(self.seed, &[0x0c, execution.started.unsigned_abs()]).is_multiple_of(12) {
                    "FAILED"
                } else {
                    "SUCCESS"
                };
                execution.stage = Stage::Ended(outcome, now);
                self.end(execution);
            } else {
                self.active.push(execution);
            }
        }
    }

    fn end(&mut self, execution: Execution) {
        if self.ended.len() == MAX_ENDED {
            self.ended.pop_front();
        }
        self.ended.push_back(execution);
    }

    /// A runner that has pipelines takes longer to stop.
    fn tell_runners(&self, simulation: &mut Simulation, projects: &[Project]) {
        let slot_of =
            |project: usize, environment: usize| projects.get(project)?.environments.get(environment)?.default_runner;
        for environment in projects.iter().flat_map(|entry| &entry.environments) {
            if let Some(slot) = environment.default_runner {
                simulation.at_mut(slot).runs = 0;
            }
        }
        for execution in &self.active {
            if let Some(slot) = slot_of(execution.project, execution.environment) {
                simulation.at_mut(slot).runs += 1;
            }
        }
    }
}

/// The default runner of an environment, while it exists.
fn served_by<'a>(
    simulation: &'a Simulation,
    projects: &[Project],
    project: usize,
    environment: usize,
) -> Option<&'a Runner> {
    simulation.existing(projects.get(project)?.environments.get(environment)?.default_runner?)
}

fn works(runner: &Runner) -> bool {
    runner.connected && matches!(runner.status, Status::Running | Status::Stopping | Status::Pausing)
}

/// What a streaming pipeline of `runner` does.
pub(super) fn streaming_status(runner: &Runner) -> &'static str {
    match runner.status {
        Status::Running if runner.connected && runner.number.is_multiple_of(7) => "SNAPSHOTTING",
        Status::Running if runner.connected => "STREAMING",
        Status::Stopping => "STOPPING",
        Status::Unknown | Status::Other => "UNKNOWN",
        _ => "NOT_RUNNING",
    }
}

/// One for each hand-made streaming runner, spread over the projects.
fn streaming(simulation: &Simulation, projects: &[Project], seed: u64) -> Vec<Streaming> {
    let runners = simulation.iter_from(0).take(HAND_MADE).filter(|runner| runner.agent_type == AgentType::Streaming);
    let slots = runners.filter_map(|runner| simulation.slot_of(&runner.id.to_string()));
    let spread = |(number, runner): (usize, Slot)| {
        let id = identifier(seed, 0x57e4, u64::from(runner));
        let project = number.checked_rem(projects.len())?;
        Some(Streaming { id, project, runner })
    };
    slots.enumerate().filter_map(spread).collect()
}

/// The first start after `now`, in milliseconds of the simulation; `last` is the one before.
fn next_after(plan: Plan, simulation: &Simulation, now: u64, last: u64) -> u64 {
    let millis = |at: Timestamp| {
        // Up, so that a start is told at its minute and never just before.
        let from_start =
            (at.duration_since(simulation.timestamp_at(0)) + SignedDuration::from_nanos(999_999)).as_millis();
        u64::try_from(from_start).unwrap_or(0).max(now + 1)
    };
    match plan {
        Plan::Every { minutes } => {
            let step = u64::from(minutes.max(1)) * MINUTE;
            last + step * ((now - last.min(now)) / step + 1)
        }
        Plan::Hourly { minute } => {
            let at = simulation.timestamp_at(now);
            let seconds = at.as_second().rem_euclid(3_600);
            let wait = (i64::from(minute) * 60 - seconds - 1).rem_euclid(3_600) + 1;
            millis(at.saturating_add(SignedDuration::from_secs(wait)).unwrap_or(at))
        }
        Plan::Daily { hour, minute, zone } => {
            let at = simulation.timestamp_at(now);
            // A machine without a database of zones knows UTC.
            let zone = TimeZone::get(zone).unwrap_or(TimeZone::UTC);
            let today = zone.to_datetime(at).date();
            let days = std::iter::successors(Some(today), |day| day.tomorrow().ok()).take(3);
            let times = days.filter_map(|day| zone.to_timestamp(day.at(hour, minute, 0, 0)).ok());
            times.into_iter().find(|&time| time > at).map_or(now + 24 * 60 * MINUTE, millis)
        }
    }
}

/// An id in the form of a UUID.
fn identifier(seed: u64, kind: u64, number: u64) -> String {
    let digits = hexadecimal([0, 1].map(|half| random::hash(seed, &[kind, number, half])));
    format!("{}-{}-{}-{}-{}", &digits[..8], &digits[8..12], &digits[12..16], &digits[16..20], &digits[20..])
}
