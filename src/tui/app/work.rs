//! What the screen shows of the work on the runners: that is read while it does, and what names people is dropped after.

use super::App;
use crate::account::Account;
use crate::account::work::{FIRST_DAYS, MAX_DAYS};
use crate::domain::{PipelineKey, RunnerKey};
use crate::tui::overlay::Overlay;
use crate::tui::screens::runner_detail::Tab;

/// Days of audit events that are read with one key more, and then with another.
const MORE_DAYS: [u16; 2] = [30, MAX_DAYS];

/// A streaming pipeline's status is asked for again when its tab is opened after so many seconds.
const STATUS_FRESH_FOR: u64 = 60;

impl App {
    /// Whether the screen shows what runs in an account: the list, where it shows that, in its column, its filter or its order; a
    /// question in its first line; the open tab.
    fn shows_work(&self, account: &Account, is_in_list: bool) -> bool {
        let fleet = account.fleet();
        let has_rows = fleet.is_complete() && !fleet.rows().is_empty();
        let is_about = |overlay: &Overlay| overlay.about().iter().any(|key| key.account == account.id());
        let is_asked = self.overlays.iter().any(|overlay| overlay.says_what_runs() && is_about(overlay));
        let is_open = self.detail.as_ref().is_some_and(|detail| detail.key().account == account.id());
        has_rows && (is_in_list || is_asked) || is_open && self.tab_shows_work()
    }

    /// Whether the open tab shows what runs.
    pub(super) fn tab_shows_work(&self) -> bool {
        self.detail.as_ref().is_some_and(|detail| detail.shows_work())
    }

    /// Lets what is read follow what is on the screen: what names people goes with its tab, or with the events.
    pub(super) fn follow_shown_work(&mut self) {
        let is_in_list = self.detail.is_none() && self.list.asks_for_work(&self.layout());
        let are_shown: Vec<bool> = self.accounts.iter().map(|account| self.shows_work(account, is_in_list)).collect();
        let keeps_events = self.is_activity_open() || self.are_events_open();
        for (account, is_shown) in self.accounts.iter_mut().zip(are_shown) {
            account.show_work(is_shown);
            if !keeps_events {
                account.forget_events();
            }
        }
    }

    /// Whether the events of the fleet are open, which have the account's audit events among them.
    fn are_events_open(&self) -> bool {
        self.overlays.iter().any(|overlay| overlay.events().is_some())
    }

    fn is_activity_open(&self) -> bool {
        self.detail.as_ref().is_some_and(|detail| detail.tab() == Tab::Activity)
    }

    /// Reads what only the open tab or the open events show, where that is not known or is old.
    pub(super) fn read_work_of_tab(&mut self) {
        if self.tab_shows_work() {
            self.read_streaming_statuses(false);
        }
        let are_all = self.are_events_open();
        let open = self.detail.as_ref().filter(|detail| detail.shows_events()).map(|detail| detail.key().account);
        for account in self.accounts.iter_mut() {
            if are_all || open == Some(account.id()) {
                let days = account.work().events().value().map_or(FIRST_DAYS, |events| events.days);
                account.read_events(days);
            }
        }
    }

    /// Asks what the open runner's streaming pipelines do; those of which that is known since a moment only if `again`.
    pub(super) fn read_streaming_statuses(&mut self, again: bool) {
        let Some(detail) = &self.detail else { return };
        let key: RunnerKey = detail.key().clone();
        let now = self.now;
        let Some(account) = self.accounts.get_mut(key.account) else { return };
        let found = account.work_of(&key).streaming;
        let keys = found.into_iter().filter_map(|(project, pipeline)| {
            Some(PipelineKey { project: project.id.clone(), id: pipeline.id.clone()? })
        });
        let keys: Vec<PipelineKey> = keys.collect();
        for key in keys {
            let known = account.work().streaming_status(&key);
            let is_fresh = known.is_some_and(|status| {
                status.error().is_some() || status.age(now).is_some_and(|age| age.as_secs() < STATUS_FRESH_FOR)
            });
            if again || !is_fresh {
                account.read_streaming_status(&key);
            }
        }
    }

    /// Reads audit events of more days than are known.
    pub(super) fn read_more_events(&mut self) {
        let Some(detail) = &self.detail else { return };
        let Some(account) = self.accounts.get_mut(detail.key().account) else { return };
        let known = account.work().events().value().map_or(0, |events| events.days);
        if let Some(days) = MORE_DAYS.into_iter().find(|days| *days > known.max(FIRST_DAYS)) {
            account.read_events(days);
        }
    }
}
