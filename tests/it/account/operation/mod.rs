//! The engine of an action for several runners, as a value: a world that it looks at, and what it has done to that.

mod answers;
mod apart;
mod busy;
mod deciding;
mod kept;
mod left_out;
mod on_disk;
mod policy;
mod properties;
mod record;
mod told;
mod watch;

use std::collections::HashMap;
use std::time::Duration;

use trackside::account::operation::record::OperationRecord;
use trackside::account::operation::{
    Busy, Decision, Halt, LeftOut, Look, Operation, Order, Outcome, Policy, Rule, Step, Subject, Trouble,
};
use trackside::api::{ApiError, Cause};
use trackside::domain::{Action, Label, Moment, Named, ProjectId, Runner, RunnerKey, Runs, Version};

use crate::support::fixtures::{With, key, problem, runner};
use crate::support::harness::at;

/// The version that every runner reports at first.
const OLD: &str = "11.214.0";

/// What an operation looks at, as the tests have it.
#[derive(Clone, Debug, Default)]
pub struct World {
    /// Each runner, and whether the list lacks it.
    pub runners: HashMap<RunnerKey, (Runner, bool)>,
    pub left_out: HashMap<RunnerKey, LeftOut>,
    /// What runs on each, and when that was read.
    pub runs: HashMap<RunnerKey, (Runs, Moment)>,
    pub is_unreadable: bool,
}

impl Look for World {
    fn runner(&self, key: &RunnerKey) -> Option<(&Runner, bool)> {
        self.runners.get(key).map(|(runner, is_missing)| (runner, *is_missing))
    }

    fn left_out(&self, _: Rule, subject: &Subject) -> Option<LeftOut> {
        self.left_out.get(&subject.key).cloned()
    }

    fn runs(&self, key: &RunnerKey, now: Moment) -> Option<(Runs, Duration)> {
        // As an account has it: what cannot be read is no older than now.
        let age = |runs: &Runs, at: &Moment| if *runs == Runs::NotReadable { Duration::ZERO } else { now.since(at) };
        self.runs.get(key).map(|(runs, at)| (*runs, age(runs, at)))
    }

    fn is_readable(&self) -> bool {
        !self.is_unreadable
    }
}

/// An operation, and whoever owns it.
#[derive(Clone, Debug)]
pub struct Rig {
    pub operation: Operation,
    pub world: World,
    pub now: Moment,
    /// The names of those whose requests were sent, in that order.
    pub sent: Vec<String>,
    /// All that was ordered.
    pub orders: Vec<Order>,
    /// Whether the intents that are to be written down wait for [`Rig::noted`].
    pub is_disk_slow: bool,
}

pub fn key_of(name: &str) -> RunnerKey {
    key(&format!("id-{name}"))
}

/// A runner that nobody else's project depends on.
pub fn subject(name: &str) -> Subject {
    serving(name, Some(&[name]))
}

pub fn serving(name: &str, projects: Option<&[&str]>) -> Subject {
    let serves = projects.map(|projects| projects.iter().map(|project| ProjectId::new(project)).collect());
    Subject { key: key_of(name), named: Named::from(Label::from(name)), serves }
}

pub fn failed(cause: Cause) -> ApiError {
    ApiError { call: "restart the runner", cause }
}

pub fn refused() -> ApiError {
    failed(Cause::Refused(problem(409, "Conflict")))
}

pub fn unanswered() -> ApiError {
    failed(Cause::TimedOut(Duration::from_secs(30)))
}

/// No pause, and nobody asks what runs: for tests of something else.
pub fn plain(action: Action) -> Policy {
    Policy { pause: Duration::ZERO, busy: Busy::GoOn, ..Policy::of(action) }
}

/// A runner as a reading shows it, by a letter: see the tables of `watch`.
pub fn seen(name: &str, letter: char) -> (Runner, bool) {
    let runner = runner(name);
    let runner = match letter {
        'R' | 'M' => runner,
        'V' => runner.version("11.300.0"),
        '-' => {
            let mut runner = runner;
            runner.release.version = None;
            runner
        }
        'O' => runner.offline(),
        'C' => Runner { connected: None, ..runner },
        '?' => Runner { status: None, ..runner },
        'S' => runner.status("stopped"),
        'G' => runner.status("stopping"),
        'U' => runner.status("unknown"),
        'N' => runner.status("pending"),
        'X' => runner.status("RESTARTING"),
        'P' => runner.status("paused"),
        'p' => runner.status("pausing"),
        'Q' => runner.status("paused").offline(),
        other => panic!("no reading {other}"),
    };
    (runner, letter == 'M')
}

impl Rig {
    pub fn new(action: Action, subjects: Vec<Subject>, policy: Policy) -> Self {
        let now = at(0);
        let runners = subjects.iter().map(|subject| (subject.key.clone(), seen(subject.named.name().raw(), 'R')));
        let world = World { runners: runners.collect(), ..World::default() };
        let subjects = subjects.into_iter().map(|subject| (subject, None)).collect();
        let operation = Operation::new(action, subjects, policy, now);
        Self { operation, world, now, sent: Vec::new(), orders: Vec::new(), is_disk_slow: false }
    }

