//! What happens by itself, and how it goes on: incidents, pauses that end, releases, automatic updates.
//!
//! Owns every delay of the simulation. At most a few events are queued for the fleet and one for a runner
//! that is in motion, so time passes cheaply however many runners there are.

use super::{Behaviour, Command, FLEET, Planned, Reported, Runner, Simulation, Slot, Status, Track};

/// Milliseconds.
const SECOND: u64 = 1_000;
const MINUTE: u64 = 60 * SECOND;

/// How long a pause lasts that somebody asked for. The real length is not public.
pub(super) const PAUSE_LENGTH: u64 = 30 * MINUTE;

/// The fleet for which [`Simulation::incident_interval`] is made; larger ones are livelier, by the square root.
const HAND_MADE_FLEET: u64 = 42;

/// What happens next, to a runner or to the fleet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Step {
    /// Something happens to a runner of the fleet.
    Incident,
    /// Some runners of the fleet are looked at for automatic updates.
    Sweep,
    /// A version comes out on a track.
    Release(Track),
    /// Pausing is done; the pause ends after so many milliseconds.
    Pauses(u64),
    PauseEnds,
    /// Stopping is done, and the provider starts a replacement.
    Leaves,
    /// It is back, from a restart, a lost connection or a pause, or connects for the first time.
    Returns,
    /// Stopping is done, and that was the aim.
    Stops,
    /// The provider stops the service, for a while.
    GoesDown,
    Removed,
}

impl Simulation {
    /// Starts what happens to the fleet as a whole. To be called once, with all runners there.
    pub(in crate::demo) fn come_alive(&mut self) {
        if !self.living || self.order.is_empty() {
            return;
        }
        let first = self.incident_interval() / 3;
        self.plan(FLEET, first, Step::Incident);
        self.plan(FLEET, 10 * SECOND, Step::Sweep);
        let (current, stable) = (self.dice.between(150, 240), self.dice.between(400, 500));
        self.plan(FLEET, current * SECOND, Step::Release(Track::Current));
        self.plan(FLEET, stable * SECOND, Step::Release(Track::Stable));
    }

    /// With 42 runners three minutes; an incident is two to three visible changes, and automatic updates
    /// add to them, so that something moves every 20 to 40 seconds.
    fn incident_interval(&mut self) -> u64 {
        let runners = u64::try_from(self.order.len()).unwrap_or(u64::MAX).max(HAND_MADE_FLEET);
        let calm = (HAND_MADE_FLEET * 1_000_000 / runners).isqrt(); // 1,000 for 42 runners
        self.dice.between(150, 210) * calm
    }

    /// What is under way when a runner enters the fleet goes on from there.
    pub(super) fn plan_fate(&mut self, slot: Slot) {
        let runner = self.at(slot);
        let (status, behaviour, paused_until) = (runner.status, runner.behaviour, runner.paused_until);
        let now = self.now;
        match (status, behaviour) {
            (Status::Paused, _) => {
                if let Some(until) = paused_until {
                    self.plan(slot, until.saturating_sub(now), Step::PauseEnds);
                }
            }
            (Status::Pending | Status::Unknown, Behaviour::Ordinary) => {
                let after = self.dice.between(60, 900) * SECOND;
                self.plan(slot, after, Step::Returns);
            }
            // The tasks of these are long, so that both words are to be seen for a while.
            (Status::Pausing, Behaviour::Ordinary) => {
                let after = self.dice.between(120, 480) * SECOND;
                self.plan(slot, after, Step::Pauses(PAUSE_LENGTH));
            }
            (Status::Stopping, Behaviour::Ordinary) => {
                let after = self.dice.between(120, 480) * SECOND;
                self.plan(slot, after, Step::Stops);
            }
            _ => {}
        }
    }

    pub(super) fn perform(&mut self, planned: &Planned) {
        if planned.slot == FLEET {
            return self.perform_for_fleet(planned.step);
        }
        let slot = planned.slot;
        if self.at(slot).plan != planned.plan || self.at(slot).is_removed {
            return; // overtaken by a command
        }
        match planned.step {
            Step::Pauses(length) => {
                let until = self.now + length;
                let runner = self.at_mut(slot);
                runner.status = Status::Paused;
                runner.paused_until = Some(until);
                self.replan(slot, length, Step::PauseEnds);
            }
            Step::PauseEnds => self.resume(slot),
            Step::Leaves => {
                let gone = self.dice.between(5, 10) * SECOND;
                let runner = self.at_mut(slot);
                runner.status = Status::Unknown;
                runner.connected = false;
                if runner.behaviour != Behaviour::NeverReturns {
                    self.replan(slot, gone, Step::Returns);
                }
            }
            Step::Returns => self.come_back(slot),
            Step::Stops => {
                let runner = self.at_mut(slot);
                runner.status = Status::Stopped;
                runner.connected = false;
                if self.living {
                    let down = self.dice.between(3, 8) * MINUTE;
                    self.replan(slot, down, Step::Returns);
                }
            }
            Step::GoesDown => {
                let busy = self.dice.between(5, 20) * SECOND;
                self.at_mut(slot).status = Status::Stopping;
                self.replan(slot, busy, Step::Stops);
            }
            Step::Removed => self.forget(slot),
            Step::Incident | Step::Sweep | Step::Release(_) => {}
        }
    }

