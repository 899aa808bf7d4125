//! [`Happened`]: what news came to, as data. A face says it in its own words, and lets what it shows follow.

use std::sync::Arc;
use std::time::Duration;

use super::pending::{Overdue, PendingChange};
use crate::api::ApiError;
use crate::domain::{AllowList, Credentials, Intent, Label, Moment, Runner, RunnerId, RunnerKey, Usage};

/// What news came to.
#[derive(Clone, PartialEq, Debug)]
pub enum Happened {
    /// The account could not be opened, with why, in a line that names what to mend.
    NotOpened(Label),
    /// The secret was read again, or was not, with why, in such a line.
    SecretRead(Result<(), Label>),
    /// Rows are different, or may be: whatever is worked out from them follows.
    RowsChanged,
    /// Runners are new in the list, or gone without having been removed from here.
    FleetDiffers {
        /// Those that are new.
        appeared: Vec<Arc<Runner>>,
        /// Those that are gone, as they were last.
        vanished: Vec<Arc<Runner>>,
    },
    /// A whole list came. After the `RowsChanged` that it led to.
    ListRead {
        /// When it was asked for.
        asked: Moment,
    },
    /// A list could not be read.
    ListFailed(ApiError),
    /// A runner's details came, or did not. After the `RowsChanged` that they led to.
    DetailsRead {
        /// The runner.
        id: RunnerId,
        /// Why they did not.
        outcome: Result<(), ApiError>,
    },
    /// A runner's answer came as text, or did not.
    JsonRead {
        /// The runner.
        id: RunnerId,
        /// See [`super::News::JsonRead`].
        outcome: Result<String, ApiError>,
    },
    /// A runner's allow list came, or did not.
    AllowListRead {
        /// The runner.
        id: RunnerId,
        /// The list.
        outcome: Result<AllowList, ApiError>,
    },
    /// More is known of projects and environments, or their reading ended.
    WorkRead {
        /// What was known before.
        before: Option<Arc<Usage>>,
    },
    /// The executions that run were read, or could not be: what is worked out from them follows.
    RunsRead,
    /// The status of a streaming pipeline, or the audit events, came or did not.
    WorkDetailRead,
    /// Something of the work may not be read by this credential. Told once for each kind of call, until it succeeds.
    WorkRefused(ApiError),
    /// A request has left: it may have been carried out from here on.
    Left {
        /// The request's.
        ticket: u64,
        /// What was asked for, and of whom; `None` where nobody waits for it any more.
        request: Option<(Intent, RunnerId)>,
    },
    /// A request that had left waits again.
    CameBack(u64),
    /// A request is taken back, as its runner is no longer what was confirmed.
    TakingBack(u64),
    /// The control plane took a change. The runner is being read.
    Accepted(PendingChange),
    /// A change was refused, or was not sent.
    Refused {
        /// The change, which is pending no more.
        pending: PendingChange,
        /// Why.
        error: ApiError,
    },
    /// No answer came to a change: it may have been carried out. The runner is being read.
    Unanswered {
        /// The change, which stays pending.
        pending: PendingChange,
        /// What came in place of an answer.
        error: ApiError,
    },
    /// What a change was to lead to is reported.
    Reported {
        /// The change.
        pending: PendingChange,
        /// Time since it was sent.
        after: Duration,
    },
    /// What a change was to lead to is not reported after the time for it.
    Overdue {
        /// The change, which stays marked.
        pending: PendingChange,
        /// What is reported in its place.
        overdue: Overdue,
    },
    /// The runner of a change is gone; of a removal that is what was asked for.
    Gone {
        /// The change.
        pending: PendingChange,
        /// What was last known of the runner.
        last: Arc<Runner>,
    },
    /// A runner's credentials came, or did not.
    CredentialsRead {
        /// The request's.
        ticket: u64,
        /// The runner.
        id: RunnerId,
        /// What it signs in with.
        outcome: Result<Credentials, ApiError>,
    },
    /// A runner's secret was replaced, or was not; [`ApiError::is_unanswered`] tells whether that is not known.
    SecretReplaced {
        /// The request's.
        ticket: u64,
        /// The runner.
        id: RunnerId,
        /// The new pair.
        outcome: Result<Credentials, ApiError>,
    },
    /// The operation sends nothing more until the operator decides: see [`super::operation::Operation::halt`].
    OperationHalted,
    /// Every runner of the operation has come to its outcome.
    OperationEnded,
    /// A step of a runner's checklist was done.
    GuidedWentOn(RunnerKey),
    /// The pause of a runner with a checklist ends soon.
    PauseEndsSoon(RunnerKey),
    /// One of the requests of an action for several runners has its answer.
    OneOfSeveral {
        /// The change.
        pending: PendingChange,
        /// Why it was not carried out, was not sent, or is not known to be; `None` where the control plane took it.
        error: Option<ApiError>,
    },
    /// The last of the tests that were under way has its answer.
    TestsEnded,
}
