//! Why a runner is left out of what is done to several, in words.

use std::borrow::Cow;

use crate::account::operation::LeftOut;
use crate::text::words::counted;

/// The reason.
pub fn reason(why: &LeftOut) -> Cow<'_, str> {
    Cow::Borrowed(match why {
        LeftOut::Gone => "The runner is gone",
        LeftOut::NotAllowed(reason) | LeftOut::Outdated(reason) => reason,
        LeftOut::AskedMeanwhile => "Requested separately since this began",
        LeftOut::AnotherUnanswered => "Another request to this runner has no answer yet",
        LeftOut::RunsUnread => "What runs could not be read in time",
        LeftOut::Busy(count) => return Cow::Owned(format!("{} had not ended", counted(*count, "run"))),
    })
}
