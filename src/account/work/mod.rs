//! [`Work`]: what is known of the work on the account's runners, and how reading it goes.
//!
//! Projects and what is in them change rarely, and reading them costs three requests for each: they are read when somebody
//! looks at them, and kept for a while. What runs now is read once for each list while something shows it, or when a
//! question asks. The join with the runners is made when a reading comes, never for a frame.

mod part;
mod told;

use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;

pub use part::{WorkNews, WorkPart};
pub use told::Told;

use super::remote::Remote;
use super::request::Request;
use crate::api::{ApiError, Cause, Priority, calls};
use crate::domain::work::WorkFacts;
use crate::domain::{
    Environment, Events, Join, Label, Moment, Orphan, PipelineKey, Project, ProjectUsage, Runner, RunnerWork, Running,
    Runs, Usage,
};

/// How long what was read is good for, and how long a refusal is taken for one.
const FRESH_FOR: Duration = Duration::from_secs(600);

/// Days of audit events that are read at first.
pub const FIRST_DAYS: u16 = 7;
/// Days that the control plane keeps audit events for.
pub const MAX_DAYS: u16 = 90;

/// What is known of the work, and the reading of it.
#[derive(Clone, Debug, Default)]
pub struct Work {
    usage: Remote<Arc<Usage>>,
    /// Projects read and projects in all, while they are being read.
    progress: Option<(usize, usize)>,
    /// Whether `usage` is all there is, not what a reading that goes on has told so far.
    is_whole: bool,
    /// Whether the operator stopped the reading.
    is_stopped: bool,
    running: Remote<Arc<Running>>,
    /// How urgently the executions are being read.
    running_priority: Option<Priority>,
    /// When reading them was refused, so that it is not asked for at every list.
    refused_at: Option<Moment>,
    /// Whether something on the screen shows what runs.
    is_shown: bool,
    statuses: HashMap<PipelineKey, Remote<Label>>,
    events: Remote<Arc<Events>>,
    /// The days of audit events that are being read, or were last.
    event_days: u16,
    /// Who serves what, by the last readings.
    join: Join,
    /// What is missing in the projects that were read last.
    gaps: Gaps,
    orphans: Vec<Orphan>,
    /// Kinds of call of which it was told that they are refused, and what was said.
    refused: HashMap<&'static str, ApiError>,
    /// The same for the reading that goes on.
    refused_now: HashSet<&'static str>,
}

/// How many of the projects that were read could not be read in full.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
struct Gaps {
    projects: usize,
    without_environments: usize,
    with_unknown_starts: usize,
}

/// Why runs cannot be read.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Unreadable<'a> {
    /// The credential sees no projects: its role may lack the permission, or there are none.
    NoProjects,
    /// The environments of so many projects, which are all there are, could not be read.
    NoEnvironments(usize),
    /// Projects or executions could not be read.
    Failed(&'a ApiError),
}

impl Work {
    /// The projects, and how reading them goes.
    pub fn remote(&self) -> &Remote<Arc<Usage>> {
        &self.usage
    }

    /// The projects, as far as they were read.
    pub fn value(&self) -> Option<&Usage> {
        self.usage.value().map(Arc::as_ref)
    }

    /// The environments whose default runner is `runner`, each with its project, as far as they were read; `None` before
    /// anything was.
    pub fn defaults_of(&self, runner: &Runner) -> Option<Vec<(&Project, &Environment)>> {
        self.value().map(|_| self.join.of(runner).environments)
    }

    /// Whether the projects are all there is, not the part that was read before a reading was stopped or failed, or while
    /// it goes on.
    pub fn is_whole(&self) -> bool {
        self.is_whole
    }

    /// Projects read and projects in all, while they are being read.
    pub fn progress(&self) -> Option<(usize, usize)> {
        self.progress
    }

    /// What runs now, and how reading it goes.
    pub fn running(&self) -> &Remote<Arc<Running>> {
        &self.running
    }

    /// The audit events of the account, and how reading them goes; [`Events::days`] says how far back.
    pub fn events(&self) -> &Remote<Arc<Events>> {
        &self.events
    }

    /// What a streaming pipeline does, as the word came; `None` where that was never asked for.
    pub fn streaming_status(&self, key: &PipelineKey) -> Option<&Remote<Label>> {
        self.statuses.get(key)
    }

    /// Who serves what, by the last readings.
    pub fn join(&self) -> &Join {
        &self.join
    }

    /// The environments that point nowhere, by the last readings.
    pub fn orphans(&self) -> &[Orphan] {
        &self.orphans
    }

    /// Why a kind of call is refused, by its label: `list schedules`, `list streaming pipelines`, `list executions`.
    pub fn refusal(&self, call: &str) -> Option<&ApiError> {
        self.refused.get(call)
    }

    /// How many pipelines run in environments that default to `runner`.
    pub fn runs(&self, runner: &Runner) -> Runs {
        if self.unreadable().is_some() {
            return Runs::NotReadable;
        }
        if self.usage.value().is_none() || self.running.value().is_none() {
            return Runs::Unread;
        }
        Runs::Seen { count: self.join.count(runner), is_at_least: self.is_at_least() }
    }

