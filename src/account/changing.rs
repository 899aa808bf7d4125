//! What is sent of what the operator confirmed: a change or a new secret, once; and what becomes of it.

use std::sync::Arc;
use std::time::Duration;

use super::history::RecordKind;
use super::pending::{Overdue, PendingChange, REPORTED_WITHIN, Stage};
use super::{Account, Happened, Request};
use crate::api::{ApiError, Priority};
use crate::domain::{AllowList, Change, Credentials, Intent, JournalNote, Runner, RunnerId};

impl Account {
    /// A number that no other request has.
    pub fn ticket(&mut self) -> u64 {
        self.pending.ticket()
    }

    /// Sends a change, once, and keeps that it was asked for. Answers with its ticket.
    pub fn change(&mut self, id: &RunnerId, change: Change, note: JournalNote) -> u64 {
        self.change_confirmed((Duration::ZERO, REPORTED_WITHIN), id, change, note)
    }

    /// The same for a change that was confirmed so long ago (the older that is, the sooner its runner is read again before it
    /// is sent) and that is waited for so long.
    pub(super) fn change_confirmed(
        &mut self,
        (age, patience): (Duration, Duration),
        id: &RunnerId,
        change: Change,
        note: JournalNote,
    ) -> u64 {
        let intent = Intent::Change(change.clone());
        self.history.add(id.clone(), self.now, RecordKind::Asked(intent.clone()));
        let ticket = self.pending.send(id.clone(), change.clone(), patience, self.now);
        self.note_unsent(ticket, id, intent);
        self.requests.push(Request::Change { ticket, id: id.clone(), change, note, age });
        ticket
    }

    /// Has a runner's secret replaced, once, and keeps that it was asked for. Answers with its ticket.
    pub fn replace_secret(&mut self, id: &RunnerId, note: JournalNote) -> u64 {
        let ticket = self.pending.ticket();
        self.replacing = Some((ticket, id.clone(), self.now));
        self.note_unsent(ticket, id, Intent::NewSecret);
        self.history.add(id.clone(), self.now, RecordKind::Asked(Intent::NewSecret));
        self.requests.push(Request::RefreshCredentials { ticket, id: id.clone(), note });
        ticket
    }

    /// Reads a runner's credentials. Answers with the request's ticket.
    pub fn read_credentials(&mut self, id: &RunnerId) -> u64 {
        let ticket = self.pending.ticket();
        self.requests.push(Request::ReadCredentials { ticket, id: id.clone() });
        ticket
    }

    /// Takes a request back, if it has not left yet.
    pub fn take_back(&mut self, ticket: u64) {
        self.requests.push(Request::TakeBack(ticket));
    }

    /// A request has left: it can no longer be taken back.
    pub(super) fn left(&mut self, ticket: u64) -> Vec<Happened> {
        let pending = self.pending.departed(ticket, self.now);
        self.note_left(ticket, true);
        self.operation_left(ticket, true);
        let of_change = pending.map(|pending| (Intent::Change(pending.change), pending.id));
        let of_secret = || {
            let replacing = self.replacing.as_ref().filter(|(asked, ..)| *asked == ticket);
            replacing.map(|(_, id, _)| (Intent::NewSecret, id.clone()))
        };
        vec![Happened::Left { ticket, request: of_change.or_else(of_secret) }]
    }

    /// A request that had left waits again: it can be taken back.
    pub(super) fn came_back(&mut self, ticket: u64) -> Vec<Happened> {
        self.pending.came_back(ticket);
        self.note_left(ticket, false);
        self.operation_left(ticket, false);
        let mut happened = vec![Happened::CameBack(ticket)];
        // The runner may have changed while it was away.
        happened.extend(self.take_back_outdated());
        happened
    }

    /// Takes the answer to a change.
    pub(super) fn changed(&mut self, ticket: u64, id: &RunnerId, outcome: Result<(), ApiError>) -> Vec<Happened> {
        let outcome = self.settle_unsent(ticket, outcome);
        let stage = match &outcome {
            Ok(()) => Some(Stage::Accepted),
            Err(error) if error.is_unanswered() => Some(Stage::Unanswered),
            Err(_) => None,
        };
        // What has no answer yet is never dropped, so that nobody waits for one that came.
        let Some(pending) = self.pending.answered(ticket, stage) else { return Vec::new() };
        if let Err(error) = &outcome {
            let kind = RecordKind::unsuccessful(Intent::Change(pending.change.clone()), error);
            self.history.add(id.clone(), self.now, kind);
        }
        if stage.is_some() {
            self.read_for(&pending);
        }
        let of_operation = self.operation_answered(ticket, &outcome);
        let mut happened = vec![match outcome {
            outcome if of_operation.is_some() => Happened::OneOfSeveral { pending, error: outcome.err() },
            Ok(()) => Happened::Accepted(pending),
            Err(error) if error.is_unanswered() => Happened::Unanswered { pending, error },
            Err(error) => Happened::Refused { pending, error },
        }];
        happened.extend(of_operation.into_iter().flatten());
        let vanished = self.vanished.iter().find(|last| last.id == *id).map(Arc::clone);
        // It may be back.
        if let Some(last) = vanished.filter(|_| self.fleet.find(id).is_none()) {
            happened.extend(self.runner_gone(&last));
        }
        happened
    }

