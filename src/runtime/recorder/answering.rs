//! What the store has for each question.

use super::{Found, Query};
use crate::account::difference::differences;
use crate::store::{Choice, Store, StoreFault};

impl Query {
    /// Reads the answer; nothing is changed by it.
    ///
    /// # Errors
    ///
    /// What is wrong with the file, which is then wrong for every question.
    pub fn answered_by(self, store: &Store) -> Result<Found, StoreFault> {
        Ok(match self {
            Self::Timeline { account, runners, window } => {
                let strips = store.timeline(account, &runners, &window)?;
                Found::Timeline(runners.into_iter().zip(strips).collect())
            }
            Self::Events { account, before, most } => Found::Events(store.events(account, before, most)?),
            Self::EventsOf { account, runner, before, most } => {
                Found::Events(store.events_of(account, &runner, before, most)?)
            }
            Self::Differences { account } => {
                let since = store.last_visit(account)?;
                let events = since.map_or(Ok(Vec::new()), |since| store.events_since(account, since))?;
                Found::Differences { since, differences: differences(&events) }
            }
            Self::Tests { account, most } => Found::Tests(store.tests(account, most)?),
            Self::Operations { account, most } => Found::Operations(store.operations(account, most)?),
            Self::Choices => {
                let mut choices = Vec::new();
                for choice in Choice::ALL {
                    choices.extend(store.choice(choice)?.map(|value| (choice, value)));
                }
                Found::Choices(choices)
            }
        })
    }
}
