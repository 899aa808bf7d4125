//! Changes: from a key to a field, a question or a choice, from there to one request. What becomes of that is in
//! `outcome.rs`.

use crate::domain::{
    AccountId, AllowListChange, Change, Intent, JournalNote, RunnerId, RunnerKey, Setting, SettingChange, VersionTrack,
};
use std::sync::Arc;

use super::App;
use crate::tui::command::Command;
use crate::tui::effect::Effect;
use crate::tui::overlay::Overlay;
use crate::tui::screens::parts::page::{ItemTarget, Page};
use crate::tui::screens::parts::submission::Submission;
use crate::tui::screens::{edit, picker, question};

impl App {
    /// Takes a command of the details that leads to a change.
    pub(super) fn change_in_details(&mut self, command: Command, page: &Page) -> Vec<Effect> {
        let Some(detail) = &self.detail else { return Vec::new() };
        let target = detail.cursor().item(page).and_then(|item| item.target.clone());
        match (command, target) {
            (Command::Change, Some(ItemTarget::Link(url))) => vec![Effect::OpenLink(url)],
            (Command::Change, Some(ItemTarget::Setting(setting))) => self.change_setting(setting),
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
        let key = detail.key().clone();
        let named = self.of(&key).fleet().named(runner);
        let choices = match setting {
            Setting::Name | Setting::Description => {
                let mut field = edit::State::new(setting, key.clone(), runner);
                if let Some(draft) = self.drafts.remove(&(key, setting)) {
                    field.resume(&draft);
                }
                self.overlays.push(Overlay::Edit(field));
                return Vec::new();
            }
            Setting::AutoUpdate => match runner.auto_update {
                Some(is_on) => vec![SettingChange::AutoUpdate(!is_on)],
                None => vec![SettingChange::AutoUpdate(true), SettingChange::AutoUpdate(false)],
            },
            Setting::Track => {
                let (current, stable) = (VersionTrack::Current, VersionTrack::Stable);
                let tracks = match &runner.release.track {
                    Some(VersionTrack::Current) => vec![stable],
                    Some(VersionTrack::Stable) => vec![current],
                    _ => vec![current, stable],
                };
                tracks.into_iter().map(SettingChange::Track).collect()
            }
            Setting::Restriction | Setting::AllowList => {
                // The question says whom a restriction would shut out.
                self.read_allow_list(&key);
                match runner.restricted {
                    Some(is_restricted) => vec![SettingChange::Restricted(!is_restricted)],
                    None => vec![SettingChange::Restricted(true), SettingChange::Restricted(false)],
                }
            }
        };
        self.ask(question::State::new(key, named, choices.into_iter().map(Change::Setting).collect()));
        Vec::new()
    }

    fn change_allow_list(&mut self, command: Command, target: Option<ItemTarget>) {
        let Some(detail) = &self.detail else { return };
        let key = detail.key().clone();
        let named = self.of(&key).fleet().named(detail.runner());
        let choices = match (command, target) {
            (Command::AddEntry, _) => {
                self.overlays.push(Overlay::Picker(picker::State::new(key)));
                return;
            }
            (Command::RemoveAll, _) => vec![AllowListChange::Clear],
            (_, Some(ItemTarget::Project(project))) => vec![AllowListChange::RemoveProject(project)],
            (_, Some(ItemTarget::Environment(project, name))) => {
                let entry = detail.allow_list.value().and_then(|list| list.find(&project));
                let is_last = entry.and_then(|entry| entry.environments.as_ref()).is_some_and(|names| names.len() < 2);
                let alone = AllowListChange::RemoveEnvironment(project.clone(), name);
                if is_last { vec![AllowListChange::RemoveProject(project), alone] } else { vec![alone] }
            }
            _ => return,
        };
        self.ask(question::State::new(key, named, choices.into_iter().map(Change::AllowList).collect()));
    }

    /// Sends a change, once, and notes that it was asked for. Answers with its ticket; `None` where its account is not open any
    /// more, to which nothing is sent.
    pub(super) fn send(&mut self, key: &RunnerKey, change: Change) -> Option<u64> {
        let note = self.journal_note(key, &Intent::Change(change.clone()));
        Some(self.accounts.get_mut(key.account)?.change(&key.id, change, note))
    }

    /// What the journal keeps of a request before it leaves.
    pub(super) fn journal_note(&self, key: &RunnerKey, intent: &Intent) -> JournalNote {
        let action = intent.phrase(self.of(key).work().value());
        let may_be_missing = self.is_journal_trouble_shown();
        JournalNote { name: self.accounts.named(key).name().clone(), action, may_be_missing, step: None }
    }

    /// Whether the last frame said beside what it asks that the journal cannot be written.
    pub(super) fn is_journal_trouble_shown(&self) -> bool {
        self.journal_trouble.as_ref().is_some_and(|trouble| trouble.is_shown)
    }

    /// A request has left: it can no longer be taken back. Said where nobody waits before its dialog any more.
    pub(super) fn request_left(&mut self, account: AccountId, ticket: u64, request: Option<(Intent, RunnerId)>) {
        self.each_submission(|submission| submission.departed(ticket));
        let operation = self.accounts.of(account).operation();
        let is_one_of_several = operation.is_some_and(|operation| operation.waits_for(ticket));
        let is_watched = is_one_of_several || self.overlays.iter().any(|overlay| overlay.waits_for(ticket));
        if let Some((intent, id)) = request.filter(|_| !is_watched) {
            let named = self.accounts.of(account).named(&id);
            self.tell(account, format!("Too late to stop: {} was already sent to {named}.", intent.label()));
        }
    }

    pub(super) fn each_submission(&mut self, change: impl Fn(&mut Submission)) {
        self.overlays.iter_mut().filter_map(Overlay::submission_mut).for_each(change);
    }
}
