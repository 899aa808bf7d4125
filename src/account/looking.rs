//! What is asked of the work on the runners, by a column, a tab or a question; and when it is read.

use std::sync::Arc;

use super::{Account, Happened, WorkNews};
use crate::api::Priority;
use crate::domain::work::orphan;
use crate::domain::{PipelineKey, RunnerKey, RunnerWork, Runs};

impl Account {
    /// Takes news of the work.
    pub(super) fn work_read(&mut self, news: WorkNews) -> Vec<Happened> {
        let is_of_projects =
            matches!(news, WorkNews::Progressed { .. } | WorkNews::Refused(_) | WorkNews::ProjectsRead(_));
        let is_end = matches!(news, WorkNews::ProjectsRead(_));
        let is_of_runs = matches!(news, WorkNews::RunningRead(_));
        let before = self.work.remote().value().map(Arc::clone);
        let refused = self.work.take(news, self.now);
        if is_end {
            self.find_orphans();
        }
        self.note_work();
        let of_operation = if is_of_runs {
            let operated = self.tick_operation();
            operated.into_iter().chain(self.follow_guided(|_| false)).collect()
        } else {
            Vec::new()
        };
        let told = if is_of_projects {
            Happened::WorkRead { before }
        } else if is_of_runs {
            Happened::RunsRead
        } else {
            Happened::WorkDetailRead
        };
        std::iter::once(told).chain(refused.map(Happened::WorkRefused)).chain(of_operation).collect()
    }

    /// A whole list came: what it is joined with follows.
    pub(super) fn work_follows_list(&mut self) {
        self.find_orphans();
        self.note_work();
        if self.work.is_shown() {
            self.read_work_if_due();
            self.requests.extend(self.work.read_running(Priority::Background, self.now));
        }
    }

    fn find_orphans(&mut self) {
        let Some(usage) = self.work.remote().value().map(Arc::clone) else { return };
        let fleet = &self.fleet;
        let is_whole = fleet.is_complete() && !fleet.is_cut() && fleet.short_by() == 0;
        let find = |id: &_| fleet.find(id).map(|row| &*row.runner);
        let orphans = orphan::orphans(&usage, find, fleet.rows().iter().map(|row| &*row.runner), is_whole);
        self.work.set_orphans(orphans);
    }

    /// Notes whether something on the screen shows what runs: while it does, that is read with each list, and the projects
    /// when they are due. Cheap: may be called after each key.
    pub fn show_work(&mut self, is_shown: bool) {
        if self.work.show(is_shown) {
            self.read_work_if_due();
            self.requests.extend(self.work.read_running(Priority::Background, self.now));
        }
    }

    /// A question about runners opens: reads what runs once, before everything else that waits, and the projects if they are
    /// due. Never waited for.
    pub fn ask_work(&mut self) {
        self.read_work_if_due();
        self.requests.extend(self.work.read_running(Priority::Operator, self.now));
    }

    /// Reads what runs now, before everything else that waits: the operator asks.
    pub fn read_runs(&mut self) {
        self.requests.extend(self.work.read_running(Priority::Operator, self.now));
    }

    /// Reads the projects, unless what is known of them is fresh, or reading them failed or was stopped.
    pub fn read_work_if_due(&mut self) {
        self.requests.extend(self.work.read_if_due(self.now));
    }

    /// Reads the projects now, unless that is under way.
    pub fn read_work(&mut self) {
        self.requests.extend(self.work.read());
    }

    /// Stops reading the projects. Says whether they were being read.
    pub fn stop_reading_work(&mut self) -> bool {
        let stopped = self.work.stop();
        let was_reading = stopped.is_some();
        self.requests.extend(stopped);
        was_reading
    }

    /// Nobody looks at the projects any more: their reading is stopped, and the next look may begin it again. Not while
    /// something else on the screen shows what runs.
    pub fn leave_work(&mut self) {
        if !self.work.is_shown() {
            self.stop_reading_work();
        }
        self.work.forgive();
    }

    /// Reads what a streaming pipeline does, unless that is under way. One call: when a tab opens, and on demand.
    pub fn read_streaming_status(&mut self, key: &PipelineKey) {
        self.requests.extend(self.work.read_streaming(key));
    }

    /// Reads the account's audit events of so many days, [`super::work::FIRST_DAYS`] at first, unless they are known, refused
    /// or being read.
    pub fn read_events(&mut self, days: u16) {
        self.requests.extend(self.work.read_events(days, self.now));
    }

    /// Nobody looks at the audit events any more: what names people is dropped, and no more is read.
    pub fn forget_events(&mut self) {
        self.requests.extend(self.work.forget_events());
    }

    /// How much hangs on a runner, for the order of turns: the runs and the environments that were seen.
    pub fn load_of(&self, key: &RunnerKey) -> (usize, usize) {
        let Some(row) = self.fleet.at(key) else { return (0, 0) };
        let runs = match self.work.runs(&row.runner) {
            Runs::Seen { count, .. } => count,
            Runs::Unread | Runs::NotReadable => 0,
        };
        (runs, self.work.defaults_of(&row.runner).map_or(0, |defaults| defaults.len()))
    }

    /// Everything that hangs on a runner; empty where nothing does, or nothing is known.
    pub fn work_of(&self, key: &RunnerKey) -> RunnerWork<'_> {
        self.fleet.at(key).map(|row| self.work.of(&row.runner)).unwrap_or_default()
    }
}
