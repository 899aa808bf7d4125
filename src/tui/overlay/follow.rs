//! What an overlay waits for, and what it follows.

use super::Overlay;
use crate::account::fleet::Fleet;
use crate::account::work::Work;
use crate::domain::{Moment, Named, Runner, RunnerKey, Setting, Usage};
use crate::tui::screens::parts::refusal::Refusal;
use crate::tui::screens::parts::submission::Submission;
use crate::tui::screens::{bulk, events, journal, json, palette, picker};

/// What it waits for, and what it follows.
impl Overlay {
    pub(super) fn submission(&self) -> Option<&Submission> {
        match self {
            Self::Question(state) => Some(&state.submission),
            Self::Typed(state) => Some(&state.submission),
            Self::Edit(state) => Some(&state.submission),
            _ => None,
        }
    }

    /// What was sent from it, in those that send one request.
    pub fn submission_mut(&mut self) -> Option<&mut Submission> {
        match self {
            Self::Question(state) => Some(&mut state.submission),
            Self::Typed(state) => Some(&mut state.submission),
            Self::Edit(state) => Some(&mut state.submission),
            _ => None,
        }
    }

    /// Whether it waits for the answer to the request with this ticket.
    pub fn waits_for(&self, ticket: u64) -> bool {
        self.submission().is_some_and(|submission| submission.waits_for(ticket))
    }

    /// What it asked for is on its way, as the request with this ticket.
    pub fn sent(&mut self, ticket: u64) {
        match self {
            Self::Question(state) => state.sent(ticket),
            Self::Typed(state) => state.sent(ticket),
            _ => {}
        }
    }

    /// What was asked for in it was not carried out, or nobody knows.
    pub fn refused(&mut self, refusal: Refusal) {
        match self {
            Self::Question(state) => state.refused(refusal),
            Self::Typed(state) => state.refused(refusal),
            Self::Edit(state) => state.refused(refusal),
            _ => {}
        }
    }

    /// Whether it is the field whose text the question above it asks about, so that a refusal of it belongs here.
    pub fn can_be_mended(&self) -> bool {
        matches!(self, Self::Edit(_))
    }

    /// Whether what was chosen or typed in it led to a question, and is done with once that was accepted.
    pub fn leads_to_a_question(&self) -> bool {
        matches!(self, Self::Picker(_) | Self::Edit(_))
    }

    /// A runner was read again, or could not be, for this reason: what is asked about it can be answered from here on.
    pub fn was_read(&mut self, key: &RunnerKey, failure: Option<&str>) {
        let failure = failure.map(str::to_owned);
        match self {
            Self::Question(state) if state.key == *key => state.was_read(failure),
            Self::Typed(state) if state.key == *key => state.was_read(failure),
            _ => {}
        }
    }

    /// The runners may have changed; `known` tells one as it is now, and how it is named.
    pub fn follow<'a>(&mut self, known: impl Fn(&RunnerKey) -> Option<(&'a Runner, Named)>) {
        match self {
            Self::Question(state) => state.follow(known(&state.key)),
            Self::Typed(state) => state.follow(known(&state.key)),
            _ => {}
        }
    }

    /// Who depends on runners, and what runs there, may be known by now.
    pub fn work_came(&mut self, work: &Work, fleet: &Fleet, now: Moment) {
        match self {
            Self::Question(state) => state.affected_by(work, fleet, now),
            Self::Typed(state) => state.affected_by(work, fleet, now),
            Self::Bulk(state) => state.affected_by(work, fleet, now),
            _ => {}
        }
    }

    /// When it waits no longer for what runs, while it does.
    pub fn waits_until(&self) -> Option<Moment> {
        match self {
            Self::Question(state) => state.affected.waits_until(),
            Self::Typed(state) => state.affected.waits_until(),
            Self::Bulk(state) => state.affected.waits_until(),
            _ => None,
        }
    }

    /// Whether it says what runs on whom it is about.
    pub fn says_what_runs(&self) -> bool {
        matches!(self, Self::Question(_) | Self::Typed(_) | Self::Bulk(_))
    }

    /// A runner's allow list was read, or could not be.
    pub fn allow_list_came(&mut self, key: &RunnerKey) {
        if let Self::Question(state) = self
            && state.key == *key
        {
            state.allow_list_came();
        }
    }

    /// What its bar is on, to be held while the projects that are known change.
    pub fn held(&self, usage: Option<&Usage>) -> Option<picker::Held> {
        if let Self::Picker(state) = self { state.held(usage) } else { None }
    }

    /// Puts the bar back on what was held.
    pub fn hold(&mut self, held: &picker::Held, usage: Option<&Usage>) {
        if let Self::Picker(state) = self {
            state.hold(held, usage);
        }
    }

    /// The text that was typed in it and would be lost with it; whose it is, and of what.
    pub fn draft(&self) -> Option<((RunnerKey, Setting), String)> {
        let Self::Edit(field) = self else { return None };
        Some(((field.key.clone(), field.setting), field.draft()?.to_owned()))
    }

    /// The view of this runner's JSON.
    pub fn json_of(&mut self, key: &RunnerKey) -> Option<&mut json::State> {
        if let Self::Json(state) = self { Some(state).filter(|state| state.key == *key) } else { None }
    }

    /// The view of the journal.
    pub fn journal(&mut self) -> Option<&mut journal::State> {
        if let Self::Journal(state) = self { Some(state) } else { None }
    }

    /// The events.
    pub fn events(&self) -> Option<&events::State> {
        if let Self::Events(state) = self { Some(state) } else { None }
    }

    /// The palette.
    pub fn palette_mut(&mut self) -> Option<&mut palette::State> {
        if let Self::Palette(state) = self { Some(state) } else { None }
    }

    /// The question about several runners.
    pub fn bulk_mut(&mut self) -> Option<&mut bulk::State> {
        if let Self::Bulk(state) = self { Some(state) } else { None }
    }
}
