//! Changes: from a key to a field, a question or a choice, from there to one request, and what becomes of it.

use crate::account::Request;
use crate::domain::{
    AllowList, AllowListChange, Change, JournalNote, Moment, Named, Runner, RunnerCommand, RunnerId, Setting,
    SettingChange, Status, VersionTrack, guide,
};
use std::sync::Arc;

use super::{App, Overlay, ask, read_details_of};
use crate::account::history::What;
use crate::account::pending::{Stage, Wish};
use crate::account::work::Work;
use crate::api::{ApiError, Priority};
use crate::command::Command;
use crate::effect::Effect;
use crate::screens::edit::{self, Save};
use crate::screens::page::{Page, Target};
use crate::screens::question::{self, Choice};
use crate::screens::refusal::Refusal;
use crate::screens::sending::Sending;
use crate::screens::{picker, runner_detail};
use crate::ui::words::span;

/// Why nothing is sent.
const GONE: &str = "the runner is gone: there is nothing to change any more";

impl App {
    /// Takes a command of the details that leads to a change.
    pub(super) fn change_in_details(&mut self, command: Command, page: &Page) -> Vec<Effect> {
        let Some(detail) = &self.detail else { return Vec::new() };
        let target = detail.cursor().item(page).and_then(|item| item.target.clone());
        match (command, target) {
            (Command::Change, Some(Target::Link(url))) => vec![Effect::OpenLink(url)],
            (Command::Change, Some(Target::Setting(setting))) => self.change_setting(setting),
            (Command::Change, _) => {
                self.notify("nothing to change here");
                Vec::new()
            }
            (Command::ToggleAutoUpdate, _) => self.change_setting(Setting::AutoUpdate),
            (Command::AddEntry | Command::RemoveEntry | Command::RemoveAll, target)
                if detail.tab() == runner_detail::Tab::AllowList =>
            {
                self.change_allow_list(command, target);
                Vec::new()
            }
            _ => Vec::new(),
        }
    }

    /// Keeps what was typed in the field on top, which is about to be closed unsaved: one key, or an escape that a slow
    /// link made of another one, loses no text.
    pub(super) fn keep_draft(&mut self) {
        let Some(Overlay::Edit(field)) = self.overlays.last() else { return };
        if let Some(draft) = field.draft() {
            self.drafts.insert((field.id.clone(), field.setting), draft.to_owned());
            self.notify("The typed text is kept for the next time.");
        }
    }

    /// Says why a setting of the open runner cannot be changed, if it cannot.
    fn is_refused(&mut self, setting: Setting) -> bool {
        let Some(detail) = &self.detail else { return true };
        let reason = match detail.gone_since() {
            Some(_) => Some(GONE),
            None => setting.refusal(detail.runner(), self.setting.read_only),
        };
        if let Some(reason) = reason {
            self.notify(reason);
        }
        reason.is_some()
    }

    fn change_setting(&mut self, setting: Setting) -> Vec<Effect> {
        if self.is_refused(setting) {
            return Vec::new();
        }
        let Some(detail) = &self.detail else { return Vec::new() };
        let runner = &*Arc::clone(detail.runner());
        let id = runner.id.clone();
        let change = |label: &str, change| Choice { label: label.to_owned(), change: Change::Setting(change) };
        let to_track = |track: VersionTrack| change(&format!("yes, {}", track.label()), SettingChange::Track(track));
        let named = self.fleet.named(runner);
        let mut effects = Vec::new();
        let choices = match setting {
            Setting::Name | Setting::Description => {
                // A description that was not read yet would be overwritten unseen.
                if setting == Setting::Description && runner.description.is_none() {
                    self.notify("the description was not read yet; try again in a moment");
                    return Vec::new();
                }
                let mut field = edit::State::new(setting, runner);
                if let Some(draft) = self.drafts.remove(&(id, setting)) {
                    field.resume(&draft);
                }
                self.overlays.push(Overlay::Edit(field));
                return Vec::new();
            }
            Setting::AutoUpdate => match runner.auto_update {
                Some(true) => vec![change("yes, turn it off", SettingChange::AutoUpdate(false))],
                Some(false) => vec![change("yes, turn it on", SettingChange::AutoUpdate(true))],
                None => vec![
                    change("yes, turn it on", SettingChange::AutoUpdate(true)),
                    change("turn it off", SettingChange::AutoUpdate(false)),
                ],
            },
            Setting::Track => match &runner.release.track {
                Some(VersionTrack::Current) => vec![to_track(VersionTrack::Stable)],
                Some(VersionTrack::Stable) => vec![to_track(VersionTrack::Current)],
                _ => vec![to_track(VersionTrack::Current), to_track(VersionTrack::Stable)],
            },
            Setting::Restriction | Setting::AllowList => {
                // The question says whom a restriction would shut out.
                effects.extend(self.read_allow_list(&id));
                match runner.restricted {
                    Some(true) => vec![change("yes, let every project use it", SettingChange::Restricted(false))],
                    Some(false) => vec![change("yes, restrict it", SettingChange::Restricted(true))],
                    None => vec![
                        change("yes, restrict it", SettingChange::Restricted(true)),
                        change("let every project use it", SettingChange::Restricted(false)),
                    ],
                }
            }
        };
        self.overlays.push(Overlay::Question(question::State::new(id, named, choices)));
        effects
    }

