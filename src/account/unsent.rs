//! What was confirmed and may not have left yet. The one rule for whatever can be confirmed: what waits for a runner that is
//! no longer as it was confirmed, so that its question would be asked anew or refused, is taken back.

use super::{Account, Happened};
use crate::api::{ApiError, Cause};
use crate::domain::{Confirmed, Intent, Label, RunnerId};

/// A request that has no answer yet.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Unsent {
    ticket: u64,
    id: RunnerId,
    intent: Intent,
    confirmed: Confirmed,
    has_left: bool,
    /// Why it is being taken back, if the runner is the reason.
    objection: Option<String>,
}

impl Account {
    /// Notes that a request was confirmed for a runner as it is now.
    pub(super) fn note_unsent(&mut self, ticket: u64, id: &RunnerId, intent: Intent) {
        let Some(row) = self.fleet.find(id) else { return };
        let confirmed = Confirmed::of(&row.runner, self.fleet.named(&row.runner));
        let unsent = Unsent { ticket, id: id.clone(), intent, confirmed, has_left: false, objection: None };
        self.unsent.push(unsent);
    }

    /// The fleet may have changed: takes back what must not be sent any more.
    pub(super) fn take_back_outdated(&mut self) -> Vec<Happened> {
        let mut outdated = Vec::new();
        for unsent in self.unsent.iter_mut().filter(|unsent| !unsent.has_left && unsent.objection.is_none()) {
            let row = self.fleet.find(&unsent.id);
            let named = row.map(|row| self.fleet.named(&row.runner));
            let now = row.map(|row| &*row.runner).zip(named.as_ref());
            unsent.objection = unsent.confirmed.objection(&unsent.intent, now);
            if unsent.objection.is_some() {
                outdated.push(unsent.ticket);
            }
        }
        for ticket in &outdated {
            self.take_back(*ticket);
        }
        outdated.into_iter().map(Happened::TakingBack).collect()
    }

    /// A request has left, or is back and waits again.
    pub(super) fn note_left(&mut self, ticket: u64, has_left: bool) {
        for unsent in self.unsent.iter_mut().filter(|unsent| unsent.ticket == ticket) {
            unsent.has_left = has_left;
        }
    }

    /// Takes a request's answer: one that was taken back because of its runner says so.
    pub(super) fn settle_unsent<T>(&mut self, ticket: u64, outcome: Result<T, ApiError>) -> Result<T, ApiError> {
        let index = self.unsent.iter().position(|unsent| unsent.ticket == ticket);
        let objection = index.and_then(|index| self.unsent.swap_remove(index).objection);
        outcome.map_err(|error| match objection {
            Some(reason) if error.cause == Cause::TakenBack => {
                ApiError { cause: Cause::NotSent(Label::from(reason)), ..error }
            }
            _ => error,
        })
    }
}
