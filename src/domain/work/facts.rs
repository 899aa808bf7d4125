//! [`WorkFacts`]: what a question says of the work of one runner or several, as a value.

use std::time::Duration;

use jiff::Timestamp;

use super::super::text::Label;
use super::join::RunnerWork;
use super::upcoming::Upcoming;

/// What runs in environments that default to the runners, and what starts there next.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct WorkFacts {
    /// Pipelines that run. 0 is "none seen".
    pub running: usize,
    /// Whether there may be more.
    pub is_at_least: bool,
    /// The one that has been running longest, of those whose start was told.
    pub longest: Option<Longest>,
    /// What starts next by a schedule, within a day.
    pub next: Option<NextStart>,
    /// Whether something may start before `next`.
    pub is_next_uncertain: bool,
    /// Streaming pipelines that name one of the runners.
    pub streaming: Vec<Label>,
}

/// The execution that has been running longest.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Longest {
    /// The pipeline's short name.
    pub pipeline: Label,
    /// Its environment.
    pub environment: Option<Label>,
    /// Its project.
    pub project: Label,
    /// For how long.
    pub age: Duration,
}

/// The next start.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NextStart {
    /// The schedule.
    pub name: Label,
    /// When.
    pub at: Timestamp,
    /// How long until then.
    pub after: Duration,
}

impl WorkFacts {
    /// The facts of all of `works` together, as of `now`. `is_at_least`: whether more may run than was seen.
    pub fn new(works: &[RunnerWork<'_>], is_at_least: bool, now: Timestamp) -> Self {
        let running = works.iter().flat_map(|work| &work.running);
        let longest = running.filter_map(|(project, execution)| {
            let pipeline = execution.pipeline_name();
            let environment = execution.environment.clone();
            let age = execution.age(now)?;
            Some(Longest { pipeline, environment, project: project.name.clone(), age })
        });
        let schedules = works.iter().flat_map(|work| work.schedules.iter().copied());
        let upcoming = Upcoming::of_a_day(schedules, now);
        let next = upcoming.starts.first();
        Self {
            running: works.iter().map(|work| work.running.len()).sum(),
            is_at_least,
            longest: longest.reduce(|best, other| if other.age > best.age { other } else { best }),
            is_next_uncertain: upcoming.known_until < next.map_or(upcoming.until, |start| start.at),
            next: next.map(|start| NextStart {
                name: start.schedule.name.clone(),
                at: start.at,
                after: Duration::try_from(start.at.duration_since(now)).unwrap_or_default(),
            }),
            streaming: works
                .iter()
                .flat_map(|work| &work.streaming)
                .map(|(_, pipeline)| pipeline.name.clone())
                .collect(),
        }
    }
}