    /// The same with how long ago that was read; `None` where it was not read. What cannot be read is so now.
    pub fn runs_with_age(&self, runner: &Runner, now: Moment) -> Option<(Runs, Duration)> {
        match self.runs(runner) {
            Runs::NotReadable => Some((Runs::NotReadable, Duration::ZERO)),
            runs => self.running.age(now).map(|age| (runs, age)),
        }
    }

    /// Whether more may run than was seen: reading stopped at its limit, goes on, or the environments of a project could not
    /// be read.
    pub fn is_at_least(&self) -> bool {
        self.join.is_cut() || !self.is_whole || self.gaps.without_environments > 0
    }

    /// Projects whose environments could not be read.
    pub fn without_environments(&self) -> usize {
        self.gaps.without_environments
    }

    /// Projects that may start something on a runner unseen: their schedules, or the environments that these start it in, could
    /// not be read.
    pub fn with_unknown_starts(&self) -> usize {
        self.gaps.with_unknown_starts
    }

    /// What is told of all of `works` together, as of `now`.
    pub fn facts(&self, works: &[RunnerWork<'_>], now: Timestamp) -> WorkFacts {
        let mut facts = WorkFacts::new(works, self.is_at_least(), now);
        facts.is_next_uncertain |= !self.is_whole || self.gaps.with_unknown_starts > 0;
        facts
    }

    /// Everything that hangs on `runner`.
    pub fn of(&self, runner: &Runner) -> RunnerWork<'_> {
        self.join.of(runner)
    }

