//! [`Strip`]: what a runner was like over a window of time, cell by cell, from the steps that were seen and from when somebody
//! watched. [`Strip::fold`] reads no clock and no file: whoever knows the steps hands them over.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

use super::status::Status;

/// A window of time, cut into cells of the same length.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Window {
    /// Its first instant.
    pub from: Timestamp,
    /// The first instant after it.
    pub to: Timestamp,
    /// How many cells it has; of none there is no strip.
    pub cells: usize,
}

/// A time in which somebody watched, from its first look to its last.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Watched {
    /// The first look.
    pub since: Timestamp,
    /// The last look; the same as the first one where there was no other.
    pub until: Timestamp,
}

/// Whether a runner was in the list, and with which status.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Presence {
    /// The control plane had no such runner.
    Absent,
    /// It was there; `None`: its status was not told.
    Here(Option<Status>),
}

/// What was different between two looks.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Change {
    /// It came, went, or changed its status.
    Presence {
        /// What it was.
        was: Presence,
        /// What it is from then on.
        is: Presence,
    },
    /// It is connected from then on, or no longer.
    Connected(bool),
}

/// A change with its time.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Step {
    /// When the look was that showed it.
    pub at: Timestamp,
    /// What was different.
    pub change: Change,
}

/// What is known of a runner: what it is like after the last step, and the steps.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Course {
    /// The steps from the beginning of a window on, oldest first; also those after its end.
    pub steps: Vec<Step>,
    /// What it is after the last step.
    pub presence: Presence,
    /// Whether it is connected after the last step; `None`: not told.
    pub connected: Option<bool>,
}

/// What a cell of a strip shows.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Cell {
    /// Nobody watched.
    Unwatched,
    /// Somebody watched, and there was no such runner.
    Absent,
    /// Somebody watched, and its status was not told.
    NotTold,
    /// The status seen in it that needs attention most.
    Status(Status),
}

/// What a runner was like over a window.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Strip {
    /// Oldest first, as many as the window has.
    pub cells: Vec<Cell>,
    /// For how long within the window somebody watched while the runner was there.
    pub watched: Duration,
    /// For how much of that it was serving: Running, and not known to be cut off.
    pub serving: Duration,
}

impl Cell {
    /// Which of two is shown in a cell that saw both: the lower one.
    fn rank(&self) -> u16 {
        match self {
            Self::Status(status) => u16::from(status.attention_rank()),
            Self::NotTold => 1_000,
            Self::Absent => 1_001,
            Self::Unwatched => 1_002,
        }
    }

    fn of(presence: &Presence) -> Self {
        match presence {
            Presence::Absent => Self::Absent,
            Presence::Here(None) => Self::NotTold,
            Presence::Here(Some(status)) => Self::Status(status.clone()),
        }
    }
}

impl Window {
    /// The cell in which `at` lies, which is within the window.
    fn cell(&self, at: i128) -> usize {
        let (from, to) = (self.from.as_nanosecond(), self.to.as_nanosecond());
        let cells = i128::try_from(self.cells).unwrap_or(i128::MAX);
        usize::try_from((at - from).saturating_mul(cells) / (to - from).max(1)).unwrap_or(0).min(self.cells - 1)
    }
}

impl Watched {
    /// The last look is a look, although it takes no time.
    fn end(&self) -> i128 {
        self.until.as_nanosecond() + 1
    }
}

impl Strip {
    /// The strip over `window` of a runner with this course, where somebody `watched`, oldest first and apart from each
    /// other. What nobody saw is in no cell and in no share.
    pub fn fold(window: &Window, course: &Course, watched: &[Watched]) -> Self {
        let mut strip =
            Self { cells: vec![Cell::Unwatched; window.cells], watched: Duration::ZERO, serving: Duration::ZERO };
        if window.cells == 0 {
            return strip;
        }
        let (mut presence, mut connected) = course.beginning();
        let mut since = window.from.as_nanosecond();
        let end = window.to.as_nanosecond();
        for step in &course.steps {
            let until = step.at.as_nanosecond().clamp(since, end.max(since));
            strip.add(window, (since, until), &presence, connected, watched);
            since = until;
            match &step.change {
                Change::Presence { is, .. } => presence = is.clone(),
                Change::Connected(is) => connected = Some(*is),
            }
        }
        strip.add(window, (since, end), &presence, connected, watched);
        strip
    }

    /// The share of the watched time in which the runner was serving, from 0 to 1; `None` where nobody watched it.
    pub fn serving_share(&self) -> Option<f64> {
        (!self.watched.is_zero()).then(|| self.serving.as_secs_f64() / self.watched.as_secs_f64())
    }

    /// Adds what it was like in a part of the window.
    fn add(
        &mut self,
        window: &Window,
        (since, until): (i128, i128),
        presence: &Presence,
        connected: Option<bool>,
        watched: &[Watched],
    ) {
        let first = watched.partition_point(|span| span.end() <= since);
        let overlapping = watched[first..].iter().take_while(|span| span.since.as_nanosecond() < until);
        for span in overlapping {
            let (begin, end) = (span.since.as_nanosecond().max(since), span.end().min(until));
            if begin >= end {
                continue;
            }
            let seen = Cell::of(presence);
            for cell in &mut self.cells[window.cell(begin)..=window.cell(end - 1)] {
                if seen.rank() < cell.rank() {
                    *cell = seen.clone();
                }
            }
            if let Presence::Here(status) = presence {
                let time = Duration::from_nanos(u64::try_from(end - begin).unwrap_or(u64::MAX));
                self.watched += time;
                if *status == Some(Status::Running) && connected != Some(false) {
                    self.serving += time;
                }
            }
        }
    }
}

impl Course {
    /// What it was like before the first step: as the first one of its kind says, else as it is now.
    fn beginning(&self) -> (Presence, Option<bool>) {
        let was = self.steps.iter().find_map(|step| match &step.change {
            Change::Presence { was, .. } => Some(was.clone()),
            Change::Connected(_) => None,
        });
        let connected = self.steps.iter().find_map(|step| match step.change {
            Change::Connected(is) => Some(!is),
            Change::Presence { .. } => None,
        });
        (was.unwrap_or_else(|| self.presence.clone()), connected.or(self.connected))
    }
}

/// For how long somebody watched within a window, whatever runners there were.
pub fn watched_within(window: &Window, watched: &[Watched]) -> Duration {
    let within = watched.iter().map(|span| {
        let time = span.until.min(window.to).duration_since(span.since.max(window.from));
        time.max(SignedDuration::ZERO).unsigned_abs()
    });
    within.sum()
}
