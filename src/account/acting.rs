//! What is under way for several runners: an action of the menu, or tests of connectivity. Both are operations of the
//! account, whoever looks: what was begun goes on until it has ended or is stopped.

use std::sync::Arc;

use super::connectivity::{Known, Target, Tester};
use super::operation::ActionOnSeveral;
use super::{Account, Happened};
use crate::api::ApiError;
use crate::domain::{ConnectivityReport, Intent, JournalNote};

impl Account {
    /// Begins what was confirmed for several runners, unless such an action is under way.
    pub fn begin(&mut self, mut operation: ActionOnSeveral) {
        if !self.operation.as_ref().is_some_and(ActionOnSeveral::is_under_way) {
            operation.first_record = self.history.next_number();
            self.operation = Some(operation);
            self.tick_operation();
        }
    }

    /// Sends no more of the action for several runners, and takes back what is on its way.
    pub fn stop_operation(&mut self) {
        let tickets = self.operation.as_mut().and_then(ActionOnSeveral::stop);
        tickets.into_iter().flatten().for_each(|ticket| self.take_back(ticket));
    }

    /// Sends the request of the next runner whose turn it is.
    fn tick_operation(&mut self) {
        // Held apart while the rest of the account is looked at.
        let Some(mut operation) = self.operation.take() else { return };
        let (rule, may_be_missing) = (operation.rule(), operation.may_be_missing);
        let age = self.now.since(&operation.started);
        operation.tick(self.now, |subject, change| {
            if let Some(why) = rule.left_out(subject, &self.fleet, &self.pending, &self.history) {
                return Err(why);
            }
            let action = Intent::Change(change.clone()).phrase(self.work.value());
            let note =
                JournalNote { name: self.named(&subject.key.id).name().clone(), action, may_be_missing, step: None };
            Ok(self.change_confirmed(age, &subject.key.id, change, note))
        });
        self.operation = Some(operation);
    }

    /// A request has left, or is back and waits again; it may be one of several.
    pub(super) fn operation_left(&mut self, ticket: u64, has_left: bool) {
        if let Some(operation) = &mut self.operation {
            operation.note_left(ticket, has_left);
        }
    }

    /// Takes the answer to one of several requests, and sends the next. Says whether it was one of them.
    pub(super) fn operation_answered(&mut self, ticket: u64, answer: &Result<(), ApiError>) -> bool {
        let is_one = self.operation.as_mut().is_some_and(|operation| operation.answered(ticket, answer.clone()));
        if is_one {
            self.tick_operation();
        }
        is_one
    }

    /// Begins tests of one target, unless some are under way.
    pub fn start_tests(&mut self, target: Target, testers: Vec<Tester>) {
        let known = Known { fleet: &self.fleet, is_read_only: self.is_read_only, now: self.now };
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
        let known = Known { fleet: &self.fleet, is_read_only: self.is_read_only, now: self.now };
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
