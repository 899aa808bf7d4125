//! What news came to, as the screen shows and says it. What is worked out from the rows follows them in one place.

use std::sync::Arc;

use super::App;
use crate::account::connection::LinkState;
use crate::account::pending::PendingChange;
use crate::account::{Account, Happened};
use crate::api::{ApiError, Cause, calls};
use crate::domain::{AccountId, Change, Label, Moment, Runner, RunnerCommand, RunnerKey, Usage, guide};
use crate::text::words::{duration, uncapitalised};
use crate::tui::command::Command;
use crate::tui::effect::Effect;
use crate::tui::keymap::clause;
use crate::tui::screens::parts::record;
use crate::tui::screens::parts::refusal::{Refusal, in_place_of_an_answer};

impl App {
    /// Lets everything on the screen follow what happened, in its order, and says what is worth saying.
    pub(super) fn react(&mut self, account: AccountId, happened: Vec<Happened>) -> Vec<Effect> {
        happened.into_iter().flat_map(|happened| self.react_to(account, happened)).collect()
    }

    fn react_to(&mut self, account: AccountId, happened: Happened) -> Vec<Effect> {
        let of = |id| RunnerKey::new(account, id);
        match happened {
            Happened::NotOpened(reason) => self.not_opened(account, &reason),
            Happened::SecretRead(outcome) => return self.secret_read(account, outcome),
            Happened::RowsChanged | Happened::RunsRead => self.fleet_changed(account),
            Happened::FleetDiffers { appeared, vanished } => self.fleet_differs(account, &appeared, &vanished),
            Happened::ListRead { asked } => self.list_read(account, asked),
            Happened::ListFailed(error) => self.bulk_list_failed(account, &error),
            Happened::DetailsRead { id, outcome } => self.details_read(&of(id), outcome),
            Happened::JsonRead { id, outcome } => self.json_read(&of(id), outcome),
            Happened::AllowListRead { id, outcome } => self.allow_list_read(&of(id), outcome),
            Happened::WorkRead { before } => self.work_read(account, before.as_deref()),
            // Drawn from the account as it is; the panel of several, and their end, tell of each.
            Happened::WorkDetailRead | Happened::OneOfSeveral { .. } => {}
            Happened::WorkRefused(error) => self.work_refused(account, &error),
            Happened::Left { ticket, request } => self.request_left(account, ticket, request),
            Happened::CameBack(ticket) => self.each_submission(|submission| submission.came_back(ticket)),
            Happened::TakingBack(ticket) => self.each_submission(|submission| submission.is_taken_back(ticket)),
            Happened::Accepted(pending) => self.change_accepted(account, &pending),
            Happened::Refused { pending, error } | Happened::Unanswered { pending, error } => {
                self.change_unsuccessful(account, &pending, &error);
            }
            Happened::GuidedWentOn(key) => self.guided_went_on(&key),
            Happened::PauseEndsSoon(key) => self.pause_ends_soon(&key),
            Happened::OperationHalted => self.operation_halted(account),
            Happened::OperationEnded => self.operation_ended(account),
            Happened::Gone { pending, last }
                if pending.change == Change::Remove && self.is_of_operation(account, &pending) =>
            {
                let name = self.accounts.of(account).fleet().named(&last).to_string();
                self.say_removal(account, &last, name);
            }
            Happened::Reported { pending, .. } | Happened::Overdue { pending, .. } | Happened::Gone { pending, .. }
                if self.is_of_operation(account, &pending) => {}
            Happened::Reported { pending, after } => {
                let message = self.reported_message(account, &pending, &duration(after));
                self.say_end(account, &pending, message);
            }
            Happened::Overdue { pending, overdue } => {
                let requested = self.request_phrase(account, &pending);
                self.say_end(account, &pending, format!("{requested}: {}", record::overdue_phrase(&overdue)));
            }
            Happened::Gone { pending, last } => self.runner_gone(account, &pending, &last),
            Happened::CredentialsRead { ticket, id, outcome } => {
                return self.credentials_read(ticket, &of(id), outcome);
            }
            Happened::SecretReplaced { ticket, id, outcome } => self.secret_replaced(ticket, &of(id), outcome),
            Happened::TestsEnded => self.tests_ended(account),
        }
        Vec::new()
    }

    /// Everything that is worked out from the rows follows them, in this order: the list first, as it says what is selected
    /// and marked; then what is asked about runners, so that no answer counts for what a question says no more; last the
    /// open details, which may close what lies on them.
    fn fleet_changed(&mut self, account: AccountId) {
        self.list.follow(&self.accounts);
        // Where the bar is by now belongs to what is said of a runner that was under the bar.
        self.say_fleet_news();
        self.follow_questions();
        self.bulk_follows(account);
        if let Some(detail) = self.detail.as_mut().filter(|detail| detail.key().account == account) {
            detail.follow(self.accounts.of(account).fleet(), self.now);
        }
    }

