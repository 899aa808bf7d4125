//! What is under way for several runners: an operation, or tests of connectivity. Both are the account's, whoever looks: what
//! was begun goes on until it has ended or is stopped.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

use super::connectivity::{Known, Target, Tester};
use super::fleet::Fleet;
use super::history::History;
use super::operation::record::{OperationRecord, StepRecord};
use super::operation::{Decision, Item, LeftOut, Look, Operation, OperationId, Order, Rule, Subject};
use super::pending::Pending;
use super::work::Work;
use super::{Account, Happened};
use crate::api::{ApiError, Priority};
use crate::domain::{
    ConnectivityReport, Intent, JournalNote, Moment, Named, OperationStep, ProjectId, Runner, RunnerId, RunnerKey, Runs,
};

/// Operations that have ended and are kept in memory; the oldest goes first.
const MAX_EARLIER: usize = 20;

/// A step whose intent goes to disk.
#[derive(Clone, Debug)]
pub(super) struct Note {
    ticket: u64,
    index: usize,
    /// Whether whoever keeps it was told.
    is_taken: bool,
}

/// What an operation looks at: the account without the operation.
struct Sight<'a> {
    fleet: &'a Fleet,
    pending: &'a Pending,
    history: &'a History,
    work: &'a Work,
    is_readable: bool,
}

impl Look for Sight<'_> {
    fn runner(&self, key: &RunnerKey) -> Option<(&Runner, bool)> {
        self.fleet.at(key).map(|row| (&*row.runner, row.is_missing()))
    }

    fn left_out(&self, rule: Rule, subject: &Subject) -> Option<LeftOut> {
        rule.left_out(subject, self.fleet, self.pending, self.history)
    }

    fn runs(&self, key: &RunnerKey, now: Moment) -> Option<(Runs, Duration)> {
        self.work.runs_with_age(&self.fleet.at(key)?.runner, now)
    }

    fn is_readable(&self) -> bool {
        self.is_readable
    }
}

impl Account {
    /// What tells the operations of this run of the program from those of others: the process's number.
    pub fn set_run(&mut self, run: u32) {
        self.run.0 = run;
    }

    /// The projects whose environments default to a runner; `None` where that is not known.
    pub fn served_by(&self, key: &RunnerKey) -> Option<Vec<ProjectId>> {
        let row = self.fleet.at(key)?;
        let defaults = self.work.defaults_of(&row.runner).filter(|_| self.work.is_whole())?;
        let mut projects: Vec<ProjectId> = defaults.into_iter().map(|(project, _)| project.id.clone()).collect();
        projects.dedup();
        Some(projects)
    }

    /// Begins what was confirmed for several runners, unless such an action is under way.
    pub fn begin(&mut self, mut operation: Operation) -> Vec<Happened> {
        if self.is_operating() {
            return Vec::new();
        }
        self.run.1 += 1;
        operation.id = OperationId::new(operation.started.wall, self.run.0, self.run.1);
        self.take_on(operation)
    }

    /// Takes on what another run of the program began and did not end, unless an operation is under way: halted, and with the
    /// runners read again.
    pub fn resume(&mut self, record: &OperationRecord) -> Vec<Happened> {
        if self.is_operating() {
            return Vec::new();
        }
        let subject = |step: &StepRecord| {
            let key = RunnerKey::new(self.id, step.runner.clone());
            let known = self.fleet.at(&key).map(|row| self.fleet.named(&row.runner));
            // The name that was confirmed: a runner of another name is left out when its turn comes.
            let named = known
                .filter(|named| named.name().safe() == step.name.safe())
                .unwrap_or_else(|| Named::from(step.name.clone()));
            Subject { serves: self.served_by(&key), key, named }
        };
        let operation = Operation::resumed(record, self.now, subject);
        let keys: Vec<RunnerKey> = operation.items().iter().map(|item| item.subject.key.clone()).collect();
        let happened = self.take_on(operation);
        for key in keys {
            self.read_runner(&key.id, Priority::Watching);
        }
        happened
    }

    /// This run of the program alone goes on with the operation that was taken on.
    pub fn claim_operation(&mut self) {
        if let Some(operation) = &mut self.operation {
            operation.claim();
        }
    }

    /// Another program goes on with the operation that was taken on: this one forgets it.
    pub fn give_up_operation(&mut self) {
        self.operation.take_if(|operation| !operation.is_claimed());
    }

