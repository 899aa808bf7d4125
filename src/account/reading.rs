//! What is read of an account, and when; and the lists, details and allow lists that come of it.

use std::sync::Arc;

use super::fleet::{LOOK_UP, Seen};
use super::history::RecordKind;
use super::{Account, Happened, Request};
use crate::api::{ApiError, Cause, Priority, Progress, RunnerList};
use crate::domain::{AllowList, Moment, Runner, RunnerId};

impl Account {
    /// Shows what a first load has read so far.
    pub(super) fn poll_progressed(&mut self, progress: Progress) -> Vec<Happened> {
        self.connection.poll_progressed(progress.read, progress.total, self.now);
        let Some(list) = progress.so_far else { return Vec::new() };
        self.fleet.take_partial(&list, self.now);
        self.rows_changed()
    }

    /// Takes a whole list.
    pub(super) fn list_read(&mut self, list: &Arc<RunnerList>) -> Vec<Happened> {
        // A poll may have been under way when the screen was frozen; only one that was asked for since is shown.
        if self.connection.is_frozen() && !std::mem::take(&mut self.awaits_asked_poll) {
            return Vec::new();
        }
        self.connection.poll_succeeded(self.now);
        let waited_for: Vec<Arc<Runner>> =
            self.pending.ids().filter_map(|id| self.fleet.find(id)).map(|row| Arc::clone(&row.runner)).collect();
        let seen = self.fleet.take(list, self.poll_asked, self.now);
        self.in_view.follow_list(list, self.poll_asked);
        let mut happened = Vec::new();
        for last in &waited_for {
            if self.fleet.find(&last.id).is_none() {
                happened.extend(self.runner_gone(last));
            }
        }
        happened.extend(self.record_seen(seen, &happened));
        happened.extend(self.rows_changed());
        let ids: Vec<RunnerId> = self.pending.ids().cloned().collect();
        for id in &ids {
            happened.extend(self.reported_by(id));
        }
        happened.extend(self.operation_read_all());
        happened.extend(self.follow_guided(|row| row.absence().is_none()));
        self.observe_list(list.is_partial());
        happened.push(Happened::ListRead { asked: self.poll_asked });
        self.work_follows_list();
        if self.fleet.wants_list_again() {
            self.poll_now();
        }
        happened
    }

    /// Takes one runner's details, or the answer that there is no such runner, which alone says that it is gone.
    pub(super) fn details_read(&mut self, id: RunnerId, outcome: Result<Box<Runner>, ApiError>) -> Vec<Happened> {
        // One that was asked for again meanwhile counts as of the first time.
        let asked = self.details_asked.remove(&id).unwrap_or(self.now);
        let is_for_view = self.in_view.runner_read(&id, asked, outcome.is_ok());
        if let (Err(error), true) = (&outcome, is_for_view) {
            self.look_at_link(error);
        }
        if is_for_view && self.connection.is_frozen() {
            self.fleet.end_details(&id);
            return Vec::new();
        }
        let is_final = outcome.as_ref().is_err_and(ApiError::is_final);
        let last = self.fleet.find(&id).map(|row| Arc::clone(&row.runner));
        let before = last.clone();
        let seen = match &outcome {
            Err(ApiError { cause: Cause::NotFound(_), .. }) => self.fleet.take_not_found(&id, self.now),
            other => self.fleet.take_details(&id, other.as_ref().ok().map(AsRef::as_ref), is_final, self.now),
        };
        let mut happened = Vec::new();
        if let Some(last) = last.filter(|_| self.fleet.find(&id).is_none()) {
            happened.extend(self.runner_gone(&last));
        }
        happened.extend(self.record_seen(seen, &happened));
        self.observe_read(&id, before.as_ref());
        happened.extend(self.rows_changed());
        happened.extend(self.reported_by(&id));
        if outcome.is_ok() || self.fleet.find(&id).is_none() {
            happened.extend(self.operation_read(&id, asked));
            happened.extend(self.follow_guided(|row| row.runner.id == id));
        }
        happened.push(Happened::DetailsRead { id, outcome: outcome.map(drop) });
        happened
    }

    /// Takes entries of the list that were asked for at `asked`, between two whole ones.
    pub(super) fn rows_read(&mut self, entries: &[Arc<Runner>], asked: Moment) -> Vec<Happened> {
        let with_row = entries.iter().filter_map(|entry| self.fleet.find(&entry.id));
        let before: Vec<Arc<Runner>> = with_row.map(|row| Arc::clone(&row.runner)).collect();
        let generation = self.fleet.generation();
        let seen = self.fleet.take_entries(entries, asked, self.now);
        let mut happened: Vec<Happened> = self.record_seen(seen, &[]).into_iter().collect();
        if self.fleet.generation() == generation {
            return happened;
        }
        for before in &before {
            self.observe_read(&before.id, Some(before));
        }
        happened.extend(self.rows_changed());
        for before in &before {
            happened.extend(self.reported_by(&before.id));
        }
        happened.extend(self.follow_guided(|row| before.iter().any(|before| before.id == row.runner.id)));
        happened
    }

