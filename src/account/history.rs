//! [`Activity`]: what trackside saw change in the fleet, and what was done from here, since it started.
//!
//! Bounded: the oldest events go first. Nothing is written anywhere.

use std::collections::VecDeque;
use std::time::Duration;

use crate::domain::{Label, Moment, Runner, RunnerId, Status, Version};

/// Events kept, over all runners: about 3 MB at the most.
const KEPT: usize = 20_000;

/// What happened to one runner.
#[derive(Clone, PartialEq, Debug)]
pub struct Event {
    /// Grows by one with each event; a key that stays when older events go.
    pub number: u64,
    /// The runner.
    pub runner: RunnerId,
    /// When trackside learned of it.
    pub at: Moment,
    /// What it was.
    pub what: What,
}

/// The kinds of events.
#[derive(Clone, PartialEq, Debug)]
pub enum What {
    /// It is new in the list, with this status.
    Appeared(Option<Status>),
    /// It is in the list no longer.
    Vanished,
    /// Its status changed.
    Status {
        /// What it was.
        from: Status,
        /// What it is.
        to: Status,
    },
    /// It is connected now, or no longer.
    Connected(bool),
    /// It reports another version; `None` before it reported any.
    Version {
        /// What it reported.
        from: Option<Version>,
        /// What it reports.
        to: Version,
    },
    /// A setting is reported differently.
    Setting {
        /// The vendor's label of the setting.
        name: &'static str,
        /// The value before, safe to draw.
        from: String,
        /// The value now, safe to draw.
        to: String,
    },
    /// Something was asked for from here.
    Asked(String),
    /// What was asked for is what the control plane reports.
    Reported {
        /// What was asked for.
        what: String,
        /// Time from asking to the report.
        took: Duration,
    },
    /// No answer came to what was asked for: it may have been carried out, or not.
    Unanswered {
        /// What was asked for.
        what: String,
        /// What came instead, safe to draw.
        reason: String,
    },
    /// What was asked for was not sent.
    NotSent {
        /// What was asked for.
        what: String,
        /// Why, safe to draw.
        reason: String,
    },
    /// What was asked for failed, or nothing came of it.
    Failed {
        /// What was asked for.
        what: String,
        /// Why, safe to draw.
        reason: String,
    },
}

/// The events of this run of the program.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Activity {
    /// Oldest first.
    events: VecDeque<Event>,
    next_number: u64,
}

impl Activity {
    /// Notes an event; the oldest one goes when there are too many.
    pub fn note(&mut self, runner: RunnerId, at: Moment, what: What) {
        if self.events.len() == KEPT {
            self.events.pop_front();
        }
        self.events.push_back(Event { number: self.next_number, runner, at, what });
        self.next_number += 1;
    }

    /// A runner's events, newest first.
    pub fn of<'a>(&'a self, runner: &'a RunnerId) -> impl Iterator<Item = &'a Event> {
        self.events.iter().rev().filter(move |event| event.runner == *runner)
    }
}

/// The statuses that a runner had, newest first, each with when it began as far as trackside saw it: from its `events`,
/// newest first; `now_is` is its status now, `first_seen` when trackside first saw it.
pub fn statuses<'a>(
    events: &[&'a Event],
    now_is: Option<&'a Status>,
    first_seen: Moment,
) -> Vec<(Moment, Option<&'a Status>)> {
    let mut spans = Vec::new();
    let mut status = now_is;
    for event in events {
        match &event.what {
            What::Status { from, to } => {
                spans.push((event.at, Some(to)));
                status = Some(from);
            }
            What::Appeared(to) => {
                spans.push((event.at, to.as_ref()));
                return spans;
            }
            _ => {}
        }
    }
    spans.push((first_seen, status));
    spans
}

/// What is different between two readings of the same runner. What was not told before, or is not told now, is no
/// difference.
pub fn differences(old: &Runner, new: &Runner) -> Vec<What> {
    let mut seen = Vec::new();
    if let (Some(from), Some(to)) = (&old.status, &new.status)
        && from != to
    {
        seen.push(What::Status { from: from.clone(), to: to.clone() });
    }
    if let (Some(from), Some(to)) = (old.connected, new.connected)
        && from != to
    {
        seen.push(What::Connected(to));
    }
    if let Some(to) = new.release.version.as_ref().filter(|to| old.release.version.as_ref() != Some(to)) {
        // A runner of which nothing was known yet did not change.
        if old.release.version.is_some() || old.release.latest.is_some() {
            seen.push(What::Version { from: old.release.version.clone(), to: to.clone() });
        }
    }
    seen.extend(settings(old, new));
    seen
}

fn settings(old: &Runner, new: &Runner) -> impl Iterator<Item = What> {
    let on_off = |value: Option<bool>| value.map(|on| if on { "on" } else { "off" }.to_owned());
    let text = |label: &Option<Label>| label.as_ref().map(ToString::to_string);
    let track = |runner: &Runner| runner.release.track.as_ref().map(|track| track.label().to_owned());
    [
        ("Runner name", Some(old.name.to_string()), Some(new.name.to_string())),
        ("Description", text(&old.description), text(&new.description)),
        ("Version track", track(old), track(new)),
        ("Auto update", on_off(old.auto_update), on_off(new.auto_update)),
        ("Restricted access", on_off(old.restricted), on_off(new.restricted)),
    ]
    .into_iter()
    .filter_map(|(name, from, to)| {
        let (from, to) = (from?, to?);
        (from != to).then_some(What::Setting { name, from, to })
    })
}