    fn take_on(&mut self, mut operation: Operation) -> Vec<Happened> {
        operation.first_record = self.history.next_number();
        if let Some(before) = self.operation.replace(Box::new(operation)) {
            self.earlier.push_front(*before);
        }
        self.earlier.truncate(MAX_EARLIER);
        self.notes.clear();
        self.tick_operation()
    }

    fn is_operating(&self) -> bool {
        self.operation.as_deref().is_some_and(Operation::is_under_way)
    }

    /// Takes what the operator decided about the operation under way.
    pub fn decide(&mut self, decision: Decision) -> Vec<Happened> {
        self.with_operation(|operation, now, sight| {
            let mut orders = operation.decide(decision, now, sight);
            orders.extend(operation.tick(now, sight));
            orders
        })
    }

    /// Begins the turns that are due.
    pub(super) fn tick_operation(&mut self) -> Vec<Happened> {
        self.with_operation(|operation, now, sight| operation.tick(now, sight))
    }

    /// That the intents which were to be kept with this ticket are on disk, or cannot be: the journal has them in any case.
    pub fn noted(&mut self, ticket: u64) -> Vec<Happened> {
        let (noted, waiting): (Vec<Note>, Vec<Note>) = self.notes.drain(..).partition(|note| note.ticket == ticket);
        self.notes = waiting;
        self.with_operation(|operation, now, sight| {
            noted.iter().filter_map(|note| operation.noted(note.index, now, sight)).collect()
        })
    }

    /// A ticket for each step that must not be sent before what [`Account::take_observations`] had is on disk. Answered by
    /// [`Account::noted`]. Each once.
    pub fn take_notes(&mut self) -> Vec<u64> {
        let take = |note: &mut Note| (!std::mem::replace(&mut note.is_taken, true)).then_some(note.ticket);
        self.notes.iter_mut().filter_map(take).collect()
    }

    /// Changes the operation, carries out what it orders, and tells what that came to.
    fn with_operation(&mut self, change: impl FnOnce(&mut Operation, Moment, &Sight) -> Vec<Order>) -> Vec<Happened> {
        // Held apart while the rest of the account is looked at.
        let Some(mut operation) = self.operation.take() else { return Vec::new() };
        let (was_under_way, was_halted) = (operation.is_under_way(), operation.halt());
        let mut orders = VecDeque::from(change(&mut operation, self.now, &self.sight()));
        self.keep_record(&mut operation);
        while let Some(order) = orders.pop_front() {
            // Where nothing is kept there is nothing to wait for.
            let noted = self.carry_out(order, &mut operation);
            orders.extend(noted.and_then(|index| operation.noted(index, self.now, &self.sight())));
            self.keep_record(&mut operation);
        }
        let mut happened = Vec::new();
        if operation.halt().is_some() && operation.halt() != was_halted {
            happened.push(Happened::OperationHalted);
        }
        if was_under_way && !operation.is_under_way() {
            happened.push(Happened::OperationEnded);
        }
        self.operation = Some(operation);
        happened
    }

