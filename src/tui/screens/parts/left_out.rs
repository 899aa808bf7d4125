//! Why a runner is left out of what is done to several, in words.

use crate::account::operation::LeftOut;

/// The reason.
pub fn reason(why: &LeftOut) -> &str {
    match why {
        LeftOut::Gone => "The runner is gone",
        LeftOut::NotAllowed(reason) => reason,
        LeftOut::Outdated(reason) => reason,
        LeftOut::AskedMeanwhile => "Requested separately since this began",
        LeftOut::AnotherUnanswered => "Another request to this runner has no answer yet",
    }
}
