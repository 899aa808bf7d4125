//! [`Reveal`]: a runner's credentials as far as they are in memory, and who asked for them.
//!
//! Nothing is fetched before it is asked for, and nothing is kept longer than it is looked at. An answer to a question
//! that nobody holds open any more is dropped, and wiped with that.

use std::time::Duration;

use crate::api::ApiError;
use crate::domain::{Credentials, Moment, Secret};

/// The last of the time, in which the clock is marked.
pub const LAST: Duration = Duration::from_secs(5);

/// What is to be done with credentials when they come.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Purpose {
    /// Show both for the time that the options give.
    Show,
    /// Copy the client secret, and forget it.
    CopySecret,
    /// Copy the client id, and forget it.
    CopyId,
    /// Replace them, and show the new ones.
    Regenerate,
}

/// What is known of the credentials.
#[derive(Clone, PartialEq, Debug, Default)]
pub enum Reveal {
    /// Nothing: nothing was fetched, or it was wiped.
    #[default]
    Hidden,
    /// They were asked for.
    Asked {
        /// The number of the request that asks for them.
        ticket: u64,
        /// What is done with them when they come.
        purpose: Purpose,
    },
    /// They are on the screen.
    Shown {
        /// Both, live; wiped when this is dropped.
        pair: Credentials,
        /// When they came: the clock runs from here.
        since: Moment,
        /// Whether they were made just now, by regenerating.
        is_new: bool,
    },
    /// They could not be read.
    Failed(ApiError),
    /// They came, but do not fit on the screen as a whole, or cannot be drawn as they are. They were wiped.
    CannotShow,
    /// The answer to a regeneration was lost, or cannot be read: the old secret may be dead.
    Lost,
}

impl Reveal {
    /// Whether a live secret is in memory.
    pub fn is_shown(&self) -> bool {
        match self {
            Self::Shown { .. } => true,
            Self::Hidden | Self::Asked { .. } | Self::Failed(_) | Self::CannotShow | Self::Lost => false,
        }
    }

    /// Whether the request with this ticket is still waited for, and what for.
    pub fn waits_for(&self, wanted: u64) -> Option<Purpose> {
        match self {
            Self::Asked { ticket, purpose } => (*ticket == wanted).then_some(*purpose),
            Self::Hidden | Self::Shown { .. } | Self::Failed(_) | Self::CannotShow | Self::Lost => None,
        }
    }

    /// Wipes what is shown, and forgets what was asked for, unless that is under way to replace the secret: its answer is
    /// the only one that will come. That such an answer was lost is no secret, and stays until they are read.
    pub fn hide(&mut self) {
        match self {
            Self::Asked { purpose: Purpose::Regenerate, .. } | Self::Lost => {}
            Self::Asked { purpose: Purpose::Show | Purpose::CopySecret | Purpose::CopyId, .. }
            | Self::Hidden
            | Self::Shown { .. }
            | Self::Failed(_)
            | Self::CannotShow => *self = Self::Hidden,
        }
    }

    /// The same where nobody may be looking: a copy that was asked for shows nothing, and is made all the same.
    pub fn conceal(&mut self) {
        match self {
            Self::Asked { purpose: Purpose::CopySecret | Purpose::CopyId, .. } => {}
            Self::Asked { purpose: Purpose::Show | Purpose::Regenerate, .. }
            | Self::Hidden
            | Self::Shown { .. }
            | Self::Failed(_)
            | Self::CannotShow
            | Self::Lost => self.hide(),
        }
    }

    /// What is left of the time for which they are shown; `None` while they are not.
    pub fn left(&self, limit: Duration, now: Moment) -> Option<Duration> {
        match self {
            Self::Shown { since, .. } => Some(limit.saturating_sub(now.since(since))),
            Self::Hidden | Self::Asked { .. } | Self::Failed(_) | Self::CannotShow | Self::Lost => None,
        }
    }
}

/// Lines of `width` cells that a secret takes; `None` where it cannot be drawn as it is, a cell for each character.
pub fn lines_of(secret: &Secret, width: usize) -> Option<usize> {
    let text = secret.expose();
    let is_drawable = !text.is_empty() && text.bytes().all(|byte| (b'!'..=b'~').contains(&byte));
    is_drawable.then(|| text.len().div_ceil(width.max(1)))
}
