//! What becomes of a change: its answer, whether the runner reports it, and how its end is told.

use std::sync::Arc;

use super::{App, read_details_of};
use crate::account::history::What;
use crate::account::pending::{Stage, Wish};
use crate::api::{ApiError, Priority};
use crate::domain::{AllowList, Change, Named, Runner, RunnerCommand, RunnerId, Status, guide};
use crate::text::words::span;
use crate::tui::effect::Effect;
use crate::tui::screens::parts::refusal::Refusal;

impl App {
    /// Takes the answer to a change: what was asked there is closed or says why not, and the runner is read.
    pub(super) fn changed(&mut self, ticket: u64, id: &RunnerId, outcome: Result<(), ApiError>) -> Vec<Effect> {
        let outcome = self.settle_unsent(ticket, outcome);
        let stage = match &outcome {
            Ok(()) => Some(Stage::Accepted),
            Err(error) if error.is_unanswered() => Some(Stage::Unanswered),
            Err(_) => None,
        };
        let Some(wish) = self.asked.answered(ticket, stage) else { return Vec::new() };
        let effects = match self.bulk_answered(ticket, &outcome) {
            Some(mut effects) => {
                if let Err(error) = &outcome {
                    self.note_failure(&wish, error);
                }
                effects.extend(if stage.is_some() { self.read_for(&wish) } else { Vec::new() });
                effects
            }
            None => self.tell_answer(&wish, outcome),
        };
        if let Some(place) = self.departed.iter().position(|last| last.id == *id) {
            let last = self.departed.swap_remove(place);
            // It may be back.
            if self.fleet.find(id).is_none() {
                self.runner_gone(&last);
            }
        }
        effects
    }

    /// Says what the control plane answered: where it was asked for, if that is still open.
    fn tell_answer(&mut self, wish: &Wish, outcome: Result<(), ApiError>) -> Vec<Effect> {
        let what = wish.change.words(self.usage.value());
        // A command may be answered when its runner is no longer the one that is looked at.
        let whom = if is_deed(&wish.change) { format!("{}: ", self.named(&wish.id)) } else { String::new() };
        let asked_in = self.overlays.iter().position(|overlay| overlay.waits_for(wish.ticket));
        let Err(error) = outcome else {
            if let Some(place) = asked_in {
                self.overlays.remove(place);
                // What was chosen or typed for the question is done with it.
                self.overlays.retain(|overlay| !overlay.leads_to_a_question());
            }
            self.notify(format!("{whom}asked to {what}; waiting until it is reported"));
            return self.read_for(wish);
        };
        self.note_failure(wish, &error);
        let is_unanswered = error.is_unanswered();
        match asked_in {
            Some(place) => {
                self.refuse_in(place, Refusal::of(&error, Some(&wish.change)));
                // Nothing is left to ask about.
                if error.is_not_sent() && self.fleet.find(&wish.id).is_none() {
                    self.notify(self.not_sent_words(wish.change.label(), &wish.id, &error));
                }
            }
            None if is_unanswered => {
                let came = if error.is_unreadable() { "the answer cannot be read" } else { "no answer came" };
                self.notify(format!("{whom}asked to {what}, and {came}: not known whether it arrived"));
            }
            None if error.is_not_sent() => {
                self.notify(self.not_sent_words(wish.change.label(), &wish.id, &error));
            }
            None => self.notify(format!("{whom}could not {what}: {}", error.cause)),
        }
        if is_unanswered { self.read_for(wish) } else { Vec::new() }
    }

    /// Says in the dialog at `place` why what was asked there was not carried out; where its text was typed below, there, so
    /// that the text can be mended.
    fn refuse_in(&mut self, place: usize, refusal: Refusal) {
        let below = place.checked_sub(1).filter(|below| self.overlays[*below].can_be_mended());
        self.overlays[below.unwrap_or(place)].refused(refusal);
        if below.is_some() {
            self.overlays.remove(place);
        }
    }

    /// Has the activity tell that a change was not carried out, or that nobody knows.
    fn note_failure(&mut self, wish: &Wish, error: &ApiError) {
        let (what, reason) = (wish.change.words(self.usage.value()), error.cause.to_string());
        let happened = if error.is_unanswered() {
            What::Unanswered { what, reason }
        } else if error.is_not_sent() {
            What::NotSent { what, reason }
        } else {
            What::Failed { what, reason }
        };
        self.activity.note(wish.id.clone(), self.now, happened);
    }

    /// That nothing was sent, and why.
    pub(super) fn not_sent_words(&self, label: &str, id: &RunnerId, error: &ApiError) -> String {
        format!("{label} not sent to {}: {}", self.named(id), error.cause)
    }

    /// Reads what tells whether a wish was carried out.
    fn read_for(&mut self, wish: &Wish) -> Vec<Effect> {
        if matches!(wish.change, Change::AllowList(_)) {
            return self.read_allow_list(&wish.id).into_iter().collect();
        }
        read_details_of(&mut self.fleet, &wish.id, Priority::Watching).into_iter().collect()
    }

