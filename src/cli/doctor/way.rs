//! The way to a control plane: which proxy, whether names have addresses, whether those can be reached over IPv4 and IPv6, and
//! whether somebody can be spoken to there.

use std::fmt::Write;
use std::net::IpAddr;
use std::time::Duration;

use super::finding::{Finding, Sink};
use crate::api::{ApiError, BaseUrl, Cause, Hop, ProxySettings};
use crate::cli::reason::reason;
use crate::domain::Verdict;
use crate::runtime::connectivity::{Network, Reach, reach};
use crate::text::words::{capitalised, counted};

/// A host that requests go to.
pub(super) struct Stop<'a> {
    address: &'a BaseUrl,
    /// The proxy before it.
    hop: Option<Hop>,
    /// Whether a connection was made, to it or to its proxy.
    is_reached: bool,
    /// The families in which that is possible: `IPv4`, `IPv6`.
    families: Vec<&'static str>,
}

impl<'a> Stop<'a> {
    fn of(address: &'a BaseUrl, proxy: &ProxySettings) -> Self {
        Self { address, hop: proxy.hop(address), is_reached: false, families: Vec::new() }
    }

    /// What a connection is made to.
    fn first(&self) -> (&str, u16) {
        match &self.hop {
            Some(hop) => (&hop.host, hop.port),
            None => (self.address.name(), self.address.port()),
        }
    }

    pub(super) fn families(&self) -> &[&'static str] {
        &self.families
    }

    pub(super) fn has_proxy(&self) -> bool {
        self.hop.is_some()
    }

    /// Whether it is the same host and port.
    pub(super) fn is_of(&self, address: &BaseUrl) -> bool {
        self.address.host() == address.host() && self.address.is_https() == address.is_https()
    }

    /// What came of speaking to it; behind its name, its address and the proxy comes TLS.
    pub(super) fn spoken_to(&self, knocked: Result<&(), &ApiError>) -> Finding {
        const ABOUT: &str = "TLS";
        let host = self.address.host();
        match (knocked, &self.hop) {
            (Err(ApiError { cause: Cause::Unreachable(_), .. }), _) if !self.is_reached => {
                Finding::skipped(ABOUT, format!("{host} was not reached"))
            }
            (Err(error @ ApiError { cause: Cause::Unreachable(_), .. }), Some(_)) => {
                let advice = "Check that the proxy lets this host through, and whether a password is needed.";
                Finding::failed("Proxy", format!("{host}: {}. {advice}", capitalised(&reason(error))))
            }
            (Err(error @ ApiError { cause: Cause::Unreachable(_), .. }), None) => {
                Finding::failed(ABOUT, format!("{host}: {}.", capitalised(&reason(error))))
            }
            _ if !self.address.is_https() => {
                Finding::well(ABOUT, format!("Not used for {host}, which is this machine"))
            }
            _ => Finding::well(ABOUT, format!("{host}: certificate accepted")),
        }
    }
}

/// Tries the way to the API, and to the token endpoint where that is another one. The API's comes first.
pub(super) async fn tried<'a>(
    network: &impl Network,
    proxy: &ProxySettings,
    [api, token]: [&'a BaseUrl; 2],
    sink: &Sink,
) -> Vec<Stop<'a>> {
    let mut stops = vec![Stop::of(api, proxy)];
    if !stops[0].is_of(token) {
        stops.push(Stop::of(token, proxy));
    }
    for stop in &stops {
        let label = stop.hop.as_ref().map_or("none", |hop| &hop.label);
        sink.tell(Finding::well("Proxy", format!("{}: {label}", stop.address.host())));
    }
    for place in 0..stops.len() {
        // Both may go through the same proxy.
        if let Some(same) = stops[..place].iter().find(|stop| stop.first() == stops[place].first()) {
            (stops[place].is_reached, stops[place].families) = (same.is_reached, same.families.clone());
            continue;
        }
        let stop = &mut stops[place];
        let (host, port) = stop.first();
        let reached = reach(network, host, port).await;
        for finding in of_host(host, port, stop.hop.as_ref(), &reached) {
            sink.tell(finding);
        }
        stop.is_reached = reached.as_ref().is_ok_and(Reach::is_reached);
        stop.families = reached.as_ref().map(families).unwrap_or_default();
    }
    stops
}

fn families(reach: &Reach) -> Vec<&'static str> {
    let reached = |family: &Option<Result<Duration, Verdict>>| matches!(family, Some(Ok(_)));
    [(reached(&reach.v4), "IPv4"), (reached(&reach.v6), "IPv6")]
        .into_iter()
        .filter_map(|(is_reached, name)| is_reached.then_some(name))
        .collect()
}

fn of_host(host: &str, port: u16, hop: Option<&Hop>, reached: &Result<Reach, Verdict>) -> Vec<Finding> {
    let reach = match reached {
        Ok(reach) => reach,
        Err(verdict) => {
            let advice = match (verdict, hop) {
                (Verdict::NameNotFound, Some(_)) => "Check the variable that names the proxy.",
                (Verdict::NameNotFound, None) => "Check the region or the address, and the DNS of this machine.",
                _ => "Check the network and the DNS of this machine.",
            };
            let what = if *verdict == Verdict::NameNotFound { "no address" } else { verdict.label() };
            return vec![
                Finding::failed("DNS", format!("{host}: {what}. {advice}")),
                Finding::skipped("Network", format!("{host}: no address to connect to")),
            ];
        }
    };
    let dns = match host.parse::<IpAddr>() {
        Ok(_) => format!("{host} is an address"),
        Err(_) => format!("{host}: {}", counted(reach.addresses, "address")),
    };
    vec![Finding::well("DNS", dns), network(host, port, hop, reach)]
}

fn network(host: &str, port: u16, hop: Option<&Hop>, reach: &Reach) -> Finding {
    let mut text = format!("{host} port {port}: ");
    let mut gap = "";
    for (name, family) in [("IPv4", &reach.v4), ("IPv6", &reach.v6)] {
        let _ = match family {
            None => continue,
            Some(Ok(took)) => write!(text, "{gap}{name} after {} ms", took.as_millis()),
            Some(Err(verdict)) => write!(text, "{gap}{name} {}", verdict.label()),
        };
        gap = ", ";
    }
    if reach.is_reached() {
        return Finding::well("Network", text);
    }
    let advice = match hop {
        Some(_) => "The proxy does not answer there.",
        None => "Check the address, the firewall, and whether a proxy is needed (HTTPS_PROXY).",
    };
    Finding::failed("Network", format!("{text}. {advice}"))
}
