//! [`News`]: everything that is told of an account, each variant saying who tells it.

use std::sync::Arc;
use std::time::Duration;

use super::work::WorkNews;
use crate::api::{ApiError, PageRead, Progress, RunnerList};
use crate::domain::{AllowList, ConnectivityReport, Credentials, Label, Runner, RunnerId};

/// News of one account, from its link.
#[derive(Clone, PartialEq, Debug)]
pub enum News {
    /// The account is not read: its secret, its certificates or its client could not be had, with why, in a line that names
    /// what to mend and holds nothing secret. Nothing follows until it is opened again. Sent by the link, once.
    NotOpened(Label),
    /// The secret was read again, and a client made with it waits to take over; or why not, in a line as for `NotOpened`: then the
    /// account is read on as before. Sent by the link.
    SecretRead(Result<(), Label>),
    /// The poller will read the list this often from now on. Sent by the poller when that changes.
    PollIntervalSet(Duration),
    /// The poller began to read the list. Sent by the poller.
    PollStarted,
    /// The poller has read some pages of a list. Sent by the poller, not for each page.
    PollProgressed(Progress),
    /// The poller has read the list to its end. Sent by the poller, once per poll that succeeds.
    RunnersPolled(Arc<RunnerList>),
    /// The poller could not read the list. Sent by the poller, once per poll that fails.
    PollFailed {
        /// Why the list could not be read.
        error: ApiError,
        /// How long until the next try.
        retry_in: Duration,
    },
    /// Requests are being held back for this long because of the rate limit, or no longer. Sent by the runtime.
    RateLimited(Option<Duration>),
    /// A page of the list came, or did not. Answers `Request::ReadPage`.
    PageRead {
        /// The page that was asked for, counted from 0.
        page: u16,
        /// What was on it.
        outcome: Result<PageRead, ApiError>,
    },
    /// One runner's details came, or did not. Answers `Request::ReadDetails`.
    DetailsRead {
        /// The runner that was asked for.
        id: RunnerId,
        /// What was read of it.
        outcome: Result<Box<Runner>, ApiError>,
    },
    /// One runner's answer came as text, or did not. Answers `Request::ReadJson`.
    JsonRead {
        /// The runner that was asked for.
        id: RunnerId,
        /// Its JSON, over many lines, with secrets hidden. Not safe to draw as it is: it is for copying, and
        /// [`crate::domain::Label`] makes each line safe.
        outcome: Result<String, ApiError>,
    },
    /// One runner's allow list came, or did not. Answers `Request::ReadAllowList`.
    AllowListRead {
        /// The runner that was asked for.
        id: RunnerId,
        /// Its list; empty only where the control plane says so.
        outcome: Result<AllowList, ApiError>,
    },
    /// Something of the work on the runners was read, or could not be. Answers `Request::ReadWork`.
    Work(WorkNews),
    /// A request that changes something leaves: it may be carried out from here on, and can no longer be taken back. Sent
    /// by the runtime, at most once for each try, before its answer.
    Departed(u64),
    /// A request that had left was refused in a way that says that nothing was carried out (401), and waits again: it can
    /// be taken back. Sent by the runtime, after its `Departed`.
    CameBack(u64),
    /// A change was received, or was not. Answers `Request::Change`.
    Changed {
        /// The ticket of the `Request::Change` that this answers.
        ticket: u64,
        /// The runner that was to be changed.
        id: RunnerId,
        /// Whether the control plane took it; it may show only later. [`ApiError::is_unanswered`] tells whether it may
        /// have been taken all the same.
        outcome: Result<(), ApiError>,
    },
    /// A runner's credentials came, or did not. Answers `Request::ReadCredentials` and `Request::RefreshCredentials`.
    CredentialsRead {
        /// The ticket of the request that this answers.
        ticket: u64,
        /// The runner that was asked for.
        id: RunnerId,
        /// What it signs in with. After a refresh that failed, [`ApiError::is_unanswered`] tells whether the secret may
        /// have been replaced all the same.
        outcome: Result<Credentials, ApiError>,
    },
    /// A connection was tried, or could not be. Answers `Request::TestConnectivity`.
    ConnectivityTested {
        /// The ticket of the `Request::TestConnectivity` that this answers.
        ticket: u64,
        /// What came of it. An error that says so (`is_unsupported_by_version`) means that the runner is too old.
        outcome: Result<ConnectivityReport, ApiError>,
    },
}
