//! [`Step`]: how far one runner of an operation is; [`Watch`]: what tells that it is back; [`Outcome`]: how it ended.

use std::time::Duration;

use super::left_out::LeftOut;
use super::policy::{Goal, UNSEEN_AFTER};
use crate::api::ApiError;
use crate::domain::{Action, Moment, Runner, Status, Version};

/// Readings in a row that must show a runner at work before it counts as back.
pub(in crate::account) const GOOD_READINGS: u8 = 2;

/// How far one runner is. To exactly one outcome, and forwards only: but for one whose request may not be sent after all when
/// that is on disk, whose turn comes again.
#[derive(Clone, PartialEq, Debug)]
pub enum Step {
    /// Its turn is still to come.
    Waiting,
    /// It is its turn; what runs in its environments is waited for, or is being read.
    Idle {
        /// Since when.
        since: Moment,
        /// So many runs as were seen last; `None` until they were read.
        runs: Option<usize>,
    },
    /// That the request is about to be sent is being written down.
    Noting {
        /// Since when.
        since: Moment,
    },
    /// The request is on its way, and has no answer yet.
    Sending {
        /// The request's.
        ticket: u64,
        /// When it was handed over.
        since: Moment,
        /// Whether it has left, as far as is known.
        has_left: bool,
    },
    /// The control plane took the request; the runner is watched until it is back.
    Watching(Watch),
    /// It has ended.
    Ended(Outcome),
}

/// What was seen of a runner since its request was taken.
#[derive(Clone, PartialEq, Debug)]
pub struct Watch {
    /// When the request was sent.
    pub since: Moment,
    /// Until when it is waited for.
    pub until: Moment,
    /// Whether it was seen away: off, not connected, in a status that is not known, or of another version. A pause is none.
    pub was_away: bool,
    /// Whether it will do that it is not seen away: nobody watched when it would have been.
    may_be_unseen: bool,
    /// Since when it is waited for that it is seen away.
    pub(super) unseen_since: Moment,
    /// Readings in a row that showed the runner as it is to be.
    good_readings: u8,
    /// When the last reading came.
    last: Option<Moment>,
    before: Before,
}

/// What a runner was like when its request was sent, as far as is known, and whether it was seen to be otherwise.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Before {
    /// A paused runner that is restarted stays paused.
    is_paused: Option<bool>,
    /// The first that is told, where none was before.
    version: Option<Version>,
    /// Whether it was seen away since.
    was_left: bool,
}

/// How a runner ended.
#[derive(Clone, PartialEq, Debug)]
pub enum Outcome {
    /// What was asked for is what two readings in a row showed.
    Back(Back),
    /// The runner left the list, as it was to.
    Gone {
        /// After the request was sent.
        after: Duration,
    },
    /// It was not back in time, and nobody waits any longer.
    NotBack {
        /// The status at the end, where one was told.
        status: Option<Status>,
    },
    /// It was never seen to leave Running.
    NotSeenAway {
        /// For so long.
        after: Duration,
    },
    /// The control plane refused the request.
    Refused(ApiError),
    /// Nothing was sent, and nobody wanted that.
    NotSent(ApiError),
    /// It is not known whether the request arrived.
    Unknown(Doubt),
    /// It was not to be done when its turn came, or before.
    LeftOut(LeftOut),
    /// The operator, or what another runner came to, ended it before anything was sent.
    NotStarted,
    /// The control plane took the request, and the operator ended the watch before the runner was back.
    Unwatched,
}

/// Why it is not known whether a request arrived.
#[derive(Clone, PartialEq, Debug)]
pub enum Doubt {
    /// No answer came, or none that tells.
    Unanswered(ApiError),
    /// The program ended before it learned.
    Lost,
}

/// A runner that is back.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Back {
    /// After the request was sent.
    pub after: Duration,
    /// Its status.
    pub status: Option<Status>,
    /// The version that it reports.
    pub version: Option<Version>,
    /// The version that it was to report, where it does not.
    pub wanted: Option<Version>,
    /// Whether it was seen away before.
    pub was_away: bool,
}

impl Outcome {
    /// Whether it ended as it was to.
    pub fn is_good(&self) -> bool {
        match self {
            Self::Back(back) => back.wanted.is_none(),
            Self::Gone { .. } => true,
            Self::NotBack { .. }
            | Self::NotSeenAway { .. }
            | Self::Refused(_)
            | Self::NotSent(_)
            | Self::Unknown(_)
            | Self::LeftOut(_)
            | Self::NotStarted
            | Self::Unwatched => false,
        }
    }

    /// Whether a request may have been carried out.
    pub fn may_have_arrived(&self) -> bool {
        match self {
            Self::Back(_)
            | Self::Gone { .. }
            | Self::NotBack { .. }
            | Self::NotSeenAway { .. }
            | Self::Unknown(_)
            | Self::Unwatched => true,
            Self::Refused(_) | Self::NotSent(_) | Self::LeftOut(_) | Self::NotStarted => false,
        }
    }
}

impl Step {
    /// How it ended; `None` until it has.
    pub fn outcome(&self) -> Option<&Outcome> {
        if let Self::Ended(outcome) = self { Some(outcome) } else { None }
    }

    /// The request that has no answer yet.
    pub fn ticket(&self) -> Option<u64> {
        if let Self::Sending { ticket, .. } = self { Some(*ticket) } else { None }
    }

