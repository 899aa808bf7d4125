//! [`ApiError`]: what went wrong with a call, in terms that the state can act on.
//!
//! Cloneable and comparable, with no reqwest type inside, no address and no secret: everything in it may be
//! drawn and logged.

use std::fmt;
use std::time::Duration;

use crate::domain::Label;

/// The call that comes before every other one while there is no token.
pub(super) const SIGN_IN: &str = "sign in";

/// What a 403 about the caller's address says, in lower case.
pub(super) const ADDRESS_REFUSED: &str = "ip not allowed";

/// A call that did not succeed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ApiError {
    /// What was tried, in the operator's words: `list runners`, `sign in`.
    pub call: &'static str,
    /// Why it failed, in terms that the state can act on.
    pub cause: Cause,
}

/// Why a call did not succeed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Cause {
    /// Nothing was sent: trackside itself did not. The text says why.
    NotSent(Label),
    /// Nothing was sent: the operator took it back in time.
    TakenBack,
    /// No connection could be made, so nothing was sent: name not found, refused, TLS. The text says which, without
    /// addresses.
    Unreachable(Label),
    /// A connection was made, and no whole answer came: it broke, was closed, or did not speak HTTP. The text says
    /// which, without addresses.
    NoAnswer(Label),
    /// No whole answer within the time limit.
    TimedOut(Duration),
    /// The credentials were refused: by the token endpoint, or a 401 that a new token did not cure.
    SignedOut(Problem),
    /// 403: the credential's role lacks the permission, or the caller's address is not allowed.
    Forbidden(Problem),
    /// 404: no such runner, project or environment.
    NotFound(Problem),
    /// 429: not carried out. Of a call that changes something at once, of another after waiting. The duration is how long
    /// all calls are held back from then on.
    RateLimited(Duration),
    /// Another 4xx: the control plane understood and declined.
    Refused(Problem),
    /// 5xx: the control plane failed.
    Server(Problem),
    /// An answer that is not of the documented shape (a web page, cut JSON, a redirect). The text says what it is.
    NotUnderstood(Label),
    /// An answer larger than the limit, in bytes.
    TooLarge(u64),
}

/// Problem JSON (RFC 9457, with the vendor's `violations`), as far as an answer held it.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Problem {
    /// The HTTP status code.
    pub status: u16,
    /// `title`, or the status line's words.
    pub title: Option<Label>,
    /// `detail`, or the text of an answer that was not JSON, shortened.
    pub detail: Option<Label>,
    /// One text per violated rule; often empty.
    pub violations: Vec<Label>,
}

impl ApiError {
    /// Whether trying again later may help without anybody changing anything.
    pub fn is_transient(&self) -> bool {
        matches!(
            self.cause,
            Cause::Unreachable(_)
                | Cause::NoAnswer(_)
                | Cause::TimedOut(_)
                | Cause::RateLimited(_)
                | Cause::Server(_)
                | Cause::NotUnderstood(_)
                | Cause::TooLarge(_)
        )
    }

    /// Whether trying again would bring the same answer, as far as can be told: what was asked for is not there, not
    /// allowed, or was declined.
    pub fn is_final(&self) -> bool {
        matches!(self.cause, Cause::Forbidden(_) | Cause::NotFound(_) | Cause::Refused(_))
    }

    /// Whether it is not known what became of the call: it may have arrived, and changed what it was to change.
    ///
    /// It is known where nothing was sent, and where the control plane answered. Of a 5xx it is not, because a gateway
    /// sends one too when the service behind it took too long; nor is it of an answer that cannot be read, such as a web
    /// page or a redirect: who sent that may have passed the call on or not. A sign-in comes before the call, or after a
    /// 401 to it, and a 429 says that it was not carried out.
    pub fn is_unanswered(&self) -> bool {
        let is_open = matches!(self.cause, Cause::NoAnswer(_) | Cause::TimedOut(_) | Cause::Server(_));
        self.call != SIGN_IN && (is_open || self.is_unreadable())
    }

    /// Whether an answer came of which nothing can be made.
    pub fn is_unreadable(&self) -> bool {
        matches!(self.cause, Cause::NotUnderstood(_) | Cause::TooLarge(_))
    }

