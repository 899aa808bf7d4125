//! [`Failure`]: a request that got no whole answer, told in words without addresses.

use std::error::Error;
use std::io;
use std::time::Duration;

use super::connecting::NotLeaving;
use super::error::Cause;
use super::proxy::Chosen;
use super::{excerpt, tls};
use crate::domain::{Label, Redactor};

const CLOSED_EARLY: &str = "the connection closed before the whole answer was there";

/// Why there is no whole answer, and whether asking again at once may help.
#[derive(Clone, Debug)]
pub(super) struct Failure {
    pub(super) cause: Cause,
    pub(super) is_transient: bool,
}

impl Failure {
    /// Whether no connection was made.
    pub(super) fn is_of_connecting(&self) -> bool {
        matches!(self.cause, Cause::Unreachable(_))
    }

    /// The time for the whole request is up. Not repeated: it took long enough, and the next poll is near.
    pub(super) fn timed_out(limit: Duration) -> Self {
        Self { cause: Cause::TimedOut(limit), is_transient: false }
    }

    /// The answer is larger than `limit` bytes, and will be again.
    pub(super) fn too_large(limit: u64) -> Self {
        Self { cause: Cause::TooLarge(limit), is_transient: false }
    }

    /// What reqwest reports, in our words: its own texts hold the whole address. `proxy` is the one that the request went
    /// through: while nothing is connected, what fails is the proxy, or what it says.
    pub(super) fn of(error: &reqwest::Error, connect_timeout: Duration, proxy: Option<&Chosen>) -> Self {
        if let Some(NotLeaving(cause)) = sources(error).find_map(|error| error.downcast_ref()) {
            return Self { cause: cause.clone(), is_transient: false };
        }
        let stage = Stage::of(error);
        if let Some(refused) = sources(error).find_map(tls::refused) {
            return stage.failure(&tls::message_through(refused, proxy), false);
        }
        let proxy = proxy.map(|proxy| &proxy.label);
        if stage == Stage::Connecting && error.is_timeout() {
            let through = proxy.map_or_else(String::new, |proxy| format!(" through the proxy {proxy}"));
            // Not repeated: the time is that of all tries.
            return stage.failure(&format!("no connection{through} within {} s", connect_timeout.as_secs_f32()), false);
        }
        if error.is_dns() {
            let whose =
                proxy.map_or_else(|| "the host's name".to_owned(), |proxy| format!("the name of the proxy {proxy}"));
            return Stage::Connecting.failure(&format!("{whose} cannot be resolved"), true);
        }
        let known = sources(error).find_map(|error| by_kind(error, stage));
        let failure = known.unwrap_or_else(|| {
            // Without its own address; the inner errors name none.
            let deepest = sources(error).last().map_or_else(|| "no reason given".to_owned(), ToString::to_string);
            stage.failure(&deepest, true)
        });
        match (&failure.cause, proxy) {
            (Cause::Unreachable(reason), Some(proxy)) => {
                let message = format!("the proxy {proxy} makes no connection ({})", reason.raw());
                stage.failure(&message, failure.is_transient)
            }
            _ => failure,
        }
    }

    /// Takes out what `redactor` knows: a library's words may quote from what came.
    pub(super) fn hide(&mut self, redactor: &Redactor) {
        if let Cause::NotSent(message)
        | Cause::Unreachable(message)
        | Cause::NoAnswer(message)
        | Cause::NotUnderstood(message) = &mut self.cause
        {
            *message = Label::from(&*redactor.clean(message.raw()));
        }
    }

    /// trackside itself does not send it.
    pub(super) fn not_sent(reason: Label) -> Self {
        Self { cause: Cause::NotSent(reason), is_transient: false }
    }

    /// Of a request that changes something: it is known that nothing arrived while it had not left, and not known
    /// afterwards, whatever the failure looks like.
    pub(super) fn settle(&mut self, has_left: bool) {
        self.cause = match std::mem::replace(&mut self.cause, Cause::TimedOut(Duration::ZERO)) {
            Cause::TimedOut(limit) if !has_left => {
                Cause::NotSent(Label::from(format!("not ready to be sent within {} s", limit.as_secs_f32())))
            }
            Cause::NoAnswer(reason) if !has_left => Cause::Unreachable(reason),
            Cause::Unreachable(reason) if has_left => Cause::NoAnswer(reason),
            cause => cause,
        };
    }

    fn not_understood(what: &str) -> Self {
        Self { cause: Cause::NotUnderstood(excerpt::line(what)), is_transient: false }
    }
}

/// How far a request came.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Stage {
    /// While the connection was made: nothing was sent.
    Connecting,
    /// It may have been sent, in part or in whole.
    Waiting,
    /// The answer's head is there.
    Reading,
}

impl Stage {
    fn of(error: &reqwest::Error) -> Self {
        if error.is_connect() {
            Self::Connecting
        } else if error.is_request() {
            Self::Waiting
        } else {
            Self::Reading
        }
    }

    fn failure(self, reason: &str, is_transient: bool) -> Failure {
        let reason = excerpt::line(reason);
        let cause = match self {
            Self::Connecting => Cause::Unreachable(reason),
            Self::Waiting | Self::Reading => Cause::NoAnswer(reason),
        };
        Failure { cause, is_transient }
    }
}

/// The errors behind `error`, from the outermost.
fn sources(error: &reqwest::Error) -> impl Iterator<Item = &(dyn Error + 'static)> {
    std::iter::successors(error.source(), |&error| error.source())
}

fn by_kind(error: &(dyn Error + 'static), stage: Stage) -> Option<Failure> {
    if let Some(error) = error.downcast_ref::<io::Error>() {
        return by_io_kind(error, stage);
    }
    let error = error.downcast_ref::<hyper::Error>()?;
    if error.is_parse() {
        return Some(stage.failure("not an HTTP answer", false));
    }
    (error.is_incomplete_message() || error.is_closed() || error.is_canceled())
        .then(|| stage.failure(CLOSED_EARLY, true))
}

fn by_io_kind(error: &io::Error, stage: Stage) -> Option<Failure> {
    use io::ErrorKind as Kind;
    // The TLS layer wraps its errors once more.
    if let Some(inner) = error.get_ref().and_then(|inner| inner.downcast_ref::<io::Error>()) {
        return by_io_kind(inner, stage);
    }
    Some(match error.kind() {
        Kind::ConnectionRefused => stage.failure("connection refused", true),
        Kind::ConnectionReset | Kind::ConnectionAborted | Kind::BrokenPipe => {
            stage.failure("the connection broke", true)
        }
        Kind::UnexpectedEof => stage.failure(CLOSED_EARLY, true),
        Kind::HostUnreachable => stage.failure("no route to the host", true),
        Kind::NetworkUnreachable | Kind::NetworkDown => stage.failure("the network is unreachable", true),
        Kind::TimedOut => stage.failure("the connection stopped answering", true),
        // rustls: a certificate that is refused now is refused a moment later too.
        Kind::InvalidData if stage != Stage::Reading => stage.failure(&format!("TLS failed ({error})"), false),
        // With the answer's head read it is the decompression.
        Kind::InvalidData | Kind::InvalidInput => Failure::not_understood("a body that cannot be decompressed"),
        _ => return None,
    })
}
