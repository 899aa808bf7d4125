//! [`Failure`]: a request that got no whole answer, told in words without addresses.

use std::error::Error;
use std::io;
use std::time::Duration;

use super::error::Cause;
use super::words;

const CLOSED_EARLY: &str = "the connection closed before the whole answer was there";

/// Why there is no whole answer, and whether asking again at once may help.
#[derive(Clone, Debug)]
pub(super) struct Failure {
    pub(super) cause: Cause,
    pub(super) is_transient: bool,
}

impl Failure {
    /// The time for the whole request is up. Not repeated: it took long enough, and the next poll is near.
    pub(super) fn timed_out(limit: Duration) -> Self {
        Self { cause: Cause::TimedOut(limit), is_transient: false }
    }

    /// The answer is larger than `limit` bytes, and will be again.
    pub(super) fn too_large(limit: u64) -> Self {
        Self { cause: Cause::TooLarge(limit), is_transient: false }
    }

    /// What reqwest reports, in our words: its own texts hold the whole address.
    pub(super) fn of(error: &reqwest::Error, connect_timeout: Duration) -> Self {
        if error.is_connect() && error.is_timeout() {
            return Self::unreachable(&format!("no connection within {} s", connect_timeout.as_secs_f32()), true);
        }
        if error.is_dns() {
            return Self::unreachable("the host's name cannot be resolved", true);
        }
        let is_connect = error.is_connect();
        sources(error).find_map(|error| by_kind(error, is_connect)).unwrap_or_else(|| {
            // Without its own address; the inner errors name none.
            let deepest = sources(error).last().map_or_else(|| "no connection".to_owned(), ToString::to_string);
            Self::unreachable(&deepest, true)
        })
    }

    fn unreachable(reason: &str, is_transient: bool) -> Self {
        Self { cause: Cause::Unreachable(words::line(reason)), is_transient }
    }

    fn not_understood(what: &str) -> Self {
        Self { cause: Cause::NotUnderstood(words::line(what)), is_transient: false }
    }
}

/// The errors behind `error`, from the outermost.
fn sources(error: &reqwest::Error) -> impl Iterator<Item = &(dyn Error + 'static)> {
    std::iter::successors(error.source(), |&error| error.source())
}

fn by_kind(error: &(dyn Error + 'static), is_connect: bool) -> Option<Failure> {
    if let Some(error) = error.downcast_ref::<io::Error>() {
        return by_io_kind(error, is_connect);
    }
    let error = error.downcast_ref::<hyper::Error>()?;
    if error.is_parse() {
        return Some(Failure::not_understood("not an HTTP answer"));
    }
    (error.is_incomplete_message() || error.is_closed() || error.is_canceled())
        .then(|| Failure::unreachable(CLOSED_EARLY, true))
}

fn by_io_kind(error: &io::Error, is_connect: bool) -> Option<Failure> {
    use io::ErrorKind as Kind;
    // The TLS layer wraps its errors once more.
    if let Some(inner) = error.get_ref().and_then(|inner| inner.downcast_ref::<io::Error>()) {
        return by_io_kind(inner, is_connect);
    }
    Some(match error.kind() {
        Kind::ConnectionRefused => Failure::unreachable("connection refused", true),
        Kind::ConnectionReset | Kind::ConnectionAborted | Kind::BrokenPipe => {
            Failure::unreachable("the connection broke", true)
        }
        Kind::UnexpectedEof => Failure::unreachable(CLOSED_EARLY, true),
        Kind::HostUnreachable => Failure::unreachable("no route to the host", true),
        Kind::NetworkUnreachable | Kind::NetworkDown => Failure::unreachable("the network is unreachable", true),
        Kind::TimedOut => Failure::unreachable("the connection stopped answering", true),
        // rustls while connecting: a certificate that is refused now is refused a moment later too.
        Kind::InvalidData if is_connect => Failure::unreachable(&format!("TLS: {error}"), false),
        // Later it is the decompression.
        Kind::InvalidData | Kind::InvalidInput => Failure::not_understood("a body that cannot be decompressed"),
        _ => return None,
    })
}
