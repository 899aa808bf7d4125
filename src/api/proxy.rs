//! [`ProxySettings`]: through which proxy requests go, from the environment, as curl reads it.
//!
//! Read up front, because what reqwest cannot read it passes over, and then the credentials would go out directly.

use std::ffi::OsString;
use std::net::IpAddr;

use ipnet::IpNet;
use reqwest::{Proxy, Url};

use super::address::BaseUrl;
use crate::domain::Label;

/// The variables that name a proxy for `https://`, the first that is set counts. curl prefers lower case.
const PROXIES: [&str; 4] = ["https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"];
/// The variables that name what is reached directly.
const EXCEPTIONS: [&str; 2] = ["no_proxy", "NO_PROXY"];

/// What the environment says of proxies. `Debug` shows neither user nor password.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct ProxySettings {
    proxy: Option<Named>,
    exceptions: Vec<Exception>,
    /// The variable that the exceptions stand in.
    exceptions_by: Option<&'static str>,
}

#[derive(Clone, PartialEq, Eq)]
struct Named {
    /// May hold a user and a password.
    url: Url,
    variable: &'static str,
}

/// A host that is reached directly.
#[derive(Clone, PartialEq, Eq, Debug)]
enum Exception {
    Everything,
    Address(IpAddr, Option<u16>),
    Network(IpNet),
    /// A name in lower case with all names below it.
    Name(String, Option<u16>),
}

/// A variable that cannot be read as a proxy, with what is wrong with its value, which is never repeated.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ProxyError {
    /// The environment variable that names it, as it is written there.
    pub variable: &'static str,
    /// The end of a sentence about its value.
    pub reason: String,
}

impl ProxySettings {
    /// Reads the settings; `variable` looks one up.
    pub fn read(variable: impl Fn(&str) -> Option<OsString>) -> Result<Self, ProxyError> {
        // An empty variable counts as not set, as with curl.
        let filled = |name: &&'static str| variable(name).filter(|value| !value.is_empty()).map(|value| (*name, value));
        let first = |names: &[&'static str]| names.iter().find_map(filled);
        let text = |name: &'static str, value: OsString| {
            value.into_string().map_err(|_| ProxyError { variable: name, reason: "is not valid UTF-8".to_owned() })
        };
        let mut settings = Self::default();
        if let Some((name, value)) = first(&PROXIES) {
            let url = parse(&text(name, value)?).map_err(|reason| ProxyError { variable: name, reason })?;
            settings.proxy = Some(Named { url, variable: name });
        }
        // Without a proxy they are exceptions to nothing.
        if let Some((name, value)) = first(&EXCEPTIONS).filter(|_| settings.proxy.is_some()) {
            let read = exceptions(&text(name, value)?);
            settings.exceptions = read.map_err(|reason| ProxyError { variable: name, reason: reason.to_owned() })?;
            settings.exceptions_by = Some(name);
        }
        Ok(settings)
    }

    /// The address of the proxy, without user and password and safe to draw, and the variable that names it. `None`: there is none.
    pub fn address(&self) -> Option<(String, &'static str)> {
        let named = self.proxy.as_ref()?;
        Some((format!("{}://{}", named.url.scheme(), named.host_and_port()), named.variable))
    }

    /// The variable that says what is reached directly. `None`: there is none, or it does not count.
    pub fn exceptions_by(&self) -> Option<&'static str> {
        self.exceptions_by
    }

    /// Whether requests to `address` take no proxy; those to this machine never take one.
    pub fn is_direct(&self, address: &BaseUrl) -> bool {
        let url = address.url();
        let Some(host) = url.host_str() else { return true };
        let host = host.trim_matches(['[', ']']).to_ascii_lowercase();
        let port = url.port_or_known_default();
        let is_exception = self.exceptions.iter().any(|exception| exception.is_for(&host, port));
        self.proxy.is_none() || address.is_loopback() || is_exception
    }

    /// Where a connection for `address` goes first, if it goes through a proxy.
    pub fn hop(&self, address: &BaseUrl) -> Option<Hop> {
        let named = self.proxy.as_ref().filter(|_| !self.is_direct(address))?;
        let host = named.url.host_str().unwrap_or_default().trim_matches(['[', ']']).to_owned();
        Some(Hop { host, port: named.url.port_or_known_default().unwrap_or_default(), label: named.label() })
    }

    /// The proxy for `address`, if there is one.
    pub(super) fn for_address(&self, address: &BaseUrl) -> Option<Chosen> {
        let named = self.proxy.as_ref().filter(|_| !self.is_direct(address))?;
        let proxy = Proxy::all(named.url.clone()).ok()?;
        Some(Chosen { proxy, label: named.label(), is_encrypted: named.url.scheme() == "https" })
    }
}