    fn sight(&self) -> Sight<'_> {
        Sight {
            fleet: &self.fleet,
            pending: &self.pending,
            history: &self.history,
            work: &self.work,
            // Before a list was read to its end a runner that is not known is not gone.
            is_readable: self.fleet.is_complete() && !self.connection.is_failing(),
        }
    }

    /// Carries out an order. Answers with the item whose intent need not be kept, as nothing is.
    fn carry_out(&mut self, order: Order, operation: &mut Operation) -> Option<usize> {
        match order {
            Order::Note(index) if self.keeps_observations() => {
                let ticket = self.pending.ticket();
                self.notes.push(Note { ticket, index, is_taken: false });
            }
            Order::Note(index) => return Some(index),
            Order::Send(index) => self.send_step(index, operation),
            Order::TakeBack(ticket) => self.take_back(ticket),
            Order::Read(index) => self.read_runner(&operation.items()[index].subject.key.id, Priority::Watching),
            // After a start nothing is known of whom the runners serve.
            Order::ReadRuns => self.ask_work(),
        }
        None
    }

    fn send_step(&mut self, index: usize, operation: &mut Operation) {
        let Some(change) = operation.action.change() else { return };
        let item = &operation.items()[index];
        let id = item.subject.key.id.clone();
        let note = JournalNote {
            name: self.named(&id).name().clone(),
            action: Intent::Change(change.clone()).phrase(self.work.value()),
            may_be_missing: operation.may_be_missing,
            step: Some(OperationStep {
                operation: operation.id.to_string(),
                number: index + 1,
                of: operation.items().len(),
            }),
        };
        // From a yes long ago: the runner is read again before it is sent.
        let age = self.now.since(&operation.started);
        let ticket = self.change_confirmed((age, operation.policy.deadline), &id, change, note);
        operation.sent(index, ticket, self.now);
    }

    fn keep_record(&mut self, operation: &mut Operation) {
        let record = operation.take_record(self.now);
        self.observe_operation(record);
    }

    /// A request has left, or is back and waits again; it may be one of several.
    pub(super) fn operation_left(&mut self, ticket: u64, has_left: bool) {
        if let Some(operation) = &mut self.operation {
            operation.note_left(ticket, has_left, self.now);
        }
    }

    /// Takes the answer to one of several requests. Says whether it was one of them.
    pub(super) fn operation_answered(&mut self, ticket: u64, answer: &Result<(), ApiError>) -> Option<Vec<Happened>> {
        let is_one = self.operation.as_deref().is_some_and(|operation| operation.waits_for(ticket));
        is_one.then(|| {
            self.with_operation(|operation, now, sight| {
                operation.answered(ticket, answer.clone(), now);
                operation.tick(now, sight)
            })
        })
    }

    /// A runner was read: the first time says when that was asked for.
    pub(super) fn operation_read(&mut self, id: &RunnerId, asked: Moment) -> Vec<Happened> {
        let key = RunnerKey::new(self.id, id.clone());
        let is_watched = |operation: &Operation| operation.is_under_way() && operation.item_of(&key).is_some();
        if !self.operation.as_deref().is_some_and(is_watched) {
            return Vec::new();
        }
        self.with_operation(|operation, now, sight| {
            match sight.runner(&key) {
                Some((runner, is_missing)) => operation.read(&key, runner, is_missing, (asked, now)),
                None => operation.gone(&key, now),
            }
            operation.tick(now, sight)
        })
    }

    /// A whole list came: what it shows of every runner of the operation.
    pub(super) fn operation_read_all(&mut self) -> Vec<Happened> {
        let Some(operation) = self.operation.as_deref().filter(|operation| operation.is_under_way()) else {
            return Vec::new();
        };
        // A list that was cut, or that lacks a runner found by its id, tells nothing of it.
        let is_told = |item: &&Item| {
            self.fleet.at(&item.subject.key).is_none_or(|row| row.is_missing() || row.absence().is_none())
        };
        let watched = operation.items().iter().filter(|item| item.step().is_under_way()).filter(is_told);
        let ids: Vec<_> = watched.map(|item| item.subject.key.id.clone()).collect();
        let asked = self.poll_asked;
        let mut happened: Vec<Happened> = ids.iter().flat_map(|id| self.operation_read(id, asked)).collect();
        happened.extend(self.tick_operation());
        happened
    }

    /// Begins tests of one target, unless some are under way.
    pub fn start_tests(&mut self, target: Target, testers: Vec<Tester>) {
        let known = Known { fleet: &self.fleet, is_read_only: self.profile.is_read_only, now: self.now };
        let requests = self.tests.start(target, testers, &known);
        self.requests.extend(requests);
    }

    /// Waits for no test any longer, and begins no more.
    pub fn stop_tests(&mut self) {
        let requests = self.tests.stop();
        self.requests.extend(requests);
    }

    /// Has the tests that have ended be earlier ones, so that none is shown as the last.
    pub fn set_tests_aside(&mut self) {
        self.tests.set_aside();
    }

    /// Takes what came of a test; the next of a round begins.
    pub(super) fn tested(&mut self, ticket: u64, result: Result<ConnectivityReport, ApiError>) -> Vec<Happened> {
        let was_under_way = self.tests.is_under_way();
        let known = Known { fleet: &self.fleet, is_read_only: self.profile.is_read_only, now: self.now };
        let waited_for = self.tests.waits_for(ticket);
        let requests = self.tests.answered(ticket, result, &known);
        self.requests.extend(requests);
        if let Some(done) = self.tests.newest().filter(|_| waited_for).map(Arc::clone) {
            self.observe_test(&done);
        }
        let has_ended = was_under_way && !self.tests.is_under_way();
        has_ended.then_some(Happened::TestsEnded).into_iter().collect()
    }
}