    /// A whole list came; the rows have been followed already.
    fn list_read(&mut self, account: AccountId, asked: Moment) {
        let now = self.now;
        if let Some(kept) = self.stored.get_mut(account) {
            kept.last_time.list_came(now);
        }
        // Of accounts of which nothing came yet rows may still stand before the first one.
        let has_come = |account: &Account| {
            let is_down = matches!(account.connection().state(now), LinkState::NotOpened { .. });
            account.fleet().is_complete() || account.connection().is_failing() || is_down
        };
        if self.accounts.iter().all(has_come) {
            self.list.settle_selection();
        }
        self.bulk_list_came(account, asked);
        if self.detail.as_ref().is_some_and(|detail| detail.key().account == account) {
            self.read_open_details();
        }
        self.read_details();
    }

    /// What was requested, as the beginning of a sentence. An action's runner is named: the answer may come when another
    /// one is looked at. `Restart of crm-sync-us`, `Auto update change`.
    fn request_phrase(&self, account: AccountId, pending: &PendingChange) -> String {
        if is_action(&pending.change) {
            format!("{} of {}", noun(&pending.change), self.accounts.of(account).named(&pending.id))
        } else {
            format!("{} change", pending.change.label())
        }
    }

    fn change_accepted(&mut self, account: AccountId, pending: &PendingChange) {
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
        self.tell(account, format!("{} requested. {waits_for}", self.request_phrase(account, pending)));
    }

    fn change_unsuccessful(&mut self, account: AccountId, pending: &PendingChange, error: &ApiError) {
        let requested = self.request_phrase(account, pending);
        let key = RunnerKey::new(account, pending.id.clone());
        let not_sent = || self.not_sent_message(pending.change.label(), &key, error);
        match self.overlays.iter().position(|overlay| overlay.waits_for(pending.ticket)) {
            Some(index) => {
                // Nothing is left to ask about.
                let said = (error.is_not_sent() && self.accounts.at(&key).is_none()).then(not_sent);
                self.refuse_in(index, Refusal::of(error, Some(&pending.change)));
                if let Some(said) = said {
                    self.tell(account, said);
                }
            }
            None if error.is_unanswered() => {
                let came = uncapitalised(in_place_of_an_answer(&error.cause));
                self.tell(account, format!("{requested}: {came}. The request may have arrived."));
            }
            None if error.is_not_sent() => self.tell(account, not_sent()),
            None => {
                let outcome = if matches!(error.cause, Cause::Server(_)) { "failed" } else { "refused" };
                self.tell(account, format!("{requested} {outcome}: {}", error.cause));
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
    pub(super) fn not_sent_message(&self, label: &str, key: &RunnerKey, error: &ApiError) -> String {
        format!("{label} not sent to {}: {}", self.accounts.named(key), error.cause)
    }

    fn reported_message(&self, account: AccountId, pending: &PendingChange, after: &str) -> String {
        let requested = self.request_phrase(account, pending);
        let status = self.accounts.of(account).row(&pending.id).and_then(|row| row.runner.status.clone());
        match (&pending.change, status) {
            (Change::Command(_), Some(status)) => {
                let again = if pending.change == Change::Command(RunnerCommand::Restart) { " again" } else { "" };
                format!("{} finished: {}{again} after {after}", requested, status.label())
            }
            _ => format!("{requested} finished: reported after {after}"),
        }
    }

    /// Says how a change ended; of an action also where nobody looks.
    fn say_end(&mut self, account: AccountId, pending: &PendingChange, message: String) {
        if is_action(&pending.change) {
            self.alert(account, &message);
        }
        self.tell(account, message);
    }

    fn runner_gone(&mut self, account: AccountId, pending: &PendingChange, last: &Arc<Runner>) {
        let name = self.accounts.of(account).fleet().named(last);
        if pending.change == Change::Remove {
            self.alert(account, &format!("Removed {name}."));
            self.say_removal(account, last, name.to_string());
        } else {
            let requested = self.request_phrase(account, pending);
            self.say_end(account, pending, format!("{requested}: {}", record::GONE));
        }
    }

    /// Says what was removed since the last key, and where there is something left to clean up: that first, as names may be
    /// cut.
    fn say_removal(&mut self, account: AccountId, last: &Runner, name: String) {
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
        self.tell_until_key(Some(account), message);
    }

    /// An account could not be opened: said once, with what to mend.
    fn not_opened(&mut self, account: AccountId, reason: &Label) {
        let profiles = clause(self.config.keymap.key(self.context(), Command::OpenProfiles), " {} opens the profiles.");
        let label = self.accounts.label(account);
        self.tell_until_key(Some(account), format!("{label} is not open: {reason}.{profiles}"));
    }

    /// Something of the work may not be read: said once, with both reasons. Of projects the details say it themselves.
    fn work_refused(&mut self, account: AccountId, error: &ApiError) {
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
        self.tell(account, format!("{what} cannot be read (403). {reason}"));
    }

    /// A choice for the allow list keeps its bar on what it was on, whatever is known by now.
    fn work_read(&mut self, account: AccountId, before: Option<&Usage>) {
        let known = self.accounts.of(account).work().value();
        for overlay in &mut self.overlays {
            if overlay.about().iter().any(|key| key.account != account) {
                continue;
            }
            if let Some(held) = overlay.held(before) {
                overlay.hold(&held, known);
            }
        }
        self.fleet_changed(account);
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