    fn perform_for_fleet(&mut self, step: Step) {
        match step {
            Step::Incident => {
                self.incident();
                let after = self.incident_interval();
                self.plan(FLEET, after, Step::Incident);
            }
            Step::Sweep => {
                self.sweep();
                self.plan(FLEET, 10 * SECOND, Step::Sweep);
            }
            Step::Release(track) => {
                let date = self.timestamp().strftime("%Y-%m-%dT%H:%M:%S%.3fZ").to_string();
                self.releases.release(track, self.now, date, &mut self.dice);
                let (low, high) = if track == Track::Current { (6, 10) } else { (13, 20) };
                let after = self.dice.between(low * 60, high * 60) * SECOND;
                self.plan(FLEET, after, Step::Release(track));
            }
            _ => {}
        }
    }

    /// A pause, a lost connection, a stop or a restart befalls a runner that is at rest.
    fn incident(&mut self) {
        let Some(slot) = self.draw_runner_at_rest() else {
            return;
        };
        match self.dice.below(10) {
            0..3 => {
                self.asked.push((self.now, slot, Command::Pause));
                let length = self.dice.between(90, 240) * SECOND;
                self.at_mut(slot).status = Status::Pausing;
                let busy = self.dice.between(5, 25) * SECOND;
                self.replan(slot, busy, Step::Pauses(length));
            }
            3..6 => {
                let runner = self.at_mut(slot);
                runner.status = Status::Unknown;
                runner.connected = false;
                let away = self.dice.between(30, 120) * SECOND;
                self.replan(slot, away, Step::Returns);
            }
            6..8 => self.replan(slot, 0, Step::GoesDown),
            _ => {
                self.asked.push((self.now, slot, Command::Restart));
                self.at_mut(slot).status = Status::Stopping;
                let busy = self.dice.between(5, 30) * SECOND;
                self.replan(slot, busy, Step::Leaves);
            }
        }
    }

    /// A runner that runs and may be drawn, or `None` when several tries find none.
    fn draw_runner_at_rest(&mut self) -> Option<Slot> {
        let runners = u64::try_from(self.order.len()).unwrap_or(u64::MAX);
        (0..8).find_map(|_| {
            let index = usize::try_from(self.dice.below(runners)).ok()?;
            let slot = *self.order.get(index)?;
            let runner = self.at(slot);
            let is_at_rest = runner.status == Status::Running
                && runner.connected
                && runner.behaviour == Behaviour::Ordinary
                && runner.platform.is_managed();
            is_at_rest.then_some(slot)
        })
    }

    /// Gives the newest version to the next few runners that update themselves. One round through the fleet
    /// takes seven minutes, so a release spreads gradually.
    fn sweep(&mut self) {
        const ROUND: usize = 42;
        let runners = self.order.len();
        for _ in 0..runners.div_ceil(ROUND) {
            self.sweep_from = (self.sweep_from + 1) % runners.max(1);
            let Some(&slot) = self.order.get(self.sweep_from) else {
                return;
            };
            let runner = self.at(slot);
            let rests = runner.status == Status::Running && runner.connected;
            let settled = self.releases.of(runner.track).released_at + 30 * SECOND <= self.now;
            if rests && settled && runner.auto_update && runner.behaviour == Behaviour::Ordinary {
                self.take_newest(slot);
            }
        }
    }

    fn take_newest(&mut self, slot: Slot) {
        let newest = self.releases.of(self.at(slot).track).latest;
        let runner = self.at_mut(slot);
        // A version newer than the track's newest stays: the track was changed, the image was not.
        if !matches!(runner.reported, Reported::Version(version) if version > newest) {
            runner.reported = Reported::Version(newest);
        }
    }

    /// Connected again: paused if its pause lasts on, else running. A floating image tag means the newest version.
    fn come_back(&mut self, slot: Slot) {
        let now = self.now;
        let runner = self.at_mut(slot);
        runner.connected = true;
        let is_first_time = !matches!(runner.reported, Reported::Version(_));
        let takes_newest = runner.floating_tag || is_first_time;
        let rest_of_pause = runner.paused_until.and_then(|until| until.checked_sub(now));
        match rest_of_pause {
            Some(rest) => {
                runner.status = Status::Paused;
                self.replan(slot, rest, Step::PauseEnds);
            }
            None => run(runner),
        }
        if takes_newest {
            self.take_newest(slot);
        }
    }

    /// The end of a pause. Where it leads when the runner is offline: "Pause a runner".
    pub(super) fn resume(&mut self, slot: Slot) {
        let runner = self.at_mut(slot);
        runner.plan = runner.plan.wrapping_add(1);
        if runner.connected {
            return run(runner);
        }
        runner.paused_until = None;
        runner.status = match runner.behaviour {
            Behaviour::StoppedWhilePaused => Status::Stopped,
            _ => Status::Unknown,
        };
    }

    /// Takes a runner out of the list.
    pub(in crate::demo) fn forget(&mut self, slot: Slot) {
        let runner = self.at_mut(slot);
        runner.is_removed = true;
        runner.own = None;
        let id = runner.id;
        self.slots.remove(&id);
        self.order.retain(|other| *other != slot);
    }
}

fn run(runner: &mut Runner) {
    runner.status = Status::Running;
    runner.paused_until = None;
}
