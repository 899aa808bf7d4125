//! What news came to, as the screen shows and says it. What is worked out from the rows follows them in one place.

use std::sync::Arc;

use super::App;
use crate::account::Happened;
use crate::account::pending::PendingChange;
use crate::api::{ApiError, Cause, calls};
use crate::domain::{Change, Moment, Runner, RunnerCommand, RunnerId, RunnerKey, Usage, guide};
use crate::text::words::{duration, uncapitalised};
use crate::tui::effect::Effect;
use crate::tui::screens::parts::record;
use crate::tui::screens::parts::refusal::{Refusal, in_place_of_an_answer};

impl App {
    /// Lets everything on the screen follow what happened, in its order, and says what is worth saying.
    pub(super) fn react(&mut self, happened: Vec<Happened>) -> Vec<Effect> {
        happened.into_iter().flat_map(|happened| self.react_to(happened)).collect()
    }

    fn react_to(&mut self, happened: Happened) -> Vec<Effect> {
        let account = self.account.id();
        let key = |id| RunnerKey::new(account, id);
        match happened {
            // The header says so.
            Happened::NotOpened(_) => {}
            Happened::RowsChanged | Happened::RunsRead => self.fleet_changed(),
            Happened::FleetDiffers { appeared, vanished } => self.fleet_differs(&appeared, &vanished),
            Happened::ListRead { asked } => self.list_read(asked),
            Happened::ListFailed(error) => self.bulk_list_failed(&error),
            Happened::DetailsRead { id, outcome } => self.details_read(&key(id), outcome),
            Happened::JsonRead { id, outcome } => self.json_read(&key(id), outcome),
            Happened::AllowListRead { id, outcome } => self.allow_list_read(&key(id), outcome),
            Happened::WorkRead { before } => self.work_read(before.as_deref()),
            // Drawn from the account as it is; the panel of several, and their end, tell of each.
            Happened::WorkDetailRead | Happened::OneOfSeveral { .. } => {}
            Happened::WorkRefused(error) => self.work_refused(&error),
            Happened::Left { ticket, request } => self.request_left(ticket, request),
            Happened::CameBack(ticket) => self.each_submission(|submission| submission.came_back(ticket)),
            Happened::TakingBack(ticket) => self.each_submission(|submission| submission.is_taken_back(ticket)),
            Happened::Accepted(pending) => self.change_accepted(&pending),
            Happened::Refused { pending, error } | Happened::Unanswered { pending, error } => {
                self.change_unsuccessful(&pending, &error);
            }
            Happened::GuidedWentOn(key) => self.guided_went_on(&key),
            Happened::PauseEndsSoon(key) => self.pause_ends_soon(&key),
            Happened::OperationHalted => self.operation_halted(),
            Happened::OperationEnded => self.operation_ended(),
            Happened::Gone { pending, last } if pending.change == Change::Remove && self.is_of_operation(&pending) => {
                let name = self.account.fleet().named(&last).to_string();
                self.say_removal(&last, name);
            }
            Happened::Reported { pending, .. } | Happened::Overdue { pending, .. } | Happened::Gone { pending, .. }
                if self.is_of_operation(&pending) => {}
            Happened::Reported { pending, after } => {
                let message = self.reported_message(&pending, &duration(after));
                self.say_end(&pending, message);
            }
            Happened::Overdue { pending, overdue } => {
                let message = format!("{}: {}", self.request_phrase(&pending), record::overdue_phrase(&overdue));
                self.say_end(&pending, message);
            }
            Happened::Gone { pending, last } => self.runner_gone(&pending, &last),
            Happened::CredentialsRead { ticket, id, outcome } => {
                return self.credentials_read(ticket, &key(id), outcome);
            }
            Happened::SecretReplaced { ticket, id, outcome } => self.secret_replaced(ticket, &key(id), outcome),
            Happened::TestsEnded => self.tests_ended(),
        }
        Vec::new()
    }

    /// Everything that is worked out from the rows follows them, in this order: the list first, as it says what is selected
    /// and marked; then what is asked about runners, so that no answer counts for what a question says no more; last the
    /// open details, which may close what lies on them.
    fn fleet_changed(&mut self) {
        self.list.follow(self.account.fleet());
        // Where the bar is by now belongs to what is said of a runner that was under the bar.
        self.say_fleet_news();
        self.follow_questions();
        self.bulk_follows();
        if let Some(detail) = &mut self.detail {
            detail.follow(self.account.fleet(), self.now);
        }
    }

    /// A whole list came; the rows have been followed already.
    fn list_read(&mut self, asked: Moment) {
        self.kept.last_time.list_came(self.now);
        self.list.settle_selection();
        self.bulk_list_came(asked);
        self.read_open_details();
        self.read_details();
    }

    /// What was requested, as the beginning of a sentence. An action's runner is named: the answer may come when another
    /// one is looked at. `Restart of crm-sync-us`, `Auto update change`.
    fn request_phrase(&self, pending: &PendingChange) -> String {
        if is_action(&pending.change) {
            format!("{} of {}", noun(&pending.change), self.account.named(&pending.id))
        } else {
            format!("{} change", pending.change.label())
        }
    }

