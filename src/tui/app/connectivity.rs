//! The connectivity test: opening its form, sending what it asks for, and taking what comes of it.

use super::App;
use crate::api::Priority;
use crate::domain::{AccountId, Action, RunnerKey};
use crate::tui::command::Command;
use crate::tui::effect::Effect;
use crate::tui::overlay::Overlay;
use crate::tui::screens::parts::applies::{self, Applies};

impl App {
    /// Opens the form for these runners, in this order; those that are not listed any more are left out. Where none of
    /// them can be tested, the reason of the first is told instead.
    ///
    /// One runner is read again meanwhile. Of several this would hold the tests back; each is looked up in the list, as
    /// it is then, when its turn comes.
    pub fn open_connectivity(&mut self, keys: Vec<RunnerKey>) -> Vec<Effect> {
        if let Applies::No(reason) = self.action_applies(Action::TestConnectivity, &keys) {
            let account = applies::refusing_account(Action::TestConnectivity, &keys, &self.overlay_scene());
            return self.refuse(account, reason);
        }
        let listed = keys
            .into_iter()
            .filter_map(|key| self.accounts.at(&key).is_some().then(|| (self.accounts.named(&key), key)))
            .map(|(named, key)| (key, named));
        let runners: Vec<_> = listed.collect();
        // There is one that can be tested, and all are of one account.
        let Some(id) = runners.first().map(|(key, _)| key.account) else { return Vec::new() };
        let Some(account) = self.accounts.get_mut(id) else { return Vec::new() };
        let only = if let [(key, _)] = runners.as_slice() { Some(key.clone()) } else { None };
        // What has ended is earlier now; what is under way is shown, whoever tests.
        account.set_tests_aside();
        self.connectivity.open(id, runners, account.profile().has_connectivity_path);
        self.overlays.push(Overlay::Connectivity);
        if let Some(key) = only {
            self.read_runner(&key);
        }
        Vec::new()
    }

    /// Reads a runner again, unless it is being read.
    fn read_runner(&mut self, key: &RunnerKey) {
        if self.detail.as_ref().is_some_and(|detail| detail.key() == key) {
            self.read_open_runner();
        } else if let Some(account) = self.accounts.get_mut(key.account) {
            account.read_runner(&key.id, Priority::Operator);
        }
    }

    /// Takes a command while the form is on top.
    pub(super) fn command_in_connectivity(&mut self, command: Command) -> Vec<Effect> {
        let Some(account) = self.accounts.get_mut(self.connectivity.account()) else { return Vec::new() };
        match command {
            Command::Save => {
                if let Some((target, testers)) = self.connectivity.enter(&account.known(), account.tests()) {
                    account.start_tests(target, testers);
                }
            }
            Command::StopOperation => {
                self.connectivity.forget_repeat();
                account.stop_tests();
            }
            Command::CopyAll => {
                let json = self.connectivity.json(account.profile().label(), account.tests());
                return json.map(|json| super::detail::copy("The result", json)).into_iter().collect();
            }
            other => self.connectivity.update(other, account.tests()),
        }
        Vec::new()
    }

    /// The tests that were under way have ended: the form begins them once more if it was asked to, and where it is closed
    /// it is told what they came to.
    pub(super) fn tests_ended(&mut self, id: AccountId) {
        if let Some(account) = self.accounts.get_mut(id)
            && self.connectivity.account() == id
            && let Some((target, testers)) = self.connectivity.tests_ended(&account.known(), account.tests())
        {
            account.start_tests(target, testers);
        }
        self.tell_end_of_tests(id);
    }
}
