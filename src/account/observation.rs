//! [`Observation`]: what an account has for the store to keep, as data: what its lists and readings showed, what was done
//! from here, and what tests came to. Nothing is collected where no history is kept.
//!
//! A list is handed over whole (the runners are shared, not copied): what is different from what is kept already, by this
//! program or another one, the store works out where waiting keeps nobody waiting.

use std::sync::Arc;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

use super::Account;
use super::connectivity::Done;
use super::history::{Record, RecordKind};
use super::operation::record::OperationRecord;
use crate::api::Cause;
use crate::domain::{Endpoint, Moment, Origin, Port, Runner, RunnerId, Verdict};

/// Two lists further apart than twice the interval and this are not one watch: between them nobody looked.
const PATIENCE: Duration = Duration::from_secs(60);
/// The wall clock may go on by so much more or less than the other one between two lists; more is a clock that was set, or a
/// machine that slept.
const CLOCK_SLACK: SignedDuration = SignedDuration::from_secs(5);

/// What the store is to keep.
#[derive(Clone, PartialEq, Debug)]
pub enum Observation {
    /// A whole list came.
    Listed(Listing),
    /// One runner was read by its id, and is different.
    Read {
        /// When the answer came.
        at: Timestamp,
        /// The runner, as its row has it by now.
        runner: Arc<Runner>,
    },
    /// The control plane has no such runner any more.
    Gone {
        /// When that was known.
        at: Timestamp,
        /// Its id.
        runner: RunnerId,
    },
    /// Something was done from here, or a step of it came to something: never a kind that two readings tell.
    Done {
        /// When.
        at: Timestamp,
        /// The runner that it was done to.
        runner: RunnerId,
        /// What it was.
        kind: RecordKind,
    },
    /// A test of connectivity has ended.
    Tested(Tested),
    /// An operation began, or steps of it are different.
    Operated(OperationRecord),
}

/// A list, as far as the store needs it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Listing {
    /// When it was asked for: what others saw after that is newer.
    pub asked: Timestamp,
    /// When it came.
    pub at: Timestamp,
    /// When the list before it came, where the two are one watch. `None`: nobody watched here just before.
    pub since: Option<Timestamp>,
    /// What another program saw from then on counts as just before, so that the two watches are one.
    pub reach: Timestamp,
    /// The runners that it tells of, in name order. `None`: each is as the list before had it.
    pub rows: Option<Arc<[Arc<Runner>]>>,
    /// The ids of those that it lacks and that are not known to be gone. Only beside `rows`.
    pub missing: Vec<RunnerId>,
    /// Whether a runner that is neither in `rows` nor in `missing` is not in the list at all.
    pub is_whole: bool,
}

/// What a test came to.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Tested {
    /// When it ended.
    pub at: Timestamp,
    /// Who tried.
    pub from: Origin,
    /// What was tried.
    pub endpoint: Endpoint,
    /// What was tried.
    pub port: Port,
    /// From asking to the answer.
    pub took: Duration,
    /// The result, or why there is none.
    pub result: Result<Verdict, Cause>,
}

/// What is collected for the store, and how far that is.
#[derive(Clone, Debug, Default)]
pub(super) struct Watch {
    /// When the newest list came.
    last_list: Option<Moment>,
    /// The fleet's generation that was handed over last.
    generation: Option<u64>,
    /// The number of the first record that was not looked at.
    next_record: u64,
    collected: Vec<Observation>,
}

impl RecordKind {
    /// Whether two readings of a runner tell it, by whomever they are made; all else was done from here.
    pub fn is_seen(&self) -> bool {
        match self {
            Self::Appeared(_)
            | Self::Vanished
            | Self::Status { .. }
            | Self::Connected(_)
            | Self::Version { .. }
            | Self::Setting { .. } => true,
            Self::Asked(_)
            | Self::Reported { .. }
            | Self::Unanswered { .. }
            | Self::NotSent { .. }
            | Self::Refused { .. }
            | Self::Overdue { .. }
            | Self::GoneMeanwhile(_) => false,
        }
    }