    fn change_allow_list(&mut self, command: Command, target: Option<Target>) {
        if self.is_refused(Setting::AllowList) {
            return;
        }
        let Some(detail) = &self.detail else { return };
        let id = detail.id().clone();
        let named = self.fleet.named(detail.runner());
        let choice = |label: &str, change| Choice { label: label.to_owned(), change: Change::AllowList(change) };
        let choices = match (command, target) {
            (Command::AddEntry, _) => {
                self.overlays.push(Overlay::Picker(picker::State::new(id)));
                return;
            }
            (Command::RemoveAll, _) => match detail.allow_list.value() {
                Some(list) if list.projects.is_empty() => return self.notify("the allow list is empty already"),
                Some(_) => vec![choice("yes, empty it", AllowListChange::Clear)],
                None => return self.notify("the allow list was not read yet"),
            },
            (_, Some(Target::Project(project))) => {
                vec![choice("yes, remove the project", AllowListChange::RemoveProject(project))]
            }
            (_, Some(Target::Environment(project, name))) => {
                let entry = detail.allow_list.value().and_then(|list| list.find(&project));
                let is_last = entry.and_then(|entry| entry.environments.as_ref()).is_some_and(|names| names.len() < 2);
                let alone = AllowListChange::RemoveEnvironment(project.clone(), name);
                if is_last {
                    vec![
                        choice("yes, remove the project", AllowListChange::RemoveProject(project)),
                        choice("remove the environment alone", alone),
                    ]
                } else {
                    vec![choice("yes, remove the environment", alone)]
                }
            }
            _ => return self.notify("the bar is not on a project or an environment"),
        };
        self.overlays.push(Overlay::Question(question::State::new(id, named, choices)));
    }

    /// Sends a change, once, and notes that it was asked for. Answers with its ticket.
    pub(super) fn send(&mut self, id: &RunnerId, change: Change) -> (u64, Effect) {
        let words = change.words(self.usage.value());
        self.activity.note(id.clone(), self.now, What::Asked(words));
        let note = self.journal_note(id, change.words(self.usage.value()));
        let ticket = self.asked.send(id.clone(), change.clone(), self.now);
        self.note_unsent(ticket, id, Some(change.clone()));
        (ticket, ask(Request::Change { ticket, id: id.clone(), change, note }))
    }

    /// What is to be written down of something that is asked for now.
    pub(super) fn journal_note(&self, id: &RunnerId, action: String) -> JournalNote {
        let may_be_missing = self.journal_trouble.as_ref().is_some_and(|trouble| trouble.is_shown);
        JournalNote { name: self.named(id).name().clone(), action, may_be_missing }
    }

    /// A request has left: it can no longer be taken back.
    pub(super) fn departed(&mut self, ticket: u64) {
        let wish = self.asked.departed(ticket, self.now);
        self.note_left(ticket, true);
        for sending in self.overlays.iter_mut().filter_map(Overlay::sending) {
            sending.departed(ticket);
        }
        let is_watched = self.overlays.iter().any(|overlay| match overlay {
            Overlay::Bulk(state) => state.sending() == Some(ticket),
            other => other.waits_for(ticket),
        });
        if !is_watched {
            let new_secret = self.regenerating.as_ref().filter(|(asked, ..)| *asked == ticket);
            let asked = wish.map(|wish| (wish.change.label(), wish.id));
            if let Some((label, id)) = asked.or_else(|| new_secret.map(|(_, id, _)| ("Regenerate", id.clone()))) {
                self.notify(format!("{label} had been sent to {} already: too late to stop", self.named(&id)));
            }
        }
    }

    /// A request that had left waits again: it can be taken back.
    pub(super) fn came_back(&mut self, ticket: u64) {
        self.asked.came_back(ticket);
        self.note_left(ticket, false);
        for sending in self.overlays.iter_mut().filter_map(Overlay::sending) {
            sending.came_back(ticket);
        }
        // The runner may have changed while it was away.
        self.take_back_outdated();
    }

    /// Takes a command while a field is on top.
    pub(super) fn command_in_edit(&mut self, command: Command) -> Vec<Effect> {
        let Some(Overlay::Edit(state)) = self.overlays.last_mut() else { return Vec::new() };
        if command != Command::Save {
            return Vec::new();
        }
        let id = state.id.clone();
        let Some(row) = self.fleet.find(&id) else {
            state.refused(Refusal::note(GONE.to_owned()));
            return Vec::new();
        };
        match state.save(&row.runner) {
            Save::Stays => Vec::new(),
            Save::Unchanged => {
                self.overlays.pop();
                self.notify("nothing was different, and nothing was sent");
                Vec::new()
            }
            Save::Ask(change) => {
                let named = self.fleet.named(&row.runner);
                self.overlays.push(Overlay::Question(question::State::about_text(&row.runner, named, change)));
                Vec::new()
            }
        }
    }