    /// Whether it is known that nothing was carried out because the call itself never got so far: nothing of it was sent,
    /// or the control plane was too busy to look at it.
    pub fn is_not_sent(&self) -> bool {
        let before =
            matches!(self.cause, Cause::NotSent(_) | Cause::TakenBack | Cause::Unreachable(_) | Cause::RateLimited(_));
        before || self.call == SIGN_IN
    }

    /// A word or two for a narrow header: `503`, `timed out`, `unreachable`.
    pub fn short(&self) -> String {
        match &self.cause {
            Cause::NotSent(_) | Cause::TakenBack => "not sent".to_owned(),
            Cause::Unreachable(_) => "unreachable".to_owned(),
            Cause::NoAnswer(_) => "no answer".to_owned(),
            Cause::TimedOut(_) => "timed out".to_owned(),
            Cause::SignedOut(_) => "sign-in refused".to_owned(),
            Cause::RateLimited(_) => "rate limit".to_owned(),
            Cause::NotUnderstood(_) => "unreadable answer".to_owned(),
            Cause::TooLarge(_) => "answer too large".to_owned(),
            Cause::Forbidden(problem) | Cause::NotFound(problem) | Cause::Refused(problem) | Cause::Server(problem) => {
                problem.status.to_string()
            }
        }
    }
}

impl Problem {
    /// Whether a 403 says that the caller's address is not on the account's IP allow list; one public client saw the words
    /// `IP not allowed for any organization`.
    pub fn is_address_refused(&self) -> bool {
        let texts = self.title.iter().chain(&self.detail).chain(&self.violations);
        self.status == 403 && texts.into_iter().any(|text| text.raw().to_ascii_lowercase().contains(ADDRESS_REFUSED))
    }

    /// The best words the answer had: `detail`, else `title`, else what the status stands for.
    pub fn message(&self) -> String {
        match self.detail.as_ref().or(self.title.as_ref()) {
            Some(sentence) => sentence.to_string(),
            None => match self.status {
                401 => "credentials refused".to_owned(),
                403 => "not allowed".to_owned(),
                404 => "not found".to_owned(),
                _ => "no reason given".to_owned(),
            },
        }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({})", self.message(), self.status)?;
        for violation in &self.violations {
            write!(f, "; {violation}")?;
        }
        Ok(())
    }
}

impl fmt::Display for ApiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "cannot {}: {}", self.call, self.cause)
    }
}

impl fmt::Display for Cause {
    /// What happened, without what was tried.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotSent(reason) | Self::Unreachable(reason) | Self::NoAnswer(reason) => write!(f, "{reason}"),
            Self::TakenBack => f.write_str("taken back in time"),
            Self::TimedOut(limit) => write!(f, "no whole answer within {} s", limit.as_secs_f32()),
            Self::SignedOut(problem) => write!(f, "credentials refused, {problem}"),
            Self::RateLimited(wait) => write!(f, "rate limit reached, wait {}", in_words(*wait)),
            Self::Forbidden(problem) | Self::NotFound(problem) | Self::Refused(problem) => write!(f, "{problem}"),
            Self::Server(problem) => write!(f, "the control plane failed, {problem}"),
            Self::NotUnderstood(what) => write!(f, "the answer is not what the API documents ({what})"),
            Self::TooLarge(limit) => write!(f, "the answer is larger than {} MiB", limit / (1024 * 1024)),
        }
    }
}

/// A wait, rounded up: to the second while it is short.
fn in_words(wait: Duration) -> String {
    let seconds = wait.as_secs().saturating_add(u64::from(wait.subsec_nanos() > 0));
    match seconds {
        0..=600 => format!("{seconds} s"),
        601..=7_200 => format!("{} min", seconds.div_ceil(60)),
        7_201..=172_800 => format!("{} h", seconds.div_ceil(3_600)),
        172_801..=31_536_000 => format!("{} days", seconds.div_ceil(86_400)),
        _ => "more than a year".to_owned(),
    }
}

impl std::error::Error for ApiError {}
