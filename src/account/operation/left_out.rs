//! Why a runner is left out of what is done to several, and what decides that when its turn comes.

use std::borrow::Cow;

use crate::account::fleet::{Fleet, Row};
use crate::account::history::History;
use crate::account::pending::Pending;
use crate::domain::kind::Kind;
use crate::domain::{Action, Change, Confirmed, Intent};

use super::Subject;
use crate::text::words::counted;

/// Why a streaming runner is not restarted among several.
const ALONE: &str = "A streaming runner is restarted alone, once its pipeline is stopped";

/// Why a runner is left out.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum LeftOut {
    /// The control plane has no such runner any more.
    Gone,
    /// The runner does not allow it now, for this reason of the domain's tables.
    NotAllowed(String),
    /// The runner is not what was confirmed any more, as the domain's rule for that says.
    Outdated(String),
    /// The same was asked of the runner by another way since the operation began.
    AskedMeanwhile,
    /// Another command to the runner has no answer yet.
    AnotherUnanswered,
    /// So many runs were seen in its environments, longer than they were to be waited for.
    Busy(usize),
    /// What runs in its environments could not be read.
    RunsUnread,
}

/// What decides whether a runner is left out of an action when its turn comes.
#[derive(Clone, Copy, Debug)]
pub struct Rule {
    pub(super) action: Action,
    pub(super) first_record: u64,
}

impl LeftOut {
    /// Why `action` cannot be asked for the runner of `row` now, if it cannot; `None` stands for one that is gone. In a program that only reads it never can.
    pub fn of(action: Action, row: Option<&Row>, is_read_only: bool) -> Option<Self> {
        let Some(row) = row else { return Some(Self::Gone) };
        let reason = action.availability(&row.runner, is_read_only).reason();
        reason.map(|reason| Self::NotAllowed(reason.to_owned()))
    }

    /// The same where the runner is one of several that have their turns. Streaming runners are not restarted so: each
    /// interrupts its pipeline, which is stopped first.
    pub fn of_several(action: Action, row: Option<&Row>, is_read_only: bool) -> Option<Self> {
        let is_streaming = || row.is_some_and(|row| Kind::of(&row.runner) == Kind::Streaming);
        let not_among_several =
            || (action == Action::Restart && is_streaming()).then(|| Self::NotAllowed(ALONE.to_owned()));
        Self::of(action, row, is_read_only).or_else(not_among_several)
    }
}

impl LeftOut {
    /// Why, in a clause.
    pub fn reason(&self) -> Cow<'_, str> {
        Cow::Borrowed(match self {
            Self::Gone => "The runner is gone",
            Self::NotAllowed(reason) | Self::Outdated(reason) => reason,
            Self::AskedMeanwhile => "Requested separately since this began",
            Self::AnotherUnanswered => "Another request to this runner has no answer yet",
            Self::RunsUnread => "What runs could not be read in time",
            Self::Busy(count) => return Cow::Owned(format!("{} had not ended", counted(*count, "run"))),
        })
    }
}

impl Rule {
    /// Why a runner is left out when its turn comes: it is gone, does not allow the action any more, is not told from the
    /// others by what stood in the question, was asked the same by another way, or has not answered another request.
    pub fn left_out(&self, subject: &Subject, fleet: &Fleet, pending: &Pending, history: &History) -> Option<LeftOut> {
        // Nothing is confirmed where nothing may be changed.
        let refused = LeftOut::of(self.action, fleet.at(&subject.key), false);
        refused.or_else(|| {
            let runner = &fleet.at(&subject.key)?.runner;
            let change = self.action.change()?;
            let confirmed = Confirmed::of(runner, subject.named.clone());
            let intent = Intent::Change(change.clone());
            let objection = confirmed.objection(&intent, Some((runner, &fleet.named(runner))));
            if let Some(reason) = objection {
                return Some(LeftOut::Outdated(reason));
            }
            let id = &subject.key.id;
            let is_command = |change: &Change| matches!(change, Change::Command(_) | Change::Remove);
            if pending.of(id).any(|other| other.stage.is_open() && is_command(&other.change)) {
                return Some(LeftOut::AnotherUnanswered);
            }
            history.was_asked(id, &intent, self.first_record).then_some(LeftOut::AskedMeanwhile)
        })
    }
}
