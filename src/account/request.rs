//! [`Request`]: everything that an account's link can be asked to do, as plain data.

use std::time::Duration;

use super::work::WorkPart;
use crate::api::{Fingerprint, Priority};
use crate::domain::{Change, Endpoint, JournalNote, Origin, Port, RunnerId};

/// Something that only the link can do. Each names the [`super::News`] that answers it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Request {
    /// Read the list now, whatever the interval says. Answered by `PollStarted` and what follows it.
    PollNow,
    /// Stop reading the list until `ResumePolling`. A poll under way is let finish. No answer.
    PausePolling,
    /// Read the list at the interval again, starting now. Answered like `PollNow`.
    ResumePolling,
    /// Read a page of the list, counted from 0, for the rows in view. Answered by `PageRead`, with the same page.
    ReadPage {
        /// Its number.
        page: u16,
        /// The answer that need not be read again, should it come.
        known: Option<Fingerprint>,
    },
    /// Read the list as much less often as so many requests a minute for the rows in view need. No answer, but
    /// `PollIntervalSet` where the interval is another after the next reading.
    LeaveForView(u32),
    /// Read one runner's details, as urgently as that. Answered by `DetailsRead`, with the same id. One that is under way
    /// for the same runner is given up for it, without an answer.
    ReadDetails(RunnerId, Priority),
    /// Read one runner's answer as text. Answered by `JsonRead`, with the same id.
    ReadJson(RunnerId),
    /// Read one runner's allow list. Answered by `AllowListRead`, with the same id.
    ReadAllowList(RunnerId),
    /// Read a part of the work on the runners. Answered by [`super::WorkNews`]; which one the part says.
    ReadWork(WorkPart),
    /// Give the reading of the projects up, if there is one. No answer; what it had on its way may still come.
    StopWork,
    /// Give the reading of the audit events up, if there is one. No answer.
    StopEvents,
    /// Change something of a runner. Written down first, sent once, and never again by itself; after a wait of more than a
    /// few seconds only if the runner still allows it. Answered by `Departed` when it leaves, and by `Changed`, with the
    /// same ticket and id.
    Change {
        /// Tells this change from all others.
        ticket: u64,
        /// The runner that it is about.
        id: RunnerId,
        /// What to change.
        change: Change,
        /// What is written down of it.
        note: JournalNote,
        /// How long ago the operator said yes: where that is longer than a request may wait, the runner is read again first.
        age: Duration,
    },
    /// Read a runner's client id and secret. Answered by `CredentialsRead`, with the same ticket and id.
    ReadCredentials {
        /// Tells this request from all others.
        ticket: u64,
        /// The runner that it is about.
        id: RunnerId,
    },
    /// Have a runner's secret replaced, which revokes the old one at once. Sent like a `Change`. Answered by `Departed`
    /// when it leaves, and by `CredentialsRead`, with the same ticket and id.
    RefreshCredentials {
        /// Tells this request from all others.
        ticket: u64,
        /// The runner that it is about.
        id: RunnerId,
        /// What is written down of it.
        note: JournalNote,
    },
    /// Do not send the `Change` or `RefreshCredentials` with this ticket, if it has not left yet. That is answered as
    /// always: with [`crate::api::Cause::TakenBack`] where this came in time.
    TakeBack(u64),
    /// Have a runner, or this machine, try to connect. Answered by `ConnectivityTested`, with the same ticket.
    TestConnectivity {
        /// Tells this test from all others.
        ticket: u64,
        /// From where it is tried: a runner, or this machine.
        from: Origin,
        /// The host or the address to connect to.
        endpoint: Endpoint,
        /// The port to connect to.
        port: Port,
    },
    /// Give a test up, if it is still under way. No answer, and what it had on its way may still come.
    StopTest(u64),
}