    /// Restarts of runners that have nothing to do with each other; the names are letters.
    pub fn restart(names: &str, policy: impl FnOnce(&mut Policy)) -> Self {
        Self::of(Action::Restart, names, policy)
    }

    pub fn of(action: Action, names: &str, change: impl FnOnce(&mut Policy)) -> Self {
        let mut policy = plain(action);
        change(&mut policy);
        Self::new(action, names.chars().map(|name| subject(&name.to_string())).collect(), policy)
    }

    /// `seconds` later.
    pub fn wait(&mut self, seconds: u64) -> &mut Self {
        self.now = self.now.plus(Duration::from_secs(seconds));
        self.tick()
    }

    pub fn tick(&mut self) -> &mut Self {
        let orders = self.operation.tick(self.now, &self.world);
        self.carry_out(orders);
        self
    }

    pub fn carry_out(&mut self, orders: Vec<Order>) {
        for order in orders {
            self.orders.push(order);
            match order {
                Order::Note(index) if !self.is_disk_slow => self.noted(index),
                Order::Send(index) => {
                    self.sent.push(self.operation.items()[index].subject.named.to_string());
                    let ticket = ticket(index);
                    self.operation.sent(index, ticket, self.now);
                    self.operation.note_left(ticket, true, self.now);
                }
                Order::Note(_) | Order::TakeBack(_) | Order::Read(_) | Order::ReadRuns => {}
            }
        }
    }

    /// An intent is on disk.
    pub fn noted(&mut self, index: usize) {
        let order = self.operation.noted(index, self.now, &self.world);
        self.carry_out(order.into_iter().collect());
    }

    pub fn answer(&mut self, name: &str, answer: Result<(), ApiError>) -> &mut Self {
        let index = self.index(name);
        assert!(self.operation.answered(ticket(index), answer, self.now), "{name} waits for no answer");
        self.tick()
    }

    pub fn accept(&mut self, name: &str) -> &mut Self {
        self.answer(name, Ok(()))
    }

    /// The runner is read, and shows this; each letter a second after the one before.
    pub fn reads(&mut self, name: &str, letters: &str) -> &mut Self {
        for letter in letters.chars() {
            self.now = self.now.plus(Duration::from_secs(1));
            self.reads_asked(name, letter, self.now);
        }
        self
    }

    /// What was asked for at `asked` comes now.
    pub fn reads_asked(&mut self, name: &str, letter: char, asked: Moment) -> &mut Self {
        let (runner, is_missing) = seen(name, letter);
        self.world.runners.insert(key_of(name), (runner.clone(), is_missing));
        self.operation.read(&key_of(name), &runner, is_missing, (asked, self.now));
        self.tick()
    }

    /// The request is taken, the runner is seen away and back.
    pub fn restarts(&mut self, name: &str) -> &mut Self {
        self.accept(name).reads(name, "SRR")
    }

    pub fn gone(&mut self, name: &str) -> &mut Self {
        self.world.runners.remove(&key_of(name));
        self.operation.gone(&key_of(name), self.now);
        self.tick()
    }

    pub fn decide(&mut self, decision: Decision) -> &mut Self {
        let orders = self.operation.decide(decision, self.now, &self.world);
        self.carry_out(orders);
        self.tick()
    }

    pub fn index(&self, name: &str) -> usize {
        self.operation.items().iter().position(|item| item.subject.key == key_of(name)).unwrap()
    }

    pub fn step(&self, name: &str) -> &Step {
        self.operation.item_of(&key_of(name)).unwrap().step()
    }

    pub fn outcome(&self, name: &str) -> Option<&Outcome> {
        self.operation.item_of(&key_of(name)).unwrap().outcome()
    }

    pub fn is_back(&self, name: &str) -> bool {
        matches!(self.outcome(name), Some(Outcome::Back(_)))
    }

    /// About whom it halted, and why.
    pub fn trouble(&self) -> Option<(String, Trouble)> {
        let Halt { index, trouble, .. } = self.operation.halt()?;
        Some((self.operation.items()[index].subject.named.to_string(), trouble))
    }

    /// Those whose requests were sent so far, as one word.
    pub fn sent(&self) -> String {
        self.sent.concat()
    }

    /// What another run of the program makes of what this one kept, which is all of it.
    pub fn resumed(&mut self) -> Self {
        let record = self.operation.take_record(self.now).unwrap();
        Self::of_record(&record, self)
    }

    pub fn of_record(record: &OperationRecord, before: &Self) -> Self {
        let mut operation = Operation::resumed(record, before.now, |step| subject(step.name.raw()));
        operation.claim();
        Self { operation, orders: Vec::new(), sent: Vec::new(), ..before.clone() }
    }
}

pub fn ticket(index: usize) -> u64 {
    100 + index as u64
}

pub fn version(text: &str) -> Version {
    Version::new(text)
}

pub fn minutes(count: u64) -> Duration {
    Duration::from_secs(60 * count)
}
