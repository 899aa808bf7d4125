//! [`Work`]: the account's projects and environments, and how reading them goes. They change rarely, and reading
//! them costs a request for each project: they are read when a tab needs them, and kept for a while.

use super::request::Request;
use std::sync::Arc;
use std::time::Duration;

use super::remote::Remote;
use crate::api::ApiError;
use crate::domain::{Dependents, Environment, Moment, Project, Runner, Usage};

/// How long what was read is good for.
const FRESH_FOR: Duration = Duration::from_secs(600);

/// What is known of the account's projects, and the reading of them.
#[derive(Clone, Debug, Default)]
pub struct Work {
    usage: Remote<Arc<Usage>>,
    /// Where the environments of each runner are in it.
    dependents: Dependents,
    /// Projects read and projects in all, while they are being read.
    progress: Option<(usize, usize)>,
    /// Whether `usage` is all there is, not what a reading that goes on has told so far.
    is_whole: bool,
    /// Whether the operator stopped the reading.
    is_stopped: bool,
}

impl Work {
    /// What was read, and how it goes.
    pub fn remote(&self) -> &Remote<Arc<Usage>> {
        &self.usage
    }

    /// What was read, as far as it was.
    pub fn value(&self) -> Option<&Usage> {
        self.usage.value().map(Arc::as_ref)
    }

    /// The environments whose default runner is `runner`, each with its project, as far as they were read; `None` before
    /// anything was.
    pub fn defaults_of(&self, runner: &Runner) -> Option<Vec<(&Project, &Environment)>> {
        Some(self.dependents.find(self.value()?, runner))
    }

    /// Whether what is known is all there is, not the part that was read before a reading was stopped or failed, or while
    /// it goes on.
    pub fn is_whole(&self) -> bool {
        self.is_whole
    }

    /// Projects read and projects in all, while they are being read.
    pub fn progress(&self) -> Option<(usize, usize)> {
        self.progress
    }

    /// Reads, unless what is known is fresh, or reading it failed or was stopped: then only the operator tries again.
    pub fn read_if_due(&mut self, now: Moment) -> Option<Request> {
        let is_wanted = !self.is_stopped && self.usage.error().is_none() && self.usage.is_due(now, FRESH_FOR);
        if is_wanted { self.read() } else { None }
    }

    /// Reads now, unless that is under way.
    pub fn read(&mut self) -> Option<Request> {
        let is_new = self.usage.start();
        if is_new {
            self.is_stopped = false;
        }
        is_new.then_some(Request::ReadUsage)
    }

    /// Stops a reading that is under way.
    pub fn stop(&mut self) -> Option<Request> {
        if !self.usage.is_loading() {
            return None;
        }
        self.usage.give_up();
        self.progress = None;
        self.is_stopped = true;
        Some(Request::StopUsage)
    }

    /// Lets the next look begin to read again after a stop.
    pub fn forgive(&mut self) {
        self.is_stopped = false;
    }

    /// Takes what was read so far.
    pub fn progressed(&mut self, read: usize, total: usize, so_far: Arc<Usage>, now: Moment) {
        if self.usage.is_loading() {
            self.progress = Some((read, total));
            // What a whole reading told stays until the next whole one.
            if !self.is_whole {
                self.dependents = Dependents::of(&so_far);
                self.usage.progress(so_far, now);
            }
        }
    }

    /// Takes all of it, or why it could not be read.
    pub fn finished(&mut self, outcome: Result<Arc<Usage>, ApiError>, now: Moment) {
        // What was on its way when the reading was stopped.
        if !self.usage.is_loading() {
            return;
        }
        self.is_whole |= outcome.is_ok();
        if let Ok(usage) = &outcome {
            self.dependents = Dependents::of(usage);
        }
        self.progress = None;
        self.usage.finish(outcome, now);
    }
}