    /// Why the runs cannot be read, if they cannot: what was read before a failure that may pass still counts.
    pub fn unreadable(&self) -> Option<Unreadable<'_>> {
        let failed = |error: Option<&ApiError>, has_value: bool| {
            error.filter(|error| !has_value || matches!(error.cause, Cause::Forbidden(_))).cloned().is_some()
        };
        if failed(self.usage.error(), self.usage.value().is_some()) {
            return self.usage.error().map(Unreadable::Failed);
        }
        if failed(self.running.error(), self.running.value().is_some()) {
            return self.running.error().map(Unreadable::Failed);
        }
        match self.gaps {
            _ if !self.is_whole || self.usage.value().is_none() => None,
            Gaps { projects: 0, .. } => Some(Unreadable::NoProjects),
            Gaps { projects, without_environments, .. } if projects == without_environments => {
                Some(Unreadable::NoEnvironments(projects))
            }
            Gaps { .. } => None,
        }
    }

    /// Reads the projects, unless what is known is fresh, or reading it failed or was stopped: then only the operator tries
    /// again.
    pub fn read_if_due(&mut self, now: Moment) -> Option<Request> {
        let is_wanted = !self.is_stopped && self.usage.error().is_none() && self.usage.is_due(now, FRESH_FOR);
        if is_wanted { self.read() } else { None }
    }

    /// Reads the projects now, unless that is under way.
    pub fn read(&mut self) -> Option<Request> {
        let is_new = self.usage.start();
        if is_new {
            self.is_stopped = false;
            self.refused_now.clear();
        }
        is_new.then_some(Request::ReadWork(WorkPart::Projects))
    }

    /// Stops a reading of the projects that is under way.
    pub fn stop(&mut self) -> Option<Request> {
        if !self.usage.is_loading() {
            return None;
        }
        self.usage.give_up();
        self.progress = None;
        self.is_stopped = true;
        Some(Request::StopWork)
    }

    /// Lets the next look begin to read again after a stop.
    pub fn forgive(&mut self) {
        self.is_stopped = false;
    }

    /// Notes whether something shows what runs. Says whether it did not before, and does now.
    pub fn show(&mut self, is_shown: bool) -> bool {
        !std::mem::replace(&mut self.is_shown, is_shown) && is_shown
    }

    /// Whether something shows what runs.
    pub fn is_shown(&self) -> bool {
        self.is_shown
    }

    /// Reads what runs as urgently as that, unless it is being read so already; in the background not for a while after it
    /// was refused.
    pub fn read_running(&mut self, priority: Priority, now: Moment) -> Option<Request> {
        let is_refused = self.refused_at.is_some_and(|at| now.since(&at) < FRESH_FOR);
        let is_under_way = self.running_priority.is_some_and(|under_way| under_way >= priority);
        if is_under_way || (is_refused && priority < Priority::Operator) {
            return None;
        }
        self.running.start();
        self.running_priority = Some(priority);
        Some(Request::ReadWork(WorkPart::Running(priority)))
    }

    /// Reads what a streaming pipeline does, unless that is under way.
    pub fn read_streaming(&mut self, key: &PipelineKey) -> Option<Request> {
        let is_new = self.statuses.entry(key.clone()).or_default().start();
        is_new.then(|| Request::ReadWork(WorkPart::Streaming(key.clone())))
    }

    /// Reads the audit events of so many days, unless what is known of them is fresh, refused, or being read.
    pub fn read_events(&mut self, days: u16, now: Moment) -> Option<Request> {
        let days = days.clamp(1, MAX_DAYS);
        let is_refused = self.events.error().is_some_and(ApiError::is_final);
        let reaches = self.event_days >= days;
        let is_known = reaches && (self.events.is_loading() || !self.events.is_due(now, FRESH_FOR));
        if is_refused || is_known {
            return None;
        }
        self.events.start();
        self.event_days = days.max(self.event_days);
        Some(Request::ReadWork(WorkPart::Events { days: self.event_days }))
    }

    /// Nobody looks at the audit events any more: what names people goes, and no more is read.
    pub fn forget_events(&mut self) -> Option<Request> {
        let is_loading = self.events.is_loading();
        let refused = self.events.error().filter(|error| error.is_final()).cloned();
        (self.events, self.event_days) = (Remote::default(), 0);
        if let Some(error) = refused {
            self.events.finish(Err(error), Moment::start(Timestamp::UNIX_EPOCH));
        }
        is_loading.then_some(Request::StopEvents)
    }

    /// Takes news. Answers with a refusal that was not told yet.
    pub fn take(&mut self, news: WorkNews, now: Moment) -> Option<ApiError> {
        match news {
            WorkNews::Progressed { read, total, so_far } => self.progressed(read, total, so_far, now),
            WorkNews::Refused(error) => return self.usage.is_loading().then(|| self.refuse(error)).flatten(),
            WorkNews::ProjectsRead(outcome) => return self.projects_read(outcome, now),
            WorkNews::RunningRead(outcome) => return self.running_read(outcome, now),
            WorkNews::StreamingRead { key, outcome } => {
                self.statuses.entry(key).or_default().finish(outcome, now);
            }
            // Another number of days was asked for since, or nobody looks any more.
            WorkNews::EventsRead { days, .. } if days != self.event_days => {}
            WorkNews::EventsRead { outcome, .. } => {
                let refused = outcome.as_ref().err().filter(|error| error.is_final()).cloned();
                self.events.finish(outcome, now);
                return refused.and_then(|error| self.refuse(error));
            }
        }
        None
    }

    /// Takes what was read of the projects so far.
    fn progressed(&mut self, read: usize, total: usize, so_far: Arc<Usage>, now: Moment) {
        if self.usage.is_loading() {
            self.progress = Some((read, total));
            // What a whole reading told stays until the next whole one.
            if !self.is_whole {
                self.usage.progress(so_far, now);
                self.join_again();
            }
        }
    }

    /// Takes all projects, or why they could not be read.
    fn projects_read(&mut self, outcome: Result<Arc<Usage>, ApiError>, now: Moment) -> Option<ApiError> {
        // What was on its way when the reading was stopped.
        if !self.usage.is_loading() {
            return None;
        }
        self.is_whole |= outcome.is_ok();
        self.progress = None;
        let refused = outcome.as_ref().err().filter(|error| matches!(error.cause, Cause::Forbidden(_))).cloned();
        if outcome.is_ok() {
            let (executions, still) = ([calls::LIST_EXECUTIONS, calls::LIST_EVENTS], &self.refused_now);
            self.refused.retain(|call, _| executions.contains(call) || still.contains(call));
        }
        self.usage.finish(outcome, now);
        self.join_again();
        refused.and_then(|error| self.refuse(error))
    }

    fn running_read(&mut self, outcome: Result<Arc<Running>, ApiError>, now: Moment) -> Option<ApiError> {
        self.running_priority = None;
        let refused = outcome.as_ref().err().filter(|error| matches!(error.cause, Cause::Forbidden(_))).cloned();
        self.refused_at = refused.as_ref().map(|_| now);
        if let Ok(running) = &outcome {
            self.refused.remove(calls::LIST_EXECUTIONS);
            self.join.take_running(Arc::clone(running));
        }
        self.running.finish(outcome, now);
        refused.and_then(|error| self.refuse(error))
    }

    /// Keeps a refusal; answers with it the first time.
    fn refuse(&mut self, error: ApiError) -> Option<ApiError> {
        self.refused_now.insert(error.call);
        let is_new = self.refused.insert(error.call, error.clone()).is_none();
        is_new.then_some(error)
    }

    fn join_again(&mut self) {
        let usage = self.usage.value().map(Arc::clone).unwrap_or_default();
        let running = self.running.value().map(Arc::clone).unwrap_or_default();
        self.gaps = Gaps {
            projects: usage.projects.len(),
            without_environments: usage.unread(),
            with_unknown_starts: usage.projects.iter().filter(|entry| has_unknown_starts(entry)).count(),
        };
        self.join = Join::new(usage, running);
    }

    /// Takes the environments that point nowhere.
    pub(super) fn set_orphans(&mut self, orphans: Vec<Orphan>) {
        self.orphans = orphans;
    }
}

fn has_unknown_starts(entry: &ProjectUsage) -> bool {
    entry.schedules.is_none() || entry.environments.is_none()
}
