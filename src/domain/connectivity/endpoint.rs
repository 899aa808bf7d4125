//! [`Endpoint`]: a host name or an IP address as it can be typed, in the form in which it can be sent.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use idna::AsciiDenyList;
use idna::uts46::{DnsLength, Hyphens, Uts46};

use super::port::Port;
use crate::domain::text::make_safe;

/// Longest host name, in characters, without a dot at its end (RFC 1123).
const MAX_HOST_CHARS: usize = 253;
/// Longest label between two dots, in characters (RFC 1123).
const MAX_LABEL_CHARS: usize = 63;
/// More bytes than any host name takes, however it is written; nothing longer is looked at.
const MAX_INPUT_BYTES: usize = 2_048;

/// The other end of a connection, without its port: a host name, or an address.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Endpoint {
    /// Lower case ASCII; addresses in their shortest form, without brackets.
    host: String,
    address: Option<IpAddr>,
}

/// Why a text is no endpoint.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum EndpointFault {
    /// Nothing is typed yet.
    Empty,
    /// A blank or a line break inside.
    Blank,
    /// A port behind a colon.
    HasPort,
    /// A scheme, a user, a path or what else stands around the host of a URL.
    HasMore,
    /// Numbers with dots, but no IPv4 address; also where the last part of a name is a number, which names do not have.
    NotIpv4,
    /// Colons or brackets, but no IPv6 address.
    NotIpv6,
    /// An IPv6 address with a zone, which only means something on one machine.
    Zone,
    /// An address that no connection can be made to: unspecified, multicast or broadcast.
    NoPeer,
    /// A dot at the beginning, or two in a row.
    EmptyLabel,
    /// More than 63 characters between two dots.
    LongLabel,
    /// More than 253 characters.
    TooLong,
    /// A hyphen at the beginning or the end of what stands between two dots.
    OuterHyphen,
    /// An ASCII character that host names do not have.
    Character(char),
    /// Not a valid internationalized name (UTS #46).
    International,
}

impl fmt::Display for EndpointFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Empty => "Type a host name or an IP address.",
            Self::Blank => "A host name has no blanks.",
            Self::HasPort => "The port has a field of its own.",
            Self::HasMore => "Type the host without scheme, user and path.",
            Self::NotIpv4 => "An IPv4 address has four numbers from 0 to 255.",
            Self::NotIpv6 => "This is not an IPv6 address.",
            Self::Zone => "Leave out the zone (from the % sign on).",
            Self::NoPeer => "No connection can be made to this address.",
            Self::EmptyLabel => "A dot stands between two parts of a name.",
            Self::LongLabel => "At most 63 characters fit between two dots.",
            Self::TooLong => "A host name has at most 253 characters.",
            Self::OuterHyphen => "A hyphen stands inside a part of a name.",
            Self::Character(character) => {
                let text = character.to_string();
                return write!(f, "A host name has no {}.", make_safe(&text));
            }
            Self::International => "This is not a valid international host name.",
        })
    }
}

impl Endpoint {
    /// Reads what was typed; blanks around it are no matter. International names become what is asked of DNS
    /// (`xn--…`), an IPv6 address may stand in brackets.
    pub fn parse(text: &str) -> Result<Self, EndpointFault> {
        let text = text.trim();
        if text.is_empty() {
            Err(EndpointFault::Empty)
        } else if text.len() > MAX_INPUT_BYTES {
            Err(EndpointFault::TooLong)
        } else if text.contains(char::is_whitespace) {
            Err(EndpointFault::Blank)
        } else if let Some(rest) = text.strip_prefix('[') {
            match rest.split_once(']') {
                Some((address, "")) => Self::ipv6(address),
                Some((_, behind)) if behind.starts_with(':') => Err(EndpointFault::HasPort),
                _ => Err(EndpointFault::NotIpv6),
            }
        } else if text.contains(['/', '\\', '?', '#', '@']) {
            Err(EndpointFault::HasMore)
        } else if let Some((before, behind)) = text.split_once(':') {
            let is_port = !before.is_empty() && behind.bytes().all(|byte| byte.is_ascii_digit());
            if is_port { Err(EndpointFault::HasPort) } else { Self::ipv6(text) }
        } else {
            Self::name(text)
        }
    }

    /// Lower case ASCII, without brackets: for requests and for drawing.
    pub fn host(&self) -> &str {
        &self.host
    }

    /// The address; `None` for a name.
    pub fn address(&self) -> Option<IpAddr> {
        self.address
    }

    /// Host and port as they stand in a URL: `db.example:5432`, `[2001:db8::1]:443`.
    pub fn with_port(&self, port: Port) -> String {
        match self.address {
            Some(IpAddr::V6(address)) => format!("[{address}]:{port}"),
            _ => format!("{}:{port}", self.host),
        }
    }

    fn ipv6(text: &str) -> Result<Self, EndpointFault> {
        if text.contains('%') {
            return Err(EndpointFault::Zone);
        }
        Self::peer(text.parse::<Ipv6Addr>().map_err(|_| EndpointFault::NotIpv6)?.into())
    }

    fn peer(address: IpAddr) -> Result<Self, EndpointFault> {
        if address.is_unspecified() || address.is_multicast() || address == IpAddr::V4(Ipv4Addr::BROADCAST) {
            return Err(EndpointFault::NoPeer);
        }
        Ok(Self { host: address.to_string(), address: Some(address) })
    }

    fn name(text: &str) -> Result<Self, EndpointFault> {
        let is_other = |c: &char| c.is_ascii() && !c.is_ascii_alphanumeric() && !matches!(c, '-' | '.');
        if let Some(character) = text.chars().find(is_other) {
            return Err(EndpointFault::Character(character));
        }
        // The conversion only says yes or no; most names are plain, and can be told what is wrong.
        if text.is_ascii() {
            check_labels(text)?;
        }
        let host = Uts46::new()
            .to_ascii(text.as_bytes(), AsciiDenyList::STD3, Hyphens::CheckFirstLast, DnsLength::VerifyAllowRootDot)
            .map_err(|_| EndpointFault::International)?
            .into_owned();
        // Resolvers take a name that ends in a number for an address, in notations that nobody means.
        if ends_in_a_number(&host) {
            return Self::peer(host.parse::<Ipv4Addr>().map_err(|_| EndpointFault::NotIpv4)?.into());
        }
        Ok(Self { host, address: None })
    }
}

impl fmt::Display for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.host)
    }
}

/// A dot at the end is the root, and belongs to no label.
fn check_labels(name: &str) -> Result<(), EndpointFault> {
    let name = name.strip_suffix('.').unwrap_or(name);
    for label in name.split('.') {
        if label.is_empty() {
            return Err(EndpointFault::EmptyLabel);
        }
        if label.len() > MAX_LABEL_CHARS {
            return Err(EndpointFault::LongLabel);
        }
        if label.starts_with('-') || label.ends_with('-') {
            return Err(EndpointFault::OuterHyphen);
        }
    }
    if name.len() > MAX_HOST_CHARS { Err(EndpointFault::TooLong) } else { Ok(()) }
}

/// Whether the last label is a decimal or hexadecimal number, as in the URL standard.
fn ends_in_a_number(name: &str) -> bool {
    let name = name.strip_suffix('.').unwrap_or(name);
    let last = name.rsplit('.').next().unwrap_or(name);
    match last.strip_prefix("0x") {
        Some(hexadecimal) => hexadecimal.bytes().all(|byte| byte.is_ascii_hexdigit()),
        None => last.bytes().all(|byte| byte.is_ascii_digit()),
    }
}
