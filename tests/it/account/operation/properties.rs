//! What holds of every operation, whatever its runners do, whoever answers what, and whenever the program ends.

use std::collections::{HashMap, HashSet};
use std::time::Duration;

use proptest::collection::vec;
use proptest::prelude::*;
use trackside::account::operation::policy::Goal;
use trackside::account::operation::record::{OperationRecord, Stage};
use trackside::account::operation::{
    Busy, Decision, LeftOut, Operation, Order, Outcome, Policy, State, Step, Subject, plan,
};
use trackside::api::{ApiError, Cause};
use trackside::domain::{Action, Moment, Runs, Status};

use super::{World, failed, key_of, refused, seen, serving, unanswered};
use crate::support::harness::at;

/// What may happen. A number stands for a runner, or for one of what is open.
#[derive(Clone, Copy, Debug)]
enum Event {
    /// So many seconds pass.
    Pass(u16),
    /// A runner is read, and shows this.
    Read(usize, char),
    /// A runner is read three times: away, and twice at work or where it is to be.
    Returns(usize),
    Gone(usize),
    /// The answer to a request without one.
    Answer(usize, u8),
    /// An intent is on disk.
    Noted(usize),
    /// A request waits again, or leaves.
    Leaves(usize, bool),
    Runs(usize, Option<usize>),
    LeftOut(usize),
    Link(bool),
    Decide(Decision),
    /// The program ends, and another run goes on with what was kept.
    Crash,
}

fn event() -> impl Strategy<Value = Event> {
    let letter = prop::sample::select("RRRVSSOUGNMPpQX-?".chars().collect::<Vec<char>>());
    let decision = prop::sample::select(vec![Decision::WaitOn, Decision::GoOn, Decision::GoOn]);
    prop_oneof![
        8 => (1..400_u16).prop_map(Event::Pass),
        8 => (0..8_usize, letter).prop_map(|(which, letter)| Event::Read(which, letter)),
        8 => (0..8_usize).prop_map(Event::Returns),
        1 => (0..8_usize).prop_map(Event::Gone),
        10 => (0..8_usize, 0..12_u8).prop_map(|(which, kind)| Event::Answer(which, kind)),
        8 => (0..8_usize).prop_map(Event::Noted),
        2 => (0..8_usize, any::<bool>()).prop_map(|(which, is_out)| Event::Leaves(which, is_out)),
        4 => (0..8_usize, prop_oneof![Just(Some(0)), Just(Some(2)), Just(None)]).prop_map(|(which, runs)| Event::Runs(which, runs)),
        1 => (0..8_usize).prop_map(Event::LeftOut),
        2 => any::<bool>().prop_map(Event::Link),
        5 => decision.prop_map(Event::Decide),
        1 => Just(Event::Decide(Decision::End)),
        1 => Just(Event::Crash),
    ]
}

fn answer(kind: u8) -> Result<(), ApiError> {
    match kind {
        0 => Err(refused()),
        1 => Err(unanswered()),
        2 => Err(failed(Cause::NotSent("renamed".into()))),
        3 => Err(failed(Cause::TakenBack)),
        _ => Ok(()),
    }
}

fn policy() -> impl Strategy<Value = Policy> {
    let busy = prop::sample::select(vec![Busy::GoOn, Busy::LeaveOut, Busy::Wait(Duration::from_secs(600))]);
    let goal = prop::sample::select(vec![Goal::Seen, Goal::SeenOrNot, Goal::Updated]);
    let pause = prop::sample::select(vec![0, 30, 300]);
    let parts = (1..=5_usize, 60..1_200_u64, pause, busy, any::<bool>(), goal);
    parts.prop_map(|(at_a_time, deadline, pause, busy, stops_at_refusal, goal)| Policy {
        at_a_time,
        deadline: Duration::from_secs(deadline),
        pause: Duration::from_secs(pause),
        busy,
        stops_at_refusal,
        goal,
    })
}

