//! Runners that live: the fleet and its clock, as a pure value.
//!
//! Owns the runners, the queue of what will happen, and [`Simulation::advance`]. The same fleet, seed and
//! sequence of calls give the same story: it reads no clock and draws no randomness of the system. It knows
//! no HTTP and no JSON. `life` tells what happens by itself, `commands` what callers may ask, `runner` and
//! `release` what the words mean.

mod commands;
mod life;
mod release;
mod runner;
#[cfg(test)]
mod tests;

use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap};
use std::time::Duration;

use jiff::{SignedDuration, Timestamp, tz::Offset};

use super::random::Dice;
use life::Step;

pub(super) use commands::Command;
pub(super) use release::{ReleaseCalendar, Track, Version};
pub(super) use runner::{AgentId, AgentType, AllowList, Behaviour, Own, Platform, Reported, Runner, Status, is_uuid};

/// Place of a runner in the simulation. Never given to another one.
pub(super) type Slot = u32;

/// The slot of what concerns the whole fleet.
const FLEET: Slot = u32::MAX;

/// Something that will happen. Ordered by time, then by when it was planned.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Planned {
    due: u64,
    sequence: u64,
    slot: Slot,
    plan: u32,
    step: Step,
}

/// The fleet at one moment.
#[derive(Debug, Clone)]
pub(super) struct Simulation {
    start: Timestamp,
    now: u64,
    living: bool,
    dice: Dice,
    runners: Vec<Runner>,
    /// Slots of the runners that exist, in the order of the list.
    order: Vec<Slot>,
    slots: HashMap<AgentId, Slot>,
    releases: ReleaseCalendar,
    queue: BinaryHeap<Reverse<Planned>>,
    sequence: u64,
    /// Where the next sweep for automatic updates goes on.
    sweep_from: usize,
    /// What demo colleagues asked for, oldest first, until the audit log takes it.
    asked: Vec<(u64, Slot, Command)>,
}

impl Simulation {
    /// A fleet without runners. `living`: whether anything happens that nobody asked for.
    pub(super) fn new(start: Timestamp, seed: u64, living: bool) -> Self {
        Self {
            start,
            now: 0,
            living,
            dice: Dice::new(seed),
            runners: Vec::new(),
            order: Vec::new(),
            slots: HashMap::new(),
            releases: ReleaseCalendar::starting(Offset::UTC.to_datetime(start).date()),
            queue: BinaryHeap::new(),
            sequence: 0,
            sweep_from: 0,
            asked: Vec::new(),
        }
    }

    pub(super) fn reserve(&mut self, runners: usize) {
        self.runners.reserve_exact(runners);
        self.order.reserve_exact(runners);
        self.slots.reserve(runners);
    }

    /// Adds a runner at the end of the list and plans its fate. An id that exists already is not added again.
    pub(super) fn add(&mut self, runner: Runner) -> Slot {
        if let Some(slot) = self.slots.get(&runner.id) {
            return *slot;
        }
        let slot = Slot::try_from(self.runners.len()).unwrap_or(FLEET);
        self.slots.insert(runner.id, slot);
        self.order.push(slot);
        self.runners.push(runner);
        if self.living {
            self.plan_fate(slot);
        }
        slot
    }

    /// Lets time pass, and everything happen that falls into it, in order.
    pub(super) fn advance(&mut self, elapsed: Duration) {
        let elapsed = u64::try_from(elapsed.as_millis()).unwrap_or(u64::MAX);
        let until = self.now.saturating_add(elapsed);
        while let Some(Reverse(next)) = self.queue.peek()
            && next.due <= until
        {
            let Some(Reverse(planned)) = self.queue.pop() else {
                break;
            };
            self.now = planned.due;
            self.perform(&planned);
        }
        self.now = until;
    }

    /// The time in the fleet: the start plus everything that has elapsed.
    pub(super) fn timestamp(&self) -> Timestamp {
        self.timestamp_at(self.now)
    }

    /// What a moment in milliseconds of the simulation is called outside.
    pub(super) fn timestamp_at(&self, moment: u64) -> Timestamp {
        let elapsed = SignedDuration::from_millis(i64::try_from(moment).unwrap_or(i64::MAX));
        self.start.saturating_add(elapsed).unwrap_or(Timestamp::MAX)
    }

    /// Milliseconds since the start.
    pub(super) fn now(&self) -> u64 {
        self.now
    }

    pub(super) fn releases(&self) -> &ReleaseCalendar {
        &self.releases
    }

    /// Number of runners in the list.
    pub(super) fn len(&self) -> usize {
        self.order.len()
    }

    /// The runners of the list from place `skip` on, in its order.
    pub(super) fn iter_from(&self, skip: usize) -> impl Iterator<Item = &Runner> {
        self.order.iter().skip(skip).map(|slot| self.at(*slot))
    }

    pub(super) fn slot_of(&self, id: &str) -> Option<Slot> {
        self.slots.get(&AgentId::parse(id)?).copied()
    }

    /// The runner of a slot, unless it was removed.
    pub(super) fn existing(&self, slot: Slot) -> Option<&Runner> {
        let runner = self.runners.get(usize::try_from(slot).ok()?)?;
        (!runner.is_removed).then_some(runner)
    }

    /// The runner of a slot that this simulation gave out.
    pub(super) fn at(&self, slot: Slot) -> &Runner {
        &self.runners[slot as usize]
    }

    pub(super) fn at_mut(&mut self, slot: Slot) -> &mut Runner {
        &mut self.runners[slot as usize]
    }

    /// What demo colleagues asked for since the last time: when, of which runner, what.
    pub(super) fn take_asked(&mut self) -> Vec<(u64, Slot, Command)> {
        std::mem::take(&mut self.asked)
    }

    fn plan(&mut self, slot: Slot, after: u64, step: Step) {
        self.sequence += 1;
        let plan = self.runners.get(slot as usize).map_or(0, |runner| runner.plan);
        self.queue.push(Reverse(Planned {
            due: self.now.saturating_add(after),
            sequence: self.sequence,
            slot,
            plan,
            step,
        }));
    }

    /// Drops whatever was planned for the runner and plans this instead.
    fn replan(&mut self, slot: Slot, after: u64, step: Step) {
        let runner = self.at_mut(slot);
        runner.plan = runner.plan.wrapping_add(1);
        self.plan(slot, after, step);
    }
}
