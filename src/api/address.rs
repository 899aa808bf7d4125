//! [`BaseUrl`]: an address that requests, and with them secrets, may be sent to.

use std::fmt;
use std::net::IpAddr;

use reqwest::Url;

/// The address of the control plane or of its token endpoint: `https://`, or `http://` to this machine only.
///
/// It holds no user, password, query or fragment, so it may be drawn and logged. A trailing slash is tolerated.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct BaseUrl {
    url: Url,
    host: String,
    is_loopback: bool,
}

impl BaseUrl {
    /// Reads an address. The error is a short reason that names no part of the text, which may hold a password.
    pub fn parse(text: &str) -> Result<Self, String> {
        let url = Url::parse(text.trim()).map_err(|error| format!("is not a web address ({error})"))?;
        if !matches!(url.scheme(), "https" | "http") {
            return Err("must start with https://".to_owned());
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err("must not hold a user or a password".to_owned());
        }
        if url.query().is_some() || url.fragment().is_some() {
            return Err("must end with a path, without ? and #".to_owned());
        }
        let Some(name) = url.host_str() else { return Err("names no host".to_owned()) };
        let is_loopback = is_loopback_name(name);
        if url.scheme() == "http" && !is_loopback {
            return Err("must start with https:// (http:// is for 127.0.0.1, [::1] and localhost only)".to_owned());
        }
        let host = match url.port() {
            Some(port) => format!("{name}:{port}"),
            None => name.to_owned(),
        };
        Ok(Self { url, host, is_loopback })
    }

    /// The host, with the port where it is not the usual one: for the header and for messages.
    pub fn host(&self) -> &str {
        &self.host
    }

    /// The host alone, as a connection is made to it: a name, or an address without brackets.
    pub fn name(&self) -> &str {
        self.url.host_str().unwrap_or_default().trim_matches(['[', ']'])
    }

    /// The port that it is reached at.
    pub fn port(&self) -> u16 {
        self.url.port_or_known_default().unwrap_or_default()
    }

    /// The whole address, with scheme and path.
    pub fn text(&self) -> &str {
        self.url.as_str()
    }

    /// Whether the address is this machine: 127.0.0.0/8, `::1` or `localhost`.
    pub fn is_loopback(&self) -> bool {
        self.is_loopback
    }

    /// Whether requests to it are encrypted.
    pub fn is_https(&self) -> bool {
        self.url.scheme() == "https"
    }

    /// The address as it was given.
    pub(super) fn url(&self) -> &Url {
        &self.url
    }

    /// The address with `segments` behind its path, each percent-encoded as a whole: a slash in an id stays part
    /// of the id. `None` where a segment cannot be part of a path (empty, `.` and `..`, which would address
    /// something else).
    pub(super) fn with_segments(&self, segments: &[impl AsRef<str>]) -> Option<Url> {
        let mut path = self.url.path().trim_end_matches('/').to_owned();
        for segment in segments {
            path.push('/');
            path.push_str(&encoded(segment.as_ref())?);
        }
        Some(self.with_whole_path(&path))
    }

    /// The address with `path`, which starts with a slash, behind its own, and `id` for `{agentId}` in it, encoded as
    /// above. `None` for the same ids.
    pub(super) fn with_path(&self, path: &str, id: &str) -> Option<Url> {
        let base = self.url.path().trim_end_matches('/');
        Some(self.with_whole_path(&format!("{base}{}", path.replace("{agentId}", &encoded(id)?))))
    }

    fn with_whole_path(&self, path: &str) -> Url {
        let mut url = self.url.clone();
        url.set_path(path);
        url
    }
}

impl fmt::Display for BaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.url.as_str())
    }
}

fn is_loopback_name(name: &str) -> bool {
    let address = name.trim_start_matches('[').trim_end_matches(']');
    name == "localhost" || address.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

/// Percent-encodes everything but RFC 3986's unreserved characters. `Url`'s own setters would drop tabs and
/// line ends, and so address another runner than the one that was meant. `None` for what cannot be a segment.
fn encoded(segment: &str) -> Option<String> {
    const HEX: &[u8; 16] = b"0123456789ABCDEF";
    if matches!(segment, "" | "." | "..") {
        return None;
    }
    let mut encoded = String::with_capacity(segment.len());
    for byte in segment.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~') {
            encoded.push(char::from(byte));
        } else {
            encoded.push('%');
            encoded.push(char::from(HEX[usize::from(byte >> 4)]));
            encoded.push(char::from(HEX[usize::from(byte & 15)]));
        }
    }
    Some(encoded)
}