/// A proxy as it is connected to, without user and password.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Hop {
    /// A name or an address, without brackets.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// Its host and port and the variable that names it, for sentences; safe to print.
    pub label: String,
}

/// A proxy that requests go through.
pub(super) struct Chosen {
    pub(super) proxy: Proxy,
    /// Its host and port and what names it, for sentences; safe to draw.
    pub(super) label: String,
    /// Whether the way to it is encrypted too.
    pub(super) is_encrypted: bool,
}

impl Named {
    fn label(&self) -> String {
        format!("{} ({})", self.host_and_port(), self.variable)
    }

    fn host_and_port(&self) -> String {
        let host = Label::from(self.url.host_str().unwrap_or_default());
        let port = self.url.port_or_known_default().map_or_else(String::new, |port| format!(":{port}"));
        format!("{host}{port}")
    }
}

impl std::fmt::Debug for ProxySettings {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let proxy = self.proxy.as_ref().map(Named::label);
        f.debug_struct("ProxySettings")
            .field("proxy", &proxy)
            .field("exceptions", &self.exceptions)
            .finish_non_exhaustive()
    }
}

/// A proxy's address. The reason repeats no part of it: it may hold a password.
fn parse(text: &str) -> Result<Url, String> {
    let refuse = |reason: &str| Err(reason.to_owned());
    if text.chars().any(|c| c.is_whitespace() || c.is_control()) {
        return refuse("holds a blank or a control character, perhaps at its end");
    }
    if text.contains(['"', '\'', '`']) {
        return refuse("holds quotation marks");
    }
    if !text.contains("://") {
        return refuse("has no scheme; write http:// before the host");
    }
    let url = Url::parse(text).map_err(|error| format!("is not a web address ({error})"))?;
    match url.scheme() {
        "http" | "https" => {}
        scheme if scheme.starts_with("socks") => {
            return refuse("names a SOCKS proxy; only http:// and https:// are supported");
        }
        _ => return refuse("must start with http:// or https://"),
    }
    if url.host_str().is_none_or(str::is_empty) {
        return refuse("names no host");
    }
    if !matches!(url.path(), "" | "/") || url.query().is_some() || url.fragment().is_some() {
        return refuse("must end with the port, without a path");
    }
    Ok(url)
}

/// The reason for a refusal is the end of a sentence about the whole value.
fn exceptions(text: &str) -> Result<Vec<Exception>, &'static str> {
    let entries =
        text.split([',', ' ', '\t', '\n', '\r']).map(str::trim).filter(|word| !word.trim_matches('.').is_empty());
    entries.map(exception).collect()
}

fn exception(word: &str) -> Result<Exception, &'static str> {
    if word == "*" {
        return Ok(Exception::Everything);
    }
    if word.contains('/') {
        let network = word.parse().map(Exception::Network);
        return network.map_err(|_| "holds a / that is not in a network such as 10.0.0.0/8");
    }
    let (host, port) = with_port(word)?;
    if let Ok(address) = host.trim_matches(['[', ']']).parse() {
        return Ok(Exception::Address(address, port));
    }
    let name = host.strip_prefix("*.").unwrap_or(host).trim_matches('.').to_ascii_lowercase();
    if name.is_empty() || name.contains('*') {
        return Err("holds a * that neither stands alone nor before a dot, as in *.example.com");
    }
    Ok(Exception::Name(name, port))
}

/// `host:port` apart. An IPv6 address without brackets has colons of its own.
fn with_port(word: &str) -> Result<(&str, Option<u16>), &'static str> {
    if word.trim_matches(['[', ']']).parse::<IpAddr>().is_ok() {
        return Ok((word, None));
    }
    let Some((host, port)) = word.rsplit_once(':') else { return Ok((word, None)) };
    let port = port.parse().map_err(|_| "holds a port that is no number from 0 to 65535")?;
    Ok((host, Some(port)))
}

impl Exception {
    /// Whether it is for `host`, in lower case and without brackets.
    fn is_for(&self, host: &str, port: Option<u16>) -> bool {
        let is_port = |wanted: &Option<u16>| wanted.is_none() || *wanted == port;
        let address = host.parse::<IpAddr>().ok();
        match self {
            Self::Everything => true,
            Self::Address(wanted, at) => address == Some(*wanted) && is_port(at),
            Self::Network(network) => address.is_some_and(|address| network.contains(&address)),
            Self::Name(name, at) => {
                let below = host.strip_suffix(name.as_str());
                below.is_some_and(|rest| rest.is_empty() || rest.ends_with('.')) && is_port(at)
            }
        }
    }
}
