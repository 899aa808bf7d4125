//! [`Upcoming`]: the next starts of several schedules together, the quietest gap between them, and a pause compared with
//! them.

use jiff::{SignedDuration, Timestamp};

use super::super::usage::Project;
use super::schedule::Schedule;

/// A stretch that is worth telling of, and the length of the window that is looked for where there is none.
pub const GAP: SignedDuration = SignedDuration::from_mins(30);

/// How far ahead is told of what starts.
const AHEAD: SignedDuration = SignedDuration::from_hours(24);

/// One start of a schedule.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Start<'a> {
    /// When.
    pub at: Timestamp,
    /// The schedule's project.
    pub project: &'a Project,
    /// What starts.
    pub schedule: &'a Schedule,
}

/// The starts of some schedules within a span of time.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Upcoming<'a> {
    /// In order; those at the same time in the order of the schedules.
    pub starts: Vec<Start<'a>>,
    /// Where the span begins.
    pub from: Timestamp,
    /// Where it ends.
    pub until: Timestamp,
    /// Until when `starts` holds all of them: `until` or earlier. After that there are at least these.
    pub known_until: Timestamp,
}

/// The quietest stretch of a span.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct QuietGap {
    /// Where it begins.
    pub from: Timestamp,
    /// Where it ends.
    pub until: Timestamp,
    /// Known starts in it, its beginning included: 0 where there is a stretch of [`GAP`] without any.
    pub starts: usize,
}

/// A pause compared with what starts.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PauseCheck<'a> {
    /// What falls due before the pause ends: it may queue, or be skipped where the schedule forbids two at a time.
    pub falling: Vec<Start<'a>>,
    /// The first start from the pause's end on, and how long after it that is.
    pub next: Option<(Start<'a>, SignedDuration)>,
    /// Whether there may be more in the pause than is known.
    pub is_at_least: bool,
}

impl<'a> Upcoming<'a> {
    /// The starts of `schedules` in the 24 hours after `now`.
    pub fn of_a_day(schedules: impl IntoIterator<Item = (&'a Project, &'a Schedule)>, now: Timestamp) -> Self {
        Self::of(schedules, now, now.saturating_add(AHEAD).unwrap_or(Timestamp::MAX))
    }

    /// The starts of `schedules` from `from` (without it) until `until` (with it).
    pub fn of(
        schedules: impl IntoIterator<Item = (&'a Project, &'a Schedule)>,
        from: Timestamp,
        until: Timestamp,
    ) -> Self {
        let (mut starts, mut known_until) = (Vec::new(), until);
        for (project, schedule) in schedules {
            known_until = known_until.min(schedule.starts.known_until.unwrap_or(from));
            let times = &schedule.starts.at;
            let first = times.partition_point(|&at| at <= from);
            let in_span = times[first..].iter().take_while(|&&at| at <= until);
            starts.extend(in_span.map(|&at| Start { at, project, schedule }));
        }
        starts.sort_by_key(|start| start.at);
        Self { starts, from, until, known_until: known_until.max(from) }
    }

    /// Whether `starts` holds all of the span.
    pub fn is_whole(&self) -> bool {
        self.known_until >= self.until
    }

    /// The quietest stretch: the longest without a start, the first of several; where none is as long as [`GAP`], the
    /// [`GAP`] with the fewest starts. `None` where starts may be missing, or the span is shorter than that.
    pub fn quietest_gap(&self) -> Option<QuietGap> {
        if !self.is_whole() || self.until.duration_since(self.from) < GAP {
            return None;
        }
        let edges = || std::iter::once(self.from).chain(self.starts.iter().map(|start| start.at));
        let ends = self.starts.iter().map(|start| start.at).chain([self.until]);
        let stretches = edges().zip(ends);
        let longest = stretches.fold((self.from, self.from), |best, next| {
            if next.1.duration_since(next.0) > best.1.duration_since(best.0) { next } else { best }
        });
        if longest.1.duration_since(longest.0) >= GAP {
            return Some(QuietGap { from: longest.0, until: longest.1, starts: 0 });
        }
        self.fewest()
    }

    /// The window with the fewest starts: one that begins right after a start, or with the span.
    fn fewest(&self) -> Option<QuietGap> {
        let times: Vec<Timestamp> = self.starts.iter().map(|start| start.at).collect();
        let tick = SignedDuration::from_secs(1);
        let after = times.iter().filter_map(|&at| at.checked_add(tick).ok());
        let windows = std::iter::once(self.from).chain(after).filter_map(|from| {
            let until = from.checked_add(GAP).ok().filter(|&until| until <= self.until)?;
            let starts = times.partition_point(|&at| at < until) - times.partition_point(|&at| at < from);
            Some(QuietGap { from, until, starts })
        });
        windows.min_by_key(|window| window.starts)
    }

    /// What falls into a pause that lasts from now until `ends`, and what comes after.
    pub fn during_pause(&self, ends: Timestamp) -> PauseCheck<'a> {
        let first_after = self.starts.partition_point(|start| start.at < ends);
        let next = self.starts.get(first_after).map(|&start| (start, start.at.duration_since(ends)));
        PauseCheck {
            falling: self.starts[..first_after].to_vec(),
            next,
            is_at_least: self.known_until < ends.min(self.until) || ends > self.until,
        }
    }
}
