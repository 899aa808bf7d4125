//! [`UsageReading`]: the account's projects and environments, and how reading them goes. They change rarely, and reading
//! them costs a request for each project: they are read when a tab needs them, and kept for a while.

use std::sync::Arc;
use std::time::Duration;

use crate::api::ApiError;
use crate::clock::Moment;
use crate::domain::Usage;
use crate::effect::Effect;
use crate::remote::Remote;

/// How long what was read is good for.
const FRESH_FOR: Duration = Duration::from_secs(600);

/// What is known of the account's projects, and the reading of them.
#[derive(Clone, Debug, Default)]
pub(super) struct UsageReading {
    usage: Remote<Arc<Usage>>,
    /// Projects read and projects in all, while they are being read.
    progress: Option<(usize, usize)>,
    /// Whether `usage` is all there is, not what a reading that goes on has told so far.
    is_whole: bool,
    /// Whether the operator stopped the reading.
    is_stopped: bool,
}

impl UsageReading {
    /// What was read, and how it goes.
    pub(super) fn remote(&self) -> &Remote<Arc<Usage>> {
        &self.usage
    }

    /// What was read, as far as it was.
    pub(super) fn value(&self) -> Option<&Usage> {
        self.usage.value().map(Arc::as_ref)
    }

    /// Whether what is known is all there is, not the part that was read before a reading was stopped or failed, or while
    /// it goes on.
    pub(super) fn is_whole(&self) -> bool {
        self.is_whole
    }

    /// Projects read and projects in all, while they are being read.
    pub(super) fn progress(&self) -> Option<(usize, usize)> {
        self.progress
    }

    /// Reads, unless what is known is fresh, or reading it failed or was stopped: then only the operator tries again.
    pub(super) fn read_if_due(&mut self, now: Moment) -> Option<Effect> {
        let is_wanted = !self.is_stopped && self.usage.error().is_none() && self.usage.is_due(now, FRESH_FOR);
        if is_wanted { self.read() } else { None }
    }

    /// Reads now, unless that is under way.
    pub(super) fn read(&mut self) -> Option<Effect> {
        let is_new = self.usage.start();
        if is_new {
            self.is_stopped = false;
        }
        is_new.then_some(Effect::ReadUsage)
    }

    /// Stops a reading that is under way.
    pub(super) fn stop(&mut self) -> Option<Effect> {
        if !self.usage.is_loading() {
            return None;
        }
        self.usage.give_up();
        self.progress = None;
        self.is_stopped = true;
        Some(Effect::StopUsage)
    }

    /// Waits no longer for a reading whose answer will not come.
    pub(super) fn give_up(&mut self) {
        self.usage.give_up();
        self.progress = None;
    }

    /// Lets the next look begin to read again after a stop.
    pub(super) fn forgive(&mut self) {
        self.is_stopped = false;
    }

    /// Takes what was read so far.
    pub(super) fn progressed(&mut self, read: usize, total: usize, so_far: Arc<Usage>, now: Moment) {
        if self.usage.is_loading() {
            self.progress = Some((read, total));
            // What a whole reading told stays until the next whole one.
            if !self.is_whole {
                self.usage.progress(so_far, now);
            }
        }
    }

    /// Takes all of it, or why it could not be read.
    pub(super) fn finished(&mut self, outcome: Result<Arc<Usage>, ApiError>, now: Moment) {
        // What was on its way when the reading was stopped.
        if !self.usage.is_loading() {
            return;
        }
        self.is_whole |= outcome.is_ok();
        self.progress = None;
        self.usage.finish(outcome, now);
    }
}