/// Runners that serve some of three projects, or nobody knows whom; and whether they are left out from the beginning.
fn fleet() -> impl Strategy<Value = Vec<(Subject, Option<LeftOut>)>> {
    let serves = prop_oneof![
        1 => Just(None),
        6 => prop::sample::subsequence(vec!["x", "y", "z"], 0..=1).prop_map(Some),
        2 => prop::sample::subsequence(vec!["x", "y", "z"], 0..=3).prop_map(Some),
    ];
    vec((serves, prop::bool::weighted(0.1)), 1..8).prop_map(|fleet| {
        let subject = |(index, (serves, is_out)): (usize, (Option<Vec<&str>>, bool))| {
            (serving(&index.to_string(), serves.as_deref()), is_out.then_some(LeftOut::Gone))
        };
        fleet.into_iter().enumerate().map(subject).collect()
    })
}

/// An operation, its world, and what an owner knows of both.
struct Run {
    operation: Operation,
    world: World,
    now: Moment,
    subjects: Vec<Subject>,
    /// All that was kept, put together.
    kept: OperationRecord,
    /// Intents that go to disk.
    notes: Vec<usize>,
    /// Whose requests have no answer, by ticket.
    open: HashMap<u64, usize>,
    next_ticket: u64,
    /// All to whom anything was ever sent.
    sent: HashSet<usize>,
    outcomes: HashMap<usize, Outcome>,
    /// Whether a stop came.
    is_ended: bool,
}

impl Run {
    fn new(action: Action, fleet: Vec<(Subject, Option<LeftOut>)>, policy: Policy) -> Self {
        let subjects: Vec<Subject> = fleet.iter().map(|(subject, _)| subject.clone()).collect();
        let before = if action == Action::Resume { 'P' } else { 'R' };
        let runners = subjects.iter().map(|subject| (subject.key.clone(), seen(subject.named.name().raw(), before)));
        let world = World { runners: runners.collect(), ..World::default() };
        let now = at(0);
        let mut operation = Operation::new(action, fleet, policy, now);
        let kept = operation.take_record(now).unwrap();
        Self {
            operation,
            world,
            now,
            subjects,
            kept,
            notes: Vec::new(),
            open: HashMap::new(),
            next_ticket: 0,
            sent: HashSet::new(),
            outcomes: HashMap::new(),
            is_ended: false,
        }
    }

    fn pass(&mut self, seconds: u64) {
        self.now = self.now.plus(Duration::from_secs(seconds));
        self.tick();
    }

    fn tick(&mut self) {
        let orders = self.operation.tick(self.now, &self.world);
        self.carry_out(orders);
    }

    /// As an account does it: what is different is kept before anything is done.
    fn carry_out(&mut self, orders: Vec<Order>) {
        self.keep();
        for order in orders {
            match order {
                Order::Note(index) => self.notes.push(index),
                Order::Send(index) => self.send(index),
                Order::TakeBack(ticket) => assert!(self.open.contains_key(&ticket)),
                Order::Read(_) | Order::ReadRuns => {}
            }
        }
        self.check();
    }

    fn keep(&mut self) {
        let Some(record) = self.operation.take_record(self.now) else { return };
        assert!(!record.steps.is_empty() && self.operation.take_record(self.now).is_none());
        assert_eq!(record.ended.is_some(), !self.operation.is_under_way());
        for step in record.steps {
            let number = step.number;
            self.kept.steps[number] = step;
        }
        self.kept.ended = record.ended;
    }

    fn send(&mut self, index: usize) {
        assert_eq!(self.operation.state(), State::Running, "{index} is sent although it halted or ends");
        assert!(!self.is_ended && !self.world.is_unreadable);
        assert!(self.sent.insert(index), "{index} is sent twice");
        assert_eq!(self.kept.steps[index].stage, Stage::Noted, "{index} is not on disk");
        let away: Vec<usize> =
            (0..self.subjects.len()).filter(|other| *other != index && self.is_away(*other)).collect();
        assert!(away.len() < self.operation.policy.at_a_time, "{away:?} are away and {index} is sent");
        for other in away {
            let are_apart = plan::are_kept_apart(&self.subjects[index], &self.subjects[other]);
            assert!(!are_apart, "{index} and {other} serve one project");
        }
        self.next_ticket += 1;
        self.open.insert(self.next_ticket, index);
        self.operation.sent(index, self.next_ticket, self.now);
        self.operation.note_left(self.next_ticket, true, self.now);
        self.keep();
    }

