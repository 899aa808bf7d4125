//! The overlays' part in the whole: what keys, pasted text and news do to them, and doing what they want done. What each
//! of them is, is asked of [`Overlay`].

use tui_input::InputRequest;

use super::App;
use super::detail::copy;
use crate::api::{ApiError, curl};
use crate::domain::{AccountId, AllowListChange, Change, Label, Moment, RunnerKey, SettingChange};
use crate::tui::command::Command;
use crate::tui::effect::Effect;
use crate::tui::overlay::{Overlay, Screens};
use crate::tui::screens::parts::instruction::Instruction;
use crate::tui::screens::parts::refusal::GONE;
use crate::tui::screens::parts::scene::{Open, Scene};
use crate::tui::screens::parts::scroll::Scroll;
use crate::tui::screens::{question, request};

impl App {
    /// What the overlay on top is worked out from and drawn with.
    pub(super) fn overlay_scene(&self) -> Scene<'_> {
        self.scene_of(self.in_focus())
    }

    /// What overlays about an account are worked out from and drawn with.
    pub(super) fn scene_of(&self, id: AccountId) -> Scene<'_> {
        let account = self.accounts.of(id);
        let open = self.detail.as_ref().map(|detail| Open {
            key: detail.key(),
            is_gone: detail.gone_since().is_some(),
            allow_list: detail.allow_list.value(),
        });
        Scene {
            accounts: &self.accounts,
            stored: &self.stored,
            account: account.id(),
            fleet: account.fleet(),
            work: account.work(),
            history: account.history(),
            kept: self.stored.of(account.id()),
            operation: account.operation(),
            earlier_operations: account.earlier_operations(),
            guided: account.guided(),
            pending: account.pending(),
            tests: account.tests(),
            open,
            journal_trouble: self.journal_trouble.as_ref().map(|trouble| &trouble.reason),
            read_only: account.is_read_only(),
            now: self.now,
            zone: &self.config.zone,
            symbols: self.config.theme.symbols,
            keymap: &self.config.keymap,
            area: self.area,
        }
    }

    pub(super) fn screens(&self) -> Screens<'_> {
        Screens { list: &self.list, connectivity: &self.connectivity }
    }

    /// Takes a command while an overlay is on top.
    pub(super) fn command_in_overlay(&mut self, command: Command) -> Vec<Effect> {
        let window = self.window_on_top();
        let moves = self.overlays.last().is_some_and(|top| top.moves_between_answers(command));
        if moves && self.is_move_in_a_row() {
            self.rush(Some(command), 1);
            return Vec::new();
        }
        // Held apart while the rest of the state is looked at.
        let account = self.in_focus();
        let Some(mut top) = self.overlays.pop() else { return Vec::new() };
        let instructions = top.update(command, &self.scene_of(account), window);
        self.overlays.push(top);
        self.perform(account, instructions)
    }

    /// Takes arrows that came faster than anybody presses them. Says whether the overlay on top did.
    pub(super) fn rush(&mut self, arrow: Option<Command>, times: usize) -> bool {
        let window = self.window_on_top();
        let top = self.overlays.last_mut();
        top.is_some_and(|top| top.rush(arrow, times, window, &self.connectivity))
    }

    /// Closes what is on top, if there is something.
    pub(super) fn close_overlay(&mut self) -> Option<Vec<Effect>> {
        let account = self.in_focus();
        let top = self.overlays.last_mut()?;
        // One key, or an escape that a slow link made of another one, loses no text.
        let draft = top.draft();
        let instructions = top.close();
        if let Some((field, text)) = draft {
            self.drafts.insert(field, text);
            self.notify("The typed text is kept for the next time.");
        }
        Some(self.perform(account, instructions))
    }

    /// Closes what is on top; with a question about several the questions that were to follow.
    fn close_top(&mut self) {
        if let Some(Overlay::Bulk(_)) = self.overlays.pop() {
            self.drop_next_plans();
        }
    }

    /// Edits the text in the overlay on top. Says whether there is one.
    pub(super) fn edit_overlay(&mut self, request: InputRequest) -> bool {
        let top = self.overlays.last_mut();
        let tests = self.accounts.of(self.connectivity.account()).tests();
        top.map(|top| top.edit(request, &mut self.connectivity, tests)).is_some()
    }

    /// Puts pasted text into the overlay on top, where text is typed.
    pub(super) fn paste_into_overlay(&mut self, text: &str) {
        let tests = self.accounts.of(self.connectivity.account()).tests();
        if let Some(top) = self.overlays.last_mut() {
            top.paste(text, &mut self.connectivity, tests);
        }
    }

    /// Does what an overlay about `account` that was on top wants done, in its order.
    fn perform(&mut self, account: AccountId, instructions: Vec<Instruction>) -> Vec<Effect> {
        instructions.into_iter().flat_map(|instruction| self.perform_one(account, instruction)).collect()
    }

    fn perform_one(&mut self, account: AccountId, instruction: Instruction) -> Vec<Effect> {
        match instruction {
            Instruction::Close => self.close_top(),
            Instruction::Notify(message) => self.notify(message),
            Instruction::Copy { what, text } => return vec![copy(what, text)],
            Instruction::CopyOf { key, field, text } => return vec![self.copy_of(&key, &field, text)],
            Instruction::CopyTable(form) => return self.copy_table(form),
            Instruction::SaveTable(path, form) => return self.save_table(path, form),
            Instruction::Move => return self.moved(),
            Instruction::Sort(number) => {
                self.list.sort_by(number, &self.accounts);
                return self.moved();
            }
            Instruction::ShowColumns(columns, width) => self.show_columns(columns, width),
            Instruction::ChooseView(name) => return self.choose_view(name.as_ref()),
            Instruction::List(command) => {
                self.list.update(command, &self.accounts);
                return self.moved();
            }
            Instruction::Run(command, keys) => return self.command_for(command, keys).unwrap_or_default(),
            Instruction::Act(action, keys) => return self.act(action, keys),
            Instruction::ShowRequest(change, keys) => self.show_request(change, &keys),
            Instruction::ConfirmText(key, change) => self.confirm_text(&key, change),
            Instruction::ConfirmEntry(key, change) => self.confirm_entry(&key, change),
            Instruction::Send(key, change) => self.send_confirmed(&key, change),
            Instruction::ReplaceSecret(key) => self.replace_secret(&key),
            Instruction::TakeBack(ticket) => {
                if let Some(account) = self.accounts.get_mut(account) {
                    account.take_back(ticket);
                }
            }
            Instruction::BeginOperation(operation) => self.begin_operation(*operation),
            Instruction::Decide(account, decision) => self.decide(account, decision),
            Instruction::Leave { answer, then } => return self.leave(answer, then),
            Instruction::OpenAccounts(ids) => return self.open_accounts(ids),
            Instruction::ReopenAccount(id) => return self.reopen_account(id),
            Instruction::ShowOperation(account, id) => self.show_operation(account, id),
            Instruction::ResumeOperation(account, id) => self.resume_operation(account, &id),
            Instruction::Guide(key, goal) => self.open_guided(&key, goal),
            Instruction::TickOff(key) => {
                if let Some(account) = self.accounts.get_mut(key.account) {
                    account.tick_off(&key);
                }
            }
            Instruction::DismissGuided(key) => {
                if let Some(account) = self.accounts.get_mut(key.account) {
                    account.dismiss_guided(&key);
                }
            }
            Instruction::OpenLink(url) => return vec![Effect::OpenLink(url)],
            Instruction::Take(entry) => return self.take_from_palette(&entry),
            Instruction::Connectivity(command) => return self.command_in_connectivity(command),
        }
        Vec::new()
    }

    fn confirm_text(&mut self, key: &RunnerKey, change: SettingChange) {
        let Some(row) = self.accounts.at(key) else { return self.tell(key.account, GONE) };
        let named = self.accounts.named(key);
        let state = question::State::about_text(key.clone(), &row.runner, named, change);
        self.ask(state);
    }

    /// Opens a question.
    pub(super) fn ask(&mut self, state: question::State) {
        if let Some(account) = self.accounts.get_mut(state.key.account) {
            account.ask_work();
        }
        self.overlays.push(Overlay::Question(state));
        self.follow_questions();
    }

    fn confirm_entry(&mut self, key: &RunnerKey, change: AllowListChange) {
        if self.accounts.at(key).is_none() {
            return self.tell(key.account, GONE);
        }
        let named = self.accounts.named(key);
        self.ask(question::State::new(key.clone(), named, vec![Change::AllowList(change)]));
        // The question says what is in the list already.
        self.read_allow_list(key);
    }

    /// Sends what was confirmed in the overlay on top, which waits for the answer.
    fn send_confirmed(&mut self, key: &RunnerKey, change: Change) {
        if let Some(ticket) = self.send(key, change) {
            self.sent_from_top(ticket);
        }
    }

    pub(super) fn sent_from_top(&mut self, ticket: u64) {
        if let Some(top) = self.overlays.last_mut() {
            top.sent(ticket);
        }
    }

    pub(super) fn show_request(&mut self, change: Option<Change>, keys: &[RunnerKey]) {
        let Some(change) = change.filter(|_| !keys.is_empty()) else {
            return self.notify("This item sends no request.");
        };
        let mut commands: Vec<String> = Vec::new();
        let mut account = None;
        for key in keys {
            let profile = self.accounts.profile(key.account);
            // Which account it is for goes along, as a remark for the shell.
            if account.replace(key.account) != Some(key.account) {
                commands.push(format!("# account {}", profile.label()));
            }
            commands.push(curl(profile.api.as_ref(), &key.id, &change));
        }
        let is_of_one = keys.iter().all(|key| Some(key.account) == account);
        let account = account.filter(|_| is_of_one);
        let state = request::State { account, command: commands.join("\n"), scroll: Scroll::default() };
        self.overlays.push(Overlay::Request(state));
    }

    /// A runner was read again: what is asked about it can be answered from here on.
    pub(super) fn was_read_again(&mut self, key: &RunnerKey, outcome: &Result<(), ApiError>) {
        let failure = outcome.as_ref().err().map(|error| error.cause.to_string());
        for overlay in &mut self.overlays {
            overlay.was_read(key, failure.as_deref());
        }
    }

    /// The fleet may have changed: what is asked about a runner follows it, and what was answered before.
    pub(super) fn follow_questions(&mut self) {
        let (accounts, now) = (&self.accounts, self.now);
        for overlay in &mut self.overlays {
            overlay.follow(|key| accounts.at(key).map(|row| (&*row.runner, accounts.named(key))));
            if let Some(account) = overlay.about().first().map(|key| accounts.of(key.account)) {
                overlay.work_came(account.work(), account.fleet(), now);
            }
        }
    }

    /// Time passed: no question waits for ever for what runs, and ages go on.
    pub(super) fn tick_questions(&mut self) {
        let (accounts, now) = (&self.accounts, self.now);
        for overlay in &mut self.overlays {
            if let Some(account) = overlay.about().first().map(|key| accounts.of(key.account)) {
                overlay.work_came(account.work(), account.fleet(), now);
            }
        }
    }

    /// When a question waits no longer, if one does: a tick is wanted then.
    pub fn next_due(&self) -> Option<Moment> {
        self.overlays.iter().filter_map(Overlay::waits_until).min_by_key(|due| due.mono)
    }

    /// Takes a runner's JSON, if somebody still waits for it.
    pub(super) fn json_read(&mut self, key: &RunnerKey, outcome: Result<String, ApiError>) {
        if let Some(view) = self.overlays.iter_mut().find_map(|overlay| overlay.json_of(key)) {
            view.text = Some(outcome);
        }
    }

    /// Takes the journal, if somebody still waits for it.
    pub(super) fn journal_read(&mut self, outcome: Result<Vec<Label>, Label>) {
        if let Some(view) = self.overlays.iter_mut().find_map(Overlay::journal) {
            view.entries = Some(outcome);
        }
    }
}
