//! What rustls reports of a connection that it refuses, in words: what is wrong, and what helps.

use std::error::Error as StdError;
use std::io;

use rustls::pki_types::UnixTime;
use rustls::{CertificateError, Error, InvalidMessage, OtherError};

use jiff::Timestamp;

use super::proxy::Chosen;

/// Most names of a certificate that are told.
const NAMES_TOLD: usize = 3;

/// The refusal in `error`, if it is one of rustls.
pub(super) fn refused<'a>(error: &'a (dyn StdError + 'static)) -> Option<&'a Error> {
    if let Some(refused) = error.downcast_ref() {
        return Some(refused);
    }
    // It comes within an error of the connection, which may lie within another one.
    refused(error.downcast_ref::<io::Error>()?.get_ref()?)
}

/// The same as [`message`], with the proxy that the connection goes through. Where the way to it is encrypted too, nothing tells
/// whether it is the proxy that is refused or the server behind it.
pub(super) fn message_through(error: &Error, proxy: Option<&Chosen>) -> String {
    let Some(Chosen { label, is_encrypted, .. }) = proxy else { return message(error) };
    match error {
        Error::InvalidMessage(InvalidMessage::InvalidContentType) if *is_encrypted => {
            format!("the proxy {label} or the server behind that does not speak TLS; try http:// for the proxy")
        }
        _ if *is_encrypted => format!("{}, at the proxy {label} or behind it", message(error)),
        _ => format!("{}, through the proxy {label}", message(error)),
    }
}

/// What is wrong, without addresses. May hold text from outside: not safe to draw as it is.
fn message(error: &Error) -> String {
    match error {
        Error::InvalidCertificate(reason) => of_certificate(reason),
        Error::InvalidMessage(InvalidMessage::InvalidContentType) => {
            "the server does not speak TLS on this port; check the address and the port".to_owned()
        }
        Error::AlertReceived(alert) => format!("the server refused the TLS connection ({alert:?})"),
        Error::PeerIncompatible(_) => {
            "the server offers no TLS version and cipher that is accepted here (TLS 1.2 and 1.3 are)".to_owned()
        }
        other => format!("TLS failed ({other})"),
    }
}

fn of_certificate(reason: &CertificateError) -> String {
    match reason {
        CertificateError::UnknownIssuer => {
            "the server's certificate is self-signed or from an unknown authority; use --ca-file".to_owned()
        }
        CertificateError::NotValidForName => {
            "the server's certificate is for another host name; check the address".to_owned()
        }
        CertificateError::NotValidForNameContext { presented, .. } => {
            format!("the server's certificate is for another host name{}; check the address", names(presented))
        }
        CertificateError::Expired => "the server's certificate has expired; check this machine's clock".to_owned(),
        CertificateError::ExpiredContext { not_after, .. } => {
            format!("the server's certificate expired{}; check this machine's clock", day("on", *not_after))
        }
        CertificateError::NotValidYet => {
            "the server's certificate is not valid yet; check this machine's clock".to_owned()
        }
        CertificateError::NotValidYetContext { not_before, .. } => {
            format!("the server's certificate is not valid{}; check this machine's clock", day("before", *not_before))
        }
        CertificateError::Revoked => "the server's certificate was revoked".to_owned(),
        CertificateError::BadSignature => {
            "the server's certificate is not signed by the authority that the certificate names".to_owned()
        }
        CertificateError::Other(other) if is_authority(other) => {
            "the server shows the certificate of an authority; a server needs one with CA:FALSE".to_owned()
        }
        other => format!("the server's certificate cannot be used ({other})"),
    }
}

/// A self-signed certificate made for an authority, which no list of trusted ones can make usable for a server.
fn is_authority(error: &OtherError) -> bool {
    error.to_string().contains("CaUsedAsEndEntity")
}

/// The names that a certificate is for.
fn names(presented: &[String]) -> String {
    // rustls writes `DnsName("a.example")`.
    let plain = |name: &String| name.split('"').nth(1).unwrap_or(name).to_owned();
    let told: Vec<String> = presented.iter().take(NAMES_TOLD).map(plain).collect();
    match (told.is_empty(), presented.len() > NAMES_TOLD) {
        (true, _) => String::new(),
        (false, true) => format!(" ({} and {} more)", told.join(", "), presented.len() - NAMES_TOLD),
        (false, false) => format!(" ({})", told.join(", ")),
    }
}

/// ` on 2026-01-05`, in UTC, with another `word` for `on`.
fn day(word: &str, time: UnixTime) -> String {
    let second = i64::try_from(time.as_secs()).ok().and_then(|seconds| Timestamp::from_second(seconds).ok());
    second.map_or_else(String::new, |time| format!(" {word} {}", time.strftime("%Y-%m-%d")))
}