    fn change_accepted(&mut self, pending: &PendingChange) {
        if let Some(index) = self.overlays.iter().position(|overlay| overlay.waits_for(pending.ticket)) {
            self.overlays.remove(index);
            // What was chosen or typed for the question is done with it.
            self.overlays.retain(|overlay| !overlay.leads_to_a_question());
        }
        let waits_for = match pending.change {
            Change::Command(_) => "Waiting for the runner to report it.",
            Change::Remove => "Waiting for the list without the runner.",
            Change::Setting(_) | Change::AllowList(_) => "Waiting for the control plane to report it.",
        };
        self.notify(format!("{} requested. {waits_for}", self.request_phrase(pending)));
    }

    fn change_unsuccessful(&mut self, pending: &PendingChange, error: &ApiError) {
        let requested = self.request_phrase(pending);
        let not_sent = || self.not_sent_message(pending.change.label(), &pending.id, error);
        match self.overlays.iter().position(|overlay| overlay.waits_for(pending.ticket)) {
            Some(index) => {
                // Nothing is left to ask about.
                let said = (error.is_not_sent() && self.account.row(&pending.id).is_none()).then(not_sent);
                self.refuse_in(index, Refusal::of(error, Some(&pending.change)));
                if let Some(said) = said {
                    self.notify(said);
                }
            }
            None if error.is_unanswered() => {
                let came = uncapitalised(in_place_of_an_answer(&error.cause));
                self.notify(format!("{requested}: {came}. The request may have arrived."));
            }
            None if error.is_not_sent() => self.notify(not_sent()),
            None => {
                let outcome = if matches!(error.cause, Cause::Server(_)) { "failed" } else { "refused" };
                self.notify(format!("{requested} {outcome}: {}", error.cause));
            }
        }
    }

    /// Says in the dialog at `index` why what was asked there was not carried out; where its text was typed below, there, so
    /// that the text can be mended.
    fn refuse_in(&mut self, index: usize, refusal: Refusal) {
        let below = index.checked_sub(1).filter(|below| self.overlays[*below].can_be_mended());
        self.overlays[below.unwrap_or(index)].refused(refusal);
        if below.is_some() {
            self.overlays.remove(index);
        }
    }

    /// That nothing was sent, and why.
    pub(super) fn not_sent_message(&self, label: &str, id: &RunnerId, error: &ApiError) -> String {
        format!("{label} not sent to {}: {}", self.account.named(id), error.cause)
    }

    fn reported_message(&self, pending: &PendingChange, after: &str) -> String {
        let status = self.account.row(&pending.id).and_then(|row| row.runner.status.clone());
        match (&pending.change, status) {
            (Change::Command(_), Some(status)) => {
                let again = if pending.change == Change::Command(RunnerCommand::Restart) { " again" } else { "" };
                format!("{} finished: {}{again} after {after}", self.request_phrase(pending), status.label())
            }
            _ => format!("{} finished: reported after {after}", self.request_phrase(pending)),
        }
    }

    /// Says how a change ended; of an action also where nobody looks.
    fn say_end(&mut self, pending: &PendingChange, message: String) {
        if is_action(&pending.change) {
            self.outbox.push(Effect::Alert(message.clone()));
        }
        self.notify(message);
    }

    fn runner_gone(&mut self, pending: &PendingChange, last: &Arc<Runner>) {
        let name = self.account.fleet().named(last);
        if pending.change == Change::Remove {
            self.outbox.push(Effect::Alert(format!("Removed {name}.")));
            self.say_removal(last, name.to_string());
        } else {
            self.say_end(pending, format!("{}: {}", self.request_phrase(pending), record::GONE));
        }
    }

    /// Says what was removed since the last key, and where there is something left to clean up: that first, as names may be
    /// cut.
    fn say_removal(&mut self, last: &Runner, name: String) {
        self.removed.names.push(name);
        for link in guide::cleanup(last) {
            if !self.removed.links.contains(&link.url) {
                self.removed.links.push(link.url);
            }
        }
        let message = format!(
            "Removed. Clean up at {}. Runners: {}",
            self.removed.links.join(" "),
            self.removed.names.join(", ")
        );
        self.notify_until_key(message);
    }

    /// Something of the work may not be read: said once, with both reasons. Of projects the details say it themselves.
    fn work_refused(&mut self, error: &ApiError) {
        let what = match error.call {
            calls::LIST_EXECUTIONS => "Running pipelines",
            calls::LIST_SCHEDULES => "Schedules",
            calls::LIST_STREAMING => "Streaming pipelines",
            calls::LIST_EVENTS => "Audit events",
            calls::LIST_ENVIRONMENTS if self.detail.is_none() => "Environments",
            calls::LIST_PROJECTS if self.detail.is_none() => "Projects",
            _ => return,
        };
        let reason = match &error.cause {
            Cause::Forbidden(problem) if problem.is_address_refused() => {
                "This address is not on the account's IP allow list."
            }
            _ => "The role lacks the permission, or this address is not allowed.",
        };
        self.notify(format!("{what} cannot be read (403). {reason}"));
    }

    /// A choice for the allow list keeps its bar on what it was on, whatever is known by now.
    fn work_read(&mut self, before: Option<&Usage>) {
        let known = self.account.work().value();
        for overlay in &mut self.overlays {
            if let Some(held) = overlay.held(before) {
                overlay.hold(&held, known);
            }
        }
        self.fleet_changed();
        self.read_work_of_tab();
    }
}

/// The action as a noun that "of" can follow.
fn noun(change: &Change) -> &'static str {
    match change {
        Change::Remove => "Removal",
        change => change.label(),
    }
}

/// Whether it is one of the menu's actions, which end when nobody may be looking.
fn is_action(change: &Change) -> bool {
    matches!(change, Change::Command(_) | Change::Remove)
}