    /// Takes a command while a question is on top.
    pub(super) fn command_in_question(&mut self, command: Command) -> Vec<Effect> {
        if command == Command::ShowRequest {
            self.show_request_of_question();
            return Vec::new();
        }
        let is_move = matches!(command, Command::Up | Command::Down | Command::NextTab | Command::PreviousTab);
        if is_move && self.is_move_in_a_row() {
            self.moves_in_question(command, 1);
            return Vec::new();
        }
        let (page, last) = self.scroll_limits();
        let Some(Overlay::Question(state)) = self.overlays.last_mut() else { return Vec::new() };
        if state.is_hasty(command) || state.read_on(command, page, last) {
            return Vec::new();
        }
        if command == Command::Choose && state.is_on_no() && state.can_be_answered() {
            self.overlays.pop();
            return Vec::new();
        }
        let Some(change) = state.update(command) else { return Vec::new() };
        let id = state.id.clone();
        let Some(row) = self.fleet.find(&id) else {
            state.refused(Refusal::note(GONE.to_owned()));
            return Vec::new();
        };
        // The question says so too: its answer follows the table.
        if state.refusal_now(&row.runner, self.setting.read_only).is_some() {
            return Vec::new();
        }
        let (ticket, effect) = self.send(&id, change);
        if let Some(Overlay::Question(state)) = self.overlays.last_mut() {
            state.sent(ticket);
        }
        vec![effect]
    }

    /// Takes moves that came faster than anybody means them: they read on, and leave the bar on No.
    pub(super) fn moves_in_question(&mut self, command: Command, times: usize) {
        let (page, last) = self.scroll_limits();
        let Some(Overlay::Question(state)) = self.overlays.last_mut() else { return };
        let reads_on = (0..times).all(|_| state.read_on(command, page, last));
        if !reads_on {
            state.focus_no();
        }
    }

    /// Takes a command while the choice for the allow list is on top.
    pub(super) fn command_in_picker(&mut self, command: Command) -> Vec<Effect> {
        let usage = self.usage.value();
        let Some(Overlay::Picker(state)) = self.overlays.last_mut() else { return Vec::new() };
        let Some(change) = state.update(command, usage) else { return Vec::new() };
        let id = state.id.clone();
        let Some(row) = self.fleet.find(&id) else {
            self.notify(GONE);
            return Vec::new();
        };
        let named = self.fleet.named(&row.runner);
        let choices = vec![Choice { label: "yes, add".to_owned(), change: Change::AllowList(change) }];
        self.overlays.push(Overlay::Question(question::State::new(id.clone(), named, choices)));
        // The question says what is in the list already.
        self.read_allow_list(&id).into_iter().collect()
    }

    /// Changes what is known of the projects; a choice for the allow list keeps its bar on what it was on.
    pub(super) fn with_usage(&mut self, change: impl FnOnce(&mut Work, Moment)) {
        let known = self.usage.value();
        let held: Vec<_> = self.overlays.iter().map(|overlay| overlay.picker().and_then(|p| p.held(known))).collect();
        change(&mut self.usage, self.now);
        let known = self.usage.value();
        for (overlay, held) in self.overlays.iter_mut().zip(held) {
            if let (Overlay::Picker(state), Some(held)) = (overlay, held) {
                state.hold(&held, known);
            }
        }
    }

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
                self.overlays.retain(|overlay| !matches!(overlay, Overlay::Picker(_) | Overlay::Edit(_)));
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
        let below = place.checked_sub(1).and_then(|below| self.overlays.get_mut(below));
        if let Some(Overlay::Edit(field)) = below {
            field.refused(refusal);
            self.overlays.remove(place);
        } else {
            self.overlays[place].refused(refusal);
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

impl Overlay {
    fn picker(&self) -> Option<&picker::State> {
        if let Self::Picker(state) = self { Some(state) } else { None }
    }

    /// Whether it is a question about this runner.
    pub(super) fn asks_about(&self, id: &RunnerId) -> bool {
        match self {
            Self::Question(state) => state.id == *id,
            Self::Typed(state) => state.id == *id,
            _ => false,
        }
    }

    /// Whether it says, while something can be asked for in it, that the journal cannot be written.
    pub(super) fn says_that_the_journal_fails(&self) -> bool {
        matches!(self, Self::Edit(_) | Self::Question(_) | Self::Typed(_) | Self::Bulk(_))
    }

    /// The request that it waits for.
    pub(super) fn sending(&mut self) -> Option<&mut Sending> {
        match self {
            Self::Question(state) => state.sending(),
            Self::Typed(state) => state.sending(),
            _ => None,
        }
    }

    pub(super) fn waits_for(&self, ticket: u64) -> bool {
        match self {
            Self::Question(state) => state.waits_for(ticket),
            Self::Typed(state) => state.waits_for(ticket),
            _ => false,
        }
    }

    pub(super) fn refused(&mut self, refusal: Refusal) {
        match self {
            Self::Question(state) => state.refused(refusal),
            Self::Typed(state) => state.refused(refusal),
            _ => {}
        }
    }
}
