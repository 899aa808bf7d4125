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
use std::sync::atomic::{AtomicBool, Ordering};

use futures_util::future::BoxFuture;

use super::error::Cause;

/// Asks whoever sends a request whether it may leave. Clones are for the same request.
#[derive(Clone)]
pub struct Departure(Arc<Inner>);

struct Inner {
    may_leave: Box<dyn Fn() -> BoxFuture<'static, Result<(), Cause>> + Send + Sync>,
    has_left: AtomicBool,
}

impl Departure {
    /// The request leaves when `may_leave` says so; its error is what becomes of the request otherwise. It is asked once
    /// a connection is there, and again before the one repetition after a 401.
    pub fn asking<F>(may_leave: impl Fn() -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output = Result<(), Cause>> + Send + 'static,
    {
        let may_leave = Box::new(move || -> BoxFuture<'static, _> { Box::pin(may_leave()) });
        Self(Arc::new(Inner { may_leave, has_left: AtomicBool::new(false) }))
    }

    /// The request leaves as soon as it can.
    pub fn at_once() -> Self {
        Self::asking(async || Ok(()))
    }

    /// Whether the request may have been carried out.
    pub fn has_left(&self) -> bool {
        self.0.has_left.load(Ordering::Acquire)
    }

    /// The request was refused in a way that says that nothing was carried out, and is about to be repeated.
    pub(super) fn came_back(&self) {
        self.0.has_left.store(false, Ordering::Release);
    }

    /// Asks. After a success the request may arrive, whatever happens.
    pub(super) async fn leave(&self) -> Result<(), Cause> {
        (self.0.may_leave)().await?;
        self.0.has_left.store(true, Ordering::Release);
        Ok(())
    }
}

impl fmt::Debug for Departure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Departure(has left: {})", self.has_left())
    }
}