    /// Whether both tell that the same came to be, whatever it was before: readings at other times may tell more or fewer
    /// steps. Of what was done from here, never.
    pub fn leads_where(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Status { to, .. }, Self::Status { to: other, .. }) => to == other,
            (Self::Version { to, .. }, Self::Version { to: other, .. }) => to == other,
            (Self::Setting { setting, to, .. }, Self::Setting { setting: of, to: other, .. }) => {
                (setting, to) == (of, other)
            }
            (Self::Connected(is), Self::Connected(other)) => is == other,
            (Self::Appeared(_), Self::Appeared(_)) | (Self::Vanished, Self::Vanished) => true,
            _ => false,
        }
    }
}

impl Account {
    /// What was observed since the last call, oldest first, what was done from here after what was seen. Each once.
    pub fn take_observations(&mut self) -> Vec<Observation> {
        let mut observed = std::mem::take(&mut self.watch.collected);
        let done = |record: &Record| Observation::Done {
            at: record.at.wall,
            runner: record.runner.clone(),
            kind: record.kind.clone(),
        };
        if self.profile.keeps_history {
            let records = self.history.from(self.watch.next_record);
            observed.extend(records.filter(|record| !record.kind.is_seen()).map(done));
        }
        self.watch.next_record = self.history.next_number();
        observed
    }

    /// A whole list was merged into the fleet.
    pub(super) fn observe_list(&mut self, is_partial: bool) {
        let reach = 2 * self.connection.interval() + PATIENCE;
        let before = self.watch.last_list.replace(self.now).filter(|before| is_one_watch(before, &self.now, reach));
        self.history.look(self.now.wall, before.is_some());
        if !self.profile.keeps_history {
            return;
        }
        let generation = self.fleet.generation();
        let (mut rows, mut missing) = (None, Vec::new());
        if self.watch.generation.replace(generation) != Some(generation) {
            let (told, lacking): (Vec<_>, Vec<_>) = self.fleet.rows().iter().partition(|row| !row.is_missing());
            missing = lacking.into_iter().map(|row| row.runner.id.clone()).collect();
            rows = Some(told.into_iter().map(|row| Arc::clone(&row.runner)).collect());
        }
        self.watch.collected.push(Observation::Listed(Listing {
            asked: self.poll_asked.wall.min(self.now.wall),
            at: self.now.wall,
            since: before.map(|before| before.wall),
            reach: SignedDuration::try_from(reach)
                .ok()
                .and_then(|reach| self.now.wall.checked_sub(reach).ok())
                .unwrap_or(self.now.wall),
            rows,
            missing,
            is_whole: !is_partial,
        }));
    }

    /// A runner's details were taken; `before` is what was known of it.
    pub(super) fn observe_read(&mut self, id: &RunnerId, before: Option<&Arc<Runner>>) {
        let Some(row) = self.fleet.find(id).filter(|_| self.profile.keeps_history) else { return };
        if before.is_none_or(|before| !Arc::ptr_eq(before, &row.runner)) {
            self.watch.collected.push(Observation::Read { at: self.now.wall, runner: Arc::clone(&row.runner) });
        }
    }

    /// A runner was found to be gone.
    pub(super) fn observe_gone(&mut self, id: &RunnerId) {
        if self.profile.keeps_history {
            self.watch.collected.push(Observation::Gone { at: self.now.wall, runner: id.clone() });
        }
    }

    /// An operation is different, if it is.
    pub(super) fn observe_operation(&mut self, record: Option<OperationRecord>) {
        if self.profile.keeps_history {
            self.watch.collected.extend(record.map(Observation::Operated));
        }
    }

    /// Whether what is observed is kept.
    pub(super) fn keeps_observations(&self) -> bool {
        self.profile.keeps_history
    }

    /// A test has ended.
    pub(super) fn observe_test(&mut self, done: &Done) {
        if self.profile.keeps_history {
            self.watch.collected.push(Observation::Tested(Tested {
                at: done.at.wall,
                from: done.tester.from.clone(),
                endpoint: done.target.endpoint.clone(),
                port: done.target.port,
                took: done.took,
                result: done.result.as_ref().map(|report| report.verdict.clone()).map_err(|error| error.cause.clone()),
            }));
        }
    }
}

/// Whether nothing tells that nobody looked between two lists.
fn is_one_watch(before: &Moment, now: &Moment, reach: Duration) -> bool {
    let passed = now.since(before);
    let on_the_wall = now.wall.duration_since(before.wall);
    let drift = SignedDuration::try_from(passed).map_or(SignedDuration::MAX, |passed| on_the_wall - passed);
    passed <= reach && drift.abs() <= CLOCK_SLACK && now.wall >= before.wall
}
