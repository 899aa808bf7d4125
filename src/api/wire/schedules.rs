//! Schedules. Their variables are values of customers: they are not read.

use serde::Deserialize;

use super::super::lenient::{self, Text};
use super::{label, time};
use crate::domain::Schedule;
use crate::domain::work::Timing;

/// A schedule of a project.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::api) struct ScheduleEntry<'a> {
    #[serde(borrow, default, deserialize_with = "lenient::text")]
    schedule_id: Text<'a>,
    #[serde(borrow, default, deserialize_with = "lenient::text")]
    name: Text<'a>,
    #[serde(borrow, default, deserialize_with = "lenient::text")]
    pipeline_name: Text<'a>,
    #[serde(borrow, default, deserialize_with = "lenient::text")]
    environment_name: Text<'a>,
    #[serde(default, deserialize_with = "lenient::boolean")]
    schedule_enabled: Option<bool>,
    #[serde(borrow, default, deserialize_with = "lenient::text")]
    next_run_at: Text<'a>,
    #[serde(borrow, default, deserialize_with = "lenient::text")]
    effective_from: Text<'a>,
    /// The documented example is a number.
    #[serde(borrow, default, deserialize_with = "lenient::text")]
    cron_expression: Text<'a>,
    #[serde(borrow, default, deserialize_with = "lenient::text")]
    cron_timezone: Text<'a>,
    #[serde(borrow, default, deserialize_with = "lenient::object")]
    interval_expression: Interval<'a>,
}

#[derive(Deserialize, Default)]
struct Interval<'a> {
    #[serde(default, deserialize_with = "lenient::count")]
    interval: Option<u64>,
    #[serde(borrow, default, deserialize_with = "lenient::text")]
    unit: Text<'a>,
}

impl ScheduleEntry<'_> {
    /// The schedule, by its name or else its id; `None` without both.
    pub(in crate::api) fn into_schedule(self) -> Option<Schedule> {
        let name = label(self.name).or_else(|| label(self.schedule_id))?;
        let interval = self.interval_expression;
        let timing = match (label(self.cron_expression), interval.interval, label(interval.unit)) {
            (Some(expression), _, _) => Timing::Cron { expression, zone: label(self.cron_timezone) },
            (None, Some(count), Some(unit)) => Timing::Interval { count, unit },
            _ => Timing::Unknown,
        };
        Some(Schedule {
            pipeline: label(self.pipeline_name),
            environment: label(self.environment_name),
            is_enabled: self.schedule_enabled,
            next_run_at: time(self.next_run_at),
            effective_from: time(self.effective_from),
            timing,
            ..Schedule::new(name.raw())
        })
    }
}