    /// Once a second: reads the runners of which something is waited for, and says what was waited for too long.
    pub(super) fn watch_asked(&mut self) -> Vec<Effect> {
        for wish in self.asked.expire(self.now) {
            let what = wish.change.words(self.usage.value());
            let row = self.fleet.find(&wish.id);
            let status = row.and_then(|row| row.runner.status.as_ref()).map_or("no status", Status::label);
            let is_missing = row.is_some_and(crate::account::fleet::Row::is_missing);
            let reason = match &wish.change {
                _ if is_missing => "the list lacks the runner, which was not found since".to_owned(),
                Change::Command(RunnerCommand::Restart) if !wish.has_left => {
                    format!("it never left {status} within a minute")
                }
                Change::Command(_) | Change::Remove => format!("still {status} after a minute"),
                _ => "not reported within a minute".to_owned(),
            };
            let told = format!("{}: asked to {what}, and {reason}", self.named(&wish.id));
            self.tell_end(&wish, told);
            self.activity.note(wish.id, self.now, What::Failed { what, reason });
        }
        let due = self.asked.due_reads(self.now);
        let wishes: Vec<Wish> = due.iter().flat_map(|id| self.asked.of(id).cloned()).collect();
        let mut effects = Vec::new();
        for wish in wishes {
            for effect in self.read_for(&wish) {
                if !effects.contains(&effect) {
                    effects.push(effect);
                }
            }
        }
        effects
    }

    /// Notes which of the wishes for a runner it reports by now.
    pub(super) fn settings_reported(&mut self, id: &RunnerId) {
        let Some(row) = self.fleet.find(id) else { return };
        let runner = Arc::clone(&row.runner);
        let reported = self.asked.reported(&runner);
        self.wishes_reported(reported);
    }

    /// Notes which of the wishes for a runner its allow list shows by now.
    pub(super) fn allow_list_reported(&mut self, id: &RunnerId, list: &AllowList) {
        let reported = self.asked.take_where(|wish| {
            wish.id == *id
                && !wish.stage.is_open()
                && matches!(&wish.change, Change::AllowList(change) if list.reflects(change))
        });
        self.wishes_reported(reported);
    }

    fn wishes_reported(&mut self, wishes: Vec<Wish>) {
        for wish in wishes {
            let what = wish.change.words(self.usage.value());
            let took = self.now.since(&wish.sent);
            let status = self.fleet.find(&wish.id).and_then(|row| row.runner.status.clone());
            let told = match (&wish.change, status) {
                (Change::Command(_), Some(status)) => {
                    format!("{}: {} after {}", self.named(&wish.id), status.label(), span(took))
                }
                _ => format!("done: {what}"),
            };
            self.tell_end(&wish, told);
            self.activity.note(wish.id, self.now, What::Reported { what, took });
        }
    }

    /// Says how a wish ended; of a command or a removal also where nobody looks.
    fn tell_end(&mut self, wish: &Wish, told: String) {
        if is_deed(&wish.change) {
            self.outbox.push(Effect::Alert(told.clone()));
        }
        self.notify(told);
    }

    /// How a runner is named, also one that vanished while something asked of it was on its way.
    pub(super) fn named(&self, id: &RunnerId) -> Named {
        self.last_known(id).map_or_else(|| Named::from(id.label()), |runner| self.fleet.named(runner))
    }

    /// A runner as it is, or was when it vanished while something asked of it was on its way.
    fn last_known(&self, id: &RunnerId) -> Option<&Runner> {
        let departed = || self.departed.iter().find(|runner| runner.id == *id);
        self.fleet.find(id).map(|row| &row.runner).or_else(departed).map(AsRef::as_ref)
    }

    /// A runner is no longer there: what was asked of it has ended one way or the other. `last` is what was last known of
    /// it; it is kept while the answer to something asked of it is on its way.
    pub(super) fn runner_gone(&mut self, last: &Arc<Runner>) {
        let id = &last.id;
        for wish in self.asked.gone(id) {
            let what = wish.change.words(self.usage.value());
            let took = self.now.since(&wish.sent);
            let name = self.fleet.named(last);
            if wish.change == Change::Remove {
                self.outbox.push(Effect::Alert(format!("{name} is removed")));
                self.tell_removal(last, name.to_string());
                self.activity.note(id.clone(), self.now, What::Reported { what, took });
            } else {
                let reason = "the runner is gone".to_owned();
                self.tell_end(&wish, format!("{name}: asked to {what}, and {reason}"));
                self.activity.note(id.clone(), self.now, What::Failed { what, reason });
            }
        }
        self.departed.retain(|departed| departed.id != *id);
        if self.asked.of(id).next().is_some() {
            self.departed.push(Arc::clone(last));
        }
    }

    /// Says what was removed since the last key, and where there is something left to clean up: that first, as names may be
    /// cut.
    fn tell_removal(&mut self, last: &Runner, name: String) {
        self.removed.names.push(name);
        for link in guide::cleanup(last) {
            if !self.removed.links.contains(&link.url) {
                self.removed.links.push(link.url);
            }
        }
        let told = format!("removed; clean up at {}: {}", self.removed.links.join(" "), self.removed.names.join(", "));
        self.notify_until_key(told);
    }
}

/// Whether it is one of the menu's actions, which end when nobody may be looking.
fn is_deed(change: &Change) -> bool {
    matches!(change, Change::Command(_) | Change::Remove)
}
