//! The accounts that are open: what is told of one, which of them are the same, and opening others in their place.

use super::{App, nothing_told};
use crate::account::connection::LinkState;
use crate::account::operation::Operation;
use crate::account::{Account, Happened, News};
use crate::domain::{AccountId, Label, RunnerKey};
use crate::tui::effect::Effect;
use crate::tui::overlay::Overlay;
use crate::tui::screens::parts::instruction::Then;
use crate::tui::screens::parts::kept::Stored;
use crate::tui::screens::profiles;

impl App {
    /// A runner's account, to look at.
    pub(super) fn of(&self, key: &RunnerKey) -> &Account {
        self.accounts.of(key.account)
    }

    /// Whether the lists are held still.
    pub(super) fn is_frozen(&self) -> bool {
        self.accounts.iter().any(|account| account.connection().is_frozen())
    }

    /// Takes news of an account; of one that is closed meanwhile they say nothing any more.
    pub(super) fn account_told(&mut self, id: AccountId, news: News) -> Vec<Effect> {
        let Some(account) = self.accounts.get_mut(id) else { return Vec::new() };
        let happened = account.update(news);
        if happened.iter().any(|happened| matches!(happened, Happened::ListRead { .. })) {
            self.compare_accounts(id);
        }
        let effects = self.react(id, happened);
        // Of two that are the same the one that can be read has the rows.
        self.list.follow(&self.accounts);
        effects
    }

    /// Two profiles may be of the same account: its rows stand once, and that is said once.
    fn compare_accounts(&mut self, id: AccountId) {
        if let Some((first, second)) = self.accounts.compare(id) {
            let (first_label, second_label) = (self.accounts.label(first), self.accounts.label(second));
            let message = format!(
                "{second_label} is the same account as {first_label}. The rows stand once, under {first_label}."
            );
            self.tell_until_key(Some(first), message);
        }
    }

    /// Opens the profiles.
    pub(super) fn open_profiles(&mut self) {
        self.overlays.push(Overlay::Profiles(profiles::State::new(self.in_focus())));
    }

    /// Opens these accounts and no others; where that would end operations, what becomes of them is asked first.
    pub(super) fn open_accounts(&mut self, ids: Vec<AccountId>) -> Vec<Effect> {
        let is_open = |id: &AccountId| self.accounts.get(*id).is_some();
        if ids.is_empty() || (ids.len() == self.accounts.number() && ids.iter().all(is_open)) {
            return Vec::new();
        }
        if let Some(id) = self.waits_for_an_answer(|id| !ids.contains(&id)) {
            return self.refuse_to_close(id);
        }
        let then = Then::Open(ids);
        if self.operations_under_way().any(|(id, _)| then.closes(id)) {
            self.ask_to_leave(then);
            return Vec::new();
        }
        let Then::Open(ids) = then else { return Vec::new() };
        self.switch_to(&ids)
    }

    /// Opens these accounts, at least one, and closes all others. Those that are open stay as they are. Marks, dialogs and
    /// details end; filter, order and theme stay.
    pub(super) fn switch_to(&mut self, ids: &[AccountId]) -> Vec<Effect> {
        self.end_everything_open();
        let mut effects = Vec::new();
        let before: Vec<AccountId> = self.accounts.iter().map(Account::id).collect();
        for id in ids.iter().filter(|id| !before.contains(id)) {
            self.accounts.open(*id, self.now);
            effects.push(Effect::OpenAccount(*id));
        }
        for id in before.iter().filter(|id| !ids.contains(id)) {
            self.accounts.close(*id);
            effects.push(Effect::CloseAccount(*id));
        }
        self.were_interrupted_offered.retain(|id| ids.contains(id));
        self.accounts_changed();
        let names: Vec<&str> = self.accounts.iter().map(|account| account.profile().label()).collect();
        self.notify(format!("Open: {}.", names.join(", ")));
        effects
    }