    /// Whether a request was sent, or is about to be, and it has not ended.
    pub fn is_under_way(&self) -> bool {
        matches!(self, Self::Noting { .. } | Self::Sending { .. } | Self::Watching(_))
    }

    /// Whether nothing was sent yet, and something is to be.
    pub fn is_unsent(&self) -> bool {
        match self {
            Self::Waiting | Self::Idle { .. } | Self::Noting { .. } => true,
            Self::Sending { has_left, .. } => !has_left,
            Self::Watching(_) | Self::Ended(_) => false,
        }
    }

    /// Since when it is as it is, while it is its turn.
    pub fn since(&self) -> Option<Moment> {
        match self {
            Self::Idle { since, .. } | Self::Noting { since } | Self::Sending { since, .. } => Some(*since),
            Self::Watching(watch) => Some(watch.since),
            Self::Waiting | Self::Ended(_) => None,
        }
    }
}

/// Whether a runner is at work: what "back" means of a restart or a resume ("connected" is not told by every control plane).
pub fn is_at_work(runner: &Runner, is_missing: bool) -> bool {
    !is_missing && runner.status == Some(Status::Running) && runner.connected != Some(false)
}

/// Whether a runner serves nobody now, as it is reported.
pub fn is_away(runner: &Runner, is_missing: bool) -> bool {
    let is_off = matches!(runner.status, Some(Status::Stopped | Status::Stopping | Status::Unknown | Status::Pending));
    is_missing || is_off || runner.connected == Some(false)
}

impl Before {
    /// What `runner` is like now.
    pub fn of(runner: &Runner) -> Self {
        let is_paused = runner.status.as_ref().map(|status| *status == Status::Paused);
        Self { is_paused, version: runner.release.version.clone(), was_left: false }
    }

    /// Takes a reading: it shows the runner away, or that its instances are others by the version, or by a status that is not
    /// known here, such as one that names a restart.
    pub(super) fn see(&mut self, runner: &Runner, is_missing: bool) {
        let told = runner.release.version.as_ref();
        let is_other = told.is_some_and(|told| self.version.get_or_insert_with(|| told.clone()) != told);
        self.was_left |= is_away(runner, is_missing) || is_other || matches!(runner.status, Some(Status::Other(_)));
    }
}

impl Watch {
    /// From `since` on, when a request was sent to a runner that was like that.
    pub fn new(since: Moment, deadline: Duration, before: Before) -> Self {
        Self {
            since,
            until: since.plus(deadline),
            was_away: before.was_left,
            may_be_unseen: false,
            unseen_since: since,
            good_readings: 0,
            last: None,
            before,
        }
    }

    /// Goes on, at `now`, with the watch of another run of the program, which was not there to see the runner away.
    pub fn resumed(now: Moment, deadline: Duration) -> Self {
        Self { may_be_unseen: true, ..Self::new(now, deadline, Before::default()) }
    }

    /// When the runner was read last.
    pub fn last(&self) -> Option<Moment> {
        self.last
    }

    /// Takes a reading that was asked for at `asked` and came at `now`. Answers with the end where it is one.
    pub fn take(
        &mut self,
        action: Action,
        runner: &Runner,
        is_missing: bool,
        (asked, now): (Moment, Moment),
    ) -> Option<Back> {
        // Older than what is known: it tells how the runner was before.
        if asked.mono < self.since.mono || self.last.is_some_and(|last| asked.mono < last.mono) {
            return None;
        }
        self.last = Some(now);
        self.before.see(runner, is_missing);
        self.was_away = self.before.was_left;
        let is_there = match action {
            Action::Restart => {
                let is_at_pause =
                    !is_missing && runner.status == Some(Status::Paused) && runner.connected != Some(false);
                is_at_work(runner, is_missing) || is_at_pause && self.before.is_paused != Some(false)
            }
            Action::Pause => !is_missing && runner.status == Some(Status::Paused),
            Action::Resume => !is_missing && !matches!(runner.status, Some(Status::Paused | Status::Pausing) | None),
            // A removal is done once the runner is gone, whatever it reports until then.
            Action::Remove | Action::Details | Action::TestConnectivity => false,
        };
        let is_good = is_there && (action != Action::Restart || self.was_away || self.may_be_unseen);
        self.good_readings = if is_good { self.good_readings + 1 } else { 0 };
        (self.good_readings >= GOOD_READINGS).then(|| Back {
            after: now.since(&self.since),
            status: runner.status.clone(),
            version: runner.release.version.clone(),
            wanted: None,
            was_away: self.was_away,
        })
    }

    /// Whether a restart should have been seen by now, and was not: the runner is as it was.
    pub fn is_unseen(&self, action: Action, now: Moment) -> bool {
        action == Action::Restart
            && !self.was_away
            && !self.may_be_unseen
            && self.last.is_some()
            && now.since(&self.unseen_since) >= UNSEEN_AFTER
    }
}

impl Back {
    /// Whether the runner is to report its track's newest version, and which that is where it does not.
    #[must_use]
    pub fn aiming_at(self, goal: Goal, runner: &Runner) -> Self {
        let newest = runner.release.latest.clone().filter(|_| goal == Goal::Updated);
        let wanted = newest.filter(|newest| self.version.as_ref() != Some(newest));
        Self { wanted, ..self }
    }
}