    /// Takes an allow list.
    pub(super) fn allow_list_read(&mut self, id: RunnerId, outcome: Result<AllowList, ApiError>) -> Vec<Happened> {
        self.allow_lists_under_way.remove(&id);
        let mut happened = outcome.as_ref().map_or_else(|_| Vec::new(), |list| self.shown_by(&id, list));
        happened.push(Happened::AllowListRead { id, outcome });
        happened
    }

    /// The rows may be different. What was confirmed follows them before anything else does: of what must not be sent any
    /// more, nobody may still see that it is on its way.
    fn rows_changed(&mut self) -> Vec<Happened> {
        let mut happened = self.take_back_outdated();
        happened.push(Happened::RowsChanged);
        happened
    }

    /// Keeps what was seen. Answers with who came and went, those aside of whom `told` says so already.
    fn record_seen(&mut self, seen: Vec<Seen>, told: &[Happened]) -> Option<Happened> {
        let (mut appeared, mut vanished) = (Vec::new(), Vec::new());
        let is_told = |runner: &Runner| {
            told.iter().any(|happened| matches!(happened, Happened::Gone { last, .. } if last.id == runner.id))
        };
        for Seen { runner, kind } in seen {
            let id = runner.id.clone();
            if kind == RecordKind::Vanished {
                self.observe_gone(&id);
            }
            match &kind {
                RecordKind::Appeared(_) => appeared.push(runner),
                RecordKind::Vanished if !is_told(&runner) => vanished.push(runner),
                _ => {}
            }
            self.history.add(id, self.now, kind);
        }
        let is_news = !appeared.is_empty() || !vanished.is_empty();
        is_news.then_some(Happened::FleetDiffers { appeared, vanished })
    }

    /// Reads the list now, whatever the interval says; also while the screen is held still.
    pub fn poll_now(&mut self) {
        self.awaits_asked_poll = self.connection.is_frozen();
        self.requests.push(Request::PollNow);
    }

    /// Holds the list as it is, or lets it go on.
    pub fn set_frozen(&mut self, is_frozen: bool) {
        self.awaits_asked_poll = false;
        self.connection.set_frozen(is_frozen, self.now);
        self.requests.push(if is_frozen { Request::PausePolling } else { Request::ResumePolling });
    }

    /// Reads a runner as urgently as that, unless it is being read so already.
    pub fn read_runner(&mut self, id: &RunnerId, priority: Priority) {
        if self.fleet.start_details(id, priority) {
            self.ask_details(id.clone(), priority);
        }
    }

    pub(super) fn ask_details(&mut self, id: RunnerId, priority: Priority) {
        self.details_asked.entry(id.clone()).or_insert(self.now);
        self.requests.push(Request::ReadDetails(id, priority));
    }

    /// Reads the next runner that lacks something, those among the `visible` rows first, and the one that the operator
    /// rests on; none while the list is held still or cannot be read.
    pub fn read_next_runner(&mut self, visible: impl IntoIterator<Item = usize>, resting: Option<usize>) {
        if self.connection.is_failing() || self.connection.is_frozen() {
            return;
        }
        if let Some((id, priority)) = self.fleet.next_details(visible, resting, true) {
            self.ask_details(id, priority);
        }
    }

    /// Looks up the runners that the list lacks, a few at a time: that alone tells whether they are gone. For whoever shows no
    /// rows, and has no use for what else they lack.
    pub fn look_up_missing(&mut self) {
        if self.connection.is_failing() || self.connection.is_frozen() {
            return;
        }
        while let Some(id) = self.fleet.next_look_up() {
            self.ask_details(id, LOOK_UP);
        }
    }

    /// Reads a runner's allow list, unless that is under way: an answer that takes its time is not asked for twice.
    pub fn read_allow_list(&mut self, id: &RunnerId) {
        if self.allow_lists_under_way.insert(id.clone()) {
            self.requests.push(Request::ReadAllowList(id.clone()));
        }
    }

    /// Reads a runner's answer as text.
    pub fn read_json(&mut self, id: &RunnerId) {
        self.requests.push(Request::ReadJson(id.clone()));
    }
}