    /// Whether a runner is, or may be, away because of what was sent, those aside that were left as they are.
    fn is_away(&self, index: usize) -> bool {
        let item = &self.operation.items()[index];
        let is_reported_away = || {
            let is_away = |(runner, is_missing): &(trackside::domain::Runner, bool)| {
                let is_off = matches!(
                    runner.status,
                    Some(Status::Stopped | Status::Stopping | Status::Unknown | Status::Pending)
                );
                *is_missing || is_off || runner.connected == Some(false)
            };
            self.world.runners.get(&item.subject.key).is_some_and(is_away)
        };
        match item.step() {
            Step::Sending { .. } | Step::Watching(_) => true,
            Step::Ended(Outcome::Back(back)) => back.status == Some(Status::Running) && is_reported_away(),
            Step::Ended(Outcome::NotSeenAway { .. }) => is_reported_away(),
            _ => false,
        }
    }

    /// What holds at any time.
    fn check(&mut self) {
        let under_way: Vec<usize> =
            (0..self.subjects.len()).filter(|at| self.operation.items()[*at].step().is_under_way()).collect();
        assert!(under_way.len() <= self.operation.policy.at_a_time, "{under_way:?}");
        for one in &under_way {
            let is_together =
                |other: &&usize| *other > one && plan::are_kept_apart(&self.subjects[*one], &self.subjects[**other]);
            assert_eq!(under_way.iter().find(is_together), None, "beside {one}");
        }
        // What has ended stays as it ended.
        for (index, item) in self.operation.items().iter().enumerate() {
            let known = self.outcomes.get(&index);
            assert!(known.is_none() || known == item.outcome(), "{index} was {known:?}, is {:?}", item.step());
            self.outcomes.extend(item.outcome().map(|outcome| (index, outcome.clone())));
            let is_sent = self.sent.contains(&index);
            assert!(is_sent || !matches!(item.step(), Step::Sending { .. } | Step::Watching(_)));
            assert!(!is_sent || !matches!(item.step(), Step::Waiting | Step::Idle { .. } | Step::Noting { .. }));
        }
        let (done, all) = self.operation.progress();
        assert!(done <= all && all <= self.subjects.len());
        assert_eq!(done == all, !self.operation.is_under_way());
        assert!(
            !self.operation.is_under_way()
                || self.operation.state() != State::Ending
                || self.operation.halt().is_none()
        );
    }

    fn read(&mut self, which: usize, letter: char) {
        self.now = self.now.plus(Duration::from_secs(1));
        let subject = &self.subjects[which % self.subjects.len()];
        let (key, reading) = (subject.key.clone(), seen(subject.named.name().raw(), letter));
        self.operation.read(&key, &reading.0, reading.1, (self.now, self.now));
        self.world.runners.insert(key, reading);
        self.carry_out(Vec::new());
        self.tick();
    }

    fn returns(&mut self, which: usize) {
        let letters = match self.operation.action {
            Action::Pause => "pPP",
            _ => "SRR",
        };
        for letter in letters.chars() {
            self.read(which, letter);
        }
    }

    fn gone(&mut self, which: usize) {
        let key = self.subjects[which % self.subjects.len()].key.clone();
        self.world.runners.remove(&key);
        self.operation.gone(&key, self.now);
        self.carry_out(Vec::new());
        self.tick();
    }

    fn answer(&mut self, which: usize, outcome: Result<(), ApiError>) {
        let mut open: Vec<u64> = self.open.keys().copied().collect();
        open.sort_unstable();
        let Some(ticket) = open.get(which % open.len().max(1)).copied() else { return };
        self.open.remove(&ticket);
        assert!(self.operation.waits_for(ticket));
        assert!(self.operation.answered(ticket, outcome, self.now));
        assert!(!self.operation.waits_for(ticket));
        self.carry_out(Vec::new());
        self.tick();
    }

