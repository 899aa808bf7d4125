//! [`Departure`]: the last word before a request that changes something leaves.
//!
//! ```text
//! waits: for a token, the gate, a connection   ->   asked whether to leave   ->   left: it may arrive
//! ```
//!
//! Up to the question nothing of the request is on the wire, and dropping its future takes it back; from the answer on
//! nobody can tell any more. That holds because such a request has a connection of its own: the question is asked when
//! that is made, and before it is used.
//!
//! A 401 brings it back: nothing was carried out, and it waits again, for a new token. Whoever wanted it back while it was
//! away has it then.

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
    came_back: Box<dyn Fn() + Send + Sync>,
    stage: watch::Sender<Stage>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Stage {
    /// Nothing of it is on the wire, or what was came back: it was not carried out.
    Waiting,
    /// It may be carried out.
    Left,
    /// It may be carried out, and its caller wanted it back: where it comes back, it does not leave again.
    LeftUnwanted,
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
        Self::telling(may_leave, || ())
    }

    /// The same, and `came_back` is called each time that the request waits again: it had left, and was refused in a way
    /// that says that nothing was carried out.
    pub fn telling<F>(
        may_leave: impl Fn() -> F + Send + Sync + 'static,
        came_back: impl Fn() + Send + Sync + 'static,
    ) -> Self
    where
        F: Future<Output = Result<(), Cause>> + Send + 'static,
    {
        let may_leave = Box::new(move || -> BoxFuture<'static, _> { Box::pin(may_leave()) });
        let (came_back, stage) = (Box::new(came_back), watch::Sender::new(Stage::Waiting));
        Self(Arc::new(Inner { may_leave, came_back, stage }))
    }

    /// The request leaves as soon as it can.
    pub fn at_once() -> Self {
        Self::asking(async || Ok(()))
    }

    /// Whether the request may have been carried out.
    pub fn has_left(&self) -> bool {
        matches!(*self.0.stage.borrow(), Stage::Left | Stage::LeftUnwanted)
    }

    /// Sees to it that the request never leaves, or never again. Says whether that came in time; it does also while the
    /// request is asked whether it may leave.
    pub fn take_back(&self) -> bool {
        let stage = self.step(|stage| match stage {
            Stage::Waiting | Stage::TakenBack => Stage::TakenBack,
            Stage::Left | Stage::LeftUnwanted => Stage::LeftUnwanted,
        });
        stage == Stage::TakenBack
    }

    /// Returns once it was taken back.
    pub async fn taken_back(&self) {
        // Never closed: its sender is held by ourselves.
        let _ = self.0.stage.subscribe().wait_for(|stage| *stage == Stage::TakenBack).await;
    }

    /// One step, and no other at the same time. Answers with where that led.
    fn step(&self, next: impl Fn(Stage) -> Stage) -> Stage {
        let mut reached = Stage::Waiting;
        self.0.stage.send_if_modified(|stage| {
            reached = next(*stage);
            std::mem::replace(stage, reached) != reached
        });
        reached
    }

    /// The request was refused in a way that says that nothing was carried out. It waits to be repeated, unless its caller
    /// wanted it back meanwhile.
    pub(super) fn came_back(&self) {
        let stage = self.step(|stage| match stage {
            Stage::Waiting | Stage::Left => Stage::Waiting,
            Stage::LeftUnwanted | Stage::TakenBack => Stage::TakenBack,
        });
        if stage == Stage::Waiting {
            (self.0.came_back)();
        }
    }

    /// Asks. After a success the request may be carried out, whatever happens.
    pub(super) async fn leave(&self) -> Result<(), Cause> {
        (self.0.may_leave)().await?;
        let stage = self.step(|stage| if stage == Stage::Waiting { Stage::Left } else { stage });
        if stage == Stage::Left { Ok(()) } else { Err(Cause::TakenBack) }
    }
}

impl fmt::Debug for Departure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Departure({:?})", *self.0.stage.borrow())
    }
}