    /// Reads the secret of an open account again. Only once that has succeeded does the account begin anew; one that could not be opened
    /// has nothing to lose.
    pub(super) fn reopen_account(&mut self, id: AccountId) -> Vec<Effect> {
        if let Some(reason) = self.cannot_begin_anew(id) {
            self.tell_until_key(Some(id), reason);
            return Vec::new();
        }
        let Some(account) = self.accounts.get_mut(id) else { return Vec::new() };
        account.secret_asked();
        let is_closed = matches!(account.connection().state(self.now), LinkState::NotOpened { .. });
        let message = format!("The secret of {} is read again.", account.profile().label());
        if is_closed {
            self.begin_anew(id);
        }
        self.tell(id, message);
        vec![if is_closed { Effect::OpenAccount(id) } else { Effect::ReadSecret(id) }]
    }

    /// The secret of an account was read again, or was not: then all stays as it is.
    pub(super) fn secret_read(&mut self, id: AccountId, outcome: Result<(), Label>) -> Vec<Effect> {
        let label = self.accounts.label(id).to_owned();
        if let Err(reason) = outcome {
            self.tell_until_key(Some(id), format!("Secret of {label} not read: {reason}. {label} stays as it was."));
            return Vec::new();
        }
        if let Some(reason) = self.cannot_begin_anew(id) {
            self.tell_until_key(Some(id), reason);
            return vec![Effect::ForgetSecret(id)];
        }
        self.begin_anew(id);
        self.tell(id, format!("The secret of {label} was read again, and is used from now on."));
        vec![Effect::OpenAccount(id)]
    }

    /// Why an account cannot begin anew now: something of it would be lost.
    fn cannot_begin_anew(&self, id: AccountId) -> Option<String> {
        let label = self.accounts.label(id);
        let waits = self.waits_for_an_answer(|other| other == id).is_some();
        let is_acting = self.operations_under_way().any(|(other, _)| other == id);
        match (waits, is_acting) {
            (true, _) => Some(format!("A request in {label} has no answer yet. Read the secret again after that.")),
            (_, true) => Some(format!("An action is under way in {label}. Read the secret again after that.")),
            _ => None,
        }
    }

    /// An account begins anew: its rows stay, and what is open about it ends. What was typed is kept.
    fn begin_anew(&mut self, id: AccountId) {
        if self.detail.as_ref().is_some_and(|detail| detail.key().account == id) {
            self.hide_credentials();
            self.detail = None;
        }
        for overlay in std::mem::take(&mut self.overlays) {
            if overlay.account(self.screens()) == Some(id) {
                self.drafts.extend(overlay.draft());
            } else {
                self.overlays.push(overlay);
            }
        }
        self.next_plans.retain(|(_, keys)| keys.iter().all(|key| key.account != id));
        self.accounts.open(id, self.now);
        self.accounts_changed();
    }

    /// The first account that would be closed while the answer to a request of it is waited for: nobody would be told that.
    fn waits_for_an_answer(&self, is_closed: impl Fn(AccountId) -> bool) -> Option<AccountId> {
        let waits = |account: &&Account| {
            let is_one_of_several = account.operation().is_some_and(Operation::is_under_way);
            !is_one_of_several && account.pending().changes().any(|change| change.stage.is_open())
        };
        self.accounts.iter().filter(waits).map(Account::id).find(|id| is_closed(*id))
    }

    fn refuse_to_close(&mut self, id: AccountId) -> Vec<Effect> {
        let label = self.accounts.label(id);
        self.tell_until_key(Some(id), format!("A request in {label} has no answer yet. Close {label} after that."));
        Vec::new()
    }

    /// Nothing that is open is about an account that may be closed.
    fn end_everything_open(&mut self) {
        self.hide_credentials();
        self.detail = None;
        self.close_in_place();
        self.overlays.clear();
        self.next_plans.clear();
        self.after_operations = None;
        self.removed = super::Removed::default();
        self.list.clear_marks();
        self.connectivity = super::form::State::default();
    }

    /// Other accounts are open than before: what is known of the store, and what is shown, follows them.
    fn accounts_changed(&mut self) {
        let mut before = std::mem::replace(&mut self.stored, Stored::new([])).into_inner();
        let kept = self.accounts.iter().map(|account| {
            let is_its = |kept: &_| nothing_told(account).is_as_new_as(kept);
            let known = before.iter().position(is_its).map(|index| before.swap_remove(index));
            known.unwrap_or_else(|| nothing_told(account))
        });
        self.stored = Stored::new(kept.collect::<Vec<_>>());
        self.list.follow(&self.accounts);
    }
}