    /// Takes credentials: of a secret that was replaced, or of a runner that was asked for them.
    pub(super) fn credentials_read(
        &mut self,
        ticket: u64,
        id: RunnerId,
        outcome: Result<Credentials, ApiError>,
    ) -> Vec<Happened> {
        let replaced = self.replacing.take_if(|(asked, ..)| *asked == ticket);
        let Some((_, _, sent)) = replaced else { return vec![Happened::CredentialsRead { ticket, id, outcome }] };
        let outcome = self.settle_unsent(ticket, outcome);
        let kind = match &outcome {
            Ok(_) => RecordKind::Reported { intent: Intent::NewSecret, after: self.now.since(&sent) },
            Err(error) => RecordKind::unsuccessful(Intent::NewSecret, error),
        };
        self.history.add(id.clone(), self.now, kind);
        if outcome.as_ref().map_or_else(ApiError::is_unanswered, |_| true) {
            self.fleet.expect_new_secret(&id);
        }
        vec![Happened::SecretReplaced { ticket, id, outcome }]
    }

    /// Reads what tells whether a change was carried out.
    fn read_for(&mut self, pending: &PendingChange) {
        if matches!(pending.change, Change::AllowList(_)) {
            self.read_allow_list(&pending.id);
        } else {
            self.read_runner(&pending.id, Priority::Watching);
        }
    }

    /// Once a second: reads the runners of which something is waited for, and notes what was waited for too long.
    pub(super) fn watch_pending(&mut self) -> Vec<Happened> {
        // Whoever was told of the end has named its runner by now.
        let (pending, fleet) = (&self.pending, &self.fleet);
        self.vanished.retain(|last| pending.of(&last.id).next().is_some() && fleet.find(&last.id).is_none());
        let mut happened = Vec::new();
        for pending in self.pending.expire(self.now) {
            // What is waited for longer is a step of an operation, which tells its end.
            if pending.patience != REPORTED_WITHIN {
                continue;
            }
            let overdue = Overdue::of(&pending, self.fleet.find(&pending.id));
            let intent = Intent::Change(pending.change.clone());
            let kind = RecordKind::Overdue { intent, overdue: Box::new(overdue.clone()) };
            self.history.add(pending.id.clone(), self.now, kind);
            happened.push(Happened::Overdue { pending, overdue });
        }
        let due = self.pending.due_reads(self.now);
        let waited_for: Vec<PendingChange> = due.iter().flat_map(|id| self.pending.of(id).cloned()).collect();
        for pending in &waited_for {
            self.read_for(pending);
        }
        happened
    }

    /// Notes what a runner reports by now of what was asked of it.
    pub(super) fn reported_by(&mut self, id: &RunnerId) -> Vec<Happened> {
        let Some(row) = self.fleet.find(id) else { return Vec::new() };
        let runner = Arc::clone(&row.runner);
        let reported = self.pending.reported(&runner);
        self.note_reported(reported)
    }

    /// Notes what a runner's allow list shows by now of what was asked of it.
    pub(super) fn shown_by(&mut self, id: &RunnerId, list: &AllowList) -> Vec<Happened> {
        let shown = self.pending.take_where(|pending| {
            pending.id == *id
                && !pending.stage.is_open()
                && matches!(&pending.change, Change::AllowList(change) if list.reflects(change))
        });
        self.note_reported(shown)
    }

    fn note_reported(&mut self, reported: Vec<PendingChange>) -> Vec<Happened> {
        let mut happened = Vec::with_capacity(reported.len());
        for pending in reported {
            let after = self.now.since(&pending.sent);
            let kind = RecordKind::Reported { intent: Intent::Change(pending.change.clone()), after };
            self.history.add(pending.id.clone(), self.now, kind);
            happened.push(Happened::Reported { pending, after });
        }
        happened
    }

    /// A runner is no longer there: what was asked of it has ended one way or the other. `last` is what was last known of
    /// it.
    pub(super) fn runner_gone(&mut self, last: &Arc<Runner>) -> Vec<Happened> {
        let mut happened = Vec::new();
        for pending in self.pending.gone(&last.id) {
            let (intent, after) = (Intent::Change(pending.change.clone()), self.now.since(&pending.sent));
            let kind = match pending.change {
                Change::Remove => RecordKind::Reported { intent, after },
                Change::Setting(_) | Change::AllowList(_) | Change::Command(_) => RecordKind::GoneMeanwhile(intent),
            };
            self.history.add(last.id.clone(), self.now, kind);
            happened.push(Happened::Gone { pending, last: Arc::clone(last) });
        }
        self.vanished.retain(|vanished| vanished.id != last.id);
        self.vanished.push(Arc::clone(last));
        happened
    }
}
