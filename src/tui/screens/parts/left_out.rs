//! Why a runner is left out of what is done to several, in words.

use crate::account::operation::LeftOut;

/// The reason, in a clause.
pub fn reason(why: &LeftOut) -> &str {
    match why {
        LeftOut::Gone => "the runner is gone",
        LeftOut::NotAllowed(reason) => reason,
        LeftOut::Outdated(reason) => reason,
        LeftOut::AskedMeanwhile => "requested separately since this began",
        LeftOut::AnotherUnanswered => "another request to this runner has no answer yet",
    }
}