    fn noted(&mut self, which: usize) {
        if self.notes.is_empty() {
            return;
        }
        let index = self.notes.remove(which % self.notes.len());
        let order = self.operation.noted(index, self.now, &self.world);
        self.carry_out(order.into_iter().collect());
        self.tick();
    }

    fn decide(&mut self, decision: Decision) {
        self.is_ended |= decision == Decision::End && self.operation.can(decision);
        let orders = self.operation.decide(decision, self.now, &self.world);
        self.carry_out(orders);
        self.tick();
    }

    fn crash(&mut self) {
        let subjects = self.subjects.clone();
        self.operation = Operation::resumed(&self.kept, self.now, |step| subjects[step.number].clone());
        self.operation.claim();
        self.notes.clear();
        self.open.clear();
        // What was about to be sent may have been, for all that the next run knows.
        self.sent.extend(self.kept.steps.iter().filter(|step| step.stage == Stage::Noted).map(|step| step.number));
        self.is_ended = false;
        assert!(self.operation.halt().is_some() || !self.operation.is_under_way());
        self.tick();
    }

    fn take(&mut self, event: Event) {
        let which = |which: usize| key_of(&(which % self.subjects.len()).to_string());
        match event {
            Event::Pass(seconds) => self.pass(seconds.into()),
            Event::Read(which, letter) => self.read(which, letter),
            Event::Returns(which) => self.returns(which),
            Event::Gone(which) => self.gone(which),
            Event::Answer(which, kind) => self.answer(which, answer(kind)),
            Event::Noted(which) => self.noted(which),
            Event::Leaves(which, is_out) => {
                let ticket = self.open.keys().copied().min().unwrap_or_default() + which as u64;
                self.operation.note_left(ticket, is_out, self.now);
            }
            Event::Runs(index, runs) => {
                let runs = runs.map_or(Runs::NotReadable, |count| Runs::Seen { count, is_at_least: false });
                self.world.runs.insert(which(index), (runs, self.now));
                self.tick();
            }
            Event::LeftOut(index) => drop(self.world.left_out.insert(which(index), LeftOut::Gone)),
            Event::Link(is_up) => {
                self.world.is_unreadable = !is_up;
                self.tick();
            }
            Event::Decide(decision) => self.decide(decision),
            Event::Crash => self.crash(),
        }
    }

    /// The world comes to rest, and the operator decides: it ends.
    fn settle(&mut self) {
        self.world.is_unreadable = false;
        for _ in 0..100 {
            if !self.operation.is_under_way() {
                break;
            }
            self.pass(20);
            while !self.notes.is_empty() {
                self.noted(0);
            }
            while !self.open.is_empty() {
                self.answer(0, Ok(()));
            }
            for index in 0..self.subjects.len() {
                self.take(Event::Runs(index, None));
                if !self.world.runners.contains_key(&self.subjects[index].key) {
                    continue;
                }
                if self.operation.action == Action::Remove && self.sent.contains(&index) {
                    self.gone(index);
                } else {
                    self.returns(index);
                }
            }
            self.decide(Decision::GoOn);
        }
        assert!(!self.operation.is_under_way(), "{:?}", self.operation);
        assert_eq!(self.outcomes.len(), self.subjects.len());
        for (index, outcome) in &self.outcomes {
            assert!(self.sent.contains(index) || !outcome.may_have_arrived(), "{index} {outcome:?}");
        }
        self.keep();
        assert!(self.kept.ended.is_some() || self.subjects.is_empty() || self.sent.is_empty());
        assert!(!self.kept.is_under_way());
    }
}

proptest! {
    #[test]
    fn whatever_happens(
        action in prop::sample::select(vec![Action::Restart, Action::Restart, Action::Pause, Action::Resume, Action::Remove]),
        fleet in fleet(),
        policy in policy(),
        events in vec(event(), 0..80),
    ) {
        let mut run = Run::new(action, fleet, policy);
        run.tick();
        for event in events {
            run.take(event);
        }
        run.settle();
    }
}
