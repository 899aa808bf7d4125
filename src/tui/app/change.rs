//! Changes: from a key to a field, a question or a choice, from there to one request. What becomes of that is in
//! `outcome.rs`.

use crate::domain::{AllowListChange, Change, JournalNote, Moment, RunnerId, Setting, SettingChange, VersionTrack};
use std::sync::Arc;

use super::{App, ask};
use crate::account::Request;
use crate::account::history::What;
use crate::account::work::Work;
use crate::tui::command::Command;
use crate::tui::effect::Effect;
use crate::tui::overlay::Overlay;
use crate::tui::screens::parts::page::{Page, Target};
use crate::tui::screens::question::Choice;
use crate::tui::screens::{edit, picker, question};

impl App {
    /// Takes a command of the details that leads to a change.
    pub(super) fn change_in_details(&mut self, command: Command, page: &Page) -> Vec<Effect> {
        let Some(detail) = &self.detail else { return Vec::new() };
        let target = detail.cursor().item(page).and_then(|item| item.target.clone());
        match (command, target) {
            (Command::Change, Some(Target::Link(url))) => vec![Effect::OpenLink(url)],
            (Command::Change, Some(Target::Setting(setting))) => self.change_setting(setting),
            (Command::ToggleAutoUpdate, _) => self.change_setting(Setting::AutoUpdate),
            (Command::AddEntry | Command::RemoveEntry | Command::RemoveAll, target) => {
                self.change_allow_list(command, target);
                Vec::new()
            }
            _ => Vec::new(),
        }
    }

    fn change_setting(&mut self, setting: Setting) -> Vec<Effect> {
        let Some(detail) = &self.detail else { return Vec::new() };
        let runner = &*Arc::clone(detail.runner());
        let id = runner.id.clone();
        let change = |label: &str, change| Choice { label: label.to_owned(), change: Change::Setting(change) };
        let to_track = |track: VersionTrack| change(&format!("yes, {}", track.label()), SettingChange::Track(track));
        let named = self.fleet.named(runner);
        let mut effects = Vec::new();
        let choices = match setting {
            Setting::Name | Setting::Description => {
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
        let Some(detail) = &self.detail else { return };
        let id = detail.id().clone();
        let named = self.fleet.named(detail.runner());
        let choice = |label: &str, change| Choice { label: label.to_owned(), change: Change::AllowList(change) };
        let choices = match (command, target) {
            (Command::AddEntry, _) => {
                self.overlays.push(Overlay::Picker(picker::State::new(id)));
                return;
            }
            (Command::RemoveAll, _) => vec![choice("yes, empty it", AllowListChange::Clear)],
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
            _ => return,
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
        for submission in self.overlays.iter_mut().filter_map(Overlay::submission_mut) {
            submission.departed(ticket);
        }
        let is_watched = self.overlays.iter().any(|overlay| overlay.waits_for(ticket));
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
        for submission in self.overlays.iter_mut().filter_map(Overlay::submission_mut) {
            submission.came_back(ticket);
        }
        // The runner may have changed while it was away.
        self.take_back_outdated();
    }

    /// Changes what is known of the projects; a choice for the allow list keeps its bar on what it was on.
    pub(super) fn with_usage(&mut self, change: impl FnOnce(&mut Work, Moment)) {
        let known = self.usage.value();
        let held: Vec<_> = self.overlays.iter().map(|overlay| overlay.held(known)).collect();
        change(&mut self.usage, self.now);
        let known = self.usage.value();
        for (overlay, held) in self.overlays.iter_mut().zip(held) {
            if let Some(held) = held {
                overlay.hold(&held, known);
            }
        }
    }
}
