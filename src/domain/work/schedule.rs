//! [`Schedule`]: what starts a published pipeline at set times, in one environment.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::super::text::Label;
use super::execution::short_name;
use super::timing;

/// A schedule of a project. The runner that it may name, and whether it may run twice at once, are not in the answer.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Schedule {
    /// As people call it.
    pub name: Label,
    /// The pipeline that it starts, as it came.
    pub pipeline: Option<Label>,
    /// The environment that it starts it in.
    pub environment: Option<Label>,
    /// Whether it starts anything at all, if that was told.
    pub is_enabled: Option<bool>,
    /// When it starts next, by the control plane.
    pub next_run_at: Option<Timestamp>,
    /// Before this it starts nothing; `None`: not told.
    pub effective_from: Option<Timestamp>,
    /// When it starts in general.
    pub timing: Timing,
    /// The zone of its hours, looked up when it was read; `None` where none was told, or it is not known here.
    pub zone: Option<TimeZone>,
    /// When it starts within the next day, worked out when it was read.
    pub starts: Starts,
}

/// When a schedule starts in general.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Timing {
    /// A Quartz expression, seconds first.
    Cron {
        /// As it came.
        expression: Label,
        /// The zone that its hours are of, as it came; UTC where none did.
        zone: Option<Label>,
    },
    /// Again and again after so much time.
    Interval {
        /// How many of the unit.
        count: u64,
        /// As it came: `MINUTES`.
        unit: Label,
    },
    /// Neither was told.
    Unknown,
}

/// The next starts of one schedule, as far as they are known.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Starts {
    /// In order, each once.
    pub at: Vec<Timestamp>,
    /// Until when `at` holds all of them. `None`: it says nothing of those that are missing.
    pub known_until: Option<Timestamp>,
}

impl Schedule {
    /// The schedule of this name, of which nothing else is known.
    pub fn new(name: &str) -> Self {
        Self {
            name: Label::from(name),
            pipeline: None,
            environment: None,
            is_enabled: None,
            next_run_at: None,
            effective_from: None,
            timing: Timing::Unknown,
            zone: None,
            starts: Starts::default(),
        }
    }

    /// The same with its starts from `now` on, for a day and some more, so that they still hold when the reading is old.
    /// May take a while for many schedules: not for the event loop.
    #[must_use]
    pub fn with_starts(mut self, now: Timestamp) -> Self {
        self.zone = timing::zone(&self.timing);
        self.starts = timing::starts(&self, now);
        self
    }

    /// The pipeline's short name, else the schedule's.
    pub fn pipeline_name(&self) -> Label {
        self.pipeline.as_ref().map_or_else(|| self.name.clone(), short_name)
    }
}
