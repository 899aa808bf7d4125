//! [`Departure`]: the last word before a request that changes something leaves.
//!
//! ```text
//! waits: for a token, the gate, a connection   ->   asked whether to leave   ->   left: it may arrive
//! ```
//!
//! Up to the question nothing of the request is on the wire, and dropping its future takes it back; from the answer on
//! nobody can tell any more. That holds because such a request has a connection of its own: the question is asked when
//! that is made, and before it is used.

use std::fmt;
use std::sync::Arc;

use futures_util::future::BoxFuture;
use tokio::sync::watch;

use super::error::Cause;

/// The way of one request from its caller to the wire: asks whether it may leave, and can be taken back until it has.
/// Clones are for the same request.
#[derive(Clone)]
pub struct Departure(Arc<Inner>);

struct Inner {
    may_leave: Box<dyn Fn() -> BoxFuture<'static, Result<(), Cause>> + Send + Sync>,
    stage: watch::Sender<Stage>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Stage {
    /// Nothing of it is on the wire, or what was came back: it was not carried out.
    Waiting,
    /// It may be carried out.
    Left,
    /// It will never leave.
    TakenBack,
}

impl Departure {
    /// The request leaves when `may_leave` says so; its error is what becomes of the request otherwise. It is asked once
    /// a connection is there, and again before the one repetition after a 401.
    pub fn asking<F>(may_leave: impl Fn() -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output = Result<(), Cause>> + Send + 'static,
    {
        let may_leave = Box::new(move || -> BoxFuture<'static, _> { Box::pin(may_leave()) });
        Self(Arc::new(Inner { may_leave, stage: watch::Sender::new(Stage::Waiting) }))
    }

    /// The request leaves as soon as it can.
    pub fn at_once() -> Self {
        Self::asking(async || Ok(()))
    }

    /// Whether the request may have been carried out.
    pub fn has_left(&self) -> bool {
        *self.0.stage.borrow() == Stage::Left
    }

    /// Sees to it that the request never leaves. Says whether that came in time; it does also while the request is asked
    /// whether it may leave.
    pub fn take_back(&self) -> bool {
        self.change(Stage::Waiting, Stage::TakenBack) || self.is_taken_back()
    }

    /// Returns once it was taken back.
    pub async fn taken_back(&self) {
        // Never closed: its sender is held by ourselves.
        let _ = self.0.stage.subscribe().wait_for(|stage| *stage == Stage::TakenBack).await;
    }

    fn is_taken_back(&self) -> bool {
        *self.0.stage.borrow() == Stage::TakenBack
    }

    /// One step, and no other at the same time.
    fn change(&self, from: Stage, to: Stage) -> bool {
        self.0.stage.send_if_modified(|stage| {
            let is_there = *stage == from;
            if is_there {
                *stage = to;
            }
            is_there
        })
    }

    /// The request was refused in a way that says that nothing was carried out, and is about to be repeated.
    pub(super) fn came_back(&self) {
        self.change(Stage::Left, Stage::Waiting);
    }

    /// Asks. After a success the request may be carried out, whatever happens.
    pub(super) async fn leave(&self) -> Result<(), Cause> {
        (self.0.may_leave)().await?;
        if self.change(Stage::Waiting, Stage::Left) { Ok(()) } else { Err(Cause::TakenBack) }
    }
}

impl fmt::Debug for Departure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Departure({:?})", *self.0.stage.borrow())
    }
}
