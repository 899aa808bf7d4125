//! [`Watch`]: the account, and what is said of watching it: that the list was read, that it no longer can be, and why, that it
//! can be again. A line for each, not for each try. Pure: it knows no task and no clock.

use std::sync::Arc;

use super::rereading::Rereading;
use crate::account::{Account, Happened, News, Observation, Profile, Request};
use crate::api::{ApiError, Cause, Priority};
use crate::cli::reason::reason;
use crate::domain::{AccountId, Facts, Moment};
use crate::text::words::{counted, long_duration};

/// Refusals of the credentials in a row after which nothing is tried any more. They are a minute apart: a token service that
/// fails for a moment is waited for, and a secret that was replaced is read anew by whoever starts the program again.
const MOST_REFUSALS: usize = 10;

/// The account as it is watched.
pub struct Watch {
    account: Account,
    has_read: bool,
    /// Since when the list cannot be read.
    down_since: Option<Moment>,
    /// Reasons said since then.
    said: Vec<String>,
    /// How often in a row the credentials were refused.
    refusals: usize,
    /// What is read of runners by their ids, where the list lacks it.
    rereading: Rereading,
}

/// What news came to.
#[derive(Debug, Default)]
pub struct Step {
    /// What is to be said.
    pub lines: Vec<String>,
    /// What is to be kept.
    pub observations: Vec<Observation>,
    /// What the link is to do.
    pub requests: Vec<Request>,
    /// Whether trying on helps nobody.
    pub is_over: bool,
}

impl Watch {
    /// Before anything is known of the account. Nothing can be changed in it.
    pub fn new(id: AccountId, profile: Arc<Profile>, now: Moment) -> Self {
        let account = Account::new(id, profile, 0, now);
        let rereading = Rereading::default();
        Self { account, has_read: false, down_since: None, said: Vec::new(), refusals: 0, rereading }
    }

    /// The same, and what the list lacks of these things is read by id.
    #[must_use]
    pub fn with(self, facts: Facts) -> Self {
        Self { rereading: Rereading::of(facts), ..self }
    }

    /// The account in a line, where there are several.
    pub fn label(&self) -> &str {
        self.account.profile().label()
    }

    /// The account, as it is known.
    pub fn account(&self) -> &Account {
        &self.account
    }

    /// Takes news that came at `now`.
    pub fn take(&mut self, news: News, now: Moment) -> Step {
        let mut step = Step::default();
        let mut happened = self.account.tick(now);
        happened.extend(self.account.update(news));
        if happened.iter().any(|happened| matches!(happened, Happened::ListRead { .. })) {
            self.rereading.list_read(&self.account);
        }
        for happened in happened {
            match happened {
                Happened::DetailsRead { id, .. } => self.rereading.took(id, now),
                Happened::ListRead { .. } => step.lines.extend(self.list_read(now)),
                Happened::ListFailed(error) => {
                    step.lines.extend(self.list_failed(&error, now));
                    step.is_over |= self.is_over();
                }
                Happened::NotOpened(reason) => {
                    step.lines.push(format!("{reason}."));
                    step.is_over = true;
                }
                // Of the runners the history tells; nothing is sent from here.
                _ => {}
            }
        }
        self.account.look_up_missing();
        if let Some(id) = self.rereading.next(&self.account, now) {
            self.account.read_runner(&id, Priority::Background);
        }
        step.observations = self.account.take_observations();
        step.requests = self.account.take_requests();
        step
    }

    fn list_read(&mut self, now: Moment) -> Option<String> {
        let runners = self.account.fleet().rows().iter().filter(|row| !row.is_missing()).count();
        let runners = counted(runners, "runner");
        let down = self.down_since.take().map(|since| now.since(&since));
        self.said.clear();
        self.refusals = 0;
        match (std::mem::replace(&mut self.has_read, true), down) {
            (false, _) => Some(format!("The list was read: {runners}.")),
            (true, Some(down)) => Some(format!("The list can be read again after {}: {runners}.", long_duration(down))),
            (true, None) => None,
        }
    }

    /// Each reason once until the list is read again, and the end of trying.
    fn list_failed(&mut self, error: &ApiError, now: Moment) -> Option<String> {
        const HELP: &str = "Check the client id and its secret.";
        self.down_since.get_or_insert(now);
        let is_refused = matches!(error.cause, Cause::SignedOut(_));
        self.refusals = if is_refused { self.refusals + 1 } else { 0 };
        let kind = error.short();
        let is_said = self.said.contains(&kind);
        if !is_said {
            self.said.push(kind);
        }
        match (is_said, self.is_over()) {
            (false, true) => Some(format!("The list cannot be read: {}. {HELP}", reason(error))),
            (false, false) => {
                Some(format!("The list cannot be read: {}. Trying again until that works.", reason(error)))
            }
            (true, true) => Some(format!("The credentials were refused {} times in a row. {HELP}", self.refusals)),
            (true, false) => None,
        }
    }

    /// Whether only a person can help, here: at the start a wrong secret is a mistake, later it was replaced.
    fn is_over(&self) -> bool {
        self.refusals >= if self.has_read { MOST_REFUSALS } else { 1 }
    }
}
