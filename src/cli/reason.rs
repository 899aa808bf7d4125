//! Why a call failed, as a clause. Lines go into logs that others read: the words of a service, in which people may be named,
//! are not in it, as they are not in the history.

use crate::api::{ApiError, Cause};

/// Why a call failed.
pub(super) fn reason(error: &ApiError) -> String {
    match &error.cause {
        Cause::SignedOut(problem) => format!("credentials refused ({})", problem.status),
        Cause::Forbidden(problem) if problem.is_address_refused() => {
            format!("address of this machine not in the account's IP allow list ({})", problem.status)
        }
        Cause::Forbidden(problem) => format!("not allowed for this credential ({})", problem.status),
        Cause::NotFound(problem) => format!("not found at this address ({})", problem.status),
        Cause::Refused(problem) => format!("refused ({})", problem.status),
        Cause::Server(problem) => format!("the control plane failed ({})", problem.status),
        Cause::NotUnderstood(_) => "the answer is not what the API documents".to_owned(),
        cause @ (Cause::NotSent(_)
        | Cause::TakenBack
        | Cause::Unreachable(_)
        | Cause::NoAnswer(_)
        | Cause::TimedOut(_)
        | Cause::RateLimited(_)
        | Cause::TooLarge(_)) => cause.to_string(),
    }
}
